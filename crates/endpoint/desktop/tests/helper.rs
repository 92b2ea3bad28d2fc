//! The helper on a real X server: what it sends is what is on the screen, and what is sent to it happens.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "../../platform-linux/tests/display/mod.rs"]
mod display;
mod service;

use display::Display;
use service::{PARTICIPANT, Said, Service};
use towline_screen::Picture;
use towline_wire::ScreenFlags;
use towline_wire::v1::screen_up::Body as Input;
use towline_wire::v1::{
    DrawStroke, DrawTool, HelperDrawer, HelperDrawing, HelperPrivacy, KeyInput, PointerInput, WheelInput,
};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ConnectionExt as _, CreateGCAux, Gcontext, ImageFormat, Rectangle, Window};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

const SIZE: (u16, u16) = (640, 480);

/// Somebody who paints on the screen and can look at it.
struct Painter {
    connection: RustConnection,
    root: Window,
    context: Gcontext,
}

impl Painter {
    fn at(display: &Display) -> Painter {
        let (connection, screen) = RustConnection::connect(Some(&display.name)).unwrap();
        let root = connection.setup().roots[screen].root;
        let context = connection.generate_id().unwrap();
        connection.create_gc(context, root, &CreateGCAux::new()).unwrap();
        Painter { connection, root, context }
    }

    fn fill(&self, colour: u32, rects: &[Rectangle]) {
        self.connection
            .change_gc(self.context, &x11rb::protocol::xproto::ChangeGCAux::new().foreground(colour))
            .unwrap();
        self.connection.poly_fill_rectangle(self.root, self.context, rects).unwrap();
        self.connection.sync().unwrap();
    }

    fn noise(&self) {
        let (mut state, mut pixels) = (7u32, Vec::new());
        for _ in 0..u32::from(SIZE.0) * u32::from(SIZE.1) {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            pixels.extend_from_slice(&(state >> 8).to_le_bytes());
        }
        for (row, rows) in pixels.chunks(usize::from(SIZE.0) * 4 * 40).enumerate() {
            let (format, y) = (ImageFormat::Z_PIXMAP, row as i16 * 40);
            self.connection.put_image(format, self.root, self.context, SIZE.0, 40, 0, y, 0, 24, rows).unwrap();
        }
        self.connection.sync().unwrap();
    }

    fn looks(&self, x: i16, y: i16, w: u16, h: u16) -> Vec<[u8; 3]> {
        let format = ImageFormat::Z_PIXMAP;
        let image = self.connection.get_image(format, self.root, x, y, w, h, u32::MAX).unwrap().reply().unwrap();
        bgr(&image.data)
    }

    fn pointer(&self) -> (i16, i16, u16) {
        let pointer = self.connection.query_pointer(self.root).unwrap().reply().unwrap();
        (pointer.root_x, pointer.root_y, pointer.mask.into())
    }
}

/// Asks until the display has performed what it was sent over another connection.
async fn until_pointer(painter: &Painter, wanted: (i16, i16, u16)) {
    while painter.pointer() != wanted {
        tokio::task::yield_now().await;
    }
}

fn bgr(pixels: &[u8]) -> Vec<[u8; 3]> {
    pixels.chunks_exact(4).map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect()
}

fn shows(picture: &Picture, painter: &Painter, x: i16, y: i16) -> bool {
    bgr(picture.pixels()) == painter.looks(x, y, picture.width(), picture.height())
}

#[tokio::test]
async fn the_picture_is_the_screen_and_follows_it_scr_11() {
    let display = Display::start("640x480x24");
    let painter = Painter::at(&display);
    painter.fill(0x20_4060, &[Rectangle { x: 0, y: 0, width: 640, height: 480 }]);
    let mut service = Service::start(&display.name);
    service.open(1, 0).await;
    let flags = service.until(|_, said| if let Said::Frame { flags, .. } = said { Some(flags) } else { None }).await;
    assert!(flags.has(ScreenFlags::KEY));
    assert!(shows(service.picture(1), &painter, 0, 0));
    for step in 0..20i16 {
        let area = Rectangle { x: step * 13, y: step * 7, width: 30, height: 90 };
        painter.fill(0xff_0000 >> step | 0x10, &[area]);
        service
            .until(|service, said| match said {
                Said::Frame { flags, .. } if flags.has(ScreenFlags::KEY) => panic!("a KEY frame that nobody asked for"),
                _ => shows(service.picture(1), &painter, 0, 0).then_some(()),
            })
            .await;
    }
    // A photograph is exact once it is still.
    painter.noise();
    let mut refined = false;
    service
        .until(|service, said| {
            refined |= matches!(said, Said::Frame { flags, .. } if flags.has(ScreenFlags::REFINE));
            shows(service.picture(1), &painter, 0, 0).then_some(())
        })
        .await;
    assert!(refined);
    // A viewer who joins gets a whole picture that the others need not take.
    service.open(1, 0).await;
    let flags = service.until(|_, said| if let Said::Frame { flags, .. } = said { Some(flags) } else { None }).await;
    assert!(flags.has(ScreenFlags::KEY) && !flags.has(ScreenFlags::ALL));
    service.end().await.unwrap();
}

