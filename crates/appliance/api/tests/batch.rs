//! The same for several accounts and Jump Items, and accounts that go: each by its own right, each with its own answer (ADM-7).

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use http::StatusCode;
use serde_json::{Value, json};
use support::Appliance;

/// Who was refused, and why.
fn refusals(answer: &support::Answer) -> Vec<(String, String)> {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let outcomes = answer.body["outcomes"].as_array().unwrap();
    let refused = outcomes.iter().filter(|outcome| outcome["refused"].is_object());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    refused.map(|outcome| (text(&outcome["id"]), text(&outcome["refused"]["code"]))).collect()
}

async fn lines(site: &Appliance, admin: &str, kind: &str) -> Vec<String> {
    let record = site.call(admin, "GET", &format!("/record?kind={kind}"), Value::Null).await;
    let entries = record.body["entries"].as_array().unwrap();
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    entries.iter().map(|entry| format!("{} {}", word(&entry["action"]), word(&entry["subject"]["name"]))).collect()
}

#[tokio::test]
async fn what_cannot_be_done_to_one_account_keeps_no_other_from_it_adm_7() {
    let site = Appliance::start().await;
    let admin = site.sign_in("ada").await;
    let me = site.call(&admin, "GET", "/me", Value::Null).await.body["id"].as_str().unwrap().to_owned();
    let ben = site.account(&admin, "ben", false).await;
    let cleo = site.account(&admin, "cleo", false).await;
    let nobody = "00000000-0000-4000-8000-000000000001";
    let bens = site.sign_in("ben").await;
    let batch = async |who: &str, ids: &[&str], task: Value| {
        site.call(who, "POST", "/users/batch", json!({"ids": ids, "task": task})).await
    };
    let out = batch(&admin, &[&ben, &ben, nobody, &me], json!({"action": "sign_out"})).await;
    let expected = [(nobody.to_owned(), "not_found".to_owned()), (me.clone(), "own_account".to_owned())];
    assert_eq!(refusals(&out), expected);
    assert_eq!(site.call(&bens, "GET", "/me", Value::Null).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(lines(&site, &admin, "login").await, ["removed ben"], "one line for the login");

    assert!(refusals(&batch(&admin, &[&ben, &cleo], json!({"action": "disable"})).await).is_empty());
    assert!(refusals(&batch(&admin, &[&ben], json!({"action": "enable"})).await).is_empty());
    assert!(refusals(&batch(&admin, &[&ben], json!({"action": "require_new_password"})).await).is_empty());
    let list = site.call(&admin, "GET", "/users", Value::Null).await.body;
    let of = |name: &str| list["users"].as_array().unwrap().iter().find(|user| user["username"] == name).unwrap();
    assert_eq!((&of("ben")["disabled"], &of("ben")["must_change_password"]), (&json!(false), &json!(true)));
    assert_eq!(of("cleo")["disabled"], json!(true));

    let policy = site.call(&admin, "POST", "/group-policies", json!({"name": "Night"})).await;
    let policy = policy.body["id"].as_str().unwrap().to_owned();
    let task = |action: &str| json!({"action": action, "policy_id": policy});
    assert!(refusals(&batch(&admin, &[&ben, &cleo], task("join_policy")).await).is_empty());
    assert!(refusals(&batch(&admin, &[&cleo], task("leave_policy")).await).is_empty());
    let found = site.call(&admin, "GET", &format!("/group-policies/{policy}"), Value::Null).await.body;
    let names: Vec<_> = found["members"].as_array().unwrap().iter().map(|member| member["name"].clone()).collect();
    assert_eq!(names, ["ben"]);
    assert_eq!(lines(&site, &admin, "group_policy").await.len(), 4, "made, twice joined, once left");

    let none = batch(&admin, &[], json!({"action": "disable"})).await;
    assert_eq!((none.status, &none.body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid")));
}

#[tokio::test]
async fn nobody_does_to_many_what_they_may_not_do_to_each_adm_7() {
    let site = Appliance::start().await;
    let admin = site.sign_in("ada").await;
    let me = site.call(&admin, "GET", "/me", Value::Null).await.body["id"].as_str().unwrap().to_owned();
    let ben = site.account(&admin, "ben", false).await;
    let manager = site.account(&admin, "mara", false).await;
    let change = json!({"settings": {"admin.users": true}});
    site.call(&admin, "PATCH", &format!("/users/{manager}"), change).await;
    let mara = site.sign_in("mara").await;
    let body = json!({"ids": [me, ben], "task": {"action": "disable"}});
    let done = site.call(&mara, "POST", "/users/batch", body).await;
    assert_eq!(refusals(&done), [(me.clone(), "not_permitted".to_owned())]);
    let policy = site.call(&admin, "POST", "/group-policies", json!({"name": "Night"})).await;
    let task = json!({"action": "join_policy", "policy_id": policy.body["id"]});
    let joined = site.call(&mara, "POST", "/users/batch", json!({"ids": [ben], "task": task})).await;
    assert_eq!(joined.status, StatusCode::FORBIDDEN, "policies are somebody else's");

    let mine = site.group(&admin, "Mine", &[&manager]).await;
    let other = site.group(&admin, "Other", &[]).await;
    let (seen, hidden) = (site.item(&admin, &mine, 1).await, site.item(&admin, &other, 2).await);
    let task = json!({"action": "tag", "tag": "autumn"});
    let tagged = site.call(&mara, "POST", "/jump-items/batch", json!({"ids": [seen, hidden], "task": task})).await;
    let reasons: Vec<_> = refusals(&tagged).into_iter().map(|(_, reason)| reason).collect();
    assert_eq!(reasons, ["not_permitted", "not_found"], "what is not seen does not exist");
}

#[tokio::test]
async fn several_items_are_moved_tagged_and_removed_adm_7() {
    let site = Appliance::start().await;
    let admin = site.sign_in("ada").await;
    let (from, to) = (site.group(&admin, "From", &[]).await, site.group(&admin, "To", &[]).await);
    let (one, two) = (site.item(&admin, &from, 1).await, site.item(&admin, &from, 2).await);
    let policy = site.call(&admin, "POST", "/session-policies", json!({"name": "Careful"})).await.body;
    let batch = async |ids: &[&str], task: Value| {
        refusals(&site.call(&admin, "POST", "/jump-items/batch", json!({"ids": ids, "task": task})).await)
    };
    let place = json!({"kind": "group", "group_id": to});
    assert!(batch(&[&one, &two], json!({"action": "move", "location": place})).await.is_empty());
    assert!(batch(&[&one, &two], json!({"action": "tag", "tag": "autumn"})).await.is_empty());
    assert!(batch(&[&one], json!({"action": "policies", "attended_policy_id": policy["id"]})).await.is_empty());
    let item = site.call(&admin, "GET", &format!("/jump-items/{one}"), Value::Null).await.body;
    assert_eq!((&item["tag"], &item["location"]["name"]), (&json!("autumn"), &json!("To")));
    assert_eq!(item["attended_policy"]["name"], "Careful");
    let gone = json!({"kind": "group", "group_id": "00000000-0000-4000-8000-000000000001"});
    let reasons = batch(&[&two], json!({"action": "move", "location": gone})).await;
    assert_eq!(reasons, [(two.clone(), "invalid".to_owned())]);
    assert!(batch(&[&one], json!({"action": "remove"})).await.is_empty());
    assert_eq!(batch(&[&one, &two], json!({"action": "remove"})).await, [(one.clone(), "not_found".to_owned())]);
    let left = site.call(&admin, "GET", "/jump-items?status=offline", Value::Null).await.body;
    assert_eq!(left["total"], 0);
}

#[tokio::test]
async fn an_account_goes_with_what_belongs_to_it_and_the_record_keeps_its_name_adm_5() {
    let site = Appliance::start().await;
    let admin = site.sign_in("ada").await;
    let me = site.call(&admin, "GET", "/me", Value::Null).await.body["id"].as_str().unwrap().to_owned();
    let ben = site.account(&admin, "ben", false).await;
    let bens = site.sign_in("ben").await;
    let own = site.call(&admin, "DELETE", &format!("/users/{me}"), Value::Null).await;
    assert_eq!((own.status, &own.body["code"]), (StatusCode::CONFLICT, &json!("own_account")));
    let counted = site.call(&admin, "GET", &format!("/users/belongings?ids={ben},{me}"), Value::Null).await;
    assert_eq!(counted.body["logins"], 2);
    for wrong in ["", "ben", &format!("{ben},")] {
        let refused = site.call(&admin, "GET", &format!("/users/belongings?ids={wrong}"), Value::Null).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let odd = site.call(&admin, "DELETE", &format!("/users/{ben}?personal_items=sold"), Value::Null).await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
    let gone = site.call(&admin, "DELETE", &format!("/users/{ben}"), Value::Null).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(site.call(&bens, "GET", "/me", Value::Null).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(lines(&site, &admin, "user").await[0], "removed ben");
    let again = site.call(&admin, "DELETE", &format!("/users/{ben}"), Value::Null).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_simulator_says_why_a_sign_in_would_be_refused_adm_5() {
    let site = Appliance::start().await;
    let admin = site.sign_in("ada").await;
    let ben = site.account(&admin, "ben", true).await;
    let rules = json!({"name": "Office", "members": [ben], "settings": {"sign_in.second_factor": {"value": true}}, "sign_in": {
        "networks": {"value": ["192.0.2.0/24"]},
        "hours": {"value": {"time_zone": "Europe/Berlin", "windows": [{"days": ["monday"], "from": "08:00", "to": "18:00"}]}},
    }});
    let made = site.call(&admin, "POST", "/group-policies", rules).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    // Monday, 2 March 2026, 12:00 in Berlin; and the day after.
    let (monday, tuesday) = (1_772_449_200_000_i64, 1_772_535_600_000_i64);
    let ask = async |address: &str, at: i64| {
        let path = format!("/simulator?user={ben}&address={address}&at={at}");
        let found = site.call(&admin, "GET", &path, Value::Null).await;
        assert_eq!(found.status, StatusCode::OK, "{}", found.body);
        found.body["sign_in"].clone()
    };
    let inside = ask("192.0.2.9", monday).await;
    assert_eq!(inside["refusals"], json!([]));
    assert_eq!((&inside["password"], &inside["factor"]), (&json!("must_change"), &json!("set_up")));
    assert_eq!(inside["factor_policy"], "Office");
    let outside = ask("198.51.100.9", tuesday).await;
    let said = |reason: &str| json!({"reason": reason, "source": "group_policy", "policy": "Office"});
    assert_eq!(outside["refusals"], json!([said("network"), said("hour")]));
    site.call(&admin, "PATCH", &format!("/users/{ben}"), json!({"disabled": true})).await;
    assert_eq!(ask("192.0.2.9", monday).await["refusals"], json!([{"reason": "disabled"}]));
}

#[tokio::test]
async fn a_time_zone_is_one_that_exists_adm_11() {
    let site = Appliance::start().await;
    let admin = site.sign_in("ada").await;
    let set = async |zone: &str| site.call(&admin, "PATCH", "/me", json!({"time_zone": zone})).await;
    assert_eq!(set("Asia/Tokyo").await.body["time_zone"], "Asia/Tokyo");
    let wrong = set("Mars/Base").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body["fields"]["time_zone"].is_string());
    assert_eq!(site.call(&admin, "GET", "/me", Value::Null).await.body["time_zone"], "Asia/Tokyo");
    assert_eq!(set("").await.body["time_zone"], "");
}

#[tokio::test]
async fn an_installer_carries_session_policies_jmp_10() {
    let site = Appliance::start().await;
    let admin = site.sign_in("ada").await;
    let policy = site.call(&admin, "POST", "/session-policies", json!({"name": "Careful"})).await.body;
    let group = site.group(&admin, "Servers", &[]).await;
    let order = json!({"location": {"kind": "group", "group_id": group}, "valid_hours": 1, "uses": 1,
        "unattended_policy_id": policy["id"]});
    let made = site.call(&admin, "POST", "/jump-installers", order).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    assert_eq!(made.body["unattended_policy"]["name"], "Careful");
    let token = made.body["token"].as_str().unwrap();
    let inventory = towline_model::Inventory { host_name: "db-1".into(), ..Default::default() };
    let (key, here) = (towline_model::AgentKeyId([8; 32]), std::net::IpAddr::from([127, 0, 0, 1]));
    site.engine.enrol_agent(token, key, [8; 32], inventory, here).await.unwrap();
    let list = site.call(&admin, "GET", "/jump-items?search=db-1", Value::Null).await.body;
    let id = list["items"][0]["id"].as_str().unwrap().to_owned();
    let item = site.call(&admin, "GET", &format!("/jump-items/{id}"), Value::Null).await.body;
    assert_eq!(item["unattended_policy"]["name"], "Careful");
    assert!(item["attended_policy"].is_null());
    let path = format!("/session-policies/{}", policy["id"].as_str().unwrap());
    assert_eq!(site.call(&admin, "DELETE", &path, Value::Null).await.body["code"], "in_use");
}
