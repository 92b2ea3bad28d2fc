//! What the endpoint says of itself (JMP-12): the inventory at each connection, statistics only while somebody looks.

use std::{rc::Rc, time::Duration};

use tokio::{task::JoinHandle, time::MissedTickBehavior};
use towline_platform::Host;
use towline_wire::v1::{Inventory, ReportInventory, ScreenStatus, Statistics, Volume, agent_up};

use crate::{channel::Uplink, screen::Screens};

/// How an agent introduces its machine.
#[derive(Clone)]
pub(crate) struct Reporter {
    pub(crate) host: Rc<dyn Host>,
    pub(crate) screens: Rc<Screens>,
    pub(crate) name: Option<String>,
    pub(crate) install_mode: String,
}

impl Reporter {
    pub(crate) fn inventory(&self) -> Inventory {
        inventory(&*self.host, self.name.as_deref(), &self.install_mode, Some(self.screens.status()))
    }

    fn statistics(&self) -> Statistics {
        let statistics = self.host.statistics();
        let volumes = statistics.volumes.into_iter().map(|volume| Volume {
            mount_point: clipped(&volume.mount_point),
            total_bytes: volume.total_bytes,
            free_bytes: volume.free_bytes,
        });
        Statistics {
            cpu_permille: statistics.cpu_permille,
            memory_used_bytes: statistics.memory_used_bytes,
            volumes: volumes.collect(),
            console_user: clipped(&statistics.console_user),
        }
    }
}

/// The inventory as it travels.
pub(crate) fn inventory(host: &dyn Host, name: Option<&str>, mode: &str, screen: Option<ScreenStatus>) -> Inventory {
    let known = host.inventory();
    Inventory {
        host_name: clipped(name.unwrap_or(&known.host_name)),
        os_name: clipped(&known.os_name),
        os_version: clipped(&known.os_version),
        architecture: clipped(&known.architecture),
        private_addresses: known.private_addresses,
        console_user: clipped(&known.console_user),
        domain: clipped(&known.domain),
        agent_version: env!("CARGO_PKG_VERSION").to_owned(),
        install_mode: mode.to_owned(),
        cpu_model: clipped(&known.cpu_model),
        cpu_count: known.cpu_count,
        memory_bytes: known.memory_bytes,
        booted_at: known.booted_at,
        screen,
    }
}

/// At most 256 bytes, cut at a character.
pub(crate) fn clipped(text: &str) -> String {
    let end = text.floor_char_boundary(256);
    text.get(..end).unwrap_or_default().to_owned()
}

/// Reports while it lives.
#[derive(Default)]
pub(crate) struct Reports {
    task: Option<JoinHandle<()>>,
}

impl Reports {
    pub(crate) fn set(&mut self, wanted: &ReportInventory, reporter: &Reporter, uplink: &Rc<Uplink>) {
        self.stop();
        if wanted.on {
            let interval = Duration::from_secs(wanted.interval_seconds.clamp(1, 3600).into());
            self.task = Some(tokio::task::spawn_local(report(reporter.clone(), uplink.clone(), interval)));
        }
    }

    pub(crate) fn stop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}

impl Drop for Reports {
    fn drop(&mut self) {
        self.stop();
    }
}

async fn report(reporter: Reporter, uplink: Rc<Uplink>, interval: Duration) {
    let mut ticks = tokio::time::interval(interval);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut told = None;
    loop {
        ticks.tick().await;
        let inventory = reporter.inventory();
        if told.as_ref() != Some(&inventory) {
            uplink.say(agent_up::Body::Inventory(inventory.clone()));
            told = Some(inventory);
        }
        uplink.say(agent_up::Body::Statistics(reporter.statistics()));
    }
}
