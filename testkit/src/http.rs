//! As much of a browser as REST needs: one request per connection, a cookie, and the headers that a page of the same origin sends.

use anyhow::{Context, Result};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::tls;

/// One tab: where it is, and who is signed in.
#[derive(Debug, Clone)]
pub struct Browser {
    pub port: u16,
    /// Host and port as the address bar shows them.
    pub site: String,
    pub cookie: Option<String>,
    /// Number of the tab, the same across its links.
    pub tab: u64,
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub text: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Result<Value> {
        serde_json::from_str(&self.text).with_context(|| format!("{} is no JSON: {}", self.status, self.text))
    }

    /// The JSON of an answer that says yes.
    pub fn ok(self) -> Result<Value> {
        anyhow::ensure!((200..300).contains(&self.status), "answered {}: {}", self.status, self.text);
        if self.text.is_empty() { Ok(Value::Null) } else { self.json() }
    }
}

impl Browser {
    /// Another tab of the same person.
    #[must_use]
    pub fn another_tab(&self) -> Self {
        Self { tab: self.tab + 1, ..self.clone() }
    }

    /// A call of the REST interface as a page of the site makes it.
    pub async fn call(&self, method: &str, path: &str, body: &Value) -> Result<Answer> {
        let origin = format!("https://{}", self.site);
        let headers = [("X-Towline", "1"), ("Origin", &origin), ("Content-Type", "application/json")];
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.request(method, &format!("/api/v1{path}"), &headers, &body).await
    }

    /// A request with exactly these headers, besides `Host` and the cookie.
    pub async fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Result<Answer> {
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.site);
        head.push_str(&format!("Content-Length: {}\r\n", body.len()));
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if let Some(cookie) = &self.cookie {
            head.push_str(&format!("Cookie: {cookie}\r\n"));
        }
        head.push_str("\r\n");
        let answer = self.raw(&[head.as_bytes(), body.as_bytes()].concat()).await?;
        parse(&answer)
    }

    /// Sends a request whose second part comes when what is to be between has happened.
    pub async fn in_two(&self, parts: [&[u8]; 2], between: impl Future<Output = Result<()>>) -> Result<Answer> {
        let mut stream = tls::connect(self.port).await?;
        stream.write_all(parts[0]).await?;
        between.await?;
        let _refused_early = stream.write_all(parts[1]).await;
        let mut answer = Vec::new();
        let _closed = stream.read_to_end(&mut answer).await;
        parse(&answer)
    }

    /// Sends these bytes and reads until the appliance closes.
    pub async fn raw(&self, bytes: &[u8]) -> Result<Vec<u8>> {
        let mut stream = tls::connect(self.port).await?;
        // An appliance that has refused already may have closed; what it said is still read.
        let _refused_early = stream.write_all(bytes).await;
        let mut answer = Vec::new();
        // Some clients of TLS close without saying so; what arrived counts.
        let _closed = stream.read_to_end(&mut answer).await;
        Ok(answer)
    }
}

fn parse(bytes: &[u8]) -> Result<Answer> {
    let text = String::from_utf8_lossy(bytes);
    let (head, body) = text.split_once("\r\n\r\n").context("an answer without a head")?;
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|word| word.parse().ok());
    let headers: Vec<(String, String)> =
        lines.filter_map(|line| line.split_once(':')).map(|(n, v)| (n.to_owned(), v.trim().to_owned())).collect();
    let chunked = headers.iter().any(|(n, v)| n.eq_ignore_ascii_case("transfer-encoding") && v.contains("chunked"));
    let text = if chunked { unchunk(body)? } else { body.to_owned() };
    Ok(Answer { status: status.context("an answer without a status")?, headers, text })
}

fn unchunk(mut body: &str) -> Result<String> {
    let mut text = String::new();
    loop {
        let (size, rest) = body.split_once("\r\n").context("a chunk without a size")?;
        let size = usize::from_str_radix(size.trim(), 16)?;
        if size == 0 {
            return Ok(text);
        }
        text.push_str(rest.get(..size).context("a chunk that ends early")?);
        body = rest.get(size + 2..).context("a chunk without an end")?;
    }
}
