//! The clipboard on a real X server, with other programs that own it, ask for it, and misbehave (SCR-7).

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod clipboard_peer;
mod display;

use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use clipboard_peer::{Manners, Owner, Reader};
use display::Display;
use towline_platform::{ClipEvent, ClipFault, ClipKind, Clipboard, Desktop};
use towline_platform_linux::x11::{X11Clipboard, X11Desktop};

const MIB: usize = 1024 * 1024;

fn open(display: &Display) -> X11Clipboard {
    X11Desktop::open(&display.name).unwrap().clipboard().unwrap()
}

/// The next thing that happens.
fn next(clipboard: &mut X11Clipboard) -> ClipEvent {
    loop {
        if let Some(event) = clipboard.next_event().unwrap() {
            return event;
        }
        clipboard.wait().unwrap();
    }
}

/// Waits for what somebody else puts on the clipboard.
fn changed(clipboard: &mut X11Clipboard) -> Vec<ClipKind> {
    let event = next(clipboard);
    assert!(matches!(event, ClipEvent::Changed(_)), "{event:?}");
    if let ClipEvent::Changed(kinds) = event { kinds } else { Vec::new() }
}

fn read(clipboard: &mut X11Clipboard, kind: ClipKind, most: usize) -> Result<Bytes, ClipFault> {
    clipboard.read(kind, most).unwrap();
    let event = next(clipboard);
    assert!(matches!(&event, ClipEvent::Read(of, _) if *of == kind), "{event:?}");
    if let ClipEvent::Read(_, outcome) = event { outcome } else { Err(ClipFault::Changed) }
}

/// What another program gets that asks for these, while the clipboard is served.
fn asked(display: &Display, clipboard: &mut X11Clipboard, targets: &[&str]) -> Vec<Option<Vec<u8>>> {
    let (waker, over) = (clipboard.waker(), AtomicBool::new(false));
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| {
            let mut reader = Reader::at(&display.name);
            let got = targets.iter().map(|target| reader.read(target)).collect();
            over.store(true, Ordering::Release);
            waker.wake();
            got
        });
        while !over.load(Ordering::Acquire) {
            while clipboard.next_event().unwrap().is_some() {}
            clipboard.wait().unwrap();
        }
        asking.join().unwrap()
    })
}

fn noise(bytes: usize) -> Vec<u8> {
    (0..bytes).map(|at| (at * 31 % 251) as u8).collect()
}

fn png(bytes: usize) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n".as_slice(), &noise(bytes)].concat()
}

#[test]
fn what_other_programs_copy_is_told_in_kinds_and_read_whole_in_one_piece_or_in_many_scr_7() {
    let display = Display::start("320x200x24");
    let mut clipboard = open(&display);
    clipboard.watch(true).unwrap();
    assert_eq!(changed(&mut clipboard), []);
    let (text, picture) = ("Grüße ".repeat(150_000 / 8), png(5 * MIB));
    let _owner = Owner::take(
        &display.name,
        Manners::Serves,
        &[("UTF8_STRING", text.as_bytes()), ("text/html", b"<b>Gr\xc3\xbc\xc3\x9fe</b>"), ("image/png", &picture)],
    );
    assert_eq!(changed(&mut clipboard), [ClipKind::Text, ClipKind::Html, ClipKind::Png]);
    assert_eq!(read(&mut clipboard, ClipKind::Html, MIB).unwrap(), "<b>Grüße</b>");
    assert_eq!(read(&mut clipboard, ClipKind::Text, MIB).unwrap(), text);
    assert_eq!(read(&mut clipboard, ClipKind::Png, 16 * MIB).unwrap(), picture);
    // A program of old, which knows no Unicode.
    let _owner = Owner::take(&display.name, Manners::Serves, &[("STRING", b"Gr\xfc\xdfe")]);
    assert_eq!(changed(&mut clipboard), [ClipKind::Text]);
    assert_eq!(read(&mut clipboard, ClipKind::Text, MIB).unwrap(), "Grüße");
}

#[test]
fn what_is_on_the_clipboard_when_watching_begins_is_told_and_nothing_while_nobody_watches_scr_7() {
    let display = Display::start("320x200x24");
    let mut clipboard = open(&display);
    let owner = Owner::take(&display.name, Manners::Serves, &[("UTF8_STRING", b"before")]);
    clipboard.watch(true).unwrap();
    assert_eq!(changed(&mut clipboard), [ClipKind::Text]);
    clipboard.watch(false).unwrap();
    let asks = owner.asks();
    let other = Owner::take(&display.name, Manners::Serves, &[("UTF8_STRING", b"unseen")]);
    while clipboard.next_event().unwrap().is_some() {}
    assert_eq!(other.asks(), 0);
    assert_eq!(asks, 1, "whoever owns it is asked for its targets, and for no content");
    clipboard.watch(true).unwrap();
    assert_eq!(changed(&mut clipboard), [ClipKind::Text]);
    assert_eq!(read(&mut clipboard, ClipKind::Text, MIB).unwrap(), "unseen");
}

