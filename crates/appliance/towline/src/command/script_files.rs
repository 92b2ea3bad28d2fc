//! Files that go along with canned scripts, beside the files of a site: `scripts/NAME OF THE SCRIPT/FILE`. What they are is compared by their hashes.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Read as _,
    os::unix::fs::OpenOptionsExt as _,
    path::{Component, Path, PathBuf},
};

use anyhow::{Context as _, Result, anyhow, bail};
use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use towline_manifest::{Difference, Entry, Files, Kind};
use towline_model::{RESOURCE_BYTES, resource_name_fits};

use super::{
    client::Client,
    site::{self, Known},
};

/// The folder of all of them.
const FOLDER: &str = "scripts";

/// Where the bytes of a hash are.
pub type Sources = BTreeMap<String, PathBuf>;

/// Says of each file in `scripts.toml` what it is, in place of where.
///
/// # Errors
/// A file that is not there, is no plain file below the folder, or is too large.
pub fn look_at(files: &mut Files, directory: &Path) -> Result<Sources> {
    let mut sources = Sources::new();
    files.each_resource(|resource| {
        let told = resource.remove("file");
        let told = told.as_ref().and_then(Value::as_str).context("scripts.toml: a resource has no file")?;
        let (name, sha256, path) = read(directory, told).with_context(|| format!("scripts.toml: {told:?}"))?;
        resource.insert("name".to_owned(), name.into());
        resource.insert("sha256".to_owned(), sha256.clone().into());
        sources.insert(sha256, path);
        anyhow::Ok(())
    })?;
    Ok(sources)
}

fn read(directory: &Path, told: &str) -> Result<(String, String, PathBuf)> {
    let below = Path::new(told);
    if !below.components().all(|part| matches!(part, Component::Normal(_))) {
        bail!("it must be below the folder of the files");
    }
    let name = below.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    if !resource_name_fits(&name) {
        bail!("its name may have letters, digits and . _ -, and begins with a letter, a digit or _");
    }
    let path = directory.join(below);
    let content = content(&path)?;
    Ok((name, hex(&content), path))
}

fn content(path: &Path) -> Result<Bytes> {
    // A pipe would wait for somebody who writes.
    let file = std::fs::OpenOptions::new()
        .read(true)
        .custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed())
        .open(path)?;
    if !file.metadata()?.is_file() {
        bail!("it is no file");
    }
    let mut content = Vec::new();
    file.take(RESOURCE_BYTES + 1).read_to_end(&mut content)?;
    if content.len() as u64 > RESOURCE_BYTES {
        bail!("it is larger than {} MiB", RESOURCE_BYTES / 1024 / 1024);
    }
    Ok(content.into())
}

