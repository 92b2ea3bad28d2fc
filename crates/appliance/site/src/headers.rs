//! Headers that every answer of the appliance carries, whoever gives it.

use axum::{
    Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::Response,
};
use http::{HeaderMap, HeaderName, HeaderValue, header};

/// Whether browsers are told to insist on HTTPS from now on. Right where the certificate is one that browsers accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hsts {
    /// They are.
    On,
    /// They are not.
    Off,
}

/// Adds the headers to everything that this router answers.
pub fn secure(router: Router, site_url: &str, hsts: Hsts) -> Router {
    let headers = all(site_url, hsts);
    router.layer(middleware::from_fn_with_state(headers, add))
}

async fn add(State(headers): State<HeaderMap>, request: Request, next: Next) -> Response {
    let customer = request.uri().path().starts_with("/support");
    let mut response = next.run(request).await;
    let answer = response.headers_mut();
    for (name, value) in &headers {
        // Files that strangers sent have a stricter one.
        if name == header::CONTENT_SECURITY_POLICY && answer.contains_key(name) {
            continue;
        }
        answer.insert(name, value.clone());
    }
    if customer {
        answer.insert(PERMISSIONS, CUSTOMER_MAY);
    }
    response
}

const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");
/// What pages may ask the browser for: nothing of this.
const NOTHING: &str = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
/// The customer's page shows what a phone's camera sees (SUP-26); the browser asks them each time.
const CUSTOMER_MAY: HeaderValue =
    HeaderValue::from_static("camera=(self), geolocation=(), microphone=(), payment=(), usb=()");

fn all(site_url: &str, hsts: Hsts) -> HeaderMap {
    let live = site_url.replacen("https://", "wss://", 1);
    // SECURITY (D20): nothing but our own files runs; strings become markup only through the two named Trusted Types policies.
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self' {live}; img-src 'self' blob: data:; font-src 'self'; \
         style-src 'self' 'unsafe-inline'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
         trusted-types default towline"
    );
    let mut headers = HeaderMap::new();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    let fixed: [(HeaderName, &str); 6] = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (PERMISSIONS, NOTHING),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if hsts == Hsts::On {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_lets_nothing_run_but_our_own_files_d20() {
        let headers = all("https://support.example:8443", Hsts::Off);
        let policy = headers.get(header::CONTENT_SECURITY_POLICY).unwrap().to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';"), "{policy}");
        assert!(policy.contains("connect-src 'self' wss://support.example:8443;"), "{policy}");
        let script = policy.split("; ").find(|part| part.starts_with("script-src")).unwrap();
        assert!(!script.contains("unsafe-inline") && !script.contains("'unsafe-eval'"), "{script}");
        assert!(headers.get(header::STRICT_TRANSPORT_SECURITY).is_none());
    }
}
