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
    std::fs::write(files.path().join(name), text).unwrap();
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
        "[[session_policy]]\nname = \"Look only\"\npermissions = { \"session.screen_control\" = \"deny\" }\n",
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
