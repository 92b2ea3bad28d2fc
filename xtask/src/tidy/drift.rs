//! What is made from something else and committed, and must not drift from it: the Rust messages, the document of the wire, the web's types of the REST interface.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::Complaint;
use crate::codegen::{self, root};

/// Holds the digest of `proto/` as it was when somebody last said that `docs/wire.md` describes it.
fn mark() -> PathBuf {
    root().join("docs/wire.proto.sha256")
}

pub fn check() -> Result<Vec<Complaint>> {
    let mut complaints = Vec::new();
    let committed = std::fs::read_to_string(root().join("crates/core/wire/src/generated.rs"))?;
    if committed != codegen::rust_messages()? {
        complaints.push(Complaint::new("crates/core/wire/src/generated.rs", "is stale: run `cargo xtask codegen`"));
    }
    if std::fs::read_to_string(mark()).unwrap_or_default().trim() != proto_digest()? {
        complaints.push(Complaint::new(
            "docs/wire.proto.sha256",
            "proto/ changed: bring docs/wire.md up to date, then run `cargo xtask tidy --bless`",
        ));
    }
    let types = "web/packages/api/src/generated/openapi.ts";
    let document = std::fs::read(root().join("openapi/appliance.json"))?;
    let made = std::fs::read_to_string(root().join(types)).unwrap_or_default();
    if !made.lines().next().unwrap_or_default().contains(&hex(Sha256::new_with_prefix(document))?) {
        complaints.push(Complaint::new(types, "is stale: run `npm run codegen` in web/"));
    }
    Ok(complaints)
}

pub fn bless() -> Result<()> {
    std::fs::write(mark(), format!("{}\n", proto_digest()?))?;
    Ok(())
}

fn proto_digest() -> Result<String> {
    let folder = root().join("proto/towline/v1");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .with_context(|| format!("reading {}", folder.display()))?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<_, _>>()?;
    files.sort();
    let mut digest = Sha256::new();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        digest.update(name.as_bytes());
        digest.update([0]);
        digest.update(std::fs::read(&file)?);
    }
    hex(digest)
}

fn hex(digest: Sha256) -> Result<String> {
    let mut text = String::new();
    for byte in digest.finalize() {
        write!(text, "{byte:02x}")?;
    }
    Ok(text)
}
