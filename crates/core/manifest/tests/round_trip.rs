//! What is written is read again as it was, and a site differs in nothing from its own export (ADM-10).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use proptest::prelude::*;
use serde_json::{Value, json};
use towline_manifest::{Entry, Files, Kind, Plan, Site, Step, file_text, key_of};

fn entry(value: Value) -> Entry {
    match value {
        Value::Object(entry) => entry,
        other => panic!("{other}"),
    }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9 ._-]{0,12}",
        "\\PC{0,12}",
        Just("\"quoted\" \\ and 'more'\nsecond line".to_owned()),
        Just("\u{1b}[2J\u{202e}".to_owned()),
    ]
}

fn setting() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<bool>().prop_map(Value::from),
        (0..9999_u32).prop_map(Value::from),
        text().prop_map(Value::from),
        prop::collection::vec(text(), 0..3).prop_map(Value::from),
    ]
}

fn table<T: Strategy<Value = Value>>(values: T) -> impl Strategy<Value = Value> {
    prop::collection::btree_map("[a-z]{1,6}\\.[a-z_]{1,6}", values, 0..4)
        .prop_map(|table| Value::Object(table.into_iter().collect()))
}

fn assigned() -> impl Strategy<Value = Value> {
    (text(), prop::option::of(text()), any::<bool>()).prop_map(|(group, role, last)| {
        let mut one = json!({ "group": group });
        if let Some(role) = role {
            one["role"] = role.into();
        }
        if last {
            one["final"] = true.into();
        }
        one
    })
}

fn sign_in() -> impl Strategy<Value = Value> {
    let networks = prop::collection::vec("[0-9]{1,3}\\.0\\.0\\.0/8", 0..3).prop_map(|list| json!({ "value": list }));
    let hours = text().prop_map(|zone| {
        json!({ "value": { "time_zone": zone, "windows": [{ "days": ["monday"], "from": "08:00", "to": "18:00" }] } })
    });
    (prop::option::of(networks), prop::option::of(hours)).prop_map(|(networks, hours)| {
        let mut rules = Entry::new();
        rules.extend(networks.map(|rule| ("networks".to_owned(), rule)));
        rules.extend(hours.map(|rule| ("hours".to_owned(), rule)));
        Value::Object(rules)
    })
}

fn flag() -> BoxedStrategy<Value> {
    any::<bool>().prop_map(Value::from).boxed()
}

fn number() -> BoxedStrategy<Value> {
    (0..9999_u32).prop_map(Value::from).boxed()
}

fn words() -> BoxedStrategy<Value> {
    text().prop_map(Value::from).boxed()
}

fn queue() -> impl Strategy<Value = Value> {
    prop_oneof![Just(json!("")), Just(json!("general")), text().prop_map(|team| json!({ "team": team }))]
}

fn rules() -> BoxedStrategy<Value> {
    (0..99_u32, any::<bool>(), text(), prop::option::of(queue()))
        .prop_map(|(seconds, persistent, assignment, to)| {
            json!({
                "alert_seconds": seconds, "overflow_seconds": 0, "overflow_to": to, "persistent": persistent,
                "nobody_seconds": seconds, "assignment": assignment, "answer_seconds": 30,
            })
        })
        .boxed()
}

/// As the interface tells it: all of its parts are there.
fn question() -> BoxedStrategy<Value> {
    (text(), any::<bool>(), prop::collection::vec(text(), 0..3), 0..9_u32, text())
        .prop_map(|(text, several, choices, most, low)| {
            json!({
                "text": text, "kind": "choice", "required": !several, "choices": choices, "several": several,
                "most": most, "low": low, "high": "",
            })
        })
        .boxed()
}

fn notice() -> BoxedStrategy<Value> {
    (text(), any::<bool>(), any::<bool>(), text(), text())
        .prop_map(|(text, on, away, from, fr)| {
            json!({ "text": text, "texts": { "fr": fr }, "on": on, "away": away, "from": from, "until": null })
        })
        .boxed()
}

