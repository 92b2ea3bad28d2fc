//! Issues, skills and custom fields (ADM-4): code names are one of a kind, what is used is not removed, and who manages accounts may give skills and nothing else of it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use http::StatusCode;
use serde_json::{Value, json};
use support::Appliance;

#[tokio::test]
async fn a_code_name_is_one_of_a_kind_and_has_one_spelling_adm_4() {
    let appliance = Appliance::start().await;
    let admin = appliance.sign_in("ada").await;
    for (path, more) in [("/custom-fields", json!({"shown": true})), ("/skills", json!({})), ("/issues", json!({}))] {
        let make = async |name: &str, code: &str| {
            let mut body = more.clone();
            body["name"] = name.into();
            body["code_name"] = code.into();
            appliance.call(&admin, "POST", path, body).await
        };
        let made = make("Ticket", "ticket").await;
        assert_eq!(made.status, StatusCode::CREATED, "{path} {}", made.body);
        for (name, code, field) in
            [("Other", "ticket", "code_name"), ("TICKET", "other", "name"), ("Other", "Other", "code_name")]
        {
            let refused = make(name, code).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            assert!(refused.body["fields"][field].is_string(), "{path} {}", refused.body);
        }
        assert_eq!(make("Other", "other").await.status, StatusCode::CREATED);
        let one = format!("{path}/{}", made.body["id"].as_str().unwrap());
        let taken = appliance.call(&admin, "PATCH", &one, json!({"code_name": "other"})).await;
        assert!(taken.body["fields"]["code_name"].is_string(), "{path} {}", taken.body);
        let same = appliance.call(&admin, "PATCH", &one, json!({"code_name": "ticket", "name": "Number"})).await;
        assert_eq!((same.status, &same.body["name"]), (StatusCode::OK, &json!("Number")), "{path}");
        let etag = made.body["etag"].as_str().unwrap();
        let stale = appliance.call_with(&admin, "DELETE", &one, etag).await;
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED, "{path}");
        assert_eq!(appliance.call(&admin, "DELETE", &one, Value::Null).await.status, StatusCode::NO_CONTENT);
        assert_eq!(appliance.call(&admin, "GET", &one, Value::Null).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn what_an_issue_names_is_not_removed_adm_4() {
    let appliance = Appliance::start().await;
    let admin = appliance.sign_in("ada").await;
    let make = async |path: &str, body: Value| {
        let made = appliance.call(&admin, "POST", path, body).await;
        assert_eq!(made.status, StatusCode::CREATED, "{path} {}", made.body);
        made.body["id"].as_str().unwrap().to_owned()
    };
    let team = make("/teams", json!({"name": "Night"})).await;
    let skill = make("/skills", json!({"name": "Printers", "code_name": "printers"})).await;
    let body = json!({"name": "It does not print", "code_name": "printing", "team_id": team, "skill_ids": [skill]});
    let issue = make("/issues", body).await;
    let answer = async |verb: &str, path: &str, body: Value| appliance.call(&admin, verb, path, body).await;
    for used in [format!("/teams/{team}"), format!("/skills/{skill}")] {
        assert_eq!(answer("GET", &used, Value::Null).await.body["issues"], json!(["It does not print"]));
        let refused = answer("DELETE", &used, Value::Null).await;
        assert_eq!((refused.status, &refused.body["code"]), (StatusCode::CONFLICT, &json!("in_use")), "{used}");
    }
    let one = format!("/issues/{issue}");
    let gone = answer("PATCH", &one, json!({"skill_ids": [uuid::Uuid::nil()]})).await;
    assert_eq!(gone.body["code"], "no_longer_there");
    let found = answer("GET", &one, Value::Null).await.body;
    assert_eq!((&found["team"]["name"], &found["skills"][0]["name"]), (&json!("Night"), &json!("Printers")));
    let changed = answer("PATCH", &one, json!({"team_id": null, "skill_ids": []})).await.body;
    assert_eq!((changed.get("team"), &changed["skills"]), (None, &json!([])));
    for unused in [format!("/teams/{team}"), format!("/skills/{skill}")] {
        assert_eq!(answer("DELETE", &unused, Value::Null).await.status, StatusCode::NO_CONTENT, "{unused}");
    }
}

#[tokio::test]
async fn who_manages_accounts_gives_skills_and_makes_none_adm_6() {
    let appliance = Appliance::start().await;
    let admin = appliance.sign_in("ada").await;
    let (mia, manager) =
        (appliance.account(&admin, "mia", false).await, appliance.account(&admin, "manager", false).await);
    let area = json!({"settings": {"admin.users": true}});
    appliance.call(&admin, "PATCH", &format!("/users/{manager}"), area).await;
    let skill = appliance.call(&admin, "POST", "/skills", json!({"name": "Printers", "code_name": "printers"})).await;
    let skill = skill.body["id"].as_str().unwrap().to_owned();
    let manager = appliance.sign_in("manager").await;
    let theirs = async |verb: &str, path: &str, body: Value| appliance.call(&manager, verb, path, body).await;
    assert_eq!(theirs("GET", "/skills", Value::Null).await.body["skills"][0]["people"], 0);
    let new = json!({"name": "Phones", "code_name": "phones"});
    assert_eq!(theirs("POST", "/skills", new).await.status, StatusCode::FORBIDDEN);
    assert_eq!(theirs("GET", "/issues", Value::Null).await.status, StatusCode::FORBIDDEN);
    assert_eq!(theirs("GET", "/custom-fields", Value::Null).await.status, StatusCode::FORBIDDEN);
    let one = format!("/users/{mia}");
    let unknown = theirs("PATCH", &one, json!({"skills": [skill, uuid::Uuid::nil()]})).await;
    assert!(unknown.body["fields"]["skills"].is_string(), "{}", unknown.body);
    assert_eq!(theirs("GET", &one, Value::Null).await.body["skills"], json!([]), "all or nothing");
    assert_eq!(theirs("PATCH", &one, json!({"skills": [skill, skill]})).await.status, StatusCode::OK);
    assert_eq!(theirs("GET", &one, Value::Null).await.body["skills"], json!([{"id": skill, "name": "Printers"}]));
    let gone = appliance.call(&admin, "DELETE", &format!("/skills/{skill}"), Value::Null).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(theirs("GET", &one, Value::Null).await.body["skills"], json!([]));
}

#[tokio::test]
async fn whoever_starts_sessions_knows_the_fields_by_code_name_acc_9() {
    let appliance = Appliance::start().await;
    let admin = appliance.sign_in("ada").await;
    appliance.account(&admin, "rep", false).await;
    let new = json!({"name": "Ticket", "code_name": "ticket", "shown": true});
    appliance.call(&admin, "POST", "/custom-fields", new).await;
    let rep = appliance.sign_in("rep").await;
    let fields = appliance.call(&rep, "GET", "/session-fields", Value::Null).await.body;
    assert_eq!(fields, json!({"fields": [{"code_name": "ticket", "name": "Ticket", "shown": true}]}));
}

#[tokio::test]
async fn a_survey_asks_something_and_is_not_removed_while_a_site_asks_it_sup_80() {
    let appliance = Appliance::start().await;
    let admin = appliance.sign_in("ada").await;
    let call = async |verb: &str, path: &str, body: Value| appliance.call(&admin, verb, path, body).await;
    let scale = json!({"text": "How was it?", "kind": "scale", "most": 5, "required": true});
    for (questions, wrong) in [
        (json!([]), "Ask 1 to 20 questions."),
        (json!([scale, {"text": " ", "kind": "text"}]), "Question 2: enter what is asked."),
        (json!([{"text": "Which?", "kind": "choice", "choices": ["a"]}]), "Question 1: offer 2 to 12 choices."),
    ] {
        let refused = call("POST", "/surveys", json!({"name": "After", "questions": questions})).await;
        assert_eq!(
            (refused.status, &refused.body["fields"]["questions"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &wrong.into())
        );
    }
    let made = call("POST", "/surveys", json!({"name": "After", "questions": [scale]})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let one = format!("/surveys/{}", made.body["id"].as_str().unwrap());
    let site = "/public-sites/00000000-0000-0000-0000-000000000001";
    let asks = call("PATCH", site, json!({"customer_survey_id": made.body["id"]})).await;
    assert_eq!(asks.status, StatusCode::OK, "{}", asks.body);
    assert_eq!(call("GET", &one, Value::Null).await.body["sites"], json!(["Default"]));
    let used = call("DELETE", &one, Value::Null).await;
    assert_eq!((used.status, &used.body["code"]), (StatusCode::CONFLICT, &json!("in_use")));
    call("PATCH", site, json!({"customer_survey_id": null})).await;
    assert_eq!(call("DELETE", &one, Value::Null).await.status, StatusCode::NO_CONTENT);
    assert_eq!(call("GET", "/survey-answers", Value::Null).await.body["answers"], json!([]));
}

#[tokio::test]
async fn customers_are_asked_for_as_many_fields_as_a_session_has_sup_1() {
    let appliance = Appliance::start().await;
    let admin = appliance.sign_in("ada").await;
    let make = async |number: usize, asked: &str| {
        let body =
            json!({"name": format!("F{number}"), "code_name": format!("f{number}"), "shown": true, "asked": asked});
        appliance.call(&admin, "POST", "/custom-fields", body).await
    };
    for number in 0..16 {
        assert_eq!(make(number, "optional").await.status, StatusCode::CREATED);
    }
    assert!(make(16, "required").await.body["fields"]["asked"].is_string());
    let other = make(16, "no").await;
    assert_eq!(other.status, StatusCode::CREATED);
    let one = format!("/custom-fields/{}", other.body["id"].as_str().unwrap());
    let change = async |body: Value| appliance.call(&admin, "PATCH", &one, body).await;
    assert!(change(json!({"asked": "optional"})).await.body["fields"]["asked"].is_string());
    assert_eq!(change(json!({"name": "Other"})).await.status, StatusCode::OK);
}
