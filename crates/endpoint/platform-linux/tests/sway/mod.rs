//! A compositor of the test's own, without a screen, and a program on it that paints and writes down what it gets. All end with the value.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, dead_code)]

use std::os::fd::AsFd;
use std::os::unix::fs::{FileExt, chown};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use wayland_client::protocol::wl_buffer::WlBuffer;
use wayland_client::protocol::wl_compositor::WlCompositor;
use wayland_client::protocol::wl_output::{self, WlOutput};
use wayland_client::protocol::wl_pointer::{self, WlPointer};
use wayland_client::protocol::wl_registry::{self, WlRegistry};
use wayland_client::protocol::wl_seat::{self, WlSeat};
use wayland_client::protocol::wl_shm::{Format, WlShm};
use wayland_client::protocol::wl_shm_pool::WlShmPool;
use wayland_client::protocol::wl_surface::WlSurface;
use wayland_client::{Connection, Dispatch, EventQueue, Proxy, QueueHandle, WEnum, delegate_noop};
use wayland_protocols_wlr::layer_shell::v1::client::zwlr_layer_shell_v1::{Layer, ZwlrLayerShellV1};
use wayland_protocols_wlr::layer_shell::v1::client::zwlr_layer_surface_v1::{self, Anchor, ZwlrLayerSurfaceV1};

/// Somebody else than root, as whom sway runs: it refuses root.
const NOBODY: u32 = 65_534;

/// Waits until there is something.
pub fn until<T>(what: &str, mut there: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        if let Some(found) = there() {
            return found;
        }
        assert!(Instant::now() < end, "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A running sway.
pub struct Sway {
    server: Child,
    programs: Vec<Child>,
    folder: tempfile::TempDir,
    pub socket: PathBuf,
    orders: PathBuf,
}

impl Sway {
    /// `config`: outputs beyond HEADLESS-1, and how they stand.
    pub fn start(outputs: u32, config: &str) -> Sway {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("config"), format!("default_border none\nxwayland disable\n{config}\n"))
            .unwrap();
        let mut command = as_somebody("sway", folder.path());
        command
            .arg("-c")
            .arg(folder.path().join("config"))
            .env("WLR_BACKENDS", "headless")
            .env("WLR_HEADLESS_OUTPUTS", outputs.to_string())
            .env("WLR_LIBINPUT_NO_DEVICES", "1")
            .env("WLR_RENDERER", "pixman");
        let log = std::fs::File::create(folder.path().join("log")).unwrap();
        let server = command.stdout(Stdio::null()).stderr(log).spawn().expect("sway is installed");
        let there = |start: &str| {
            let names = std::fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.path());
            names.into_iter().find(|path| {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                name.starts_with(start) && !name.ends_with(".lock") && UnixStream::connect(path).is_ok()
            })
        };
        let socket = until("the compositor's socket", || there("wayland-"));
        let orders = until("the compositor takes orders", || there("sway-ipc"));
        Sway { server, programs: Vec::new(), socket, orders, folder }
    }

    /// Tells it to do something.
    pub fn order(&self, words: &str) -> String {
        let done = Command::new("swaymsg").arg("-s").arg(&self.orders).args(words.split(' ')).output().unwrap();
        assert!(done.status.success(), "{words}: {}", String::from_utf8_lossy(&done.stdout));
        String::from_utf8(done.stdout).unwrap()
    }

    /// Whether some window has the keyboard.
    fn has_focus(&self) -> bool {
        fn any(node: &serde_json::Value) -> bool {
            let children = node["nodes"].as_array();
            node["focused"] == true && node["app_id"].is_string() || children.is_some_and(|nodes| nodes.iter().any(any))
        }
        any(&serde_json::from_str(&self.order("-t get_tree")).unwrap())
    }

    fn program(&self, name: &str) -> Command {
        let mut command = as_somebody(name, self.folder.path());
        command.env("WAYLAND_DISPLAY", &self.socket).env("LC_ALL", "C.UTF-8").env("HOME", self.folder.path());
        command
    }

    pub fn run(&self, name: &str, arguments: &[&str]) -> Vec<u8> {
        let done = self.program(name).args(arguments).stderr(Stdio::inherit()).output().unwrap();
        assert!(done.status.success(), "{name} {arguments:?}");
        done.stdout
    }

    pub fn spawn(&mut self, name: &str, arguments: &[&str], input: &[u8]) {
        use std::io::Write;
        let mut command = self.program(name);
        let mut child =
            command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        self.programs.push(child);
    }

    /// A terminal whose program writes down byte for byte what is typed.
    pub fn terminal(&mut self) -> PathBuf {
        let file = self.folder.path().join("typed");
        let script = format!("stty raw -echo; printf . > {0}; exec cat >> {0}", file.display());
        self.spawn("foot", &["-o", "font=monospace:size=8", "sh", "-c", &script], b"");
        until("the terminal's program", || std::fs::read(&file).ok().filter(|typed| !typed.is_empty()));
        // It starts before its window is there.
        until("the terminal has the keyboard", || self.has_focus().then_some(()));
        file
    }

    /// What an independent program sees: width, height and pixels as red, green, blue.
    pub fn grim(&self) -> (usize, usize, Vec<u8>) {
        let file = self.run("grim", &["-t", "ppm", "-"]);
        let mut parts = file.splitn(4, |byte| byte.is_ascii_whitespace());
        assert_eq!(parts.next(), Some(&b"P6"[..]));
        let mut number = || std::str::from_utf8(parts.next().unwrap()).unwrap().parse().unwrap();
        let (width, height): (usize, usize) = (number(), number());
        (width, height, file[file.len() - width * height * 3..].to_vec())
    }
}

