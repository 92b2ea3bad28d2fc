//! What programs write to whoever reads their clipboard, as what it is promised to be. Pure.

use bytes::Bytes;
use towline_platform::{ClipFault, ClipKind};

use crate::uris::paths_of;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A content as the trait promises it, whatever the owner sent. `latin`: text in ISO 8859-1.
pub(crate) fn understood(kind: ClipKind, bytes: &[u8], latin: bool) -> Result<Bytes, ClipFault> {
    let wide = |bytes: &[u8], of: fn([u8; 2]) -> u16| {
        String::from_utf16_lossy(&bytes.as_chunks::<2>().0.iter().map(|pair| of(*pair)).collect::<Vec<u16>>())
    };
    let text = match (kind, bytes) {
        (ClipKind::Files, _) => return paths_of(bytes),
        (ClipKind::Png, _) if bytes.starts_with(PNG) => return Ok(Bytes::copy_from_slice(bytes)),
        (ClipKind::Png, _) => return Err(ClipFault::NoAnswer),
        (ClipKind::Text, _) if latin => bytes.iter().map(|byte| char::from(*byte)).collect(),
        (_, [0xef, 0xbb, 0xbf, rest @ ..]) => String::from_utf8_lossy(rest).into_owned(),
        // As some programs write HTML.
        (ClipKind::Html, [0xff, 0xfe, rest @ ..]) => wide(rest, u16::from_le_bytes),
        (ClipKind::Html, [0xfe, 0xff, rest @ ..]) => wide(rest, u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    Ok(text.replace('\0', "").into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_programs_write_becomes_text_scr_7() {
        let text = |kind, bytes: &[u8], latin| understood(kind, bytes, latin).unwrap();
        assert_eq!(text(ClipKind::Text, "Grüße\0".as_bytes(), false), "Grüße");
        assert_eq!(text(ClipKind::Text, b"Gr\xfc\xdfe", true), "Grüße");
        assert_eq!(text(ClipKind::Html, b"\xff\xfe<\0b\0>\0", false), "<b>");
        assert_eq!(text(ClipKind::Html, b"\xfe\xff\0<\0b\0>", false), "<b>");
        assert_eq!(text(ClipKind::Html, b"\xef\xbb\xbf<b>", false), "<b>");
        assert_eq!(understood(ClipKind::Png, b"GIF89a", false), Err(ClipFault::NoAnswer));
    }

    proptest! {
        #[test]
        fn whatever_a_program_writes_is_text_without_nul_scr_7(bytes in proptest::collection::vec(any::<u8>(), 0..200), latin: bool) {
            for kind in [ClipKind::Text, ClipKind::Html] {
                let text = understood(kind, &bytes, latin).unwrap();
                prop_assert!(!std::str::from_utf8(&text).unwrap().contains('\0'));
            }
        }
    }
}
