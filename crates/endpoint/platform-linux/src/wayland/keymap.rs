//! Keyboard maps. Ours has the keys of an American keyboard and, on keys that mean nothing there, whatever characters are typed besides; the seat's is what whoever sits there types with, and is used
//! for keys by their place.
//!
//! No key of either repeats by itself: auto-repeat is the representative's, so that a link that stalls does not write a line of letters.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::os::fd::OwnedFd;
use std::os::unix::fs::FileExt;

use xkeysym::Keysym;

use crate::keys::{keycode_of, symbols_of};

/// Modifiers as every map has them.
pub(super) const SHIFT: u32 = 1;
pub(super) const LOCK: u32 = 2;
pub(super) const CONTROL: u32 = 4;
pub(super) const ALT: u32 = 8;
pub(super) const NUM_LOCK: u32 = 16;
pub(super) const META: u32 = 64;
pub(super) const LEVEL3: u32 = 128;

/// How our own map, and that of another representative's agent, is known.
const OURS: &str = "xkb_symbols \"towline";
/// Largest map of a seat.
const MAP_BYTES: u32 = 1024 * 1024;

/// A key by its two levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The same with any modifier.
    One,
    /// The second with Shift.
    Two,
    /// The second with Shift, or with Caps Lock.
    Letter,
    /// The second with Num Lock.
    Pad,
}

#[derive(Debug, Clone, Copy)]
struct Key {
    keycode: u8,
    kind: Kind,
    symbols: [u32; 2],
}

/// What gives a character or a symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub keycode: u8,
    /// Of Shift and Num Lock: these, and not the other.
    pub modifiers: u32,
    /// Whatever Shift says.
    pub any: bool,
}

/// Our own map.
pub(super) struct OwnMap {
    keys: Vec<Key>,
    /// Keys that mean nothing by themselves, oldest use first, and what they were made to mean; 0: nothing.
    spares: VecDeque<(u8, u32)>,
    /// Something was given a meaning that no program knows yet.
    pub fresh: bool,
}

const SIGNS: [(&str, &str); 23] = [
    ("Digit1", "1!"),
    ("Digit2", "2@"),
    ("Digit3", "3#"),
    ("Digit4", "4$"),
    ("Digit5", "5%"),
    ("Digit6", "6^"),
    ("Digit7", "7&"),
    ("Digit8", "8*"),
    ("Digit9", "9("),
    ("Digit0", "0)"),
    ("Minus", "-_"),
    ("Equal", "=+"),
    ("BracketLeft", "[{"),
    ("BracketRight", "]}"),
    ("Semicolon", ";:"),
    ("Quote", "'\""),
    ("Backquote", "`~"),
    ("Backslash", "\\|"),
    ("Comma", ",<"),
    ("Period", ".>"),
    ("Slash", "/?"),
    ("IntlBackslash", "<>"),
    ("Space", "  "),
];

/// With Num Lock the second one.
const PAD: [(&str, u32, u32); 11] = [
    ("Numpad0", 0xff9e, 0xffb0),
    ("Numpad1", 0xff9c, 0xffb1),
    ("Numpad2", 0xff99, 0xffb2),
    ("Numpad3", 0xff9b, 0xffb3),
    ("Numpad4", 0xff96, 0xffb4),
    ("Numpad5", 0xff9d, 0xffb5),
    ("Numpad6", 0xff98, 0xffb6),
    ("Numpad7", 0xff95, 0xffb7),
    ("Numpad8", 0xff97, 0xffb8),
    ("Numpad9", 0xff9a, 0xffb9),
    ("NumpadDecimal", 0xff9f, 0xffae),
];

const PAD_SIGNS: [(&str, u32); 6] = [
    ("NumpadMultiply", 0xffaa),
    ("NumpadAdd", 0xffab),
    ("NumpadSubtract", 0xffad),
    ("NumpadDivide", 0xffaf),
    ("NumpadEnter", 0xff8d),
    ("NumpadEqual", 0xffbd),
];

