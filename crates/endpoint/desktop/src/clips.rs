//! The thread that has the clipboard (SCR-7): it says what is on it, hands out pieces to those who ask, and puts there what came whole. It has a thread of its own because programs of the
//! desktop are waited for here, and neither a picture nor a key may wait for them.
//!
//! Nothing of a content is read before somebody asks for it; it is kept while it is the newest, for the others who ask.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use prost::Message as _;
use tokio::sync::mpsc::error::{TryRecvError, TrySendError};
use tokio::sync::mpsc::{Receiver, Sender};
use towline_platform::{ClipEvent, ClipFault, ClipKind, Clipboard, DesktopError, Holder, Waker};
use towline_wire::v1::{ClipboardAnswer, ClipboardAsk, ClipboardKind, ClipboardOffer, ClipboardOutcome, ClipboardPart};
use towline_wire::{CLIPBOARD_PICTURE, CLIPBOARD_PIECE, CLIPBOARD_TEXT, Payload};

use crate::reader::Command;

/// Asks that may wait for a content; the appliance lets no viewer have more than a few.
const ASKS: usize = 256;
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// What this thread is told.
#[derive(Debug)]
pub(crate) enum ClipCommand {
    Offers { channel: u32, on: bool },
    Close { channel: u32 },
    Ask { channel: u32, holder: Holder, ask: ClipboardAsk },
    Part { channel: u32, holder: Holder, part: ClipboardPart },
    Set { channel: u32, holder: Holder, number: u32, content: u32 },
    Files { channel: u32, holder: Holder, number: u32, paths: Vec<Bytes>, last: bool },
    Clear,
}

/// How the reader tells it.
pub(crate) struct ToClips {
    commands: Sender<ClipCommand>,
    waker: Arc<dyn Waker>,
}

impl ToClips {
    pub fn new(commands: Sender<ClipCommand>, waker: Arc<dyn Waker>) -> ToClips {
        ToClips { commands, waker }
    }

    /// `false`: more waits than anybody may have on the way.
    pub fn tell(&self, command: ClipCommand) -> bool {
        let told = !matches!(self.commands.try_send(command), Err(TrySendError::Full(_)));
        self.waker.wake();
        told
    }
}

pub(crate) struct Clips<C> {
    clipboard: C,
    commands: Receiver<ClipCommand>,
    /// Everything that leaves goes by the stream of its channel, which has the credit.
    eyes: Sender<Command>,
    waker: Arc<dyn Waker>,
    channels: BTreeSet<u32>,
    offer: u64,
    /// Something was told since watching began; the first is what was there before.
    told: bool,
    kinds: Vec<ClipKind>,
    /// What was read of the newest offer.
    known: BTreeMap<ClipKind, Result<Bytes, ClipFault>>,
    /// Kinds that are being read, and who waits for them.
    reading: BTreeSet<ClipKind>,
    asks: Vec<(u32, Holder, ClipKind, ClipboardAsk)>,
    /// What comes from the one who has the keyboard.
    coming: Option<Coming>,
    /// Paths of the files that are to be put there; the service says them, and has laid them down.
    files: BytesMut,
}

struct Coming {
    holder: Holder,
    content: u32,
    parts: BTreeMap<ClipKind, (usize, BytesMut)>,
}

impl<C: Clipboard> Clips<C> {
    pub fn new(
        clipboard: C,
        commands: Receiver<ClipCommand>,
        eyes: Sender<Command>,
        waker: Arc<dyn Waker>,
    ) -> Clips<C> {
        Clips {
            clipboard,
            commands,
            eyes,
            waker,
            channels: BTreeSet::new(),
            offer: 0,
            told: false,
            kinds: Vec::new(),
            known: BTreeMap::new(),
            reading: BTreeSet::new(),
            asks: Vec::new(),
            coming: None,
            files: BytesMut::new(),
        }
    }

    /// Runs until the commands end; then what was put on the clipboard is taken off again.
    pub fn run(mut self) -> Result<(), DesktopError> {
        loop {
            loop {
                match self.commands.try_recv() {
                    Ok(command) => self.obey(command)?,
                    Err(TryRecvError::Empty) => break,
                    Err(TryRecvError::Disconnected) => return self.clipboard.clear(),
                }
            }
            while let Some(event) = self.clipboard.next_event()? {
                self.see(event);
            }
            self.clipboard.wait()?;
        }
    }

