//! The hands: a virtual pointer and a virtual keyboard. A key arrives as the character that the representative typed, by a keyboard map of ours (SCR-15), or by its place, with the map of whoever sits
//! there (`keymap`).
//!
//! The compositor believes what it is told of modifiers, so a character is struck with exactly those that it needs, without any key being let go for it. When the connection ends, it lets go of all.

use std::collections::HashMap;
use std::fs::File;
use std::io::Write as _;
use std::os::fd::AsFd;
use std::path::Path;
use std::time::Instant;

use rustix::fs::{MemfdFlags, memfd_create};
use towline_platform::{Buttons, DesktopError, Holder, InputSink, KeyBy, KeyStroke, RepModifiers};
use wayland_client::protocol::wl_keyboard::{self, KeymapFormat, WlKeyboard};
use wayland_client::protocol::wl_output::WlOutput;
use wayland_client::protocol::wl_pointer::{Axis, AxisSource, ButtonState};
use wayland_client::protocol::wl_registry::{self, WlRegistry};
use wayland_client::protocol::wl_seat::{self, WlSeat};
use wayland_client::{Connection, Dispatch, Proxy, QueueHandle, WEnum, delegate_dispatch, delegate_noop};
use wayland_protocols::xdg::xdg_output::zv1::client::zxdg_output_manager_v1::ZxdgOutputManagerV1;
use wayland_protocols::xdg::xdg_output::zv1::client::zxdg_output_v1::ZxdgOutputV1;
use wayland_protocols_misc::zwp_virtual_keyboard_v1::client::zwp_virtual_keyboard_manager_v1::ZwpVirtualKeyboardManagerV1;
use wayland_protocols_misc::zwp_virtual_keyboard_v1::client::zwp_virtual_keyboard_v1::ZwpVirtualKeyboardV1;
use wayland_protocols_wlr::virtual_pointer::v1::client::zwlr_virtual_pointer_manager_v1::ZwlrVirtualPointerManagerV1;
use wayland_protocols_wlr::virtual_pointer::v1::client::zwlr_virtual_pointer_v1::ZwlrVirtualPointerV1;

use super::keymap::{
    ALT, CONTROL, LEVEL3, LOCK, META, NUM_LOCK, OwnMap, SHIFT, has_third_level, read_keymap, symbol_of, without_repeat,
};
use super::link::Link;
use super::outputs::Outputs;
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
/// How far a notch goes, as compositors say it of mice.
const NOTCH_LENGTH: f64 = 15.0;
/// Buttons of the kernel by the bits of [`Buttons`]: left, middle, right, back, forward.
const BUTTONS: [u32; 5] = [0x110, 0x112, 0x111, 0x113, 0x114];
/// Kernel's keys are those of maps less this.
const FIRST_KEY: u8 = 8;

/// Input of a Wayland compositor.
pub struct WaylandInput {
    link: Link<State>,
    state: State,
    pointer: ZwlrVirtualPointerV1,
    keyboard: ZwpVirtualKeyboardV1,
    own: OwnMap,
    /// The map that programs know now: the seat's own, or ours.
    by_place: Option<bool>,
    hands: HashMap<Holder, Hand>,
    locked: u32,
    began: Instant,
}

/// What the compositor tells.
#[derive(Default)]
struct State {
    outputs: Outputs,
    seat: Option<WlSeat>,
    listening: Option<WlKeyboard>,
    pointers: Option<ZwlrVirtualPointerManagerV1>,
    keyboards: Option<ZwpVirtualKeyboardManagerV1>,
    /// Of whoever sits there, and whether it is news.
    seat_map: Option<String>,
    seat_map_changed: bool,
}

/// What one holder holds.
#[derive(Default)]
struct Hand {
    keys: Vec<Held>,
    buttons: Buttons,
    wheel: (i32, i32),
}

struct Held {
    code: String,
    keycode: u8,
    modifier: u32,
}

