//! `towline export` and `towline apply` beside a running appliance (ADM-10).

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::ffi::OsStr;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;
use towline_testkit::{AgentIdentity, Said, SimulatedAgent, TestAppliance, inventory, run};

type Outcome = anyhow::Result<()>;

async fn towline(appliance: &TestAppliance, arguments: &[&str], files: &Path) -> anyhow::Result<Said> {
    let mut all: Vec<&OsStr> = arguments.iter().map(OsStr::new).collect();
    all.push(files.as_os_str());
    appliance.command(&all).await
}

fn write(files: &TempDir, name: &str, text: &str) {
    let path = files.path().join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

const ROLES: &str = r#"
[[jump_item_role]]
name = "Night duty"
rights = ["view", "start", "edit_comments"]
"#;

const USERS: &str = r#"
[[user]]
username = "grace"
display_name = "Grace Hopper"
email = "grace@example.com"
expires = "2031-01-31T18:00:00Z"
groups = [{ group = "Workshop", role = "Night duty" }, { group = "Lobby" }]

[user.settings]
"jump.role_personal" = "Night duty"

[user.sign_in.networks]
value = ["127.0.0.0/8"]

[[user]]
username = "linus"
disabled = true
"#;

const POLICIES: &str = r#"
[[group_policy]]
name = "Night shift"
description = "Who watches at night"
members = ["grace", "linus"]
groups = [{ group = "Lobby", role = "Auditor", final = true }]

[group_policy.settings]
"jump.method_jump_client" = { value = true, final = true }
"session.shell" = { value = "deny" }

[group_policy.sign_in.hours.value]
time_zone = "Europe/Berlin"
windows = [{ days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"], from = "00:00", to = "00:00" }]

[[group_policy]]
name = "Everybody"
"#;

fn manifest() -> TempDir {
    let files = tempfile::tempdir().unwrap();
    write(&files, "jump-item-roles.toml", ROLES);
    write(&files, "users.toml", USERS);
    write(&files, "group-policies.toml", POLICIES);
    write(
        &files,
        "session-policies.toml",
        "[[session_policy]]\nname = \"Look only\"\npermissions = { \"session.screen_control\" = \"deny\", \"session.file_read_paths\" = [\"/srv/b/\", \"/srv/a\"], \"session.command_rules\" = [{ pattern = \"rm  *\", do = \"deny\", note = \"Ask.\" }, { pattern = \"su\", do = \"alert\", note = \"\" }] }\n",
    );
    write(&files, "session-permissions.toml", "[permissions]\n\"session.shell\" = \"deny\"\n");
    write(
        &files,
        "jump-groups.toml",
        "[[jump_group]]\nname = \"Workshop\"\n[[jump_group]]\nname = \"Lobby\"\ncomments = \"By the door\"\n",
    );
    write(
        &files,
        "teams.toml",
        "[[team]]\nname = \"Night\"\nmembers = [{ user = \"grace\", rank = \"lead\" }, { user = \"linus\", rank = \"member\" }]\n",
    );
    files
}

#[tokio::test]
async fn what_is_applied_is_what_is_exported_and_nothing_differs_then_adm_10() -> Outcome {
    let appliance = TestAppliance::start().await?;
    let files = manifest();
    let plan = towline(&appliance, &["apply", "--plan", "-f"], files.path()).await?;
    assert_eq!((plan.code, plan.fault.as_str()), (0, ""), "{}", plan.out);
    assert!(
        plan.out.contains("+ user \"grace\"") && plan.out.contains("9 to add, 1 to change, 0 to remove; 1 not in"),
        "{}",
        plan.out
    );
    let none = appliance.admin.call("GET", "/teams", &Value::Null).await?.ok()?;
    assert_eq!(none["teams"], json!([]), "a plan changes nothing");

    let unasked = towline(&appliance, &["apply", "-f"], files.path()).await?;
    assert!(unasked.code == 1 && unasked.fault.contains("--yes"), "{}", unasked.fault);
    let passwords = files.path().join("first-passwords");
    let secret = passwords.to_str().unwrap();
    let done = towline(&appliance, &["apply", "--yes", "--first-passwords", secret, "-f"], files.path()).await?;
    assert_eq!((done.code, done.fault.as_str()), (0, ""), "{}", done.out);
    let again = towline(&appliance, &["apply", "--drift", "-f"], files.path()).await?;
    assert!(
        again.code == 2 && again.out.contains("The site is what the files say; 1 not in the files."),
        "{}",
        again.out
    );

    // People can begin with what they were given, and nobody else reads it.
    use std::os::unix::fs::PermissionsExt as _;
    assert_eq!(std::fs::metadata(&passwords)?.permissions().mode() & 0o777, 0o600);
    let lines = std::fs::read_to_string(&passwords)?;
    let first = lines.lines().find_map(|line| line.strip_prefix("grace\t")).unwrap();
    let grace = appliance.sign_in("grace", first).await?;
    let me = grace.call("GET", "/me", &Value::Null).await?.ok()?;
    assert_eq!((&me["display_name"], &me["must_change_password"]), (&json!("Grace Hopper"), &json!(true)));
    assert!(!done.out.contains(first));

    // The export tells all of it, and more: the site differs in nothing from it.
    let out = tempfile::tempdir()?;
    let export = towline(&appliance, &["export", "-o"], out.path()).await?;
    assert_eq!((export.code, export.fault.as_str()), (0, ""), "{}", export.out);
    let same = towline(&appliance, &["apply", "--drift", "-f"], out.path()).await?;
    assert_eq!((same.code, same.out.trim()), (0, "The site is what the files say."));
    let users = std::fs::read_to_string(out.path().join("users.toml"))?;
    assert!(
        users.contains("\"jump.role_personal\" = \"Night duty\"")
            && users.contains("expires = \"2031-01-31T18:00:00Z\""),
        "{users}"
    );
    assert!(!users.contains("argon") && !users.contains(first), "{users}");
    let kept = towline(&appliance, &["export", "-o"], out.path()).await?;
    assert!(kept.code == 1 && kept.fault.contains("--force"), "{}", kept.fault);

    // And the record names who it was.
    let record = appliance.admin.call("GET", "/record?limit=200", &Value::Null).await?.ok()?;
    let of_team =
        record["entries"].as_array().unwrap().iter().find(|entry| entry["subject"]["kind"] == "team").unwrap();
    assert_eq!(of_team["author"]["kind"], "command_line", "{of_team}");
    assert!(!of_team["author"]["name"].as_str().unwrap().is_empty());
    Ok(())
}

#[tokio::test]
async fn what_somebody_changed_by_hand_is_drift_and_can_be_put_back_adm_10() -> Outcome {
    let appliance = TestAppliance::start().await?;
    let files = manifest();
    towline(&appliance, &["apply", "--yes", "-f"], files.path()).await?;
    let policies = appliance.admin.call("GET", "/group-policies", &Value::Null).await?.ok()?;
    let ids: Vec<&Value> = policies["policies"].as_array().unwrap().iter().map(|policy| &policy["id"]).collect();
    let order = json!({ "ids": ids.iter().rev().collect::<Vec<_>>() });
    appliance.admin.call("POST", "/group-policies/order", &order).await?.ok()?;
    let teams = appliance.admin.call("GET", "/teams", &Value::Null).await?.ok()?;
    let team = format!("/teams/{}", teams["teams"][0]["id"].as_str().unwrap());
    appliance.admin.call("PATCH", &team, &json!({ "comments": "by hand", "members": [] })).await?.ok()?;
    appliance.admin.call("POST", "/teams", &json!({ "name": "By hand" })).await?.ok()?;

    let drift = towline(&appliance, &["apply", "--drift", "-f"], files.path()).await?;
    assert_eq!(drift.code, 2);
    assert!(drift.out.contains("~ order of group policies") && drift.out.contains("~ team \"Night\""), "{}", drift.out);
    assert!(drift.out.contains("? team \"By hand\" is on the site and not in the files"), "{}", drift.out);
    // What the files do not say of a team stays.
    let back = towline(&appliance, &["apply", "--prune", "--yes", "-f"], files.path()).await?;
    assert_eq!((back.code, back.fault.as_str()), (0, ""), "{}", back.out);
    let teams = appliance.admin.call("GET", "/teams", &Value::Null).await?.ok()?;
    let teams = teams["teams"].as_array().unwrap();
    assert_eq!((teams.len(), &teams[0]["comments"]), (1, &json!("by hand")));
    assert_eq!(teams[0]["members"].as_array().unwrap().len(), 2);
    let people = appliance.admin.call("GET", "/users", &Value::Null).await?.ok()?;
    assert_eq!(people["total"], 3, "nobody is removed because a line is missing");
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_done_is_told_before_anything_is_done_adm_10() -> Outcome {
    let appliance = TestAppliance::start().await?;
    let files = tempfile::tempdir()?;
    let refused = |said: &Said, what: &str| {
        assert!(
            said.code == 1 && (said.fault.contains(what) || said.out.contains(what)),
            "{what}: {}{}",
            said.out,
            said.fault
        );
    };
    refused(&towline(&appliance, &["apply", "--yes", "-f"], files.path()).await?, "none of the files");
    write(&files, "teams.toml", "[[team]]\nname = \"Night\"\nmembers = [{ user = \"nobody\", rank = \"lead\" }]\n");
    refused(&towline(&appliance, &["apply", "--yes", "-f"], files.path()).await?, "there is no user \"nobody\"");
    write(&files, "teams.toml", "[[team]]\nname = \"Night\"\n");
    write(&files, "users.toml", "[[user]]\nusername = \"grace\"\nsettings = { \"jump.helicopters\" = true }\n");
    refused(
        &towline(&appliance, &["apply", "--yes", "-f"], files.path()).await?,
        "there is no setting \"jump.helicopters\"",
    );
    write(&files, "users.toml", "[[user]]\nusername = \"grace\"\npassword = \"x\"\n");
    refused(&towline(&appliance, &["apply", "--yes", "-f"], files.path()).await?, "unknown field `password`");
    let none = appliance.admin.call("GET", "/teams", &Value::Null).await?.ok()?;
    assert_eq!(none["teams"], json!([]));
    // What only the site can refuse is refused in its words, and what was done before stays.
    write(&files, "users.toml", "[[user]]\nusername = \"grace\"\nemail = \"no address\"\n");
    refused(&towline(&appliance, &["apply", "--yes", "-f"], files.path()).await?, "Enter an address like");
    std::fs::remove_file(files.path().join("users.toml"))?;
    let nowhere = tempfile::tempdir()?;
    let order = [OsStr::new("apply"), OsStr::new("--plan"), OsStr::new("-f"), files.path().as_os_str()];
    refused(&run(&order, nowhere.path()).await?, "cannot reach the appliance");
    Ok(())
}

#[tokio::test]
async fn a_jump_item_is_changed_by_its_id_and_never_made_adm_10() -> Outcome {
    let appliance = TestAppliance::start().await?;
    let group = appliance.group("Workshop", &[]).await?;
    let token = appliance.installer(&group, 1).await?;
    let _agent = SimulatedAgent::connect(&appliance, &AgentIdentity::new()?, &token, inventory("web-1")).await?;
    let item = appliance.item_named("web-1").await?;
    let id = item["id"].as_str().unwrap();
    let files = tempfile::tempdir()?;
    write(&files, "session-policies.toml", "[[session_policy]]\nname = \"Look only\"\n");
    write(&files, "jump-groups.toml", "[[jump_group]]\nname = \"Lobby\"\n");
    let text = format!(
        "[[jump_item]]\nid = \"{id}\"\nname = \"Front desk\"\ntag = \"kiosk\"\ngroup = \"Lobby\"\nattended_policy = \"Look only\"\n"
    );
    write(&files, "jump-items.toml", &text);
    let done = towline(&appliance, &["apply", "--yes", "-f"], files.path()).await?;
    assert_eq!((done.code, done.fault.as_str()), (0, ""), "{}", done.out);
    let item = appliance.admin.call("GET", &format!("/jump-items/{id}"), &Value::Null).await?.ok()?;
    assert_eq!(
        (&item["name"], &item["tag"], &item["location"]["name"]),
        (&json!("Front desk"), &json!("kiosk"), &json!("Lobby"))
    );
    assert_eq!(item["attended_policy"]["name"], "Look only");
    let out = tempfile::tempdir()?;
    towline(&appliance, &["export", "-o"], out.path()).await?;
    let same = towline(&appliance, &["apply", "--drift", "-f"], out.path()).await?;
    assert_eq!((same.code, same.out.trim()), (0, "The site is what the files say."));
    write(&files, "jump-items.toml", "[[jump_item]]\nid = \"0192f3a0-0000-7000-8000-000000000000\"\nname = \"x\"\n");
    let none = towline(&appliance, &["apply", "--yes", "-f"], files.path()).await?;
    assert!(none.code == 1 && none.out.contains("it appears when its agent connects"), "{}", none.out);
    Ok(())
}

/// How customers are supported: one file of each kind, as somebody writes it.
const SUPPORT: [(&str, &str); 16] = [
    (
        "skills.toml",
        "[[skill]]\nname = \"Linux\"\ncode_name = \"linux\"\n[[skill]]\nname = \"French\"\ncode_name = \"fr\"\n",
    ),
    (
        "users.toml",
        "[[user]]\nusername = \"grace\"\nskills = [\"Linux\", \"French\"]\nsettings = { \"support.session_key_sites\" = \"every\" }\n",
    ),
    // Names a site that is made long after it.
    (
        "group-policies.toml",
        "[[group_policy]]\nname = \"Sellers\"\n[group_policy.settings.\"support.session_key_sites\"]\nvalue = [\"Shop\", \"Default\"]\nfinal = true\n",
    ),
    (
        "session-policies.toml",
        "[[session_policy]]\nname = \"Look only\"\npermissions = { \"session.screen_control\" = \"deny\", \"session.file_read_paths\" = [\"/srv/b/\", \"/srv/a\"], \"session.command_rules\" = [{ pattern = \"rm  *\", do = \"deny\", note = \"Ask.\" }, { pattern = \"su\", do = \"alert\", note = \"\" }] }\n",
    ),
    (
        "teams.toml",
        r#"
[[team]]
name = "Day"
members = [{ user = "grace", rank = "lead" }]
rules = { alert_seconds = 30, overflow_seconds = 60, overflow_to = { team = "Night" }, persistent = false, nobody_seconds = 60, assignment = "least_busy", answer_seconds = 30 }
[[team]]
name = "Night"
rules = { alert_seconds = 0, overflow_seconds = 90, overflow_to = "general", persistent = true, nobody_seconds = 60, assignment = "off", answer_seconds = 30 }
"#,
    ),
    (
        "routing.toml",
        "fallback = { team = \"Night\" }\nnobody_text = \"\"\"\nCall us: 12345\n\"\"\"\nbusy_sessions = 3\n",
    ),
    ("chat.toml", "file_mib = 5\nsession_mib = 50\n"),
    (
        "canned-messages.toml",
        r#"
[[canned_message]]
category = "Start"
name = "Hello"
text = """
Hello {customer},
how can I help?
"""
[[canned_message]]
team = "Night"
category = "Start"
name = "Hello"
text = "Good evening."
"#,
    ),
    (
        "scripts.toml",
        r#"
[[script]]
name = "Set up"
category = "Care"
interpreter = "python3"
runs_as = "user"
teams = ["Night"]
text = """
if True:
    print("indented")
"""
parameters = [{ name = "COUNT", kind = "number", least = 0, most = 9 }, { name = "WHO", kind = "text" }]
resources = [{ file = "scripts/set-up/tool.sh", executable = true }, { file = "scripts/set-up/app.conf" }]
[[script]]
name = "Plain"
interpreter = "sh"
runs_as = "choose"
text = "echo plain\n"
"#,
    ),
    ("scripts/set-up/tool.sh", "echo tool\n"),
    ("scripts/set-up/app.conf", "key = 1\n"),
    (
        "custom-fields.toml",
        "[[custom_field]]\nname = \"Ticket\"\ncode_name = \"ticket\"\nshown = true\nasked = \"optional\"\n[[custom_field]]\nname = \"Origin\"\ncode_name = \"origin\"\n",
    ),
    (
        "issues.toml",
        r#"
[[issue]]
name = "Printing"
code_name = "printing"
description = "Nothing comes out."
team = "Day"
skills = ["Linux", "French"]
help = true
[[issue]]
name = "Other"
code_name = "other"
"#,
    ),
    (
        "surveys.toml",
        r#"
[[survey]]
name = "Customers"
questions = [
    { text = "Are you content?", kind = "scale", most = 5, low = "No", high = "Yes", required = true },
    { text = "What was it?", kind = "choice", choices = ["Printer", "Mail"], several = true },
    { text = "Anything else?", kind = "text" },
]
[[survey]]
name = "Representatives"
questions = [{ text = "Solved?", kind = "choice", choices = ["Yes", "No"] }]
"#,
    ),
    (
        "public-sites.toml",
        r##"
[[public_site]]
name = "Shop"
hosts = ["help.shop.example", "a.shop.example"]
title = "Help of the shop"
welcome = """
Welcome.

We help.
"""
accent = "#0d6b6b"
languages = ["fr", "en", "de"]
default_language = "de"
session_keys = false
issues = true
issue_names = ["Printing", "Other"]
representatives = true
offers_transcript = true
customer_survey = "Customers"
representative_survey = "Representatives"
attended_policy = "Look only"
agreement = "You agree."
notices = [
    { text = "Closed at Easter.", on = true, from = "2031-04-10T00:00:00Z", until = "2031-04-15T00:00:00Z" },
    { text = "Not now.", away = true, texts = { fr = "Pas maintenant." } },
]
[public_site.texts.fr]
title = "Aide du magasin"
agreement = """
Vous acceptez.

Vraiment.
"""
[public_site.texts.en]
title = "Help of the shop"
"##,
    ),
    (
        "support-button-profiles.toml",
        "[[support_button_profile]]\nname = \"Tills\"\nlabel = \"Help at the till\"\nsite = \"Shop\"\n[[support_button_profile]]\nname = \"Standard\"\ncomment = \"Ask us\"\n",
    ),
];

#[tokio::test]
async fn a_site_is_built_like_another_from_its_export_with_all_that_supports_customers_adm_10() -> Outcome {
    let appliance = TestAppliance::start().await?;
    let files = tempfile::tempdir()?;
    for (name, text) in SUPPORT {
        write(&files, name, text);
    }
    let done = towline(&appliance, &["apply", "--prune", "--yes", "-f"], files.path()).await?;
    assert_eq!((done.code, done.fault.as_str()), (0, ""), "{}", done.out);
    // What every site has is no difference, and is not removed. Ada is nowhere in the files.
    let same = towline(&appliance, &["apply", "--drift", "-f"], files.path()).await?;
    assert_eq!(same.out.trim().lines().count(), 2, "{}", same.out);
    assert!(same.out.contains("The site is what the files say; 1 not in the files."), "{}", same.out);
    let get = async |path: &str| appliance.admin.call("GET", path, &Value::Null).await?.ok();
    let teams = get("/teams").await?;
    let night = teams["teams"].as_array().unwrap().iter().find(|team| team["name"] == "Night").unwrap()["id"].clone();
    let day = teams["teams"].as_array().unwrap().iter().find(|team| team["name"] == "Day").unwrap();
    assert_eq!(day["rules"]["overflow_to"], night);
    let routing = get("/settings/routing").await?;
    assert_eq!((&routing["fallback"], &routing["nobody_text"]), (&night, &json!("Call us: 12345")));
    let issues = get("/issues").await?;
    assert_eq!((&issues["issues"][1]["name"], &issues["issues"][1]["help"]), (&json!("Printing"), &json!(true)));
    assert_eq!(issues["issues"][1]["skills"].as_array().unwrap().len(), 2);
    let sites = get("/public-sites").await?;
    assert_eq!((sites["sites"].as_array().unwrap().len(), &sites["sites"][1]["name"]), (2, &json!("Shop")));
    assert_eq!(sites["sites"][1]["attended_policy"]["name"], "Look only");
    let french = json!({ "title": "Aide du magasin", "welcome": "", "agreement": "Vous acceptez.\n\nVraiment." });
    assert_eq!(sites["sites"][1]["texts"]["fr"], french);
    assert_eq!(sites["sites"][1]["notices"][1]["texts"], json!({ "fr": "Pas maintenant." }));
    let sellers = &get("/group-policies").await?["policies"][0];
    let sellers = get(&format!("/group-policies/{}", sellers["id"].as_str().unwrap())).await?;
    let mut may = sellers["settings"]["support.session_key_sites"]["value"].as_array().unwrap().clone();
    may.sort_by_key(ToString::to_string);
    assert_eq!(may, [sites["sites"][0]["id"].clone(), sites["sites"][1]["id"].clone()], "SUP-13");

    // Another site, built from what this one exports, exports the same.
    let (out, again) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let export = towline(&appliance, &["export", "-o"], out.path()).await?;
    assert_eq!((export.code, export.fault.as_str()), (0, ""), "{}", export.out);
    let other = TestAppliance::start().await?;
    let built = towline(&other, &["apply", "--yes", "-f"], out.path()).await?;
    assert_eq!((built.code, built.fault.as_str()), (0, ""), "{}", built.out);
    towline(&other, &["export", "-o"], again.path()).await?;
    let mut compared = 0;
    let named = ["scripts/set-up/tool.sh", "scripts/set-up/app.conf"].map(std::ffi::OsString::from);
    let listed = std::fs::read_dir(out.path())?.map(|file| file.map(|file| file.file_name()));
    let listed: std::io::Result<Vec<std::ffi::OsString>> = listed.collect();
    for name in listed?.into_iter().filter(|name| *name != "scripts").chain(named) {
        let text = |directory: &TempDir| std::fs::read_to_string(directory.path().join(&name));
        assert_eq!(text(&out)?, text(&again)?, "{name:?}");
        compared += 1;
    }
    assert_eq!(compared, 20);

    // What somebody changes by hand, and adds, is told and put back.
    let path = |list: &Value, at: usize| format!("/{}", list[at]["id"].as_str().unwrap());
    let issue = format!("/issues{}", path(&issues["issues"], 1));
    appliance.admin.call("PATCH", &issue, &json!({ "help": false, "team_id": null })).await?.ok()?;
    appliance.admin.call("PATCH", "/settings/chat", &json!({ "file_mib": 7 })).await?.ok()?;
    appliance.admin.call("PATCH", "/settings/routing", &json!({ "fallback": "none" })).await?.ok()?;
    let shop = format!("/public-sites{}", path(&sites["sites"], 1));
    appliance
        .admin
        .call("PATCH", &shop, &json!({ "notices": [], "customer_survey_id": null, "texts": {} }))
        .await?
        .ok()?;
    let message = json!({ "category": "Start", "name": "Hello", "text": "Moin.", "team_id": day["id"] });
    appliance.admin.call("POST", "/canned-messages", &message).await?.ok()?;
    let scripts = get("/scripts").await?;
    let set_up = scripts["scripts"].as_array().unwrap().iter().find(|one| one["name"] == "Set up").unwrap();
    let file = set_up["resources"].as_array().unwrap().iter().find(|one| one["name"] == "app.conf").unwrap();
    let file = format!("/scripts/{}/resources/{}", set_up["id"].as_str().unwrap(), file["id"].as_str().unwrap());
    appliance.admin.call("DELETE", &file, &Value::Null).await?.ok()?;
    std::fs::write(out.path().join("scripts/set-up/tool.sh"), "echo newer\n")?;
    let drift = towline(&appliance, &["apply", "--drift", "-f"], out.path()).await?;
    assert_eq!(drift.code, 2);
    for told in [
        "~ issue \"Printing\"\n    help: false → true\n    team: \"\" → \"Day\"\n",
        "~ chat\n    file_mib: 7 → 5\n",
        "~ routing\n    fallback.team: (nothing) → \"Night\"\n",
        "~ public site \"Shop\"\n    customer_survey: \"\" → \"Customers\"\n    notices: [] → ",
        "~ canned script \"Set up\"\n    resources: ",
        "? canned message \"Day / Start / Hello\" is on the site and not in the files",
    ] {
        assert!(drift.out.contains(told), "{told}{}", drift.out);
    }
    let back = towline(&appliance, &["apply", "--prune", "--yes", "-f"], out.path()).await?;
    assert_eq!((back.code, back.fault.as_str()), (0, ""), "{}", back.out);
    let same = towline(&appliance, &["apply", "--drift", "-f"], out.path()).await?;
    assert_eq!((same.code, same.out.trim()), (0, "The site is what the files say."));
    Ok(())
}

#[tokio::test]
async fn a_logo_stays_and_no_two_messages_of_a_team_have_one_name_adm_10_ses_31() -> Outcome {
    let appliance = TestAppliance::start().await?;
    let files = tempfile::tempdir()?;
    let message = json!({ "category": "Start", "name": "Hello", "text": "Moin." });
    appliance.admin.call("POST", "/canned-messages", &message).await?.ok()?;
    let again = json!({ "category": "start", "name": "hello", "text": "Again." });
    let refused = appliance.admin.call("POST", "/canned-messages", &again).await?;
    assert_eq!((refused.status, &refused.json()?["fields"]["name"]), (422, &json!("Another one has this name.")));
    let other = json!({ "category": "", "name": "Hello", "text": "Again." });
    let other = appliance.admin.call("POST", "/canned-messages", &other).await?.ok()?;
    let path = format!("/canned-messages/{}", other["id"].as_str().unwrap());
    let refused = appliance.admin.call("PATCH", &path, &json!({ "category": "Start" })).await?;
    assert_eq!(refused.status, 422);
    appliance.admin.call("PATCH", &path, &json!({ "text": "Its own name is its own." })).await?.ok()?;

    let logo = async || {
        let sites = appliance.admin.call("GET", "/public-sites", &Value::Null).await?.ok()?;
        anyhow::Ok(sites["sites"][0]["logo"].clone())
    };
    // The smallest PNG: the body is what it is, whatever it calls itself.
    let png = include_bytes!("smallest.png");
    let origin = appliance.origin();
    let head = format!(
        "POST /api/v1/public-sites/00000000-0000-0000-0000-000000000001/logo HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nX-Towline: 1\r\nOrigin: {origin}\r\nContent-Type: image/png\r\nContent-Length: {}\r\nCookie: {}\r\n\r\n",
        appliance.admin.site,
        png.len(),
        appliance.admin.cookie.as_deref().unwrap_or_default()
    );
    appliance.admin.raw(&[head.as_bytes(), png].concat()).await?;
    let before = logo().await?;
    assert!(before.is_string());
    write(&files, "public-sites.toml", "[[public_site]]\nname = \"Default\"\ntitle = \"Help\"\n");
    let done = towline(&appliance, &["apply", "--prune", "--yes", "-f"], files.path()).await?;
    assert_eq!((done.code, done.fault.as_str()), (0, ""), "{}", done.out);
    assert_eq!(logo().await?, before);
    Ok(())
}
