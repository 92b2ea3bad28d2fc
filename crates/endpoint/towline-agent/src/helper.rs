//! Being the desktop helper: this process runs as the desktop's user and has one socket, to the service.

use anyhow::{Context, Result};
use towline_desktop::{Hearing, consent};
use towline_platform_linux::{
    PulseEars, helper_stream,
    portal::{self, Denied, PortalDesktop},
    wayland::{WaylandDesktop, own_socket},
    x11::X11Desktop,
};
use towline_platform_sound::OpusCoder;
use towline_platform_video::Vp8Coder;

use crate::run::start_log;

pub fn help() -> Result<()> {
    start_log();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut stream = helper_stream()?;
        let hearing =
            PulseEars::open().map(|ears| Hearing { ears: Box::new(ears), coder: Box::new(OpusCoder::default()) });
        let hearing = hearing.ok();
        let coder: Option<towline_desktop::MakeCoder> = Some(|| Box::new(Vp8Coder::default()));
        let socket = own_socket();
        if let Some(name) = socket.as_deref().and_then(portal::asks) {
            // Of an installed agent: what the person allows for ever is kept with their own things.
            let kept = portal::state_folder();
            let asking = PortalDesktop::ask(name.clone(), kept.as_deref());
            let asking = async { asking.await.map_err(Denied::code) };
            if let Some((desktop, parting)) = consent(&mut stream, (portal::PATH, &name), asking).await? {
                let ended = towline_desktop::run(stream, desktop, coder, hearing).await;
                parting.settle().await;
                ended?;
            }
            return Ok(());
        }
        match socket {
            Some(socket) => towline_desktop::run(stream, WaylandDesktop::open(&socket)?, coder, hearing).await?,
            None => {
                let display = std::env::var("DISPLAY").context("no display is given")?;
                towline_desktop::run(stream, X11Desktop::open(&display)?, coder, hearing).await?;
            }
        }
        Ok(())
    })
}
