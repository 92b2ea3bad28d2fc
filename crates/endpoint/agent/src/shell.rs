//! One shell of a session: the program, the log of its output, and what viewers type, from the first byte to the end of the session (SHL-4, SHL-5).
//!
//! A task of its own that outlives links. It reads the terminal only as far as it may send, so a flood that is faster than the network or the recorder waits in the PTY; without a link it reads on until the log
//! is nearly full of what nobody has, and then the program waits, because nothing of its output may be lost.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
    time::Duration,
};

use bytes::Bytes;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::mpsc,
    task::JoinHandle,
    time::Instant,
};
use towline_model::{CommandDo, HeldRules};
use towline_platform::{Shell, ShellTerminal};
use towline_term::{Bounds, ShellLog, Shown};
use towline_wire::{
    Class, Payload, ReplayFlags,
    v1::{CommandCaught, ReplayWhat, ShellEnded, agent_up},
};

use crate::{
    channel::{Channel, Uplink},
    guard::{Caught, Guard, Next},
    pause::Pause,
    serve::at,
    sessions::now_ms,
};

/// Bytes of output in one frame.
const PIECE: usize = 32 * 1024;
/// Read from the terminal at once.
const READ: usize = 16 * 1024;
/// Output that may wait for credit while a link is there.
const AHEAD: u64 = 64 * 1024;
/// Of the log's ring, kept for what was sent on a link that broke before it arrived.
const IN_FLIGHT: u64 = 512 * 1024;
/// So long an acknowledgement waits for the echo, to go behind it: a key is back with one message less before it.
const ACK_WAITS: Duration = Duration::from_millis(2);
const OUTPUT_HEAD: usize = 9;
const REPLAY_HEAD: usize = 14;
const VIEWERS: usize = 64;
/// One for each viewer.
const REPLAYS: usize = 64;
/// Of the newest output, this much comes as such behind a picture of the terminal: what asks the terminal something is in it, and is answered.
const TAIL: u64 = 8 * 1024;
const COMMANDS: usize = 64;

/// What the session asks of the shell's task.
pub(crate) enum Command {
    Attach {
        channel: Rc<Channel>,
        from: u64,
    },
    Detach,
    Replay {
        from: u64,
        nonce: u32,
        what: ReplayWhat,
    },
    Input {
        viewer: u64,
        /// Who types.
        participant: u32,
        /// What is watched for in what they type (SHL-7).
        rules: Option<Rc<HeldRules>>,
        offset: u64,
        data: Bytes,
        cost: usize,
    },
    Resize {
        columns: u16,
        rows: u16,
    },
    /// End it, and all that it started; what it wrote stays.
    Cancel,
}

/// What the session knows of the shell without asking.
#[derive(Default)]
pub(crate) struct ShellState {
    pub(crate) end: Cell<u64>,
    /// Exit status and when the output ends.
    pub(crate) ended: Cell<Option<i32>>,
    /// Why it was ended; empty: it ended by itself.
    pub(crate) reason: Cell<&'static str>,
    /// The appliance was told of the end on this link.
    pub(crate) reported: Cell<bool>,
    pub(crate) channel: RefCell<Option<Rc<Channel>>>,
}

/// A running shell, for its session. Dropping it ends the shell.
pub(crate) struct ShellHandle {
    pub(crate) account: String,
    pub(crate) program: String,
    /// It has administrative rights that the session got.
    pub(crate) elevated: bool,
    /// It is a script: as system, or not.
    pub(crate) script: Option<bool>,
    pub(crate) state: Rc<ShellState>,
    commands: mpsc::Sender<Command>,
    /// Ends by itself once the commands do.
    _task: JoinHandle<()>,
}

impl ShellHandle {
    pub(crate) fn start(
        ids: (String, String),
        mut shell: Box<dyn Shell>,
        size: (u16, u16),
        limit: Option<Duration>,
        uplink: Rc<Uplink>,
        pause: Rc<Pause>,
        caught: Rc<Cell<u64>>,
    ) -> ShellHandle {
        let (commands, receiver) = mpsc::channel(COMMANDS);
        let state = Rc::new(ShellState::default());
        let (account, program) = (shell.account().to_owned(), shell.program().to_owned());
        let terminal = shell.take_terminal();
        let runner = Runner {
            ids,
            log: ShellLog::new(size.0, size.1),
            size,
            guard: None,
            caught,
            keys: Vec::new(),
            state: state.clone(),
            uplink,
            pause,
            attached: None,
            sent_before: 0,
            replays: VecDeque::new(),
            input: VecDeque::new(),
            typed: Vec::new(),
            acks: Vec::new(),
            acks_due: None,
        };
        let until = limit.map(|limit| Instant::now() + limit);
        let task = tokio::task::spawn_local(run(runner, shell, terminal, receiver, until));
        ShellHandle { account, program, elevated: false, script: None, state, commands, _task: task }
    }

