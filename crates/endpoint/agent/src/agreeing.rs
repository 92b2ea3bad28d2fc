//! What is to be accepted before a Support Button's click begins anything (SUP-3). Nothing is connected while a person reads; what they accepted goes with the next hello, and the appliance decides.

use std::{cell::RefCell, rc::Rc};

use tokio::sync::Notify;
use towline_wire::v1::{CustomerAgreement, agent_down};

use crate::{
    connect::{ANSWER, Link, LinkError, next},
    customer::News,
};

/// Of the text.
const BYTES: u32 = 64 * 1024;
/// Messages that it may come in.
const PARTS: usize = 64;
/// Of a digest: SHA-256 in hexadecimal digits.
const DIGEST: usize = 64;

/// A text, and which it is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Agreement {
    digest: String,
    text: String,
}

/// What is to be accepted, and was.
pub(crate) struct Agreeing {
    news: Rc<dyn Fn(News)>,
    open: RefCell<Option<String>>,
    agreed: RefCell<String>,
    accepted: Notify,
}

impl Agreeing {
    pub(crate) fn new(news: Rc<dyn Fn(News)>) -> Agreeing {
        Agreeing { news, open: RefCell::default(), agreed: RefCell::default(), accepted: Notify::new() }
    }

    /// For the next hello.
    pub(crate) fn agreed(&self) -> String {
        self.agreed.borrow().clone()
    }

    /// Whether the person is asked.
    pub(crate) fn is_open(&self) -> bool {
        self.open.borrow().is_some()
    }

    /// Asks, and waits until it is accepted.
    pub(crate) async fn ask(&self, agreement: Agreement) {
        *self.open.borrow_mut() = Some(agreement.digest);
        (self.news)(News::Agreement(Some(agreement.text)));
        self.accepted.notified().await;
        (self.news)(News::Agreement(None));
    }

    pub(crate) fn accept(&self) {
        if let Some(digest) = self.open.borrow_mut().take() {
            *self.agreed.borrow_mut() = digest;
            self.accepted.notify_one();
        }
    }
}

/// Reads the text, in as many messages as it comes.
pub(crate) async fn read(link: &mut Link) -> Result<Agreement, LinkError> {
    let mut whole = Agreement { digest: String::new(), text: String::new() };
    for _ in 0..PARTS {
        let part = loop {
            if let agent_down::Body::Agreement(part) = next(&mut link.socket, ANSWER).await? {
                break part;
            }
        };
        if add(&mut whole, part)? {
            return Ok(whole);
        }
    }
    Err(LinkError::Protocol("an agreement without an end"))
}

/// `true`: it is whole.
fn add(whole: &mut Agreement, part: CustomerAgreement) -> Result<bool, LinkError> {
    let CustomerAgreement { digest, bytes, text } = part;
    let bytes = usize::try_from(bytes.min(BYTES)).unwrap_or(0);
    whole.text.push_str(&text);
    whole.digest = digest;
    if whole.text.is_empty() || whole.text.len() > bytes || whole.digest.len() > DIGEST {
        return Err(LinkError::Protocol("a malformed agreement"));
    }
    Ok(whole.text.len() == bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(bytes: u32, text: &str) -> CustomerAgreement {
        CustomerAgreement { digest: "abc".into(), bytes, text: text.into() }
    }

    #[test]
    fn a_text_is_whole_when_all_of_it_is_there_and_never_longer_sup_3() {
        let mut whole = Agreement { digest: String::new(), text: String::new() };
        assert!(!add(&mut whole, part(5, "ab")).unwrap());
        assert!(add(&mut whole, part(5, "cde")).unwrap());
        assert_eq!(whole, Agreement { digest: "abc".into(), text: "abcde".into() });
        for odd in [part(5, "f"), part(0, ""), part(u32::MAX, &"x".repeat(70_000))] {
            assert!(add(&mut whole, odd).is_err());
        }
    }
}
