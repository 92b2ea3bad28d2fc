//! The rules of the house that no compiler knows: rooms, libraries, licences, files, generated code. `cargo xtask tidy` prints what breaks them; the same
//! checks are tests of this package, so that `cargo test` alone finds them too.

mod drift;
mod files;
mod licences;
mod rooms;

use std::fmt;

use anyhow::Result;

/// One thing that breaks a rule, and where.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Complaint {
    pub place: String,
    pub what: String,
}

impl Complaint {
    pub fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into() }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

type Check = fn() -> Result<Vec<Complaint>>;

const CHECKS: [(&str, Check); 4] =
    [("rooms", rooms::check), ("licences", licences::check), ("files", files::check), ("drift", drift::check)];

/// Runs every check and prints what it finds. Fails when there is anything.
pub fn run() -> Result<()> {
    let mut found = 0;
    for (name, check) in CHECKS {
        for complaint in check()? {
            eprintln!("tidy/{name}: {complaint}");
            found += 1;
        }
    }
    anyhow::ensure!(found == 0, "{found} thing(s) to tidy");
    Ok(())
}

/// Writes the committed lists anew: licences, and the mark that `docs/wire.md` was read together with `proto/`.
pub fn bless() -> Result<()> {
    licences::bless()?;
    drift::bless()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn nothing_found(check: Check) {
        let complaints = check().unwrap();
        let lines: Vec<String> = complaints.iter().map(ToString::to_string).collect();
        assert!(lines.is_empty(), "\n{}\n", lines.join("\n"));
    }

    #[test]
    fn rooms_import_only_what_tiers_toml_allows() {
        nothing_found(rooms::check);
    }

    #[test]
    fn licences_of_all_dependencies_are_on_the_list() {
        nothing_found(licences::check);
    }

    #[test]
    fn files_keep_the_rules_of_the_house() {
        nothing_found(files::check);
    }

    #[test]
    fn generated_code_and_documents_match_their_sources() {
        nothing_found(drift::check);
    }
}
