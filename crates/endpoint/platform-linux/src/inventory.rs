//! What the machine is and how busy it is (JMP-12), read from `/proc` and `/etc` when somebody asks; nothing is kept running for it.

use std::{collections::BTreeSet, fs, net::IpAddr};

use sysinfo::Networks;
use towline_platform::{HostInventory, HostStatistics, HostVolume};

const ADDRESSES: usize = 16;
const VOLUMES: usize = 32;

pub(crate) fn inventory(console_user: String) -> HostInventory {
    let uname = rustix::system::uname();
    let node = uname.nodename().to_string_lossy().into_owned();
    let (os_name, os_version) = release();
    HostInventory {
        domain: domain(&node),
        host_name: node.split('.').next().unwrap_or_default().to_owned(),
        os_name,
        os_version,
        architecture: uname.machine().to_string_lossy().into_owned(),
        private_addresses: addresses(),
        console_user,
        cpu_model: cpu_model(),
        cpu_count: std::thread::available_parallelism()
            .map_or(1, |count| u32::try_from(count.get()).unwrap_or(u32::MAX)),
        memory_bytes: memory("MemTotal:"),
        booted_at: booted_at(),
    }
}

/// Name and version of the distribution.
fn release() -> (String, String) {
    let text = fs::read_to_string("/etc/os-release")
        .or_else(|_| fs::read_to_string("/usr/lib/os-release"))
        .unwrap_or_default();
    let field = |name: &str| {
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='))?;
        Some(value.trim_matches(['"', '\'']).to_owned())
    };
    (field("NAME").unwrap_or_else(|| "Linux".to_owned()), field("VERSION_ID").unwrap_or_default())
}

fn domain(node: &str) -> String {
    if let Some((_, domain)) = node.split_once('.') {
        return domain.to_owned();
    }
    let text = fs::read_to_string("/etc/resolv.conf").unwrap_or_default();
    let domain = text.lines().find_map(|line| line.strip_prefix("domain "));
    domain.map(|domain| domain.trim().to_owned()).unwrap_or_default()
}

fn addresses() -> Vec<String> {
    let Ok(networks) = Networks::new_with_refreshed_list() else { return Vec::new() };
    let all: BTreeSet<IpAddr> = networks
        .values()
        .flat_map(|data| data.ip_networks().iter().map(|network| network.addr))
        .filter(|address| match address {
            IpAddr::V4(v4) => !v4.is_loopback() && !v4.is_link_local(),
            IpAddr::V6(v6) => !v6.is_loopback() && !v6.is_unicast_link_local(),
        })
        .collect();
    all.into_iter().take(ADDRESSES).map(|address| address.to_string()).collect()
}

fn cpu_model() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("model name") || line.starts_with("Model"));
    line.and_then(|line| line.split_once(':')).map(|(_, model)| model.trim().to_owned()).unwrap_or_default()
}

/// A field of `/proc/meminfo` in bytes.
fn memory(field: &str) -> u64 {
    let text = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(field));
    let kib: u64 = line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0);
    kib.saturating_mul(1024)
}

fn booted_at() -> i64 {
    let text = fs::read_to_string("/proc/stat").unwrap_or_default();
    text.lines().find_map(|line| line.strip_prefix("btime ")?.trim().parse().ok()).unwrap_or(0)
}

/// How busy the machine is between two questions.
#[derive(Default)]
pub(crate) struct Meter {
    /// Busy and total ticks when it was last asked.
    ticks: Option<(u64, u64)>,
}

impl Meter {
    pub(crate) fn statistics(&mut self, console_user: String) -> HostStatistics {
        let now = ticks();
        let (busy, total) = now.unwrap_or_default();
        let (busy_before, total_before) = self.ticks.unwrap_or_default();
        self.ticks = now;
        let permille = (busy.saturating_sub(busy_before) * 1000).checked_div(total.saturating_sub(total_before));
        HostStatistics {
            cpu_permille: permille.and_then(|value| u32::try_from(value).ok()).unwrap_or(0).min(1000),
            memory_used_bytes: memory("MemTotal:").saturating_sub(memory("MemAvailable:")),
            volumes: volumes(),
            console_user,
        }
    }
}

/// Busy and all ticks since the boot.
fn ticks() -> Option<(u64, u64)> {
    let text = fs::read_to_string("/proc/stat").ok()?;
    let line = text.lines().next()?.strip_prefix("cpu ")?;
    let numbers: Vec<u64> = line.split_whitespace().take(8).filter_map(|number| number.parse().ok()).collect();
    let total: u64 = numbers.iter().sum();
    // Idle and waiting for disks.
    let idle: u64 = numbers.iter().skip(3).take(2).sum();
    Some((total.saturating_sub(idle), total))
}

/// Local disks. A network's file system is left out: asking one that does not answer would stop the agent.
fn volumes() -> Vec<HostVolume> {
    let text = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    let local = |line: &str| {
        let mut words = line.split(' ');
        let (device, place, kind) = (words.next()?, words.next()?, words.next()?);
        let disk = device.starts_with("/dev/") && !device.starts_with("/dev/loop");
        (disk || matches!(kind, "zfs" | "btrfs" | "overlay") && place == "/").then(|| unescaped(place))
    };
    let places: BTreeSet<String> = text.lines().filter_map(local).collect();
    let volume = |place: String| {
        let room = rustix::fs::statvfs(place.as_str()).ok()?;
        let bytes = |blocks: u64| blocks.saturating_mul(room.f_frsize);
        let (total_bytes, free_bytes) = (bytes(room.f_blocks), bytes(room.f_bavail));
        (total_bytes > 0).then_some(HostVolume { mount_point: place, total_bytes, free_bytes })
    };
    places.into_iter().filter_map(volume).take(VOLUMES).collect()
}

/// Blanks stand as "\040" in the list of mounts.
fn unescaped(place: &str) -> String {
    place.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inventory_knows_this_machine_jmp_12() {
        let inventory = inventory("ada".to_owned());
        assert!(!inventory.host_name.is_empty() && !inventory.os_name.is_empty() && !inventory.architecture.is_empty());
        assert!(inventory.cpu_count > 0 && inventory.memory_bytes > 1 << 20 && inventory.booted_at > 1_000_000_000);
        assert_eq!(inventory.console_user, "ada");
    }

    #[test]
    fn statistics_stay_in_their_bounds_jmp_12() {
        let mut meter = Meter::default();
        for _ in 0..2 {
            let statistics = meter.statistics(String::new());
            assert!(statistics.cpu_permille <= 1000 && statistics.memory_used_bytes > 0);
            assert!(statistics.volumes.len() <= VOLUMES);
        }
    }
}
