//! The hands, by the portal's calls: the pointer on the monitors that are shown, keys by their symbol, so that the character arrives that the representative typed (SCR-15), or by their place.
//!
//! A desktop repeats whatever key is held, and a link that stalls would write a line of letters: a key is struck, and repeats when the representative's own keyboard does. What is held are modifiers, and keys by
//! place, where somebody chose to sit at that keyboard. When the session ends, the desktop lets go of all.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use towline_platform::{Buttons, DesktopError, Holder, InputSink, KeyBy, KeyStroke, RepModifiers};
use towline_screen::Rect;
use xkeysym::Keysym;

use super::bus::{Act, Session};
use crate::keys::{keycode_of, symbols_of};

/// Keys that one holder may hold at a time, and holders at a time: more is nobody's hand.
const HELD_KEYS: usize = 32;
const HOLDERS: usize = 64;
/// Characters of one key event.
const TEXT_LIMIT: usize = 32;
/// Notches of one wheel event.
const NOTCHES: i32 = 50;
/// 1/120 of a notch is the unit.
const NOTCH: i32 = 120;
/// How far a notch goes, in a desktop's own measure.
const NOTCH_LENGTH: f64 = 10.0;
/// Buttons of the kernel by the bits of [`Buttons`]: left, middle, right, back, forward.
const BUTTONS: [i32; 5] = [0x110, 0x112, 0x111, 0x113, 0x114];
/// The kernel's keys are those of maps less this.
const FIRST_KEY: i32 = 8;

/// Where a stream stands in the picture, and how the compositor measures it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    pub node: u32,
    pub area: Rect,
    pub size: (i32, i32),
}

/// Where all of them stand; the eyes say so, the hands need it.
#[derive(Clone, Default)]
pub(super) struct Places(Arc<Mutex<Vec<Place>>>);

impl Places {
    fn list(&self) -> MutexGuard<'_, Vec<Place>> {
        // No code that holds it can panic half-way through a change.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn are(&self, places: Vec<Place>) {
        *self.list() = places;
    }

    /// A pixel of the picture on the stream that is nearest, in the compositor's measure.
    fn point(&self, x: u16, y: u16) -> Option<Act> {
        let away = |area: &Rect| {
            let side = |at: u16, from: u16, size: u16| {
                i64::from(from.saturating_sub(at)).max(i64::from(at) - i64::from(from) - i64::from(size) + 1).max(0)
            };
            side(x, area.x, area.w) + side(y, area.y, area.h)
        };
        let list = self.list();
        let place = list.iter().filter(|place| !place.area.is_empty()).min_by_key(|place| away(&place.area))?;
        // A little inside the pixel: whoever cuts fractions off, and whoever rounds them, finds the same one.
        let along = |at: u16, from: u16, pixels: u16, length: i32| {
            let inside = f64::from(at.saturating_sub(from).min(pixels.saturating_sub(1)));
            (inside + 0.25) * f64::from(length) / f64::from(pixels.max(1))
        };
        let Place { node, area, size } = *place;
        Some(Act::Move(node, along(x, area.x, area.w, size.0), along(y, area.y, area.h, size.1)))
    }
}

/// Input of a portal's desktop.
pub struct PortalInput {
    session: Session,
    places: Places,
    /// The person lets us do more than look.
    allowed: bool,
    hands: HashMap<Holder, Hand>,
}

/// What one holder holds.
#[derive(Default)]
struct Hand {
    keys: Vec<Held>,
    buttons: Buttons,
}

struct Held {
    code: String,
    key: i32,
}

impl PortalInput {
    pub(super) fn new(session: Session, places: Places, allowed: bool) -> PortalInput {
        PortalInput { session, places, allowed, hands: HashMap::new() }
    }

    fn call(&self, act: Act) -> Result<(), DesktopError> {
        if self.allowed { self.session.call(act) } else { Ok(()) }
    }

