//! What stands in the file of a program that comes back: until when it counts, for whom, and on which machine. Pure.

use std::{
    ffi::OsStr,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
    time::Duration,
};

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// Longest file in bytes.
pub(super) const RECORD_BYTES: usize = 16 * 1024;
/// Longest time that one counts (SUP-24).
pub(super) const LONGEST: Duration = Duration::from_secs(600);
/// A clock that is set at the start of a machine may go back a little.
const SKEW: Duration = Duration::from_secs(120);
const MAGIC: &[u8; 20] = b"towline comes back 1";
const DIGEST: usize = 32;
const FOLDERS: usize = 16;

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) written_ms: i64,
    pub(super) expires_ms: i64,
    pub(super) uid: u32,
    pub(super) machine: [u8; 32],
    /// The file that is started.
    pub(super) program: PathBuf,
    /// Folders that were made for record and entry, the outermost first.
    pub(super) folders: Vec<PathBuf>,
    pub(super) secret: Zeroizing<Vec<u8>>,
}

/// Where and when somebody reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Here {
    pub(super) now_ms: i64,
    pub(super) uid: u32,
    pub(super) machine: [u8; 32],
}

/// Why what was left for later does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTaken {
    /// It came too late, by this much.
    Late(Duration),
    /// It was written on another machine, or by somebody else.
    Elsewhere,
    /// It is damaged, or no file of this program.
    Broken,
}

impl Record {
    pub(super) fn encode(&self) -> Zeroizing<Vec<u8>> {
        // Room for all of it: growing would leave pieces of the secret behind.
        let mut out = Zeroizing::new(Vec::with_capacity(RECORD_BYTES));
        out.extend(MAGIC);
        out.extend(self.written_ms.to_be_bytes());
        out.extend(self.expires_ms.to_be_bytes());
        out.extend(self.uid.to_be_bytes());
        out.extend(self.machine);
        let folders: Vec<&[u8]> = self.folders.iter().map(|folder| folder.as_os_str().as_bytes()).collect();
        for part in [self.program.as_os_str().as_bytes(), &folders.join(&0), &self.secret] {
            let length = u16::try_from(part.len()).unwrap_or(u16::MAX);
            out.extend(length.to_be_bytes());
            out.extend(part.iter().take(length.into()));
        }
        let digest = Sha256::digest(&*out);
        out.extend(digest);
        out
    }

    /// `None`: it is damaged.
    pub(super) fn decode(bytes: &[u8]) -> Option<Record> {
        let (content, digest) = bytes.split_at_checked(bytes.len().checked_sub(DIGEST)?)?;
        if bytes.len() > RECORD_BYTES || Sha256::digest(content).as_slice() != digest {
            return None;
        }
        let rest = content.strip_prefix(MAGIC)?;
        let (written, rest) = rest.split_first_chunk::<8>()?;
        let (expires, rest) = rest.split_first_chunk::<8>()?;
        let (uid, rest) = rest.split_first_chunk::<4>()?;
        let (machine, rest) = rest.split_first_chunk::<32>()?;
        let (program, rest) = part(rest)?;
        let (folders, rest) = part(rest)?;
        let (secret, rest) = part(rest)?;
        let path = |bytes: &[u8]| PathBuf::from(OsStr::from_bytes(bytes));
        let folders: Vec<PathBuf> =
            folders.split(|byte| *byte == 0).filter(|folder| !folder.is_empty()).map(path).collect();
        let program = path(program);
        let whole = |path: &Path| path.is_absolute();
        let fits = rest.is_empty() && whole(&program) && folders.len() <= FOLDERS && folders.iter().all(|f| whole(f));
        fits.then(|| Record {
            written_ms: i64::from_be_bytes(*written),
            expires_ms: i64::from_be_bytes(*expires),
            uid: u32::from_be_bytes(*uid),
            machine: *machine,
            program,
            folders,
            secret: Zeroizing::new(secret.to_vec()),
        })
    }

