//! Streams of pictures by PipeWire, over the connection that the portal gave: one loop, driven by the thread of the eyes alone, and a stream for each monitor.

#![allow(unsafe_code)]

use std::cell::{Cell, RefCell};
use std::ffi::{CStr, c_char, c_int, c_void};
use std::os::fd::{BorrowedFd, IntoRawFd, OwnedFd};
use std::ptr::NonNull;

use towline_platform::DesktopError;

use super::gone;
use super::library::{Buffer, Chunk, Data, Events, Hook, Interface, Library, Loop, LoopControl, Meta, Object};
use super::pod::{self, AGREED_FORMAT, Format, META_CURSOR, META_DAMAGE, META_HEADER};

/// Of `pw_stream_connect`: we take pictures; the library links us and maps the memory. A stream that begins without flowing agrees on no format.
const INPUT: c_int = 0;
const FLAGS: c_int = 1 | 4;
/// Of memory that is another process's: a pointer in ours, or a file.
const MEMORY: [u32; 2] = [1, 2];
/// Things beside the pixels, planes of pixels: more are nobody's.
const MOST: usize = 16;
/// The pixels of this buffer are not to be used.
const CORRUPTED: i32 = 1;
const ERROR: c_int = -1;
const UNCONNECTED: c_int = 0;

/// What is told of one stream while the loop turns.
struct Told {
    library: &'static Library,
    stream: Cell<Object>,
    format: Cell<Option<Format>>,
    /// Another format was agreed on.
    changed: Cell<bool>,
    connected: Cell<bool>,
    failed: RefCell<Option<String>>,
}

/// One stream. What the library points into does not move.
struct Stream {
    object: NonNull<c_void>,
    told: Box<Told>,
    _hook: Box<Hook>,
}

/// One frame, before it is given back.
pub(super) struct Frame<'a> {
    /// Its pixels, where any came, and bytes of a row.
    pub pixels: Option<(&'a [u8], usize)>,
    pub damage: Option<&'a [u8]>,
    pub header: Option<&'a [u8]>,
    pub cursor: Option<&'a [u8]>,
}

/// The connection and its streams.
pub(super) struct PipeWire {
    library: &'static Library,
    main_loop: Object,
    control: Control,
    context: Object,
    core: Object,
    streams: Vec<Stream>,
}

/// The library's loop, as far as we turn it.
struct Control {
    data: *mut c_void,
    file: c_int,
    enter: unsafe extern "C" fn(*mut c_void),
    leave: unsafe extern "C" fn(*mut c_void),
    iterate: unsafe extern "C" fn(*mut c_void, c_int) -> c_int,
}

// SAFETY: nothing of the library is bound to the thread that made it; the loop is turned, and streams are used, by whoever has this value alone, and by no two threads at a time.
unsafe impl Send for PipeWire {}

static EVENTS: Events = Events {
    version: 0,
    destroy: None,
    state_changed: Some(state_changed),
    control_info: None,
    io_changed: None,
    param_changed: Some(param_changed),
    add_buffer: None,
    remove_buffer: None,
    // Buffers that came are taken after each turn.
    process: Some(came),
    drained: None,
};

unsafe extern "C" fn came(_: *mut c_void) {}

unsafe extern "C" fn state_changed(data: *mut c_void, old: c_int, state: c_int, error: *const c_char) {
    // SAFETY: `data` is the `Told` that was given with the listener; it lives until after the stream is destroyed, and is only ever borrowed shared.
    let told = unsafe { &*data.cast::<Told>() };
    if state > UNCONNECTED {
        told.connected.set(true);
    }
    if state == ERROR || (state == UNCONNECTED && old > UNCONNECTED) {
        let error = NonNull::new(error.cast_mut()).map(|error| {
            // SAFETY: the library's message ends with zero and lives through this call.
            unsafe { CStr::from_ptr(error.as_ptr()) }.to_string_lossy().chars().take(200).collect()
        });
        *told.failed.borrow_mut() = Some(error.unwrap_or_else(|| "the stream ended".to_owned()));
    }
}

unsafe extern "C" fn param_changed(data: *mut c_void, id: u32, param: *const u8) {
    // SAFETY: as in `state_changed`.
    let told = unsafe { &*data.cast::<Told>() };
    if id != AGREED_FORMAT || param.is_null() {
        return;
    }
    // SAFETY: a value begins with its length in four bytes.
    let head = unsafe { param.cast::<[u8; 4]>().read_unaligned() };
    let Some(length) = pod::length(head) else { return };
    // SAFETY: the library has checked that the value is as long as it says, and keeps it through this call.
    let bytes = unsafe { std::slice::from_raw_parts(param, length) };
    let Some(format) = pod::read_format(bytes) else {
        *told.failed.borrow_mut() = Some("the pictures come in a form that is not known".to_owned());
        return;
    };
    told.format.set(Some(format));
    told.changed.set(true);
    let [header, damage, cursor] = pod::metas();
    let wanted = [pod::buffers(format), header, damage, cursor];
    let mut pointers = wanted.each_ref().map(|pod| pod.as_ptr());
    // SAFETY: the stream is alive, since it calls us; the values are whole and aligned to eight bytes by their allocation, and copied by the library.
    unsafe { (told.library.pw_stream_update_params)(told.stream.get(), pointers.as_mut_ptr(), pointers.len() as u32) };
}

