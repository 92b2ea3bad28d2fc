//! What a sign-in is made of: passwords (hashing, the rules for new ones), one-time codes, passkeys, and how often somebody may try.
//!
//! It knows no accounts and no store: the engine brings the hash and decides what an answer means.

mod allowance;
mod common;
mod guesses;
mod hash;
mod passkeys;
mod password;
mod rules;
mod throttle;
mod totp;

pub use allowance::{Allowance, Left};
pub use guesses::guesses_in;
pub use passkeys::{Asked, NewPasskey, PasskeyError, Passkeys, UsedPasskey};
pub use password::{Match, PasswordError, Passwords};
pub use rules::{MINIMUM_CHARACTERS, Weakness, weakness};
pub use throttle::{Throttle, Throttled};
pub use totp::{
    RECOVERY_CODES, RECOVERY_SECRET, TOTP_SECRET, TotpOffer, recovery_code, recovery_normal, totp_offer, totp_step,
};
