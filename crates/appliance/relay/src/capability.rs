//! What a participant may do at this moment, readable by every channel without waiting for anybody: the data path asks this and nothing else.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use towline_model::{Permission, Permissions};

/// Above what permissions take: `Permissions::from_bits` drops them.
const TYPES: u32 = 1 << 27;
const CONTROLS: u32 = 1 << 28;
const INSIDE: u32 = 1 << 29;
const CLIPBOARD: u32 = 1 << 30;
const SOUND: u32 = 1 << 31;

/// What a participant has switched on for themselves; without it a permission allows nothing.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Switches {
    /// SCR-7
    pub(crate) clipboard: bool,
    /// SCR-18
    pub(crate) sound: bool,
    /// It is their turn to type into shells, or everybody's (SHL-3).
    pub(crate) types: bool,
}

/// The live capabilities of one participant. All clones read the same.
#[derive(Clone, Debug)]
pub(crate) struct Capabilities {
    number: u16,
    bits: Arc<AtomicU32>,
}

impl Capabilities {
    pub(crate) fn new(number: u16) -> Self {
        Capabilities { number, bits: Arc::new(AtomicU32::new(0)) }
    }

    pub(crate) fn number(&self) -> u16 {
        self.number
    }

    pub(crate) fn set(&self, permissions: Permissions, controls: bool, switches: Switches) {
        let bit = |on: bool, bit: u32| if on { bit } else { 0 };
        let more = bit(controls, CONTROLS)
            | bit(switches.clipboard, CLIPBOARD)
            | bit(switches.sound, SOUND)
            | bit(switches.types, TYPES);
        self.bits.store(permissions.bits() | more | INSIDE, Ordering::Release);
    }

    /// From now on nothing is allowed.
    pub(crate) fn clear(&self) {
        self.bits.store(0, Ordering::Release);
    }

    pub(crate) fn has(&self, permission: Permission) -> bool {
        Permissions::from_bits(self.bits.load(Ordering::Acquire)).has(permission)
    }

    /// Whether what is copied at the endpoint may be this participant's now.
    pub(crate) fn receives_clipboard(&self) -> bool {
        self.clipboard() && self.has(Permission::ClipboardFromEndpoint)
    }

    /// Whether this participant may put something on the endpoint's clipboard now: who controls the keyboard that would paste it.
    pub(crate) fn gives_clipboard(&self) -> bool {
        self.clipboard() && self.controls() && self.has(Permission::ClipboardToEndpoint)
    }

    /// Whether this participant may put files on the endpoint's clipboard now.
    pub(crate) fn gives_files(&self) -> bool {
        self.gives_clipboard() && self.has(Permission::FileUpload)
    }

    /// Whether this participant may draw on the screen. Whether they have switched it on, the agent's grant says.
    pub(crate) fn draws(&self) -> bool {
        self.has(Permission::ScreenView) && self.has(Permission::Annotate)
    }

    /// Whether this participant may hear the endpoint now (SCR-18).
    pub(crate) fn hears(&self) -> bool {
        let on = self.bits.load(Ordering::Acquire) & SOUND != 0;
        on && self.has(Permission::ScreenView) && self.has(Permission::HearSound)
    }

    /// Whether it is this participant's turn to type into shells. Whether they may at all, their permissions say.
    pub(crate) fn types(&self) -> bool {
        self.bits.load(Ordering::Acquire) & TYPES != 0
    }

    fn clipboard(&self) -> bool {
        self.bits.load(Ordering::Acquire) & CLIPBOARD != 0 && self.has(Permission::ScreenView)
    }

    /// Whether keyboard and mouse are this participant's now.
    pub(crate) fn controls(&self) -> bool {
        self.bits.load(Ordering::Acquire) & CONTROLS != 0 && self.has(Permission::ScreenControl)
    }
}
