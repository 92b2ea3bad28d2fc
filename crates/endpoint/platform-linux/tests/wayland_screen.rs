//! The eyes and the pointer on a real compositor: what is seen is what stands there to the pixel, on outputs that stand beside each other, are turned, and come and go; what is still costs nothing.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod sway;

use std::time::{Duration, Instant};

use sway::{Got, Peer, Sway, until};
use towline_platform::{Curtain, Desktop, DesktopEvent, InputSink, ScreenSource};
use towline_platform_linux::wayland::{WaylandDesktop, WaylandInput, WaylandScreen};
use towline_screen::Rect;
use wayland_client::protocol::wl_pointer::Axis;

const HOLDER: (u16, u64) = (1, 7);
const TWO: &str = "output HEADLESS-1 mode 640x480 position 0 0\noutput HEADLESS-2 mode 320x240 position 640 100";

fn open(sway: &Sway) -> (WaylandScreen, WaylandInput) {
    let desktop = WaylandDesktop::open(&sway.socket).unwrap();
    let (screen, input, curtain) = desktop.split();
    assert_eq!(curtain.ability().input, Err("wayland"));
    (screen, input)
}

/// The next event of a kind.
fn next<T>(screen: &mut WaylandScreen, what: &str, wanted: impl Fn(&DesktopEvent) -> Option<T>) -> T {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        while let Some(event) = screen.next_event().unwrap() {
            if let Some(found) = wanted(&event) {
                return found;
            }
        }
        assert!(Instant::now() < end, "{what}");
        screen.wait(Some(end)).unwrap();
    }
}

/// Waits until a pixel has a colour, as the helper does: what is damaged is looked at.
fn shows(screen: &mut WaylandScreen, x: u16, y: u16, colour: [u8; 3]) {
    let end = Instant::now() + Duration::from_secs(20);
    while at(screen, x, y) != colour {
        assert!(Instant::now() < end, "{x},{y} is {:?}, not {colour:?}", at(screen, x, y));
        screen.wait(Some(Instant::now() + Duration::from_millis(200))).unwrap();
        while screen.next_event().unwrap().is_some() {}
    }
}

/// Red, green, blue.
fn at(screen: &mut WaylandScreen, x: u16, y: u16) -> [u8; 3] {
    let view = screen.capture(Rect::new(x, y, 1, 1)).unwrap();
    let pixel = view.row(x, y, 1);
    [pixel[2], pixel[1], pixel[0]]
}

/// All that is seen, as red, green, blue.
fn all(screen: &mut WaylandScreen) -> Vec<u8> {
    let layout = screen.layout();
    let view = screen.capture(Rect::new(0, 0, layout.width, layout.height)).unwrap();
    let row = |y| view.row(0, y, layout.width).chunks(4).flat_map(|pixel| [pixel[2], pixel[1], pixel[0]]);
    (0..layout.height).flat_map(row).collect()
}

/// Nothing happens any more, and nothing is told.
fn is_silent(screen: &mut WaylandScreen) {
    let mut quiet = 0;
    let end = Instant::now() + Duration::from_secs(20);
    while quiet < 3 {
        assert!(Instant::now() < end, "it goes on telling of what is still");
        let _ = all(screen);
        screen.wait(Some(Instant::now() + Duration::from_millis(150))).unwrap();
        let event = screen.next_event().unwrap();
        quiet = if event.is_some() { 0 } else { quiet + 1 };
    }
}

