//! Privacy (SCR-3): what a session withholds from whoever sits at the machine. The helper does it; here is who may, for which session, and the lease without which the helper gives everything back.
//!
//! INVARIANT: nothing is withheld for a session whose newest grant does not name its user as the one with keyboard and mouse and with this right; the lease is renewed only on a link.

use std::{collections::BTreeMap, time::Duration};

use tokio::time::Instant;
use towline_wire::v1::{
    HelperPrivacy, HelperPrivacyState, Permission, SessionPrivacy, SetPrivacy, agent_up, helper_down,
};

use crate::{
    gate::Refusal,
    report::clipped,
    screen::Screens,
    sessions::{Sessions, now_ms},
};

/// How long the helper goes on without hearing that the appliance is there (SCR-3).
pub(crate) const LEASE: Duration = Duration::from_secs(10);
/// How often it is told.
pub(crate) const RENEWAL: Duration = Duration::from_secs(2);

/// What is withheld, and what the sessions were told.
#[derive(Default)]
pub(crate) struct Veils {
    /// Who withholds something now; one session at a time, for there is one desktop.
    active: Option<Active>,
    /// Number of the newest wish that a helper got: helpers know no sessions.
    made: u32,
    told: BTreeMap<String, SessionPrivacy>,
}

struct Active {
    session_id: String,
    participant: u32,
    turn: u32,
    wish: HelperPrivacy,
}

impl Screens {
    /// Who withholds something, and for which session.
    pub(crate) fn veiled(&self) -> Option<(String, u32)> {
        let veils = self.veils.borrow();
        veils.active.as_ref().map(|active| (active.session_id.clone(), active.participant))
    }

    /// The newest turn that a session was answered.
    fn answered(&self, session_id: &str) -> u32 {
        self.veils.borrow().told.get(session_id).map_or(0, |told| told.turn)
    }

    /// Says again what a session was told.
    pub(crate) fn tell_veil(&self, session_id: &str) {
        if let Some(told) = self.veils.borrow().told.get(session_id) {
            self.uplink.say(agent_up::Body::Privacy(told.clone()));
        }
    }

    fn say_veil(&self, told: SessionPrivacy) {
        self.uplink.say(agent_up::Body::Privacy(told.clone()));
        self.veils.borrow_mut().told.insert(told.session_id.clone(), told);
    }

    fn veil(&self, set: &SetPrivacy, name: &str) {
        let session_id = set.session_id.clone();
        let none = |code: &str| SessionPrivacy {
            session_id: session_id.clone(),
            turn: set.turn,
            code: code.to_owned(),
            ..SessionPrivacy::default()
        };
        if self.veiled().is_some_and(|(other, _)| other != set.session_id) {
            return self.say_veil(none("busy"));
        }
        if !self.helper_runs() {
            self.veils.borrow_mut().active = None;
            return self.say_veil(none("no_desktop"));
        }
        let mut veils = self.veils.borrow_mut();
        veils.made += 1;
        let wish = HelperPrivacy {
            turn: veils.made,
            input: true,
            blank: set.blank,
            name: clipped(name),
            language: language(),
            lease_ms: u32::try_from(LEASE.as_millis()).unwrap_or(u32::MAX),
        };
        let (participant, turn) = (set.participant, set.turn);
        veils.active = Some(Active { session_id: session_id.clone(), participant, turn, wish: wish.clone() });
        drop(veils);
        // Answered when the helper has done it.
        self.veils.borrow_mut().told.insert(session_id.clone(), none(""));
        self.to_helper(helper_down::Body::Privacy(wish));
    }

    /// Gives everything back that a session withholds.
    pub(crate) fn unveil(&self, session_id: &str, turn: Option<u32>, code: &str) {
        let held = {
            let mut veils = self.veils.borrow_mut();
            let mine = veils.active.take_if(|active| active.session_id == session_id);
            veils.made += u32::from(mine.is_some());
            mine.map(|active| (active.turn, HelperPrivacy { turn: veils.made, ..HelperPrivacy::default() }))
        };
        let was = held.as_ref().map(|(turn, _)| *turn);
        if let Some((_, wish)) = held {
            self.to_helper(helper_down::Body::Privacy(wish));
        }
        if let Some(turn) = turn.or(was) {
            let (session_id, code) = (session_id.to_owned(), code.to_owned());
            self.say_veil(SessionPrivacy { session_id, turn, code, ..SessionPrivacy::default() });
        }
    }

