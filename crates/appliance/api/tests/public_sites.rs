//! Public sites (SUP-1, SUP-3, SES-4): one face for each host name, nothing shown that a browser could run, and the session policies of those who may choose them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use axum::body::Body;
use http::{Request, StatusCode, header};
use serde_json::{Value, json};
use support::{Answer, Appliance, HERE, SITE};

const DEFAULT: &str = "/public-sites/00000000-0000-0000-0000-000000000001";

async fn make(appliance: &Appliance, admin: &str, body: Value) -> String {
    let made = appliance.call(admin, "POST", "/public-sites", body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    format!("/public-sites/{}", made.body["id"].as_str().unwrap())
}

async fn upload(appliance: &Appliance, who: &str, path: &str, bytes: Vec<u8>) -> Answer {
    let request = Request::builder()
        .method("POST")
        .uri(path)
        .extension(axum::extract::ConnectInfo(HERE.parse::<std::net::SocketAddr>().unwrap()))
        .header("x-towline", "1")
        .header(header::ORIGIN, SITE)
        .header(header::COOKIE, who);
    appliance.send(request.body(Body::from(bytes)).unwrap()).await
}

fn png(width: u32) -> Vec<u8> {
    [&b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"[..], &width.to_be_bytes(), &[0, 0, 0, 32, 8, 6, 0, 0, 0]].concat()
}

#[tokio::test]
async fn a_host_name_leads_to_one_site_and_every_other_to_the_default_one_sup_1() {
    let appliance = Appliance::start().await;
    let admin = appliance.sign_in("ada").await;
    let site =
        make(&appliance, &admin, json!({"name": "Schools", "hosts": ["help.school.example"], "title": "Help"})).await;
    let at = async |host: &str| appliance.engine.public_site_at(host).await.unwrap().name;
    assert_eq!(at("Help.School.example:8443").await, "Schools");
    for other in ["help.school.example.evil", "support.example", "", "' OR 1 = 1 --", "192.0.2.7"] {
        assert_eq!(at(other).await, "Default", "{other}");
    }
    let taken = json!({"name": "Other", "hosts": ["help.school.example"]});
    let refused = appliance.call(&admin, "POST", "/public-sites", taken).await;
    assert!(refused.body["fields"]["hosts"].as_str().unwrap().contains("Another site"), "{}", refused.body);
    for host in ["Help.example", "https://help.example", "help.example:443", "192.0.2.7", ""] {
        let refused = appliance.call(&admin, "PATCH", &site, json!({"hosts": [host]})).await;
        assert!(refused.body["fields"]["hosts"].is_string(), "{host} {}", refused.body);
    }
    let same = appliance
        .call(&admin, "PATCH", &site, json!({"hosts": ["b.example", "help.school.example", "b.example"]}))
        .await;
    assert_eq!(same.body["hosts"], json!(["b.example", "help.school.example"]), "{}", same.body);
    let is_own = async |origin: &str| appliance.engine.is_own_origin(origin).await.unwrap();
    for (origin, own) in [
        (SITE, true),
        ("https://b.example", true),
        ("https://b.example:8443", false),
        ("http://b.example", false),
        ("https://c.example", false),
        ("null", false),
    ] {
        assert_eq!(is_own(origin).await, own, "{origin}");
    }
    let etag = same.body["etag"].as_str().unwrap();
    let _ = appliance.call(&admin, "PATCH", &site, json!({"title": "Changed"})).await;
    assert_eq!(appliance.call_with(&admin, "DELETE", &site, etag).await.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(appliance.call(&admin, "DELETE", &site, Value::Null).await.status, StatusCode::NO_CONTENT);
    assert_eq!(at("help.school.example").await, "Default");
}

#[tokio::test]
async fn the_default_site_is_always_there_and_has_no_host_names_sup_1() {
    let appliance = Appliance::start().await;
    let admin = appliance.sign_in("ada").await;
    let found = appliance.call(&admin, "GET", DEFAULT, Value::Null).await;
    assert_eq!((&found.body["default"], &found.body["hosts"]), (&json!(true), &json!([])), "{}", found.body);
    assert_eq!(found.body["languages"], json!(["en", "de", "fr", "es", "pt", "ja", "zh"]));
    let gone = appliance.call(&admin, "DELETE", DEFAULT, Value::Null).await;
    assert_eq!((gone.status, &gone.body["code"]), (StatusCode::CONFLICT, &json!("default_site")));
    let named = appliance.call(&admin, "PATCH", DEFAULT, json!({"hosts": ["help.example"]})).await;
    assert!(named.body["fields"]["hosts"].is_string(), "{}", named.body);
    let text = "Hello\n\n<script>alert(1)</script>";
    let changed = appliance.call(&admin, "PATCH", DEFAULT, json!({"welcome": text, "accent": "#7A1FA2"})).await;
    assert_eq!((&changed.body["welcome"], &changed.body["accent"]), (&json!(text), &json!("#7a1fa2")), "text as it is");
    for (body, field) in [
        (json!({"languages": []}), "languages"),
        (json!({"languages": ["de"]}), "default_language"),
        (json!({"accent": "#ffcc00"}), "accent"),
        (json!({"notices": [{"text": "", "on": true}]}), "notices"),
        (json!({"notices": [{"text": "Closed", "on": true, "from_ms": 10, "until_ms": 10}]}), "notices"),
    ] {
        let refused = appliance.call(&admin, "PATCH", DEFAULT, body.clone()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert!(refused.body["fields"][field].is_string(), "{body} {}", refused.body);
    }
}

#[tokio::test]
async fn a_site_says_its_texts_in_each_language_and_in_the_default_one_in_one_place_sup_1() {
    let appliance = Appliance::start().await;
    let admin = appliance.sign_in("ada").await;
    let french = json!({"title": "Aide", "agreement": "  Vous\u{202e} acceptez. "});
    let notices = json!([{"text": "Closed", "texts": {"fr": "Fermé", "ja": " "}, "on": true}]);
    let body = json!({"title": "Help", "texts": {"fr": french, "es": {"welcome": " "}}, "notices": notices});
    let changed = appliance.call(&admin, "PATCH", DEFAULT, body).await;
    assert_eq!(
        changed.body["texts"],
        json!({"fr": {"title": "Aide", "welcome": "", "agreement": "Vous acceptez."}}),
        "{}",
        changed.body
    );
    assert_eq!(
        changed.body["notices"][0]["texts"],
        json!({"fr": "Fermé"}),
        "a language that says nothing is not there"
    );
    for (body, field) in [
        (json!({"texts": {"en": {"title": "Help"}}}), "texts"),
        (json!({"default_language": "fr"}), "texts"),
        (json!({"default_language": "fr", "texts": {}}), "notices"),
        (json!({"texts": {"fr": {"title": "x".repeat(161)}}}), "texts"),
        (json!({"notices": [{"text": "Closed", "texts": {"en": "Closed"}, "on": true}]}), "notices"),
    ] {
        let refused = appliance.call(&admin, "PATCH", DEFAULT, body.clone()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{body} {}", refused.body);
        assert!(refused.body["fields"][field].is_string(), "{body} {}", refused.body);
    }
    let swapped = json!({"default_language": "fr", "title": "Aide", "texts": {"en": {"title": "Help"}}, "notices": []});
    assert_eq!(appliance.call(&admin, "PATCH", DEFAULT, swapped).await.status, StatusCode::OK);

    // Whole agreements in every language fit, and what is longer than all of them does not.
    let whole = json!({"agreement": "x".repeat(32 * 1024)});
    let all: serde_json::Map<_, _> =
        ["en", "de", "es", "pt", "ja", "zh"].map(|code| (code.to_owned(), whole.clone())).into_iter().collect();
    let long = appliance.call(&admin, "PATCH", DEFAULT, json!({"texts": all})).await;
    assert_eq!(long.status, StatusCode::OK, "{}", long.body);
    let longer = json!({"texts": {"en": {"agreement": "x".repeat(600 * 1024)}}});
    assert_eq!(appliance.call(&admin, "PATCH", DEFAULT, longer).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_logo_is_a_picture_by_its_bytes_and_is_given_back_as_what_it_is_sup_1() {
    let appliance = Appliance::start().await;
    let admin = appliance.sign_in("ada").await;
    let path = format!("{DEFAULT}/logo");
    assert_eq!(appliance.call(&admin, "GET", &path, Value::Null).await.status, StatusCode::NOT_FOUND);
    for odd in [b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>".to_vec(), Vec::new(), png(4000)] {
        let refused = upload(&appliance, &admin, &path, odd).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body["fields"]["logo"].is_string(), "{}", refused.body);
    }
    let large = upload(&appliance, &admin, &path, [png(64), vec![0; 128 * 1024]].concat()).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    // Larger than any other body may be.
    let set = upload(&appliance, &admin, &path, [png(64), vec![0; 100 * 1024]].concat()).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.body);
    assert_eq!(set.body["logo"].as_str().unwrap().len(), 64);
    let got = appliance.call(&admin, "GET", &path, Value::Null).await;
    assert_eq!(got.status, StatusCode::OK);
    assert_eq!(got.headers[header::CONTENT_TYPE], "image/png");
    assert_eq!(got.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert_eq!(appliance.call(&admin, "DELETE", &path, Value::Null).await.status, StatusCode::NO_CONTENT);
    assert_eq!(appliance.call(&admin, "GET", DEFAULT, Value::Null).await.body.get("logo"), None);
}

#[tokio::test]
async fn a_sites_session_policy_is_chosen_by_those_who_make_policies_and_the_simulator_shows_it_ses_4_adm_5() {
    let appliance = Appliance::start().await;
    let admin = appliance.sign_in("ada").await;
    let rep = appliance.account(&admin, "rep", false).await;
    let configures = appliance.account(&admin, "config", false).await;
    appliance
        .call(&admin, "PATCH", &format!("/users/{configures}"), json!({"settings": {"admin.configuration": true}}))
        .await;
    let body = json!({"name": "No shells", "permissions": {"session.shell": "deny"}});
    let policy = appliance.call(&admin, "POST", "/session-policies", body).await;
    let policy = policy.body["id"].as_str().unwrap().to_owned();
    let configures = appliance.sign_in("config").await;
    let site = make(&appliance, &configures, json!({"name": "Schools"})).await;
    let choose = json!({"attended_policy_id": policy});
    let refused = appliance.call(&configures, "PATCH", &site, choose.clone()).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.body);
    let chosen = appliance.call(&admin, "PATCH", &site, choose.clone()).await;
    assert_eq!(chosen.body["attended_policy"]["name"], "No shells", "{}", chosen.body);
    // Who may not choose one may save the form that has it.
    assert_eq!(appliance.call(&configures, "PATCH", &site, choose).await.status, StatusCode::OK);
    let none = appliance.call(&configures, "PATCH", &site, json!({"attended_policy_id": null})).await;
    assert_eq!(none.status, StatusCode::FORBIDDEN);

    let id = site.rsplit('/').next().unwrap();
    let asked = appliance.call(&admin, "GET", &format!("/simulator?user={rep}&site={id}"), Value::Null).await;
    assert_eq!((&asked.body["site"]["name"], &asked.body["site"]["attended"]), (&json!("Schools"), &json!(true)));
    let found = asked.body["site"]["permissions"].as_array().unwrap();
    let shell = found.iter().find(|each| each["key"] == "session.shell").unwrap();
    assert_eq!(
        (&shell["allowed"], &shell["step"], &shell["policy"]),
        (&json!(false), &json!("site_policy"), &json!("No shells"))
    );
    let asked =
        appliance.call(&admin, "GET", &format!("/simulator?user={rep}&site={id}&attended=false"), Value::Null).await;
    let found = asked.body["site"]["permissions"].as_array().unwrap();
    assert!(found.iter().all(|each| each["step"] != "site_policy"), "{found:?}");
    let both = format!("/simulator?user={rep}&site={id}&item={}", uuid::Uuid::nil());
    assert_eq!(appliance.call(&admin, "GET", &both, Value::Null).await.status, StatusCode::UNPROCESSABLE_ENTITY);

    let path = format!("/session-policies/{policy}");
    let used = appliance.call(&admin, "GET", &path, Value::Null).await;
    assert_eq!(used.body["sites"], json!(["Schools"]));
    let refused = appliance.call(&admin, "DELETE", &path, Value::Null).await;
    assert_eq!((refused.status, &refused.body["code"]), (StatusCode::CONFLICT, &json!("in_use")));
    appliance.call(&admin, "PATCH", &site, json!({"attended_policy_id": null})).await;
    assert_eq!(appliance.call(&admin, "DELETE", &path, Value::Null).await.status, StatusCode::NO_CONTENT);
}