    /// The task takes commands at any time, so this never waits for the program.
    pub(crate) async fn send(&self, command: Command) {
        let _ = self.commands.send(command).await;
    }
}

struct Attached {
    channel: Rc<Channel>,
    /// Everything before this offset was sent on this channel.
    sent: u64,
}

/// A replay that was asked for.
struct Replaying {
    nonce: u32,
    from: u64,
    what: ReplayWhat,
    /// Made when it is its turn, and sent as far as it is not in here.
    left: Option<Left>,
}

/// What is left of a replay.
struct Left {
    /// The model's state.
    state: Option<Bytes>,
    offset: u64,
    until: u64,
    first: bool,
}

/// Typed bytes that the terminal has not taken yet.
struct Typed {
    viewer: u64,
    participant: u32,
    rules: Option<Rc<HeldRules>>,
    /// Position after the last of `data`.
    end: u64,
    data: Bytes,
    /// Bytes of credit that their message took.
    cost: usize,
}

struct Runner {
    ids: (String, String),
    log: ShellLog,
    size: (u16, u16),
    /// Only where somebody with rules has typed.
    guard: Option<Guard>,
    /// Number of the newest command that a rule caught, in the whole session.
    caught: Rc<Cell<u64>>,
    /// What takes a line back, as far as the terminal has not taken it.
    keys: Vec<u8>,
    state: Rc<ShellState>,
    uplink: Rc<Uplink>,
    pause: Rc<Pause>,
    attached: Option<Attached>,
    /// How far output was sent on earlier links.
    sent_before: u64,
    replays: VecDeque<Replaying>,
    input: VecDeque<Typed>,
    /// Viewer and position up to which its typing was taken; the most recent last.
    typed: Vec<(u64, u64)>,
    acks: Vec<(u64, u64)>,
    /// When acknowledgements go by themselves.
    acks_due: Option<Instant>,
}

async fn run(
    mut runner: Runner,
    mut shell: Box<dyn Shell>,
    terminal: Option<ShellTerminal>,
    mut commands: mpsc::Receiver<Command>,
    mut until: Option<Instant>,
) {
    let Some(ShellTerminal { mut output, mut input }) = terminal else { return };
    let mut buffer = vec![0; READ];
    let mut open = true;
    loop {
        runner.send();
        if !open && let Some(status) = runner.state.ended.get() {
            runner.report_end(status);
        }
        let reads = open && runner.may_read();
        let (writes, later) = runner.next_bytes(&*shell);
        let waits = runner.waits_for();
        tokio::select! {
            command = commands.recv() => match command {
                Some(Command::Resize { columns, rows }) => runner.resize(&*shell, columns, rows),
                Some(Command::Cancel) => {
                    until = None;
                    runner.end(&mut *shell, "cancelled");
                }
                Some(command) => runner.take(command),
                None => break,
            },
            read = output.read(&mut buffer), if reads => match read {
                Ok(0) | Err(_) => open = false,
                Ok(count) => runner.output(buffer.get(..count).unwrap_or_default()),
            },
            written = async { input.write(writes.as_deref().unwrap_or_default()).await }, if writes.is_some() => match written {
                Ok(count) if count > 0 => runner.written(count),
                _ => runner.drop_input(),
            },
            status = shell.exited(), if runner.state.ended.get().is_none() => {
                runner.state.ended.set(Some(status));
                runner.drop_input();
            },
            () = at(until), if until.is_some() && runner.state.ended.get().is_none() => {
                until = None;
                runner.end(&mut *shell, "timed_out");
            },
            () = runner.pause.changed() => {},
            () = at(later), if later.is_some() => {},
            () = at(runner.acks_due), if runner.acks_due.is_some() => runner.acks_due = None,
            () = async { match &waits { Some(channel) => channel.ready().await, None => std::future::pending().await } } => {},
        }
    }
    shell.hang_up();
}

