//! The first run (ACC-12): one code of 128 bits, printed by the program that serves, makes the first administrator. Then it is over for good.

use std::{
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
};

use towline_model::{Author, AuthorKind, UserId};
use towline_store::{NewUser, Stamp, Store};

use crate::{
    Engine, Fault, accounts,
    secret::{self, Secret},
    sign_in::too_many,
};

/// What the first administrator types.
#[derive(Debug, Clone)]
pub struct FirstAdministrator {
    /// What people call the person.
    pub display_name: String,
    /// What the person signs in with.
    pub username: String,
    /// The password.
    pub password: String,
    /// The password once more.
    pub password_again: String,
}

/// Open until there is an administrator.
pub(crate) struct SetupGate {
    code: Mutex<Option<Secret>>,
}

impl SetupGate {
    pub(crate) async fn open(store: &Store) -> Result<Self, Fault> {
        let code = if store.has_administrator().await? { None } else { Some(Secret::fresh::<16>()?) };
        Ok(SetupGate { code: Mutex::new(code) })
    }

    fn lock(&self) -> MutexGuard<'_, Option<Secret>> {
        self.code.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// SECURITY: hashes are compared, so the time of the comparison tells nothing about the code.
    fn admits(&self, code: &str) -> bool {
        let given = secret::hash(code);
        self.lock().as_ref().is_some_and(|code| code.hash == given)
    }
}

impl Engine {
    /// The link that sets the site up, while there is no administrator.
    pub fn setup_link(&self) -> Option<String> {
        self.inner.setup.lock().as_ref().map(|code| format!("{}/setup/{}", self.inner.site.url, code.text))
    }

    /// Whether this code opens the set-up.
    ///
    /// # Errors
    /// `not_found` when it does not, or there is nothing to set up any more; `too_many_attempts`.
    pub fn check_setup_code(&self, code: &str, address: IpAddr) -> Result<(), Fault> {
        if self.inner.setup.lock().is_none() {
            return Err(Fault::not_found());
        }
        self.inner.throttle.anonymous_attempt(address).map_err(|_| too_many())?;
        if self.inner.setup.admits(code) { Ok(()) } else { Err(Fault::not_found()) }
    }

    /// Makes the first administrator and closes the set-up for good.
    ///
    /// # Errors
    /// `not_found` for a wrong code or when there is an administrator; `invalid` with what is wrong with which field.
    pub async fn set_up(&self, code: &str, first: FirstAdministrator, address: IpAddr) -> Result<(), Fault> {
        self.check_setup_code(code, address)?;
        let mut fault = Fault::invalid();
        let display_name = accounts::display_name(&first.display_name, &mut fault);
        let username = accounts::username(&first.username, &mut fault);
        let names = [first.username.as_str(), &first.display_name];
        self.check_new_password(None, &first.password, &names, "password", &mut fault).await?;
        if !fault.fields.contains_key("password") && first.password != first.password_again {
            fault = fault.field("password_again", "This is not the same password.");
        }
        if !fault.fields.is_empty() {
            return Err(fault);
        }
        let password_hash = self.inner.passwords.hash(&first.password).await?;
        let author = Author { kind: AuthorKind::Setup, id: None, name: username.clone(), address: address.to_string() };
        let stamp = Stamp { author: author.into(), at: self.now(), seen: None, once: None };
        let made = self
            .inner
            .store
            .create_first_administrator(
                stamp,
                NewUser {
                    id: UserId::from_uuid(secret::fresh_id()),
                    username,
                    display_name,
                    email: String::new(),
                    administrator: true,
                    password_hash,
                    must_change_password: false,
                    groups: Vec::new(),
                    settings: towline_policy::Settings::default(),
                    created: self.now(),
                },
            )
            .await?;
        // Made now or by somebody who was faster: there is an administrator, so the door closes.
        self.inner.setup.lock().take();
        if made { Ok(()) } else { Err(Fault::not_found()) }
    }
}
