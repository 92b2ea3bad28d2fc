//! Privacy at the endpoint (SCR-3): what the service wants withheld, for as long as it renews its lease, until whoever sits there takes it back. One thread; it sleeps while nothing is withheld.
//!
//! INVARIANT: what was given back for any reason does not come back with the same turn.

use std::time::{Duration, Instant};

use tokio::sync::mpsc::Receiver;
use tokio::sync::mpsc::error::TryRecvError;
use towline_platform::{Curtain, CurtainError, CurtainEvent, CurtainNotice, DesktopError};
use towline_wire::v1::{HelperPrivacy, HelperPrivacyState};
use towline_words::{Words, of_tag};

/// The longest lease that is taken.
const LONGEST_LEASE: Duration = Duration::from_secs(60);
/// The notice can be read for so long before the screen is dark: afterwards there is nothing to be read.
const NOTICE: Duration = Duration::from_secs(5);
/// Nothing tells when another program lightens a dark screen, so it is looked at.
const LOOK: Duration = Duration::from_millis(500);
/// How whoever sits there takes it back, as it stands on keyboards.
const KEYS: &str = "Ctrl+Alt+Shift+Esc";

pub(crate) struct Veil<C> {
    curtain: C,
    wanted: Receiver<HelperPrivacy>,
    hold: Hold,
}

/// What is withheld, without a clock of its own.
#[derive(Default)]
struct Hold {
    turn: u32,
    locked: bool,
    dark: bool,
    lease_until: Option<Instant>,
    blank_at: Option<Instant>,
    look_at: Option<Instant>,
    code: &'static str,
}

impl<C: Curtain> Veil<C> {
    pub fn new(curtain: C, wanted: Receiver<HelperPrivacy>) -> Veil<C> {
        Veil { curtain, wanted, hold: Hold::default() }
    }

    /// Runs until nobody can want anything any more. `tell` hears of each change.
    pub fn run(mut self, mut tell: impl FnMut(HelperPrivacyState)) -> Result<(), DesktopError> {
        let ended = self.serve(&mut tell);
        self.curtain.give_back();
        ended
    }

    fn serve(&mut self, tell: &mut impl FnMut(HelperPrivacyState)) -> Result<(), DesktopError> {
        loop {
            loop {
                match self.wanted.try_recv() {
                    Ok(wish) => self.hold.wish(&mut self.curtain, &wish, Instant::now(), tell)?,
                    Err(TryRecvError::Empty) => break,
                    Err(TryRecvError::Disconnected) => return Ok(()),
                }
            }
            while let Some(event) = self.curtain.next_event()? {
                self.hold.hear(&mut self.curtain, event, tell);
            }
            self.hold.tick(&mut self.curtain, Instant::now(), tell)?;
            self.curtain.wait(self.hold.deadline())?;
        }
    }
}

impl Hold {
    fn deadline(&self) -> Option<Instant> {
        [self.lease_until, self.blank_at, self.look_at].into_iter().flatten().min()
    }

    fn state(&self) -> HelperPrivacyState {
        let (turn, input, blanked) = (self.turn, self.locked, self.dark);
        HelperPrivacyState { turn, input, blanked, code: self.code.to_owned() }
    }

    fn wish(
        &mut self,
        curtain: &mut impl Curtain,
        wish: &HelperPrivacy,
        now: Instant,
        tell: &mut impl FnMut(HelperPrivacyState),
    ) -> Result<(), DesktopError> {
        if wish.turn < self.turn {
            return Ok(());
        }
        let lease = Duration::from_millis(wish.lease_ms.into()).min(LONGEST_LEASE);
        if wish.turn == self.turn {
            if self.locked {
                self.lease_until = Some(now + lease);
            }
            return Ok(());
        }
        (self.turn, self.code) = (wish.turn, "");
        if !wish.input {
            self.give_back(curtain, "", tell);
            return Ok(());
        }
        match curtain.lock(&notice(wish)) {
            Ok(()) => {}
            Err(CurtainError::Refused(code)) => {
                self.give_back(curtain, code, tell);
                return Ok(());
            }
            Err(CurtainError::Desktop(error)) => return Err(error),
        }
        (self.locked, self.lease_until) = (true, Some(now + lease));
        if !wish.blank {
            (self.blank_at, self.look_at) = (None, None);
            if std::mem::take(&mut self.dark) {
                curtain.lighten();
            }
        } else if !self.dark {
            self.blank_at = Some(now + NOTICE);
        }
        tell(self.state());
        Ok(())
    }

