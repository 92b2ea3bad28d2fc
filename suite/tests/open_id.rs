//! The adapter for OpenID Connect against a provider that can be made to misbehave (ACC-7): a token counts only if everything about it is right. (The journeys speak to a real provider.)

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use base64::prelude::{BASE64_URL_SAFE_NO_PAD as B64, Engine as _};
use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use towline_login_oidc::OpenIdConnect;
use towline_model::{Identity, Kept, OpenIdSettings, ProviderError, Proving, VisitedProvider as _};

const SECRET: &str = "seven-swans-a-swimming";
const BACK: &str = "https://help.example/login/callback";

/// What is answered where, and what was asked.
#[derive(Default)]
struct Said {
    answers: HashMap<&'static str, (u16, String)>,
    asked: Vec<String>,
}

struct Fake {
    issuer: String,
    key: SigningKey,
    said: Arc<Mutex<Said>>,
}

async fn answer(mut stream: TcpStream, said: Arc<Mutex<Said>>) {
    let (mut request, mut piece) = (Vec::new(), [0; 4096]);
    let text = loop {
        let read = stream.read(&mut piece).await.unwrap_or(0);
        request.extend_from_slice(&piece[..read]);
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                break text;
            }
        }
        if read == 0 {
            return;
        }
    };
    let path = text.split(' ').nth(1).unwrap_or_default().to_owned();
    let found = {
        let mut said = said.lock().unwrap();
        said.asked.push(text.clone());
        said.answers.iter().find(|(known, _)| **known == path).map(|(_, answer)| answer.clone())
    };
    let (status, body) = found.unwrap_or((404, "{}".into()));
    let head = format!(
        "HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn encoded(value: &Value) -> String {
    B64.encode(value.to_string())
}

/// RFC 2104.
fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let pad = |with: u8| {
        let mut block = [with; 64];
        block.iter_mut().zip(key).for_each(|(to, from)| *to ^= from);
        block
    };
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize().to_vec()
}

impl Fake {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
        let said = Arc::new(Mutex::new(Said::default()));
        let heard = Arc::clone(&said);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, Arc::clone(&heard)));
            }
        });
        let fake = Fake { issuer, key: SigningKey::from_bytes(&[9; 32]), said };
        fake.set("/.well-known/openid-configuration", 200, fake.description().to_string());
        let x = B64.encode(fake.key.verifying_key().as_bytes());
        let keys =
            json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "x": x, "kid": "1", "use": "sig", "alg": "EdDSA"}]});
        fake.set("/jwks", 200, keys.to_string());
        fake.set("/userinfo", 200, json!({"sub": "7", "groups": ["leads"], "name": "Gina"}).to_string());
        fake
    }

    fn description(&self) -> Value {
        let at = |path: &str| format!("{}{path}", self.issuer);
        json!({
            "issuer": self.issuer, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"), "jwks_uri": at("/jwks"),
            "userinfo_endpoint": at("/userinfo"), "response_types_supported": ["code"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["EdDSA", "HS256", "none"],
        })
    }

    fn set(&self, path: &'static str, status: u16, body: String) {
        self.said.lock().unwrap().answers.insert(path, (status, body));
    }

    fn settings(&self) -> OpenIdSettings {
        OpenIdSettings {
            issuer: self.issuer.clone(),
            client_id: "towline".into(),
            scopes: vec!["profile".into()],
            username_claim: "preferred_username".into(),
            display_name_claim: "name".into(),
            email_claim: String::new(),
            groups_claim: "groups".into(),
            ca_pem: String::new(),
        }
    }

    fn claims(&self) -> Value {
        json!({
            "iss": self.issuer, "aud": "towline", "sub": "7", "exp": now() + 300, "iat": now(), "nonce": "the nonce",
            "preferred_username": "gina", "auth_time": 12,
        })
    }

    fn signed(&self, key: &SigningKey, claims: &Value) -> String {
        let signed = format!("{}.{}", encoded(&json!({"alg": "EdDSA", "kid": "1"})), encoded(claims));
        format!("{signed}.{}", B64.encode(key.sign(signed.as_bytes()).to_bytes()))
    }

    async fn with_token(&self, token: String) -> Result<Identity, ProviderError> {
        let tokens =
            json!({"access_token": "an access token", "token_type": "Bearer", "expires_in": 60, "id_token": token});
        self.set("/token", 200, tokens.to_string());
        self.finish(None).await
    }

    async fn finish(&self, issuer: Option<&str>) -> Result<Identity, ProviderError> {
        let kept = Kept { nonce: "the nonce".into(), verifier: "v".repeat(43) };
        OpenIdConnect::new().finish(&self.settings(), SECRET, BACK, &kept, "the code", issuer).await
    }

    fn was_asked(&self, path: &str) -> Option<String> {
        let wanted = format!(" {path} ");
        self.said.lock().unwrap().asked.iter().rev().find(|text| text.contains(&wanted)).cloned()
    }
}