#[test]
fn what_stands_on_two_outputs_is_seen_to_the_pixel_and_what_is_still_costs_nothing_scr_20() {
    let sway = Sway::start(2, TWO);
    let mut peer = Peer::on(&sway);
    let (mut screen, mut input) = open(&sway);
    assert_eq!(screen.path(), "wayland-wlroots");
    assert_eq!(screen.desktop(), "sway");
    let layout = screen.layout();
    assert_eq!((layout.width, layout.height), (960, 480));
    assert_eq!(layout.monitors[1].area, Rect::new(640, 100, 320, 240));
    assert_eq!((layout.monitors[0].name.as_str(), layout.monitors[0].primary), ("HEADLESS-1", true));
    peer.fill("HEADLESS-1", [10, 20, 30]);
    peer.fill("HEADLESS-2", [40, 50, 60]);
    // While nobody looks there is nothing.
    assert!(screen.next_event().unwrap().is_none());
    assert!(screen.capture(Rect::new(0, 0, 8, 8)).unwrap().rect().is_empty());
    screen.watch(true).unwrap();
    let shape = next(&mut screen, "the pointer", |event| match event {
        DesktopEvent::Pointer(shape) => Some(shape.clone()),
        _ => None,
    });
    assert_eq!((shape.width, shape.rgba.len()), (7, 7 * 7 * 4));
    shows(&mut screen, 5, 5, [10, 20, 30]);
    shows(&mut screen, 645, 105, [40, 50, 60]);
    is_silent(&mut screen);
    // What is painted wakes, and is told where it is.
    peer.paint("HEADLESS-2", (100, 50, 30, 20), [200, 100, 0]);
    let damage = next(&mut screen, "damage", |event| match event {
        DesktopEvent::Damage(damage) => Some(*damage),
        _ => None,
    });
    assert!(damage.intersection(Rect::new(740, 150, 30, 20)) == Rect::new(740, 150, 30, 20), "{damage:?}");
    assert!(damage.x >= 640 && damage.area() < 320 * 240, "{damage:?}");
    assert_eq!(at(&mut screen, 769, 169), [200, 100, 0]);
    assert_eq!(at(&mut screen, 770, 170), [40, 50, 60]);
    // The pointer is in the picture, and does not disturb what an independent program sees of the same.
    input.pointer(HOLDER, 959, 339, 0).unwrap();
    is_silent(&mut screen);
    let (width, height, mut theirs) = sway.grim();
    let mut ours = all(&mut screen);
    for pixels in [&mut theirs, &mut ours] {
        // The corner where the pointer is, which only ours has.
        for y in 300..height {
            pixels[(y * width + 930) * 3..(y * width + 960) * 3].fill(0);
        }
    }
    assert_eq!((width, height), (960, 480));
    assert!(theirs == ours);
    // A waker ends a wait.
    let waker = screen.waker();
    let thread = std::thread::spawn(move || waker.wake());
    screen.wait(None).unwrap();
    thread.join().unwrap();
    screen.watch(false).unwrap();
    peer.fill("HEADLESS-1", [1, 2, 3]);
    assert!(screen.next_event().unwrap().is_none());
}

#[test]
fn outputs_that_are_turned_or_dense_are_seen_as_they_are_looked_at_scr_20() {
    for transform in ["90", "180", "270", "flipped", "flipped-90", "flipped-180", "flipped-270"] {
        let sway = Sway::start(1, &format!("output HEADLESS-1 mode 320x200 position 0 0 transform {transform}"));
        let mut peer = Peer::on(&sway);
        peer.fill("HEADLESS-1", [10, 20, 30]);
        peer.paint("HEADLESS-1", (10, 20, 40, 5), [250, 0, 0]);
        let (mut screen, _) = open(&sway);
        screen.watch(true).unwrap();
        shows(&mut screen, 10, 20, [250, 0, 0]);
        peer.paint("HEADLESS-1", (60, 100, 9, 30), [0, 250, 0]);
        shows(&mut screen, 68, 129, [0, 250, 0]);
        let (width, height, theirs) = sway.grim();
        let layout = screen.layout();
        assert_eq!((usize::from(layout.width), usize::from(layout.height)), (width, height), "{transform}");
        assert!(theirs == all(&mut screen), "{transform}");
    }
    // Twice as dense, beside one that is not: both with all their pixels.
    let sway = Sway::start(
        2,
        "output HEADLESS-1 mode 640x400 scale 2 position 0 0\noutput HEADLESS-2 mode 320x200 position 320 0",
    );
    let mut peer = Peer::on(&sway);
    peer.fill("HEADLESS-2", [40, 50, 60]);
    peer.fill("HEADLESS-1", [10, 20, 30]);
    let (mut screen, mut input) = open(&sway);
    let areas: Vec<Rect> = screen.layout().monitors.iter().map(|monitor| monitor.area).collect();
    assert_eq!(areas, [Rect::new(0, 0, 640, 400), Rect::new(640, 0, 320, 200)]);
    screen.watch(true).unwrap();
    shows(&mut screen, 639, 399, [10, 20, 30]);
    shows(&mut screen, 640, 0, [40, 50, 60]);
    input.pointer(HOLDER, 101, 51, 0).unwrap();
    peer.moved("HEADLESS-1", (101, 51), 2.0);
}