impl WaylandInput {
    pub(super) fn open(socket: &Path) -> Result<WaylandInput, DesktopError> {
        let mut link = Link::open(socket)?;
        let mut state = State::default();
        let handle = link.handle();
        link.connection.display().get_registry(&handle, ());
        for _ in 0..3 {
            link.settle(&mut state)?;
        }
        let (Some(pointers), Some(keyboards), Some(seat)) = (&state.pointers, &state.keyboards, &state.seat) else {
            return Err(unavailable("the compositor does not let its pointer and keyboard be driven"));
        };
        let pointer = pointers.create_virtual_pointer(Some(seat), &handle, ());
        let keyboard = keyboards.create_virtual_keyboard(seat, &handle, ());
        state.outputs.arrange();
        let mut input = WaylandInput {
            link,
            state,
            pointer,
            keyboard,
            own: OwnMap::new(),
            by_place: None,
            hands: HashMap::new(),
            locked: 0,
            began: Instant::now(),
        };
        // A compositor refuses who may not have these devices when they are asked for.
        input.link.settle(&mut input.state)?;
        Ok(input)
    }

    /// Milliseconds, of a clock that only has to go on.
    fn time(&self) -> u32 {
        self.began.elapsed().as_millis() as u32
    }

    fn refresh(&mut self) -> Result<(), DesktopError> {
        self.link.dispatch(&mut self.state)?;
        // An output that appeared tells where it stands when it is asked.
        for _ in 0..3 {
            if self.state.outputs.are_known() {
                break;
            }
            self.link.settle(&mut self.state)?;
        }
        self.state.outputs.arrange();
        Ok(())
    }

    // Pointer

    fn move_to(&self, x: u16, y: u16) {
        if let Some((x, y, width, height)) = self.state.outputs.point(x, y) {
            self.pointer.motion_absolute(self.time(), x, y, width, height);
            self.pointer.frame();
        }
    }

    fn set_buttons(&mut self, holder: Holder, buttons: Buttons) {
        if buttons != 0 && !self.has_room(holder) {
            return;
        }
        let others = self.hands.iter().filter(|(other, _)| **other != holder);
        let others = others.fold(0, |mask, (_, hand)| mask | hand.buttons);
        let before = self.hands.get(&holder).map_or(0, |hand| hand.buttons);
        for (bit, button) in BUTTONS.into_iter().enumerate() {
            let (was, is) = (before >> bit & 1, buttons >> bit & 1);
            if was == is || others >> bit & 1 == 1 {
                continue;
            }
            let state = if is == 1 { ButtonState::Pressed } else { ButtonState::Released };
            self.pointer.button(self.time(), button, state);
            self.pointer.frame();
        }
        if before != buttons {
            self.hands.entry(holder).or_default().buttons = buttons;
        }
    }

    fn turn(&mut self, holder: Holder, delta: (i32, i32)) {
        if !self.has_room(holder) {
            return;
        }
        let wheel = &mut self.hands.entry(holder).or_default().wheel;
        let limit = NOTCH * NOTCHES;
        wheel.0 = wheel.0.saturating_add(delta.0).clamp(-limit, limit);
        wheel.1 = wheel.1.saturating_add(delta.1).clamp(-limit, limit);
        let notches = (wheel.0 / NOTCH, wheel.1 / NOTCH);
        (wheel.0, wheel.1) = (wheel.0 % NOTCH, wheel.1 % NOTCH);
        for (count, axis) in [(notches.1, Axis::VerticalScroll), (notches.0, Axis::HorizontalScroll)] {
            for _ in 0..count.abs() {
                self.pointer.axis_source(AxisSource::Wheel);
                let sign = count.signum();
                self.pointer.axis_discrete(self.time(), axis, NOTCH_LENGTH * f64::from(sign), sign);
                self.pointer.frame();
            }
        }
    }

    // Keyboard

    /// Modifiers that are held by somebody.
    fn held_modifiers(&self) -> u32 {
        self.hands.values().flat_map(|hand| &hand.keys).fold(0, |mask, held| mask | held.modifier)
    }

    fn tell_modifiers(&self, depressed: u32) {
        self.keyboard.modifiers(depressed, 0, self.locked, 0);
    }

