//! One connection to a PulseAudio server, which captures from its first moment to its last: who is asked for what, and what the answers are.
//!
//! SECURITY: a stream that loses its output must not be moved to another source by the server: that could be a microphone. So it may not be moved, and is made anew on the monitor of what plays now.

use std::ffi::CString;
use std::io::{Cursor, IoSlice, Read, Write};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::path::Path;

use pulseaudio::protocol::{
    self, AuthParams, AuthReply, ChannelMap, Command, CommandReply, CreateRecordStreamReply, Prop, Props, PulseError,
    RecordStreamParams, SampleFormat, SampleSpec, ServerInfo, SubscriptionMask, TagStructReader,
    stream::{BufferAttr, StreamFlags},
};
use rustix::cmsg_space;
use rustix::net::{
    AddressFamily, SendAncillaryBuffer, SendAncillaryMessage, SendFlags, SocketAddrUnix, SocketFlags, SocketType,
    UCred, sendmsg,
};
use rustix::process::{getgid, getpid, getuid};
use towline_platform::{Deaf, SOUND_FRAME};

/// Longest message that is taken; what is asked for has a few kilobytes.
const LONGEST: usize = 256 * 1024;
const FAILED: Deaf = "failed";
const NO_SERVER: Deaf = "no_server";
/// Bytes of 20 ms: 16 bits, two channels.
const FRAGMENT: u32 = SOUND_FRAME as u32 * 4;

pub(super) enum Heard {
    Samples(Vec<i16>),
    /// Whether there is an output to listen to; a server that starts, or loses its device, may have none for a while, and tells when it has.
    Output(bool),
    /// Nothing comes any more.
    Over(Deaf),
}

/// What the answer to a question with this number is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    Welcome,
    /// Nothing is in the answer.
    Done,
    Server,
    Stream,
}

pub(super) struct Link {
    socket: UnixStream,
    buffer: Vec<u8>,
    version: u16,
    asked: Vec<(u32, Asked)>,
    next: u32,
    /// What plays, by name.
    output: Option<CString>,
    channel: Option<u32>,
    /// There is no output.
    lacks: bool,
    told_lacks: bool,
}

impl Link {
    pub(super) fn open(path: &Path, cookie: &[u8]) -> Result<Link, Deaf> {
        let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
        let socket = rustix::net::socket_with(AddressFamily::UNIX, SocketType::STREAM, flags, None);
        let (socket, address) = (socket.map_err(|_| FAILED)?, SocketAddrUnix::new(path).map_err(|_| NO_SERVER)?);
        // A server that does not take anybody in counts as none.
        rustix::net::connect(&socket, &address).map_err(|_| NO_SERVER)?;
        let mut link = Link {
            socket: UnixStream::from(socket),
            buffer: Vec::new(),
            version: protocol::MAX_VERSION,
            asked: Vec::new(),
            next: 0,
            output: None,
            channel: None,
            lacks: false,
            told_lacks: false,
        };
        let auth = AuthParams {
            version: protocol::MAX_VERSION,
            supports_shm: false,
            supports_memfd: false,
            cookie: cookie.to_vec(),
        };
        link.introduce(&Command::Auth(auth))?;
        Ok(link)
    }

    /// The first message, with a word of the kernel about who sends it. A server asks the kernel for that after it took the connection; what was sent in between came from nobody, and was refused.
    fn introduce(&mut self, auth: &Command) -> Result<(), Deaf> {
        let message = self.message(auth, Asked::Welcome)?;
        let mut room = [MaybeUninit::uninit(); cmsg_space!(ScmCredentials(1))];
        let mut ancillary = SendAncillaryBuffer::new(&mut room);
        let (pid, uid, gid) = (getpid(), getuid(), getgid());
        ancillary.push(SendAncillaryMessage::ScmCredentials(UCred { pid, uid, gid }));
        let sent = sendmsg(&self.socket, &[IoSlice::new(&message)], &mut ancillary, SendFlags::NOSIGNAL);
        if sent == Ok(message.len()) { Ok(()) } else { Err(NO_SERVER) }
    }

    pub(super) fn descriptor(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }

    /// Takes what has come.
    pub(super) fn read(&mut self) -> Vec<Heard> {
        let mut heard = Vec::new();
        let mut piece = [0u8; 16 * 1024];
        loop {
            match self.socket.read(&mut piece) {
                Ok(0) => {
                    heard.push(Heard::Over(NO_SERVER));
                    break;
                }
                Ok(read) => {
                    self.buffer.extend_from_slice(piece.get(..read).unwrap_or_default());
                    if let Err(code) = self.take_messages(&mut heard) {
                        heard.push(Heard::Over(code));
                        break;
                    }
                }
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(_) => {
                    heard.push(Heard::Over(NO_SERVER));
                    break;
                }
            }
        }
        if self.lacks != self.told_lacks {
            self.told_lacks = self.lacks;
            heard.push(Heard::Output(!self.lacks));
        }
        heard
    }

