//! All screens of one session: the one that everybody shares, and those of single monitors that reps have in windows of their own (SCR-9). A window's picture is a stream of its own from the
//! endpoint, so that it costs the bytes of its monitor and no more, and what is chosen in the shared one does not change it.
//!
//! Only the shared one is recorded. While somebody looks at windows only, it goes on for the recording's sake.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tokio::sync::Notify;
use tokio::time::Instant;
use towline_model::{Clock, SessionId};
use towline_wire::v1::{ConsoleWelcome, ScreenOptions};

use super::{ScreenFan, Source};
use crate::agents::AgentHandle;
use crate::capability::Capabilities;
use crate::link::{LinkSender, lock};
use crate::tap::Tap;

/// Monitors of one session that have a stream of their own at a time.
const WINDOWS: usize = 16;

/// The screens of one session.
pub(crate) struct Screens {
    session: SessionId,
    clock: Arc<dyn Clock>,
    wake: Arc<Notify>,
    shared: Arc<ScreenFan>,
    windows: Mutex<Windows>,
}

#[derive(Default)]
struct Windows {
    source: Option<Source>,
    wanted: bool,
    fans: BTreeMap<u32, Arc<ScreenFan>>,
}

/// A viewer that begins to look.
pub(crate) struct Onlooker {
    pub(crate) viewer: u64,
    pub(crate) sender: LinkSender,
    pub(crate) options: Option<ScreenOptions>,
    /// Monitor of an own window; 0: the shared picture.
    pub(crate) window: u32,
    /// Sent before anything else, with the sequence of the last input that was performed.
    pub(crate) welcome: ConsoleWelcome,
}

impl Screens {
    pub(crate) fn new(session: SessionId, clock: Arc<dyn Clock>, tap: Option<Arc<Tap>>, wake: Arc<Notify>) -> Self {
        let shared = Arc::new(ScreenFan::new(session, clock.clone(), tap, wake.clone()));
        Screens { session, clock, wake, shared, windows: Mutex::default() }
    }

    /// The picture that everybody shares.
    pub(crate) fn shared(&self) -> Arc<ScreenFan> {
        self.shared.clone()
    }

    fn each(&self) -> Vec<Arc<ScreenFan>> {
        let windows = lock(&self.windows);
        std::iter::once(&self.shared).chain(windows.fans.values()).cloned().collect()
    }

    /// The tool was opened or closed.
    pub(crate) fn want(&self, wanted: bool) {
        lock(&self.windows).wanted = wanted;
        self.each().iter().for_each(|fan| fan.want(wanted));
    }

    /// The agent's link came or went.
    pub(crate) fn agent(&self, agent: Option<Arc<AgentHandle>>) {
        self.source(agent.map(Source::Agent));
    }

    /// The same, whatever the picture comes from. A page shows one picture, so windows have none then.
    pub(crate) fn source(&self, source: Option<Source>) {
        self.shared.source(source.clone());
        let own = source.filter(|source| matches!(source, Source::Agent(_)));
        let fans: Vec<Arc<ScreenFan>> = {
            let mut windows = lock(&self.windows);
            windows.source = own.clone();
            windows.fans.values().cloned().collect()
        };
        fans.iter().for_each(|fan| fan.source(own.clone()));
    }

    /// Somebody begins to look. `None`: as many look as may, or as many windows are open.
    pub(crate) fn join(&self, who: Onlooker, capabilities: Capabilities) -> Option<(Arc<ScreenFan>, u64)> {
        let Onlooker { viewer, sender, options, window, welcome } = who;
        let (fan, options) = if window == 0 {
            (self.shared.clone(), options)
        } else {
            (self.window(window)?, Some(ScreenOptions { monitor: Some(window), ..ScreenOptions::default() }))
        };
        let key = fan.join(viewer, capabilities, sender, options, welcome)?;
        self.keep_recording();
        Some((fan, key))
    }

    fn window(&self, monitor: u32) -> Option<Arc<ScreenFan>> {
        let mut windows = lock(&self.windows);
        if let Some(fan) = windows.fans.get(&monitor) {
            return Some(fan.clone());
        }
        windows.fans.retain(|_, fan| fan.watcher().is_some());
        if windows.fans.len() >= WINDOWS {
            return None;
        }
        let fan = Arc::new(ScreenFan::new(self.session, self.clock.clone(), None, self.wake.clone()).of(monitor));
        fan.take_mode(self.shared.mode());
        fan.source(windows.source.clone());
        fan.want(windows.wanted);
        windows.fans.insert(monitor, fan.clone());
        Some(fan)
    }

    /// What is recorded is the shared picture: it goes on while somebody looks at a window and nobody at it.
    pub(crate) fn keep_recording(&self) {
        let watcher = lock(&self.windows).fans.values().find_map(|fan| fan.watcher());
        self.shared.watched_elsewhere(watcher);
    }

    /// What the session chose in the shared picture, windows follow.
    pub(crate) fn settle(&self) {
        self.keep_recording();
        let mode = self.shared.mode();
        lock(&self.windows).fans.values().for_each(|fan| fan.take_mode(mode));
    }