#[test]
fn what_is_too_large_is_said_to_be_however_it_is_announced_scr_7() {
    let display = Display::start("320x200x24");
    let mut clipboard = open(&display);
    clipboard.watch(true).unwrap();
    changed(&mut clipboard);
    for (manners, bytes) in [
        // In one piece.
        (Manners::Serves, 50_000),
        // In many, as announced; with a lie; without an end.
        (Manners::Serves, 300_000),
        (Manners::AnnouncesLittle, 300_000),
        (Manners::NeverEnds, 300_000),
    ] {
        let content = noise(bytes).iter().map(|byte| b'a' + byte % 26).collect::<Vec<u8>>();
        let _owner = Owner::take(&display.name, manners, &[("UTF8_STRING", &content)]);
        assert_eq!(changed(&mut clipboard), [ClipKind::Text]);
        assert_eq!(read(&mut clipboard, ClipKind::Text, 40_000), Err(ClipFault::TooLarge), "{manners:?} {bytes}");
    }
}

#[test]
fn a_program_whose_content_is_too_large_or_too_late_keeps_it_for_others_scr_7() {
    let display = Display::start("320x200x24");
    let mut clipboard = open(&display);
    clipboard.watch(true).unwrap();
    changed(&mut clipboard);
    let long = vec![b'x'; 900_000];
    for manners in [Manners::Serves, Manners::AnnouncesLittle] {
        let _owner = Owner::take(&display.name, manners, &[("UTF8_STRING", &long)]);
        assert_eq!(changed(&mut clipboard), [ClipKind::Text]);
        assert_eq!(read(&mut clipboard, ClipKind::Text, 40_000), Err(ClipFault::TooLarge), "{manners:?}");
        assert_eq!(asked(&display, &mut clipboard, &["UTF8_STRING"]), [Some(long.clone())], "{manners:?}");
    }
    // Asked, and given up at once.
    let _owner = Owner::take(&display.name, Manners::Serves, &[("UTF8_STRING", &long)]);
    assert_eq!(changed(&mut clipboard), [ClipKind::Text]);
    clipboard.read(ClipKind::Text, MIB).unwrap();
    clipboard.watch(false).unwrap();
    assert_eq!(next(&mut clipboard), ClipEvent::Read(ClipKind::Text, Err(ClipFault::Changed)));
    assert_eq!(asked(&display, &mut clipboard, &["UTF8_STRING"]), [Some(long)]);
}

#[test]
fn an_owner_that_never_answers_breaks_off_or_lies_holds_nothing_up_scr_7() {
    let display = Display::start("320x200x24");
    let mut clipboard = open(&display);
    clipboard.watch(true).unwrap();
    changed(&mut clipboard);
    let long = vec![b'x'; 300_000];
    // Half of it came, and then nothing: no half content.
    let _owner = Owner::take(&display.name, Manners::StopsHalfWay, &[("UTF8_STRING", &long)]);
    assert_eq!(changed(&mut clipboard), [ClipKind::Text]);
    assert_eq!(read(&mut clipboard, ClipKind::Text, MIB), Err(ClipFault::NoAnswer));
    let _owner = Owner::take(&display.name, Manners::Serves, &[("image/png", b"GIF89a")]);
    assert_eq!(changed(&mut clipboard), [ClipKind::Png]);
    assert_eq!(read(&mut clipboard, ClipKind::Png, MIB), Err(ClipFault::NoAnswer));
    let _owner = Owner::take(&display.name, Manners::TargetsOnly, &[("UTF8_STRING", b"refused")]);
    assert_eq!(changed(&mut clipboard), [ClipKind::Text]);
    assert_eq!(read(&mut clipboard, ClipKind::Text, MIB), Err(ClipFault::NoAnswer));
    // It does not even say what it has.
    let _owner = Owner::take(&display.name, Manners::Silent, &[("UTF8_STRING", b"never")]);
    assert_eq!(changed(&mut clipboard), []);
    // The next program is heard as ever.
    let _owner = Owner::take(&display.name, Manners::Serves, &[("UTF8_STRING", b"well")]);
    assert_eq!(changed(&mut clipboard), [ClipKind::Text]);
    assert_eq!(read(&mut clipboard, ClipKind::Text, MIB).unwrap(), "well");
}

