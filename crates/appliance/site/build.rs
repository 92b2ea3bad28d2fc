//! Embeds the built web apps (`web/apps/*/dist`), each file as it is and compressed. Without them the site compiles as well and says that they are missing.

use std::{
    env, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};

const APPS: [&str; 3] = ["console", "admin", "portal"];

fn main() -> io::Result<()> {
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let room = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let apps = room.join("../../../web/apps");
    let mut code = String::new();
    for app in APPS {
        let dist = apps.join(app).join("dist");
        // One that is not there yet is looked for again by each build.
        println!("cargo::rerun-if-changed={}", dist.display());
        code += &format!("pub(crate) static {}: &[File] = &[\n", app.to_uppercase());
        match lines(&out, &dist) {
            Ok(lines) => code += &lines,
            // The folder is being built anew at this moment. The next build sees that it changed.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                println!(
                    "cargo::warning=the files of the {app} app changed while they were read; build again to have them"
                );
            }
            Err(error) => return Err(error),
        }
        code += "];\n";
    }
    code += &sheets(&out, &room)?;
    fs::write(out.join("apps.rs"), code)
}

/// The style sheets of the pages that the appliance writes itself, compressed once: on a bad line they are the most of such a page beside its font.
fn sheets(out: &Path, room: &Path) -> io::Result<String> {
    let mut code = String::from("pub(crate) static SHEETS: &[(&str, &[u8])] = &[\n");
    for name in ["site.css", "support.css"] {
        let file = room.join("assets").join(name);
        println!("cargo::rerun-if-changed={}", file.display());
        let packed = out.join(format!("{name}.br"));
        fs::write(&packed, pack(&fs::read(&file)?)?)?;
        code += &format!("({name:?}, include_bytes!({packed:?})),\n");
    }
    Ok(code + "];\n")
}

/// The lines of an app's files, sorted by path; none when the app was not built.
fn lines(out: &Path, dist: &Path) -> io::Result<String> {
    let mut files = Vec::new();
    if dist.is_dir() {
        walk(dist, dist, &mut files)?;
    }
    files.sort();
    files.iter().map(|(path, file)| entry(out, path, file)).collect()
}

fn walk(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(root, &path, files)?;
        } else if let Ok(inside) = path.strip_prefix(root) {
            files.push((inside.to_string_lossy().replace('\\', "/"), path.clone()));
        }
    }
    Ok(())
}

/// One file's line. Its bytes are copied to names made of their hash, so that a build of the web apps in between changes nothing under the compiler's hands.
fn entry(out: &Path, path: &str, file: &Path) -> io::Result<String> {
    let bytes = fs::read(file)?;
    let hash: String = Sha256::digest(&bytes).iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    let plain = out.join(&hash);
    fs::write(&plain, &bytes)?;
    let packed = pack(&bytes)?;
    // What is packed already (pictures, fonts) is not worth a second copy.
    let small = packed.len() < bytes.len() * 9 / 10;
    let packed_code = if small {
        let file = out.join(format!("{hash}.br"));
        fs::write(&file, packed)?;
        format!("Some(include_bytes!({:?}))", file)
    } else {
        "None".to_owned()
    };
    Ok(format!(
        "File {{ path: {path:?}, etag: \"\\\"{hash}\\\"\", plain: include_bytes!({plain:?}), brotli: {packed_code} }},\n"
    ))
}

fn pack(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 4096, if release { 11 } else { 5 }, 22);
    writer.write_all(bytes)?;
    Ok(writer.into_inner())
}