/// Keys whose `code` is their `key`, or whose `key` is named beside it.
const NAMED: [(&str, &str); 68] = [
    ("Escape", "Escape"),
    ("Backspace", "Backspace"),
    ("Tab", "Tab"),
    ("Enter", "Enter"),
    ("Home", "Home"),
    ("End", "End"),
    ("PageUp", "PageUp"),
    ("PageDown", "PageDown"),
    ("ArrowUp", "ArrowUp"),
    ("ArrowDown", "ArrowDown"),
    ("ArrowLeft", "ArrowLeft"),
    ("ArrowRight", "ArrowRight"),
    ("Insert", "Insert"),
    ("Delete", "Delete"),
    ("PrintScreen", "PrintScreen"),
    ("ScrollLock", "ScrollLock"),
    ("Pause", "Pause"),
    ("ContextMenu", "ContextMenu"),
    ("Help", "Help"),
    ("ShiftLeft", "Shift"),
    ("ShiftRight", "Shift"),
    ("ControlLeft", "Control"),
    ("ControlRight", "Control"),
    ("AltLeft", "Alt"),
    ("AltRight", "Alt"),
    ("MetaLeft", "Meta"),
    ("MetaRight", "Meta"),
    ("AudioVolumeMute", "AudioVolumeMute"),
    ("AudioVolumeDown", "AudioVolumeDown"),
    ("AudioVolumeUp", "AudioVolumeUp"),
    ("MediaTrackNext", "MediaTrackNext"),
    ("MediaPlayPause", "MediaPlayPause"),
    ("MediaTrackPrevious", "MediaTrackPrevious"),
    ("MediaStop", "MediaStop"),
    ("BrowserHome", "BrowserHome"),
    ("BrowserRefresh", "BrowserRefresh"),
    ("BrowserBack", "BrowserBack"),
    ("BrowserForward", "BrowserForward"),
    ("BrowserFavorites", "BrowserFavorites"),
    ("BrowserSearch", "BrowserSearch"),
    ("LaunchMail", "LaunchMail"),
    ("LaunchApp2", "LaunchApp2"),
    ("BrightnessUp", "BrightnessUp"),
    ("BrightnessDown", "BrightnessDown"),
    ("F1", "F1"),
    ("F2", "F2"),
    ("F3", "F3"),
    ("F4", "F4"),
    ("F5", "F5"),
    ("F6", "F6"),
    ("F7", "F7"),
    ("F8", "F8"),
    ("F9", "F9"),
    ("F10", "F10"),
    ("F11", "F11"),
    ("F12", "F12"),
    ("F13", "F13"),
    ("F14", "F14"),
    ("F15", "F15"),
    ("F16", "F16"),
    ("F17", "F17"),
    ("F18", "F18"),
    ("F19", "F19"),
    ("F20", "F20"),
    ("F21", "F21"),
    ("F22", "F22"),
    ("F23", "F23"),
    ("F24", "F24"),
];

impl OwnMap {
    pub fn new() -> OwnMap {
        let mut keys = Vec::new();
        let mut add = |code: &str, kind: Kind, symbols: [u32; 2]| {
            if let Some(keycode) = keycode_of(code) {
                keys.push(Key { keycode, kind, symbols });
            }
        };
        for letter in 'a'..='z' {
            let upper = letter.to_ascii_uppercase();
            add(&format!("Key{upper}"), Kind::Letter, [letter.into(), upper.into()]);
        }
        for (code, signs) in SIGNS {
            let mut signs = signs.chars().map(u32::from);
            if let (Some(plain), Some(shifted)) = (signs.next(), signs.next()) {
                add(code, if plain == shifted { Kind::One } else { Kind::Two }, [plain, shifted]);
            }
        }
        for (code, plain, number) in PAD {
            add(code, Kind::Pad, [plain, number]);
        }
        for (code, symbol) in PAD_SIGNS {
            add(code, Kind::One, [symbol; 2]);
        }
        for (code, key) in NAMED {
            if let Some(symbol) = symbols_of(key, code).first() {
                add(code, Kind::One, [*symbol; 2]);
            }
        }
        let taken = |keycode: &u8| keys.iter().any(|key| key.keycode == *keycode);
        // The first keys are those that every program knows.
        let spares = (9..=255).rev().filter(|keycode| !taken(keycode)).map(|keycode| (keycode, 0)).collect();
        OwnMap { keys, spares, fresh: true }
    }