/// A thing of the library that must be there.
fn there(object: Object, what: &str) -> Result<Object, DesktopError> {
    if object.is_null() { Err(gone(format!("PipeWire gives no {what}"))) } else { Ok(object) }
}

impl Control {
    fn of(main: *mut Loop) -> Option<Control> {
        // SAFETY: the library's loop and its tables live as long as the main loop, which outlives this value; each is as `library` has it since version 0.3.
        let (interface, functions): (&Interface, &LoopControl) = unsafe {
            let interface = main.as_ref()?.control.as_ref()?;
            (interface, interface.functions.as_ref()?)
        };
        let data = interface.data;
        // SAFETY: the function belongs to this object.
        let file = unsafe { functions.get_fd?(data) };
        Some(Control { data, file, enter: functions.enter?, leave: functions.leave?, iterate: functions.iterate? })
    }
}

impl PipeWire {
    /// Connects by the portal's descriptor to these nodes.
    pub fn connect(library: &'static Library, remote: OwnedFd, nodes: &[u32]) -> Result<PipeWire, DesktopError> {
        // Whoever made it may have left it so that reading waits.
        rustix::io::ioctl_fionbio(&remote, true).map_err(gone)?;
        // SAFETY: no properties; what it returns is looked at.
        let main_loop = there(unsafe { (library.pw_main_loop_new)(std::ptr::null()) }, "loop")?;
        // SAFETY: the loop is there.
        let inner = unsafe { (library.pw_main_loop_get_loop)(main_loop) };
        let Some(control) = Control::of(inner) else {
            // SAFETY: nothing uses the loop.
            unsafe { (library.pw_main_loop_destroy)(main_loop) };
            return Err(gone("PipeWire's loop is not known"));
        };
        let nothing = std::ptr::null_mut();
        // What is there so far goes with this value.
        let mut wire = PipeWire { library, main_loop, control, context: nothing, core: nothing, streams: Vec::new() };
        // SAFETY: the loop is there, and outlives the context.
        wire.context = there(unsafe { (library.pw_context_new)(inner, nothing, 0) }, "context")?;
        // SAFETY: the context is there; the descriptor is the library's from here on, whatever becomes of it.
        let core = unsafe { (library.pw_context_connect_fd)(wire.context, remote.into_raw_fd(), nothing, 0) };
        wire.core = there(core, "connection")?;
        for node in nodes {
            let stream = wire.stream(*node)?;
            wire.streams.push(stream);
        }
        Ok(wire)
    }

    fn stream(&self, node: u32) -> Result<Stream, DesktopError> {
        let library = self.library;
        let about = c"{ media.type = Video, media.category = Capture, media.role = Screen }";
        // SAFETY: a text that ends with zero; the stream takes the properties.
        let properties = unsafe { (library.pw_properties_new_string)(about.as_ptr()) };
        // SAFETY: the core is there.
        let object = unsafe { (library.pw_stream_new)(self.core, c"Towline".as_ptr(), properties) };
        let object = NonNull::new(object).ok_or_else(|| gone("PipeWire gives no stream"))?;
        let told = Box::new(Told {
            library,
            stream: Cell::new(object.as_ptr()),
            format: Cell::new(None),
            changed: Cell::new(false),
            connected: Cell::new(false),
            failed: RefCell::new(None),
        });
        let mut hook = Box::new(Hook::new());
        let data = std::ptr::from_ref::<Told>(&told).cast_mut().cast::<c_void>();
        // SAFETY: hook, table and data live in places that do not move, until after the stream is destroyed.
        unsafe { (library.pw_stream_add_listener)(object.as_ptr(), &raw mut *hook, &raw const EVENTS, data) };
        let stream = Stream { object, told, _hook: hook };
        let wanted = pod::formats(u32::from(towline_screen::MAX_SIDE));
        let mut params = [wanted.as_ptr()];
        // SAFETY: the stream is there; the value is whole and copied.
        let connected =
            unsafe { (library.pw_stream_connect)(object.as_ptr(), INPUT, node, FLAGS, params.as_mut_ptr(), 1) };
        if connected < 0 {
            // SAFETY: nothing else has the stream.
            unsafe { (library.pw_stream_destroy)(object.as_ptr()) };
            return Err(gone("PipeWire does not connect to the screen"));
        }
        Ok(stream)
    }

