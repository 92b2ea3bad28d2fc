//! Programs (ADM-8): a token by client credentials, what it reaches and what it never does, how often it may ask, and requests that are done once.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use axum::{body::Body, extract::ConnectInfo};
use http::{Request, StatusCode, header};
use serde_json::{Value, json};
use support::{Answer, Appliance};
use towline_policy::{
    Who,
    rest::{OPERATIONS, Verb},
};

const INSIDE: &str = "192.0.2.9:4000";
const OUTSIDE: &str = "198.51.100.9:4000";

/// A request as a program sends it: no cookie, no `Origin`.
async fn ask(appliance: &Appliance, from: &str, token: &str, verb: &str, path: &str, body: Value, key: &str) -> Answer {
    let mut request = Request::builder()
        .method(verb)
        .uri(path)
        .extension(ConnectInfo(from.parse::<std::net::SocketAddr>().unwrap()))
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json");
    if !key.is_empty() {
        request = request.header("idempotency-key", key);
    }
    appliance.send(request.body(Body::from(body.to_string())).unwrap()).await
}

async fn token(appliance: &Appliance, from: &str, form: &str) -> Answer {
    let request = Request::builder()
        .method("POST")
        .uri("/oauth/token")
        .extension(ConnectInfo(from.parse::<std::net::SocketAddr>().unwrap()))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    appliance.send(request.body(Body::from(form.to_owned())).unwrap()).await
}

/// An API account with these scopes, and the form that asks for its tokens.
async fn program(appliance: &Appliance, who: &str, scopes: &[&str], networks: &[&str]) -> (String, String) {
    let order =
        json!({"name": format!("program {} {}", scopes.len(), networks.len()), "scopes": scopes, "networks": networks});
    let made = appliance.call(who, "POST", "/api-accounts", order).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let (id, secret) = (made.body["client_id"].as_str().unwrap(), made.body["client_secret"].as_str().unwrap());
    (id.to_owned(), format!("grant_type=client_credentials&client_id={id}&client_secret={secret}"))
}

async fn access(appliance: &Appliance, form: &str) -> String {
    let answer = token(appliance, INSIDE, form).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body["access_token"].as_str().unwrap().to_owned()
}

fn code(answer: &Answer) -> &str {
    answer.body["code"].as_str().unwrap_or_default()
}

#[tokio::test]
async fn a_program_gets_a_token_and_reaches_its_scopes_only_adm_8() {
    let appliance = Appliance::start().await;
    let ada = appliance.sign_in("ada").await;
    let (id, form) = program(&appliance, &ada, &["configuration:write", "users:read"], &["192.0.2.0/24"]).await;
    let issued = token(&appliance, INSIDE, &form).await;
    assert_eq!(issued.body["token_type"], "Bearer");
    assert_eq!(issued.body["expires_in"], 3600);
    assert_eq!(issued.body["scope"], "users:read configuration:write");
    let bearer = issued.body["access_token"].as_str().unwrap();
    let made = ask(&appliance, INSIDE, bearer, "POST", "/teams", json!({"name": "Night"}), "").await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    assert_eq!(made.headers["ratelimit-limit"], "200");
    let listed = ask(&appliance, INSIDE, bearer, "GET", "/users", Value::Null, "").await;
    assert_eq!(listed.status, StatusCode::OK);
    for (verb, path) in
        [("GET", "/jump-items"), ("PATCH", "/users/x"), ("GET", "/record"), ("GET", "/me"), ("POST", "/users")]
    {
        let refused = ask(&appliance, INSIDE, bearer, verb, path, json!({}), "").await;
        assert_eq!((refused.status.as_u16(), code(&refused)), (403, "scope_missing"), "{verb} {path}");
    }
    assert_eq!(code(&ask(&appliance, OUTSIDE, bearer, "GET", "/users", Value::Null, "").await), "bad_token");
    // The record names the program and not its maker.
    let record = appliance.call(&ada, "GET", "/record?kind=team", Value::Null).await;
    let author = &record.body["entries"][0]["author"];
    assert_eq!((author["kind"].as_str(), author["id"].as_str()), (Some("program"), Some(id.as_str())));
    // Fewer scopes than the account has, and none that it lacks.
    let narrow = access(&appliance, &format!("{form}&scope=users:read")).await;
    let refused = ask(&appliance, INSIDE, &narrow, "POST", "/teams", json!({"name": "Day"}), "").await;
    assert_eq!(code(&refused), "scope_missing");
    let wide = token(&appliance, INSIDE, &format!("{form}&scope=security:write")).await;
    assert_eq!(wide.body["error"], "invalid_scope");
}

