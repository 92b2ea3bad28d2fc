//! Text arrives as typed, whatever the layouts of the rep and of the endpoint are (SCR-15): typed into a real terminal on a real X server.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod display;

use display::Display;
use towline_platform::{Desktop, Holder, InputSink, KeyBy, KeyStroke, RepModifiers};
use towline_platform_linux::x11::{X11Desktop, X11Input};

const HOLDER: Holder = (1, 7);

fn key(down: bool, code: &str, key: &str, modifiers: RepModifiers) -> KeyStroke {
    KeyStroke { down, code: code.into(), key: key.into(), modifiers, repeat: false, by: KeyBy::Automatic }
}

/// Presses and lets go of keys as a browser tells it: each is the code, the key and the modifiers.
struct Rep {
    input: X11Input,
    modifiers: RepModifiers,
}

impl Rep {
    fn at(display: &Display) -> Rep {
        let (_, mut input, _) = X11Desktop::open(&display.name).unwrap().split();
        input.pointer(HOLDER, 50, 50, 0).unwrap();
        Rep { input, modifiers: RepModifiers::default() }
    }

    fn down(&mut self, code: &str, name: &str) {
        self.input.key(HOLDER, &key(true, code, name, self.modifiers)).unwrap();
    }

    fn up(&mut self, code: &str, name: &str) {
        self.input.key(HOLDER, &key(false, code, name, self.modifiers)).unwrap();
    }

    fn strike(&mut self, code: &str, name: &str) {
        self.down(code, name);
        self.up(code, name);
    }

    fn shift(&mut self, on: bool) {
        self.modifiers.shift = on;
        if on { self.down("ShiftLeft", "Shift") } else { self.up("ShiftLeft", "Shift") }
    }

    fn alt_graph(&mut self, on: bool) {
        self.modifiers.alt_graph = on;
        if on { self.down("AltRight", "AltGraph") } else { self.up("AltRight", "AltGraph") }
    }

    fn control(&mut self, on: bool) {
        self.modifiers.control = on;
        if on { self.down("ControlLeft", "Control") } else { self.up("ControlLeft", "Control") }
    }
}

/// A German rep types: plain, shifted and third-level characters, each with the keys of a German keyboard.
fn type_german(rep: &mut Rep) -> &'static str {
    for (code, name) in
        [("KeyZ", "z"), ("KeyY", "y"), ("Semicolon", "ö"), ("Minus", "ß"), ("Slash", "-"), ("Backslash", "#")]
    {
        rep.strike(code, name);
    }
    rep.shift(true);
    for (code, name) in
        [("KeyZ", "Z"), ("Quote", "Ä"), ("Digit7", "/"), ("Minus", "?"), ("Digit0", "="), ("IntlBackslash", ">")]
    {
        rep.strike(code, name);
    }
    rep.shift(false);
    rep.alt_graph(true);
    for (code, name) in
        [("KeyQ", "@"), ("KeyE", "€"), ("Digit7", "{"), ("Minus", "\\"), ("IntlBackslash", "|"), ("BracketRight", "~")]
    {
        rep.strike(code, name);
    }
    rep.alt_graph(false);
    "zyöß-#ZÄ/?=>@€{\\|~"
}

/// A rep with a US keyboard.
fn type_american(rep: &mut Rep) -> &'static str {
    for (code, name) in
        [("KeyZ", "z"), ("KeyY", "y"), ("Semicolon", ";"), ("Quote", "'"), ("BracketLeft", "["), ("Slash", "/")]
    {
        rep.strike(code, name);
    }
    rep.shift(true);
    for (code, name) in
        [("KeyY", "Y"), ("Digit2", "@"), ("Digit7", "&"), ("Minus", "_"), ("Backquote", "~"), ("Backslash", "|")]
    {
        rep.strike(code, name);
    }
    rep.shift(false);
    "zy;'[/Y@&_~|"
}

