//! Commands that a rule caught at the prompt of a shell (SHL-7), as the agent tells of them.

use serde::{Deserialize, Serialize};
use towline_model::{Moment, ShellId};

use crate::machine::Session;
use crate::{Answer, EventKind, Refusal};

/// Characters of a line that are kept.
pub const CAUGHT_LINE: usize = 1024;
/// Characters of a pattern, of a note.
const RULE_TEXT: usize = 256;

/// A command that fits a rule. All texts come from the endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaughtCommand {
    /// It was not run; else it was, and is only told.
    pub denied: bool,
    /// The shell.
    pub shell: ShellId,
    /// What the shell is called; filled in when it is written down.
    #[serde(default)]
    pub shell_name: String,
    /// What was typed, as the terminal showed it.
    pub line: String,
    /// The rule's pattern.
    pub pattern: String,
    /// The rule's note; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// The same, as it is told: with what makes telling it again harmless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaughtInput {
    /// Grows with each that the endpoint tells of in this session.
    pub number: u64,
    /// Who pressed Enter.
    pub participant: u16,
    /// What was caught.
    pub command: CaughtCommand,
}

impl Session {
    pub(crate) fn command_caught(&mut self, now: Moment, caught: CaughtInput) -> Result<Answer, Refusal> {
        let CaughtInput { number, participant, mut command } = caught;
        if number <= self.state.caught {
            return Ok(Answer::Done);
        }
        let Some(shell) = self.state.shell(command.shell) else { return Err(Refusal::NotFound) };
        command.shell_name = shell.name.clone();
        command.line = line(&command.line, CAUGHT_LINE);
        command.pattern = line(&command.pattern, RULE_TEXT);
        command.note = line(&command.note, RULE_TEXT);
        self.state.caught = number;
        // SECURITY: an agent names nobody who was never in the session, and least of all the customer.
        let participant = if participant < self.state.next_participant { participant } else { 0 };
        self.log(now, participant, EventKind::CommandCaught { caught: Box::new(command) });
        Ok(Answer::Done)
    }
}

/// One line of so many characters, with what cannot be seen made visible.
fn line(text: &str, most: usize) -> String {
    text.chars()
        .map(|letter| if letter.is_control() { char::REPLACEMENT_CHARACTER } else { letter })
        .take(most)
        .collect()
}