    /// The key that gives a character, that of the place first. `None`: none of ours does.
    pub fn character(&self, character: char, place: Option<u8>) -> Option<Found> {
        let level = |key: &Key, level: usize| {
            let symbol = *key.symbols.get(level)?;
            (Keysym::new(symbol).key_char() == Some(character)).then(|| found(key, level))
        };
        let gives = |key: &Key| level(key, 0).or_else(|| level(key, 1).filter(|_| key.kind != Kind::One));
        let at = self.keys.iter().filter(|key| Some(key.keycode) == place).find_map(gives);
        let elsewhere = || self.keys.iter().filter(|key| !is_pad(key)).find_map(gives);
        at.or_else(elsewhere).filter(|_| !character.is_control())
    }

    /// The key that gives one of these symbols, that of the place first.
    pub fn symbol(&self, symbols: &[u32], place: Option<u8>) -> Option<Found> {
        let gives = |key: &Key, symbol: u32| {
            let level = key.symbols.iter().position(|has| *has == symbol)?;
            Some(found(key, level))
        };
        let at = self.keys.iter().find(|key| Some(key.keycode) == place);
        let here = at.and_then(|key| symbols.iter().find_map(|symbol| gives(key, *symbol)));
        here.or_else(|| symbols.iter().find_map(|symbol| self.keys.iter().find_map(|key| gives(key, *symbol))))
    }

    /// Whether there is a key of ours at a place.
    pub fn has(&self, keycode: u8) -> bool {
        self.keys.iter().any(|key| key.keycode == keycode)
    }

    /// A key that means this symbol from now on: the one that was not used for longest. `held` are left as they are.
    pub fn give_meaning(&mut self, symbol: u32, held: impl Fn(u8) -> bool) -> Option<u8> {
        let known = self.spares.iter().position(|(_, means)| *means == symbol);
        let index = known.or_else(|| self.spares.iter().position(|(keycode, _)| !held(*keycode)))?;
        let (keycode, means) = self.spares.remove(index)?;
        self.fresh |= means != symbol;
        self.spares.push_back((keycode, symbol));
        Some(keycode)
    }

    /// The modifier that a key of ours is.
    pub fn modifier(&self, keycode: u8) -> u32 {
        let key = self.keys.iter().find(|key| key.keycode == keycode);
        key.map_or(0, |key| match key.symbols {
            [0xffe1 | 0xffe2, _] => SHIFT,
            [0xffe3 | 0xffe4, _] => CONTROL,
            [0xffe9 | 0xffea, _] => ALT,
            [0xffeb | 0xffec, _] => META,
            _ => 0,
        })
    }

    /// As programs and compositors read it.
    pub fn text(&self) -> String {
        let spares = self.spares.iter().filter(|(_, symbol)| *symbol != 0);
        let spares = spares.map(|(keycode, symbol)| Key { keycode: *keycode, kind: Kind::One, symbols: [*symbol; 2] });
        let keys: Vec<Key> = self.keys.iter().copied().chain(spares).collect();
        let mut text = String::with_capacity(16 * 1024);
        text.push_str("xkb_keymap {\nxkb_keycodes \"towline\" {\nminimum = 8;\nmaximum = 255;\n");
        for Key { keycode, .. } in &keys {
            let _ = writeln!(text, "<K{keycode}> = {keycode};");
        }
        text.push_str(TYPES);
        text.push_str("xkb_symbols \"towline\" {\nname[Group1]= \"English (US)\";\n");
        for key in &keys {
            let kind = match key.kind {
                Kind::One => "ONE_LEVEL",
                Kind::Two => "TWO_LEVEL",
                Kind::Letter => "ALPHABETIC",
                Kind::Pad => "KEYPAD",
            };
            let [plain, other] = key.symbols;
            let virtually = match self.modifier(key.keycode) {
                ALT => "virtualMods= Alt, ",
                META => "virtualMods= Super, ",
                _ => "",
            };
            let second = if key.kind == Kind::One { String::new() } else { format!(", {other:#x}") };
            let (keycode, repeat) = (key.keycode, "repeat= No");
            let _ =
                writeln!(text, "key <K{keycode}> {{ type= \"{kind}\", {repeat}, {virtually}[ {plain:#x}{second} ] }};");
        }
        for (name, modifier) in [("Shift", SHIFT), ("Control", CONTROL), ("Mod1", ALT), ("Mod4", META)] {
            for Key { keycode, .. } in keys.iter().filter(|key| self.modifier(key.keycode) == modifier) {
                let _ = writeln!(text, "modifier_map {name} {{ <K{keycode}> }};");
            }
        }
        text.push_str("};\n};\n");
        text
    }
}

