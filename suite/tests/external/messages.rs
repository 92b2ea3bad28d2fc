//! Every message of a console, and what an external representative is told who sends it (SUP-70).

use towline_wire::v1::{
    AcceptInvitation, AcceptSession, AddNote, AnswerControl, AskControl, AskForHelp, BeActive, CancelInvitation,
    CloseSessionView, DeclineAssignment, DeclineInvitation, DeployButton, DisconnectCustomer, DoAction, ElevateRequest,
    EndSessionRequest, EndShell, HoldSession, InviteExternal, InviteRep, LeaveSession, LeaveShell, LeaveSystem,
    LetType, LookAtSystem, NewShell, OfferClient, OpenSession, PinSession, Point, Pong, PushUrl, ReleaseControl,
    RemoveButton, RemoveRep, RenameShell, RequestSystemAct, ResumeSession, RunScript, SendChat, SendInstructions,
    SendOn, SetClipboard, SetCustomFields, SetDrawing, SetIdle, SetReadiness, SetSound, StartSession, StartTool,
    StopTool, TakeControl, Tool, TranslateChat, Typing, UnpinSession, UsePrivacy, ViewShell, WatchItems,
    WithdrawControl, console_up,
};

use super::uuid;

/// Every message of a console, about this session where it is about one; and whether an external representative may be let ask it.
pub(crate) fn everything(session: &str, item: &str) -> Vec<console_up::Body> {
    use console_up::Body;
    let (s, shell) = (|| session.to_owned(), "0190aaaa-0000-7000-8000-00000000000f".to_owned());
    vec![
        Body::WatchItems(WatchItems { items: vec![item.into()], detail: vec![item.into()] }),
        Body::StartSession(StartSession { item_id: item.into(), nonce: uuid(), join: true, ..Default::default() }),
        Body::OpenSession(OpenSession { session_id: s(), have_event: 0 }),
        Body::CloseSessionView(CloseSessionView { session_id: s() }),
        Body::SendChat(SendChat { session_id: s(), text: "boo".into(), nonce: uuid(), reps_only: false }),
        Body::StartTool(StartTool { session_id: s(), tool: Tool::Screen.into() }),
        Body::SetClipboard(SetClipboard { session_id: s(), on: true }),
        Body::SetDrawing(SetDrawing { session_id: s(), on: true }),
        Body::SetSound(SetSound { session_id: s(), on: false }),
        Body::LetType(LetType { session_id: s(), participant: 0 }),
        Body::StopTool(StopTool { session_id: s(), tool: Tool::Screen.into() }),
        Body::TakeControl(TakeControl { session_id: s() }),
        Body::ReleaseControl(ReleaseControl { session_id: s() }),
        Body::AskControl(AskControl { session_id: s() }),
        Body::AnswerControl(AnswerControl { session_id: s(), number: 1, give: true }),
        Body::WithdrawControl(WithdrawControl { session_id: s() }),
        Body::NewShell(NewShell { session_id: s(), columns: 80, rows: 24, nonce: uuid(), choice: None }),
        Body::EndShell(EndShell { session_id: s(), shell_id: shell.clone() }),
        Body::RenameShell(RenameShell { session_id: s(), shell_id: shell.clone(), name: "mine".into() }),
        Body::ViewShell(ViewShell { session_id: s(), shell_id: shell, channel: 5, from_offset: 0 }),
        Body::LeaveShell(LeaveShell { channel: 5 }),
        Body::EndSession(EndSessionRequest { session_id: s() }),
        Body::HoldSession(HoldSession { session_id: s() }),
        Body::ResumeSession(ResumeSession { session_id: s() }),
        Body::AcceptSession(AcceptSession { session_id: s() }),
        Body::InviteRep(InviteRep { session_id: s(), kind: 2, to: 3, ..Default::default() }),
        Body::InviteExternal(InviteExternal { session_id: s(), name: "x".into(), ..Default::default() }),
        Body::AskForHelp(AskForHelp { session_id: s(), ..Default::default() }),
        Body::CancelInvitation(CancelInvitation { session_id: s(), number: 1 }),
        Body::AcceptInvitation(AcceptInvitation { session_id: s(), number: 1 }),
        Body::DeclineInvitation(DeclineInvitation { session_id: s(), number: 1 }),
        Body::RemoveRep(RemoveRep { session_id: s(), number: 1 }),
        Body::OfferClient(OfferClient { session_id: s() }),
        Body::SendInstructions(SendInstructions { session_id: s() }),
        Body::SendOn(SendOn { session_id: s(), to: 3, to_id: String::new() }),
        Body::DeclineAssignment(DeclineAssignment { session_id: s() }),
        Body::SetReadiness(SetReadiness { readiness: 1 }),
        Body::SetIdle(SetIdle { idle: false }),
        Body::LookAtSystem(LookAtSystem { session_id: s(), channel: 6, category: 1 }),
        Body::LeaveSystem(LeaveSystem { channel: 6 }),
        Body::RequestSystemAct(RequestSystemAct { session_id: s(), nonce: uuid(), ..Default::default() }),
        Body::DoAction(DoAction { session_id: s(), kind: 3, nonce: uuid(), ..Default::default() }),
        Body::RunScript(RunScript { session_id: s(), nonce: uuid(), ..Default::default() }),
        Body::AddNote(AddNote { session_id: s(), text: "mine".into(), nonce: uuid() }),
        Body::SetCustomFields(SetCustomFields { session_id: s(), ..Default::default() }),
        Body::UsePrivacy(UsePrivacy { session_id: s(), input: true, blank: false }),
        Body::Elevate(ElevateRequest { session_id: s(), ..Default::default() }),
        Body::PushUrl(PushUrl { session_id: s(), url: "https://example.org/".into(), nonce: uuid() }),
        Body::TranslateChat(TranslateChat { session_id: s(), customer: "de".into() }),
        Body::DisconnectCustomer(DisconnectCustomer { session_id: s() }),
        Body::PinSession(PinSession { session_id: s(), ..Default::default() }),
        Body::UnpinSession(UnpinSession { session_id: s() }),
        Body::DeployButton(DeployButton { session_id: s(), ..Default::default() }),
        Body::RemoveButton(RemoveButton { session_id: s() }),
        Body::Typing(Typing { session_id: s(), reps_only: false }),
        Body::Point(Point { session_id: s(), ..Default::default() }),
        Body::BeActive(BeActive { session_id: s() }),
        Body::Pong(Pong { nonce: 1 }),
        // Last: it ends his part.
        Body::LeaveSession(LeaveSession { session_id: s() }),
    ]
}

