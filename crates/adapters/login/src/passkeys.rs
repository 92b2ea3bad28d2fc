//! Passkeys (WebAuthn), as one of several factors and as the only one: the authenticator itself asks for a finger, a face or a PIN, every time.
//!
//! What has to be kept between the two halves of a ceremony, and the keys themselves, are texts that the caller stores and gives back.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use thiserror::Error;
use url::Url;
use uuid::Uuid;
use webauthn_rs::{Webauthn, WebauthnBuilder, prelude::*};

/// Why a ceremony failed. What exactly did not fit is nobody's business but the log's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the passkey was not taken")]
pub struct PasskeyError;

/// The first half of a ceremony: what the browser is asked, and what to keep until it answers.
#[derive(Debug)]
pub struct Asked {
    /// Options for `navigator.credentials`.
    pub options: Value,
    /// To be kept, for a few minutes and for one answer.
    pub state: String,
}

/// A passkey to be kept.
#[derive(Debug)]
pub struct NewPasskey {
    /// Its id.
    pub credential: Vec<u8>,
    /// The key.
    pub key: String,
}

/// A passkey that was used.
#[derive(Debug)]
pub struct UsedPasskey {
    /// Its id.
    pub credential: Vec<u8>,
    /// The key as it is to be kept from now on: its counter went on.
    pub key: String,
}

/// Makes and checks the ceremonies of one site.
pub struct Passkeys(Webauthn);

fn to_text(value: &impl Serialize) -> Result<String, PasskeyError> {
    serde_json::to_string(value).map_err(|_| PasskeyError)
}

fn from_text<T: DeserializeOwned>(text: &str) -> Result<T, PasskeyError> {
    serde_json::from_str(text).map_err(|_| PasskeyError)
}

fn refused(error: WebauthnError) -> PasskeyError {
    tracing::debug!(?error, "a passkey was refused");
    PasskeyError
}

impl Passkeys {
    /// For the site at this origin. `None`: browsers make no passkeys for it, because it has no name but only a number.
    pub fn of_site(origin: &str, name: &str) -> Option<Self> {
        let origin = Url::parse(origin).ok()?;
        let host = origin.domain()?.to_owned();
        // Behind a forwarded port the browser names another one than the site has; the name is what counts.
        let built = WebauthnBuilder::new(&host, &origin).ok()?.rp_name(name).allow_any_port(true).build().ok()?;
        Some(Passkeys(built))
    }

    /// Begins to make a passkey for an account that has those with these ids.
    ///
    /// # Errors
    /// [`PasskeyError`].
    pub fn begin_making(
        &self,
        user: Uuid,
        username: &str,
        display_name: &str,
        existing: &[Vec<u8>],
    ) -> Result<Asked, PasskeyError> {
        let existing = existing.to_vec();
        let (options, state) =
            self.0.start_passkey_registration(user, username, display_name, Some(existing)).map_err(refused)?;
        let mut options = serde_json::to_value(options).map_err(|_| PasskeyError)?;
        // A key that the device keeps itself can be the only factor: nobody has to type a name first.
        if let Some(Value::Object(chosen)) = options.pointer_mut("/publicKey/authenticatorSelection") {
            chosen.insert("residentKey".into(), "preferred".into());
        }
        Ok(Asked { options, state: to_text(&state)? })
    }

    /// Takes the new passkey.
    ///
    /// # Errors
    /// [`PasskeyError`].
    pub fn finish_making(&self, state: &str, answer: Value) -> Result<NewPasskey, PasskeyError> {
        let answer: RegisterPublicKeyCredential = serde_json::from_value(answer).map_err(|_| PasskeyError)?;
        let key = self.0.finish_passkey_registration(&answer, &from_text(state)?).map_err(refused)?;
        Ok(NewPasskey { credential: key.cred_id().to_vec(), key: to_text(&key)? })
    }

    /// Begins to ask for one of these keys.
    ///
    /// # Errors
    /// [`PasskeyError`].
    pub fn begin_using(&self, keys: &[String]) -> Result<Asked, PasskeyError> {
        let keys = keys.iter().map(|key| from_text::<Passkey>(key)).collect::<Result<Vec<_>, _>>()?;
        let (options, state) = self.0.start_passkey_authentication(&keys).map_err(refused)?;
        Ok(Asked { options: serde_json::to_value(options).map_err(|_| PasskeyError)?, state: to_text(&state)? })
    }

