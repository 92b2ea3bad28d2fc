//! Questions to a service, as it gets them over a socket, and what becomes of its answers.

use std::{
    io::{self, Read as _, Write as _},
    net::TcpListener,
    thread::JoinHandle,
};

use towline_translate::{Service, TranslateError, languages, translate};
use zeroize::Zeroizing;

/// Answers one request with this, and hands over what it got.
fn one(answer: &'static str) -> io::Result<(Service, JoinHandle<io::Result<String>>)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = format!("http://{}/api", listener.local_addr()?);
    let heard = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept()?;
        let mut got = String::new();
        let mut piece = [0; 1024];
        loop {
            let sized = got.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
            if got.split_once("\r\n\r\n").is_some_and(|(_, body)| body.len() >= sized.unwrap_or(0)) {
                break;
            }
            let count = stream.read(&mut piece)?;
            got.push_str(&String::from_utf8_lossy(piece.get(..count).unwrap_or_default()));
        }
        stream.write_all(answer.as_bytes())?;
        Ok(got)
    });
    Ok((Service { address, key: Some(Zeroizing::new("s3cret".into())), authorities: String::new() }, heard))
}

#[tokio::test]
async fn a_message_is_asked_for_once_with_the_key_in_the_body_ses_31() {
    let answer = "HTTP/1.1 200 OK\r\ncontent-length: 28\r\n\r\n{\"translatedText\":\"h\\u00e9\"}";
    let (service, heard) = one(answer).unwrap();
    assert_eq!(translate(&service, "hallo", ("de", "en")).await, Ok("hé".to_owned()));
    let heard = heard.join().unwrap().unwrap();
    assert!(heard.starts_with("POST /api/translate HTTP/1.1\r\n"), "{heard}");
    assert!(
        heard.ends_with(r#"{"q":"hallo","source":"de","target":"en","format":"text","api_key":"s3cret"}"#),
        "{heard}"
    );
}

#[tokio::test]
async fn what_a_service_answers_else_is_told_apart_ses_31() {
    let told = |answer| async move { translate(&one(answer).unwrap().0, "hallo", ("de", "en")).await.unwrap_err() };
    let refused = told("HTTP/1.1 403 Forbidden\r\ncontent-length: 19\r\n\r\n{\"error\":\"Bad key\"}").await;
    assert_eq!(refused, TranslateError::Refused("Bad key".into()));
    for answer in [
        "HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\ncut off",
        "hello",
    ] {
        assert_eq!(told(answer).await.code(), "unreachable", "{answer}");
    }
    // Where it leads elsewhere is not followed: the key and the text are for this service.
    let led = told("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n").await;
    assert_eq!(led.code(), "refused");
}

#[tokio::test]
async fn a_service_that_is_not_there_is_told_ses_31() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let service = Service { address: format!("http://127.0.0.1:{port}"), key: None, authorities: String::new() };
    assert_eq!(languages(&service).await.unwrap_err().code(), "unreachable");
}