/// Things of each kind, with names of their own.
fn things(kind: Kind) -> BoxedStrategy<Vec<Entry>> {
    let list = |of: BoxedStrategy<Value>| prop::collection::vec(of, 0..4).prop_map(Value::from).boxed();
    let fields: Vec<(&'static str, BoxedStrategy<Value>)> = match kind {
        Kind::JumpItemRole => vec![
            ("description", text().prop_map(Value::from).boxed()),
            ("rights", list(text().prop_map(Value::from).boxed())),
        ],
        Kind::SessionPolicy => {
            vec![
                ("description", text().prop_map(Value::from).boxed()),
                ("external", any::<bool>().prop_map(Value::from).boxed()),
                ("permissions", table(setting()).boxed()),
            ]
        }
        Kind::SessionPermissions => vec![("permissions", table(setting()).boxed())],
        Kind::JumpGroup => vec![("comments", text().prop_map(Value::from).boxed())],
        Kind::User => vec![
            ("display_name", text().prop_map(Value::from).boxed()),
            ("administrator", any::<bool>().prop_map(Value::from).boxed()),
            ("groups", list(assigned().boxed())),
            ("settings", table(setting()).boxed()),
            ("sign_in", sign_in().boxed()),
        ],
        Kind::GroupPolicy => vec![
            ("members", list(text().prop_map(Value::from).boxed())),
            ("groups", list(assigned().boxed())),
            ("settings", table(setting().prop_map(|value| json!({ "value": value }))).boxed()),
            ("sign_in", sign_in().boxed()),
        ],
        Kind::Team => vec![
            ("members", list(text().prop_map(|user| json!({ "user": user, "rank": "lead" })).boxed())),
            ("rules", rules()),
        ],
        Kind::Skill => vec![("code_name", words()), ("description", words())],
        Kind::Routing => vec![
            ("fallback", queue().boxed()),
            ("nobody_text", words()),
            ("busy_sessions", number()),
            ("general", rules()),
            ("personal", rules()),
        ],
        Kind::Chat => vec![("file_mib", number()), ("session_mib", number()), ("idle_minutes", number())],
        Kind::CannedMessage => vec![
            ("team", prop_oneof![Just("".into()), Just("Night".into())].boxed()),
            ("category", prop_oneof![Just("".into()), Just("Start".into())].boxed()),
            ("text", words()),
        ],
        Kind::Script => vec![
            ("description", words()),
            ("text", words()),
            ("timeout_seconds", number()),
            ("parameters", list(text().prop_map(|name| json!({ "name": name, "kind": "number", "least": 0 })).boxed())),
            ("teams", list(words())),
            ("resources", list(text().prop_map(|name| json!({ "name": name, "executable": true })).boxed())),
        ],
        Kind::CustomField => vec![("code_name", words()), ("shown", flag()), ("asked", words())],
        Kind::Issue => vec![
            ("code_name", words()),
            ("description", words()),
            ("team", words()),
            ("skills", list(words())),
            ("help", flag()),
        ],
        Kind::Survey => vec![("questions", list(question()))],
        Kind::PublicSite => vec![
            ("hosts", list(words())),
            ("welcome", words()),
            ("languages", list(words())),
            ("session_keys", flag()),
            ("issue_names", list(words())),
            ("customer_survey", words()),
            ("attended_policy", words()),
            ("notices", list(notice())),
        ],
        Kind::ButtonProfile => vec![("label", words()), ("comment", words()), ("site", words())],
        Kind::JumpItem => vec![
            ("name", text().prop_map(Value::from).boxed()),
            ("attended_policy", text().prop_map(Value::from).boxed()),
        ],
    };
    let one = fields
        .into_iter()
        .map(|(name, value)| prop::option::of(value).prop_map(move |value| value.map(|value| (name.to_owned(), value))))
        .collect::<Vec<_>>()
        .prop_map(|fields| fields.into_iter().flatten().collect::<Entry>());
    let many = prop::collection::vec(one, if kind.is_single() { 1..2 } else { 0..5 });
    many.prop_map(move |mut entries| {
        for (number, entry) in entries.iter_mut().enumerate() {
            if let Some(key) = kind.key().last() {
                entry.insert((*key).to_owned(), format!("Name {number} ü").into());
            }
        }
        entries
    })
    .boxed()
}