#[tokio::test]
async fn a_token_is_refused_in_one_way_whatever_is_wrong_adm_8() {
    let appliance = Appliance::start().await;
    let ada = appliance.sign_in("ada").await;
    let (id, form) = program(&appliance, &ada, &["users:read"], &["192.0.2.0/24"]).await;
    let mut refusals = vec![
        token(&appliance, OUTSIDE, &form).await,
        token(&appliance, INSIDE, &form.replace(&id, "00000000-0000-0000-0000-000000000001")).await,
        token(&appliance, INSIDE, &format!("{form}x")).await,
    ];
    let off = appliance.call(&ada, "PATCH", &format!("/api-accounts/{id}"), json!({"enabled": false})).await;
    assert_eq!(off.status, StatusCode::OK, "{}", off.body);
    refusals.push(token(&appliance, INSIDE, &form).await);
    for refused in &refusals {
        assert_eq!((refused.status.as_u16(), &refused.body), (401, &refusals[0].body));
        assert_eq!(refused.body["error"], "invalid_client");
    }
    let other = token(&appliance, INSIDE, "grant_type=password").await;
    assert_eq!((other.status.as_u16(), other.body["error"].as_str()), (400, Some("unsupported_grant_type")));
}

#[tokio::test]
async fn a_program_may_no_more_than_its_maker_at_that_moment_adm_8() {
    let appliance = Appliance::start().await;
    let ada = appliance.sign_in("ada").await;
    let ben = appliance.account(&ada, "ben", false).await;
    let rights = |policies: bool| json!({"settings": {"admin.api_accounts": true, "admin.configuration": true, "admin.policies": policies}});
    appliance.call(&ada, "PATCH", &format!("/users/{ben}"), rights(true)).await;
    let as_ben = appliance.sign_in("ben").await;
    let refused =
        appliance.call(&as_ben, "POST", "/api-accounts", json!({"name": "x", "scopes": ["users:read"]})).await;
    assert!(refused.body["fields"]["scopes"].is_string(), "{}", refused.body);
    let (_, form) =
        program(&appliance, &as_ben, &["configuration:write", "policies:read", "jump_items:read"], &[]).await;
    let bearer = access(&appliance, &form).await;
    let policies = async || ask(&appliance, INSIDE, &bearer, "GET", "/group-policies", Value::Null, "").await;
    assert_eq!(policies().await.status, StatusCode::OK);
    // Its maker's groups are its groups.
    let group = appliance.group(&ada, "Servers", &[]).await;
    let item = appliance.item(&ada, &group, 1).await;
    let seen = async || ask(&appliance, INSIDE, &bearer, "GET", &format!("/jump-items/{item}"), Value::Null, "").await;
    assert_eq!(seen().await.status, StatusCode::NOT_FOUND);
    appliance.call(&ada, "PATCH", &format!("/jump-groups/{group}"), json!({"members": [{"user_id": ben}]})).await;
    assert_eq!(seen().await.status, StatusCode::OK);
    // What the maker loses, it loses; with the maker it ends.
    appliance.call(&ada, "PATCH", &format!("/users/{ben}"), rights(false)).await;
    assert_eq!(code(&policies().await), "not_permitted");
    appliance.call(&ada, "PATCH", &format!("/users/{ben}"), json!({"disabled": true})).await;
    assert_eq!(code(&policies().await), "bad_token");
}

