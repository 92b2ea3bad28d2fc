//! What is known of a session: stored as one row, together with the events that led to it.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use towline_model::{
    CustomValue, FileReach, HeldRules, JumpClientId, JumpItemId, Moment, Permissions, PublicSiteId, Queue, Rights,
    SessionId, ShellId, Support, UserId,
};

use crate::{
    Actions, Button, CUSTOMER, ControlAsk, Elevation, External, FileLog, Invitation, No, Pin, Privacy, Prompt, Route,
    ScriptRun, Share, ShellChoice, ShellOffers, Translation, WaitingAct,
};

/// What a session is started with; only its custom fields ever change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spec {
    /// The session.
    pub id: SessionId,
    /// What was jumped to; nothing when a customer asked.
    pub item: Option<JumpItemId>,
    /// What it is called: by the item, or by the customer.
    #[serde(alias = "item_name")]
    pub name: String,
    /// The item's group at the time, empty for a personal one.
    pub group_name: String,
    /// The agent that serves the item.
    pub client: Option<JumpClientId>,
    /// "jump_client", or how a customer came.
    pub method: String,
    /// Whether its streams are written to disk.
    pub recorded: bool,
    /// How long it waits for whom.
    pub graces: Graces,
    /// Custom fields that it was started with (ACC-9), or was given since (ADM-9).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub custom: Vec<CustomValue>,
    /// What a customer asked with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support: Option<Support>,
}

/// Grace times (SES-3), in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Graces {
    /// From the loss of a rep's last console to "on hold" or out.
    pub console_ms: u64,
    /// From the loss of the endpoint to the end.
    pub endpoint_ms: u64,
    /// For how long a rep may do nothing before they are removed (SES-31a); 0: for ever.
    #[serde(default)]
    pub idle_ms: u64,
    /// How long a transfer waits for somebody to accept it (SES-20).
    #[serde(default = "transfer_ms")]
    pub transfer_ms: u64,
}

fn transfer_ms() -> u64 {
    2 * 60 * 1000
}

impl Default for Graces {
    fn default() -> Self {
        Graces { console_ms: 3 * 60 * 1000, endpoint_ms: 10 * 60 * 1000, idle_ms: 0, transfer_ms: transfer_ms() }
    }
}

impl Graces {
    pub(crate) fn console(self) -> Duration {
        Duration::from_millis(self.console_ms)
    }

    pub(crate) fn idle(self) -> Option<Duration> {
        (self.idle_ms > 0).then(|| Duration::from_millis(self.idle_ms))
    }

    pub(crate) fn endpoint(self) -> Duration {
        Duration::from_millis(self.endpoint_ms)
    }

    pub(crate) fn transfer(self) -> Duration {
        Duration::from_millis(self.transfer_ms)
    }
}

/// Where a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Started; the endpoint has not been there yet.
    Connecting,
    /// At work.
    Active,
    /// Back in the owner's personal queue.
    OnHold,
    /// The endpoint is gone; the session waits for it.
    EndpointLost,
    /// Over.
    Ended,
    /// A customer is there, in a queue; nobody has accepted yet.
    Waiting,
}

/// A tool of the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tool {
    /// Screen sharing.
    Screen,
    /// Command shell.
    Shell,
    /// System Info.
    System,
    /// File transfer.
    Files,
}

impl Tool {
    /// Stable name.
    pub fn name(self) -> &'static str {
        match self {
            Tool::Screen => "screen",
            Tool::Shell => "shell",
            Tool::System => "system",
            Tool::Files => "files",
        }
    }
}

/// Which tools are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tools {
    /// Screen sharing.
    pub screen: bool,
    /// Command shell.
    pub shell: bool,
    /// System Info.
    #[serde(default)]
    pub system: bool,
    /// File transfer.
    #[serde(default)]
    pub files: bool,
}

impl Tools {
    /// Whether one of them is.
    pub fn runs(mut self, tool: Tool) -> bool {
        *self.tool(tool)
    }

    pub(crate) fn tool(&mut self, tool: Tool) -> &mut bool {
        match tool {
            Tool::Screen => &mut self.screen,
            Tool::Shell => &mut self.shell,
            Tool::System => &mut self.system,
            Tool::Files => &mut self.files,
        }
    }

    fn none(&self) -> bool {
        *self == Tools::default()
    }
}