impl Runner {
    /// Sends what may be sent now: replays or output, never both, so that every viewer sees one order; then acknowledgements.
    fn send(&mut self) {
        let Some(attached) = &self.attached else { return };
        if attached.channel.is_closed() {
            self.detach();
            return;
        }
        if self.pause.is_on() {
            return;
        }
        let (channel, before) = (attached.channel.clone(), attached.sent);
        self.send_output(&channel);
        let echoed = self.attached.as_ref().is_some_and(|attached| attached.sent > before);
        // By themselves they pass what waits for its turn.
        let class = match (self.acks_due, echoed) {
            (_, true) => Class::Shell,
            (None, false) => Class::Input,
            (Some(_), false) => return,
        };
        self.acks_due = None;
        self.acks.retain(|(viewer, sequence)| {
            let ack = Payload::InputAck { viewer: *viewer, sequence: *sequence };
            !channel.send(class, &ack.encode())
        });
    }

    fn send_output(&mut self, channel: &Channel) {
        let Some(attached) = &mut self.attached else { return };
        while let Some(replay) = self.replays.front_mut() {
            match replay.send(channel, &mut self.log, attached.sent) {
                Progress::Blocked => return,
                Progress::More => {}
                Progress::Done => _ = self.replays.pop_front(),
            }
        }
        loop {
            let room = room_for(channel.available(), OUTPUT_HEAD);
            let Some(bytes) = self.log.read(attached.sent, room.unwrap_or(1)) else { return };
            if room.is_none() {
                return;
            }
            let next = attached.sent + bytes.len() as u64;
            let payload = Payload::ShellOutput { offset: attached.sent, bytes: Bytes::copy_from_slice(bytes) };
            if !channel.send(Class::Shell, &payload.encode()) {
                return;
            }
            attached.sent = next;
        }
    }

    /// The channel to wait for before more can be sent, if something waits.
    fn waits_for(&self) -> Option<Rc<Channel>> {
        let attached = self.attached.as_ref().filter(|_| !self.pause.is_on())?;
        let acks = !self.acks.is_empty() && self.acks_due.is_none();
        let waiting = acks || !self.replays.is_empty() || attached.sent < self.log.end();
        waiting.then(|| attached.channel.clone())
    }

    fn may_read(&self) -> bool {
        let held = |sent: u64| self.log.end() - sent < Bounds::default().ring as u64 - IN_FLIGHT;
        match &self.attached {
            // As without a link: the program goes on until the log is full of what nobody has.
            Some(attached) if self.pause.is_on() => held(attached.sent),
            Some(attached) => self.replays.is_empty() && self.log.end() - attached.sent < AHEAD,
            None => held(self.sent_before),
        }
    }

    fn output(&mut self, bytes: &[u8]) {
        self.log.push(bytes);
        self.state.end.set(self.log.end());
        if let Some(guard) = &mut self.guard {
            guard.output(bytes, Instant::now());
        }
    }

    fn take(&mut self, command: Command) {
        match command {
            Command::Attach { channel, from } => self.attach(channel, from),
            Command::Detach => self.detach(),
            Command::Replay { from, nonce, what } => self.replay(from, nonce, what),
            Command::Input { viewer, participant, rules, offset, data, cost } => {
                let typed = Typed { viewer, participant, rules, end: 0, data, cost };
                self.input(offset, typed);
            }
            Command::Resize { .. } | Command::Cancel => {}
        }
    }

    fn attach(&mut self, channel: Rc<Channel>, from: u64) {
        self.detach();
        *self.state.channel.borrow_mut() = Some(channel.clone());
        self.state.reported.set(false);
        let replay = self.log.replay(from);
        let sent = if replay.reset.is_some() { self.log.end() } else { from };
        if let Some(state) = replay.reset {
            let left = Left { state: Some(state), offset: replay.from, until: sent, first: true };
            self.replays.push_back(Replaying { nonce: 0, from, what: ReplayWhat::Missing, left: Some(left) });
        }
        self.attached = Some(Attached { channel, sent });
    }

    fn detach(&mut self) {
        if let Some(attached) = self.attached.take() {
            self.sent_before = attached.sent;
        }
        *self.state.channel.borrow_mut() = None;
        self.replays.clear();
        self.acks.clear();
        self.acks_due = None;
    }

    fn replay(&mut self, from: u64, nonce: u32, what: ReplayWhat) {
        if self.attached.is_none() {
            return;
        }
        // A viewer that asks again has given up what it asked for before.
        self.replays.retain(|replay| replay.nonce != nonce || nonce == 0);
        if self.replays.len() >= REPLAYS {
            self.replays.pop_back();
        }
        self.replays.push_back(Replaying { nonce, from, what, left: None });
    }

