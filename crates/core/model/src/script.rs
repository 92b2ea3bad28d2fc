//! Canned scripts (SCR-6, ADM-4), as plain data: with what they run, as whom, and what is filled in. A value is an argument and an environment variable of the process; it is never part of a text that something reads as a program.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Longest text of a script in bytes.
pub const SCRIPT_TEXT: usize = 64 * 1024;
/// Parameters of one script.
pub const SCRIPT_PARAMETERS: usize = 16;
/// Longest value of a parameter in bytes.
pub const SCRIPT_VALUE: usize = 1024;
/// Values of one run together, in bytes.
pub const SCRIPT_VALUES: usize = 8 * 1024;
/// Choices of one parameter.
pub const SCRIPT_CHOICES: usize = 32;
/// How long a script may run, in seconds.
pub const SCRIPT_SECONDS: std::ops::RangeInclusive<u32> = 1..=3600;
/// Longest name of a parameter.
const NAME: usize = 32;

/// With what a script runs: a word, for which the agent knows the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Interpreter {
    /// The system's POSIX shell.
    Sh,
    /// GNU Bash.
    Bash,
    /// Python 3.
    Python3,
    /// Perl 5.
    Perl,
}

impl Interpreter {
    /// All of them.
    pub const ALL: [Interpreter; 4] = [Interpreter::Sh, Interpreter::Bash, Interpreter::Python3, Interpreter::Perl];

    /// Its stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Interpreter::Sh => "sh",
            Interpreter::Bash => "bash",
            Interpreter::Python3 => "python3",
            Interpreter::Perl => "perl",
        }
    }

    /// By its name.
    pub fn named(name: &str) -> Option<Interpreter> {
        Interpreter::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// As whom a script runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunsAs {
    /// The user whose session it is.
    User,
    /// With administrative rights.
    System,
    /// As the representative says.
    Choose,
}

impl RunsAs {
    /// All of them.
    pub const ALL: [RunsAs; 3] = [RunsAs::User, RunsAs::System, RunsAs::Choose];

    /// Its stable name.
    pub const fn name(self) -> &'static str {
        match self {
            RunsAs::User => "user",
            RunsAs::System => "system",
            RunsAs::Choose => "choose",
        }
    }

    /// Whether a run is with administrative rights, when this was wished.
    pub const fn as_system(self, wished: bool) -> bool {
        match self {
            RunsAs::User => false,
            RunsAs::System => true,
            RunsAs::Choose => wished,
        }
    }
}

/// What a parameter takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum ParameterKind {
    /// One line of text.
    Text {
        /// Most characters, 1 to 1,024.
        most: u32,
    },
    /// A whole number.
    Number {
        /// The least.
        least: i64,
        /// The most.
        most: i64,
    },
    /// One of several.
    Choice {
        /// 1 to 32, each of them different.
        choices: Vec<String>,
    },
    /// `yes` or `no`.
    Switch,
}

/// Something to fill in before a script runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptParameter {
    /// Capital letters, digits and `_`, a letter first, at most 32: `TOWLINE_` and this is the environment variable.
    pub name: String,
    /// What people read; empty: the name.
    pub label: String,
    /// What it takes.
    #[serde(flatten)]
    pub kind: ParameterKind,
    /// Whether it must have a value.
    pub required: bool,
    /// What stands there at first; may be empty.
    pub default: String,
}

/// Why a value, or a parameter, does not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterFault {
    /// It must be filled in.
    Missing,
    /// It is longer than it may be.
    TooLong,
    /// It is no whole number, or not between the bounds.
    NoNumber,
    /// It is none of the choices.
    NoChoice,
    /// It has something in it that is not text of one line.
    NotPlain,
    /// The script has no such parameter.
    Unknown,
}