    fn obey(&mut self, command: ClipCommand) -> Result<(), DesktopError> {
        match command {
            ClipCommand::Offers { channel, on } => self.offers(channel, on)?,
            ClipCommand::Close { channel } => self.offers(channel, false)?,
            ClipCommand::Ask { channel, holder, ask } => self.ask(channel, holder, ask)?,
            ClipCommand::Part { channel, holder, part } => {
                let number = part.number;
                let outcome = if self.take(holder, part) { ClipboardOutcome::Done } else { ClipboardOutcome::Refused };
                self.answer(channel, holder, number, outcome);
            }
            ClipCommand::Set { channel, holder, number, content } => {
                let outcome = self.set(holder, content)?;
                self.answer(channel, holder, number, outcome);
            }
            ClipCommand::Files { channel, holder, number, paths, last } => {
                for path in paths {
                    self.files.extend_from_slice(&path);
                    self.files.extend_from_slice(&[0]);
                }
                if last {
                    let outcome = self.set_files()?;
                    self.answer(channel, holder, number, outcome);
                }
            }
            ClipCommand::Clear => {
                self.coming = None;
                self.clipboard.clear()?;
            }
        }
        Ok(())
    }

    fn offers(&mut self, channel: u32, on: bool) -> Result<(), DesktopError> {
        let watched = !self.channels.is_empty();
        let changed = if on { self.channels.insert(channel) } else { self.channels.remove(&channel) };
        if !changed {
            return Ok(());
        }
        self.asks.retain(|(of, ..)| on || *of != channel);
        if watched != self.channels.is_empty() {
            // Others look already, or still.
            if on {
                self.send(channel, &self.offered(true));
            }
            return Ok(());
        }
        self.forget();
        self.told = false;
        self.clipboard.watch(on)
    }

    /// Nothing of what was read is kept.
    fn forget(&mut self) {
        self.offer += 1;
        self.kinds.clear();
        self.known.clear();
        self.reading.clear();
        for (channel, holder, _, ask) in std::mem::take(&mut self.asks) {
            self.answer(channel, holder, ask.number, ClipboardOutcome::Changed);
        }
    }

    fn see(&mut self, event: ClipEvent) {
        match event {
            ClipEvent::Changed(_) if self.channels.is_empty() => {}
            ClipEvent::Changed(kinds) => {
                // Of a clipboard that is and stays empty, or ours, once is enough.
                let already = !std::mem::replace(&mut self.told, true);
                if self.kinds.is_empty() && kinds.is_empty() && !already {
                    return;
                }
                self.forget();
                self.kinds = kinds;
                let offer = self.offered(already);
                self.channels.iter().for_each(|channel| self.send(*channel, &offer));
            }
            ClipEvent::Read(kind, outcome) => {
                if !self.reading.remove(&kind) {
                    return;
                }
                self.known.insert(kind, outcome);
                let asks: Vec<_> = self.asks.extract_if(.., |(_, _, of, _)| *of == kind).collect();
                asks.into_iter().for_each(|(channel, holder, kind, ask)| self.hand_out(channel, holder, kind, &ask));
            }
        }
    }

    fn ask(&mut self, channel: u32, holder: Holder, ask: ClipboardAsk) -> Result<(), DesktopError> {
        let kind = kind_of(ask.kind()).filter(|kind| self.kinds.contains(kind));
        let Some(kind) = kind.filter(|_| ask.offer == self.offer && self.channels.contains(&channel)) else {
            self.answer(channel, holder, ask.number, ClipboardOutcome::Changed);
            return Ok(());
        };
        if self.known.contains_key(&kind) {
            self.hand_out(channel, holder, kind, &ask);
            return Ok(());
        }
        if self.asks.len() >= ASKS {
            self.answer(channel, holder, ask.number, ClipboardOutcome::Refused);
            return Ok(());
        }
        self.asks.push((channel, holder, kind, ask));
        if self.reading.insert(kind) {
            self.clipboard.read(kind, most(kind))?;
        }
        Ok(())
    }

    fn hand_out(&self, channel: u32, holder: Holder, kind: ClipKind, ask: &ClipboardAsk) {
        let whole = match self.known.get(&kind) {
            Some(Ok(whole)) => whole,
            Some(Err(fault)) => {
                let outcome = match fault {
                    ClipFault::Changed => ClipboardOutcome::Changed,
                    ClipFault::TooLarge => ClipboardOutcome::TooLarge,
                    ClipFault::NoAnswer => ClipboardOutcome::NoAnswer,
                };
                return self.answer(channel, holder, ask.number, outcome);
            }
            None => return,
        };
        let from = usize::try_from(ask.offset).unwrap_or(usize::MAX);
        if from > whole.len() {
            return self.answer(channel, holder, ask.number, ClipboardOutcome::Refused);
        }
        let piece = match usize::try_from(ask.most) {
            Ok(most) if most > 0 => most.min(CLIPBOARD_PIECE),
            _ => CLIPBOARD_PIECE,
        };
        let piece = Payload::ClipboardPiece {
            viewer: holder.1,
            participant: holder.0,
            number: ask.number,
            total: u32::try_from(whole.len()).unwrap_or(u32::MAX),
            offset: ask.offset,
            bytes: whole.slice(from..whole.len().min(from + piece)),
        };
        self.send(channel, &piece);
    }

