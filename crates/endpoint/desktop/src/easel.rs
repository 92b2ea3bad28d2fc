//! The thread that draws on the desktop (SCR-14): what the service passes on goes into the sketch, and what changed of it onto the screen. It sleeps while nothing changes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::error::{TryRecvError, TrySendError};
use tokio::sync::mpsc::{Receiver, Sender};
use towline_platform::{DesktopError, Lettering, Overlay, OverlayEvent, Waker};
use towline_wire::v1::{HelperDrawing, ScreenUp};
use towline_words::of_tag;

use crate::shared::Shared;
use crate::sketch::{Sketch, button_at};

/// The screen is painted at most so often, however often somebody moves.
const PACE: Duration = Duration::from_millis(12);

/// What this thread is told.
#[derive(Debug)]
pub(crate) enum DrawCommand {
    Drawers(HelperDrawing),
    Draw { channel: u32, participant: u16, message: ScreenUp },
}

/// How the reader tells it.
pub(crate) struct ToEasel {
    commands: Sender<DrawCommand>,
    waker: Arc<dyn Waker>,
}

impl ToEasel {
    pub fn new(commands: Sender<DrawCommand>, waker: Arc<dyn Waker>) -> ToEasel {
        ToEasel { commands, waker }
    }

    /// Who may draw: nobody may miss it.
    pub async fn drawers(&self, said: HelperDrawing) {
        if self.commands.send(DrawCommand::Drawers(said)).await.is_ok() {
            self.waker.wake();
        }
    }

    /// A line that is drawn faster than it can be painted has fewer points.
    pub fn draw(&self, channel: u32, participant: u16, message: ScreenUp) {
        if let Err(TrySendError::Full(_)) = self.commands.try_send(DrawCommand::Draw { channel, participant, message })
        {
            tracing::debug!("a part of a drawing was dropped");
        }
        self.waker.wake();
    }
}

pub(crate) struct Easel<O> {
    overlay: O,
    commands: Receiver<DrawCommand>,
    shared: Shared,
    sketch: Sketch,
    language: String,
    painted: Option<Instant>,
    ready: bool,
}

impl<O: Overlay> Easel<O> {
    pub fn new(overlay: O, commands: Receiver<DrawCommand>, shared: Shared) -> Easel<O> {
        let (sketch, language) = (Sketch::default(), String::new());
        Easel { overlay, commands, shared, sketch, language, painted: None, ready: false }
    }

    /// Runs until nobody can draw any more.
    pub fn run(mut self) -> Result<(), DesktopError> {
        loop {
            loop {
                match self.commands.try_recv() {
                    Ok(command) => self.obey(command),
                    Err(TryRecvError::Empty) => break,
                    Err(TryRecvError::Disconnected) => return self.overlay.hide(),
                }
            }
            while let Some(event) = self.overlay.next_event()? {
                match event {
                    OverlayEvent::Clicked => self.sketch.clear(),
                    OverlayEvent::Resized => self.measure(),
                }
            }
            let now = Instant::now();
            self.sketch.tick(now);
            let deadline = self.paint(now)?;
            self.overlay.wait(deadline)?;
        }
    }

    fn obey(&mut self, command: DrawCommand) {
        let now = Instant::now();
        match command {
            DrawCommand::Drawers(said) => {
                if !self.ready || said.language != self.language {
                    self.language.clone_from(&said.language);
                    self.measure();
                    self.ready = true;
                }
                self.sketch.allow(said, now);
            }
            DrawCommand::Draw { channel, participant, message } => {
                let Some(body) = &message.body else { return };
                let place = |x, y| self.shared.place_of(channel, x, y);
                let size = letter_size(&self.overlay);
                let letters = |name: &str| self.overlay.letters(&[name], size);
                self.sketch.draw((channel, participant), message.viewer, body, &place, &letters, now);
            }
        }
    }

    /// The desktop's size, and where the button of whoever sits there stands.
    fn measure(&mut self) {
        let text = format!("× {}", of_tag(&self.language).events.drawing_clear);
        let english = format!("× {}", towline_words::EN.events.drawing_clear);
        let label: Lettering = self.overlay.letters(&[&text, &english], letter_size(&self.overlay));
        let button = button_at(self.overlay.first_monitor(), label);
        self.sketch.resize(self.overlay.size(), Some(button));
    }

    /// Paints what changed, if it is time; the next moment at which something is to be done.
    fn paint(&mut self, now: Instant) -> Result<Option<Instant>, DesktopError> {
        let due = self.painted.map_or(now, |painted| painted + PACE);
        if self.sketch.is_dirty() && due > now {
            return Ok(Some(due));
        }
        if self.sketch.is_dirty() {
            let paper = self.sketch.take_paper(now);
            self.overlay.paint(paper.area, &paper.inks)?;
            if !self.sketch.is_blank() {
                self.overlay.take_clicks(self.sketch.button())?;
            }
            self.painted = Some(Instant::now());
        }
        Ok(self.sketch.deadline(now))
    }
}

/// Letters that can be read on a monitor of this size.
fn letter_size(overlay: &impl Overlay) -> u16 {
    (overlay.first_monitor().h / 60).clamp(14, 28)
}
