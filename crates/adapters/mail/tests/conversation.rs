//! Real conversations with a mail server of the test's own: over TLS, after STARTTLS and plain; refused at every step; stalled, silent, and lying.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use rustls::{ServerConfig, crypto::ring};
use rustls_pki_types::PrivateKeyDer;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufStream},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;
use towline_mail::{Letter, MailError, Security, Sender, Server, are_authorities, send};
use zeroize::Zeroizing;

/// The patience of these tests: long for those that are answered.
const LONG: Duration = Duration::from_secs(20);

/// How the server behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    Well,
    /// Offers no STARTTLS, although it could.
    HidesStartTls,
    /// Sends a word of its own behind the answer to STARTTLS, before TLS.
    Injects,
    /// Refuses the command that begins so, with this code.
    Refuses(&'static str, u16),
    /// Says nothing at all.
    Silent,
    /// Stops at the data.
    Stalls,
    /// Speaks another protocol.
    Odd,
    /// Offers no way to log in.
    NoAuth,
}

struct Trap {
    port: u16,
    authority: String,
    /// Each line that a client said.
    heard: Arc<Mutex<Vec<String>>>,
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

impl Trap {
    async fn set(implicit: bool, manner: Manner) -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let hears = heard.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, heard) = (acceptor.clone(), hears.clone());
                tokio::spawn(async move {
                    let tls = (!implicit).then_some(acceptor.clone());
                    if implicit {
                        let Ok(stream) = acceptor.accept(stream).await else { return };
                        serve(Box::new(stream), tls, manner, heard).await;
                    } else {
                        serve(Box::new(stream), tls, manner, heard).await;
                    }
                });
            }
        });
        Trap { port, authority: made.cert.pem(), heard }
    }

    fn server(&self, security: Security) -> Server {
        Server {
            host: "localhost".into(),
            port: self.port,
            security,
            login: Some(("site".into(), Zeroizing::new("open sesame".into()))),
            authorities: self.authority.clone(),
        }
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

/// "\0site\0open sesame"
const RIGHT: &str = "AUTH PLAIN AHNpdGUAb3BlbiBzZXNhbWU=";

async fn serve(stream: Box<dyn Stream>, tls: Option<TlsAcceptor>, manner: Manner, heard: Arc<Mutex<Vec<String>>>) {
    let (mut stream, mut tls) = (BufStream::new(stream), tls);
    let mut encrypted = tls.is_none();
    let mut greeted = false;
    loop {
        if !greeted {
            match manner {
                Manner::Silent => std::future::pending().await,
                Manner::Odd => drop(stream.write_all(b"SSH-2.0-none\r\n").await),
                _ => drop(stream.write_all(b"220 trap ESMTP\r\n").await),
            }
            let _ = stream.flush().await;
            greeted = true;
        }
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return;
        }
        let line = line.trim_end().to_owned();
        heard.lock().unwrap().push(line.clone());
        if let Manner::Refuses(start, code) = manner
            && line.starts_with(start)
        {
            let _ = stream.write_all(format!("{code} 5.0.0 not like this\r\n").as_bytes()).await;
            let _ = stream.flush().await;
            continue;
        }
        let answer = match line.split_ascii_whitespace().next().unwrap_or_default() {
            "EHLO" => {
                let start = if encrypted || manner == Manner::HidesStartTls { "" } else { "250-STARTTLS\r\n" };
                let auth = if manner == Manner::NoAuth { "" } else { "250-AUTH PLAIN LOGIN\r\n" };
                format!("250-trap\r\n{start}{auth}250 8BITMIME\r\n")
            }
            "STARTTLS" => {
                let more = if manner == Manner::Injects { "250 injected\r\n" } else { "" };
                let _ = stream.write_all(format!("220 go ahead\r\n{more}").as_bytes()).await;
                let _ = stream.flush().await;
                let Ok(inner) = tls.take().unwrap().accept(stream.into_inner()).await else { return };
                stream = BufStream::new(Box::new(inner));
                encrypted = true;
                continue;
            }
            "AUTH" if line == RIGHT => "235 welcome\r\n".into(),
            "AUTH" => "535 5.7.8 no such user\r\n".into(),
            "DATA" if manner == Manner::Stalls => std::future::pending().await,
            "DATA" => {
                let _ = stream.write_all(b"354 go on\r\n").await;
                let _ = stream.flush().await;
                loop {
                    let mut line = String::new();
                    if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                        return;
                    }
                    heard.lock().unwrap().push(line.trim_end().to_owned());
                    if line == ".\r\n" {
                        break;
                    }
                }
                "250 taken\r\n".into()
            }
            "QUIT" => "221 bye\r\n".into(),
            _ => "250 fine\r\n".into(),
        };
        let _ = stream.write_all(answer.as_bytes()).await;
        let _ = stream.flush().await;
    }
}

fn sender() -> Sender {
    Sender { address: "support@example.com".into(), name: "Support Zürich".into() }
}

fn letter() -> Letter {
    Letter { to: "jenny@example.com".into(), subject: "Reset your password".into(), text: "Hello\n.\nbye\n".into() }
}

async fn tried(server: &Server) -> Result<(), MailError> {
    send(server, &sender(), &letter(), "help.example", LONG).await
}