#[tokio::test]
async fn a_visit_has_state_nonce_and_pkce_and_ends_with_who_it_is_acc_7() {
    let fake = Fake::start().await;
    let visit = OpenIdConnect::new().begin(&fake.settings(), BACK, Proving::Anew).await.unwrap();
    assert!(visit.url.starts_with(&format!("{}/authorize?", fake.issuer)), "{}", visit.url);
    for part in ["response_type=code", "client_id=towline", "code_challenge_method=S256", "prompt=login", "max_age=0"] {
        assert!(visit.url.contains(part), "{part}: {}", visit.url);
    }
    for secret in [&visit.kept.verifier, &SECRET.to_owned()] {
        assert!(!visit.url.contains(secret.as_str()), "{}", visit.url);
    }
    let other = OpenIdConnect::new().begin(&fake.settings(), BACK, Proving::AsUsual).await.unwrap();
    assert!(
        other.state != visit.state
            && other.kept.nonce != visit.kept.nonce
            && other.kept.verifier != visit.kept.verifier
    );

    let token = fake.signed(&fake.key, &fake.claims());
    let identity = fake.with_token(token).await.unwrap();
    let expected = Identity {
        subject: "7".into(),
        username: "gina".into(),
        display_name: "Gina".into(),
        email: String::new(),
        groups: vec!["leads".into()],
        proved_at: Some(12),
    };
    assert_eq!(identity, expected);
    let asked = fake.was_asked("/token").unwrap();
    assert!(asked.contains("code=the+code") && asked.contains(&format!("code_verifier={}", "v".repeat(43))), "{asked}");
    assert!(asked.to_lowercase().contains("authorization: basic "), "{asked}");
    assert!(fake.finish(Some(&fake.issuer)).await.is_ok());
}

#[tokio::test]
async fn a_token_counts_only_if_everything_about_it_is_right_acc_7() {
    let fake = Fake::start().await;
    let refused = async |what: &str, token: String| {
        let answer = fake.with_token(token).await;
        assert!(matches!(answer, Err(ProviderError::Wrong(_))), "{what}: {answer:?}");
    };
    for (claim, value) in [
        ("iss", json!("https://evil.example")),
        ("aud", json!("another client")),
        ("aud", json!(["another client"])),
        ("exp", json!(now() - 60)),
        ("nonce", json!("another nonce")),
        ("nonce", Value::Null),
        ("sub", Value::Null),
        ("sub", json!("")),
        ("preferred_username", Value::Null),
    ] {
        let mut claims = fake.claims();
        claims[claim] = value.clone();
        refused(&format!("{claim} is {value}"), fake.signed(&fake.key, &claims)).await;
    }
    refused("another key", fake.signed(&SigningKey::from_bytes(&[8; 32]), &fake.claims())).await;
    let body = encoded(&fake.claims());
    let unsigned = encoded(&json!({"alg": "none"}));
    refused("nothing", format!("{unsigned}.{body}.")).await;
    let signed = format!("{}.{body}", encoded(&json!({"alg": "HS256"})));
    for key in [SECRET.as_bytes(), fake.key.verifying_key().as_bytes()] {
        refused(
            "the client's secret, or the public key",
            format!("{signed}.{}", B64.encode(hmac(key, signed.as_bytes()))),
        )
        .await;
    }
    let mut pieces: Vec<String> = fake.signed(&fake.key, &fake.claims()).split('.').map(str::to_owned).collect();
    let mut claims = fake.claims();
    claims["sub"] = json!("8");
    pieces[1] = encoded(&claims);
    refused("changed afterwards", pieces.join(".")).await;
    refused("no token", "hello".into()).await;
}

