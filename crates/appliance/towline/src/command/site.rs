//! What the appliance tells of the site, in the words of the files: things by name, not by id.

use std::collections::{HashMap, HashSet};

use anyhow::{Context as _, Result};
use jiff::Timestamp;
use serde_json::{Value, json};
use towline_manifest::{Entry, Kind, Site, key_of};

use super::client::Client;

/// Rows in one page.
const PAGE: usize = 200;

/// Names and ids of what is on the site, and which settings there are.
#[derive(Debug, Default)]
pub struct Known {
    ids: HashMap<(Kind, String), String>,
    names: HashMap<(Kind, String), String>,
    settings: HashSet<String>,
    roles: HashSet<String>,
    sites: HashSet<String>,
}

impl Known {
    /// Notes something.
    pub fn put(&mut self, kind: Kind, name: &str, id: &str) {
        self.ids.insert((kind, folded(name)), id.to_owned());
        // The first of each kind that every site has may have the id that the first of another one has.
        self.names.insert((kind, id.to_owned()), name.to_owned());
    }

    /// The id of something with this name.
    pub fn id(&self, kind: Kind, name: &str) -> Option<&str> {
        self.ids.get(&(kind, folded(name))).map(String::as_str)
    }

    /// Whether there is such a setting.
    pub fn has_setting(&self, key: &str) -> bool {
        self.settings.contains(key)
    }

    /// Whether a setting names a Jump Item Role.
    pub fn is_role(&self, key: &str) -> bool {
        self.roles.contains(key)
    }

    /// Whether a setting names public sites.
    pub fn is_sites(&self, key: &str) -> bool {
        self.sites.contains(key)
    }

    fn name(&self, kind: Kind, id: &Value) -> Value {
        // What was removed a moment ago has no name: the id is as good as any other that does not fit.
        let name = |id: &str| self.names.get(&(kind, id.to_owned())).map_or(id, String::as_str).into();
        id.as_str().map_or(Value::Null, name)
    }
}

fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Where one thing of a kind is read and changed.
pub fn path(kind: Kind, id: &str) -> String {
    if kind.is_single() { list(kind).to_owned() } else { format!("{}/{id}", list(kind)) }
}

/// Where a kind is listed, and one of it made.
pub fn list(kind: Kind) -> &'static str {
    match kind {
        Kind::JumpItemRole => "/jump-item-roles",
        Kind::SessionPolicy => "/session-policies",
        Kind::SessionPermissions => "/settings/session-permissions",
        Kind::JumpGroup => "/jump-groups",
        Kind::Skill => "/skills",
        Kind::User => "/users",
        Kind::GroupPolicy => "/group-policies",
        Kind::Team => "/teams",
        Kind::Routing => "/settings/routing",
        Kind::Chat => "/settings/chat",
        Kind::CannedMessage => "/canned-messages",
        Kind::Script => "/scripts",
        Kind::CustomField => "/custom-fields",
        Kind::Issue => "/issues",
        Kind::Survey => "/surveys",
        Kind::PublicSite => "/public-sites",
        Kind::ButtonProfile => "/support-button-profiles",
        Kind::JumpItem => "/jump-items",
    }
}

/// Which Jump Items are looked at.
pub enum Items<'a> {
    /// All in Jump Groups.
    All,
    /// Those with these ids that the site has.
    These(Vec<&'a str>),
}

