//! What customers find on a public site besides the field for a key (SUP-1, SUP-32): issues, reps who want to be shown, and the fields that they are asked for.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};
use towline_model::{
    AskedOnPortal, CUSTOM_FIELDS, CustomFieldId, CustomValue, Customer, IssueId, NeededSkill, PublicSiteId, Queue,
    Readiness, Support, UserId, Via, clip, custom_said,
};
use towline_store::{AskedBy, CustomFieldRow, PublicSiteRow};

use crate::{Engine, Fault, FaultKind, Principal, sessions::Asked};

/// Reps that a site shows at most.
const SHOWN: usize = 50;

/// An issue that customers can choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedIssue {
    /// Which one.
    pub id: IssueId,
    /// What it is called.
    pub name: String,
    /// What customers are told of it.
    pub description: String,
}

/// A rep whom customers can choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownRep {
    /// Who.
    pub id: UserId,
    /// What to call them.
    pub name: String,
}

/// A custom field that customers are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedField {
    /// As forms call it.
    pub code_name: String,
    /// What people call it.
    pub name: String,
    /// Whether it must be filled in.
    pub required: bool,
}

/// Who asks, and what with, besides what was chosen.
pub(crate) struct Asking {
    pub(crate) site: Option<PublicSiteId>,
    pub(crate) customer: Customer,
    pub(crate) custom: Vec<(String, String)>,
    pub(crate) cookie_hash: [u8; 32],
}

fn not_offered() -> Fault {
    Fault::new(FaultKind::NotFound, "not_offered", "This cannot be chosen any more.").detail("Choose something else.")
}

/// Which text of an agreement is meant, as pages and sessions say it (SUP-3): its SHA-256 in hexadecimal digits. Of no text: nothing.
pub fn agreement_digest(agreement: &str) -> String {
    let mut text = String::new();
    if !agreement.is_empty() {
        for byte in Sha256::digest(agreement.as_bytes()) {
            let _ = write!(text, "{byte:02x}");
        }
    }
    text
}

/// What was said of the fields that are asked for, as the session keeps it. What nobody asked for is left out.
fn answered(said: &[(String, String)], fields: &[CustomFieldRow]) -> Result<Vec<CustomValue>, Fault> {
    let asked = || fields.iter().filter(|field| field.asked != AskedOnPortal::No);
    let known = said.iter().filter(|(code, _)| asked().any(|field| field.code_name == *code));
    let texts = known.map(|(code, value)| (code.as_str(), value.as_str()));
    let values = custom_said(texts).map_err(|_| Fault::invalid())?;
    let filled = |field: &&CustomFieldRow| values.iter().any(|(code, _)| *code == field.code_name);
    if asked().any(|field| field.asked == AskedOnPortal::Required && !filled(&field)) {
        return Err(Fault::invalid());
    }
    let value = |(code, value): (&str, String)| {
        let field = fields.iter().find(|field| field.code_name == code)?;
        Some(CustomValue { code_name: field.code_name.clone(), name: field.name.clone(), value, shown: field.shown })
    };
    Ok(values.into_iter().filter_map(value).collect())
}