    /// Whether it counts here and now.
    pub(super) fn counts(&self, here: Here) -> Result<(), NotTaken> {
        // SECURITY: whoever could write a longer time here is not believed.
        let lasts = self.expires_ms.checked_sub(self.written_ms).and_then(|lasts| u64::try_from(lasts).ok());
        if lasts.is_none_or(|lasts| Duration::from_millis(lasts) > LONGEST) {
            return Err(NotTaken::Broken);
        }
        let late = i128::from(here.now_ms) - i128::from(self.expires_ms);
        if let Ok(late) = u64::try_from(late) {
            return Err(NotTaken::Late(Duration::from_millis(late)));
        }
        if (self.uid, self.machine) != (here.uid, here.machine) {
            return Err(NotTaken::Elsewhere);
        }
        // A clock that went back further than that tells nothing about how old it is.
        let before = i128::from(self.written_ms) - i128::from(here.now_ms);
        if before > i128::try_from(SKEW.as_millis()).unwrap_or(0) {
            return Err(NotTaken::Broken);
        }
        Ok(())
    }
}

fn part(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<2>()?;
    rest.split_at_checked(u16::from_be_bytes(*length).into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: i64 = 1_800_000_000_000;

    fn record() -> Record {
        Record {
            written_ms: NOW,
            expires_ms: NOW + 600_000,
            uid: 1000,
            machine: [7; 32],
            program: "/home/ada/Downloads/towline-support".into(),
            folders: vec!["/home/ada/.local".into(), "/home/ada/.local/state".into()],
            secret: Zeroizing::new(b"the key".to_vec()),
        }
    }

    fn here(after_ms: i64) -> Here {
        Here { now_ms: NOW + after_ms, uid: 1000, machine: [7; 32] }
    }

    #[test]
    fn what_was_written_counts_for_ten_minutes_for_this_user_on_this_machine_sup_24() {
        let record = record();
        assert_eq!(Record::decode(&record.encode()), Some(record.clone()));
        for good in [0, 1, -60_000, 599_999] {
            assert_eq!(record.counts(here(good)), Ok(()), "{good}");
        }
        assert_eq!(record.counts(here(600_000)), Err(NotTaken::Late(Duration::ZERO)));
        assert_eq!(record.counts(here(660_000)), Err(NotTaken::Late(Duration::from_secs(60))));
        assert_eq!(record.counts(here(-120_001)), Err(NotTaken::Broken), "the clock went back");
        for other in [Here { uid: 1001, ..here(0) }, Here { machine: [8; 32], ..here(0) }] {
            assert_eq!(record.counts(other), Err(NotTaken::Elsewhere));
        }
        for (written_ms, expires_ms) in [(NOW, NOW + 600_001), (NOW, NOW - 1), (i64::MIN, i64::MAX), (0, i64::MAX)] {
            let record = Record { written_ms, expires_ms, ..record.clone() };
            assert_eq!(record.counts(here(0)), Err(NotTaken::Broken));
        }
    }

    #[test]
    fn a_record_with_one_other_byte_or_without_one_is_none_sup_24() {
        let whole = record().encode();
        for at in 0..whole.len() {
            let mut other = whole.to_vec();
            other[at] ^= 1;
            assert_eq!(Record::decode(&other), None, "{at}");
            assert_eq!(Record::decode(&whole[..at]), None, "{at}");
        }
    }

    proptest! {
        #[test]
        fn no_file_makes_the_reader_panic_qlt_7(mut bytes in proptest::collection::vec(any::<u8>(), 0..200), magic: bool) {
            if magic {
                bytes = [MAGIC.as_slice(), &bytes].concat();
                let digest = Sha256::digest(&bytes);
                bytes.extend(digest);
            }
            if let Some(record) = Record::decode(&bytes) {
                let _ = record.counts(here(0));
                prop_assert!(record.program.is_absolute());
            }
        }
    }
}
