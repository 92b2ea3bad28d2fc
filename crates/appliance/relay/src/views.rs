//! From the session's state to what consoles and agents are told.

use prost::Message as _;
use towline_engine::Fault;
use towline_model::{AgentKeyId, CUSTOM_FIELDS, Permission, Permissions, Queue, UserId};
use towline_session::{
    Elevation, ElevationStatus, ElevationWay, Event, FileItem, GrantPlan, Invitation, InvitationKind, Phase, Prompt,
    Refusal, Session, Shell, ShellStatus, State, Tool,
};
use towline_wire::v1;

use crate::guard::{self, GrantRules};
use crate::{actions, choice, scripts};

pub(crate) fn permissions(set: Permissions) -> Vec<i32> {
    set.iter().map(permission).collect()
}

pub(crate) fn permission(permission: Permission) -> i32 {
    i32::from(match permission {
        Permission::ScreenView => v1::Permission::ScreenView,
        Permission::ScreenControl => v1::Permission::ScreenControl,
        Permission::Shell => v1::Permission::Shell,
        Permission::Elevation => v1::Permission::Elevation,
        Permission::SystemView => v1::Permission::SystemView,
        Permission::SystemAct => v1::Permission::SystemAct,
        Permission::Pin => v1::Permission::Pin,
        Permission::Button => v1::Permission::Button,
        Permission::ClipboardToEndpoint => v1::Permission::ClipboardToEndpoint,
        Permission::ClipboardFromEndpoint => v1::Permission::ClipboardFromEndpoint,
        Permission::Power => v1::Permission::Power,
        Permission::SpecialActions => v1::Permission::SpecialActions,
        Permission::Privacy => v1::Permission::Privacy,
        Permission::Annotate => v1::Permission::Annotate,
        Permission::HearSound => v1::Permission::HearSound,
        Permission::RunScripts => v1::Permission::RunScripts,
        Permission::FileDownload => v1::Permission::FileDownload,
        Permission::FileUpload => v1::Permission::FileUpload,
        Permission::ShellPrograms => v1::Permission::ShellPrograms,
    })
}

/// What somebody must ask the customer for before they may.
fn asks(set: Permissions) -> Vec<i32> {
    let asked = |permission: &Permission| set.asks(*permission).is_some() && !set.has(*permission);
    permissions(Permission::ALL.into_iter().filter(asked).collect())
}

fn prompt(prompt: &Prompt) -> v1::SessionPrompt {
    v1::SessionPrompt {
        participant: u32::from(prompt.participant),
        permission: permission(prompt.permission),
        until_ms: prompt.until.unix_ms(),
    }
}

/// A way to administrative rights, on the wire.
pub(crate) fn way(way: ElevationWay) -> i32 {
    i32::from(match way {
        ElevationWay::Customer => v1::ElevationWay::Customer,
        ElevationWay::Account => v1::ElevationWay::Account,
    })
}

fn elevation(of: &Elevation) -> v1::ElevationState {
    let (by, trying, account) = match &of.status {
        ElevationStatus::Not => (0, 0, ""),
        ElevationStatus::Trying { by, way: trying, .. } => (*by, way(*trying), ""),
        ElevationStatus::Elevated { by, account } => (*by, 0, account.as_str()),
    };
    v1::ElevationState {
        elevated: matches!(of.status, ElevationStatus::Elevated { .. }),
        account: account.to_owned(),
        by: u32::from(by),
        by_customer: of.offer.by_customer,
        by_account: of.offer.by_account,
        key: of.offer.key.clone().into(),
        trying,
        attempt: of.attempt,
        code: of.code.clone(),
    }
}

fn phase(phase: Phase) -> i32 {
    i32::from(match phase {
        Phase::Connecting => v1::SessionPhase::Connecting,
        Phase::Active => v1::SessionPhase::Active,
        Phase::OnHold => v1::SessionPhase::OnHold,
        Phase::EndpointLost => v1::SessionPhase::EndpointLost,
        Phase::Ended => v1::SessionPhase::Ended,
        Phase::Waiting => v1::SessionPhase::Waiting,
    })
}