#[test]
fn an_owner_that_dies_or_is_overtaken_while_it_is_read_is_told_at_once_scr_7() {
    let display = Display::start("320x200x24");
    let mut clipboard = open(&display);
    clipboard.watch(true).unwrap();
    changed(&mut clipboard);
    let long = vec![b'x'; 300_000];
    let _dying = Owner::take(&display.name, Manners::DiesHalfWay, &[("UTF8_STRING", &long)]);
    assert_eq!(changed(&mut clipboard), [ClipKind::Text]);
    assert_eq!(read(&mut clipboard, ClipKind::Text, MIB), Err(ClipFault::Changed));
    assert_eq!(changed(&mut clipboard), []);
    let _owner = Owner::take(&display.name, Manners::StopsHalfWay, &[("UTF8_STRING", &long)]);
    assert_eq!(changed(&mut clipboard), [ClipKind::Text]);
    clipboard.read(ClipKind::Text, MIB).unwrap();
    let _other = Owner::take(&display.name, Manners::Serves, &[("UTF8_STRING", b"newer")]);
    assert_eq!(next(&mut clipboard), ClipEvent::Read(ClipKind::Text, Err(ClipFault::Changed)));
    assert_eq!(changed(&mut clipboard), [ClipKind::Text]);
    assert_eq!(read(&mut clipboard, ClipKind::Text, MIB).unwrap(), "newer");
}

#[test]
fn what_is_put_there_is_pasted_by_other_programs_in_their_own_words_scr_7() {
    let display = Display::start("320x200x24");
    let mut clipboard = open(&display);
    let picture = png(3 * MIB);
    let content = vec![
        (ClipKind::Text, Bytes::from_static("Grüße 漢".as_bytes())),
        (ClipKind::Html, Bytes::from_static("<b>Grüße</b>".as_bytes())),
        (ClipKind::Png, Bytes::from(picture.clone())),
    ];
    assert!(clipboard.put(content).unwrap());
    let targets = ["UTF8_STRING", "STRING", "TEXT", "text/plain;charset=utf-8", "text/html", "image/png", "image/tiff"];
    let got = asked(&display, &mut clipboard, &targets);
    let text = |at: usize| String::from_utf8_lossy(got[at].as_deref().unwrap()).into_owned();
    assert_eq!([text(0), text(2), text(3)], ["Grüße 漢"; 3]);
    assert_eq!(got[1].as_deref().unwrap(), b"Gr\xfc\xdfe ?");
    assert!(text(4).starts_with("<meta ") && text(4).ends_with("<b>Grüße</b>"));
    assert_eq!(got[5].as_deref().unwrap(), picture);
    assert_eq!(got[6], None);
    // Several at once, as some do; and what the list of targets says is there.
    let (waker, over) = (clipboard.waker(), AtomicBool::new(false));
    let (many, named) = std::thread::scope(|scope| {
        let asking = scope.spawn(|| {
            let mut reader = Reader::at(&display.name);
            let many = reader.read_many(&["UTF8_STRING", "image/tiff", "TIMESTAMP"]);
            let named = reader.targets();
            over.store(true, Ordering::Release);
            waker.wake();
            (many, named)
        });
        while !over.load(Ordering::Acquire) {
            while clipboard.next_event().unwrap().is_some() {}
            clipboard.wait().unwrap();
        }
        asking.join().unwrap()
    });
    assert_eq!(many[0].as_deref().unwrap(), "Grüße 漢".as_bytes());
    assert_eq!((many[1].is_none(), many[2].as_ref().map(Vec::len)), (true, Some(4)));
    for name in ["TARGETS", "MULTIPLE", "UTF8_STRING", "text/html", "image/png", "x-kde-passwordManagerHint"] {
        assert!(named.iter().any(|has| has == name), "{name}");
    }
}