/// Reads the site.
///
/// # Errors
/// When the appliance does not answer.
pub async fn read(client: &mut Client, items: Items<'_>) -> Result<(Site, Known)> {
    let (mut site, mut known) = (Site::default(), Known::default());
    for entry in rows(client.get("/permission-catalogue").await?, "settings") {
        let key = text(&entry, "key").to_owned();
        match text(&entry, "kind") {
            "role" => _ = known.roles.insert(key.clone()),
            "sites" => _ = known.sites.insert(key.clone()),
            _ => {}
        }
        known.settings.insert(key);
    }
    let mut found = Vec::new();
    for (kind, field) in [
        (Kind::JumpItemRole, "roles"),
        (Kind::SessionPolicy, "policies"),
        (Kind::JumpGroup, "groups"),
        (Kind::Skill, "skills"),
        (Kind::User, "users"),
        (Kind::GroupPolicy, "policies"),
        (Kind::Team, "teams"),
        (Kind::CannedMessage, "canned_messages"),
        (Kind::Script, "scripts"),
        (Kind::CustomField, "fields"),
        (Kind::Issue, "issues"),
        (Kind::Survey, "surveys"),
        (Kind::PublicSite, "sites"),
        (Kind::ButtonProfile, "profiles"),
    ] {
        let rows = match kind {
            Kind::User => people(client).await?,
            Kind::Script => {
                let listed = rows(client.get(list(kind)).await?, field);
                whole(client, kind, listed).await?
            }
            _ => rows(client.get(list(kind)).await?, field),
        };
        for row in &rows {
            known.put(kind, &key_of(kind, &entry(kind, row, &known)), text(row, "id"));
        }
        found.push((kind, rows));
    }
    let is = |row: &Value, what: &str| row.get(what) == Some(&Value::Bool(true));
    for (kind, rows) in found {
        // What is the same on every site is not this site's to tell of.
        let own = rows.iter().filter(|row| !is(row, "built_in"));
        // Accounts of a security provider make themselves when their people sign in; a local one of the same name would keep them out.
        let own = own.filter(|row| row.get("provider").is_none());
        let mut entries: Vec<Entry> = own.map(|row| entry(kind, row, &known)).collect();
        if kind == Kind::CannedMessage {
            // The site has no order for those of several teams with one name; two exports are the same text.
            entries.sort_by_cached_key(|entry| key_of(kind, entry));
        }
        site.put(kind, entries);
        for row in rows.iter().filter(|row| is(row, "default")) {
            site.lasts(kind, &entry(kind, row, &known));
        }
    }
    for kind in Kind::ALL.into_iter().filter(|kind| kind.is_single()) {
        let there = client.get(list(kind)).await?;
        site.put(kind, vec![entry(kind, &there, &known)]);
    }
    site.put(Kind::JumpItem, read_items(client, items, &known).await?);
    Ok((site, known))
}

async fn read_items(client: &mut Client, items: Items<'_>, known: &Known) -> Result<Vec<Entry>> {
    let ids: Vec<String> = match items {
        Items::These(ids) => ids.into_iter().filter(|id| is_id(id)).map(str::to_owned).collect(),
        Items::All => {
            let rows = pages(client, "/jump-items?", "items").await?;
            let of_groups = rows.iter().filter(|row| row.pointer("/location/kind") == Some(&json!("group")));
            of_groups.map(|row| text(row, "id").to_owned()).collect()
        }
    };
    let mut entries = Vec::new();
    for id in ids {
        // One that is gone is not there: the plan says so.
        if let Some(item) = client.find(&path(Kind::JumpItem, &id)).await? {
            entries.push(entry(Kind::JumpItem, &item, known));
        }
    }
    Ok(entries)
}

/// All accounts: those of this site with everything that is known of them.
async fn people(client: &mut Client) -> Result<Vec<Value>> {
    let mut people = Vec::new();
    for row in pages(client, "/users?", "users").await? {
        if row.get("provider").is_some() {
            people.push(row);
        } else if let Some(details) = client.find(&path(Kind::User, text(&row, "id"))).await? {
            people.push(details);
        }
    }
    Ok(people)
}

/// Each with all that lists leave out.
async fn whole(client: &mut Client, kind: Kind, listed: Vec<Value>) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    for row in listed {
        all.extend(client.find(&path(kind, text(&row, "id"))).await?);
    }
    Ok(all)
}

/// Whether it can be an id: nothing else goes into an address.
fn is_id(text: &str) -> bool {
    text.len() == 36 && text.chars().all(|character| character.is_ascii_hexdigit() || character == '-')
}

