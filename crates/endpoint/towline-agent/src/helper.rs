//! Being the desktop helper: this process runs as the desktop's user and has one socket, to the service.

use anyhow::{Context, Result};
use towline_desktop::Hearing;
use towline_platform_linux::{PulseEars, helper_stream, x11::X11Desktop};
use towline_platform_sound::OpusCoder;
use towline_platform_video::Vp8Coder;

use crate::run::start_log;

pub fn help() -> Result<()> {
    start_log();
    let display = std::env::var("DISPLAY").context("no display is given")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let stream = helper_stream()?;
        let desktop = X11Desktop::open(&display)?;
        let hearing =
            PulseEars::open().map(|ears| Hearing { ears: Box::new(ears), coder: Box::new(OpusCoder::default()) });
        towline_desktop::run(stream, desktop, Some(|| Box::new(Vp8Coder::default())), hearing.ok()).await?;
        Ok(())
    })
}
