//! The outputs of a compositor, as it tells of them: they come and go, move, turn and change their size.

use std::collections::HashMap;

use towline_screen::Rect;
use wayland_client::protocol::wl_output::{self, Mode, Transform, WlOutput};
use wayland_client::protocol::wl_registry::WlRegistry;
use wayland_client::{Connection, Dispatch, Proxy, QueueHandle, WEnum};
use wayland_protocols::xdg::xdg_output::zv1::client::zxdg_output_manager_v1::ZxdgOutputManagerV1;
use wayland_protocols::xdg::xdg_output::zv1::client::zxdg_output_v1::{self, ZxdgOutputV1};

use super::arrange::{Place, arrange, point};
use super::pixels::on_its_side;

/// More are no desk.
const MOST: usize = 32;
const NAME: usize = 64;

/// One output.
pub(super) struct Output {
    /// Its number in the compositor's list.
    pub global: u32,
    pub wl: WlOutput,
    xdg: Option<ZxdgOutputV1>,
    pub name: String,
    /// From 1; the same while a monitor of this name comes and goes.
    pub id: u32,
    /// As its buffer has them.
    mode: (i32, i32),
    pub transform: Transform,
    scale: i32,
    position: (i32, i32),
    logical: Option<(i32, i32)>,
    /// In the picture of the whole desktop; empty while nothing is known.
    pub area: Rect,
}

impl Output {
    fn place(&self) -> Place {
        let (width, height) = self.mode;
        let side = |pixels: i32| u16::try_from(pixels).unwrap_or(0);
        let pixels = match on_its_side(self.transform) {
            true => (side(height), side(width)),
            false => (side(width), side(height)),
        };
        let scaled = |pixels: u16| i32::from(pixels) / self.scale.max(1);
        let (width, height) = self.logical.unwrap_or((scaled(pixels.0), scaled(pixels.1)));
        let (x, y) = self.position;
        Place { x, y, width: width.max(1), height: height.max(1), pixels }
    }
}

/// All of them.
#[derive(Default)]
pub(super) struct Outputs {
    pub list: Vec<Output>,
    pub size: (u16, u16),
    manager: Option<ZxdgOutputManagerV1>,
    ids: HashMap<String, u32>,
    changed: bool,
}

impl Outputs {
    /// Hears of something in the compositor's list. `true`: it was an output, or what tells of outputs.
    pub fn appeared<S>(
        &mut self,
        registry: &WlRegistry,
        global: u32,
        interface: &str,
        version: u32,
        handle: &QueueHandle<S>,
    ) -> bool
    where
        S: Dispatch<WlOutput, u32> + Dispatch<ZxdgOutputV1, u32> + Dispatch<ZxdgOutputManagerV1, ()> + 'static,
    {
        if interface == WlOutput::interface().name {
            if self.list.len() < MOST {
                let wl: WlOutput = registry.bind(global, version.min(4), handle, global);
                let xdg = self.manager.as_ref().map(|manager| manager.get_xdg_output(&wl, handle, global));
                self.list.push(Output {
                    global,
                    wl,
                    xdg,
                    name: String::new(),
                    id: 0,
                    mode: (0, 0),
                    transform: Transform::Normal,
                    scale: 1,
                    position: (0, 0),
                    logical: None,
                    area: Rect::default(),
                });
            }
            return true;
        }
        if interface == ZxdgOutputManagerV1::interface().name {
            let manager: ZxdgOutputManagerV1 = registry.bind(global, version.min(3), handle, ());
            for output in &mut self.list {
                output.xdg = Some(manager.get_xdg_output(&output.wl, handle, output.global));
            }
            self.manager = Some(manager);
            return true;
        }
        false
    }

    pub fn vanished(&mut self, global: u32) {
        let Some(index) = self.list.iter().position(|output| output.global == global) else { return };
        let output = self.list.remove(index);
        if let Some(xdg) = output.xdg {
            xdg.destroy();
        }
        if output.wl.version() >= 3 {
            output.wl.release();
        }
        self.changed = true;
    }

