//! The files: one for each kind, in TOML. Each is whole or refused; a name that nobody knows is an error that says where it stands.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    ButtonProfile, CannedMessage, Chat, CustomField, Entry, GroupPolicy, Issue, JumpGroup, JumpItem, JumpItemRole,
    Kind, PublicSite, Routing, Script, SessionPermissions, SessionPolicy, Skill, Survey, Team, User,
};

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is no TOML, or has something that is not known.
    #[error("{0}")]
    Toml(String),
    /// One thing is told twice.
    #[error("{kind} {:?} is there twice", titled(name))]
    Twice {
        /// What it is.
        kind: &'static str,
        /// Which one.
        name: String,
    },
    /// Something has no name.
    #[error("a {0} has no name")]
    Nameless(&'static str),
}

/// The lists of each file, under the name that stands between its brackets.
macro_rules! lists {
    ($($list:ident: $name:ident of $entry:ty;)*) => {$(
        #[derive(Deserialize, Serialize)]
        #[serde(deny_unknown_fields)]
        struct $list {
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            $name: Vec<$entry>,
        }

        impl Listed for $list {
            type One = $entry;
            fn of($name: Vec<$entry>) -> Self {
                $list { $name }
            }
            fn entries(self) -> Vec<$entry> {
                self.$name
            }
        }
    )*};
}

trait Listed: DeserializeOwned + Serialize {
    type One: DeserializeOwned + Serialize;
    fn of(entries: Vec<Self::One>) -> Self;
    fn entries(self) -> Vec<Self::One>;
}

lists! {
    Roles: jump_item_role of JumpItemRole;
    SessionPolicies: session_policy of SessionPolicy;
    Groups: jump_group of JumpGroup;
    Skills: skill of Skill;
    Users: user of User;
    GroupPolicies: group_policy of GroupPolicy;
    Teams: team of Team;
    CannedMessages: canned_message of CannedMessage;
    Scripts: script of Script;
    CustomFields: custom_field of CustomField;
    Issues: issue of Issue;
    Surveys: survey of Survey;
    PublicSites: public_site of PublicSite;
    ButtonProfiles: support_button_profile of ButtonProfile;
    Items: jump_item of JumpItem;
}

/// What there is once is its file.
macro_rules! single {
    ($($one:ident)*) => {$(
        impl Listed for $one {
            type One = $one;
            fn of(mut entries: Vec<$one>) -> Self {
                entries.pop().unwrap_or_default()
            }
            fn entries(self) -> Vec<$one> {
                vec![self]
            }
        }
    )*};
}

single! { SessionPermissions Routing Chat }

/// Does the same with the list of each kind.
macro_rules! by_kind {
    ($kind:expr, $work:ident($($argument:expr),*)) => {
        match $kind {
            Kind::JumpItemRole => $work::<Roles>($($argument),*),
            Kind::SessionPolicy => $work::<SessionPolicies>($($argument),*),
            Kind::SessionPermissions => $work::<SessionPermissions>($($argument),*),
            Kind::JumpGroup => $work::<Groups>($($argument),*),
            Kind::Skill => $work::<Skills>($($argument),*),
            Kind::User => $work::<Users>($($argument),*),
            Kind::GroupPolicy => $work::<GroupPolicies>($($argument),*),
            Kind::Team => $work::<Teams>($($argument),*),
            Kind::Routing => $work::<Routing>($($argument),*),
            Kind::Chat => $work::<Chat>($($argument),*),
            Kind::CannedMessage => $work::<CannedMessages>($($argument),*),
            Kind::Script => $work::<Scripts>($($argument),*),
            Kind::CustomField => $work::<CustomFields>($($argument),*),
            Kind::Issue => $work::<Issues>($($argument),*),
            Kind::Survey => $work::<Surveys>($($argument),*),
            Kind::PublicSite => $work::<PublicSites>($($argument),*),
            Kind::ButtonProfile => $work::<ButtonProfiles>($($argument),*),
            Kind::JumpItem => $work::<Items>($($argument),*),
        }
    };
}

fn toml_error(error: impl std::fmt::Display) -> Unreadable {
    Unreadable::Toml(error.to_string().trim_end().to_owned())
}

fn json_error(error: serde_json::Error) -> Unreadable {
    Unreadable::Toml(error.to_string())
}

