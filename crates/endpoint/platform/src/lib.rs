//! What the agent needs of an operating system: traits and plain data. No implementation and no `cfg`; each platform crate implements them.

mod actions;
mod button;
mod clipboard;
mod curtain;
mod desktop;
mod elevation;
mod files;
mod guest;
mod host;
mod notebook;
mod overlay;
mod person;
mod script;
mod shells;
mod sound;
mod system;

pub use actions::{Absent, ActionFault, ActionKind, ActionOffer, Actions, RunAsOrder, RunningAs, WayBack};
pub use button::ButtonId;
pub use clipboard::{CLIP_FILES, ClipEvent, ClipFault, ClipKind, Clipboard};
pub use curtain::{Curtain, CurtainAbility, CurtainError, CurtainEvent, CurtainNotice};
pub use desktop::{
    Buttons, Desktop, DesktopError, DesktopEvent, DesktopLayout, DesktopMonitor, Holder, InputSink, KeyBy, KeyStroke,
    PointerShape, RepModifiers, ScreenSource, Waker,
};
pub use elevation::{Elevated, ElevatedAct, ElevationFault, Elevator, Proof};
pub use files::{
    FETCH_PIECE, FILE_BLOCK, FILE_NAME, FILE_PATH, FetchBegins, FetchEnds, FetchOrder, FetchResume, FetchSink,
    FetchSkip, FileCode, FileDetails, FileEntry, FileExists, FileFault, FileHash, FileKind, FilePlace, Files,
    FilesTotal, Finding, GoesOn, ListHead, ListPart, PathReach, PathRules, Put, PutBegun, PutDone, PutKey, PutOrder,
    PutReady, SCAN_WORDS, SMALL_PUT, SMALL_PUTS, SmallPut,
};
pub use guest::Guest;
pub use host::{
    DesktopSession, DesktopState, DesktopWatch, HelperProcess, Host, HostError, HostInventory, HostStatistics,
    HostVolume, InstallFault, InstallMode, InstallOrder, Installed, LineMode, LocalFuture, Shell, ShellTerminal,
};
pub use notebook::Notebook;
pub use overlay::{COLOURS, Ink, Lettering, Overlay, OverlayEvent};
pub use person::{Download, Entry, Folder, Person, Reading};
pub use script::{Carried, CarriedFile, ScriptFault, ScriptOrder};
pub use shells::{Password, ShellFault, ShellOffers, ShellOrder};
pub use sound::{Deaf, Ears, SOUND_FRAME, SoundCoder, SoundEvent};
pub use system::{
    ActFault, FactValue, Looked, ServiceHow, SystemAccount, SystemCategory, SystemDisk, SystemFact, SystemInfo,
    SystemInterface, SystemLogEntry, SystemProcess, SystemProgram, SystemRow, SystemService,
};
