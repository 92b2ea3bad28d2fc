//! `towline serve`: opens the data directory, wires the rooms, listens, and stops in order.

use std::{
    fs::DirBuilder,
    io::{IsTerminal as _, Write as _},
    net::SocketAddr,
    os::unix::fs::DirBuilderExt as _,
    path::Path,
    sync::Arc,
    time::Duration,
};

use anyhow::{Context as _, Result};
use axum::Router;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use towline_blobs::{Blobs, Files, Resources};
use towline_engine::{Engine, HealthState, Parts, Providers, Site, SystemClock, open_keeper};
use towline_login_ldap::Directories;
use towline_login_oidc::OpenIdConnect;
use towline_relay::Relay;
use towline_site::Hsts;
use towline_store::Store;
use towline_tls::{Certificates, Source};
use tracing_subscriber::EnvFilter;

use crate::{
    control,
    listen::{self, TrustedProxies},
    redirect,
    settings::Settings,
    watch::Watch,
};

/// How often what ended by itself is thrown away.
const SWEEP: Duration = Duration::from_secs(600);
/// How late a login ends that nobody uses any more.
const UNUSED: Duration = Duration::from_secs(15);
/// How often it is told for how long the certificate is valid.
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Runs until a signal says stop.
pub fn run(settings: Settings) -> Result<()> {
    let filter = EnvFilter::try_from_env("TOWLINE_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours).init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start")?;
    runtime.block_on(serve(settings))
}

async fn serve(settings: Settings) -> Result<()> {
    let data = &settings.data;
    private_directory(data).with_context(|| format!("cannot make the data directory {}", data.display()))?;
    let store = Store::open(data).await.with_context(|| format!("in {}", data.display()))?;
    let keeper = open_keeper(data).context("cannot open the appliance's key")?;

    let listener =
        TcpListener::bind(settings.listen).await.with_context(|| format!("cannot listen on {}", settings.listen))?;
    let address = listener.local_addr().context("cannot listen")?;
    let url = settings.site.clone().unwrap_or_else(|| default_site(address.port()));
    let host = host_of(&url);
    let certificates = Certificates::open(match settings.certificate.clone() {
        Some((certificate, key)) => Source::Files { certificate, key },
        None => Source::Generated { directory: data.clone(), host: host.clone() },
    })?;

    let engine = Engine::start(Parts {
        store,
        locker: keeper.locker(),
        keeper: Arc::new(keeper),
        clock: Arc::new(SystemClock::start()),
        site: Site {
            name: host,
            url: url.clone(),
            version: env!("CARGO_PKG_VERSION").into(),
            host_name: host_name(),
            behind_proxy: settings.behind_proxy,
        },
    })
    .await?;
    engine.attach_providers(Providers { visited: Arc::new(OpenIdConnect::new()), asked: Arc::new(Directories::new()) });
    tell_certificate(&engine, &certificates, &settings);

    engine.attach_files(Files::open(data).context("cannot open the files of chats")?).await?;
    engine.attach_resources(Resources::open(data).context("cannot open the files of scripts")?).await?;
    let blobs = Blobs::open(data).context("cannot open the recordings")?;
    engine.attach_recordings(blobs.clone());
    let relay = Relay::start(engine.clone(), blobs).await.context("cannot bring back the sessions")?;

    let hsts = if settings.certificate.is_some() || settings.behind_proxy { Hsts::On } else { Hsts::Off };
    let site_options = towline_site::Options { agents_dir: settings.agents_dir.clone() };
    // What has no links and no pages: operations only.
    let local = Router::new().nest(towline_api::BASE, towline_api::router(engine.clone()));
    match control::open(data) {
        Ok(socket) => drop(tokio::spawn(control::serve(socket, local))),
        Err(error) => tracing::warn!(%error, "commands on this machine cannot reach the appliance"),
    }
    let service = Router::new()
        .nest(towline_api::BASE, towline_api::router(engine.clone()))
        .merge(towline_site::router(engine.clone(), site_options))
        .merge(towline_links::router(relay));
    let service = towline_site::secure(service, &url, hsts);

    if let Some(address) = settings.redirect_listen {
        let plain = TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))?;
        tokio::spawn(redirect::serve(plain, url.clone().into()));
    }
    tokio::spawn(sweep(engine.clone()));
    tokio::spawn(end_unused_logins(engine.clone()));
    tokio::spawn(reload(engine.clone(), certificates.clone(), settings.clone()));
    announce(&engine, address)?;

    let proxies = TrustedProxies(settings.trusted_proxies.clone());
    listen::serve(listener, certificates.server_config()?, service, proxies, stopped()).await;
    tracing::info!("stopped");
    Ok(())
}

fn private_directory(path: &Path) -> std::io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

fn default_site(port: u16) -> String {
    if port == 443 { "https://localhost".into() } else { format!("https://localhost:{port}") }
}

/// The host in the site's address, without a port and without brackets.
fn host_of(url: &str) -> String {
    let host = url.parse::<http::Uri>().ok().and_then(|uri| uri.host().map(str::to_owned));
    host.unwrap_or_else(|| "localhost".into()).trim_matches(['[', ']']).to_owned()
}

fn host_name() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname").map(|name| name.trim().to_owned()).unwrap_or_default()
}

