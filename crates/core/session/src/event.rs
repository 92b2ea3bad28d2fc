//! The session's log: a closed catalogue. It is recovery, report, audit and what the console shows beside the chat (REC-1).

use serde::{Deserialize, Serialize};
use towline_model::{Attachment, CustomValue, Languages, Moment, Permission, ShellId};

use crate::files::is_zero;
use crate::{
    ActionKind, CaughtCommand, ElevationWay, FileActKind, FileItem, InvitationKind, Program, ScriptAsked, ScriptOver,
    ShellChoice, Shown, SystemAct, Tool,
};

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// 1, 2, 3, … without gaps within one session.
    pub sequence: u64,
    /// When it happened.
    pub at: Moment,
    /// Participant number of who did it; 0: the system or the endpoint; [`crate::CUSTOMER`]: the customer.
    pub actor: u16,
    /// That participant's name at the time.
    pub actor_name: String,
    /// What happened.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What can happen. Variants are only added; stored ones keep their names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EventKind {
    /// First event of every session.
    SessionStarted {
        /// What it was started with.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        custom: Vec<CustomValue>,
    },
    /// The actor came in.
    ParticipantJoined,
    /// The actor, who has no account here, came in by the link of an invitation (SUP-70).
    ExternalJoined {
        /// Who invited them.
        by: String,
    },
    /// The actor went, with the reason's code.
    ParticipantLeft {
        /// "left", "held", "connection_lost", "idle", "removed", "removed_by_owner", "user_disabled", "inviter_left".
        reason: String,
    },
    /// The actor said something.
    Chat {
        /// What was said.
        text: String,
        /// Made by the sender, so that repeating says nothing twice.
        nonce: String,
        /// Not for a customer's eyes (SES-30).
        reps_only: bool,
    },
    /// The actor sent a file (SUP-20).
    FileSent {
        /// Which one.
        file: Attachment,
        /// As of chat.
        nonce: String,
        /// Not for a customer's eyes.
        reps_only: bool,
    },
    /// The actor asked the customer to open the address of a web page (SES-32).
    UrlPushed {
        /// The address.
        url: String,
        /// As of chat.
        nonce: String,
    },
    /// From now on the chat is translated (SES-31); nobody's doing: it began so.
    TranslationStarted {
        /// Between what.
        #[serde(flatten)]
        languages: Languages,
    },
    /// It is translated no more.
    TranslationStopped,
    /// A message in the other language.
    Translated {
        /// Sequence of the message.
        message: u64,
        /// For the customer; else for reps.
        to_customer: bool,
        /// What the service made of it.
        text: String,
    },
    /// The service gave no translation of a message.
    NotTranslated {
        /// Sequence of the message.
        message: u64,
        /// For the customer; else for reps.
        to_customer: bool,
        /// "unreachable", "refused", "busy", "off".
        code: String,
    },
    /// The owner disconnected the customer; the reps are still in the session (SES-22).
    CustomerDisconnected,
    /// A tool was opened.
    ToolStarted {
        /// Which one.
        tool: Tool,
    },
    /// A tool was closed.
    ToolStopped {
        /// Which one.
        tool: Tool,
    },
    /// The actor has keyboard and mouse.
    ControlTaken,
    /// The actor has them no more.
    ControlReleased,
    /// The actor asks for them (SES-25).
    ControlAsked,
    /// The actor, who had them or is the owner, gave them to somebody who asked.
    ControlGiven {
        /// What they are called.
        to: String,
    },
    /// Somebody who asked does not get them; without an actor: nobody answered.
    ControlKept {
        /// What they are called.
        to: String,
    },
    /// The actor hears what the endpoint plays, while they want to (SCR-18).
    SoundOn,
    /// From now on one participant alone types into shells, or everybody who may (SHL-3).
    TypingLet {
        /// Who; empty: everybody.
        to: String,
    },
    /// They do not any more.
    SoundOff,
    /// The actor's clipboard and the endpoint's are one, as far as the actor may (SCR-7).
    ClipboardOn,
    /// They are not any more.
    ClipboardOff,
    /// The actor begins to draw on the screen (SCR-14).
    DrawingOn,
    /// A shell was asked for.
    ShellOpened {
        /// Its name.
        name: String,
        /// Which one, as recordings name it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shell: Option<ShellId>,
        /// What is not as usual.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        choice: Option<ShellChoice>,
    },
    /// A shell ended.
    ShellEnded {
        /// Its name.
        name: String,
        /// Which one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shell: Option<ShellId>,
        /// The account that it ran as.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        account: String,
        /// With administrative rights.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        elevated: bool,
        /// Of its output.
        #[serde(default, skip_serializing_if = "is_zero")]
        bytes: u64,
    },
    /// What was typed at a shell's prompt fits a rule (SHL-7): it was not run, or the session is told of it.
    CommandCaught {
        /// What, which rule, where.
        caught: Box<CaughtCommand>,
    },
    /// A canned script is run (SCR-6).
    ScriptStarted {
        /// Which, with what.
        script: ScriptAsked,
    },
    /// It has ended, or never ran.
    ScriptEnded {
        /// Which, and how.
        script: ScriptOver,
    },
    /// The session went back to its owner's personal queue.
    Held {
        /// "held", "owner_away" or "owner_idle".
        reason: String,
    },
    /// The owner took it back.
    Resumed,
    /// The actor is the owner now.
    OwnerChanged,
    /// The session waits in a queue now.
    Queued {
        /// What the queue is called.
        queue: String,
    },
    /// The customer accepted the agreement of the public site (SUP-3).
    AgreementAccepted {
        /// SHA-256 of what it said, in hexadecimal digits: the administrative record has the text.
        sha256: String,
    },
    /// The actor took it out of the queue.
    Accepted,
    /// Somebody who serves its queue sent it to another one, or to a rep.
    SentOn {
        /// What that is called.
        queue: String,
    },
    /// It has waited so long that reps were told again.
    Overdue,
    /// It waited too long in one queue, and went to another.
    Overflowed {
        /// What that is called.
        queue: String,
    },
    /// It was offered to a rep.
    Assigned {
        /// What they are called.
        to: String,
    },
    /// They did not take it.
    AssignmentEnded {
        /// What they are called.
        to: String,
        /// "declined", "expired", "over".
        how: String,
    },
    /// Nobody is there who serves the queue in which it waited.
    NobodyThere {
        /// What the site says of it; empty: a sentence in the customer's language.
        #[serde(default)]
        text: String,
    },
    /// Somebody was invited (SES-20, SES-21).
    Invited {
        /// Whom: a rep, or a queue.
        to: String,
        /// To come in, or to become the owner.
        purpose: InvitationKind,
    },
    /// An invitation is over.
    InvitationEnded {
        /// Whom it was for, or who accepted or declined it.
        to: String,
        /// What it was for.
        purpose: InvitationKind,
        /// "accepted", "declined", "cancelled", "timed_out", "left", "transferred".
        how: String,
    },
    /// The customer's page or program is there.
    CustomerConnected {
        /// "browser" or "client".
        way: String,
    },
    /// It has not been there for a while.
    CustomerLost,
    /// The customer stopped all access.
    AccessPaused,
    /// The customer allows access again.
    AccessResumed,
    /// The customer's page shows something (SUP-20).
    SharingStarted {
        /// What.
        shown: Shown,
    },
    /// The customer covers it for a while.
    SharingPaused,
    /// The customer shows it again.
    SharingResumed,
    /// It is shown no more.
    SharingStopped,
    /// The actor asked the customer to run the full client.
    ClientOffered,
    /// The actor told the customer how to take a picture of the screen and send it (SUP-26).
    InstructionsSent,
    /// The actor asked the customer for something (SES-5).
    CustomerAsked {
        /// For what.
        permission: Permission,
    },
    /// The customer said yes.
    CustomerAllowed {
        /// To what.
        permission: Permission,
    },
    /// The customer said no.
    CustomerRefused {
        /// To what.
        permission: Permission,
    },
    /// Nobody answered in time, or the question was over before.
    CustomerSilent {
        /// To what.
        permission: Permission,
    },
    /// The actor pins the customer's machine (SUP-60).
    PinStarted {
        /// What the list is called that it goes to; empty: the actor's own.
        place: String,
    },
    /// It is a Jump Client now.
    Pinned {
        /// The item's name.
        name: String,
        /// It runs only while the user is signed in who installed it.
        user_mode: bool,
    },
    /// It did not become one.
    PinFailed {
        /// "no_curl", "download", "install", "timeout", "already_there", "customer_disconnected", or a refusal of the agent.
        reason: String,
    },
    /// The actor took the machine out of the list of Jump Clients.
    Unpinned {
        /// The item's name.
        name: String,
    },
    /// The actor deploys a Support Button (SUP-50).
    ButtonStarted {
        /// What representatives call it.
        button: String,
    },
    /// It is on the machine.
    ButtonPlaced {
        /// Which.
        button: String,
    },
    /// The actor has it removed.
    ButtonRemoving {
        /// Which.
        button: String,
    },
    /// It is gone.
    ButtonRemoved {
        /// Which.
        button: String,
    },
    /// It was not deployed, or not removed.
    ButtonFailed {
        /// As in `ButtonSettled`; "timeout", "offline", or a refusal of the agent.
        reason: String,
    },
    /// The actor wants administrative rights (SUP-41).
    ElevationAsked {
        /// How.
        way: ElevationWay,
    },
    /// The actor got them, for the session.
    Elevated {
        /// Whose they are.
        account: String,
    },
    /// They were not got.
    ElevationFailed {
        /// Why.
        code: String,
    },
    /// They are gone.
    ElevationEnded,
    /// Something is to be done with one word (SCR-4, SCR-6).
    ActionAsked {
        /// What.
        action: ActionKind,
        /// Of a program.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        program: Option<Program>,
        /// What it was asked with.
        nonce: String,
    },
    /// What became of it. A restart is told as begun; [`EventKind::Restarted`] says that the machine is back.
    ActionAnswered {
        /// What it was.
        action: ActionKind,
        /// Of a program.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        program: Option<Program>,
        /// What it was asked with.
        nonce: String,
        /// Why it was not done; empty: it was.
        #[serde(default)]
        code: String,
        /// As the machine put it.
        #[serde(default)]
        detail: String,
    },
    /// The machine is back after a restart (SCR-4).
    Restarted,
    /// It was to restart, and did not.
    RestartFailed {
        /// "not_restarted", "not_shut_down".
        code: String,
    },
    /// The actor withholds mouse and keyboard from whoever sits at the endpoint (SCR-3).
    PrivacyInput,
    /// The actor withholds the screen as well.
    PrivacyScreen,
    /// Everything was given back.
    PrivacyOff {
        /// "rep": the actor did it; else why it ended by itself, as in `SessionPrivacy`, or "control", "tool_stopped", "connection".
        code: String,
    },
    /// The endpoint does not answer any more.
    EndpointLost,
    /// It is there again.
    EndpointBack,
    /// What the actor may do changed.
    PermissionsChanged,
    /// The actor wrote something down for the record (SES-40).
    Note {
        /// What.
        text: String,
        /// Made by the sender, so that repeating writes nothing twice.
        nonce: String,
    },
    /// Something is to be done to the machine (SES-41).
    SystemAsked {
        /// What.
        what: SystemAct,
        /// What it was asked with.
        nonce: String,
    },
    /// What became of it.
    SystemAnswered {
        /// What it was.
        what: SystemAct,
        /// What it was asked with.
        nonce: String,
        /// Why it was not done; empty: it was.
        #[serde(default)]
        code: String,
        /// As the machine put it.
        #[serde(default)]
        detail: String,
    },
    /// Something was done to files of the endpoint, or failed (FIL-10).
    Files {
        /// What.
        what: FileActKind,
        /// It failed, each for its own reason.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        failed: bool,
        /// The account that did it.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        account: String,
        /// To which; at least one, at most [`crate::FILE_ITEMS`].
        items: Vec<FileItem>,
    },
    /// The actor began to copy files from here to the endpoint of another session, or from there (FIL-12). What came of it, the acts on either side say.
    Copying {
        /// They come here.
        here: bool,
        /// The other session's endpoint.
        endpoint: String,
        /// The directory at the target; of several things that are copied the first.
        path: String,
    },
    /// A custom field was set, by the actor or from outside (ADM-9).
    CustomSet {
        /// As it is now; without a value: it is not there any more.
        field: CustomValue,
    },
    /// Something was asked that was not allowed.
    Refused {
        /// The code of the refusal.
        code: String,
    },
    /// Part of the recording is missing.
    RecordingFailed {
        /// "disk_full" or "too_slow".
        reason: String,
    },
    /// Last event of every session.
    Ended {
        /// The reason's code.
        reason: String,
    },
}