const TYPES: &str = "};
xkb_types \"towline\" {
virtual_modifiers Alt,Super;
type \"ONE_LEVEL\" { modifiers= none; level_name[Level1]= \"Any\"; };
type \"TWO_LEVEL\" { modifiers= Shift; map[Shift]= Level2; level_name[Level1]= \"Base\"; level_name[Level2]= \"Shift\"; };
type \"ALPHABETIC\" { modifiers= Shift+Lock; map[Shift]= Level2; map[Lock]= Level2; level_name[Level1]= \"Base\"; level_name[Level2]= \"Caps\"; };
type \"KEYPAD\" { modifiers= Mod2; map[Mod2]= Level2; level_name[Level1]= \"Base\"; level_name[Level2]= \"Number\"; };
};
xkb_compatibility \"towline\" {
virtual_modifiers Alt,Super;
interpret.useModMapMods= AnyLevel;
interpret.repeat= False;
interpret Any+AnyOf(all) { action= SetMods(modifiers=modMapMods,clearLocks); };
};
";

fn found(key: &Key, level: usize) -> Found {
    let modifiers = match (key.kind, level) {
        (Kind::Two | Kind::Letter, 1) => SHIFT,
        (Kind::Pad, 1) => NUM_LOCK,
        _ => 0,
    };
    Found { keycode: key.keycode, modifiers, any: key.kind == Kind::One }
}

fn is_pad(key: &Key) -> bool {
    key.symbols.iter().any(|symbol| (0xff80..=0xffbd).contains(symbol))
}

/// The symbol of a character.
pub(super) fn symbol_of(character: char) -> u32 {
    match u32::from(character) {
        latin @ (0x20..=0x7e | 0xa0..=0xff) => latin,
        other => 0x0100_0000 | other,
    }
}

/// A seat's map. `None`: it is ours, or too large, or none.
pub(super) fn read_keymap(file: OwnedFd, size: u32) -> Option<String> {
    if size > MAP_BYTES {
        return None;
    }
    let mut bytes = vec![0; usize::try_from(size).ok()?];
    std::fs::File::from(file).read_exact_at(&mut bytes, 0).ok()?;
    let text = bytes.split(|byte| *byte == 0).next()?;
    let text = std::str::from_utf8(text).ok()?;
    (text.contains("xkb_symbols") && !text.contains(OURS)).then(|| text.to_owned())
}

/// A map whose keys do not repeat.
pub(super) fn without_repeat(text: &str) -> String {
    let Some(after) = text.find("xkb_symbols").and_then(|at| Some(at + text.get(at..)?.find('{')? + 1)) else {
        return text.to_owned();
    };
    let (head, tail) = text.split_at_checked(after).unwrap_or((text, ""));
    // It comes back to us as the seat's, and is none of its own.
    let head = head.replace("xkb_symbols \"", "xkb_symbols \"towline+");
    // Written beside each key, or what the key means decides.
    let (mut quiet, tail) = (format!("{head}\n"), tail.replace("repeat= Yes", "repeat= No"));
    for piece in tail.split_inclusive("key <") {
        match piece.split_once('{').filter(|(name, _)| name.trim_end().ends_with('>')) {
            Some((name, rest)) => quiet.extend([name, "{ repeat= No, ", rest]),
            None => quiet.push_str(piece),
        }
    }
    quiet
}