fn site() -> impl Strategy<Value = Site> {
    Kind::ALL.map(things).to_vec().prop_map(|lists| {
        let mut site = Site::default();
        Kind::ALL.into_iter().zip(lists).for_each(|(kind, entries)| site.put(kind, entries));
        site
    })
}

fn export(site: &Site) -> Files {
    let mut files = Files::default();
    for kind in Kind::ALL {
        files.add(kind, &file_text(kind, site.of(kind)).unwrap()).unwrap();
    }
    files
}

proptest! {
    #[test]
    fn a_site_differs_in_nothing_from_its_own_export_adm_10(site in site(), prune: bool) {
        let files = export(&site);
        let plan = Plan::of(&files, &site, prune);
        prop_assert_eq!(plan, Plan::default());
    }

    #[test]
    fn what_a_plan_adds_and_changes_leaves_no_difference_adm_10(before in site(), after in site()) {
        let files = export(&after);
        let plan = Plan::of(&files, &before, true);
        let mut site = before.clone();
        for step in &plan.steps {
            done(&mut site, step);
        }
        let again = Plan::of(&files, &site, true);
        prop_assert!(again.steps.is_empty(), "{}", again);
    }

    #[test]
    fn no_text_makes_a_file_that_panics_adm_10(text in "\\PC*", kind in 0..Kind::ALL.len()) {
        let _ = Files::default().add(Kind::ALL[kind], &text);
    }

    #[test]
    fn a_plan_is_printed_without_anything_that_moves_a_cursor_adm_10(before in site(), after in site()) {
        let text = Plan::of(&export(&after), &before, true).to_string();
        prop_assert!(text.chars().all(|c| c == '\n' || !(c.is_control() || c == '\u{202e}')), "{text:?}");
    }
}

fn done(site: &mut Site, step: &Step) {
    let (kind, entries) = match step {
        Step::Add(wanted) => {
            let mut entries = site.of(wanted.kind).to_vec();
            entries.push(wanted.wanted.clone());
            (wanted.kind, entries)
        }
        Step::Change(wanted) => {
            let mut entries = site.of(wanted.kind).to_vec();
            let found = entries.iter_mut().find(|entry| key_of(wanted.kind, entry) == wanted.name).unwrap();
            found.extend(wanted.fields());
            (wanted.kind, entries)
        }
        Step::Order(names) => {
            let kind = Kind::GroupPolicy;
            let mut entries = site.of(kind).to_vec();
            entries.sort_by_key(|entry| {
                names.iter().position(|name| entry["name"] == name.as_str()).unwrap_or(usize::MAX)
            });
            (kind, entries)
        }
        Step::Remove(extra) => {
            let mut entries = site.of(extra.kind).to_vec();
            entries.retain(|entry| key_of(extra.kind, entry) != extra.name);
            (extra.kind, entries)
        }
    };
    site.put(kind, entries);
}

