//! A message: plain text from the site to one address. Names and subjects of any text become headers that hold nothing else.

use lettre::{
    Address, Message,
    message::{
        Mailbox,
        header::{ContentType, HeaderName, HeaderValue},
    },
};
use uuid::Uuid;

use crate::MailError;

/// Who the site's mail is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The address.
    pub address: String,
    /// What is shown besides it; may be empty.
    pub name: String,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// To whom.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// What it says: plain text with `\n` between lines.
    pub text: String,
}

/// Whether mail can be sent from and to this text. One address, without a name.
pub fn is_address(text: &str) -> bool {
    address(text).is_ok()
}

fn address(text: &str) -> Result<Address, MailError> {
    // SECURITY: an address is a part of a command to the server; nothing in it may end the line or leave the angle brackets.
    let odd =
        |character: char| character.is_control() || character.is_whitespace() || "<>\"\\(),;:".contains(character);
    if text.len() > 254 || text.chars().any(odd) {
        return Err(MailError::Address);
    }
    text.parse().map_err(|_| MailError::Address)
}

/// SECURITY: a line break would begin a header of somebody's own. The library encodes them; here they do not even reach it.
fn one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// The message as it is sent. `host`: the name of this site, for the message's id.
pub(crate) fn message(from: &Sender, letter: &Letter, host: &str) -> Result<Message, MailError> {
    let name = one_line(&from.name);
    let name = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
    let host: String =
        host.chars().filter(|character| character.is_ascii_alphanumeric() || ".-".contains(*character)).collect();
    // Whoever is away answers no machine (RFC 3834).
    let automatic = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".into());
    Message::builder()
        .from(Mailbox::new(name, address(&from.address)?))
        .to(Mailbox::new(None, address(&letter.to)?))
        .subject(one_line(&letter.subject))
        .message_id(Some(format!("<{}@{host}>", Uuid::new_v4())))
        .raw_header(automatic)
        .header(ContentType::TEXT_PLAIN)
        .body(letter.text.replace('\n', "\r\n"))
        .map_err(|_| MailError::Address)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn headers(name: &str, subject: &str, text: &str) -> String {
        let from = Sender { address: "support@example.com".into(), name: name.into() };
        let letter = Letter { to: "jenny@example.com".into(), subject: subject.into(), text: text.into() };
        let whole = String::from_utf8(message(&from, &letter, "help.example").unwrap().formatted()).unwrap();
        whole.split("\r\n\r\n").next().unwrap().to_owned()
    }

    #[test]
    fn an_address_is_one_address_and_nothing_else() {
        for good in ["jenny@example.com", "j.m+tag@sub.example", "o'neill@example.com"] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "",
            "jenny",
            "@example.com",
            "a@b@c",
            "a@example.com\r\nRCPT TO:<b@example.com>",
            "a@example.com> <b@example.com",
            "Jenny <jenny@example.com>",
            "a@example.com,b@example.com",
            "\"a b\"@example.com",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_name_and_no_subject_makes_a_header_of_its_own(name in "(?s).{0,120}", subject in "(?s).{0,200}", text in "(?s).{0,200}") {
            let headers = headers(&name, &subject, &text);
            let names: Vec<&str> = headers
                .split("\r\n")
                .filter(|line| !line.starts_with([' ', '\t']))
                .map(|line| line.split(':').next().unwrap_or_default())
                .collect();
            let known = ["From", "To", "Subject", "Message-ID", "Auto-Submitted", "Content-Type", "Content-Transfer-Encoding", "Date", "MIME-Version"];
            prop_assert!(names.iter().all(|name| known.contains(name)), "{headers}");
            for once in ["From", "To", "Subject"] {
                prop_assert_eq!(names.iter().filter(|name| **name == once).count(), 1, "{}", headers);
            }
            prop_assert!(!headers.replace("\r\n", "").contains(['\r', '\n']), "{headers}");
        }
    }
}
