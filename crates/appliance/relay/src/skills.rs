//! Sessions whose issue needs skills (SUP-32): which reps of the queue have them, told to all who serve it. Who is there changes with every console that comes and goes.

use std::collections::BTreeMap;

use towline_model::{Queue, UserId};
use towline_session::State;
use towline_wire::v1;

use crate::consoles::ConsoleHandle;
use crate::relay::Shared;

/// Names of others in one row.
const NAMES: usize = 20;

/// Where a session waits that needs skills.
fn waits(state: &State) -> Option<Queue> {
    let needs = state.spec.support.as_ref().is_some_and(|support| !support.skills.is_empty());
    state.queue.filter(|_| needs && !state.accepted && !state.ended())
}

impl Shared {
    /// Who has what a waiting session needs, as one of those who serve its queue sees it.
    pub(crate) fn skill_match(&self, state: &State, user: UserId) -> Option<v1::SkillMatch> {
        let queue = waits(state)?;
        let needed = &state.spec.support.as_ref()?.skills;
        let fits = |console: &ConsoleHandle| {
            !console.screen && console.serves(queue) && console.has_skills(needed.iter().map(|skill| skill.id))
        };
        let there: BTreeMap<UserId, String> = self
            .consoles
            .which(fits)
            .iter()
            .map(|console| (console.user(), console.principal.display_name.clone()))
            .collect();
        let mut others: Vec<String> =
            there.iter().filter(|(other, _)| **other != user).map(|(_, name)| name.clone()).collect();
        others.sort_by_key(|name| name.to_lowercase());
        others.truncate(NAMES);
        Some(v1::SkillMatch {
            needed: needed.iter().map(|skill| skill.name.clone()).collect(),
            mine: there.contains_key(&user),
            others,
        })
    }

    /// Reads again what a console's user is good at, and tells those whom it concerns.
    pub(crate) async fn skills_again(&self, console: &ConsoleHandle) {
        if let Ok(skills) = self.engine.skills_of(&console.principal).await
            && console.can(skills)
        {
            self.tell_skilled(console);
        }
    }

    /// Somebody who may have needed skills came or went: lists of the queues that they serve say so.
    pub(crate) fn tell_skilled(&self, console: &ConsoleHandle) {
        if console.screen {
            return;
        }
        let waiting = self.all_sessions().into_iter().filter_map(|session| waits(&session.state()));
        let mut queues: Vec<Queue> = waiting.filter(|queue| console.serves(*queue)).collect();
        queues.sort_unstable();
        queues.dedup();
        if !queues.is_empty() {
            let mut users = self.who_serve(&queues);
            users.sort_unstable();
            users.dedup();
            self.send_lists(&users);
        }
    }
}
