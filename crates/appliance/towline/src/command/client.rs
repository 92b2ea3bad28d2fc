//! Asks the running appliance, by the socket in its data directory.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context as _, Result, anyhow, bail};
use bytes::Bytes;
use http::{Method, Request, StatusCode, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde_json::Value;
use tokio::net::UnixStream;
use towline_manifest::quiet;

use crate::control;

/// Largest answer that is read, in bytes.
const ANSWER: usize = 64 * 1024 * 1024;

/// A connection to the appliance.
pub struct Client {
    sender: SendRequest<Full<Bytes>>,
}

/// Why the appliance refused.
#[derive(Debug, Deserialize)]
struct Problem {
    #[serde(default)]
    title: String,
    #[serde(default)]
    detail: String,
    #[serde(default)]
    fields: BTreeMap<String, String>,
}

impl Client {
    /// Connects.
    ///
    /// # Errors
    /// When no appliance runs over this directory, or the socket is not ours to open.
    pub async fn connect(data: &Path) -> Result<Self> {
        let path = control::address(data);
        let stream = UnixStream::connect(&path).await.with_context(|| {
            format!(
                "cannot reach the appliance at {}: run this on its machine, as its user or root, while `towline serve` runs, and name its data directory with --data",
                path.display()
            )
        })?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await.context("cannot speak with the appliance")?;
        // Its end shows at the next request.
        tokio::spawn(connection);
        Ok(Client { sender })
    }

    /// Reads something.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub async fn get(&mut self, path: &str) -> Result<Value> {
        self.ask(Method::GET, path, None, None).await
    }

    /// Reads something that may not be there.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub async fn find(&mut self, path: &str) -> Result<Option<Value>> {
        let (status, bytes) = self.send(Method::GET, path, None, None).await?;
        if status == StatusCode::NOT_FOUND { Ok(None) } else { read(status, &bytes).map(Some) }
    }

    /// Asks for something. `seen` is the tag of what the change was decided from.
    ///
    /// # Errors
    /// What the appliance says, in its words.
    pub async fn ask(&mut self, method: Method, path: &str, body: Option<&Value>, seen: Option<&str>) -> Result<Value> {
        let (status, bytes) = self.send(method, path, body, seen).await?;
        read(status, &bytes)
    }

    /// Gives the appliance a file.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub async fn give(&mut self, path: &str, file: Bytes) -> Result<Value> {
        let (status, bytes) = self.exchange(Method::POST, path, ("application/octet-stream", file), None).await?;
        read(status, &bytes)
    }

    /// Fetches a file.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub async fn fetch(&mut self, path: &str) -> Result<Bytes> {
        let (status, bytes) = self.send(Method::GET, path, None, None).await?;
        if status.is_success() { Ok(bytes) } else { read(status, &bytes).map(|_| bytes) }
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        seen: Option<&str>,
    ) -> Result<(StatusCode, Bytes)> {
        let body = body.map(|body| Bytes::from(body.to_string())).unwrap_or_default();
        self.exchange(method, path, ("application/json", body), seen).await
    }

    async fn exchange(
        &mut self,
        method: Method,
        path: &str,
        (kind, body): (&str, Bytes),
        seen: Option<&str>,
    ) -> Result<(StatusCode, Bytes)> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", towline_api::BASE))
            .header(header::HOST, "localhost")
            .header(header::CONTENT_TYPE, kind);
        if let Some(tag) = seen {
            request = request.header(header::IF_MATCH, format!("\"{tag}\""));
        }
        let request = request.body(Full::new(body)).context("cannot ask the appliance")?;
        self.sender.ready().await.context("the appliance went away")?;
        let answer = self.sender.send_request(request).await.context("the appliance went away")?;
        let status = answer.status();
        let body = Limited::new(answer.into_body(), ANSWER).collect().await;
        Ok((status, body.map_err(|error| anyhow!("{error}"))?.to_bytes()))
    }
}

/// The answer, or why there is none, in the appliance's words.
fn read(status: StatusCode, bytes: &Bytes) -> Result<Value> {
    if status.is_success() {
        return if bytes.is_empty() { Ok(Value::Null) } else { Ok(serde_json::from_slice(bytes)?) };
    }
    let Ok(problem) = serde_json::from_slice::<Problem>(bytes) else { bail!("the appliance answered {status}") };
    let mut text = [problem.title, problem.detail].join(" ").trim().to_owned();
    for (field, what) in problem.fields {
        text.push_str(&format!(" {field}: {what}"));
    }
    bail!("{}", quiet(&text))
}