#[test]
fn text_arrives_as_typed_for_every_pair_of_layouts_scr_15() {
    let mut display = Display::start("1280x800x24");
    let mut typed = display.terminal();
    let mut rep = Rep::at(&display);
    for layout in ["us", "de", "fr", "us", "ru"] {
        display.run("setxkbmap", &[layout]);
        let expected = type_german(&mut rep);
        assert_eq!(typed.read(expected.chars().count()), expected, "German keyboard to {layout}");
        let expected = type_american(&mut rep);
        assert_eq!(typed.read(expected.chars().count()), expected, "US keyboard to {layout}");
    }
}

#[test]
fn composed_and_foreign_text_arrives_scr_15() {
    let mut display = Display::start("1280x800x24");
    let mut typed = display.terminal();
    let mut rep = Rep::at(&display);
    // A dead key alone says nothing; the composed character comes with the next key.
    rep.strike("Backquote", "Dead");
    rep.strike("KeyE", "ê");
    // An input method: text without a key, several characters at once.
    rep.down("", "日本語");
    rep.down("", "Ж");
    rep.strike("KeyA", "a");
    let text: String = ('\u{3b1}'..='\u{3c9}').filter(|c| *c != 'ς').chain("ñőšžłđŧħ¿¡«»“”…".chars()).collect();
    for character in text.chars() {
        rep.strike("KeyQ", &character.to_string());
    }
    let expected = format!("ê日本語Жa{text}");
    assert_eq!(typed.read(expected.chars().count()), expected);
}

#[test]
fn caps_lock_follows_the_rep_and_shortcuts_follow_the_character_scr_15() {
    let mut display = Display::start("1280x800x24");
    let mut typed = display.terminal();
    let mut rep = Rep::at(&display);
    rep.modifiers.caps_lock = true;
    rep.strike("CapsLock", "CapsLock");
    rep.strike("KeyA", "A");
    rep.strike("Semicolon", "Ö");
    rep.shift(true);
    rep.strike("KeyB", "b");
    rep.strike("Quote", "ä");
    rep.shift(false);
    rep.strike("Digit1", "1");
    rep.modifiers.caps_lock = false;
    rep.strike("KeyC", "c");
    assert_eq!(typed.read(6), "AÖbä1c");
    rep.modifiers.num_lock = true;
    rep.strike("Numpad7", "7");
    rep.strike("NumpadAdd", "+");
    assert_eq!(typed.read(2), "7+");
    display.run("setxkbmap", &["de"]);
    // The rep's keyboard has z where the endpoint's has y: Control and the character count, not the place.
    rep.control(true);
    rep.strike("KeyZ", "z");
    rep.strike("KeyC", "c");
    rep.control(false);
    rep.strike("Enter", "Enter");
    rep.strike("ArrowUp", "ArrowUp");
    assert_eq!(typed.read(6), "\u{1a}\u{3}\r\u{1b}[A");
}

#[test]
fn a_held_key_repeats_as_the_reps_does_and_never_by_itself_scr_15() {
    let mut display = Display::start("1280x800x24");
    let mut typed = display.terminal();
    display.run("xset", &["r", "rate", "100", "50"]);
    let mut rep = Rep::at(&display);
    rep.down("KeyA", "a");
    for _ in 0..4 {
        let stroke = KeyStroke { repeat: true, ..key(true, "KeyA", "a", RepModifiers::default()) };
        rep.input.key(HOLDER, &stroke).unwrap();
    }
    // The link stalls for much longer than the server's own delay before it repeats.
    std::thread::sleep(std::time::Duration::from_millis(600));
    rep.up("KeyA", "a");
    rep.strike("KeyB", "b");
    assert_eq!(typed.read(6), "aaaaab");
}