/// Whether the right Alt key of a map is the one for third levels.
pub(super) fn has_third_level(text: &str) -> bool {
    let body = text.split("key <RALT>").nth(1).and_then(|rest| rest.split(';').next()).unwrap_or_default();
    body.contains("ISO_Level3_Shift")
}

/// The layout's name: "de", or "de(nodeadkeys)", out of `xkb_symbols "pc+de(nodeadkeys)+inet(evdev)"`.
pub(super) fn layout_of(text: &str) -> String {
    let name = text.split("xkb_symbols").nth(1).and_then(|rest| rest.split('"').nth(1)).unwrap_or_default();
    let part = name.split('+').nth(1).unwrap_or_default();
    let part = part.split(':').next().unwrap_or_default();
    part.chars().filter(|sign| !sign.is_control()).take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_is_found_where_the_representative_pressed_first_and_then_anywhere_scr_15() {
        let map = OwnMap::new();
        let place = |code: &str| keycode_of(code);
        let at = |code: &str, modifiers| Some(Found { keycode: place(code).unwrap(), modifiers, any: code == "F5" });
        assert_eq!(map.character('a', None), at("KeyA", 0));
        assert_eq!(map.character('A', place("KeyA")), at("KeyA", SHIFT));
        // A German rep's z is where an American one has y.
        assert_eq!(map.character('z', place("KeyY")), at("KeyZ", 0));
        assert_eq!(map.character('7', place("Numpad7")), at("Numpad7", NUM_LOCK));
        assert_eq!(map.character('7', place("KeyQ")), at("Digit7", 0));
        assert_eq!(map.character('>', None), at("Period", SHIFT));
        assert_eq!((map.character('ß', None), map.character('\n', None)), (None, None));
        assert_eq!(map.symbol(&symbols_of("Home", "Numpad7"), place("Numpad7")), at("Numpad7", 0));
        assert_eq!(map.symbol(&symbols_of("F5", "F5"), place("F5")), at("F5", 0));
        assert_eq!(map.modifier(place("ShiftRight").unwrap()), SHIFT);
    }

    #[test]
    fn foreign_characters_take_keys_in_turn_and_one_that_is_held_keeps_its_meaning_scr_15() {
        let mut map = OwnMap::new();
        map.fresh = false;
        let first = map.give_meaning(symbol_of('ß'), |_| false).unwrap();
        assert!(map.fresh);
        map.fresh = false;
        assert_eq!(map.give_meaning(symbol_of('ß'), |_| false), Some(first));
        assert!(!map.fresh);
        let spares = map.spares.len();
        assert!(spares > 60, "{spares}");
        let mut taken = std::collections::HashSet::new();
        for character in ('\u{4e00}'..).take(spares) {
            taken.insert(map.give_meaning(symbol_of(character), |keycode| keycode == first).unwrap());
        }
        assert_eq!(taken.len(), spares - 1);
        assert!(map.text().contains(&format!("key <K{first}> {{ type= \"ONE_LEVEL\", repeat= No, [ 0xdf ] }};")));
    }

    #[test]
    fn a_seats_map_is_read_for_its_name_and_its_keys_stop_repeating_scr_15() {
        let text = "xkb_keymap {\nxkb_symbols \"pc+de(nodeadkeys)+inet(evdev):1\" {\n\tname[Group1]=\"German\";\n\n\tkey <AE01> {\t[ 1, exclam ] };\n\tkey <RALT> {\n\t\ttype= \"ONE_LEVEL\",\n\t\t[ ISO_Level3_Shift ]\n\t};\n\tmodifier_map Shift { <LFSH> };\n};\n};\n";
        assert_eq!(layout_of(text), "de(nodeadkeys)");
        assert_eq!(layout_of("nonsense"), "");
        assert!(has_third_level(text) && !has_third_level("key <RALT> { [ Alt_R ] }; [ ISO_Level3_Shift ]"));
        let quiet = without_repeat(text);
        assert!(quiet.contains("key <AE01> { repeat= No, \t[ 1, exclam ] };"), "{quiet}");
        assert_eq!(quiet.matches("repeat= No").count(), 2);
        assert!(quiet.contains("modifier_map Shift { <LFSH> };"));
    }
}
