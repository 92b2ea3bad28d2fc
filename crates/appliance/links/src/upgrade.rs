//! From an HTTP/1.1 request to a WebSocket (RFC 6455): no compression, no fragments beyond the limit, subprotocol `towline.v1` and no other.

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use futures_util::FutureExt as _;
use http::{HeaderMap, Method, Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use towline_wire::{DATA_LIMIT, SUBPROTOCOL};

/// An upgraded connection.
pub(crate) type Socket = WebSocketStream<TokioIo<hyper::upgrade::Upgraded>>;

/// Kind and channel in front of a payload.
const HEAD: usize = 6;

/// Answers with 101 and hands the socket over, or says what is missing.
pub(crate) fn upgrade<F, Served>(mut request: Request<Body>, read_buffer: usize, serve: F) -> Response
where
    F: FnOnce(Socket) -> Served + Send + 'static,
    Served: Future<Output = ()> + Send + 'static,
{
    let key = match accept_key(request.method(), request.headers()) {
        Ok(key) => key,
        Err(refused) => return refused.into_response(),
    };
    let config = WebSocketConfig::default()
        .read_buffer_size(read_buffer)
        .write_buffer_size(16 * 1024)
        .max_write_buffer_size(4 * 1024 * 1024)
        .max_message_size(Some(DATA_LIMIT + HEAD))
        .max_frame_size(Some(DATA_LIMIT + HEAD));
    let upgraded = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        let Ok(io) = upgraded.await else { return };
        let socket = WebSocketStream::from_raw_socket(TokioIo::new(io), Role::Server, Some(config)).await;
        // Boxed: an idle link keeps its own state, not the largest that it ever needed.
        serve(socket).boxed().await;
    });
    let headers = [
        (header::CONNECTION, "upgrade".to_owned()),
        (header::UPGRADE, "websocket".to_owned()),
        (header::SEC_WEBSOCKET_ACCEPT, key),
        (header::SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL.to_owned()),
    ];
    (StatusCode::SWITCHING_PROTOCOLS, headers).into_response()
}

fn accept_key(method: &Method, headers: &HeaderMap) -> Result<String, (StatusCode, &'static str)> {
    let lists = |name: header::HeaderName, word: &str| {
        headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .any(|entry| entry.trim().eq_ignore_ascii_case(word))
    };
    let asked = *method == Method::GET && lists(header::CONNECTION, "upgrade") && lists(header::UPGRADE, "websocket");
    if !asked {
        return Err((StatusCode::UPGRADE_REQUIRED, "this address is for links only"));
    }
    if headers.get(header::SEC_WEBSOCKET_VERSION).is_none_or(|version| version != "13") {
        return Err((StatusCode::BAD_REQUEST, "version 13 of the WebSocket protocol is needed"));
    }
    if !lists(header::SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL) {
        return Err((StatusCode::BAD_REQUEST, "the subprotocol towline.v1 is needed"));
    }
    match headers.get(header::SEC_WEBSOCKET_KEY) {
        Some(key) if key.len() == 24 => Ok(derive_accept_key(key.as_bytes())),
        _ => Err((StatusCode::BAD_REQUEST, "the WebSocket key is missing")),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn asking() -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            (header::CONNECTION, "keep-alive, Upgrade"),
            (header::UPGRADE, "websocket"),
            (header::SEC_WEBSOCKET_VERSION, "13"),
            (header::SEC_WEBSOCKET_PROTOCOL, "towline.v1"),
            (header::SEC_WEBSOCKET_KEY, "dGhlIHNhbXBsZSBub25jZQ=="),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn the_key_is_answered_as_rfc_6455_says() {
        assert_eq!(accept_key(&Method::GET, &asking()).as_deref(), Ok("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    }

    #[test]
    fn what_is_no_upgrade_to_this_protocol_is_refused() {
        assert!(accept_key(&Method::POST, &asking()).is_err());
        for (name, value) in [
            (header::CONNECTION, "keep-alive"),
            (header::UPGRADE, "h2c"),
            (header::SEC_WEBSOCKET_VERSION, "8"),
            (header::SEC_WEBSOCKET_PROTOCOL, "chat"),
            (header::SEC_WEBSOCKET_KEY, "short"),
        ] {
            let mut headers = asking();
            headers.insert(name, HeaderValue::from_static(value));
            assert!(accept_key(&Method::GET, &headers).is_err(), "{value}");
        }
    }
}
