//! What the agent needs of an operating system: traits and plain data. No implementation and no `cfg`; each platform crate implements them.

mod desktop;

pub use desktop::{
    Buttons, Desktop, DesktopError, DesktopEvent, DesktopLayout, DesktopMonitor, Holder, InputSink, KeyStroke,
    PointerShape, RepModifiers, ScreenSource, Waker,
};
