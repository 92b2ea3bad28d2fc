//! What an agent's own check refused: the machine treats a few kinds apart, and the rest alike.

/// What the agent's own check said no to, as far as it makes a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The start of a shell.
    Shell,
    /// Administrative rights.
    Elevation,
    /// Privacy.
    Privacy,
    /// Anything else.
    Other,
}