#[test]
fn a_plan_reads_like_this_adm_10() {
    let mut files = Files::default();
    let users = r#"
        [[user]]
        username = "grace"
        display_name = "Grace Hopper"
        administrator = false
        groups = [{ group = "Workshop", role = "Start sessions" }]
        [user.settings]
        "jump.clients" = false

        [[user]]
        username = "linus"
    "#;
    files.add(Kind::User, users).unwrap();
    files.add(Kind::GroupPolicy, "[[group_policy]]\nname = \"Second\"\n[[group_policy]]\nname = \"First\"\n").unwrap();
    files.add(Kind::JumpItem, "[[jump_item]]\nid = \"0192\"\nname = \"web-1\"\n").unwrap();
    let mut site = Site::default();
    site.put(Kind::User, vec![
        entry(json!({ "username": "Grace", "display_name": "Gra\u{1b}ce", "administrator": true, "settings": { "jump.clients": true, "other": 3 } })),
        entry(json!({ "username": "ada", "administrator": true })),
    ]);
    site.put(Kind::GroupPolicy, ["First", "Second", "Third"].map(|name| entry(json!({ "name": name }))).to_vec());
    insta::assert_snapshot!(Plan::of(&files, &site, false));
    insta::assert_snapshot!(Plan::of(&files, &site, true));
}

#[test]
fn messages_of_two_teams_may_share_a_name_and_what_every_site_has_is_no_difference_adm_10() {
    let message =
        |team: &str, text: &str| entry(json!({ "team": team, "category": "Start", "name": "Hello", "text": text }));
    let mut files = Files::default();
    let text = file_text(Kind::CannedMessage, &[message("", "Hi"), message("Night", "Good evening")]).unwrap();
    files.add(Kind::CannedMessage, &text).unwrap();
    let twice = file_text(Kind::CannedMessage, &[message("night", "Hi"), message("Night", "Hi")]).unwrap();
    let Err(error) = Files::default().add(Kind::CannedMessage, &twice) else { panic!("taken") };
    assert_eq!(error.to_string(), "canned message \"Night / Start / Hello\" is there twice");

    files
        .add(Kind::PublicSite, "[[public_site]]\nname = \"Shop\"\nwelcome = \"\"\"\n  Hello.\n\n  Bye.\n\"\"\"\n")
        .unwrap();
    let mut site = Site::default();
    site.put(Kind::CannedMessage, vec![message("", "Hi"), message("Night", "Hallo"), message("Day", "Good day")]);
    let (default, shop) = (json!({ "name": "Default" }), json!({ "name": "Shop", "welcome": "Hello.\n\nBye." }));
    site.put(Kind::PublicSite, vec![entry(default.clone()), entry(shop)]);
    site.lasts(Kind::PublicSite, &entry(default));
    insta::assert_snapshot!(Plan::of(&files, &site, true));
}

#[test]
fn new_teams_are_made_before_others_lead_to_them_adm_10() {
    let mut files = Files::default();
    let rules = "rules = { alert_seconds = 0, overflow_seconds = 60, overflow_to = { team = \"Night\" }, persistent = false, nobody_seconds = 60, assignment = \"off\", answer_seconds = 30 }";
    files.add(Kind::Team, &format!("[[team]]\nname = \"Day\"\n{rules}\n[[team]]\nname = \"Night\"\n")).unwrap();
    let mut site = Site::default();
    site.put(Kind::Team, vec![entry(json!({ "name": "Day" }))]);
    let steps = Plan::of(&files, &site, false).steps;
    assert!(matches!(&steps[..], [Step::Add(_), Step::Change(_)]), "{steps:?}");
}

#[test]
fn the_document_has_a_file_of_each_kind_that_is_read_as_it_stands_adm_10() {
    let document = include_str!("../../../../docs/files.md");
    let example = document.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let mut files = Files::default();
    for kind in Kind::ALL {
        let text = example.split("\n# ").find_map(|part| part.trim_start_matches("# ").strip_prefix(kind.file()));
        let text = text.unwrap_or_else(|| panic!("{} is not in the document", kind.file()));
        let (_rest_of_the_heading, text) = text.split_once('\n').unwrap();
        files.add(kind, text).unwrap_or_else(|error| panic!("{}: {error}", kind.file()));
        assert!(!files.of(kind).unwrap().is_empty(), "{}", kind.file());
    }
}
