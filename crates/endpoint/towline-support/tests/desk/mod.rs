//! A desktop with a window manager, a download folder with a client in it, and the person in front of them.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::{
    fs,
    io::{BufRead, BufReader},
    os::{
        fd::OwnedFd,
        unix::fs::{DirBuilderExt, PermissionsExt},
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags},
    process::{Pid, PidfdFlags, Signal, kill_process, pidfd_open},
};
use towline_seal::{SecretKey, SupportTrailer, trailer};
use x11rb::{
    connection::Connection,
    protocol::{
        xproto::{AtomEnum, ConnectionExt as _, ImageFormat, Window},
        xtest::ConnectionExt as _,
    },
    rust_connection::RustConnection,
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_towline-support");
/// For what must happen soon; never waited for in full when it does.
const SOON: Duration = Duration::from_secs(30);

/// The colour of the client's window where nothing stands.
pub const BACKGROUND: [u8; 3] = [0xf5, 0xf7, 0xf9];
/// Of the button that ends, once it is asked for.
const DANGER: [u8; 3] = [0xb4, 0x23, 0x18];
/// Of the button that closes.
pub const ACCENT: [u8; 3] = [0x0d, 0x6b, 0x6b];

/// A virtual display with a window manager; both end with the test.
pub struct Desktop {
    programs: Vec<Child>,
    pub name: String,
    connection: RustConnection,
    root: Window,
}

impl Desktop {
    pub fn start() -> Desktop {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1000x760x24", "-nolisten", "tcp", "-ac"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is installed");
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let name = format!(":{}", line.trim());
        let manager = Command::new("openbox").env("DISPLAY", &name).stderr(Stdio::null()).spawn();
        let manager = manager.expect("openbox is installed");
        let (connection, screen) = RustConnection::connect(Some(&name)).unwrap();
        let root = connection.setup().roots[screen].root;
        let desktop = Desktop { programs: vec![manager, server], name, connection, root };
        // A window that comes before its manager is taken off the screen for a moment.
        until(|| (!desktop.property(root, "_NET_SUPPORTING_WM_CHECK").is_empty()).then_some(()));
        desktop
    }

    /// The window whose title contains these words; waits for it.
    pub fn window(&self, title: &str) -> Window {
        until(|| self.find(self.root, title))
    }

    /// The client's window, painted: a click on one that is still black finds nothing.
    pub fn client(&self, title: &str) -> Window {
        let window = self.window(title);
        until(|| (self.pixel(window, 5, 5) == BACKGROUND).then_some(window))
    }

    fn find(&self, under: Window, title: &str) -> Option<Window> {
        let named = self.named(under)?;
        let seen = self.connection.get_window_attributes(under).unwrap().reply().ok()?.map_state;
        if named.contains(title) && seen == x11rb::protocol::xproto::MapState::VIEWABLE {
            return Some(under);
        }
        let children = self.connection.query_tree(under).unwrap().reply().ok()?.children;
        children.into_iter().find_map(|child| self.find(child, title))
    }

    pub fn title(&self, window: Window) -> String {
        self.named(window).unwrap()
    }

    fn named(&self, window: Window) -> Option<String> {
        let new = self.connection.intern_atom(false, b"_NET_WM_NAME").unwrap().reply().unwrap().atom;
        let old = u32::from(AtomEnum::WM_NAME);
        let names =
            [new, old].map(|atom| self.connection.get_property(false, window, atom, 0u32, 0, 1000).unwrap().reply());
        let name =
            names.into_iter().collect::<Result<Vec<_>, _>>().ok()?.into_iter().find(|name| !name.value.is_empty());
        Some(name.map(|name| String::from_utf8_lossy(&name.value).into_owned()).unwrap_or_default())
    }

    /// Which window has the keyboard, as the window manager says.
    pub fn keyboard(&self) -> Window {
        let active = self.property(self.root, "_NET_ACTIVE_WINDOW");
        active.try_into().map(u32::from_ne_bytes).unwrap_or(0)
    }

    pub fn property(&self, window: Window, name: &str) -> Vec<u8> {
        let atom = self.connection.intern_atom(false, name.as_bytes()).unwrap().reply().unwrap().atom;
        self.connection.get_property(false, window, atom, 0u32, 0, 100).unwrap().reply().unwrap().value
    }

    pub fn states(&self, window: Window) -> Vec<String> {
        let numbers = self.property(window, "_NET_WM_STATE");
        let name = |bytes: &[u8]| {
            let atom = u32::from_ne_bytes(bytes.try_into().unwrap());
            String::from_utf8(self.connection.get_atom_name(atom).unwrap().reply().unwrap().name).unwrap()
        };
        numbers.chunks_exact(4).map(name).collect()
    }

    /// Clicks at a place in a window; negative: from its right or lower edge.
    pub fn click(&self, window: Window, x: i16, y: i16) {
        let size = self.connection.get_geometry(window).unwrap().reply().unwrap();
        let from_edge = |at: i16, size: u16| if at < 0 { at + i16::try_from(size).unwrap() } else { at };
        let (x, y) = (from_edge(x, size.width), from_edge(y, size.height));
        let place = self.connection.translate_coordinates(window, self.root, x, y).unwrap().reply().unwrap();
        self.fake(6, 0, place.dst_x, place.dst_y);
        self.fake(4, 1, 0, 0);
        self.fake(5, 1, 0, 0);
    }

    /// Asks to end and says yes; `picture` is kept of the question.
    pub fn end(&self, window: Window, picture: &str) {
        self.click(window, 60, -32);
        until(|| (self.pixel(window, 100, 340) == DANGER).then_some(()));
        self.keep(picture);
        self.click(window, 200, 340);
    }

    /// Closes a window whose session is over.
    pub fn close(&self, window: Window) {
        let height = self.connection.get_geometry(window).unwrap().reply().unwrap().height;
        let y = i16::try_from(height).unwrap() - 38;
        until(|| (self.pixel(window, 30, y) == ACCENT).then_some(()));
        self.click(window, 200, y);
    }

    /// Clicks into the field for messages, and waits until it has the keyboard: a window manager lets the click through after it gave the window the keyboard.
    pub fn chat(&self, window: Window) {
        self.click(window, 100, -73);
        let height = self.connection.get_geometry(window).unwrap().reply().unwrap().height;
        let bottom = i16::try_from(height).unwrap();
        until(|| (bottom - 100..bottom - 80).any(|y| self.pixel(window, 100, y) == ACCENT).then_some(()));
    }

    /// Types lower-case letters, spaces and Enter.
    pub fn type_keys(&self, text: &str) {
        let (min, max) = (self.connection.setup().min_keycode, self.connection.setup().max_keycode);
        let map = self.connection.get_keyboard_mapping(min, max - min + 1).unwrap().reply().unwrap();
        for sign in text.chars() {
            let wanted = if sign == '\n' { 0xff0d } else { u32::from(sign) };
            let at = map.keysyms.chunks(map.keysyms_per_keycode.into()).position(|keys| keys[0] == wanted).unwrap();
            let code = min + u8::try_from(at).unwrap();
            self.fake(2, code, 0, 0);
            self.fake(3, code, 0, 0);
        }
    }

    fn fake(&self, kind: u8, detail: u8, x: i16, y: i16) {
        self.connection.xtest_fake_input(kind, detail, 0, self.root, x, y, 0).unwrap();
        self.connection.get_input_focus().unwrap().reply().unwrap();
    }

    /// A colour of the screen at a place in a window.
    pub fn pixel(&self, window: Window, x: i16, y: i16) -> [u8; 3] {
        let image = self.connection.get_image(ImageFormat::Z_PIXMAP, window, x, y, 1, 1, !0).unwrap().reply().unwrap();
        [image.data[2], image.data[1], image.data[0]]
    }

    /// For whoever wants to look: `TOWLINE_PICTURES` names a folder.
    pub fn keep(&self, name: &str) {
        let Some(folder) = std::env::var_os("TOWLINE_PICTURES") else { return };
        let size = self.connection.get_geometry(self.root).unwrap().reply().unwrap();
        let (width, height) = (size.width, size.height);
        let image = self.connection.get_image(ImageFormat::Z_PIXMAP, self.root, 0, 0, width, height, !0);
        let mut file = format!("P6 {width} {height} 255\n").into_bytes();
        for pixel in image.unwrap().reply().unwrap().data.chunks_exact(4) {
            file.extend([pixel[2], pixel[1], pixel[0]]);
        }
        fs::write(Path::new(&folder).join(format!("{name}.ppm")), file).unwrap();
    }

    pub fn run(&mut self, program: &str, arguments: &[&str]) {
        let mut command = Command::new(program);
        command.args(arguments).env("DISPLAY", &self.name).stdout(Stdio::null()).stderr(Stdio::null());
        self.programs.insert(0, command.spawn().unwrap());
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        for program in &mut self.programs {
            let _ = program.kill();
            let _ = program.wait();
        }
    }
}