    /// A part of what is to be put on the clipboard. `false`: it does not fit what came before, and nothing of it is kept.
    fn take(&mut self, holder: Holder, part: ClipboardPart) -> bool {
        if self.coming.as_ref().is_none_or(|coming| (coming.holder, coming.content) != (holder, part.content)) {
            self.coming = Some(Coming { holder, content: part.content, parts: BTreeMap::new() });
        }
        let taken = self.coming.as_mut().is_some_and(|coming| coming.take(&part));
        if !taken {
            self.coming = None;
        }
        taken
    }

    fn set(&mut self, holder: Holder, content: u32) -> Result<ClipboardOutcome, DesktopError> {
        let whole = self.coming.take_if(|coming| (coming.holder, coming.content) == (holder, content));
        let Some(whole) = whole.and_then(Coming::whole) else { return Ok(ClipboardOutcome::Refused) };
        let put = self.clipboard.put(whole)?;
        Ok(if put { ClipboardOutcome::Done } else { ClipboardOutcome::NoAnswer })
    }

    fn set_files(&mut self) -> Result<ClipboardOutcome, DesktopError> {
        let paths = std::mem::take(&mut self.files).freeze();
        if paths.is_empty() || paths.len() > CLIPBOARD_TEXT {
            return Ok(ClipboardOutcome::Refused);
        }
        self.coming = None;
        let put = self.clipboard.put(vec![(ClipKind::Files, paths)])?;
        Ok(if put { ClipboardOutcome::Done } else { ClipboardOutcome::NoAnswer })
    }

    fn offered(&self, already: bool) -> Payload {
        let kinds = self.kinds.iter().map(|kind| i32::from(wire_kind(*kind))).collect();
        Payload::ClipboardOffer(ClipboardOffer { offer: self.offer, kinds, already }.encode_to_vec().into())
    }

    fn answer(&self, channel: u32, holder: Holder, number: u32, outcome: ClipboardOutcome) {
        let body = ClipboardAnswer { number, outcome: outcome.into() }.encode_to_vec().into();
        self.send(channel, &Payload::ClipboardAnswer { viewer: holder.1, body });
    }

    fn send(&self, channel: u32, payload: &Payload) {
        // Eyes that ended are told of by their own result.
        if self.eyes.blocking_send(Command::Clip { channel, payload: payload.encode() }).is_ok() {
            self.waker.wake();
        }
    }
}

impl Coming {
    fn take(&mut self, part: &ClipboardPart) -> bool {
        // Which files may be put there is the service's to say.
        let Some(kind) = kind_of(part.kind()).filter(|kind| *kind != ClipKind::Files) else { return false };
        let total = usize::try_from(part.total).unwrap_or(usize::MAX);
        if total > most(kind) {
            return false;
        }
        let (of, have) = self.parts.entry(kind).or_insert_with(|| (total, BytesMut::new()));
        let follows = *of == total && have.len() == usize::try_from(part.offset).unwrap_or(usize::MAX);
        if !follows || part.data.len() > CLIPBOARD_PIECE || have.len() + part.data.len() > total {
            return false;
        }
        have.extend_from_slice(&part.data);
        true
    }

    /// All of it, if all is there and what it says to be.
    fn whole(self) -> Option<Vec<(ClipKind, Bytes)>> {
        let parts = self.parts.into_iter().map(|(kind, (total, have))| match kind {
            _ if have.len() < total => None,
            ClipKind::Png => have.starts_with(PNG).then(|| (kind, have.freeze())),
            ClipKind::Files => None,
            ClipKind::Text | ClipKind::Html => {
                let text = std::str::from_utf8(&have).ok()?;
                Some((kind, Bytes::from(text.replace("\r\n", "\n").replace('\0', ""))))
            }
        });
        parts.collect::<Option<Vec<_>>>().filter(|parts| !parts.is_empty())
    }
}

fn most(kind: ClipKind) -> usize {
    match kind {
        ClipKind::Text | ClipKind::Html | ClipKind::Files => CLIPBOARD_TEXT,
        ClipKind::Png => CLIPBOARD_PICTURE,
    }
}

fn kind_of(kind: ClipboardKind) -> Option<ClipKind> {
    match kind {
        ClipboardKind::Text => Some(ClipKind::Text),
        ClipboardKind::Html => Some(ClipKind::Html),
        ClipboardKind::Png => Some(ClipKind::Png),
        ClipboardKind::Files => Some(ClipKind::Files),
        ClipboardKind::Unspecified => None,
    }
}

fn wire_kind(kind: ClipKind) -> ClipboardKind {
    match kind {
        ClipKind::Text => ClipboardKind::Text,
        ClipKind::Html => ClipboardKind::Html,
        ClipKind::Png => ClipboardKind::Png,
        ClipKind::Files => ClipboardKind::Files,
    }
}