    /// Takes the answer to [`begin_using`](Self::begin_using).
    ///
    /// # Errors
    /// [`PasskeyError`].
    pub fn finish_using(&self, state: &str, answer: Value, keys: &[String]) -> Result<UsedPasskey, PasskeyError> {
        let answer: PublicKeyCredential = serde_json::from_value(answer).map_err(|_| PasskeyError)?;
        let result = self.0.finish_passkey_authentication(&answer, &from_text(state)?).map_err(refused)?;
        used(&result, keys)
    }

    /// Begins to ask for any passkey of this site: who it is, the passkey says.
    ///
    /// # Errors
    /// [`PasskeyError`].
    pub fn begin_alone(&self) -> Result<Asked, PasskeyError> {
        let (options, state) = self.0.start_discoverable_authentication().map_err(refused)?;
        let mut options = serde_json::to_value(options).map_err(|_| PasskeyError)?;
        // Somebody pressed a button for it; the browser need not wait for a field to be clicked.
        if let Some(asked) = options.as_object_mut() {
            asked.remove("mediation");
        }
        Ok(Asked { options, state: to_text(&state)? })
    }

    /// The account that an answer to [`begin_alone`](Self::begin_alone) names. Nothing is proved by it yet.
    pub fn named(answer: &Value) -> Option<Uuid> {
        let answer: PublicKeyCredential = serde_json::from_value(answer.clone()).ok()?;
        Uuid::from_slice(answer.get_user_unique_id()?).ok()
    }

    /// Takes the answer to [`begin_alone`](Self::begin_alone), made with one of these keys.
    ///
    /// # Errors
    /// [`PasskeyError`].
    pub fn finish_alone(&self, state: &str, answer: Value, keys: &[String]) -> Result<UsedPasskey, PasskeyError> {
        let answer: PublicKeyCredential = serde_json::from_value(answer).map_err(|_| PasskeyError)?;
        let key = keys
            .iter()
            .filter_map(|key| from_text::<Passkey>(key).ok())
            .find(|key| key.cred_id().as_slice() == answer.get_credential_id())
            .ok_or(PasskeyError)?;
        let state = from_text(state)?;
        let result = self.0.finish_discoverable_authentication_v2(&answer, state, &key).map_err(refused)?;
        used(&result, keys)
    }
}

fn used(result: &AuthenticationResult, keys: &[String]) -> Result<UsedPasskey, PasskeyError> {
    if !result.user_verified() {
        return Err(PasskeyError);
    }
    for text in keys {
        let mut key: Passkey = from_text(text)?;
        if key.update_credential(result).is_some() {
            return Ok(UsedPasskey { credential: result.cred_id().to_vec(), key: to_text(&key)? });
        }
    }
    Err(PasskeyError)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn site() -> Passkeys {
        Passkeys::of_site("https://help.example:8443", "Help").unwrap()
    }

    #[test]
    fn a_site_with_a_name_only_makes_passkeys_acc_6() {
        assert!(Passkeys::of_site("https://localhost:8443", "Help").is_some());
        assert!(Passkeys::of_site("https://192.0.2.1", "Help").is_none());
        assert!(Passkeys::of_site("nonsense", "Help").is_none());
    }

    #[test]
    fn a_passkey_is_asked_for_a_finger_or_a_pin_and_may_stay_on_the_device_acc_6() {
        let asked = site().begin_making(Uuid::nil(), "anna", "Anna", &[vec![1, 2, 3]]).unwrap();
        let chosen = asked.options.pointer("/publicKey/authenticatorSelection").unwrap();
        assert_eq!(chosen.get("userVerification").unwrap(), "required");
        assert_eq!(chosen.get("residentKey").unwrap(), "preferred");
        assert_eq!(asked.options.pointer("/publicKey/rp/id").unwrap(), "help.example");
        assert_eq!(site().begin_alone().unwrap().options.pointer("/publicKey/userVerification").unwrap(), "required");
    }

    proptest! {
        #[test]
        fn an_answer_that_is_none_is_refused_and_never_panics_acc_6(text in ".{0,60}", state in ".{0,20}") {
            let answer = serde_json::json!({ "id": text, "rawId": text, "type": "public-key", "response": { "clientDataJSON": text, "authenticatorData": text, "signature": text, "attestationObject": text } });
            prop_assert!(site().finish_making(&state, answer.clone()).is_err());
            prop_assert!(site().finish_using(&state, answer.clone(), &[]).is_err());
            prop_assert!(site().finish_alone(&state, answer.clone(), std::slice::from_ref(&text)).is_err());
            prop_assert_eq!(Passkeys::named(&answer), None);
        }
    }
}
