//! The machine itself: inputs in, effects out, one deadline. What concerns people is in `people`, shells in `shells`, chat in `chat`.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::time::Duration;

use towline_model::{CUSTOM_FIELDS, CUSTOM_VALUE, CustomValue, Moment, Queue, Rights, ShellId, UserId};

use crate::files::{Gathered, needed};
use crate::{
    Actions, Answer, Effect, Elevation, ElevationStatus, Event, EventKind, FileLog, GrantPlan, Granted, HeldShell,
    Home, Homes, Input, InvitationKind, Phase, Privacy, Refusal, Route, ScreenState, ScriptOrder, ShellOffers,
    ShellStatus, Spec, State, Tool, Tools, invitations::Asked,
};

/// How long a grant holds. A revocation does not wait for it; it only bounds what an agent does that hears nothing any more.
const GRANT_LIFE: Duration = Duration::from_secs(60 * 60);
/// When a grant is renewed.
const GRANT_RENEWAL: Duration = Duration::from_secs(30 * 60);
/// Refusals that are logged per minute; the rest is only answered.
const REFUSALS_LOGGED: u32 = 10;
/// Longest text that is taken from an agent into the state.
const AGENT_TEXT: usize = 256;
/// Largest screen status that is kept.
const SCREEN_STATUS: usize = 16 * 1024;

/// A session.
#[derive(Debug, Clone)]
pub struct Session {
    pub(crate) state: State,
    pub(crate) effects: VecDeque<Effect>,
    /// Events of the input at hand, stored with the state that they change.
    pub(crate) fresh: Vec<Event>,
    /// The stored state changed.
    pub(crate) dirty: bool,
    /// What consoles show changed.
    pub(crate) changed: bool,
    /// What the agent must enforce changed.
    pub(crate) regrant: bool,
    /// The agent's link is up. Not stored: after a restart it is down.
    pub(crate) endpoint: bool,
    /// A link of the customer is up. Not stored, as above.
    pub(crate) customer: bool,
    /// Since when nobody has been there who serves the queue in which it waits. Not stored: after a restart nobody is.
    pub(crate) unserved: Option<Moment>,
    /// Which queues are open, once that was said.
    pub(crate) homes: Option<Homes>,
    /// Since when a participant has had no console. Not stored: after a restart all have none.
    pub(crate) away: BTreeMap<UserId, Moment>,
    /// When a participant did something last (SES-31a). Not stored.
    pub(crate) acted: BTreeMap<UserId, Moment>,
    /// Those who are warned that they will be removed.
    pub(crate) warned: BTreeSet<UserId>,
    /// Nonces of chat messages, so that each is said once.
    pub(crate) nonces: HashMap<String, u64>,
    /// The log says that the endpoint is lost.
    pub(crate) lost_told: bool,
    /// The newest attempt to get administrative rights was sent on the agent's link of now. Not stored, as above.
    pub(crate) elevation_sent: bool,
    /// Scripts that the agent has not begun yet. Not stored: their texts are the library's.
    pub(crate) scripts: HashMap<ShellId, ScriptOrder>,
    pub(crate) file_acts: Gathered,
    refusals: (Moment, u32),
}

