//! The consoles that are connected, by user and by login: who is told what, and whom to disconnect.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex};

use towline_engine::Principal;
use towline_model::{JumpClientId, JumpItemId, LoginId, Queue, SkillId, UserId};
use towline_session::State;
use towline_wire::v1::{ConsoleWelcome, console_down};

use crate::link::{LinkFault, LinkSender, lock};
use crate::shell::ShellFan;
use crate::system::SystemPipe;

/// Shell channels of one console at a time.
const CHANNELS: usize = 256;
/// Links of one user at a time.
pub(crate) const LINKS: usize = 64;

/// An accepted link of a console, or of one of its screens.
pub(crate) struct ConsoleHandle {
    pub(crate) id: u64,
    pub(crate) principal: Principal,
    pub(crate) viewer: u64,
    pub(crate) screen: bool,
    pub(crate) sender: LinkSender,
    pub(crate) watched: Mutex<Watched>,
    /// The queues that the user serves, with what they are called.
    queues: Mutex<Vec<(Queue, String)>>,
    /// What the user is good at.
    skills: Mutex<Vec<SkillId>>,
    shells: Mutex<Shells>,
}

#[derive(Default)]
struct Shells {
    open: HashMap<u32, Seat>,
    /// Channels that carry System Info.
    systems: HashMap<u32, Arc<SystemPipe>>,
    /// Channels that were open or refused: what of them is still on the way is nobody's fault.
    closed: VecDeque<u32>,
}

impl Shells {
    fn free(&self, channel: u32) -> bool {
        (2..=4095).contains(&channel)
            && !self.open.contains_key(&channel)
            && !self.systems.contains_key(&channel)
            && self.open.len() + self.systems.len() < CHANNELS
    }

    fn close(&mut self, channel: u32) {
        if self.closed.len() >= CHANNELS {
            self.closed.pop_front();
        }
        self.closed.push_back(channel);
    }
}

/// A shell channel of a console.
#[derive(Clone)]
pub(crate) struct Seat {
    pub(crate) fan: Arc<ShellFan>,
    pub(crate) key: u32,
    pub(crate) session: towline_model::SessionId,
    pub(crate) participant: u16,
}

/// The items whose status a console wants.
#[derive(Debug, Default)]
pub(crate) struct Watched {
    pub(crate) items: HashSet<JumpItemId>,
    pub(crate) detail: HashMap<JumpItemId, JumpClientId>,
}

impl ConsoleHandle {
    pub(crate) fn user(&self) -> UserId {
        self.principal.user_id
    }

    /// Which queues the user serves from now on. `true`: others than before.
    pub(crate) fn serve(&self, queues: Vec<(Queue, String)>) -> bool {
        let mut before = lock(&self.queues);
        let changed = *before != queues;
        *before = queues;
        changed
    }

    /// What the user is good at from now on. `true`: something else than before.
    pub(crate) fn can(&self, skills: Vec<SkillId>) -> bool {
        let mut before = lock(&self.skills);
        let changed = *before != skills;
        *before = skills;
        changed
    }

    /// Whether the user has all of these skills.
    pub(crate) fn has_skills(&self, needed: impl Iterator<Item = SkillId>) -> bool {
        let skills = lock(&self.skills);
        needed.into_iter().all(|skill| skills.contains(&skill))
    }

    /// Whether what is for this queue is for the user.
    pub(crate) fn serves(&self, queue: Queue) -> bool {
        queue == Queue::Personal(self.user()) || lock(&self.queues).iter().any(|(known, _)| *known == queue)
    }

    /// Whether the user sees a session: in it, theirs, or waiting in a queue that they serve (SUP-30).
    pub(crate) fn sees(&self, state: &State) -> bool {
        state.concerns(self.user()) || state.queue.is_some_and(|queue| self.serves(queue))
    }

    /// The queues that the user serves.
    pub(crate) fn queues(&self) -> Vec<(Queue, String)> {
        lock(&self.queues).clone()
    }

    /// Connects a channel to a shell. `false`: it is taken, out of bounds, or one too many.
    pub(crate) fn seat(&self, channel: u32, take: impl FnOnce() -> Option<Seat>) -> bool {
        let mut shells = lock(&self.shells);
        if !shells.free(channel) {
            return false;
        }
        let Some(seat) = take() else { return false };
        shells.open.insert(channel, seat);
        shells.closed.retain(|closed| *closed != channel);
        true
    }

    /// A channel was asked for in vain.
    pub(crate) fn refuse_seat(&self, channel: u32) {
        let mut shells = lock(&self.shells);
        if !shells.open.contains_key(&channel) && !shells.systems.contains_key(&channel) {
            shells.close(channel);
        }
    }

    /// Connects a channel to a look at a machine. `false` as in [`ConsoleHandle::seat`].
    pub(crate) fn seat_system(&self, channel: u32, pipe: &Arc<SystemPipe>) -> bool {
        let mut shells = lock(&self.shells);
        if !shells.free(channel) {
            return false;
        }
        shells.systems.insert(channel, pipe.clone());
        shells.closed.retain(|closed| *closed != channel);
        true
    }

    /// The look behind a channel.
    pub(crate) fn system(&self, channel: u32) -> Option<Arc<SystemPipe>> {
        lock(&self.shells).systems.get(&channel).cloned()
    }

    pub(crate) fn unseat_system(&self, channel: u32) -> Option<Arc<SystemPipe>> {
        let mut shells = lock(&self.shells);
        let pipe = shells.systems.remove(&channel)?;
        shells.close(channel);
        Some(pipe)
    }

    pub(crate) fn unseat_systems(&self) -> Vec<Arc<SystemPipe>> {
        lock(&self.shells).systems.drain().map(|(_, pipe)| pipe).collect()
    }

