//! The library of PipeWire, loaded when it is needed: the program is one file that runs where there is none.
//!
//! Only the functions that a stream of pictures needs, as the headers of version 0.3 have them; that ABI has not changed since.

#![allow(unsafe_code)]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr::NonNull;
use std::sync::OnceLock;

/// Objects of the library; only it knows what is in them.
pub(super) type Object = *mut c_void;

/// `struct spa_interface`, and the three words before it that `struct pw_loop` has.
#[repr(C)]
pub(super) struct Interface {
    kind: *const c_char,
    version: u32,
    pub functions: *const LoopControl,
    pub data: *mut c_void,
}

/// `struct spa_loop_control_methods`, as far as it is used.
#[repr(C)]
pub(super) struct LoopControl {
    pub version: u32,
    pub get_fd: Option<unsafe extern "C" fn(*mut c_void) -> c_int>,
    add_hook: *const c_void,
    pub enter: Option<unsafe extern "C" fn(*mut c_void)>,
    pub leave: Option<unsafe extern "C" fn(*mut c_void)>,
    pub iterate: Option<unsafe extern "C" fn(*mut c_void, c_int) -> c_int>,
}

/// `struct pw_loop`.
#[repr(C)]
pub(super) struct Loop {
    system: *mut c_void,
    inner: *mut c_void,
    pub control: *mut Interface,
}

/// `struct spa_hook`: the library's own while a listener is there.
#[repr(C)]
pub(super) struct Hook([*mut c_void; 6]);

impl Hook {
    pub fn new() -> Hook {
        Hook([std::ptr::null_mut(); 6])
    }
}

/// `struct pw_stream_events`, as far as it is used; the version says how far.
#[repr(C)]
pub(super) struct Events {
    pub version: u32,
    pub destroy: Option<unsafe extern "C" fn(*mut c_void)>,
    pub state_changed: Option<unsafe extern "C" fn(*mut c_void, c_int, c_int, *const c_char)>,
    pub control_info: Option<unsafe extern "C" fn(*mut c_void, u32, *const c_void)>,
    pub io_changed: Option<unsafe extern "C" fn(*mut c_void, u32, *mut c_void, u32)>,
    pub param_changed: Option<unsafe extern "C" fn(*mut c_void, u32, *const u8)>,
    pub add_buffer: Option<unsafe extern "C" fn(*mut c_void, *mut c_void)>,
    pub remove_buffer: Option<unsafe extern "C" fn(*mut c_void, *mut c_void)>,
    pub process: Option<unsafe extern "C" fn(*mut c_void)>,
    pub drained: Option<unsafe extern "C" fn(*mut c_void)>,
}

/// `struct pw_buffer`, as far as it is used.
#[repr(C)]
pub(super) struct Queued {
    pub buffer: *mut Buffer,
}

/// `struct spa_buffer`.
#[repr(C)]
pub(super) struct Buffer {
    pub meta_count: u32,
    pub data_count: u32,
    pub metas: *mut Meta,
    pub datas: *mut Data,
}

/// `struct spa_meta`.
#[repr(C)]
pub(super) struct Meta {
    pub kind: u32,
    pub size: u32,
    pub data: *mut u8,
}

/// `struct spa_data`.
#[repr(C)]
pub(super) struct Data {
    pub kind: u32,
    pub flags: u32,
    pub file: i64,
    pub map_offset: u32,
    pub most: u32,
    pub data: *mut u8,
    pub chunk: *mut Chunk,
}

/// `struct spa_chunk`, in memory that the desktop shares.
#[repr(C)]
#[derive(Clone, Copy)]
pub(super) struct Chunk {
    pub offset: u32,
    pub size: u32,
    pub stride: i32,
    pub flags: i32,
}

macro_rules! library {
    ($($name:ident($($argument:ty),*) $(-> $result:ty)?;)*) => {
        /// Its functions.
        pub(super) struct Library { $(pub $name: unsafe extern "C" fn($($argument),*) $(-> $result)?,)* }

        impl Library {
            fn load() -> Option<Library> {
                // SAFETY: a path that ends with zero; what the library does when it is loaded is what it does in every program that uses it.
                let handle = unsafe { libc::dlopen(c"libpipewire-0.3.so.0".as_ptr(), libc::RTLD_NOW | libc::RTLD_LOCAL) };
                let handle = NonNull::new(handle)?;
                Some(Library { $($name: {
                    const NAME: &[u8] = concat!(stringify!($name), "\0").as_bytes();
                    let name = CStr::from_bytes_with_nul(NAME).ok()?;
                    // SAFETY: the handle is open and never closed; the name ends with zero.
                    let found = NonNull::new(unsafe { libc::dlsym(handle.as_ptr(), name.as_ptr()) })?;
                    // SAFETY: a function of this name has these arguments in every version of this library's ABI, and a pointer to it is as large as one to data.
                    unsafe { std::mem::transmute::<*mut c_void, unsafe extern "C" fn($($argument),*) $(-> $result)?>(found.as_ptr()) }
                },)* })
            }
        }
    };
}

library! {
    pw_init(*mut c_int, *mut c_void);
    pw_main_loop_new(*const c_void) -> Object;
    pw_main_loop_get_loop(Object) -> *mut Loop;
    pw_main_loop_destroy(Object);
    pw_context_new(*mut Loop, Object, usize) -> Object;
    pw_context_destroy(Object);
    pw_context_connect_fd(Object, c_int, Object, usize) -> Object;
    pw_core_disconnect(Object) -> c_int;
    pw_properties_new_string(*const c_char) -> Object;
    pw_stream_new(Object, *const c_char, Object) -> Object;
    pw_stream_destroy(Object);
    pw_stream_add_listener(Object, *mut Hook, *const Events, *mut c_void);
    pw_stream_connect(Object, c_int, u32, c_int, *mut *const u8, u32) -> c_int;
    pw_stream_update_params(Object, *mut *const u8, u32) -> c_int;
    pw_stream_set_active(Object, bool) -> c_int;
    pw_stream_dequeue_buffer(Object) -> *mut Queued;
    pw_stream_queue_buffer(Object, *mut Queued) -> c_int;
}

impl Library {
    /// Loads it, once. `None`: this machine has it not.
    pub fn get() -> Option<&'static Library> {
        static LOADED: OnceLock<Option<Library>> = OnceLock::new();
        let load = || {
            let library = Library::load()?;
            // SAFETY: it takes null for "no arguments", and is called once.
            unsafe { (library.pw_init)(std::ptr::null_mut(), std::ptr::null_mut()) };
            Some(library)
        };
        LOADED.get_or_init(load).as_ref()
    }
}
