//! A plan as people read it. Every text of the site is quoted: none of it moves the terminal's cursor.

use std::fmt::{self, Write as _};

use serde_json::Value;

use crate::{Change, Difference, Plan, Step, titled};

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.steps {
            write!(f, "{step}")?;
        }
        for extra in &self.extras {
            writeln!(f, "? {} {:?} is on the site and not in the files", extra.kind.name(), titled(&extra.name))?;
        }
        for unknown in &self.unknown {
            writeln!(f, "! {unknown}")?;
        }
        let count = |is: fn(&Step) -> bool| self.steps.iter().filter(|step| is(step)).count();
        let add = count(|step| matches!(step, Step::Add(_)));
        let change = count(|step| matches!(step, Step::Change(_) | Step::Order(_)));
        let remove = count(|step| matches!(step, Step::Remove(_)));
        if self.steps.is_empty() {
            write!(f, "The site is what the files say")?;
        } else {
            write!(f, "{add} to add, {change} to change, {remove} to remove")?;
        }
        if !self.extras.is_empty() {
            write!(f, "; {} not in the files", self.extras.len())?;
        }
        if !self.unknown.is_empty() {
            write!(f, "; {} cannot be done", self.unknown.len())?;
        }
        f.write_char('.')
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Add(difference) => told(f, '+', difference),
            Step::Change(difference) => told(f, '~', difference),
            Step::Order(names) => {
                writeln!(f, "~ order of group policies")?;
                names.iter().enumerate().try_for_each(|(at, name)| writeln!(f, "    {}. {name:?}", at + 1))
            }
            Step::Remove(extra) => writeln!(f, "- {} {:?}", extra.kind.name(), titled(&extra.name)),
        }
    }
}

fn told(f: &mut fmt::Formatter<'_>, sign: char, difference: &Difference) -> fmt::Result {
    let Difference { kind, name, changes, .. } = difference;
    if kind.is_single() {
        writeln!(f, "{sign} {}", kind.name())?;
    } else {
        writeln!(f, "{sign} {} {:?}", kind.name(), titled(name))?;
    }
    for Change { field, before, after } in changes {
        match (sign, after) {
            ('+', Some(after)) => writeln!(f, "    {}: {}", quiet(field), value(Some(after)))?,
            _ => writeln!(f, "    {}: {} → {}", quiet(field), value(before.as_ref()), value(after.as_ref()))?,
        }
    }
    Ok(())
}

fn value(value: Option<&Value>) -> String {
    value.map_or_else(|| "(nothing)".to_owned(), |value| quiet(&value.to_string()))
}

/// A text for a terminal. SECURITY: a name can hold what makes a terminal do something, or makes text read in another order.
pub fn quiet(text: &str) -> String {
    let loud = |character: char| {
        character.is_control()
            || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut quiet = String::with_capacity(text.len());
    for character in text.chars() {
        if loud(character) {
            quiet.extend(character.escape_unicode());
        } else {
            quiet.push(character);
        }
    }
    quiet
}
