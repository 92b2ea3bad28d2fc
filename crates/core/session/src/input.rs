//! What can be put to a session, and how it answers.

use towline_model::{
    Attachment, ButtonId, CustomValue, Languages, OfButton, PinId, Queue, Rights, SessionPolicyId, ShellId, UserId,
};

use crate::{
    ActionKind, ActionOffers, Asked, CaughtInput, ElevationReport, ElevationWay, FileAct, Homes, InvitationKind,
    Orders, PinnedItem, PrivacyReport, Program, ScreenState, ScriptOrder, Sealed, ShellOffers, ShellWish, Shown,
    SystemAct, Tool, Way,
};

/// Something that happened to a session, or that somebody wants of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A rep comes in by a Jump on the same item (JMP-50). Who may is decided before.
    Join {
        /// The rep.
        user: UserId,
        /// Name to show.
        name: String,
        /// What they may do.
        permissions: Rights,
    },
    /// The owner takes a held session back (SES-24).
    Resume {
        /// The owner.
        user: UserId,
        /// Name to show.
        name: String,
        /// What they may do.
        permissions: Rights,
    },
    /// A rep takes the session out of a queue (SUP-30). Whether they serve it is decided before.
    Accept {
        /// The rep.
        user: UserId,
        /// Name to show.
        name: String,
        /// What they may do.
        permissions: Rights,
        /// Where the rep found it.
        queue: Queue,
    },
    /// The owner invites somebody (SES-20, SES-21). Whether they may, is decided before.
    Invite {
        /// The owner.
        user: UserId,
        /// To come in, or to become the owner.
        kind: InvitationKind,
        /// One rep, or whoever of a queue is first.
        to: Queue,
        /// What that is called.
        to_name: String,
        /// At most 512 bytes.
        comments: String,
    },
    /// The owner invites a rep who is not signed in, and is told by mail (SUP-33). Whether they may, is decided before.
    InviteAway {
        /// The owner.
        user: UserId,
        /// To come in, or to become the owner.
        kind: InvitationKind,
        /// The rep.
        rep: UserId,
        /// What they are called.
        name: String,
        /// At most 512 bytes.
        comments: String,
    },
    /// The owner asks for help on an issue (SES-21): whoever of its team is first. Whether they may, is decided before.
    AskForHelp {
        /// The owner.
        user: UserId,
        /// Where help comes from.
        to: Queue,
        /// What that is called.
        to_name: String,
        /// What the issue is called.
        issue: String,
        /// At most 512 bytes.
        comments: String,
    },
    /// The owner invites somebody who has no account (SUP-70). Whether they may, is decided before.
    InviteExternal {
        /// The owner.
        user: UserId,
        /// Who that will be here; made by the caller, and never an account's.
        guest: UserId,
        /// Name to show.
        name: String,
        /// The session policy that says what they may at most.
        profile: SessionPolicyId,
        /// At most 512 bytes.
        comments: String,
    },
    /// Somebody followed the link of such an invitation.
    AcceptExternal {
        /// Who that is here.
        guest: UserId,
        /// Which invitation.
        number: u32,
        /// What its session policy allows now.
        profile: Rights,
    },
    /// The owner takes an invitation back.
    CancelInvitation {
        /// The owner.
        user: UserId,
        /// Which one.
        number: u32,
    },
    /// Somebody accepts an invitation. Whether it is for them is decided before.
    AcceptInvitation {
        /// Who.
        user: UserId,
        /// Name to show.
        name: String,
        /// What they may do.
        permissions: Rights,
        /// Which one.
        number: u32,
        /// Whom it was for when it was seen.
        to: Queue,
    },
    /// The rep whom an invitation is for declines it.
    DeclineInvitation {
        /// Who.
        user: UserId,
        /// Name to show.
        name: String,
        /// Which one.
        number: u32,
    },
    /// The owner removes a rep (SES-22).
    RemoveParticipant {
        /// The owner.
        user: UserId,
        /// Whom.
        number: u16,
    },
    /// Whoever serves the queue sends a waiting session on (SUP-30). Whether they may is decided before.
    SendOn {
        /// What they are called; they need not be in it.
        name: String,
        /// Where they found it.
        from: Queue,
        /// Where it is to wait.
        to: Queue,
        /// What that is called.
        to_name: String,
    },
    /// What holds in a queue; means something while the session waits there.
    Orders {
        /// In which one.
        queue: Queue,
        /// What.
        orders: Orders,
    },
    /// Whether anybody is there who serves a queue.
    Served {
        /// Which one.
        queue: Queue,
        /// Somebody is.
        by_somebody: bool,
    },
    /// The session is offered to a rep (SUP-32). Whether they can take it is decided before.
    Offer {
        /// The rep.
        user: UserId,
        /// What they are called.
        name: String,
        /// Where it waits.
        queue: Queue,
    },
    /// A rep does not want what they were offered.
    DeclineOffer {
        /// The rep.
        user: UserId,
    },
    /// Which queues are open now (SUP-34).
    Homes(Homes),
    /// A rep is lost for good (SUP-34).
    Lost {
        /// The rep.
        user: UserId,
        /// "connection_lost" or "left".
        reason: &'static str,
    },
    /// A queue is there no more.
    QueueGone {
        /// Which one.
        queue: Queue,
    },
    /// The customer's page or program is connected.
    CustomerThere {
        /// By what.
        way: Way,
    },
    /// The customer's last link is gone.
    CustomerGone,
    /// The customer says something.
    CustomerSays {
        /// 1 to 4096 bytes.
        text: String,
        /// Random; the same one says nothing twice.
        nonce: String,
    },
    /// The customer sent a file, which is stored.
    CustomerSendsFile {
        /// Which one.
        file: Attachment,
        /// As above.
        nonce: String,
    },
    /// The customer has had enough.
    CustomerEnds,
    /// The owner ends the customer's side and stays in the session (SES-22).
    DisconnectCustomer {
        /// The owner.
        user: UserId,
    },
    /// The customer stops all access, or allows it again (SUP-22).
    CustomerPauses {
        /// Stopped.
        on: bool,
    },
    /// The customer answers a question (SES-5).
    CustomerAnswers {
        /// Which one.
        prompt: u32,
        /// Yes.
        yes: bool,
    },
    /// The customer's page shows something (SUP-20), or does so again.
    ShareBegins {
        /// What.
        shown: Shown,
        /// Covered for now.
        paused: bool,
    },
    /// The customer covers it, or shows it again.
    SharePauses {
        /// Covered.
        on: bool,
    },
    /// The page's link for it is away.
    ShareGone,
    /// The customer has stopped it.
    ShareEnds,
    /// What the customer's machine runs.
    CustomerSystem {
        /// Hostile text.
        system: String,
    },
    /// Whether the full client is there for the customer's machine, as its page was told (SUP-40).
    CustomerProgram {
        /// It is.
        there: bool,
    },
    /// A rep asks the customer to run the full client (SUP-40).
    OfferClient {
        /// The rep.
        user: UserId,
    },
    /// A rep tells the customer how to take a picture of the screen of an iPhone or iPad (SUP-26).
    SendInstructions {
        /// The rep.
        user: UserId,
    },
    /// A rep pins the customer's machine (SUP-60). Whether they may put it where it is to go is decided before.
    BeginPin {
        /// The rep.
        user: UserId,
        /// Tells it from another one.
        pin: PinId,
        /// What the list is called that it goes to; empty: the rep's own.
        place: String,
    },
    /// The Jump Client of a pin is connected.
    PinArrived {
        /// Of which one.
        pin: PinId,
        /// What came of it.
        item: PinnedItem,
    },
    /// The agent's installer has ended.
    PinInstalled {
        /// Of which pin.
        pin: PinId,
        /// Why it failed; empty: it did not.
        code: String,
    },
    /// A rep is about to unpin what the session is with. Whether they may remove the item is decided before.
    Unpin {
        /// The rep.
        user: UserId,
    },
    /// A rep deploys a Support Button (SUP-50). Whether its sessions may wait where they are to is decided before.
    BeginButton {
        /// The rep.
        user: UserId,
        /// Which one.
        button: OfButton,
    },
    /// A rep has the machine's Support Button removed.
    BeginButtonRemoval {
        /// The rep.
        user: UserId,
    },
    /// The agent has placed or removed a Support Button, or could not.
    ButtonSettled {
        /// Which one.
        button: ButtonId,
        /// Whether it was to be removed.
        taken: bool,
        /// Why it failed; empty: it did not.
        code: String,
    },
    /// A rep's first console is there.
    ConsoleThere {
        /// The rep.
        user: UserId,
    },
    /// A rep's last console went (SES-3).
    ConsolesGone {
        /// The rep.
        user: UserId,
    },
    /// A rep goes.
    Leave {
        /// The rep.
        user: UserId,
    },
    /// The owner puts the session back into the personal queue.
    Hold {
        /// The owner.
        user: UserId,
    },
    /// The owner ends the session.
    End {
        /// The owner.
        user: UserId,
    },
    /// A rep says something.
    Chat {
        /// The rep.
        user: UserId,
        /// 1 to 4096 bytes.
        text: String,
        /// Random; the same one says nothing twice.
        nonce: String,
        /// Not for a customer's eyes.
        reps_only: bool,
    },
    /// A rep sent a file, which is stored.
    SendFile {
        /// The rep.
        user: UserId,
        /// Which one.
        file: Attachment,
        /// Random; the same one sends nothing twice.
        nonce: String,
        /// Not for a customer's eyes.
        reps_only: bool,
    },
    /// A rep asks the customer to open a web page (SES-32).
    PushUrl {
        /// The rep.
        user: UserId,
        /// Its address, as browsers spell it.
        url: String,
        /// Random; the same one asks nothing twice.
        nonce: String,
    },
    /// A rep, or at the start the site's settings, want the chat translated, or no more (SES-31).
    Translate {
        /// The rep.
        user: Option<UserId>,
        /// Between what.
        languages: Option<Languages>,
        /// What the customer said before, with the sequences of the messages, oldest first; the last ones are translated as well.
        said: Vec<(u64, String)>,
    },
    /// What became of a message that was to be translated.
    Translated {
        /// Between what.
        languages: Languages,
        /// Which message.
        message: u64,
        /// Its translation, or the code of why there is none.
        outcome: Result<String, String>,
    },
    /// A rep has pressed a key or clicked, or something that a rep started runs (SES-31a).
    Active {
        /// The rep.
        user: UserId,
    },
    /// Open a tool.
    StartTool {
        /// The rep.
        user: UserId,
        /// Which one.
        tool: Tool,
    },
    /// Close a tool.
    StopTool {
        /// The rep.
        user: UserId,
        /// Which one.
        tool: Tool,
    },
    /// Switch one's clipboard on or off (SCR-7).
    SetClipboard {
        /// The rep.
        user: UserId,
        /// On.
        on: bool,
    },
    /// Begin to draw on the screen, or take away what one drew (SCR-14).
    SetDrawing {
        /// The rep.
        user: UserId,
        /// On.
        on: bool,
    },
    /// Switch the endpoint's sound on or off, for oneself (SCR-18).
    SetSound { user: UserId, on: bool },
    /// Let one participant alone type into shells, or everybody (SHL-3).
    LetType {
        /// The owner.
        user: UserId,
        /// Whose turn it is; 0: everybody's.
        number: u16,
    },
    /// Take keyboard and mouse (SES-25).
    TakeControl {
        /// The rep.
        user: UserId,
    },
    /// Give them back.
    ReleaseControl {
        /// The rep.
        user: UserId,
    },
    /// Ask whoever has them (SES-25); where nobody has, and for the owner: take them.
    AskControl {
        /// The rep.
        user: UserId,
    },
    /// Whoever has them, or the owner, answers.
    AnswerControl {
        /// The rep.
        user: UserId,
        /// Who asks, as a participant.
        asker: u16,
        /// They get them.
        give: bool,
    },
    /// Ask no more.
    WithdrawControl {
        /// The rep.
        user: UserId,
    },
    /// Get administrative rights at the endpoint (SUP-41).
    Elevate {
        /// The rep.
        user: UserId,
        /// How.
        way: ElevationWay,
        /// What only the agent can read; empty: only the permission is asked for.
        sealed: Sealed,
    },
    /// The agent says how the session stands with administrative rights.
    ElevationReported(ElevationReport),
    /// Withhold mouse, keyboard and screen from whoever sits at the endpoint, or give them back (SCR-3).
    UsePrivacy {
        /// The rep.
        user: UserId,
        /// Mouse and keyboard; neither: everything is given back.
        input: bool,
        /// The screen, and with it mouse and keyboard.
        blank: bool,
    },
    /// The agent says what is withheld.
    PrivacyReported(PrivacyReport),
    /// Open a shell.
    NewShell {
        /// The rep.
        user: UserId,
        /// Made by the caller; used unless the nonce was seen before.
        shell: ShellId,
        /// Random; the same one opens nothing twice.
        nonce: String,
        /// Size of the terminal.
        columns: u16,
        /// Size of the terminal.
        rows: u16,
    },
    /// Open a shell of another program, or as another account (SHL-2).
    ChooseShell {
        /// The rep.
        user: UserId,
        /// Made by the caller; used unless the nonce was seen before.
        shell: ShellId,
        /// Random; the same one opens nothing twice.
        nonce: String,
        /// Columns and rows of the terminal.
        size: (u16, u16),
        /// What is chosen.
        wish: ShellWish,
    },
    /// What the agent says that there is to choose from.
    ShellsOffered(ShellOffers),
    /// Run a script: checked against the library by the caller.
    RunScript {
        /// The rep.
        user: UserId,
        /// Made by the caller; used unless the nonce was seen before.
        shell: ShellId,
        /// Random; the same one runs nothing twice.
        nonce: String,
        /// Columns and rows of the terminal.
        size: (u16, u16),
        /// What is to be run.
        order: ScriptOrder,
    },
    /// End a shell.
    EndShell {
        /// The rep.
        user: UserId,
        /// Which one.
        shell: ShellId,
    },
    /// Give a shell another name.
    RenameShell {
        /// The rep.
        user: UserId,
        /// Which one.
        shell: ShellId,
        /// 1 to 64 characters.
        name: String,
    },
    /// The terminal of a shell has another size now.
    ShellSized {
        /// Which one.
        shell: ShellId,
        /// Columns.
        columns: u16,
        /// Rows.
        rows: u16,
    },
    /// The agent is connected.
    EndpointThere {
        /// Sequence of the newest grant that it holds; 0: none.
        held_grant: u64,
        /// Shells that still live there.
        shells: Vec<HeldShell>,
    },
    /// The agent's link is gone.
    EndpointGone,
    /// The agent says whether there is a desktop.
    Screen(ScreenState),
    /// The agent started a shell.
    ShellStarted {
        /// Which one.
        shell: ShellId,
        /// The account that it runs as.
        account: String,
        /// The program.
        program: String,
        /// It has the administrative rights that the session got.
        elevated: bool,
    },
    /// A shell ended at the endpoint.
    ShellEnded {
        /// Which one.
        shell: ShellId,
        /// Exit status.
        status: i32,
        /// A reason when it never started, or was ended.
        reason: String,
        /// Of its output.
        bytes: u64,
    },
    /// Do something to the machine (SES-41).
    ActOnSystem {
        /// The rep.
        user: UserId,
        /// What.
        what: SystemAct,
        /// Random; the same one does nothing twice.
        nonce: String,
    },
    /// The agent says what became of it.
    SystemDone {
        /// Which act.
        act: u64,
        /// Why it was not done; empty: it was.
        code: String,
        /// As the machine put it.
        detail: String,
    },
    /// The agent tells what it did to files (FIL-10). What is stored already is not written down again; the answer is [`crate::Effect::FileActsStored`].
    FileActs {
        /// This run of the agent.
        run: u64,
        /// Number of the first of them.
        first: u64,
        /// In order.
        acts: Vec<FileAct>,
    },
    /// Somebody begins to copy files from here to another session's endpoint, or from there (FIL-12).
    Copies {
        /// Who.
        user: UserId,
        /// They come here.
        here: bool,
        /// What the other session calls its endpoint.
        endpoint: String,
        /// The directory at the target; shown as text.
        path: String,
    },
    /// The agent tells of a command that a rule caught (SHL-7). One that was told before is not written down again.
    CommandCaught(CaughtInput),
    /// Do something with one word (SCR-4, SCR-6).
    DoAction {
        /// The rep.
        user: UserId,
        /// What.
        action: ActionKind,
        /// Of a program: what is told, and what only the agent can read.
        run: Option<(Program, Sealed)>,
        /// Random; the same one does nothing twice.
        nonce: String,
    },
    /// The agent says what can be done so.
    ActionsOffered(ActionOffers),
    /// The agent says what became of it.
    ActionDone {
        /// Which one.
        action: u64,
        /// Why it was not done; empty: it was.
        code: String,
        /// As the machine put it.
        detail: String,
    },
    /// A rep writes something down for the record (SES-40).
    AddNote {
        /// The rep.
        user: UserId,
        /// 1 to 4096 bytes.
        text: String,
        /// Random; the same one writes nothing twice.
        nonce: String,
    },
    /// A rep sets custom fields (SES-40). What it may be, and whether they may, is decided before.
    EditCustom {
        /// The rep.
        user: UserId,
        /// As [`Input::SetCustom`].
        fields: Vec<CustomValue>,
    },
    /// The agent gave the session's work up by itself.
    DroppedAtAgent,
    /// The agent's own check said no.
    RefusedAtAgent {
        /// Whose message it was.
        participant: u16,
        /// Why.
        code: String,
        /// What it was.
        of: Asked,
    },
    /// What a user may do changed (SES-2a).
    Allow {
        /// The user.
        user: UserId,
        /// From now on. Of an external representative: what the session policy allows.
        permissions: Rights,
    },
    /// A user has no business here any more (SES-2a).
    Remove {
        /// The user.
        user: UserId,
        /// "removed", "user_disabled".
        reason: &'static str,
    },
    /// Custom fields are set from outside (ADM-9). What it may be is decided before.
    SetCustom {
        /// Each with its new value; an empty one takes the field away. Fields that are not named stay.
        fields: Vec<CustomValue>,
    },
    /// The appliance ends the session.
    Stop {
        /// "item_removed", "ended_by_administrator", "internal".
        reason: &'static str,
    },
    /// Something of the recording is missing.
    RecordingFailed {
        /// "disk_full", "too_slow".
        reason: &'static str,
    },
    /// The deadline has come.
    Tick,
}

