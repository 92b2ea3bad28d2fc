//! Who may import whom: `tiers.toml` against `cargo metadata`. Knows packages, not files.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, PackageId};
use serde::Deserialize;

use super::Complaint;
use crate::codegen::root;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tiers {
    rooms: BTreeMap<String, Room>,
    core: Core,
    owners: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Room {
    wing: Wing,
    floor: u32,
    #[serde(default)]
    neighbours: Vec<String>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Wing {
    Core,
    Appliance,
    Endpoint,
    Proof,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Core {
    never: Vec<String>,
}

/// The dependency graph as it is built for Linux.
pub fn metadata() -> Result<Metadata> {
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .other_options(vec!["--filter-platform".into(), "x86_64-unknown-linux-gnu".into()])
        .exec()
        .context("running cargo metadata")
}

pub fn check() -> Result<Vec<Complaint>> {
    let text = std::fs::read_to_string(root().join("tiers.toml")).context("reading tiers.toml")?;
    let tiers: Tiers = toml::from_str(&text).context("parsing tiers.toml")?;
    let metadata = metadata()?;
    let packages = metadata.workspace_packages();

    let mut complaints = listed(&tiers, &packages);
    for package in &packages {
        complaints.extend(imports(&tiers, package));
        complaints.extend(owned_libraries(&tiers, package));
        complaints.extend(lints(package)?);
        if tiers.rooms.get(package.name.as_str()).is_some_and(|room| room.wing == Wing::Core) {
            complaints.extend(reach(&tiers.core.never, &metadata, package)?);
        }
    }
    complaints.sort();
    Ok(complaints)
}

fn listed(tiers: &Tiers, packages: &[&Package]) -> Vec<Complaint> {
    let real: BTreeSet<&str> = packages.iter().map(|p| p.name.as_str()).collect();
    let listed: BTreeSet<&str> = tiers.rooms.keys().map(String::as_str).collect();
    let mut complaints: Vec<Complaint> =
        real.difference(&listed).map(|name| Complaint::new(*name, "has no row in tiers.toml")).collect();
    complaints.extend(
        listed.difference(&real).map(|name| Complaint::new("tiers.toml", format!("lists {name}, which is gone"))),
    );
    complaints
}

fn imports(tiers: &Tiers, package: &Package) -> Vec<Complaint> {
    let Some(room) = tiers.rooms.get(package.name.as_str()) else { return Vec::new() };
    let mut complaints = Vec::new();
    for dependency in &package.dependencies {
        let Some(other) = tiers.rooms.get(&dependency.name) else { continue };
        let below = other.floor < room.floor
            && (other.wing == room.wing || other.wing == Wing::Core || room.wing == Wing::Proof);
        // Tests of a room may stand on its own wing and on the testkit.
        let proves =
            dependency.kind == DependencyKind::Development && (other.wing == Wing::Proof || other.wing == room.wing);
        if !below && !proves && !room.neighbours.contains(&dependency.name) {
            complaints.push(Complaint::new(package.name.as_str(), format!("must not import {}", dependency.name)));
        }
    }
    for neighbour in &room.neighbours {
        if !package.dependencies.iter().any(|d| d.name == *neighbour) {
            complaints.push(Complaint::new("tiers.toml", format!("{} does not use {neighbour}", package.name)));
        }
    }
    complaints
}

/// Tests may use what they like: they ship nothing.
fn owned_libraries(tiers: &Tiers, package: &Package) -> Vec<Complaint> {
    package
        .dependencies
        .iter()
        .filter(|d| d.kind != DependencyKind::Development)
        .filter(|d| tiers.owners.get(&d.name).is_some_and(|owners| !owners.iter().any(|o| o == package.name.as_str())))
        .map(|d| Complaint::new(package.name.as_str(), format!("imports {}, which has an owner in tiers.toml", d.name)))
        .collect()
}

/// Every package takes the workspace's lints, or `unsafe` and `unwrap` would slip in.
fn lints(package: &Package) -> Result<Option<Complaint>> {
    let manifest: toml::Table = toml::from_str(&std::fs::read_to_string(&package.manifest_path)?)?;
    let inherits = manifest.get("lints").and_then(|l| l.get("workspace")).and_then(toml::Value::as_bool) == Some(true);
    Ok((!inherits).then(|| Complaint::new(package.name.as_str(), "does not inherit the workspace's lints")))
}

/// What a core room pulls in, however indirectly, apart from its tests.
fn reach(never: &[String], metadata: &Metadata, package: &Package) -> Result<Vec<Complaint>> {
    let resolve = metadata.resolve.as_ref().context("cargo metadata without a graph")?;
    let nodes: BTreeMap<&PackageId, _> = resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    let names: BTreeMap<&PackageId, &str> = metadata.packages.iter().map(|p| (&p.id, p.name.as_str())).collect();

    let mut seen = BTreeSet::new();
    let mut next = vec![&package.id];
    while let Some(id) = next.pop() {
        let Some(node) = nodes.get(id) else { continue };
        let used = node.deps.iter().filter(|d| d.dep_kinds.iter().any(|k| k.kind == DependencyKind::Normal));
        next.extend(used.map(|d| &d.pkg).filter(|id| seen.insert(*id)));
    }
    Ok(seen
        .iter()
        .filter_map(|id| names.get(*id))
        .filter(|name| never.iter().any(|n| n == **name))
        .map(|name| Complaint::new(package.name.as_str(), format!("is a core room and reaches {name}")))
        .collect())
}
