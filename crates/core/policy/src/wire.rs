//! Which right each message of a link needs. The matches have no wildcard: a new message does not compile until somebody has decided.

use towline_model::Permission;
use towline_wire::v1::{
    ActionKind, DescribeFile, DoAction, SetDrawing, SetSound, StartTool, StopTool, Tool, UsePrivacy, agent_up,
    console_up, files_down, files_up,
};

/// What a console's message needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The first frame, and only that: the ticket in it decides.
    Handshake,
    /// An accepted link; the message concerns only the link itself.
    Link,
    /// An accepted link of somebody with an account; the message concerns only that account.
    Account,
    /// Each named item must be visible to the user; the others are left out in silence (JMP-31).
    VisibleItems,
    /// A `Granted<StartSession>` for the named item.
    Jump,
    /// The named session is one that the user is in or owns, or that waits in a queue that the user serves.
    SessionSeen,
    /// The user is in the named session.
    Participant,
    /// The user is in the named session and has this permission there.
    Permission(Permission),
    /// The user is in the named session and has one of these permissions there.
    Either(Permission, Permission),
    /// The named session waits in a queue that the user serves.
    Queued,
    /// The named session has an invitation for the user.
    Invited,
    /// The user owns the named session.
    Owner,
    /// Nobody may: the message names nothing that exists.
    Nobody,
}

impl Need {
    /// Whether the permissions that it names are there; what else it asks for is judged elsewhere.
    pub fn met(self, reaches: impl Fn(Permission) -> bool) -> bool {
        match self {
            Need::Permission(permission) => reaches(permission),
            Need::Either(one, other) => reaches(one) || reaches(other),
            Need::Handshake
            | Need::Link
            | Need::Account
            | Need::VisibleItems
            | Need::Jump
            | Need::SessionSeen
            | Need::Participant
            | Need::Queued
            | Need::Invited
            | Need::Owner
            | Need::Nobody => true,
        }
    }
}

/// What a message of a console needs.
pub fn need(message: &console_up::Body) -> Need {
    use console_up::Body;
    match message {
        Body::Hello(_) => Need::Handshake,
        Body::Ping(_) | Body::Pong(_) | Body::CloseSessionView(_) | Body::LeaveShell(_) | Body::LeaveSystem(_) => {
            Need::Link
        }
        Body::WatchItems(_) => Need::VisibleItems,
        Body::StartSession(_) => Need::Jump,
        Body::OpenSession(_) => Need::SessionSeen,
        Body::SendChat(_)
        | Body::ReleaseControl(_)
        // Of whoever has control, or owns the session: the machine knows.
        | Body::AnswerControl(_)
        | Body::WithdrawControl(_)
        | Body::LeaveSession(_)
        | Body::OfferClient(_)
        | Body::SendInstructions(_)
        | Body::AddNote(_)
        | Body::SetCustomFields(_)
        | Body::PushUrl(_)
        | Body::TranslateChat(_)
        | Body::Typing(_)
        | Body::BeActive(_) => Need::Participant,
        Body::StartTool(StartTool { tool, .. }) | Body::StopTool(StopTool { tool, .. }) => {
            match Tool::try_from(*tool) {
                Ok(Tool::Screen) => Need::Permission(Permission::ScreenView),
                Ok(Tool::Shell) => Need::Permission(Permission::Shell),
                Ok(Tool::System) => Need::Permission(Permission::SystemView),
                Ok(Tool::Files) => Need::Either(Permission::FileDownload, Permission::FileUpload),
                Ok(Tool::Unspecified) | Err(_) => Need::Nobody,
            }
        }
        // Of the permissions for its two directions one is enough: the machine knows.
        Body::SetClipboard(_) => Need::Permission(Permission::ScreenView),
        Body::SetSound(SetSound { on: false, .. }) => Need::Participant,
        Body::SetSound(_) => Need::Permission(Permission::HearSound),
        Body::LetType(_) => Need::Owner,
        Body::Point(_) => Need::Permission(Permission::ScreenView),
        Body::TakeControl(_) | Body::AskControl(_) => Need::Permission(Permission::ScreenControl),
        // To give everything back needs no permission: the machine knows who may.
        Body::UsePrivacy(UsePrivacy { input: false, blank: false, .. }) => Need::Participant,
        Body::UsePrivacy(_) => Need::Permission(Permission::Privacy),
        // What one drew may be taken away without it.
        Body::SetDrawing(SetDrawing { on: false, .. }) => Need::Participant,
        Body::SetDrawing(_) => Need::Permission(Permission::Annotate),
        Body::Elevate(_) => Need::Permission(Permission::Elevation),
        Body::NewShell(_) | Body::RenameShell(_) => Need::Permission(Permission::Shell),
        // Of a script another permission: the session knows which of the two it is.
        Body::EndShell(_) | Body::ViewShell(_) => Need::Participant,
        Body::RunScript(_) => Need::Permission(Permission::RunScripts),
        Body::LookAtSystem(_) => Need::Permission(Permission::SystemView),
        Body::RequestSystemAct(_) => Need::Permission(Permission::SystemAct),
        Body::DoAction(DoAction { kind, .. }) => match ActionKind::try_from(*kind) {
            Ok(ActionKind::Restart | ActionKind::RestartSafe | ActionKind::ShutDown) => {
                Need::Permission(Permission::Power)
            }
            Ok(
                ActionKind::Terminal
                | ActionKind::TaskManager
                | ActionKind::SystemSettings
                | ActionKind::EventLog
                | ActionKind::FileManager
                | ActionKind::Lock
                | ActionKind::LogOff
                | ActionKind::RunAs,
            ) => Need::Permission(Permission::SpecialActions),
            Ok(ActionKind::Unspecified) | Err(_) => Need::Nobody,
        },
        Body::AcceptSession(_) | Body::SendOn(_) | Body::DeclineAssignment(_) => Need::Queued,
        Body::SetReadiness(_) | Body::SetIdle(_) => Need::Account,
        Body::PinSession(_) | Body::UnpinSession(_) => Need::Permission(Permission::Pin),
        Body::DeployButton(_) | Body::RemoveButton(_) => Need::Permission(Permission::Button),
        Body::AcceptInvitation(_) | Body::DeclineInvitation(_) => Need::Invited,
        Body::InviteRep(_) | Body::InviteExternal(_) | Body::AskForHelp(_) => Need::Owner,
        Body::CancelInvitation(_) | Body::RemoveRep(_) => Need::Owner,
        Body::DisconnectCustomer(_) => Need::Owner,
        Body::EndSession(_) | Body::HoldSession(_) | Body::ResumeSession(_) => Need::Owner,
    }
}