    /// Has programs know the map that is needed next. Those of Wayland read it before the next key, in this order.
    fn use_map(&mut self, by_place: bool) -> Result<(), DesktopError> {
        let by_place = by_place && self.state.seat_map.is_some();
        let known = self.by_place == Some(by_place);
        let stale = if by_place { self.state.seat_map_changed } else { self.own.fresh };
        if known && !stale {
            return Ok(());
        }
        let text = match &self.state.seat_map {
            Some(text) if by_place => {
                self.state.seat_map_changed = false;
                without_repeat(text)
            }
            _ => {
                self.own.fresh = false;
                self.own.text()
            }
        };
        let mut file = File::from(memfd_create(c"towline-keymap", MemfdFlags::CLOEXEC).map_err(gone)?);
        file.write_all(text.as_bytes()).and_then(|()| file.write_all(&[0])).map_err(gone)?;
        let size = u32::try_from(text.len() + 1).unwrap_or(u32::MAX);
        self.keyboard.keymap(KeymapFormat::XkbV1.into(), file.as_fd(), size);
        self.by_place = Some(by_place);
        self.tell_modifiers(self.held_modifiers());
        Ok(())
    }

    fn press(&self, keycode: u8) {
        self.keyboard.key(self.time(), u32::from(keycode.saturating_sub(FIRST_KEY)), 1);
    }

    fn let_go(&self, keycode: u8) {
        self.keyboard.key(self.time(), u32::from(keycode.saturating_sub(FIRST_KEY)), 0);
    }

    fn tap(&self, keycode: u8) {
        self.press(keycode);
        self.let_go(keycode);
    }

    fn is_held(&self, keycode: u8) -> bool {
        self.hands.values().any(|hand| hand.keys.iter().any(|held| held.keycode == keycode))
    }

    /// Whether one more hand may be known. Hands that hold nothing are forgotten first.
    fn has_room(&mut self, holder: Holder) -> bool {
        if self.hands.len() >= HOLDERS && !self.hands.contains_key(&holder) {
            self.hands.retain(|_, hand| !hand.keys.is_empty() || hand.buttons != 0);
        }
        self.hands.len() < HOLDERS || self.hands.contains_key(&holder)
    }

    /// Presses a key until the same `code` is let go.
    fn hold(&mut self, holder: Holder, code: &str, keycode: u8, modifier: u32) {
        let crowded = self.hands.get(&holder).is_some_and(|hand| hand.keys.len() >= HELD_KEYS);
        if code.is_empty() || crowded || !self.has_room(holder) {
            return self.tap(keycode);
        }
        if self.is_held(keycode) {
            self.let_go(keycode);
        }
        self.hands.entry(holder).or_default().keys.push(Held { code: code.to_owned(), keycode, modifier });
        self.press(keycode);
        if modifier != 0 {
            self.tell_modifiers(self.held_modifiers());
        }
    }

    /// Lets go of what this `code` holds. What another holder holds as well stays down.
    fn drop_code(&mut self, holder: Holder, code: &str) {
        let Some(hand) = self.hands.get_mut(&holder) else { return };
        let dropped: Vec<Held> = hand.keys.extract_if(.., |held| held.code == code).collect();
        self.dropped(&dropped);
    }

    fn dropped(&self, dropped: &[Held]) {
        for held in dropped {
            if !self.is_held(held.keycode) {
                self.let_go(held.keycode);
            }
        }
        if dropped.iter().any(|held| held.modifier != 0) {
            self.tell_modifiers(self.held_modifiers());
        }
    }

    fn key_down(&mut self, holder: Holder, stroke: &KeyStroke) -> Result<(), DesktopError> {
        if stroke.by == KeyBy::Place
            && let Some(keycode) = keycode_of(&stroke.code)
        {
            return self.placed(holder, stroke, keycode);
        }
        let mut characters = stroke.key.chars();
        match (characters.next(), characters.next()) {
            (Some(character), None) if !character.is_control() => self.character(holder, stroke, character),
            // Names of keys are ASCII; a letter of several characters is not a name.
            (Some(_), Some(_)) if stroke.code.is_empty() || !stroke.key.is_ascii() => {
                let text = stroke.key.chars().filter(|character| !character.is_control()).take(TEXT_LIMIT);
                text.collect::<Vec<char>>().into_iter().try_for_each(|each| self.character(holder, stroke, each))
            }
            _ => self.named(holder, stroke),
        }
    }