#[tokio::test]
async fn what_is_said_of_another_person_or_by_another_issuer_is_not_taken_acc_7() {
    let fake = Fake::start().await;
    let token = fake.signed(&fake.key, &fake.claims());
    fake.set("/userinfo", 200, json!({"sub": "8", "groups": ["administrators"]}).to_string());
    assert!(matches!(fake.with_token(token.clone()).await, Err(ProviderError::Wrong(_))));
    // What is signed is not overwritten by what is not.
    fake.set("/userinfo", 200, json!({"sub": "7", "preferred_username": "ada", "groups": []}).to_string());
    assert_eq!(fake.with_token(token).await.unwrap().username, "gina");
    fake.said.lock().unwrap().asked.clear();
    assert!(matches!(fake.finish(Some("https://evil.example")).await, Err(ProviderError::Wrong(_))));
    assert_eq!(fake.was_asked("/token"), None, "a code of another provider is not shown to this one");
    let mut description = fake.description();
    description["issuer"] = json!("https://evil.example");
    fake.set("/.well-known/openid-configuration", 200, description.to_string());
    assert!(matches!(fake.finish(None).await, Err(ProviderError::Wrong(_))));
}

#[tokio::test]
async fn what_is_answered_has_bounds_and_leads_nowhere_else_acc_7() {
    let fake = Fake::start().await;
    let begin = async || OpenIdConnect::new().begin(&fake.settings(), BACK, Proving::AsUsual).await;
    assert!(begin().await.is_ok());
    fake.set("/.well-known/openid-configuration", 200, " ".repeat(4 << 20));
    assert!(matches!(begin().await, Err(ProviderError::Unreachable(_))));
    fake.set("/.well-known/openid-configuration", 302, String::new());
    assert!(matches!(begin().await, Err(ProviderError::Wrong(_))), "it is not followed");
    let away = OpenIdSettings { issuer: "http://127.0.0.1:1".into(), ..fake.settings() };
    assert!(matches!(
        OpenIdConnect::new().begin(&away, BACK, Proving::AsUsual).await,
        Err(ProviderError::Unreachable(_))
    ));
    // One that takes the connection and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://127.0.0.1:{}", silent.local_addr().unwrap().port());
    let at = OpenIdSettings { issuer, ..fake.settings() };
    let adapter = OpenIdConnect::new();
    let waited = tokio::time::timeout(Duration::from_secs(60), adapter.begin(&at, BACK, Proving::AsUsual)).await;
    assert!(matches!(waited, Ok(Err(ProviderError::Unreachable(_)))));
}

#[tokio::test]
async fn a_test_says_whether_the_provider_says_that_it_tells_auth_time_acc_7() {
    let fake = Fake::start().await;
    let told = async |claims: Value| {
        let mut description = fake.description();
        if !claims.is_null() {
            description["claims_supported"] = claims;
        }
        fake.set("/.well-known/openid-configuration", 200, description.to_string());
        let trials = OpenIdConnect::new().test(&fake.settings(), SECRET, BACK).await;
        let trial = trials.into_iter().find(|trial| trial.told.contains("auth_time")).unwrap();
        (trial.works, trial.warns)
    };
    assert_eq!(told(json!(["sub", "auth_time"])).await, (true, false));
    assert_eq!(told(json!(["sub", "name"])).await, (true, true));
    assert_eq!(told(Value::Null).await, (true, true), "what is not said may be so all the same");
}