fn read<L: Listed>(kind: Kind, text: &str) -> Result<Vec<Entry>, Unreadable> {
    let list: L = toml::from_str(text).map_err(toml_error)?;
    let fields = |one| match serde_json::to_value(one).map_err(json_error)? {
        Value::Object(entry) => Ok(normal(kind, entry)),
        other => Err(Unreadable::Toml(format!("{other} is no table"))),
    };
    list.entries().into_iter().map(fields).collect()
}

/// Lists whose order means nothing.
const UNORDERED: [&str; 9] =
    ["rights", "members", "groups", "skills", "hosts", "languages", "issue_names", "teams", "resources"];
/// What the site takes for a number that no file says, and for the length of a text.
const FURTHEST: i64 = (1 << 53) - 1;
const CHARACTERS: i64 = 200;

/// The one way to say it: lists whose order means nothing stand in one order, and what says nothing is not there.
pub(crate) fn normal(kind: Kind, entry: Entry) -> Entry {
    let one = |(field, value): (String, Value)| match (kind, field.as_str(), value) {
        // Where a line of a script begins may mean something.
        (Kind::Script, "text", Value::String(text)) => (field, Value::String(text.replace("\r\n", "\n"))),
        (_, _, value) => (field, terse(kind, value)),
    };
    let mut entry: Entry = entry.into_iter().map(one).collect();
    if kind == Kind::Script
        && let Some(Value::Array(list)) = entry.get_mut("parameters")
    {
        list.iter_mut().filter_map(Value::as_object_mut).for_each(bounded);
    }
    for field in UNORDERED {
        if let Some(Value::Array(list)) = entry.get_mut(field) {
            in_order(list);
        }
    }
    for field in ["settings", "permissions"] {
        let said = entry.get_mut(field).and_then(Value::as_object_mut);
        for said in said.into_iter().flat_map(serde_json::Map::values_mut) {
            let said = if said.is_object() { said.get_mut("value") } else { Some(said) };
            if let Some(Value::Array(list)) = said {
                list.iter_mut().for_each(as_path);
                list.iter_mut().for_each(as_rule);
                // Rules stay in the order in which somebody wrote them.
                if !list.iter().any(Value::is_object) {
                    in_order(list);
                }
            }
        }
    }
    entry
}

/// A path is told as the site keeps it: without doubled or closing slashes, and without ".".
fn as_path(value: &mut Value) {
    if let Some(path) = value.as_str().filter(|text| text.starts_with('/')) {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        *value = format!("/{}", parts.join("/")).into();
    }
}

/// A rule about commands is told as the site keeps it: with one blank where there are several, and without a note that says nothing.
fn as_rule(value: &mut Value) {
    let Some(rule) = value.as_object_mut() else { return };
    for part in ["pattern", "note"] {
        let Some(text) = rule.get(part).and_then(Value::as_str) else { continue };
        let text = match part {
            "pattern" => text.split_whitespace().collect::<Vec<&str>>().join(" "),
            _ => text.trim().to_owned(),
        };
        if part == "note" && text.is_empty() {
            rule.remove(part);
        } else {
            rule.insert(part.to_owned(), text.into());
        }
    }
}

fn in_order(list: &mut Vec<Value>) {
    list.sort_by_cached_key(ToString::to_string);
    list.dedup();
}

/// A parameter of a script with the bounds that hold where nobody said any.
fn bounded(parameter: &mut Entry) {
    let (least, most) = match text_of(parameter, "kind") {
        "text" => (None, Some(CHARACTERS)),
        "number" => (Some(-FURTHEST), Some(FURTHEST)),
        _ => (None, None),
    };
    for (name, bound) in [("least", least), ("most", most)] {
        if let Some(bound) = bound {
            parameter.entry(name).or_insert(bound.into());
        }
    }
}

/// Without what is as if it were not there: blanks around a line, which the site does not keep; parts that say nothing. An account is the last to be asked, so "final" means nothing there.
fn terse(kind: Kind, value: Value) -> Value {
    match value {
        Value::Array(list) => Value::Array(list.into_iter().map(|value| terse(kind, value)).collect()),
        Value::Object(table) => {
            let says = |part: &str, value: &Value| {
                let silent = match kind {
                    // All that a table of these does not say is off, empty or none.
                    Kind::Script => is_nothing(value),
                    Kind::Survey | Kind::PublicSite => is_nothing(value) || *value == 0,
                    _ => part == "final" && (kind == Kind::User || *value == Value::Bool(false)),
                };
                !(value.is_null() || silent)
            };
            let parts = table.into_iter().map(|(part, value)| (part, terse(kind, value)));
            Value::Object(parts.filter(|(part, value)| says(part, value)).collect())
        }
        Value::String(text) => Value::String(lines(&text)),
        other => other,
    }
}

