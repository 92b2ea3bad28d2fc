//! Whom the appliance trusts when it connects to something itself: the system's certificate authorities, or those that an administrator gave for that one thing.

use std::sync::{Arc, OnceLock};

use rustls::{ClientConfig, RootCertStore, crypto::ring};
use rustls_pki_types::{CertificateDer, pem::PemObject as _};
use thiserror::Error;

/// Why certificate authorities cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CaError {
    /// The text holds none.
    #[error("there is no certificate in PEM form")]
    Empty,
    /// What it holds is none that can be trusted.
    #[error("a certificate cannot be read")]
    Odd,
    /// The TLS library refused the configuration.
    #[error("TLS cannot be configured")]
    Configure,
}

/// The system's, read once.
fn of_system() -> RootCertStore {
    static ROOTS: OnceLock<RootCertStore> = OnceLock::new();
    let read = || {
        let mut roots = RootCertStore::empty();
        let (_known, _odd) = roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        roots
    };
    ROOTS.get_or_init(read).clone()
}

fn of_text(pem: &str) -> Result<RootCertStore, CaError> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
        roots.add(certificate.map_err(|_| CaError::Odd)?).map_err(|_| CaError::Odd)?;
    }
    if roots.is_empty() { Err(CaError::Empty) } else { Ok(roots) }
}

/// How to connect to something whose certificate is signed by one of the authorities in `ca_pem`; if that is empty, by one that the system trusts.
///
/// # Errors
/// [`CaError`].
pub fn client_config(ca_pem: &str) -> Result<Arc<ClientConfig>, CaError> {
    let roots = if ca_pem.trim().is_empty() { of_system() } else { of_text(ca_pem)? };
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| CaError::Configure)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_certificates_are_taken_as_authorities_acc_7() {
        let made = rcgen::generate_simple_self_signed(vec!["ca.example".to_owned()]).unwrap();
        assert!(client_config(&made.cert.pem()).is_ok());
        assert!(client_config("").is_ok());
        assert_eq!(client_config("hello").unwrap_err(), CaError::Empty);
        let odd = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert_eq!(client_config(odd).unwrap_err(), CaError::Odd);
        assert_eq!(client_config(&made.signing_key.serialize_pem()).unwrap_err(), CaError::Empty);
    }
}
