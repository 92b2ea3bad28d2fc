//! Other programs of the desktop: one that owns the clipboard, well or badly, and one that asks for it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, dead_code)]

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;

use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ChangeWindowAttributesAux, ConnectionExt as _, CreateWindowAux, EventMask, PropMode, Property,
    SELECTION_NOTIFY_EVENT, SelectionNotifyEvent, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

const PIECE: usize = 60_000;

/// How a program behaves that is asked for what it copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manners {
    Serves,
    Silent,
    TargetsOnly,
    AnnouncesLittle,
    NeverEnds,
    StopsHalfWay,
    DiesHalfWay,
}

struct Wires {
    connection: RustConnection,
    window: Window,
}

impl Wires {
    fn to(display: &str) -> Wires {
        let (connection, screen) = RustConnection::connect(Some(display)).unwrap();
        let root = connection.setup().roots[screen].root;
        let window = connection.generate_id().unwrap();
        let events = CreateWindowAux::new().event_mask(EventMask::PROPERTY_CHANGE);
        connection.create_window(0, window, root, 0, 0, 1, 1, 0, WindowClass::INPUT_ONLY, 0, &events).unwrap();
        connection.sync().unwrap();
        Wires { connection, window }
    }

    fn atom(&self, name: &str) -> Atom {
        self.connection.intern_atom(false, name.as_bytes()).unwrap().reply().unwrap().atom
    }
}

/// A program that has copied something. It ends with the X server, or when its manners say so.
pub struct Owner(Arc<AtomicUsize>);

impl Owner {
    pub fn take(display: &str, manners: Manners, content: &[(&str, &[u8])]) -> Owner {
        let wires = Wires::to(display);
        let content: HashMap<Atom, Vec<u8>> =
            content.iter().map(|(target, bytes)| (wires.atom(target), bytes.to_vec())).collect();
        let (asks, (owns, owned)) = (Arc::new(AtomicUsize::new(0)), channel());
        let counted = asks.clone();
        std::thread::spawn(move || {
            let clipboard = wires.atom("CLIPBOARD");
            wires.connection.set_selection_owner(wires.window, clipboard, x11rb::CURRENT_TIME).unwrap();
            wires.connection.sync().unwrap();
            owns.send(()).unwrap();
            serve(&wires, manners, &content, &counted)
        });
        owned.recv().unwrap();
        Owner(asks)
    }

    /// How often it was asked for something.
    pub fn asks(&self) -> usize {
        self.0.load(Ordering::Acquire)
    }
}

/// `None`: it is over.
fn serve(wires: &Wires, manners: Manners, content: &HashMap<Atom, Vec<u8>>, asks: &AtomicUsize) -> Option<()> {
    let (connection, targets, incr) = (&wires.connection, wires.atom("TARGETS"), wires.atom("INCR"));
    let mut pieces: HashMap<(Window, Atom), (Atom, Vec<u8>, usize)> = HashMap::new();
    loop {
        match connection.wait_for_event().ok()? {
            Event::SelectionRequest(asked) => {
                asks.fetch_add(1, Ordering::AcqRel);
                if manners == Manners::Silent {
                    continue;
                }
                let replace = PropMode::REPLACE;
                let mut property = asked.property;
                if asked.target == targets {
                    let list: Vec<Atom> = content.keys().copied().chain([targets]).collect();
                    connection.change_property32(replace, asked.requestor, property, AtomEnum::ATOM, &list).ok()?;
                } else if manners == Manners::TargetsOnly || !content.contains_key(&asked.target) {
                    property = x11rb::NONE;
                } else if content[&asked.target].len() <= PIECE {
                    let bytes = &content[&asked.target];
                    connection.change_property8(replace, asked.requestor, property, asked.target, bytes).ok()?;
                } else {
                    let events = ChangeWindowAttributesAux::new().event_mask(EventMask::PROPERTY_CHANGE);
                    connection.change_window_attributes(asked.requestor, &events).ok()?;
                    let bytes = content[&asked.target].clone();
                    let honest = matches!(manners, Manners::Serves | Manners::StopsHalfWay | Manners::DiesHalfWay);
                    let announced = [if honest { bytes.len() as u32 } else { 1 }];
                    connection.change_property32(replace, asked.requestor, property, incr, &announced).ok()?;
                    pieces.insert((asked.requestor, property), (asked.target, bytes, 0));
                }
                let told = SelectionNotifyEvent {
                    response_type: SELECTION_NOTIFY_EVENT,
                    sequence: 0,
                    time: asked.time,
                    requestor: asked.requestor,
                    selection: asked.selection,
                    target: asked.target,
                    property,
                };
                connection.send_event(false, asked.requestor, EventMask::NO_EVENT, told).ok()?;
                connection.flush().ok()?;
            }
            Event::PropertyNotify(event) if event.state == Property::DELETE => {
                let Some((target, bytes, at)) = pieces.get_mut(&(event.window, event.atom)) else { continue };
                match manners {
                    Manners::StopsHalfWay if *at > 0 => continue,
                    Manners::DiesHalfWay if *at > 0 => return None,
                    Manners::NeverEnds => *at = 0,
                    _ => {}
                }
                let piece = &bytes[*at..bytes.len().min(*at + PIECE)];
                *at += piece.len();
                let ends = piece.is_empty();
                connection.change_property8(PropMode::REPLACE, event.window, event.atom, *target, piece).ok()?;
                // With the empty piece it is over, and nothing of it is written any more.
                if ends {
                    pieces.remove(&(event.window, event.atom));
                }
                connection.flush().ok()?;
            }
            // As programs end that reckon with no error: whoever asked is gone.
            Event::Error(_) => return None,
            _ => {}
        }
    }
}