#[tokio::test]
async fn no_program_ever_touches_how_people_sign_in_adm_8() {
    let appliance = Appliance::start().await;
    let ada = appliance.sign_in("ada").await;
    let user = appliance.account(&ada, "ben", false).await;
    let all = appliance.call(&ada, "GET", "/api-accounts", Value::Null).await.body["scopes"].clone();
    let scopes: Vec<&str> = all.as_array().unwrap().iter().map(|scope| scope.as_str().unwrap()).collect();
    let networks =
        ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];
    let (_, form) = program(&appliance, &ada, &scopes, &[]).await;
    let mut bearer = access(&appliance, &form).await;
    for (at, row) in OPERATIONS.iter().enumerate() {
        // One account may ask so often in a minute, and no more.
        if at % 100 == 99 {
            let (_, form) = program(&appliance, &ada, &scopes, &networks[..=at / 100]).await;
            bearer = access(&appliance, &form).await;
        }
        let person = matches!(
            row.who,
            Who::SignedIn
                | Who::OwnFactors
                | Who::User
                | Who::ConsoleUser
                | Who::External
                | Who::Supporter
                | Who::KeyMaker
                | Who::AccountSignIn
                | Who::PersonIn(_)
                | Who::FreshIn(_)
                | Who::Administrator
                | Who::FreshAdministrator
        );
        let path = row.path.replace("{id}", &user);
        let answer = ask(&appliance, INSIDE, &bearer, row.verb.name(), &path, json!({"no such field": 1}), "").await;
        let refused = code(&answer) == "scope_missing";
        assert_eq!(refused, person, "{} {path}: {} {}", row.verb.name(), answer.status, answer.body);
        // Nobody without a proof passes the guard against other sites.
        assert!(row.verb == Verb::Get || code(&answer) != "cross_site", "{path}");
    }
    for change in [
        json!({"username": "eve"}),
        json!({"administrator": true}),
        json!({"settings": {"sign_in.second_factor": true}}),
        json!({"settings": {"admin.users": true}}),
    ] {
        let refused = ask(&appliance, INSIDE, &bearer, "PATCH", &format!("/users/{user}"), change.clone(), "").await;
        assert_eq!(code(&refused), "not_permitted", "{change}");
    }
    let named =
        ask(&appliance, INSIDE, &bearer, "PATCH", &format!("/users/{user}"), json!({"display_name": "Ben B."}), "")
            .await;
    assert_eq!(named.status, StatusCode::OK, "{}", named.body);
}

#[tokio::test]
async fn a_request_with_a_key_is_done_once_adm_8() {
    let appliance = Appliance::start().await;
    let ada = appliance.sign_in("ada").await;
    let (_, form) = program(&appliance, &ada, &["configuration:write"], &[]).await;
    let bearer = access(&appliance, &form).await;
    let make = async |name: &str, key: &str| {
        ask(&appliance, INSIDE, &bearer, "POST", "/teams", json!({"name": name}), key).await
    };
    let refused = make("", "one").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "what was refused was not done");
    let first = make("Night", "two").await;
    let again = make("Night", "two").await;
    assert_eq!((first.status, again.status), (StatusCode::CREATED, StatusCode::CREATED));
    assert_eq!(first.body, again.body);
    assert_eq!(code(&make("Day", "two").await), "key_reused");
    let many = futures_util::future::join_all((0..8).map(|_| make("Late", "three"))).await;
    let made = many.iter().filter(|answer| answer.status == StatusCode::CREATED).count();
    let told = many.iter().filter(|answer| code(answer) == "done_before").count();
    assert!(made >= 1 && made + told == 8, "{made} {told}");
    let teams = appliance.call(&ada, "GET", "/teams", Value::Null).await;
    assert_eq!(teams.body["teams"].as_array().unwrap().len(), 2);
    // Another program's key is another key.
    let (_, other) = program(&appliance, &ada, &["configuration:write", "users:read"], &[]).await;
    let other = access(&appliance, &other).await;
    let refused = ask(&appliance, INSIDE, &other, "POST", "/teams", json!({"name": "Night"}), "two").await;
    assert!(refused.body["fields"]["name"].is_string(), "{}", refused.body);
}