#[test]
fn what_we_put_there_is_not_told_as_news_and_goes_when_it_is_taken_off_or_overtaken_scr_7() {
    let display = Display::start("320x200x24");
    let mut clipboard = open(&display);
    clipboard.watch(true).unwrap();
    changed(&mut clipboard);
    let ours = || vec![(ClipKind::Text, Bytes::from_static(b"ours"))];
    assert!(clipboard.put(ours()).unwrap());
    assert_eq!(changed(&mut clipboard), []);
    assert!(clipboard.put(ours()).unwrap());
    assert_eq!(changed(&mut clipboard), []);
    assert_eq!(asked(&display, &mut clipboard, &["UTF8_STRING"])[0].as_deref(), Some(&b"ours"[..]));
    clipboard.clear().unwrap();
    assert_eq!(changed(&mut clipboard), []);
    assert_eq!(Reader::at(&display.name).read("UTF8_STRING"), None);
    // What somebody else has by now is not taken off.
    assert!(clipboard.put(ours()).unwrap());
    assert_eq!(changed(&mut clipboard), []);
    let _owner = Owner::take(&display.name, Manners::Serves, &[("UTF8_STRING", b"theirs")]);
    assert_eq!(changed(&mut clipboard), [ClipKind::Text]);
    clipboard.clear().unwrap();
    assert_eq!(read(&mut clipboard, ClipKind::Text, MIB).unwrap(), "theirs");
    // With the helper it goes.
    assert!(clipboard.put(ours()).unwrap());
    drop(clipboard);
    assert_eq!(Reader::at(&display.name).read("UTF8_STRING"), None);
}

#[test]
fn programs_that_ask_and_go_or_ask_for_too_much_at_once_harm_nobody_scr_7() {
    let display = Display::start("320x200x24");
    let mut clipboard = open(&display);
    assert!(clipboard.put(vec![(ClipKind::Text, Bytes::from(vec![b'y'; 200_000]))]).unwrap());
    // Each begins a long one and goes away, and one keeps asking without ever taking a piece.
    for _ in 0..20 {
        Reader::at(&display.name).ask_only("UTF8_STRING");
        while clipboard.next_event().unwrap().is_some() {}
    }
    let mut greedy = Reader::at(&display.name);
    for _ in 0..40 {
        greedy.ask_only("UTF8_STRING");
    }
    while clipboard.next_event().unwrap().is_some() {}
    for _ in 0..2 {
        let got = asked(&display, &mut clipboard, &["UTF8_STRING"]);
        assert_eq!(got[0].as_ref().map(Vec::len), Some(200_000));
    }
    drop(greedy);
}

#[test]
fn files_are_told_as_paths_and_pasted_as_file_managers_do_scr_7() {
    let display = Display::start("320x200x24");
    let mut clipboard = open(&display);
    clipboard.watch(true).unwrap();
    assert_eq!(changed(&mut clipboard), []);
    let dolphin = b"file:///tmp/a%20b\r\nfile://elsewhere/c\r\n".as_slice();
    let marks: &[(&str, &[u8])] = &[("text/uri-list", dolphin), ("application/x-kde-cutselection", b"1")];
    let _owner = Owner::take(&display.name, Manners::Serves, marks);
    assert_eq!(changed(&mut clipboard), [ClipKind::Files]);
    assert_eq!(read(&mut clipboard, ClipKind::Files, MIB).unwrap(), "/tmp/a b\0");
    // As older ones do, beside the text that they paste into an editor.
    let nautilus = b"copy\nfile:///tmp/%C3%BC\nfile:///tmp/n%0Al".as_slice();
    let words: &[(&str, &[u8])] = &[("x-special/gnome-copied-files", nautilus), ("UTF8_STRING", b"/tmp/\xc3\xbc")];
    let _owner = Owner::take(&display.name, Manners::Serves, words);
    assert_eq!(changed(&mut clipboard), [ClipKind::Text, ClipKind::Files]);
    assert_eq!(read(&mut clipboard, ClipKind::Files, MIB).unwrap(), "/tmp/\u{fc}\0/tmp/n\nl\0");
    // What is too much is not read.
    let _owner = Owner::take(&display.name, Manners::Serves, &[("text/uri-list", &noise(10 * MIB))]);
    assert_eq!(changed(&mut clipboard), [ClipKind::Files]);
    assert_eq!(read(&mut clipboard, ClipKind::Files, MIB), Err(ClipFault::TooLarge));
    assert!(clipboard.put(vec![(ClipKind::Files, Bytes::from_static(b"/x/a b\0/x/\xff\0"))]).unwrap());
    let got = asked(&display, &mut clipboard, &["text/uri-list", "x-special/gnome-copied-files", "UTF8_STRING"]);
    assert_eq!(got[0].as_deref().unwrap(), b"file:///x/a%20b\r\nfile:///x/%FF\r\n");
    assert_eq!(got[1].as_deref().unwrap(), b"copy\nfile:///x/a%20b\nfile:///x/%FF");
    assert_eq!(got[2], None);
}
