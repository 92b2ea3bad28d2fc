//! Withholding a desktop from whoever sits at it (SCR-3), on a real X server.
//!
//! The machine's devices of a test's server are moved as devices, not as the XTEST ones: XTEST can be told which.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod display;

use std::process::Command;
use std::time::{Duration, Instant};

use display::Display;
use towline_platform::{
    Curtain, CurtainError, CurtainEvent, CurtainNotice, Desktop, InputSink, KeyStroke, RepModifiers,
};
use towline_platform_linux::x11::{CurtainMeans, X11Curtain, X11Desktop, guard_screen};
use x11rb::connection::Connection;
use x11rb::protocol::randr::ConnectionExt as _;
use x11rb::protocol::xinput::{self, ConnectionExt as _, DeviceType, GrabOwner};
use x11rb::protocol::xproto::{ConnectionExt as _, GrabMode, GrabStatus, ImageFormat, Window};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

/// Another program on the same display.
struct Other {
    connection: RustConnection,
    root: Window,
    key_event: u8,
}

impl Other {
    fn at(name: &str) -> Other {
        let (connection, screen) = RustConnection::connect(Some(name)).unwrap();
        let root = connection.setup().roots[screen].root;
        connection.xinput_xi_query_version(2, 2).unwrap().reply().unwrap();
        let xinput = connection.query_extension(b"XInputExtension").unwrap().reply().unwrap();
        Other { connection, root, key_event: xinput.first_event + 1 }
    }

    /// The machine's own keyboard.
    fn keyboard(&self) -> u16 {
        let devices = self.connection.xinput_xi_query_device(xinput::Device::ALL).unwrap().reply().unwrap();
        let slave = [DeviceType::SLAVE_KEYBOARD, DeviceType::FLOATING_SLAVE];
        let keyboard = devices.infos.iter().find(|device| {
            slave.contains(&device.type_)
                && !device.name.ends_with(b"XTEST keyboard")
                && device.name.ends_with(b"keyboard")
        });
        keyboard.expect("a keyboard").deviceid
    }

    fn grab(&self, device: u16) -> GrabStatus {
        let asynchronous = GrabMode::ASYNC;
        let owner = GrabOwner::NO_OWNER;
        let (time, none) = (x11rb::CURRENT_TIME, x11rb::NONE);
        let grab = self.connection.xinput_xi_grab_device(
            self.root,
            time,
            none,
            device,
            asynchronous,
            asynchronous,
            owner,
            &[0],
        );
        grab.unwrap().reply().unwrap().status
    }

    /// Somebody at the machine presses a key, or lets it go.
    fn physical(&self, keycode: u8, down: bool) {
        let device = u8::try_from(self.keyboard()).unwrap();
        let kind = self.key_event + u8::from(!down);
        self.connection.xtest_fake_input(kind, keycode, 0, 0, 0, 0, device).unwrap().check().unwrap();
        self.connection.sync().unwrap();
    }

    /// Whether programs take a key for held down.
    fn is_down(&self, keycode: u8) -> bool {
        let keys = self.connection.query_keymap().unwrap().reply().unwrap().keys;
        keys[usize::from(keycode / 8)] >> (keycode % 8) & 1 == 1
    }

    /// Ramps as a desktop has them; Xvfb begins with none.
    fn make_bright(&self) {
        let resources = self.connection.randr_get_screen_resources_current(self.root).unwrap().reply().unwrap();
        let size = self.connection.randr_get_crtc_gamma_size(resources.crtcs[0]).unwrap().reply().unwrap().size;
        let ramp: Vec<u16> = (0..size).map(|step| step * (u16::MAX / size)).collect();
        self.connection.randr_set_crtc_gamma(resources.crtcs[0], &ramp, &ramp, &ramp).unwrap().check().unwrap();
    }

    fn ramp(&self) -> Vec<u16> {
        let resources = self.connection.randr_get_screen_resources_current(self.root).unwrap().reply().unwrap();
        self.connection.randr_get_crtc_gamma(resources.crtcs[0]).unwrap().reply().unwrap().green
    }

    /// How many colours there are at the top of the screen.
    fn colours_on_top(&self, width: u16) -> usize {
        let format = ImageFormat::Z_PIXMAP;
        let image = self.connection.get_image(format, self.root, 0, 0, width, 20, u32::MAX).unwrap().reply().unwrap();
        image.data.chunks_exact(4).map(<[u8]>::to_vec).collect::<std::collections::BTreeSet<_>>().len()
    }

    fn until(&self, what: &str, holds: impl Fn(&Other) -> bool) {
        let begun = Instant::now();
        while !holds(self) {
            assert!(begun.elapsed() < Duration::from_secs(20), "{what}");
            std::thread::yield_now();
        }
    }
}

const CONTROL: u8 = 37;
const ALT: u8 = 64;
const SHIFT: u8 = 50;
const ESCAPE: u8 = 9;

fn notice() -> CurtainNotice {
    let both = ("Rosa has disabled this computer's keyboard".to_owned(), "Press Ctrl+Alt+Shift+Esc".to_owned());
    CurtainNotice { what: both.0.clone(), how: both.1.clone(), english: both }
}

fn taken_back(curtain: &mut X11Curtain) -> CurtainEvent {
    loop {
        if let Some(event) = curtain.next_event().unwrap() {
            return event;
        }
        curtain.wait(Some(Instant::now() + Duration::from_secs(20))).unwrap();
    }
}

