//! Whom a session can be handed on to or shared with (SES-20, SES-21): those who are signed in or want to be told by mail, as far as the rules of the one who asks reach.

use std::collections::{BTreeMap, HashMap};

use towline_model::{IssueId, JumpItemId, PublicSiteId, Queue, Readiness, Rights, TeamId, UserId};
use towline_policy::{Actor, Granted, Presence, QueueFacts, Reach, action, authorize};

use crate::{Engine, ExternalProfile, Fault, FaultKind, Principal};

/// A rep who can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepThere {
    /// The account.
    pub user: UserId,
    /// What people call it.
    pub name: String,
    /// Not signed in: told by mail (SUP-33).
    pub away: bool,
}

/// A team with those of it who can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamThere {
    /// Which one.
    pub id: TeamId,
    /// What it is called.
    pub name: String,
    /// Whether the one who asks is in it.
    pub own: bool,
    /// Those who can be asked, by name; without the one who asks.
    pub there: Vec<RepThere>,
}

impl TeamThere {
    /// Whether anybody of it is signed in: whoever is first cannot be somebody who reads mail.
    pub fn anybody_signed_in(&self) -> bool {
        self.there.iter().any(|rep| !rep.away)
    }
}

/// An issue that help can be asked for on (SES-21).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpIssue {
    /// Which one.
    pub id: IssueId,
    /// What it is called.
    pub name: String,
    /// The team that helps.
    pub team: TeamId,
    /// What that is called.
    pub team_name: String,
}

/// Whom a session can be handed on to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Representatives {
    /// Teams by name, the own ones first; those without anybody who can be asked are left out.
    pub teams: Vec<TeamThere>,
    /// Issues that help can be asked for on: those whose team has somebody signed in.
    pub issues: Vec<HelpIssue>,
    /// Session policies that somebody without an account can be invited with; nothing when the one who asks may invite nobody (SUP-70).
    pub profiles: Option<Vec<ExternalProfile>>,
    /// Whether the site can send them their link.
    pub sends_mail: bool,
    /// Whether they are there for another session; for those who are in no team of these, nothing is said.
    pub readiness: HashMap<UserId, Readiness>,
    /// Whether sessions may be handed on at all.
    pub transfer: bool,
    /// Whether they may be shared at all.
    pub share: bool,
}

