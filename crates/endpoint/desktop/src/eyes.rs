//! The thread that sees: it sleeps until the desktop, the service or a pace has something for it, and then gives every stream its turn.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::Receiver;
use tokio::sync::mpsc::error::TryRecvError;
use towline_platform::{Deaf, DesktopError, DesktopEvent, DesktopLayout, PointerShape, ScreenSource};
use towline_screen::Spare;
use towline_wire::v1::helper_up::Body as Up;
use towline_wire::v1::{
    DrawAbility, HelperClosed, HelperUp, Monitor, PrivacyAbility, Problem, ScreenOptions, ScreenStatus, SoundAbility,
};
use towline_wire::{Class, encode_control};

use crate::MakeCoder;
use crate::consent::absent;
use crate::outgoing::Outgoing;
use crate::reader::{CHANNELS, Command};
use crate::shared::Shared;
use crate::stream::{Stream, StreamError};

/// What can be done on this desktop besides looking, as it is told with the screen's status.
pub(crate) struct Abilities {
    pub privacy: PrivacyAbility,
    pub draw: DrawAbility,
}

pub(crate) struct Eyes<S> {
    source: S,
    commands: Receiver<Command>,
    outgoing: Outgoing,
    shared: Shared,
    streams: BTreeMap<u32, Stream>,
    /// Of the last stream, while there is none: whoever looks again soon waits for no memory.
    spare: Option<Spare>,
    pointer: PointerShape,
    pointer_at: Option<(u16, u16)>,
    started: Instant,
    coder: Option<MakeCoder>,
    ability: Abilities,
    /// Why nothing can be heard; empty: it can.
    deaf: &'static str,
}

impl<S: ScreenSource> Eyes<S> {
    pub fn new(
        source: S,
        commands: Receiver<Command>,
        outgoing: Outgoing,
        shared: Shared,
        coder: Option<MakeCoder>,
        ability: Abilities,
    ) -> Eyes<S> {
        let (streams, pointer, started) = (BTreeMap::new(), PointerShape::default(), Instant::now());
        let (spare, deaf) = (None, "");
        Eyes {
            source,
            commands,
            outgoing,
            shared,
            streams,
            spare,
            pointer,
            pointer_at: None,
            started,
            coder,
            ability,
            deaf,
        }
    }

    /// Whether the desktop can be heard at the beginning.
    pub fn hearing(mut self, ability: Result<(), Deaf>) -> Eyes<S> {
        self.deaf = ability.err().unwrap_or_default();
        self
    }

    /// Runs until the commands end.
    pub fn run(mut self) -> Result<(), DesktopError> {
        match self.look() {
            Err(DesktopError::Withheld(code)) => {
                let body = Up::Status(absent(self.source.path(), &self.source.desktop(), code));
                self.outgoing.push(Class::Control, encode_control(&HelperUp { body: Some(body) }));
                // The service ends this process when it has heard of it. Until then its orders are taken, and nothing is done.
                while self.commands.blocking_recv().is_some() {}
                Ok(())
            }
            ended => ended,
        }
    }

    fn look(&mut self) -> Result<(), DesktopError> {
        self.tell_status();
        loop {
            if !self.obey()? {
                return Ok(());
            }
            while let Some(event) = self.source.next_event()? {
                self.see(event);
            }
            let deadline = self.step()?;
            self.source.wait(deadline.map(|us| self.started + Duration::from_micros(us)))?;
        }
    }