/// What scripts and people wait for: where it listens, and the set-up link as long as there is no administrator (ACC-12).
fn announce(engine: &Engine, address: SocketAddr) -> Result<()> {
    let shown = if address.ip().is_unspecified() {
        SocketAddr::new(std::net::Ipv4Addr::LOCALHOST.into(), address.port())
    } else {
        address
    };
    let mut out = std::io::stdout().lock();
    writeln!(out, "listening https://{shown}")?;
    if let Some(link) = engine.setup_link() {
        writeln!(out, "No administrator yet. Set up this site here, once:")?;
        writeln!(out, "{link}")?;
    }
    out.flush()?;
    Ok(())
}

/// Tells the engine what is served, for installers' commands and for the status page.
fn tell_certificate(engine: &Engine, certificates: &Certificates, settings: &Settings) {
    let pin = certificates.pin().filter(|_| !settings.behind_proxy);
    engine.set_pin(pin.map(|pin| format!("sha256//{}", STANDARD.encode(pin))));
    let days = certificates.ends().map(|end| (end - engine.now().0 / 1000).div_euclid(24 * 3600));
    let (state, message) = if settings.behind_proxy {
        (HealthState::Ok, "A proxy in front shows its own certificate.".to_owned())
    } else if settings.certificate.is_none() {
        let message = "The site serves a certificate that it made itself: browsers warn before they open it. Agents are not concerned.";
        (HealthState::Warning, message.to_owned())
    } else {
        certificate_health(days)
    };
    engine.report_health("certificate", state, message);
}

/// How a given certificate is, by the days that it has left (OPS-2).
fn certificate_health(days: Option<i64>) -> (HealthState, String) {
    match days {
        None => (HealthState::Ok, "The certificate that was given is served.".to_owned()),
        Some(days) if days < 0 => {
            (HealthState::Error, "The certificate has expired: browsers refuse the site.".to_owned())
        }
        Some(days) if days <= 7 => (HealthState::Error, format!("The certificate expires within {} days.", days + 1)),
        Some(days) if days <= 30 => {
            (HealthState::Warning, format!("The certificate expires within {} days.", days + 1))
        }
        Some(days) => (HealthState::Ok, format!("The certificate is valid for {days} more days.")),
    }
}

/// Reads the certificate again when its files change or a hang-up signal asks for it (OPS-2).
async fn reload(engine: Engine, certificates: Certificates, settings: Settings) {
    let Ok(mut hang_up) = signal(SignalKind::hangup()) else { return };
    let given = settings.certificate.as_ref();
    let mut watch = given.and_then(|(certificate, key)| match Watch::over(&[certificate, key]) {
        Ok(watch) => Some(watch),
        Err(error) => {
            tracing::warn!(%error, "the certificate's files cannot be watched; SIGHUP has them read again");
            None
        }
    });
    let mut days = tokio::time::interval(DAY);
    days.reset();
    loop {
        tokio::select! {
            _ = days.tick() => {
                tell_certificate(&engine, &certificates, &settings);
                continue;
            },
            asked = hang_up.recv() => if asked.is_none() { return },
            changed = changed(&mut watch) => if let Err(error) = changed {
                tracing::warn!(%error, "the certificate's files cannot be watched any more; SIGHUP has them read again");
                watch = None;
                continue;
            },
        }
        match certificates.reload() {
            Ok(()) => {
                tell_certificate(&engine, &certificates, &settings);
                tracing::info!("the certificate was read again");
            }
            Err(error) => {
                tracing::error!(%error, "the certificate could not be read again; the one before stays");
                let message = format!("The certificate could not be read again, so the one before is served: {error}");
                engine.report_health("certificate", HealthState::Error, message);
            }
        }
    }
}

/// Never returns when there is nothing to watch.
async fn changed(watch: &mut Option<Watch>) -> std::io::Result<()> {
    match watch {
        Some(watch) => watch.changed().await,
        None => std::future::pending().await,
    }
}

async fn sweep(engine: Engine) {
    let mut turns = tokio::time::interval(SWEEP);
    loop {
        turns.tick().await;
        // What went wrong is in the log already; the next turn tries again.
        let _ = engine.sweep().await;
    }
}

/// Time is what ends them, so time is what is waited for.
async fn end_unused_logins(engine: Engine) {
    let mut turns = tokio::time::interval(UNUSED);
    turns.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        turns.tick().await;
        let _ = engine.end_unused_logins().await;
    }
}

async fn stopped() {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_certificate_is_told_ahead_ops_2() {
        use HealthState::{Error, Ok, Warning};
        for (days, state) in [(400, Ok), (31, Ok), (30, Warning), (8, Warning), (7, Error), (0, Error), (-1, Error)] {
            assert_eq!(certificate_health(Some(days)).0, state, "{days}");
        }
    }

    #[test]
    fn the_host_of_a_site_is_what_a_certificate_names() {
        for (url, host) in [
            ("https://support.example", "support.example"),
            ("https://localhost:8443", "localhost"),
            ("https://[::1]:8443", "::1"),
            ("https://192.0.2.1", "192.0.2.1"),
        ] {
            assert_eq!(host_of(url), host);
        }
    }
}
