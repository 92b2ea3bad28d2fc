//! The hands: pointer, wheel and keys through XTEST. A key arrives as the character that the rep typed, whatever the two layouts are (SCR-15): by the physical key where that gives it,
//! else by another key with other modifiers, else by a spare key that is given the character's symbol.
//!
//! Auto-repeat is the rep's: the X server's own is off for the XTEST keyboard, so that a link that stalls does not write a line of letters.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use towline_platform::{Buttons, DesktopError, Holder, InputSink, KeyBy, KeyStroke, RepModifiers};
use x11rb::connection::Connection;
use x11rb::errors::ReplyError;
use x11rb::protocol::Event;
use x11rb::protocol::xinput::{self, ConnectionExt as _};
use x11rb::protocol::xkb::{self, ConnectionExt as _};
use x11rb::protocol::xproto::{
    BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ConnectionExt as _, KEY_PRESS_EVENT, KEY_RELEASE_EVENT,
    MOTION_NOTIFY_EVENT, ModMask, Window,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

use super::keymap::{CONTROL, Keymap, LOCK, SHIFT, symbol_of};
use super::{gone, unavailable};
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
/// Buttons of X by the bits of [`Buttons`].
const BUTTONS: [u8; 5] = [1, 2, 3, 8, 9];
const KEYBOARD: u16 = 0x100;
/// Programs read a changed keyboard map when they get to it, and nothing tells when they have: a spare key keeps its meaning for so long after it was struck, which is longer than a program
/// of a busy machine lags behind. Only a burst of more foreign characters than spare keys can mean (two each, some forty) ever waits for that; no hand types one.
const KEEP_MEANING: Duration = Duration::from_secs(1);

/// Input of an X server.
pub struct X11Input {
    connection: RustConnection,
    root: Window,
    keymap: Keymap,
    stale: bool,
    hands: HashMap<Holder, Hand>,
    /// Keys that mean nothing by themselves, oldest use first, with what they were made to mean.
    spares: VecDeque<Spare>,
    /// The XTEST keyboard, and whether it repeated keys before we came.
    keyboard: Option<u16>,
}

/// A key that means nothing by itself, and what it was made to mean without and with Shift; 0: nothing yet.
#[derive(Clone, Copy)]
struct Spare {
    keycode: u8,
    symbols: [u32; 2],
    struck: Option<Instant>,
}

/// What one holder holds.
#[derive(Default)]
struct Hand {
    keys: Vec<(String, u8)>,
    buttons: Buttons,
    wheel: (i32, i32),
}

/// The keyboard's state on the endpoint.
#[derive(Clone, Copy)]
struct State {
    modifiers: u8,
    locked: u8,
    group: u8,
}

impl X11Input {
    pub(super) fn open(connection: RustConnection, screen: usize) -> Result<X11Input, DesktopError> {
        let root = connection.setup().roots.get(screen).ok_or_else(|| unavailable("the display has no such screen"))?;
        let mut input = X11Input {
            root: root.root,
            connection,
            keymap: Keymap::default(),
            stale: true,
            hands: HashMap::new(),
            spares: VecDeque::new(),
            keyboard: None,
        };
        input.prepare().map_err(unavailable)?;
        Ok(input)
    }

    fn prepare(&mut self) -> Result<(), ReplyError> {
        let connection = &self.connection;
        connection.xtest_get_version(2, 2)?.reply()?;
        connection.xinput_xi_query_version(2, 2)?.reply()?;
        connection.xkb_use_extension(1, 0)?.reply()?;
        // Screen savers and menus grab the server; input must reach them all the same.
        connection.xtest_grab_control(true)?;
        let parts = xkb::MapPart::KEY_TYPES | xkb::MapPart::KEY_SYMS | xkb::MapPart::MODIFIER_MAP;
        let events = xkb::EventType::MAP_NOTIFY | xkb::EventType::NEW_KEYBOARD_NOTIFY;
        let details = xkb::SelectEventsAux::new();
        connection.xkb_select_events(KEYBOARD, xkb::EventType::default(), events, parts, parts, &details)?.check()?;
        let devices = connection.xinput_xi_query_device(xinput::Device::ALL)?.reply()?;
        let xtest = devices.infos.iter().find(|device| {
            device.type_ == xinput::DeviceType::SLAVE_KEYBOARD && device.name.ends_with(b"XTEST keyboard")
        });
        if let Some(device) = xtest.map(|device| device.deviceid) {
            let controls = connection.xkb_get_controls(device)?.reply()?;
            if u32::from(controls.enabled_controls) & u32::from(xkb::BoolCtrl::REPEAT_KEYS) != 0 {
                self.keyboard = Some(device);
                self.set_repeat(false)?;
            }
        }
        self.read_keymap()
    }

    /// Auto-repeat of the XTEST keyboard by the X server.
    fn set_repeat(&self, on: bool) -> Result<(), ReplyError> {
        let Some(device) = self.keyboard else { return Ok(()) };
        let repeat = xkb::BoolCtrl::REPEAT_KEYS;
        let (none, no_mods, no_options) = (xkb::BoolCtrl::default(), ModMask::default(), xkb::AXOption::default());
        let (enabled, no_vmods) = (if on { repeat } else { none }, xkb::VMod::default());
        self.connection.xkb_set_controls(
            device,
            no_mods,
            no_mods,
            no_mods,
            no_mods,
            no_vmods,
            no_vmods,
            no_vmods,
            no_vmods,
            0,
            0,
            no_options,
            repeat,
            enabled,
            xkb::Control::default(),
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            none,
            none,
            no_options,
            no_options,
            &[0; 32],
        )?;
        Ok(())
    }

    fn read_keymap(&mut self) -> Result<(), ReplyError> {
        let parts = xkb::MapPart::KEY_TYPES | xkb::MapPart::KEY_SYMS | xkb::MapPart::MODIFIER_MAP;
        let map = self.connection.xkb_get_map(
            KEYBOARD,
            parts,
            xkb::MapPart::default(),
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            xkb::VMod::default(),
            0,
            0,
            0,
            0,
            0,
            0,
        )?;
        self.keymap = Keymap::new(map.reply()?);
        self.stale = false;
        // Another layout may use keys that were spare, or leave others.
        let empty = self.keymap.spare_keys();
        let keymap = &self.keymap;
        self.spares.retain(|spare| match spare.symbols {
            [0, _] => empty.contains(&spare.keycode),
            symbols => keymap.has_symbol(spare.keycode, 0, &symbols),
        });
        for keycode in empty {
            if !self.spares.iter().any(|spare| spare.keycode == keycode) {
                self.spares.push_front(Spare { keycode, symbols: [0; 2], struck: None });
            }
        }
        Ok(())
    }

    /// Hears of changes of the keyboard's map, and reads it again if there were any.
    fn refresh(&mut self) -> Result<(), ReplyError> {
        while let Some(event) = self.connection.poll_for_event()? {
            match event {
                Event::XkbMapNotify(_) | Event::XkbNewKeyboardNotify(_) | Event::MappingNotify(_) => self.stale = true,
                Event::Error(error) => tracing::debug!(?error, "the display refused an input request"),
                _ => {}
            }
        }
        if self.stale { self.read_keymap() } else { Ok(()) }
    }

    fn state(&self) -> Result<State, ReplyError> {
        let state = self.connection.xkb_get_state(KEYBOARD)?.reply()?;
        let bits = |mask: ModMask| (u16::from(mask) & 0xff) as u8;
        Ok(State { modifiers: bits(state.mods), locked: bits(state.locked_mods), group: state.group.into() })
    }

    fn fake(&self, kind: u8, detail: u8) -> Result<(), ReplyError> {
        self.connection.xtest_fake_input(kind, detail, 0, self.root, 0, 0, 0)?;
        Ok(())
    }

    fn press(&self, keycode: u8) -> Result<(), ReplyError> {
        self.fake(KEY_PRESS_EVENT, keycode)
    }

    fn let_go(&self, keycode: u8) -> Result<(), ReplyError> {
        self.fake(KEY_RELEASE_EVENT, keycode)
    }

    fn tap(&self, keycode: u8) -> Result<(), ReplyError> {
        self.press(keycode)?;
        self.let_go(keycode)
    }

    /// Whether anybody holds this key.
    fn is_held(&self, keycode: u8) -> bool {
        self.hands.values().any(|hand| hand.keys.iter().any(|(_, held)| *held == keycode))
    }

    /// Whether one more hand may be known. Hands that hold nothing are forgotten first.
    fn has_room(&mut self, holder: Holder) -> bool {
        if self.hands.len() >= HOLDERS && !self.hands.contains_key(&holder) {
            self.hands.retain(|_, hand| !hand.keys.is_empty() || hand.buttons != 0);
        }
        self.hands.len() < HOLDERS || self.hands.contains_key(&holder)
    }

    /// Presses a key until the same `code` is let go.
    fn hold(&mut self, holder: Holder, code: &str, keycode: u8) -> Result<(), ReplyError> {
        let crowded = self.hands.get(&holder).is_some_and(|hand| hand.keys.len() >= HELD_KEYS);
        if code.is_empty() || crowded || !self.has_room(holder) {
            return self.tap(keycode);
        }
        // The server takes no press of a key that is down: another holder has it, or the release was lost.
        if self.is_held(keycode) {
            self.let_go(keycode)?;
        }
        self.hands.entry(holder).or_default().keys.push((code.to_owned(), keycode));
        self.press(keycode)
    }

    /// Lets go of what this `code` holds. What another holder holds as well stays down.
    fn drop_code(&mut self, holder: Holder, code: &str) -> Result<(), ReplyError> {
        let Some(hand) = self.hands.get_mut(&holder) else { return Ok(()) };
        let mut dropped = Vec::new();
        hand.keys.retain(|(held, keycode)| {
            if held == code {
                dropped.push(*keycode);
            }
            held != code
        });
        for keycode in dropped {
            if !self.is_held(keycode) {
                self.let_go(keycode)?;
            }
        }
        Ok(())
    }

    fn key_down(&mut self, holder: Holder, stroke: &KeyStroke) -> Result<(), ReplyError> {
        if stroke.by == KeyBy::Place
            && let Some(keycode) = keycode_of(&stroke.code)
        {
            return self.placed(holder, stroke, keycode);
        }
        let mut characters = stroke.key.chars();
        match (characters.next(), characters.next()) {
            (Some(character), None) if !character.is_control() => self.character(holder, stroke, character),
            // Names of keys are ASCII; a letter of several characters is not a name.
            (Some(_), Some(_)) if stroke.code.is_empty() || !stroke.key.is_ascii() => self.text(holder, stroke),
            _ => self.named(holder, stroke),
        }
    }

    /// A key by its place, as if the rep sat at the machine: what becomes of it is the machine's own layout's affair, its dead keys included.
    fn placed(&mut self, holder: Holder, stroke: &KeyStroke, keycode: u8) -> Result<(), ReplyError> {
        let rep = stroke.modifiers;
        // The locks follow the rep's, as ever: pressing the key here too would turn them twice.
        if matches!(stroke.code.as_str(), "CapsLock" | "NumLock") {
            return Ok(());
        }
        if !is_modifier(&stroke.key) {
            self.drop_stale_modifiers(holder, rep)?;
            let state = self.follow_num_lock(&stroke.code, rep, self.state()?)?;
            self.follow_lock(rep.caps_lock, LOCK, state)?;
            if rep.meta {
                return self.tap(keycode);
            }
        }
        self.hold(holder, &stroke.code, keycode)
    }

    /// Text without a key: from an input method.
    fn text(&mut self, holder: Holder, stroke: &KeyStroke) -> Result<(), ReplyError> {
        for character in stroke.key.chars().filter(|character| !character.is_control()).take(TEXT_LIMIT) {
            self.character(holder, stroke, character)?;
            self.refresh()?;
        }
        Ok(())
    }

    fn named(&mut self, holder: Holder, stroke: &KeyStroke) -> Result<(), ReplyError> {
        let (key, code) = (stroke.key.as_str(), stroke.code.as_str());
        // The locks follow the rep's at the next key; a dead key speaks when the composed character comes, an input method when it is done.
        if matches!(key, "CapsLock" | "NumLock" | "Dead" | "Process" | "Compose" | "Fn" | "FnLock") {
            return Ok(());
        }
        let is_modifier = is_modifier(key);
        let state = self.state()?;
        if !is_modifier {
            self.drop_stale_modifiers(holder, stroke.modifiers)?;
            self.follow_num_lock(code, stroke.modifiers, state)?;
        }
        let symbols = symbols_of(key, code);
        let physical = keycode_of(code);
        let found = match physical {
            Some(keycode) if symbols.is_empty() || self.keymap.has_symbol(keycode, state.group, &symbols) => physical,
            _ => symbols.iter().find_map(|symbol| self.keymap.find_symbol(*symbol, state.group)),
        };
        let Some(keycode) = found else {
            // No key of this layout means that, as with F13 on many: a spare one does.
            let Some(symbol) = symbols.first().filter(|_| !is_modifier) else { return Ok(()) };
            let Some((keycode, shift)) = self.give_meaning(*symbol)? else { return Ok(()) };
            let state = self.state()?;
            let wanted = if shift { state.modifiers | SHIFT } else { state.modifiers & !SHIFT };
            return self.strike(holder, stroke, keycode, wanted, state);
        };
        // Browsers on some systems tell no release of a key while the system key is down.
        if stroke.modifiers.meta && !is_modifier {
            return self.tap(keycode);
        }
        self.hold(holder, code, keycode)
    }

    /// A character, with or without Control, Alt and the system key.
    fn character(&mut self, holder: Holder, stroke: &KeyStroke, character: char) -> Result<(), ReplyError> {
        let rep = stroke.modifiers;
        let mut state = self.state()?;
        // Text without a key says nothing about the keyboard.
        if !stroke.code.is_empty() {
            if self.drop_stale_modifiers(holder, rep)? {
                state = self.state()?;
            }
            state = self.follow_num_lock(&stroke.code, rep, state)?;
            state = self.follow_lock(rep.caps_lock, LOCK, state)?;
        }
        let keymap = &self.keymap;
        let physical = keycode_of(&stroke.code);
        let shortcut = (rep.control || rep.alt || rep.meta) && !rep.alt_graph;
        let base = if shortcut {
            let wanted = [(rep.control, CONTROL), (rep.alt, keymap.alt), (rep.meta, keymap.meta)];
            wanted.iter().filter(|(on, _)| *on).fold(state.modifiers, |mask, (_, modifier)| mask | modifier)
        } else {
            state.modifiers & !(CONTROL | keymap.alt | keymap.meta)
        };
        let by_place = physical.filter(|keycode| keymap.character(*keycode, state.group, base) == Some(character));
        if let Some(keycode) = by_place {
            return self.strike(holder, stroke, keycode, base, state);
        }
        if let Some(found) = keymap.find_character(character, state.group, base) {
            return self.strike(holder, stroke, found.keycode, found.modifiers, state);
        }
        if shortcut {
            // Another group of the layout (Latin beside Cyrillic), or the place: programs look for shortcuts there.
            let other = (0..4).find_map(|group| keymap.find_character(character, group, base & !LOCK));
            let place = physical.filter(|_| stroke.by == KeyBy::Automatic);
            let keycode = other.map(|found| found.keycode).or(place);
            return keycode.map_or(Ok(()), |keycode| self.strike(holder, stroke, keycode, base, state));
        }
        let Some((keycode, shift)) = self.give_meaning(symbol_of(character))? else { return Ok(()) };
        let cased = character.is_lowercase() || character.is_uppercase();
        let base = if cased { base & !LOCK } else { base };
        self.strike(holder, stroke, keycode, if shift { base | SHIFT } else { base & !SHIFT }, state)
    }

    /// Presses a key while exactly these modifiers are in effect, and brings back those that were.
    fn strike(
        &mut self,
        holder: Holder,
        stroke: &KeyStroke,
        keycode: u8,
        wanted: u8,
        state: State,
    ) -> Result<(), ReplyError> {
        let spare = self.spares.iter().any(|spare| spare.keycode == keycode);
        if wanted == state.modifiers && !spare && !stroke.modifiers.meta {
            return self.hold(holder, &stroke.code, keycode);
        }
        if spare {
            self.touch_spare(keycode);
        }
        let mut released = Vec::new();
        let mut pressed = Vec::new();
        let unwanted = state.modifiers & !wanted;
        for modifier in modifiers_in(unwanted & !state.locked) {
            let held = self.hands.values().flat_map(|hand| &hand.keys).map(|(_, keycode)| *keycode);
            released.extend(held.filter(|held| self.keymap.modifiers_of(*held) & modifier != 0));
        }
        released.sort_unstable();
        released.dedup();
        let locked = unwanted & state.locked;
        for keycode in &released {
            self.let_go(*keycode)?;
        }
        if locked != 0 {
            self.lock(locked, 0)?;
        }
        let missing = wanted & !state.modifiers;
        if missing & LOCK != 0 {
            self.lock(LOCK, LOCK)?;
        }
        for modifier in modifiers_in(missing & !LOCK) {
            if let Some(key) = self.keymap.modifier_key(modifier) {
                self.press(key)?;
                pressed.push(key);
            }
        }
        self.tap(keycode)?;
        for key in pressed.into_iter().rev() {
            self.let_go(key)?;
        }
        if missing & LOCK != 0 {
            self.lock(LOCK, 0)?;
        }
        if locked != 0 {
            self.lock(locked, locked)?;
        }
        for key in released {
            self.press(key)?;
        }
        Ok(())
    }

    /// Sets or clears locked modifiers directly: no key does that on every layout.
    fn lock(&self, which: u8, on: u8) -> Result<(), ReplyError> {
        let (which, on) = (ModMask::from(which), ModMask::from(on));
        let (none, group) = (ModMask::default(), xkb::Group::M1);
        self.connection.xkb_latch_lock_state(KEYBOARD, which, on, false, group, none, false, 0)?;
        Ok(())
    }

    /// Num Lock matters only for the keys of the number pad, and keyboards without one say that it is off.
    fn follow_num_lock(&self, code: &str, rep: RepModifiers, state: State) -> Result<State, ReplyError> {
        if code.starts_with("Numpad") { self.follow_lock(rep.num_lock, self.keymap.num_lock, state) } else { Ok(state) }
    }

    fn follow_lock(&self, on: bool, modifier: u8, state: State) -> Result<State, ReplyError> {
        if modifier == 0 || (state.locked & modifier != 0) == on {
            return Ok(state);
        }
        self.lock(modifier, if on { modifier } else { 0 })?;
        let set = |mask: u8| if on { mask | modifier } else { mask & !modifier };
        Ok(State { modifiers: set(state.modifiers), locked: set(state.locked), ..state })
    }

    /// Modifiers whose release got lost: the rep's keyboard says that they are up.
    fn drop_stale_modifiers(&mut self, holder: Holder, rep: RepModifiers) -> Result<bool, ReplyError> {
        let codes = [
            (rep.shift, ["ShiftLeft", "ShiftRight"]),
            (rep.control, ["ControlLeft", "ControlRight"]),
            (rep.alt, ["AltLeft", "AltLeft"]),
            (rep.alt || rep.alt_graph, ["AltRight", "AltRight"]),
            (rep.meta, ["MetaLeft", "MetaRight"]),
            (rep.meta, ["OSLeft", "OSRight"]),
        ];
        let Some(hand) = self.hands.get(&holder) else { return Ok(false) };
        let held = |code: &str| hand.keys.iter().any(|(held, _)| held == code);
        let stale: Vec<&str> = codes
            .iter()
            .filter(|(down, _)| !down)
            .flat_map(|(_, codes)| codes)
            .copied()
            .filter(|code| held(code))
            .collect();
        for code in &stale {
            self.drop_code(holder, code)?;
        }
        Ok(!stale.is_empty())
    }

    /// A key that means this symbol, and whether with Shift. Programs hear of the new map before they hear of the key, but may read it late: so a key is given another meaning only when
    /// all spare keys, with and without Shift, are taken, and then the one that was not used for longest.
    fn give_meaning(&mut self, symbol: u32) -> Result<Option<(u8, bool)>, ReplyError> {
        if let Some(spare) = self.spares.iter().find(|spare| spare.symbols.contains(&symbol)) {
            return Ok(Some((spare.keycode, spare.symbols.first() != Some(&symbol))));
        }
        let unused = self.spares.iter().position(|spare| spare.symbols == [0; 2]);
        let half =
            || self.spares.iter().position(|spare| matches!(spare.symbols, [plain, shifted] if plain == shifted));
        let index = unused.or_else(half).unwrap_or(0);
        let Some(spare) = self.spares.remove(index) else { return Ok(None) };
        let symbols = match spare.symbols {
            [plain, shifted] if plain == shifted && plain != 0 => [plain, symbol],
            _ => {
                if let Some(left) = spare.struck.and_then(|at| KEEP_MEANING.checked_sub(at.elapsed())) {
                    std::thread::sleep(left);
                }
                [symbol, symbol]
            }
        };
        self.connection.change_keyboard_mapping(1, spare.keycode, 2, &symbols)?;
        self.spares.push_back(Spare { symbols, ..spare });
        self.stale = true;
        Ok(Some((spare.keycode, symbols.first() != Some(&symbol))))
    }

    fn touch_spare(&mut self, keycode: u8) {
        if let Some(index) = self.spares.iter().position(|spare| spare.keycode == keycode)
            && let Some(spare) = self.spares.remove(index)
        {
            self.spares.push_back(Spare { struck: Some(Instant::now()), ..spare });
        }
    }

    fn set_buttons(&mut self, holder: Holder, buttons: Buttons) -> Result<(), ReplyError> {
        let others = |hands: &HashMap<Holder, Hand>| {
            hands.iter().filter(|(other, _)| **other != holder).fold(0, |mask, (_, hand)| mask | hand.buttons)
        };
        let others = others(&self.hands);
        if buttons != 0 && !self.has_room(holder) {
            return Ok(());
        }
        let before = self.hands.get(&holder).map_or(0, |hand| hand.buttons);
        for (bit, button) in BUTTONS.into_iter().enumerate() {
            let (was, is) = (before >> bit & 1, buttons >> bit & 1);
            if was == is || others >> bit & 1 == 1 {
                continue;
            }
            self.fake(if is == 1 { BUTTON_PRESS_EVENT } else { BUTTON_RELEASE_EVENT }, button)?;
        }
        if before != buttons {
            self.hands.entry(holder).or_default().buttons = buttons;
        }
        Ok(())
    }

    fn move_to(&self, x: u16, y: u16) -> Result<(), ReplyError> {
        let (x, y) = (x.min(i16::MAX as u16) as i16, y.min(i16::MAX as u16) as i16);
        self.connection.xtest_fake_input(MOTION_NOTIFY_EVENT, 0, 0, self.root, x, y, 0)?;
        Ok(())
    }

    fn move_by(&self, x: i32, y: i32) -> Result<(), ReplyError> {
        let short = |delta: i32| delta.clamp(i16::MIN.into(), i16::MAX.into()) as i16;
        // Detail 1 of a motion: by, not to. The root says nothing then.
        self.connection.xtest_fake_input(MOTION_NOTIFY_EVENT, 1, 0, x11rb::NONE, short(x), short(y), 0)?;
        Ok(())
    }

    fn turn(&mut self, holder: Holder, delta: (i32, i32)) -> Result<(), ReplyError> {
        if !self.has_room(holder) {
            return Ok(());
        }
        let wheel = &mut self.hands.entry(holder).or_default().wheel;
        let limit = NOTCH * NOTCHES;
        wheel.0 = wheel.0.saturating_add(delta.0).clamp(-limit, limit);
        wheel.1 = wheel.1.saturating_add(delta.1).clamp(-limit, limit);
        let notches = (wheel.0 / NOTCH, wheel.1 / NOTCH);
        (wheel.0, wheel.1) = (wheel.0 % NOTCH, wheel.1 % NOTCH);
        for (count, back, forth) in [(notches.1, 4, 5), (notches.0, 6, 7)] {
            let button = if count > 0 { forth } else { back };
            for _ in 0..count.abs() {
                self.fake(BUTTON_PRESS_EVENT, button)?;
                self.fake(BUTTON_RELEASE_EVENT, button)?;
            }
        }
        Ok(())
    }

    fn release_hand(&mut self, holder: Holder) -> Result<(), ReplyError> {
        self.set_buttons(holder, 0)?;
        let Some(hand) = self.hands.remove(&holder) else { return Ok(()) };
        for (_, keycode) in hand.keys {
            if !self.is_held(keycode) {
                self.let_go(keycode)?;
            }
        }
        Ok(())
    }

    fn performed(&self, result: Result<(), ReplyError>) -> Result<(), DesktopError> {
        result.map_err(gone)?;
        self.connection.flush().map_err(gone)
    }

    /// Spare keys mean nothing again, and the XTEST keyboard repeats as it did.
    fn leave_no_trace(&mut self) -> Result<(), ReplyError> {
        for spare in std::mem::take(&mut self.spares) {
            if spare.symbols != [0; 2] {
                self.connection.change_keyboard_mapping(1, spare.keycode, 1, &[0])?;
            }
        }
        self.set_repeat(true)?;
        self.connection.sync()?;
        Ok(())
    }
}

impl InputSink for X11Input {
    fn pointer(&mut self, holder: Holder, x: u16, y: u16, buttons: Buttons) -> Result<(), DesktopError> {
        let result = self.move_to(x, y).and_then(|()| self.set_buttons(holder, buttons & 0b1_1111));
        self.performed(result)
    }

    fn nudge(&mut self, holder: Holder, delta_x: i32, delta_y: i32, buttons: Buttons) -> Result<(), DesktopError> {
        let moved = if (delta_x, delta_y) == (0, 0) { Ok(()) } else { self.move_by(delta_x, delta_y) };
        let result = moved.and_then(|()| self.set_buttons(holder, buttons & 0b1_1111));
        self.performed(result)
    }

    fn wheel(&mut self, holder: Holder, at: Option<(u16, u16)>, delta: (i32, i32)) -> Result<(), DesktopError> {
        let moved = at.map_or(Ok(()), |(x, y)| self.move_to(x, y));
        let result = moved.and_then(|()| self.turn(holder, delta));
        self.performed(result)
    }

    fn key(&mut self, holder: Holder, stroke: &KeyStroke) -> Result<(), DesktopError> {
        // A modifier that is held says nothing by repeating itself.
        if stroke.down && stroke.repeat && is_modifier(&stroke.key) {
            return Ok(());
        }
        let result = self.drop_code(holder, &stroke.code).and_then(|()| match stroke.down {
            true => self.refresh().and_then(|()| self.key_down(holder, stroke)),
            false => Ok(()),
        });
        self.performed(result)
    }

    fn release(&mut self, holder: Holder) -> Result<(), DesktopError> {
        let result = self.release_hand(holder);
        self.performed(result)
    }

    fn release_all(&mut self) -> Result<(), DesktopError> {
        let holders: Vec<Holder> = self.hands.keys().copied().collect();
        let result = holders.into_iter().try_for_each(|holder| self.release_hand(holder));
        self.performed(result)
    }
}

impl Drop for X11Input {
    fn drop(&mut self) {
        // The display may be gone; then there is nothing to leave.
        let _ = self.release_all();
        let _ = self.leave_no_trace();
    }
}

fn is_modifier(key: &str) -> bool {
    matches!(key, "Shift" | "Control" | "Alt" | "Meta" | "OS" | "AltGraph")
}

fn modifiers_in(mask: u8) -> impl Iterator<Item = u8> {
    (0..8).map(|bit| 1 << bit).filter(move |modifier| mask & modifier != 0)
}
