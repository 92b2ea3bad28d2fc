//! An agent that means ill. Everything that it says is bounded text or ends its own link with a reason; the appliance and the others do not notice.

use std::time::Duration;

use anyhow::{Context, Result};
use bytes::Bytes;
use serde_json::{Value, json};
use towline_testkit::{AgentIdentity, Link, SimulatedAgent, TestAppliance, inventory};
use towline_wire::v1::{
    AgentHello, AgentUp, ChannelClosed, DrawAbility, Inventory, Monitor, PrivacyAbility, ScreenStatus, SessionDropped,
    SessionScreen, ShellEnded, ShellStarted, SoundAbility, Statistics, Volume, agent_up,
};

/// A well-behaved agent beside the rogue: proof that nobody else notices.
struct Bystander {
    agent: SimulatedAgent,
}

impl Bystander {
    async fn connect(appliance: &TestAppliance, token: &str) -> Result<Self> {
        let agent = SimulatedAgent::connect(appliance, &AgentIdentity::new()?, token, inventory("bystander")).await?;
        Ok(Self { agent })
    }

    /// Its link still lives: what it reports is shown.
    async fn goes_on(mut self, appliance: &TestAppliance) -> Result<()> {
        let news = Inventory { console_user: "still-here".into(), ..inventory("bystander") };
        self.agent.say(agent_up::Body::Inventory(news)).await?;
        let item = appliance.item_named("bystander").await?;
        let id = item.get("id").and_then(Value::as_str).context("an item without an id")?.to_owned();
        let shown = async {
            loop {
                let details = appliance.admin.call("GET", &format!("/jump-items/{id}"), &Value::Null).await?.ok()?;
                if details.get("console_user") == Some(&json!("still-here")) {
                    return anyhow::Ok(());
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), shown).await.context("the bystander's news never came")?
    }
}

async fn stage() -> Result<(TestAppliance, String, Bystander)> {
    let appliance = TestAppliance::start().await?;
    let group = appliance.group("Workshop", &[]).await?;
    let token = appliance.installer(&group, 20).await?;
    let bystander = Bystander::connect(&appliance, &token).await?;
    Ok((appliance, token, bystander))
}

/// The same text in every field that an agent may fill.
fn filled_with(text: &str) -> Inventory {
    let text = || text.to_owned();
    Inventory {
        host_name: text(),
        os_name: text(),
        os_version: text(),
        architecture: text(),
        private_addresses: vec![text(), text()],
        console_user: text(),
        domain: text(),
        agent_version: text(),
        install_mode: text(),
        cpu_model: text(),
        cpu_count: u32::MAX,
        memory_bytes: u64::MAX,
        booted_at: i64::MIN,
        screen: Some(ScreenStatus {
            available: false,
            reason_code: text(),
            reason: text(),
            monitors: vec![
                Monitor {
                    id: u32::MAX,
                    name: text(),
                    primary: true,
                    x: i32::MIN,
                    y: i32::MAX,
                    width: u32::MAX,
                    height: 0
                };
                20
            ],
            path: text(),
            keyboard_layout: text(),
            look: None,
            privacy: Some(PrivacyAbility { input: text(), blank: text() }),
            desktop: text(),
            draw: Some(DrawAbility { reason: text() }),
            sound: Some(SoundAbility { absent: text() }),
            clipboard_absent: text(),
            input_absent: text(),
        }),
    }
}

fn strings(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(list) => list.iter().for_each(|v| strings(v, found)),
        Value::Object(map) => map.values().for_each(|v| strings(v, found)),
        _ => {}
    }
}

#[tokio::test]
async fn every_field_of_an_inventory_is_shown_as_bounded_plain_text_jmp_12() -> Result<()> {
    let (appliance, token, bystander) = stage().await?;
    let nasty = [
        "<script>alert(1)</script><img src=x onerror=alert(1)>".to_owned(),
        "`; touch rogue; $(touch rogue) {{7*7}} ${7*7}".to_owned(),
        "a\u{0}b\u{1b}[31mc\u{7}\r\nSet-Cookie: x=y\u{9c}".to_owned(),
        "\u{202e}gnp.exe\u{2066}\u{200f}\u{feff}".to_owned(),
        "e\u{301}".repeat(1_000),
    ];
    for text in &nasty {
        let mut inventory = filled_with(text);
        // Kept below the message's limit; what is above it is another test.
        if text.len() > 1000 {
            inventory.screen = None;
        }
        let mut agent = SimulatedAgent::connect(&appliance, &AgentIdentity::new()?, &token, inventory.clone()).await?;
        agent.say(agent_up::Body::Inventory(inventory)).await?;
        let volumes =
            vec![Volume { mount_point: text.chars().take(500).collect(), total_bytes: 0, free_bytes: u64::MAX }; 4];
        let statistics =
            Statistics { cpu_permille: u32::MAX, memory_used_bytes: u64::MAX, volumes, console_user: text.clone() };
        agent.say(agent_up::Body::Statistics(statistics)).await?;

        for item in appliance.items(&appliance.admin).await? {
            let id = item.get("id").and_then(Value::as_str).context("an item without an id")?;
            let details = appliance.admin.call("GET", &format!("/jump-items/{id}"), &Value::Null).await?.ok()?;
            let mut shown = Vec::new();
            strings(&item, &mut shown);
            strings(&details, &mut shown);
            for text in shown {
                assert!(text.len() <= 256, "{} bytes are shown", text.len());
                assert!(!text.chars().any(|c| c.is_control()), "control characters are shown: {text:?}");
            }
        }
    }
    bystander.goes_on(&appliance).await
}

