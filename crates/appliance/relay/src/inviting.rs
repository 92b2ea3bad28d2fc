//! Asking others in besides those who are signed in (SUP-33, SUP-70, SES-21): help on an issue, people without an account, reps who are told by mail; and what becomes of external representatives.

use tokio::sync::oneshot;
use towline_engine::{AwayInvited, ExternalInvited, Fault, NewLink, Principal};
use towline_model::{Queue, Rights, SessionId, UserId};
use towline_session::{Input, Invitation, InvitationKind, Refusal, State};
use towline_store::{NewExternalInvitation, UsedExternalInvitation};
use towline_wire::v1::{self, console_down};

use crate::actor::{Actor, Msg, Reply, SessionHandle};
use crate::changes::refuse;
use crate::console_link::{COMMENTS, ConsoleLink};
use crate::link::problem;
use crate::relay::Shared;
use crate::views::{self, fault};

fn told(fault: &Fault) -> v1::Problem {
    problem(fault.code, &fault.title, &fault.detail)
}

/// With what is wrong with which field: the window has one line for it.
fn told_whole(fault: &Fault) -> v1::Problem {
    let fields: Vec<&str> = fault.fields.values().map(String::as_str).collect();
    if fields.is_empty() { told(fault) } else { problem(fault.code, &fault.title, &fields.join(" ")) }
}

impl ConsoleLink {
    /// Somebody without an account is asked in; the link is told this once (SUP-70).
    pub(crate) async fn invite_external(
        &self,
        request: u32,
        session: Option<SessionHandle>,
        invite: v1::InviteExternal,
    ) {
        let Some(session) = session else {
            return self.reply(request, Some(views::refusal(Refusal::NotFound)), String::new());
        };
        let principal = self.principal();
        let engine = &self.shared().engine;
        let allowed = engine.authorize_external(principal, &invite.name, &invite.email, &invite.policy_id).await;
        let (new, profile) = match allowed {
            Ok(allowed) => allowed,
            Err(fault) => return self.reply(request, Some(told_whole(&fault)), String::new()),
        };
        let comments = towline_model::paragraphs(&invite.comments, COMMENTS);
        let input = Input::InviteExternal {
            user: principal.user_id,
            guest: new.kept.user,
            name: new.name.clone(),
            profile,
            comments: comments.clone(),
        };
        let (done, answer) = oneshot::channel();
        let message = Msg::InviteExternal { input, link: new.kept.clone(), done };
        let outcome = match session.mailbox.send(message).await {
            Ok(()) => answer.await.unwrap_or(Err(Refusal::Ended)),
            Err(_) => Err(Refusal::Ended),
        };
        if let Err(refusal) = outcome {
            return self.reply(request, Some(views::refusal(refusal)), String::new());
        }
        let mail_problem = self.mail(&new, &comments).await;
        let session_id = session.state().spec.id.to_string();
        let reply = v1::Reply { request, session_id, link: new.link, mail_problem, ..v1::Reply::default() };
        self.sender().console(console_down::Body::Reply(reply));
    }

    async fn mail(&self, new: &NewLink, comments: &str) -> Option<v1::Problem> {
        if new.email.is_empty() {
            return None;
        }
        self.shared().engine.mail_external(self.principal(), new, comments).await.err().map(|fault| told(&fault))
    }

    /// Help is asked for on an issue (SES-21).
    pub(crate) async fn ask_for_help(&self, request: u32, session: Option<SessionHandle>, ask: &v1::AskForHelp) {
        let (Some(session), Ok(issue)) = (session, ask.issue_id.parse()) else {
            return self.reply(request, Some(views::refusal(Refusal::Invalid)), String::new());
        };
        let principal = self.principal();
        let found = match self.shared().engine.authorize_help(principal, issue).await {
            Ok(found) => found,
            Err(fault) => return self.reply(request, Some(told(&fault)), String::new()),
        };
        let comments = towline_model::paragraphs(&ask.comments, COMMENTS);
        let input = Input::AskForHelp {
            user: principal.user_id,
            to: Queue::Team(found.team),
            to_name: found.team_name,
            issue: found.name,
            comments,
        };
        let problem = self.shared().put(&session, input).await.err().map(views::refusal);
        self.reply(request, problem, String::new());
    }
}

impl Shared {
    /// A rep who is not signed in is asked in, and told by mail (SUP-33).
    pub(crate) async fn invite_away(
        &self,
        principal: &Principal,
        session: &SessionHandle,
        kind: InvitationKind,
        rep: UserId,
        (name, comments): (String, String),
    ) -> Option<v1::Problem> {
        let known = |state: &State| {
            let to = Queue::Personal(rep);
            state.invitations.iter().find(|open| open.kind == kind && open.to == to).map(|open| open.number)
        };
        let before = known(&session.state());
        let user = principal.user_id;
        let input = Input::InviteAway { user, kind, rep, name, comments };
        if let Err(refusal) = self.put(session, input).await {
            return Some(views::refusal(refusal));
        }
        let state = session.state();
        // The same again sends nothing again.
        let number = known(&state).filter(|number| before != Some(*number))?;
        let invited = away_invited(&state, number, rep)?;
        let fault = self.engine.mail_away(principal, rep, &invited).await.err()?;
        // Nobody would ever know of it.
        let _ = self.put(session, Input::CancelInvitation { user, number }).await;
        Some(told(&fault))
    }