/// A grant as it is signed.
pub(crate) fn grant(plan: &GrantPlan, state: &State, key: AgentKeyId) -> v1::Grant {
    let mut rules = GrantRules::default();
    let participants = plan
        .participants
        .iter()
        .map(|participant| {
            let held = rules.add(&participant.commands);
            // SECURITY: without their rules nobody types.
            let permitted = match held {
                Some(_) => participant.permissions,
                None => participant.permissions.never(Permission::Shell),
            };
            v1::GrantParticipant {
                number: u32::from(participant.number),
                user_id: participant.user.to_string(),
                display_name: participant.name.clone(),
                permissions: permissions(permitted),
                command_rules: held.unwrap_or_default().into(),
                clipboard: participant.clipboard,
                sound: participant.sound,
                file_readable: participant.files.readable.paths().to_vec(),
                file_writable: participant.files.writable.paths().to_vec(),
                file_scan: participant.files.scan,
            }
        })
        .collect();
    v1::Grant {
        session_id: state.spec.id.to_string(),
        agent_key_id: key.0.to_vec().into(),
        sequence: plan.sequence,
        participants,
        command_rules: rules.into_rules(),
        controller: plan.controller.map_or(0, u32::from),
        typist: plan.typist.map_or(0, u32::from),
        recorded: plan.recorded,
        not_before_ms: plan.not_before.unix_ms(),
        expires_ms: plan.expires.unix_ms(),
        grace_seconds: plan.grace_seconds,
    }
}

/// The session as one of its reps sees it.
pub(crate) fn session_state(session: &Session, user: UserId) -> v1::SessionState {
    let state = session.state();
    let me = state.participant_of(user);
    let tools = [
        (Tool::Screen, v1::Tool::Screen),
        (Tool::Shell, v1::Tool::Shell),
        (Tool::System, v1::Tool::System),
        (Tool::Files, v1::Tool::Files),
    ];
    let running_tools = tools.iter().filter(|(tool, _)| state.runs_for(user, *tool)).map(|(_, said)| i32::from(*said));
    v1::SessionState {
        session_id: state.spec.id.to_string(),
        item_id: state.spec.item.map(|item| item.to_string()).unwrap_or_default(),
        item_name: state.spec.name.clone(),
        phase: phase(state.phase),
        phase_since_ms: state.phase_since.unix_ms(),
        participants: state
            .participants
            .iter()
            .map(|participant| v1::Participant {
                number: u32::from(participant.number),
                user_id: participant.user.to_string(),
                display_name: participant.name.clone(),
                owner: state.owner == Some(participant.user),
                controls: state.controller == Some(participant.number),
                connected: session.connected(participant.user),
                external: participant.external.is_some(),
                clipboard: participant.clipboard,
                drawing: participant.drawing,
                sound: participant.sound,
                host_name: participant
                    .external
                    .as_ref()
                    .map(|bounds| host_name(state, bounds.host))
                    .unwrap_or_default(),
            })
            .collect(),
        self_: me.map_or(0, |found| u32::from(found.number)),
        permissions: me.map(|found| permissions(found.permissions)).unwrap_or_default(),
        asks: me.map(|found| asks(found.permissions)).unwrap_or_default(),
        prompts: state.prompts.iter().map(prompt).collect(),
        translation: state.translation.as_ref().map(|translation| v1::ChatLanguages {
            customer: translation.languages.customer.clone(),
            reps: translation.languages.reps.clone(),
        }),
        pinning: state.pin.is_some(),
        button: state.button.as_ref().map(|button| v1::SessionButton {
            description: button.of.description.clone(),
            state: button.stage_name().to_owned(),
        }),
        running_tools: running_tools.collect(),
        screen: v1::ScreenStatus::decode(state.screen.0.as_slice()).ok().filter(|_| !state.screen.0.is_empty()),
        shells: state.shells.iter().map(shell).collect(),
        typist: state.typist.map_or(0, u32::from),
        recorded: state.spec.recorded,
        started_ms: state.started.unix_ms(),
        ended_reason: state.ended_reason.clone().unwrap_or_default(),
        gives_up_ms: session.gives_up().map_or(0, |moment| moment.unix_ms()),
        method: state.spec.method.clone(),
        custom: state
            .spec
            .custom
            .iter()
            .filter(|field| field.shown)
            .map(|field| v1::CustomField {
                name: field.name.clone(),
                value: field.value.clone(),
                code_name: field.code_name.clone(),
            })
            .collect(),
        owner_name: state.owner_name.clone(),
        group_name: state.spec.group_name.clone(),
        customer: customer(state),
        queue: waits(state),
        agent: state.has_agent(),
        paused: state.paused,
        privacy: state.privacy.input.then(|| v1::PrivacyState {
            blank: state.privacy.blank,
            locked: state.privacy.locked,
            blanked: state.privacy.blanked,
            by: u32::from(state.privacy.by),
        }),
        elevation: state.has_agent().then(|| elevation(&state.elevation)),
        share: state.share.map(|share| v1::SharedScreen {
            shown: share.shown.name().to_owned(),
            paused: share.paused,
            there: share.gone.is_none(),
            since_ms: share.since.unix_ms(),
        }),
        offered_shells: choice::offered(state),
        actions: state.has_agent().then(|| actions::offered(state)).flatten(),
        power: state.actions.power.as_ref().map_or(0, |begun| actions::kind(begun.action)),
        power_by: state.actions.power.as_ref().map(|begun| begun.name.clone()).unwrap_or_default(),
        control_asks: state
            .control_asks
            .iter()
            .map(|ask| v1::ControlAsk { number: u32::from(ask.by), until_ms: ask.until().unix_ms() })
            .collect(),
        invitations: state.invitations.iter().map(invitation).collect(),
        idle_removal_ms: session.idle_removal(user).map_or(0, |moment| moment.unix_ms()),
    }
}

