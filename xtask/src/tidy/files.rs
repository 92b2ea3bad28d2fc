//! Rules that are about the text of files: sizes, words that mark undone work, calls that some rooms never make, and names of one machine.
//!
//! Looks at what git knows or would add. Words that this file looks for are spelt in two halves, so that it does not find itself.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::Complaint;
use crate::codegen::root;

const RUST_LINES: usize = 800;
const WEB_LINES: usize = 500;

/// Text that may not stand in certain files, and why.
struct Ban {
    word: &'static str,
    only: fn(&str) -> bool,
    why: &'static str,
}

const BANS: &[Ban] = &[
    Ban { word: concat!("TO", "DO"), only: source, why: "undone work belongs into an issue" },
    Ban { word: concat!("FIX", "ME"), only: source, why: "undone work belongs into an issue" },
    Ban { word: concat!("@ts-", "ignore"), only: source, why: "types are not switched off" },
    Ban { word: concat!("@ts-", "nocheck"), only: source, why: "types are not switched off" },
    Ban { word: concat!("test.", "only"), only: source, why: "a test that silences the others" },
    Ban { word: concat!("test.", "skip"), only: source, why: "a test that is switched off" },
    Ban { word: concat!("#[ig", "nore]"), only: source, why: "a test that is switched off" },
    Ban { word: concat!("unbounded", "_channel"), only: crates, why: "every queue has a bound" },
    Ban { word: concat!("allow(unsafe", "_code"), only: outside_platform, why: "`unsafe` lives in platform-* only" },
    Ban { word: concat!("expect(unsafe", "_code"), only: outside_platform, why: "`unsafe` lives in platform-* only" },
    Ban { word: concat!("Command", "::new"), only: runs_nothing, why: "the appliance runs no program" },
    Ban { word: concat!("process::", "Command"), only: runs_nothing, why: "the appliance runs no program" },
    Ban { word: concat!("format!(\"SEL", "ECT "), only: crates, why: "SQL is not formatted" },
    Ban { word: concat!("format!(\"INS", "ERT "), only: crates, why: "SQL is not formatted" },
    Ban { word: concat!("format!(\"UPD", "ATE "), only: crates, why: "SQL is not formatted" },
    Ban { word: concat!("format!(\"DEL", "ETE "), only: crates, why: "SQL is not formatted" },
    Ban { word: concat!("dangerously", "SetInnerHTML"), only: source, why: "foreign text is text, never HTML" },
    Ban { word: concat!("/ro", "ot/"), only: anything, why: "a path of one machine" },
    Ban { word: concat!("/wo", "rk/"), only: anything, why: "a path of one machine" },
];

fn anything(_: &str) -> bool {
    true
}

fn source(path: &str) -> bool {
    [".rs", ".ts", ".tsx", ".mjs", ".js", ".css", ".sql", ".proto", ".html"].iter().any(|end| path.ends_with(end))
}

fn crates(path: &str) -> bool {
    path.starts_with("crates/") && path.contains("/src/") && path.ends_with(".rs")
}

fn outside_platform(path: &str) -> bool {
    path.ends_with(".rs") && !path.starts_with("crates/endpoint/platform-")
}

fn runs_nothing(path: &str) -> bool {
    path.ends_with(".rs")
        && ["crates/core/", "crates/adapters/", "crates/appliance/"].iter().any(|f| path.starts_with(f))
}

fn generated(path: &str) -> bool {
    path.ends_with("/generated.rs") || path.contains("/generated/") || path.contains(".gen.")
}

pub fn check() -> Result<Vec<Complaint>> {
    let mut complaints = Vec::new();
    for path in tracked()? {
        // A file that another process removed meanwhile, or a picture, has no text to judge.
        let Ok(text) = std::fs::read_to_string(root().join(&path)) else { continue };
        complaints.extend(size(&path, &text));
        complaints.extend(bans(&path, &text));
        complaints.extend(foreign_registry(&path, &text));
    }
    complaints.sort();
    Ok(complaints)
}

/// Files that git tracks or would add.
fn tracked() -> Result<Vec<String>> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .context("running git")?;
    anyhow::ensure!(output.status.success(), "git ls-files failed");
    Ok(String::from_utf8_lossy(&output.stdout).split('\0').filter(|p| !p.is_empty()).map(str::to_owned).collect())
}

fn size(path: &str, text: &str) -> Option<Complaint> {
    let limit = match Path::new(path).extension()?.to_str()? {
        "rs" => RUST_LINES,
        "ts" | "tsx" | "mjs" => WEB_LINES,
        _ => return None,
    };
    let lines = text.lines().count();
    (lines > limit && !generated(path))
        .then(|| Complaint::new(path, format!("has {lines} lines, {limit} are allowed: it has outgrown one idea")))
}

fn bans(path: &str, text: &str) -> Vec<Complaint> {
    if path.ends_with(".lock") || path.ends_with("package-lock.json") || generated(path) {
        return Vec::new();
    }
    let mut complaints = Vec::new();
    for ban in BANS.iter().filter(|ban| (ban.only)(path) && text.contains(ban.word)) {
        let lines = text.lines().enumerate().filter(|(_, line)| stands_in(ban.word, line));
        complaints.extend(
            lines.map(|(at, _)| Complaint::new(format!("{path}:{}", at + 1), format!("`{}`: {}", ban.word, ban.why))),
        );
    }
    complaints
}

/// A path counts where it begins: `/run/lightdm/…` may go on as it likes.
fn stands_in(word: &str, line: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        !word.starts_with('/') || !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.')
    })
}

/// Lock files name the public registries or none; a registry of one machine or company would break everybody else's build.
fn foreign_registry(path: &str, text: &str) -> Option<Complaint> {
    let foreign = |line: &&str| {
        if path.ends_with("package-lock.json") {
            line.contains("\"resolved\":") && !line.contains("\"https://registry.npmjs.org/") && line.contains("://")
        } else if path == "Cargo.lock" {
            line.starts_with("source = ")
                && *line != "source = \"registry+https://github.com/rust-lang/crates.io-index\""
        } else if path.ends_with(".npmrc") {
            line.contains("registry=")
        } else {
            false
        }
    };
    text.lines().find(foreign).map(|line| Complaint::new(path, format!("names a registry of its own: {}", line.trim())))
}
