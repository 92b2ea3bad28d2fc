//! How Support Buttons come onto a machine, and how they start sessions (SUP-50).
//!
//! SECURITY: a button's token lies in a file of its user for as long as the button lives. It starts sessions in one queue, one for each new key of a client, as often as the portal lets an address ask; it is worth nothing else, and nothing once it is withdrawn.

use std::net::IpAddr;

use towline_model::{
    AgentKeyId, Author, AuthorKind, ButtonId, Customer, NeededSkill, OfButton, PublicSiteId, Support, UserId, Via, clip,
};
use towline_seal::{SupportTrailer, trailer};
use towline_store::{AskedBy, Stamp, SupportButtonRow, UsableButtonInstaller};

use crate::{
    Engine, Fault, FaultKind,
    portal::agreement_digest,
    secret::{self, Secret},
    sessions::Asked,
    sign_in::too_many,
    support_client::{Agreement, Bound},
};

/// Longest name of a machine that is kept, in bytes.
const MACHINE: usize = 128;

fn bad_token() -> Fault {
    Fault::new(FaultKind::NotFound, "bad_token", "This installer cannot be used any more.")
        .detail("It ran out, was used up, or was removed. Ask your support team for a new one.")
}

impl Engine {
    async fn usable_button_installer(&self, token: &str) -> Result<UsableButtonInstaller, Fault> {
        if !secret::is_token(token) {
            return Err(bad_token());
        }
        self.inner.store.button_installer_usable(secret::hash(token), self.now()).await?.ok_or_else(bad_token)
    }

    /// Whether a button's installer can be used now, so that its script is worth showing.
    ///
    /// # Errors
    /// `bad_token`.
    pub async fn check_button_installer(&self, token: &str) -> Result<(), Fault> {
        self.usable_button_installer(token).await.map(drop)
    }

    /// The icon of what comes of an installer: a PNG.
    ///
    /// # Errors
    /// `bad_token`.
    pub async fn installer_icon(&self, token: &str) -> Result<Vec<u8>, Fault> {
        let usable = self.usable_button_installer(token).await?;
        self.icon_of(usable.profile).await
    }

    /// Uses an installer once: the button is made, and what is appended to its program is returned.
    ///
    /// # Errors
    /// `bad_token`.
    pub async fn take_button(&self, token: &str, machine: &str, address: IpAddr) -> Result<Vec<u8>, Fault> {
        let usable = self.usable_button_installer(token).await?;
        let id = usable.button.unwrap_or_else(|| ButtonId::from_uuid(secret::fresh_id()));
        let author = Author {
            kind: AuthorKind::Installer,
            id: Some(usable.id.uuid()),
            name: usable.description,
            address: address.to_string(),
        };
        let stamp = Stamp { author: author.into(), at: self.now(), seen: None, once: None };
        let own = Secret::fresh::<32>()?;
        let machine = clip(machine, MACHINE);
        let made = self.inner.store.make_button(stamp, secret::hash(token), id, own.hash, machine).await?;
        let made = made.ok_or_else(bad_token)?;
        let face = self.button_face(made.profile).await?;
        let site = &self.inner.site;
        let content = SupportTrailer {
            site: site.url.clone(),
            token: own.text,
            expires_ms: made.expires.unix_ms(),
            organisation: self.site_place(face.site).await?.name,
            behind_proxy: site.behind_proxy,
            button_id: id.to_string(),
            label: face.label,
            comment: face.comment,
            ..SupportTrailer::default()
        };
        trailer(self.keeper().as_ref(), &content).map_err(|error| {
            tracing::error!(%error, "the program of a Support Button could not be made");
            Fault::internal()
        })
    }

    /// A client that was started by a button begins a session, which its key is bound to. Where its site has an agreement, nothing begins and nothing is used up before `agreed` is the digest of it (SUP-3).
    ///
    /// # Errors
    /// `bad_token`: this is no button's; `button_over`, `button_withdrawn`; `too_many_attempts`; `too_many_waiting`.
    pub(crate) async fn start_by_button(
        &self,
        token: &str,
        agreed: &str,
        client: AgentKeyId,
        address: IpAddr,
    ) -> Result<Option<Bound>, Fault> {
        let Some(button) = self.inner.store.support_button_by_token(secret::hash(token)).await? else {
            return Ok(None);
        };
        if button.withdrawn.is_some() {
            return Err(Fault::new(FaultKind::NotPermitted, "button_withdrawn", "This button was withdrawn.")
                .detail("Ask your support team for a new one."));
        }
        let over = || {
            Fault::new(FaultKind::NotPermitted, "button_over", "This button has run out.")
                .detail("Ask your support team for a new one.")
        };
        if button.expires <= self.now() {
            return Err(over());
        }
        let mut asked = self.asked_by(button, client, address).await?;
        let site = self.public_site(asked.support.site.unwrap_or(PublicSiteId::DEFAULT)).await?;
        let digest = agreement_digest(&site.agreement);
        if digest != agreed && !digest.is_empty() {
            self.inner.throttle.anonymous_attempt(address).map_err(|_| too_many())?;
            return Ok(Some(Bound::Agree(Agreement { digest, text: site.agreement })));
        }
        asked.support.agreement = digest;
        self.inner.throttle.ask(address).map_err(|_| too_many())?;
        // Withdrawn in this very moment, if it did not begin.
        self.sessions().ask(asked).await?.ok_or_else(over).map(|session| Some(Bound::Session(session)))
    }

    async fn asked_by(&self, button: SupportButtonRow, client: AgentKeyId, address: IpAddr) -> Result<Asked, Fault> {
        let SupportButtonRow { id, of, machine, .. } = button;
        let issue = match of.kind.issue {
            Some(issue) => self.inner.store.issues().await?.into_iter().find(|row| row.id == issue),
            None => None,
        };
        let face = self.button_face(of.kind.profile).await?;
        let customer = Customer {
            name: of.kind.description.clone(),
            company: String::new(),
            details: String::new(),
            language: String::new(),
            address: address.to_string(),
            phone: false,
        };
        let skills = issue.as_ref().map(|row| row.skills.clone()).unwrap_or_default();
        let support = Support {
            via: Via::SupportButton,
            issue: of.issue_name,
            issue_id: issue.map(|row| row.id),
            button: Some(OfButton { id, description: of.kind.description }),
            skills: skills.into_iter().map(|(id, name)| NeededSkill { id, name }).collect(),
            agreement: String::new(),
            site: face.site,
            site_name: self.site_place(face.site).await?.name,
            customer: customer.bounded(),
        };
        tracing::info!(button = %id, %machine, "a Support Button was clicked");
        // No page comes back to it: the client is the only way in.
        let cookie_hash = Secret::fresh::<32>()?.hash;
        let by = AskedBy::Button { button: id, client };
        Ok(Asked { by, cookie_hash, queue: of.queue, queue_name: of.queue_name, support, custom: Vec::new() })
    }

    /// A button that a session placed or removed is not on its machine.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget_button(&self, rep: Option<UserId>, name: &str, id: ButtonId) -> Result<(), Fault> {
        let author =
            Author { kind: AuthorKind::User, id: rep.map(UserId::uuid), name: name.to_owned(), address: String::new() };
        let stamp = Stamp { author: author.into(), at: self.now(), seen: None, once: None };
        Ok(self.inner.store.forget_button(stamp, id).await?)
    }
}
