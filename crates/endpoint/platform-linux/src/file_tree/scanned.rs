//! A file that is open goes through the scan before anybody gets it (FIL-10): what is scanned is what is held, and it is looked at before and after.

use std::{os::fd::BorrowedFd, sync::Arc};

use towline_platform::{FileCode, FileFault, FileKind, GoesOn};

use super::{
    acting::Acting,
    fault::{changed, fault},
    fetch::stamp,
    hash::{Hasher, hash_file},
    reach::{about, reopen},
};
use crate::scan::{Input, Scanner, Verdict};

/// The scan of one account's files.
pub(super) struct Scanning {
    scanner: Option<Scanner>,
    acting: Arc<Acting>,
}

impl Scanning {
    pub(super) fn new(scanner: Option<Scanner>, acting: Arc<Acting>) -> Scanning {
        Scanning { scanner, acting }
    }

    pub(super) fn is_there(&self) -> bool {
        self.scanner.is_some()
    }

    fn scanner(&self) -> Result<&Scanner, FileFault> {
        self.scanner.as_ref().ok_or_else(FileFault::no_scanner)
    }

    /// Whether a file with this stamp was found clean already, since the agent began.
    pub(super) fn knows(&self, stamp: &[u8]) -> Result<bool, FileFault> {
        Ok(self.scanner()?.knows(stamp))
    }

    /// Scans what is open, as it lies there. Gives the stamp that it is clean with: with another one it is another file.
    pub(super) fn scan(&self, file: BorrowedFd<'_>, goes_on: GoesOn<'_>) -> Result<Vec<u8>, FileFault> {
        let scanner = self.scanner()?;
        let before = stamp(&about(file).map_err(fault)?);
        // An open file of its own: neither position nor rights are shared, and it can only be read.
        let input = Input { file: reopen(file, FileKind::File)?, shed: self.acting.shed(3) };
        let verdict = scanner.scan(input, goes_on)?;
        if stamp(&about(file).map_err(fault)?) != before {
            return Err(changed("it changed while it was scanned"));
        }
        match verdict {
            Verdict::Clean => {
                scanner.is_clean(before.clone());
                Ok(before)
            }
            Verdict::Failed(words) => Err(FileFault::new(FileCode::ScanFailed, words)),
            Verdict::Found(words) => {
                let mut hasher = Hasher::default();
                let read = hash_file(file, u64::MAX, &mut hasher, goes_on);
                // What was found is told also where nobody knows the bytes.
                let sha256 = read.is_ok().then(|| Box::new(hasher.sha256()));
                Err(FileFault { sha256, ..FileFault::new(FileCode::Infected, words) })
            }
        }
    }
}