/// What others in the session may: his profile or what he is does not have it.
pub(crate) fn bounded(body: &console_up::Body) -> bool {
    use console_up::Body;
    matches!(
        body,
        Body::TakeControl(_)
            | Body::AskControl(_)
            | Body::AnswerControl(_)
            | Body::RequestSystemAct(_)
            | Body::DoAction(_)
            | Body::SetCustomFields(_)
            | Body::UsePrivacy(_)
            | Body::Elevate(_)
    )
}

/// What concerns no session.
pub(crate) fn is_about_the_link(body: &console_up::Body) -> bool {
    use console_up::Body;
    matches!(body, Body::CloseSessionView(_) | Body::LeaveShell(_) | Body::LeaveSystem(_))
}

/// What an external representative is told about his own session. Without a wildcard: a new message does not compile until somebody has decided, and then belongs into the list above.
pub(crate) fn expected(body: &console_up::Body) -> Option<&'static str> {
    use console_up::Body;
    match body {
        Body::WatchItems(_)
        | Body::StartSession(_)
        | Body::EndSession(_)
        | Body::HoldSession(_)
        | Body::ResumeSession(_)
        | Body::AcceptSession(_)
        | Body::InviteRep(_)
        | Body::InviteExternal(_)
        | Body::AskForHelp(_)
        | Body::CancelInvitation(_)
        | Body::AcceptInvitation(_)
        | Body::DeclineInvitation(_)
        | Body::RemoveRep(_)
        | Body::SendOn(_)
        | Body::DeclineAssignment(_)
        | Body::SetReadiness(_)
        | Body::SetIdle(_)
        | Body::DisconnectCustomer(_)
        | Body::PinSession(_)
        | Body::UnpinSession(_)
        | Body::DeployButton(_)
        | Body::RemoveButton(_)
        | Body::LetType(_)
        // The library is for who has an account.
        | Body::RunScript(_) => Some("not_permitted"),
        Body::TakeControl(_)
        | Body::AskControl(_)
        // He has not got it, and owns nothing.
        | Body::AnswerControl(_)
        | Body::RequestSystemAct(_)
        | Body::SetCustomFields(_)
        | Body::UsePrivacy(_)
        | Body::Elevate(_) => Some("not_permitted"),
        // Allowed by default, as to anybody in the session; this machine says of nothing that it can be done.
        Body::DoAction(_) => Some("no_action"),
        // Nobody has started it.
        Body::LookAtSystem(_) => Some("invalid"),
        Body::EndShell(_) | Body::RenameShell(_) | Body::ViewShell(_) => Some("not_found"),
        // There is no customer.
        Body::OfferClient(_) | Body::PushUrl(_) | Body::SendInstructions(_) => Some("invalid"),
        Body::TranslateChat(_) => Some("not_translated"),
        Body::OpenSession(_)
        | Body::CloseSessionView(_)
        | Body::SendChat(_)
        | Body::StartTool(_)
        | Body::SetClipboard(_)
        | Body::SetDrawing(_)
        | Body::SetSound(_)
        | Body::StopTool(_)
        | Body::ReleaseControl(_)
        | Body::WithdrawControl(_)
        | Body::NewShell(_)
        | Body::LeaveShell(_)
        | Body::LeaveSystem(_)
        | Body::AddNote(_)
        | Body::Typing(_)
        | Body::Point(_)
        | Body::BeActive(_)
        | Body::LeaveSession(_) => Some(""),
        Body::Hello(_) | Body::Ping(_) | Body::Pong(_) => None,
    }
}
