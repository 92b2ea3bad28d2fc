//! Measures the helper alone, on the X server of `DISPLAY`: bytes, frames and processor time while something happens there, or, with `latency`, the time from a change on the screen to
//! the frame with it. `cargo run --release -p towline-desktop --example measure -- watch 6`; `… -- latency 200`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::time::{Duration, Instant};

use service::{Said, Service};
use towline_wire::ScreenFlags;
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ChangeGCAux, ConnectionExt as _, CreateGCAux, Rectangle};
use x11rb::rust_connection::RustConnection;

#[path = "../tests/service/mod.rs"]
mod service;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let mode = arguments.next().unwrap_or_else(|| "watch".into());
    let amount: u32 = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(6);
    let display = std::env::var("DISPLAY").unwrap();
    let begun = Instant::now();
    let mut service = Service::start(&display);
    service.open(1, 0).await;
    let bytes = service.until(|_, said| if let Said::Frame { bytes, .. } = said { Some(bytes) } else { None }).await;
    println!("first picture: {bytes} bytes after {:.1} ms", begun.elapsed().as_secs_f64() * 1e3);
    match mode.as_str() {
        "latency" => latency(&mut service, &display, amount).await,
        _ => watch(&mut service, amount).await,
    }
    service.end().await.unwrap();
}

/// User and system time of this process, in milliseconds.
fn processor_ms() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    (fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()) * 10
}

/// Includes the processor time of the decoder in this process.
async fn watch(service: &mut Service, seconds: u32) {
    // The first picture becomes exact before the count begins.
    let settle = Instant::now() + Duration::from_secs(2);
    while let Ok(said) = tokio::time::timeout_at(settle.into(), service.hear()).await {
        drop(said);
    }
    let (before, received, begun) = (processor_ms(), service.received, Instant::now());
    let end = begun + Duration::from_secs(seconds.into());
    let (mut live, mut refined, mut largest, mut total) = (0, 0, 0, 0);
    while let Ok(said) = tokio::time::timeout_at(end.into(), service.hear()).await {
        if let Said::Frame { flags, bytes, .. } = said {
            if flags.has(ScreenFlags::REFINE) {
                refined += bytes
            } else {
                live += 1
            }
            (largest, total) = (largest.max(bytes), total + bytes);
        }
    }
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{live} frames in {seconds:.1} s; {:.1} KB/s on the socket, {:.1} KB/frame, largest {:.1} KB, refinement {:.1} KB; processor {} ms with decoder",
        (service.received - received) as f64 / 1024.0 / seconds,
        (total - refined) as f64 / 1024.0 / f64::from(live.max(1)),
        f64::from(largest as u32) / 1024.0,
        refined as f64 / 1024.0,
        processor_ms() - before,
    );
}

async fn latency(service: &mut Service, display: &str, count: u32) {
    let (painter, screen) = RustConnection::connect(Some(display)).unwrap();
    let root = painter.setup().roots[screen].root;
    let context = painter.generate_id().unwrap();
    painter.create_gc(context, root, &CreateGCAux::new()).unwrap();
    let mut times = Vec::new();
    for round in 0..count {
        tokio::time::sleep(Duration::from_millis(37)).await;
        painter
            .change_gc(context, &ChangeGCAux::new().foreground((round + 1).wrapping_mul(0x0123_4567) & 0xff_ffff))
            .unwrap();
        let area = Rectangle { x: 100, y: 100, width: 9, height: 16 };
        painter.poly_fill_rectangle(root, context, &[area]).unwrap();
        let begun = Instant::now();
        painter.flush().unwrap();
        service
            .until(|_, said| matches!(said, Said::Frame { flags, .. } if !flags.has(ScreenFlags::REFINE)).then_some(()))
            .await;
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1e3;
    println!("change to decoded frame: median {:.2} ms, 95 % {:.2} ms, worst {:.2} ms", at(50), at(95), at(100));
}