    fn move_to(&self, x: u16, y: u16) -> Result<(), DesktopError> {
        match self.places.point(x, y) {
            Some(act) => self.call(act),
            None => Ok(()),
        }
    }

    fn set_buttons(&mut self, holder: Holder, buttons: Buttons) -> Result<(), DesktopError> {
        if buttons != 0 && !self.has_room(holder) {
            return Ok(());
        }
        let others = self.hands.iter().filter(|(other, _)| **other != holder);
        let others = others.fold(0, |mask, (_, hand)| mask | hand.buttons);
        let before = self.hands.get(&holder).map_or(0, |hand| hand.buttons);
        if before != buttons {
            self.hands.entry(holder).or_default().buttons = buttons;
        }
        for (bit, button) in BUTTONS.into_iter().enumerate() {
            let (was, is) = (before >> bit & 1, buttons >> bit & 1);
            if was != is && others >> bit & 1 == 0 {
                self.call(Act::Button(button, is == 1))?;
            }
        }
        Ok(())
    }

    /// Whole notches are notches; what a finer wheel adds to them is a way of its own.
    fn turn(&self, delta: (i32, i32)) -> Result<(), DesktopError> {
        let limit = NOTCH * NOTCHES;
        let (x, y) = (delta.0.clamp(-limit, limit), delta.1.clamp(-limit, limit));
        if x % NOTCH == 0 && y % NOTCH == 0 {
            for (axis, notches) in [(0, y / NOTCH), (1, x / NOTCH)] {
                if notches != 0 {
                    self.call(Act::Notches(axis, notches))?;
                }
            }
            return Ok(());
        }
        let way = |delta: i32| f64::from(delta) * NOTCH_LENGTH / f64::from(NOTCH);
        self.call(Act::Wheel(way(x), way(y)))
    }

    /// Whether one more hand may be known. Hands that hold nothing are forgotten first.
    fn has_room(&mut self, holder: Holder) -> bool {
        if self.hands.len() >= HOLDERS && !self.hands.contains_key(&holder) {
            self.hands.retain(|_, hand| !hand.keys.is_empty() || hand.buttons != 0);
        }
        self.hands.len() < HOLDERS || self.hands.contains_key(&holder)
    }

    fn is_held(&self, key: i32) -> bool {
        self.hands.values().any(|hand| hand.keys.iter().any(|held| held.key == key))
    }

    fn tap(&self, key: i32) -> Result<(), DesktopError> {
        self.call(Act::Key(key, true))?;
        self.call(Act::Key(key, false))
    }

    /// Presses a key until the same `code` is let go.
    fn hold(&mut self, holder: Holder, code: &str, key: i32) -> Result<(), DesktopError> {
        let crowded = self.hands.get(&holder).is_some_and(|hand| hand.keys.len() >= HELD_KEYS);
        if code.is_empty() || crowded || !self.has_room(holder) {
            return self.tap(key);
        }
        let held = self.is_held(key);
        self.hands.entry(holder).or_default().keys.push(Held { code: code.to_owned(), key });
        if held { Ok(()) } else { self.call(Act::Key(key, true)) }
    }

    /// Lets go of what these codes hold. What another holder holds as well stays down.
    fn drop_codes(&mut self, holder: Holder, codes: &[&str]) -> Result<(), DesktopError> {
        let Some(hand) = self.hands.get_mut(&holder) else { return Ok(()) };
        let dropped: Vec<Held> = hand.keys.extract_if(.., |held| codes.contains(&held.code.as_str())).collect();
        dropped.iter().filter(|held| !self.is_held(held.key)).try_for_each(|held| self.call(Act::Key(held.key, false)))
    }