#[tokio::test]
async fn a_megabyte_of_inventory_ends_the_link_that_sent_it_jmp_12() -> Result<()> {
    let (appliance, token, bystander) = stage().await?;
    let mut agent = SimulatedAgent::connect(&appliance, &AgentIdentity::new()?, &token, inventory("large")).await?;
    agent.say(agent_up::Body::Inventory(filled_with(&"x".repeat(1 << 20)))).await?;
    assert_eq!(agent.closed().await?, "too_large");
    bystander.goes_on(&appliance).await
}

#[tokio::test]
async fn malformed_and_oversized_frames_end_their_own_link_with_a_reason_qlt_7() -> Result<()> {
    let (appliance, token, bystander) = stage().await?;
    let cases: [(&str, Bytes, &str); 9] = [
        ("an unknown kind", Bytes::from_static(&[9, 0, 1, 2]), "malformed_frame"),
        ("nothing", Bytes::new(), "malformed_frame"),
        ("a number without an end", Bytes::from_static(&[1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), "malformed_frame"),
        ("control on a channel", Bytes::from_static(&[0, 5]), "malformed_frame"),
        ("data on channel 0", Bytes::from_static(&[1, 0, 1]), "malformed_frame"),
        ("credit of nothing", Bytes::from_static(&[2, 5, 0]), "malformed_frame"),
        ("no message", Bytes::from_static(&[0, 0, 0xff, 0xff, 0xff]), "malformed_frame"),
        ("a large control message", Bytes::from([&[0, 0][..], &[0; 70_000]].concat()), "too_large"),
        ("a large payload", Bytes::from([&[1, 5][..], &[1; 300_000]].concat()), "too_large"),
    ];
    for (what, frame, reason) in cases {
        let identity = AgentIdentity::new()?;
        let mut agent = SimulatedAgent::connect(&appliance, &identity, &token, inventory("malformed")).await?;
        agent.link.binary(frame).await?;
        assert_eq!(agent.closed().await?, reason, "{what}");
    }
    let mut agent = SimulatedAgent::connect(&appliance, &AgentIdentity::new()?, &token, inventory("text")).await?;
    agent.link.text("hello").await?;
    assert_eq!(agent.closed().await?, "malformed_frame", "a text message");
    bystander.goes_on(&appliance).await
}

#[tokio::test]
async fn data_on_a_channel_that_was_not_opened_ends_the_link_ses_4() -> Result<()> {
    let (appliance, token, bystander) = stage().await?;
    let mut agent = SimulatedAgent::connect(&appliance, &AgentIdentity::new()?, &token, inventory("channels")).await?;
    agent.link.data(77, &[0x10, 0, 0, 0, 0, 0, 0, 0, 0, b'x']).await?;
    assert_eq!(agent.closed().await?, "malformed_frame");
    bystander.goes_on(&appliance).await
}

#[tokio::test]
async fn messages_about_sessions_of_others_change_nothing_ses_4() -> Result<()> {
    let (appliance, token, bystander) = stage().await?;
    let mut agent = SimulatedAgent::connect(&appliance, &AgentIdentity::new()?, &token, inventory("meddler")).await?;
    let session_id = "0190aaaa-0000-7000-8000-000000000001".to_owned();
    let shell_id = "0190aaaa-0000-7000-8000-000000000002".to_owned();
    let out_of_scope = [
        agent_up::Body::Screen(SessionScreen { session_id: session_id.clone(), status: Some(ScreenStatus::default()) }),
        agent_up::Body::ShellStarted(ShellStarted {
            session_id: session_id.clone(),
            shell_id: shell_id.clone(),
            account: "root".into(),
            program: "sh".into(),
            elevated: false,
        }),
        agent_up::Body::ShellEnded(ShellEnded { session_id: session_id.clone(), shell_id, ..Default::default() }),
        agent_up::Body::SessionDropped(SessionDropped { session_id: session_id.clone(), reason: "because".into() }),
        agent_up::Body::ChannelClosed(ChannelClosed { channel: 99, problem: None }),
        agent_up::Body::Inventory(Inventory { host_name: "meddler".into(), ..Default::default() }),
        agent_up::Body::SessionDropped(SessionDropped { session_id: "../../etc".into(), reason: String::new() }),
    ];
    for body in out_of_scope {
        // A link that is closed for it is as good an answer as silence.
        if agent.say(body).await.is_err() {
            break;
        }
    }
    bystander.goes_on(&appliance).await
}

#[tokio::test]
async fn a_hello_in_the_wrong_place_or_with_a_wrong_signature_is_refused_jmp_10() -> Result<()> {
    let (appliance, token, bystander) = stage().await?;
    // Before the hello: anything else.
    let mut link = Link::open(appliance.port, &appliance.site, "/link/agent", None).await?;
    link.control(&AgentUp { body: Some(agent_up::Body::Inventory(inventory("early"))) }).await?;
    assert_eq!(link.closed().await?, "malformed_frame");
    // A signature of zeros.
    let mut link = Link::open(appliance.port, &appliance.site, "/link/agent", None).await?;
    let hello = AgentHello {
        version: Some(towline_wire::v1::Version { major: 1, ..Default::default() }),
        nonce: vec![1; 32].into(),
        agent_key: vec![2; 32].into(),
        signature: vec![0; 64].into(),
        instance: vec![3; 16].into(),
        enrol_token: token.clone(),
        inventory: Some(inventory("forged")),
        ..Default::default()
    };
    link.control(&AgentUp { body: Some(agent_up::Body::Hello(hello)) }).await?;
    assert_eq!(link.closed().await?, "bad_signature");
    // A second hello on a link that has one.
    let mut agent = SimulatedAgent::connect(&appliance, &AgentIdentity::new()?, &token, inventory("twice")).await?;
    agent.say(agent_up::Body::Hello(AgentHello::default())).await?;
    assert_eq!(agent.closed().await?, "malformed_frame");
    // Neither made an item.
    let names: Vec<Value> =
        appliance.items(&appliance.admin).await?.iter().filter_map(|i| i.get("host_name").cloned()).collect();
    assert!(!names.contains(&json!("forged")) && !names.contains(&json!("early")), "{names:?}");
    bystander.goes_on(&appliance).await
}

#[tokio::test]
async fn an_installer_is_used_as_often_as_it_allows_and_a_repetition_is_free_jmp_10() -> Result<()> {
    let appliance = TestAppliance::start().await?;
    let group = appliance.group("Workshop", &[]).await?;
    let token = appliance.installer(&group, 1).await?;
    let identity = AgentIdentity::new()?;
    let first = SimulatedAgent::connect(&appliance, &identity, &token, inventory("first")).await?;
    let again = SimulatedAgent::connect(&appliance, &identity, &token, inventory("first")).await?;
    assert_eq!(first.welcome.jump_client_id, again.welcome.jump_client_id);
    assert!(again.welcome.epoch > first.welcome.epoch);
    let refusal = SimulatedAgent::connect(&appliance, &AgentIdentity::new()?, &token, inventory("second")).await;
    assert_eq!(refusal.err().map(|e| e.to_string()).as_deref(), Some("bad_token"));
    let unknown = SimulatedAgent::connect(&appliance, &AgentIdentity::new()?, "", inventory("third")).await;
    assert_eq!(unknown.err().map(|e| e.to_string()).as_deref(), Some("unknown_agent"));
    Ok(())
}

#[tokio::test]
async fn agent_with_a_copied_key_is_refused_and_shown_jmp_11() -> Result<()> {
    let (appliance, token, bystander) = stage().await?;
    let identity = AgentIdentity::new()?;
    let mut original = SimulatedAgent::connect(&appliance, &identity, &token, inventory("original")).await?;
    // The original goes on answering heartbeats while its copy knocks.
    let heart = tokio::spawn(async move { original.closed().await });
    let copy = SimulatedAgent::connect(&appliance, &identity.copy_of_the_disk()?, "", inventory("copy")).await;
    assert_eq!(copy.err().map(|e| e.to_string()).as_deref(), Some("duplicate_agent"));
    let item = appliance.item_named("original").await?;
    assert_eq!(item.get("availability"), Some(&json!("duplicate")));
    assert!(!heart.is_finished(), "the original lost its link");
    bystander.goes_on(&appliance).await
}

#[tokio::test]
async fn the_newer_link_of_one_process_fences_the_older_off_jmp_11() -> Result<()> {
    let (appliance, token, bystander) = stage().await?;
    let identity = AgentIdentity::new()?;
    let mut older = SimulatedAgent::connect(&appliance, &identity, &token, inventory("fenced")).await?;
    let _newer = SimulatedAgent::connect(&appliance, &identity, "", inventory("fenced")).await?;
    assert_eq!(older.closed().await?, "superseded");
    bystander.goes_on(&appliance).await
}
