//! Installed programs, from the list of the package manager that is there.

use std::{fs, os::unix::fs::MetadataExt, path::Path, time::Duration};

use towline_platform::{SystemProgram, SystemRow};

use super::{
    Take,
    command::{find, run},
    text_of,
};

const LIST_BYTES: u64 = 64 * 1024 * 1024;
const PATIENCE: Duration = Duration::from_secs(60);
const PACMAN: &str = "/var/lib/pacman/local";
const APK: [&str; 2] = ["/usr/lib/apk/db/installed", "/lib/apk/db/installed"];

/// Where the list comes from; `None`: no package manager is known here.
pub(super) fn look(take: Take<'_>) -> Option<&'static str> {
    if let Some(text) = text_of("/var/lib/dpkg/status", LIST_BYTES) {
        let mut found = dpkg(&text);
        if !found.is_empty() {
            for program in &mut found {
                program.installed_ms = dpkg_installed(program);
            }
            hand_over(found, take);
            return Some("dpkg");
        }
    }
    if let Some(program) = find("rpm") {
        let format = "%{NAME}\\t%{VERSION}-%{RELEASE}\\t%{ARCH}\\t%{SIZE}\\t%{INSTALLTIME}\\t%{SUMMARY}\\n";
        let limit = usize::try_from(LIST_BYTES).unwrap_or(usize::MAX);
        let found = run(&program, &["-qa", "--queryformat", format], limit, PATIENCE).ok();
        let found = rpm(&String::from_utf8_lossy(&found.map(|ran| ran.output).unwrap_or_default()));
        if !found.is_empty() {
            hand_over(found, take);
            return Some("rpm");
        }
    }
    if Path::new(PACMAN).is_dir() {
        let folders =
            fs::read_dir(PACMAN).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path().join("desc")));
        let texts = folders.filter_map(|file| text_of(file.to_str()?, 64 * 1024));
        hand_over(texts.filter_map(|text| pacman(&text)).collect(), take);
        return Some("pacman");
    }
    let text = APK.iter().find_map(|file| text_of(file, LIST_BYTES))?;
    hand_over(apk(&text), take);
    Some("apk")
}

fn hand_over(mut found: Vec<SystemProgram>, take: Take<'_>) {
    found.sort_by(|one, other| one.name.cmp(&other.name));
    for program in found {
        if take(SystemRow::Program(program)).is_break() {
            return;
        }
    }
}

/// Paragraphs of `Field: value`.
fn dpkg(text: &str) -> Vec<SystemProgram> {
    let program = |paragraph: &str| {
        let field = |name: &str| {
            let value = paragraph.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
            value.unwrap_or_default().trim().to_owned()
        };
        // Removed ones stay in the list while their settings do.
        let there = field("Status").ends_with(" installed");
        let kib: u64 = field("Installed-Size").parse().unwrap_or(0);
        let program = SystemProgram {
            name: field("Package"),
            version: field("Version"),
            architecture: field("Architecture"),
            size_bytes: kib.saturating_mul(1024),
            installed_ms: 0,
            description: field("Description"),
        };
        (there && !program.name.is_empty()).then_some(program)
    };
    text.split("\n\n").filter_map(program).collect()
}

/// dpkg keeps no date, but writes the list of a package's files when it installs it.
fn dpkg_installed(program: &SystemProgram) -> i64 {
    let SystemProgram { name, architecture, .. } = program;
    // SECURITY: the name becomes part of a path.
    if !name.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c)) {
        return 0;
    }
    let files = [format!("/var/lib/dpkg/info/{name}.list"), format!("/var/lib/dpkg/info/{name}:{architecture}.list")];
    let changed = files.iter().find_map(|file| fs::metadata(file).ok()).map_or(0, |file| file.mtime());
    changed.saturating_mul(1000)
}

fn rpm(text: &str) -> Vec<SystemProgram> {
    let program = |line: &str| {
        let mut fields = line.split('\t');
        let (name, version) = (fields.next()?, fields.next()?);
        let (architecture, size, installed) = (fields.next()?, fields.next()?, fields.next()?);
        // Keys that packages are signed with are in the same list.
        (!name.is_empty() && name != "gpg-pubkey").then(|| SystemProgram {
            name: name.to_owned(),
            version: version.to_owned(),
            architecture: architecture.to_owned(),
            size_bytes: size.parse().unwrap_or(0),
            installed_ms: installed.parse::<i64>().unwrap_or(0).saturating_mul(1000),
            description: fields.next().unwrap_or_default().to_owned(),
        })
    };
    text.lines().filter_map(program).collect()
}

/// `%NAME%`, and the value in the next line.
fn pacman(text: &str) -> Option<SystemProgram> {
    let field = |name: &str| {
        let mut lines = text.lines();
        lines.find(|line| line.strip_prefix('%').and_then(|rest| rest.strip_suffix('%')) == Some(name))?;
        lines.next().map(str::to_owned)
    };
    Some(SystemProgram {
        name: field("NAME")?,
        version: field("VERSION").unwrap_or_default(),
        architecture: field("ARCH").unwrap_or_default(),
        size_bytes: field("SIZE").and_then(|size| size.parse().ok()).unwrap_or(0),
        installed_ms: field("INSTALLDATE").and_then(|at| at.parse::<i64>().ok()).unwrap_or(0).saturating_mul(1000),
        description: field("DESC").unwrap_or_default(),
    })
}

/// Paragraphs of `P:value`.
fn apk(text: &str) -> Vec<SystemProgram> {
    let program = |paragraph: &str| {
        let field = |name: &str| paragraph.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
        Some(SystemProgram {
            name: field("P:")?,
            version: field("V:").unwrap_or_default(),
            architecture: field("A:").unwrap_or_default(),
            size_bytes: field("I:").and_then(|size| size.parse().ok()).unwrap_or(0),
            installed_ms: 0,
            description: field("T:").unwrap_or_default(),
        })
    };
    text.split("\n\n").filter_map(program).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn packages_of_four_managers_are_read_ses_41() {
        let text = "Package: cron\nStatus: install ok installed\nInstalled-Size: 250\nArchitecture: amd64\nVersion: 3.0-1\nDescription: jobs\n more\n\nPackage: old\nStatus: deinstall ok config-files\nVersion: 1\n\n";
        let found = dpkg(text);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].name.as_str(), found[0].version.as_str(), found[0].size_bytes),
            ("cron", "3.0-1", 256_000)
        );
        let found = rpm("bash\t5.2-1\tx86_64\t800\t1700000000\tThe shell\ngpg-pubkey\ta\tb\t0\t0\tc\nshort\t1\n");
        assert_eq!((found.len(), found[0].installed_ms), (1, 1_700_000_000_000));
        let found = pacman("%NAME%\nzlib\n\n%VERSION%\n1.3-1\n\n%SIZE%\n900\n\n%INSTALLDATE%\n1700000000\n").unwrap();
        assert_eq!((found.name.as_str(), found.version.as_str(), found.size_bytes), ("zlib", "1.3-1", 900));
        assert_eq!(apk("C:x\nP:musl\nV:1.2\nA:x86_64\nI:9\nT:libc\n\nC:y\n")[0].name, "musl");
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parsers_panic_ses_41(text in "(Package:|Status: install ok installed|%NAME%|P:|\t|\n|.){0,60}") {
            let _ = (dpkg(&text), rpm(&text), pacman(&text), apk(&text));
        }
    }
}
