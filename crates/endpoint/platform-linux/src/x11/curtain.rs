//! Withholding an X11 desktop from whoever sits at it (SCR-3, ADR 43). Mouse and keyboard: each device of the machine is grabbed by itself; it is off its master then, so nothing of it reaches a program,
//! while the XTEST devices, by which a representative works, go on. The screen: by the ramps behind the picture (`gamma`).
//!
//! Grabs and the notice are the display server's to undo when our connection ends, however it ends; the ramps have their guard.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::os::fd::AsFd;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use towline_platform::{Curtain, CurtainAbility, CurtainError, CurtainEvent, CurtainNotice, DesktopError, Waker};
use x11rb::connection::{Connection, RequestConnection};
use x11rb::errors::{ConnectionError, ReplyError};
use x11rb::protocol::Event;
use x11rb::protocol::randr::{self, ConnectionExt as _};
use x11rb::protocol::xfixes::{self, ConnectionExt as _};
use x11rb::protocol::xinput::{self, ConnectionExt as _, DeviceType, GrabOwner, InputStateData, XIEventMask};
use x11rb::protocol::xkb::{self, ConnectionExt as _};
use x11rb::protocol::xproto::{
    BUTTON_RELEASE_EVENT, ConnectionExt as _, CreateWindowAux, GrabMode, GrabStatus, KEY_RELEASE_EVENT, Screen,
    Visibility, Window, WindowClass,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

use super::chord::{Chord, Part, parts_of};
use super::guard::{self, Guard};
use super::keymap::Keymap;
use super::notice::Notice;
use super::{gamma, gone, unavailable};
use crate::waker::EventWaker;

/// Servers whose desktop is a window on another one, where the real devices and outputs are.
const NESTED: [&str; 2] = ["XWAYLAND", "Xephyr"];

/// What can be another one in tests: a server without a real output can only so be made dark.
#[derive(Clone, Copy)]
pub struct CurtainMeans {
    /// Whether an output of this name can be shown to be dark by its ramps.
    pub trusted: fn(&str) -> bool,
    /// Starts the guard.
    pub guard: fn() -> Command,
}

impl Default for CurtainMeans {
    fn default() -> Self {
        CurtainMeans { trusted: gamma::is_connector, guard: guard::this_program }
    }
}

/// Withholds an X11 desktop.
pub struct X11Curtain {
    connection: RustConnection,
    number: usize,
    root: Window,
    /// By which others know that somebody is here.
    own: Window,
    means: CurtainMeans,
    input: Result<(), &'static str>,
    waker: Arc<EventWaker>,
    /// Devices that are held, with what the keys of each are to the chord.
    held: BTreeMap<u16, HashMap<u8, Part>>,
    locked: bool,
    chord: Chord,
    notice: Option<Notice>,
    guard: Option<Guard>,
    ready: VecDeque<CurtainEvent>,
}

impl X11Curtain {
    /// Connects to `display` (":0").
    ///
    /// # Errors
    /// When the display cannot be reached.
    pub fn open(display: &str, means: CurtainMeans) -> Result<X11Curtain, DesktopError> {
        let (connection, number) = RustConnection::connect(Some(display)).map_err(unavailable)?;
        let root = connection.setup().roots.get(number).ok_or_else(|| unavailable("the display has no such screen"))?;
        let root = root.root;
        let mut curtain = X11Curtain {
            number,
            root,
            own: 0,
            means,
            input: Ok(()),
            waker: Arc::new(EventWaker::new()?),
            held: BTreeMap::new(),
            locked: false,
            chord: Chord::default(),
            notice: None,
            guard: None,
            ready: VecDeque::new(),
            connection,
        };
        curtain.prepare().map_err(unavailable)?;
        Ok(curtain)
    }

    fn prepare(&mut self) -> Result<(), ReplyError> {
        let connection = &self.connection;
        for name in [xinput::X11_EXTENSION_NAME, xfixes::X11_EXTENSION_NAME, randr::X11_EXTENSION_NAME] {
            if connection.extension_information(name)?.is_none() {
                self.input = Err("no_extension");
                return Ok(());
            }
        }
        let version = connection.xinput_xi_query_version(2, 2)?.reply()?;
        if (version.major_version, version.minor_version) < (2, 2) {
            self.input = Err("no_extension");
            return Ok(());
        }
        connection.xfixes_query_version(5, 0)?.reply()?;
        connection.randr_query_version(1, 5)?.reply()?;
        connection.xkb_use_extension(1, 0)?.reply()?;
        gamma::clear_leftover(connection, self.root)?;
        if self.nested()? {
            self.input = Err("nested");
            return Ok(());
        }
        self.own = connection.generate_id().map_err(|_| ConnectionError::UnknownError)?;
        let (only, none) = (WindowClass::INPUT_ONLY, CreateWindowAux::new());
        connection.create_window(0, self.own, self.root, -1, -1, 1, 1, 0, only, 0, &none)?.check()
    }

    fn nested(&self) -> Result<bool, ReplyError> {
        let extension = |name| self.connection.query_extension(name);
        if extension(b"XWAYLAND")?.reply()?.present {
            return Ok(true);
        }
        let devices = self.connection.xinput_xi_query_device(xinput::Device::ALL)?.reply()?;
        let known = |name: &[u8]| {
            NESTED.iter().any(|nested| String::from_utf8_lossy(name).to_uppercase().starts_with(&nested.to_uppercase()))
        };
        Ok(devices.infos.iter().any(|device| known(&device.name)))
    }

    fn screen(&self) -> Option<&Screen> {
        self.connection.setup().roots.get(self.number)
    }

    /// The machine's own devices; those of XTEST are a representative's.
    fn devices(&self) -> Result<Vec<(u16, bool)>, ReplyError> {
        let devices = self.connection.xinput_xi_query_device(xinput::Device::ALL)?.reply()?;
        let slave = [DeviceType::SLAVE_POINTER, DeviceType::SLAVE_KEYBOARD, DeviceType::FLOATING_SLAVE];
        let own = devices.infos.into_iter().filter(|device| {
            let xtest = device.name.ends_with(b"XTEST pointer") || device.name.ends_with(b"XTEST keyboard");
            slave.contains(&device.type_) && device.enabled && !xtest
        });
        let has_keys = |device: &xinput::XIDeviceInfo| device.classes.iter().any(|class| class.data.as_key().is_some());
        Ok(own.map(|device| (device.deviceid, has_keys(&device))).collect())
    }

    /// Holds every device that is not held. `false`: somebody else holds one.
    fn hold_all(&mut self) -> Result<bool, ReplyError> {
        for (device, has_keys) in self.devices()? {
            if self.held.contains_key(&device) {
                continue;
            }
            let wanted = XIEventMask::KEY_PRESS
                | XIEventMask::KEY_RELEASE
                | XIEventMask::BUTTON_PRESS
                | XIEventMask::BUTTON_RELEASE;
            let grabbed = self.connection.xinput_xi_grab_device(
                self.root,
                x11rb::CURRENT_TIME,
                x11rb::NONE,
                device,
                GrabMode::ASYNC,
                GrabMode::ASYNC,
                GrabOwner::NO_OWNER,
                &[wanted.into()],
            )?;
            match grabbed.reply() {
                Ok(reply) if reply.status == GrabStatus::SUCCESS => {}
                Ok(_) => return Ok(false),
                // It was unplugged meanwhile.
                Err(ReplyError::X11Error(_)) => continue,
                Err(error) => return Err(error),
            }
            let parts = if has_keys { parts_of(self.symbols(device)) } else { HashMap::new() };
            self.held.insert(device, parts);
            self.let_go_of(device)?;
        }
        Ok(true)
    }

    /// What the keys of a device mean without modifiers.
    fn symbols(&self, device: u16) -> Vec<(u8, u32)> {
        let (parts, none, vmods) = (xkb::MapPart::KEY_SYMS, xkb::MapPart::default(), xkb::VMod::default());
        let asked = self.connection.xkb_get_map(device, parts, none, 0, 0, 0, 0, 0, 0, 0, 0, vmods, 0, 0, 0, 0, 0, 0);
        let reply = asked.map_err(ReplyError::from).and_then(|cookie| cookie.reply());
        reply.map(|reply| Keymap::new(reply).first_symbols()).unwrap_or_default()
    }

    /// What was down on a device when it was taken stays down for programs, for they never hear of its release: it is let go by the XTEST devices.
    fn let_go_of(&self, device: u16) -> Result<(), ReplyError> {
        let Ok(number) = u8::try_from(device) else { return Ok(()) };
        let Ok(state) = self.connection.xinput_query_device_state(number)?.reply() else { return Ok(()) };
        for class in state.classes {
            let (kind, bits) = match class.data {
                InputStateData::Key(keys) => (KEY_RELEASE_EVENT, keys.keys),
                InputStateData::Button(buttons) => (BUTTON_RELEASE_EVENT, buttons.buttons),
                _ => continue,
            };
            for detail in (1..=u8::MAX).filter(|detail| down(&bits, *detail)) {
                self.connection.xtest_fake_input(kind, detail, 0, self.root, 0, 0, 0)?;
            }
        }
        Ok(())
    }

    fn lock_all(&mut self, notice: &CurtainNotice) -> Result<Result<(), &'static str>, ReplyError> {
        if !self.locked {
            self.listen(true)?;
            self.chord.forget();
            self.locked = true;
            if !self.hold_all()? {
                self.free_all()?;
                return Ok(Err("in_use"));
            }
        }
        if let Some(before) = self.notice.take() {
            before.remove(&self.connection)?;
        }
        let shown = self.screen().map(|screen| Notice::show(&self.connection, screen, notice));
        match shown {
            Some(Ok(notice)) => self.notice = Some(notice),
            Some(Err(error)) => {
                tracing::warn!(%error, "the notice could not be shown");
                // SECURITY: nothing is withheld without saying so.
                self.free_all()?;
                return Ok(Err("failed"));
            }
            None => {}
        }
        self.connection.sync()?;
        Ok(Ok(()))
    }

    /// Devices and outputs that come and go matter only while something is withheld.
    fn listen(&self, on: bool) -> Result<(), ReplyError> {
        let hierarchy = if on { XIEventMask::HIERARCHY } else { XIEventMask::default() };
        let mask = xinput::EventMask { deviceid: xinput::Device::ALL.into(), mask: vec![hierarchy] };
        self.connection.xinput_xi_select_events(self.root, &[mask])?;
        let outputs =
            randr::NotifyMask::SCREEN_CHANGE | randr::NotifyMask::CRTC_CHANGE | randr::NotifyMask::OUTPUT_CHANGE;
        let outputs = if on { outputs } else { randr::NotifyMask::default() };
        self.connection.randr_select_input(self.root, outputs)?;
        Ok(())
    }

    fn lighten_all(&mut self) -> Result<(), ReplyError> {
        let Some(guard) = self.guard.take() else { return Ok(()) };
        let lit = gamma::lighten(&self.connection, self.root);
        // If we could not, it does.
        drop(guard);
        lit
    }

    fn free_all(&mut self) -> Result<(), ReplyError> {
        let lit = self.lighten_all();
        for device in std::mem::take(&mut self.held).into_keys() {
            self.connection.xinput_xi_ungrab_device(x11rb::CURRENT_TIME, device)?;
        }
        if let Some(notice) = self.notice.take() {
            notice.remove(&self.connection)?;
        }
        if std::mem::take(&mut self.locked) {
            self.listen(false)?;
        }
        self.connection.sync()?;
        lit
    }

    fn hear(&mut self, event: Event) -> Result<(), ReplyError> {
        if !self.locked {
            return Ok(());
        }
        match event {
            Event::XinputKeyPress(key) => self.key(key.deviceid, key.detail, true),
            Event::XinputKeyRelease(key) => self.key(key.deviceid, key.detail, false),
            Event::XinputHierarchy(change) => {
                for gone in change.infos.iter().filter(|info| !info.enabled) {
                    self.held.remove(&gone.deviceid);
                }
                if !self.hold_all()? {
                    self.ready.push_back(CurtainEvent::Slipped("in_use"));
                }
            }
            Event::VisibilityNotify(seen) if seen.state != Visibility::UNOBSCURED => {
                if let Some(notice) = &mut self.notice {
                    notice.covered(&self.connection, seen.window)?;
                }
            }
            Event::RandrScreenChangeNotify(_) | Event::RandrNotify(_)
                if self.guard.is_some() && !gamma::is_dark(&self.connection, self.root)? =>
            {
                self.ready.push_back(CurtainEvent::Slipped("not_blank"));
            }
            Event::Error(error) => tracing::debug!(?error, "the display refused a request"),
            _ => {}
        }
        Ok(())
    }

    fn key(&mut self, device: u16, detail: u32, down: bool) {
        let Ok(keycode) = u8::try_from(detail) else { return };
        let part = self.held.get(&device).and_then(|parts| parts.get(&keycode)).copied();
        if self.chord.key(device, keycode, part, down) {
            self.ready.push_back(CurtainEvent::TakenBack);
        }
    }
}

