//! Interfaces, the way out, and who resolves names.

use std::net::Ipv4Addr;

use sysinfo::Networks;
use towline_platform::{FactValue::Text, SystemInterface, SystemRow};

use super::{Take, fact, fact_of, line_of, text_of};

pub(super) fn look(take: Take<'_>) {
    let routes = text_of("/proc/net/route", 256 * 1024).unwrap_or_default();
    let names = text_of("/etc/resolv.conf", 64 * 1024).unwrap_or_default();
    let gateways = gateways(&routes).into_iter().map(|(device, way)| fact_of("gateway", &device, Text(way)));
    let (servers, search) = resolvers(&names);
    let resolvers = servers.into_iter().map(|server| fact("name_server", Text(server)));
    let search = (!search.is_empty()).then(|| fact("search_domains", Text(search)));
    for row in gateways.chain(resolvers).chain(search).chain(interfaces()) {
        if take(row).is_break() {
            return;
        }
    }
}

fn interfaces() -> Vec<SystemRow> {
    let Ok(networks) = Networks::new_with_refreshed_list() else { return Vec::new() };
    let mut found: Vec<SystemInterface> = networks
        .iter()
        .map(|(name, data)| (name.to_string_lossy().into_owned(), data))
        .map(|(name, data)| SystemInterface {
            state: line_of(&format!("/sys/class/net/{name}/operstate")).unwrap_or_else(|| "unknown".to_owned()),
            mac: data.mac_address().to_string(),
            addresses: data
                .ip_networks()
                .iter()
                .map(|network| format!("{}/{}", network.addr, network.prefix))
                .collect(),
            received_bytes: data.total_received(),
            sent_bytes: data.total_transmitted(),
            mtu: data.mtu(),
            name,
        })
        .collect();
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found.into_iter().map(SystemRow::Interface).collect()
}

/// Device and address of each way out, from `/proc/net/route`: numbers in hexadecimal, in the byte order of the machine.
fn gateways(routes: &str) -> Vec<(String, String)> {
    let gateway = |line: &str| {
        let mut words = line.split_whitespace();
        let (device, to, by) = (words.next()?, words.next()?, words.next()?);
        let by = u32::from_str_radix(by, 16).ok()?;
        (to == "00000000" && by != 0).then(|| (device.to_owned(), Ipv4Addr::from(by.to_ne_bytes()).to_string()))
    };
    routes.lines().skip(1).filter_map(gateway).collect()
}

/// Name servers, and the domains that are tried.
fn resolvers(text: &str) -> (Vec<String>, String) {
    let words = |line: &str, key: &str| {
        let rest = line.trim().strip_prefix(key)?;
        rest.starts_with([' ', '\t']).then(|| rest.trim().to_owned())
    };
    let servers = text.lines().filter_map(|line| words(line, "nameserver")).collect();
    (servers, text.lines().filter_map(|line| words(line, "search")).next_back().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[cfg(target_endian = "little")]
    #[test]
    fn the_way_out_and_the_resolvers_are_read_ses_41() {
        let routes =
            "Iface\tDestination\tGateway\tFlags\neth0\t00000000\t0102A8C0\t0003\neth0\t0002A8C0\t00000000\t0001\n";
        assert_eq!(gateways(routes), [("eth0".to_owned(), "192.168.2.1".to_owned())]);
        let text = "# made\nsearch one.example two.example\nnameserver 10.0.0.1\nnameservers x\nnameserver\t10.0.0.2\n";
        assert_eq!(resolvers(text), (vec!["10.0.0.1".into(), "10.0.0.2".into()], "one.example two.example".into()));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parsers_panic_ses_41(text in "(search|nameserver|00000000|FFFFFFFF|[ \t\n]|.){0,60}") {
            let _ = (gateways(&text), resolvers(&text));
        }
    }
}
