//! One WebSocket of the wire, seen from the peer's side, with no manners of its own: it sends what it is told, valid or not.

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use towline_wire::{CONTROL_LIMIT_LARGE, Frame, decode, encode_control, encode_credit, encode_data};

use crate::tls;

pub struct Link {
    socket: WebSocketStream<TlsStream<TcpStream>>,
    /// Of the TLS connection under it.
    pub channel_binding: [u8; 32],
}

/// What came.
#[derive(Debug)]
pub enum Incoming {
    Frame(Frame),
    /// The appliance closed, with this reason, which is empty when the connection just ended.
    Closed(String),
}

impl Link {
    /// Opens a link, as a browser with this `Origin` or as an agent without one.
    pub async fn open(port: u16, site: &str, path: &str, origin: Option<&str>) -> Result<Self> {
        let stream = tls::connect(port).await?;
        let channel_binding = tls::channel_binding(&stream)?;
        let mut request = format!("wss://{site}{path}").into_client_request()?;
        let headers = request.headers_mut();
        headers.insert("Sec-WebSocket-Protocol", towline_wire::SUBPROTOCOL.parse()?);
        if let Some(origin) = origin {
            headers.insert("Origin", origin.parse()?);
        }
        let (socket, _) = tokio_tungstenite::client_async(request, stream).await.context("opening a WebSocket")?;
        Ok(Self { socket, channel_binding })
    }

    pub async fn control(&mut self, message: &impl prost::Message) -> Result<()> {
        self.binary(encode_control(message)).await
    }

    pub async fn data(&mut self, channel: u32, payload: &[u8]) -> Result<()> {
        self.binary(encode_data(channel, &[payload])).await
    }

    pub async fn credit(&mut self, channel: u32, bytes: u32) -> Result<()> {
        self.binary(encode_credit(channel, bytes)).await
    }

    /// Any bytes as one binary message.
    pub async fn binary(&mut self, bytes: Bytes) -> Result<()> {
        Ok(self.socket.send(Message::Binary(bytes)).await?)
    }

    /// A text message, which the wire does not know.
    pub async fn text(&mut self, text: &str) -> Result<()> {
        Ok(self.socket.send(Message::text(text)).await?)
    }

    /// What comes next.
    pub async fn next(&mut self) -> Result<Incoming> {
        loop {
            return match self.socket.next().await {
                Some(Ok(Message::Binary(bytes))) => Ok(Incoming::Frame(decode(bytes, CONTROL_LIMIT_LARGE)?)),
                Some(Ok(Message::Close(frame))) => {
                    Ok(Incoming::Closed(frame.map(|f| f.reason.to_string()).unwrap_or_default()))
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => continue,
                Some(Ok(Message::Text(text))) => bail!("a text message: {text}"),
                None
                | Some(Err(Error::ConnectionClosed | Error::AlreadyClosed | Error::Protocol(_) | Error::Io(_))) => {
                    Ok(Incoming::Closed(String::new()))
                }
                Some(Err(error)) => Err(error.into()),
            };
        }
    }

    /// The next control message; data and credit in front of it are dropped.
    pub async fn control_message<M: prost::Message + Default>(&mut self) -> Result<M> {
        loop {
            match self.next().await? {
                Incoming::Frame(Frame::Control(bytes)) => return Ok(M::decode(bytes)?),
                Incoming::Frame(_) => {}
                Incoming::Closed(reason) => bail!("the link was closed: {reason}"),
            }
        }
    }

    /// Reads on until the appliance closes, and returns the reason.
    pub async fn closed(&mut self) -> Result<String> {
        loop {
            if let Incoming::Closed(reason) = self.next().await? {
                return Ok(reason);
            }
        }
    }
}
