//! What stands on the remote screen while something is withheld from whoever sits there (SCR-3): a bar at the top of each monitor, above all windows. It takes no click, and it is part of the picture that a
//! representative gets.

use std::time::{Duration, Instant};

use towline_platform::CurtainNotice;
use x11rb::connection::Connection;
use x11rb::errors::{ReplyError, ReplyOrIdError};
use x11rb::protocol::randr::ConnectionExt as _;
use x11rb::protocol::shape;
use x11rb::protocol::xfixes::ConnectionExt as _;
use x11rb::protocol::xproto::{
    AtomEnum, ConfigureWindowAux, ConnectionExt as _, CreateGCAux, CreateWindowAux, EventMask, ImageFormat, PropMode,
    Screen, StackMode, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

use super::letters::Letters;

const GROUND: [u8; 3] = [0x1f, 0x24, 0x2e];
const EDGE: [u8; 3] = [0xf0, 0xb4, 0x29];
const TEXT: [u8; 3] = [0xf5, 0xf7, 0xfa];
/// Rows that are sent at a time.
const ROWS: usize = 40;
/// A window that covers the notice again and again is not fought faster than this.
const RAISE: Duration = Duration::from_secs(1);

/// The bars; they go with [`Notice::remove`] or with the connection.
pub(super) struct Notice {
    windows: Vec<Window>,
    raised: Instant,
}

impl Notice {
    pub fn show(
        connection: &RustConnection,
        screen: &Screen,
        notice: &CurtainNotice,
    ) -> Result<Notice, ReplyOrIdError> {
        let monitors = connection.randr_get_monitors(screen.root, true)?.reply()?.monitors;
        let mut areas: Vec<(i16, i16, u16, u16)> =
            monitors.iter().map(|monitor| (monitor.x, monitor.y, monitor.width, monitor.height)).collect();
        areas.retain(|(_, _, width, height)| *width > 0 && *height > 0);
        if areas.is_empty() {
            areas.push((0, 0, screen.width_in_pixels, screen.height_in_pixels));
        }
        let letters = Letters::for_texts(&[&notice.what, &notice.how]);
        let own = (&notice.what, &notice.how);
        let (what, how) = if letters.has_all(&notice.how) { own } else { (&notice.english.0, &notice.english.1) };
        let mut windows = Vec::new();
        for (x, y, width, height) in areas {
            let bar = Bar::new(&letters, [what, how], width, height);
            windows.push(bar.window(connection, screen, x, y)?);
        }
        connection.flush()?;
        Ok(Notice { windows, raised: Instant::now() })
    }

    /// Something lies over one of the windows.
    pub fn covered(&mut self, connection: &RustConnection, window: Window) -> Result<(), ReplyError> {
        if self.windows.contains(&window) && self.raised.elapsed() >= RAISE {
            self.raised = Instant::now();
            for window in &self.windows {
                connection.configure_window(*window, &ConfigureWindowAux::new().stack_mode(StackMode::ABOVE))?;
            }
            connection.flush()?;
        }
        Ok(())
    }

    pub fn remove(self, connection: &RustConnection) -> Result<(), ReplyError> {
        for window in self.windows {
            connection.destroy_window(window)?;
        }
        connection.flush()?;
        Ok(())
    }
}

/// One bar, painted.
struct Bar {
    width: u16,
    height: u16,
    /// From the monitor's left.
    left: u16,
    /// Blue, green, red, nothing.
    pixels: Vec<u8>,
}

impl Bar {
    fn new(letters: &Letters, texts: [&str; 2], monitor: u16, high: u16) -> Bar {
        let size = (f32::from(high) / 48.0).clamp(15.0, 40.0);
        let room = (f32::from(monitor) - 4.0 * size).clamp(size * 8.0, size * 44.0);
        let lines: Vec<String> = texts.into_iter().flat_map(|text| letters.lines(text, size, room)).collect();
        let widest = lines.iter().map(|line| letters.width(line, size)).fold(0.0, f32::max);
        let step = size * 1.4;
        let width = (widest + 2.4 * size).ceil().clamp(1.0, f32::from(monitor.max(1))) as u16;
        let height = (step * lines.len() as f32 + size * 0.9).ceil().clamp(1.0, f32::from(high.max(1))) as u16;
        let edge = u32::from(height) - (size * 0.16).ceil().min(f32::from(height)) as u32;
        let mut bar = Bar { width, height, left: (monitor - width) / 2, pixels: Vec::new() };
        for row in 0..u32::from(height) {
            let [r, g, b] = if row >= edge { EDGE } else { GROUND };
            bar.pixels.extend([b, g, r, 0].repeat(usize::from(width)));
        }
        for (number, line) in lines.iter().enumerate() {
            let base = size * 0.25 + step * (number as f32 + 0.75) + size * 0.1;
            letters.draw(line, size, (size * 1.2, base), |x, y, covered| bar.mix(x, y, covered));
        }
        bar
    }

    fn mix(&mut self, x: u32, y: u32, covered: f32) {
        if x >= u32::from(self.width) || y >= u32::from(self.height) {
            return;
        }
        let at = (y as usize * usize::from(self.width) + x as usize) * 4;
        let [r, g, b] = TEXT;
        for (offset, colour) in [b, g, r].into_iter().enumerate() {
            if let Some(pixel) = self.pixels.get_mut(at + offset) {
                *pixel = (f32::from(*pixel) + (f32::from(colour) - f32::from(*pixel)) * covered).round() as u8;
            }
        }
    }

    fn window(&self, connection: &RustConnection, screen: &Screen, x: i16, y: i16) -> Result<Window, ReplyOrIdError> {
        let (root, depth) = (screen.root, screen.root_depth);
        let (pixmap, context) = (connection.generate_id()?, connection.generate_id()?);
        connection.create_pixmap(depth, pixmap, root, self.width, self.height)?;
        connection.create_gc(context, pixmap, &CreateGCAux::new())?;
        for (number, rows) in self.pixels.chunks(usize::from(self.width) * 4 * ROWS).enumerate() {
            let (top, count) = (number * ROWS, rows.len() / (usize::from(self.width) * 4));
            let (top, count) = (top as i16, count as u16);
            let format = ImageFormat::Z_PIXMAP;
            connection.put_image(format, pixmap, context, self.width, count, 0, top, 0, depth, rows)?;
        }
        let window = connection.generate_id()?;
        // The picture is the window's ground: the display paints it by itself.
        let how = CreateWindowAux::new()
            .override_redirect(1)
            .background_pixmap(pixmap)
            .event_mask(EventMask::VISIBILITY_CHANGE);
        let left = x.saturating_add(i16::try_from(self.left).unwrap_or(0));
        connection.create_window(
            x11rb::COPY_DEPTH_FROM_PARENT,
            window,
            root,
            left,
            y,
            self.width,
            self.height,
            0,
            WindowClass::INPUT_OUTPUT,
            screen.root_visual,
            &how,
        )?;
        connection.change_property8(PropMode::REPLACE, window, AtomEnum::WM_NAME, AtomEnum::STRING, b"Towline")?;
        let nothing = connection.generate_id()?;
        connection.xfixes_create_region(nothing, &[])?;
        connection.xfixes_set_window_shape_region(window, shape::SK::INPUT, 0, 0, nothing)?;
        connection.xfixes_destroy_region(nothing)?;
        connection.map_window(window)?.check()?;
        connection.free_gc(context)?;
        connection.free_pixmap(pixmap)?;
        Ok(window)
    }
}
