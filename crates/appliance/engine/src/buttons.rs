//! Support Buttons (SUP-50), for those who configure the site and those who deploy them: how they look, what lets one be installed, and which there are. How they come onto a machine and start sessions is in `button_starts`.

use std::time::Duration;

use sha2::{Digest as _, Sha256};
use towline_model::{
    ButtonId, ButtonInstallerId, ButtonProfileId, IssueId, Logo, LogoKind, PublicSiteId, Queue, TeamId, clip,
};
use towline_policy::{Actor, Granted, action, authorize};
use towline_store::{
    ButtonInstallerRow, ButtonKind, ButtonProfileChange, ButtonProfileRow, MOST, NewButtonInstaller, SupportButtonRow,
};

use crate::{
    Engine, Fault, Principal,
    groups::name,
    policies::changed,
    secret::{self, Secret},
};

/// The icon of profiles without one of their own: a PNG.
pub const BUTTON_ICON: &[u8] = include_bytes!("../assets/support-button.png");
/// Longest icon in bytes.
pub const BUTTON_ICON_BYTES: usize = 64 * 1024;
/// Sides that an icon can have, in pixels.
const SIDES: std::ops::RangeInclusive<u32> = 16..=512;
const LABEL: usize = 40;
const COMMENT: usize = 200;
const DESCRIPTION: usize = 200;
/// Longest life of a button in days.
const DAYS: u32 = 3650;
/// How long the installer of a session can be used.
const MOMENT: Duration = Duration::from_secs(5 * 60);

/// A button as somebody wants it.
#[derive(Debug, Clone)]
pub struct ButtonOrder {
    /// What representatives call it.
    pub description: String,
    /// Its profile.
    pub profile: ButtonProfileId,
    /// Where its sessions wait.
    pub queue: Queue,
    /// The issue that they are about; it says where they wait.
    pub issue: Option<IssueId>,
    /// For how many days it can be used: 1 to 3650.
    pub days: u32,
}

/// An installer as somebody wants it.
#[derive(Debug, Clone)]
pub struct ButtonInstallerOrder {
    /// What comes of it.
    pub button: ButtonOrder,
    /// For how many hours: 1 to 8760.
    pub valid_hours: u32,
    /// How often: 1 to 10000.
    pub uses: u32,
}

/// A fresh installer: the only time that its token is told.
#[derive(Debug, Clone)]
pub struct MadeButtonInstaller {
    /// The installer.
    pub row: ButtonInstallerRow,
    /// What to type on the machine.
    pub command: String,
}

/// What a button can be made of.
#[derive(Debug, Clone)]
pub struct ButtonChoices {
    /// All profiles, by name.
    pub profiles: Vec<ButtonProfileRow>,
    /// Teams by name: those of whoever asks; all of them for who configures the site.
    pub teams: Vec<(TeamId, String)>,
    /// Issues by name, with the name of their team.
    pub issues: Vec<(IssueId, String, String)>,
}

/// A button that may be deployed.
pub struct ButtonPlan {
    actor: Actor,
    kind: ButtonKind,
    days: u32,
    made_by: String,
}

impl ButtonPlan {
    /// What representatives call it.
    pub fn description(&self) -> &str {
        &self.kind.description
    }
}

fn checked(change: ButtonProfileChange) -> Result<ButtonProfileChange, Fault> {
    let mut fault = Fault::invalid();
    let label = change.label.map(|text| clip(&text, 1024));
    if let Some(text) = &label {
        if text.is_empty() {
            fault.fields.insert("label", "Enter what stands below the icon.".into());
        } else if text.len() > LABEL {
            fault.fields.insert("label", format!("Use at most {LABEL} bytes."));
        }
    }
    let comment = change.comment.map(|text| clip(&text, 1024));
    if comment.as_ref().is_some_and(|text| text.len() > COMMENT) {
        fault.fields.insert("comment", format!("Use at most {COMMENT} bytes."));
    }
    let name = change.name.map(|text| name(&text, &mut fault));
    if fault.fields.is_empty() {
        Ok(ButtonProfileChange { name, label, comment, site: change.site })
    } else {
        Err(fault)
    }
}