    /// A key by its place, as if the rep sat at the machine: what becomes of it is that layout's affair, its dead keys included.
    fn placed(&mut self, holder: Holder, stroke: &KeyStroke, keycode: u8) -> Result<(), DesktopError> {
        // The locks follow the rep's: pressing the key here too would turn them twice.
        if matches!(stroke.code.as_str(), "CapsLock" | "NumLock") {
            return Ok(());
        }
        self.use_map(true)?;
        let modifier = self.modifier_at(&stroke.code);
        if modifier == 0 {
            self.drop_stale_modifiers(holder, stroke.modifiers);
            let lock = |on: bool, lock: u32| if on { lock } else { 0 };
            let locked = lock(stroke.modifiers.caps_lock, LOCK) | lock(stroke.modifiers.num_lock, NUM_LOCK);
            self.lock(locked);
            if stroke.modifiers.meta {
                self.tap(keycode);
                return Ok(());
            }
        }
        self.hold(holder, &stroke.code, keycode, modifier);
        Ok(())
    }

    /// The modifier of a place, in the seat's map.
    fn modifier_at(&self, code: &str) -> u32 {
        match code {
            "ShiftLeft" | "ShiftRight" => SHIFT,
            "ControlLeft" | "ControlRight" => CONTROL,
            "AltLeft" => ALT,
            "AltRight" if self.state.seat_map.as_deref().is_some_and(has_third_level) => LEVEL3,
            "AltRight" => ALT,
            "MetaLeft" | "MetaRight" | "OSLeft" | "OSRight" => META,
            _ => 0,
        }
    }

    fn lock(&mut self, locked: u32) {
        if self.locked != locked {
            self.locked = locked;
            self.tell_modifiers(self.held_modifiers());
        }
    }

    fn named(&mut self, holder: Holder, stroke: &KeyStroke) -> Result<(), DesktopError> {
        let (key, code) = (stroke.key.as_str(), stroke.code.as_str());
        // Locks say nothing to a map that has each character by itself; a dead key speaks when the composed character comes, an input method when it is done.
        if matches!(key, "CapsLock" | "NumLock" | "Dead" | "Process" | "Compose" | "Fn" | "FnLock" | "AltGraph") {
            return Ok(());
        }
        let is_modifier = is_modifier(key);
        if !is_modifier {
            self.drop_stale_modifiers(holder, stroke.modifiers);
        }
        let (symbols, place) = (symbols_of(key, code), keycode_of(code));
        let found = match place.filter(|place| symbols.is_empty() && self.own.has(*place)) {
            Some(keycode) => Some((keycode, 0)),
            None => self.own.symbol(&symbols, place).map(|found| (found.keycode, found.modifiers)),
        };
        let found = match (found, symbols.first()) {
            (Some(found), _) => found,
            (None, Some(symbol)) if !is_modifier => match self.give_meaning(*symbol) {
                Some(keycode) => (keycode, 0),
                None => return Ok(()),
            },
            (None, _) => return Ok(()),
        };
        self.use_map(false)?;
        self.lock(0);
        let modifier = self.own.modifier(found.0);
        if modifier != 0 {
            self.hold(holder, code, found.0, modifier);
        } else {
            // Shift belongs to the key; Num Lock does not.
            self.strike(holder, stroke, found.0, self.held_modifiers() & !NUM_LOCK | found.1);
        }
        Ok(())
    }

