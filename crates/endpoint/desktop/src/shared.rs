//! What the eyes tell the hands and the other way round: where each channel's picture lies on the desktop, and where its rep last put the pointer.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use towline_screen::Rect;

/// Positions that are remembered: the eyes may see a pointer a few moves late.
const POSITIONS: usize = 64;

/// One channel.
#[derive(Default)]
pub(crate) struct Channel {
    /// Part of the desktop that it shows.
    pub area: Rect,
    positions: VecDeque<(u16, u16)>,
}

/// Shared by eyes and hands.
#[derive(Clone, Default)]
pub(crate) struct Shared(Arc<Mutex<HashMap<u32, Channel>>>);

impl Shared {
    pub fn new() -> Shared {
        Shared::default()
    }

    fn channels(&self) -> MutexGuard<'_, HashMap<u32, Channel>> {
        // No code that holds the lock can panic half-way through a change.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn place(&self, channel: u32, area: Rect) {
        self.channels().entry(channel).or_default().area = area;
    }

    pub fn remove(&self, channel: u32) {
        self.channels().remove(&channel);
    }

    /// A point of a channel's picture as a point of the desktop, remembered as the rep's own. `None`: there is no such channel.
    pub fn point(&self, channel: u32, x: u32, y: u32) -> Option<(u16, u16)> {
        let mut channels = self.channels();
        let channel = channels.get_mut(&channel)?;
        let (area, side) = (channel.area, |at: u32, size: u16| at.min(u32::from(size.saturating_sub(1))) as u16);
        let point = (area.x.saturating_add(side(x, area.w)), area.y.saturating_add(side(y, area.h)));
        if channel.positions.len() >= POSITIONS {
            channel.positions.pop_front();
        }
        channel.positions.push_back(point);
        Some(point)
    }

    /// A point of a channel's picture as a point of the desktop; what lies outside is taken at its edge. `None`: there is no such channel.
    pub fn place_of(&self, channel: u32, x: u32, y: u32) -> Option<(u16, u16)> {
        let channels = self.channels();
        let (area, side) =
            (channels.get(&channel)?.area, |at: u32, size: u16| at.min(u32::from(size.saturating_sub(1))) as u16);
        Some((area.x.saturating_add(side(x, area.w)), area.y.saturating_add(side(y, area.h))))
    }

    /// Whether the channel's own rep put the pointer there of late.
    pub fn is_own(&self, channel: u32, point: (u16, u16)) -> bool {
        self.channels().get(&channel).is_some_and(|channel| channel.positions.contains(&point))
    }
}