/// What somebody is called who answers for an external representative.
pub(crate) fn host_name(state: &State, host: UserId) -> String {
    state.participant_of(host).map(|found| found.name.clone()).unwrap_or_default()
}

/// A queue as consoles know it.
pub(crate) fn queue(queue: Queue, name: &str) -> v1::QueueRef {
    let (kind, id) = match queue {
        Queue::Personal(user) => (v1::QueueKind::Personal, user.to_string()),
        Queue::Team(team) => (v1::QueueKind::Team, team.to_string()),
        Queue::General => (v1::QueueKind::General, String::new()),
    };
    v1::QueueRef { kind: i32::from(kind), id, name: name.to_owned() }
}

fn waits(state: &State) -> Option<v1::QueueRef> {
    state.queue.map(|place| queue(place, &state.queue_name))
}

fn customer(state: &State) -> Option<v1::CustomerSide> {
    let support = state.spec.support.as_ref()?;
    let (who, side) = (&support.customer, state.customer?);
    Some(v1::CustomerSide {
        name: who.name.clone(),
        company: who.company.clone(),
        details: who.details.clone(),
        language: who.language.clone(),
        address: who.address.clone(),
        site_name: support.site_name.clone(),
        there: side.gone.is_none(),
        gone_since_ms: side.gone.filter(|_| state.connected_once).map_or(0, |gone| gone.unix_ms()),
        way: side.way.name().to_owned(),
        issue: support.issue.clone(),
        // Tablets like to pass for computers when they ask for the first page.
        phone: who.phone || state.on_ios(),
        disconnected: state.dismissed.is_some(),
        system: state.system.clone(),
        no_client: state.no_program,
    })
}

fn shell(shell: &Shell) -> v1::ShellInfo {
    let (status, reason) = match &shell.status {
        ShellStatus::Ended { code, reason } => (*code, reason.clone()),
        ShellStatus::Opening | ShellStatus::Running => (0, String::new()),
    };
    let (account, program) = choice::named(shell);
    let chosen = |what: fn(&towline_session::ShellChoice) -> &String| {
        shell.choice.as_ref().is_some_and(|of| !what(of).is_empty())
    };
    v1::ShellInfo {
        shell_id: shell.id.to_string(),
        name: shell.name.clone(),
        account,
        program,
        program_chosen: chosen(|choice| &choice.program),
        account_chosen: chosen(|choice| &choice.account),
        running: shell.alive(),
        status,
        reason,
        columns: u32::from(shell.columns),
        rows: u32::from(shell.rows),
        elevated: shell.elevated,
        script: shell.script.as_ref().map(|script| v1::ScriptInfo {
            as_system: script.as_system,
            participant: u32::from(shell.opener),
            started_ms: script.started.unix_ms(),
            ended_ms: script.ended.map_or(0, |ended| ended.unix_ms()),
            timeout_seconds: script.timeout_seconds,
            resources: script.resources,
            resource_bytes: script.resource_bytes,
        }),
    }
}

