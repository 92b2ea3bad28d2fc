//! Drawing on the screen (SCR-14): who of which session draws. The helper does it; here is who may, and the lease without which it takes everything away.
//!
//! INVARIANT: the helper knows nobody whom the newest grant of their session does not let draw; the lease is renewed only on a link.

use std::{collections::BTreeMap, time::Duration};

use tokio::time::Instant;
use towline_wire::v1::{DrawClear, HelperDrawer, HelperDrawing, Permission, ScreenUp, helper_down, screen_up};

use crate::{
    gate::{Gate, Refusal},
    privacy::{LEASE, language},
    report::clipped,
    screen::Screens,
    sessions::{Sessions, Use, now_ms},
};

/// People who may have drawn something at a time.
const DRAWERS: usize = 32;

/// Everybody whose drawings may be there, by session and participant.
#[derive(Default)]
pub(crate) struct Drawers {
    known: BTreeMap<(String, u32), HelperDrawer>,
    /// Number of the newest one: helpers know no sessions.
    made: u32,
}

impl Gate {
    /// Whether this participant may draw on the screen.
    pub(crate) fn draws(&self, number: u32, now_ms: i64) -> Result<(), Refusal> {
        self.participant(number, Permission::ScreenView, now_ms)?;
        self.participant(number, Permission::Annotate, now_ms)
    }
}

impl Screens {
    fn tell_drawers(&self, left: Duration) {
        let drawers = self.drawers.borrow().known.values().cloned().collect();
        let lease_ms = u32::try_from(left.as_millis()).unwrap_or(u32::MAX);
        self.to_helper(helper_down::Body::Drawing(HelperDrawing { drawers, lease_ms, language: language() }));
    }

    /// Whether somebody's drawings may be there: the helper stays for that.
    pub(crate) fn has_drawers(&self) -> bool {
        !self.drawers.borrow().known.is_empty()
    }

    /// Keeps those drawers who pass.
    fn keep_drawers(&self, mut keep: impl FnMut(&str, u32) -> bool) {
        let gone = {
            let mut drawers = self.drawers.borrow_mut();
            let before = drawers.known.len();
            drawers.known.retain(|(session, participant), _| keep(session, *participant));
            before != drawers.known.len()
        };
        if gone {
            self.tell_drawers(LEASE);
        }
    }

    /// Everything that a session's participants drew is taken away.
    pub(crate) fn forget_drawers(&self, session_id: &str) {
        self.keep_drawers(|session, _| session != session_id);
    }

    /// The helper is gone, and with it what was drawn.
    pub(crate) fn drawings_gone(&self) {
        self.drawers.borrow_mut().known.clear();
    }

    /// Says where a session's drawers draw now. `false`: there are too many drawers.
    fn draws_on(&self, session_id: &str, participant: Option<(u32, String)>, channels: &[u32]) -> bool {
        let changed = {
            let mut drawers = self.drawers.borrow_mut();
            let mut changed = false;
            if let Some((participant, name)) = participant
                && !drawers.known.contains_key(&(session_id.to_owned(), participant))
            {
                if drawers.known.len() >= DRAWERS {
                    return false;
                }
                drawers.made += 1;
                let number = drawers.made;
                let drawer = HelperDrawer { number, participant, name: clipped(&name), ..HelperDrawer::default() };
                drawers.known.insert((session_id.to_owned(), participant), drawer);
            }
            for ((_, _), drawer) in drawers.known.iter_mut().filter(|((session, _), _)| session == session_id) {
                if drawer.channels != channels {
                    drawer.channels = channels.to_vec();
                    changed = true;
                }
            }
            changed
        };
        if changed {
            self.tell_drawers(LEASE);
        }
        true
    }
}

impl Sessions {
    /// Whether a participant may do what this says, with the word for a refusal. `None`: it has nothing to do with drawing.
    pub(crate) fn draw(
        &self,
        session_id: &str,
        participant: u32,
        up: &ScreenUp,
    ) -> Option<(Result<Passes, Refusal>, &'static str)> {
        let gate = self.gate(session_id).ok()?;
        let now = now_ms();
        let may = || gate.draws(participant, now).and_then(|()| self.unless_paused());
        Some(match &up.body {
            Some(screen_up::Body::DrawClear(DrawClear { all: true })) => {
                // In the owner's name it is the relay, number 0, that says it.
                let allowed = if participant == 0 { Ok(()) } else { gate.controls(participant, now) };
                (allowed.map(|()| self.take_drawings(session_id, None)), "draw_clear")
            }
            Some(screen_up::Body::DrawClear(_)) => {
                (may().map(|()| self.take_drawings(session_id, Some(participant))), "draw_clear")
            }
            Some(
                screen_up::Body::DrawStroke(_)
                | screen_up::Body::DrawErase(_)
                | screen_up::Body::DrawUndo(_)
                | screen_up::Body::DrawPoint(_),
            ) => {
                let allowed = may().and_then(|()| {
                    let name = gate.name_of(participant);
                    let known =
                        self.screens.draws_on(session_id, Some((participant, name)), &self.screens_of(session_id));
                    if known { Ok(Passes::On) } else { Err(Refusal::Limit) }
                });
                (allowed, "draw")
            }
            _ => return None,
        })
    }

    fn take_drawings(&self, session_id: &str, participant: Option<u32>) -> Passes {
        self.screens
            .keep_drawers(|session, number| session != session_id || participant.is_some_and(|of| of != number));
        Passes::Done
    }

    /// Channels on which a session looks at the screen.
    pub(crate) fn screen_channels<'a>(&'a self, session_id: &'a str) -> impl Iterator<Item = u32> + 'a {
        let of = move |used: &Use| matches!(used, Use::Screen { session, .. } if session == session_id);
        self.channels.iter().filter(move |(_, used)| of(used)).map(|(number, _)| *number)
    }

    fn screens_of(&self, session_id: &str) -> Vec<u32> {
        self.screen_channels(session_id).collect()
    }

    /// A channel of a session was opened or closed.
    pub(crate) fn drawers_moved(&self, session_id: &str) {
        self.screens.draws_on(session_id, None, &self.screens_of(session_id));
    }

    /// After a grant, and when one runs out: what somebody drew who may not draw any more is taken away.
    pub(crate) fn check_drawers(&self) {
        let now = now_ms();
        self.screens
            .keep_drawers(|session, number| self.gate(session).is_ok_and(|gate| gate.draws(number, now).is_ok()));
    }

    /// Renews the lease of what is drawn, if the appliance was heard of since and the grants still hold.
    pub(crate) fn renew_drawings(&self, heard: Instant) {
        self.check_drawers();
        let left = LEASE.saturating_sub(heard.elapsed());
        if !left.is_zero() && self.screens.has_drawers() {
            self.screens.tell_drawers(left);
        }
    }
}

/// What becomes of a message about drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Passes {
    /// To the helper.
    On,
    /// It is done.
    Done,
}
