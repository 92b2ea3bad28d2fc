//! The certificate that is shown now, and its replacement while connections run.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use rustls::{
    ServerConfig,
    crypto::{CryptoProvider, ring},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};
use sha2::{Digest as _, Sha256};

use crate::{TlsError, expiry, generated};

/// Where the certificate comes from.
#[derive(Debug, Clone)]
pub enum Source {
    /// The appliance makes one and keeps it in its data directory.
    Generated {
        /// The data directory.
        directory: PathBuf,
        /// The site's host name.
        host: String,
    },
    /// Given as files: the chain, leaf first, and the leaf's key, both PEM.
    Files {
        /// The chain.
        certificate: PathBuf,
        /// The key.
        key: PathBuf,
    },
}

/// The certificate that is shown, replaceable while the listener runs.
#[derive(Clone)]
pub struct Certificates {
    source: Source,
    shown: Arc<Shown>,
}

impl fmt::Debug for Certificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificates").field("source", &self.source).finish_non_exhaustive()
    }
}

#[derive(Debug)]
struct Shown(RwLock<Arc<CertifiedKey>>);

impl Shown {
    fn now(&self) -> Arc<CertifiedKey> {
        // A poisoned lock still holds a whole value: it is replaced in one assignment.
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.now())
    }
}

impl Certificates {
    /// Reads the certificate, making it first when the source says so.
    ///
    /// # Errors
    /// When files cannot be read or written, or do not fit each other.
    pub fn open(source: Source) -> Result<Self, TlsError> {
        let key = read(&source)?;
        Ok(Certificates { source, shown: Arc::new(Shown(RwLock::new(Arc::new(key)))) })
    }

    /// Reads the files again. New connections get the new certificate, open ones go on. On an error the old one stays.
    ///
    /// # Errors
    /// As [`Certificates::open`].
    pub fn reload(&self) -> Result<(), TlsError> {
        let fresh = Arc::new(read(&self.source)?);
        *self.shown.0.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    /// SHA-256 of the public key of the certificate shown now (RFC 7469's pin, before base64). `None` when the key's kind does not tell its public half.
    pub fn pin(&self) -> Option<[u8; 32]> {
        let shown = self.shown.now();
        let public = shown.key.public_key()?;
        Some(Sha256::digest(public.as_ref()).into())
    }

    /// Unix time in seconds at which the certificate shown now ends. `None` when it does not say so in a way that can be read.
    pub fn ends(&self) -> Option<i64> {
        expiry::not_after(self.shown.now().cert.first()?)
    }

    /// The listener's configuration: TLS 1.2 and 1.3, HTTP/2 and HTTP/1.1.
    ///
    /// # Errors
    /// When the TLS library refuses it.
    pub fn server_config(&self) -> Result<Arc<ServerConfig>, TlsError> {
        let mut config = ServerConfig::builder_with_provider(provider())
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
            .map_err(TlsError::Configure)?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&self.shown) as Arc<dyn ResolvesServerCert>);
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        // One ticket is enough for a reconnect, and each costs an idle agent's connection some memory.
        config.send_tls13_tickets = 1;
        Ok(Arc::new(config))
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

fn read(source: &Source) -> Result<CertifiedKey, TlsError> {
    match source {
        Source::Generated { directory, host } => {
            let files = generated::ensure(directory, host)?;
            read_files(&files.certificate, &files.key)
        }
        Source::Files { certificate, key } => read_files(certificate, key),
    }
}

fn read_files(certificate: &Path, key: &Path) -> Result<CertifiedKey, TlsError> {
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&read_file(certificate)?)
        .collect::<Result<_, _>>()
        .map_err(|_| TlsError::Empty(certificate.to_owned(), "certificate"))?;
    if chain.is_empty() {
        return Err(TlsError::Empty(certificate.to_owned(), "certificate"));
    }
    let key =
        PrivateKeyDer::from_pem_slice(&read_file(key)?).map_err(|_| TlsError::Empty(key.to_owned(), "private key"))?;
    CertifiedKey::from_der(chain, key, &provider()).map_err(TlsError::Mismatch)
}

fn read_file(path: &Path) -> Result<Vec<u8>, TlsError> {
    std::fs::read(path).map_err(|error| TlsError::File { what: "cannot read", path: path.to_owned(), error })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn generated(directory: &Path, host: &str) -> Certificates {
        Certificates::open(Source::Generated { directory: directory.to_owned(), host: host.to_owned() }).unwrap()
    }

    #[test]
    fn a_generated_certificate_is_kept_and_its_key_is_private_ops_2() {
        let directory = tempfile::tempdir().unwrap();
        let first = generated(directory.path(), "support.example");
        let second = generated(directory.path(), "support.example");
        assert_eq!(first.pin(), second.pin());
        assert!(first.pin().is_some());
        let mode = std::fs::metadata(directory.path().join("tls.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert!(first.server_config().is_ok());
    }

    #[test]
    fn another_site_name_makes_another_certificate_ops_2() {
        let directory = tempfile::tempdir().unwrap();
        let first = generated(directory.path(), "support.example");
        let second = generated(directory.path(), "[::1]");
        assert_ne!(first.pin(), second.pin());
    }

    #[test]
    fn a_replaced_certificate_is_shown_after_a_reload_and_a_broken_one_is_not_ops_2() {
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let other = generated(two.path(), "b.example");
        generated(one.path(), "a.example");
        let (certificate, key) = (one.path().join("tls.crt"), one.path().join("tls.key"));
        let given = Certificates::open(Source::Files { certificate: certificate.clone(), key: key.clone() }).unwrap();
        let before = given.pin();
        std::fs::copy(two.path().join("tls.crt"), &certificate).unwrap();
        assert!(matches!(given.reload(), Err(TlsError::Mismatch(_))));
        assert_eq!(given.pin(), before);
        std::fs::copy(two.path().join("tls.key"), &key).unwrap();
        given.reload().unwrap();
        assert_eq!(given.pin(), other.pin());
        std::fs::write(&certificate, "nothing").unwrap();
        assert!(matches!(given.reload(), Err(TlsError::Empty(..))));
        assert_eq!(given.pin(), other.pin());
    }
}
