//! Which session a message of a console is about.

use towline_wire::v1::console_up;

/// The id as it was said; `None`: it is about none.
pub(crate) fn session_named(body: &console_up::Body) -> Option<&str> {
    use console_up::Body;
    match body {
        Body::OpenSession(message) => Some(&message.session_id),
        Body::CloseSessionView(message) => Some(&message.session_id),
        Body::SendChat(message) => Some(&message.session_id),
        Body::StartTool(message) => Some(&message.session_id),
        Body::StopTool(message) => Some(&message.session_id),
        Body::TakeControl(message) => Some(&message.session_id),
        Body::ReleaseControl(message) => Some(&message.session_id),
        Body::SetClipboard(message) => Some(&message.session_id),
        Body::SetDrawing(message) => Some(&message.session_id),
        Body::SetSound(message) => Some(&message.session_id),
        Body::LetType(message) => Some(&message.session_id),
        Body::AskControl(message) => Some(&message.session_id),
        Body::AnswerControl(message) => Some(&message.session_id),
        Body::WithdrawControl(message) => Some(&message.session_id),
        Body::NewShell(message) => Some(&message.session_id),
        Body::RunScript(message) => Some(&message.session_id),
        Body::EndShell(message) => Some(&message.session_id),
        Body::RenameShell(message) => Some(&message.session_id),
        Body::ViewShell(message) => Some(&message.session_id),
        Body::EndSession(message) => Some(&message.session_id),
        Body::HoldSession(message) => Some(&message.session_id),
        Body::LeaveSession(message) => Some(&message.session_id),
        Body::ResumeSession(message) => Some(&message.session_id),
        Body::AcceptSession(message) => Some(&message.session_id),
        Body::InviteRep(message) => Some(&message.session_id),
        Body::CancelInvitation(message) => Some(&message.session_id),
        Body::AcceptInvitation(message) => Some(&message.session_id),
        Body::DeclineInvitation(message) => Some(&message.session_id),
        Body::RemoveRep(message) => Some(&message.session_id),
        Body::SendOn(message) => Some(&message.session_id),
        Body::DeclineAssignment(message) => Some(&message.session_id),
        Body::PushUrl(message) => Some(&message.session_id),
        Body::TranslateChat(message) => Some(&message.session_id),
        Body::DisconnectCustomer(message) => Some(&message.session_id),
        Body::Typing(message) => Some(&message.session_id),
        Body::Point(message) => Some(&message.session_id),
        Body::BeActive(message) => Some(&message.session_id),
        Body::UsePrivacy(message) => Some(&message.session_id),
        Body::Elevate(message) => Some(&message.session_id),
        Body::OfferClient(message) => Some(&message.session_id),
        Body::SendInstructions(message) => Some(&message.session_id),
        Body::LookAtSystem(message) => Some(&message.session_id),
        Body::DoAction(message) => Some(&message.session_id),
        Body::RequestSystemAct(message) => Some(&message.session_id),
        Body::AddNote(message) => Some(&message.session_id),
        Body::SetCustomFields(message) => Some(&message.session_id),
        Body::InviteExternal(message) => Some(&message.session_id),
        Body::AskForHelp(message) => Some(&message.session_id),
        Body::PinSession(message) => Some(&message.session_id),
        Body::UnpinSession(message) => Some(&message.session_id),
        Body::DeployButton(message) => Some(&message.session_id),
        Body::RemoveButton(message) => Some(&message.session_id),
        Body::Hello(_)
        | Body::LeaveSystem(_)
        | Body::Ping(_)
        | Body::Pong(_)
        | Body::WatchItems(_)
        | Body::StartSession(_)
        | Body::SetReadiness(_)
        | Body::SetIdle(_)
        | Body::LeaveShell(_) => None,
    }
}