impl Curtain for X11Curtain {
    fn ability(&self) -> CurtainAbility {
        let blank = self
            .input
            .and_then(|()| gamma::ability(&self.connection, self.root, self.means.trusted).unwrap_or(Err("no_gamma")));
        CurtainAbility { input: self.input, blank }
    }

    fn waker(&self) -> Arc<dyn Waker> {
        self.waker.clone()
    }

    fn lock(&mut self, notice: &CurtainNotice) -> Result<(), CurtainError> {
        self.input.map_err(CurtainError::Refused)?;
        self.lock_all(notice).map_err(gone)?.map_err(CurtainError::Refused)
    }

    fn blank(&mut self) -> Result<(), CurtainError> {
        if self.guard.is_some() {
            return Ok(());
        }
        self.ability().blank.map_err(CurtainError::Refused)?;
        let guard = match Guard::start((self.means.guard)()) {
            Ok(guard) => guard,
            Err(error) => {
                tracing::warn!(%error, "nobody could guard a dark screen");
                return Err(CurtainError::Refused("failed"));
            }
        };
        match gamma::darken(&self.connection, self.root, self.own).map_err(gone)? {
            true => self.guard = Some(guard),
            false => return Err(CurtainError::Refused("in_use")),
        }
        if gamma::is_dark(&self.connection, self.root).map_err(gone)? {
            return Ok(());
        }
        self.lighten();
        Err(CurtainError::Refused("not_blank"))
    }