impl Session {
    /// A new session with its owner in it. Its first effects wait to be polled.
    pub fn start(now: Moment, spec: Spec, owner: UserId, name: &str, permissions: impl Into<Rights>) -> Self {
        let started = EventKind::SessionStarted { custom: spec.custom.clone() };
        let state = State {
            spec,
            started: now,
            phase: Phase::Connecting,
            phase_since: now,
            owner: Some(owner),
            owner_name: name.to_owned(),
            queue: None,
            last_queue: None,
            translation: None,
            invitations: Vec::new(),
            invitations_made: 0,
            prompts: Vec::new(),
            prompts_made: 0,
            pin: None,
            button: None,
            queue_name: String::new(),
            held_since: None,
            accepted: true,
            route: Route::default(),
            customer: None,
            dismissed: None,
            system: String::new(),
            no_program: false,
            paused: false,
            elevation: Elevation::default(),
            privacy: Privacy::default(),
            share: None,
            endpoint_gone: Some(now),
            connected_once: false,
            participants: Vec::new(),
            next_participant: 1,
            controller: None,
            typist: None,
            control_asks: Vec::new(),
            tools: Tools::default(),
            shells: Vec::new(),
            shells_opened: 0,
            shell_offers: ShellOffers::default(),
            acts: Vec::new(),
            acts_made: 0,
            files: FileLog::default(),
            caught: 0,
            actions: Actions::default(),
            screen: ScreenState::default(),
            grant: 0,
            granted: now,
            last_event: 0,
            last_chat: 0,
            ended_reason: None,
        };
        let mut session = Session::around(state, now);
        let number = session.admit(now, owner, name, permissions.into(), None, Some(started));
        debug_assert_eq!(number, Ok(1));
        session.settle(now);
        session
    }

    /// A session as it was stored. `chat` are the nonces of its log with the sequences of their events. All consoles and the agent count as away from now on.
    pub fn restore(now: Moment, state: State, chat: impl IntoIterator<Item = (String, u64)>) -> Self {
        let mut session = Session::around(state, now);
        session.nonces = chat.into_iter().collect();
        session.away = session.state.participants.iter().map(|participant| (participant.user, now)).collect();
        session.acted = session.away.clone();
        // What an older release stored says only since when it waits for its owner.
        if session.state.held_since.is_some() && session.state.queue.is_none() {
            session.state.queue = session.state.owner.map(Queue::Personal);
            session.state.queue_name.clone_from(&session.state.owner_name);
        }
        session.customer_unknown(now);
        session.share_unknown(now);
        session.pin_unknown(now);
        session.lost_told = session.state.customer.is_none();
        if !session.state.ended() && session.state.has_agent() && session.state.endpoint_gone.is_none() {
            // Not the endpoint's fault, so no event: it comes back by itself, or the grace runs from here.
            session.state.endpoint_gone = Some(now);
            session.lost_told = false;
        }
        session.translate_again();
        let phase = session.derived_phase();
        if !session.state.ended() && phase != session.state.phase {
            session.state.phase = phase;
            session.state.phase_since = now;
        }
        session
    }

    pub(crate) fn around(state: State, now: Moment) -> Self {
        Session {
            state,
            effects: VecDeque::new(),
            fresh: Vec::new(),
            dirty: false,
            changed: false,
            regrant: false,
            endpoint: false,
            customer: false,
            unserved: None,
            homes: None,
            away: BTreeMap::new(),
            acted: BTreeMap::new(),
            warned: BTreeSet::new(),
            nonces: HashMap::new(),
            lost_told: true,
            elevation_sent: false,
            scripts: HashMap::new(),
            file_acts: Gathered::default(),
            refusals: (now, 0),
        }
    }

    /// What is stored of it.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Whether a participant's console is there.
    pub fn connected(&self, user: UserId) -> bool {
        !self.away.contains_key(&user)
    }

    /// Whether the agent's link is up.
    pub fn endpoint_there(&self) -> bool {
        self.endpoint
    }

