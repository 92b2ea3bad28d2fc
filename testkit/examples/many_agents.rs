//! What idle agents cost the appliance (QLT-4): connects so many simulated agents to a real appliance, lets them idle, and prints one line of JSON.
//!
//! `cargo run --release -p towline-testkit --example many_agents -- 1000`

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use futures_util::StreamExt;
use serde_json::json;
use towline_testkit::{AgentIdentity, SimulatedAgent, TestAppliance, inventory};
use towline_wire::v1::agent_down;

/// Connecting at the same time; more would measure the queue in front of the appliance.
const AT_ONCE: usize = 16;
const IDLE: Duration = Duration::from_secs(60);

#[tokio::main]
async fn main() -> Result<()> {
    let count: usize = std::env::args().nth(1).as_deref().unwrap_or("1000").parse().context("how many agents?")?;
    let appliance = TestAppliance::start().await?;
    let group = appliance.group("Many", &[]).await?;
    let token = appliance.installer(&group, 10_000).await?;
    let pid = appliance.pid().context("an appliance without a process")?;

    // One agent first: what the appliance allocates once is not counted as an agent's.
    let mut agents = vec![connect(&appliance, &token, 0).await?];
    tokio::time::sleep(Duration::from_secs(2)).await;
    let (memory, cpu, started) = (resident_kb(pid)?, cpu_seconds(pid)?, Instant::now());

    let more = futures_util::stream::iter(1..=count).map(|number| connect(&appliance, &token, number));
    let mut more = more.buffer_unordered(AT_ONCE);
    while let Some(agent) = more.next().await {
        agents.push(agent?);
    }
    let connected_in = started.elapsed();
    let connecting_cpu = cpu_seconds(pid)? - cpu;
    tokio::time::sleep(IDLE).await;
    let settled = cpu_seconds(pid)?;
    tokio::time::sleep(IDLE).await;
    let idle_cpu = cpu_seconds(pid)? - settled;
    let lost = agents.iter().filter(|agent| agent.is_finished()).count();

    println!(
        "{}",
        json!({
            "agents": count, "lost": lost,
            "appliance_rss_kb_before": memory, "appliance_rss_kb_after": resident_kb(pid)?,
            "kb_per_agent": (resident_kb(pid)? as f64 - memory as f64) / count as f64,
            "connect_cpu_ms_per_agent": connecting_cpu * 1000.0 / count as f64,
            "connected_in_s": connected_in.as_secs_f64(),
            "idle_cpu_percent": idle_cpu * 100.0 / IDLE.as_secs_f64(),
        })
    );
    Ok(())
}

/// Enrols an agent that answers heartbeats until it is dropped.
async fn connect(appliance: &TestAppliance, token: &str, number: usize) -> Result<tokio::task::JoinHandle<()>> {
    let host_name = format!("agent-{number}");
    let mut agent = SimulatedAgent::connect(appliance, &AgentIdentity::new()?, token, inventory(&host_name)).await?;
    Ok(tokio::spawn(async move {
        if let Err(error) = agent.until(|_: agent_down::Body| None::<()>).await {
            eprintln!("{host_name}: {error}");
        }
    }))
}

fn resident_kb(pid: u32) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("a process without VmRSS")?;
    Ok(line.split_whitespace().nth(1).context("VmRSS without a number")?.parse()?)
}

/// User and system time of the process.
fn cpu_seconds(pid: u32) -> Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, rest) = stat.rsplit_once(')').context("an odd stat")?;
    let ticks: u64 = rest.split_whitespace().skip(11).take(2).filter_map(|word| word.parse::<u64>().ok()).sum();
    Ok(ticks as f64 / 100.0)
}
