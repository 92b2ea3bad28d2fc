//! How the chat is translated, for administrators (SES-31).

use axum::extract::State as AxumState;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use towline_engine::{Engine, TranslationChange, TranslationSettings};
use towline_policy::rest;
use utoipa::ToSchema;

use crate::{
    body::Json,
    etag::{One, Tagged, etag},
    problem::Refusal,
    proof::Proof,
};

type State = AxumState<Engine>;

/// How the chat is translated. Without an address it is not.
#[derive(Serialize, ToSchema)]
pub struct TranslationSetup {
    /// Address of a service that speaks the protocol of LibreTranslate; empty: nothing is translated.
    address: String,
    /// Whether there is a key. It is never told.
    has_key: bool,
    /// Certificate authorities in PEM form; empty: those that the system trusts.
    authorities: String,
    /// Code of the language that representatives read and write.
    language: String,
    /// Codes of the languages of customers that the service knew when this was saved.
    languages: Vec<String>,
    /// Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
}

impl Tagged for TranslationSetup {
    fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }
}

/// What to change of it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TranslationPatch {
    address: Option<String>,
    /// Empty: the service wants none. Must be sent again when the address or the authorities change.
    key: Option<String>,
    authorities: Option<String>,
    language: Option<String>,
}

fn setup((settings, seen): (TranslationSettings, Option<[u8; 32]>)) -> TranslationSetup {
    TranslationSetup {
        etag: etag(seen),
        has_key: settings.key_set_ms.is_some(),
        address: settings.address,
        authorities: settings.authorities,
        language: settings.language,
        languages: settings.languages,
    }
}

pub(crate) async fn view(
    proof: Proof<rest::ViewTranslation>,
    AxumState(engine): State,
) -> Result<One<TranslationSetup>, Refusal> {
    Ok(One(setup(engine.translation_settings(proof.granted).await?)))
}

pub(crate) async fn edit(
    proof: Proof<rest::EditTranslation>,
    AxumState(engine): State,
    Json(change): Json<TranslationPatch>,
) -> Result<One<TranslationSetup>, Refusal> {
    let TranslationPatch { address, key, authorities, language } = change;
    let change = TranslationChange { address, key, authorities, language };
    Ok(One(setup(engine.change_translation(proof.granted, change).await?)))
}

pub(crate) async fn remove(
    proof: Proof<rest::RemoveTranslation>,
    AxumState(engine): State,
) -> Result<StatusCode, Refusal> {
    engine.remove_translation(proof.granted).await?;
    Ok(StatusCode::NO_CONTENT)
}
