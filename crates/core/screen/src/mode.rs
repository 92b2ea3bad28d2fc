//! What a person may choose of a picture's colours, and what it means for frames: their pixel format, their photographs, what a still picture becomes, and by which steps a
//! loaded link makes them smaller (SCR-11, SCR-33).

use crate::Depth;
use crate::grid::Held;

/// 60 Hz.
pub(crate) const FULL_RATE_US: u64 = 16_600;

/// What a session's viewers see, in the order of what it costs; and the mode that follows the link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Full Color on a link that bears it; on another, in steps, photographs, then rate, then colours.
    #[default]
    Automatic,
    /// Sixteen grays; white and black on a very narrow link. Photographs are gray JPEGs.
    BlackAndWhite,
    /// 216 colours, also for photographs, unless they move all the time.
    FewColors,
    /// 65,536 colours; photographs become so when they are still.
    MoreColors,
    /// Text as it is, photographs as JPEGs for good.
    VideoOptimized,
    /// Everything as it is, when it is still.
    FullColor,
}

/// Steps of Automatic, best first: a photograph's quality, the time between frames, the colours of the rest.
const AUTOMATIC: [(u8, u64, Depth); 11] = [
    (crate::PHOTO_QUALITY, FULL_RATE_US, Depth::Bgr24),
    (75, FULL_RATE_US, Depth::Bgr24),
    (65, FULL_RATE_US, Depth::Bgr24),
    (55, FULL_RATE_US, Depth::Bgr24),
    (45, FULL_RATE_US, Depth::Bgr24),
    (35, FULL_RATE_US, Depth::Bgr24),
    (35, 33_300, Depth::Bgr24),
    (35, 66_600, Depth::Bgr24),
    (35, 125_000, Depth::Bgr24),
    (35, 125_000, Depth::Rgb565),
    (35, 125_000, Depth::Cube),
];
/// Qualities of the modes whose photographs alone follow the link, best first.
const VIDEO_OPTIMIZED: [u8; 5] = [70, 60, 50, 40, 30];
const MORE_COLORS: [u8; 4] = [75, 65, 55, 45];
/// Also of gray ones: they cost less than those in colours of the same quality.
const FEW_COLORS: [u8; 4] = [60, 50, 40, 30];

/// How frames are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Of exact boxes.
    pub depth: Depth,
    /// Which boxes are JPEGs.
    pub photos: Photos,
    /// Quality of those JPEGs, 1 to 100.
    pub quality: u8,
    /// What the picture becomes when it is still.
    pub rest: Rest,
}

/// Which boxes are JPEGs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Photos {
    /// None.
    Never,
    /// Photographs that change all the time.
    Moving,
    /// Photographs.
    Colour,
    /// Photographs, in grays.
    Gray,
}

/// What becomes of blocks that are still, and are not yet what the mode shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// Exact in the mode's pixel format.
    Exact,
    /// Text is exact; photographs are JPEGs of [`crate::PHOTO_QUALITY`].
    Fine,
    /// Text is exact; photographs stay gray JPEGs.
    Gray,
    /// Nothing: the link has enough to do.
    Wait,
}

impl Default for Look {
    fn default() -> Self {
        Mode::Automatic.look(0, false)
    }
}

impl Look {
    /// How a block may be held when it is at rest.
    pub(crate) fn accepts(self) -> Held {
        let exact = Held::of(self.depth);
        match self.rest {
            Rest::Exact => exact,
            Rest::Fine => exact | Held::FINE,
            Rest::Gray => exact | Held::GRAY_PHOTO,
            Rest::Wait => Held::ALL,
        }
    }

    /// What a JPEG of a frame is held as.
    pub(crate) fn photo_held(self) -> Held {
        match self.photos {
            Photos::Gray => Held::GRAY_PHOTO,
            _ if self.quality >= crate::PHOTO_QUALITY => Held::FINE,
            _ => Held::PHOTO,
        }
    }
}

impl Mode {
    /// The first of its steps, and the last one: 0 is the best.
    pub fn steps(self) -> (usize, usize) {
        match self {
            Mode::Automatic => (0, AUTOMATIC.len() - 1),
            Mode::VideoOptimized => (1, VIDEO_OPTIMIZED.len() - 1),
            Mode::MoreColors => (0, MORE_COLORS.len() - 1),
            Mode::BlackAndWhite | Mode::FewColors => (0, FEW_COLORS.len() - 1),
            Mode::FullColor => (0, 0),
        }
    }

    /// Frames at one of its steps. `narrow`: the link takes less than about 30 KB/s.
    pub fn look(self, step: usize, narrow: bool) -> Look {
        let of = |qualities: &[u8]| qualities.get(step).or(qualities.last()).copied().unwrap_or(crate::PHOTO_QUALITY);
        let (photos, rest) = (Photos::Colour, Rest::Exact);
        match self {
            Mode::Automatic => {
                let (quality, _, depth) = automatic(step);
                let rest = if depth == Depth::Bgr24 { Rest::Exact } else { Rest::Wait };
                Look { depth, photos, quality, rest }
            }
            Mode::BlackAndWhite if narrow => {
                Look { depth: Depth::Bit, photos: Photos::Never, quality: of(&FEW_COLORS), rest }
            }
            Mode::BlackAndWhite => {
                Look { depth: Depth::Gray4, photos: Photos::Gray, quality: of(&FEW_COLORS), rest: Rest::Gray }
            }
            Mode::FewColors => Look { depth: Depth::Cube, photos: Photos::Moving, quality: of(&FEW_COLORS), rest },
            Mode::MoreColors => Look { depth: Depth::Rgb565, photos, quality: of(&MORE_COLORS), rest },
            Mode::VideoOptimized => {
                Look { depth: Depth::Bgr24, photos, quality: of(&VIDEO_OPTIMIZED), rest: Rest::Fine }
            }
            Mode::FullColor => Look { depth: Depth::Bgr24, photos, quality: crate::PHOTO_QUALITY, rest },
        }
    }

    /// The time between two frames at one of its steps, in microseconds.
    pub fn interval_us(self, step: usize) -> u64 {
        if self == Mode::Automatic { automatic(step).1 } else { FULL_RATE_US }
    }
}

fn automatic(step: usize) -> (u8, u64, Depth) {
    AUTOMATIC.get(step).or(AUTOMATIC.last()).copied().unwrap_or((35, FULL_RATE_US, Depth::Bgr24))
}