#[test]
fn the_machines_devices_are_held_and_a_representatives_go_on_scr_3() {
    let mut display = Display::start("1024x768x24");
    let mut typed = display.terminal();
    let other = Other::at(&display.name);
    let (_eyes, mut hands, mut curtain) = X11Desktop::open(&display.name).unwrap().split();
    assert_eq!(curtain.ability().input, Ok(()));
    // It has ramps, and shows its picture before them.
    assert_eq!(curtain.ability().blank, Err("virtual_output"));
    assert_eq!(curtain.blank(), Err(CurtainError::Refused("virtual_output")));
    let before = other.colours_on_top(1024);

    // Somebody at the machine types, and holds Shift when it is taken from them.
    other.physical(38, true);
    other.physical(38, false);
    assert_eq!(typed.read(1), "a");
    other.physical(SHIFT, true);
    assert!(other.is_down(SHIFT));
    curtain.lock(&notice()).unwrap();
    other.until("the Shift that was held is let go", |other| !other.is_down(SHIFT));
    assert_eq!(other.grab(other.keyboard()), GrabStatus::ALREADY_GRABBED);
    other.until("the notice", |other| other.colours_on_top(1024) > before);
    other.physical(SHIFT, false);
    for keycode in [56, 57, 58] {
        other.physical(keycode, true);
        other.physical(keycode, false);
    }
    // What a representative types arrives, and nothing else does.
    for (code, key) in [("KeyX", "x"), ("KeyY", "y")] {
        for down in [true, false] {
            let (code, key) = (code.to_owned(), key.to_owned());
            let stroke = KeyStroke {
                down,
                code,
                key,
                modifiers: RepModifiers::default(),
                repeat: false,
                by: Default::default(),
            };
            hands.key((3, 99), &stroke).unwrap();
        }
    }
    assert_eq!(typed.read(2), "xy");

    // Three of the four keys do nothing; with the fourth it is theirs again.
    for keycode in [CONTROL, ALT, SHIFT] {
        other.physical(keycode, true);
    }
    assert_eq!(curtain.next_event().unwrap(), None);
    other.physical(ESCAPE, true);
    assert_eq!(taken_back(&mut curtain), CurtainEvent::TakenBack);
    for keycode in [ESCAPE, SHIFT, ALT, CONTROL] {
        other.physical(keycode, false);
    }
    curtain.give_back();
    other.until("the notice is gone", |other| other.colours_on_top(1024) == before);
    assert!(![CONTROL, ALT, SHIFT, ESCAPE].into_iter().any(|keycode| other.is_down(keycode)));
    other.physical(39, true);
    other.physical(39, false);
    assert_eq!(typed.read(1), "s");

    // One that another program holds makes the whole refuse, and leaves nothing held.
    let keyboard = other.keyboard();
    assert_eq!(other.grab(keyboard), GrabStatus::SUCCESS);
    assert_eq!(curtain.lock(&notice()), Err(CurtainError::Refused("in_use")));
    other.connection.xinput_xi_ungrab_device(x11rb::CURRENT_TIME, keyboard).unwrap().check().unwrap();
    // With its connection everything goes.
    curtain.lock(&notice()).unwrap();
    drop(curtain);
    assert_eq!(other.grab(keyboard), GrabStatus::SUCCESS);
}

const ROLE: &str = "TOWLINE_TEST_ROLE";

/// This test's program again, as the guard.
fn guard() -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "what_the_other_processes_do", "--nocapture"]).env(ROLE, "guard");
    command
}

fn means() -> CurtainMeans {
    CurtainMeans { trusted: |name| name == "screen", guard }
}

/// Not a test: what this program does when it was started as another process of one.
#[test]
fn what_the_other_processes_do() {
    match std::env::var(ROLE).as_deref() {
        Ok("guard") => guard_screen().unwrap(),
        Ok("holder") => {
            let mut curtain = X11Curtain::open(&std::env::var("DISPLAY").unwrap(), means()).unwrap();
            curtain.lock(&notice()).unwrap();
            curtain.blank().unwrap();
            loop {
                std::thread::park();
            }
        }
        _ => {}
    }
}

#[test]
fn a_dark_screen_is_dark_to_whoever_looks_and_bright_again_whatever_kills_the_helper_scr_3() {
    let display = Display::start("640x480x24");
    let other = Other::at(&display.name);
    other.make_bright();
    let before = other.ramp();
    assert!(before.iter().any(|value| *value > 0));
    let picture = other.colours_on_top(640);

    // A program shows this picture; only a connector of the machine can be shown to be dark.
    let honest = X11Curtain::open(&display.name, CurtainMeans::default()).unwrap();
    assert_eq!(honest.ability().blank, Err("virtual_output"));

    // SAFETY of the test: the guard finds the display in its environment.
    let mut holder = Command::new(std::env::current_exe().unwrap());
    holder.args(["--exact", "what_the_other_processes_do", "--nocapture"]).env(ROLE, "holder");
    let mut holder = holder.env("DISPLAY", &display.name).spawn().unwrap();
    other.until("dark", |other| other.ramp().iter().all(|value| *value == 0));
    // The picture that a representative gets is still there, and has the notice.
    other.until("the notice", |other| other.colours_on_top(640) > picture);
    // Somebody else cannot make it dark twice, and does not take it for a leftover.
    let mut second = X11Curtain::open(&display.name, means()).unwrap();
    assert!(second.is_dark().unwrap());

    holder.kill().unwrap();
    holder.wait().unwrap();
    other.until("bright again", |other| other.ramp() == before);
    other.until("no notice", |other| other.colours_on_top(640) == picture);
    assert!(!second.is_dark().unwrap());
}
