//! Why a message was not sent, in words that help whoever set the server up.

use std::{error::Error as _, io};

use lettre::transport::smtp;
use thiserror::Error;

/// Bytes of a server's own words that are passed on.
const WORDS: usize = 200;

/// Why a message was not sent.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MailError {
    /// An address is none, or the server cannot take one with such characters.
    #[error("this is no address that mail can be sent from or to")]
    Address,
    /// The certificate authorities that were given cannot be read.
    #[error("the certificate authorities cannot be read")]
    Authorities,
    /// Nothing answers there.
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
    /// It answered too slowly, or stopped answering.
    #[error("the server did not answer in time")]
    Slow,
    /// Its certificate is not trusted.
    #[error("the server's certificate is not trusted: {0}")]
    Certificate(String),
    /// TLS was not begun, or broke off.
    #[error("there is no TLS at this port, or it broke off")]
    Tls,
    /// It does not offer STARTTLS.
    #[error("the server does not offer STARTTLS")]
    NoStartTls,
    /// It takes no user and password, or in no way that is known here.
    #[error("the server takes no user and password")]
    NoLogin,
    /// The user or the password is wrong.
    #[error("the server refused the user or the password: {0}")]
    Login(String),
    /// It takes no mail from this sender.
    #[error("the server refused the sender: {0}")]
    Sender(String),
    /// It takes no mail for this recipient.
    #[error("the server refused the recipient: {0}")]
    Recipient(String),
    /// It refused something else.
    #[error("the server refused the message: {0}")]
    Refused(String),
    /// What answers does not speak SMTP.
    #[error("what answers there is no mail server")]
    Odd,
}

impl MailError {
    /// A sentence for the person who set the server up, with what to do.
    pub fn sentence(&self) -> String {
        let said = |start: &str, words: &str| {
            let words = words.trim_end_matches('.');
            if words.is_empty() { format!("{start}.") } else { format!("{start}. It said: {words}.") }
        };
        match self {
            MailError::Address => "The sender or the recipient is no address that this server can use.".into(),
            MailError::Authorities => "The certificate authorities cannot be read. Paste them in PEM form.".into(),
            MailError::Unreachable(why) => {
                format!("The server cannot be reached ({why}). Check its name and the port, and firewalls between.")
            }
            MailError::Slow => {
                "The server did not answer in time. Check its name, the port and the kind of security.".into()
            }
            MailError::Certificate(why) => {
                format!("The server's certificate is not trusted ({why}). If it is signed by an authority of your own, paste that authority's certificate.")
            }
            MailError::Tls => {
                "There is no TLS at this port, or it broke off. TLS from the start is usually at port 465, STARTTLS at 587.".into()
            }
            MailError::NoStartTls => {
                "The server does not offer STARTTLS at this port, so nothing was sent. Choose another port or kind of security.".into()
            }
            MailError::NoLogin => {
                "The server takes no user and password here. Leave both empty, or choose another port or kind of security.".into()
            }
            MailError::Login(words) => said("The server refused the user or the password", words),
            MailError::Sender(words) => said("The server takes no mail from this sender", words),
            MailError::Recipient(words) => said("The server takes no mail for this recipient", words),
            MailError::Refused(words) => said("The server refused the message", words),
            MailError::Odd => "What answers there is no mail server. Check the port and the kind of security.".into(),
        }
    }

    /// Whether it is about one recipient only: mail to others may well be sent.
    pub fn is_of_the_recipient(&self) -> bool {
        matches!(self, MailError::Recipient(_) | MailError::Address)
    }
}

/// Foreign words: one line, without what draws nothing, and not many.
fn clipped(words: &str) -> String {
    let mut kept = String::new();
    for character in words.chars().map(|character| if character.is_whitespace() { ' ' } else { character }) {
        let hidden = character.is_control()
            || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}');
        if kept.len() + character.len_utf8() > WORDS {
            break;
        }
        if !hidden {
            kept.push(character);
        }
    }
    kept.trim().to_owned()
}

/// What a server said to a command that it refused.
pub(crate) fn words(error: &smtp::Error) -> String {
    clipped(&error.source().map(ToString::to_string).unwrap_or_default())
}

/// What a failure means that is no refusal of the server.
pub(crate) fn broken(error: &smtp::Error, tls: bool) -> MailError {
    if error.is_timeout() {
        return MailError::Slow;
    }
    let mut source = error.source();
    while let Some(inner) = source {
        if let Some(io) = inner.downcast_ref::<io::Error>() {
            // What TLS has to say travels inside of an error of reading.
            return match io.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
                Some(rustls::Error::InvalidCertificate(why)) => MailError::Certificate(clipped(&why.to_string())),
                Some(_) => MailError::Tls,
                None if tls && io.kind() == io::ErrorKind::UnexpectedEof => MailError::Tls,
                None if io.kind() == io::ErrorKind::InvalidData => MailError::Odd,
                None => MailError::Unreachable(clipped(&io.to_string())),
            };
        }
        source = inner.source();
    }
    if error.is_tls() {
        MailError::Tls
    } else if error.is_response() || error.is_client() {
        MailError::Odd
    } else {
        MailError::Unreachable(words(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_says_is_one_short_line_of_text() {
        let said = clipped("5.7.1 go\r\naway\u{202e}\u{0} please ");
        assert_eq!(said, "5.7.1 go  away please");
        assert!(clipped(&"ä".repeat(500)).len() <= WORDS);
    }
}
