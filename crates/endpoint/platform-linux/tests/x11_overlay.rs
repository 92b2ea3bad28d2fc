//! Drawing above a desktop (SCR-14), on a real X server.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod display;

use std::time::{Duration, Instant};

use display::Display;
use towline_platform::{Desktop, Ink, Overlay, OverlayEvent};
use towline_platform_linux::x11::{X11Desktop, X11Overlay};
use towline_screen::Rect;
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ConfigureWindowAux, ConnectionExt as _, CreateWindowAux, EventMask,
    ImageFormat, MOTION_NOTIFY_EVENT, StackMode, Window, WindowClass,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

/// A program that lies below, over all of the desktop, and paints itself.
struct Below {
    connection: RustConnection,
    root: Window,
    window: Window,
}

const COLOUR: u32 = 0x20_40_60;
const RED: u32 = 0xe0_31_31;

impl Below {
    fn at(name: &str) -> Below {
        let (connection, screen) = RustConnection::connect(Some(name)).unwrap();
        let root = connection.setup().roots[screen].root;
        let window = connection.generate_id().unwrap();
        let how =
            CreateWindowAux::new().background_pixel(COLOUR).override_redirect(1).event_mask(EventMask::BUTTON_PRESS);
        let (depth, kind) = (x11rb::COPY_DEPTH_FROM_PARENT, WindowClass::INPUT_OUTPUT);
        connection.create_window(depth, window, root, 0, 0, 640, 480, 0, kind, 0, &how).unwrap();
        connection.map_window(window).unwrap();
        connection.sync().unwrap();
        Below { connection, root, window }
    }

    /// The picture, as every viewer gets it.
    fn picture(&self) -> Vec<u32> {
        let format = ImageFormat::Z_PIXMAP;
        let image = self.connection.get_image(format, self.root, 0, 0, 640, 480, u32::MAX).unwrap().reply().unwrap();
        let pixels = image.data.chunks_exact(4);
        pixels.map(|bytes| u32::from_le_bytes(bytes.try_into().unwrap()) & 0xff_ffff).collect()
    }

    fn at_pixel(&self, x: usize, y: usize) -> u32 {
        self.picture()[y * 640 + x]
    }

    /// Clicks, as anybody at the machine does.
    fn click(&self, x: i16, y: i16) {
        for (kind, detail) in [(MOTION_NOTIFY_EVENT, 0), (BUTTON_PRESS_EVENT, 1), (BUTTON_RELEASE_EVENT, 1)] {
            self.connection.xtest_fake_input(kind, detail, 0, self.root, x, y, 0).unwrap();
        }
        self.connection.sync().unwrap();
    }

    fn clicks(&self) -> usize {
        self.connection.sync().unwrap();
        std::iter::from_fn(|| self.connection.poll_for_event().unwrap()).count()
    }

    fn raise(&self) {
        let above = ConfigureWindowAux::new().stack_mode(StackMode::ABOVE);
        self.connection.configure_window(self.window, &above).unwrap();
        self.connection.sync().unwrap();
    }
}

/// Does what the display tells until it holds.
fn until(overlay: &mut X11Overlay, what: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(20), "{what}");
        overlay.wait(Some(Instant::now() + Duration::from_millis(20))).unwrap();
        while overlay.next_event().unwrap().is_some() {}
    }
}

/// A bar, and a hole in it.
fn bar() -> (Rect, Vec<Ink>) {
    let mut inks = vec![Ink::new(0, 0.0); 200 * 10];
    inks[5 * 200 + 100] = Ink::NONE;
    (Rect::new(100, 300, 200, 10), inks)
}

#[test]
fn exactly_what_is_drawn_is_covered_and_clicks_go_through_it_scr_14() {
    let display = Display::start("640x480x24");
    let below = Below::at(&display.name);
    let mut overlay = X11Desktop::open(&display.name).unwrap().overlay().unwrap();
    assert_eq!((overlay.ability(), overlay.size()), (Ok(()), (640, 480)));
    let before = below.picture();
    let (area, inks) = bar();
    overlay.paint(area, &inks).unwrap();
    until(&mut overlay, "it stands there", || below.at_pixel(150, 305) == RED);
    let drawn = below.picture();
    let changed = drawn.iter().zip(&before).filter(|(now, was)| now != was).count();
    assert_eq!((changed, drawn[305 * 640 + 200]), (inks.len() - 1, COLOUR));
    // A click on the line is the program's below.
    below.click(150, 305);
    assert_eq!(below.clicks(), 1);
    // But for one place.
    overlay.take_clicks(Some(Rect::new(100, 300, 50, 10))).unwrap();
    below.click(120, 305);
    below.click(180, 305);
    assert_eq!(below.clicks(), 1);
    let mut clicked = None;
    while clicked.is_none() {
        overlay.wait(Some(Instant::now() + Duration::from_secs(20))).unwrap();
        clicked = overlay.next_event().unwrap();
    }
    assert_eq!(clicked, Some(OverlayEvent::Clicked));
    // A part of it is taken away, then all.
    overlay.paint(Rect::new(100, 300, 100, 10), &[Ink::NONE; 1000]).unwrap();
    until(&mut overlay, "the half is there", || below.at_pixel(150, 305) == COLOUR);
    assert_eq!(below.at_pixel(250, 305), RED);
    overlay.hide().unwrap();
    until(&mut overlay, "the picture is as before", || below.picture() == before);
}

#[test]
fn it_is_kept_above_and_is_gone_with_its_connection_scr_14() {
    let display = Display::start("640x480x24");
    let below = Below::at(&display.name);
    let mut overlay = X11Overlay::open(&display.name).unwrap();
    let before = below.picture();
    let (area, inks) = bar();
    overlay.paint(area, &inks).unwrap();
    until(&mut overlay, "it stands there", || below.at_pixel(150, 305) == RED);
    below.raise();
    until(&mut overlay, "it comes above what is raised", || below.at_pixel(150, 305) == RED);
    let letters = overlay.letters(&["Rosa"], 16);
    assert!(letters.width > 20 && letters.covered.len() == usize::from(letters.width) * usize::from(letters.height));
    // As when the helper is killed: the server takes it away.
    drop(overlay);
    let begun = Instant::now();
    while below.picture() != before {
        assert!(begun.elapsed() < Duration::from_secs(20));
    }
}
