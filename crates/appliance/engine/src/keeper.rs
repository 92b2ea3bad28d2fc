//! The file of the appliance's own Ed25519 key, which agents pin when they are installed and which signs grants and handshakes.

use std::{
    fs::OpenOptions,
    io::{self, Read as _, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

use towline_seal::SecretKey;

const FILE: &str = "appliance.key";

/// Reads the key of this data directory, making it when there is none. The file is its seed, 32 bytes, readable by its owner only.
///
/// # Errors
/// When the file cannot be read or made, or is not 32 bytes long.
pub fn open_keeper(directory: &Path) -> io::Result<SecretKey> {
    let path = directory.join(FILE);
    match OpenOptions::new().read(true).open(&path) {
        Ok(mut file) => {
            let mut seed = [0; 32];
            file.read_exact(&mut seed)?;
            if file.read(&mut [0])? != 0 {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "the appliance's key file is too long"));
            }
            Ok(SecretKey::from_seed(&seed))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let mut seed = [0; 32];
            getrandom::fill(&mut seed).map_err(io::Error::other)?;
            // Whole or not at all: a half-written key would be another key after the next start.
            let fresh = directory.join("appliance.key.new");
            let _ = std::fs::remove_file(&fresh);
            let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh)?;
            file.write_all(&seed)?;
            file.sync_all()?;
            std::fs::rename(&fresh, &path)?;
            OpenOptions::new().read(true).open(directory)?.sync_all()?;
            Ok(SecretKey::from_seed(&seed))
        }
        Err(error) => Err(error),
    }
}
