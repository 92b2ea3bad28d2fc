//! The file system as one account (FIL): everything is opened once, by handles, under the rules of the site, and everything after that happens relative to those handles. Decides nothing about who may ask.
//!
//! SECURITY: whoever can change directories and links beneath a rule is the attacker. They win nothing, because no path is looked up twice and no link is followed that was not looked at (`reach`).

pub(crate) mod acting;
mod descent;
mod entry;
mod fault;
mod fetch;
mod hash;
mod look;
mod modes;
mod moving;
mod names;
mod partial;
mod places;
mod put;
mod reach;
mod remove;
mod scanned;
mod small;
mod target;

use std::{io, ops::ControlFlow, sync::Arc};

use towline_platform::{
    FetchOrder, FetchSink, FileDetails, FileFault, FilePlace, Files, FilesTotal, GoesOn, ListPart, PathRules, PutBegun,
    PutDone, PutKey, PutOrder, SmallPut,
};

use crate::{
    Account,
    scan::{ScanCommand, Scanner},
};
use acting::Acting;
use entry::Owners;
use scanned::Scanning;

/// The file system of this machine as one account.
pub struct LinuxFiles {
    acting: Arc<Acting>,
    account: Account,
    owners: Arc<Owners>,
    scanning: Arc<Scanning>,
}

impl LinuxFiles {
    /// As the account of this process.
    ///
    /// # Errors
    /// The account is not known to the system.
    pub fn own() -> io::Result<LinuxFiles> {
        LinuxFiles::of(Account::current()?)
    }

    /// As another one, which only root can be; each call is, on its own thread only.
    ///
    /// # Errors
    /// Its groups are not known.
    pub fn of(account: Account) -> io::Result<LinuxFiles> {
        let acting = Arc::new(Acting::of(&account)?);
        let scanning = Arc::new(Scanning::new(None, acting.clone()));
        Ok(LinuxFiles { acting, account, owners: Arc::default(), scanning })
    }

    /// With a command that scans files.
    #[must_use]
    pub fn with_scanner(self, command: ScanCommand) -> LinuxFiles {
        self.scanning_with(Scanner::new(command, Arc::default()))
    }

    /// With one that others wait for as well.
    pub(crate) fn scanning_with(mut self, scanner: Scanner) -> LinuxFiles {
        self.scanning = Arc::new(Scanning::new(Some(scanner), self.acting.clone()));
        self
    }
}

impl Files for LinuxFiles {
    fn account(&self) -> &str {
        &self.account.name
    }

    fn elevated(&self) -> bool {
        self.account.uid == 0
    }

    fn places(&self, rules: &PathRules) -> Vec<FilePlace> {
        let Ok(_acts) = self.acting.begin() else { return Vec::new() };
        places::places(&self.account, rules)
    }

    fn list(
        &self,
        path: &[u8],
        rules: &PathRules,
        take: &mut dyn FnMut(ListPart) -> ControlFlow<()>,
    ) -> Result<(), FileFault> {
        let _acts = self.acting.begin()?;
        look::list(path, rules, &self.owners, take)
    }

    fn describe(
        &self,
        path: &[u8],
        digest: bool,
        rules: &PathRules,
        goes_on: GoesOn<'_>,
    ) -> Result<FileDetails, FileFault> {
        let _acts = self.acting.begin()?;
        look::describe(path, digest, rules, &self.owners, goes_on)
    }

    fn measure(
        &self,
        paths: &[Vec<u8>],
        rules: &PathRules,
        take: &mut dyn FnMut(&FilesTotal) -> ControlFlow<()>,
    ) -> Result<FilesTotal, FileFault> {
        let _acts = self.acting.begin()?;
        look::measure(paths, rules, take)
    }

    fn make_directory(&self, path: &[u8], parents: bool, rules: &PathRules) -> Result<(), FileFault> {
        let _acts = self.acting.begin()?;
        moving::make_directory(path, parents, rules, &self.owners)
    }

    fn rename(&self, from: &[u8], to: &[u8], rules: &PathRules) -> Result<(), FileFault> {
        let _acts = self.acting.begin()?;
        moving::rename(from, to, rules, &self.owners)
    }

    fn remove(
        &self,
        paths: &[Vec<u8>],
        rules: &PathRules,
        take: &mut dyn FnMut(&FilesTotal) -> ControlFlow<()>,
    ) -> Result<FilesTotal, FileFault> {
        let _acts = self.acting.begin()?;
        remove::remove(paths, rules, take)
    }

    fn set_mode(
        &self,
        path: &[u8],
        mode: u32,
        recursive: bool,
        rules: &PathRules,
        take: &mut dyn FnMut(&FilesTotal) -> ControlFlow<()>,
    ) -> Result<FilesTotal, FileFault> {
        let _acts = self.acting.begin()?;
        modes::set_mode(path, mode, recursive, rules, take)
    }

    fn fetch(&self, order: &FetchOrder, rules: &PathRules, sink: &mut dyn FetchSink) -> Result<FilesTotal, FileFault> {
        let _acts = self.acting.begin()?;
        fetch::fetch(order, rules, &self.owners, &self.scanning, sink)
    }

    fn put(&self, order: &PutOrder, rules: &PathRules) -> Result<PutBegun, FileFault> {
        let _acts = self.acting.begin()?;
        put::begin(order, rules, &self.acting, &self.owners, &self.scanning)
    }

    fn put_small(&self, puts: &[SmallPut], rules: &PathRules) -> Vec<Result<PutDone, FileFault>> {
        match self.acting.begin() {
            Ok(_acts) => small::put_small(puts, rules, &self.owners),
            Err(fault) => puts.iter().map(|_| Err(fault.clone())).collect(),
        }
    }

    fn has_scanner(&self) -> bool {
        self.scanning.is_there()
    }

    fn put_scanned(&self, put: &SmallPut, rules: &PathRules, goes_on: GoesOn<'_>) -> Result<PutDone, FileFault> {
        let _acts = self.acting.begin()?;
        small::put_scanned(put, rules, &self.owners, &self.scanning, goes_on)
    }

    fn forget_put(&self, directory: &[u8], key: &PutKey, rules: &PathRules) -> Result<(), FileFault> {
        let _acts = self.acting.begin()?;
        put::forget(directory, key, rules)
    }
}
