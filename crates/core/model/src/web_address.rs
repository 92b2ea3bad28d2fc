//! Addresses of web pages that one person asks another to open (SES-32).

/// Longest address in bytes.
pub const WEB_ADDRESS: usize = 2048;

/// Whether a text is the address of a web page in the spelling of browsers: http or https, a host, nothing but visible ASCII.
///
/// SECURITY: a name or a password before the host makes an address look like another one's, and characters beyond ASCII can turn it around; both are refused.
pub fn is_web_address(text: &str) -> bool {
    if text.len() > WEB_ADDRESS || !text.bytes().all(fits) {
        return false;
    }
    let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.split(':').next().unwrap_or_default();
    !host.is_empty() && !authority.contains('@')
}

fn fits(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_of_the_web_and_reads_as_what_it_is_ses_32() {
        for good in [
            "https://example.com",
            "http://example.com:8080/a?b=c#d",
            "https://xn--bcher-kva.example/%20",
            "https://[::1]/",
        ] {
            assert!(is_web_address(good), "{good}");
        }
        for bad in [
            "",
            "example.com",
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "HTTPS://example.com",
            "https://",
            "https:///x",
            "https://bank.example@evil.example/",
            "https://a:b@evil.example/",
            "https://exam ple.com/",
            "https://ex\u{430}mple.com/",
            "https://example.com/\u{202e}gpj",
            "https://example.com/\n",
            "https://example.com/\"onclick=",
            &format!("https://example.com/{}", "a".repeat(WEB_ADDRESS)),
        ] {
            assert!(!is_web_address(bad), "{bad}");
        }
    }
}
