//! Canned scripts (SCR-6): what an agent runs that is neither its own program nor somebody's shell.

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
            ScriptFault::Unsupported => "unsupported".to_owned(),
            ScriptFault::Failed(_) => self.to_string(),
        }
    }
}