    fn hear(&mut self, curtain: &mut impl Curtain, event: CurtainEvent, tell: &mut impl FnMut(HelperPrivacyState)) {
        match event {
            CurtainEvent::TakenBack => self.give_back(curtain, "person", tell),
            CurtainEvent::Slipped(code) => self.give_back(curtain, code, tell),
        }
    }

    fn tick(
        &mut self,
        curtain: &mut impl Curtain,
        now: Instant,
        tell: &mut impl FnMut(HelperPrivacyState),
    ) -> Result<(), DesktopError> {
        let due = |at: Option<Instant>| at.is_some_and(|at| at <= now);
        if due(self.lease_until) {
            self.give_back(curtain, "lease", tell);
        }
        if due(self.blank_at) {
            self.blank_at = None;
            match curtain.blank() {
                Ok(()) => {
                    (self.dark, self.look_at) = (true, Some(now + LOOK));
                    tell(self.state());
                }
                Err(CurtainError::Refused(code)) => self.give_back(curtain, code, tell),
                Err(CurtainError::Desktop(error)) => return Err(error),
            }
        }
        if due(self.look_at) {
            self.look_at = Some(now + LOOK);
            if !curtain.is_dark()? {
                self.give_back(curtain, "not_blank", tell);
            }
        }
        Ok(())
    }

    fn give_back(&mut self, curtain: &mut impl Curtain, code: &'static str, tell: &mut impl FnMut(HelperPrivacyState)) {
        if self.locked || self.dark {
            curtain.give_back();
        } else if !self.code.is_empty() {
            return;
        }
        *self = Hold { turn: self.turn, code, ..Hold::default() };
        tell(self.state());
    }
}

/// What is said on the screen, in the language of whoever sits there.
fn notice(wish: &HelperPrivacy) -> CurtainNotice {
    let said = |words: &Words| {
        let what = if wish.blank { words.events.privacy_blank } else { words.events.privacy_on };
        let how = words.events.privacy_take_back.replace("{keys}", KEYS);
        (what.replace("{name}", &plain(&wish.name)), how)
    };
    let (what, how) = said(of_tag(&wish.language));
    CurtainNotice { what, how, english: said(&towline_words::EN) }
}

