//! The plain HTTP port, which only sends browsers on to HTTPS (ACC-1). It reads the head of a request and nothing else.

use std::{sync::Arc, time::Duration};

use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body_util::Empty;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::timeout,
};

/// Connections at a time.
const CONNECTIONS: usize = 256;
/// For a connection, from its start to its end.
const LIFE: Duration = Duration::from_secs(10);

/// Serves until the task is dropped. `site` is where everybody is sent; what the request says of its host is not looked at.
pub async fn serve(listener: TcpListener, site: Arc<str>) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => {
                let site = Arc::clone(&site);
                tokio::spawn(async move {
                    let _ = timeout(LIFE, connection(stream, site)).await;
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection to the redirecting port");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn connection(stream: TcpStream, site: Arc<str>) {
    let service = service_fn(move |request: Request<Incoming>| {
        let response = answer(&site, &request);
        async move { Ok::<_, std::convert::Infallible>(response) }
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(LIFE)
        .keep_alive(false)
        .max_buf_size(16 * 1024)
        .serve_connection(TokioIo::new(stream), service)
        .await;
    if let Err(error) = served {
        tracing::trace!(%error, "a redirected connection ended with an error");
    }
}

fn answer<B>(site: &str, request: &Request<B>) -> Response<Empty<bytes::Bytes>> {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let mut response = Response::new(Empty::new());
    match HeaderValue::from_str(&format!("{site}{path}")) {
        Ok(target) if path.starts_with('/') => {
            *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
            response.headers_mut().insert(header::LOCATION, target);
        }
        _ => *response.status_mut() = StatusCode::BAD_REQUEST,
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_typed_without_a_scheme_lands_on_https_acc_1() {
        let request = Request::get("http://evil.example/console?x=1").header("host", "evil.example").body(()).unwrap();
        let response = answer("https://support.example", &request);
        assert_eq!(response.status(), StatusCode::PERMANENT_REDIRECT);
        assert_eq!(response.headers()[header::LOCATION], "https://support.example/console?x=1");
    }
}