    /// Takes typed bytes once, wherever the viewer begins to send them again.
    fn input(&mut self, offset: u64, typed: Typed) {
        let Typed { viewer, participant, rules, mut data, cost, .. } = typed;
        let known = self.typed.iter().position(|(known, _)| *known == viewer).map(|index| self.typed.remove(index));
        let taken = known.map_or(offset, |(_, taken)| taken);
        let end = offset.saturating_add(data.len() as u64);
        // What is before was written already; what would leave a gap is not taken, and the acknowledgement says from where to send.
        let fresh = if (offset..=end).contains(&taken) { usize::try_from(taken - offset).ok() } else { None };
        let next = if fresh.is_some() { end } else { taken };
        if self.typed.len() >= VIEWERS {
            self.typed.remove(0);
        }
        self.typed.push((viewer, next));
        let data = fresh.map(|skip| data.split_off(skip.min(data.len()))).unwrap_or_default();
        if data.is_empty() || self.state.ended.get().is_some() {
            self.acknowledge(viewer, next);
            self.consumed(cost);
        } else {
            if rules.is_some() && self.guard.is_none() {
                self.guard = Some(Guard::of(&mut self.log, self.size, Instant::now()));
            }
            self.input.push_back(Typed { viewer, participant, rules, end, data, cost });
        }
    }

    /// What may be written now, and until when what waits is held back.
    fn next_bytes(&mut self, shell: &dyn Shell) -> (Option<Bytes>, Option<Instant>) {
        if !self.keys.is_empty() {
            return (Some(Bytes::copy_from_slice(&self.keys)), None);
        }
        loop {
            let Some(front) = self.input.front() else { return (None, None) };
            let Some(guard) = &mut self.guard else { return (Some(front.data.clone()), None) };
            let now = Instant::now();
            match guard.next((front.viewer, &front.data), front.rules.as_ref(), || shell.line_mode(), now) {
                Next::Write(count) => return (Some(front.data.slice(..count.min(front.data.len()))), None),
                Next::Wait(until) => return (None, Some(until)),
                Next::Skip(count) => self.typed(count.max(1)),
                Next::Deny { caught, keys, pasted } => {
                    let (viewer, participant) = (front.viewer, front.participant);
                    self.tell_caught(participant, caught);
                    // What came together with it was to follow it.
                    if !pasted {
                        self.drop_input_of(viewer);
                    }
                    self.keys = keys;
                    return (Some(Bytes::copy_from_slice(&self.keys)), None);
                }
            }
        }
    }

    /// The terminal has taken so many of the bytes that were to be written.
    fn written(&mut self, count: usize) {
        if !self.keys.is_empty() {
            self.keys.drain(..count.min(self.keys.len()));
            return;
        }
        if let (Some(guard), Some(front)) = (&mut self.guard, self.input.front()) {
            let taken = front.data.get(..count).unwrap_or(&front.data);
            let participant = front.participant;
            if let Some(caught) = guard.wrote(taken, Instant::now()) {
                self.tell_caught(participant, caught);
            }
        }
        self.typed(count);
    }

    fn tell_caught(&self, participant: u32, Caught { line, rule }: Caught) {
        // Also after a restart the next one has a number of its own.
        let number = u64::try_from(now_ms()).unwrap_or(0).max(self.caught.get() + 1);
        self.caught.set(number);
        let denied = rule.act() == CommandDo::Deny;
        tracing::info!(session = %self.ids.0.escape_debug(), participant, denied, "a command rule caught something");
        self.uplink.say_outcome(agent_up::Body::CommandCaught(CommandCaught {
            session_id: self.ids.0.clone(),
            number,
            shell_id: self.ids.1.clone(),
            participant,
            denied,
            line,
            pattern: rule.pattern().to_owned(),
            note: rule.note().to_owned(),
        }));
    }

    /// What one viewer typed and the terminal has not taken is thrown away.
    fn drop_input_of(&mut self, viewer: u64) {
        let (gone, kept) = std::mem::take(&mut self.input).into_iter().partition(|typed| typed.viewer == viewer);
        self.input = kept;
        let gone: VecDeque<Typed> = gone;
        for done in gone {
            self.acknowledge(done.viewer, done.end);
            self.consumed(done.cost);
        }
    }

    /// So many of the first waiting bytes are dealt with.
    fn typed(&mut self, count: usize) {
        let Some(front) = self.input.front_mut() else { return };
        let _ = front.data.split_to(count.min(front.data.len()));
        if !front.data.is_empty() {
            return;
        }
        if let Some(done) = self.input.pop_front() {
            self.acknowledge(done.viewer, done.end);
            self.consumed(done.cost);
        }
    }

    /// Nothing reads what was typed any more.
    fn drop_input(&mut self) {
        while let Some(done) = self.input.pop_front() {
            self.acknowledge(done.viewer, done.end);
            self.consumed(done.cost);
        }
    }

