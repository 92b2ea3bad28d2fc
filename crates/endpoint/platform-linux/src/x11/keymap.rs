//! The endpoint's keyboard map as plain data: which character a key gives with which modifiers, and which key and modifiers give a character. No connection, no state.

use x11rb::protocol::xkb::{GetMapReply, KeyType};
use xkeysym::Keysym;

/// Real modifiers, as X has them.
pub(super) const SHIFT: u8 = 1;
pub(super) const LOCK: u8 = 2;
pub(super) const CONTROL: u8 = 4;

const ISO_LEVEL3_SHIFT: u32 = 0xfe03;
const ISO_LEVEL5_SHIFT: u32 = 0xfe11;
const MODE_SWITCH: u32 = 0xff7e;
const NUM_LOCK: u32 = 0xff7f;
const ALTS: [u32; 4] = [0xffe9, 0xffea, 0xffe7, 0xffe8];
const SUPERS: [u32; 2] = [0xffeb, 0xffec];

/// One key: types and symbols of its groups.
#[derive(Default, Clone)]
struct Key {
    group_info: u8,
    types: [u8; 4],
    width: usize,
    symbols: Vec<u32>,
}

/// A keyboard map.
#[derive(Default)]
pub(super) struct Keymap {
    first: u8,
    keys: Vec<Key>,
    types: Vec<KeyType>,
    modifiers: Vec<(u8, u8)>,
    /// Real modifiers behind the names.
    pub level3: u8,
    pub level5: u8,
    pub num_lock: u8,
    pub alt: u8,
    pub meta: u8,
}

/// A way to give a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub keycode: u8,
    /// Real modifiers that must be in effect.
    pub modifiers: u8,
}

impl Keymap {
    pub fn new(reply: GetMapReply) -> Keymap {
        let keys = reply.map.syms_rtrn.unwrap_or_default().into_iter().map(|key| Key {
            group_info: key.group_info,
            types: key.kt_index,
            width: usize::from(key.width),
            symbols: key.syms,
        });
        let modifiers = reply.map.modmap_rtrn.unwrap_or_default().into_iter();
        let mut map = Keymap {
            first: reply.first_key_sym,
            keys: keys.collect(),
            types: reply.map.types_rtrn.unwrap_or_default(),
            modifiers: modifiers
                .map(|entry| (entry.keycode, u8::try_from(u16::from(entry.mods)).unwrap_or(0)))
                .collect(),
            ..Keymap::default()
        };
        map.level3 = map.real_modifiers(&[ISO_LEVEL3_SHIFT, MODE_SWITCH]);
        map.level5 = map.real_modifiers(&[ISO_LEVEL5_SHIFT]) & !map.level3;
        map.num_lock = map.real_modifiers(&[NUM_LOCK]);
        map.alt = map.real_modifiers(&ALTS);
        map.meta = map.real_modifiers(&SUPERS);
        map
    }

    fn keycodes(&self) -> impl Iterator<Item = (u8, &Key)> {
        (self.first..=u8::MAX).zip(&self.keys)
    }

    fn key(&self, keycode: u8) -> Option<&Key> {
        self.keys.get(usize::from(keycode.checked_sub(self.first)?))
    }

    fn real_modifiers(&self, symbols: &[u32]) -> u8 {
        let has = |key: &Key| key.symbols.iter().any(|symbol| symbols.contains(symbol));
        let keys = self.keycodes().filter(|(_, key)| has(key));
        keys.fold(0, |mask, (keycode, _)| mask | self.mapped(keycode)) & !(SHIFT | LOCK | CONTROL)
    }

    /// What each key means without modifiers.
    pub fn first_symbols(&self) -> Vec<(u8, u32)> {
        self.keycodes().filter_map(|(keycode, key)| Some((keycode, *key.symbols.first()?))).collect()
    }

    fn mapped(&self, keycode: u8) -> u8 {
        self.modifiers.iter().filter(|(code, _)| *code == keycode).fold(0, |mask, (_, modifiers)| mask | modifiers)
    }

    /// Real modifiers that a key gives while it is down.
    pub fn modifiers_of(&self, keycode: u8) -> u8 {
        let first = self.key(keycode).and_then(|key| key.symbols.first()).copied().unwrap_or(0);
        let named = match first {
            ISO_LEVEL3_SHIFT | MODE_SWITCH => self.level3,
            ISO_LEVEL5_SHIFT => self.level5,
            _ => 0,
        };
        self.mapped(keycode) | named
    }

    /// A key that gives this one real modifier while it is down.
    pub fn modifier_key(&self, modifier: u8) -> Option<u8> {
        let usual: &[u32] = match modifier {
            SHIFT => &[0xffe1, 0xffe2],
            CONTROL => &[0xffe3, 0xffe4],
            bit if bit == self.level3 => &[ISO_LEVEL3_SHIFT, MODE_SWITCH],
            bit if bit == self.level5 => &[ISO_LEVEL5_SHIFT],
            bit if bit == self.alt => &ALTS,
            bit if bit == self.meta => &SUPERS,
            _ => return None,
        };
        usual.iter().find_map(|symbol| self.find_symbol(*symbol, 0))
    }

