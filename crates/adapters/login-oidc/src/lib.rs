//! Signing in through OpenID Connect (ACC-7): the authorization code flow with PKCE, state and nonce, and the verified id token. The only room that speaks it.
//!
//! It knows no accounts and keeps nothing: the engine keeps what a visit needs until its end, and decides what somebody may. Nothing is cached, so a provider that changed its keys is believed at once.

mod claims;
mod visit;

use std::{sync::Arc, time::Duration};

use tokio::{sync::Semaphore, time::timeout};
use towline_model::{
    Answer, Identity, Kept, OpenIdSettings, ProviderError, Proving, Trial, Trials, Visit, VisitedProvider,
};

/// For everything that one question takes.
const PATIENCE: Duration = Duration::from_secs(8);
/// Questions at a time: whoever stands before the sign-in page can ask them.
const AT_ONCE: usize = 32;

/// Asks providers that speak OpenID Connect.
#[derive(Debug, Clone)]
pub struct OpenIdConnect {
    places: Arc<Semaphore>,
}

impl OpenIdConnect {
    /// One for all providers.
    pub fn new() -> Self {
        OpenIdConnect { places: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    async fn bounded<T>(&self, work: impl Future<Output = Result<T, ProviderError>>) -> Result<T, ProviderError> {
        let _place = self.places.try_acquire().map_err(|_| ProviderError::Busy)?;
        timeout(PATIENCE, work).await.unwrap_or_else(|_| Err(ProviderError::Unreachable("it takes too long".into())))
    }
}

impl Default for OpenIdConnect {
    fn default() -> Self {
        Self::new()
    }
}

impl VisitedProvider for OpenIdConnect {
    fn begin<'a>(&'a self, at: &'a OpenIdSettings, back: &'a str, proving: Proving) -> Answer<'a, Visit> {
        Box::pin(self.bounded(visit::begin(at, back, proving)))
    }

    fn finish<'a>(
        &'a self,
        at: &'a OpenIdSettings,
        secret: &'a str,
        back: &'a str,
        kept: &'a Kept,
        code: &'a str,
        issuer: Option<&'a str>,
    ) -> Answer<'a, Identity> {
        Box::pin(self.bounded(visit::finish(at, secret, back, kept, code, issuer)))
    }

    fn test<'a>(&'a self, at: &'a OpenIdSettings, secret: &'a str, back: &'a str) -> Trials<'a> {
        Box::pin(async move {
            let tried = async { Ok(visit::test(at, secret, back).await) };
            self.bounded(tried).await.unwrap_or_else(|error| vec![Trial::fails(format!("The provider {error}."))])
        })
    }
}
