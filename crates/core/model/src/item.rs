//! Jump Items and the Jump Clients behind them: where they are kept, whether they can be reached, and what an endpoint says of itself.

use serde::{Deserialize, Serialize};

use crate::{JumpGroupId, Moment, UserId, text::clip};

/// The list that a Jump Item is in (JMP-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Place {
    /// The personal list of this user.
    Personal(UserId),
    /// A Jump Group.
    Group(JumpGroupId),
}

/// Whether an item can be reached now (JMP-6, JMP-11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    /// Its agent is connected.
    Online,
    /// It is not.
    Offline,
    /// It is connected, and another machine with the same key was refused lately: a copied disk.
    Duplicate,
    /// The agent was uninstalled on the endpoint.
    Uninstalled,
}

/// Longest text that is kept of what an endpoint says, in bytes.
pub const INVENTORY_TEXT: usize = 256;
/// Most private addresses that are kept of an endpoint.
pub const INVENTORY_ADDRESSES: usize = 16;

/// What an endpoint says of itself (JMP-12). Hostile: call [`Inventory::bounded`] on arrival; show as text only.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inventory {
    /// Name of the machine.
    pub host_name: String,
    /// Name of the operating system.
    pub os_name: String,
    /// Its version.
    pub os_version: String,
    /// Processor architecture.
    pub architecture: String,
    /// Addresses of its own network interfaces.
    pub private_addresses: Vec<String>,
    /// Who sits at its screen.
    pub console_user: String,
    /// Domain that it belongs to.
    pub domain: String,
    /// Release of the agent.
    pub agent_version: String,
    /// "service" or "user".
    pub install_mode: String,
    /// Model of its processor.
    pub cpu_model: String,
    /// Number of processors.
    pub cpu_count: u32,
    /// Memory in bytes.
    pub memory_bytes: u64,
    /// When it was started; 0: not known.
    pub booted_at: Moment,
}

impl Inventory {
    /// The same, with every text clipped and freed of control characters, and every number in the range that the store can hold.
    #[must_use]
    pub fn bounded(self) -> Self {
        let text = |text: String| clip(&text, INVENTORY_TEXT);
        Inventory {
            host_name: text(self.host_name),
            os_name: text(self.os_name),
            os_version: text(self.os_version),
            architecture: text(self.architecture),
            private_addresses: self
                .private_addresses
                .into_iter()
                .take(INVENTORY_ADDRESSES)
                .map(|address| clip(&address, 64))
                .filter(|address| !address.is_empty())
                .collect(),
            console_user: text(self.console_user),
            domain: text(self.domain),
            agent_version: text(self.agent_version),
            install_mode: text(self.install_mode),
            cpu_model: text(self.cpu_model),
            cpu_count: self.cpu_count.min(1 << 16),
            memory_bytes: self.memory_bytes.min(1 << 60),
            booted_at: Moment(self.booted_at.0.clamp(0, 1 << 52)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_endpoint_says_is_clipped_and_cleaned_jmp_12() {
        let inventory = Inventory {
            host_name: format!("a\u{1b}[31m\u{202e}{}", "é".repeat(400)),
            private_addresses: vec!["10.0.0.1".into(); 100],
            booted_at: Moment(-5),
            ..Inventory::default()
        }
        .bounded();
        assert!(inventory.host_name.len() <= INVENTORY_TEXT);
        assert!(inventory.host_name.starts_with("a[31mé"), "{}", inventory.host_name);
        assert_eq!(inventory.private_addresses.len(), INVENTORY_ADDRESSES);
        assert_eq!(inventory.booted_at, Moment(0));
    }
}