/// Waits until it is there.
#[track_caller]
pub fn until<T>(mut wanted: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = wanted() {
            return found;
        }
        assert!(began.elapsed() < SOON, "it does not come");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A person's account: a home with downloads, and a place in memory.
pub struct Home {
    folder: tempfile::TempDir,
    clients: Vec<Child>,
    /// What else its desktop's programs know.
    pub env: Vec<(&'static str, String)>,
}

impl Home {
    pub fn new() -> Home {
        let folder = tempfile::tempdir().unwrap();
        for name in ["Downloads", "run"] {
            fs::DirBuilder::new().mode(0o700).create(folder.path().join(name)).unwrap();
        }
        Home { folder, clients: Vec::new(), env: Vec::new() }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn content(&self, key: &SecretKey, port: u16) -> SupportTrailer {
        let _ = key;
        SupportTrailer {
            site: format!("https://localhost:{port}"),
            token: "one-time-token".into(),
            language: "en".into(),
            expires_ms: i64::MAX,
            organisation: "Example Ltd".into(),
            ..SupportTrailer::default()
        }
    }

    /// Downloads the client.
    pub fn download(&self, name: &str, key: &SecretKey, content: &SupportTrailer) -> PathBuf {
        let path = self.folder.path().join("Downloads").join(name);
        let mut bytes = fs::read(PROGRAM).unwrap();
        bytes.extend(trailer(key, content).unwrap());
        fs::write(&path, bytes).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    /// Starts it, as a click does.
    pub fn start(&mut self, program: &Path, desktop: &Desktop, patience_ms: u32) -> Process {
        self.command(&[program.to_str().unwrap().to_owned()], desktop, patience_ms)
    }

    /// Starts a program with its arguments.
    pub fn command(&mut self, words: &[String], desktop: &Desktop, patience_ms: u32) -> Process {
        let client = Command::new(&words[0])
            .args(&words[1..])
            .env_clear()
            .env("DISPLAY", &desktop.name)
            .env("HOME", self.folder.path())
            .env("PATH", "/usr/bin:/bin")
            .env("XDG_RUNTIME_DIR", self.folder.path().join("run"))
            .env("TOWLINE_SUPPORT_PATIENCE_MS", patience_ms.to_string())
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let process = Process::of(client.id());
        self.clients.push(client);
        process
    }

    /// The commands that a desktop starts when the person signs in.
    pub fn autostart(&self) -> Vec<Vec<String>> {
        let entries = fs::read_dir(self.path().join(".config/autostart")).into_iter().flatten().flatten();
        entries.map(|entry| exec(&fs::read_to_string(entry.path()).unwrap())).collect()
    }

    /// Everything in the home, as paths.
    pub fn tree(&self) -> Vec<String> {
        fn walk(folder: &Path, top: &Path, found: &mut Vec<String>) {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                found.push(path.strip_prefix(top).unwrap().to_string_lossy().into_owned());
                if entry.file_type().unwrap().is_dir() {
                    walk(&path, top, found);
                }
            }
        }
        let mut found = Vec::new();
        walk(self.folder.path(), self.folder.path(), &mut found);
        found.sort();
        found
    }

    /// Every process that runs a program of this home or has its home here: the client, its helper, its watcher, shells.
    pub fn processes(&self) -> Vec<(u32, String)> {
        let ours = self.folder.path().to_string_lossy().into_owned();
        let mut found = Vec::new();
        for entry in fs::read_dir("/proc").unwrap().flatten() {
            let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
            let program = fs::read_link(entry.path().join("exe")).unwrap_or_default().to_string_lossy().into_owned();
            if program.contains(&ours) {
                let line = fs::read(entry.path().join("cmdline")).unwrap_or_default();
                found.push((pid, String::from_utf8_lossy(&line).replace('\0', " ").trim().to_owned()));
            }
        }
        found
    }

    /// The process that does this: "watch", "desktop-helper".
    pub fn process(&self, word: &str) -> Process {
        let found = until(|| self.processes().into_iter().find(|(_, line)| line.ends_with(word)));
        Process::of(found.0)
    }

    /// Nothing of the client is left: no file and no process. Zombies of the test's own are waited for.
    pub fn is_clean(&mut self) {
        for client in &mut self.clients {
            let _ = client.wait();
        }
        assert_eq!(self.processes(), []);
        assert_eq!(self.tree(), ["Downloads", "run"]);
    }
}

/// The command of a desktop entry, as the specification reads it: the group's key, the value's escapes, the quotes of arguments, `%%`.
fn exec(entry: &str) -> Vec<String> {
    let mut lines = entry.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    assert_eq!(lines.next(), Some("[Desktop Entry]"));
    let value = lines.find_map(|line| line.strip_prefix("Exec=")).unwrap();
    let (mut text, mut signs) = (String::new(), value.chars());
    while let Some(sign) = signs.next() {
        let next = if sign == '\\' { signs.next() } else { Some(sign) };
        text.extend(next.map(|next| if sign == '\\' && next == 's' { ' ' } else { next }));
    }
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '"' => quoted = !quoted,
            '\\' if quoted => word.extend(signs.next()),
            '%' => word.extend(signs.next()),
            ' ' if !quoted => words.push(std::mem::take(&mut word)),
            _ => word.push(sign),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

impl Drop for Home {
    fn drop(&mut self) {
        for client in &mut self.clients {
            let _ = client.kill();
            let _ = client.wait();
        }
    }
}

/// A process that is held fast.
pub struct Process {
    pub pid: Pid,
    handle: OwnedFd,
}

impl Process {
    fn of(pid: u32) -> Process {
        let pid = Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
        Process { pid, handle: pidfd_open(pid, PidfdFlags::empty()).unwrap() }
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid, signal).unwrap();
    }

    /// Waits until it has ended.
    pub fn ended(&self) {
        let mut polled = [PollFd::new(&self.handle, PollFlags::IN)];
        let patience = rustix::event::Timespec { tv_sec: 30, tv_nsec: 0 };
        assert_eq!(rustix::event::poll(&mut polled, Some(&patience)).unwrap(), 1, "the process does not end");
    }
}
