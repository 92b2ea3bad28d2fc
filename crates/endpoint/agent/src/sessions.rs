//! The sessions that this agent holds: their newest grants, shells and screens. Everything that comes from the appliance passes a session's gate here before anything
//! is done (SES-4); what does not is dropped and told.

use std::{
    cell::Cell,
    collections::{BTreeMap, btree_map::Entry},
    rc::Rc,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

mod carrying;
mod ending;
mod limiter;
mod opening;

use bytes::Bytes;
use prost::Message;
use tokio::time::Instant;
use towline_model::AgentKeyId;
use towline_platform::{Elevated, Host};
use towline_wire::{
    SCREEN_WINDOW, SHELL_WINDOW, split_participant,
    v1::{
        AgentRefusal, AttachShell, ChannelClosed, ElevateSession, HeldSession, HeldShell, OpenScreen, Permission,
        PinAgent, Problem, ReplayShell, ScreenUp, ShellEnded, ShellUp, SignedGrant, agent_up, screen_up, shell_up,
    },
};

use self::{limiter::Limiter, opening::Coming};
use crate::{
    actions::Actions,
    channel::{Channel, LinkOut, Uplink},
    choice::{Choices, Trying},
    drawing::Passes,
    elevation::{Elevation, Window},
    files::{Acts, Desk, Noted, Partials, Staging, Stopped, Sweeper},
    gate::{Gate, Refusal},
    identity::Identity,
    install::Installer,
    pause::Pause,
    screen::{Given, Screens},
    shell::{Command, ShellHandle, ended},
    system::Look,
};

const SESSIONS: usize = 8;
const CHANNELS: usize = 128;
/// How long after the first link of this run its sessions may still be heard of: the appliance grants at once what goes on.
const GOES_ON: Duration = Duration::from_secs(300);

/// The link must end, with this code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fatal(pub(crate) &'static str);

/// What all sessions share.
pub(crate) struct Around {
    pub(crate) host: Rc<dyn Host>,
    pub(crate) uplink: Rc<Uplink>,
    pub(crate) screens: Rc<Screens>,
    pub(crate) pause: Rc<Pause>,
    pub(crate) window: Rc<Window>,
}

/// All sessions of this agent.
pub(crate) struct Sessions {
    appliance_key: [u8; 32],
    agent: AgentKeyId,
    pub(crate) host: Rc<dyn Host>,
    pub(crate) uplink: Rc<Uplink>,
    pub(crate) screens: Rc<Screens>,
    pause: Rc<Pause>,
    window: Rc<Window>,
    held: BTreeMap<String, Session>,
    /// Scripts whose text is on its way, by session and shell; of the link of now.
    coming: BTreeMap<(String, String), Coming>,
    pub(crate) trying: Rc<Trying>,
    /// Of the link of now.
    pub(crate) channels: BTreeMap<u32, Use>,
    refusals: Limiter,
    pub(crate) installer: Installer,
    /// Of this run of the agent.
    run: u64,
    sweeper: Sweeper,
    noted: Arc<Noted>,
    /// When what an earlier run left of sessions that nobody goes on with is removed.
    forgets: Option<Instant>,
}

struct Session {
    gate: Gate,
    shells: BTreeMap<String, ShellHandle>,
    elevation: Rc<Elevation>,
    actions: Rc<Actions>,
    choices: Rc<Choices>,
    acts_on_files: Rc<Acts>,
    partials: Rc<Partials>,
    staging: Rc<Staging>,
    /// Number of the newest command that a rule caught.
    caught: Rc<Cell<u64>>,
    /// Was told of the screen on this link.
    greeted: bool,
    /// Number of the newest act that was asked for.
    acts: u64,
}

/// What a channel carries.
pub(crate) enum Use {
    Screen { session: String, channel: Rc<Channel> },
    Shell { session: String, shell: String, channel: Rc<Channel> },
    System { session: String, channel: Rc<Channel>, _look: Look },
    Files { session: String, desk: Rc<Desk> },
}

impl Use {
    fn channel(&self) -> &Rc<Channel> {
        match self {
            Use::Screen { channel, .. } | Use::Shell { channel, .. } | Use::System { channel, .. } => channel,
            Use::Files { desk, .. } => desk.channel(),
        }
    }

    pub(crate) fn session(&self) -> &str {
        match self {
            Use::Screen { session, .. }
            | Use::Shell { session, .. }
            | Use::System { session, .. }
            | Use::Files { session, .. } => session,
        }
    }
}

impl Sessions {
    pub(crate) fn new(identity: &Identity, agent: AgentKeyId, around: Around) -> Sessions {
        let Around { host, uplink, screens, pause, window } = around;
        let (held, channels, coming) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let installer = Installer::new(identity, host.clone(), uplink.clone());
        let (appliance_key, refusals) = (identity.appliance_key, Limiter::default());
        Sessions {
            appliance_key,
            agent,
            sweeper: Sweeper::of(agent, &*host),
            noted: Noted::of(host.notebook()),
            forgets: None,
            host,
            uplink,
            screens,
            pause,
            window,
            held,
            coming,
            trying: Rc::default(),
            channels,
            refusals,
            installer,
            run: getrandom::u64().unwrap_or(1),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// For the hello of the next link.
    pub(crate) fn holding(&self) -> Vec<HeldSession> {
        let shell = |(id, shell): (&String, &ShellHandle)| HeldShell {
            shell_id: id.clone(),
            end_offset: shell.state.end.get(),
            ended: shell.state.ended.get().is_some(),
        };
        let session = |(id, session): (&String, &Session)| HeldSession {
            session_id: id.clone(),
            grant_sequence: session.gate.sequence(),
            shells: session.shells.iter().map(shell).collect(),
        };
        self.held.iter().map(session).collect()
    }

    /// There is a link, over a channel with this certificate.
    pub(crate) fn linked(&mut self, certificate: Option<String>) {
        self.installer.linked(certificate);
        if self.forgets.is_none() && self.noted.has_earlier() {
            self.forgets = Some(Instant::now() + GOES_ON);
        }
    }

    /// Makes this machine a Jump Client, for a participant who may (SUP-60).
    pub(crate) fn pin(&mut self, pin: &PinAgent) {
        if !id_fits(&pin.pin_id) {
            return;
        }
        let allowed = self
            .gate(&pin.session_id)
            .and_then(|gate| gate.participant(pin.participant, Permission::Pin, now_ms()))
            .and_then(|()| self.unless_paused());
        match allowed {
            Ok(()) => self.installer.install(pin),
            Err(refusal) => {
                self.refuse(&pin.session_id, pin.participant, refusal, "pin");
                self.installer.say(pin, refusal.code(), "");
            }
        }
    }

    /// The link is gone: its channels are closed, the work goes on.
    pub(crate) async fn link_lost(&mut self) {
        let channels = std::mem::take(&mut self.channels);
        self.coming.clear();
        self.trying.give_up(None);
        for (number, used) in channels {
            used.channel().close();
            match &used {
                Use::Screen { .. } => self.screens.close(number),
                Use::Shell { session, shell, .. } => {
                    if let Some(shell) = self.shell(session, shell) {
                        shell.send(Command::Detach).await;
                    }
                }
                Use::System { .. } => {}
                Use::Files { desk, .. } => desk.close(Stopped::Left),
            }
        }
        for session in self.held.values_mut() {
            session.greeted = false;
            // Nobody holds a key while nobody can let it go.
            if session.gate.controller() != 0 {
                self.screens.release(session.gate.controller());
            }
            for shell in session.shells.values() {
                shell.state.reported.set(false);
            }
        }
    }

    pub(crate) fn grant(&mut self, signed: &SignedGrant) {
        // Only to find the session that it would replace; nothing is believed before the signature is checked.
        let claimed =
            towline_wire::v1::Grant::decode(signed.grant.clone()).map(|grant| grant.session_id).unwrap_or_default();
        let held = self.held.get(&claimed).map(|session| &session.gate);
        let gate = match Gate::open(signed, &self.appliance_key, self.agent, held, now_ms()) {
            Ok(gate) => gate,
            Err(refusal) => return self.refuse(&claimed, 0, refusal, "grant"),
        };
        let id = gate.session_id().to_owned();
        let room = self.held.len() < SESSIONS;
        match self.held.entry(id.clone()) {
            Entry::Occupied(mut entry) => {
                let before = entry.get().gate.controller();
                if before != 0 && before != gate.controller() {
                    self.screens.release(before);
                }
                entry.get_mut().gate = gate;
            }
            Entry::Vacant(entry) if room => {
                tracing::info!(session = %id, "a session began");
                let (window, pause) = (self.window.clone(), self.pause.clone());
                let elevation = Elevation::new(&id, self.host.elevator(), window, pause, self.uplink.clone());
                let actions = Actions::new(&id, self.host.actions(), self.uplink.clone());
                let (host, guesses) = (self.host.clone(), actions.guesses());
                let choices = Choices::new(&id, host, self.uplink.clone(), guesses);
                let acts_on_files = Acts::new(&id, self.run, self.uplink.clone());
                let (shells, partials) = (BTreeMap::new(), Partials::new(&id, self.noted.clone(), &*self.host));
                let staging = Staging::new(self.host.clone(), self.screens.clone(), self.sweeper.clone(), &id);
                entry.insert(Session {
                    gate,
                    shells,
                    elevation,
                    actions,
                    choices,
                    acts_on_files,
                    partials,
                    staging,
                    caught: Rc::default(),
                    greeted: false,
                    acts: 0,
                });
            }
            Entry::Vacant(_) => return self.refuse(&id, 0, Refusal::Limit, "grant"),
        }
        self.take_away(&id);
        self.check_veil();
        self.check_drawers();
        self.greet(&id);
    }

    /// What nobody in the session may do any more ends at once (SES-2a).
    fn take_away(&mut self, id: &str) {
        let Some(session) = self.held.get_mut(id) else { return };
        let now = now_ms();
        if session.gate.anybody(Permission::ScreenView, now).is_err() {
            for number in self.screen_channels(id).collect::<Vec<_>>() {
                self.drop_channel(number);
                self.tell_closed(number, "not_permitted", "Nobody in the session may see the screen any more");
            }
        }
        self.stop_looks(id, now);
        self.settle_files(id);
        self.settle_clipboard(id);
        let Some(session) = self.held.get_mut(id) else { return };
        let elevates = |number| session.gate.participant(number, Permission::Elevation, now).is_ok();
        if session.elevation.trying().is_some_and(|number| !elevates(number)) {
            session.elevation.cancel();
        }
        // A session that waits for its rep has no participants; its shells go on.
        if !session.gate.has_participants() {
            return;
        }
        let nobody = |permission| session.gate.anybody(permission, now).is_err();
        let (no_shells, no_rights) = (nobody(Permission::Shell), nobody(Permission::Elevation));
        let no_scripts = nobody(Permission::RunScripts);
        let over = |shell: &ShellHandle| match shell.script {
            Some(as_system) => no_scripts || no_rights && as_system,
            None => no_shells || no_rights && shell.elevated,
        };
        let over: Vec<(String, ShellHandle)> = session.shells.extract_if(.., |_, shell| over(shell)).collect();
        if no_rights {
            session.elevation.give_up();
        }
        for (shell_id, shell) in over {
            let channel = shell.state.channel.borrow().as_ref().map(|channel| channel.number);
            if let Some(number) = channel {
                self.drop_channel(number);
            }
            let ended = ShellEnded {
                session_id: id.to_owned(),
                shell_id,
                status: shell.state.ended.get().unwrap_or(-1),
                reason: "not_permitted".to_owned(),
                end_offset: shell.state.end.get(),
            };
            self.uplink.say(agent_up::Body::ShellEnded(ended));
        }
    }

    /// Once on each link: the screen's status, and what ended meanwhile.
    fn greet(&mut self, id: &str) {
        let Some(session) = self.held.get_mut(id) else { return };
        if std::mem::replace(&mut session.greeted, true) {
            return;
        }
        self.screens.tell(id);
        self.screens.tell_veil(id);
        session.elevation.tell();
        session.actions.tell(true);
        session.actions.look();
        session.choices.tell(true);
        session.acts_on_files.linked();
        for (shell_id, shell) in &session.shells {
            if let Some(status) = shell.state.ended.get() {
                self.uplink.say(ended(&(id.to_owned(), shell_id.clone()), status, &shell.state));
            }
        }
    }

    pub(crate) fn open_screen(&mut self, open: &OpenScreen, out: &Rc<LinkOut>) -> Result<(), Fatal> {
        let allowed = self.gate(&open.session_id).and_then(|gate| gate.anybody(Permission::ScreenView, now_ms()));
        if let Err(refusal) = allowed {
            self.refuse(&open.session_id, 0, refusal, "open_screen");
            return Ok(());
        }
        if self.pause.is_on() {
            // As when the desktop goes away: it is opened again when the status says that it is there.
            if !self.channels.contains_key(&open.channel) {
                self.tell_closed(open.channel, "no_desktop", "The customer has paused access");
            }
            return Ok(());
        }
        let options = open.options.unwrap_or_default();
        let channel = match self.channels.get(&open.channel) {
            Some(Use::Screen { session, channel }) if *session == open.session_id => channel.clone(),
            Some(_) => return Err(Fatal("malformed_frame")),
            None => {
                let Some(channel) =
                    self.new_channel(open.channel, SCREEN_WINDOW, out, &open.session_id, "open_screen")?
                else {
                    return Ok(());
                };
                let session = open.session_id.clone();
                self.channels.insert(open.channel, Use::Screen { session, channel: channel.clone() });
                channel
            }
        };
        self.screens.open(channel, options);
        self.settle_clipboard(&open.session_id);
        self.drawers_moved(&open.session_id);
        // A desktop that came meanwhile can do more.
        if let Some(session) = self.held.get(&open.session_id) {
            session.actions.look();
        }
        Ok(())
    }

    /// What works with the administrative rights that a session got, for a participant who may.
    pub(crate) fn elevated_for(&self, session_id: &str, participant: u32) -> Option<Rc<dyn Elevated>> {
        let session = self.held.get(session_id)?;
        session.gate.participant(participant, Permission::Elevation, now_ms()).ok()?;
        session.elevation.helper()
    }

    /// Gets administrative rights for a session (SUP-41).
    pub(crate) fn elevate(&mut self, asked: &ElevateSession) {
        let allowed = self
            .gate(&asked.session_id)
            .and_then(|gate| gate.participant(asked.participant, Permission::Elevation, now_ms()))
            .and_then(|()| self.unless_paused());
        if let Err(refusal) = allowed {
            return self.refuse(&asked.session_id, asked.participant, refusal, "elevate");
        }
        if let Some(session) = self.held.get(&asked.session_id) {
            session.elevation.begin(asked);
        }
    }

    pub(crate) async fn attach_shell(&mut self, attach: &AttachShell, out: &Rc<LinkOut>) -> Result<(), Fatal> {
        if let Err(refusal) = self.gate(&attach.session_id).and_then(in_force) {
            self.refuse(&attach.session_id, 0, refusal, "attach_shell");
            return Ok(());
        }
        let AttachShell { session_id, shell_id, channel, from_offset } = attach;
        self.attach(session_id, shell_id, *channel, *from_offset, out, "attach_shell").await
    }

    async fn attach(
        &mut self,
        session_id: &str,
        shell_id: &str,
        number: u32,
        from: u64,
        out: &Rc<LinkOut>,
        action: &'static str,
    ) -> Result<(), Fatal> {
        let Some(shell) = self.shell(session_id, shell_id) else {
            self.refuse(session_id, 0, Refusal::UnknownShell, action);
            return Ok(());
        };
        let before = shell.state.channel.borrow().as_ref().map(|channel| channel.number);
        match self.channels.get(&number) {
            // The same message again.
            Some(Use::Shell { session, shell, .. }) if session == session_id && shell == shell_id => return Ok(()),
            Some(_) => return Err(Fatal("malformed_frame")),
            None => {}
        }
        if let Some(before) = before {
            self.drop_channel(before);
        }
        let Some(channel) = self.new_channel(number, SHELL_WINDOW, out, session_id, action)? else { return Ok(()) };
        let used = Use::Shell { session: session_id.to_owned(), shell: shell_id.to_owned(), channel: channel.clone() };
        self.channels.insert(number, used);
        if let Some(shell) = self.shell(session_id, shell_id) {
            shell.send(Command::Attach { channel, from }).await;
        }
        Ok(())
    }

    pub(crate) async fn replay_shell(&mut self, replay: &ReplayShell) {
        let shell = match self.gate(&replay.session_id).and_then(in_force) {
            Ok(()) => self.shell(&replay.session_id, &replay.shell_id).ok_or(Refusal::UnknownShell),
            Err(refusal) => Err(refusal),
        };
        match shell {
            Ok(shell) => {
                let (from, nonce, what) = (replay.from_offset, replay.nonce, replay.what());
                shell.send(Command::Replay { from, nonce, what }).await;
            }
            Err(refusal) => self.refuse(&replay.session_id, 0, refusal, "replay_shell"),
        }
    }

    pub(crate) async fn close_channel(&mut self, number: u32) {
        if let Some(Use::Shell { session, shell, .. }) = self.channels.get(&number)
            && let Some(shell) = self.shell(session, shell)
        {
            shell.send(Command::Detach).await;
        }
        self.drop_channel(number);
    }

    pub(crate) fn credit(&mut self, number: u32, bytes: u32) -> Result<(), Fatal> {
        // Credit for a channel that was closed meanwhile is nobody's.
        let Some(used) = self.channels.get(&number) else { return Ok(()) };
        used.channel().granted(bytes).map_err(|_| Fatal("no_credit"))?;
        match used {
            Use::Screen { .. } => self.screens.granted(number, bytes),
            Use::Files { desk, .. } => desk.granted(bytes),
            _ => {}
        }
        Ok(())
    }

    pub(crate) async fn data(&mut self, number: u32, payload: Bytes) -> Result<(), Fatal> {
        let Some(used) = self.channels.get(&number) else {
            self.refuse("", 0, Refusal::UnknownChannel, "data");
            return Ok(());
        };
        let channel = used.channel().clone();
        // Of files the windows are those of the viewer, who does not send the participant's number.
        let head = if matches!(used, Use::Files { .. }) { 2 } else { 0 };
        let cost = payload.len().saturating_sub(head);
        channel.received(cost).map_err(|_| Fatal("no_credit"))?;
        let done = match used {
            Use::Screen { session, .. } => self.screen_input(number, session, &payload),
            Use::Shell { session, shell, .. } => self.shell_input(session, shell, payload, cost).await,
            // Nothing is said to a look.
            Use::System { .. } => Done::Malformed,
            Use::Files { session, desk } => self.files_input(session, desk, payload, cost),
        };
        let session = used.session().to_owned();
        match done {
            Done::Passed => {}
            Done::Dealt => channel.consumed(cost),
            Done::Refused { participant, refusal, action } => {
                channel.consumed(cost);
                self.refuse(&session, participant, refusal, action);
            }
            Done::Malformed => {
                self.close_channel(number).await;
                self.tell_closed(number, "malformed_frame", "The stream was malformed");
            }
        }
        Ok(())
    }

    fn screen_input(&self, number: u32, session: &str, payload: &Bytes) -> Done {
        let Ok((participant, message)) = split_participant(payload.clone()) else { return Done::Malformed };
        let Ok(up) = ScreenUp::decode(message) else { return Done::Malformed };
        let participant = u32::from(participant);
        match self.draw(session, participant, &up) {
            Some((Ok(Passes::On), _)) => {
                self.screens.input(number, payload);
                return Done::Passed;
            }
            Some((Ok(Passes::Done), _)) => return Done::Dealt,
            Some((Err(refusal), action)) => return Done::Refused { participant, refusal, action },
            None => {}
        }
        let body = up.body;
        let now = now_ms();
        let gate = match self.gate(session) {
            Ok(gate) => gate,
            Err(refusal) => return Done::Refused { participant, refusal, action: "screen" },
        };
        // Number 0 is the relay itself, which sets the pace and lets go when a viewer is gone.
        let views = || match participant {
            0 => gate.anybody(Permission::ScreenView, now),
            number => gate.participant(number, Permission::ScreenView, now),
        };
        let controls = || gate.controls(participant, now).and_then(|()| self.unless_paused());
        let (allowed, action) = match body {
            Some(screen_up::Body::Painted(_)) => (views(), "painted"),
            Some(screen_up::Body::Options(_)) => (views(), "options"),
            Some(screen_up::Body::Release(_)) => (Ok(()), "release"),
            Some(screen_up::Body::Ask(_)) => (views().and_then(|()| self.ask_again()), "ask"),
            Some(screen_up::Body::Pointer(_)) => (controls(), "pointer"),
            Some(screen_up::Body::Wheel(_)) => (controls(), "wheel"),
            Some(screen_up::Body::Key(_)) => (controls(), "key"),
            Some(screen_up::Body::ClipboardAsk(_)) => (gate.receives_clipboard(participant, now), "clipboard_ask"),
            Some(screen_up::Body::ClipboardPart(_) | screen_up::Body::ClipboardSet(_)) => {
                let allowed = gate.gives_clipboard(participant, now).and_then(|()| self.unless_paused());
                if allowed.is_ok() {
                    let session = session.to_owned();
                    self.screens.clipboard_given(Given { session, participant, files: None });
                }
                (allowed, "clipboard_put")
            }
            Some(screen_up::Body::ClipboardFiles(files)) => {
                return self.put_files(session, number, (participant, up.viewer), &files);
            }
            Some(
                screen_up::Body::DrawStroke(_)
                | screen_up::Body::DrawErase(_)
                | screen_up::Body::DrawUndo(_)
                | screen_up::Body::DrawClear(_)
                | screen_up::Body::DrawPoint(_)
                | screen_up::Body::SoundHeard(_),
            )
            | None => return Done::Dealt,
            // Off needs no right. Neither is the helper's: it is told whether anybody listens.
            Some(screen_up::Body::SoundWanted(wanted)) => {
                let allowed = if wanted.on { gate.hears(participant, now) } else { Ok(()) };
                if let Err(refusal) = allowed {
                    return Done::Refused { participant, refusal, action: "sound" };
                }
                self.screens.hear(number, participant, wanted.on);
                return Done::Dealt;
            }
        };
        match allowed {
            Ok(()) => {
                self.screens.input(number, payload);
                Done::Passed
            }
            Err(refusal) => Done::Refused { participant, refusal, action },
        }
    }

    async fn shell_input(&self, session: &str, shell: &str, payload: Bytes, cost: usize) -> Done {
        let Ok((participant, message)) = split_participant(payload) else { return Done::Malformed };
        let Ok(ShellUp { viewer, body }) = ShellUp::decode(message) else { return Done::Malformed };
        let participant = u32::from(participant);
        let Some(handle) = self.shell(session, shell) else { return Done::Dealt };
        let action = match &body {
            Some(shell_up::Body::Input(_)) => "input",
            Some(shell_up::Body::Size(_)) => "size",
            // The relay's business.
            Some(shell_up::Body::Painted(_)) | None => return Done::Dealt,
        };
        let may = |permission| self.gate(session).and_then(|gate| gate.participant(participant, permission, now_ms()));
        let allowed = match (handle.script, &body) {
            // Nobody types into a script.
            (Some(_), Some(shell_up::Body::Input(_))) => Err(Refusal::NotPermitted),
            (Some(_), _) => may(Permission::RunScripts),
            (None, _) => {
                let types = self.gate(session).and_then(|gate| gate.types(participant, now_ms()));
                types.and_then(|()| if handle.elevated { may(Permission::Elevation) } else { Ok(()) })
            }
        };
        let allowed = allowed.and_then(|()| self.unless_paused());
        if let Err(refusal) = allowed {
            return Done::Refused { participant, refusal, action };
        }
        match body {
            Some(shell_up::Body::Input(input)) => {
                let rules = self.gate(session).ok().and_then(|gate| gate.command_rules(participant));
                let (offset, data) = (input.offset, input.data);
                handle.send(Command::Input { viewer, participant, rules, offset, data, cost }).await;
                Done::Passed
            }
            Some(shell_up::Body::Size(wanted)) => {
                let (columns, rows) = opening::size(wanted.columns, wanted.rows);
                handle.send(Command::Resize { columns, rows }).await;
                Done::Dealt
            }
            Some(shell_up::Body::Painted(_)) | None => Done::Dealt,
        }
    }

    /// Whether this act is a new one; it is old from now on.
    pub(crate) fn begins(&mut self, session_id: &str, act: u64) -> bool {
        let Some(session) = self.held.get_mut(session_id) else { return false };
        let new = act > session.acts;
        session.acts = session.acts.max(act);
        new
    }

    pub(crate) fn unless_paused(&self) -> Result<(), Refusal> {
        if self.pause.is_on() { Err(Refusal::Paused) } else { Ok(()) }
    }

    pub(crate) fn gate(&self, session_id: &str) -> Result<&Gate, Refusal> {
        self.held.get(session_id).map(|session| &session.gate).ok_or(Refusal::NoGrant)
    }

    /// What the viewers of a session's files share.
    pub(crate) fn file_work(&self, session_id: &str) -> Option<(Rc<Acts>, Rc<Partials>, Rc<Staging>)> {
        let Session { acts_on_files, partials, staging, .. } = self.held.get(session_id)?;
        Some((acts_on_files.clone(), partials.clone(), staging.clone()))
    }

    pub(crate) fn pause(&self) -> Rc<Pause> {
        self.pause.clone()
    }

    pub(crate) fn actions(&self, session_id: &str) -> Option<Rc<Actions>> {
        self.held.get(session_id).map(|session| session.actions.clone())
    }

    fn shell(&self, session_id: &str, shell_id: &str) -> Option<&ShellHandle> {
        self.held.get(session_id)?.shells.get(shell_id)
    }

    pub(crate) fn new_channel(
        &mut self,
        number: u32,
        window: u32,
        out: &Rc<LinkOut>,
        session_id: &str,
        action: &'static str,
    ) -> Result<Option<Rc<Channel>>, Fatal> {
        if number == 0 {
            return Err(Fatal("malformed_frame"));
        }
        if self.channels.len() >= CHANNELS {
            self.refuse(session_id, 0, Refusal::Limit, action);
            return Ok(None);
        }
        Ok(Some(Channel::new(number, window, out.clone())))
    }

    pub(crate) fn drop_channel(&mut self, number: u32) {
        let Some(used) = self.channels.remove(&number) else { return };
        used.channel().close();
        if let Use::Files { desk, .. } = &used {
            desk.close(Stopped::Left);
        }
        if matches!(used, Use::Screen { .. }) {
            // Before the number can be another session's.
            self.drawers_moved(used.session());
            self.screens.close(number);
        }
    }

    pub(crate) fn tell_closed(&self, number: u32, code: &str, title: &str) {
        let problem = Problem { code: code.to_owned(), title: title.to_owned(), ..Problem::default() };
        self.uplink.say(agent_up::Body::ChannelClosed(ChannelClosed { channel: number, problem: Some(problem) }));
    }

    pub(crate) fn refuse(&mut self, session_id: &str, participant: u32, refusal: Refusal, action: &'static str) {
        if !self.refusals.allows() {
            return;
        }
        tracing::warn!(session = %session_id.escape_debug(), participant, code = refusal.code(), action, "refused");
        let session_id = if id_fits(session_id) { session_id.to_owned() } else { String::new() };
        let code = refusal.code().to_owned();
        let refusal = AgentRefusal { session_id, participant, code, action: action.to_owned() };
        self.uplink.say(agent_up::Body::Refusal(refusal));
    }
}

/// What became of a payload.
pub(crate) enum Done {
    /// Whoever it was passed to gives the credit back.
    Passed,
    Dealt,
    Refused {
        participant: u32,
        refusal: Refusal,
        action: &'static str,
    },
    Malformed,
}

impl Drop for Session {
    fn drop(&mut self) {
        self.elevation.close();
        self.actions.close();
    }
}

impl Session {
    fn ends(&self, heard: Option<Instant>) -> Instant {
        let left = u64::try_from(self.gate.ends_ms().saturating_sub(now_ms())).unwrap_or(0);
        // Far enough for every timer.
        let expires = Instant::now() + Duration::from_millis(left.min(365 * 24 * 3_600_000));
        match heard {
            Some(heard) => expires.min(heard + Duration::from_secs(self.gate.grace_seconds().into())),
            None => expires,
        }
    }
}

fn in_force(gate: &Gate) -> Result<(), Refusal> {
    let now = now_ms();
    match gate.anybody(Permission::Shell, now).or_else(|_| gate.anybody(Permission::RunScripts, now)) {
        // A session that waits for its rep goes on being recorded.
        Err(Refusal::NotPermitted) if !gate.has_participants() => Ok(()),
        outcome => outcome,
    }
}

pub(crate) fn id_fits(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.is_ascii() && !id.contains(|c: char| c.is_ascii_control())
}

/// Wall clock, for grants alone.
pub(crate) fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
