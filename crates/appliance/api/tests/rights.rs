//! Every operation asked as nobody, as somebody who must change the password, as a rep and as an administrator, over a real store, and held against the table (QLT-8). Besides:
//! what the interface promises about sign-in, accounts, items and installers.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::sync::Arc;

use axum::body::Body;
use http::{Request, StatusCode, header};
use serde_json::{Value, json};
use support::{Appliance, PASSWORD, SITE};
use towline_model::AgentKeyId;
use towline_policy::{
    Who,
    rest::{OPERATIONS, Row, Verb},
};

fn path(row: &Row, id: &str) -> String {
    row.path.replace("{id}", id)
}

/// A body that is refused for its shape only after the right was checked.
fn shapeless(row: &Row) -> Value {
    match row.verb {
        Verb::Get | Verb::Delete => Value::Null,
        Verb::Post | Verb::Patch => json!({"no such field": 1}),
    }
}

#[tokio::test]
async fn every_operation_asks_for_its_right_qlt_8() {
    let appliance = Appliance::start().await;
    let admin = appliance.sign_in("ada").await;
    appliance.account(&admin, "rep", false).await;
    appliance.account(&admin, "fresh", true).await;
    let (rep, fresh) = (appliance.sign_in("rep").await, appliance.sign_in("fresh").await);
    let group = appliance.group(&admin, "Servers", &[]).await;
    let hidden = appliance.item(&admin, &group, 1).await;
    let nobody = "__Host-towline=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned();
    for row in OPERATIONS {
        // Signing out would take the ground from under the rest; it has a test of its own.
        if row.id == "SignOut" {
            continue;
        }
        let verb = row.verb.name();
        let path = path(row, &hidden);
        let code = async |who: &str| {
            let answer = appliance.call(who, verb, &path, shapeless(row)).await;
            (answer.status.as_u16(), answer.body["code"].as_str().unwrap_or_default().to_owned())
        };
        let (as_nobody, as_stranger) = (code("").await, code(&nobody).await);
        let (as_fresh, as_rep, as_admin) = (code(&fresh).await, code(&rep).await, code(&admin).await);
        let line = format!("{verb} {path}");
        if row.who == Who::Anyone {
            assert_ne!(as_nobody.1, "signed_out", "{line}");
            continue;
        }
        if row.who == Who::External {
            for (code, answered) in [as_nobody, as_stranger, as_fresh, as_rep, as_admin] {
                assert_eq!((code, answered.as_str()), (401, "invitation_ended"), "{line}: no login is an invitation");
            }
            continue;
        }
        assert_eq!((as_nobody.0, as_nobody.1.as_str()), (401, "signed_out"), "{line}");
        assert_eq!(as_nobody, as_stranger, "{line}");
        match row.who {
            Who::SignedIn => assert_ne!(as_fresh.1, "password_change_required", "{line}"),
            _ => assert_eq!((as_fresh.0, as_fresh.1.as_str()), (403, "password_change_required"), "{line}"),
        }
        match row.who {
            Who::Areas(_)
            | Who::PersonIn(_)
            | Who::FreshIn(_)
            | Who::Administrator
            | Who::FreshAdministrator
            | Who::Account
            | Who::AccountSignIn => {
                assert_eq!((as_rep.0, as_rep.1.as_str()), (403, "not_permitted"), "{line}")
            }
            Who::ItemSeen | Who::ItemEdited | Who::Item(_) | Who::ItemJump | Who::QueueServed => {
                assert_eq!((as_rep.0, as_rep.1.as_str()), (404, "not_found"), "{line}")
            }
            Who::ConsoleUser | Who::Supporter | Who::KeyMaker => {
                assert_eq!((as_rep.0, as_rep.1.as_str()), (403, "console_disabled"), "{line}")
            }
            // A rep reads the own reports unless somebody says otherwise, and nobody's recordings.
            Who::Recordings => assert_eq!((as_rep.0, as_rep.1.as_str()), (403, "not_permitted"), "{line}"),
            Who::Reports => assert!(as_rep.0 == 200 || as_rep.0 == 404, "{line} {as_rep:?}"),
            Who::Anyone | Who::External | Who::SignedIn | Who::OwnFactors | Who::Lister | Who::User => {
                assert!(as_rep.0 != 401 && as_rep.0 != 403, "{line} {as_rep:?}")
            }
        }
        if !matches!(row.who, Who::ConsoleUser | Who::Supporter | Who::KeyMaker) {
            assert!(as_admin.0 != 401 && as_admin.0 != 403, "{line} {as_admin:?}");
        }
    }
}

