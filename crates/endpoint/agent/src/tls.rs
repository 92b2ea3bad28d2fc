//! TLS to the appliance. Any certificate is taken: who answers is proved inside by the appliance's pinned key over this channel's binding (`docs/wire.md`,
//! "Agent handshake"), so the agent needs no certificate authority and a TLS inspection in between is noticed.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rustls::{
    ClientConfig, DigitallySignedStruct, Error, SignatureScheme,
    client::{
        Resumption,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::{CryptoProvider, ring, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
    server::ParsedCertificate,
    version::TLS13,
};
use sha2::{Digest as _, Sha256};

/// Label of the TLS exporter (RFC 9266).
const EXPORTER_LABEL: &[u8] = b"EXPORTER-Channel-Binding";

/// The configuration of every link.
pub(crate) fn config() -> Result<Arc<ClientConfig>, Error> {
    let provider = Arc::new(ring::default_provider());
    // Only TLS 1.3: its exporter is bound to the whole handshake (RFC 9266).
    let mut config = ClientConfig::builder_with_provider(provider.clone())
        .with_protocol_versions(&[&TLS13])?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(AnyCertificate(provider)))
        .with_no_client_auth();
    config.resumption = Resumption::disabled();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// What ties the inner handshake to this very channel.
pub(crate) fn channel_binding(connection: &rustls::ClientConnection) -> Result<[u8; 32], Error> {
    connection.export_keying_material([0; 32], EXPORTER_LABEL, None)
}

/// The key of the certificate that was shown, as curl takes it: `sha256//…`. Worth something only once the appliance has proved itself over this very channel.
pub(crate) fn certificate_pin(connection: &rustls::ClientConnection) -> Option<String> {
    let shown = ParsedCertificate::try_from(connection.peer_certificates()?.first()?).ok()?;
    let key = shown.subject_public_key_info();
    Some(format!("sha256//{}", STANDARD.encode(Sha256::digest(key.as_ref()))))
}

/// SECURITY: says yes to every certificate, but still checks that the other side holds its key. Nothing is believed of what comes over the channel before the appliance's pinned
/// key has signed the channel's binding.
#[derive(Debug)]
struct AnyCertificate(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(Error::General("only TLS 1.3 is spoken".to_owned()))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
