//! What a session wants done. The actor does it in this order: take away, store, tell the agent, tell the consoles.

use towline_model::{FileReach, HeldRules, Languages, Moment, Permissions, Queue, ShellId, UserId};

use crate::{ActionKind, ElevationWay, Event, Program, ScriptOrder, Sealed, ShellChoice, SystemAct, Untranslated};

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// A participant lost something: close their channels to it now, drop what is on the way (SES-2a).
    TakeAway {
        /// Whose.
        participant: u16,
        /// What.
        lost: Lost,
    },
    /// Store the state together with these events, in one transaction.
    Persist {
        /// New events; may be empty.
        events: Vec<Event>,
    },
    /// Sign this and send it, before anything else that follows.
    Grant(GrantPlan),
    /// Tell the agent that the session is over.
    EndAtAgent {
        /// The reason's code.
        reason: String,
    },
    /// Ask the agent for a shell.
    OpenShell {
        /// Its id.
        shell: ShellId,
        /// Who asked.
        participant: u16,
        /// Size of the terminal.
        columns: u16,
        /// Size of the terminal.
        rows: u16,
    },
    /// Ask the agent for a shell of another program, or as another account.
    OpenChosen {
        /// Its id.
        shell: ShellId,
        /// Who asked.
        participant: u16,
        /// Columns and rows of the terminal.
        size: (u16, u16),
        /// What was chosen.
        choice: ShellChoice,
        /// A password, for the agent alone.
        sealed: Sealed,
    },
    /// Ask the agent to run a script.
    RunScript {
        /// The id of its shell.
        shell: ShellId,
        /// Who asked.
        participant: u16,
        /// Size of the terminal.
        columns: u16,
        /// Size of the terminal.
        rows: u16,
        /// What is to be run.
        order: ScriptOrder,
    },
    /// Connect to a shell that still runs, after a reconnect.
    AttachShell {
        /// Which one.
        shell: ShellId,
    },
    /// Ask the agent to end a shell.
    CloseShell {
        /// Which one.
        shell: ShellId,
    },
    /// Ask the agent to get administrative rights.
    Elevate {
        /// Who asked.
        participant: u16,
        /// Number of the attempt.
        attempt: u32,
        /// How.
        way: ElevationWay,
        /// What only the agent can read.
        sealed: Sealed,
    },
    /// Tell the agent what to withhold from whoever sits there (SCR-3).
    SetPrivacy {
        /// Grows by one with each change.
        turn: u32,
        /// Mouse and keyboard.
        input: bool,
        /// The screen as well.
        blank: bool,
        /// Who does it.
        participant: u16,
    },
    /// Ask the agent to do something to the machine, once.
    ActOnSystem {
        /// Grows by one with each.
        act: u64,
        /// Who asked.
        participant: u16,
        /// What.
        what: SystemAct,
    },
    /// Ask the agent to do something with one word, once.
    Perform {
        /// Grows by one with each.
        action: u64,
        /// Who asked.
        participant: u16,
        /// What.
        kind: ActionKind,
        /// Of a program.
        program: Option<Program>,
        /// What only the agent can read.
        sealed: Sealed,
    },
    /// Tell the agent up to where its acts on files are stored.
    FileActsStored {
        /// The run of the agent.
        run: u64,
        /// Number of the first that is not.
        next: u64,
    },
    /// Have a message translated by the service; the answer is [`crate::Input::Translated`], whatever becomes of it.
    Translate {
        /// Between what.
        languages: Languages,
        /// What.
        wanted: Untranslated,
    },
    /// What consoles show changed.
    Changed,
    /// These users' lists of sessions changed.
    Lists {
        /// Whose.
        users: Vec<UserId>,
    },
    /// What waits in this queue changed.
    Queue(Queue),
    /// An external representative is in it no more: their consoles are closed and do not come back (SUP-70).
    ExternalGone {
        /// Whose.
        user: UserId,
    },
    /// The session is over; nothing comes after this.
    Finished,
}

/// What a participant lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// The right to see the screen.
    Screen,
    /// Keyboard and mouse.
    Control,
    /// The clipboard, in both directions.
    Clipboard,
    /// The endpoint's sound.
    Sound,
    /// The right to shells.
    Shells,
    /// The right to scripts.
    Scripts,
    /// The right to what has administrative rights.
    Elevation,
    /// The right to look at the machine's own information.
    System,
    /// A right to files: what is left is to be checked again.
    Files,
    /// The place in the session.
    Everything,
}

/// What the agent is to allow from now on; becomes a signed `Grant`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantPlan {
    /// Grows by one at least with each.
    pub sequence: u64,
    /// Who is in, with what.
    pub participants: Vec<Granted>,
    /// Who holds keyboard and mouse.
    pub controller: Option<u16>,
    /// Who alone types into shells; nobody named: everybody who may.
    pub typist: Option<u16>,
    /// Whether it is recorded.
    pub recorded: bool,
    /// Not before.
    pub not_before: Moment,
    /// Not after; a newer grant comes long before.
    pub expires: Moment,
    /// How long the agent keeps the work alive alone, in seconds.
    pub grace_seconds: u32,
}

/// One participant of a grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// Number in the session.
    pub number: u16,
    /// The account.
    pub user: UserId,
    /// Name to show.
    pub name: String,
    /// What they may do.
    pub permissions: Permissions,
    /// Their clipboard is on: without it the permissions for it allow nothing.
    pub clipboard: bool,
    /// They have switched sound on: without it the permission allows nothing.
    pub sound: bool,
    /// Where on the endpoint the permissions for files hold.
    pub files: FileReach,
    /// What is watched for at the prompts of shells.
    pub commands: HeldRules,
}