#[tokio::test]
async fn monitors_are_told_and_can_be_chosen_scr_9() {
    let display = Display::start("640x480x24");
    let painter = Painter::at(&display);
    painter.fill(0x12_3456, &[Rectangle { x: 300, y: 100, width: 200, height: 200 }]);
    let mut service = Service::start(&display.name);
    let status = service.until(|_, said| if let Said::Status(status) = said { Some(status) } else { None }).await;
    assert!(status.available);
    assert_eq!((status.path.as_str(), status.monitors.len()), ("x11", 1));
    assert!(status.monitors[0].primary);
    display.run("xrandr", &["--setmonitor", "left", "320/100x480/100+0+0", "screen"]);
    display.run("xrandr", &["--setmonitor", "right", "320/100x480/100+320+0", "none"]);
    let status = service
        .until(|_, said| match said {
            Said::Status(status) if status.monitors.iter().any(|monitor| monitor.name == "right") => Some(status),
            _ => None,
        })
        .await;
    let right = status.monitors.iter().find(|monitor| monitor.name == "right").unwrap();
    assert_eq!((right.x, right.width, right.height), (320, 320, 480));
    service.open(5, right.id).await;
    service.until(|_, said| matches!(said, Said::Frame { channel: 5, .. }).then_some(())).await;
    assert_eq!(service.picture(5).width(), 320);
    assert!(shows(service.picture(5), &painter, 320, 0));
    // Another session watches all of it at the same time.
    service.open(6, 0).await;
    service.until(|_, said| matches!(said, Said::Frame { channel: 6, .. }).then_some(())).await;
    painter.fill(0x65_4321, &[Rectangle { x: 200, y: 10, width: 240, height: 100 }]);
    service
        .until(|service, _| {
            let both = shows(service.picture(5), &painter, 320, 0) && shows(service.picture(6), &painter, 0, 0);
            both.then_some(())
        })
        .await;
    // Input counts from the chosen monitor's corner.
    let pointer = PointerInput { x: 10, y: 20, ..PointerInput::default() };
    service.input(5, 1, Input::Pointer(pointer)).await;
    service.until(|_, said| matches!(said, Said::Ack(1)).then_some(())).await;
    until_pointer(&painter, (330, 20, 0)).await;
    service.end().await.unwrap();
}

#[tokio::test]
async fn input_is_performed_once_and_let_go_at_the_end_scr_15() {
    let display = Display::start("640x480x24");
    let painter = Painter::at(&display);
    let mut service = Service::start(&display.name);
    service.open(1, 0).await;
    service.until(|_, said| matches!(said, Said::Frame { .. }).then_some(())).await;
    let held = PointerInput { x: 100, y: 50, buttons: 1, ..PointerInput::default() };
    service.input(1, 5, Input::Pointer(held)).await;
    service.until(|_, said| matches!(said, Said::Ack(5)).then_some(())).await;
    until_pointer(&painter, (100, 50, 0x100)).await;
    // The same number again, as after a reconnect: acknowledged, not performed.
    service.input(1, 5, Input::Pointer(PointerInput { x: 9, y: 9, buttons: 4, ..PointerInput::default() })).await;
    service.input(1, 4, Input::Wheel(WheelInput { x: 9, y: 9, delta_y: 240, ..WheelInput::default() })).await;
    service.until(|_, said| matches!(said, Said::Ack(5)).then_some(())).await;
    service.until(|_, said| matches!(said, Said::Ack(5)).then_some(())).await;
    let shift =
        KeyInput { down: true, code: "ShiftLeft".into(), key: "Shift".into(), modifiers: 1, ..KeyInput::default() };
    service.input(1, 6, Input::Key(shift)).await;
    service.until(|_, said| matches!(said, Said::Ack(6)).then_some(())).await;
    until_pointer(&painter, (100, 50, 0x101)).await;
    service.end().await.unwrap();
    until_pointer(&painter, (100, 50, 0)).await;
}

