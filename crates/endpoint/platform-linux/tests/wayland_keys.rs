//! Text arrives as typed, and the clipboard crosses, with real programs on a real compositor (SCR-15, SCR-7).

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod sway;

use std::path::Path;
use std::time::{Duration, Instant};

use bytes::Bytes;
use sway::{Sway, until};
use towline_platform::{
    ClipEvent, ClipFault, ClipKind, Clipboard, Desktop, Holder, InputSink, KeyBy, KeyStroke, RepModifiers,
};
use towline_platform_linux::wayland::{WaylandClipboard, WaylandDesktop, WaylandInput};

const HOLDER: Holder = (1, 7);

struct Rep<'a> {
    input: WaylandInput,
    modifiers: RepModifiers,
    by: KeyBy,
    typed: &'a Path,
}

impl Rep<'_> {
    fn key(&mut self, down: bool, code: &str, key: &str) {
        let modifiers = self.modifiers;
        let stroke = KeyStroke { down, code: code.into(), key: key.into(), modifiers, repeat: false, by: self.by };
        self.input.key(HOLDER, &stroke).unwrap();
    }

    fn strike(&mut self, code: &str, key: &str) {
        self.key(true, code, key);
        self.key(false, code, key);
    }

    /// What arrived since the file was emptied.
    fn arrives(&self, wanted: &str) {
        let end = Instant::now() + Duration::from_secs(20);
        loop {
            let typed = std::fs::read_to_string(self.typed).unwrap_or_default();
            if typed.trim_start_matches('.') == wanted {
                break;
            }
            assert!(Instant::now() < end, "{typed:?} instead of {wanted:?}");
            std::thread::sleep(Duration::from_millis(10));
        }
        std::fs::write(self.typed, "").unwrap();
    }
}

#[test]
fn every_character_arrives_as_typed_and_nothing_remains_stuck_scr_15() {
    let mut sway = Sway::start(1, "output HEADLESS-1 mode 800x600");
    let (_, mut input, _) = WaylandDesktop::open(&sway.socket).unwrap().split();
    let typed = sway.terminal();
    input.pointer(HOLDER, 400, 300, 0).unwrap();
    let mut rep = Rep { input, modifiers: RepModifiers::default(), by: KeyBy::Automatic, typed: &typed };
    for (code, key) in [("KeyH", "h"), ("KeyI", "i"), ("Space", " "), ("Semicolon", "ö"), ("KeyY", "z")] {
        rep.strike(code, key);
    }
    rep.arrives("hi öz");
    // With Shift held, and characters that need it here and not there.
    rep.modifiers.shift = true;
    rep.key(true, "ShiftLeft", "Shift");
    for (code, key) in [("KeyA", "A"), ("Semicolon", "Ö"), ("Digit7", "/"), ("Space", " ")] {
        rep.strike(code, key);
    }
    rep.key(false, "ShiftLeft", "Shift");
    rep.modifiers.shift = false;
    rep.strike("KeyA", "a");
    rep.arrives("AÖ/ a");
    // Text of an input method, in any script; caps lock of the rep is in the characters.
    rep.key(true, "", "日本語🙂привет");
    rep.modifiers.caps_lock = true;
    rep.strike("KeyB", "B");
    rep.modifiers.caps_lock = false;
    rep.strike("Digit2", "€");
    rep.arrives("日本語🙂приветB€");
    // Shortcuts, also from a keyboard without Latin letters; named keys; the number pad.
    rep.modifiers.control = true;
    rep.key(true, "ControlLeft", "Control");
    rep.strike("KeyC", "c");
    rep.strike("KeyD", "в");
    rep.key(false, "ControlLeft", "Control");
    rep.modifiers.control = false;
    rep.strike("Enter", "Enter");
    rep.strike("ArrowUp", "ArrowUp");
    rep.strike("Numpad7", "7");
    rep.strike("F13", "F13");
    rep.arrives("\u{3}\u{4}\r\u{1b}[A7\u{1b}[1;2P");
    // By place: with no keyboard of its own, the machine has an American one.
    rep.by = KeyBy::Place;
    rep.strike("KeyZ", "y");
    rep.by = KeyBy::Automatic;
    rep.arrives("z");
    // What is held is let go of: by its holder's end, and by ours.
    rep.key(true, "ControlLeft", "Control");
    rep.input.release(HOLDER).unwrap();
    rep.strike("KeyX", "x");
    rep.arrives("x");
    rep.key(true, "ControlLeft", "Control");
    drop(rep);
    let (_, input, _) = WaylandDesktop::open(&sway.socket).unwrap().split();
    let mut rep = Rep { input, modifiers: RepModifiers::default(), by: KeyBy::Automatic, typed: &typed };
    // The seat had lost its only keyboard: the terminal takes a moment to notice the new one.
    until("the terminal hears again", || {
        rep.strike("KeyX", "x");
        std::fs::read_to_string(&typed).ok().filter(|typed| !typed.is_empty())
    });
    assert_eq!(std::fs::read_to_string(&typed).unwrap().trim_matches('x'), "");
}

