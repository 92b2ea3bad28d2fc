//! Who this agent is and whom it belongs to: its key, the appliance's pinned key and address.

use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose};
use thiserror::Error;
use towline_seal::{INSTANCE_BYTES, SecretKey};

/// All that an agent needs to know of itself to connect.
pub struct Identity {
    /// Where the appliance is.
    pub site: Site,
    /// The appliance's own key, pinned at the installation.
    pub appliance_key: [u8; 32],
    /// The agent's key.
    pub key: SecretKey,
    /// Random, made when the process starts: tells a reconnect from a copied disk (JMP-11).
    pub instance: [u8; INSTANCE_BYTES],
    /// Installed for an appliance behind a proxy that ends the TLS: no channel binding is then accepted.
    pub behind_proxy: bool,
    /// "service" or "user".
    pub install_mode: String,
    /// Told instead of the host's name, where one machine runs several agents.
    pub name: Option<String>,
}

/// The appliance's address: `https://support.example.com`, with a port where it is not 443.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    host: String,
    port: u16,
}

/// A text that is no site's address.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the site must be an address such as https://support.example.com")]
pub struct SiteError;

impl Site {
    /// Name or address of the host, without brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Host and port as they stand in an address.
    pub(crate) fn authority(&self) -> String {
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        if self.port == 443 { host } else { format!("{host}:{}", self.port) }
    }
}

impl FromStr for Site {
    type Err = SiteError;

    fn from_str(text: &str) -> Result<Self, SiteError> {
        let rest = text.trim().strip_prefix("https://").ok_or(SiteError)?;
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        let (host, port) = match authority.strip_prefix('[') {
            Some(rest) => {
                let (host, rest) = rest.split_once(']').ok_or(SiteError)?;
                (host, if rest.is_empty() { None } else { Some(rest.strip_prefix(':').ok_or(SiteError)?) })
            }
            None => match authority.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (authority, None),
            },
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '_');
        if host.is_empty() || host.len() > 253 || !host.chars().all(plain) {
            return Err(SiteError);
        }
        let port = port.map_or(Ok(443), |port| port.parse().map_err(|_| SiteError))?;
        Ok(Site { host: host.to_owned(), port })
    }
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "https://{}", self.authority())
    }
}

/// A key as people copy it: Base64 of 32 bytes, either alphabet, with or without padding.
pub fn parse_key(text: &str) -> Option<[u8; 32]> {
    let text = text.trim().trim_end_matches('=');
    let bytes =
        general_purpose::STANDARD_NO_PAD.decode(text).or_else(|_| general_purpose::URL_SAFE_NO_PAD.decode(text));
    bytes.ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_read_as_people_write_it() {
        for (text, host, port, shown) in [
            ("https://support.example.com", "support.example.com", 443, "https://support.example.com"),
            ("https://localhost:8443/", "localhost", 8443, "https://localhost:8443"),
            ("https://[::1]:8443", "::1", 8443, "https://[::1]:8443"),
            (" https://10.0.0.1 ", "10.0.0.1", 443, "https://10.0.0.1"),
        ] {
            let site: Site = text.parse().unwrap();
            assert_eq!((site.host(), site.port(), site.to_string().as_str()), (host, port, shown));
        }
        for text in
            ["", "http://a", "https://", "https://a/b", "https://a b", "https://a:99999", "https://[::1", "https://u@a"]
        {
            assert_eq!(text.parse::<Site>(), Err(SiteError), "{text}");
        }
    }

    #[test]
    fn a_key_is_read_in_either_alphabet() {
        let key = [0xfb; 32];
        for text in [general_purpose::STANDARD.encode(key), general_purpose::URL_SAFE_NO_PAD.encode(key)] {
            assert_eq!(parse_key(&text), Some(key));
        }
        assert_eq!(parse_key("c2hvcnQ"), None);
        assert_eq!(parse_key("not base64!"), None);
    }
}
