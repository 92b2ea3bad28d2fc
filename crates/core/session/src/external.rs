//! External representatives (SUP-70): who is invited by a link, answers to a rep of the site, may never more than that rep, never owns the session, and goes when nobody answers for them any more.

use serde::{Deserialize, Serialize};
use towline_model::{Moment, Permission, Permissions, Queue, Rights, SessionPolicyId, UserId};

use crate::machine::Session;
use crate::{Answer, Effect, EventKind, InvitationKind, Participant, Refusal, invitations::Asked};

/// What bounds an external representative.
///
/// INVARIANT: their permissions are never more than `REACH`, `profile`, `before` and `bound` together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct External {
    /// The session policy that they were invited with.
    pub policy: SessionPolicyId,
    /// What that allows.
    pub profile: Rights,
    /// The rep who answers for them: who invited them, or the owner after that one went.
    pub host: UserId,
    /// What that rep may.
    pub bound: Rights,
    /// What all who answered before had in common.
    pub before: Rights,
}

impl External {
    /// What an external representative can have at the very most: what is pinned or deployed stays when they are gone (SUP-50, SUP-60), and scripts are of a library for who has an account.
    const REACH: Permissions =
        Permissions::ALL.without(Permission::Pin).without(Permission::Button).without(Permission::RunScripts);

    fn rights(&self) -> Rights {
        Rights::from(Self::REACH).and(&self.profile).and(&self.before).and(&self.bound)
    }
}

impl Session {
    /// An invitation for somebody without an account. `guest` is who they will be here.
    pub(crate) fn invite_external(
        &mut self,
        now: Moment,
        user: UserId,
        guest: UserId,
        name: String,
        profile: SessionPolicyId,
        comments: String,
    ) -> Result<Answer, Refusal> {
        let number = self.owner_in(now, user)?;
        if self.state.participant_of(guest).is_some() {
            return Err(Refusal::Invalid);
        }
        let to = Queue::Personal(guest);
        let kind = InvitationKind::External;
        self.open_invitation(now, number, Asked { profile: Some(profile), ..Asked::plain(kind, to, name, comments) })
    }

    /// Somebody followed the link of an invitation. Whether it is theirs is decided before.
    pub(crate) fn accept_external(
        &mut self,
        now: Moment,
        guest: UserId,
        number: u32,
        profile: Rights,
    ) -> Result<Answer, Refusal> {
        let open = self.state.invitations.iter().find(|open| open.number == number).cloned();
        let Some(open) = open.filter(|open| open.to == Queue::Personal(guest)) else {
            return Err(Refusal::InvitationOver);
        };
        // Who invites goes with their invitations, so the inviter is here.
        let (Some(policy), Some(inviter)) = (open.profile, self.state.participant(open.by)) else {
            return Err(Refusal::InvitationOver);
        };
        let (host, bound, by) = (inviter.user, inviter.rights(), inviter.name.clone());
        let external = External { policy, profile, host, bound, before: Rights::ALL };
        let first = EventKind::ExternalJoined { by };
        let inside = self.admit(now, guest, &open.to_name, external.rights(), Some(external), Some(first))?;
        // Their console is still to come; if it does not, they are given up as anybody who is away.
        self.away.insert(guest, now);
        self.take_invitation(number);
        let (to, purpose) = (open.to_name, open.kind);
        self.log(now, inside, EventKind::InvitationEnded { to, purpose, how: "accepted".to_owned() });
        Ok(Answer::Participant(inside))
    }

    /// After whatever happened: external reps are bound by whoever answers for them now, and go when nobody does.
    pub(crate) fn settle_externals(&mut self, now: Moment) {
        let owner = self.state.owner.and_then(|owner| self.state.participant_of(owner));
        let owner = owner.filter(|owner| owner.external.is_none()).map(|owner| (owner.user, owner.rights()));
        let inside = self.state.participants.iter();
        let guests: Vec<(u16, External)> =
            inside.filter_map(|each| Some((each.number, each.external.clone()?))).collect();
        for (number, mut external) in guests {
            let host = self.state.participant_of(external.host).map(Participant::rights);
            match (host, &owner) {
                (Some(bound), _) => external.bound = bound,
                (None, Some((host, bound))) => {
                    external.before = external.before.and(&external.bound);
                    (external.host, external.bound) = (*host, bound.clone());
                }
                (None, None) => {
                    self.log(now, number, EventKind::ParticipantLeft { reason: "inviter_left".to_owned() });
                    self.go(now, number);
                    continue;
                }
            }
            self.bind(now, number, external);
        }
    }

    /// What an external rep's profile allows changed.
    pub(crate) fn allow_external(&mut self, now: Moment, number: u16, profile: Rights) {
        let external = self.state.participant(number).and_then(|found| found.external.clone());
        if let Some(external) = external {
            self.bind(now, number, External { profile, ..external });
        }
    }

    fn bind(&mut self, now: Moment, number: u16, external: External) {
        let Some(guest) = self.state.participants.iter_mut().find(|found| found.number == number) else { return };
        let rights = external.rights();
        if guest.external.as_ref() != Some(&external) {
            guest.external = Some(external);
            self.touch();
        }
        self.set_permissions(now, number, rights);
    }

    /// Their console is to be closed, for good.
    pub(crate) fn sign_out_external(&mut self, participant: &Participant) {
        if participant.external.is_some() {
            self.effects.push_back(Effect::ExternalGone { user: participant.user });
        }
    }
}
