//! How a public site looks to one visitor (SUP-1): its name and logo, its colours for light and dark, the language that is spoken, the ways to other languages.
//!
//! Pure: from what the store says of the site and what the browser says of its reader to what a page shows.

use std::fmt::Write as _;

use http::{HeaderMap, Uri, header};
use sha2::{Digest as _, Sha256};
use towline_model::{Colour, Language, PublicSiteId, WHITE};
use towline_store::PublicSiteRow;

use crate::words::{Words, language};

/// How much text stands out (WCAG 2.2, 1.4.3).
const CONTRAST: f64 = 4.5;
/// The page and its cards in light, as `site.css` has them.
const LIGHT_PAGE: Colour = Colour::new(0xf5, 0xf7, 0xf9);
/// The cards in dark; the page below is darker still.
const DARK_SURFACE: Colour = Colour::new(0x1c, 0x25, 0x2d);
/// Text on an accent in dark.
const DARK_TEXT: Colour = Colour::new(0x06, 0x10, 0x14);

/// A language that a visitor can choose.
pub struct LanguageLink {
    /// Which.
    pub language: Language,
    /// The page in it.
    pub href: String,
}

/// What every page of a site shows of it.
pub struct Face {
    /// The language that is spoken.
    pub language: Language,
    /// What is said in it.
    pub words: &'static Words,
    /// The site's name, as the masthead has it.
    pub label: String,
    /// Address of its logo.
    pub logo: Option<String>,
    /// Address of its colours.
    pub colours: Option<String>,
    /// The first page in the language that is spoken.
    pub home: String,
    /// Languages to choose from.
    pub languages: Vec<LanguageLink>,
    /// Origin of the console and the administrative interface.
    pub appliance: String,
}

impl Face {
    /// The face of a site for whoever sent these headers. `link` is the language that the address names, `place` the page, without the language.
    pub fn of(
        row: &PublicSiteRow,
        appliance: &towline_engine::Site,
        headers: &HeaderMap,
        link: Option<&str>,
        place: &str,
    ) -> Face {
        let accept = headers.get(header::ACCEPT_LANGUAGE).and_then(|accept| accept.to_str().ok());
        let spoken = language(&row.languages, row.default_language, link, accept);
        let chosen = link.and_then(Language::of_tag).filter(|language| row.languages.contains(language));
        let joint = if place.contains('?') { '&' } else { '?' };
        let href = |language: Language| format!("{place}{joint}lang={}", language.code());
        Face {
            language: spoken,
            words: Words::of(spoken),
            label: if row.id == PublicSiteId::DEFAULT { appliance.name.clone() } else { row.name.clone() },
            logo: row.logo.map(|hash| format!("/portal/logo?v={}", short(&hash))),
            colours: row.accent.map(|accent| format!("/portal/colours.css?v={}", accent.to_string().replace('#', ""))),
            home: chosen.map_or_else(|| "/".to_owned(), |language| format!("/?lang={}", language.code())),
            languages: row
                .languages
                .iter()
                .map(|language| LanguageLink { language: *language, href: href(*language) })
                .collect(),
            appliance: appliance.url.clone(),
        }
    }
}

impl Face {
    /// An address that goes on in the language that the visitor chose.
    pub(crate) fn with_language(&self, place: &str) -> String {
        match self.home.split_once("?lang=") {
            Some((_, code)) => format!("{place}{}lang={code}", if place.contains('?') { '&' } else { '?' }),
            None => place.to_owned(),
        }
    }
}

/// The host name that a request names, with its port: HTTP/2 says it in the address, HTTP/1.1 in a header.
pub(crate) fn host<'a>(headers: &'a HeaderMap, uri: &'a Uri) -> &'a str {
    let named = uri.authority().map(http::uri::Authority::as_str);
    named.or_else(|| headers.get(header::HOST)?.to_str().ok()).unwrap_or_default()
}

fn short(hash: &[u8; 32]) -> String {
    hash.iter().take(8).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The name of some bytes for caches.
pub(crate) fn tag(bytes: &[u8]) -> String {
    format!("\"{}\"", short(&Sha256::digest(bytes).into()))
}

/// The style sheet of a colour. White text can be read on the accent in light: whoever chose it was told. Everything else follows from it.
pub(crate) fn colours(accent: Colour) -> String {
    let accent = accent.darkened(WHITE, CONTRAST);
    let soft = LIGHT_PAGE.mixed(accent, 10);
    let (dark, dark_soft) = (accent.lightened(DARK_SURFACE, CONTRAST), DARK_SURFACE.mixed(accent, 12));
    let dark_link = dark.lightened(dark_soft, CONTRAST);
    let rules = |accent: Colour, hover: Colour, on: Colour, soft: Colour, link: Colour| {
        format!(":root{{--accent:{accent};--accent-hover:{hover};--on-accent:{on};--accent-soft:{soft};--link:{link}}}")
    };
    let light = rules(accent, accent.mixed(Colour::new(0, 0, 0), 20), WHITE, soft, accent.darkened(soft, CONTRAST));
    let dark = rules(dark, dark.mixed(WHITE, 20), DARK_TEXT, dark_soft, dark_link);
    format!("{light}\n@media (prefers-color-scheme:dark){{{dark}}}\n")
}

/// The paragraphs of a text: parted by empty lines.
pub(crate) fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(rules: &str, name: &str) -> Colour {
        rules.split(&format!("{name}:")).nth(1).and_then(|rest| rest.get(..7)).unwrap().parse().unwrap()
    }

    #[test]
    fn whatever_accent_is_chosen_everything_on_it_can_be_read_in_light_and_dark_sup_1() {
        for accent in ["#0d6b6b", "#ffcc00", "#000000", "#ffffff", "#ff0000", "#7a1fa2", "#0000ff"] {
            let css = colours(accent.parse().unwrap());
            let (light, dark) = css.split_once("@media").unwrap();
            for (rules, page) in [(light, LIGHT_PAGE), (dark, DARK_SURFACE)] {
                let colour = |name: &str| parsed(rules, name);
                for (text, ground) in [
                    (colour("--on-accent"), colour("--accent")),
                    (colour("--on-accent"), colour("--accent-hover")),
                    (colour("--link"), colour("--accent-soft")),
                    (colour("--link"), page),
                ] {
                    assert!(text.contrast(ground) >= CONTRAST, "{accent}: {text} on {ground}");
                }
            }
        }
    }

    #[test]
    fn a_text_is_parted_where_lines_are_empty_sup_1() {
        assert_eq!(paragraphs("One\ntwo\n\n\nThree\n"), ["One\ntwo", "Three"]);
        assert!(paragraphs("\n \n").is_empty());
    }
}
