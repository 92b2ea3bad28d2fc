//! Writes small golden frames for the browser's decoder: bodies and the pictures that they must become. `cargo run -p towline-screen --example fixtures -- <folder>`;
//! a test of this crate holds the committed files against what the encoder makes.

use std::path::PathBuf;

#[path = "../tests/golden/mod.rs"]
mod golden;

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "web/packages/desktop/fixtures".into()));
    std::fs::create_dir_all(&folder)?;
    for (name, text) in golden::files() {
        std::fs::write(folder.join(name), text)?;
    }
    Ok(())
}