impl ScriptParameter {
    /// Whether it can be a parameter at all; its default is a value of it, or nothing.
    pub fn is_sound(&self) -> bool {
        let kind = match &self.kind {
            ParameterKind::Text { most } => (1..=SCRIPT_VALUE as u32).contains(most),
            ParameterKind::Number { least, most } => least <= most,
            ParameterKind::Choice { choices } => {
                let different =
                    choices.iter().enumerate().all(|(at, one)| !choices.iter().take(at).any(|before| before == one));
                let fits = |one: &String| !one.is_empty() && one.len() <= SCRIPT_VALUE && plain(one);
                (1..=SCRIPT_CHOICES).contains(&choices.len()) && different && choices.iter().all(fits)
            }
            ParameterKind::Switch => true,
        };
        kind && parameter_name_fits(&self.name) && (self.default.is_empty() || self.takes(&self.default).is_ok())
    }

    /// Whether a value fits, as it is.
    ///
    /// # Errors
    /// Why not.
    pub fn takes(&self, value: &str) -> Result<(), ParameterFault> {
        if value.is_empty() {
            return if self.required { Err(ParameterFault::Missing) } else { Ok(()) };
        }
        if value.len() > SCRIPT_VALUE {
            return Err(ParameterFault::TooLong);
        }
        if !plain(value) {
            return Err(ParameterFault::NotPlain);
        }
        match &self.kind {
            ParameterKind::Text { most } if value.chars().count() > *most as usize => Err(ParameterFault::TooLong),
            ParameterKind::Text { .. } => Ok(()),
            ParameterKind::Number { least, most } => match value.parse::<i64>() {
                Ok(number) if (*least..=*most).contains(&number) => Ok(()),
                _ => Err(ParameterFault::NoNumber),
            },
            ParameterKind::Choice { choices } if choices.iter().any(|one| one == value) => Ok(()),
            ParameterKind::Choice { .. } => Err(ParameterFault::NoChoice),
            ParameterKind::Switch if matches!(value, "yes" | "no") => Ok(()),
            ParameterKind::Switch => Err(ParameterFault::NoChoice),
        }
    }
}

/// What a run gets, in the order of the parameters: what was not said is its default.
///
/// # Errors
/// The first that does not fit, with the name that it was said for.
pub fn script_values(
    parameters: &[ScriptParameter],
    mut said: BTreeMap<String, String>,
) -> Result<Vec<(String, String)>, (String, ParameterFault)> {
    let mut values = Vec::with_capacity(parameters.len());
    let mut bytes = 0;
    for parameter in parameters {
        let value = said.remove(&parameter.name).unwrap_or_else(|| parameter.default.clone());
        parameter.takes(&value).map_err(|fault| (parameter.name.clone(), fault))?;
        bytes += value.len();
        if bytes > SCRIPT_VALUES {
            return Err((parameter.name.clone(), ParameterFault::TooLong));
        }
        values.push((parameter.name.clone(), value));
    }
    match said.pop_first() {
        Some((name, _)) => Err((name, ParameterFault::Unknown)),
        None => Ok(values),
    }
}

/// Whether this can be the name of a parameter: with `TOWLINE_` before it, no name of a variable that any program reads by itself, and not the one that says where the files are that go along.
pub fn parameter_name_fits(name: &str) -> bool {
    let rest = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    (1..=NAME).contains(&name.len())
        && name != "RESOURCES"
        && name.bytes().next().is_some_and(|first| first.is_ascii_uppercase())
        && name.bytes().all(rest)
}

