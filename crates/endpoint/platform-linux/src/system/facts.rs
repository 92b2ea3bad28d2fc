//! Hardware and operating system: names with values, from `/proc`, `/sys` and `/etc`.

use std::{fs, ops::ControlFlow};

use towline_platform::FactValue::{self, Bytes, Count, Megahertz, Moment, Text};

use super::{Take, fact, fact_of, line_of, text_of};
use crate::inventory::inventory;

/// Disks and such, at most.
const DEVICES: usize = 64;

/// The machine itself.
pub(super) fn hardware(take: Take<'_>) {
    let known = inventory(String::new());
    let dmi = |file: &str| line_of(&format!("/sys/class/dmi/id/{file}"));
    let mut rows = vec![];
    for (key, file) in [
        ("vendor", "sys_vendor"),
        ("model", "product_name"),
        ("serial", "product_serial"),
        ("board", "board_name"),
        ("firmware", "bios_version"),
        ("firmware_date", "bios_date"),
    ] {
        rows.extend(dmi(file).map(|text| fact(key, Text(text))));
    }
    // Boards without DMI say it here.
    if let Some(model) = text_of("/proc/device-tree/model", 256).filter(|_| dmi("product_name").is_none()) {
        rows.push(fact("model", Text(model.trim_end_matches('\0').to_owned())));
    }
    rows.push(fact("architecture", Text(known.architecture)));
    rows.push(fact("cpu_model", Text(known.cpu_model)));
    rows.push(fact("cpu_count", Count(known.cpu_count.into())));
    rows.extend(cpu_megahertz().map(|mhz| fact("cpu_speed", Megahertz(mhz))));
    let memory = memory(&text_of("/proc/meminfo", 64 * 1024).unwrap_or_default());
    rows.extend(memory.into_iter().map(|(key, bytes)| fact(key, Bytes(bytes))));
    for device in devices("/sys/block", |name| !name.starts_with("loop") && !name.starts_with("ram")) {
        let sectors = line_of(&format!("/sys/block/{device}/size")).and_then(|text| text.parse::<u64>().ok());
        if let Some(sectors) = sectors.filter(|sectors| *sectors > 0) {
            rows.push(fact_of("disk", &device, Bytes(sectors.saturating_mul(512))));
        }
        let model = line_of(&format!("/sys/block/{device}/device/model"));
        rows.extend(model.map(|model| fact_of("disk_model", &device, Text(model))));
    }
    for card in devices("/sys/class/drm", |name| name.starts_with("card") && !name.contains('-')) {
        let driver = fs::read_link(format!("/sys/class/drm/{card}/device/driver")).ok();
        let driver = driver.and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
        rows.extend(driver.map(|driver| fact_of("graphics", &card, Text(driver))));
    }
    for battery in devices("/sys/class/power_supply", |name| name.starts_with("BAT")) {
        let level = line_of(&format!("/sys/class/power_supply/{battery}/capacity"));
        let level = level.and_then(|text| text.parse().ok());
        rows.extend(level.map(|level| fact_of("battery_percent", &battery, Count(level))));
    }
    let _ = hand_over(rows, take);
}

/// What runs it.
pub(super) fn os(take: Take<'_>) -> ControlFlow<()> {
    let known = inventory(String::new());
    let uname = rustix::system::uname();
    let text = |text: &std::ffi::CStr| Text(text.to_string_lossy().into_owned());
    let mut rows = vec![
        fact("host_name", text(uname.nodename())),
        fact("os", Text(format!("{} {}", known.os_name, known.os_version).trim().to_owned())),
        fact("kernel", text(uname.release())),
        fact("kernel_build", text(uname.version())),
        fact("booted", Moment(known.booted_at.saturating_mul(1000))),
    ];
    rows.extend((!known.domain.is_empty()).then(|| fact("domain", Text(known.domain))));
    let zone = line_of("/etc/timezone").or_else(|| {
        let link = fs::read_link("/etc/localtime").ok()?;
        Some(link.to_string_lossy().split_once("zoneinfo/")?.1.to_owned())
    });
    rows.extend(zone.map(|zone| fact("time_zone", Text(zone))));
    let load = line_of("/proc/loadavg").map(|line| line.split(' ').take(3).collect::<Vec<_>>().join(" "));
    rows.extend(load.map(|load| fact("load", Text(load))));
    rows.extend(line_of("/proc/1/comm").map(|name| fact("init", Text(name))));
    rows.extend(line_of("/etc/machine-id").map(|id| fact("machine_id", Text(id))));
    rows.extend(container().map(|kind| fact("container", Text(kind))));
    hand_over(rows, take)
}

fn hand_over(rows: Vec<towline_platform::SystemRow>, take: Take<'_>) -> ControlFlow<()> {
    let said = |row: &towline_platform::SystemRow| match row {
        towline_platform::SystemRow::Fact(fact) => fact.value != FactValue::Text(String::new()),
        _ => true,
    };
    rows.into_iter().filter(said).try_for_each(take)
}

fn devices(folder: &str, fits: impl Fn(&str) -> bool) -> Vec<String> {
    let names =
        fs::read_dir(folder).into_iter().flatten().filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| fits(name)).take(DEVICES).collect();
    names.sort();
    names
}

fn cpu_megahertz() -> Option<u64> {
    let khz =
        line_of("/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq").and_then(|text| text.parse::<u64>().ok());
    khz.map(|khz| khz / 1000).or_else(|| megahertz(&text_of("/proc/cpuinfo", 64 * 1024)?))
}

fn megahertz(cpuinfo: &str) -> Option<u64> {
    let line = cpuinfo.lines().find(|line| line.starts_with("cpu MHz"))?;
    let (_, value) = line.split_once(':')?;
    value.trim().split('.').next()?.parse().ok()
}

/// Sizes that people ask for.
fn memory(meminfo: &str) -> Vec<(&'static str, u64)> {
    let field = |name: &str| {
        let line = meminfo.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib.saturating_mul(1024))
    };
    let wanted = [
        ("memory", "MemTotal:"),
        ("memory_available", "MemAvailable:"),
        ("swap", "SwapTotal:"),
        ("swap_free", "SwapFree:"),
    ];
    wanted.into_iter().filter_map(|(key, name)| field(name).map(|bytes| (key, bytes))).collect()
}

fn container() -> Option<String> {
    line_of("/run/systemd/container")
        .or_else(|| fs::metadata("/.dockerenv").ok().map(|_| "docker".to_owned()))
        .or_else(|| fs::metadata("/run/.containerenv").ok().map(|_| "podman".to_owned()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sizes_and_speeds_are_read_ses_41() {
        let text = "MemTotal:        8000 kB\nMemFree: 1 kB\nMemAvailable: 4000 kB\nSwapTotal: x kB\n";
        assert_eq!(memory(text), [("memory", 8_192_000), ("memory_available", 4_096_000)]);
        assert_eq!(megahertz("processor : 0\ncpu MHz\t\t: 2599.996\n"), Some(2599));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parsers_panic_ses_41(text in "(cpu MHz|MemTotal:|.|\n){0,60}") {
            let _ = (memory(&text), megahertz(&text));
        }
    }
}