async fn pages(client: &mut Client, path: &str, field: &str) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    for page in 1.. {
        let answer = client.get(&format!("{path}page={page}&limit={PAGE}")).await?;
        let page = rows(answer, field);
        let last = page.len() < PAGE;
        all.extend(page);
        if last {
            break;
        }
    }
    Ok(all)
}

fn rows(mut answer: Value, field: &str) -> Vec<Value> {
    match answer.get_mut(field).map(Value::take) {
        Some(Value::Array(rows)) => rows,
        _ => Vec::new(),
    }
}

/// A text of an answer; empty if it is not there.
pub fn text<'a>(row: &'a Value, field: &str) -> &'a str {
    row.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// One thing as the interface tells it, in the words of the files.
pub fn entry(kind: Kind, row: &Value, known: &Known) -> Entry {
    let copied: &[&str] = match kind {
        Kind::JumpItemRole => &["name", "description", "rights"],
        Kind::SessionPolicy => &["name", "description", "external"],
        Kind::SessionPermissions => &[],
        Kind::JumpGroup | Kind::Team => &["name", "comments"],
        Kind::Skill => &["name", "code_name", "description"],
        Kind::Routing => &["nobody_text", "busy_sessions", "away_minutes", "grace_seconds", "transfer_seconds"],
        Kind::Chat => &["file_mib", "session_mib", "idle_minutes"],
        Kind::CannedMessage => &["name", "category", "text"],
        Kind::Script => {
            &["name", "description", "category", "interpreter", "text", "runs_as", "timeout_seconds", "parameters"]
        }
        Kind::CustomField => &["name", "code_name", "shown", "asked"],
        Kind::Issue => &["name", "code_name", "description", "help"],
        Kind::Survey => &["name", "questions"],
        Kind::PublicSite => &[
            "name",
            "hosts",
            "title",
            "welcome",
            "accent",
            "languages",
            "default_language",
            "texts",
            "session_keys",
            "issues",
            "representatives",
            "offers_transcript",
            "agreement",
        ],
        Kind::ButtonProfile => &["name", "label", "comment"],
        Kind::User => &["username", "display_name", "email", "administrator", "disabled", "sign_in"],
        Kind::GroupPolicy => &["name", "description", "sign_in"],
        Kind::JumpItem => &["id", "name", "tag", "comments"],
    };
    let field = |name: &str| row.get(name).cloned().unwrap_or(Value::Null);
    let mut entry: Entry = copied.iter().map(|name| ((*name).to_owned(), field(name))).collect();
    let mut put = |name: &str, value: Value| entry.insert(name.to_owned(), value);
    match kind {
        Kind::JumpItemRole | Kind::JumpGroup | Kind::Skill | Kind::Chat | Kind::CustomField | Kind::Survey => {}
        Kind::SessionPolicy | Kind::SessionPermissions => {
            put("permissions", settings(&field("permissions"), known));
        }
        Kind::User => {
            put("expires", moment(&field("expires_ms")));
            put("skills", names(&field("skills")));
            put("groups", groups(&field("groups"), known));
            put("settings", settings(&field("settings"), known));
        }
        Kind::GroupPolicy => {
            put("members", each(&field("members"), |member| known.name(Kind::User, &member["id"])));
            put("groups", groups(&field("groups"), known));
            put("settings", settings(&field("settings"), known));
        }
        Kind::Team => {
            let member =
                |member: &Value| json!({ "user": known.name(Kind::User, &member["user_id"]), "rank": member["rank"] });
            put("members", each(&field("members"), member));
            put("rules", rules(&field("rules"), known));
        }
        Kind::Routing => {
            put("fallback", if row["fallback"].is_null() { "".into() } else { queue(&row["fallback"], known) });
            for whose in ["general", "personal"] {
                put(whose, rules(&field(whose), known));
            }
        }
        Kind::CannedMessage => {
            put("team", named(row, "team"));
        }
        Kind::Script => {
            put("teams", names(&field("teams")));
            let file =
                |one: &Value| json!({ "name": one["name"], "sha256": one["sha256"], "executable": one["executable"] });
            put("resources", each(&field("resources"), file));
        }
        Kind::Issue => {
            put("team", named(row, "team"));
            put("skills", names(&field("skills")));
        }
        Kind::PublicSite => {
            put("issue_names", each(&field("issue_ids"), |id| known.name(Kind::Issue, id)));
            for survey in ["customer_survey", "representative_survey"] {
                let id = field(&format!("{survey}_id"));
                put(survey, if id.is_null() { "".into() } else { known.name(Kind::Survey, &id) });
            }
            for policy in ["attended_policy", "unattended_policy"] {
                put(policy, named(row, policy));
            }
            let notice = |said: &Value| json!({ "text": said["text"], "texts": said["texts"], "on": said["on"], "away": said["away"], "from": moment(&said["from_ms"]), "until": moment(&said["until_ms"]) });
            put("notices", each(&field("notices"), notice));
        }
        Kind::ButtonProfile => {
            put(
                "site",
                if row["site_id"].is_null() { "".into() } else { known.name(Kind::PublicSite, &row["site_id"]) },
            );
        }
        Kind::JumpItem => {
            put("group", known.name(Kind::JumpGroup, row.pointer("/location/group_id").unwrap_or(&Value::Null)));
            for policy in ["attended_policy", "unattended_policy"] {
                put(policy, named(row, policy));
            }
        }
    }
    entry
}

