//! Installers: what an administrator makes so that agents can be installed (JMP-10).

use std::time::Duration;

use towline_model::{InstallerId, Place, SessionPolicyId, clip};
use towline_policy::{Granted, action};
use towline_store::{InstallerRow, MOST, NewInstaller};

use crate::{
    Engine, Fault, FaultKind, groups,
    secret::{self, Secret},
};

/// What an administrator asks for.
#[derive(Debug, Clone)]
pub struct InstallerOrder {
    /// The list that the items go to.
    pub place: Place,
    /// Name of the items; empty: the machine's own.
    pub name: String,
    /// Tag of the items.
    pub tag: String,
    /// Comments of the items.
    pub comments: String,
    /// For how many hours: 1 to 8760.
    pub valid_hours: u32,
    /// How often: 1 to 10000.
    pub uses: u32,
    /// Session policy of the items while a person is at the endpoint.
    pub attended: Option<SessionPolicyId>,
    /// Session policy of the items while nobody is.
    pub unattended: Option<SessionPolicyId>,
}

/// A fresh installer: the only time that its token is told.
#[derive(Debug, Clone)]
pub struct MadeInstaller {
    /// The installer.
    pub row: InstallerRow,
    /// Its token.
    pub token: String,
    /// What to type on the endpoint.
    pub command: String,
}

impl Engine {
    /// All installers, the newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn installers(&self, _granted: Granted<action::ManageInstallers>) -> Result<Vec<InstallerRow>, Fault> {
        Ok(self.inner.store.installers(MOST).await?)
    }

    /// Makes an installer.
    ///
    /// # Errors
    /// `invalid`; `not_permitted` for somebody else's personal list.
    pub async fn create_installer(
        &self,
        granted: Granted<action::ManageInstallers>,
        order: InstallerOrder,
    ) -> Result<MadeInstaller, Fault> {
        let actor = granted.actor().clone();
        if matches!(order.place, Place::Personal(owner) if owner != actor.user) {
            return Err(Fault::not_permitted());
        }
        let mut fault = Fault::invalid();
        let (name, tag) = (clip(&order.name, 256), clip(&order.tag, 256));
        for (field, text) in [("name", &order.name), ("tag", &order.tag)] {
            if text.len() > 200 {
                fault = fault.field(field, "Use at most 200 bytes.");
            }
        }
        let comments = groups::comments(&order.comments, &mut fault);
        if !(1..=8760).contains(&order.valid_hours) {
            fault = fault.field("valid_hours", "Choose between 1 hour and 8760 hours (one year).");
        }
        if !(1..=10_000).contains(&order.uses) {
            fault = fault.field("uses", "Choose between 1 and 10000 installations.");
        }
        if !fault.fields.is_empty() {
            return Err(fault);
        }
        let token = Secret::fresh::<32>()?;
        let now = self.now();
        let id = InstallerId::from_uuid(secret::fresh_id());
        let made = self
            .inner
            .store
            .create_installer(
                self.stamp(&actor),
                NewInstaller {
                    id,
                    token_hash: token.hash,
                    place: order.place,
                    name,
                    tag,
                    comments,
                    expires: now + Duration::from_secs(u64::from(order.valid_hours) * 3600),
                    uses_allowed: order.uses,
                    created: now,
                    created_by: actor.user,
                    attended: order.attended,
                    unattended: order.unattended,
                    pin: None,
                },
            )
            .await?;
        if !made {
            return Err(Fault::invalid().field("location", "This group or session policy does not exist any more."));
        }
        let rows = self.inner.store.installers(MOST).await?;
        let row = rows.into_iter().find(|row| row.id == id).ok_or_else(Fault::not_found)?;
        let command = self.one_line(&format!("/i/{}", token.text), "sudo sh");
        Ok(MadeInstaller { row, command, token: token.text })
    }

    /// Removes an installer: its token is worth nothing any more.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn remove_installer(
        &self,
        granted: Granted<action::ManageInstallers>,
        id: InstallerId,
    ) -> Result<(), Fault> {
        if self.inner.store.remove_installer(self.stamp(granted.actor()), id).await? {
            Ok(())
        } else {
            Err(Fault::not_found())
        }
    }

    /// Whether an installer's token can be used now, so that its script is worth showing.
    ///
    /// # Errors
    /// `bad_token`.
    pub async fn check_installer(&self, token: &str) -> Result<(), Fault> {
        if secret::is_token(token) && self.inner.store.installer_usable(secret::hash(token), self.now()).await? {
            return Ok(());
        }
        Err(Fault::new(FaultKind::NotFound, "bad_token", "This installer cannot be used any more.")
            .detail("It ran out, was used up, or was removed. Make a new one under Jump > Jump Clients."))
    }

    /// Whether an installer is still worth something.
    pub fn installer_valid(&self, row: &InstallerRow) -> bool {
        row.expires > self.now() && row.uses < row.uses_allowed
    }

    /// One line for a shell, which fetches a script of the site and runs it. With a pin of the certificate's key even a generated certificate is safe.
    pub(crate) fn one_line(&self, path: &str, shell: &str) -> String {
        let url = &self.inner.site.url;
        match self.pin() {
            Some(pin) => format!("curl -fsS --insecure --pinnedpubkey '{pin}' {url}{path} | {shell}"),
            None => format!("curl -fsS {url}{path} | {shell}"),
        }
    }
}
