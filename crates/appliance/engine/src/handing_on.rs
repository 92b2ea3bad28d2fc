//! Whom a session can be handed on to or shared with (SES-20, SES-21): those who are signed in, as far as the rules of the one who asks reach.

use std::collections::{BTreeMap, HashMap};

use towline_model::{JumpItemId, Permissions, PublicSiteId, Queue, Readiness, TeamId, UserId};
use towline_policy::{Actor, Granted, Presence, QueueFacts, Reach, action, authorize};

use crate::{Engine, Fault, FaultKind, Principal};

/// A team with those of it who are signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamThere {
    /// Which one.
    pub id: TeamId,
    /// What it is called.
    pub name: String,
    /// Whether the one who asks is in it.
    pub own: bool,
    /// Those who are signed in, by name; without the one who asks.
    pub there: Vec<(UserId, String)>,
}

/// Whom a session can be handed on to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Representatives {
    /// Teams by name, the own ones first; those without anybody signed in are left out.
    pub teams: Vec<TeamThere>,
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
        let teams = self.teams_there(actor).await?;
        let readiness = self.sessions().readiness().await;
        Ok(Representatives { teams, readiness, transfer: actor.standing.transfers(), share: reaches(actor) })
    }

    async fn teams_there(&self, actor: &Actor) -> Result<Vec<TeamThere>, Fault> {
        let signed_in = self.sessions().users().await;
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
                let there =
                    members.into_iter().filter(|(user, _)| *user != actor.user && signed_in.contains(user)).collect();
                TeamThere { own: actor.standing.is_in(row.id), id: row.id, name: row.name, there }
            })
            .filter(|team| (team.own || all) && !team.there.is_empty())
            .collect();
        for team in &mut teams {
            team.there.sort_by_key(|(_, name)| name.to_lowercase());
        }
        teams.sort_by_key(|team| (!team.own, team.name.to_lowercase()));
        Ok(teams)
    }

    /// Whether a rep may hand a session on to (`transfer`) or share it with these, and what they are called.
    ///
    /// # Errors
    /// `not_permitted`, `not_there`, `signed_out`.
    pub async fn authorize_invite(&self, principal: &Principal, transfer: bool, to: Queue) -> Result<String, Fault> {
        let actor = self.actor_of(principal).await?;
        authorize::<action::HandOn>(&actor, ())?;
        let standing = &actor.standing;
        if !(if transfer { standing.transfers() } else { reaches(&actor) }) {
            return Err(Fault::not_permitted());
        }
        let teams = self.teams_there(&actor).await?;
        let found = match to {
            Queue::Team(id) => teams.into_iter().find(|team| team.id == id).map(|team| team.name),
            Queue::Personal(user) => {
                let there = |team: TeamThere| team.there.into_iter().find(|(known, _)| *known == user);
                teams.into_iter().find_map(there).map(|(_, name)| name)
            }
            // The queue of everybody who gives support: handing on only, where nobody in particular is meant.
            Queue::General if transfer => Some(String::new()),
            Queue::General => None,
        };
        found.ok_or_else(|| {
            Fault::new(FaultKind::NotFound, "not_there", "Nobody of them is signed in, or you may not ask them.")
                .detail("Choose somebody else from the list.")
        })
    }

    /// Whether a rep may send a session on that waits in a queue, and what the place is called where it is to wait (SUP-30).
    ///
    /// # Errors
    /// `not_permitted`, `not_found`: the rep does not serve the queue; `not_there`, `signed_out`.
    pub async fn authorize_send_on(&self, principal: &Principal, from: Queue, to: Queue) -> Result<String, Fault> {
        let actor = self.actor_of(principal).await?;
        authorize::<action::AcceptSession>(&actor, QueueFacts(from))?;
        self.authorize_invite(principal, true, to).await
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
    ) -> Result<Permissions, Fault> {
        let actor = self.actor_of(principal).await?;
        authorize::<action::HandOn>(&actor, ())?;
        let rules = match item {
            Some(item) => self.session_rules(item, None).await?,
            None => self.site_rules(site.or(Some(PublicSiteId::DEFAULT)), Presence::Attended).await?,
        };
        Ok(rules.policies().permissions(&actor.standing))
    }
}

fn reaches(actor: &Actor) -> bool {
    matches!(actor.standing.shares(), Reach::Team | Reach::All)
}
