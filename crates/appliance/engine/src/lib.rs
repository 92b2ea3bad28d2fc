//! The engine: what the appliance does for people and agents. Policy decides, the store keeps, sessions run elsewhere.
//!
//! Not here: HTTP, WebSockets, TLS, SQL. Every function that changes something for a person takes the proof that the person may.

mod accounts;
mod agents;
mod attachments;
mod away;
mod batch;
mod button_starts;
mod buttons;
mod change;
mod chat;
mod custom_fields;
mod external;
mod fault;
mod groups;
mod handing_on;
mod installers;
mod issues;
mod item_password;
mod items;
mod keeper;
mod key_format;
mod letters;
mod mail;
mod password_reset;
mod pin;
mod policies;
mod portal;
mod principal;
mod programs;
mod provider_sign_in;
mod providers;
mod public_sites;
mod record;
mod recordings;
mod removal;
mod reports;
mod resources;
mod routing;
mod running_sessions;
mod scripts;
mod second_factor;
mod secret;
mod session_rules;
mod session_summary;
mod sessions;
mod setup;
mod sign_in;
mod sign_in_explained;
mod sign_in_place;
mod sign_in_rules;
mod simulator;
mod site;
mod skills;
mod status;
mod support;
mod support_client;
mod surveys;
mod teams;
mod transcript;
mod translation;

use std::sync::{Arc, OnceLock};

use tokio::sync::broadcast;
use towline_login::{Allowance, Passkeys, Passwords, Throttle};
use towline_model::{Clock, Moment};
use towline_policy::Actor;
use towline_seal::{Keeper, Locker};
use towline_store::{Stamp, Store};

pub use accounts::{AccountChange, NewAccount};
pub use agents::{AgentRecord, Jump};
pub use attachments::{Fetched, Incoming, Sending, attached_as, file_pieces, shown_as};
pub use away::{AwayAnswer, AwayInvited};
pub use batch::{BATCH, ItemTask, UserTask};
pub use buttons::{
    BUTTON_ICON_BYTES, ButtonChoices, ButtonInstallerOrder, ButtonOrder, ButtonPlan, MadeButtonInstaller,
};
pub use change::Change;
pub use chat::{ChatSettings, ChatSettingsChange};
pub use external::{ExternalInvited, ExternalLink, ExternalProfile, FollowedLink, NewLink};
pub use fault::{Fault, FaultKind};
pub use groups::NewGroup;
pub use handing_on::{HelpIssue, RepThere, Representatives, TeamThere};
pub use installers::{InstallerOrder, MadeInstaller};
pub use items::{ItemList, ListedItem};
pub use keeper::open_keeper;
pub use key_format::{KeyFormat, KeyFormatChange};
pub use mail::{MailChange, MailSecurity, MailSettings, MailTest};
pub use password_reset::ResetLink;
pub use pin::{PinOrder, PinPlan};
pub use policies::{NewGroupPolicy, NewRole, NewSessionPolicy, RoleOnSite};
pub use portal::{AskedField, OfferedIssue, ShownRep, agreement_digest};
pub use principal::Principal;
pub use programs::{IssuedToken, MadeProgram, Program, ProgramOrder, TokenRefusal};
pub use provider_sign_in::{VisitAnswer, VisitBegun, VisitEnd};
pub use providers::{ProviderOrder, ProviderTest, Providers};
pub use public_sites::{PublicSiteChoice, PublicSiteOrder};
pub use recordings::ShellRecording;
pub use reports::{ReportAsked, ReportShell, ReportStay, SessionReport};
pub use resources::{Giving, IncomingResource};
pub use routing::{QueueNow, RoutingNow};
pub use running_sessions::{InSession, RunningPhase, RunningQuery, RunningSession};
pub use scripts::RunnableScript;
pub use second_factor::{AgainAnswer, AgainOffer, FactorAnswer, FactorWanted, OwnFactors};
pub use session_rules::SessionRules;
pub use session_summary::EarlierSessions;
pub use sessions::{Asked, BoxFuture, EndReason, Leaving, OpenSession, Sessions};
pub use setup::FirstAdministrator;
pub use sign_in::{COOKIE_LIFE_MS, SignInStep, SignedIn};
pub use sign_in_explained::{FactorStep, Obstacle, ObstacleKind, PasswordStep, SignInExplanation};
pub use sign_in_rules::{PasswordRules, PasswordRulesChange};
pub use simulator::{
    Explanation, ItemAnswer, Moment as SimulatedMoment, PermissionAnswer, RoleFrom, SettingAnswer, SiteAnswer,
    UserDetails, Verdict,
};
pub use site::{Health, HealthState, Site, SystemClock};
pub use status::{SignedInUser, Status};
pub use support::{Begun, Brought, CustomerFacts, SessionKey, Start};
pub use support_client::{Agreement, Bound, EndedClient};
pub use surveys::{Answering, AskedSurvey};
pub use towline_login::Left;
pub use translation::{TranslationChange, TranslationSettings};

