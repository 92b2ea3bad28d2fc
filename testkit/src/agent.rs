//! An agent that is only a link: it enrols and signs as the real one does, and then says whatever the test wants.

use anyhow::{Context, Result, bail};
use towline_seal::{Handshake, Keeper, SecretKey};
use towline_wire::v1::{
    AgentChallenge, AgentDown, AgentHello, AgentUp, AgentWelcome, HeldSession, Inventory, Monitor, Pong, ScreenStatus,
    Version, agent_down, agent_up,
};
use towline_wire::{Frame, MAJOR, MINOR};

use crate::appliance::{Address, TestAppliance};
use crate::link::{Incoming, Link};

/// What an agent keeps between its links: the key, and which start of its process this is.
pub struct AgentIdentity {
    pub key: SecretKey,
    pub instance: [u8; 16],
}

impl AgentIdentity {
    pub fn new() -> Result<Self> {
        let (mut seed, mut instance) = ([0; 32], [0; 16]);
        getrandom::fill(&mut seed).map_err(|e| anyhow::anyhow!("{e}"))?;
        getrandom::fill(&mut instance).map_err(|e| anyhow::anyhow!("{e}"))?;
        Ok(Self { key: SecretKey::from_seed(&seed), instance })
    }

    /// The same key in a second process: a copied disk.
    pub fn copy_of_the_disk(&self) -> Result<Self> {
        Ok(Self { key: SecretKey::from_seed(&self.key.seed()), instance: Self::new()?.instance })
    }
}

pub struct SimulatedAgent {
    pub link: Link,
    pub welcome: AgentWelcome,
}

/// An inventory with nothing odd in it.
pub fn inventory(host_name: &str) -> Inventory {
    Inventory {
        host_name: host_name.into(),
        os_name: "Debian GNU/Linux".into(),
        os_version: "12".into(),
        architecture: "x86_64".into(),
        private_addresses: vec!["10.0.0.7".into()],
        console_user: "ada".into(),
        agent_version: "0.1.0".into(),
        install_mode: "service".into(),
        cpu_model: "Simulated".into(),
        cpu_count: 2,
        memory_bytes: 1 << 30,
        booted_at: 1_700_000_000,
        screen: Some(ScreenStatus {
            available: true,
            monitors: vec![Monitor {
                id: 1,
                name: "one".into(),
                primary: true,
                width: 64,
                height: 48,
                ..Default::default()
            }],
            path: "x11".into(),
            keyboard_layout: "us".into(),
            ..Default::default()
        }),
        ..Default::default()
    }
}

impl SimulatedAgent {
    /// Enrols, or comes back when `token` is empty. Fails with the code when it is refused.
    pub async fn connect(
        appliance: &TestAppliance,
        identity: &AgentIdentity,
        token: &str,
        inventory: Inventory,
    ) -> Result<Self> {
        Self::connect_to(&appliance.address(), identity, token, inventory, Vec::new()).await
    }

    /// The same for an agent that outlives the appliance, and says which sessions it still holds.
    pub async fn connect_to(
        address: &Address,
        identity: &AgentIdentity,
        token: &str,
        inventory: Inventory,
        holding: Vec<HeldSession>,
    ) -> Result<Self> {
        let said = AgentHello { enrol_token: token.into(), inventory: Some(inventory), holding, ..Default::default() };
        Self::introduce(address, identity, said).await
    }

    /// The full client of a customer, with the token of its download.
    pub async fn client(appliance: &TestAppliance, identity: &AgentIdentity, token: &str) -> Result<Self> {
        let inventory = Some(inventory("customers-pc"));
        let said = AgentHello { support_token: token.into(), inventory, ..Default::default() };
        Self::introduce(&appliance.address(), identity, said).await
    }

