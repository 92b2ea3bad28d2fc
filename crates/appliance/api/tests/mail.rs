//! How the site sends mail, and a forgotten password, as the interface tells them (ACC-5, ADM-2).

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use axum::body::Body;
use http::{Request, header};
use serde_json::{Value, json};
use support::{Appliance, HERE};

fn setup() -> Value {
    json!({"server": "127.0.0.1", "port": 9, "security": "plain", "user": "site", "password": "open-sesame-9", "sender_address": "help@support.example"})
}

#[tokio::test]
async fn only_administrators_say_how_mail_is_sent_and_nobody_reads_its_password_adm_2() {
    let appliance = Appliance::start().await;
    let admin = appliance.sign_in("ada").await;
    let delegate = appliance.account(&admin, "delegate", false).await;
    let given = json!({"settings": {"admin.security": true, "admin.users": true}});
    let answer = appliance.call(&admin, "PATCH", &format!("/users/{delegate}"), given).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let delegate = appliance.sign_in("delegate").await;
    assert_eq!(appliance.call(&delegate, "GET", "/settings/security", Value::Null).await.status, 200);
    for verb in ["GET", "PATCH", "DELETE"] {
        let answer = appliance.call(&delegate, verb, "/settings/mail", json!({})).await;
        assert_eq!((answer.status.as_u16(), &answer.body["code"]), (403, &json!("not_permitted")), "{verb}");
    }

    let none = appliance.call(&admin, "GET", "/settings/mail", Value::Null).await;
    assert_eq!((&none.body["server"], &none.body["port"]), (&json!(""), &json!(587)));
    assert_eq!(appliance.call("", "GET", "/settings/console", Value::Null).await.body["password_reset"], false);
    let odd = json!({"server": "https://mail", "port": 25, "sender_address": "nobody", "authorities": "hello"});
    let refused = appliance.call(&admin, "PATCH", "/settings/mail", odd).await;
    let fields: Vec<&String> = refused.body["fields"].as_object().unwrap().keys().collect();
    assert_eq!(fields, ["authorities", "sender_address", "server"]);
    let saved = appliance.call(&admin, "PATCH", "/settings/mail", setup()).await;
    assert_eq!(saved.status, 200, "{}", saved.body);
    assert_eq!(saved.body["has_password"], true);
    let told = appliance.call(&admin, "GET", "/settings/mail", Value::Null).await;
    for body in [&saved.body, &told.body] {
        assert!(!body.to_string().contains("open-sesame"), "{body}");
    }
    assert_eq!(appliance.call("", "GET", "/settings/console", Value::Null).await.body["password_reset"], true);

    // Who saw an older state changes nothing.
    let tag = told.body["etag"].as_str().unwrap();
    let change = json!({"sender_name": "Support"});
    assert_eq!(appliance.call(&admin, "PATCH", "/settings/mail", change).await.status, 200);
    assert_eq!(appliance.call_with(&admin, "DELETE", "/settings/mail", tag).await.status, 412);
    let record = appliance.call(&admin, "GET", "/record?kind=setting", Value::Null).await;
    assert!(record.body.to_string().contains("sender_name"));
    assert!(!record.body.to_string().contains("open-sesame"));

    // Nothing listens at this port, and that is what is told.
    let tried = appliance.call(&admin, "POST", "/settings/mail/test", json!({"to": "ada@example.com"})).await;
    assert_eq!((tried.status.as_u16(), &tried.body["sent"]), (200, &json!(false)));
    assert!(tried.body["message"].as_str().unwrap().starts_with("The server cannot be reached"), "{}", tried.body);
    let odd = appliance.call(&admin, "POST", "/settings/mail/test", json!({"to": "a@b\r\nRCPT TO:<c@d>"})).await;
    assert_eq!((odd.status.as_u16(), odd.body["fields"].get("to").is_some()), (422, true));
    assert_eq!(appliance.call(&admin, "DELETE", "/settings/mail", Value::Null).await.status, 204);
    assert_eq!(appliance.call("", "GET", "/settings/console", Value::Null).await.body["password_reset"], false);
}

#[tokio::test]
async fn a_forgotten_password_is_for_people_and_every_name_has_the_same_answer_acc_5() {
    let appliance = Appliance::start().await;
    let admin = appliance.sign_in("ada").await;
    let ask = |name: &str| json!({ "account": name });
    let answer = appliance.call("", "POST", "/login/reset", ask("ada")).await;
    assert_eq!((answer.status.as_u16(), &answer.body["code"]), (409, &json!("mail_not_set_up")));
    appliance.call(&admin, "PATCH", "/settings/mail", setup()).await;
    let change = json!({"email": "ada@example.com"});
    assert_eq!(appliance.call(&admin, "PATCH", "/me", change).await.status, 200);
    for name in ["ada", "ada@example.com", "nobody", ""] {
        let answer = appliance.call("", "POST", "/login/reset", ask(name)).await;
        assert_eq!((answer.status.as_u16(), answer.body), (202, Value::Null), "{name}");
    }
    for (path, body) in [
        ("/login/reset/link", json!({"token": "A".repeat(43)})),
        ("/login/reset/password", json!({"token": "A".repeat(43), "password": "seven quiet otters at noon"})),
    ] {
        let answer = appliance.call("", "POST", path, body).await;
        assert_eq!((answer.status.as_u16(), &answer.body["code"]), (404, &json!("reset_link_void")), "{path}");
    }

    let (id, secret) = {
        let made = json!({"name": "Sync", "scopes": ["users:write", "security:write"]});
        let made = appliance.call(&admin, "POST", "/api-accounts", made).await;
        assert_eq!(made.status, 201, "{}", made.body);
        (made.body["client_id"].as_str().unwrap().to_owned(), made.body["client_secret"].as_str().unwrap().to_owned())
    };
    let peer = || axum::extract::ConnectInfo(HERE.parse::<std::net::SocketAddr>().unwrap());
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    let request = Request::post("/oauth/token").extension(peer());
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from(form));
    let token = appliance.send(request.unwrap()).await.body["access_token"].as_str().unwrap().to_owned();
    let asks = async |verb: &str, path: &str, body: Value| {
        let request = Request::builder().method(verb).uri(path).extension(peer());
        let request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        let request = request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string()));
        appliance.send(request.unwrap()).await
    };
    assert_eq!(asks("GET", "/users", Value::Null).await.status, 200);
    for (path, body) in [
        ("/login/reset", ask("ada")),
        ("/login/reset/link", json!({"token": "x"})),
        ("/login/reset/password", json!({"token": "x", "password": "seven quiet otters at noon"})),
    ] {
        let answer = asks("POST", path, body).await;
        assert_eq!((answer.status.as_u16(), &answer.body["code"]), (403, &json!("not_permitted")), "{path}");
    }
    let jenny = appliance.account(&admin, "jenny", false).await;
    let readdress = asks("PATCH", &format!("/users/{jenny}"), json!({"email": "mine@example.com"})).await;
    assert_eq!((readdress.status.as_u16(), &readdress.body["code"]), (403, &json!("not_permitted")));
    assert_eq!(asks("GET", "/settings/mail", Value::Null).await.body["code"], "scope_missing");
}