/// Whether an external representative may be let ask for it at all (SUP-70): what is of their session and no owner's affair. No wildcard: a new need does not compile until somebody has decided.
pub const fn for_externals(need: Need) -> bool {
    match need {
        // What is pinned or deployed stays when the session is over, and so does who answers for it (SUP-50, SUP-60). Scripts are a library of the site, for who has an account.
        Need::Permission(Permission::Pin | Permission::Button | Permission::RunScripts) => false,
        Need::Handshake
        | Need::Link
        | Need::SessionSeen
        | Need::Participant
        | Need::Permission(_)
        | Need::Either(..) => true,
        Need::Account | Need::VisibleItems | Need::Jump | Need::Queued | Need::Invited | Need::Owner | Need::Nobody => {
            false
        }
    }
}

/// What an agent's message needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgentNeed {
    /// The first frame, and only that: the signature in it decides.
    Handshake,
    /// An accepted link; the message concerns the link, or the agent itself.
    Own,
    /// The named session runs on this agent.
    OwnSession,
    /// The agent is a customer client; the message concerns the one session that its support token bound it to.
    BoundSession,
}

/// What a message of an agent needs.
pub fn agent_need(message: &agent_up::Body) -> AgentNeed {
    use agent_up::Body;
    match message {
        Body::Hello(_) => AgentNeed::Handshake,
        Body::Ping(_)
        | Body::Pong(_)
        | Body::Inventory(_)
        | Body::Statistics(_)
        | Body::ChannelClosed(_)
        | Body::Uninstalled(_) => AgentNeed::Own,
        Body::Screen(_)
        | Body::ShellStarted(_)
        | Body::ShellEnded(_)
        | Body::Refusal(_)
        | Body::SessionDropped(_)
        | Body::SystemDone(_)
        | Body::Actions(_)
        | Body::ActionDone(_)
        | Body::Elevation(_)
        | Body::Privacy(_)
        | Body::FileActs(_)
        | Body::CommandCaught(_)
        | Body::Shells(_)
        | Body::ScriptWants(_)
        | Body::Button(_) => AgentNeed::OwnSession,
        Body::CustomerSay(_)
        | Body::CustomerEnd(_)
        | Body::CustomerPause(_)
        | Body::CustomerAnswer(_)
        | Body::CustomerTyping(_)
        | Body::FetchFile(_)
        | Body::SendFile(_)
        | Body::FileData(_)
        | Body::CancelFile(_)
        | Body::SurveyAnswers(_)
        | Body::Pinned(_) => AgentNeed::BoundSession,
    }
}

/// Which right to files a message on a files channel needs (FIL-6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilesNeed {
    /// One of the two is enough.
    Either,
    /// `FileDownload`
    Download,
    /// `FileUpload`
    Upload,
    /// `FileUpload`, and the clipboard towards the endpoint; whether it is on, the relay and the agent know (SCR-7).
    Stage,
}

