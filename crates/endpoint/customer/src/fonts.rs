//! Letters: one font that the program carries, and what the system has for all other signs, looked for only when such a sign is to be shown (SUP-25).

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use egui::{
    Context, FontData, FontDefinitions, FontFamily,
    epaint::text::{FallbackRequest, FontInsert},
};

use crate::words::Language;

const OWN: &str = "own";
/// Larger files are no fonts that a window of text needs.
const FILE_BYTES: u64 = 64 * 1024 * 1024;
/// Of folders below the font folders.
const DEPTH: usize = 6;
const FILES: usize = 20_000;

/// Fonts for Japanese and Chinese signs by the names that distributions and Windows give their files, best first. A collection's face is chosen by [`face`].
const EAST_ASIAN: &[&str] = &[
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJK-VF.otf.ttc",
    "NotoSansCJKjp-Regular.otf",
    "NotoSansCJKsc-Regular.otf",
    "NotoSansJP-Regular.otf",
    "NotoSansSC-Regular.otf",
    "SourceHanSans-Regular.ttc",
    "SourceHanSansSC-Regular.otf",
    "SourceHanSansJP-Regular.otf",
    "DroidSansFallbackFull.ttf",
    "DroidSansFallback.ttf",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "ipagp.ttf",
    "ipag.ttf",
    "TakaoPGothic.ttf",
    "VL-PGothic-Regular.ttf",
    "uming.ttc",
    "msyh.ttc",
    "YuGothM.ttc",
    "msgothic.ttc",
    "simsun.ttc",
];

/// For everything else that is not Latin, Greek or Cyrillic.
const OTHERS: &[&str] = &[
    "NotoSans-Regular.ttf",
    "DejaVuSans.ttf",
    "FreeSans.ttf",
    "LiberationSans-Regular.ttf",
    "NotoSansSymbols2-Regular.ttf",
    "NotoSansSymbols-Regular.ttf",
    "NotoEmoji-Regular.ttf",
    "Symbola.ttf",
    "segoeui.ttf",
    "seguisym.ttf",
];

/// Gives the window its letters.
pub(crate) fn install(context: &Context, language: Language) {
    let mut fonts = FontDefinitions::empty();
    let own = FontData::from_static(epaint_default_fonts::UBUNTU_LIGHT);
    fonts.font_data.insert(OWN.to_owned(), Arc::new(own));
    for family in [FontFamily::Proportional, FontFamily::Monospace] {
        fonts.families.insert(family, vec![OWN.to_owned()]);
    }
    context.set_fonts(fonts);
    let found = System { language, given: Mutex::default() };
    context.add_font_provider(Arc::new(move |request: &FallbackRequest<'_>| found.font_for(request)));
}

/// The language that can be shown: the wished one, or English where this system has no signs for it.
pub(crate) fn showable(wished: Language) -> Language {
    let missing = wished.needs_system_font() && find(EAST_ASIAN, &HashSet::new()).is_none();
    if missing { Language::En } else { wished }
}

/// Fonts of the system.
struct System {
    language: Language,
    /// Names of those that were handed over; each is tried once.
    given: Mutex<HashSet<String>>,
}

impl System {
    fn font_for(&self, request: &FallbackRequest<'_>) -> Option<FontInsert> {
        let sign = request.cluster.chars().next()?;
        let names = if east_asian(sign) { EAST_ASIAN } else { OTHERS };
        let mut given = self.given.lock().ok()?;
        let path = find(names, &given)?;
        let name = path.file_name()?.to_str()?.to_owned();
        given.insert(name.clone());
        let bytes = fs::read(&path).ok()?;
        let data = FontData::from_blob(Arc::new(bytes), face(&name, self.language));
        Some(FontInsert::new(&name, data, Vec::new()))
    }
}

fn east_asian(sign: char) -> bool {
    matches!(sign, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

/// The same signs are drawn differently in Japan and China; collections have a face for each.
fn face(name: &str, language: Language) -> u32 {
    let collection = name.starts_with("NotoSansCJK-") || name.starts_with("SourceHanSans-");
    if collection && language == Language::Zh { 2 } else { 0 }
}

/// The first of these files that is there.
fn find(names: &[&str], without: &HashSet<String>) -> Option<PathBuf> {
    let mut found: Vec<Option<PathBuf>> = vec![None; names.len()];
    let mut left = FILES;
    for folder in folders() {
        look(&folder, DEPTH, &mut left, &mut |path, name| {
            let wanted = names.iter().position(|known| *known == name).filter(|_| !without.contains(name));
            if let Some(place) = wanted.and_then(|at| found.get_mut(at)) {
                place.get_or_insert_with(|| path.to_owned());
            }
        });
    }
    found.into_iter().flatten().next()
}

fn folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> =
        ["/usr/share/fonts", "/usr/local/share/fonts", "C:\\Windows\\Fonts"].into_iter().map(PathBuf::from).collect();
    if let Some(home) = std::env::home_dir() {
        folders.push(home.join(".local/share/fonts"));
        folders.push(home.join(".fonts"));
    }
    folders
}

fn look(folder: &Path, depth: usize, left: &mut usize, seen: &mut dyn FnMut(&Path, &str)) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if *left == 0 {
            return;
        }
        *left -= 1;
        let path = entry.path();
        // Follows links, as distributions make them; a circle ends at the depth.
        let Ok(data) = fs::metadata(&path) else { continue };
        if data.is_dir() {
            if depth > 0 {
                look(&path, depth - 1, left, seen);
            }
        } else if data.is_file()
            && data.len() <= FILE_BYTES
            && let Some(name) = path.file_name().and_then(|name| name.to_str())
        {
            seen(&path, name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_has_its_face_of_a_collection_sup_25() {
        assert_eq!(face("NotoSansCJK-Regular.ttc", Language::Ja), 0);
        assert_eq!(face("NotoSansCJK-Regular.ttc", Language::Zh), 2);
        assert_eq!(face("DroidSansFallback.ttf", Language::Zh), 0);
    }

    #[test]
    fn a_language_without_signs_on_this_system_is_shown_in_english_sup_25() {
        assert_eq!(showable(Language::De), Language::De);
        let has = find(EAST_ASIAN, &HashSet::new()).is_some();
        assert_eq!(showable(Language::Ja), if has { Language::Ja } else { Language::En });
    }

    #[test]
    fn kana_signs_and_full_width_letters_are_east_asian() {
        for (sign, is) in
            [('接', true), ('あ', true), ('。', true), ('！', true), ('한', true), ('é', false), ('→', false)]
        {
            assert_eq!(east_asian(sign), is, "{sign}");
        }
    }
}