    /// A character, with or without Control, Alt and the system key.
    fn character(&mut self, holder: Holder, stroke: &KeyStroke, character: char) -> Result<(), DesktopError> {
        let rep = stroke.modifiers;
        // Text without a key says nothing about the keyboard.
        if !stroke.code.is_empty() {
            self.drop_stale_modifiers(holder, rep);
        }
        let shortcut = (rep.control || rep.alt || rep.meta) && !rep.alt_graph;
        let place = keycode_of(&stroke.code);
        let held = self.held_modifiers() & !(SHIFT | NUM_LOCK);
        let base = if shortcut {
            let wanted = [(rep.control, CONTROL), (rep.alt, ALT), (rep.meta, META)];
            wanted.iter().filter(|(on, _)| *on).fold(held, |mask, (_, modifier)| mask | modifier)
        } else {
            held & !(CONTROL | ALT | META)
        };
        // Programs look for shortcuts where Latin letters are: С of a Russian keyboard copies.
        let at_place = || place.filter(|place| shortcut && stroke.by == KeyBy::Automatic && self.own.has(*place));
        let (keycode, level) = match self.own.character(character, place) {
            Some(found) if found.any => (found.keycode, self.held_modifiers() & SHIFT),
            Some(found) => (found.keycode, found.modifiers),
            None => match at_place() {
                Some(keycode) => (keycode, self.held_modifiers() & SHIFT),
                None => match self.give_meaning(symbol_of(character)) {
                    Some(keycode) => (keycode, 0),
                    None => return Ok(()),
                },
            },
        };
        // With Control, Shift is part of the shortcut, also where the character needs none.
        let shift = if shortcut && rep.shift { SHIFT } else { 0 };
        self.use_map(false)?;
        self.lock(0);
        self.strike(holder, stroke, keycode, base | level | shift);
        Ok(())
    }

    fn give_meaning(&mut self, symbol: u32) -> Option<u8> {
        let held: Vec<u8> = self.hands.values().flat_map(|hand| &hand.keys).map(|held| held.keycode).collect();
        self.own.give_meaning(symbol, |keycode| held.contains(&keycode))
    }

    /// Presses a key while exactly these modifiers are in effect, and brings back those that were.
    fn strike(&mut self, holder: Holder, stroke: &KeyStroke, keycode: u8, wanted: u32) {
        let now = self.held_modifiers();
        // Browsers on some systems tell no release of a key while the system key is down.
        if wanted == now && !stroke.modifiers.meta {
            return self.hold(holder, &stroke.code, keycode, 0);
        }
        if wanted != now {
            self.tell_modifiers(wanted);
        }
        if self.is_held(keycode) {
            self.let_go(keycode);
        }
        self.tap(keycode);
        if wanted != now {
            self.tell_modifiers(now);
        }
    }

    /// Modifiers whose release got lost: the rep's keyboard says that they are up.
    fn drop_stale_modifiers(&mut self, holder: Holder, rep: RepModifiers) {
        let codes = [
            (rep.shift, ["ShiftLeft", "ShiftRight"]),
            (rep.control, ["ControlLeft", "ControlRight"]),
            (rep.alt, ["AltLeft", "AltLeft"]),
            (rep.alt || rep.alt_graph, ["AltRight", "AltRight"]),
            (rep.meta, ["MetaLeft", "MetaRight"]),
            (rep.meta, ["OSLeft", "OSRight"]),
        ];
        for code in codes.iter().filter(|(down, _)| !down).flat_map(|(_, codes)| codes) {
            self.drop_code(holder, code);
        }
    }

    fn release_hand(&mut self, holder: Holder) {
        self.set_buttons(holder, 0);
        if let Some(hand) = self.hands.remove(&holder) {
            self.dropped(&hand.keys);
        }
    }
}

impl InputSink for WaylandInput {
    fn pointer(&mut self, holder: Holder, x: u16, y: u16, buttons: Buttons) -> Result<(), DesktopError> {
        self.refresh()?;
        self.move_to(x, y);
        self.set_buttons(holder, buttons & 0b1_1111);
        self.link.flush()
    }

    fn nudge(&mut self, holder: Holder, delta_x: i32, delta_y: i32, buttons: Buttons) -> Result<(), DesktopError> {
        self.refresh()?;
        if (delta_x, delta_y) != (0, 0) {
            self.pointer.motion(self.time(), f64::from(delta_x), f64::from(delta_y));
            self.pointer.frame();
        }
        self.set_buttons(holder, buttons & 0b1_1111);
        self.link.flush()
    }

    fn wheel(&mut self, holder: Holder, at: Option<(u16, u16)>, delta: (i32, i32)) -> Result<(), DesktopError> {
        self.refresh()?;
        if let Some((x, y)) = at {
            self.move_to(x, y);
        }
        self.turn(holder, delta);
        self.link.flush()
    }