impl FilesNeed {
    /// Whether what somebody has is enough.
    pub fn met(self, has: impl Fn(Permission) -> bool) -> bool {
        match self {
            FilesNeed::Either => has(Permission::FileDownload) || has(Permission::FileUpload),
            FilesNeed::Download => has(Permission::FileDownload),
            FilesNeed::Upload => has(Permission::FileUpload),
            FilesNeed::Stage => has(Permission::FileUpload) && has(Permission::ClipboardToEndpoint),
        }
    }
}

/// What a request about files needs. Bytes of a file that is put need what `put` needs.
pub fn files_need(message: &files_up::Body) -> FilesNeed {
    use files_up::Body;
    match message {
        Body::Places(_) | Body::List(_) | Body::Measure(_) | Body::Cancel(_) | Body::LeaveCopy(_) => FilesNeed::Either,
        Body::Describe(DescribeFile { digest: false, .. }) => FilesNeed::Either,
        // What it needs in the other session is asked there (FIL-12).
        Body::Describe(_) | Body::Fetch(_) | Body::Copy(_) => FilesNeed::Download,
        Body::MakeDirectory(_)
        | Body::Rename(_)
        | Body::Remove(_)
        | Body::SetMode(_)
        | Body::Put(_)
        | Body::PutEnd(_)
        | Body::PutCompare(_)
        | Body::ForgetPut(_)
        | Body::Unstage(_) => FilesNeed::Upload,
        Body::Stage(_) => FilesNeed::Stage,
    }
}

