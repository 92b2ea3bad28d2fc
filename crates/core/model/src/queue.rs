//! Queues, in which sessions wait until somebody takes them (SUP-30), and what is known of a customer.

use serde::{Deserialize, Serialize};

use crate::{ButtonId, IssueId, PublicSiteId, SkillId, TeamId, UserId, clip};

/// Longest name of a customer in bytes.
pub const CUSTOMER_NAME: usize = 64;
/// Longest of the other texts about a customer's company and language in bytes.
pub const CUSTOMER_TEXT: usize = 128;
/// Longest description of a customer's problem in bytes.
pub const CUSTOMER_DETAILS: usize = 2048;

/// Where a session waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Queue {
    /// For one rep.
    Personal(UserId),
    /// For whoever of a team is faster.
    Team(TeamId),
    /// For whoever gives support.
    General,
}

/// Who asks for support. All of it is said by the customer, and hostile: bounded, shown as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// What to call them; never empty.
    pub name: String,
    /// Whom they belong to.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub company: String,
    /// What they wrote before the session.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub details: String,
    /// Tag of the language of their pages.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// Public address that they came from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// Their browser is one of a phone or tablet: nothing there can be controlled (SUP-26).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub phone: bool,
}

impl Customer {
    /// The same within the bounds; somebody without a name is called a customer.
    #[must_use]
    pub fn bounded(self) -> Self {
        let name = clip(&self.name, CUSTOMER_NAME);
        Customer {
            name: if name.is_empty() { "Customer".to_owned() } else { name },
            company: clip(&self.company, CUSTOMER_TEXT),
            details: paragraphs(&self.details, CUSTOMER_DETAILS),
            language: clip(&self.language, 16),
            address: clip(&self.address, 64),
            phone: self.phone,
        }
    }
}

/// Plain text of several lines: each without its unwanted characters, all of them within so many bytes.
pub fn paragraphs(text: &str, bytes: usize) -> String {
    let mut kept = String::new();
    for line in text.trim().lines() {
        let line = clip(line, bytes);
        let joint = usize::from(!kept.is_empty());
        if kept.len() + joint + line.len() > bytes {
            break;
        }
        if joint > 0 {
            kept.push('\n');
        }
        kept.push_str(&line);
    }
    kept.trim_end().to_owned()
}

/// How a session came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// By a session key, typed or followed as a link (SUP-10).
    SessionKey,
    /// By an issue, chosen on the portal (SUP-32).
    Issue,
    /// By a rep, chosen on the portal (SUP-32).
    PortalRep,
    /// By a Support Button on the customer's machine (SUP-50).
    SupportButton,
}

impl Via {
    /// Its stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Via::SessionKey => "session_key",
            Via::Issue => "issue",
            Via::PortalRep => "portal_rep",
            Via::SupportButton => "support_button",
        }
    }
}

/// A skill that an issue needs, as it was called when the issue was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeededSkill {
    /// Which one.
    pub id: SkillId,
    /// Its name.
    pub name: String,
}

/// The Support Button that a session was started with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfButton {
    /// Which one.
    pub id: ButtonId,
    /// What representatives call it.
    pub description: String,
}

/// What a session was asked for with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Support {
    /// How.
    pub via: Via,
    /// The issue, as it was called.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub issue: String,
    /// Which issue that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issue_id: Option<IssueId>,
    /// The Support Button, if it came by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub button: Option<OfButton>,
    /// What somebody must be good at to handle it, all of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<NeededSkill>,
    /// SHA-256 of the agreement that the customer accepted, in hexadecimal digits; empty: there was none to accept (SUP-3).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub agreement: String,
    /// The public site; none: the default one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<PublicSiteId>,
    /// Its name at the time.
    pub site_name: String,
    /// By whom.
    pub customer: Customer,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_customer_says_of_themselves_is_plain_and_bounded_sup_1() {
        let hostile = Customer {
            name: format!("<b>{}\u{202e}", "x".repeat(500)),
            company: "A\nB".into(),
            details: format!("one\u{7}\r\n\r\ntwo\n{}", "y".repeat(5000)),
            language: "de".into(),
            address: "2001:db8::1".into(),
            phone: true,
        };
        let bounded = hostile.bounded();
        assert_eq!(bounded.name.len(), CUSTOMER_NAME);
        assert_eq!(bounded.company, "AB");
        assert!(bounded.details.starts_with("one\n\ntwo"), "{:?}", bounded.details);
        assert!(bounded.details.len() <= CUSTOMER_DETAILS);
        assert_eq!(bounded.clone().bounded(), bounded);
        let nobody = Customer {
            name: " \u{feff}".into(),
            company: String::new(),
            details: String::new(),
            language: String::new(),
            address: String::new(),
            phone: false,
        };
        assert_eq!(nobody.bounded().name, "Customer");
    }
}