#[test]
fn the_pointer_is_exactly_where_it_was_put_and_buttons_and_wheel_are_each_holders_own_scr_16() {
    let sway = Sway::start(2, TWO);
    let (_, mut input) = open(&sway);
    // A pointer there must be for a program to listen to it.
    let mut peer = Peer::on(&sway);
    peer.fill("HEADLESS-1", [10, 20, 30]);
    peer.fill("HEADLESS-2", [40, 50, 60]);
    let points = [(0, 0, "HEADLESS-1", 0, 0), (639, 479, "HEADLESS-1", 639, 479), (640, 100, "HEADLESS-2", 0, 0)];
    let more = [(641, 339, "HEADLESS-2", 1, 239), (333, 77, "HEADLESS-1", 333, 77), (959, 101, "HEADLESS-2", 319, 1)];
    for (x, y, output, left, top) in points.into_iter().chain(more) {
        input.pointer(HOLDER, x, y, 0).unwrap();
        peer.moved(output, (left, top), 1.0);
    }
    input.nudge(HOLDER, -9, 4, 0).unwrap();
    peer.moved("HEADLESS-2", (310, 5), 1.0);
    let other = (2, 9);
    input.pointer(HOLDER, 100, 100, 1).unwrap();
    peer.gets(&Got::Button(0x110, true));
    input.pointer(other, 100, 100, 0b101).unwrap();
    peer.gets(&Got::Button(0x111, true));
    // The left one is still held by the other.
    input.pointer(HOLDER, 100, 100, 0).unwrap();
    input.wheel(HOLDER, Some((100, 100)), (0, 60)).unwrap();
    input.wheel(HOLDER, Some((100, 100)), (0, 60)).unwrap();
    peer.gets(&Got::Wheel(Axis::VerticalScroll, 15.0));
    input.release(other).unwrap();
    peer.gets(&Got::Button(0x110, false));
    peer.gets(&Got::Button(0x111, false));
    // What ends lets go.
    input.pointer(HOLDER, 100, 100, 2).unwrap();
    peer.gets(&Got::Button(0x112, true));
    drop(input);
    peer.gets(&Got::Button(0x112, false));
}

#[test]
fn outputs_that_come_and_grow_are_followed_and_the_end_is_told_scr_20() {
    let sway =
        Sway::start(1, "output HEADLESS-1 mode 640x480 position 0 0\noutput HEADLESS-2 mode 320x240 position 640 0");
    let mut peer = Peer::on(&sway);
    peer.fill("HEADLESS-1", [10, 20, 30]);
    let (mut screen, mut input) = open(&sway);
    screen.watch(true).unwrap();
    shows(&mut screen, 5, 5, [10, 20, 30]);
    assert_eq!(screen.layout().monitors.len(), 1);
    let layout = |event: &DesktopEvent| matches!(event, DesktopEvent::Layout).then_some(());
    sway.order("create_output");
    until("the second output", || {
        next(&mut screen, "another layout", layout);
        (screen.layout().monitors.len() == 2 && screen.layout().width == 960).then_some(())
    });
    let mut second = Peer::on(&sway);
    second.fill("HEADLESS-2", [40, 50, 60]);
    shows(&mut screen, 650, 10, [40, 50, 60]);
    input.pointer(HOLDER, 700, 20, 0).unwrap();
    second.moved("HEADLESS-2", (60, 20), 1.0);
    let ids: Vec<u32> = screen.layout().monitors.iter().map(|monitor| monitor.id).collect();
    assert_eq!(ids, [1, 2]);
    sway.order("output HEADLESS-1 mode 800x600");
    until("the other size", || {
        next(&mut screen, "another layout", layout);
        (screen.layout().monitors[0].area.w == 800).then_some(())
    });
    // The compositor ends: that is told, not waited for.
    drop(sway);
    let end = Instant::now() + Duration::from_secs(20);
    let gone = loop {
        let waited = screen.wait(Some(end)).and_then(|()| screen.next_event());
        if waited.is_err() || Instant::now() >= end {
            break waited.is_err();
        }
    };
    assert!(gone);
}