#[tokio::test]
async fn a_program_that_runs_wild_is_told_to_wait_adm_8() {
    let appliance = Appliance::start().await;
    let ada = appliance.sign_in("ada").await;
    let (_, form) = program(&appliance, &ada, &["users:read"], &[]).await;
    let bearer = access(&appliance, &form).await;
    let mut last = None;
    for _ in 0..260 {
        last = Some(ask(&appliance, INSIDE, &bearer, "GET", "/users", Value::Null, "").await);
        if last.as_ref().unwrap().status == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
    }
    let last = last.unwrap();
    assert_eq!(code(&last), "too_many_requests");
    assert_eq!(last.headers["ratelimit-remaining"], "0");
    assert!(last.headers[header::RETRY_AFTER].to_str().unwrap().parse::<u64>().unwrap() >= 1);
}

#[tokio::test]
async fn a_changed_secret_ends_the_tokens_of_the_old_one_adm_8() {
    let appliance = Appliance::start().await;
    let ada = appliance.sign_in("ada").await;
    let (id, form) = program(&appliance, &ada, &["users:read"], &[]).await;
    let bearer = access(&appliance, &form).await;
    let renewed = appliance.call(&ada, "POST", &format!("/api-accounts/{id}/secret"), json!({})).await;
    assert_eq!(renewed.status, StatusCode::OK, "{}", renewed.body);
    assert_eq!(code(&ask(&appliance, INSIDE, &bearer, "GET", "/users", Value::Null, "").await), "bad_token");
    assert_eq!(token(&appliance, INSIDE, &form).await.body["error"], "invalid_client");
    let secret = renewed.body["client_secret"].as_str().unwrap();
    access(&appliance, &format!("grant_type=client_credentials&client_id={id}&client_secret={secret}")).await;
}

#[tokio::test]
async fn several_at_once_with_a_key_are_each_done_once_adm_7() {
    let appliance = Appliance::start().await;
    let ada = appliance.sign_in("ada").await;
    let (one, two) = (appliance.account(&ada, "one", false).await, appliance.account(&ada, "two", false).await);
    let (_, form) = program(&appliance, &ada, &["users:write"], &[]).await;
    let bearer = access(&appliance, &form).await;
    let body = json!({"ids": [one, two], "task": {"action": "disable"}});
    for _ in 0..2 {
        let done = ask(&appliance, INSIDE, &bearer, "POST", "/users/batch", body.clone(), "tidy-1").await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.body);
        assert!(
            done.body["outcomes"].as_array().unwrap().iter().all(|outcome| outcome["refused"].is_null()),
            "{}",
            done.body
        );
    }
    let record = appliance.call(&ada, "GET", "/record?kind=user", Value::Null).await;
    let off = |entry: &&Value| entry["after"]["disabled"] == true && entry["author"]["kind"] == "program";
    assert_eq!(record.body["entries"].as_array().unwrap().iter().filter(off).count(), 2);
    // How people sign in is for people.
    for action in ["require_new_password", "remove"] {
        let body = json!({"ids": [one], "task": {"action": action}});
        let refused = ask(&appliance, INSIDE, &bearer, "POST", "/users/batch", body, "").await;
        assert_eq!(refused.body["outcomes"][0]["refused"]["code"], "not_permitted", "{action} {}", refused.body);
    }
}
