//! One channel: its part of the desktop, its encoder, its pace and what of its last frame still waits for credit. A new frame is made only when the last one has left.

use std::collections::VecDeque;

use bytes::Bytes;
use prost::Message;
use towline_platform::{DesktopError, DesktopLayout, PointerShape, ScreenSource};
use towline_screen::{Depth, EncodeError, Encoder, Go, Look, Mode, Pacer, Photos, Rect, Spare};
use towline_wire::v1::{CursorShape, ScreenLook, ScreenMode, ScreenOptions, ScreenStatus};
use towline_wire::{Class, Payload, SCREEN_WINDOW, ScreenFlags, SendWindow, encode_data, frame_parts};

use crate::MakeCoder;
use crate::outgoing::Outgoing;

/// Body bytes of one part: input and cursor of other channels pass between two.
const PART: usize = 64 * 1024 - 16;
/// Of photographs of the first picture, before anything is known of the link: it is there sooner, and exact as soon as it is still (SCR-31).
const FIRST_QUALITY: u8 = 60;
/// While a frame waits, what is painted is asked for at most so often: twice in the time of a picture of the slowest film.
const LISTEN_AGAIN_US: u64 = 33_000;
/// A frame that waits longer than this waits for a viewer who does not look.
const LISTEN_US: u64 = 5_000_000;