    /// That of a Support Button, whose person accepted the agreement with this digest.
    pub async fn agreeing(
        appliance: &TestAppliance,
        identity: &AgentIdentity,
        token: &str,
        agreed: &str,
    ) -> Result<Self> {
        let (support_token, agreed) = (token.to_owned(), agreed.to_owned());
        let said =
            AgentHello { support_token, agreed, inventory: Some(inventory("customers-pc")), ..Default::default() };
        Self::introduce(&appliance.address(), identity, said).await
    }

    /// That client after the end, for what is asked then.
    pub async fn answering(appliance: &TestAppliance, identity: &AgentIdentity) -> Result<Self> {
        let said = AgentHello { answering: true, ..Default::default() };
        Self::introduce(&appliance.address(), identity, said).await
    }

    /// Says this hello, with what proves who says it.
    async fn introduce(address: &Address, identity: &AgentIdentity, said: AgentHello) -> Result<Self> {
        let mut link = Link::open(address.port, &address.site, "/link/agent", None).await?;
        let challenge = challenge(&mut link).await?;
        let mut nonce = [0; 32];
        getrandom::fill(&mut nonce).map_err(|e| anyhow::anyhow!("{e}"))?;
        let mut hello = AgentHello {
            version: Some(version()),
            nonce: nonce.to_vec().into(),
            agent_key: identity.key.public_key().to_vec().into(),
            instance: identity.instance.to_vec().into(),
            ..said
        };
        let handshake = Handshake::from_messages(&challenge, &hello, link.channel_binding)?;
        hello.signature = handshake.sign_as_agent(&identity.key).to_vec().into();
        link.control(&AgentUp { body: Some(agent_up::Body::Hello(hello)) }).await?;
        match link.control_message::<AgentDown>().await?.body.context("an empty message")? {
            agent_down::Body::Welcome(welcome) => {
                handshake.verify_appliance(&welcome.signature).context("the appliance's signature")?;
                Ok(Self { link, welcome })
            }
            agent_down::Body::Refused(problem) => bail!("{}", problem.code),
            other => bail!("instead of a welcome: {other:?}"),
        }
    }

    pub async fn say(&mut self, body: agent_up::Body) -> Result<()> {
        self.link.control(&AgentUp { body: Some(body) }).await
    }

    /// The next thing from the appliance that matters; heartbeats are answered.
    pub async fn next(&mut self) -> Result<Incoming> {
        loop {
            let incoming = self.link.next().await?;
            if let Incoming::Frame(Frame::Control(bytes)) = &incoming
                && let Some(agent_down::Body::Ping(ping)) = <AgentDown as prost::Message>::decode(bytes.clone())?.body
            {
                self.say(agent_up::Body::Pong(Pong { nonce: ping.nonce })).await?;
                continue;
            }
            return Ok(incoming);
        }
    }

    /// Reads until `wanted` finds what it looks for among the control messages.
    pub async fn until<T>(&mut self, mut wanted: impl FnMut(agent_down::Body) -> Option<T>) -> Result<T> {
        loop {
            match self.next().await? {
                Incoming::Frame(Frame::Control(bytes)) => {
                    let message = <AgentDown as prost::Message>::decode(bytes)?;
                    if let Some(found) = message.body.and_then(&mut wanted) {
                        return Ok(found);
                    }
                }
                Incoming::Frame(_) => {}
                Incoming::Closed(reason) => bail!("the agent's link was closed: {reason}"),
            }
        }
    }

    /// Reads on until the appliance closes the link, and returns the reason.
    pub async fn closed(&mut self) -> Result<String> {
        loop {
            if let Incoming::Closed(reason) = self.next().await? {
                return Ok(reason);
            }
        }
    }
}

async fn challenge(link: &mut Link) -> Result<AgentChallenge> {
    match link.control_message::<AgentDown>().await?.body {
        Some(agent_down::Body::Challenge(challenge)) => Ok(challenge),
        other => bail!("instead of a challenge: {other:?}"),
    }
}

pub fn version() -> Version {
    Version { major: MAJOR, minor: MINOR, features: Vec::new(), program: "testkit".into() }
}