    /// What to sleep on.
    pub fn file(&self) -> BorrowedFd<'_> {
        // SAFETY: the loop's descriptor is open as long as the loop, which this value keeps.
        unsafe { BorrowedFd::borrow_raw(self.control.file) }
    }

    /// Handles what is there, without waiting.
    pub fn turn(&mut self) -> Result<(), DesktopError> {
        let Control { data, enter, leave, iterate, .. } = self.control;
        // SAFETY: the functions belong to this object; the loop is turned here alone, by one thread at a time.
        let turned = unsafe {
            enter(data);
            let turned = iterate(data, 0);
            leave(data);
            turned
        };
        let failed = self.streams.iter().find_map(|stream| stream.told.failed.borrow_mut().take());
        match failed {
            Some(error) => Err(gone(error)),
            None if turned < 0 && turned != -libc::EINTR => Err(gone("PipeWire's loop failed")),
            None => Ok(()),
        }
    }

    /// Lets pictures flow, or not.
    pub fn flow(&self, on: bool) {
        for stream in &self.streams {
            // SAFETY: the stream is there.
            unsafe { (self.library.pw_stream_set_active)(stream.object.as_ptr(), on) };
        }
    }

    /// The format of a stream, once it is agreed on, and whether it is another than when this was asked last.
    pub fn format(&self, stream: usize) -> Option<(Format, bool)> {
        let told = &self.streams.get(stream)?.told;
        Some((told.format.get()?, told.changed.take()))
    }

    /// Takes the oldest frame of a stream that waits, and gives it back. `false`: none waits.
    pub fn frame(&self, stream: usize, take: impl FnOnce(Frame<'_>)) -> bool {
        let Some(stream) = self.streams.get(stream) else { return false };
        // SAFETY: the stream is there.
        let queued = unsafe { (self.library.pw_stream_dequeue_buffer)(stream.object.as_ptr()) };
        let Some(queued) = NonNull::new(queued) else { return false };
        // SAFETY: a buffer that was taken is ours, with all that it points to, until it is given back below.
        if let Some(buffer) = unsafe { queued.as_ref().buffer.as_ref() } {
            take(read(buffer));
        }
        // SAFETY: it came from this stream, and nothing borrows it any more.
        unsafe { (self.library.pw_stream_queue_buffer)(stream.object.as_ptr(), queued.as_ptr()) };
        true
    }
}

fn slice<T>(start: *const T, count: u32) -> &'static [T] {
    if start.is_null() {
        return &[];
    }
    // SAFETY: used for the two lists of a buffer alone, which the library made with so many entries and keeps while the buffer is ours; `read` shortens the lifetime to that.
    unsafe { std::slice::from_raw_parts(start, (count as usize).min(MOST)) }
}

/// What is in a buffer.
fn read(buffer: &Buffer) -> Frame<'_> {
    let metas: &[Meta] = slice(buffer.metas, buffer.meta_count);
    let meta = |kind: u32| {
        let found = metas.iter().find(|meta| meta.kind == kind && !meta.data.is_null())?;
        // SAFETY: the library mapped so many bytes there and keeps them while the buffer is ours. The desktop may write there meanwhile, which could show something wrong and nothing else: any bits are bytes.
        Some(unsafe { std::slice::from_raw_parts(found.data.cast_const(), found.size as usize) })
    };
    let datas: &[Data] = slice(buffer.datas, buffer.data_count);
    Frame {
        pixels: datas.first().and_then(pixels),
        damage: meta(META_DAMAGE),
        header: meta(META_HEADER),
        cursor: meta(META_CURSOR),
    }
}

fn pixels(data: &Data) -> Option<(&[u8], usize)> {
    if !MEMORY.contains(&data.kind) || data.data.is_null() || data.chunk.is_null() {
        return None;
    }
    // SAFETY: the chunk is the library's and lives with the buffer; the desktop may change it at any time, so it is read once, and what was read is checked.
    let chunk: Chunk = unsafe { data.chunk.read_volatile() };
    let most = data.most as usize;
    let (offset, size) = (chunk.offset as usize, chunk.size as usize);
    let stride = usize::try_from(chunk.stride).ok()?;
    if size == 0 || chunk.flags & CORRUPTED != 0 || offset >= most {
        return None;
    }
    let size = size.min(most - offset);
    // SAFETY: the library mapped `most` bytes there; as for the rest, see `read`.
    Some((unsafe { std::slice::from_raw_parts(data.data.cast_const().add(offset), size) }, stride))
}

impl Drop for PipeWire {
    fn drop(&mut self) {
        for stream in self.streams.drain(..) {
            // SAFETY: it is there, and not used afterwards; what it points to goes after it.
            unsafe { (self.library.pw_stream_destroy)(stream.object.as_ptr()) };
        }
        // SAFETY: each is destroyed once, after all that needs it.
        unsafe {
            if !self.core.is_null() {
                (self.library.pw_core_disconnect)(self.core);
            }
            if !self.context.is_null() {
                (self.library.pw_context_destroy)(self.context);
            }
            (self.library.pw_main_loop_destroy)(self.main_loop);
        }
    }
}
