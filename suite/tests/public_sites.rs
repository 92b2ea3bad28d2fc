//! Several public sites on one appliance: what holds for a session is said by its own site, wherever its customer happens to be (SUP-1, SUP-3, SES-32).

use anyhow::{Context, Result};
use serde_json::{Value, json};
use towline_testkit::{CustomerBrowser, TestAppliance};

const DEFAULT: &str = "00000000-0000-0000-0000-000000000001";

fn text<'a>(value: &'a Value, name: &str) -> Result<&'a str> {
    value.get(name).and_then(Value::as_str).with_context(|| format!("no {name}"))
}

/// Which agreement a page shows.
fn shown(page: &str) -> Option<&str> {
    page.split("name=\"agreement\" value=\"").nth(1)?.split('"').next()
}

/// A site of its own name, and what more is said of it.
async fn site(appliance: &TestAppliance, body: Value) -> Result<String> {
    Ok(text(&appliance.admin.call("POST", "/public-sites", &body).await?.ok()?, "id")?.to_owned())
}

async fn key(appliance: &TestAppliance, site: &str) -> Result<Value> {
    appliance.admin.call("POST", "/session-keys", &json!({"minutes": 60, "site_id": site})).await?.ok()
}

async fn open_keys(appliance: &TestAppliance) -> Result<usize> {
    let listed = appliance.admin.call("GET", "/session-keys", &json!(null)).await?.ok()?;
    Ok(listed.get("session_keys").and_then(Value::as_array).context("keys")?.len())
}

#[tokio::test]
async fn a_key_of_a_site_starts_nothing_without_the_agreement_of_that_site_wherever_it_is_typed_sup_3() -> Result<()> {
    let appliance = TestAppliance::start().await?;
    let schools = json!({"name": "Schools", "hosts": ["schools.example"], "agreement": "Only what you show us."});
    let schools = site(&appliance, schools).await?;
    let made = key(&appliance, &schools).await?;
    let (typed, token) = (text(&made, "key")?, text(&made, "url")?.split("ak=").nth(1).context("a token")?);
    // The page of the default site asks for nothing.
    let mut carla = CustomerBrowser::new(&appliance);
    for form in [&[("key", typed), ("name", "Carla")][..], &[("ak", token)], &[("key", typed), ("agreed", "yes")]] {
        let asked = carla.start(form).await?;
        assert_eq!((asked.status, asked.header("set-cookie")), (422, None), "{form:?}");
        assert!(asked.text.contains("Only what you show us.") && asked.text.contains("Tick the box"), "{}", asked.text);
    }
    assert_eq!(open_keys(&appliance).await?, 1, "nothing used it up");
    let asked = carla.start(&[("key", typed), ("name", "Carla")]).await?;
    let digest = shown(&asked.text).context("which agreement")?.to_owned();
    // The text changes while Carla reads it.
    let changed = json!({"agreement": "Only what you let us see."});
    appliance.admin.call("PATCH", &format!("/public-sites/{schools}"), &changed).await?.ok()?;
    let late = carla.start(&[("key", typed), ("agreed", "yes"), ("agreement", &digest)]).await?;
    assert_eq!((late.status, open_keys(&appliance).await?), (422, 1), "what was accepted is not what holds");
    let digest = shown(&late.text).context("which agreement")?.to_owned();
    let unticked = carla.start(&[("key", typed), ("agreement", &digest)]).await?;
    assert_eq!(unticked.status, 422, "it was shown, and not accepted");
    let begun = carla.start(&[("key", typed), ("agreed", "yes"), ("agreement", &digest)]).await?;
    assert_eq!((begun.status, open_keys(&appliance).await?), (303, 0), "{}", begun.text);
    Ok(())
}

#[tokio::test]
async fn a_transcript_is_offered_as_the_site_of_the_session_says_ses_32() -> Result<()> {
    let appliance = TestAppliance::start().await?;
    let mail = json!({"server": "mail.example", "port": 25, "security": "plain", "sender_address": "a@b.example"});
    appliance.admin.call("PATCH", "/settings/mail", &mail).await?.ok()?;
    let of_default = json!({"offers_transcript": true});
    appliance.admin.call("PATCH", &format!("/public-sites/{DEFAULT}"), &of_default).await?.ok()?;
    let schools = json!({"name": "Schools", "hosts": ["schools.example"], "offers_transcript": false});
    let schools = site(&appliance, schools).await?;
    for (of, offered) in [(schools.as_str(), false), (DEFAULT, true)] {
        let made = key(&appliance, of).await?;
        let mut carla = CustomerBrowser::new(&appliance);
        assert_eq!(carla.start(&[("key", text(&made, "key")?)]).await?.status, 303);
        let page = carla.0.request("GET", "/support/", &[], "").await?;
        assert_eq!((page.status, page.text.contains("id=\"transcript\"")), (200, offered), "{of}");
    }
    Ok(())
}
