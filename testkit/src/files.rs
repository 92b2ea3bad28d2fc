//! Somebody who fetches and sends files: a files link with as many manners as the test wants.

use anyhow::{Context, Result, bail, ensure};
use bytes::Bytes;
use prost::Message as _;
use towline_wire::v1::{
    ConsoleDown, ConsoleHello, ConsolePurpose, ConsoleUp, CopyTold, FetchFiles, FileBegins, FileEnds, FilesDown,
    FilesOver, FilesUp, Pong, PutEnd, PutFile, PutReady, console_down, console_up, files_down, files_up,
};
use towline_wire::{
    FILE_PIECE, FILES_LINK_CHANNEL, FILES_WINDOW, FilesPayload, Frame, Payload, ReceiveWindow, SendWindow,
};

use crate::agent::version;
use crate::appliance::TestAppliance;
use crate::console::SimulatedConsole;
use crate::http::Browser;
use crate::link::{Incoming, Link};

/// A viewer of one session's files.
pub struct FilesViewer {
    pub link: Link,
    send: SendWindow,
    receive: ReceiveWindow,
    request: u32,
}

/// What came on a files link.
#[derive(Debug)]
pub enum FilesHeard {
    Said(u32, files_down::Body),
    Data {
        request: u32,
        offset: u64,
        bytes: Bytes,
    },
    /// How far a copy to another endpoint is (FIL-12).
    Copy(CopyTold),
    /// The link is over, for this reason; empty: it broke.
    Closed(String),
}

/// How far a fetch of one file is, over as many links as it takes.
#[derive(Default)]
pub struct Fetched {
    pub begins: Option<FileBegins>,
    pub bytes: Vec<u8>,
    pub ends: Option<FileEnds>,
}

impl FilesViewer {
    /// A files link for whoever is signed in in this tab; `port` is the appliance's, or a proxy's before it. Fails with the code when it is refused.
    pub async fn open(appliance: &TestAppliance, browser: &Browser, session_id: &str, port: u16) -> Result<Self> {
        let ticket = SimulatedConsole::ticket(browser).await?;
        let mut link = Link::open(port, &appliance.site, "/link/console", Some(&appliance.origin())).await?;
        let hello = ConsoleHello {
            version: Some(version()),
            ticket,
            purpose: ConsolePurpose::Files.into(),
            viewer: browser.tab,
            session_id: session_id.to_owned(),
            ..ConsoleHello::default()
        };
        link.control(&ConsoleUp { request: 0, body: Some(console_up::Body::Hello(hello)) }).await?;
        match link.control_message::<ConsoleDown>().await?.body.context("an empty message")? {
            console_down::Body::Welcome(_) => {}
            console_down::Body::Refused(problem) => bail!("{}", problem.code),
            other => bail!("instead of a welcome: {other:?}"),
        }
        let (send, receive) = (SendWindow::new(FILES_WINDOW), ReceiveWindow::new(FILES_WINDOW));
        Ok(FilesViewer { link, send, receive, request: 0 })
    }

    /// What comes next; heartbeats are answered, and credit is given back.
    pub async fn next(&mut self) -> Result<FilesHeard> {
        loop {
            match self.link.next().await? {
                Incoming::Closed(reason) => return Ok(FilesHeard::Closed(reason)),
                Incoming::Frame(Frame::Credit { channel, bytes }) => {
                    ensure!(channel == FILES_LINK_CHANNEL);
                    self.send.grant(bytes)?;
                }
                Incoming::Frame(Frame::Control(bytes)) => match ConsoleDown::decode(bytes)?.body {
                    Some(console_down::Body::Ping(ping)) => {
                        let pong = console_up::Body::Pong(Pong { nonce: ping.nonce });
                        self.link.control(&ConsoleUp { request: 0, body: Some(pong) }).await?;
                    }
                    Some(console_down::Body::Copy(told)) => return Ok(FilesHeard::Copy(CopyTold::decode(told)?)),
                    _ => {}
                },
                Incoming::Frame(Frame::Data { channel, payload }) => {
                    ensure!(channel == FILES_LINK_CHANNEL);
                    self.receive.received(payload.len())?;
                    if let Some(bytes) = self.receive.consumed(payload.len()) {
                        let _ = self.link.credit(channel, bytes).await;
                    }
                    return Ok(match Payload::decode(payload)? {
                        Payload::FilesDown(body) => {
                            let FilesDown { request, body } = FilesDown::decode(body)?;
                            FilesHeard::Said(request, body.context("an empty message")?)
                        }
                        Payload::FileData { request, offset, bytes } => FilesHeard::Data { request, offset, bytes },
                        other => bail!("not of files: {other:?}"),
                    });
                }
            }
        }
    }

    /// Asks for something; the number of the request.
    pub async fn ask(&mut self, body: files_up::Body) -> Result<u32> {
        self.request += 1;
        self.say(self.request, body).await?;
        Ok(self.request)
    }

    /// Says something with this number, within credit.
    pub async fn say(&mut self, request: u32, body: files_up::Body) -> Result<()> {
        let up = FilesUp { request, body: Some(body) };
        let payload = FilesPayload::Ask(up.encode_to_vec().into()).encode();
        ensure!(self.send.take(payload.len()), "no credit for a message");
        self.link.data(FILES_LINK_CHANNEL, &payload).await
    }