/// A rep in the session now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// Never used again in this session.
    pub number: u16,
    /// The account.
    pub user: UserId,
    /// Name to show.
    pub name: String,
    /// What they may do.
    pub permissions: Permissions,
    /// Where on the endpoint the permissions for files hold (FIL-6).
    #[serde(default, skip_serializing_if = "FileReach::is_everywhere")]
    pub files: FileReach,
    /// What is watched for at the prompts of shells (SHL-7).
    #[serde(default, skip_serializing_if = "HeldRules::is_empty")]
    pub commands: HeldRules,
    /// Since when.
    pub joined: Moment,
    /// What the customer said yes to; in `permissions` as well.
    #[serde(default, skip_serializing_if = "Permissions::is_empty")]
    pub consents: Permissions,
    /// What the customer said no to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub noes: Vec<No>,
    /// Came by an invitation: what they may see otherwise does not matter.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub invited: bool,
    /// Tools that are open, and that they have stopped for themselves.
    #[serde(default, skip_serializing_if = "Tools::none")]
    pub stopped: Tools,
    /// Has no account here: what bounds them (SUP-70).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external: Option<External>,
    /// Their clipboard is on (SCR-7).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub clipboard: bool,
    /// They draw on the screen, or have drawn (SCR-14).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub drawing: bool,
    /// They have switched the endpoint's sound on (SCR-18).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sound: bool,
}

impl Participant {
    /// What they may do, and where.
    pub fn rights(&self) -> Rights {
        Rights { set: self.permissions, files: self.files.clone(), commands: self.commands.clone() }
    }
}

/// A shell of the session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shell {
    /// Its id.
    pub id: ShellId,
    /// Name to show.
    pub name: String,
    /// The nonce it was asked for with.
    pub nonce: String,
    /// Who asked for it.
    pub opener: u16,
    /// The account that it runs as; empty until it does.
    pub account: String,
    /// The program; empty until it runs.
    pub program: String,
    /// It has the administrative rights that the session got.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub elevated: bool,
    /// Columns of its terminal.
    pub columns: u16,
    /// Rows of its terminal.
    pub rows: u16,
    /// Where it stands.
    pub status: ShellStatus,
    /// It is a canned script (SCR-6).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<ScriptRun>,
    /// Its program or its account was chosen (SHL-2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choice: Option<ShellChoice>,
}

/// Where a shell stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum ShellStatus {
    /// Asked for.
    Opening,
    /// Runs.
    Running,
    /// Over.
    Ended {
        /// Exit status, 128 + signal, or -1.
        code: i32,
        /// Why it never started, or was lost.
        reason: String,
    },
}

impl Shell {
    /// Whether it runs or is about to.
    pub fn alive(&self) -> bool {
        !matches!(self.status, ShellStatus::Ended { .. })
    }
}

/// What the agent said of its desktop. Opaque to the machine: bytes that consoles understand.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ScreenState(pub Vec<u8>);

fn yes() -> bool {
    true
}

/// By what a customer is in the session, what can do more last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// A page in a browser: chat (SUP-20).
    Browser,
    /// The full customer client: an agent for this session (SUP-21). A page may be there as well.
    Client,
}

impl Way {
    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            Way::Browser => "browser",
            Way::Client => "client",
        }
    }
}

/// The customer's side of an attended session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerSide {
    /// By what.
    pub way: Way,
    /// Since when it has not been there.
    pub gone: Option<Moment>,
    /// It has been away so long that the log says so.
    pub lost: bool,
}

