//! The licences of everything that is linked or built: the set in the dependency graph equals `licences.txt`, so that a new one is a decision somebody made.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::{Complaint, rooms};
use crate::codegen::root;

fn list() -> PathBuf {
    root().join("licences.txt")
}

/// Licence expression to one package that has it.
fn in_use() -> Result<BTreeMap<String, String>> {
    let metadata = rooms::metadata()?;
    Ok(metadata
        .packages
        .iter()
        .filter(|package| package.source.is_some())
        .map(|package| {
            let licence = package.license.clone().unwrap_or_else(|| format!("file of {}", package.name));
            (licence, package.name.to_string())
        })
        .collect())
}

pub fn check() -> Result<Vec<Complaint>> {
    let text = std::fs::read_to_string(list()).context("reading licences.txt")?;
    let allowed: BTreeSet<&str> = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let in_use = in_use()?;
    let mut complaints: Vec<Complaint> = in_use
        .iter()
        .filter(|(licence, _)| !allowed.contains(licence.as_str()))
        .map(|(licence, package)| Complaint::new(package, format!("has a licence that licences.txt lacks: {licence}")))
        .collect();
    complaints.extend(
        allowed
            .iter()
            .filter(|licence| !in_use.contains_key(**licence))
            .map(|licence| Complaint::new("licences.txt", format!("nothing has this licence any more: {licence}"))),
    );
    Ok(complaints)
}

pub fn bless() -> Result<()> {
    let mut text = String::from(
        "# Licences of the Rust packages that Towline is built from. `cargo xtask tidy --bless` writes this list; read the difference before you commit it.\n",
    );
    for licence in in_use()?.keys() {
        text.push_str(licence);
        text.push('\n');
    }
    std::fs::write(list(), text)?;
    Ok(())
}