    fn key_down(&mut self, holder: Holder, stroke: &KeyStroke) -> Result<(), DesktopError> {
        let place = keycode_of(&stroke.code).map(|code| i32::from(code) - FIRST_KEY);
        if let (KeyBy::Place, Some(key)) = (stroke.by, place) {
            self.drop_stale_modifiers(holder, stroke)?;
            // Browsers on some systems tell no release of a key while the system key is down.
            let held = !stroke.modifiers.meta || is_modifier(&stroke.key);
            return if held { self.hold(holder, &stroke.code, key) } else { self.tap(key) };
        }
        let mut characters = stroke.key.chars();
        match (characters.next(), characters.next()) {
            (Some(character), None) if !character.is_control() => self.character(holder, stroke, character, place),
            // Names of keys are ASCII; a letter of several characters is not a name.
            (Some(_), Some(_)) if stroke.code.is_empty() || !stroke.key.is_ascii() => {
                let text = stroke.key.chars().filter(|character| !character.is_control()).take(TEXT_LIMIT);
                let text: Vec<char> = text.collect();
                text.into_iter().try_for_each(|each| self.character(holder, stroke, each, None))
            }
            _ => self.named(holder, stroke, place),
        }
    }

    fn named(&mut self, holder: Holder, stroke: &KeyStroke, place: Option<i32>) -> Result<(), DesktopError> {
        // What the representative's keyboard makes of these comes as the character; their locks are theirs.
        let silent = ["CapsLock", "NumLock", "Dead", "Process", "Compose", "Fn", "FnLock", "AltGraph"];
        if silent.contains(&stroke.key.as_str()) {
            return Ok(());
        }
        let symbol = symbols_of(&stroke.key, &stroke.code).first().and_then(|symbol| i32::try_from(*symbol).ok());
        if is_modifier(&stroke.key) {
            return match place {
                Some(key) => self.hold(holder, &stroke.code, key),
                None => Ok(()),
            };
        }
        self.drop_stale_modifiers(holder, stroke)?;
        match (place, symbol) {
            // The number pad's keys are what its lock makes of them.
            (Some(key), _) if !stroke.code.starts_with("Numpad") => self.tap(key),
            (_, Some(symbol)) => self.strike(symbol),
            (Some(key), None) => self.tap(key),
            (None, None) => Ok(()),
        }
    }

    fn strike(&self, symbol: i32) -> Result<(), DesktopError> {
        self.call(Act::Symbol(symbol, true))?;
        self.call(Act::Symbol(symbol, false))
    }

    /// A character, with or without Control, Alt and the system key.
    fn character(
        &mut self,
        holder: Holder,
        stroke: &KeyStroke,
        character: char,
        place: Option<i32>,
    ) -> Result<(), DesktopError> {
        let rep = stroke.modifiers;
        // Text without a key says nothing about the keyboard.
        if !stroke.code.is_empty() {
            self.drop_stale_modifiers(holder, stroke)?;
        }
        let shortcut = (rep.control || rep.alt || rep.meta) && !rep.alt_graph;
        let Ok(symbol) = i32::try_from(Keysym::from_char(character).raw()) else { return Ok(()) };
        if shortcut {
            // Programs look for shortcuts where Latin letters are: С of a Russian keyboard copies.
            return match place {
                Some(key) if stroke.by == KeyBy::Automatic && !character.is_ascii() => self.tap(key),
                _ => self.strike(symbol),
            };
        }
        // The desktop itself presses what the character needs on its layout; what made it on the representative's would come on top. A capital letter needs Shift on every one.
        let mut aside: Vec<i32> = self.hands.values().flat_map(|hand| &hand.keys).filter_map(modifier).collect();
        aside.sort_unstable();
        aside.dedup();
        aside.retain(|key| !(SHIFTS.contains(key) && character.is_uppercase()));
        aside.iter().try_for_each(|key| self.call(Act::Key(*key, false)))?;
        self.strike(symbol)?;
        aside.iter().try_for_each(|key| self.call(Act::Key(*key, true)))
    }

