//! Support Buttons (SUP-50): put on the desktop of the user whose desktop is served, and removed from it. Asked for as a pin is, by a participant who may.

use towline_platform::{ButtonId, Installed};
use towline_wire::v1::{ButtonSettled, Permission, PlaceButton, TakeButton, agent_up};

use crate::{
    channel::Uplink,
    gate::Refusal,
    install::Installer,
    sessions::{Sessions, id_fits, now_ms},
};

impl Sessions {
    pub(crate) fn place_button(&mut self, place: &PlaceButton) {
        let Some(settled) = settled(&place.session_id, &place.button_id, false) else { return };
        match self.may_change_buttons(&place.session_id, place.participant) {
            Ok(()) => self.installer.place_button(settled, &place.token),
            Err(refusal) => {
                self.refuse(&place.session_id, place.participant, refusal, "place_button");
                say(&self.uplink, settled, refusal.code());
            }
        }
    }

    pub(crate) fn take_button(&mut self, take: &TakeButton) {
        let Some(settled) = settled(&take.session_id, &take.button_id, true) else { return };
        match self.may_change_buttons(&take.session_id, take.participant) {
            Ok(()) => self.installer.take_button(settled),
            Err(refusal) => {
                self.refuse(&take.session_id, take.participant, refusal, "take_button");
                say(&self.uplink, settled, refusal.code());
            }
        }
    }

    fn may_change_buttons(&self, session_id: &str, participant: u32) -> Result<(), Refusal> {
        self.gate(session_id)?.participant(participant, Permission::Button, now_ms())?;
        self.unless_paused()
    }
}

impl Installer {
    fn place_button(&self, settled: ButtonSettled, token: &str) {
        // The id is not used here; one that is none would name no button that could be taken away again.
        let known = ButtonId::parse(&settled.button_id).ok_or("bad_token");
        let ready = known.and_then(|_| Ok((self.order(Installed::Button, token)?, self.turn()?)));
        let (order, turn) = match ready {
            Ok(both) => both,
            Err(code) => return say(&self.uplink, settled, code),
        };
        let (work, uplink) = (self.host.install(order), self.uplink.clone());
        tokio::task::spawn_local(async move {
            let outcome = work.await;
            drop(turn);
            tracing::info!(session = %settled.session_id, ?outcome, "a support button was to be placed");
            say(&uplink, settled, outcome.map_or_else(|fault| fault.code(), |_| ""));
        });
    }

    fn take_button(&self, settled: ButtonSettled) {
        let ready = ButtonId::parse(&settled.button_id).ok_or("remove").and_then(|id| Ok((id, self.turn()?)));
        let (id, turn) = match ready {
            Ok(both) => both,
            Err(code) => return say(&self.uplink, settled, code),
        };
        let (work, uplink) = (self.host.take_button(id), self.uplink.clone());
        tokio::task::spawn_local(async move {
            let outcome = work.await;
            drop(turn);
            tracing::info!(session = %settled.session_id, ?outcome, "a support button was to be removed");
            say(&uplink, settled, outcome.map_or_else(|fault| fault.code(), |()| ""));
        });
    }
}

/// The answer to be, for what can be answered at all.
fn settled(session_id: &str, button_id: &str, taken: bool) -> Option<ButtonSettled> {
    let (session_id, button_id) = (session_id.to_owned(), button_id.to_owned());
    let fits = id_fits(&session_id) && id_fits(&button_id);
    fits.then(|| ButtonSettled { session_id, button_id, taken, code: String::new() })
}

fn say(uplink: &Uplink, settled: ButtonSettled, code: &str) {
    uplink.say_outcome(agent_up::Body::Button(ButtonSettled { code: code.to_owned(), ..settled }));
}
