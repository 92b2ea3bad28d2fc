//! Rules about what is typed at the prompt of a shell (SHL-7): a guard rail against slips and habits, and no wall. Scripts, aliases, editors and encodings go around them.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Rules that one list can have.
pub const COMMAND_RULES: usize = 64;
/// Longest pattern in bytes.
pub const COMMAND_PATTERN: usize = 200;
/// Longest note in bytes.
pub const COMMAND_NOTE: usize = 200;
/// Of a command line as many characters are looked at.
pub const COMMAND_LINE: usize = 4096;

/// What becomes of a command that fits a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommandDo {
    /// It is not run.
    Deny,
    /// It runs, and the session is told.
    Alert,
}

impl CommandDo {
    /// Its name on the wire and in files.
    pub const fn name(self) -> &'static str {
        match self {
            CommandDo::Deny => "deny",
            CommandDo::Alert => "alert",
        }
    }
}

/// Why a rule is none, or a list of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum OddRule {
    /// The pattern says nothing.
    #[error("a pattern is not empty")]
    Blank,
    /// More than [`COMMAND_PATTERN`] bytes.
    #[error("a pattern has at most 200 bytes")]
    Long,
    /// The pattern has a control character.
    #[error("a pattern has no control characters")]
    Control,
    /// More than [`COMMAND_NOTE`] bytes, or a control character.
    #[error("a note is one line of at most 200 bytes")]
    Note,
    /// More than [`COMMAND_RULES`] of them.
    #[error("a list has at most 64 rules")]
    Many,
}

/// One rule: a pattern, what becomes of what fits it, and what whoever typed it is told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Said", into = "Said")]
pub struct CommandRule {
    pattern: String,
    act: CommandDo,
    note: String,
}

/// As it is stored and sent.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    pattern: String,
    #[serde(rename = "do")]
    act: CommandDo,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    note: String,
}

impl TryFrom<Said> for CommandRule {
    type Error = OddRule;

    fn try_from(Said { pattern, act, note }: Said) -> Result<Self, OddRule> {
        CommandRule::new(&pattern, act, &note)
    }
}

impl From<CommandRule> for Said {
    fn from(CommandRule { pattern, act, note }: CommandRule) -> Self {
        Said { pattern, act, note }
    }
}

impl CommandRule {
    /// A rule. In its pattern `*` is any number of characters, `?` is one, and all others are themselves; blanks are as many as somebody types.
    ///
    /// # Errors
    /// Why it is none.
    pub fn new(pattern: &str, act: CommandDo, note: &str) -> Result<Self, OddRule> {
        if pattern.contains(char::is_control) {
            return Err(OddRule::Control);
        }
        let pattern = words(pattern);
        let note = note.trim();
        match () {
            () if pattern.is_empty() => Err(OddRule::Blank),
            () if pattern.len() > COMMAND_PATTERN => Err(OddRule::Long),
            () if note.len() > COMMAND_NOTE || note.contains(char::is_control) => Err(OddRule::Note),
            () => Ok(CommandRule { pattern, act, note: note.to_owned() }),
        }
    }

    /// What it is about.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// What becomes of it.
    pub fn act(&self) -> CommandDo {
        self.act
    }

    /// What is told to whoever typed it; may be empty.
    pub fn note(&self) -> &str {
        &self.note
    }

    fn fits(&self, text: &[char]) -> bool {
        glob(&self.pattern.chars().collect::<Vec<char>>(), text)
    }
}

/// A list of rules, in the order in which somebody wrote them, each once. Empty: none.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "Vec<CommandRule>", into = "Vec<CommandRule>")]
pub struct CommandRules(Vec<CommandRule>);

impl TryFrom<Vec<CommandRule>> for CommandRules {
    type Error = OddRule;

    fn try_from(rules: Vec<CommandRule>) -> Result<Self, OddRule> {
        if rules.len() > COMMAND_RULES {
            return Err(OddRule::Many);
        }
        Ok(CommandRules::joined(rules))
    }
}

impl From<CommandRules> for Vec<CommandRule> {
    fn from(rules: CommandRules) -> Self {
        rules.0
    }
}

impl CommandRules {
    /// No rules.
    pub const NONE: CommandRules = CommandRules(Vec::new());

    fn joined(rules: impl IntoIterator<Item = CommandRule>) -> Self {
        let mut each: Vec<CommandRule> = Vec::new();
        for rule in rules {
            if !each.contains(&rule) {
                each.push(rule);
            }
        }
        CommandRules(each)
    }

