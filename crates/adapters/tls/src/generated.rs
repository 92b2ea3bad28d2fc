//! A certificate that the appliance makes for itself when nobody gave it one. Browsers warn about it; agents do not depend on it.

use std::{
    fs::OpenOptions,
    io::Write as _,
    net::IpAddr,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, date_time_ymd};

use crate::TlsError;

/// Where the generated certificate, its key and the names that it was made for are kept.
pub(crate) struct Files {
    pub certificate: PathBuf,
    pub key: PathBuf,
    names: PathBuf,
}

impl Files {
    fn in_directory(directory: &Path) -> Self {
        Files {
            certificate: directory.join("tls.crt"),
            key: directory.join("tls.key"),
            names: directory.join("tls.names"),
        }
    }
}

/// The generated certificate of this data directory; made when there is none yet or the site's name has changed.
pub(crate) fn ensure(directory: &Path, host: &str) -> Result<Files, TlsError> {
    let files = Files::in_directory(directory);
    let names = names(host);
    let wanted = names.join("\n");
    let complete = files.certificate.exists() && files.key.exists();
    if complete && std::fs::read_to_string(&files.names).is_ok_and(|kept| kept == wanted) {
        return Ok(files);
    }
    let key = KeyPair::generate()?;
    let mut parameters = CertificateParams::new(names)?;
    parameters.distinguished_name = DistinguishedName::new();
    parameters.distinguished_name.push(DnType::CommonName, host);
    parameters.distinguished_name.push(DnType::OrganizationName, "Towline appliance");
    parameters.not_before = date_time_ymd(2024, 1, 1);
    parameters.not_after = date_time_ymd(2049, 12, 31);
    let certificate = parameters.self_signed(&key)?;
    // The names last: without them the next start makes all three anew.
    write(&files.key, key.serialize_pem().as_bytes())?;
    write(&files.certificate, certificate.pem().as_bytes())?;
    write(&files.names, wanted.as_bytes())?;
    Ok(files)
}

/// The site's own name, and those by which the machine itself reaches it.
fn names(host: &str) -> Vec<String> {
    let mut names = vec![host.trim_start_matches('[').trim_end_matches(']').to_owned()];
    for local in ["localhost", "127.0.0.1", "::1"] {
        let same = |name: &String| {
            name == local || matches!((name.parse::<IpAddr>(), local.parse::<IpAddr>()), (Ok(a), Ok(b)) if a == b)
        };
        if !names.iter().any(same) {
            names.push(local.to_owned());
        }
    }
    names
}

fn write(path: &Path, content: &[u8]) -> Result<(), TlsError> {
    let file_error = |error| TlsError::File { what: "cannot write", path: path.to_owned(), error };
    let fresh = path.with_extension("new");
    let _ = std::fs::remove_file(&fresh);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh).map_err(file_error)?;
    file.write_all(content).and_then(|()| file.sync_all()).map_err(file_error)?;
    std::fs::rename(&fresh, path).map_err(file_error)
}
