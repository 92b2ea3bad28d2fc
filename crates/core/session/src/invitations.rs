//! Handing a session on and taking others in (SES-20 to SES-22): invitations that end in exactly one way, and the removal of a rep by the owner.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use towline_model::{Moment, Queue, Rights, SessionPolicyId, UserId};

use crate::machine::Session;
use crate::{Answer, Effect, EventKind, Refusal};

/// Invitations that may be open in one session at a time.
const OPEN: usize = 16;
/// How long the link of an external representative works (SUP-70). Shares wait as long as the session does.
const EXTERNAL_PATIENCE: Duration = Duration::from_secs(2 * 60 * 60);
/// How long a transfer waits for somebody who was told by mail (SUP-33).
const AWAY_PATIENCE: Duration = Duration::from_secs(30 * 60);
/// Longest comments in bytes.
const COMMENTS: usize = 512;

/// What an invitation is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvitationKind {
    /// To come in beside the owner (SES-21).
    Share,
    /// To become the owner (SES-20).
    Transfer,
    /// To come in without an account, by a link (SUP-70).
    External,
}

impl InvitationKind {
    /// Its stable name.
    pub const fn name(self) -> &'static str {
        match self {
            InvitationKind::Share => "share",
            InvitationKind::Transfer => "transfer",
            InvitationKind::External => "external",
        }
    }
}

/// An open invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Never used again in this session.
    pub number: u32,
    /// What for.
    pub kind: InvitationKind,
    /// Who invites, as a participant.
    pub by: u16,
    /// What they are called.
    pub by_name: String,
    /// Whom: one rep, or whoever of a queue is first.
    pub to: Queue,
    /// What that is called.
    pub to_name: String,
    /// What the inviter says of it.
    pub comments: String,
    /// Since when.
    pub since: Moment,
    /// The issue that help is asked for on; empty: none (SES-21).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub issue: String,
    /// What an external representative may at most (SUP-70).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<SessionPolicyId>,
    /// Whom it is for was not signed in, and was told by mail (SUP-33).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub away: bool,
}

/// An invitation to be opened.
pub(crate) struct Asked {
    pub(crate) kind: InvitationKind,
    pub(crate) to: Queue,
    pub(crate) to_name: String,
    pub(crate) comments: String,
    pub(crate) issue: String,
    pub(crate) profile: Option<SessionPolicyId>,
    pub(crate) away: bool,
}

impl Asked {
    pub(crate) fn plain(kind: InvitationKind, to: Queue, to_name: String, comments: String) -> Self {
        Asked { kind, to, to_name, comments, issue: String::new(), profile: None, away: false }
    }
}

impl Session {
    pub(crate) fn invite(&mut self, now: Moment, user: UserId, asked: Asked) -> Result<Answer, Refusal> {
        let number = self.owner_in(now, user)?;
        // By a link of their own only (SUP-70).
        if asked.to == Queue::Personal(user) || asked.kind == InvitationKind::External {
            return Err(Refusal::Invalid);
        }
        if let Queue::Personal(rep) = asked.to
            && let Some(present) = self.state.participant_of(rep)
            // INVARIANT: an external representative never becomes the owner (SUP-70).
            && (asked.kind == InvitationKind::Share || present.external.is_some())
        {
            return Err(Refusal::Invalid);
        }
        self.open_invitation(now, number, asked)
    }

    pub(crate) fn open_invitation(&mut self, now: Moment, number: u16, asked: Asked) -> Result<Answer, Refusal> {
        let Asked { kind, to, to_name, comments, issue, profile, away } = asked;
        // An owner who is not in it has nothing to hand over; the session waits for them.
        if number == 0 || comments.len() > COMMENTS {
            return Err(Refusal::Invalid);
        }
        let open = &self.state.invitations;
        if open.iter().any(|open| open.kind == kind && open.to == to) {
            return Ok(Answer::Done);
        }
        let another = kind == InvitationKind::Transfer && open.iter().any(|open| open.kind == kind);
        if another || open.len() >= OPEN {
            return Err(Refusal::Limit);
        }
        self.state.invitations_made += 1;
        let whom = if issue.is_empty() { to_name.clone() } else { format!("{issue} ({to_name})") };
        self.log(now, number, EventKind::Invited { to: whom, purpose: kind });
        self.state.invitations.push(Invitation {
            number: self.state.invitations_made,
            kind,
            by: number,
            by_name: self.state.name_of(number).to_owned(),
            to,
            to_name,
            comments,
            since: now,
            issue,
            profile,
            away,
        });
        self.effects.push_back(Effect::Queue(to));
        Ok(Answer::Done)
    }

    pub(crate) fn cancel_invitation(&mut self, now: Moment, user: UserId, number: u32) -> Result<Answer, Refusal> {
        let actor = self.owner_in(now, user)?;
        self.end_invitations(now, actor, "cancelled", |open| open.number == number);
        Ok(Answer::Done)
    }

