//! Coming back after a restart that the representative ordered (SUP-24, ADR 51): what is left for it before the machine is told, when it is taken back, and what is found at the next start.

use std::{
    io,
    rc::Rc,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use towline_customer::{ComesBack, Desk, Line, Power, Speaker, What};
use towline_endpoint::PATIENCE;
use towline_platform::{ActionFault, ActionKind, ActionOffer, Actions, LocalFuture, RunAsOrder, RunningAs, WayBack};
use towline_platform_linux::{ComebackPlace, EntryTexts, Keeper, Left, NotTaken, Taken};
use zeroize::Zeroizing;

use crate::{
    RESUME,
    client::NAME,
    own_file::{self, Errand},
    session::Key,
};

/// A machine that was told to restart, and is still there after it, will not; as the appliance has it.
const LEAVES: Duration = Duration::from_secs(180);
/// Whoever comes back later than that after the time was up does not remember it, and is not told.
const REMEMBERED: Duration = Duration::from_secs(3600);
const KEY: usize = 32;

/// Whether this process goes on with a session that a restart interrupted.
pub enum Start {
    /// It begins one.
    Fresh,
    /// It goes on, as this client.
    Again(Key),
    /// It would have, and came too late.
    Late,
    /// It was started to come back, and there is nothing to come back to.
    Nothing(&'static str),
}

/// Looks for what an earlier process left, and removes it. `id`: what the desktop's entry said; without one the person started this file themselves.
pub fn start(errand: Option<&Errand>, id: Option<&str>) -> Start {
    let by_desktop = id.is_some();
    let Ok(place) = ComebackPlace::own(NAME) else {
        return if by_desktop { Start::Nothing("this account has no home") } else { Start::Fresh };
    };
    let taken = match id {
        Some(id) => place.take(id),
        None => place.take_own(),
    };
    match (taken, errand) {
        (Taken::This(secret), Some(errand)) => match key_of(&secret, errand) {
            Some(key) => Start::Again(key),
            None => Start::Nothing("what was left for this program is of another session"),
        },
        (Taken::Not(NotTaken::Late(by)), Some(_)) if by < REMEMBERED => Start::Late,
        (Taken::Nothing, _) if by_desktop => Start::Nothing("nothing was left for this program"),
        (Taken::Nothing, _) => Start::Fresh,
        (Taken::Not(NotTaken::Elsewhere), _) => Start::Nothing("what was left is of another machine or user"),
        (Taken::Not(NotTaken::Late(_)), _) => Start::Nothing("it is too late"),
        (Taken::Not(NotTaken::Broken) | Taken::This(_), _) => Start::Nothing("what was left is damaged"),
    }
}

/// Removes what other clients left that came to nothing. `true`: one of them is waited for.
pub fn sweep() -> bool {
    let Ok(place) = ComebackPlace::own(NAME) else { return false };
    place.sweep(own_file::is_client);
    place.waits()
}

/// What is left: the key, and whose appliance it is for. The instance is a process's own: a copy of the key beside the one that came back is refused.
fn secret_of(key: &Key, errand: &Errand) -> Zeroizing<Vec<u8>> {
    let site = errand.site.to_string();
    // As long as it gets: growing would leave pieces behind.
    let mut secret = Zeroizing::new(Vec::with_capacity(KEY + KEY + site.len()));
    secret.extend_from_slice(&*key.seed);
    secret.extend_from_slice(&errand.appliance_key);
    secret.extend_from_slice(site.as_bytes());
    secret
}

/// `None`: for another appliance than this program was made for.
fn key_of(secret: &[u8], errand: &Errand) -> Option<Key> {
    let (seed, rest) = secret.split_first_chunk::<KEY>()?;
    let (appliance, site) = rest.split_first_chunk::<KEY>()?;
    let same = *appliance == errand.appliance_key && site == errand.site.to_string().as_bytes();
    if same { Key::of(Zeroizing::new(*seed)).ok() } else { None }
}

/// What a running session has for its way back.
pub struct Comeback {
    place: Option<ComebackPlace>,
    keeper: Keeper,
    name: String,
    lasts: Duration,
    secret: OnceLock<Zeroizing<Vec<u8>>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    left: Option<Left>,
    /// It could not be written once: nobody is promised anything any more.
    failed: bool,
    /// Grows with everything that takes it back.
    turn: u64,
}

impl Comeback {
    /// For a session that `organisation` gives; nothing is left longer than `lasts`.
    pub fn new(keeper: Keeper, organisation: &str, lasts: Duration) -> Comeback {
        Comeback {
            place: ComebackPlace::own(NAME).ok(),
            keeper,
            name: organisation.to_owned(),
            lasts: lasts.min(PATIENCE),
            secret: OnceLock::new(),
            state: Mutex::default(),
        }
    }

    /// What the client needs to be the same after a restart.
    pub fn knows(&self, key: &Key, errand: &Errand) {
        let _ = self.secret.set(secret_of(key, errand));
    }

    /// What would become of this program.
    pub fn way(&self) -> WayBack {
        match &self.place {
            Some(place) if !self.state().failed => place.way(),
            _ => WayBack::None,
        }
    }

    /// As the window says it.
    pub fn comes_back(&self) -> ComesBack {
        match self.way() {
            WayBack::Desktop | WayBack::System => ComesBack::ByItself,
            WayBack::ByHand => ComesBack::ByHand,
            WayBack::None => ComesBack::Not,
        }
    }

    /// A restart is under way: whatever ends this process now is a part of it.
    pub fn is_ready(&self) -> bool {
        self.state().left.is_some()
    }

    /// Takes back whatever was left: the session is over, the person has stopped everything, or the machine did not go.
    pub fn cancel(&self) {
        self.cancel_if(|_| true);
    }

    fn turn(&self) -> u64 {
        self.state().turn
    }

    fn prepare(&self, turn: u64) -> io::Result<()> {
        let mut state = self.state();
        let (Some(place), Some(secret)) = (&self.place, self.secret.get()) else {
            state.failed = true;
            return Err(io::ErrorKind::Unsupported.into());
        };
        if state.turn != turn {
            return Err(io::Error::other("it was taken back"));
        }
        if state.left.is_some() {
            return Ok(());
        }
        let texts = EntryTexts { name: &self.name, word: RESUME };
        let left = place.leave(secret, texts, self.lasts).inspect_err(|_| state.failed = true)?;
        if let Err(error) = self.keeper.keep(&left) {
            state.failed = true;
            let _ = left.remove();
            return Err(error);
        }
        state.left = Some(left);
        Ok(())
    }

    fn cancel_if(&self, wanted: impl FnOnce(u64) -> bool) {
        let mut state = self.state();
        if !wanted(state.turn) {
            return;
        }
        state.turn += 1;
        let Some(left) = state.left.take() else { return };
        if let Err(error) = left.remove() {
            tracing::warn!(%error, "what was left for a restart stays");
        }
        self.keeper.let_go();
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The machine's actions, with a way back from a restart.
pub struct ComingBack {
    pub actions: Rc<dyn Actions>,
    pub back: Arc<Comeback>,
    pub desk: Desk,
}

impl Actions for ComingBack {
    fn offers(&self) -> LocalFuture<'static, Vec<ActionOffer>> {
        self.actions.offers()
    }

    fn way_back(&self) -> WayBack {
        self.back.way()
    }

    fn perform(&self, kind: ActionKind) -> LocalFuture<'static, Result<(), ActionFault>> {
        let work = self.actions.perform(kind);
        if !matches!(kind, ActionKind::Restart | ActionKind::RestartSafe) || self.back.way() == WayBack::None {
            return work;
        }
        let (back, desk, turn) = (self.back.clone(), self.desk.clone(), self.back.turn());
        Box::pin(async move {
            let writes = back.clone();
            // It waits for the disk.
            let written = tokio::task::spawn_blocking(move || writes.prepare(turn)).await;
            if let Err(error) = written.map_err(io::Error::other).and_then(|written| written) {
                tracing::warn!(%error, "nothing can be left for a restart");
                desk.change(|view| view.comes_back = back.comes_back());
                return Err(ActionFault::NoWayBack);
            }
            work.await.inspect_err(|_| back.cancel())?;
            let told = What::Power(Power::ComesBack(back.comes_back()));
            desk.change(|view| view.add(Line::new(Speaker::System, told)));
            tokio::task::spawn_local(async move {
                tokio::time::sleep(LEAVES).await;
                back.cancel_if(|now| now == turn);
            });
            Ok(())
        })
    }

    fn run_as(&self, order: RunAsOrder) -> LocalFuture<'static, Result<Box<dyn RunningAs>, ActionFault>> {
        self.actions.run_as(order)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errand(site: &str, appliance_key: [u8; 32]) -> Errand {
        Errand {
            site: site.parse().unwrap(),
            appliance_key,
            token: Zeroizing::default(),
            language: String::new(),
            organisation: String::new(),
            expires_ms: 0,
            behind_proxy: false,
            button: None,
        }
    }

    #[test]
    fn what_was_left_is_for_the_same_appliance_alone_sup_24() {
        let key = Key { seed: Zeroizing::new([3; 32]), instance: [4; 16] };
        let own = errand("https://support.example.com", [5; 32]);
        let secret = secret_of(&key, &own);
        let found = key_of(&secret, &own).unwrap();
        assert!(*found.seed == [3; 32] && found.instance != [4; 16]);
        for other in [errand("https://other.example.com", [5; 32]), errand("https://support.example.com", [6; 32])] {
            assert!(key_of(&secret, &other).is_none());
        }
        for length in 0..secret.len() {
            assert!(key_of(&secret[..length], &own).is_none(), "{length}");
        }
    }
}