#[test]
fn nothing_stays_pressed_after_release_or_loss_scr_15() {
    let mut display = Display::start("1280x800x24");
    let mut typed = display.terminal();
    let mut rep = Rep::at(&display);
    rep.shift(true);
    rep.down("KeyQ", "Q");
    rep.input.pointer(HOLDER, 60, 60, 1).unwrap();
    rep.input.release(HOLDER).unwrap();
    rep.modifiers = RepModifiers::default();
    rep.strike("KeyW", "w");
    assert_eq!(typed.read(2), "Qw");
    // The release of Shift got lost: the next key says that it is up.
    rep.shift(true);
    rep.modifiers.shift = false;
    rep.strike("KeyW", "w");
    assert_eq!(typed.read(1), "w");
    // The helper goes away with keys down.
    rep.control(true);
    rep.input.pointer(HOLDER, 60, 60, 4).unwrap();
    drop(rep);
    let mut rep = Rep::at(&display);
    rep.strike("KeyC", "c");
    assert_eq!(typed.read(1), "c");
}

#[test]
fn a_key_by_its_place_is_the_machines_own_and_one_that_no_layout_has_arrives_all_the_same_scr_15() {
    let mut display = Display::start("1280x800x24");
    let mut typed = display.terminal();
    let mut rep = Rep::at(&display);
    let place = |rep: &mut Rep, code: &str, name: &str| {
        for down in [true, false] {
            let stroke = KeyStroke { by: KeyBy::Place, ..key(down, code, name, rep.modifiers) };
            rep.input.key(HOLDER, &stroke).unwrap();
        }
    };
    for (layout, wanted) in [("us", "z;"), ("de", "yö"), ("fr", "wm"), ("es", "zñ"), ("ru", "яж")] {
        display.run("setxkbmap", &["-layout", layout]);
        place(&mut rep, "KeyZ", "z");
        place(&mut rep, "Semicolon", "ö");
        assert_eq!(typed.read(wanted.chars().count()), wanted, "{layout}");
    }
    display.run("setxkbmap", &["-layout", "us"]);
    rep.strike("F13", "F13");
    assert_eq!(typed.read(5), "\u{1b}[25~");
}

#[test]
fn text_of_every_layout_arrives_by_character_on_machines_with_others_scr_15() {
    let mut display = Display::start("1280x800x24");
    let mut typed = display.terminal();
    let mut rep = Rep::at(&display);
    // The keys of a French, a Spanish and a Russian keyboard, and what an input method of Japan gives.
    let struck = [("KeyQ", "a"), ("Digit2", "é"), ("Semicolon", "ñ"), ("KeyZ", "я"), ("", "日"), ("", "ご")];
    let wanted: String = struck.iter().map(|(_, character)| *character).collect();
    for layout in ["us", "de", "fr", "es", "ru", "jp"] {
        display.run("setxkbmap", &["-layout", layout]);
        for by in [KeyBy::Automatic, KeyBy::Character] {
            for (code, name) in struck {
                for down in [true, false] {
                    rep.input.key(HOLDER, &KeyStroke { by, ..key(down, code, name, rep.modifiers) }).unwrap();
                }
            }
            assert_eq!(typed.read(wanted.chars().count()), wanted, "{layout} {by:?}");
        }
    }
}

#[test]
fn a_pointer_that_a_program_has_is_moved_from_where_it_stands_scr_16() {
    let display = Display::start("1280x800x24");
    let mut rep = Rep::at(&display);
    rep.input.pointer(HOLDER, 300, 200, 0).unwrap();
    rep.input.nudge(HOLDER, 25, -40, 1).unwrap();
    rep.input.nudge(HOLDER, -5, 10, 0).unwrap();
    rep.input.wheel(HOLDER, None, (0, 120)).unwrap();
    let said = std::process::Command::new("xdotool")
        .args(["getmouselocation"])
        .env("DISPLAY", &display.name)
        .output()
        .unwrap();
    assert!(String::from_utf8(said.stdout).unwrap().starts_with("x:320 y:170 "));
}
