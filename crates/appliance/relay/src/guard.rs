//! Rules about what is typed at prompts (SHL-7): as a grant carries them, and what an agent tells of what they caught. The relay reads neither what is typed nor what shells put out.

use towline_model::{CommandDo, HeldRules, ShellId, clip};
use towline_session::{CaughtCommand, CaughtInput, Input};
use towline_wire::v1;

/// Rules in one grant.
const RULES: usize = 256;
/// Bytes of their texts: a grant is one message.
const BYTES: usize = 40 * 1024;
/// A line, a pattern or a note as an agent tells it, in bytes.
const LINE: usize = 4096;
const TEXT: usize = 256;

/// The rules of one grant, each once, whoever they are for.
#[derive(Default)]
pub(crate) struct GrantRules {
    rules: Vec<v1::CommandRule>,
    bytes: usize,
}

impl GrantRules {
    /// Adds what holds for one participant and says which they are. `None`: there is no room; what cannot be watched for is not to be typed at all.
    pub(crate) fn add(&mut self, held: &HeldRules) -> Option<Vec<u8>> {
        let mut which = Vec::new();
        for rule in held.iter() {
            let rule = v1::CommandRule {
                pattern: rule.pattern().to_owned(),
                deny: rule.act() == CommandDo::Deny,
                note: rule.note().to_owned(),
            };
            let place = match self.rules.iter().position(|known| *known == rule) {
                Some(place) => place,
                None => {
                    self.bytes += rule.pattern.len() + rule.note.len() + 16;
                    if self.rules.len() >= RULES || self.bytes > BYTES {
                        return None;
                    }
                    self.rules.push(rule);
                    self.rules.len() - 1
                }
            };
            if which.len() <= place / 8 {
                which.resize(place / 8 + 1, 0_u8);
            }
            if let Some(byte) = which.get_mut(place / 8) {
                *byte |= 1 << (place % 8);
            }
        }
        Some(which)
    }

    pub(crate) fn into_rules(self) -> Vec<v1::CommandRule> {
        self.rules
    }
}

/// What an agent tells of a command, bounded. `None`: it names no shell.
pub(crate) fn taken(told: &v1::CommandCaught) -> Option<Input> {
    let shell: ShellId = told.shell_id.parse().ok()?;
    let command = CaughtCommand {
        denied: told.denied,
        shell,
        shell_name: String::new(),
        line: clip(&told.line, LINE),
        pattern: clip(&told.pattern, TEXT),
        note: clip(&told.note, TEXT),
    };
    let participant = u16::try_from(told.participant).unwrap_or(0);
    Some(Input::CommandCaught(CaughtInput { number: told.number, participant, command }))
}

/// What consoles are told besides the line.
pub(crate) fn told(caught: CaughtCommand) -> v1::CaughtTold {
    v1::CaughtTold {
        shell_id: caught.shell.to_string(),
        shell_name: caught.shell_name,
        pattern: caught.pattern,
        note: caught.note,
    }
}

#[cfg(test)]
mod tests {
    use towline_model::CommandRule;

    use super::*;

    fn held(from: usize, count: usize) -> HeldRules {
        HeldRules::of((from..from + count).map(|n| CommandRule::new(&format!("x{n}"), CommandDo::Deny, "").unwrap()))
    }

    #[test]
    fn a_grant_has_each_rule_once_and_says_whom_it_is_for_shl_7() {
        let mut rules = GrantRules::default();
        assert_eq!(rules.add(&held(0, 2)), Some(vec![0b11]));
        assert_eq!(rules.add(&HeldRules::NONE), Some(Vec::new()));
        assert_eq!(rules.add(&held(1, 8)), Some(vec![0b1111_1110, 0b1]));
        assert_eq!(rules.into_rules().len(), 9);
    }

    #[test]
    fn rules_that_do_not_fit_are_not_left_out_in_silence_shl_7() {
        let mut rules = GrantRules::default();
        assert!(rules.add(&held(0, RULES)).is_some());
        assert_eq!(rules.add(&held(0, RULES + 1)), None);
        assert!(rules.add(&held(3, 5)).is_some(), "what fits goes on");
    }

    #[test]
    fn what_an_agent_tells_is_bounded_shl_7() {
        let shell = uuid::Uuid::nil().to_string();
        let told = v1::CommandCaught { line: "x".repeat(10_000), shell_id: shell, ..v1::CommandCaught::default() };
        let Some(Input::CommandCaught(caught)) = taken(&told) else { panic!("it was not taken") };
        assert!(caught.command.line.len() <= LINE);
        assert_eq!(taken(&v1::CommandCaught { shell_id: "x".into(), ..told }), None);
    }
}