/// A name as one line of text that cannot pass for another one.
pub(crate) fn plain(name: &str) -> String {
    let shown = |sign: &char| {
        !sign.is_control()
            && !matches!(sign, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    name.chars().filter(shown).take(64).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use towline_platform::{CurtainAbility, Waker};

    use super::*;

    /// A curtain that writes down what it is told.
    #[derive(Default)]
    struct Fake {
        done: Vec<&'static str>,
        refuses: Option<&'static str>,
        lightened: bool,
        said: String,
    }

    struct NoWaker;
    impl Waker for NoWaker {
        fn wake(&self) {}
    }

    impl Curtain for Fake {
        fn ability(&self) -> CurtainAbility {
            CurtainAbility { input: Ok(()), blank: Ok(()) }
        }
        fn waker(&self) -> Arc<dyn Waker> {
            Arc::new(NoWaker)
        }
        fn lock(&mut self, notice: &CurtainNotice) -> Result<(), CurtainError> {
            self.said.clone_from(&notice.what);
            self.done.push("lock");
            self.refuses.map_or(Ok(()), |code| Err(CurtainError::Refused(code)))
        }
        fn blank(&mut self) -> Result<(), CurtainError> {
            self.done.push("blank");
            Ok(())
        }
        fn is_dark(&mut self) -> Result<bool, DesktopError> {
            Ok(!self.lightened)
        }
        fn lighten(&mut self) {
            self.done.push("lighten");
        }
        fn give_back(&mut self) {
            self.done.push("give back");
        }
        fn wait(&mut self, _: Option<Instant>) -> Result<(), DesktopError> {
            Ok(())
        }
        fn next_event(&mut self) -> Result<Option<CurtainEvent>, DesktopError> {
            Ok(None)
        }
    }

    /// A veil with a clock that is moved by hand.
    struct Run {
        hold: Hold,
        fake: Fake,
        start: Instant,
        said: Vec<HelperPrivacyState>,
    }

    impl Run {
        fn new() -> Run {
            Run { hold: Hold::default(), fake: Fake::default(), start: Instant::now(), said: Vec::new() }
        }

        fn wish(&mut self, at_ms: u64, turn: u32, input: bool, blank: bool) {
            let wish =
                HelperPrivacy { turn, input, blank, name: "Rosa".into(), lease_ms: 10_000, ..Default::default() };
            let (now, said) = (self.start + Duration::from_millis(at_ms), &mut self.said);
            self.hold.wish(&mut self.fake, &wish, now, &mut |state| said.push(state)).unwrap();
        }

        fn tick(&mut self, at_ms: u64) {
            let (now, said) = (self.start + Duration::from_millis(at_ms), &mut self.said);
            self.hold.tick(&mut self.fake, now, &mut |state| said.push(state)).unwrap();
        }

        fn hear(&mut self, event: CurtainEvent) {
            let said = &mut self.said;
            self.hold.hear(&mut self.fake, event, &mut |state| said.push(state));
        }

        fn last(&self) -> (u32, bool, bool, &str) {
            let last = self.said.last().unwrap();
            (last.turn, last.input, last.blanked, &last.code)
        }
    }

    #[test]
    fn a_lease_that_is_not_renewed_gives_everything_back_scr_3() {
        let mut run = Run::new();
        run.wish(0, 1, true, false);
        assert_eq!(run.last(), (1, true, false, ""));
        run.wish(8_000, 1, true, false);
        run.tick(17_999);
        assert_eq!(run.fake.done, ["lock"]);
        assert_eq!(run.hold.deadline(), Some(run.start + Duration::from_millis(18_000)));
        run.tick(18_000);
        assert_eq!(run.last(), (1, false, false, "lease"));
        assert_eq!((run.fake.done.last(), run.hold.deadline()), (Some(&"give back"), None));
        // A renewal that comes late brings nothing back; another wish does.
        run.wish(18_001, 1, true, false);
        assert_eq!(run.last(), (1, false, false, "lease"));
        run.wish(18_002, 2, true, false);
        assert_eq!(run.last(), (2, true, false, ""));
    }

    #[test]
    fn the_notice_can_be_read_before_the_screen_is_dark_and_a_dark_screen_is_looked_at_scr_3() {
        let mut run = Run::new();
        run.wish(0, 1, true, true);
        run.tick(4_999);
        assert_eq!(run.last(), (1, true, false, ""));
        run.tick(5_000);
        assert_eq!(run.last(), (1, true, true, ""));
        assert_eq!(run.hold.deadline(), Some(run.start + Duration::from_millis(5_500)));
        // Only the input from now on.
        run.wish(5_100, 2, true, false);
        assert_eq!(run.last(), (2, true, false, ""));
        assert_eq!(run.fake.done, ["lock", "blank", "lock", "lighten"]);
        run.wish(6_000, 3, true, true);
        run.tick(11_000);
        run.fake.lightened = true;
        run.tick(11_500);
        assert_eq!(run.last(), (3, false, false, "not_blank"));
    }

    #[test]
    fn what_the_person_took_back_does_not_come_back_and_a_refusal_says_why_scr_3() {
        let mut run = Run::new();
        run.wish(0, 1, true, true);
        assert!(run.fake.said.contains("Rosa"), "{}", run.fake.said);
        run.hear(CurtainEvent::TakenBack);
        assert_eq!(run.last(), (1, false, false, "person"));
        run.wish(1, 1, true, true);
        run.tick(6_000);
        assert_eq!(run.last(), (1, false, false, "person"));
        run.fake.refuses = Some("in_use");
        run.wish(7_000, 2, true, false);
        assert_eq!(run.last(), (2, false, false, "in_use"));
        run.fake.refuses = None;
        run.wish(8_000, 3, true, false);
        run.wish(8_001, 2, true, false);
        assert_eq!(run.last(), (3, true, false, ""));
        run.wish(8_002, 4, false, false);
        assert_eq!(run.last(), (4, false, false, ""));
    }

    #[test]
    fn a_name_cannot_break_the_line_or_turn_it_around_scr_3() {
        assert_eq!(plain("Ro\nsa\u{202e}x\u{200b}"), "Rosax");
        assert_eq!(plain(&"n".repeat(500)).len(), 64);
    }
}