#[tokio::test]
async fn a_message_arrives_over_tls_after_starttls_and_plain() {
    for (security, implicit) in [(Security::Tls, true), (Security::StartTls, false), (Security::Plain, false)] {
        let trap = Trap::set(implicit, Manner::Well).await;
        tried(&trap.server(security)).await.unwrap();
        let heard = trap.heard();
        for line in [
            "EHLO help.example",
            RIGHT,
            "MAIL FROM:<support@example.com>",
            "RCPT TO:<jenny@example.com>",
            "To: jenny@example.com",
            "Subject: Reset your password",
            "Auto-Submitted: auto-generated",
            "Hello",
            // A line of one point is no end.
            "..",
            "bye",
            "QUIT",
        ] {
            assert!(heard.iter().any(|heard| heard.trim_end() == line), "{security:?}: {line} in {heard:#?}");
        }
        let from = heard.iter().find(|line| line.starts_with("From:")).unwrap();
        assert!(from.contains("=?utf-8?") && from.ends_with("<support@example.com>"), "{from}");
        assert_eq!(heard.contains(&"STARTTLS".to_owned()), security == Security::StartTls);
    }
}

#[tokio::test]
async fn starttls_is_required_and_nothing_is_said_without_it() {
    let trap = Trap::set(false, Manner::HidesStartTls).await;
    assert_eq!(tried(&trap.server(Security::StartTls)).await, Err(MailError::NoStartTls));
    assert!(!trap.heard().iter().any(|line| line.starts_with("AUTH") || line.starts_with("MAIL")));
    let trap = Trap::set(false, Manner::Refuses("STARTTLS", 454)).await;
    assert!(matches!(tried(&trap.server(Security::StartTls)).await, Err(MailError::Refused(_))));
    assert!(!trap.heard().iter().any(|line| line.starts_with("AUTH") || line.starts_with("MAIL")));
}

#[tokio::test]
async fn what_was_said_before_tls_does_not_count_after_it() {
    let trap = Trap::set(false, Manner::Injects).await;
    let told =
        send(&trap.server(Security::StartTls), &sender(), &letter(), "help.example", Duration::from_secs(5)).await;
    assert!(matches!(told, Err(MailError::Tls)), "{told:?}");
    assert!(!trap.heard().iter().any(|line| line.starts_with("AUTH") || line.starts_with("MAIL")));
}

#[tokio::test]
async fn a_certificate_of_nobody_that_is_trusted_ends_the_conversation() {
    for (security, implicit) in [(Security::Tls, true), (Security::StartTls, false)] {
        let trap = Trap::set(implicit, Manner::Well).await;
        let other = Trap::set(true, Manner::Well).await;
        for authorities in [String::new(), other.authority] {
            let told = tried(&Server { authorities, ..trap.server(security) }).await;
            assert!(matches!(told, Err(MailError::Certificate(_))), "{security:?}: {told:?}");
        }
        // It is good for its own name only.
        let named = Server { host: "127.0.0.1".into(), ..trap.server(security) };
        assert!(matches!(tried(&named).await, Err(MailError::Certificate(_))));
        assert!(!trap.heard().iter().any(|line| line.starts_with("AUTH") || line.starts_with("MAIL")));
    }
}

#[tokio::test]
async fn each_refusal_says_what_was_refused() {
    let refused = async |start: &'static str, code: u16| {
        let trap = Trap::set(true, Manner::Refuses(start, code)).await;
        tried(&trap.server(Security::Tls)).await.unwrap_err()
    };
    let words = "5.0.0 not like this".to_owned();
    assert_eq!(refused("AUTH", 535).await, MailError::Login(words.clone()));
    assert_eq!(refused("MAIL", 553).await, MailError::Sender(words.clone()));
    assert_eq!(refused("RCPT", 550).await, MailError::Recipient(words.clone()));
    assert_eq!(refused("DATA", 451).await, MailError::Refused(words));
    let trap = Trap::set(true, Manner::Well).await;
    let wrong = Server { login: Some(("site".into(), Zeroizing::new("wrong".into()))), ..trap.server(Security::Tls) };
    let told = tried(&wrong).await.unwrap_err();
    assert_eq!(told, MailError::Login("5.7.8 no such user".into()));
    assert!(!format!("{told} {told:?} {}", told.sentence()).contains("wrong"), "no password is in an error");
    let trap = Trap::set(true, Manner::NoAuth).await;
    assert_eq!(tried(&trap.server(Security::Tls)).await, Err(MailError::NoLogin));
    assert_eq!(tried(&Server { login: None, ..trap.server(Security::Tls) }).await, Ok(()));
}

#[tokio::test]
async fn nobody_waits_for_a_server_that_stalls() {
    for manner in [Manner::Silent, Manner::Stalls] {
        let trap = Trap::set(false, manner).await;
        let server = trap.server(Security::Plain);
        let told = send(&server, &sender(), &letter(), "help.example", Duration::from_millis(300)).await;
        assert_eq!(told, Err(MailError::Slow), "{manner:?}");
    }
}

#[tokio::test]
async fn what_is_no_mail_server_is_told_from_what_is_not_there() {
    let odd = Trap::set(false, Manner::Odd).await;
    assert_eq!(tried(&odd.server(Security::Plain)).await, Err(MailError::Odd));
    // TLS where there is none.
    let plain = Trap::set(false, Manner::Well).await;
    assert_eq!(tried(&plain.server(Security::Tls)).await, Err(MailError::Tls));
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    for security in [Security::Tls, Security::StartTls, Security::Plain] {
        let told = tried(&Server { port: free, ..plain.server(security) }).await;
        assert!(matches!(told, Err(MailError::Unreachable(_))), "{told:?}");
    }
}

#[tokio::test]
async fn only_certificates_are_taken_as_authorities() {
    let trap = Trap::set(true, Manner::Well).await;
    assert!(are_authorities(&trap.authority));
    for odd in ["hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        assert!(!are_authorities(odd), "{odd}");
        let told = tried(&Server { authorities: odd.into(), ..trap.server(Security::Tls) }).await;
        assert!(matches!(told, Err(MailError::Authorities | MailError::Certificate(_))), "{told:?}");
    }
}