    pub(crate) fn decline_invitation(
        &mut self,
        now: Moment,
        user: UserId,
        name: &str,
        number: u32,
    ) -> Result<Answer, Refusal> {
        let open = self.state.invitations.iter().find(|open| open.number == number).ok_or(Refusal::InvitationOver)?;
        // What is for several, one cannot decline for the others.
        if open.to != Queue::Personal(user) {
            return Err(Refusal::NotPermitted);
        }
        let actor = self.state.participant_of(user).map_or(0, |found| found.number);
        let ended = self.take_invitation(number);
        if let Some(ended) = ended {
            let (to, purpose) = (name.to_owned(), ended.kind);
            self.log(now, actor, EventKind::InvitationEnded { to, purpose, how: "declined".to_owned() });
        }
        Ok(Answer::Done)
    }

    pub(crate) fn accept_invitation(
        &mut self,
        now: Moment,
        user: UserId,
        name: &str,
        permissions: Rights,
        number: u32,
        to: Queue,
    ) -> Result<Answer, Refusal> {
        let Some(open) = self.state.invitations.iter().find(|open| open.number == number) else {
            return match self.state.participant_of(user) {
                Some(present) => Ok(Answer::Participant(present.number)),
                None => Err(Refusal::InvitationOver),
            };
        };
        if open.to != to || open.kind == InvitationKind::External {
            return Err(Refusal::NotFound);
        }
        let kind = open.kind;
        let inside = match self.state.participant_of(user) {
            // INVARIANT: whoever came without an account takes over nothing (SUP-70).
            Some(present) if present.external.is_some() => return Err(Refusal::NotPermitted),
            Some(present) => present.number,
            None => self.admit_invited(now, user, name, permissions)?,
        };
        self.take_invitation(number);
        self.log(
            now,
            inside,
            EventKind::InvitationEnded { to: name.to_owned(), purpose: kind, how: "accepted".to_owned() },
        );
        if kind == InvitationKind::Transfer {
            let former = self.state.owner.replace(user);
            name.clone_into(&mut self.state.owner_name);
            self.unqueue();
            self.log(now, inside, EventKind::OwnerChanged);
            // Whoever was invited by the former owner is not by the new one.
            self.end_invitations(now, 0, "transferred", |_| true);
            let users = self.concerned().into_iter().chain(former).collect();
            self.effects.push_back(Effect::Lists { users });
        }
        Ok(Answer::Participant(inside))
    }

    /// The owner removes a rep (SES-22).
    pub(crate) fn remove_participant(&mut self, now: Moment, user: UserId, number: u16) -> Result<Answer, Refusal> {
        self.owner_in(now, user)?;
        let gone = self.state.participant(number).map(|found| found.user).ok_or(Refusal::NotFound)?;
        if gone == user {
            return Err(Refusal::Invalid);
        }
        self.leave(now, gone, "removed_by_owner")
    }

    /// Ends those invitations that fit.
    pub(crate) fn end_invitations(&mut self, now: Moment, actor: u16, how: &str, fits: impl Fn(&Invitation) -> bool) {
        let numbers: Vec<u32> =
            self.state.invitations.iter().filter(|open| fits(open)).map(|open| open.number).collect();
        for number in numbers {
            if let Some(ended) = self.take_invitation(number) {
                let (to, purpose) = (ended.to_name, ended.kind);
                self.log(now, actor, EventKind::InvitationEnded { to, purpose, how: how.to_owned() });
            }
        }
    }

    pub(crate) fn take_invitation(&mut self, number: u32) -> Option<Invitation> {
        let at = self.state.invitations.iter().position(|open| open.number == number)?;
        let ended = self.state.invitations.remove(at);
        self.touch();
        self.effects.push_back(Effect::Queue(ended.to));
        Some(ended)
    }

    fn patience(&self, open: &Invitation) -> Option<Moment> {
        match open.kind {
            InvitationKind::Share => None,
            // Mail takes its time.
            InvitationKind::Transfer if open.away => Some(open.since + AWAY_PATIENCE),
            InvitationKind::Transfer => Some(open.since + self.state.spec.graces.transfer()),
            InvitationKind::External => Some(open.since + EXTERNAL_PATIENCE),
        }
    }

    /// When the next invitation is given up.
    pub(crate) fn invitations_until(&self) -> Option<Moment> {
        self.state.invitations.iter().filter_map(|open| self.patience(open)).min()
    }

    pub(crate) fn invitations_tick(&mut self, now: Moment) {
        let late = |open: &&Invitation| self.patience(open).is_some_and(|until| until <= now);
        let numbers: Vec<u32> = self.state.invitations.iter().filter(late).map(|open| open.number).collect();
        self.end_invitations(now, 0, "timed_out", |open| numbers.contains(&open.number));
    }
}