impl Drop for Sway {
    fn drop(&mut self) {
        for program in &mut self.programs {
            let _ = program.kill();
            let _ = program.wait();
        }
        let _ = self.server.kill();
        let _ = self.server.wait();
        if std::thread::panicking() {
            let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            eprintln!("{log}");
        }
    }
}

fn as_somebody(name: &str, folder: &Path) -> Command {
    let root = rustix::process::geteuid().is_root();
    let mut command = Command::new(if root { "setpriv" } else { name });
    if root {
        chown(folder, Some(NOBODY), Some(NOBODY)).unwrap();
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", name]);
    }
    command.env("XDG_RUNTIME_DIR", folder).env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    command
}

/// What a program gets.
#[derive(Debug, Clone, PartialEq)]
pub enum Got {
    Moved(String, f64, f64),
    Button(u32, bool),
    Wheel(wl_pointer::Axis, f64),
}

/// A program with a surface on each output, painted in one colour each.
pub struct Peer {
    queue: EventQueue<Painter>,
    painter: Painter,
}

#[derive(Default)]
struct Painter {
    compositor: Option<WlCompositor>,
    shm: Option<WlShm>,
    shell: Option<ZwlrLayerShellV1>,
    outputs: Vec<(WlOutput, String)>,
    surfaces: Vec<Surface>,
    pointer: Option<WlPointer>,
    over: Option<String>,
    got: Vec<Got>,
}

struct Surface {
    output: String,
    surface: WlSurface,
    layer: ZwlrLayerSurfaceV1,
    size: (u32, u32),
    memory: Option<(std::fs::File, WlBuffer)>,
}