fn gone() -> Fault {
    Fault::invalid().field("profile_id", "This profile, queue or issue does not exist any more.")
}

impl Engine {
    /// All profiles.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn button_profiles(
        &self,
        _granted: Granted<action::ManageConfiguration>,
    ) -> Result<Vec<ButtonProfileRow>, Fault> {
        Ok(self.inner.store.button_profiles().await?)
    }

    async fn button_profile(&self, id: ButtonProfileId) -> Result<ButtonProfileRow, Fault> {
        let profiles = self.inner.store.button_profiles().await?;
        profiles.into_iter().find(|row| row.id == id).ok_or_else(Fault::not_found)
    }

    /// Makes a profile.
    ///
    /// # Errors
    /// `invalid`.
    pub async fn create_button_profile(
        &self,
        granted: Granted<action::ManageConfiguration>,
        new: ButtonProfileChange,
    ) -> Result<ButtonProfileRow, Fault> {
        let id = ButtonProfileId::from_uuid(secret::fresh_id());
        let new = checked(new)?;
        changed(self.inner.store.create_button_profile(self.stamp(granted.actor()), id, new).await?)?;
        self.button_profile(id).await
    }

    /// Changes a profile. Buttons that are on machines keep their icon and its label.
    ///
    /// # Errors
    /// `not_found`, `invalid`.
    pub async fn change_button_profile(
        &self,
        granted: Granted<action::ManageConfiguration>,
        id: ButtonProfileId,
        change: ButtonProfileChange,
    ) -> Result<ButtonProfileRow, Fault> {
        let change = checked(change)?;
        changed(self.inner.store.change_button_profile(self.stamp(granted.actor()), id, change).await?)?;
        self.button_profile(id).await
    }

    /// Removes a profile that is not the default one.
    ///
    /// # Errors
    /// `not_found`, `in_use`.
    pub async fn remove_button_profile(
        &self,
        granted: Granted<action::ManageConfiguration>,
        id: ButtonProfileId,
    ) -> Result<(), Fault> {
        changed(self.inner.store.remove_button_profile(self.stamp(granted.actor()), id).await?)
    }

    /// The icon of a profile: its own, or the one that is built in. A PNG.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn button_icon(
        &self,
        _granted: Granted<action::Converse>,
        id: ButtonProfileId,
    ) -> Result<Vec<u8>, Fault> {
        self.button_profile(id).await?;
        self.icon_of(Some(id)).await
    }

    pub(crate) async fn icon_of(&self, profile: Option<ButtonProfileId>) -> Result<Vec<u8>, Fault> {
        let own = self.inner.store.button_icon(profile.unwrap_or(ButtonProfileId::DEFAULT)).await?;
        Ok(own.unwrap_or_else(|| BUTTON_ICON.to_vec()))
    }

    /// Gives a profile an icon.
    ///
    /// # Errors
    /// `not_found`, `invalid`.
    pub async fn set_button_icon(
        &self,
        granted: Granted<action::ManageConfiguration>,
        id: ButtonProfileId,
        bytes: Vec<u8>,
    ) -> Result<ButtonProfileRow, Fault> {
        let picture = Logo::read(&bytes).ok();
        let fits = picture.is_some_and(|picture| {
            picture.kind == LogoKind::Png && picture.width == picture.height && SIDES.contains(&picture.width)
        });
        if !fits || bytes.len() > BUTTON_ICON_BYTES {
            let sentence = "Use a square PNG picture of 16 to 512 pixels and at most 64 KiB.";
            return Err(Fault::invalid().field("icon", sentence));
        }
        let hash = Sha256::digest(&bytes).into();
        changed(self.inner.store.set_button_icon(self.stamp(granted.actor()), id, Some((bytes, hash))).await?)?;
        self.button_profile(id).await
    }

    /// Back to the icon that is built in.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn remove_button_icon(
        &self,
        granted: Granted<action::ManageConfiguration>,
        id: ButtonProfileId,
    ) -> Result<(), Fault> {
        changed(self.inner.store.set_button_icon(self.stamp(granted.actor()), id, None).await?)
    }

    /// Buttons on machines, the newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn support_buttons(
        &self,
        _granted: Granted<action::ManageConfiguration>,
    ) -> Result<Vec<SupportButtonRow>, Fault> {
        Ok(self.inner.store.support_buttons(MOST).await?)
    }

    /// From now on a button starts no session; at its next click it says so, and removes itself.
    ///
    /// # Errors
    /// `not_found`: there is none, or it does not start any already.
    pub async fn withdraw_button(
        &self,
        granted: Granted<action::ManageConfiguration>,
        id: ButtonId,
    ) -> Result<(), Fault> {
        let done = self.inner.store.withdraw_button(self.stamp(granted.actor()), id).await?;
        if done { Ok(()) } else { Err(Fault::not_found()) }
    }

    /// All installers, the newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn button_installers(
        &self,
        _granted: Granted<action::ManageConfiguration>,
    ) -> Result<Vec<ButtonInstallerRow>, Fault> {
        Ok(self.inner.store.button_installers(MOST).await?)
    }

    /// Whether an installer is still worth something.
    pub fn button_installer_valid(&self, row: &ButtonInstallerRow) -> bool {
        row.expires > self.now() && row.uses < row.uses_allowed
    }

    /// Makes an installer.
    ///
    /// # Errors
    /// `invalid`.
    pub async fn create_button_installer(
        &self,
        granted: Granted<action::ManageConfiguration>,
        order: ButtonInstallerOrder,
    ) -> Result<MadeButtonInstaller, Fault> {
        let actor = granted.actor();
        let mut fault = Fault::invalid();
        if !(1..=8760).contains(&order.valid_hours) {
            fault = fault.field("valid_hours", "Choose between 1 hour and 8760 hours (one year).");
        }
        if !(1..=10_000).contains(&order.uses) {
            fault = fault.field("uses", "Choose between 1 and 10000 installations.");
        }
        let kind = kind(order.button.clone(), &mut fault);
        if !fault.fields.is_empty() {
            return Err(fault);
        }
        if let Queue::Personal(user) = kind.queue
            && user != actor.user
        {
            return Err(Fault::not_permitted());
        }
        let (token, now) = (Secret::fresh::<32>()?, self.now());
        let id = ButtonInstallerId::from_uuid(secret::fresh_id());
        let new = NewButtonInstaller {
            id,
            token_hash: token.hash,
            kind,
            days: order.button.days,
            expires: now + Duration::from_secs(u64::from(order.valid_hours) * 3600),
            uses_allowed: order.uses,
            created_by: self.display_name(actor).await?,
            button: None,
        };
        if !self.inner.store.create_button_installer(self.stamp(actor), new).await? {
            return Err(gone());
        }
        let rows = self.inner.store.button_installers(MOST).await?;
        let row = rows.into_iter().find(|row| row.id == id).ok_or_else(Fault::not_found)?;
        let command = self.one_line(&format!("/b/{}", token.text), "sh");
        Ok(MadeButtonInstaller { row, command })
    }

    async fn display_name(&self, actor: &Actor) -> Result<String, Fault> {
        let user = self.inner.store.user(actor.user).await?;
        Ok(user.map_or_else(|| actor.author.name.clone(), |user| user.display_name))
    }

    /// Removes an installer; the buttons that came of it stay.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn remove_button_installer(
        &self,
        granted: Granted<action::ManageConfiguration>,
        id: ButtonInstallerId,
    ) -> Result<(), Fault> {
        let done = self.inner.store.remove_button_installer(self.stamp(granted.actor()), id).await?;
        if done { Ok(()) } else { Err(Fault::not_found()) }
    }

    /// What whoever asks can make a button of, in a session.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn button_choices(&self, granted: Granted<action::Converse>) -> Result<ButtonChoices, Fault> {
        let standing = &granted.actor().standing;
        let teams = self.inner.store.teams().await?.into_iter().filter(|team| standing.is_in(team.id));
        let issues = self.inner.store.issues().await?.into_iter();
        Ok(ButtonChoices {
            profiles: self.inner.store.button_profiles().await?,
            teams: teams.map(|team| (team.id, team.name)).collect(),
            issues: issues.map(|row| (row.id, row.name, row.team.map(|(_, name)| name).unwrap_or_default())).collect(),
        })
    }

    /// Whether a principal may deploy a button whose sessions wait where they want: in their own queue, in that of a team of theirs, or where an issue leads.
    ///
    /// # Errors
    /// `not_permitted`, `invalid`, `signed_out`.
    pub async fn authorize_button(&self, principal: &Principal, order: ButtonOrder) -> Result<ButtonPlan, Fault> {
        let actor = self.actor_of(principal).await?;
        authorize::<action::Converse>(&actor, ())?;
        let may = match order.queue {
            _ if order.issue.is_some() => true,
            Queue::Personal(user) => user == actor.user,
            Queue::Team(team) => actor.standing.is_in(team),
            Queue::General => false,
        };
        if !may {
            return Err(Fault::not_permitted());
        }
        let (mut fault, days) = (Fault::invalid(), order.days);
        let kind = kind(order, &mut fault);
        if !fault.fields.is_empty() {
            return Err(fault);
        }
        Ok(ButtonPlan { actor, kind, days, made_by: principal.display_name.clone() })
    }

    /// Makes the installer of a button that is deployed in a session. Returns its token: the only time that it is told.
    ///
    /// # Errors
    /// `invalid`: the profile, the team or the issue is gone.
    pub async fn make_session_button(&self, plan: ButtonPlan, button: ButtonId) -> Result<String, Fault> {
        let token = Secret::fresh::<32>()?;
        let new = NewButtonInstaller {
            id: ButtonInstallerId::from_uuid(secret::fresh_id()),
            token_hash: token.hash,
            kind: plan.kind,
            days: plan.days,
            expires: self.now() + MOMENT,
            uses_allowed: 1,
            created_by: plan.made_by,
            button: Some(button),
        };
        if self.inner.store.create_button_installer(self.stamp(&plan.actor), new).await? {
            Ok(token.text)
        } else {
            Err(gone())
        }
    }
}

