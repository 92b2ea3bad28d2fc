//! What differs between the files and the site, and the steps that make the site what the files say.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::Value;

use crate::{
    Entry, Files, Kind,
    file::{folded, is_nothing, key_of, normal},
    titled,
};

/// What the site has, kind by kind, in the same words as the files. Group policies stand in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Site {
    things: BTreeMap<Kind, Vec<Entry>>,
    lasting: HashSet<(Kind, String)>,
}

impl Site {
    /// Takes in everything of a kind.
    pub fn put(&mut self, kind: Kind, entries: Vec<Entry>) {
        self.things.insert(kind, entries.into_iter().map(|entry| normal(kind, entry)).collect());
    }

    /// Notes one that every site has and nobody can remove. That no file tells of it is no difference.
    pub fn lasts(&mut self, kind: Kind, entry: &Entry) {
        self.lasting.insert((kind, folded(&key_of(kind, &normal(kind, entry.clone())))));
    }

    /// Everything of a kind.
    pub fn of(&self, kind: Kind) -> &[Entry] {
        self.things.get(&kind).map(Vec::as_slice).unwrap_or_default()
    }
}

/// One field that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The field; parts of a table after a point.
    pub field: String,
    /// What the site has; none: nothing.
    pub before: Option<Value>,
    /// What the file says; none: nothing.
    pub after: Option<Value>,
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// What it is.
    pub kind: Kind,
    /// Which one, as [`key_of`](crate::key_of) says it.
    pub name: String,
    /// What the file says of it.
    pub wanted: Entry,
    /// Its fields that differ.
    pub changes: Vec<Change>,
}

impl Difference {
    /// What the file says of the fields that differ.
    pub fn fields(&self) -> Entry {
        let top: HashSet<&str> = self.changes.iter().filter_map(|change| change.field.split('.').next()).collect();
        self.wanted
            .iter()
            .filter(|(field, _)| top.contains(field.as_str()))
            .map(|(f, v)| (f.clone(), v.clone()))
            .collect()
    }
}

/// Something that the site has and the files do not tell of, though there is a file of its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extra {
    /// What it is.
    pub kind: Kind,
    /// Which one, as [`key_of`](crate::key_of) says it.
    pub name: String,
}

/// One step.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Makes something.
    Add(Difference),
    /// Changes something.
    Change(Difference),
    /// Puts the group policies into this order.
    Order(Vec<String>),
    /// Removes something.
    Remove(Extra),
}

/// What is to be done, in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// The steps.
    pub steps: Vec<Step>,
    /// What is left alone.
    pub extras: Vec<Extra>,
    /// Files that name something that is nowhere.
    pub unknown: Vec<String>,
}

impl Plan {
    /// Compares. With `prune`, what the files do not tell of is removed where that is possible.
    pub fn of(files: &Files, site: &Site, prune: bool) -> Self {
        let mut plan = Plan::default();
        let mut removals = Vec::new();
        for kind in Kind::ALL {
            let Some(wanted) = files.of(kind) else { continue };
            let there: HashMap<String, &Entry> =
                site.of(kind).iter().map(|entry| (folded(&key_of(kind, entry)), entry)).collect();
            let first = plan.steps.len();
            for entry in wanted {
                plan.compare(kind, entry, there.get(&folded(&key_of(kind, entry))).copied());
            }
            // A team can name another one of its file.
            if let Some(steps) = plan.steps.get_mut(first..).filter(|_| kind == Kind::Team) {
                steps.sort_by_key(|step| !matches!(step, Step::Add(_)));
            }
            let named: HashSet<String> = wanted.iter().map(|entry| folded(&key_of(kind, entry))).collect();
            let extras: Vec<Extra> = site
                .of(kind)
                .iter()
                .map(|entry| key_of(kind, entry))
                .filter(|name| !named.contains(&folded(name)) && !site.lasting.contains(&(kind, folded(name))))
                .map(|name| Extra { kind, name })
                .collect();
            let (removed, left) =
                if prune && kind.can_be_removed() { (extras, Vec::new()) } else { (Vec::new(), extras) };
            if kind == Kind::GroupPolicy {
                plan.order(wanted, site.of(kind), &left);
            }
            removals.extend(removed.into_iter().map(Step::Remove));
            // Machines that no file tells of are the usual case, and no difference.
            plan.extras.extend(left.into_iter().filter(|_| kind != Kind::JumpItem));
        }
        removals.reverse();
        plan.steps.append(&mut removals);
        plan
    }

    /// Whether the site is what the files say.
    pub fn is_done(&self) -> bool {
        self.steps.is_empty() && self.unknown.is_empty()
    }

    fn compare(&mut self, kind: Kind, wanted: &Entry, there: Option<&Entry>) {
        let name = key_of(kind, wanted);
        let empty = Entry::new();
        let mut changes = Vec::new();
        for (field, after) in
            wanted.iter().filter(|(field, _)| there.is_some() || !kind.key().contains(&field.as_str()))
        {
            differ(field, there.unwrap_or(&empty).get(field), after, &mut changes);
        }
        let difference = Difference { kind, name, wanted: wanted.clone(), changes };
        match there {
            Some(_) if difference.changes.is_empty() => {}
            Some(_) => self.steps.push(Step::Change(difference)),
            None if kind.can_be_made() => self.steps.push(Step::Add(difference)),
            None => self.unknown.push(format!(
                "{}: there is no {} {:?} on the site; it appears when its agent connects",
                kind.file(),
                kind.name(),
                titled(&difference.name)
            )),
        }
    }

    fn order(&mut self, wanted: &[Entry], there: &[Entry], left: &[Extra]) {
        let kind = Kind::GroupPolicy;
        let name = |entry: &Entry| key_of(kind, entry);
        let order: Vec<String> = wanted.iter().map(name).chain(left.iter().map(|extra| extra.name.clone())).collect();
        let known: HashSet<String> = order.iter().map(|name| folded(name)).collect();
        // New ones are made at the bottom, in the file's order.
        let mut after: Vec<String> = there.iter().map(name).filter(|name| known.contains(&folded(name))).collect();
        let old: HashSet<String> = after.iter().map(|name| folded(name)).collect();
        after.extend(wanted.iter().map(name).filter(|name| !old.contains(&folded(name))));
        if after.iter().map(|name| folded(name)).ne(order.iter().map(|name| folded(name))) {
            self.steps.push(Step::Order(order));
        }
    }
}

/// Adds what differs; of a table, its parts.
fn differ(field: &str, before: Option<&Value>, after: &Value, changes: &mut Vec<Change>) {
    let Value::Object(new) = after else {
        let nothing = before.is_none_or(is_nothing) && is_nothing(after);
        if before != Some(after) && !nothing {
            changes.push(Change { field: field.to_owned(), before: before.cloned(), after: Some(after.clone()) });
        }
        return;
    };
    let nothing = Entry::new();
    let old = before.and_then(Value::as_object).unwrap_or(&nothing);
    let parts: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for part in parts.into_iter().filter(|part| old.get(*part) != new.get(*part)) {
        let (before, after) = (old.get(part).cloned(), new.get(part).cloned());
        changes.push(Change { field: format!("{field}.{part}"), before, after });
    }
}