    /// Modifiers whose release got lost: the rep's keyboard says that they are up.
    fn drop_stale_modifiers(&mut self, holder: Holder, stroke: &KeyStroke) -> Result<(), DesktopError> {
        if is_modifier(&stroke.key) {
            return Ok(());
        }
        let rep: RepModifiers = stroke.modifiers;
        let codes = [
            (rep.shift, ["ShiftLeft", "ShiftRight"]),
            (rep.control, ["ControlLeft", "ControlRight"]),
            (rep.alt, ["AltLeft", "AltLeft"]),
            (rep.alt || rep.alt_graph, ["AltRight", "AltRight"]),
            (rep.meta, ["MetaLeft", "MetaRight"]),
            (rep.meta, ["OSLeft", "OSRight"]),
        ];
        codes.iter().filter(|(down, _)| !down).try_for_each(|(_, codes)| self.drop_codes(holder, codes))
    }

    fn release_hand(&mut self, holder: Holder) -> Result<(), DesktopError> {
        self.set_buttons(holder, 0)?;
        let Some(hand) = self.hands.remove(&holder) else { return Ok(()) };
        let mut dropped: Vec<i32> = hand.keys.iter().map(|held| held.key).filter(|key| !self.is_held(*key)).collect();
        dropped.dedup();
        dropped.into_iter().try_for_each(|key| self.call(Act::Key(key, false)))
    }
}

impl InputSink for PortalInput {
    fn pointer(&mut self, holder: Holder, x: u16, y: u16, buttons: Buttons) -> Result<(), DesktopError> {
        self.move_to(x, y)?;
        self.set_buttons(holder, buttons & 0b1_1111)
    }

    fn nudge(&mut self, holder: Holder, delta_x: i32, delta_y: i32, buttons: Buttons) -> Result<(), DesktopError> {
        if (delta_x, delta_y) != (0, 0) {
            self.call(Act::Nudge(f64::from(delta_x), f64::from(delta_y)))?;
        }
        self.set_buttons(holder, buttons & 0b1_1111)
    }

    fn wheel(&mut self, _holder: Holder, at: Option<(u16, u16)>, delta: (i32, i32)) -> Result<(), DesktopError> {
        if let Some((x, y)) = at {
            self.move_to(x, y)?;
        }
        self.turn(delta)
    }

    fn key(&mut self, holder: Holder, stroke: &KeyStroke) -> Result<(), DesktopError> {
        // What is held says nothing by repeating itself: modifiers, and keys by place, which the desktop repeats.
        if stroke.down && stroke.repeat && (is_modifier(&stroke.key) || stroke.by == KeyBy::Place) {
            return Ok(());
        }
        self.drop_codes(holder, &[stroke.code.as_str()])?;
        if stroke.down { self.key_down(holder, stroke) } else { Ok(()) }
    }

    fn release(&mut self, holder: Holder) -> Result<(), DesktopError> {
        self.release_hand(holder)
    }

    fn release_all(&mut self) -> Result<(), DesktopError> {
        let holders: Vec<Holder> = self.hands.keys().copied().collect();
        holders.into_iter().try_for_each(|holder| self.release_hand(holder))
    }
}

impl Drop for PortalInput {
    fn drop(&mut self) {
        // The desktop may be gone; then nothing is held.
        let _ = self.release_all();
    }
}

/// Left and right, by the kernel's numbers.
const SHIFTS: [i32; 2] = [42, 54];
/// Control and Alt as well. The system key opens things when it is let go by itself.
const MODIFIERS: [i32; 6] = [42, 54, 29, 97, 56, 100];

fn modifier(held: &Held) -> Option<i32> {
    MODIFIERS.contains(&held.key).then_some(held.key)
}

fn is_modifier(key: &str) -> bool {
    matches!(key, "Shift" | "Control" | "Alt" | "Meta" | "OS" | "AltGraph")
}

#[cfg(test)]
mod tests {
    use super::*;

    const REP: Holder = (1, 7);

