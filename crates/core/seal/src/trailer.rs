//! What the appliance appends to the customer client's program, so that one prebuilt file knows its session (SUP-21, `docs/trailer.md`).
//!
//! Pure: [`trailer`] makes the bytes that follow the program, [`read_trailer`] reads them from the last bytes of the file. Whether a trailer has expired is judged by the client.

use prost::Message;
use thiserror::Error;
use towline_wire::v1::SupportTrailer;

use crate::key::{Keeper, Purpose, verify};

/// The most that a trailer adds to a program. A reader needs no more of the file's end.
pub const TRAILER_BYTES: usize = CONTENT + TAIL;

/// Longest content.
const CONTENT: usize = 2048;
const SIGNATURE: usize = 64;
/// Signature, length, version, magic.
const TAIL: usize = SIGNATURE + 4 + 4 + 8;
const VERSION: u32 = 1;
const MAGIC: &[u8; 8] = b"TOWTRAIL";

const SITE: usize = 300;
const TOKEN: usize = 256;
const LANGUAGE: usize = 35;
const ORGANISATION: usize = 256;
/// Of a UUID; the client looks closer.
const BUTTON_ID: usize = 36;
/// 40 characters of four bytes.
const LABEL: usize = 160;
/// 200 characters of four bytes.
const COMMENT: usize = 800;

/// Why there is no trailer to be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TrailerError {
    /// The file does not end as one with a trailer does.
    #[error("the program carries no session")]
    Missing,
    /// Made by a newer appliance than this program.
    #[error("the program's session is of version {0}, which this program does not know")]
    Version(u32),
    /// The content is too long or cut off.
    #[error("the program's session is damaged: its length cannot be")]
    Length,
    /// Changed after it was made.
    #[error("the program's session is damaged: its signature does not fit")]
    Signature,
    /// Signed, and yet no content, or a field of it is out of bounds.
    #[error("the program's session is damaged: its content cannot be read")]
    Content,
}

/// The bytes that follow the program. The key in the content is set to the keeper's.
///
/// # Errors
/// When a field is out of bounds.
pub fn trailer(keeper: &dyn Keeper, content: &SupportTrailer) -> Result<Vec<u8>, TrailerError> {
    let content = SupportTrailer { appliance_key: keeper.public_key().to_vec().into(), ..content.clone() };
    if !fits(&content) {
        return Err(TrailerError::Content);
    }
    let mut bytes = content.encode_to_vec();
    if bytes.len() > CONTENT {
        return Err(TrailerError::Length);
    }
    let length = u32::try_from(bytes.len()).map_err(|_| TrailerError::Length)?;
    let signature = keeper.sign(Purpose::Trailer, &bytes);
    bytes.extend_from_slice(&signature);
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(MAGIC);
    Ok(bytes)
}

/// The content of the trailer that `end` closes with: the last bytes of a file, [`TRAILER_BYTES`] of them or the whole file if it is shorter.
///
/// # Errors
/// When it closes with none, or with one that is not whole.
pub fn read_trailer(end: &[u8]) -> Result<SupportTrailer, TrailerError> {
    let (rest, magic) = end.split_last_chunk::<8>().ok_or(TrailerError::Missing)?;
    if magic != MAGIC {
        return Err(TrailerError::Missing);
    }
    let (rest, version) = rest.split_last_chunk::<4>().ok_or(TrailerError::Length)?;
    let version = u32::from_le_bytes(*version);
    if version != VERSION {
        return Err(TrailerError::Version(version));
    }
    let (rest, length) = rest.split_last_chunk::<4>().ok_or(TrailerError::Length)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| TrailerError::Length)?;
    let (rest, signature) = rest.split_last_chunk::<SIGNATURE>().ok_or(TrailerError::Length)?;
    let start = rest.len().checked_sub(length).filter(|_| length <= CONTENT).ok_or(TrailerError::Length)?;
    let bytes = rest.get(start..).ok_or(TrailerError::Length)?;
    let content = SupportTrailer::decode(bytes).map_err(|_| TrailerError::Content)?;
    let key: [u8; 32] = content.appliance_key.as_ref().try_into().map_err(|_| TrailerError::Content)?;
    // SECURITY: the key is the content's own, so this tells damage, not forgery: who gives a person another program gives them another key as well. That the file is the
    // appliance's is told by the connection that it was downloaded over.
    verify(&key, Purpose::Trailer, bytes, signature).map_err(|_| TrailerError::Signature)?;
    if fits(&content) { Ok(content) } else { Err(TrailerError::Content) }
}