    /// Reads again what somebody may who has no console now and answers for others (SES-2a).
    pub(crate) async fn recheck_host(&self, session: &SessionHandle, state: &State, user: UserId) {
        let answers =
            state.participants.iter().any(|each| each.external.as_ref().is_some_and(|bounds| bounds.host == user));
        if !answers {
            return;
        }
        if let Ok(permissions) = self.engine.account_permissions(user, state.spec.item, state.site()).await {
            let _ = session.mailbox.send(Msg::Do(Input::Allow { user, permissions }, Reply::Nowhere)).await;
        }
    }

    /// Whether an external representative is in their session now; others are where their accounts let them.
    pub(crate) fn external_inside(&self, principal: &Principal) -> bool {
        let Some(session) = principal.external else { return true };
        let Some(session) = self.session(session) else { return false };
        let state = session.state();
        !state.ended() && state.participant_of(principal.user_id).is_some()
    }

    /// An external representative is in no session any more: every link of theirs ends, and they are told why.
    pub(crate) fn external_gone(&self, user: UserId) {
        let ended = Fault::invitation_ended();
        for console in self.consoles.which(|console| console.user() == user && console.principal.external.is_some()) {
            refuse(&console, &ended);
        }
    }
}

fn open_invitation(state: &State, number: u32) -> Option<&Invitation> {
    let open = state.invitations.iter().find(|open| open.number == number);
    open.filter(|_| !state.ended())
}

/// An open invitation of somebody without an account.
pub(crate) fn external_invited(state: &State, number: u32) -> Option<ExternalInvited> {
    let open = open_invitation(state, number)?;
    let inviter = state.participant(open.by)?;
    Some(ExternalInvited {
        inviter: inviter.user,
        inviter_name: open.by_name.clone(),
        name: open.to_name.clone(),
        comments: open.comments.clone(),
        profile: open.profile?,
    })
}

/// An open invitation of this user.
pub(crate) fn away_invited(state: &State, number: u32, user: UserId) -> Option<AwayInvited> {
    let open = open_invitation(state, number).filter(|open| open.to == Queue::Personal(user))?;
    Some(AwayInvited {
        session: state.spec.id,
        number,
        session_name: state.spec.name.clone(),
        inviter: open.by_name.clone(),
        comments: open.comments.clone(),
        transfer: open.kind == InvitationKind::Transfer,
    })
}

/// The link of an invitation is followed: used up and in the session in one transaction.
pub(crate) async fn admit_external(
    shared: &Shared,
    session: SessionId,
    number: u32,
    profile: Rights,
    used: UsedExternalInvitation,
) -> Result<bool, Fault> {
    let Some(session) = shared.session(session) else { return Ok(false) };
    let input = Input::AcceptExternal { guest: used.user, number, profile };
    let (done, answer) = oneshot::channel();
    if session.mailbox.send(Msg::AdmitExternal { input, used, done }).await.is_err() {
        return Ok(false);
    }
    answer.await.unwrap_or(Ok(false))
}

impl Actor {
    /// An invitation by a link: the session with it and the link are stored together, or neither is.
    pub(crate) async fn keep_external(&mut self, input: Input, mut link: NewExternalInvitation) -> Result<(), Refusal> {
        let tried = self.try_input(input)?;
        link.number = tried.session.state().invitations_made;
        let state = tried.session.state().clone();
        let stored = self.shared.engine.store().invite_external(link, state, tried.events.clone()).await;
        if let Err(error) = stored {
            tracing::error!(%error, "an invitation could not be stored");
            return Err(Refusal::Offline);
        }
        self.become_tried(tried);
        Ok(())
    }

    /// Its link is followed. `false`: somebody was faster, or it is over.
    pub(crate) async fn admit_external(&mut self, input: Input, used: UsedExternalInvitation) -> Result<bool, Fault> {
        let tried = match self.try_input(input) {
            Ok(tried) => tried,
            Err(Refusal::InvitationOver | Refusal::Ended) => return Ok(false),
            Err(refusal) => return Err(fault(refusal)),
        };
        let state = tried.session.state().clone();
        let store = self.shared.engine.store();
        if !store.use_external_invitation(used, state, tried.events.clone()).await? {
            return Ok(false);
        }
        self.become_tried(tried);
        Ok(true)
    }
}