    fn hands() -> (PortalInput, Session) {
        let (session, places) = (Session::default(), Places::default());
        places.are(vec![
            Place { node: 40, area: Rect::new(0, 0, 1280, 720), size: (1280, 720) },
            Place { node: 41, area: Rect::new(1280, 0, 2560, 1440), size: (1280, 720) },
        ]);
        (PortalInput::new(session.clone(), places, true), session)
    }

    fn stroke(code: &str, key: &str, down: bool, modifiers: RepModifiers) -> KeyStroke {
        KeyStroke { down, code: code.into(), key: key.into(), modifiers, repeat: false, by: KeyBy::Automatic }
    }

    #[test]
    fn the_pointer_stands_on_the_monitor_that_is_meant_in_its_own_measure_scr_9() {
        let (hands, _) = hands();
        assert_eq!(hands.places.point(10, 20), Some(Act::Move(40, 10.25, 20.25)));
        // Two pixels are one of the compositor's there; below the first monitor is nothing: it is the nearest.
        assert_eq!(hands.places.point(1290, 4), Some(Act::Move(41, 5.125, 2.125)));
        assert_eq!(hands.places.point(5, 1000), Some(Act::Move(40, 5.25, 719.25)));
        assert_eq!(Places::default().point(1, 1), None);
    }

    #[test]
    fn a_character_comes_without_what_made_it_on_the_reps_keyboard_scr_15() {
        let (mut hands, session) = hands();
        let shift = RepModifiers { shift: true, ..RepModifiers::default() };
        for (code, key, down, modifiers) in [
            ("ShiftLeft", "Shift", true, shift),
            ("Digit7", "/", true, shift),
            ("KeyA", "A", true, shift),
            ("ShiftLeft", "Shift", false, RepModifiers::default()),
        ] {
            hands.key(REP, &stroke(code, key, down, modifiers)).unwrap();
        }
        let slash = [Act::Symbol(0x2f, true), Act::Symbol(0x2f, false)];
        let capital = [Act::Symbol(0x41, true), Act::Symbol(0x41, false)];
        let shift = |down| Act::Key(42, down);
        let mut expected = vec![shift(true), shift(false)];
        expected.extend(slash);
        expected.push(shift(true));
        expected.extend(capital);
        expected.push(shift(false));
        assert_eq!(session.waiting(), expected);
    }

    #[test]
    fn a_shortcut_keeps_its_modifier_and_nothing_stays_down_at_the_end_scr_15() {
        let (mut hands, session) = hands();
        let control = RepModifiers { control: true, ..RepModifiers::default() };
        hands.key(REP, &stroke("ControlLeft", "Control", true, control)).unwrap();
        hands.key(REP, &stroke("KeyC", "с", true, control)).unwrap();
        hands.pointer(REP, 1, 1, 1).unwrap();
        hands.release_all().unwrap();
        hands.release_all().unwrap();
        let key = |key, down| Act::Key(key, down);
        let press = [key(29, true), key(46, true), key(46, false), Act::Move(40, 1.25, 1.25), Act::Button(0x110, true)];
        assert_eq!(session.waiting(), [&press[..], &[Act::Button(0x110, false), key(29, false)]].concat());
    }

    #[test]
    fn a_wheel_turns_by_notches_or_by_the_way_it_went_and_nobody_who_may_only_look_does_anything_scr_16() {
        let (mut hands, session) = hands();
        hands.wheel(REP, None, (0, 240)).unwrap();
        hands.wheel(REP, None, (-30, 0)).unwrap();
        assert_eq!(session.waiting(), [Act::Notches(0, 2), Act::Wheel(-2.5, 0.0)]);
        let session = Session::default();
        let mut looks = PortalInput::new(session.clone(), Places::default(), false);
        looks.pointer(REP, 1, 1, 1).unwrap();
        looks.key(REP, &stroke("KeyA", "a", true, RepModifiers::default())).unwrap();
        assert!(session.waiting().is_empty());
    }
}
