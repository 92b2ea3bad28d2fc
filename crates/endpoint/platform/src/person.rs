//! What a program does for the person who sits before it.

/// The desk of a person: their clock, and the browser that they use.
pub trait Person: Send + Sync + 'static {
    /// Hours and minutes on the clock there, at this moment in milliseconds of Unix time. `None`: it cannot be told.
    fn clock(&self, unix_ms: i64) -> Option<(u8, u8)>;
    /// Opens a web page as a click on a link does. The address was checked; it goes to a program of the system as it stands, and through no shell. `failed` is called if nothing opens it.
    fn open_page(&self, address: String, failed: Box<dyn FnOnce() + Send>);
}