impl Engine {
    /// The issues that customers can choose at a site, by name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn offered_issues(&self, site: &PublicSiteRow) -> Result<Vec<OfferedIssue>, Fault> {
        let issues = self.inner.store.offered_issues(site.id).await?.into_iter();
        Ok(issues.map(|row| OfferedIssue { id: row.id, name: row.name, description: row.description }).collect())
    }

    /// The reps whom customers can choose at a site, by name: those who want to be shown, and can be reached now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn shown_reps(&self, site: &PublicSiteRow) -> Result<Vec<ShownRep>, Fault> {
        if !site.reps {
            return Ok(Vec::new());
        }
        let reachable = self.sessions().reachable().await;
        let willing = self.inner.store.on_portal().await?.into_iter();
        Ok(willing
            .filter(|(user, _)| reachable.contains(user))
            .map(|(id, name)| ShownRep { id, name: clip(&name, 128) })
            .take(SHOWN)
            .collect())
    }

    /// Whether any representative is there for customers (SUP-3): a console is connected, and its person has not said to be away.
    pub async fn somebody_there(&self) -> bool {
        let (reachable, readiness) = (self.sessions().reachable().await, self.sessions().readiness().await);
        reachable.iter().any(|user| readiness.get(user) != Some(&Readiness::Away))
    }

    /// The custom fields that customers are asked for, by name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn asked_fields(&self) -> Result<Vec<AskedField>, Fault> {
        let fields = self.inner.store.custom_fields().await?.into_iter();
        Ok(fields
            .filter(|field| field.asked != AskedOnPortal::No)
            .map(|field| AskedField {
                code_name: field.code_name,
                name: field.name,
                required: field.asked == AskedOnPortal::Required,
            })
            .take(CUSTOM_FIELDS)
            .collect())
    }

    /// Whether another field can be asked for: a session has so many, and all that are asked must fit.
    pub(crate) async fn may_ask_for(&self, id: Option<CustomFieldId>, asked: AskedOnPortal) -> Result<(), Fault> {
        if asked == AskedOnPortal::No {
            return Ok(());
        }
        let fields = self.inner.store.custom_fields().await?;
        let others = fields.iter().filter(|field| field.asked != AskedOnPortal::No && Some(field.id) != id).count();
        if others < CUSTOM_FIELDS {
            return Ok(());
        }
        Err(Fault::invalid().field("asked", format!("Customers are asked for {CUSTOM_FIELDS} fields at most.")))
    }

    /// A session about an issue: it waits in the queue of its team, or in the general one.
    pub(crate) async fn by_issue(&self, issue: IssueId, asking: Asking) -> Result<Asked, Fault> {
        let Asking { site, customer, custom, cookie_hash } = asking;
        let at = self.public_site(site.unwrap_or(PublicSiteId::DEFAULT)).await?;
        let row = self.inner.store.issues().await?.into_iter().find(|row| row.id == issue);
        let row = row.filter(|row| at.issues && at.issue_ids.contains(&row.id)).ok_or_else(not_offered)?;
        let (queue, queue_name) = match row.team {
            Some((team, name)) => (Queue::Team(team), name),
            None => (Queue::General, String::new()),
        };
        let skills = row.skills.into_iter().map(|(id, name)| NeededSkill { id, name }).collect();
        let support = Support {
            via: Via::Issue,
            issue: row.name,
            issue_id: Some(row.id),
            button: None,
            skills,
            agreement: String::new(),
            site,
            site_name: self.site_place(site).await?.name,
            customer: customer.bounded(),
        };
        let custom = answered(&custom, &self.inner.store.custom_fields().await?)?;
        Ok(Asked { by: AskedBy::Portal, cookie_hash, queue, queue_name, support, custom })
    }

    /// A session with a rep who is shown: it waits in their personal queue.
    pub(crate) async fn by_rep(&self, rep: UserId, asking: Asking) -> Result<Asked, Fault> {
        let Asking { site, customer, custom, cookie_hash } = asking;
        let at = self.public_site(site.unwrap_or(PublicSiteId::DEFAULT)).await?;
        let shown = self.shown_reps(&at).await?.into_iter().find(|shown| shown.id == rep).ok_or_else(not_offered)?;
        let support = Support {
            via: Via::PortalRep,
            issue: String::new(),
            issue_id: None,
            button: None,
            skills: Vec::new(),
            agreement: String::new(),
            site,
            site_name: self.site_place(site).await?.name,
            customer: customer.bounded(),
        };
        let custom = answered(&custom, &self.inner.store.custom_fields().await?)?;
        Ok(Asked {
            by: AskedBy::Portal,
            cookie_hash,
            queue: Queue::Personal(rep),
            queue_name: shown.name,
            support,
            custom,
        })
    }

    /// Whether any public site shows reps, so that somebody's wish to be shown means something.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn shows_reps(&self) -> Result<bool, Fault> {
        Ok(self.inner.store.shows_reps().await?)
    }

    /// The skills of a rep, for the sessions that need some.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn skills_of(&self, principal: &Principal) -> Result<Vec<towline_model::SkillId>, Fault> {
        let skills = self.inner.store.user_skills(principal.user_id).await?;
        Ok(skills.into_iter().map(|(skill, _)| skill).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(code: &str, asked: AskedOnPortal, shown: bool) -> CustomFieldRow {
        let id = CustomFieldId::from_uuid(uuid::Uuid::from_u128(1));
        CustomFieldRow { id, name: code.to_uppercase(), code_name: code.into(), shown, asked, seen: None }
    }

    #[test]
    fn only_fields_that_are_asked_for_are_taken_from_a_customer_sup_1() {
        let fields = [
            field("serial", AskedOnPortal::Required, true),
            field("room", AskedOnPortal::Optional, false),
            field("ticket", AskedOnPortal::No, true),
        ];
        let said = |pairs: &[(&str, &str)]| {
            let said: Vec<_> = pairs.iter().map(|(code, value)| ((*code).to_owned(), (*value).to_owned())).collect();
            answered(&said, &fields).map(|kept| {
                kept.into_iter()
                    .map(|value| format!("{}={} {}", value.name, value.value, value.shown))
                    .collect::<Vec<_>>()
            })
        };
        assert_eq!(
            said(&[("serial", " 47\u{202e}11\n"), ("ticket", "1"), ("x", "y")]),
            Ok(vec!["SERIAL=4711 true".into()])
        );
        assert_eq!(said(&[("room", "3"), ("serial", "1")]).map(|kept| kept.len()), Ok(2));
        for missing in [&[("room", "3")][..], &[("serial", " ")], &[("serial", "1"), ("serial", "2")]] {
            assert_eq!(said(missing).err().map(|fault| fault.code), Some("invalid"), "{missing:?}");
        }
        assert!(said(&[("serial", &"x".repeat(300))]).is_err());
    }
}