    fn key(&mut self, holder: Holder, stroke: &KeyStroke) -> Result<(), DesktopError> {
        // A modifier that is held says nothing by repeating itself.
        if stroke.down && stroke.repeat && is_modifier(&stroke.key) {
            return Ok(());
        }
        self.refresh()?;
        self.drop_code(holder, &stroke.code);
        if stroke.down {
            self.key_down(holder, stroke)?;
        }
        self.link.flush()
    }

    fn release(&mut self, holder: Holder) -> Result<(), DesktopError> {
        self.release_hand(holder);
        self.link.flush()
    }

    fn release_all(&mut self) -> Result<(), DesktopError> {
        let holders: Vec<Holder> = self.hands.keys().copied().collect();
        holders.into_iter().for_each(|holder| self.release_hand(holder));
        self.link.flush()
    }
}

impl Drop for WaylandInput {
    fn drop(&mut self) {
        // The compositor may be gone; then nothing is held.
        let _ = self.release_all();
        self.pointer.destroy();
        self.keyboard.destroy();
        // A connection that ends takes along what the compositor has not read yet.
        let _ = self.link.settle(&mut self.state);
    }
}

fn is_modifier(key: &str) -> bool {
    matches!(key, "Shift" | "Control" | "Alt" | "Meta" | "OS" | "AltGraph")
}

impl AsMut<Outputs> for State {
    fn as_mut(&mut self) -> &mut Outputs {
        &mut self.outputs
    }
}

delegate_dispatch!(State: [WlOutput: u32] => Outputs);
delegate_dispatch!(State: [ZxdgOutputV1: u32] => Outputs);
delegate_dispatch!(State: [ZxdgOutputManagerV1: ()] => Outputs);
delegate_noop!(State: ignore ZwlrVirtualPointerManagerV1);
delegate_noop!(State: ignore ZwlrVirtualPointerV1);
delegate_noop!(State: ignore ZwpVirtualKeyboardManagerV1);
delegate_noop!(State: ignore ZwpVirtualKeyboardV1);

impl Dispatch<WlRegistry, ()> for State {
    fn event(
        state: &mut State,
        registry: &WlRegistry,
        event: wl_registry::Event,
        (): &(),
        _: &Connection,
        handle: &QueueHandle<State>,
    ) {
        match event {
            wl_registry::Event::Global { name, interface, version } => {
                if state.outputs.appeared(registry, name, &interface, version, handle) {
                    return;
                }
                if interface == ZwlrVirtualPointerManagerV1::interface().name {
                    state.pointers = Some(registry.bind(name, version.min(2), handle, ()));
                } else if interface == ZwpVirtualKeyboardManagerV1::interface().name {
                    state.keyboards = Some(registry.bind(name, 1, handle, ()));
                } else if interface == WlSeat::interface().name && state.seat.is_none() {
                    state.seat = Some(registry.bind(name, version.min(5), handle, ()));
                }
            }
            wl_registry::Event::GlobalRemove { name } => state.outputs.vanished(name),
            _ => {}
        }
    }
}

impl Dispatch<WlSeat, ()> for State {
    fn event(
        state: &mut State,
        seat: &WlSeat,
        event: wl_seat::Event,
        (): &(),
        _: &Connection,
        handle: &QueueHandle<State>,
    ) {
        if let wl_seat::Event::Capabilities { capabilities: WEnum::Value(capabilities) } = event {
            let has = capabilities.contains(wl_seat::Capability::Keyboard);
            if has && state.listening.is_none() {
                state.listening = Some(seat.get_keyboard(handle, ()));
            } else if !has && let Some(keyboard) = state.listening.take() {
                keyboard.release();
            }
        }
    }
}

impl Dispatch<WlKeyboard, ()> for State {
    fn event(
        state: &mut State,
        _: &WlKeyboard,
        event: wl_keyboard::Event,
        (): &(),
        _: &Connection,
        _: &QueueHandle<State>,
    ) {
        if let wl_keyboard::Event::Keymap { format: WEnum::Value(KeymapFormat::XkbV1), fd, size } = event
            && let Some(text) = read_keymap(fd, size)
        {
            state.seat_map_changed |= state.seat_map.as_ref() != Some(&text);
            state.seat_map = Some(text);
        }
    }
}