/// What somebody needs to be shown an answer about files: that a request is over may be known by whoever made it. Bytes of a file need what `begins` needs.
pub fn files_shown(message: &files_down::Body) -> Option<FilesNeed> {
    use files_down::Body;
    match message {
        Body::Begins(_) | Body::Ends(_) => Some(FilesNeed::Download),
        Body::Details(details) if !details.sha256.is_empty() => Some(FilesNeed::Download),
        Body::Places(_)
        | Body::Page(_)
        | Body::Details(_)
        | Body::Progress(_)
        | Body::Staged(_)
        | Body::Scanning(_) => Some(FilesNeed::Either),
        Body::PutReady(_) | Body::Over(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use towline_wire::v1::{self, console_up::Body};

    use super::*;

    #[test]
    fn each_message_of_a_console_needs_what_was_reviewed_qlt_8() {
        let action = |kind: ActionKind| Body::DoAction(DoAction { kind: kind.into(), ..DoAction::default() });
        let tool = |tool: Tool| Body::StartTool(StartTool { tool: tool.into(), ..StartTool::default() });
        let messages = [
            Body::Hello(v1::ConsoleHello::default()),
            Body::Ping(v1::Ping::default()),
            Body::Pong(v1::Pong::default()),
            Body::WatchItems(v1::WatchItems::default()),
            Body::StartSession(v1::StartSession::default()),
            Body::OpenSession(v1::OpenSession::default()),
            Body::CloseSessionView(v1::CloseSessionView::default()),
            Body::SendChat(v1::SendChat::default()),
            tool(Tool::Screen),
            tool(Tool::Shell),
            tool(Tool::System),
            tool(Tool::Files),
            tool(Tool::Unspecified),
            Body::StopTool(StopTool { tool: 99, ..StopTool::default() }),
            Body::TakeControl(v1::TakeControl::default()),
            Body::ReleaseControl(v1::ReleaseControl::default()),
            Body::NewShell(v1::NewShell::default()),
            Body::EndShell(v1::EndShell::default()),
            Body::RenameShell(v1::RenameShell::default()),
            Body::ViewShell(v1::ViewShell::default()),
            Body::RunScript(v1::RunScript::default()),
            Body::LeaveShell(v1::LeaveShell::default()),
            Body::EndSession(v1::EndSessionRequest::default()),
            Body::HoldSession(v1::HoldSession::default()),
            Body::LeaveSession(v1::LeaveSession::default()),
            Body::ResumeSession(v1::ResumeSession::default()),
            Body::AcceptSession(v1::AcceptSession::default()),
            Body::InviteRep(v1::InviteRep::default()),
            Body::CancelInvitation(v1::CancelInvitation::default()),
            Body::AcceptInvitation(v1::AcceptInvitation::default()),
            Body::DeclineInvitation(v1::DeclineInvitation::default()),
            Body::RemoveRep(v1::RemoveRep::default()),
            Body::PushUrl(v1::PushUrl::default()),
            Body::TranslateChat(v1::TranslateChat::default()),
            Body::DisconnectCustomer(v1::DisconnectCustomer::default()),
            Body::Typing(v1::Typing::default()),
            Body::Point(v1::Point::default()),
            Body::BeActive(v1::BeActive::default()),
            Body::SendOn(v1::SendOn::default()),
            Body::DeclineAssignment(v1::DeclineAssignment::default()),
            Body::SetReadiness(v1::SetReadiness::default()),
            Body::SetIdle(v1::SetIdle::default()),
            Body::OfferClient(v1::OfferClient::default()),
            Body::SendInstructions(v1::SendInstructions::default()),
            Body::Elevate(v1::ElevateRequest::default()),
            Body::UsePrivacy(v1::UsePrivacy::default()),
            Body::UsePrivacy(v1::UsePrivacy { input: true, ..v1::UsePrivacy::default() }),
            Body::SetDrawing(v1::SetDrawing::default()),
            Body::SetDrawing(v1::SetDrawing { on: true, ..v1::SetDrawing::default() }),
            Body::LookAtSystem(v1::LookAtSystem::default()),
            Body::LeaveSystem(v1::LeaveSystem::default()),
            Body::RequestSystemAct(v1::RequestSystemAct::default()),
            Body::AddNote(v1::AddNote::default()),
            Body::SetCustomFields(v1::SetCustomFields::default()),
            Body::InviteExternal(v1::InviteExternal::default()),
            Body::AskForHelp(v1::AskForHelp::default()),
            Body::PinSession(v1::PinSession::default()),
            Body::DeployButton(v1::DeployButton::default()),
            Body::RemoveButton(v1::RemoveButton::default()),
            Body::UnpinSession(v1::UnpinSession::default()),
            Body::SetClipboard(v1::SetClipboard::default()),
            Body::LetType(v1::LetType::default()),
            Body::SetSound(v1::SetSound::default()),
            Body::SetSound(v1::SetSound { on: true, ..v1::SetSound::default() }),
            action(ActionKind::ShutDown),
            action(ActionKind::RunAs),
            action(ActionKind::Unspecified),
        ];
        let lines: Vec<String> = messages
            .iter()
            .map(|message| {
                let shown = format!("{message:?}");
                let name = shown.split('(').next().unwrap_or_default().to_owned();
                let external = if for_externals(need(message)) { "" } else { ", no external" };
                format!("{name:<20}{:?}{external}", need(message))
            })
            .collect();
        insta::assert_snapshot!("console_messages", lines.join("\n"));
    }

    #[test]
    fn each_message_about_files_needs_what_was_reviewed_fil_6() {
        use files_up::Body;
        let messages = [
            Body::Places(v1::FilesPlaces::default()),
            Body::List(v1::ListFiles::default()),
            Body::Describe(v1::DescribeFile::default()),
            Body::Measure(v1::MeasureFiles::default()),
            Body::Cancel(v1::CancelFiles::default()),
            Body::LeaveCopy(v1::LeaveCopy::default()),
            Body::Copy(v1::CopyFiles::default()),
            Body::Describe(v1::DescribeFile { digest: true, ..v1::DescribeFile::default() }),
            Body::Fetch(v1::FetchFiles::default()),
            Body::MakeDirectory(v1::MakeDirectory::default()),
            Body::Rename(v1::RenameFile::default()),
            Body::Remove(v1::RemoveFiles::default()),
            Body::SetMode(v1::SetFileMode::default()),
            Body::Put(v1::PutFile::default()),
            Body::PutEnd(v1::PutEnd::default()),
            Body::PutCompare(v1::PutCompare::default()),
            Body::ForgetPut(v1::ForgetPut::default()),
            Body::Unstage(v1::UnstageFiles::default()),
            Body::Stage(v1::StageFiles::default()),
        ];
        let needs: Vec<FilesNeed> = messages.iter().map(files_need).collect();
        assert_eq!(needs[..6], [FilesNeed::Either; 6]);
        assert_eq!(needs[6..9], [FilesNeed::Download; 3]);
        assert_eq!(needs[9..18], [FilesNeed::Upload; 9]);
        assert_eq!(needs[18..], [FilesNeed::Stage]);
        let met = |need: FilesNeed| {
            [Permission::FileDownload, Permission::FileUpload, Permission::Shell].map(|has| need.met(|of| of == has))
        };
        assert_eq!(met(FilesNeed::Either), [true, true, false]);
        assert_eq!(met(FilesNeed::Download), [true, false, false]);
        assert_eq!(met(FilesNeed::Upload), [false, true, false]);
        assert_eq!(met(FilesNeed::Stage), [false; 3]);
        let both = [Permission::FileUpload, Permission::ClipboardToEndpoint];
        assert!(FilesNeed::Stage.met(|of| both.contains(&of)));
    }
}