fn hex(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Gives a script the files that it is to have, and takes the others from it.
///
/// # Errors
/// What the appliance says; a file that changed since it was looked at.
pub async fn settle(client: &mut Client, id: &str, wanted: &Difference, sources: &Sources) -> Result<()> {
    let Some(Value::Array(wanted)) = wanted.wanted.get("resources") else { return Ok(()) };
    let path = site::path(Kind::Script, id);
    let there = client.get(&path).await?;
    let there = there.get("resources").and_then(Value::as_array).cloned().unwrap_or_default();
    for one in &there {
        if !wanted.iter().any(|other| other["name"] == one["name"]) {
            let path = format!("{path}/resources/{}", site::text(one, "id"));
            client.ask(Method::DELETE, &path, None, None).await?;
        }
    }
    for one in wanted {
        let executable = one.get("executable") == Some(&Value::Bool(true));
        let before = there.iter().find(|other| other["name"] == one["name"]);
        match before.filter(|before| before["sha256"] == one["sha256"]) {
            Some(before) if before["executable"] == executable => {}
            Some(before) => {
                let path = format!("{path}/resources/{}", site::text(before, "id"));
                client.ask(Method::PATCH, &path, Some(&json!({ "executable": executable })), None).await?;
            }
            None => {
                let (name, sha256) = (site::text(one, "name"), site::text(one, "sha256"));
                let source = sources.get(sha256).ok_or_else(|| anyhow!("nobody has the bytes of {name:?}"))?;
                let content = content(source).with_context(|| format!("cannot read {}", source.display()))?;
                if hex(&content) != sha256 {
                    bail!("{} changed meanwhile; run this again", source.display());
                }
                // Its name needs no escapes.
                client.give(&format!("{path}/resources?name={name}&executable={executable}"), content).await?;
            }
        }
    }
    Ok(())
}

/// Writes the files of all scripts, and says in the entries where they are, in place of what.
///
/// # Errors
/// What the appliance says; when the disk fails.
pub async fn export(client: &mut Client, known: &Known, scripts: &[Entry], out: &Path) -> Result<Vec<Entry>> {
    let mut told = Vec::with_capacity(scripts.len());
    let mut used = BTreeSet::new();
    for script in scripts {
        let mut script = script.clone();
        let name = script.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let folder = folder(&name, &mut used);
        if let Some(Value::Array(resources)) = script.get_mut("resources")
            && !resources.is_empty()
        {
            let path = site::path(Kind::Script, known.id(Kind::Script, &name).unwrap_or_default());
            let there = client.get(&path).await?;
            let there = there.get("resources").and_then(Value::as_array).cloned().unwrap_or_default();
            std::fs::create_dir_all(out.join(FOLDER).join(&folder))?;
            for resource in resources {
                let file = site::text(resource, "name").to_owned();
                // What the appliance says is a path here.
                if !resource_name_fits(&file) {
                    bail!("{file:?} is no name of a file");
                }
                let one = there.iter().find(|one| one["name"] == *file).context("a file of a script is gone")?;
                let content = client.fetch(&format!("{path}/resources/{}", site::text(one, "id"))).await?;
                let below = format!("{FOLDER}/{folder}/{file}");
                let to = out.join(&below);
                std::fs::write(&to, &content).with_context(|| format!("cannot write {}", to.display()))?;
                *resource = json!({ "file": below, "executable": resource["executable"] == true });
            }
        }
        told.push(script);
    }
    Ok(told)
}

/// A harmless name of a folder near the name of a script, used once.
fn folder(name: &str, used: &mut BTreeSet<String>) -> String {
    let mut plain = String::new();
    for character in name.chars().take(48) {
        match character {
            _ if character.is_ascii_alphanumeric() => plain.push(character.to_ascii_lowercase()),
            _ if plain.is_empty() || plain.ends_with('-') => {}
            _ => plain.push('-'),
        }
    }
    let plain = plain.trim_end_matches('-');
    let plain = if plain.is_empty() { "script" } else { plain };
    let numbered = (2..).map(|number| format!("{plain}-{number}"));
    let mut names = std::iter::once(plain.to_owned()).chain(numbered);
    names.find(|name| used.insert(name.clone())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_of_a_script_is_harmless_and_its_own_adm_10() {
        let mut used = BTreeSet::new();
        let names = ["Collect logs", "collect/logs", "../..", "\u{202e}", "Ä"];
        let folders = names.map(|name| folder(name, &mut used));
        assert_eq!(folders, ["collect-logs", "collect-logs-2", "script", "script-2", "script-3"]);
    }

    #[test]
    fn a_file_is_below_the_folder_and_has_a_name_that_fits_adm_10() {
        let at = tempfile::tempdir().unwrap();
        std::fs::create_dir(at.path().join("scripts")).unwrap();
        std::fs::write(at.path().join("scripts/a.conf"), "one").unwrap();
        std::fs::write(at.path().join("scripts/.hidden"), "one").unwrap();
        let (name, sha256, _) = read(at.path(), "scripts/a.conf").unwrap();
        assert_eq!((name.as_str(), sha256), ("a.conf", hex(b"one")));
        for odd in ["/etc/passwd", "../a", "scripts/../scripts/a.conf", "scripts", "scripts/.hidden", "", "scripts/b"] {
            assert!(read(at.path(), odd).is_err(), "{odd:?}");
        }
    }
}