impl EventKind {
    /// Its stable name, as consoles and reports know it.
    pub fn name(&self) -> &'static str {
        match self {
            EventKind::SessionStarted { .. } => "session_started",
            EventKind::ParticipantJoined => "participant_joined",
            EventKind::ExternalJoined { .. } => "external_joined",
            EventKind::ParticipantLeft { .. } => "participant_left",
            EventKind::Chat { .. } => "chat",
            EventKind::FileSent { .. } => "file_sent",
            EventKind::UrlPushed { .. } => "url_pushed",
            EventKind::TranslationStarted { .. } => "translation_started",
            EventKind::TranslationStopped => "translation_stopped",
            EventKind::Translated { .. } => "translated",
            EventKind::NotTranslated { .. } => "not_translated",
            EventKind::CustomerDisconnected => "customer_disconnected",
            EventKind::ToolStarted { .. } => "tool_started",
            EventKind::ToolStopped { .. } => "tool_stopped",
            EventKind::ControlTaken => "control_taken",
            EventKind::ControlReleased => "control_released",
            EventKind::ControlAsked => "control_asked",
            EventKind::ControlGiven { .. } => "control_given",
            EventKind::ControlKept { .. } => "control_kept",
            EventKind::ClipboardOn => "clipboard_on",
            EventKind::SoundOn => "sound_on",
            EventKind::SoundOff => "sound_off",
            EventKind::TypingLet { .. } => "typing_let",
            EventKind::CommandCaught { caught } if caught.denied => "command_denied",
            EventKind::CommandCaught { .. } => "command_alert",
            EventKind::ClipboardOff => "clipboard_off",
            EventKind::DrawingOn => "drawing_on",
            EventKind::ShellOpened { .. } => "shell_opened",
            EventKind::ShellEnded { .. } => "shell_ended",
            EventKind::ScriptStarted { .. } => "script_started",
            EventKind::ScriptEnded { .. } => "script_ended",
            EventKind::Held { .. } => "held",
            EventKind::Resumed => "resumed",
            EventKind::OwnerChanged => "owner_changed",
            EventKind::Invited { purpose: InvitationKind::Share, .. } => "share_invited",
            EventKind::Invited { purpose: InvitationKind::Transfer, .. } => "transfer_invited",
            EventKind::Invited { purpose: InvitationKind::External, .. } => "external_invited",
            EventKind::InvitationEnded { purpose, how, .. } => ended_invitation(*purpose, how),
            EventKind::Queued { .. } => "queued",
            EventKind::AgreementAccepted { .. } => "agreement_accepted",
            EventKind::Accepted => "accepted",
            EventKind::SentOn { .. } => "sent_on",
            EventKind::Overdue => "overdue",
            EventKind::Overflowed { .. } => "overflowed",
            EventKind::Assigned { .. } => "assigned",
            EventKind::AssignmentEnded { how, .. } => match how.as_str() {
                "declined" => "assignment_declined",
                "expired" => "assignment_expired",
                _ => "assignment_over",
            },
            EventKind::NobodyThere { .. } => "nobody_there",
            EventKind::CustomerConnected { .. } => "customer_connected",
            EventKind::CustomerLost => "customer_lost",
            EventKind::AccessPaused => "access_paused",
            EventKind::AccessResumed => "access_resumed",
            EventKind::SharingStarted { .. } => "sharing_started",
            EventKind::SharingPaused => "sharing_paused",
            EventKind::SharingResumed => "sharing_resumed",
            EventKind::SharingStopped => "sharing_stopped",
            EventKind::ClientOffered => "client_offered",
            EventKind::InstructionsSent => "instructions_sent",
            EventKind::CustomerAsked { .. } => "customer_asked",
            EventKind::CustomerAllowed { .. } => "customer_allowed",
            EventKind::CustomerRefused { .. } => "customer_refused",
            EventKind::CustomerSilent { .. } => "customer_silent",
            EventKind::PinStarted { .. } => "pin_started",
            EventKind::Pinned { user_mode: false, .. } => "pinned",
            EventKind::Pinned { user_mode: true, .. } => "pinned_user",
            EventKind::PinFailed { .. } => "pin_failed",
            EventKind::Unpinned { .. } => "unpinned",
            EventKind::ButtonStarted { .. } => "button_started",
            EventKind::ButtonPlaced { .. } => "button_placed",
            EventKind::ButtonRemoving { .. } => "button_removing",
            EventKind::ButtonRemoved { .. } => "button_removed",
            EventKind::ButtonFailed { .. } => "button_failed",
            EventKind::ElevationAsked { .. } => "elevation_asked",
            EventKind::Elevated { .. } => "elevated",
            EventKind::ElevationFailed { .. } => "elevation_failed",
            EventKind::ElevationEnded => "elevation_ended",
            EventKind::ActionAsked { .. } => "action_asked",
            EventKind::ActionAnswered { code, .. } if code.is_empty() => "action_done",
            EventKind::ActionAnswered { .. } => "action_failed",
            EventKind::Restarted => "restarted",
            EventKind::RestartFailed { .. } => "restart_failed",
            EventKind::PrivacyInput => "privacy_input",
            EventKind::PrivacyScreen => "privacy_screen",
            EventKind::PrivacyOff { .. } => "privacy_off",
            EventKind::EndpointLost => "endpoint_lost",
            EventKind::EndpointBack => "endpoint_back",
            EventKind::PermissionsChanged => "permissions_changed",
            EventKind::CustomSet { .. } => "custom_set",
            EventKind::Note { .. } => "note",
            EventKind::SystemAsked { .. } => "system_asked",
            EventKind::SystemAnswered { code, .. } if code.is_empty() => "system_done",
            EventKind::SystemAnswered { .. } => "system_failed",
            EventKind::Files { what, failed, .. } => files_name(*what, *failed),
            EventKind::Copying { here: true, .. } => "files_copied_from",
            EventKind::Copying { .. } => "files_copied_to",
            EventKind::Refused { .. } => "refused",
            EventKind::RecordingFailed { .. } => "recording_failed",
            EventKind::Ended { .. } => "ended",
        }
    }

    /// Of what was done to files: what.
    pub fn files(&self) -> &[FileItem] {
        match self {
            EventKind::Files { items, .. } => items,
            _ => &[],
        }
    }

    /// The nonce that it was said with, and whether it is among reps: of what people say to each other.
    pub fn said(&self) -> Option<(&str, bool)> {
        match self {
            EventKind::Chat { nonce, reps_only, .. } | EventKind::FileSent { nonce, reps_only, .. } => {
                Some((nonce, *reps_only))
            }
            EventKind::UrlPushed { nonce, .. } => Some((nonce, false)),
            _ => None,
        }
    }

    /// Of a translation, or of its absence: the message that it is about.
    pub fn of_message(&self) -> Option<u64> {
        match self {
            EventKind::Translated { message, .. } | EventKind::NotTranslated { message, .. } => Some(*message),
            _ => None,
        }
    }

    /// The text that goes with it: what was said or written down, the name of a file, the path of the first of those that something was done to, an address, which tool, which process or service, which shell, which field (none that reps do not see), the reason's code.
    pub fn text(&self) -> &str {
        match self {
            EventKind::Chat { text, .. } | EventKind::Note { text, .. } => text,
            EventKind::SystemAsked { what, .. } | EventKind::SystemAnswered { what, .. } => what.name(),
            EventKind::FileSent { file, .. } => &file.name,
            EventKind::Files { items, .. } => items.first().map_or("", |item| &item.path),
            EventKind::Copying { endpoint, .. } => endpoint,
            EventKind::UrlPushed { url, .. } => url,
            EventKind::TranslationStarted { languages } => &languages.customer,
            EventKind::Translated { text, .. } => text,
            EventKind::ToolStarted { tool } | EventKind::ToolStopped { tool } => tool.name(),
            EventKind::ShellOpened { name, .. } | EventKind::ShellEnded { name, .. } => name,
            EventKind::CommandCaught { caught } => &caught.line,
            EventKind::ScriptStarted { script } => &script.name,
            EventKind::ScriptEnded { script } => &script.name,
            EventKind::ParticipantLeft { reason }
            | EventKind::Held { reason }
            | EventKind::RecordingFailed { reason }
            | EventKind::PinFailed { reason }
            | EventKind::ButtonFailed { reason }
            | EventKind::Ended { reason } => reason,
            EventKind::CustomSet { field } if field.shown => &field.name,
            EventKind::NotTranslated { code, .. }
            | EventKind::Refused { code }
            | EventKind::RestartFailed { code }
            | EventKind::PrivacyOff { code }
            | EventKind::ElevationFailed { code } => code,
            EventKind::ActionAsked { program, .. } | EventKind::ActionAnswered { program, .. } => {
                program.as_ref().map_or("", |program| &program.name)
            }
            EventKind::ElevationAsked { way } => way.name(),
            EventKind::Elevated { account } => account,
            EventKind::Invited { to, .. } | EventKind::InvitationEnded { to, .. } => to,
            EventKind::ExternalJoined { by } => by,
            EventKind::Queued { queue } | EventKind::SentOn { queue } | EventKind::Overflowed { queue } => queue,
            EventKind::Assigned { to } | EventKind::AssignmentEnded { to, .. } => to,
            EventKind::NobodyThere { text } => text,
            EventKind::ControlGiven { to } | EventKind::ControlKept { to } | EventKind::TypingLet { to } => to,
            EventKind::PinStarted { place } => place,
            EventKind::ButtonStarted { button }
            | EventKind::ButtonPlaced { button }
            | EventKind::ButtonRemoving { button }
            | EventKind::ButtonRemoved { button } => button,
            EventKind::Pinned { name, .. } | EventKind::Unpinned { name } => name,
            EventKind::CustomerConnected { way } => way,
            EventKind::SharingStarted { shown } => shown.name(),
            EventKind::CustomerAsked { permission }
            | EventKind::CustomerAllowed { permission }
            | EventKind::CustomerRefused { permission }
            | EventKind::CustomerSilent { permission } => permission.name(),
            EventKind::SessionStarted { .. }
            | EventKind::ParticipantJoined
            | EventKind::ControlTaken
            | EventKind::ControlReleased
            | EventKind::ControlAsked
            | EventKind::ClipboardOn
            | EventKind::SoundOn
            | EventKind::SoundOff
            | EventKind::ClipboardOff
            | EventKind::DrawingOn
            | EventKind::Resumed
            | EventKind::OwnerChanged
            | EventKind::AgreementAccepted { .. }
            | EventKind::Accepted
            | EventKind::Overdue
            | EventKind::CustomerLost
            | EventKind::TranslationStopped
            | EventKind::CustomerDisconnected
            | EventKind::AccessPaused
            | EventKind::AccessResumed
            | EventKind::SharingPaused
            | EventKind::SharingResumed
            | EventKind::SharingStopped
            | EventKind::ClientOffered
            | EventKind::InstructionsSent
            | EventKind::ElevationEnded
            | EventKind::Restarted
            | EventKind::PrivacyInput
            | EventKind::PrivacyScreen
            | EventKind::EndpointLost
            | EventKind::EndpointBack
            | EventKind::PermissionsChanged
            | EventKind::CustomSet { .. } => "",
        }
    }
}