#[tokio::test]
async fn a_channel_that_closes_lets_go_and_stops_the_work_scr_15() {
    let display = Display::start("640x480x24");
    let painter = Painter::at(&display);
    let mut service = Service::start(&display.name);
    service.open(1, 0).await;
    service.open(2, 0).await;
    service.until(|_, said| matches!(said, Said::Frame { channel: 2, .. }).then_some(())).await;
    service.input(1, 1, Input::Pointer(PointerInput { x: 30, y: 30, buttons: 4, ..PointerInput::default() })).await;
    until_pointer(&painter, (30, 30, 0x400)).await;
    service.close(1).await;
    until_pointer(&painter, (30, 30, 0)).await;
    painter.fill(0xab_cdef, &[Rectangle { x: 0, y: 0, width: 200, height: 200 }]);
    service
        .until(|service, said| {
            assert!(!matches!(said, Said::Frame { channel: 1, frame: 3.., .. }));
            shows(service.picture(2), &painter, 0, 0).then_some(())
        })
        .await;
    service.end().await.unwrap();
}

#[tokio::test]
async fn the_pointer_is_followed_when_something_else_moves_it_scr_16() {
    let display = Display::start("640x480x24");
    display.run("xsetroot", &["-cursor_name", "left_ptr"]);
    let mut service = Service::start(&display.name);
    service.open(1, 0).await;
    let shape = service
        .until(|_, said| match said {
            Said::Shape(shape) if !shape.rgba.is_empty() => Some(shape),
            _ => None,
        })
        .await;
    assert_eq!(shape.rgba.len() as u32, shape.width * shape.height * 4);
    let painter = Painter::at(&display);
    let (x, y, _) = painter.pointer();
    display.run("xdotool", &["mousemove_relative", "--", "-20", "30"]);
    let moved = |said| matches!(said, Said::Position(at, to) if (at as i16, to as i16) == (x - 20, y + 30));
    service.until(|_, said| moved(said).then_some(())).await;
    service.end().await.unwrap();
}

#[tokio::test]
async fn a_viewer_without_room_is_sent_nothing_more_scr_33() {
    let display = Display::start("640x480x24");
    let painter = Painter::at(&display);
    let mut service = Service::start(&display.name);
    service.generous = false;
    service.open(1, 0).await;
    service.until(|_, said| matches!(said, Said::Frame { .. }).then_some(())).await;
    // Two frames may be on their way; the next waits for an acknowledgement, however much is painted.
    let mut newest = 1;
    for colour in 0..40u32 {
        painter.fill(colour * 0x05_0a0f, &[Rectangle { x: 0, y: 0, width: 64, height: 64 }]);
        let sequence = u64::from(colour) + 1;
        service.input(1, sequence, Input::Pointer(PointerInput { x: colour, y: 1, ..PointerInput::default() })).await;
        service
            .until(|_, said| {
                if let Said::Frame { frame, .. } = said {
                    newest = newest.max(frame);
                }
                matches!(said, Said::Ack(acked) if acked == sequence).then_some(())
            })
            .await;
    }
    // A viewer that is silent for a second gets one more; never one for each change.
    assert!(newest < 20, "frame {newest} was sent without an acknowledgement");
    service.generous = true;
    service.input(1, 0, Input::Painted(towline_wire::v1::PaintAck { frame: newest })).await;
    service
        .until(|service, said| {
            (matches!(said, Said::Frame { .. }) && shows(service.picture(1), &painter, 0, 0)).then_some(())
        })
        .await;
    service.end().await.unwrap();
}

#[tokio::test]
async fn what_is_not_the_protocol_ends_the_helper_qlt_7() {
    let display = Display::start("320x240x24");
    let mut service = Service::start(&display.name);
    service.open(0, 0).await;
    assert!(service.ended().await.is_err());
}

#[tokio::test]
async fn a_change_of_resolution_is_a_new_picture_for_every_viewer_scr_9() {
    let display = Display::start("800x600x24");
    let painter = Painter::at(&display);
    let mut service = Service::start(&display.name);
    service.open(1, 0).await;
    service.until(|_, said| matches!(said, Said::Frame { .. }).then_some(())).await;
    let timing = ["--newmode", "small", "25", "640", "641", "642", "643", "480", "481", "482", "483"];
    display.run("xrandr", &timing);
    display.run("xrandr", &["--addmode", "screen", "small"]);
    display.run("xrandr", &["--output", "screen", "--mode", "small"]);
    let flags = service
        .until(|service, said| match said {
            Said::Frame { flags, .. } if service.picture(1).width() == 640 => Some(flags),
            _ => None,
        })
        .await;
    assert!(flags.has(ScreenFlags::KEY) && flags.has(ScreenFlags::ALL));
    painter.fill(0x33_6699, &[Rectangle { x: 500, y: 400, width: 100, height: 60 }]);
    service.until(|service, _| shows(service.picture(1), &painter, 0, 0).then_some(())).await;
    service.end().await.unwrap();
}