/// What is kept of an order, with what is wrong at its own field.
fn kind(order: ButtonOrder, fault: &mut Fault) -> ButtonKind {
    let description = clip(&order.description, 1024);
    if description.is_empty() {
        fault.fields.insert("description", "Say what this button is, for your colleagues.".into());
    } else if description.len() > DESCRIPTION {
        fault.fields.insert("description", format!("Use at most {DESCRIPTION} bytes."));
    }
    if !(1..=DAYS).contains(&order.days) {
        fault.fields.insert("button_days", format!("Choose between 1 and {DAYS} days."));
    }
    // An issue says where; a queue beside it would only be what is left when it is gone.
    let queue = if order.issue.is_some() { Queue::General } else { order.queue };
    ButtonKind { description, profile: Some(order.profile), queue, issue: order.issue }
}

/// The public site of a profile, and what its buttons say of themselves.
pub(crate) struct ButtonFace {
    pub(crate) label: String,
    pub(crate) comment: String,
    pub(crate) site: Option<PublicSiteId>,
}

impl Engine {
    /// Of a profile that is gone, and of none: the default one's.
    pub(crate) async fn button_face(&self, profile: Option<ButtonProfileId>) -> Result<ButtonFace, Fault> {
        let profiles = self.inner.store.button_profiles().await?;
        let found = profiles.iter().find(|row| Some(row.id) == profile);
        let row = found.or_else(|| profiles.iter().find(|row| row.id == ButtonProfileId::DEFAULT));
        let row = row.ok_or_else(Fault::not_found)?;
        Ok(ButtonFace { label: row.label.clone(), comment: row.comment.clone(), site: row.site })
    }
}
