//! People, passwords and groups of directories: LDAP and Active Directory (ACC-7). The only room that speaks it.
//!
//! A person is looked for by an account of the site's own, and the password is proved by a bind as that person, on a connection of its own. It knows no accounts of the appliance and keeps nothing.

mod connection;
mod groups;
mod person;

use std::{sync::Arc, time::Duration};

use tokio::{sync::Semaphore, time::timeout};
use towline_model::{Answer, AskedProvider, Found, LdapSettings, ProviderError, Trial, Trials};

/// For everything that one question takes.
const PATIENCE: Duration = Duration::from_secs(8);
/// Questions at a time: whoever stands before the sign-in page can ask them.
const AT_ONCE: usize = 32;

/// Asks directories.
#[derive(Debug, Clone)]
pub struct Directories {
    places: Arc<Semaphore>,
}

impl Directories {
    /// One for all directories.
    pub fn new() -> Self {
        Directories { places: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    async fn bounded<T>(&self, work: impl Future<Output = Result<T, ProviderError>>) -> Result<T, ProviderError> {
        let _place = self.places.try_acquire().map_err(|_| ProviderError::Busy)?;
        timeout(PATIENCE, work).await.unwrap_or_else(|_| Err(ProviderError::Unreachable("it takes too long".into())))
    }
}

impl Default for Directories {
    fn default() -> Self {
        Self::new()
    }
}

impl AskedProvider for Directories {
    fn find<'a>(&'a self, at: &'a LdapSettings, secret: &'a str, name: &'a str) -> Answer<'a, Option<Found>> {
        Box::pin(self.bounded(person::find(at, secret, name)))
    }

    fn prove<'a>(&'a self, at: &'a LdapSettings, dn: &'a str, password: &'a str) -> Answer<'a, bool> {
        Box::pin(self.bounded(person::prove(at, dn, password)))
    }

    fn test<'a>(&'a self, at: &'a LdapSettings, secret: &'a str) -> Trials<'a> {
        Box::pin(async move {
            let tried = async { Ok(connection::test(at, secret).await) };
            self.bounded(tried).await.unwrap_or_else(|error| vec![Trial::fails(format!("The directory {error}."))])
        })
    }
}