#[test]
fn the_document_has_exactly_the_operations_of_the_table_qlt_8() {
    let document = serde_json::to_value(towline_api::document()).unwrap();
    let mut documented = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (verb, operation) in item.as_object().unwrap() {
            let open = operation.get("security").is_none();
            documented.push((path.clone(), verb.to_uppercase(), open));
        }
    }
    let mut table: Vec<_> = OPERATIONS
        .iter()
        .map(|row| (format!("/api/v1{}", row.path), row.verb.name().to_owned(), row.who == Who::Anyone))
        .collect();
    documented.sort();
    table.sort();
    assert_eq!(documented, table);
}

#[test]
fn the_committed_document_is_the_one_of_the_code_adm_8() {
    let committed = include_str!("../../../../openapi/appliance.json");
    let current = towline_api::document().to_pretty_json().unwrap();
    let same = committed.trim_end() == current;
    assert!(same, "run `towline openapi > openapi/appliance.json`");
}

#[tokio::test]
async fn wrong_unknown_locked_and_disabled_are_told_in_the_same_words_acc_5() {
    let appliance = Appliance::start().await;
    let admin = appliance.sign_in("ada").await;
    let disabled = appliance.account(&admin, "disabled", false).await;
    appliance.account(&admin, "locked", false).await;
    appliance.call(&admin, "PATCH", &format!("/users/{disabled}"), json!({"disabled": true})).await;
    let login = async |username: &str, password: &str| {
        appliance.call("", "POST", "/login", json!({"username": username, "password": password})).await
    };
    let mut answers = Vec::new();
    for _ in 0..5 {
        answers.push(login("locked", "not the password").await);
    }
    answers.push(login("locked", PASSWORD).await);
    answers.push(login("disabled", PASSWORD).await);
    answers.push(login("nobody", PASSWORD).await);
    answers.push(login("ada", "wrong").await);
    for answer in &answers {
        assert_eq!((answer.status, &answer.body), (StatusCode::UNAUTHORIZED, &answers[0].body));
        assert!(answer.cookie.is_none());
    }
    assert_eq!(answers[0].body["code"], "sign_in_failed");
    let users = appliance.call(&admin, "GET", "/users?search=locked", Value::Null).await;
    assert!(users.body["users"][0]["locked_until_ms"].is_i64());
}

#[tokio::test]
async fn too_many_attempts_are_refused_before_they_cost_anything_acc_5() {
    let appliance = Arc::new(Appliance::start().await);
    let mut attempts = tokio::task::JoinSet::new();
    for _ in 0..40 {
        let appliance = Arc::clone(&appliance);
        let body = json!({"username": "", "password": ""});
        attempts.spawn(async move { appliance.call("", "POST", "/login", body).await.status });
    }
    let answers = attempts.join_all().await;
    let refused = answers.iter().filter(|status| **status == StatusCode::TOO_MANY_REQUESTS).count();
    assert!((10..=20).contains(&refused), "{refused} of 40: the limit lets 20 through at once");
}