/// Whether this can be a value: a NUL ends arguments, and the others are for terminals, not for people.
pub fn plain(value: &str) -> bool {
    !value.contains(char::is_control)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parameter(kind: ParameterKind) -> ScriptParameter {
        ScriptParameter { name: "PATH_".into(), label: String::new(), kind, required: false, default: String::new() }
    }

    fn kinds() -> impl Strategy<Value = ParameterKind> {
        prop_oneof![
            (1u32..1200).prop_map(|most| ParameterKind::Text { most }),
            (any::<i64>(), any::<i64>()).prop_map(|(least, most)| ParameterKind::Number { least, most }),
            proptest::collection::vec("[a-c\u{0}]{0,2}", 0..4).prop_map(|choices| ParameterKind::Choice { choices }),
            Just(ParameterKind::Switch),
        ]
    }

    proptest! {
        #[test]
        fn what_a_run_gets_fits_its_parameters_whatever_was_said_scr_6(
            parameters in proptest::collection::vec((kinds(), any::<bool>(), "[A-C]{1,2}"), 0..5),
            said in proptest::collection::btree_map("[A-D]{1,2}", "\\PC{0,12}|[0-9]{1,3}|yes|a|\u{0}", 0..5),
        ) {
            let parameters: Vec<ScriptParameter> = parameters
                .into_iter()
                .map(|(kind, required, name)| ScriptParameter { name, required, ..parameter(kind) })
                .collect();
            if let Ok(values) = script_values(&parameters, said.clone()) {
                prop_assert_eq!(values.len(), parameters.len());
                for ((name, value), parameter) in values.iter().zip(&parameters) {
                    prop_assert_eq!(name, &parameter.name);
                    prop_assert!(parameter.takes(value).is_ok());
                    prop_assert!(!value.contains('\0'));
                }
                prop_assert!(said.keys().all(|name| parameters.iter().any(|known| known.name == *name)));
            }
        }

        #[test]
        fn the_name_of_a_parameter_is_a_harmless_variable_scr_6(name in "\\PC{0,40}|[A-Z][A-Z0-9_]{0,40}") {
            if parameter_name_fits(&name) {
                prop_assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'));
                prop_assert!(!name.contains('=') && name.len() <= 32);
            }
        }
    }

    #[test]
    fn a_value_is_taken_as_it_is_or_not_at_all_scr_6() {
        let text = parameter(ParameterKind::Text { most: 40 });
        assert_eq!(text.takes("; rm -rf \"$HOME\" $(x)"), Ok(()));
        assert_eq!(text.takes("a\nb"), Err(ParameterFault::NotPlain));
        assert_eq!(text.takes(&"ä".repeat(41)), Err(ParameterFault::TooLong));
        let number = parameter(ParameterKind::Number { least: -2, most: 9 });
        assert_eq!(
            (number.takes("-2"), number.takes("10"), number.takes("1 ")),
            (Ok(()), Err(ParameterFault::NoNumber), Err(ParameterFault::NoNumber))
        );
        let required = ScriptParameter { required: true, ..parameter(ParameterKind::Switch) };
        assert_eq!((required.takes(""), required.takes("yes")), (Err(ParameterFault::Missing), Ok(())));
        assert!(required.is_sound() && !ScriptParameter { default: "perhaps".into(), ..required }.is_sound());
        let choice = |choices: &[&str]| {
            parameter(ParameterKind::Choice { choices: choices.iter().map(|one| (*one).to_owned()).collect() })
        };
        assert!(choice(&["a", "b"]).is_sound() && !choice(&["a", "a"]).is_sound() && !choice(&[]).is_sound());
        let big = ScriptParameter { name: "B".into(), ..parameter(ParameterKind::Text { most: 1024 }) };
        let many: Vec<ScriptParameter> =
            (0..9).map(|at| ScriptParameter { name: format!("B{at}"), ..big.clone() }).collect();
        let said = many.iter().map(|one| (one.name.clone(), "x".repeat(1024))).collect();
        assert_eq!(script_values(&many, said), Err(("B8".into(), ParameterFault::TooLong)));
        let said = BTreeMap::from([("LD_PRELOAD".to_owned(), "x".to_owned())]);
        assert_eq!(script_values(&[big], said), Err(("LD_PRELOAD".into(), ParameterFault::Unknown)));
    }

    #[test]
    fn a_parameter_is_stored_as_it_was_written_adm_4() {
        let one = ScriptParameter {
            required: true,
            default: "3".into(),
            ..parameter(ParameterKind::Number { least: 1, most: 9 })
        };
        let stored = serde_json::to_string(&one).unwrap();
        assert_eq!(serde_json::from_str::<ScriptParameter>(&stored).unwrap(), one, "{stored}");
    }
}