/// The name of what a part says by id and name; empty: there is none.
fn named(row: &Value, part: &str) -> Value {
    row.pointer(&format!("/{part}/name")).cloned().unwrap_or_else(|| "".into())
}

fn names(list: &Value) -> Value {
    each(list, |one| one["name"].clone())
}

/// As RFC 3339 has it; empty: none.
fn moment(ms: &Value) -> Value {
    let moment = ms.as_i64().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    moment.map(|moment| moment.to_string()).unwrap_or_default().into()
}

/// `general`, or a team's by its name.
fn queue(told: &Value, known: &Known) -> Value {
    match told.as_str() {
        Some("general") => told.clone(),
        Some(_) => json!({ "team": known.name(Kind::Team, told) }),
        None => Value::Null,
    }
}

fn rules(told: &Value, known: &Known) -> Value {
    let mut rules = told.clone();
    if let Some(to) = rules.get_mut("overflow_to") {
        *to = queue(to, known);
    }
    rules
}

fn each(list: &Value, told: impl Fn(&Value) -> Value) -> Value {
    list.as_array().map(|list| list.iter().map(told).collect()).unwrap_or_default()
}

fn groups(list: &Value, known: &Known) -> Value {
    each(
        list,
        |one| json!({ "group": known.name(Kind::JumpGroup, &one["group_id"]), "role": known.name(Kind::JumpItemRole, &one["role_id"]), "final": one["final"] }),
    )
}

/// Settings, of which those of the kind `role` name a role and those of the kind `sites` name sites.
fn settings(table: &Value, known: &Known) -> Value {
    let named = |key: &str, value: &Value| match value {
        Value::String(_) if known.is_role(key) => known.name(Kind::JumpItemRole, value),
        Value::Array(_) if known.is_sites(key) => each(value, |id| known.name(Kind::PublicSite, id)),
        _ => value.clone(),
    };
    let told = |(key, value): (&String, &Value)| {
        let mut value = value.clone();
        match value.get_mut("value") {
            Some(inner) => *inner = named(key, inner),
            None => value = named(key, &value),
        }
        (key.clone(), value)
    };
    table.as_object().map(|table| Value::Object(table.iter().map(told).collect())).unwrap_or_else(|| json!({}))
}

/// The tag of a thing that was read.
///
/// # Errors
/// Never for a kind that has one.
pub fn tag(row: &Value) -> Result<&str> {
    row.get("etag").and_then(Value::as_str).context("the appliance told no tag of what it has")
}
