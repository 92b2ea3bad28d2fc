//! Generated code: the Rust half of the wire's messages. Committed, so that a build needs no generator; `tidy` compares.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The repository's root, wherever the tool was started. Cargo says it at each run: a target folder that two clones share may hold a program that was built in the other.
pub fn root() -> PathBuf {
    let told = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let here = told.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    here.parent().map(Path::to_path_buf).unwrap_or_default()
}

pub fn run() -> Result<()> {
    let text = rust_messages()?;
    std::fs::write(root().join("crates/core/wire/src/generated.rs"), text)?;
    Ok(())
}

/// `crates/core/wire/src/generated.rs` as it should be.
pub fn rust_messages() -> Result<String> {
    let proto = root().join("proto");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(proto.join("towline/v1"))?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    files.sort();
    let descriptors = protox::compile(&files, [&proto]).context("compiling proto/")?;
    let out = std::env::temp_dir().join(format!("towline-codegen-{}", std::process::id()));
    std::fs::create_dir_all(&out)?;
    let mut config = prost_build::Config::new();
    config.out_dir(&out).bytes(["."]).disable_comments(["."]);
    config.compile_fds(descriptors)?;
    let text = std::fs::read_to_string(out.join("towline.v1.rs"))?;
    std::fs::remove_dir_all(&out)?;
    Ok(text)
}