/// A row of the list of sessions.
pub(crate) fn summary(
    state: &State,
    user: UserId,
    serves: &impl Fn(Queue) -> bool,
    skills: Option<v1::SkillMatch>,
) -> v1::SessionSummary {
    let assigned = state.route.offer.as_ref();
    v1::SessionSummary {
        session_id: state.spec.id.to_string(),
        item_id: state.spec.item.map(|item| item.to_string()).unwrap_or_default(),
        item_name: state.spec.name.clone(),
        method: state.spec.method.clone(),
        phase: phase(state.phase),
        started_ms: state.started.unix_ms(),
        owner_name: state.owner_name.clone(),
        owned: state.owner == Some(user),
        joined: state.participant_of(user).is_some(),
        last_chat_event: state.last_chat,
        group_name: state.spec.group_name.clone(),
        queue: waits(state),
        waiting_since_ms: state.held_since.map_or(0, |since| since.unix_ms()),
        customer: customer(state),
        invitation: invited(state, user, serves).next().map(invitation),
        invitations: invited(state, user, serves).map(invitation).collect(),
        skills,
        overdue: state.route.overdue,
        assigned_until_ms: assigned.filter(|offer| offer.user == user).map_or(0, |offer| offer.until.unix_ms()),
        assigned_to: assigned.map(|offer| offer.name.clone()).unwrap_or_default(),
    }
}

/// The invitations that are for a rep, the oldest first.
pub(crate) fn invited<'a>(
    state: &'a State,
    user: UserId,
    serves: &'a impl Fn(Queue) -> bool,
) -> impl Iterator<Item = &'a Invitation> {
    let inside = state.participant_of(user).is_some();
    let owned = state.owner == Some(user);
    state.invitations.iter().filter(move |open| {
        let takes = match open.kind {
            InvitationKind::Share => !inside,
            InvitationKind::Transfer => true,
            // By a link of their own only.
            InvitationKind::External => false,
        };
        takes && !owned && serves(open.to)
    })
}

fn invitation(open: &Invitation) -> v1::Invitation {
    v1::Invitation {
        number: open.number,
        kind: i32::from(match open.kind {
            InvitationKind::Share => v1::InvitationKind::Share,
            InvitationKind::Transfer => v1::InvitationKind::Transfer,
            InvitationKind::External => v1::InvitationKind::External,
        }),
        by_name: open.by_name.clone(),
        to: Some(queue(open.to, &open.to_name)),
        comments: open.comments.clone(),
        since_ms: open.since.unix_ms(),
        issue: open.issue.clone(),
        away: open.away,
    }
}

/// An entry of the log.
pub(crate) fn event(event: &Event) -> v1::SessionEvent {
    let told = event.told();
    v1::SessionEvent {
        sequence: told.sequence,
        at_ms: told.at.unix_ms(),
        actor: u32::from(told.actor),
        actor_name: told.actor_name,
        kind: told.kind.to_owned(),
        text: told.text,
        reps_only: told.reps_only,
        nonce: told.nonce,
        file: told.file.map(|file| v1::SentFile {
            id: file.id.to_string(),
            name: file.name,
            bytes: file.bytes,
            picture: file.kind.is_picture(),
        }),
        translates: told.translates,
        act: told.act.to_owned(),
        outcome: told.outcome,
        detail: told.detail,
        account: told.account,
        script: told.script.map(scripts::told),
        files: told.files.iter().map(file_told).collect(),
        caught: told.caught.map(guard::told),
        program: told.program,
    }
}