    fn acknowledge(&mut self, viewer: u64, end: u64) {
        if self.attached.is_some() {
            if self.acks.is_empty() {
                self.acks_due = Some(Instant::now() + ACK_WAITS);
            }
            self.acks.retain(|(known, _)| *known != viewer);
            self.acks.push((viewer, end));
        }
    }

    fn consumed(&self, cost: usize) {
        if let Some(attached) = &self.attached {
            attached.channel.consumed(cost);
        }
    }

    fn end(&self, shell: &mut dyn Shell, why: &'static str) {
        if self.state.ended.get().is_none() && self.state.reason.get().is_empty() {
            self.state.reason.set(why);
            shell.hang_up();
        }
    }

    fn resize(&mut self, shell: &dyn Shell, columns: u16, rows: u16) {
        if let Err(error) = shell.resize(columns, rows) {
            tracing::debug!(%error, "a terminal could not be resized");
        }
        self.log.resize(columns, rows);
        self.size = (columns, rows);
        if let Some(guard) = &mut self.guard {
            guard.resize(columns, rows);
        }
    }

    /// Tells the end after the last output, once on each link.
    fn report_end(&mut self, status: i32) {
        let all_sent = self.attached.as_ref().is_some_and(|attached| attached.sent == self.log.end());
        if self.state.reported.get() || !all_sent {
            return;
        }
        if let Some(link) = self.uplink.current() {
            link.say_after_output(ended(&self.ids, status, &self.state));
            self.state.reported.set(true);
        }
    }
}

/// The message of a shell's end.
pub(crate) fn ended(ids: &(String, String), status: i32, state: &ShellState) -> agent_up::Body {
    let (session_id, shell_id) = ids.clone();
    let (reason, end_offset) = (state.reason.get().to_owned(), state.end.get());
    agent_up::Body::ShellEnded(ShellEnded { session_id, shell_id, status, reason, end_offset })
}

enum Progress {
    Blocked,
    More,
    Done,
}

impl Replaying {
    /// `sent`: output before this was sent to everybody, so that a replay ends there or before.
    fn send(&mut self, channel: &Channel, log: &mut ShellLog, sent: u64) -> Progress {
        let Some(room) = room_for(channel.available(), REPLAY_HEAD) else { return Progress::Blocked };
        let left = match &mut self.left {
            Some(left) => left,
            None => self.left.insert(Left::of(log, self.from, self.what, sent)),
        };
        let reset = left.first && left.state.is_some();
        let bytes = match left.state.as_mut().filter(|state| !state.is_empty()) {
            Some(state) => state.split_to(room.min(state.len())),
            None => {
                let missing = usize::try_from(left.until.saturating_sub(left.offset)).unwrap_or(usize::MAX);
                let bytes = if missing == 0 { None } else { log.read(left.offset, room.min(missing)) };
                let bytes = Bytes::copy_from_slice(bytes.unwrap_or_default());
                left.offset += bytes.len() as u64;
                bytes
            }
        };
        let state_left = left.state.as_ref().is_some_and(|state| !state.is_empty());
        let last = !state_left && left.offset >= left.until;
        let flag = |on: bool, flag: u8| if on { flag } else { 0 };
        let flags =
            flag(left.first, ReplayFlags::FIRST) | flag(last, ReplayFlags::LAST) | flag(reset, ReplayFlags::RESET);
        let payload = Payload::ShellReplay { nonce: self.nonce, flags: ReplayFlags(flags), offset: left.offset, bytes };
        if !channel.send(Class::Shell, &payload.encode()) {
            return Progress::Blocked;
        }
        left.first = false;
        if last { Progress::Done } else { Progress::More }
    }
}

impl Left {
    fn of(log: &mut ShellLog, from: u64, what: ReplayWhat, sent: u64) -> Left {
        let shown = match what {
            ReplayWhat::Missing => {
                let replay = log.replay(if from > sent { u64::MAX } else { from });
                return Left { state: replay.reset, offset: replay.from, until: sent, first: true };
            }
            ReplayWhat::Screen => Shown::Screen,
            ReplayWhat::Whole => Shown::Whole,
        };
        let present = log.present(sent.saturating_sub(TAIL), shown);
        Left { state: present.reset, offset: present.from, until: present.from, first: true }
    }
}

/// Bytes of body that fit into one frame now. `None`: too few to be worth a frame of its own.
fn room_for(available: usize, head: usize) -> Option<usize> {
    let body = available.checked_sub(head)?;
    (body >= 512).then_some(body.min(PIECE))
}
