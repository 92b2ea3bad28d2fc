//! The socket between the agent and its helper with administrative rights: whole packets, which may carry a terminal, and of which the kernel says who sent them.

#![allow(unsafe_code)]

use std::{
    io::{self, IoSlice, IoSliceMut},
    mem::MaybeUninit,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
};

use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage, SendFlags,
    Shutdown, recvmsg, sendmsg, shutdown, sockopt,
};
use tokio::io::{Interest, unix::AsyncFd};

use super::messages::PACKET;

/// One end.
pub(super) struct Packets(AsyncFd<OwnedFd>);

/// A packet that came.
pub(super) struct Packet {
    pub(super) bytes: Vec<u8>,
    /// The terminal that came with it.
    pub(super) terminal: Option<OwnedFd>,
    /// The account of the process that sent it, as the kernel knows it.
    pub(super) sender: Option<u32>,
}

impl Packets {
    pub(super) fn new(socket: OwnedFd) -> io::Result<Packets> {
        rustix::io::ioctl_fionbio(&socket, true)?;
        sockopt::set_socket_passcred(&socket, true)?;
        // SAFETY: the descriptor is open, and closed only together with its registration.
        Ok(Packets(unsafe { AsyncFd::register(socket) }?))
    }

    /// The next packet. `None`: the other side is gone.
    pub(super) async fn receive(&self) -> io::Result<Option<Packet>> {
        self.0.async_io(Interest::READABLE, |socket| receive(socket.as_fd())).await
    }

    pub(super) async fn send(&self, bytes: &[u8], terminal: Option<BorrowedFd<'_>>) -> io::Result<()> {
        self.0.async_io(Interest::WRITABLE, |socket| send(socket.as_fd(), bytes, terminal)).await
    }

    /// For what is not waited for; a socket that takes no more packet has nobody at its other end who works.
    pub(super) fn send_now(&self, bytes: &[u8]) {
        let _ = send(self.0.get_ref().as_fd(), bytes, None);
    }

    /// Both sides see the end at once, whoever else still has this socket.
    pub(super) fn end(&self) {
        let _ = shutdown(self.0.get_ref(), Shutdown::Both);
    }
}

fn receive(socket: BorrowedFd<'_>) -> io::Result<Option<Packet>> {
    let mut bytes = vec![0; PACKET];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1), ScmCredentials(1))];
    let mut ancillary = RecvAncillaryBuffer::new(&mut space);
    let flags = RecvFlags::CMSG_CLOEXEC | RecvFlags::DONTWAIT;
    let received = recvmsg(socket, &mut [IoSliceMut::new(&mut bytes)], &mut ancillary, flags)?;
    let mut packet = Packet { bytes, terminal: None, sender: None };
    for message in ancillary.drain() {
        match message {
            RecvAncillaryMessage::ScmRights(descriptors) => packet.terminal = descriptors.last(),
            RecvAncillaryMessage::ScmCredentials(sender) => packet.sender = Some(sender.uid.as_raw()),
            _ => {}
        }
    }
    packet.bytes.truncate(received.bytes);
    // No packet of ours is empty.
    Ok((received.bytes > 0).then_some(packet))
}

fn send(socket: BorrowedFd<'_>, bytes: &[u8], terminal: Option<BorrowedFd<'_>>) -> io::Result<()> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut ancillary = SendAncillaryBuffer::new(&mut space);
    let descriptors: Vec<BorrowedFd<'_>> = terminal.into_iter().collect();
    if !descriptors.is_empty() && !ancillary.push(SendAncillaryMessage::ScmRights(&descriptors)) {
        return Err(io::Error::other("a terminal cannot be passed on"));
    }
    sendmsg(socket, &[IoSlice::new(bytes)], &mut ancillary, SendFlags::NOSIGNAL | SendFlags::DONTWAIT)?;
    Ok(())
}
