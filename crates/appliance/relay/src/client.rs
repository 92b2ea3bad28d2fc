//! What the window of a customer's full client is told (SUP-22): the same as the page in a browser, in the agent's wire, and what the reps do right now.

use towline_engine::Engine;
use towline_model::{Ask, Moment, Permission, SessionId, clip};
use towline_session::{ElevationStatus, Event, Phase, Prompt, State};
use towline_wire::v1::{
    self, CustomerEvent, CustomerEvents, CustomerPhase, CustomerPrompt, CustomerRep, CustomerSpeaker, CustomerState,
    agent_down,
};

use crate::customer::{Seen, Speaker, seen};
use crate::link::LinkSender;

/// Events in one message.
const BATCH: usize = 32;
/// Bytes of a file in one message, which must fit into 16 KiB.
const PART: usize = 15 * 1024;
/// Parts for which is asked once.
const PARTS: usize = 16;

pub(crate) fn state(state: &State, now: Moment) -> CustomerState {
    let phase = match state.phase {
        _ if state.ended_for_customer() => CustomerPhase::Ended,
        Phase::Ended => CustomerPhase::Ended,
        _ if state.queue.is_none() => CustomerPhase::Active,
        _ if state.accepted => CustomerPhase::OnHold,
        _ => CustomerPhase::Waiting,
    };
    let rep = |rep: &towline_session::Participant| CustomerRep {
        number: u32::from(rep.number),
        name: rep.name.clone(),
        // What is open and allowed counts as done: a person is not told less than what may happen.
        viewing: state.tools.screen && rep.permissions.has(Permission::ScreenView),
        controlling: state.controller == Some(rep.number),
        shell: state.shells.iter().any(|shell| shell.alive() && shell.script.is_none())
            && rep.permissions.has(Permission::Shell),
        system: state.tools.system && rep.permissions.has(Permission::SystemView),
        files: state.runs_for(rep.user, towline_session::Tool::Files)
            && (rep.permissions.has(Permission::FileDownload) || rep.permissions.has(Permission::FileUpload)),
        acting: state.acts.iter().any(|act| act.by == rep.number)
            || state.shells.iter().any(|shell| shell.script.is_some() && shell.alive() && shell.opener == rep.number)
            || state.actions.waiting.iter().any(|waiting| waiting.by == rep.number),
    };
    CustomerState {
        session_id: state.spec.id.to_string(),
        phase: i32::from(phase),
        reps: if state.dismissed.is_some() { Vec::new() } else { state.participants.iter().map(rep).collect() },
        paused: state.paused,
        ended_reason: match state.dismissed {
            Some(_) => "ended_by_owner".to_owned(),
            None => state.ended_reason.clone().unwrap_or_default(),
        },
        prompts: state.prompts.iter().map(|asked| prompt(asked, state, now)).collect(),
        elevated: matches!(state.elevation.status, ElevationStatus::Elevated { by: 1.., .. }),
    }
}

fn prompt(asked: &Prompt, state: &State, now: Moment) -> CustomerPrompt {
    let rep = state.participant(asked.participant);
    CustomerPrompt {
        id: u64::from(asked.id),
        rep: rep.map(|rep| rep.name.clone()).unwrap_or_default(),
        permission: crate::views::permission(asked.permission),
        left_ms: u32::try_from(asked.until.since(now).as_millis()).unwrap_or(u32::MAX),
        otherwise_allowed: false,
        for_session: rep.is_some_and(|rep| rep.permissions.asks(asked.permission) == Some(Ask::Once)),
    }
}

/// Sends a client part of a file, if its customer may have it.
pub(crate) async fn send_file(engine: &Engine, sender: &LinkSender, session: SessionId, fetch: &v1::FetchFile) {
    let file_id = clip(&fetch.file_id, 36);
    let Ok(id) = file_id.parse() else { return };
    let mut offset = fetch.offset;
    for _ in 0..PARTS {
        let read = engine.client_reads(session, id, offset, PART).await;
        let (data, missing) = read.map_or((Vec::new(), true), |data| (data, false));
        let (length, end) = (data.len(), data.len() < PART);
        let part = v1::FilePart { file_id: file_id.clone(), offset, data: data.into(), missing };
        sender.agent(agent_down::Body::FilePart(part));
        if end || sender.closed() {
            return;
        }
        offset = offset.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
    }
}

/// Sends what of these entries is for the customer. `last`: with this one it ended for them.
pub(crate) fn send_events(sender: &LinkSender, events: &[Event], last: Option<u64>) {
    let theirs = events.iter().filter(|event| last.is_none_or(|last| event.sequence <= last));
    let seen: Vec<CustomerEvent> = theirs.filter_map(seen).map(event).collect();
    for part in seen.chunks(BATCH) {
        sender.agent(agent_down::Body::CustomerEvents(CustomerEvents { events: part.to_vec() }));
    }
}

fn event(seen: Seen) -> CustomerEvent {
    let who = match seen.who {
        Speaker::You => CustomerSpeaker::You,
        Speaker::Rep => CustomerSpeaker::Rep,
        Speaker::System => CustomerSpeaker::System,
    };
    v1::CustomerEvent {
        sequence: seen.sequence,
        at_ms: seen.at_ms,
        who: i32::from(who),
        name: seen.name,
        kind: seen.kind.to_owned(),
        text: seen.text,
        nonce: seen.nonce,
        act: seen.act.to_owned(),
        file_id: seen.file.as_ref().map(|file| file.id.clone()).unwrap_or_default(),
        file_bytes: seen.file.map_or(0, |file| file.bytes),
        translates: seen.translates.unwrap_or_default(),
    }
}