/// Hints that may wait for a slow listener; one that lags re-reads everything.
const CHANGES: usize = 1024;

/// What an engine is made of.
pub struct Parts {
    /// The store.
    pub store: Store,
    /// The appliance's own key.
    pub keeper: Arc<dyn Keeper>,
    /// Seals secrets in the store.
    pub locker: Locker,
    /// Where the present moment comes from.
    pub clock: Arc<dyn Clock>,
    /// What this site is called and where it is.
    pub site: Site,
}

/// The engine. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    keeper: Arc<dyn Keeper>,
    locker: Locker,
    /// `None`: this site has no name that browsers make passkeys for.
    passkeys: Option<Passkeys>,
    clock: Arc<dyn Clock>,
    site: Site,
    passwords: Passwords,
    throttle: Throttle,
    allowance: Allowance,
    mailroom: mail::Mailroom,
    interpreter: translation::Interpreter,
    changes: broadcast::Sender<Change>,
    sessions: OnceLock<Arc<dyn Sessions>>,
    providers: OnceLock<Providers>,
    files: OnceLock<towline_blobs::Files>,
    resources: OnceLock<towline_blobs::Resources>,
    giving: Arc<tokio::sync::Semaphore>,
    shelf: OnceLock<recordings::Shelf>,
    berth: attachments::Berth,
    setup: setup::SetupGate,
    health: site::HealthBoard,
    routing: routing::Board,
    started: Moment,
}

impl Engine {
    /// An engine over its parts. After the start nobody is connected, so every agent is noted as offline.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn start(parts: Parts) -> Result<Self, Fault> {
        let Parts { store, keeper, locker, clock, site } = parts;
        let now = clock.now();
        store.all_agents_offline(now).await?;
        let setup = setup::SetupGate::open(&store).await?;
        let passwords = Passwords::new().map_err(|error| {
            tracing::error!(%error, "passwords cannot be hashed");
            Fault::internal()
        })?;
        Ok(Engine {
            inner: Arc::new(Inner {
                store,
                keeper,
                locker,
                passkeys: Passkeys::of_site(&site.url, &site.name),
                clock,
                site,
                passwords,
                throttle: Throttle::new(),
                allowance: Allowance::new(),
                mailroom: mail::Mailroom::default(),
                interpreter: translation::Interpreter::default(),
                changes: broadcast::channel(CHANGES).0,
                sessions: OnceLock::new(),
                providers: OnceLock::new(),
                files: OnceLock::new(),
                resources: OnceLock::new(),
                giving: Arc::new(tokio::sync::Semaphore::new(resources::AT_ONCE)),
                shelf: OnceLock::new(),
                berth: attachments::Berth::default(),
                setup,
                health: site::HealthBoard::default(),
                routing: routing::Board::default(),
                started: now,
            }),
        })
    }

    /// Hands over what runs the sessions. The first one stays.
    pub fn attach_sessions(&self, sessions: Arc<dyn Sessions>) {
        if self.inner.sessions.set(sessions).is_err() {
            tracing::error!("sessions were handed over twice");
        }
    }

    /// What runs the sessions.
    pub fn sessions(&self) -> Arc<dyn Sessions> {
        self.inner.sessions.get().cloned().unwrap_or_else(|| Arc::new(sessions::NoSessions))
    }

    /// Signs grants and handshakes with the appliance's own key.
    pub fn keeper(&self) -> &Arc<dyn Keeper> {
        &self.inner.keeper
    }

    /// The store, for rooms that keep their own tables in it.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The present moment.
    pub fn now(&self) -> Moment {
        self.inner.clock.now()
    }

    /// What this site is called and where it is.
    pub fn site(&self) -> &Site {
        &self.inner.site
    }

    /// Hints about what changes from now on. Whoever lags re-reads the store.
    pub fn subscribe(&self) -> broadcast::Receiver<Change> {
        self.inner.changes.subscribe()
    }

    /// Who changes something now.
    pub(crate) fn stamp(&self, actor: &Actor) -> Stamp {
        Stamp { author: actor.author.clone(), at: self.now(), seen: actor.seen, once: actor.once }
    }

    fn tell(&self, change: Change) {
        // Nobody listening is fine.
        let _ = self.inner.changes.send(change);
    }
}
