//! System Info at the gate: what is asked about the machine, or of it, passes the session's grant here before anything is done (SES-4).

use std::rc::Rc;

use towline_wire::{
    SYSTEM_WINDOW,
    v1::{ActOnSystem, Permission, QuerySystem},
};

use crate::{
    channel::LinkOut,
    gate::Refusal,
    sessions::{Fatal, Sessions, Use, id_fits, now_ms},
    system::{Answer, LOOKS, Look, act, act_elevated, category},
};

impl Sessions {
    pub(crate) fn query_system(&mut self, query: &QuerySystem, out: &Rc<LinkOut>) -> Result<(), Fatal> {
        let QuerySystem { session_id, channel: number, participant, .. } = query;
        if self.channels.contains_key(number) {
            return Err(Fatal("malformed_frame"));
        }
        let looks =
            self.channels.values().filter(|used| matches!(used, Use::System { session, .. } if session == session_id));
        let room = if looks.count() < LOOKS { Ok(()) } else { Err(Refusal::Limit) };
        let allowed = self
            .gate(session_id)
            .and_then(|gate| gate.participant(*participant, Permission::SystemView, now_ms()))
            .and_then(|()| self.unless_paused())
            .and(room);
        let wanted = category(query.category).ok_or(Refusal::NotPermitted);
        let wanted = match allowed.and(wanted) {
            Ok(wanted) => wanted,
            Err(refusal) => {
                self.refuse(session_id, *participant, refusal, "query_system");
                // Who waits for pages is told that there are none.
                self.tell_closed(*number, refusal.code(), sentence(refusal));
                return Ok(());
            }
        };
        let Some(channel) = self.new_channel(*number, SYSTEM_WINDOW, out, session_id, "query_system")? else {
            self.tell_closed(*number, "limit", sentence(Refusal::Limit));
            return Ok(());
        };
        let look = Look::start(self.host.system(), wanted, channel.clone());
        self.channels.insert(*number, Use::System { session: session_id.clone(), channel, _look: look });
        Ok(())
    }

    pub(crate) fn act_on_system(&mut self, asked: ActOnSystem) {
        let ActOnSystem { session_id, act: number, participant, what } = asked;
        if !id_fits(&session_id) {
            return self.refuse("", participant, Refusal::NoGrant, "act_on_system");
        }
        let allowed = self
            .gate(&session_id)
            .and_then(|gate| gate.participant(participant, Permission::SystemAct, now_ms()))
            .and_then(|()| self.unless_paused());
        let answer = Answer { uplink: self.uplink.clone(), session_id: session_id.clone(), act: number };
        if let Err(refusal) = allowed {
            self.refuse(&session_id, participant, refusal, "act_on_system");
            return answer.refused(refusal.code(), "");
        }
        // The same message again.
        if !self.begins(&session_id, number) {
            return;
        }
        match what.and_then(|act| act.what) {
            Some(what) => match self.elevated_for(&session_id, participant) {
                Some(helper) => act_elevated(helper, what, answer),
                None => act(self.host.system(), what, answer),
            },
            // Something that a newer appliance can ask.
            None => answer.refused("failed", "This agent does not know how to do that."),
        }
    }

    /// Nobody in the session may look any more.
    pub(crate) fn stop_looks(&mut self, session_id: &str, now_ms: i64) {
        let may = self.gate(session_id).and_then(|gate| gate.anybody(Permission::SystemView, now_ms));
        if may.is_ok() {
            return;
        }
        let looks = self
            .channels
            .iter()
            .filter(|(_, used)| matches!(used, Use::System { session, .. } if session == session_id));
        for number in looks.map(|(number, _)| *number).collect::<Vec<_>>() {
            self.drop_channel(number);
            self.tell_closed(number, "not_permitted", sentence(Refusal::NotPermitted));
        }
    }
}

fn sentence(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Paused => "The customer has paused access",
        Refusal::Limit => "Too much is asked of the machine at a time",
        _ => "Nobody in the session may look at this any more",
    }
}