    /// Its rules.
    pub fn iter(&self) -> impl Iterator<Item = &CommandRule> {
        self.0.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Rules of all layers that hold for somebody: no layer takes away what another one says.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HeldRules(Vec<CommandRule>);

impl HeldRules {
    /// No rules.
    pub const NONE: HeldRules = HeldRules(Vec::new());

    /// These, each once.
    pub fn of(rules: impl IntoIterator<Item = CommandRule>) -> Self {
        HeldRules(CommandRules::joined(rules).0)
    }

    /// What both say.
    #[must_use]
    pub fn and(&self, other: &HeldRules) -> Self {
        HeldRules::of(self.0.iter().chain(&other.0).cloned())
    }

    /// All of them, the first layer's first.
    pub fn iter(&self) -> impl Iterator<Item = &CommandRule> {
        self.0.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The rule that decides about a command line: the first that denies it or a part of it; if none does, the first that alerts.
    pub fn judge(&self, line: &str) -> Option<&CommandRule> {
        if self.0.is_empty() {
            return None;
        }
        let line: String = line.chars().take(COMMAND_LINE).collect();
        let parts: Vec<Vec<char>> = parts(&line).iter().map(|part| part.chars().collect()).collect();
        let fits = |rule: &&CommandRule| parts.iter().any(|part| rule.fits(part));
        let of = |act| self.0.iter().filter(move |rule| rule.act == act);
        of(CommandDo::Deny).find(fits).or_else(|| of(CommandDo::Alert).find(fits))
    }
}

/// A text with one blank where it has several, and none at its ends.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<&str>>().join(" ")
}

/// The whole line, and what is between `;`, `|`, `&&`, `||`, `&` and ends of lines. What is within quotes is text, unless a quote is left open: then both readings count.
fn parts(line: &str) -> Vec<String> {
    let mut found = vec![words(line)];
    let (quoted, open) = split(line, true);
    found.extend(quoted);
    if open {
        found.extend(split(line, false).0);
    }
    found.retain(|part| !part.is_empty());
    found.sort();
    found.dedup();
    found
}

/// The parts of a line, and whether a quote was left open.
fn split(line: &str, quotes: bool) -> (Vec<String>, bool) {
    let mut found = Vec::new();
    let mut part = String::new();
    let mut within: Option<char> = None;
    let mut escaped = false;
    for letter in line.chars() {
        match (within, letter) {
            _ if escaped => escaped = false,
            (None | Some('"'), '\\') => escaped = true,
            (Some(quote), _) if letter == quote => within = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if quotes => within = Some(letter),
            (None, ';' | '|' | '&' | '\n' | '\r') => {
                found.push(without_lead(&words(&part)));
                part.clear();
                continue;
            }
            (None, _) => {}
        }
        part.push(letter);
    }
    found.push(without_lead(&words(&part)));
    (found, within.is_some())
}

/// A part without what a shell reads before a command: brackets, and the words of its loops and conditions.
fn without_lead(part: &str) -> String {
    let mut rest = part;
    loop {
        let next = rest.trim_start_matches(['(', '{', ' ']);
        let (first, after) = next.split_once(' ').unwrap_or((next, ""));
        let lead = matches!(first, "!" | "do" | "then" | "else" | "elif" | "if" | "while" | "until" | "time");
        rest = if lead && !after.is_empty() { after } else { next };
        if !lead || after.is_empty() {
            return rest.trim_end_matches([' ', ')', '}']).to_owned();
        }
    }
}

/// Whether a text fits a pattern as a whole. Takes no longer than both lengths multiplied, whatever they say.
fn glob(pattern: &[char], text: &[char]) -> bool {
    let (mut at, mut seen) = (0, 0);
    // Where the newest `*` is, and how much it has taken so far.
    let mut star: Option<(usize, usize)> = None;
    while let Some(letter) = text.get(seen) {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, seen));
                at += 1;
            }
            Some(wanted) if *wanted == '?' || wanted == letter => (at, seen) = (at + 1, seen + 1),
            _ => match &mut star {
                Some((place, taken)) => {
                    *taken += 1;
                    (at, seen) = (*place + 1, *taken);
                }
                None => return false,
            },
        }
    }
    pattern.get(at..).unwrap_or_default().iter().all(|rest| *rest == '*')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn held(rules: &[(&str, CommandDo)]) -> HeldRules {
        HeldRules::of(rules.iter().map(|(pattern, act)| CommandRule::new(pattern, *act, "").unwrap()))
    }

    fn caught(pattern: &str, line: &str) -> bool {
        held(&[(pattern, CommandDo::Deny)]).judge(line).is_some()
    }

    #[test]
    fn a_pattern_is_for_the_whole_line_and_for_each_part_of_it_shl_7() {
        for line in [
            "rm -rf /",
            "  rm   -rf  / ",
            "cd /tmp; rm -rf x",
            "cd /tmp;rm -rf x",
            "true && rm -f x",
            "false || rm -f x",
            "sleep 9 & rm x",
            "yes | rm -i x",
            "(rm x)",
            "if true; then rm x; fi",
            "for a in 1 2; do rm $a; done",
            "! rm x",
            "ls\nrm x",
        ] {
            assert!(caught("rm *", line), "{line:?}");
        }
        for line in
            ["rmdir x", "ls rm x", "echo 'a; rm x'", "echo \"a; rm x\"", "echo a\\; rm x", "sudo rm x", "", "rm"]
        {
            assert!(!caught("rm *", line), "{line:?}");
        }
        assert!(caught("*rm *", "sudo rm x") && caught("rm", "rm") && caught("rm*", "rm"));
        assert!(caught("curl * | sh", "curl https://x.example | sh"), "the whole line counts as well");
        assert!(caught("rm *", "echo it's; rm x"), "a quote that is left open hides nothing");
        assert!(caught("shutdown -? now", "shutdown -h now") && !caught("shutdown -? now", "shutdown -hh now"));
        assert!(!caught("rm *", "RM x"), "as the shell does, it tells letters apart");
    }

    #[test]
    fn what_denies_goes_before_what_alerts_shl_7() {
        let rules = held(&[("rm *", CommandDo::Alert), ("rm -rf *", CommandDo::Deny), ("*", CommandDo::Alert)]);
        let of = |line| rules.judge(line).map(|rule| (rule.pattern(), rule.act()));
        assert_eq!(of("rm -rf /"), Some(("rm -rf *", CommandDo::Deny)));
        assert_eq!(of("rm a; rm -rf b"), Some(("rm -rf *", CommandDo::Deny)));
        assert_eq!(of("rm a"), Some(("rm *", CommandDo::Alert)));
        assert_eq!(of("ls"), Some(("*", CommandDo::Alert)));
        assert_eq!(of("   "), None);
        assert_eq!(HeldRules::NONE.judge("rm"), None);
    }

    #[test]
    fn rules_are_bounded_and_in_one_spelling_shl_7() {
        let new = |pattern: &str, note: &str| CommandRule::new(pattern, CommandDo::Deny, note);
        assert_eq!(
            new("  rm \u{a0} -rf  * ", " no ").map(|rule| (rule.pattern, rule.note)),
            Ok(("rm -rf *".into(), "no".into()))
        );
        assert_eq!(new(" ", ""), Err(OddRule::Blank));
        assert_eq!(new(&"x".repeat(COMMAND_PATTERN + 1), ""), Err(OddRule::Long));
        assert_eq!(new("a\u{1b}[2J", ""), Err(OddRule::Control));
        assert_eq!(new("a", "b\nc"), Err(OddRule::Note));
        assert_eq!(new("a", &"x".repeat(COMMAND_NOTE + 1)), Err(OddRule::Note));
        let many: Vec<CommandRule> = (0..=COMMAND_RULES).map(|n| new(&format!("x{n}"), "").unwrap()).collect();
        assert_eq!(CommandRules::try_from(many.clone()), Err(OddRule::Many));
        let twice = vec![many[0].clone(), many[1].clone(), many[0].clone()];
        assert_eq!(Vec::from(CommandRules::try_from(twice).unwrap()), many[..2]);
        let said = r#"[{"pattern":"rm *","do":"deny","note":"ask first"},{"pattern":"su","do":"alert"}]"#;
        let rules: CommandRules = serde_json::from_str(said).unwrap();
        assert_eq!(serde_json::to_string(&rules).unwrap(), said);
        assert!(serde_json::from_str::<CommandRules>(r#"[{"pattern":"","do":"deny"}]"#).is_err());
        assert!(serde_json::from_str::<CommandRules>(r#"[{"pattern":"x","do":"deny","wen":1}]"#).is_err());
    }

    /// The same by trying everything.
    fn slow(pattern: &[char], text: &[char]) -> bool {
        match (pattern.split_first(), text.split_first()) {
            (None, rest) => rest.is_none(),
            (Some(('*', after)), rest) => slow(after, text) || rest.is_some_and(|(_, rest)| slow(pattern, rest)),
            (Some((wanted, after)), Some((letter, rest))) => (*wanted == '?' || wanted == letter) && slow(after, rest),
            (Some(_), None) => false,
        }
    }

    proptest! {
        #[test]
        fn a_pattern_fits_what_trying_everything_says_shl_7(pattern in "[ab*?]{0,8}", text in "[ab]{0,10}") {
            let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
            prop_assert_eq!(glob(&pattern, &text), slow(&pattern, &text));
        }

        #[test]
        fn no_line_is_too_odd_to_be_judged_shl_7(line in "[\\PC\\n\\r;|&'\"\\\\(){}]{0,60}") {
            prop_assert!(caught("*", &line) || words(&line).is_empty());
            let rules = held(&[("a*b", CommandDo::Deny), ("? ?", CommandDo::Alert)]);
            let _ = rules.judge(&line);
        }

        #[test]
        fn more_layers_never_allow_what_fewer_deny_shl_7(line in "[ab;&]{0,12}", one in "[ab*]{1,3}", other in "[ab*]{1,3}") {
            let (one, other) = (held(&[(&one, CommandDo::Deny)]), held(&[(&other, CommandDo::Deny)]));
            let both = one.and(&other);
            prop_assert_eq!(both.judge(&line).is_some(), one.judge(&line).is_some() || other.judge(&line).is_some());
        }
    }
}