fn file_told(item: &FileItem) -> v1::FileTold {
    v1::FileTold {
        path: item.path.clone(),
        to: item.to.clone(),
        bytes: item.bytes,
        sha256: item.sha256.clone(),
        entries: item.entries,
        code: item.code.clone(),
        scanned: item.scanned,
        finding: item.finding.clone(),
    }
}

/// A refusal as a problem.
pub(crate) fn refusal(refusal: Refusal) -> v1::Problem {
    let (title, detail) = match refusal {
        Refusal::NotFound => ("There is no such session.", "It may have ended, or you are not in it any more."),
        Refusal::NotPermitted => ("You are not permitted to do this here.", ""),
        Refusal::InUse => {
            ("Another representative has keyboard and mouse.", "Ask for control, or wait until they are released.")
        }
        Refusal::NoControl => ("This needs keyboard and mouse of the session.", "Take control of the screen first."),
        Refusal::AskOver => {
            ("They do not ask for control any more.", "They took it back, waited too long, or have control already.")
        }
        Refusal::InvitationOver => {
            ("This invitation is over.", "It was taken back, or another representative was faster.")
        }
        Refusal::Taken => ("Another representative was faster.", "The session is theirs now."),
        Refusal::NoAgent => (
            "The customer is here with a browser only.",
            "This tool needs Towline's program on the customer's machine.",
        ),
        Refusal::Asking => ("The customer is being asked.", "It begins when they say yes."),
        Refusal::CustomerRefused => ("The customer said no.", "Explain in the chat what you need it for."),
        Refusal::NobodyToAsk => (
            "Nobody at the machine can be asked.",
            "The rules allow this only after somebody there said yes. Ask for another permission.",
        ),
        Refusal::Elevating => ("Administrative rights are being asked for.", "Wait for how that ends."),
        Refusal::NoElevation => (
            "There is no such way to administrative rights on this machine.",
            "The machine has no program for it that can be used from here, or its agent is older than this appliance.",
        ),
        Refusal::NoAction => (
            "The machine cannot do that now.",
            "It has no program for it, it is going down already, or its agent is older than this appliance.",
        ),
        Refusal::NotElevated => {
            ("The session has no administrative rights.", "Get them first (Elevate), or do it as the usual user.")
        }
        Refusal::NoChoice => ("The machine offers no such shell.", "What there is to choose from may have changed."),
        Refusal::Paused => (
            "The customer has paused all access.",
            "It goes on when the customer allows it again. You can write to them in the chat.",
        ),
        Refusal::Pinning => {
            ("This machine is being pinned already.", "The messages of the session say what becomes of it.")
        }
        Refusal::Button => (
            "The machine's Support Button does not allow that now.",
            "One is being deployed or removed, or was meanwhile. The messages of the session say what becomes of it.",
        ),
        Refusal::Invalid => ("The request is not valid.", ""),
        Refusal::Limit => ("There are as many as there may be.", "Close one first."),
        Refusal::Offline => ("The endpoint is not connected.", "It goes on when the endpoint is back."),
        Refusal::Ended => ("The session has ended.", ""),
    };
    crate::link::problem(refusal.code(), title, detail)
}

/// A refusal of the machine, for somebody who is in no session.
pub(crate) fn fault(refusal: Refusal) -> Fault {
    match refusal {
        Refusal::Ended | Refusal::NotFound => Fault::not_found(),
        Refusal::Limit => {
            Fault::invalid().field("custom", format!("A session has at most {CUSTOM_FIELDS} custom fields."))
        }
        Refusal::NotPermitted
        | Refusal::InUse
        | Refusal::Invalid
        | Refusal::Offline
        | Refusal::Taken
        | Refusal::InvitationOver
        | Refusal::AskOver
        | Refusal::NoControl
        | Refusal::NoAgent
        | Refusal::Paused
        | Refusal::Pinning
        | Refusal::Button
        | Refusal::Elevating
        | Refusal::NoElevation
        | Refusal::NoAction
        | Refusal::NotElevated
        | Refusal::NoChoice
        | Refusal::Asking
        | Refusal::CustomerRefused
        | Refusal::NobodyToAsk => Fault::invalid(),
    }
}