    fn take_messages(&mut self, heard: &mut Vec<Heard>) -> Result<(), Deaf> {
        let mut buffer = std::mem::take(&mut self.buffer);
        let mut from = 0;
        while let Some(rest) = buffer.get(from..).filter(|rest| rest.len() >= protocol::DESCRIPTOR_SIZE) {
            let head = protocol::read_descriptor(&mut &*rest).map_err(|_| FAILED)?;
            let length = usize::try_from(head.length).unwrap_or(usize::MAX);
            if length > LONGEST {
                return Err(FAILED);
            }
            let Some(body) = rest.get(protocol::DESCRIPTOR_SIZE..protocol::DESCRIPTOR_SIZE + length) else { break };
            from += protocol::DESCRIPTOR_SIZE + length;
            if head.channel == u32::MAX {
                self.take(body)?;
            } else if self.channel == Some(head.channel) {
                let (samples, _) = body.as_chunks::<2>();
                heard.push(Heard::Samples(samples.iter().map(|sample| i16::from_le_bytes(*sample)).collect()));
            }
        }
        buffer.drain(..from);
        self.buffer = buffer;
        Ok(())
    }

    fn take(&mut self, message: &[u8]) -> Result<(), Deaf> {
        let mut message = Cursor::new(message);
        // Of kinds that this crate does not know: nothing that was asked for.
        let Ok((number, command)) = Command::read_tag_prefixed(&mut message, self.version) else { return Ok(()) };
        match command {
            Command::Reply => {
                let Some(asked) = self.answered(number) else { return Ok(()) };
                self.answer(asked, message)
            }
            Command::Error(error) => match self.answered(number) {
                // The output went away meanwhile, or has no monitor; what plays next is told.
                Some(Asked::Stream) if error == PulseError::NoEntity => {
                    (self.output, self.lacks) = (None, true);
                    Ok(())
                }
                Some(Asked::Done) | None => Ok(()),
                Some(_) => Err(FAILED),
            },
            Command::SubscribeEvent(_) => self.ask(&Command::GetServerInfo, Asked::Server),
            Command::RecordStreamKilled(channel) if self.channel == Some(channel) => {
                (self.channel, self.output) = (None, None);
                self.ask(&Command::GetServerInfo, Asked::Server)
            }
            _ => Ok(()),
        }
    }

    fn answer(&mut self, asked: Asked, message: Cursor<&[u8]>) -> Result<(), Deaf> {
        match asked {
            Asked::Welcome => {
                let welcome: AuthReply = self.parse(message)?;
                self.version = self.version.min(welcome.version);
                let mut props = Props::new();
                props.set(Prop::ApplicationName, c"Towline");
                self.ask(&Command::SetClientName(props), Asked::Done)?;
                self.ask(&Command::Subscribe(SubscriptionMask::SERVER), Asked::Done)?;
                self.ask(&Command::GetServerInfo, Asked::Server)
            }
            Asked::Done => Ok(()),
            Asked::Server => {
                let server: ServerInfo = self.parse(message)?;
                self.play(server.default_sink_name)
            }
            Asked::Stream => {
                let stream: CreateRecordStreamReply = self.parse(message)?;
                // Another output plays by now, and is asked for already.
                if self.asked.iter().any(|(_, asked)| *asked == Asked::Stream) {
                    return self.ask(&Command::DeleteRecordStream(stream.channel), Asked::Done);
                }
                (self.channel, self.lacks) = (Some(stream.channel), false);
                Ok(())
            }
        }
    }

    /// This is what plays now.
    fn play(&mut self, output: Option<CString>) -> Result<(), Deaf> {
        // Without one the name may be empty, too.
        let output = output.filter(|name| !name.is_empty());
        if output.is_some() && self.output == output {
            return Ok(());
        }
        if let Some(channel) = self.channel.take() {
            self.ask(&Command::DeleteRecordStream(channel), Asked::Done)?;
        }
        let Some(output) = output else {
            (self.output, self.lacks) = (None, true);
            return Ok(());
        };
        let monitor = [output.as_bytes(), b".monitor"].concat();
        let mut props = Props::new();
        props.set(Prop::MediaName, c"Remote support listens");
        let params = RecordStreamParams {
            sample_spec: SampleSpec { format: SampleFormat::S16Le, channels: 2, sample_rate: 48_000 },
            channel_map: ChannelMap::stereo(),
            source_name: Some(CString::new(monitor).map_err(|_| FAILED)?),
            buffer_attr: BufferAttr { max_length: u32::MAX, fragment_size: FRAGMENT, ..BufferAttr::default() },
            // That somebody listens keeps no device awake.
            flags: StreamFlags {
                no_move: true,
                adjust_latency: true,
                no_inhibit_auto_suspend: true,
                ..StreamFlags::default()
            },
            props,
            ..RecordStreamParams::default()
        };
        self.output = Some(output);
        self.ask(&Command::CreateRecordStream(params), Asked::Stream)
    }

    fn parse<T: CommandReply>(&self, mut message: Cursor<&[u8]>) -> Result<T, Deaf> {
        TagStructReader::new(&mut message, self.version).read().map_err(|_| FAILED)
    }

    fn answered(&mut self, number: u32) -> Option<Asked> {
        let at = self.asked.iter().position(|(of, _)| *of == number)?;
        Some(self.asked.swap_remove(at).1)
    }

    fn ask(&mut self, command: &Command, asked: Asked) -> Result<(), Deaf> {
        let message = self.message(command, asked)?;
        // A few hundred bytes: a server that has no room for them is none.
        self.socket.write_all(&message).map_err(|_| NO_SERVER)
    }

    fn message(&mut self, command: &Command, asked: Asked) -> Result<Vec<u8>, Deaf> {
        let number = self.next;
        self.next = self.next.wrapping_add(1);
        let mut message = Vec::new();
        protocol::encode_command_message(&mut message, number, command, self.version).map_err(|_| FAILED)?;
        self.asked.push((number, asked));
        Ok(message)
    }
}