    fn now_us(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    /// Does what the service asks. `false`: it is gone.
    fn obey(&mut self) -> Result<bool, DesktopError> {
        loop {
            match self.commands.try_recv() {
                Ok(Command::Open { channel, options }) => self.open(channel, options)?,
                Ok(Command::Options { channel, options }) => {
                    let layout = self.source.layout();
                    self.change(channel, |stream| stream.choose(options, &layout));
                }
                Ok(Command::Close { channel }) => self.close(channel)?,
                Ok(Command::Painted { channel, frame }) => {
                    let now = self.now_us();
                    if let Some(stream) = self.streams.get_mut(&channel) {
                        stream.painted(frame, now);
                    }
                }
                Ok(Command::Credit { channel, bytes }) => {
                    if self.streams.get_mut(&channel).is_some_and(|stream| !stream.granted(bytes)) {
                        self.fail(channel, "no_credit", "more credit than a channel may have");
                    }
                }
                Ok(Command::Sound { absent }) => {
                    self.deaf = absent;
                    let status = self.status();
                    self.streams.values_mut().for_each(|stream| stream.tell_status(&status));
                    self.tell_status();
                }
                Ok(Command::Clip { channel, payload }) => {
                    // What was asked for on a channel that is gone is nobody's.
                    if let Some(stream) = self.streams.get_mut(&channel) {
                        stream.clip(payload);
                    }
                }
                Err(TryRecvError::Empty) => return Ok(true),
                Err(TryRecvError::Disconnected) => return Ok(false),
            }
        }
    }

    fn open(&mut self, channel: u32, options: ScreenOptions) -> Result<(), DesktopError> {
        let layout = self.source.layout();
        if self.streams.contains_key(&channel) {
            self.change(channel, |stream| stream.reopen(options, &layout));
            return Ok(());
        }
        if self.streams.len() >= CHANNELS {
            self.tell_closed(channel, "limit", "too many screens are open at once");
            return Ok(());
        }
        let spare = self.spare.take();
        match Stream::open(channel, options, &layout, self.outgoing.clone(), self.coder, spare) {
            Ok(mut stream) => {
                if self.streams.is_empty() {
                    self.source.watch(true)?;
                }
                stream.tell_status(&self.status());
                stream.show_pointer(&self.pointer);
                if let Some((x, y)) = self.pointer_at {
                    stream.move_pointer(x, y);
                }
                self.shared.place(channel, stream.area());
                self.streams.insert(channel, stream);
            }
            Err(error) => self.tell_closed(channel, "too_large", &error.to_string()),
        }
        Ok(())
    }

    fn close(&mut self, channel: u32) -> Result<(), DesktopError> {
        self.shared.remove(channel);
        if let Some(stream) = self.streams.remove(&channel)
            && self.streams.is_empty()
        {
            self.spare = Some(stream.into_spare());
            self.source.watch(false)?;
        }
        Ok(())
    }

    fn change(&mut self, channel: u32, change: impl FnOnce(&mut Stream) -> Result<(), StreamError>) {
        let Some(stream) = self.streams.get_mut(&channel) else { return };
        match change(stream) {
            Ok(()) => self.shared.place(channel, stream.area()),
            Err(error) => self.fail(channel, "too_large", &error.to_string()),
        }
    }

    fn see(&mut self, event: DesktopEvent) {
        match event {
            DesktopEvent::Damage(damage) => {
                let now = self.now_us();
                self.streams.values_mut().for_each(|stream| stream.damaged(damage, now));
            }
            DesktopEvent::Layout => {
                let layout = self.source.layout();
                let channels: Vec<u32> = self.streams.keys().copied().collect();
                for channel in channels {
                    self.change(channel, |stream| stream.relayout(&layout));
                }
                let status = self.status();
                self.streams.values_mut().for_each(|stream| stream.tell_status(&status));
                self.tell_status();
            }
            DesktopEvent::Pointer(shape) => {
                self.streams.values_mut().for_each(|stream| stream.show_pointer(&shape));
                self.pointer = shape;
            }
            DesktopEvent::PointerAt { x, y } => {
                self.pointer_at = Some((x, y));
                for (channel, stream) in &mut self.streams {
                    if !self.shared.is_own(*channel, (x, y)) {
                        stream.move_pointer(x, y);
                    }
                }
            }
        }
    }

    /// Every stream's turn; the earliest moment that one of them waits for.
    fn step(&mut self) -> Result<Option<u64>, DesktopError> {
        let (mut deadline, mut failed) = (None::<u64>, Vec::new());
        let started = self.started;
        for (channel, stream) in &mut self.streams {
            let now = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
            match stream.step(&mut self.source, now) {
                Ok(Some(moment)) => deadline = Some(deadline.map_or(moment, |earliest| earliest.min(moment))),
                Ok(None) => {}
                Err(StreamError::Desktop(error)) => return Err(error),
                Err(StreamError::Encode(error)) => failed.push((*channel, error.to_string())),
            }
        }
        for (channel, error) in failed {
            self.fail(channel, "internal", &error);
        }
        Ok(deadline)
    }

    fn fail(&mut self, channel: u32, code: &str, title: &str) {
        self.tell_closed(channel, code, title);
        if let Err(error) = self.close(channel) {
            tracing::debug!(%error, "watching could not be stopped");
        }
    }

    fn tell_closed(&self, channel: u32, code: &str, title: &str) {
        let problem = Problem { code: code.into(), title: title.into(), ..Problem::default() };
        let body = Up::Closed(HelperClosed { channel, problem: Some(problem) });
        self.outgoing.push(Class::Control, encode_control(&HelperUp { body: Some(body) }));
    }

    fn tell_status(&self) {
        let body = Up::Status(self.status());
        self.outgoing.push(Class::Control, encode_control(&HelperUp { body: Some(body) }));
    }

    fn status(&self) -> ScreenStatus {
        let DesktopLayout { monitors, keyboard, .. } = self.source.layout();
        let monitors = monitors.into_iter().map(|monitor| Monitor {
            id: monitor.id,
            name: monitor.name,
            primary: monitor.primary,
            x: monitor.area.x.into(),
            y: monitor.area.y.into(),
            width: monitor.area.w.into(),
            height: monitor.area.h.into(),
        });
        ScreenStatus {
            available: true,
            monitors: monitors.collect(),
            path: self.source.path().into(),
            desktop: self.source.desktop(),
            keyboard_layout: keyboard,
            privacy: Some(self.ability.privacy.clone()),
            draw: Some(self.ability.draw.clone()),
            sound: Some(SoundAbility { absent: self.deaf.to_owned() }),
            clipboard_absent: self.source.clipboard_absent().into(),
            input_absent: self.source.input_absent().into(),
            ..ScreenStatus::default()
        }
    }
}