#[tokio::test]
async fn the_cookie_is_for_this_host_only_and_dies_with_the_login_acc_4_d9() {
    let appliance = Appliance::start().await;
    let body = json!({"username": "ADA", "password": PASSWORD});
    let cookie = appliance.call("", "POST", "/login", body).await.cookie.unwrap();
    for part in ["__Host-towline=", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    let twice = format!("{cookie}; {cookie}");
    assert_eq!(appliance.call(&twice, "GET", "/me", Value::Null).await.status, StatusCode::UNAUTHORIZED);
    let out = appliance.call(cookie, "POST", "/logout", json!({"sessions": "hold"})).await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    assert!(out.cookie.unwrap().contains("Max-Age=0"));
    assert_eq!(appliance.call(cookie, "GET", "/me", Value::Null).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_request_from_another_site_changes_nothing_d13() {
    let appliance = Appliance::start().await;
    let admin = appliance.sign_in("ada").await;
    for (name, value) in [("x-towline", "0"), ("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
        let mut request = Request::builder()
            .method("PATCH")
            .uri("/settings/security")
            .header("x-towline", "1")
            .header("origin", SITE)
            .header(header::COOKIE, &admin)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(r#"{"allow_web_console":true}"#))
            .unwrap();
        request.headers_mut().insert(name, value.parse().unwrap());
        let answer = appliance.send(request).await;
        assert_eq!((answer.status, &answer.body["code"]), (StatusCode::FORBIDDEN, &json!("cross_site")), "{name}");
    }
    assert!(!appliance.engine.console_allowed().await.unwrap());
}

#[tokio::test]
async fn tickets_need_the_console_to_be_on_acc_2() {
    let appliance = Appliance::start().await;
    let admin = appliance.sign_in("ada").await;
    let ticket = async || appliance.call(&admin, "POST", "/tickets", json!({})).await;
    assert_eq!(ticket().await.body["code"], "console_disabled");
    appliance.call(&admin, "PATCH", "/settings/security", json!({"allow_web_console": true})).await;
    let made = ticket().await.body["ticket"].as_str().unwrap().to_owned();
    assert_eq!(appliance.engine.redeem_ticket(&made).await.unwrap().display_name, "Ada Admin");
    assert_eq!(appliance.engine.redeem_ticket(&made).await.unwrap_err().code, "bad_ticket");
    let late = ticket().await.body["ticket"].as_str().unwrap().to_owned();
    appliance.call(&admin, "PATCH", "/settings/security", json!({"allow_web_console": false})).await;
    assert_eq!(appliance.engine.redeem_ticket(&late).await.unwrap_err().code, "console_disabled");
}

#[tokio::test]
async fn a_disabled_account_is_out_at_once_acc_5() {
    let appliance = Appliance::start().await;
    let admin = appliance.sign_in("ada").await;
    let id = appliance.account(&admin, "rep", false).await;
    let rep = appliance.sign_in("rep").await;
    let mut changes = appliance.engine.subscribe();
    appliance.call(&admin, "PATCH", &format!("/users/{id}"), json!({"disabled": true})).await;
    assert_eq!(appliance.call(&rep, "GET", "/me", Value::Null).await.status, StatusCode::UNAUTHORIZED);
    assert!(matches!(changes.recv().await, Ok(towline_engine::Change::SignedOut(_))));
    let me = appliance.call(&admin, "GET", "/me", Value::Null).await.body["id"].as_str().unwrap().to_owned();
    let last = appliance.call(&admin, "PATCH", &format!("/users/{me}"), json!({"disabled": true})).await;
    assert_eq!((last.status, &last.body["code"]), (StatusCode::CONFLICT, &json!("last_administrator")));
}

#[tokio::test]
async fn a_first_password_must_be_changed_before_anything_else_acc_5() {
    let appliance = Appliance::start().await;
    let admin = appliance.sign_in("ada").await;
    appliance.account(&admin, "rep", true).await;
    let (rep, elsewhere) = (appliance.sign_in("rep").await, appliance.sign_in("rep").await);
    assert_eq!(appliance.call(&rep, "GET", "/me", Value::Null).await.body["must_change_password"], true);
    let change = async |current: &str, new: &str| {
        appliance.call(&rep, "POST", "/me/password", json!({"current": current, "new": new})).await
    };
    for (current, new, field) in
        [("wrong", "seven quiet otters at noon", "current"), (PASSWORD, "short", "new"), (PASSWORD, PASSWORD, "new")]
    {
        let answer = change(current, new).await;
        assert_eq!(answer.body["code"], "password_rejected");
        assert!(answer.body["fields"][field].is_string(), "{}", answer.body);
    }
    assert_eq!(change(PASSWORD, "seven quiet otters at noon").await.status, StatusCode::NO_CONTENT);
    assert_eq!(appliance.call(&rep, "GET", "/jump-items", Value::Null).await.status, StatusCode::OK);
    assert_eq!(appliance.call(&elsewhere, "GET", "/me", Value::Null).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_rep_sees_the_items_of_the_own_groups_and_changes_none_jmp_31() {
    let appliance = Appliance::start().await;
    let admin = appliance.sign_in("ada").await;
    let id = appliance.account(&admin, "rep", false).await;
    let (own, other) = (appliance.group(&admin, "Own", &[&id]).await, appliance.group(&admin, "Other", &[]).await);
    let (seen, hidden) = (appliance.item(&admin, &own, 1).await, appliance.item(&admin, &other, 2).await);
    let rep = appliance.sign_in("rep").await;
    let list = appliance.call(&rep, "GET", "/jump-items?location=all&limit=200", Value::Null).await.body;
    assert_eq!((list["total"].as_u64(), &list["items"][0]["id"]), (Some(1), &json!(seen)));
    assert_eq!(appliance.call(&rep, "GET", &format!("/jump-items/{hidden}"), Value::Null).await.status, 404);
    let details = appliance.call(&rep, "GET", &format!("/jump-items/{seen}"), Value::Null).await;
    assert_eq!((details.status, &details.body["host_name"]), (StatusCode::OK, &json!("host-1")));
    let rename = json!({"name": "mine"});
    assert_eq!(appliance.call(&rep, "PATCH", &format!("/jump-items/{seen}"), rename.clone()).await.status, 403);
    let renamed = appliance.call(&admin, "PATCH", &format!("/jump-items/{seen}"), rename).await;
    assert_eq!(renamed.body["name"], "mine");
    let moved = json!({"location": {"kind": "group", "group_id": other}});
    assert_eq!(appliance.call(&admin, "PATCH", &format!("/jump-items/{seen}"), moved).await.status, 200);
    assert_eq!(appliance.call(&rep, "GET", "/jump-locations", Value::Null).await.body["all"], 0);
    assert_eq!(appliance.call(&admin, "DELETE", &format!("/jump-items/{seen}"), Value::Null).await.status, 202);
    let agent = appliance.engine.agent_by_key(AgentKeyId([1; 32])).await.unwrap().unwrap();
    assert!(agent.removed, "it is told to uninstall when it connects");
}

#[tokio::test]
async fn what_comes_in_is_bounded_and_of_the_known_shape() {
    let appliance = Appliance::start().await;
    let admin = appliance.sign_in("ada").await;
    for (path, body, status) in [
        ("/jump-groups", json!({"name": "x", "extra": 1}), 422),
        ("/jump-groups", json!({"name": "\u{202e}\n"}), 422),
        ("/jump-groups", json!({"name": "x".repeat(100_000)}), 413),
        ("/jump-installers", json!({"location": {"kind": "group"}, "valid_hours": 1, "uses": 1}), 422),
        ("/jump-installers", json!({"location": {"kind": "personal"}, "valid_hours": 0, "uses": 10_001}), 422),
        (
            "/users",
            json!({"username": "a b", "display_name": "", "administrator": false, "password": "123456789012", "must_change_password": false}),
            422,
        ),
    ] {
        let answer = appliance.call(&admin, "POST", path, body).await;
        assert_eq!(answer.status.as_u16(), status, "{path} {}", answer.body);
        assert_eq!(answer.body["status"], status, "problem+json");
    }
    assert_eq!(appliance.call(&admin, "GET", "/jump-items?sort=colour", Value::Null).await.status, 422);
    assert_eq!(appliance.call(&admin, "GET", "/jump-items/not-an-id", Value::Null).await.status, 404);
    assert_eq!(appliance.call(&admin, "PUT", "/me", Value::Null).await.body["code"], "method_not_allowed");
}

#[tokio::test]
async fn a_role_that_does_not_exist_is_not_assigned_jmp_30() {
    let appliance = Appliance::start().await;
    let admin = appliance.sign_in("ada").await;
    let rep = appliance.account(&admin, "rep", false).await;
    let group = appliance.group(&admin, "Servers", &[&rep]).await;
    let missing = "00000000-0000-0000-0000-0000000000ff";
    let role = json!({"name": "Tags", "rights": ["edit_tag"]});
    let made = appliance.call(&admin, "POST", "/jump-item-roles", role).await.body["id"].as_str().unwrap().to_owned();
    let assigned = |role: &str| json!({"members": [{"user_id": rep, "role_id": role}]});
    let slot = |role: &str| json!({"settings": {"jump.role_default": role}});
    for (path, body) in [
        (format!("/jump-groups/{group}"), assigned(missing)),
        (format!("/users/{rep}"), json!({"groups": [{"group_id": group, "role_id": missing}]})),
        (format!("/users/{rep}"), slot(missing)),
    ] {
        let answer = appliance.call(&admin, "PATCH", &path, body).await;
        assert_eq!(
            (answer.status, &answer.body["code"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid")),
            "{path}"
        );
    }
    // One that is named stays until it is named no more.
    assert_eq!(appliance.call(&admin, "PATCH", &format!("/users/{rep}"), slot(&made)).await.status, StatusCode::OK);
    let path = format!("/jump-item-roles/{made}");
    let used = appliance.call(&admin, "DELETE", &path, Value::Null).await;
    assert_eq!((used.status, &used.body["code"]), (StatusCode::CONFLICT, &json!("in_use")));
    appliance.call(&admin, "PATCH", &format!("/users/{rep}"), json!({"settings": {}})).await;
    assert_eq!(appliance.call(&admin, "DELETE", &path, Value::Null).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_policy_without_areas_of_administration_gives_none_to_who_manages_policies_adm_5() {
    let appliance = Appliance::start().await;
    let admin = appliance.sign_in("ada").await;
    let pia = appliance.account(&admin, "pia", false).await;
    let own = json!({"settings": {"admin.policies": true}});
    assert_eq!(appliance.call(&admin, "PATCH", &format!("/users/{pia}"), own).await.status, StatusCode::OK);
    let area = json!({"name": "Bosses", "settings": {"admin.security": {"value": true}}, "members": []});
    let bosses = appliance.call(&admin, "POST", "/group-policies", area.clone()).await.body;
    let id = bosses["id"].as_str().unwrap();
    let hers = appliance.sign_in("pia").await;
    let refused = async |verb: &str, path: &str, body: Value| {
        let answer = appliance.call(&hers, verb, path, body).await;
        assert_eq!(
            (answer.status, &answer.body["code"]),
            (StatusCode::FORBIDDEN, &json!("not_permitted")),
            "{verb} {path}"
        );
    };
    refused("POST", "/group-policies", json!({"name": "Mine", "settings": {"admin.users": {"value": true}}})).await;
    refused("PATCH", &format!("/group-policies/{id}"), json!({"members": [pia]})).await;
    refused("DELETE", &format!("/group-policies/{id}"), Value::Null).await;
    refused("POST", "/group-policies/order", json!({"ids": [id]})).await;
    let plain = json!({"name": "Shells", "settings": {"session.shell": {"value": "deny"}}, "members": [pia]});
    assert_eq!(appliance.call(&hers, "POST", "/group-policies", plain).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn lists_of_paths_are_kept_in_one_spelling_and_the_first_layer_that_says_one_decides_fil_6() {
    const READ: &str = "session.file_read_paths";
    let appliance = Appliance::start().await;
    let admin = appliance.sign_in("ada").await;
    let rep = appliance.account(&admin, "rep", false).await;
    let group = appliance.group(&admin, "Servers", &[&rep]).await;
    let item = appliance.item(&admin, &group, 1).await;
    let many: Vec<String> = (0..17).map(|n| format!("/{n}")).collect();
    for (odd, said) in [
        (json!(["/srv", "srv"]), "“srv”: A path begins with /."),
        (json!(["/a/../b"]), "“/a/../b”: A path goes up nowhere: leave out ..."),
        (json!(["/a\u{1b}[2Jb"]), "“/a[2Jb”: A path has no control characters."),
        (json!([format!("/{}", "x".repeat(512))]), "A path has at most 512 bytes."),
        (json!(many), "A list has at most 16 paths."),
        (json!("every"), "This setting cannot have this value."),
        (json!(true), "This setting cannot have this value."),
    ] {
        let policy = json!({"name": "Odd", "settings": {READ: {"value": odd}}});
        let answer = appliance.call(&admin, "POST", "/group-policies", policy).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{odd}");
        let told = answer.body["fields"].to_string();
        assert!(told.contains(READ) && told.contains(said), "{odd}: {}", answer.body);
    }
    let policy = json!({"name": "Logs", "members": [rep], "settings": {READ: {"value": ["/var//log/", "/srv", "/srv"], "final": true}}});
    let made = appliance.call(&admin, "POST", "/group-policies", policy).await;
    assert_eq!(
        (made.status, &made.body["settings"][READ]["value"]),
        (StatusCode::CREATED, &json!(["/srv", "/var/log"]))
    );
    let record = appliance.call(&admin, "GET", "/record?kind=group_policy", Value::Null).await.body.to_string();
    assert!(record.contains("/var/log") && !record.contains("/var//log"), "{record}");

    let simulated = async || {
        let path = format!("/simulator?user={rep}&item={item}");
        let answer = appliance.call(&admin, "GET", &path, Value::Null).await.body;
        let all = answer["item"]["permissions"].as_array().unwrap().clone();
        all.into_iter().find(|found| found["key"] == READ).unwrap()
    };
    let found = simulated().await;
    assert_eq!((&found["paths"], &found["step"]), (&json!(["/srv", "/var/log"]), &json!("group_policy")));
    // The machine's own policy comes first, with the whole list; an empty one is "everywhere".
    let session = json!({"name": "Here", "permissions": {READ: []}});
    let session = appliance.call(&admin, "POST", "/session-policies", session).await;
    assert_eq!((session.status, &session.body["permissions"][READ]), (StatusCode::CREATED, &json!([])));
    let id = &session.body["id"];
    let chosen = json!({"attended_policy_id": id, "unattended_policy_id": id});
    let answer = appliance.call(&admin, "PATCH", &format!("/jump-items/{item}"), chosen).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let found = simulated().await;
    assert_eq!((&found["paths"], &found["step"]), (&json!([]), &json!("item_policy")));
}

#[tokio::test]
async fn whether_files_are_scanned_is_said_by_the_first_layer_that_says_it_fil_10() {
    const SCAN: &str = "session.file_scan";
    let appliance = Appliance::start().await;
    let admin = appliance.sign_in("ada").await;
    let rep = appliance.account(&admin, "rep", false).await;
    let group = appliance.group(&admin, "Servers", &[&rep]).await;
    let item = appliance.item(&admin, &group, 1).await;
    for odd in [json!(true), json!("allow"), json!([]), json!("/usr/bin/clamdscan")] {
        let policy = json!({"name": "Odd", "settings": {SCAN: {"value": odd}}});
        let answer = appliance.call(&admin, "POST", "/group-policies", policy).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{odd}");
    }
    let policy = json!({"name": "Careful", "members": [rep], "settings": {SCAN: {"value": "required"}}});
    let made = appliance.call(&admin, "POST", "/group-policies", policy).await;
    assert_eq!((made.status, &made.body["settings"][SCAN]["value"]), (StatusCode::CREATED, &json!("required")));
    let simulated = async || {
        let path = format!("/simulator?user={rep}&item={item}");
        let answer = appliance.call(&admin, "GET", &path, Value::Null).await.body;
        let all = answer["item"]["permissions"].as_array().unwrap().clone();
        let found = all.into_iter().find(|found| found["key"] == SCAN).unwrap();
        (found["scan"].clone(), found["step"].clone())
    };
    assert_eq!(simulated().await, (json!("required"), json!("group_policy")));
    let session = json!({"name": "Laboratory", "permissions": {SCAN: "off"}});
    let session = appliance.call(&admin, "POST", "/session-policies", session).await;
    let id = &session.body["id"];
    let chosen = json!({"attended_policy_id": id, "unattended_policy_id": id});
    let answer = appliance.call(&admin, "PATCH", &format!("/jump-items/{item}"), chosen).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(simulated().await, (json!("off"), json!("item_policy")));
}

#[tokio::test]
async fn command_rules_of_all_layers_hold_and_what_is_wrong_is_said_of_its_rule_shl_7() {
    const RULES: &str = "session.command_rules";
    let appliance = Appliance::start().await;
    let admin = appliance.sign_in("ada").await;
    let rep = appliance.account(&admin, "rep", false).await;
    let group = appliance.group(&admin, "Servers", &[&rep]).await;
    let item = appliance.item(&admin, &group, 1).await;
    let rule = |pattern: &str, act: &str| json!({"pattern": pattern, "do": act});
    let many: Vec<Value> = (0..65).map(|n| rule(&format!("x{n}"), "deny")).collect();
    for (odd, said) in [
        (json!([rule("ls", "deny"), rule("  ", "deny")]), "Rule 2: A pattern is not empty."),
        (json!([rule(&"x".repeat(201), "deny")]), "A pattern has at most 200 bytes."),
        (json!([rule("a\u{1b}[2Jb", "deny")]), "A pattern has no control characters."),
        (
            json!([{"pattern": "ls", "do": "deny", "note": "x".repeat(201)}]),
            "“ls”: A note is one line of at most 200 bytes.",
        ),
        (json!(many), "A list has at most 64 rules."),
        (json!(["rm"]), "This setting cannot have this value."),
        (json!(true), "This setting cannot have this value."),
    ] {
        let policy = json!({"name": "Odd", "settings": {RULES: {"value": odd}}});
        let answer = appliance.call(&admin, "POST", "/group-policies", policy).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{odd}");
        let told = answer.body["fields"].to_string();
        assert!(told.contains(RULES) && told.contains(said), "{odd}: {}", answer.body);
    }
    let policy = json!({"name": "Careful", "members": [rep], "settings": {RULES: {"value": [{"pattern": "rm   *", "do": "deny", "note": " Ask. "}]}}});
    let made = appliance.call(&admin, "POST", "/group-policies", policy).await;
    let kept = json!([{"pattern": "rm *", "do": "deny", "note": "Ask."}]);
    assert_eq!((made.status, &made.body["settings"][RULES]["value"]), (StatusCode::CREATED, &kept));
    let record = appliance.call(&admin, "GET", "/record?kind=group_policy", Value::Null).await.body.to_string();
    assert!(record.contains("rm *"), "{record}");
    // The machine's own policy adds to it, and an empty list takes nothing away.
    for (name, rules) in [("Nothing", json!([])), ("More", json!([rule("su*", "alert")]))] {
        let session = json!({"name": name, "permissions": {RULES: rules}});
        let session = appliance.call(&admin, "POST", "/session-policies", session).await;
        assert_eq!((session.status, &session.body["permissions"][RULES]), (StatusCode::CREATED, &rules));
        let id = &session.body["id"];
        let chosen = json!({"attended_policy_id": id, "unattended_policy_id": id});
        let answer = appliance.call(&admin, "PATCH", &format!("/jump-items/{item}"), chosen).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let path = format!("/simulator?user={rep}&item={item}");
        let answer = appliance.call(&admin, "GET", &path, Value::Null).await.body;
        let all = answer["item"]["permissions"].as_array().unwrap().clone();
        let found = all.into_iter().find(|found| found["key"] == RULES).unwrap();
        let mut expected: Vec<Value> = rules.as_array().unwrap().clone();
        expected.extend(kept.as_array().unwrap().iter().cloned());
        let step = if expected.len() == 2 { "item_policy" } else { "group_policy" };
        assert_eq!((&found["commands"], &found["step"]), (&json!(expected), &json!(step)));
    }
}