    /// The helper is gone, and with it what it withheld.
    pub(crate) fn veil_gone(&self, code: &str) {
        if let Some((session_id, _)) = self.veiled() {
            self.unveil(&session_id, None, code);
        }
    }

    pub(crate) fn forget_veil(&self, session_id: &str) {
        self.unveil(session_id, None, "ended");
        self.veils.borrow_mut().told.remove(session_id);
    }

    /// What the helper says of it. SECURITY: it is the desktop user's process and may say anything; what it says ends here as words.
    pub(crate) fn veil_changed(&self, state: &HelperPrivacyState) {
        let told = {
            let mut veils = self.veils.borrow_mut();
            let Some(active) = veils.active.as_ref().filter(|active| active.wish.turn == state.turn) else { return };
            let told = SessionPrivacy {
                session_id: active.session_id.clone(),
                turn: active.turn,
                input: state.input,
                blanked: state.input && state.blanked,
                code: clipped(&state.code),
            };
            if !state.input {
                veils.active = None;
            }
            told
        };
        self.say_veil(told);
    }

    /// The appliance was heard of: the helper may go on, for what is left of the lease since.
    fn renew_veil(&self, heard: Instant) {
        let left = LEASE.saturating_sub(heard.elapsed());
        let wish = self.veils.borrow().active.as_ref().map(|active| active.wish.clone());
        if let Some(wish) = wish.filter(|_| !left.is_zero()) {
            let lease_ms = u32::try_from(left.as_millis()).unwrap_or(u32::MAX);
            self.to_helper(helper_down::Body::Privacy(HelperPrivacy { lease_ms, ..wish }));
        }
    }
}

impl Sessions {
    pub(crate) fn set_privacy(&mut self, set: &SetPrivacy) {
        if self.gate(&set.session_id).is_err() {
            return self.refuse(&set.session_id, set.participant, Refusal::NoGrant, "set_privacy");
        }
        let answered = self.screens.answered(&set.session_id);
        if set.turn <= answered {
            // Said again after a reconnect: what was given up meanwhile does not come back.
            return self.screens.tell_veil(&set.session_id);
        }
        if !set.input {
            // To give back needs no right.
            return self.screens.unveil(&set.session_id, Some(set.turn), "");
        }
        let allowed = self.may_veil(&set.session_id, set.participant).and_then(|()| self.unless_paused());
        match allowed {
            Ok(()) => {
                let name = self.gate(&set.session_id).map(|gate| gate.name_of(set.participant)).unwrap_or_default();
                self.screens.veil(set, &name);
            }
            Err(refusal) => {
                self.refuse(&set.session_id, set.participant, refusal, "set_privacy");
                self.screens.unveil(&set.session_id, Some(set.turn), refusal.code());
            }
        }
    }

    fn may_veil(&self, session_id: &str, participant: u32) -> Result<(), Refusal> {
        let gate = self.gate(session_id)?;
        gate.controls(participant, now_ms())?;
        gate.participant(participant, Permission::Privacy, now_ms())
    }

    /// After a grant, and when one runs out: who may not withhold anything any more does not.
    pub(crate) fn check_veil(&self) {
        if let Some((session_id, participant)) = self.screens.veiled()
            && self.may_veil(&session_id, participant).is_err()
        {
            self.screens.unveil(&session_id, None, "not_permitted");
        }
    }

    /// When the leases of what is withheld and of what is drawn are to be renewed.
    pub(crate) fn lease_due(&self, renewed: Instant) -> Option<Instant> {
        (self.screens.veiled().is_some() || self.screens.has_drawers()).then(|| renewed + RENEWAL)
    }

    /// Renews the lease of what is withheld, if the appliance was heard of since and the grant still holds.
    pub(crate) fn renew_veil(&self, heard: Instant) {
        self.check_veil();
        self.screens.renew_veil(heard);
    }
}

/// The language of the machine, for whoever sits there.
pub(crate) fn language() -> String {
    let said = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    clipped(&["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(said).unwrap_or_default())
}