fn lines(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join("\n").trim().to_owned()
}

fn write<L: Listed>(entries: &[Entry]) -> Result<String, Unreadable> {
    let list: Result<Vec<L::One>, _> =
        entries.iter().map(|entry| serde_json::from_value(Value::Object(entry.clone()))).collect();
    toml::to_string_pretty(&L::of(list.map_err(json_error)?)).map_err(toml_error)
}

/// The file of a kind with these entries.
///
/// # Errors
/// When an entry is not of that kind.
pub fn file_text(kind: Kind, entries: &[Entry]) -> Result<String, Unreadable> {
    by_kind!(kind, write(entries))
}

/// All files that are there. A kind without a file is not looked at.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Files(BTreeMap<Kind, Vec<Entry>>);

impl Files {
    /// Takes in the text of one file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn add(&mut self, kind: Kind, text: &str) -> Result<(), Unreadable> {
        let entries = by_kind!(kind, read(kind, text))?;
        let mut known = HashSet::new();
        for entry in &entries {
            let name = key_of(kind, entry);
            if kind.key().last().is_some_and(|own| text_of(entry, own).trim().is_empty()) {
                return Err(Unreadable::Nameless(kind.name()));
            }
            if !known.insert(folded(&name)) {
                return Err(Unreadable::Twice { kind: kind.name(), name });
            }
        }
        self.0.insert(kind, entries);
        Ok(())
    }

    /// What the file of a kind says; none: there is no such file.
    pub fn of(&self, kind: Kind) -> Option<&[Entry]> {
        self.0.get(&kind).map(Vec::as_slice)
    }

    /// Does something with each file that goes along with a script: says which bytes it is, in place of where they are.
    ///
    /// # Errors
    /// The first that `work` has.
    pub fn each_resource<E>(&mut self, mut work: impl FnMut(&mut Entry) -> Result<(), E>) -> Result<(), E> {
        for script in self.0.get_mut(&Kind::Script).into_iter().flatten() {
            let Some(Value::Array(list)) = script.get_mut("resources") else { continue };
            for resource in list.iter_mut().filter_map(Value::as_object_mut) {
                work(resource)?;
            }
            in_order(list);
        }
        Ok(())
    }

    /// Whether there is none at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Between the parts of what says which one it is; no text of the site has it.
const BETWEEN: &str = "\u{1f}";

/// What says which one it is; of several parts, all of them.
pub fn key_of(kind: Kind, entry: &Entry) -> String {
    kind.key().iter().map(|part| text_of(entry, part)).collect::<Vec<_>>().join(BETWEEN)
}

/// What people call the thing that this says.
pub fn titled(key: &str) -> String {
    key.split(BETWEEN).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" / ")
}

fn text_of<'a>(entry: &'a Entry, field: &str) -> &'a str {
    entry.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// Whether it says nothing: a field that is not there, and one that is empty or off, say the same.
pub(crate) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(flag) => !flag,
        Value::Number(_) => false,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(table) => table.is_empty(),
    }
}

/// Names are the same whatever the case of their letters, as on the site.
pub(crate) fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_refused_with_its_place_adm_10() {
        let mut files = Files::default();
        let Err(Unreadable::Toml(text)) = files.add(Kind::Team, "[[team]]\nname = \"Night\"\nmembres = []\n") else {
            panic!("taken")
        };
        assert!(text.contains("line 3") && text.contains("membres"), "{text}");
        assert!(files.is_empty());
        let twice = files.add(Kind::User, "[[user]]\nusername = \"grace\"\n[[user]]\nusername = \"Grace\"\n");
        assert_eq!(twice, Err(Unreadable::Twice { kind: "user", name: "Grace".into() }));
        assert_eq!(
            files.add(Kind::JumpGroup, "[[jump_group]]\nname = \" \"\n"),
            Err(Unreadable::Nameless("Jump Group"))
        );
    }

    #[test]
    fn an_empty_file_says_that_there_are_none_adm_10() {
        let mut files = Files::default();
        files.add(Kind::Team, "").unwrap();
        assert_eq!(files.of(Kind::Team), Some(&[][..]));
        assert_eq!(files.of(Kind::User), None);
    }
}
