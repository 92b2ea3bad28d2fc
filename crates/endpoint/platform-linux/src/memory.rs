//! Memory shared with the display server, where it writes captured pixels.

#![allow(unsafe_code)]

use std::ffi::c_void;
use std::os::fd::OwnedFd;
use std::ptr::NonNull;

use rustix::fs::{MemfdFlags, ftruncate, memfd_create};
use rustix::io::Result;
use rustix::mm::{MapFlags, ProtFlags, mmap, munmap};

/// A mapped, anonymous file.
pub(crate) struct SharedMemory {
    address: NonNull<c_void>,
    length: usize,
}

// SAFETY: the mapping belongs to this value alone and is not bound to the thread that made it.
unsafe impl Send for SharedMemory {}

impl SharedMemory {
    /// Maps so many bytes; the descriptor is for the display server.
    pub fn new(length: usize) -> Result<(SharedMemory, OwnedFd)> {
        let file = memfd_create(c"towline-screen", MemfdFlags::CLOEXEC)?;
        ftruncate(&file, length as u64)?;
        // SAFETY: a new mapping at an address of the kernel's choice touches no memory of ours; `file` is at least `length` bytes long.
        let address = unsafe {
            mmap(std::ptr::null_mut(), length, ProtFlags::READ | ProtFlags::WRITE, MapFlags::SHARED, &file, 0)
        }?;
        let address = NonNull::new(address).ok_or(rustix::io::Errno::NOMEM)?;
        Ok((SharedMemory { address, length }, file))
    }

    pub fn len(&self) -> usize {
        self.length
    }

    /// The bytes. Call only while the server has no request to write here: after the reply to the last capture.
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: the mapping is `length` bytes long, readable and lives as long as `self`. The server writes only while it answers a capture, whose end is awaited
        // before this is called; a server that breaks this could show wrong pixels and nothing else, since any bit pattern is a valid u8.
        unsafe { std::slice::from_raw_parts(self.address.as_ptr().cast(), self.length) }
    }
}

impl Drop for SharedMemory {
    fn drop(&mut self) {
        // SAFETY: exactly this range was mapped in `new`, and no slice of it outlives `self`.
        let _ = unsafe { munmap(self.address.as_ptr(), self.length) };
    }
}
