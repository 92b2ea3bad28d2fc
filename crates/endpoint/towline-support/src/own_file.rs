//! What the appliance appended to this very file (`docs/trailer.md`).

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
};

use anyhow::{Context, Result};
use towline_endpoint::Site;
use towline_platform::ButtonId;
use towline_seal::{TRAILER_BYTES, TrailerError, read_trailer};
use zeroize::Zeroizing;

/// What this client is for.
pub struct Errand {
    pub site: Site,
    pub appliance_key: [u8; 32],
    pub token: Zeroizing<String>,
    pub language: String,
    pub organisation: String,
    pub expires_ms: i64,
    pub behind_proxy: bool,
    /// This file is a Support Button's (SUP-50).
    pub button: Option<ButtonTexts>,
}

/// Which button, and what its icon says.
pub struct ButtonTexts {
    pub id: ButtonId,
    pub label: String,
    pub comment: String,
}

/// Reads it from the file that runs, whatever its name is by now.
///
/// # Errors
/// When the file cannot be read. The inner error: it carries no errand, or a damaged one.
pub fn errand() -> Result<Result<Errand, TrailerError>> {
    let mut file = File::open("/proc/self/exe").context("this program's own file cannot be read")?;
    Ok(read(&mut file).context("this program's own file cannot be read")?.and_then(understood))
}

/// Whether another file is a client of the same appliance that is of no use any more: its invitation has run out, or the machine was started anew since (the key that an invitation was used with is in memory only). A Support Button's file is none.
pub fn is_over(file: &mut File, before_boot: bool, own: &Errand, now_ms: i64) -> bool {
    let Ok(Ok(other)) = read(file).map(|found| found.and_then(understood)) else { return false };
    let same = other.site == own.site && other.appliance_key == own.appliance_key;
    same && other.button.is_none() && (before_boot || other.expires_ms <= now_ms)
}

/// Whether a file is the client of one session, of whatever appliance.
pub fn is_client(file: &mut File) -> bool {
    matches!(read(file).map(|found| found.and_then(understood)), Ok(Ok(other)) if other.button.is_none())
}

fn read(file: &mut (impl Read + Seek)) -> io::Result<Result<towline_seal::SupportTrailer, TrailerError>> {
    let length = file.seek(SeekFrom::End(0))?;
    let most = u64::try_from(TRAILER_BYTES).unwrap_or(u64::MAX);
    file.seek(SeekFrom::Start(length.saturating_sub(most)))?;
    let mut end = Vec::with_capacity(TRAILER_BYTES);
    file.take(most).read_to_end(&mut end)?;
    Ok(read_trailer(&end))
}

fn understood(trailer: towline_seal::SupportTrailer) -> Result<Errand, TrailerError> {
    let site: Site = trailer.site.parse().map_err(|_| TrailerError::Content)?;
    let appliance_key = trailer.appliance_key.as_ref().try_into().map_err(|_| TrailerError::Content)?;
    let organisation = if trailer.organisation.is_empty() { site.host().to_owned() } else { trailer.organisation };
    let button = match trailer.button_id.as_str() {
        "" => None,
        id => {
            // SECURITY: it becomes the name of a folder.
            let id = ButtonId::parse(id).ok_or(TrailerError::Content)?;
            Some(ButtonTexts { id, label: trailer.label, comment: trailer.comment })
        }
    };
    Ok(Errand {
        site,
        appliance_key,
        token: Zeroizing::new(trailer.token),
        language: trailer.language,
        organisation,
        expires_ms: trailer.expires_ms,
        behind_proxy: trailer.behind_proxy,
        button,
    })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use towline_seal::{Keeper, SecretKey, SupportTrailer, trailer};

    use super::*;

    fn appended(site: &str) -> Vec<u8> {
        let key = SecretKey::from_seed(&[1; 32]);
        let content = SupportTrailer {
            site: site.into(),
            appliance_key: key.public_key().to_vec().into(),
            token: "token".into(),
            language: "fr".into(),
            expires_ms: 5,
            ..SupportTrailer::default()
        };
        trailer(&key, &content).unwrap()
    }

    #[test]
    fn a_button_is_known_by_its_id_and_one_that_leads_elsewhere_is_none_sup_50() {
        let key = SecretKey::from_seed(&[1; 32]);
        let button = |id: &str| {
            let content = SupportTrailer {
                site: "https://support.example.com".into(),
                token: "token".into(),
                button_id: id.into(),
                label: "Help".into(),
                comment: "Ask".into(),
                ..SupportTrailer::default()
            };
            read(&mut Cursor::new(trailer(&key, &content).unwrap())).unwrap().and_then(understood)
        };
        let id = "0f3b1c5e-9a7d-4c21-8e60-5d2f4b8a9c01";
        let texts = button(id).unwrap().button.unwrap();
        assert_eq!((texts.id.as_str(), texts.label.as_str(), texts.comment.as_str()), (id, "Help", "Ask"));
        assert!(button("").unwrap().button.is_none());
        for bad in ["..", "/", "../../0f3b1c5e-9a7d-4c21-8e60-5d2f4b", &id.to_uppercase()] {
            assert_eq!(button(bad).err(), Some(TrailerError::Content), "{bad}");
        }
    }

    /// Gives one byte at a time.
    struct Slow(Cursor<Vec<u8>>);

    impl Read for Slow {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let one = buffer.len().min(1);
            self.0.read(&mut buffer[..one])
        }
    }

    impl Seek for Slow {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.0.seek(to)
        }
    }

    #[test]
    fn the_errand_is_read_from_the_end_of_a_file_a_byte_at_a_time_sup_21() {
        let file = [vec![7; 10_000], appended("https://support.example.com:8443")].concat();
        let errand = understood(read(&mut Slow(Cursor::new(file))).unwrap().unwrap()).unwrap();
        assert_eq!(errand.site.to_string(), "https://support.example.com:8443");
        assert_eq!((errand.organisation.as_str(), errand.token.as_str()), ("support.example.com", "token"));
    }

    #[test]
    fn a_site_that_is_none_and_a_short_file_are_told() {
        let bad = read(&mut Cursor::new(appended("ftp://x"))).unwrap().and_then(understood);
        assert_eq!(bad.err(), Some(TrailerError::Content));
        assert_eq!(read(&mut Cursor::new(b"short".to_vec())).unwrap().err(), Some(TrailerError::Missing));
    }
}
