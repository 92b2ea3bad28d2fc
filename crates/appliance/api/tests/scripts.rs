//! Canned scripts (ADM-4, SCR-6): the library is bounded, each change is in the record with the hash of the text, and everybody finds what is for them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use http::StatusCode;
use serde_json::{Value, json};
use support::Appliance;

fn script(name: &str) -> Value {
    json!({
        "name": name, "category": "Care", "interpreter": "sh", "runs_as": "user", "text": "echo \"$1\"\r\n",
        "parameters": [{"name": "WHAT", "kind": "text", "required": true, "most": 20}],
    })
}

#[tokio::test]
async fn a_script_is_kept_as_it_was_written_and_its_hash_is_in_the_record_adm_4() {
    let appliance = Appliance::start().await;
    let admin = appliance.sign_in("ada").await;
    let made = appliance.call(&admin, "POST", "/scripts", script("Clear the cache")).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    assert_eq!((&made.body["text"], &made.body["timeout_seconds"]), (&json!("echo \"$1\"\n"), &json!(300)));
    let one = format!("/scripts/{}", made.body["id"].as_str().unwrap());
    let list = appliance.call(&admin, "GET", "/scripts", Value::Null).await;
    assert!(list.body["scripts"][0]["text"].is_null(), "lists are without texts");
    assert_eq!(list.body["scripts"][0]["sha256"], made.body["sha256"]);
    let changed = appliance.call(&admin, "PATCH", &one, json!({"text": "echo other\n", "interpreter": "bash"})).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
    assert_ne!(changed.body["sha256"], made.body["sha256"]);
    let etag = made.body["etag"].as_str().unwrap();
    assert_eq!(appliance.call_with(&admin, "DELETE", &one, etag).await.status, StatusCode::PRECONDITION_FAILED);
    let record = appliance.call(&admin, "GET", "/record?limit=10", Value::Null).await;
    let told = record.body.to_string();
    for hash in [&made.body["sha256"], &changed.body["sha256"]] {
        assert!(told.contains(hash.as_str().unwrap()), "{told}");
    }
    assert!(!told.contains("echo other"), "the record has the hash of a text, not the text");
    let taken = appliance.call(&admin, "POST", "/scripts", script("CLEAR the cache")).await;
    assert!(taken.body["fields"]["name"].is_string(), "{}", taken.body);
    assert_eq!(appliance.call(&admin, "DELETE", &one, Value::Null).await.status, StatusCode::NO_CONTENT);
    assert_eq!(appliance.call(&admin, "GET", &one, Value::Null).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_out_of_bounds_is_refused_at_its_field_adm_4() {
    let appliance = Appliance::start().await;
    let admin = appliance.sign_in("ada").await;
    let with = |change: Value| {
        let mut body = script("Odd");
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        body
    };
    let parameter = |change: Value| {
        let mut field = json!({"name": "A", "kind": "text"});
        field.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        with(json!({"parameters": [field]}))
    };
    for (body, field) in [
        (with(json!({"text": " \n"})), "text"),
        (with(json!({"text": "x".repeat(65_537)})), "text"),
        (with(json!({"name": " "})), "name"),
        (with(json!({"timeout_seconds": 3601})), "timeout_seconds"),
        (parameter(json!({"name": "PATH=x"})), "parameters"),
        (parameter(json!({"name": "a"})), "parameters"),
        (parameter(json!({"kind": "choice", "choices": []})), "parameters"),
        (parameter(json!({"kind": "number", "least": 2, "most": 1})), "parameters"),
        (parameter(json!({"kind": "switch", "default": "perhaps"})), "parameters"),
        (parameter(json!({"most": 5000})), "parameters"),
    ] {
        let refused = appliance.call(&admin, "POST", "/scripts", body).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {}", refused.body);
        assert!(refused.body["fields"][field].is_string(), "{field} {}", refused.body);
    }
    let long = with(json!({"text": "\"".repeat(65_536)}));
    assert_eq!(appliance.call(&admin, "POST", "/scripts", long).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn everybody_finds_the_scripts_of_their_teams_and_those_of_everybody_scr_6() {
    let appliance = Appliance::start().await;
    let admin = appliance.sign_in("ada").await;
    appliance.call(&admin, "PATCH", "/settings/security", json!({"allow_web_console": true})).await;
    let team = appliance.call(&admin, "POST", "/teams", json!({"name": "Night"})).await;
    let team = team.body["id"].as_str().unwrap().to_owned();
    let mut night = script("For the night");
    night["team_ids"] = json!([team]);
    for body in [script("For all"), night] {
        assert_eq!(appliance.call(&admin, "POST", "/scripts", body).await.status, StatusCode::CREATED);
    }
    let own = appliance.call(&admin, "GET", "/me/scripts", Value::Null).await;
    assert_eq!(own.status, StatusCode::OK, "{}", own.body);
    let names: Vec<&str> =
        own.body["scripts"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["For all"]);
    assert!(own.body["scripts"][0]["text"].is_null());
    let me = appliance.call(&admin, "GET", "/me", Value::Null).await.body["id"].clone();
    let members = json!({"members": [{"user_id": me, "rank": "member"}]});
    let joined = appliance.call(&admin, "PATCH", &format!("/teams/{team}"), members).await;
    assert_eq!(joined.status, StatusCode::OK, "{}", joined.body);
    let own = appliance.call(&admin, "GET", "/me/scripts", Value::Null).await;
    assert_eq!(own.body["scripts"].as_array().unwrap().len(), 2);
    // With its last team a script would be everybody's: such a team stays.
    let used = appliance.call(&admin, "DELETE", &format!("/teams/{team}"), Value::Null).await;
    assert_eq!((used.status, &used.body["code"]), (StatusCode::CONFLICT, &json!("in_use")));
}

/// An appliance that has a place for files.
async fn with_files() -> (Appliance, tempfile::TempDir) {
    let appliance = Appliance::start().await;
    let data = tempfile::tempdir().unwrap();
    appliance.engine.attach_resources(towline_blobs::Resources::open(data.path()).unwrap()).await.unwrap();
    (appliance, data)
}

fn kept(data: &tempfile::TempDir) -> usize {
    std::fs::read_dir(data.path().join("resources")).unwrap().count()
}

#[tokio::test]
async fn files_go_along_with_a_script_and_are_replaced_and_removed_and_recorded_adm_4() {
    let (appliance, data) = with_files().await;
    let admin = appliance.sign_in("ada").await;
    let made = appliance.call(&admin, "POST", "/scripts", script("Set up")).await;
    let one = format!("/scripts/{}", made.body["id"].as_str().unwrap());
    let at = |name: &str| format!("{one}/resources?name={name}");
    let given = appliance.give(&admin, &at("app.conf"), b"one").await;
    assert_eq!(given.status, StatusCode::CREATED, "{}", given.body);
    assert_ne!(given.body["etag"], made.body["etag"], "who edits the script sees that it changed");
    let first = given.body["resources"][0].clone();
    assert_eq!((&first["name"], &first["bytes"], &first["executable"]), (&json!("app.conf"), &json!(3), &json!(false)));
    assert_eq!(first["sha256"], "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed");
    let replaced = appliance.give(&admin, &format!("{}&executable=true", at("app.conf")), b"other").await;
    let second = replaced.body["resources"][0].clone();
    assert_eq!((replaced.body["resources"].as_array().unwrap().len(), &second["executable"]), (1, &json!(true)));
    assert_eq!(kept(&data), 1, "what was replaced is gone");
    let path = |file: &Value| format!("{one}/resources/{}", file["id"].as_str().unwrap());
    assert_eq!(appliance.call(&admin, "GET", &path(&first), Value::Null).await.status, StatusCode::NOT_FOUND);
    let fetched = appliance.call(&admin, "GET", &path(&second), Value::Null).await;
    assert_eq!(fetched.status, StatusCode::OK);
    assert_eq!(fetched.headers["content-disposition"], "attachment; filename=\"app.conf\"; filename*=UTF-8''app.conf");
    let plain = appliance.call(&admin, "PATCH", &path(&second), json!({"executable": false})).await;
    assert_eq!((plain.status, &plain.body["resources"][0]["executable"]), (StatusCode::OK, &json!(false)));
    let record = appliance.call(&admin, "GET", "/record?limit=10", Value::Null).await;
    for told in [&first["sha256"], &second["sha256"], &json!("app.conf")] {
        assert!(record.body.to_string().contains(told.as_str().unwrap()), "{}", record.body);
    }
    appliance.call(&admin, "PATCH", "/settings/security", json!({"allow_web_console": true})).await;
    let own = appliance.call(&admin, "GET", "/me/scripts", Value::Null).await;
    assert_eq!(own.body["scripts"][0]["resources"][0]["bytes"], 5, "who runs it sees what goes along");
    let stale = made.body["etag"].as_str().unwrap();
    assert_eq!(
        appliance.call_with(&admin, "DELETE", &path(&second), stale).await.status,
        StatusCode::PRECONDITION_FAILED
    );
    assert_eq!(appliance.call(&admin, "DELETE", &path(&second), Value::Null).await.status, StatusCode::NO_CONTENT);
    assert_eq!(kept(&data), 0);
    appliance.give(&admin, &at("a"), b"").await;
    assert_eq!(appliance.call(&admin, "DELETE", &one, Value::Null).await.status, StatusCode::NO_CONTENT);
    assert_eq!(kept(&data), 0, "files go with their script");
}

#[tokio::test]
async fn files_of_a_script_are_bounded_and_what_is_refused_leaves_nothing_adm_4() {
    let (appliance, data) = with_files().await;
    let admin = appliance.sign_in("ada").await;
    let made = appliance.call(&admin, "POST", "/scripts", script("Set up")).await;
    let one = format!("/scripts/{}", made.body["id"].as_str().unwrap());
    let at = |name: &str| format!("{one}/resources?name={name}");
    for odd in ["", ".profile", "a%2Fb", "..", "-rf", "a%20b", &"x".repeat(65)] {
        let refused = appliance.give(&admin, &at(odd), b"x").await;
        assert!(refused.body["fields"]["name"].is_string(), "{odd} {}", refused.body);
    }
    let large = vec![0; 16 * 1024 * 1024 + 1];
    assert_eq!(appliance.give(&admin, &at("large"), &large).await.body["code"], "file_too_large");
    let most = &large[1..];
    for (name, code) in [("a", Value::Null), ("b", Value::Null), ("c", json!("script_full"))] {
        assert_eq!(appliance.give(&admin, &at(name), most).await.body["code"], code, "{name}");
    }
    // One of the same name takes no more room.
    assert_eq!(appliance.give(&admin, &at("b"), b"x").await.status, StatusCode::CREATED);
    for number in 3..=8 {
        assert_eq!(appliance.give(&admin, &at(&format!("f{number}")), b"x").await.status, StatusCode::CREATED);
    }
    assert_eq!(appliance.give(&admin, &at("f9"), b"x").await.body["code"], "script_full");
    assert_eq!(kept(&data), 8);
    let nowhere = "/scripts/00000000-0000-0000-0000-000000000000/resources?name=a";
    assert_eq!(appliance.give(&admin, nowhere, b"x").await.status, StatusCode::NOT_FOUND);
    appliance.account(&admin, "rita", false).await;
    let rita = appliance.sign_in("rita").await;
    assert_eq!(appliance.give(&rita, &at("x"), b"x").await.status, StatusCode::FORBIDDEN);
}
