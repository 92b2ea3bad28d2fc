//! Canned scripts (SCR-6): what an agent runs that is neither its own program nor somebody's shell.

use std::{fs::File, io, sync::Arc};

use thiserror::Error;
use towline_model::Interpreter;

/// What is to be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptOrder {
    /// With what: the platform knows the program.
    pub interpreter: Interpreter,
    /// The text of the script.
    pub text: Vec<u8>,
    /// Arguments in this order, and by their names environment variables with `TOWLINE_` before them. Never part of the text.
    pub values: Vec<(String, String)>,
    /// Files that go along. They are laid into a private folder, which is the working directory and stands in `TOWLINE_RESOURCES`; it is gone when the script is.
    pub carried: Option<Carried>,
}

/// Files that go along with a script, all of them checked.
#[derive(Debug, Clone)]
pub struct Carried {
    /// Their bytes, one after the other, in a file without a name.
    pub spool: Arc<File>,
    /// Which they are.
    pub files: Vec<CarriedFile>,
}

impl PartialEq for Carried {
    fn eq(&self, other: &Carried) -> bool {
        self.files == other.files
    }
}

impl Eq for Carried {}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarriedFile {
    /// Its name: one harmless part of a path.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// Whether it may be run as a program.
    pub executable: bool,
}

/// Why a script does not run.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ScriptFault {
    /// The machine has no such interpreter.
    #[error("this machine has no such interpreter")]
    NoInterpreter,
    /// It is to run as the user of a desktop, and nobody is signed in.
    #[error("nobody is signed in whose script it could be")]
    NobodyThere,
    /// It is to run with administrative rights, and there are none.
    #[error("there are no administrative rights")]
    NotElevated,
    /// There is no room for its files.
    #[error("there is no room for the files that go along")]
    NoSpace,
    /// There is no place for its files.
    #[error("there is no place for the files that go along")]
    NoFolder,
    /// Scripts are not run here.
    #[error("scripts are not run here")]
    Unsupported,
    /// The system said something else.
    #[error("the script could not be started: {0}")]
    Failed(String),
}

impl ScriptFault {
    /// What `ShellEnded.reason` says: a code, or the system's own words.
    pub fn reason(&self) -> String {
        match self {
            ScriptFault::NoInterpreter => "no_interpreter".to_owned(),
            ScriptFault::NobodyThere => "nobody_there".to_owned(),
            ScriptFault::NotElevated => "not_elevated".to_owned(),
            ScriptFault::NoSpace => "no_space".to_owned(),
            ScriptFault::NoFolder => "no_folder".to_owned(),
            ScriptFault::Unsupported => "unsupported".to_owned(),
            ScriptFault::Failed(_) => self.to_string(),
        }
    }

    /// The same from what `ShellEnded.reason` says.
    pub fn of_reason(reason: &str) -> ScriptFault {
        match reason {
            "no_interpreter" => ScriptFault::NoInterpreter,
            "nobody_there" => ScriptFault::NobodyThere,
            "not_elevated" => ScriptFault::NotElevated,
            "no_space" => ScriptFault::NoSpace,
            "no_folder" => ScriptFault::NoFolder,
            "unsupported" => ScriptFault::Unsupported,
            words => ScriptFault::Failed(words.to_owned()),
        }
    }

    /// Why files could not be written.
    pub fn of_disk(error: &io::Error) -> ScriptFault {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::OutOfMemory => {
                ScriptFault::NoSpace
            }
            _ => ScriptFault::NoFolder,
        }
    }
}