    /// Who owns the session, if they are in it.
    pub(crate) fn owned_by(&self, owner: Option<u16>) {
        self.each().iter().for_each(|fan| fan.owned_by(owner));
    }

    /// A participant's clipboard is off, or they may not use it any more (SCR-7).
    pub(crate) fn forget_clipboard(&self, participant: u16) {
        self.each().iter().for_each(|fan| fan.forget_clipboard(participant));
    }

    /// A participant may not hear the endpoint any more (SCR-18).
    pub(crate) fn forget_sound(&self, participant: u16) {
        self.shared.forget_sound(participant);
    }

    /// Rights or switches changed: who listens by now is told to the agent. Windows of single monitors have no sound of their own.
    pub(crate) fn settle_sound(&self) {
        self.shared.settle_sound();
    }

    /// Rights or switches changed: who may have the newest offer by now is told of it.
    pub(crate) fn offer_clipboard(&self) {
        self.each().iter().for_each(|fan| fan.offer_clipboard());
    }

    /// A participant may not look any more (SES-2a).
    pub(crate) fn remove(&self, participant: u16, code: &'static str) {
        self.each().iter().for_each(|fan| fan.remove(participant, code));
        self.keep_recording();
    }

    /// Everybody out.
    pub(crate) fn end(&self) {
        lock(&self.windows).wanted = false;
        self.each().iter().for_each(|fan| fan.end());
    }

    /// When [`Screens::tick`] is due.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.each().iter().filter_map(|fan| fan.deadline()).min()
    }

    pub(crate) fn tick(&self) {
        self.keep_recording();
        self.each().iter().for_each(|fan| fan.tick());
    }

    /// The agent says something new of its desktop: what it closed may be opened again.
    pub(crate) fn desktop_changed(&self) {
        self.each().iter().for_each(|fan| fan.desktop_changed());
    }
}

#[cfg(test)]
mod tests {
    use towline_wire::v1::{ScreenUp, agent_down, screen_up};

    use super::*;
    use crate::agents::Agents;
    use crate::stage::{Far, StillClock, agent, rep, session, to_agent};

    fn looks(viewer: u64, window: u32) -> (Onlooker, Far) {
        let far = Far::new();
        let (sender, options, welcome) = (far.sender.clone(), None, ConsoleWelcome::default());
        (Onlooker { viewer, sender, options, window, welcome }, far)
    }

    /// Monitors of the screens that the agent was asked for, and how many it was told to close.
    async fn told(far: &Far) -> (Vec<u32>, usize) {
        let bodies = to_agent(far.frames().await.0);
        let opened = bodies.iter().filter_map(|body| match body {
            agent_down::Body::OpenScreen(open) => Some(open.options.unwrap_or_default().monitor()),
            _ => None,
        });
        let closed = bodies.iter().filter(|body| matches!(body, agent_down::Body::CloseChannel(_))).count();
        (opened.collect(), closed)
    }

    #[tokio::test(start_paused = true)]
    async fn a_window_has_a_stream_of_its_monitor_whatever_the_shared_picture_shows_scr_9() {
        let (agent, agents_far) = agent(&Agents::new(0)).await;
        let screens = Screens::new(session(), Arc::new(StillClock), None, Arc::new(Notify::new()));
        screens.agent(Some(agent));
        screens.want(true);
        let (who, _far) = looks(1, 0);
        screens.join(who, rep(1, true)).unwrap();
        let (who, _window_far) = looks(2, 3);
        let (window, key) = screens.join(who, rep(1, true)).unwrap();
        assert_eq!(told(&agents_far).await, (vec![0, 3], 0));
        // Whoever asks a window for another monitor gets its own all the same.
        let body = Some(screen_up::Body::Options(ScreenOptions { monitor: Some(1), ..ScreenOptions::default() }));
        let up = prost::Message::encode_to_vec(&ScreenUp { viewer: 2, sequence: 0, body });
        window.viewer_data(key, &up.into()).unwrap();
        let payload = agents_far.data().await.pop().unwrap();
        let (participant, rest) = towline_wire::split_participant(payload).unwrap();
        let said: ScreenUp = prost::Message::decode(rest).unwrap();
        let Some(screen_up::Body::Options(options)) = said.body else { panic!("options") };
        assert_eq!((participant, options.monitor()), (1, 3));
        // Closed, it costs nothing; a right that is taken closes those that are left.
        window.leave(key);
        assert_eq!(told(&agents_far).await, (vec![], 1));
        screens.remove(1, "not_permitted");
        assert_eq!(told(&agents_far).await, (vec![], 1));
    }

    #[tokio::test(start_paused = true)]
    async fn windows_are_bounded_and_those_that_nobody_looks_at_make_room_scr_9() {
        let screens = Screens::new(session(), Arc::new(StillClock), None, Arc::new(Notify::new()));
        let mut open = Vec::new();
        for monitor in 1..=16 {
            let (who, far) = looks(u64::from(monitor), monitor);
            open.push((screens.join(who, rep(1, true)).unwrap(), far));
        }
        assert!(screens.join(looks(99, 17).0, rep(1, true)).is_none());
        let ((fan, key), _far) = open.remove(0);
        fan.leave(key);
        assert!(screens.join(looks(99, 17).0, rep(1, true)).is_some());
    }
}