impl Engine {
    /// Whom the one who asks can hand a session on to.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn representatives(&self, granted: Granted<action::HandOn>) -> Result<Representatives, Fault> {
        let actor = granted.actor();
        let (transfer, share) = (actor.standing.transfers(), reaches(actor));
        let issues = if share { self.help_issues(actor).await? } else { Vec::new() };
        let profiles = if actor.standing.invites_external() { Some(self.external_profiles().await?) } else { None };
        let (teams, sends_mail) = (self.teams_there(actor).await?, self.sends_mail().await?);
        let readiness = self.sessions().readiness().await;
        Ok(Representatives { teams, issues, profiles, sends_mail, readiness, transfer, share })
    }

    async fn teams_there(&self, actor: &Actor) -> Result<Vec<TeamThere>, Fault> {
        let signed_in = self.sessions().users().await;
        let away = self.away_reps().await?;
        let all = actor.standing.shares() == Reach::All;
        let mut teams: Vec<TeamThere> = self
            .inner
            .store
            .teams()
            .await?
            .into_iter()
            .map(|row| {
                let members: BTreeMap<UserId, String> =
                    row.members.into_iter().map(|(member, name)| (member.user, name)).collect();
                let reached = |(user, name): (UserId, String)| {
                    let here = signed_in.contains(&user);
                    let found = user != actor.user && (here || away.contains_key(&user));
                    found.then_some(RepThere { user, name, away: !here })
                };
                let there = members.into_iter().filter_map(reached).collect();
                TeamThere { own: actor.standing.is_in(row.id), id: row.id, name: row.name, there }
            })
            .filter(|team| (team.own || all) && !team.there.is_empty())
            .collect();
        for team in &mut teams {
            team.there.sort_by_key(|rep| (rep.away, rep.name.to_lowercase()));
        }
        teams.sort_by_key(|team| (!team.own, team.name.to_lowercase()));
        Ok(teams)
    }

    /// Issues that are marked for it, whose team has somebody signed in besides the one who asks. Which team that is does not matter: the mark is the permission (SES-21).
    async fn help_issues(&self, actor: &Actor) -> Result<Vec<HelpIssue>, Fault> {
        let issues = self.inner.store.issues().await?.into_iter().filter(|row| row.help);
        let found = issues.filter_map(|row| {
            let (team, team_name) = row.team?;
            Some(HelpIssue { id: row.id, name: row.name, team, team_name })
        });
        let found: Vec<HelpIssue> = found.collect();
        if found.is_empty() {
            return Ok(found);
        }
        let signed_in = self.sessions().users().await;
        let others = |user: UserId| user != actor.user && signed_in.contains(&user);
        let teams = self.inner.store.teams().await?.into_iter();
        let there: Vec<TeamId> =
            teams.filter(|row| row.members.iter().any(|(member, _)| others(member.user))).map(|row| row.id).collect();
        Ok(found.into_iter().filter(|issue| there.contains(&issue.team)).collect())
    }

    /// Whether a rep may ask for help on this issue, and whom that asks.
    ///
    /// # Errors
    /// `not_permitted`, `not_there`, `signed_out`.
    pub async fn authorize_help(&self, principal: &Principal, issue: IssueId) -> Result<HelpIssue, Fault> {
        let actor = self.actor_of(principal).await?;
        authorize::<action::HandOn>(&actor, ())?;
        if !reaches(&actor) {
            return Err(Fault::not_permitted());
        }
        let issues = self.help_issues(&actor).await?;
        issues.into_iter().find(|known| known.id == issue).ok_or_else(not_there)
    }

    /// Whether a rep may hand a session on to (`transfer`) or share it with these: what they are called, and whether it is one who is told by mail.
    ///
    /// # Errors
    /// `not_permitted`, `not_there`, `signed_out`.
    pub async fn authorize_invite(
        &self,
        principal: &Principal,
        transfer: bool,
        to: Queue,
    ) -> Result<(String, bool), Fault> {
        let actor = self.actor_of(principal).await?;
        authorize::<action::HandOn>(&actor, ())?;
        let standing = &actor.standing;
        if !(if transfer { standing.transfers() } else { reaches(&actor) }) {
            return Err(Fault::not_permitted());
        }
        let teams = self.teams_there(&actor).await?;
        let found = match to {
            Queue::Team(id) => {
                teams.into_iter().find(|team| team.id == id && team.anybody_signed_in()).map(|team| (team.name, false))
            }
            Queue::Personal(user) => {
                let there = |team: TeamThere| team.there.into_iter().find(|rep| rep.user == user);
                teams.into_iter().find_map(there).map(|rep| (rep.name, rep.away))
            }
            // The queue of everybody who gives support: handing on only, where nobody in particular is meant.
            Queue::General if transfer => Some((String::new(), false)),
            Queue::General => None,
        };
        found.ok_or_else(not_there)
    }

    /// What the rules let an account do in a session, whether it is signed in or not: for those who answer for others there (SUP-70).
    ///
    /// # Errors
    /// `not_found`.
    pub async fn account_permissions(
        &self,
        user: UserId,
        item: Option<JumpItemId>,
        site: Option<PublicSiteId>,
    ) -> Result<Rights, Fault> {
        let standing = self.account(user).await?.standing();
        let rules = match item {
            Some(item) => self.session_rules(item, None).await?,
            None => self.site_rules(site.or(Some(PublicSiteId::DEFAULT)), Presence::Attended).await?,
        };
        Ok(rules.policies().rights(&standing))
    }

    /// Whether a rep may send a session on that waits in a queue, and what the place is called where it is to wait (SUP-30).
    ///
    /// # Errors
    /// `not_permitted`, `not_found`: the rep does not serve the queue; `not_there`, `signed_out`.
    pub async fn authorize_send_on(&self, principal: &Principal, from: Queue, to: Queue) -> Result<String, Fault> {
        let actor = self.actor_of(principal).await?;
        authorize::<action::AcceptSession>(&actor, QueueFacts(from))?;
        // Nobody is told of it by mail.
        let (name, by_mail) = self.authorize_invite(principal, true, to).await?;
        if by_mail { Err(not_there()) } else { Ok(name) }
    }

    /// What somebody may in a session that they were invited to: what they see otherwise does not matter, the rules of its item or site do.
    ///
    /// # Errors
    /// `signed_out`, `console_disabled`.
    pub async fn authorize_invited(
        &self,
        principal: &Principal,
        item: Option<JumpItemId>,
        site: Option<PublicSiteId>,
    ) -> Result<Rights, Fault> {
        let actor = self.actor_of(principal).await?;
        authorize::<action::HandOn>(&actor, ())?;
        let rules = match item {
            Some(item) => self.session_rules(item, None).await?,
            None => self.site_rules(site.or(Some(PublicSiteId::DEFAULT)), Presence::Attended).await?,
        };
        Ok(rules.policies().rights(&actor.standing))
    }
}

fn reaches(actor: &Actor) -> bool {
    matches!(actor.standing.shares(), Reach::Team | Reach::All)
}

fn not_there() -> Fault {
    Fault::new(FaultKind::NotFound, "not_there", "Nobody of them is signed in, or you may not ask them.")
        .detail("Choose somebody else from the list.")
}
