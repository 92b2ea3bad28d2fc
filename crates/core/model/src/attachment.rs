//! Files that people send in a session's chat: what they are called, and what their bytes say they are.
//!
//! SECURITY: whatever a browser claims, only a PNG, JPEG or WebP of bounded sides counts as a picture; everything else is a file, which is downloaded and never shown. Nothing is decoded.

use serde::{Deserialize, Serialize};

use crate::{AttachmentId, LogoKind, clip, logo::picture};

/// Longest name in bytes.
pub const ATTACHMENT_NAME: usize = 120;
/// As many of the first bytes decide what a file is: a photo has its sides behind the notes of its camera.
pub const ATTACHMENT_HEAD: usize = 512 * 1024;
/// Longest side of a picture that is shown, in pixels.
const SIDE: u32 = 16_384;
/// Most pixels of a picture that is shown: what a browser must unpack for it.
const PIXELS: u64 = 64_000_000;
/// What somebody's nameless file is called.
const NAMELESS: &str = "file";

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttachmentKind {
    /// A PNG.
    Png,
    /// A JPEG.
    Jpeg,
    /// A WebP.
    Webp,
    /// Anything else: only downloaded.
    Other,
}

impl AttachmentKind {
    /// What the first bytes of a file say it is.
    pub fn of(head: &[u8]) -> Self {
        let fits = |width: u32, height: u32| {
            (1..=SIDE).contains(&width)
                && (1..=SIDE).contains(&height)
                && u64::from(width) * u64::from(height) <= PIXELS
        };
        match picture(head) {
            Some((kind, (width, height))) if fits(width, height) => match kind {
                LogoKind::Png => AttachmentKind::Png,
                LogoKind::Jpeg => AttachmentKind::Jpeg,
                LogoKind::Webp => AttachmentKind::Webp,
            },
            _ => AttachmentKind::Other,
        }
    }

    /// Whether it is shown.
    pub const fn is_picture(self) -> bool {
        !matches!(self, AttachmentKind::Other)
    }

    /// Stable name, also in the store.
    pub const fn name(self) -> &'static str {
        match self {
            AttachmentKind::Png => "png",
            AttachmentKind::Jpeg => "jpeg",
            AttachmentKind::Webp => "webp",
            AttachmentKind::Other => "other",
        }
    }

    /// From its stable name; what a newer release knows is a file.
    pub fn of_name(name: &str) -> Self {
        let known = [AttachmentKind::Png, AttachmentKind::Jpeg, AttachmentKind::Webp];
        known.into_iter().find(|kind| kind.name() == name).unwrap_or(AttachmentKind::Other)
    }

    /// As what browsers get it.
    pub const fn media_type(self) -> &'static str {
        match self {
            AttachmentKind::Png => "image/png",
            AttachmentKind::Jpeg => "image/jpeg",
            AttachmentKind::Webp => "image/webp",
            AttachmentKind::Other => "application/octet-stream",
        }
    }
}

/// A file that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its id, made by the appliance.
    pub id: AttachmentId,
    /// What its sender calls it: hostile, bounded, one line.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// What it is.
    pub kind: AttachmentKind,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
}

/// The name of a file without folders and unwanted characters; never empty.
pub fn attachment_name(said: &str) -> String {
    let last = said.rsplit(['/', '\\']).next().unwrap_or_default();
    let clipped = clip(last, ATTACHMENT_NAME);
    // What was taken out, or cut off, can leave a blank at an end.
    let name = clipped.trim().to_owned();
    // Of nothing but dots, a folder would be meant.
    if name.trim_matches(['.', ' ']).is_empty() { NAMELESS.to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn png_of(width: u32, height: u32) -> Vec<u8> {
        let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        file.extend(width.to_be_bytes());
        file.extend(height.to_be_bytes());
        file
    }

    #[test]
    fn only_pictures_of_bounded_sides_are_shown_whatever_they_are_called_ses_30() {
        assert_eq!(AttachmentKind::of(&png_of(800, 600)), AttachmentKind::Png);
        for other in [
            png_of(0, 5),
            png_of(SIDE + 1, 1),
            png_of(SIDE, SIDE),
            b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>".to_vec(),
            b"<!doctype html><script>alert(1)</script>".to_vec(),
            b"GIF89a".to_vec(),
            Vec::new(),
        ] {
            assert_eq!(AttachmentKind::of(&other), AttachmentKind::Other);
        }
        for kind in [AttachmentKind::Png, AttachmentKind::Jpeg, AttachmentKind::Webp, AttachmentKind::Other] {
            assert_eq!(AttachmentKind::of_name(kind.name()), kind);
        }
    }

    #[test]
    fn a_name_is_one_line_without_folders_ses_30() {
        for (said, name) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\Carla\\a.png", "a.png"),
            ("a\r\nSet-Cookie: x.txt", "aSet-Cookie: x.txt"),
            ("invoice\u{202e}gpj.exe", "invoicegpj.exe"),
            ("\0 !", "!"),
            ("..", "file"),
            ("", "file"),
            ("/", "file"),
            ("<img src=x>.png", "<img src=x>.png"),
        ] {
            assert_eq!(attachment_name(said), name, "{said}");
        }
    }

    proptest! {
        #[test]
        fn any_name_and_any_bytes_are_taken_to_something_bounded_ses_30(said in ".{0,300}", bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let name = attachment_name(&said);
            prop_assert!(!name.is_empty() && name.len() <= ATTACHMENT_NAME && name.chars().all(crate::is_plain));
            prop_assert_eq!(attachment_name(&name), name);
            let _ = AttachmentKind::of(&bytes);
        }
    }
}