#[test]
fn a_key_that_is_held_is_repeated_by_the_representative_alone_scr_15() {
    let mut sway = Sway::start(
        1,
        "output HEADLESS-1 mode 800x600\nseat seat0 keyboard_grouping none\ninput * repeat_delay 20\ninput * repeat_rate 100",
    );
    let (_, input, _) = WaylandDesktop::open(&sway.socket).unwrap().split();
    let typed = sway.terminal();
    let mut rep = Rep { input, modifiers: RepModifiers::default(), by: KeyBy::Automatic, typed: &typed };
    rep.key(true, "KeyA", "a");
    rep.key(true, "KeyA", "a");
    std::thread::sleep(Duration::from_millis(150));
    rep.key(false, "KeyA", "a");
    rep.strike("KeyB", "b");
    rep.arrives("aab");
}

fn event(clipboard: &mut WaylandClipboard) -> ClipEvent {
    loop {
        if let Some(event) = clipboard.next_event().unwrap() {
            return event;
        }
        clipboard.wait().unwrap();
    }
}

#[test]
fn the_clipboard_crosses_both_ways_and_ours_is_taken_off_again_scr_7() {
    let mut sway = Sway::start(1, "output HEADLESS-1 mode 320x200");
    let desktop = WaylandDesktop::open(&sway.socket).unwrap();
    let mut clipboard = desktop.clipboard().unwrap();
    sway.spawn("wl-copy", &[], "Grüße".as_bytes());
    clipboard.watch(true).unwrap();
    // There was nothing, or it is there already.
    until("it is there", || (event(&mut clipboard) == ClipEvent::Changed(vec![ClipKind::Text])).then_some(()));
    clipboard.read(ClipKind::Text, 1000).unwrap();
    assert_eq!(event(&mut clipboard), ClipEvent::Read(ClipKind::Text, Ok(Bytes::from("Grüße"))));
    clipboard.read(ClipKind::Text, 3).unwrap();
    assert_eq!(event(&mut clipboard), ClipEvent::Read(ClipKind::Text, Err(ClipFault::TooLarge)));
    clipboard.read(ClipKind::Png, 3).unwrap();
    assert_eq!(event(&mut clipboard), ClipEvent::Read(ClipKind::Png, Err(ClipFault::Changed)));
    // Larger than a pipe holds.
    let large = "<b>".repeat(100_000);
    sway.spawn("wl-copy", &["-t", "text/html"], large.as_bytes());
    assert_eq!(event(&mut clipboard), ClipEvent::Changed(vec![ClipKind::Text, ClipKind::Html]));
    clipboard.read(ClipKind::Html, 1_000_000).unwrap();
    assert_eq!(event(&mut clipboard), ClipEvent::Read(ClipKind::Html, Ok(Bytes::from(large.clone()))));
    sway.spawn("wl-copy", &["-t", "text/uri-list"], b"file:///tmp/a%20b\r\nfile://elsewhere/c\r\n");
    let kinds = event(&mut clipboard);
    assert!(matches!(&kinds, ClipEvent::Changed(kinds) if kinds.contains(&ClipKind::Files)), "{kinds:?}");
    clipboard.read(ClipKind::Files, 1_000_000).unwrap();
    assert_eq!(event(&mut clipboard), ClipEvent::Read(ClipKind::Files, Ok(Bytes::from_static(b"/tmp/a b\0"))));
    // Ours: it is nobody's offer, and programs read it.
    let put = vec![
        (ClipKind::Text, Bytes::from("von uns")),
        (ClipKind::Html, Bytes::from(large.clone())),
        (ClipKind::Files, Bytes::from_static(b"/x/a b\0")),
    ];
    assert!(clipboard.put(put).unwrap());
    assert_eq!(event(&mut clipboard), ClipEvent::Changed(Vec::new()));
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let waker = clipboard.waker();
    let serves = std::thread::spawn(move || {
        while stopped.try_recv().is_err() {
            while clipboard.next_event().unwrap().is_some() {}
            clipboard.wait().unwrap();
        }
        clipboard
    });
    assert_eq!(sway.run("wl-paste", &["-n"]), "von uns".as_bytes());
    assert!(sway.run("wl-paste", &["-n", "-t", "text/html"]) == large.as_bytes());
    assert_eq!(sway.run("wl-paste", &["-n", "-t", "text/uri-list"]), b"file:///x/a%20b\r\n");
    assert_eq!(sway.run("wl-paste", &["-n", "-t", "x-special/gnome-copied-files"]), b"copy\nfile:///x/a%20b");
    stop.send(()).unwrap();
    waker.wake();
    let mut clipboard = serves.join().unwrap();
    clipboard.clear().unwrap();
    assert_eq!(event(&mut clipboard), ClipEvent::Changed(Vec::new()));
    // Somebody else's is left alone.
    assert!(clipboard.put(vec![(ClipKind::Text, Bytes::from("noch einmal"))]).unwrap());
    assert_eq!(event(&mut clipboard), ClipEvent::Changed(Vec::new()));
    sway.spawn("wl-copy", &[], b"theirs");
    assert_eq!(event(&mut clipboard), ClipEvent::Changed(vec![ClipKind::Text]));
    clipboard.clear().unwrap();
    assert_eq!(sway.run("wl-paste", &["-n"]), b"theirs");
}