#[tokio::test]
async fn a_desktop_that_ends_ends_the_helper() {
    let display = Display::start("320x240x24");
    let mut service = Service::start(&display.name);
    service.open(1, 0).await;
    service.until(|_, said| matches!(said, Said::Frame { .. }).then_some(())).await;
    drop(display);
    assert!(service.ended().await.is_err());
}

#[tokio::test]
async fn what_is_withheld_is_given_back_when_the_service_goes_silent_or_goes_scr_3() {
    let display = Display::start("640x480x24");
    let painter = Painter::at(&display);
    painter.fill(0x20_4060, &[Rectangle { x: 0, y: 0, width: 640, height: 480 }]);
    let colours = |painter: &Painter| {
        painter.looks(0, 0, SIZE.0, 30).into_iter().collect::<std::collections::BTreeSet<_>>().len()
    };
    let mut service = Service::start(&display.name);
    let Said::Status(status) = service.hear().await else { panic!("no status") };
    let ability = status.privacy.unwrap();
    assert_eq!((ability.input.as_str(), ability.blank.as_str()), ("", "virtual_output"));
    let told = |_: &Service, said| if let Said::Privacy(state) = said { Some(state) } else { None };
    let wish = |turn, blank, lease_ms| HelperPrivacy {
        turn,
        input: true,
        blank,
        name: "Rosa".into(),
        lease_ms,
        ..HelperPrivacy::default()
    };
    service.privacy(wish(1, false, 300)).await;
    let state = service.until(told).await;
    assert!(state.input && !state.blanked && state.code.is_empty());
    // The letters of the notice; where it stood, the screen shows its own ground afterwards.
    assert!(colours(&painter) > 4);
    // It is not said again.
    let state = service.until(told).await;
    assert_eq!((state.input, state.code.as_str()), (false, "lease"));
    assert!(colours(&painter) < 4);
    service.privacy(wish(2, false, 10_000)).await;
    assert!(service.until(told).await.input);
    service.end().await.unwrap();
    while colours(&painter) > 4 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_is_drawn_on_one_monitor_is_in_every_picture_and_goes_with_its_lease_scr_14() {
    let display = Display::start("640x480x24");
    let mut service = Service::start(&display.name);
    display.run("xrandr", &["--setmonitor", "left", "320/100x480/100+0+0", "screen"]);
    display.run("xrandr", &["--setmonitor", "right", "320/100x480/100+320+0", "none"]);
    let (right, draw) = service
        .until(|_, said| match said {
            Said::Status(status) => {
                let right = status.monitors.iter().find(|monitor| monitor.name == "right")?.id;
                Some((right, status.draw.unwrap()))
            }
            _ => None,
        })
        .await;
    assert_eq!(draw.reason, "");
    service.open(5, right).await;
    service.open(6, 0).await;
    for channel in [5, 6] {
        let shown = |said| matches!(said, Said::Frame { channel: of, .. } if of == channel);
        service.until(|_, said| shown(said).then_some(())).await;
    }
    let (tool, points) = (DrawTool::Pen.into(), vec![50, 200, 150, 200]);
    let line = DrawStroke { stroke: 1, tool, colour: 0, width: 6, points };
    // Of somebody whom nobody let draw it is nothing.
    service.input(5, 0, Input::DrawStroke(line.clone())).await;
    let drawer =
        HelperDrawer { number: 1, participant: PARTICIPANT.into(), channels: vec![5], ..HelperDrawer::default() };
    service.drawing(HelperDrawing { drawers: vec![drawer], lease_ms: 1_000, ..HelperDrawing::default() }).await;
    service.input(5, 0, Input::DrawStroke(line)).await;
    let red = |service: &Service| {
        let at = |channel: u32, x: usize| {
            let picture = service.picture(channel);
            let pixel = (200 * usize::from(picture.width()) + x) * 4;
            picture.pixels()[pixel..pixel + 3] == [0x31, 0x31, 0xe0]
        };
        (at(5, 100), at(6, 420))
    };
    service.until(|service, _| (red(service) == (true, true)).then_some(())).await;
    // Nobody says anything any more.
    service.until(|service, _| (red(service) == (false, false)).then_some(())).await;
    service.end().await.unwrap();
}