    /// The next thing to do.
    pub fn poll_effect(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// When to come back with [`Input::Tick`].
    pub fn deadline(&self) -> Option<Moment> {
        if self.state.ended() {
            return None;
        }
        let renewal = self.endpoint.then(|| self.state.granted + GRANT_RENEWAL);
        let waits = [
            self.tells_loss(),
            self.invitations_until(),
            self.routing_until(),
            self.prompts_until(),
            self.share_until(),
            self.elevation_until(),
            self.pin_until(),
            self.button_until(),
            self.control_until(),
            self.power_until(),
            self.privacy_until(),
            self.idle_due(),
            self.file_acts_due(),
        ];
        [self.gives_up(), self.away_until(), renewal].into_iter().chain(waits).flatten().min()
    }

    /// When the session gives its endpoint or its owner up.
    pub fn gives_up(&self) -> Option<Moment> {
        if self.state.ended() {
            return None;
        }
        let endpoint = self.state.endpoint_gone.map(|since| since + self.endpoint_grace());
        let owner = self.state.owner.and_then(|owner| self.away.get(&owner));
        let owner = owner.map(|since| *since + self.state.spec.graces.console());
        [endpoint, owner, self.customer_until()].into_iter().flatten().min()
    }

    /// Takes an input. Never blocks; effects are to be drained afterwards.
    pub fn handle(&mut self, now: Moment, input: Input) -> Result<Answer, Refusal> {
        if self.state.ended() {
            return Err(Refusal::Ended);
        }
        if let Some(user) = input.doer() {
            self.acts(now, user);
        }
        if !matches!(input, Input::FileActs { .. }) {
            self.write_file_acts(now);
        }
        let answer = self.take(now, input);
        self.settle(now);
        answer
    }

    fn take(&mut self, now: Moment, input: Input) -> Result<Answer, Refusal> {
        match input {
            Input::Join { user, name, permissions } => self.join(now, user, &name, permissions),
            Input::Resume { user, name, permissions } => self.resume(now, user, &name, permissions),
            Input::Accept { user, name, permissions, queue } => self.accept(now, user, &name, permissions, queue),
            Input::Invite { user, kind, to, to_name, comments } => {
                self.invite(now, user, Asked::plain(kind, to, to_name, comments))
            }
            Input::InviteAway { user, kind, rep, name, comments } => {
                let asked = Asked::plain(kind, Queue::Personal(rep), name, comments);
                self.invite(now, user, Asked { away: true, ..asked })
            }
            Input::AskForHelp { user, to, to_name, issue, comments } => {
                let kind = InvitationKind::Share;
                self.invite(now, user, Asked { issue, ..Asked::plain(kind, to, to_name, comments) })
            }
            Input::InviteExternal { user, guest, name, profile, comments } => {
                self.invite_external(now, user, guest, name, profile, comments)
            }
            Input::AcceptExternal { guest, number, profile } => self.accept_external(now, guest, number, profile),
            Input::CancelInvitation { user, number } => self.cancel_invitation(now, user, number),
            Input::AcceptInvitation { user, name, permissions, number, to } => {
                self.accept_invitation(now, user, &name, permissions, number, to)
            }
            Input::DeclineInvitation { user, name, number } => self.decline_invitation(now, user, &name, number),
            Input::RemoveParticipant { user, number } => self.remove_participant(now, user, number),
            Input::SendOn { name, from, to, to_name } => {
                self.send_on(now, &name, from, Home { queue: to, name: to_name })
            }
            Input::Orders { queue, orders } => self.take_orders(queue, orders),
            Input::Served { queue, by_somebody } => self.served(now, queue, by_somebody),
            Input::Offer { user, name, queue } => self.offer(now, user, name, queue),
            Input::DeclineOffer { user } => self.decline_offer(now, user),
            Input::Homes(homes) => {
                self.homes = Some(homes);
                Ok(Answer::Done)
            }
            Input::Lost { user, reason } => self.lost(now, user, reason),
            Input::QueueGone { queue } => self.queue_gone(now, queue),
            Input::CustomerThere { way } => self.customer_there(now, way),
            Input::CustomerGone => self.customer_gone(now),
            Input::CustomerSays { text, nonce } => self.customer_says(now, text, nonce),
            Input::CustomerSendsFile { file, nonce } => self.customer_sends_file(now, file, nonce),
            Input::CustomerEnds => self.customer_ends(now),
            Input::DisconnectCustomer { user } => self.disconnect_customer(now, user),
            Input::CustomerPauses { on } => self.customer_pauses(now, on),
            Input::CustomerAnswers { prompt, yes } => self.customer_answers(now, prompt, yes),
            Input::ShareBegins { shown, paused } => self.share_begins(now, shown, paused),
            Input::SharePauses { on } => self.share_pauses(now, on),
            Input::ShareGone => self.share_gone(now),
            Input::ShareEnds => self.share_ends(now),
            Input::CustomerSystem { system } => self.customer_system(&cut(system, AGENT_TEXT)),
            Input::CustomerProgram { there } => self.customer_program(there),
            Input::OfferClient { user } => self.offer_client(now, user),
            Input::SendInstructions { user } => self.send_instructions(now, user),
            Input::BeginPin { user, pin, place } => self.begin_pin(now, user, pin, place),
            Input::PinArrived { pin, item } => self.pin_arrived(now, pin, item),
            Input::PinInstalled { pin, code } => self.pin_installed(now, pin, &cut(code, 32)),
            Input::Unpin { user } => self.unpin(now, user),
            Input::BeginButton { user, button } => self.begin_button(now, user, button),
            Input::BeginButtonRemoval { user } => self.begin_button_removal(now, user),
            Input::ButtonSettled { button, taken, code } => self.button_settled(now, button, taken, &cut(code, 32)),
            Input::ConsoleThere { user } => self.console_there(user),
            Input::ConsolesGone { user } => self.consoles_gone(now, user),
            Input::Leave { user } => self.leave(now, user, "left"),
            Input::Hold { user } => self.hold(now, user, "held"),
            Input::End { user } => {
                let number = self.owner_in(now, user)?;
                self.finish(now, number, "ended_by_owner");
                Ok(Answer::Done)
            }
            Input::Chat { user, text, nonce, reps_only } => self.chat(now, user, text, nonce, reps_only),
            Input::SendFile { user, file, nonce, reps_only } => self.send_file(now, user, file, nonce, reps_only),
            Input::PushUrl { user, url, nonce } => self.push_url(now, user, url, nonce),
            Input::Translate { user, languages, said } => self.translate(now, user, languages, said),
            Input::Translated { languages, message, outcome } => self.translated(now, &languages, message, outcome),
            Input::Active { user } => self.inside(user).map(|_| Answer::Done),
            Input::StartTool { user, tool } => self.start_tool(now, user, tool),
            Input::StopTool { user, tool } => self.stop_tool(now, user, tool),
            Input::SetClipboard { user, on } => self.set_clipboard(now, user, on),
            Input::SetDrawing { user, on } => self.set_drawing(now, user, on),
            Input::SetSound { user, on } => self.set_sound(now, user, on),
            Input::LetType { user, number } => self.let_type(now, user, number),
            Input::TakeControl { user } => self.take_control(now, user),
            Input::ReleaseControl { user } => self.release_control(now, user),
            Input::AskControl { user } => self.ask_control(now, user),
            Input::AnswerControl { user, asker, give } => self.answer_control(now, user, asker, give),
            Input::WithdrawControl { user } => self.withdraw_control(user),
            Input::UsePrivacy { user, input, blank } => self.use_privacy(now, user, input, blank),
            Input::PrivacyReported(report) => self.privacy_reported(now, report),
            Input::Elevate { user, way, sealed } => self.elevate(now, user, way, sealed),
            Input::ElevationReported(mut report) => {
                (report.account, report.code) = (cut(report.account, AGENT_TEXT), cut(report.code, 32));
                self.elevation_reported(now, report)
            }
            Input::NewShell { user, shell, nonce, columns, rows } => {
                self.new_shell(now, user, shell, nonce, (columns, rows), None)
            }
            Input::ChooseShell { user, shell, nonce, size, wish } => {
                self.choose_shell(now, user, shell, nonce, size, wish)
            }
            Input::ShellsOffered(offers) => self.shells_offered(offers),
            Input::RunScript { user, shell, nonce, size, order } => {
                self.run_script(now, user, shell, nonce, size, order)
            }
            Input::EndShell { user, shell } => self.end_shell(now, user, shell),
            Input::RenameShell { user, shell, name } => self.rename_shell(now, user, shell, name),
            Input::ShellSized { shell, columns, rows } => self.shell_sized(shell, columns, rows),
            Input::EndpointThere { held_grant, shells } => self.endpoint_there_now(now, held_grant, &shells),
            Input::EndpointGone => self.endpoint_gone(now),
            Input::Screen(screen) => {
                if screen.0.len() > SCREEN_STATUS {
                    return Err(Refusal::Invalid);
                }
                if self.state.screen != screen {
                    self.state.screen = screen;
                    self.touch();
                }
                Ok(Answer::Done)
            }
            Input::ShellStarted { shell, account, program, elevated } => {
                self.shell_started(now, shell, cut(account, AGENT_TEXT), cut(program, AGENT_TEXT), elevated)
            }
            Input::ShellEnded { shell, status, reason, bytes } => {
                self.shell_ended(now, shell, status, cut(reason, AGENT_TEXT), bytes)
            }
            Input::DroppedAtAgent => {
                self.lose_shells(now, "dropped_by_agent");
                self.regrant = true;
                Ok(Answer::Done)
            }
            Input::RefusedAtAgent { participant, code, of } => {
                let code = cut(code, 32);
                self.log_refusal(now, participant, &code);
                match of {
                    crate::Asked::Shell => self.shells_refused(now, participant, &code),
                    crate::Asked::Elevation => self.elevation_refused(now, participant, &code),
                    crate::Asked::Privacy => self.privacy_refused(now, participant, &code),
                    crate::Asked::Other => {}
                }
                Ok(Answer::Done)
            }
            Input::Allow { user, permissions } => self.allow(now, user, permissions),
            Input::Remove { user, reason } => self.remove(now, user, reason),
            Input::SetCustom { fields } => self.set_custom(now, 0, fields),
            Input::EditCustom { user, fields } => {
                let number = self.inside(user)?;
                self.set_custom(now, number, fields)
            }
            Input::ActOnSystem { user, what, nonce } => self.act_on_system(now, user, what, nonce),
            Input::SystemDone { act, code, detail } => {
                self.system_done(now, act, code, detail);
                Ok(Answer::Done)
            }
            Input::CommandCaught(caught) => self.command_caught(now, caught),
            Input::Copies { user, here, endpoint, path } => self.copies(now, user, here, &endpoint, path),
            Input::FileActs { run, first, acts } => self.file_acts(now, run, first, acts),
            Input::DoAction { user, action, run, nonce } => self.do_action(now, user, action, run, nonce),
            Input::ActionsOffered(offers) => self.actions_offered(offers),
            Input::ActionDone { action, code, detail } => {
                self.action_done(now, action, code, detail);
                Ok(Answer::Done)
            }
            Input::AddNote { user, text, nonce } => self.add_note(now, user, text, nonce),
            Input::Stop { reason } => {
                self.finish(now, 0, reason);
                Ok(Answer::Done)
            }
            Input::RecordingFailed { reason } => {
                self.log(now, 0, EventKind::RecordingFailed { reason: reason.to_owned() });
                Ok(Answer::Done)
            }
            Input::Tick => self.tick(now),
        }
    }

    /// One event for each field that is another one now; fields beyond the bounds change nothing at all.
    fn set_custom(&mut self, now: Moment, actor: u16, fields: Vec<CustomValue>) -> Result<Answer, Refusal> {
        let mut custom = self.state.spec.custom.clone();
        let mut changed = Vec::new();
        for field in fields {
            if field.value.len() > CUSTOM_VALUE {
                return Err(Refusal::Invalid);
            }
            match custom.iter_mut().find(|known| known.code_name == field.code_name) {
                Some(known) if *known == field => continue,
                Some(known) => known.clone_from(&field),
                None if field.value.is_empty() => continue,
                None => custom.push(field.clone()),
            }
            changed.push(field);
        }
        custom.retain(|field| !field.value.is_empty());
        if custom.len() > CUSTOM_FIELDS {
            return Err(Refusal::Limit);
        }
        self.state.spec.custom = custom;
        for field in changed {
            self.log(now, actor, EventKind::CustomSet { field });
        }
        Ok(Answer::Done)
    }

    fn tick(&mut self, now: Moment) -> Result<Answer, Refusal> {
        let endpoint = self.endpoint_grace();
        if self.state.endpoint_gone.is_some_and(|since| since + endpoint <= now) {
            self.give_endpoint_up(now);
            return Ok(Answer::Done);
        }
        self.customer_tick(now);
        if self.state.ended() {
            return Ok(Answer::Done);
        }
        self.invitations_tick(now);
        self.prompts_tick(now);
        self.elevation_tick(now);
        self.pin_tick(now);
        self.button_tick(now);
        self.control_tick(now);
        self.power_tick(now);
        self.privacy_tick(now);
        self.share_tick(now);
        self.drop_the_away(now);
        self.idle_tick(now);
        if !self.state.ended() {
            self.routing_tick(now);
        }
        if self.state.ended() {
            return Ok(Answer::Done);
        }
        if self.endpoint && self.state.granted + GRANT_RENEWAL <= now {
            self.regrant = true;
        }
        Ok(Answer::Done)
    }

    fn endpoint_there_now(&mut self, now: Moment, held_grant: u64, held: &[HeldShell]) -> Result<Answer, Refusal> {
        if self.state.dismissed.is_some() {
            return Err(Refusal::Ended);
        }
        // A store that lost its last moments must not be overtaken by what the agent holds.
        self.state.grant = self.state.grant.max(held_grant.min(u64::MAX / 2));
        // A newer link; or the appliance was away, and with it what could have taken the answers.
        self.give_up_acts(now);
        let restarted = self.back_from_restart(now, held_grant == 0);
        let returning =
            !restarted && self.state.connected_once && self.state.phase == Phase::EndpointLost && self.lost_told;
        self.endpoint = true;
        self.elevation_sent = false;
        self.state.endpoint_gone = None;
        self.lost_told = false;
        self.regrant = true;
        if returning {
            self.log(now, 0, EventKind::EndpointBack);
        }
        self.client_there(now);
        self.state.connected_once = true;
        self.touch();
        // The grant goes first; then what goes on.
        self.settle_grant(now);
        self.privacy_again();
        self.reconcile_shells(now, held);
        self.ask_power_again();
        Ok(Answer::Done)
    }

    fn endpoint_gone(&mut self, now: Moment) -> Result<Answer, Refusal> {
        if !std::mem::take(&mut self.endpoint) {
            return Ok(Answer::Done);
        }
        self.state.endpoint_gone = Some(now);
        self.give_up_acts(now);
        self.actions_unanswered(now);
        if self.client_gone(now) {
            self.lost_told = true;
            self.log(now, 0, EventKind::EndpointLost);
        }
        Ok(Answer::Done)
    }

    fn start_tool(&mut self, now: Moment, user: UserId, tool: Tool) -> Result<Answer, Refusal> {
        let number = self.tool_permitted_or_asked(now, user, tool)?;
        if !self.state.has_agent() {
            // What a customer's page shows is there to be looked at; nothing else works without an agent.
            return match tool {
                Tool::Screen if self.state.share.is_none() => self.ask_to_share(now, number),
                Tool::Screen => {
                    self.open_tool(now, number, tool);
                    Ok(Answer::Done)
                }
                Tool::Shell | Tool::System | Tool::Files => Err(Refusal::NoAgent),
            };
        }
        self.open_tool(now, number, tool);
        Ok(Answer::Done)
    }

    pub(crate) fn open_tool(&mut self, now: Moment, number: u16, tool: Tool) {
        if std::mem::replace(self.state.tools.tool(tool), true) {
            return self.look_again(Some(number), tool);
        }
        self.look_again(None, tool);
        self.log(now, number, EventKind::ToolStarted { tool });
    }

    fn stop_tool(&mut self, now: Moment, user: UserId, tool: Tool) -> Result<Answer, Refusal> {
        let number = self.tool_permitted(now, user, tool)?;
        // INVARIANT: what somebody looks at who may, only the owner takes from them.
        if self.state.owner != Some(user) && self.state.tools.runs(tool) && self.others_look(number, tool) {
            self.stop_looking(now, number, tool);
        } else {
            self.close_tool(now, number, tool);
        }
        Ok(Answer::Done)
    }

    /// Closes a tool for everybody.
    pub(crate) fn close_tool(&mut self, now: Moment, number: u16, tool: Tool) {
        if !std::mem::replace(self.state.tools.tool(tool), false) {
            return;
        }
        self.look_again(None, tool);
        match tool {
            Tool::Screen => {
                self.state.control_asks.clear();
                self.drop_control(now);
            }
            Tool::Shell => self.close_shells(),
            Tool::System | Tool::Files => {}
        }
        self.log(now, number, EventKind::ToolStopped { tool });
        if tool == Tool::Screen {
            self.ended_with(now, towline_model::Permission::ScreenControl, None);
        }
        if tool == Tool::System {
            self.ended_with(now, towline_model::Permission::SystemAct, None);
        }
        for permission in needed(tool) {
            self.ended_with(now, *permission, None);
        }
    }

    /// Ends the session: exactly one `ended` event, and nothing afterwards.
    pub(crate) fn finish(&mut self, now: Moment, actor: u16, reason: &str) {
        if self.state.ended() {
            return;
        }
        let (users, queue) = (self.concerned(), self.state.queue);
        self.state.prompts.clear();
        self.state.pin = None;
        let invited: Vec<Queue> = self.state.invitations.drain(..).map(|open| open.to).collect();
        for participant in self.state.participants.clone() {
            self.effects.push_back(Effect::TakeAway { participant: participant.number, lost: crate::Lost::Everything });
            self.sign_out_external(&participant);
        }
        for found in &mut self.state.participants {
            (found.clipboard, found.drawing, found.sound) = (false, false, false);
        }
        self.end_scripts(now);
        for shell in &mut self.state.shells {
            if shell.alive() {
                shell.status = ShellStatus::Ended { code: -1, reason: "session_ended".to_owned() };
            }
        }
        self.give_up_acts(now);
        self.give_up_actions(now);
        self.state.actions.power = None;
        self.log(now, actor, EventKind::Ended { reason: reason.to_owned() });
        self.state.ended_reason = Some(reason.to_owned());
        self.state.controller = None;
        self.state.control_asks.clear();
        self.state.elevation.status = ElevationStatus::Not;
        self.state.privacy = Privacy::default();
        self.state.route.leaves();
        self.state.tools = Tools::default();
        self.state.share = None;
        self.state.phase = Phase::Ended;
        self.state.phase_since = now;
        self.persist();
        if self.endpoint {
            self.effects.push_back(Effect::EndAtAgent { reason: reason.to_owned() });
        }
        self.effects.push_back(Effect::Changed);
        self.effects.push_back(Effect::Lists { users });
        self.effects.extend(queue.into_iter().chain(invited).map(Effect::Queue));
        self.effects.push_back(Effect::Finished);
    }

    /// After an input: derive the phase, then say what has to be stored, granted and shown.
    pub(crate) fn settle(&mut self, now: Moment) {
        if self.state.ended() {
            return;
        }
        self.elevate_at_start(now);
        self.settle_externals(now);
        self.settle_tools(now);
        self.settle_control(now);
        self.settle_clipboards(now);
        self.settle_drawings(now);
        self.settle_sounds(now);
        self.settle_typist(now);
        self.settle_privacy(now);
        let phase = self.derived_phase();
        if phase != self.state.phase {
            self.state.phase = phase;
            self.state.phase_since = now;
            self.touch();
            self.effects.push_back(Effect::Lists { users: self.concerned() });
            self.effects.extend(self.state.queue.map(Effect::Queue));
        }
        self.settle_grant(now);
        if self.dirty {
            self.persist();
        }
        if std::mem::take(&mut self.changed) {
            self.effects.push_back(Effect::Changed);
        }
    }

    pub(crate) fn settle_grant(&mut self, now: Moment) {
        if !std::mem::take(&mut self.regrant) || !self.endpoint {
            return;
        }
        self.state.grant += 1;
        self.state.granted = now;
        self.dirty = true;
        // Stored before it is sent, so that its number is never used for another one.
        self.persist();
        let plan = self.grant_plan(now);
        self.effects.push_back(Effect::Grant(plan));
    }

    fn grant_plan(&self, now: Moment) -> GrantPlan {
        GrantPlan {
            sequence: self.state.grant,
            participants: self
                .state
                .participants
                .iter()
                .map(|participant| Granted {
                    number: participant.number,
                    user: participant.user,
                    name: participant.name.clone(),
                    permissions: crate::drawings::granted(participant),
                    clipboard: participant.clipboard,
                    sound: participant.sound,
                    files: participant.files.clone(),
                    commands: participant.commands.clone(),
                })
                .collect(),
            controller: self.state.controller,
            typist: self.state.typist,
            recorded: self.state.spec.recorded,
            not_before: now,
            expires: now + GRANT_LIFE,
            grace_seconds: u32::try_from(self.state.spec.graces.endpoint_ms / 1000).unwrap_or(u32::MAX),
        }
    }

    fn derived_phase(&self) -> Phase {
        if !self.state.connected_once {
            Phase::Connecting
        } else if self.state.endpoint_gone.is_some() || self.state.customer.is_some_and(|side| side.lost) {
            Phase::EndpointLost
        } else if self.state.held_since.is_some() {
            if self.state.accepted { Phase::OnHold } else { Phase::Waiting }
        } else {
            Phase::Active
        }
    }

    fn persist(&mut self) {
        self.dirty = false;
        self.effects.push_back(Effect::Persist { events: std::mem::take(&mut self.fresh) });
    }

    /// The stored state changed in a way that consoles see.
    pub(crate) fn touch(&mut self) {
        self.dirty = true;
        self.changed = true;
    }

    /// Appends to the log.
    pub(crate) fn log(&mut self, now: Moment, actor: u16, kind: EventKind) {
        self.state.last_event += 1;
        let actor_name = self.state.name_of(actor).to_owned();
        self.fresh.push(Event { sequence: self.state.last_event, at: now, actor, actor_name, kind });
        self.touch();
    }

    /// Appends what somebody did who is not in the session.
    pub(crate) fn log_by(&mut self, now: Moment, name: &str, kind: EventKind) {
        self.log(now, 0, kind);
        if let Some(event) = self.fresh.last_mut() {
            name.clone_into(&mut event.actor_name);
        }
    }

    pub(crate) fn log_refusal(&mut self, now: Moment, actor: u16, code: &str) {
        let (since, count) = self.refusals;
        let count = if since + Duration::from_secs(60) <= now {
            self.refusals = (now, 0);
            0
        } else {
            count
        };
        if count < REFUSALS_LOGGED {
            self.refusals.1 = count + 1;
            self.log(now, actor, EventKind::Refused { code: code.to_owned() });
        }
    }

    pub(crate) fn concerned(&self) -> Vec<UserId> {
        let mut users: Vec<UserId> = self.state.participants.iter().map(|participant| participant.user).collect();
        users.extend(self.state.owner.filter(|owner| !users.contains(owner)));
        users
    }
}

/// Cuts a hostile text to so many bytes, at a character's end.
pub(crate) fn cut(mut text: String, bytes: usize) -> String {
    if text.len() > bytes {
        let end = (0..=bytes).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        text.truncate(end);
    }
    text
}