impl Peer {
    pub fn on(sway: &Sway) -> Peer {
        let connection = Connection::from_socket(UnixStream::connect(&sway.socket).unwrap()).unwrap();
        let mut queue = connection.new_event_queue();
        let handle = queue.handle();
        connection.display().get_registry(&handle, ());
        let mut painter = Painter::default();
        for _ in 0..3 {
            queue.roundtrip(&mut painter).unwrap();
        }
        for (wl, name) in painter.outputs.clone() {
            let surface = painter.compositor.as_ref().unwrap().create_surface(&handle, ());
            let shell = painter.shell.as_ref().unwrap();
            let layer =
                shell.get_layer_surface(&surface, Some(&wl), Layer::Top, "test".into(), &handle, surface.clone());
            layer.set_anchor(Anchor::all());
            layer.set_exclusive_zone(-1);
            surface.commit();
            painter.surfaces.push(Surface { output: name, surface, layer, size: (0, 0), memory: None });
        }
        let mut peer = Peer { queue, painter };
        peer.wait("surfaces have a size", |painter| painter.surfaces.iter().all(|one| one.size.0 > 0));
        peer
    }

    fn wait(&mut self, what: &str, done: impl Fn(&Painter) -> bool) {
        let end = Instant::now() + Duration::from_secs(20);
        while !done(&self.painter) {
            self.queue.roundtrip(&mut self.painter).unwrap();
            assert!(Instant::now() < end, "{what}: {:?}", self.painter.got);
        }
    }

    /// Paints a part of a surface, (x, y, width, height), in red, green, blue; the rest stays.
    pub fn paint(&mut self, output: &str, part: (u32, u32, u32, u32), colour: [u8; 3]) {
        let handle = self.queue.handle();
        let shm = self.painter.shm.clone().unwrap();
        let surface = self.painter.surfaces.iter_mut().find(|surface| surface.output == output).unwrap();
        let (width, height) = surface.size;
        let (file, buffer) = surface.memory.get_or_insert_with(|| {
            let file = tempfile::tempfile().unwrap();
            file.set_len(u64::from(width * height * 4)).unwrap();
            let pool = shm.create_pool(file.as_fd(), (width * height * 4) as i32, &handle, ());
            let (w, h) = (width as i32, height as i32);
            (file, pool.create_buffer(0, w, h, w * 4, Format::Xrgb8888, &handle, ()))
        });
        let (x, y, w, h) = part;
        let row: Vec<u8> = (0..w).flat_map(|_| [colour[2], colour[1], colour[0], 0]).collect();
        for line in y..y + h {
            file.write_all_at(&row, u64::from((line * width + x) * 4)).unwrap();
        }
        surface.surface.attach(Some(buffer), 0, 0);
        surface.surface.damage_buffer(x as i32, y as i32, w as i32, h as i32);
        surface.surface.commit();
        self.queue.roundtrip(&mut self.painter).unwrap();
    }

    pub fn fill(&mut self, output: &str, colour: [u8; 3]) {
        let surface = self.painter.surfaces.iter().find(|surface| surface.output == output).unwrap();
        let (width, height) = surface.size;
        self.paint(output, (0, 0, width, height), colour);
    }

    /// Waits for something, and forgets what came before it.
    pub fn gets(&mut self, wanted: &Got) {
        self.wait(&format!("{wanted:?}"), |painter| painter.got.contains(wanted));
        let at = self.painter.got.iter().position(|got| got == wanted).unwrap();
        self.painter.got.drain(..=at);
    }

    /// Waits until the pointer is on a pixel of that output, for who cuts fractions off and for who rounds them, of so many pixels in a logical unit.
    pub fn moved(&mut self, output: &str, at: (i32, i32), density: f64) {
        let is = |place: f64, at: i32| {
            let place = place * density;
            place as i32 == at && (density > 1.0 || place.round() as i32 == at)
        };
        let there = |got: &Got| matches!(got, Got::Moved(on, x, y) if on == output && is(*x, at.0) && is(*y, at.1));
        self.wait(&format!("the pointer at {at:?} on {output}"), |painter| painter.got.last().is_some_and(there));
    }
}

delegate_noop!(Painter: ignore WlCompositor);
delegate_noop!(Painter: ignore WlShm);
delegate_noop!(Painter: ignore WlShmPool);
delegate_noop!(Painter: ignore WlBuffer);
delegate_noop!(Painter: ignore WlSurface);
delegate_noop!(Painter: ignore ZwlrLayerShellV1);