fn fits(content: &SupportTrailer) -> bool {
    let plain =
        |text: &str, most: usize| (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
    plain(&content.site, SITE)
        && plain(&content.token, TOKEN)
        && (content.language.is_empty() || plain(&content.language, LANGUAGE))
        && line(&content.organisation, ORGANISATION)
        && line(&content.label, LABEL)
        && line(&content.comment, COMMENT)
        && (content.button_id.is_empty() || plain(&content.button_id, BUTTON_ID) && !content.label.trim().is_empty())
}

fn line(text: &str, most: usize) -> bool {
    text.len() <= most && !text.contains(char::is_control)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::SecretKey;

    fn key() -> SecretKey {
        SecretKey::from_seed(&[4; 32])
    }

    fn content() -> SupportTrailer {
        SupportTrailer {
            site: "https://support.example.com:8443".into(),
            appliance_key: key().public_key().to_vec().into(),
            token: "t".repeat(43),
            language: "de".into(),
            expires_ms: 1_800_000_000_000,
            organisation: "Example & Söhne".into(),
            ..SupportTrailer::default()
        }
    }

    fn button() -> SupportTrailer {
        SupportTrailer {
            button_id: "0f3b1c5e-9a7d-4c21-8e60-5d2f4b8a9c01".into(),
            label: "Hilfe für Söhne".into(),
            comment: "Ein Klick genügt".into(),
            ..content()
        }
    }

    proptest! {
        #[test]
        fn a_trailer_is_read_from_behind_any_program_sup_21(program in prop::collection::vec(any::<u8>(), 0..5000), expires_ms: i64, behind_proxy: bool, organisation in "\\PC{0,60}") {
            let content = SupportTrailer { expires_ms, behind_proxy, organisation, ..content() };
            let bytes = trailer(&key(), &content).unwrap();
            prop_assert!(bytes.len() <= TRAILER_BYTES);
            let file = [program, bytes].concat();
            let end = &file[file.len().saturating_sub(TRAILER_BYTES)..];
            prop_assert_eq!(read_trailer(end), Ok(content.clone()));
            prop_assert_eq!(read_trailer(&file), Ok(content));
        }

        #[test]
        fn the_longest_texts_of_a_button_fit_sup_50(label in "\\PC{1,40}", comment in "\\PC{0,200}") {
            prop_assume!(!label.trim().is_empty());
            let content = SupportTrailer {
                site: format!("https://{}", "s".repeat(SITE - 8)),
                token: "t".repeat(TOKEN),
                language: "l".repeat(LANGUAGE),
                organisation: "o".repeat(ORGANISATION),
                label,
                comment,
                ..button()
            };
            let bytes = trailer(&key(), &content).unwrap();
            prop_assert_eq!(read_trailer(&bytes), Ok(content));
        }

        #[test]
        fn no_bytes_make_the_reader_panic_qlt_7(mut bytes in prop::collection::vec(any::<u8>(), 0..300), length in 0u32..400, version in 0u32..3, finished: bool) {
            if finished {
                bytes.extend_from_slice(&length.to_le_bytes());
                bytes.extend_from_slice(&version.to_le_bytes());
                bytes.extend_from_slice(MAGIC);
            }
            prop_assert!(read_trailer(&bytes).is_err());
        }

        #[test]
        fn a_trailer_with_one_changed_bit_is_refused_sup_21(byte: prop::sample::Index, bit in 0u8..8) {
            let mut bytes = trailer(&key(), &content()).unwrap();
            let at = byte.index(bytes.len());
            bytes[at] ^= 1 << bit;
            prop_assert!(read_trailer(&bytes).is_err());
        }

        #[test]
        fn a_trailer_that_was_cut_is_refused_sup_21(byte: prop::sample::Index, from_front: bool) {
            let bytes = trailer(&key(), &content()).unwrap();
            let at = byte.index(bytes.len());
            let cut = if from_front { &bytes[at + 1..] } else { &bytes[..at] };
            prop_assert!(read_trailer(cut).is_err());
        }
    }

    #[test]
    fn a_program_without_a_session_says_so() {
        assert_eq!(read_trailer(b""), Err(TrailerError::Missing));
        assert_eq!(read_trailer(&[0x7f; 9000]), Err(TrailerError::Missing));
        let mut newer = trailer(&key(), &content()).unwrap();
        let at = newer.len() - 12;
        newer[at] = 9;
        assert_eq!(read_trailer(&newer), Err(TrailerError::Version(9)));
    }

    #[test]
    fn what_does_not_fit_is_not_made() {
        let bad = [
            SupportTrailer { site: String::new(), ..content() },
            SupportTrailer { site: "https://a b".into(), ..content() },
            SupportTrailer { token: "x".repeat(257), ..content() },
            SupportTrailer { token: String::new(), ..content() },
            SupportTrailer { language: "x".repeat(36), ..content() },
            SupportTrailer { organisation: "x".repeat(257), ..content() },
            SupportTrailer { organisation: "two\nlines".into(), ..content() },
            SupportTrailer { button_id: "0".repeat(37), ..button() },
            SupportTrailer { button_id: "a b".into(), ..button() },
            SupportTrailer { label: " ".into(), ..button() },
            SupportTrailer { label: "x".repeat(161), ..button() },
            SupportTrailer { label: "Help\nExec=sh".into(), ..button() },
            SupportTrailer { comment: "x".repeat(801), ..button() },
            SupportTrailer { comment: "a\u{7}".into(), ..button() },
        ];
        for content in bad {
            assert_eq!(trailer(&key(), &content), Err(TrailerError::Content), "{content:?}");
        }
    }

    #[test]
    fn a_signature_for_something_else_is_no_trailers_sup_21() {
        let bytes = content().encode_to_vec();
        let signature = key().sign(Purpose::Grant, &bytes);
        let length = u32::try_from(bytes.len()).unwrap().to_le_bytes();
        let forged = [&bytes[..], &signature, &length, &VERSION.to_le_bytes(), MAGIC].concat();
        assert_eq!(read_trailer(&forged), Err(TrailerError::Signature));
    }
}