/// A program that pastes.
pub struct Reader {
    wires: Wires,
    asked: u32,
}

impl Reader {
    pub fn at(display: &str) -> Reader {
        Reader { wires: Wires::to(display), asked: 0 }
    }

    fn convert(&mut self, target: Atom) -> Atom {
        self.asked += 1;
        let property = self.wires.atom(&format!("PASTED_{}", self.asked));
        let (clipboard, window) = (self.wires.atom("CLIPBOARD"), self.wires.window);
        self.wires.connection.convert_selection(window, clipboard, target, property, x11rb::CURRENT_TIME).unwrap();
        self.wires.connection.flush().unwrap();
        property
    }

    /// Asks, and does not wait for what comes.
    pub fn ask_only(&mut self, target: &str) {
        let target = self.wires.atom(target);
        self.convert(target);
        self.wires.connection.sync().unwrap();
    }

    pub fn read(&mut self, target: &str) -> Option<Vec<u8>> {
        let target = self.wires.atom(target);
        let property = self.convert(target);
        if !self.answered() {
            return None;
        }
        Some(self.take(property))
    }

    pub fn read_many(&mut self, targets: &[&str]) -> Vec<Option<Vec<u8>>> {
        let (pair, many) = (self.wires.atom("ATOM_PAIR"), self.wires.atom("MULTIPLE"));
        let pairs: Vec<Atom> = targets
            .iter()
            .enumerate()
            .flat_map(|(at, target)| [self.wires.atom(target), self.wires.atom(&format!("MANY_{at}"))])
            .collect();
        let (connection, window) = (&self.wires.connection, self.wires.window);
        let property = self.wires.atom("MANY");
        connection.change_property32(PropMode::REPLACE, window, property, pair, &pairs).unwrap();
        let clipboard = self.wires.atom("CLIPBOARD");
        connection.convert_selection(window, clipboard, many, property, x11rb::CURRENT_TIME).unwrap();
        connection.flush().unwrap();
        assert!(self.answered());
        let done = self.wires.connection.get_property(true, window, property, pair, 0, 100).unwrap().reply().unwrap();
        let done: Vec<Atom> = done.value32().unwrap().collect();
        done.chunks(2).map(|pair| (pair[1] != x11rb::NONE).then(|| self.take(pair[1]))).collect()
    }

    pub fn targets(&mut self) -> Vec<String> {
        let list = self.read("TARGETS").unwrap();
        let atoms = list.chunks(4).map(|bytes| Atom::from_ne_bytes(bytes.try_into().unwrap()));
        let name = |atom| self.wires.connection.get_atom_name(atom).unwrap().reply().unwrap().name;
        atoms.map(|atom| String::from_utf8(name(atom)).unwrap()).collect()
    }

    fn answered(&self) -> bool {
        loop {
            if let Event::SelectionNotify(event) = self.wires.connection.wait_for_event().unwrap() {
                return event.property != x11rb::NONE;
            }
        }
    }

    /// What was written into a property, in one piece or in many.
    fn take(&self, property: Atom) -> Vec<u8> {
        let (incr, (first, kind)) = (self.wires.atom("INCR"), self.property(property));
        if kind != incr {
            return first;
        }
        let mut whole = Vec::new();
        loop {
            let Event::PropertyNotify(event) = self.wires.connection.wait_for_event().unwrap() else { continue };
            if event.atom != property || event.state != Property::NEW_VALUE {
                continue;
            }
            let (piece, kind) = self.property(property);
            // The announcement itself, seen late.
            if kind == x11rb::NONE {
                continue;
            }
            if piece.is_empty() {
                return whole;
            }
            whole.extend(piece);
        }
    }

    fn property(&self, property: Atom) -> (Vec<u8>, Atom) {
        let (connection, window) = (&self.wires.connection, self.wires.window);
        let read = connection.get_property(true, window, property, AtomEnum::ANY, 0, 1 << 24).unwrap();
        let read = read.reply().unwrap();
        (read.value, read.type_)
    }
}