    /// The end of a request; an error when the link is over.
    pub async fn over(&mut self, request: u32) -> Result<FilesOver> {
        loop {
            match self.next().await? {
                FilesHeard::Said(of, files_down::Body::Over(over)) if of == request => return Ok(over),
                FilesHeard::Closed(reason) => bail!("the link was closed: {reason}"),
                _ => {}
            }
        }
    }

    /// Fetches one file, or goes on with it. `None`: the link broke in between.
    pub async fn fetch(&mut self, path: &[u8], fetched: &mut Fetched) -> Result<Option<FilesOver>> {
        let mut fetch = FetchFiles { path: Bytes::copy_from_slice(path), ..FetchFiles::default() };
        if let Some(begins) = &fetched.begins {
            fetch.resume_offset = fetched.bytes.len() as u64;
            fetch.resume_stamp = begins.stamp.clone();
        }
        let Ok(request) = self.ask(files_up::Body::Fetch(fetch)).await else { return Ok(None) };
        loop {
            match self.next().await {
                Ok(FilesHeard::Said(of, body)) if of == request => match body {
                    files_down::Body::Begins(begins) => {
                        fetched.bytes.truncate(usize::try_from(begins.offset)?);
                        fetched.begins = Some(begins);
                    }
                    files_down::Body::Ends(ends) => fetched.ends = Some(ends),
                    files_down::Body::Over(over) => return Ok(Some(over)),
                    other => bail!("not of a fetch: {other:?}"),
                },
                Ok(FilesHeard::Data { request: of, offset, bytes }) if of == request => {
                    ensure!(offset == fetched.bytes.len() as u64, "a gap, or something twice");
                    fetched.bytes.extend_from_slice(&bytes);
                }
                Ok(FilesHeard::Said(..) | FilesHeard::Data { .. } | FilesHeard::Copy(_)) => {}
                Ok(FilesHeard::Closed(_)) | Err(_) => return Ok(None),
            }
        }
    }

    /// Sends a file, or goes on with it: what was ready, how far its bytes were sent, and its end. No end: the link broke in between.
    pub async fn put(
        &mut self,
        put: PutFile,
        content: &[u8],
        blocks: Bytes,
    ) -> Result<(PutReady, u64, Option<FilesOver>)> {
        let mut ready = PutReady::default();
        let Ok(request) = self.ask(files_up::Body::Put(put)).await else { return Ok((ready, 0, None)) };
        loop {
            match self.next().await {
                Ok(FilesHeard::Said(of, files_down::Body::PutReady(said))) if of == request => {
                    ready = said;
                    break;
                }
                Ok(FilesHeard::Said(of, files_down::Body::Over(over))) if of == request => {
                    return Ok((ready, 0, Some(over)));
                }
                Ok(FilesHeard::Closed(_)) | Err(_) => return Ok((ready, 0, None)),
                Ok(_) => {}
            }
        }
        let mut sent = ready.offset;
        while let Some(rest) = content.get(usize::try_from(sent)?..).filter(|rest| !rest.is_empty()) {
            let piece = rest.get(..FILE_PIECE.min(rest.len())).unwrap_or_default();
            let data = FilesPayload::Data { request, offset: sent, bytes: Bytes::copy_from_slice(piece) }.encode();
            while !self.send.take(data.len()) {
                match self.credit().await {
                    Ok(None) => {}
                    Ok(Some((of, over))) if of == request => return Ok((ready, sent, Some(over))),
                    Ok(Some(_)) => {}
                    Err(_) => return Ok((ready, sent, None)),
                }
            }
            if self.link.data(FILES_LINK_CHANNEL, &data).await.is_err() {
                return Ok((ready, sent, None));
            }
            sent += piece.len() as u64;
        }
        let end = files_up::Body::PutEnd(PutEnd { of: request, blocks });
        if self.say(request, end).await.is_err() {
            return Ok((ready, sent, None));
        }
        let over = self.over(request).await.ok();
        Ok((ready, sent, over))
    }

    /// Waits for one frame; the end of a request, if that is what came.
    async fn credit(&mut self) -> Result<Option<(u32, FilesOver)>> {
        match self.link.next().await? {
            Incoming::Closed(reason) => bail!("the link was closed: {reason}"),
            Incoming::Frame(Frame::Credit { bytes, .. }) => {
                self.send.grant(bytes)?;
                Ok(None)
            }
            Incoming::Frame(Frame::Data { payload, .. }) => match Payload::decode(payload)? {
                Payload::FilesDown(body) => match FilesDown::decode(body)? {
                    FilesDown { request, body: Some(files_down::Body::Over(over)) } => Ok(Some((request, over))),
                    _ => Ok(None),
                },
                _ => Ok(None),
            },
            Incoming::Frame(Frame::Control(bytes)) => {
                if let Some(console_down::Body::Ping(ping)) = ConsoleDown::decode(bytes)?.body {
                    let pong = console_up::Body::Pong(Pong { nonce: ping.nonce });
                    self.link.control(&ConsoleUp { request: 0, body: Some(pong) }).await?;
                }
                Ok(None)
            }
        }
    }
}