/// Everything of a session that is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// What it was started with.
    pub spec: Spec,
    /// When.
    pub started: Moment,
    /// Where it stands.
    pub phase: Phase,
    /// Since when.
    pub phase_since: Moment,
    /// Whose it is, in the session or not. Nobody's: it waits in a queue that is not one rep's.
    pub owner: Option<UserId>,
    /// The owner's name.
    pub owner_name: String,
    /// Where it waits.
    #[serde(default)]
    pub queue: Option<Queue>,
    /// Where it waited last.
    #[serde(default)]
    pub last_queue: Option<Queue>,
    /// What the queue is called in which it waits.
    #[serde(default)]
    pub queue_name: String,
    /// Since when it waits there.
    pub held_since: Option<Moment>,
    /// Whether a rep was ever in it.
    #[serde(default = "yes")]
    pub accepted: bool,
    /// The chat is translated (SES-31).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translation: Option<Translation>,
    /// Open invitations, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invitations: Vec<Invitation>,
    /// How many there have been.
    #[serde(default)]
    pub invitations_made: u32,
    /// Its way through the queues.
    #[serde(default)]
    pub route: Route,
    /// Open questions to the customer, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prompts: Vec<Prompt>,
    /// How many there have been.
    #[serde(default)]
    pub prompts_made: u32,
    /// The customer's machine is being pinned (SUP-60).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<Pin>,
    /// The Support Button of the machine, as far as this session knows (SUP-50).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub button: Option<Button>,
    /// The customer's side, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerSide>,
    /// Sequence of the event by which the owner disconnected the customer (SES-22). What comes after it is not for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dismissed: Option<u64>,
    /// What the customer's machine says that it runs; hostile text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub system: String,
    /// There is no full client for the customer's machine (SUP-40).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_program: bool,
    /// The customer has stopped all access (SUP-22). The agent enforces it before the appliance knows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub paused: bool,
    /// Administrative rights (SUP-41).
    #[serde(default, skip_serializing_if = "Elevation::is_default")]
    pub elevation: Elevation,
    /// What is withheld from whoever sits at the endpoint (SCR-3).
    #[serde(default, skip_serializing_if = "Privacy::is_default")]
    pub privacy: Privacy,
    /// What the customer's page shows (SUP-20).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Share>,
    /// Since when the endpoint has been away.
    pub endpoint_gone: Option<Moment>,
    /// Whether the endpoint has ever been there.
    pub connected_once: bool,
    /// Who is in, longest first.
    pub participants: Vec<Participant>,
    /// Number of the next one.
    pub next_participant: u16,
    /// Who has keyboard and mouse.
    pub controller: Option<u16>,
    /// Who asks for them, longest first (SES-25).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub control_asks: Vec<ControlAsk>,
    /// Who alone types into its shells; nobody named: everybody who may (SHL-3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typist: Option<u16>,
    /// Which tools are open.
    pub tools: Tools,
    /// Its shells, oldest first.
    pub shells: Vec<Shell>,
    /// How many shells there have been, for their names.
    pub shells_opened: u32,
    /// Which shells there are to choose from.
    #[serde(default, skip_serializing_if = "ShellOffers::is_default")]
    pub shell_offers: ShellOffers,
    /// What is done to the machine just now, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acts: Vec<WaitingAct>,
    /// How many acts there have been.
    #[serde(default)]
    pub acts_made: u64,
    /// How far its log has what was done to files.
    #[serde(default, skip_serializing_if = "FileLog::is_default")]
    pub files: FileLog,
    /// The newest command that a rule caught (SHL-7): what is told again is not written down again.
    #[serde(default)]
    pub caught: u64,
    /// What is done to the machine with one word, and the way back from a restart (SCR-4, SCR-6).
    #[serde(default, skip_serializing_if = "Actions::is_default")]
    pub actions: Actions,
    /// What the agent said of its desktop.
    pub screen: ScreenState,
    /// Sequence of the newest grant.
    pub grant: u64,
    /// When the newest grant was made.
    pub granted: Moment,
    /// Sequence of the newest event.
    pub last_event: u64,
    /// Sequence of the newest chat message; 0: none.
    pub last_chat: u64,
    /// Why it is over.
    pub ended_reason: Option<String>,
}

impl State {
    /// The participant that a user is now.
    pub fn participant_of(&self, user: UserId) -> Option<&Participant> {
        self.participants.iter().find(|participant| participant.user == user)
    }

    /// Those in it who have an account here: who may be its owner.
    pub fn own(&self) -> impl Iterator<Item = &Participant> {
        self.participants.iter().filter(|participant| participant.external.is_none())
    }

    /// The participant with a number.
    pub fn participant(&self, number: u16) -> Option<&Participant> {
        self.participants.iter().find(|participant| participant.number == number)
    }

    /// A shell.
    pub fn shell(&self, id: ShellId) -> Option<&Shell> {
        self.shells.iter().find(|shell| shell.id == id)
    }

    /// Whether a tool is open for a participant: it is, and they have not stopped it for themselves.
    pub fn runs_for(&self, user: UserId, tool: Tool) -> bool {
        self.tools.runs(tool) && !self.participant_of(user).is_some_and(|found| found.stopped.runs(tool))
    }

    /// Whether it is over for its customer.
    pub fn ended_for_customer(&self) -> bool {
        self.ended() || self.dismissed.is_some()
    }

    /// Whether there is an agent at the other end, connected or not: tools need one.
    pub fn has_agent(&self) -> bool {
        self.spec.client.is_some() || self.customer.is_some_and(|side| side.way == Way::Client)
    }

    /// Whether it is over.
    pub fn ended(&self) -> bool {
        self.phase == Phase::Ended
    }

    /// The public site that its customer came by; none: the default one, or no customer.
    pub fn site(&self) -> Option<PublicSiteId> {
        self.spec.support.as_ref().and_then(|support| support.site)
    }

    /// Whether it is there for reps: a customer who has not come yet is nobody.
    pub fn shows(&self) -> bool {
        self.customer.is_none() || self.connected_once
    }

    /// Whether a user sees this session: in it, or it is theirs.
    pub fn concerns(&self, user: UserId) -> bool {
        self.owner == Some(user) || self.participant_of(user).is_some()
    }

    /// What the participant, the customer or the system is called.
    pub fn name_of(&self, actor: u16) -> &str {
        if actor == CUSTOMER {
            return self.spec.support.as_ref().map_or("", |support| &support.customer.name);
        }
        self.participant(actor).map_or("", |found| &found.name)
    }
}
