//! An appliance without a network: its interface over a real store.

#![allow(dead_code, unreachable_pub)]

use std::{net::SocketAddr, sync::Arc};

use axum::{Router, body::Body, extract::ConnectInfo};
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt as _;
use towline_engine::{Engine, FirstAdministrator, Parts, Site, SystemClock};
use towline_model::{AgentKeyId, Inventory};
use towline_seal::SecretKey;
use towline_store::Store;

pub const SITE: &str = "https://support.example";
pub const PASSWORD: &str = "velvet-otter-sings-at-noon";
pub const HERE: &str = "192.0.2.1:5000";

pub struct Appliance {
    _data: TempDir,
    pub engine: Engine,
    pub routes: Router,
}

pub struct Answer {
    pub status: StatusCode,
    pub cookie: Option<String>,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Appliance {
    pub async fn start() -> Self {
        let data = tempfile::tempdir().unwrap();
        let engine = Engine::start(Parts {
            store: Store::open(data.path()).await.unwrap(),
            locker: SecretKey::from_seed(&[7; 32]).locker(),
            keeper: Arc::new(SecretKey::from_seed(&[7; 32])),
            clock: Arc::new(SystemClock::start()),
            site: Site {
                name: "support.example".into(),
                url: SITE.into(),
                version: "0.1.0".into(),
                host_name: "host".into(),
                behind_proxy: false,
            },
        })
        .await
        .unwrap();
        let link = engine.setup_link().unwrap();
        let first = FirstAdministrator {
            display_name: "Ada Admin".into(),
            username: "ada".into(),
            password: PASSWORD.into(),
            password_again: PASSWORD.into(),
        };
        let code = link.rsplit('/').next().unwrap();
        engine.set_up(code, first, "192.0.2.1".parse().unwrap()).await.unwrap();
        let routes = towline_api::router(engine.clone());
        Appliance { _data: data, engine, routes }
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.routes.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let cookie = response.headers().get(header::SET_COOKIE).map(|cookie| cookie.to_str().unwrap().to_owned());
        let headers = response.headers().clone();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Answer { status, cookie, headers, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
    }

    pub async fn call(&self, who: &str, verb: &str, path: &str, body: Value) -> Answer {
        self.send(Self::request(who, verb, path).body(Body::from(body.to_string())).unwrap()).await
    }

    /// The same without a body, if the thing is still what was read.
    pub async fn call_with(&self, who: &str, verb: &str, path: &str, etag: &str) -> Answer {
        let request = Self::request(who, verb, path).header(header::IF_MATCH, format!("\"{etag}\""));
        self.send(request.body(Body::from("null")).unwrap()).await
    }

    /// Gives a file, as it is.
    pub async fn give(&self, who: &str, path: &str, file: &[u8]) -> Answer {
        let mut request = Self::request(who, "POST", path).header(header::CONTENT_LENGTH, file.len());
        if let Some(headers) = request.headers_mut() {
            headers.insert(header::CONTENT_TYPE, "application/octet-stream".parse().unwrap());
        }
        self.send(request.body(Body::from(file.to_vec())).unwrap()).await
    }

    fn request(who: &str, verb: &str, path: &str) -> http::request::Builder {
        let peer: SocketAddr = HERE.parse().unwrap();
        let mut request = Request::builder()
            .method(verb)
            .uri(path)
            .extension(ConnectInfo(peer))
            .header("x-towline", "1")
            .header(header::ORIGIN, SITE)
            .header(header::CONTENT_TYPE, "application/json");
        if !who.is_empty() {
            request = request.header(header::COOKIE, who);
        }
        request
    }

    /// Signs in and returns the cookie as the browser sends it.
    pub async fn sign_in(&self, username: &str) -> String {
        let answer = self.call("", "POST", "/login", json!({"username": username, "password": PASSWORD})).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.cookie.unwrap().split(';').next().unwrap().to_owned()
    }

    pub async fn account(&self, admin: &str, username: &str, must_change: bool) -> String {
        let body = json!({"username": username, "display_name": username, "administrator": false, "password": PASSWORD, "must_change_password": must_change, "groups": []});
        let answer = self.call(admin, "POST", "/users", body).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        answer.body["id"].as_str().unwrap().to_owned()
    }

    pub async fn group(&self, admin: &str, name: &str, members: &[&str]) -> String {
        let answer = self
            .call(
                admin,
                "POST",
                "/jump-groups",
                json!({"name": name, "members": members.iter().map(|id| json!({"user_id": id})).collect::<Vec<_>>()}),
            )
            .await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        answer.body["id"].as_str().unwrap().to_owned()
    }

    /// An enrolled agent's item.
    pub async fn item(&self, admin: &str, group: &str, number: u8) -> String {
        let order = json!({"location": {"kind": "group", "group_id": group}, "name": format!("item {number}"), "valid_hours": 1, "uses": 1});
        let made = self.call(admin, "POST", "/jump-installers", order).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let token = made.body["token"].as_str().unwrap();
        let inventory = Inventory { host_name: format!("host-{number}"), ..Inventory::default() };
        self.engine
            .enrol_agent(
                token,
                AgentKeyId([number; 32]),
                [number; 32],
                inventory,
                std::net::IpAddr::from([127, 0, 0, 1]),
            )
            .await
            .unwrap();
        let list = self.call(admin, "GET", &format!("/jump-items?search=host-{number}"), Value::Null).await;
        list.body["items"][0]["id"].as_str().unwrap().to_owned()
    }
}
