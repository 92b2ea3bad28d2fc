//! `towline export`: what the site is, as files.

use std::{fs::OpenOptions, io::Write as _, path::Path};

use anyhow::{Context as _, Result, bail};
use towline_manifest::{Kind, file_text};

use super::{Export, client::Client, script_files, site};

pub async fn run(order: Export) -> Result<()> {
    let mut client = Client::connect(&order.at.data).await?;
    let (site, known) = site::read(&mut client, site::Items::All).await?;
    std::fs::create_dir_all(&order.out).with_context(|| format!("cannot make {}", order.out.display()))?;
    let path = |kind: Kind| order.out.join(kind.file());
    if let Some(there) = Kind::ALL.into_iter().map(path).find(|path| path.exists()).filter(|_| !order.force) {
        bail!("{} is there already; --force writes over it", there.display());
    }
    for kind in Kind::ALL {
        let scripts = match kind {
            Kind::Script => Some(script_files::export(&mut client, &known, site.of(kind), &order.out).await?),
            _ => None,
        };
        let text = file_text(kind, scripts.as_deref().unwrap_or(site.of(kind)))
            .with_context(|| format!("cannot write {}", kind.file()))?;
        write(&path(kind), &text)?;
        println!("{}: {}", path(kind).display(), site.of(kind).len());
    }
    Ok(())
}

/// Whole or not at all.
fn write(path: &Path, text: &str) -> Result<()> {
    let part = path.with_extension("toml.part");
    let write = || {
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(&part)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&part, path)
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}