/// Why a stream ends.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StreamError {
    #[error(transparent)]
    Desktop(#[from] DesktopError),
    #[error(transparent)]
    Encode(#[from] EncodeError),
}

pub(crate) struct Stream {
    channel: u32,
    options: ScreenOptions,
    area: Rect,
    encoder: Encoder,
    coder: Option<MakeCoder>,
    pacer: Pacer,
    credit: SendWindow,
    outgoing: Outgoing,
    /// Parts that wait for credit.
    parts: VecDeque<Bytes>,
    shape: Option<Bytes>,
    position: Option<Bytes>,
    status: Option<Bytes>,
    /// What was last told of the desktop, and of how its frames are made.
    told: ScreenStatus,
    /// Of the clipboard: at most as much as was asked for.
    clips: VecDeque<Bytes>,
    /// Of the desktop, not of the picture.
    damage: Rect,
    /// Since a frame was made, or the source was asked to go on telling; and whether it told of something since.
    listened_us: u64,
    heard: bool,
    /// Since when no frame could be made of it.
    waits_us: u64,
    /// A KEY frame with these flags is owed.
    owed: Option<u8>,
    next_frame: u64,
}

impl Stream {
    pub fn open(
        channel: u32,
        options: ScreenOptions,
        layout: &DesktopLayout,
        outgoing: Outgoing,
        coder: Option<MakeCoder>,
        spare: Option<Spare>,
    ) -> Result<Stream, StreamError> {
        let area = area_of(options, layout);
        Ok(Stream {
            channel,
            options,
            area,
            encoder: encoder_of(area, coder, spare)?,
            coder,
            pacer: Pacer::new(),
            credit: SendWindow::new(SCREEN_WINDOW),
            outgoing,
            parts: VecDeque::new(),
            shape: None,
            position: None,
            status: None,
            told: ScreenStatus::default(),
            clips: VecDeque::new(),
            damage: area,
            listened_us: 0,
            heard: false,
            waits_us: 0,
            owed: Some(ScreenFlags::KEY),
            next_frame: 1,
        })
    }

    /// The memory of its pictures, for one that begins.
    pub fn into_spare(self) -> Spare {
        self.encoder.into_spare()
    }

    pub fn area(&self) -> Rect {
        self.area
    }

    /// Opened again: the viewer who joins, or one that fell behind, needs a whole picture.
    pub fn reopen(&mut self, options: ScreenOptions, layout: &DesktopLayout) -> Result<(), StreamError> {
        self.choose(options, layout)?;
        self.owed = Some(self.owed.unwrap_or(0) | ScreenFlags::KEY);
        Ok(())
    }

    /// Other options, or another layout of the desktop.
    pub fn choose(&mut self, options: ScreenOptions, layout: &DesktopLayout) -> Result<(), StreamError> {
        self.options = options;
        // A mode needs no KEY frame: what viewers have in other colours becomes so when it is still.
        let area = area_of(options, layout);
        if area == self.area {
            return Ok(());
        }
        if (area.w, area.h) != (self.area.w, self.area.h) {
            self.encoder = encoder_of(area, self.coder, None)?;
            self.owed = Some(ScreenFlags::KEY | ScreenFlags::ALL);
        }
        (self.area, self.damage) = (area, area);
        Ok(())
    }

    /// The desktop changed its layout.
    pub fn relayout(&mut self, layout: &DesktopLayout) -> Result<(), StreamError> {
        self.choose(self.options, layout)?;
        self.damage = self.area;
        Ok(())
    }

    pub fn damaged(&mut self, damage: Rect, now_us: u64) {
        let damage = damage.intersection(self.area);
        if damage.is_empty() {
            return;
        }
        self.encoder.damaged(Rect { x: damage.x - self.area.x, y: damage.y - self.area.y, ..damage }, now_us);
        self.damage = self.damage.union(damage);
        self.heard = true;
    }

    pub fn painted(&mut self, frame: u64, now_us: u64) {
        self.pacer.painted(frame, now_us);
    }

    /// The service made room. `false`: more than any window holds.
    pub fn granted(&mut self, bytes: u32) -> bool {
        self.credit.grant(bytes).is_ok()
    }

    pub fn show_pointer(&mut self, shape: &PointerShape) {
        let message = CursorShape {
            hot_x: shape.hot_x.into(),
            hot_y: shape.hot_y.into(),
            width: shape.width.into(),
            height: shape.height.into(),
            rgba: shape.rgba.clone().into(),
        };
        self.shape = Some(Payload::CursorShape(message.encode_to_vec().into()).encode());
    }

    /// The pointer was moved by something else than this channel's rep.
    pub fn move_pointer(&mut self, x: u16, y: u16) {
        let inside = Rect::new(x, y, 1, 1).intersection(self.area);
        self.position =
            (!inside.is_empty()).then(|| Payload::CursorPosition { x: x - self.area.x, y: y - self.area.y }.encode());
    }

    pub fn tell_status(&mut self, status: &ScreenStatus) {
        self.told = ScreenStatus { look: Some(self.look()), ..status.clone() };
        self.status = Some(Payload::ScreenStatus(self.told.encode_to_vec().into()).encode());
    }

    /// Tells of how frames are made, when that is another way than what was told (SCR-19).
    fn tell_look(&mut self) {
        if self.told.look.is_some_and(|told| told != self.look()) {
            let status = std::mem::take(&mut self.told);
            self.tell_status(&status);
        }
    }

    fn look(&self) -> ScreenLook {
        let look = self.pacer.look();
        let colours = match look.depth {
            Depth::Bgr24 => ScreenMode::FullColor,
            Depth::Rgb565 => ScreenMode::MoreColors,
            Depth::Cube => ScreenMode::FewColors,
            Depth::Gray4 | Depth::Bit => ScreenMode::BlackAndWhite,
        };
        ScreenLook {
            mode: self.options.mode().into(),
            step: u32::try_from(self.pacer.step()).unwrap_or(u32::MAX),
            photo_quality: if look.photos == Photos::Never { 0 } else { look.quality.into() },
            most_fps: self.pacer.most_fps(),
            colours: colours.into(),
            one_bit: look.depth == Depth::Bit,
        }
    }

    /// Something of the clipboard, which goes when no part of a frame waits.
    pub fn clip(&mut self, payload: Bytes) {
        self.clips.push_back(payload);
    }

    /// Does what can be done now; returns the moment at which there is more to do, if nothing happens before.
    pub fn step(&mut self, source: &mut impl ScreenSource, now_us: u64) -> Result<Option<u64>, StreamError> {
        self.pacer.set_mode(mode_of(self.options), now_us);
        let recovers = self.pacer.recover(now_us);
        self.encoder.set_look(self.pacer.look());
        self.encoder.bound_photos(self.pacer.photo_bytes());
        self.tell_look();
        let wakes = self.frames(source, now_us)?;
        let listens = self.listen(source, now_us)?;
        Ok([recovers, wakes, listens].into_iter().flatten().min())
    }

    /// While a frame waits for the link, what is painted meanwhile is heard of all the same, for a while: on a slow one nothing else would tell a film from pictures that come one by one (SCR-33).
    fn listen(&mut self, source: &mut impl ScreenSource, now_us: u64) -> Result<Option<u64>, StreamError> {
        if !self.heard || self.damage.is_empty() || now_us > self.waits_us + LISTEN_US {
            return Ok(None);
        }
        let due = self.listened_us + LISTEN_AGAIN_US;
        if now_us < due {
            return Ok(Some(due));
        }
        (self.listened_us, self.heard) = (now_us, false);
        source.listen()?;
        Ok(None)
    }

    fn frames(&mut self, source: &mut impl ScreenSource, now_us: u64) -> Result<Option<u64>, StreamError> {
        loop {
            self.send_waiting();
            if !self.parts.is_empty() {
                return Ok(None);
            }
            if !self.damage.is_empty() || self.owed.is_some_and(|flags| flags & ScreenFlags::ALL != 0) {
                if let Go::At(moment) = self.pacer.go(now_us) {
                    return Ok(Some(moment));
                }
                if !self.live_frame(source, now_us)? {
                    return Ok(None);
                }
            } else if let Some(flags) = self.owed.take() {
                let body = self.encoder.key(now_us)?;
                let frame = self.queue(flags, body);
                self.pacer.passed(frame);
            } else {
                return self.refinement(now_us);
            }
        }
    }

    /// A frame of what the desktop shows now. `false`: the desktop is changing its size, and will say so.
    fn live_frame(&mut self, source: &mut impl ScreenSource, now_us: u64) -> Result<bool, StreamError> {
        self.encoder.allow_video(self.video_kbps());
        // The first picture of a stream is not a delta of black.
        let whole = self.owed.is_some_and(|flags| self.next_frame == 1 || flags & ScreenFlags::ALL != 0);
        let damage = if whole { self.area } else { self.damage };
        let inside = Rect { x: damage.x - self.area.x, y: damage.y - self.area.y, ..damage };
        let aligned = self.encoder.aligned(inside);
        let wanted = Rect { x: aligned.x + self.area.x, y: aligned.y + self.area.y, ..aligned };
        let Some(view) = source.capture(wanted)?.moved(self.area.x, self.area.y) else { return Ok(false) };
        if view.rect().is_empty() {
            return Ok(false);
        }
        self.damage = Rect::default();
        (self.listened_us, self.waits_us, self.heard) = (now_us, now_us, false);
        let (flags, body) = if whole {
            if self.next_frame == 1 {
                let look = self.pacer.look();
                self.encoder.set_look(Look { quality: look.quality.min(FIRST_QUALITY), ..look });
            }
            self.encoder.absorb(&view, now_us);
            (self.owed.take().unwrap_or(ScreenFlags::KEY), Some(self.encoder.key(now_us)?))
        } else {
            (0, self.encoder.update(&view, now_us)?)
        };
        if let Some(body) = body {
            let bytes = body.len();
            let frame = self.queue(flags, body);
            self.pacer.sent(frame, bytes, now_us);
        }
        Ok(true)
    }

    /// What a video may take; none where a viewer cannot decode it, or where every pixel is wanted as it is.
    fn video_kbps(&self) -> Option<u32> {
        let mode = matches!(self.options.mode(), ScreenMode::Automatic | ScreenMode::VideoOptimized);
        (mode && !self.options.no_video).then(|| self.pacer.video_kbps())
    }

    /// What is still becomes exact, when nothing else is on its way.
    fn refinement(&mut self, now_us: u64) -> Result<Option<u64>, StreamError> {
        if !self.pacer.is_settled() {
            return Ok(None);
        }
        let Some(due) = self.encoder.refine_due() else { return Ok(None) };
        if due > now_us {
            return Ok(Some(due));
        }
        if let Some(body) = self.encoder.refine(now_us, self.pacer.refine_bytes())? {
            let bytes = body.len();
            let frame = self.queue(ScreenFlags::REFINE, body);
            self.pacer.sent(frame, bytes, now_us);
            self.send_waiting();
        }
        Ok(None)
    }

    fn queue(&mut self, flags: u8, body: Bytes) -> u64 {
        let frame = self.next_frame;
        self.next_frame += 1;
        self.parts.extend(frame_parts(frame, flags, &body, PART));
        frame
    }

    /// Hands over what credit allows; the pointer first.
    fn send_waiting(&mut self) {
        for (class, slot) in
            [(Class::Cursor, &mut self.shape), (Class::Cursor, &mut self.position), (Class::Screen, &mut self.status)]
        {
            if slot.as_ref().is_some_and(|payload| self.credit.take(payload.len()))
                && let Some(payload) = slot.take()
            {
                self.outgoing.push(class, encode_data(self.channel, &[&payload]));
            }
        }
        while let Some(part) = self.parts.front() {
            if !self.credit.take(part.len()) {
                return;
            }
            if let Some(part) = self.parts.pop_front() {
                self.outgoing.push(Class::Screen, encode_data(self.channel, &[&part]));
            }
        }
        while let Some(next) = self.clips.front() {
            if !self.credit.take(next.len()) {
                return;
            }
            self.outgoing.push(Class::Clipboard, encode_data(self.channel, &[next]));
            self.clips.pop_front();
        }
    }
}

/// One that a newer console knows is the one that fits every link.
fn mode_of(options: ScreenOptions) -> Mode {
    match options.mode() {
        ScreenMode::Automatic => Mode::Automatic,
        ScreenMode::FullColor => Mode::FullColor,
        ScreenMode::VideoOptimized => Mode::VideoOptimized,
        ScreenMode::BlackAndWhite => Mode::BlackAndWhite,
        ScreenMode::FewColors => Mode::FewColors,
        ScreenMode::MoreColors => Mode::MoreColors,
    }
}

fn encoder_of(area: Rect, coder: Option<MakeCoder>, spare: Option<Spare>) -> Result<Encoder, EncodeError> {
    let encoder = Encoder::reusing(area.w, area.h, spare)?;
    Ok(match coder {
        Some(make) => encoder.with_video(make()),
        None => encoder,
    })
}

/// The monitor that the options name; all when they name none, or one that is not there.
fn area_of(options: ScreenOptions, layout: &DesktopLayout) -> Rect {
    let monitor = layout.monitors.iter().find(|monitor| monitor.id == options.monitor() && options.monitor() != 0);
    monitor.map_or(Rect::new(0, 0, layout.width, layout.height), |monitor| monitor.area)
}