    fn is_dark(&mut self) -> Result<bool, DesktopError> {
        gamma::is_dark(&self.connection, self.root).map_err(gone)
    }

    fn lighten(&mut self) {
        if let Err(error) = self.lighten_all() {
            tracing::warn!(%error, "the screen is left to its guard");
        }
    }

    fn give_back(&mut self) {
        if let Err(error) = self.free_all() {
            tracing::warn!(%error, "the display gives it back by itself");
        }
    }

    fn wait(&mut self, deadline: Option<Instant>) -> Result<(), DesktopError> {
        self.connection.flush().map_err(gone)?;
        if let Some(event) = self.connection.poll_for_event().map_err(gone)? {
            self.hear(event).map_err(gone)?;
        }
        if !self.ready.is_empty() {
            return Ok(());
        }
        self.waker.sleep(self.connection.stream().as_fd(), deadline)
    }

    fn next_event(&mut self) -> Result<Option<CurtainEvent>, DesktopError> {
        while let Some(event) = self.connection.poll_for_event().map_err(gone)? {
            self.hear(event).map_err(gone)?;
        }
        Ok(self.ready.pop_front())
    }
}

impl Drop for X11Curtain {
    fn drop(&mut self) {
        self.give_back();
    }
}

fn down(bits: &[u8; 32], detail: u8) -> bool {
    bits.get(usize::from(detail / 8)).is_some_and(|byte| byte >> (detail % 8) & 1 == 1)
}
