//! One-time codes of an authenticator app (RFC 6238: SHA-1, six digits, 30 s, which is what all apps can do), and the codes for the day when the phone is gone.

use totp_rs::{Builder, Totp};
use zeroize::Zeroizing;

/// Bytes of a secret (RFC 4226, 4: at least 16, better 20).
pub const TOTP_SECRET: usize = 20;
/// Bytes of a recovery code: 80 bits, so that its hash cannot be searched.
pub const RECOVERY_SECRET: usize = 10;
/// So many are given out at a time.
pub const RECOVERY_CODES: usize = 10;

/// Steps of 30 s by which a clock may be off.
const SKEW: u16 = 1;
const ALPHABET: base32::Alphabet = base32::Alphabet::Rfc4648Lower { padding: false };

/// A secret for an app.
#[derive(Debug)]
pub struct TotpOffer {
    /// What the picture says: `otpauth://totp/…`.
    pub uri: Zeroizing<String>,
    /// The same secret to be typed.
    pub text: Zeroizing<String>,
}

fn totp(secret: &[u8], site: &str, username: &str) -> Option<Totp> {
    // The separator of the address may be in neither.
    let name = |text: &str| text.replace(':', " ");
    Builder::new()
        .with_secret(secret.to_vec())
        .with_skew(SKEW)
        .with_issuer(Some(name(site)))
        .with_account_name(name(username))
        .build()
        .ok()
}

/// What an app is told to make codes of this secret. `None`: the names fit no address.
pub fn totp_offer(secret: &[u8; TOTP_SECRET], site: &str, username: &str) -> Option<TotpOffer> {
    let uri = totp(secret, site, username)?.to_url().ok()?;
    let text = base32::encode(base32::Alphabet::Rfc4648 { padding: false }, secret);
    Some(TotpOffer { uri: uri.into(), text: text.into() })
}

/// The step of time whose code this is, if it is one of now. Each step counts once; remembering that is the caller's.
pub fn totp_step(secret: &[u8], code: &str, now_ms: i64) -> Option<i64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if code.len() != 6 || !code.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let step = totp(secret, "", "any")?.check(&code, u64::try_from(now_ms / 1000).ok()?)?;
    i64::try_from(step).ok()
}

/// A recovery code as it is shown: four groups of four.
pub fn recovery_code(secret: &[u8; RECOVERY_SECRET]) -> Zeroizing<String> {
    let text = Zeroizing::new(base32::encode(ALPHABET, secret));
    let groups: Vec<&str> = text.as_bytes().chunks(4).filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join("-").into()
}

/// A recovery code as it is compared: without what people put between the letters, and with letters for the digits that they are taken for. `None`: it is none.
pub fn recovery_normal(typed: &str) -> Option<Zeroizing<String>> {
    if typed.len() > 64 {
        return None;
    }
    let plain: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c.to_ascii_lowercase() {
            '0' => 'o',
            '1' => 'l',
            '8' => 'b',
            other => other,
        })
        .collect();
    let secret = base32::decode(ALPHABET, &plain)?;
    (secret.len() == RECOVERY_SECRET && plain.len() == 16).then(|| plain.into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// RFC 6238, appendix B, the SHA-1 column cut to six digits.
    const VECTORS: [(i64, &str); 4] =
        [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (2_000_000_000, "279037")];

    #[test]
    fn codes_are_those_of_rfc_6238_acc_6() {
        for (at, code) in VECTORS {
            assert_eq!(totp_step(b"12345678901234567890", code, at * 1000), Some(at / 30), "{at}");
            let (left, right) = code.split_at(3);
            let spaced = format!("{left} {right}");
            assert_eq!(totp_step(b"12345678901234567890", &spaced, at * 1000), Some(at / 30));
        }
    }

    #[test]
    fn a_clock_may_be_off_by_one_step_and_no_more_acc_6() {
        let (at, code) = VECTORS[2];
        for (off, right) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
            assert_eq!(totp_step(b"12345678901234567890", code, (at + off) * 1000).is_some(), right, "{off}");
        }
    }

    #[test]
    fn an_offer_names_the_site_and_the_account_acc_6() {
        let offer = totp_offer(&[7; TOTP_SECRET], "help: desk", "anna@example").unwrap();
        assert!(offer.uri.starts_with("otpauth://totp/help%20%20desk:anna%40example?"), "{}", *offer.uri);
        assert!(offer.uri.contains(&*offer.text));
    }

    proptest! {
        #[test]
        fn a_recovery_code_is_known_however_it_is_typed_acc_6(secret: [u8; RECOVERY_SECRET]) {
            let shown = recovery_code(&secret);
            prop_assert_eq!(shown.len(), 19);
            let plain = recovery_normal(&shown).unwrap();
            prop_assert_eq!(&*recovery_normal(&format!(" {} ", shown.to_uppercase().replace('-', " "))).unwrap(), &*plain);
        }

        #[test]
        fn nothing_that_is_typed_panics_acc_6(typed in ".{0,40}", now: i64) {
            let _ = (totp_step(&[1; TOTP_SECRET], &typed, now), recovery_normal(&typed));
        }
    }
}