    /// Types and symbols of a key in a group, by the key's own rule for groups that it does not have.
    fn group(&self, key: &Key, group: u8) -> Option<(&KeyType, usize)> {
        let groups = key.group_info & 0x0f;
        if groups == 0 {
            return None;
        }
        let group = match (group < groups, key.group_info & 0xc0) {
            (true, _) => group,
            (_, 0x40) => groups - 1,
            (_, 0x80) => (key.group_info >> 4 & 3).min(groups - 1),
            _ => group % groups,
        };
        let kind = self.types.get(usize::from(*key.types.get(usize::from(group))?))?;
        Some((kind, usize::from(group) * key.width))
    }

    /// The symbol of a key with these modifiers, and whether the key itself takes Caps Lock into account.
    fn symbol(&self, keycode: u8, group: u8, modifiers: u8) -> Option<(u32, bool)> {
        let key = self.key(keycode)?;
        let (kind, first) = self.group(key, group)?;
        let symbol = *key.symbols.get(first + level(kind, modifiers))?;
        Some((symbol, mask_of(kind) & LOCK != 0))
    }

    /// The character that programs make of a key with these modifiers.
    pub fn character(&self, keycode: u8, group: u8, modifiers: u8) -> Option<char> {
        let (symbol, takes_lock) = self.symbol(keycode, group, modifiers)?;
        let character = character_of(symbol)?;
        if modifiers & LOCK != 0 && !takes_lock { Some(upper(character)) } else { Some(character) }
    }

    /// Whether any level of the key has one of these symbols in the group.
    pub fn has_symbol(&self, keycode: u8, group: u8, symbols: &[u32]) -> bool {
        let Some(key) = self.key(keycode) else { return false };
        let Some((_, first)) = self.group(key, group) else { return false };
        key.symbols.iter().skip(first).take(key.width).any(|symbol| symbols.contains(symbol))
    }

    /// A key with this symbol without any modifier.
    pub fn find_symbol(&self, symbol: u32, group: u8) -> Option<u8> {
        let first = |key: &Key| {
            let (_, first) = self.group(key, group)?;
            key.symbols.get(first).copied()
        };
        self.keycodes().find(|(_, key)| first(key) == Some(symbol)).map(|(keycode, _)| keycode)
    }

    /// The key and modifiers that give a character with the least change of modifiers: first Shift, then the third level, last Caps Lock.
    pub fn find_character(&self, character: char, group: u8, modifiers: u8) -> Option<Found> {
        let changeable = SHIFT | LOCK | self.level3 | self.level5;
        let mut best: Option<(u32, Found)> = None;
        for (keycode, key) in self.keycodes() {
            let Some((kind, first)) = self.group(key, group) else { continue };
            let symbols = key.symbols.iter().skip(first).take(key.width);
            if !symbols.clone().any(|symbol| is_like(*symbol, character)) {
                continue;
            }
            let mask = mask_of(kind);
            let wanted = kind.map.iter().filter(|entry| entry.active).map(|entry| bits(entry.mods_mask));
            for wanted in wanted.chain([0]) {
                for kept in [modifiers, modifiers & !LOCK] {
                    let needed = (kept & !mask) | wanted;
                    let change = needed ^ modifiers;
                    if change & !changeable != 0 || self.character(keycode, group, needed) != Some(character) {
                        continue;
                    }
                    let cost = (change & SHIFT).count_ones()
                        + 2 * (change & (self.level3 | self.level5)).count_ones()
                        + 8 * (change & LOCK).count_ones()
                        + 16 * u32::from(self.is_keypad(keycode, group, needed));
                    if best.is_none_or(|(least, _)| cost < least) {
                        best = Some((cost, Found { keycode, modifiers: needed }));
                    }
                }
            }
        }
        best.map(|(_, found)| found)
    }

    fn is_keypad(&self, keycode: u8, group: u8, modifiers: u8) -> bool {
        self.symbol(keycode, group, modifiers).is_some_and(|(symbol, _)| (0xff80..=0xffb9).contains(&symbol))
    }

    /// Keys that mean nothing: they may be given a meaning.
    pub fn spare_keys(&self) -> Vec<u8> {
        let empty = |keycode: u8, key: &Key| key.symbols.iter().all(|symbol| *symbol == 0) && self.mapped(keycode) == 0;
        self.keycodes().filter(|(keycode, key)| empty(*keycode, key)).map(|(keycode, _)| keycode).collect()
    }
}

fn bits(mask: x11rb::protocol::xproto::ModMask) -> u8 {
    (u16::from(mask) & 0xff) as u8
}

fn mask_of(kind: &KeyType) -> u8 {
    bits(kind.mods_mask)
}

fn level(kind: &KeyType, modifiers: u8) -> usize {
    let in_effect = modifiers & mask_of(kind);
    let entry = kind.map.iter().find(|entry| entry.active && bits(entry.mods_mask) == in_effect);
    entry.map_or(0, |entry| usize::from(entry.level))
}

fn is_like(symbol: u32, character: char) -> bool {
    character_of(symbol).is_some_and(|found| found == character || upper(found) == character)
}

fn character_of(symbol: u32) -> Option<char> {
    Keysym::new(symbol).key_char().filter(|character| !character.is_control())
}

fn upper(character: char) -> char {
    let mut upper = character.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(upper), None) => upper,
        _ => character,
    }
}

/// The symbol of a character.
pub(super) fn symbol_of(character: char) -> u32 {
    match u32::from(character) {
        latin @ (0x20..=0x7e | 0xa0..=0xff) => latin,
        other => 0x0100_0000 | other,
    }
}