impl Input {
    /// The rep who does something by this, as far as idleness is concerned (SES-31a).
    pub(crate) fn doer(&self) -> Option<UserId> {
        match self {
            Input::Translate { user, .. } => *user,
            Input::Invite { user, .. }
            | Input::CancelInvitation { user, .. }
            | Input::RemoveParticipant { user, .. }
            | Input::DisconnectCustomer { user }
            | Input::OfferClient { user }
            | Input::SendInstructions { user }
            | Input::Chat { user, .. }
            | Input::SendFile { user, .. }
            | Input::PushUrl { user, .. }
            | Input::Active { user }
            | Input::StartTool { user, .. }
            | Input::StopTool { user, .. }
            | Input::SetClipboard { user, .. }
            | Input::SetDrawing { user, .. }
            | Input::SetSound { user, .. }
            | Input::LetType { user, .. }
            | Input::TakeControl { user }
            | Input::ReleaseControl { user }
            | Input::AskControl { user }
            | Input::AnswerControl { user, .. }
            | Input::WithdrawControl { user }
            | Input::UsePrivacy { user, .. }
            | Input::NewShell { user, .. }
            | Input::ChooseShell { user, .. }
            | Input::RunScript { user, .. }
            | Input::EndShell { user, .. }
            | Input::RenameShell { user, .. }
            | Input::ActOnSystem { user, .. }
            | Input::DoAction { user, .. }
            | Input::AddNote { user, .. }
            | Input::EditCustom { user, .. } => Some(*user),
            _ => None,
        }
    }
}

/// A shell that still lives at the endpoint after a reconnect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldShell {
    /// Which one.
    pub shell: ShellId,
    /// Whether it ended meanwhile.
    pub ended: bool,
}

/// What a request got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It is done, or was already.
    Done,
    /// It had been done with this nonce: nothing happened now.
    Before,
    /// A shell was opened, or had been with this nonce.
    Shell(ShellId),
    /// The rep is in the session under this number.
    Participant(u16),
}