    pub fn of(&self, global: u32) -> Option<&Output> {
        self.list.iter().find(|output| output.global == global)
    }

    /// Whether all that were listed have told where they stand.
    pub fn are_known(&self) -> bool {
        let known = |output: &Output| output.mode != (0, 0) && output.logical.is_some() == output.xdg.is_some();
        self.list.iter().all(known)
    }

    /// Places them anew, if anything was told of them. `true`: something may be another than it was.
    pub fn arrange(&mut self) -> bool {
        if !std::mem::take(&mut self.changed) {
            return false;
        }
        let (rects, size) = arrange(&self.places());
        for (output, rect) in self.list.iter_mut().zip(rects) {
            output.area = rect;
            if output.name.is_empty() {
                output.name = format!("output-{}", output.global);
            }
            let next = u32::try_from(self.ids.len()).unwrap_or(u32::MAX).saturating_add(1);
            output.id = *self.ids.entry(output.name.clone()).or_insert(next);
        }
        self.size = size;
        true
    }

    fn places(&self) -> Vec<Place> {
        self.list.iter().map(Output::place).collect()
    }

    /// A pixel of the picture, in the compositor's measure: see [`point`].
    pub fn point(&self, x: u16, y: u16) -> Option<(u32, u32, u32, u32)> {
        let rects: Vec<Rect> = self.list.iter().map(|output| output.area).collect();
        point(&self.places(), &rects, x, y)
    }

    fn find(&mut self, global: u32) -> Option<&mut Output> {
        self.list.iter_mut().find(|output| output.global == global)
    }
}

impl<S> Dispatch<WlOutput, u32, S> for Outputs
where
    S: Dispatch<WlOutput, u32> + AsMut<Outputs>,
{
    fn event(state: &mut S, _: &WlOutput, event: wl_output::Event, global: &u32, _: &Connection, _: &QueueHandle<S>) {
        let outputs = state.as_mut();
        outputs.changed = true;
        let Some(output) = outputs.find(*global) else { return };
        match event {
            wl_output::Event::Geometry { x, y, transform, .. } => {
                if output.xdg.is_none() {
                    output.position = (x, y);
                }
                if let WEnum::Value(transform) = transform {
                    output.transform = transform;
                }
            }
            wl_output::Event::Mode { flags, width, height, .. } => {
                if matches!(flags, WEnum::Value(flags) if flags.contains(Mode::Current)) {
                    output.mode = (width, height);
                }
            }
            wl_output::Event::Scale { factor } => output.scale = factor,
            wl_output::Event::Name { name } => output.name = clipped(&name),
            _ => {}
        }
    }
}

impl<S> Dispatch<ZxdgOutputV1, u32, S> for Outputs
where
    S: Dispatch<ZxdgOutputV1, u32> + AsMut<Outputs>,
{
    fn event(
        state: &mut S,
        _: &ZxdgOutputV1,
        event: zxdg_output_v1::Event,
        global: &u32,
        _: &Connection,
        _: &QueueHandle<S>,
    ) {
        let outputs = state.as_mut();
        outputs.changed = true;
        let Some(output) = outputs.find(*global) else { return };
        match event {
            zxdg_output_v1::Event::LogicalPosition { x, y } => output.position = (x, y),
            zxdg_output_v1::Event::LogicalSize { width, height } => output.logical = Some((width, height)),
            zxdg_output_v1::Event::Name { name } => output.name = clipped(&name),
            _ => {}
        }
    }
}

impl<S> Dispatch<ZxdgOutputManagerV1, (), S> for Outputs
where
    S: Dispatch<ZxdgOutputManagerV1, ()> + AsMut<Outputs>,
{
    fn event(
        _: &mut S,
        _: &ZxdgOutputManagerV1,
        _: <ZxdgOutputManagerV1 as Proxy>::Event,
        (): &(),
        _: &Connection,
        _: &QueueHandle<S>,
    ) {
    }
}

fn clipped(name: &str) -> String {
    name.chars().filter(|sign| !sign.is_control()).take(NAME).collect()
}
