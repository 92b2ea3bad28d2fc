//! Who changes something, and from where: what the administrative record keeps of a change (REC-7).

use uuid::Uuid;

/// What kind of author it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuthorKind {
    /// A person with a login.
    User,
    /// Whoever had the code of the first run (ACC-12).
    Setup,
    /// An agent that enrolled with an installer (JMP-10).
    Installer,
    /// A program with an API account (ADM-8).
    Program,
    /// Somebody at the command line of the appliance's own machine (ADM-10).
    CommandLine,
    /// A security provider, as somebody signs in through it (ACC-7).
    Provider,
}

impl AuthorKind {
    /// Its stable name.
    pub const fn key(self) -> &'static str {
        match self {
            AuthorKind::User => "user",
            AuthorKind::Setup => "setup",
            AuthorKind::Installer => "installer",
            AuthorKind::Program => "program",
            AuthorKind::CommandLine => "command_line",
            AuthorKind::Provider => "provider",
        }
    }
}

/// Who changes something, and from where, as of that moment: names and addresses change later, the record does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// What kind of author.
    pub kind: AuthorKind,
    /// The account, the installer, the program or the provider, if there is one.
    pub id: Option<Uuid>,
    /// What it was called.
    pub name: String,
    /// Where it came from; may be empty.
    pub address: String,
}
