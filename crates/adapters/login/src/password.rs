//! Argon2id in a bounded pool: hashing costs memory and time on purpose, so only a few run at once and only a few wait.

use std::{sync::Arc, time::Duration};

use thiserror::Error;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::hash;

/// Hashes that run at the same time; each takes 19 MiB.
const AT_ONCE: usize = 2;
/// How long somebody waits for a place.
const PATIENCE: Duration = Duration::from_secs(10);
/// Longest password that is looked at, in bytes.
const LONGEST: usize = 1024;

/// Why a password could not be hashed or checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PasswordError {
    /// Too many others are at it.
    #[error("too many passwords are being checked at the moment")]
    Busy,
    /// The hash function failed.
    #[error("hashing a password failed")]
    Hash,
}

/// Whether a password is the right one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// It is.
    Right,
    /// It is not, or there is nothing that it could be right for.
    Wrong,
}

/// Hashes and checks passwords.
#[derive(Clone)]
pub struct Passwords {
    places: Arc<Semaphore>,
    // What an unknown user's password is checked against, so that it takes the same time (ACC-5).
    nobody: Arc<str>,
}

impl Passwords {
    /// A pool of its own.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn new() -> Result<Self, PasswordError> {
        let mut unknown = Zeroizing::new([0; 32]);
        getrandom::fill(unknown.as_mut()).map_err(|_| PasswordError::Hash)?;
        Ok(Passwords { places: Arc::new(Semaphore::new(AT_ONCE)), nobody: hash::make(unknown.as_ref())?.into() })
    }

    /// The hash to keep, in PHC form with its own salt.
    ///
    /// # Errors
    /// When too many others wait, or the hash function fails.
    pub async fn hash(&self, password: &str) -> Result<String, PasswordError> {
        let password = Zeroizing::new(clipped(password));
        self.run(move || hash::make(&password)).await?
    }

    /// Checks a password. Without a hash to check against it does the same work and says no.
    ///
    /// # Errors
    /// When too many others wait, or the hash function fails.
    pub async fn check(&self, password: &str, against: Option<&str>) -> Result<Match, PasswordError> {
        let known = against.is_some();
        let against: Arc<str> = against.map_or_else(|| Arc::clone(&self.nobody), Arc::from);
        let password = Zeroizing::new(clipped(password));
        let right = self.run(move || hash::fits(&password, &against)).await?;
        Ok(if right && known { Match::Right } else { Match::Wrong })
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, PasswordError> {
        let place = tokio::time::timeout(PATIENCE, Arc::clone(&self.places).acquire_owned())
            .await
            .map_err(|_| PasswordError::Busy)?
            .map_err(|_| PasswordError::Busy)?;
        tokio::task::spawn_blocking(move || {
            let _place = place;
            work()
        })
        .await
        .map_err(|_| PasswordError::Hash)
    }
}

/// Longer ones are refused when they are set, so cutting here changes nothing for a right one.
fn clipped(password: &str) -> Vec<u8> {
    password.bytes().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_right_only_for_its_own_hash_acc_5() {
        let passwords = Passwords::new().unwrap();
        let hash = passwords.hash("correct horse battery").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_ne!(hash, passwords.hash("correct horse battery").await.unwrap(), "every hash has its own salt");
        assert_eq!(passwords.check("correct horse battery", Some(&hash)).await, Ok(Match::Right));
        assert_eq!(passwords.check("correct horse batterz", Some(&hash)).await, Ok(Match::Wrong));
        assert_eq!(passwords.check("correct horse battery", None).await, Ok(Match::Wrong));
        assert_eq!(passwords.check("anything", Some("not a hash")).await, Ok(Match::Wrong));
    }
}
