//! The keys by which whoever sits at the machine takes everything back (SCR-3): Ctrl+Alt+Shift+Esc, all four at a time. Pure: keys in, a verdict out.
//!
//! No desktop uses the four together (Ctrl+Alt+Esc and Ctrl+Shift+Esc are taken by several), three of them are modifiers, which every keyboard tells together with any key, and a hand that leans on the
//! keyboard does not find them. They count by what the keys mean on that keyboard, left and right alike, on one keyboard or on several.

use std::collections::{BTreeSet, HashMap};

/// One of the four.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Control,
    Alt,
    Shift,
    Escape,
}

const ALL: usize = 4;

impl Part {
    /// What a key's symbol is to the chord.
    fn of(symbol: u32) -> Option<Part> {
        match symbol {
            0xffe3 | 0xffe4 => Some(Part::Control),
            // With Shift, an Alt key often says Meta; AltGr counts, for keyboards without a second Alt.
            0xffe7..=0xffea | 0xfe03 => Some(Part::Alt),
            0xffe1 | 0xffe2 => Some(Part::Shift),
            0xff1b => Some(Part::Escape),
            _ => None,
        }
    }

    /// Where a map says nothing: the key at its usual place.
    fn at(keycode: u8) -> Option<Part> {
        match keycode {
            37 | 105 => Some(Part::Control),
            64 | 108 => Some(Part::Alt),
            50 | 62 => Some(Part::Shift),
            9 => Some(Part::Escape),
            _ => None,
        }
    }
}

/// Which key of one keyboard is which part. `symbols`: for each key, what it means without modifiers.
pub(super) fn parts_of(symbols: impl IntoIterator<Item = (u8, u32)>) -> HashMap<u8, Part> {
    let mut parts: HashMap<u8, Part> =
        symbols.into_iter().filter_map(|(keycode, symbol)| Some((keycode, Part::of(symbol)?))).collect();
    let missing: Vec<(u8, Part)> = (0..=u8::MAX)
        .filter_map(|keycode| Some((keycode, Part::at(keycode)?)))
        .filter(|(_, part)| !parts.values().any(|known| known == part))
        .collect();
    parts.extend(missing);
    parts
}

/// What is down of the chord.
#[derive(Debug, Default)]
pub(super) struct Chord {
    down: BTreeSet<(Part, u16, u8)>,
}

impl Chord {
    /// A key went down or up; whether all four are down now.
    pub fn key(&mut self, device: u16, keycode: u8, part: Option<Part>, down: bool) -> bool {
        let Some(part) = part else { return false };
        if !down {
            self.down.remove(&(part, device, keycode));
            return false;
        }
        self.down.insert((part, device, keycode));
        let parts: BTreeSet<Part> = self.down.iter().map(|(part, ..)| *part).collect();
        parts.len() == ALL
    }

    /// Nothing is known to be down.
    pub fn forget(&mut self) {
        self.down.clear();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KEYS: [(u8, u32); 6] = [(37, 0xffe3), (105, 0xffe4), (64, 0xffe9), (50, 0xffe1), (9, 0xff1b), (66, 0xffe5)];

    fn press(chord: &mut Chord, parts: &HashMap<u8, Part>, keycode: u8) -> bool {
        chord.key(7, keycode, parts.get(&keycode).copied(), true)
    }

    #[test]
    fn all_four_keys_in_any_order_take_it_back_and_three_do_not_scr_3() {
        let parts = parts_of(KEYS);
        for order in [[37, 64, 50, 9], [9, 50, 64, 105], [64, 9, 37, 50]] {
            let mut chord = Chord::default();
            let pressed: Vec<bool> = order.iter().map(|keycode| press(&mut chord, &parts, *keycode)).collect();
            assert_eq!(pressed, [false, false, false, true], "{order:?}");
        }
        let mut chord = Chord::default();
        assert!(![37, 105, 64, 9, 66].iter().any(|keycode| press(&mut chord, &parts, *keycode)));
        chord.key(7, 64, parts.get(&64).copied(), false);
        assert!(!press(&mut chord, &parts, 50));
    }

    #[test]
    fn keys_count_by_their_meaning_and_where_there_is_none_by_their_place_scr_3() {
        // Caps Lock and Escape are swapped.
        let swapped = parts_of([(66, 0xff1b), (9, 0xffe5), (37, 0xffe3), (64, 0xffe9), (50, 0xffe1)]);
        assert_eq!((swapped.get(&66), swapped.get(&9)), (Some(&Part::Escape), None));
        let unknown = parts_of([]);
        assert_eq!((unknown.get(&9), unknown.get(&62)), (Some(&Part::Escape), Some(&Part::Shift)));
    }

    proptest! {
        #[test]
        fn it_is_down_exactly_while_all_four_are_scr_3(
            keys in proptest::collection::vec((0u16..2, proptest::sample::select(vec![37u8, 105, 64, 50, 9, 66]), any::<bool>()), 0..60)
        ) {
            let (parts, mut chord, mut model) = (parts_of(KEYS), Chord::default(), BTreeSet::new());
            for (device, keycode, down) in keys {
                let taken = chord.key(device, keycode, parts.get(&keycode).copied(), down);
                if down { model.insert((device, keycode)); } else { model.remove(&(device, keycode)); }
                let has = |codes: &[u8]| codes.iter().any(|code| model.iter().any(|(_, held)| held == code));
                let all = has(&[37, 105]) && has(&[64]) && has(&[50]) && has(&[9]);
                let part = parts.contains_key(&keycode);
                prop_assert_eq!(taken, all && down && part);
            }
        }
    }
}