/// One name for each thing that is done to files, so that consoles need not read two things.
fn files_name(what: FileActKind, failed: bool) -> &'static str {
    match (what, failed) {
        (FileActKind::Uploaded, false) => "files_uploaded",
        (FileActKind::Uploaded, true) => "files_not_uploaded",
        (FileActKind::Downloaded, false) => "files_downloaded",
        (FileActKind::Downloaded, true) => "files_not_downloaded",
        (FileActKind::Removed, false) => "files_removed",
        (FileActKind::Removed, true) => "files_not_removed",
        (FileActKind::Moved, false) => "files_moved",
        (FileActKind::Moved, true) => "files_not_moved",
        (FileActKind::DirectoryMade, false) => "files_directory_made",
        (FileActKind::DirectoryMade, true) => "files_directory_not_made",
        (FileActKind::ModeSet, false) => "files_mode_set",
        (FileActKind::ModeSet, true) => "files_mode_not_set",
        (FileActKind::Viewed, false) => "files_viewed",
        (FileActKind::Viewed, true) => "files_not_viewed",
    }
}

/// One name for each way in which an invitation ends, so that consoles need not read two things.
fn ended_invitation(purpose: InvitationKind, how: &str) -> &'static str {
    match (purpose, how) {
        (InvitationKind::Share, "accepted") => "share_accepted",
        (InvitationKind::Share, "declined") => "share_declined",
        (InvitationKind::Share, _) => "share_over",
        (InvitationKind::Transfer, "accepted") => "transfer_accepted",
        (InvitationKind::Transfer, "declined") => "transfer_declined",
        (InvitationKind::Transfer, "timed_out") => "transfer_timed_out",
        (InvitationKind::Transfer, _) => "transfer_over",
        (InvitationKind::External, "accepted") => "external_accepted",
        (InvitationKind::External, "timed_out") => "external_timed_out",
        (InvitationKind::External, _) => "external_over",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_that_an_older_release_stored_is_read_acc_9() {
        let old = r#"{"sequence":1,"at":0,"actor":1,"actor_name":"Olga","kind":"session_started"}"#;
        let event: Event = serde_json::from_str(old).unwrap();
        assert_eq!(event.kind, EventKind::SessionStarted { custom: Vec::new() });
        assert_eq!(serde_json::to_string(&event).unwrap(), old);
    }
}