    /// The shell behind a channel. A channel that never was ends the link.
    pub(crate) fn shell(&self, channel: u32) -> Result<Option<Seat>, LinkFault> {
        let shells = lock(&self.shells);
        match shells.open.get(&channel) {
            Some(seat) => Ok(Some(seat.clone())),
            None if shells.closed.contains(&channel) => Ok(None),
            None => Err(LinkFault("malformed_frame")),
        }
    }

    pub(crate) fn unseat(&self, channel: u32) -> Option<Seat> {
        let mut shells = lock(&self.shells);
        let seat = shells.open.remove(&channel)?;
        shells.close(channel);
        Some(seat)
    }

    pub(crate) fn seats_of(&self, session: towline_model::SessionId) -> Vec<(u32, Seat)> {
        let shells = lock(&self.shells);
        let of = shells.open.iter().filter(|(_, seat)| seat.session == session);
        of.map(|(channel, seat)| (*channel, seat.clone())).collect()
    }

    pub(crate) fn unseat_all(&self) -> Vec<Seat> {
        lock(&self.shells).open.drain().map(|(_, seat)| seat).collect()
    }
}

/// Why a link is not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAdmitted {
    /// Too many links of this user.
    Limit,
    /// The user has opened a newer console in another place.
    Elsewhere,
}

/// All consoles.
#[derive(Default)]
pub(crate) struct Consoles {
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    links: HashMap<u64, Arc<ConsoleHandle>>,
    last: u64,
}

impl Known {
    fn take(
        &mut self,
        principal: Principal,
        viewer: u64,
        screen: bool,
        sender: LinkSender,
        first: Option<console_down::Body>,
    ) -> Result<Arc<ConsoleHandle>, NotAdmitted> {
        let user = principal.user_id;
        if self.links.values().filter(|link| link.user() == user && !link.sender.closed()).count() >= LINKS {
            return Err(NotAdmitted::Limit);
        }
        // Before the link is known: lists go to all known links, and none may come before the welcome.
        if let Some(first) = first {
            sender.console(first);
        }
        self.last += 1;
        let handle = Arc::new(ConsoleHandle {
            id: self.last,
            principal,
            viewer,
            screen,
            sender,
            watched: Mutex::default(),
            queues: Mutex::default(),
            skills: Mutex::default(),
            shells: Mutex::default(),
        });
        self.links.insert(handle.id, handle.clone());
        Ok(handle)
    }
}

impl Consoles {
    /// Takes a console's link in, with its welcome. A user has one console (ACC-8): those of other pages are closed with their screens, unless this page only
    /// comes `back` and finds a newer one. The same page's older link is a ghost, and closed.
    pub(crate) fn put(
        &self,
        principal: Principal,
        viewer: u64,
        back: bool,
        sender: LinkSender,
        mut welcome: ConsoleWelcome,
    ) -> Result<Arc<ConsoleHandle>, NotAdmitted> {
        let mut known = lock(&self.known);
        let user = principal.user_id;
        let (mut others, mut ghosts) = (Vec::new(), Vec::new());
        for link in known.links.values().filter(|link| link.user() == user && !link.sender.closed()) {
            if link.viewer != viewer {
                others.push(link.clone());
            } else if !link.screen {
                ghosts.push(link.clone());
            }
        }
        let elsewhere = others.iter().any(|link| !link.screen);
        if back && elsewhere {
            return Err(NotAdmitted::Elsewhere);
        }
        for link in others.iter().chain(&ghosts) {
            link.sender.close("taken_over");
        }
        welcome.took_over = elsewhere;
        known.take(principal, viewer, false, sender, Some(console_down::Body::Welcome(welcome)))
    }

    /// Takes a screen's link in.
    pub(crate) fn put_screen(
        &self,
        principal: Principal,
        viewer: u64,
        sender: LinkSender,
    ) -> Result<Arc<ConsoleHandle>, NotAdmitted> {
        lock(&self.known).take(principal, viewer, true, sender, None)
    }

    /// A link is gone. `true`: it was its user's last console.
    pub(crate) fn remove(&self, handle: &ConsoleHandle) -> bool {
        let mut known = lock(&self.known);
        known.links.remove(&handle.id);
        !handle.screen && !known.links.values().any(|link| !link.screen && link.user() == handle.user())
    }

    /// Whether a user has a console connected.
    pub(crate) fn connected(&self, user: UserId) -> bool {
        lock(&self.known).links.values().any(|link| !link.screen && link.user() == user && !link.sender.closed())
    }

    /// Those links that fit.
    pub(crate) fn which(&self, fits: impl Fn(&ConsoleHandle) -> bool) -> Vec<Arc<ConsoleHandle>> {
        lock(&self.known).links.values().filter(|link| fits(link)).cloned().collect()
    }

    /// Consoles of a user.
    pub(crate) fn of_user(&self, user: UserId) -> Vec<Arc<ConsoleHandle>> {
        self.which(|link| !link.screen && link.user() == user)
    }

    /// Users who have a console.
    pub(crate) fn users(&self) -> Vec<UserId> {
        let known = lock(&self.known);
        let there = known.links.values().filter(|link| !link.screen && !link.sender.closed());
        let mut users: Vec<UserId> = there.map(|link| link.user()).collect();
        users.sort_unstable();
        users.dedup();
        users
    }

    /// Logins that have a console.
    pub(crate) fn logins(&self) -> Vec<LoginId> {
        let mut logins: Vec<LoginId> =
            lock(&self.known).links.values().filter(|link| !link.screen).map(|link| link.principal.login_id).collect();
        logins.sort_unstable();
        logins.dedup();
        logins
    }
}