impl Dispatch<WlRegistry, ()> for Painter {
    fn event(
        painter: &mut Painter,
        registry: &WlRegistry,
        event: wl_registry::Event,
        (): &(),
        _: &Connection,
        handle: &QueueHandle<Painter>,
    ) {
        let wl_registry::Event::Global { name, interface, version } = event else { return };
        match interface.as_str() {
            "wl_compositor" => painter.compositor = Some(registry.bind(name, version.min(4), handle, ())),
            "wl_shm" => painter.shm = Some(registry.bind(name, 1, handle, ())),
            "zwlr_layer_shell_v1" => painter.shell = Some(registry.bind(name, 1, handle, ())),
            "wl_seat" => _ = registry.bind::<WlSeat, _, _>(name, version.min(5), handle, ()),
            "wl_output" => {
                let output = registry.bind(name, 4, handle, ());
                painter.outputs.push((output, String::new()));
            }
            _ => {}
        }
    }
}

impl Dispatch<WlOutput, ()> for Painter {
    fn event(
        painter: &mut Painter,
        output: &WlOutput,
        event: wl_output::Event,
        (): &(),
        _: &Connection,
        _: &QueueHandle<Painter>,
    ) {
        if let wl_output::Event::Name { name } = event {
            painter.outputs.iter_mut().find(|(known, _)| known == output).unwrap().1 = name;
        }
    }
}

impl Dispatch<ZwlrLayerSurfaceV1, WlSurface> for Painter {
    fn event(
        painter: &mut Painter,
        layer: &ZwlrLayerSurfaceV1,
        event: zwlr_layer_surface_v1::Event,
        surface: &WlSurface,
        _: &Connection,
        _: &QueueHandle<Painter>,
    ) {
        if let zwlr_layer_surface_v1::Event::Configure { serial, width, height } = event {
            layer.ack_configure(serial);
            if let Some(known) = painter.surfaces.iter_mut().find(|known| known.surface == *surface) {
                known.size = (width, height);
            }
        }
    }
}

impl Dispatch<WlSeat, ()> for Painter {
    fn event(
        painter: &mut Painter,
        seat: &WlSeat,
        event: wl_seat::Event,
        (): &(),
        _: &Connection,
        handle: &QueueHandle<Painter>,
    ) {
        if let wl_seat::Event::Capabilities { capabilities: WEnum::Value(capabilities) } = event
            && capabilities.contains(wl_seat::Capability::Pointer)
            && painter.pointer.is_none()
        {
            painter.pointer = Some(seat.get_pointer(handle, ()));
        }
    }
}

impl Dispatch<WlPointer, ()> for Painter {
    fn event(
        painter: &mut Painter,
        _: &WlPointer,
        event: wl_pointer::Event,
        (): &(),
        _: &Connection,
        _: &QueueHandle<Painter>,
    ) {
        match event {
            wl_pointer::Event::Enter { surface, surface_x, surface_y, .. } => {
                let over = painter.surfaces.iter().find(|known| known.surface.id() == surface.id());
                painter.over = over.map(|known| known.output.clone());
                painter.got.extend(painter.over.clone().map(|over| Got::Moved(over, surface_x, surface_y)));
            }
            wl_pointer::Event::Motion { surface_x, surface_y, .. } => {
                painter.got.extend(painter.over.clone().map(|over| Got::Moved(over, surface_x, surface_y)));
            }
            wl_pointer::Event::Button { button, state, .. } => {
                painter.got.push(Got::Button(button, state == WEnum::Value(wl_pointer::ButtonState::Pressed)));
            }
            wl_pointer::Event::Axis { axis: WEnum::Value(axis), value, .. } => {
                painter.got.push(Got::Wheel(axis, value));
            }
            _ => {}
        }
    }
}
