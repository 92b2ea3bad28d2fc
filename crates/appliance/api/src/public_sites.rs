//! Public sites (SUP-1), for those who configure the appliance.

use std::collections::BTreeMap;

use axum::{
    body::Body,
    extract::{FromRequest, Request, State as AxumState},
    response::{IntoResponse as _, Response},
};
use http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use towline_engine::{Engine, Fault, PublicSiteOrder};
use towline_model::{
    IssueId, LOGO_BYTES, Language, Moment, Notice, PublicSiteId, SessionPolicyId, SiteTexts, SurveyId,
};
use towline_policy::rest;
use towline_store::{NamedPolicy, PublicSiteChange, PublicSiteRow};
use utoipa::ToSchema;

use crate::{
    body::{Id, LongJson, said},
    etag::{One, Tagged, etag},
    problem::{Refusal, plain},
    proof::Proof,
};

type State = AxumState<Engine>;

/// A language of the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PortalLanguage {
    En,
    De,
    Fr,
    Es,
    Pt,
    Ja,
    Zh,
}

impl From<Language> for PortalLanguage {
    fn from(language: Language) -> Self {
        match language {
            Language::En => PortalLanguage::En,
            Language::De => PortalLanguage::De,
            Language::Fr => PortalLanguage::Fr,
            Language::Es => PortalLanguage::Es,
            Language::Pt => PortalLanguage::Pt,
            Language::Ja => PortalLanguage::Ja,
            Language::Zh => PortalLanguage::Zh,
        }
    }
}

impl From<PortalLanguage> for Language {
    fn from(language: PortalLanguage) -> Self {
        match language {
            PortalLanguage::En => Language::En,
            PortalLanguage::De => Language::De,
            PortalLanguage::Fr => Language::Fr,
            PortalLanguage::Es => Language::Es,
            PortalLanguage::Pt => Language::Pt,
            PortalLanguage::Ja => Language::Ja,
            PortalLanguage::Zh => Language::Zh,
        }
    }
}

/// What a site says in one language besides its default one. What is empty or missing its default language says.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TextsOfSite {
    title: String,
    welcome: String,
    agreement: String,
}

/// A message at the top of a site.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteNotice {
    /// Plain text in the site's default language, at most 1024 bytes.
    text: String,
    /// The same in others, by language. Where there is none, the default language's is shown.
    #[serde(default)]
    texts: BTreeMap<PortalLanguage, String>,
    /// Whether it is switched on.
    on: bool,
    /// Only while no representative is there.
    #[serde(default)]
    away: bool,
    /// Not before; without it, at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 253402300799999i64)]
    from_ms: Option<i64>,
    /// Not from then on; without it, for as long as it is switched on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 253402300799999i64)]
    until_ms: Option<i64>,
}

/// A session policy, by name.
#[derive(Serialize, ToSchema)]
pub struct SitePolicy {
    id: String,
    name: String,
}

/// A face of the portal.
#[derive(Serialize, ToSchema)]
pub struct PublicSite {
    id: String,
    name: String,
    /// Whether it is the one that answers wherever no other does. It has no host names and cannot be removed.
    default: bool,
    /// Host names that lead to it.
    hosts: Vec<String>,
    /// Empty: the portal's own heading.
    title: String,
    /// Paragraphs with empty lines between them. Empty: the portal's own text.
    welcome: String,
    /// `#rrggbb`; empty: the portal's own colour.
    accent: String,
    languages: Vec<PortalLanguage>,
    /// The language of title, welcome and agreement, and of those who speak none of the others.
    default_language: PortalLanguage,
    /// Title, welcome and agreement in other languages, by language.
    texts: BTreeMap<PortalLanguage, TextsOfSite>,
    /// Whether session keys can be entered.
    session_keys: bool,
    /// Whether issues can be chosen.
    issues: bool,
    /// Which, by name.
    issue_ids: Vec<String>,
    /// Whether representatives who want to be shown, and are there, can be chosen.
    representatives: bool,
    /// What customers are asked at the end of a session.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    customer_survey_id: Option<String>,
    /// What representatives are asked at the end of a session.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    representative_survey_id: Option<String>,
    /// What a customer accepts before a session; empty: nothing.
    agreement: String,
    notices: Vec<SiteNotice>,
    /// Whether customers are offered what was said by e-mail when their session is over.
    offers_transcript: bool,
    /// SHA-256 of the logo, if there is one.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    logo: Option<String>,
    /// Session policy of sessions that come by the site, while a person is at the endpoint.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    attended_policy: Option<SitePolicy>,
    /// The same while nobody is.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    unattended_policy: Option<SitePolicy>,
    /// Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
}

impl Tagged for PublicSite {
    fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }
}

/// All public sites.
#[derive(Serialize, ToSchema)]
pub struct PublicSites {
    sites: Vec<PublicSite>,
}

/// What to change of a public site, or what one is made of. Lists are replaced as a whole.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublicSitePatch {
    /// Must be said for a new one.
    name: Option<String>,
    /// Exact names in small letters, without a port; at most 20. No other site has one of them.
    hosts: Option<Vec<String>>,
    title: Option<String>,
    welcome: Option<String>,
    /// `#rrggbb`, dark enough for white text; empty: the portal's own colour.
    accent: Option<String>,
    languages: Option<Vec<PortalLanguage>>,
    default_language: Option<PortalLanguage>,
    /// All of them; none is in the default language.
    texts: Option<BTreeMap<PortalLanguage, TextsOfSite>>,
    session_keys: Option<bool>,
    issues: Option<bool>,
    /// At most 50.
    #[schema(value_type = Option<Vec<Uuid>>)]
    issue_ids: Option<Vec<IssueId>>,
    representatives: Option<bool>,
    /// `null`: nothing is asked.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<Uuid>)]
    customer_survey_id: Option<Option<SurveyId>>,
    /// `null`: nothing is asked.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<Uuid>)]
    representative_survey_id: Option<Option<SurveyId>>,
    agreement: Option<String>,
    notices: Option<Vec<SiteNotice>>,
    offers_transcript: Option<bool>,
    /// `null`: none. To choose another one, `admin.policies` is needed besides.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<Uuid>)]
    attended_policy_id: Option<Option<SessionPolicyId>>,
    /// `null`: none. To choose another one, `admin.policies` is needed besides.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<Uuid>)]
    unattended_policy_id: Option<Option<SessionPolicyId>>,
}

/// A body that is a picture, whatever it calls itself: its bytes tell what it is.
pub(crate) struct Picture(pub(crate) Vec<u8>);

impl<S: Send + Sync> FromRequest<S> for Picture {
    type Rejection = Response;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Response> {
        let body: Body = request.into_body();
        axum::body::to_bytes(body, LOGO_BYTES).await.map(|bytes| Picture(bytes.into())).map_err(|_| {
            let least = LOGO_BYTES / 1024;
            plain(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_large",
                "The picture is too large.",
                &format!("Use one of at most {least} KiB."),
            )
        })
    }
}

fn policy(named: NamedPolicy) -> SitePolicy {
    SitePolicy { id: named.id.to_string(), name: named.name }
}

fn public_site(row: PublicSiteRow) -> PublicSite {
    PublicSite {
        etag: etag(row.seen),
        id: row.id.to_string(),
        name: row.name,
        default: row.id == PublicSiteId::DEFAULT,
        hosts: row.hosts,
        title: row.title,
        welcome: row.welcome,
        accent: row.accent.map_or_else(String::new, |colour| colour.to_string()),
        languages: row.languages.into_iter().map(PortalLanguage::from).collect(),
        default_language: row.default_language.into(),
        texts: row
            .texts
            .into_iter()
            .map(|(language, SiteTexts { title, welcome, agreement })| {
                (language.into(), TextsOfSite { title, welcome, agreement })
            })
            .collect(),
        session_keys: row.session_keys,
        issues: row.issues,
        issue_ids: row.issue_ids.into_iter().map(|id| id.to_string()).collect(),
        representatives: row.reps,
        customer_survey_id: row.customer_survey.map(|id| id.to_string()),
        representative_survey_id: row.rep_survey.map(|id| id.to_string()),
        agreement: row.agreement,
        notices: row
            .notices
            .into_iter()
            .map(|notice| SiteNotice {
                text: notice.text,
                texts: notice.texts.into_iter().map(|(language, text)| (language.into(), text)).collect(),
                on: notice.on,
                away: notice.away,
                from_ms: notice.from.map(Moment::unix_ms),
                until_ms: notice.until.map(Moment::unix_ms),
            })
            .collect(),
        offers_transcript: row.offers_transcript,
        logo: row.logo.map(|hash| hash.iter().map(|byte| format!("{byte:02x}")).collect()),
        attended_policy: row.attended.map(policy),
        unattended_policy: row.unattended.map(policy),
    }
}

fn order(said: PublicSitePatch) -> PublicSiteOrder {
    let notice = |notice: SiteNotice| Notice {
        text: notice.text,
        texts: notice.texts.into_iter().map(|(language, text)| (language.into(), text)).collect(),
        on: notice.on,
        away: notice.away,
        from: notice.from_ms.map(Moment),
        until: notice.until_ms.map(Moment),
    };
    PublicSiteOrder {
        accent: said.accent,
        change: PublicSiteChange {
            name: said.name,
            hosts: said.hosts,
            title: said.title,
            welcome: said.welcome,
            accent: None,
            languages: said.languages.map(|list| list.into_iter().map(Language::from).collect()),
            default_language: said.default_language.map(Language::from),
            texts: said.texts.map(|map| {
                let texts = |TextsOfSite { title, welcome, agreement }| SiteTexts { title, welcome, agreement };
                map.into_iter().map(|(language, said)| (language.into(), texts(said))).collect()
            }),
            session_keys: said.session_keys,
            issues: said.issues,
            issue_ids: said.issue_ids,
            reps: said.representatives,
            customer_survey: said.customer_survey_id,
            rep_survey: said.representative_survey_id,
            agreement: said.agreement,
            notices: said.notices.map(|list| list.into_iter().map(notice).collect()),
            offers_transcript: said.offers_transcript,
            attended: said.attended_policy_id,
            unattended: said.unattended_policy_id,
        },
    }
}

pub(crate) async fn list(
    proof: Proof<rest::ListPublicSites>,
    AxumState(engine): State,
) -> Result<axum::Json<PublicSites>, Refusal> {
    let sites = engine.public_sites(proof.granted).await?;
    Ok(axum::Json(PublicSites { sites: sites.into_iter().map(public_site).collect() }))
}

pub(crate) async fn view(
    proof: Proof<rest::ViewPublicSite>,
    AxumState(engine): State,
    Id(id): Id<PublicSiteId>,
) -> Result<One<PublicSite>, Refusal> {
    let found = engine.public_sites(proof.granted).await?.into_iter().find(|row| row.id == id);
    Ok(One(public_site(found.ok_or_else(Fault::not_found)?)))
}

pub(crate) async fn create(
    proof: Proof<rest::CreatePublicSite>,
    AxumState(engine): State,
    LongJson(new): LongJson<PublicSitePatch>,
) -> Result<(StatusCode, axum::Json<PublicSite>), Refusal> {
    let new = PublicSitePatch { name: Some(new.name.unwrap_or_default()), ..new };
    let made = engine.create_public_site(proof.granted, order(new)).await?;
    Ok((StatusCode::CREATED, axum::Json(public_site(made))))
}

pub(crate) async fn edit(
    proof: Proof<rest::EditPublicSite>,
    AxumState(engine): State,
    (Id(id), LongJson(change)): (Id<PublicSiteId>, LongJson<PublicSitePatch>),
) -> Result<One<PublicSite>, Refusal> {
    Ok(One(public_site(engine.change_public_site(proof.granted, id, order(change)).await?)))
}

pub(crate) async fn remove(
    proof: Proof<rest::RemovePublicSite>,
    AxumState(engine): State,
    Id(id): Id<PublicSiteId>,
) -> Result<StatusCode, Refusal> {
    engine.remove_public_site(proof.granted, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn view_logo(
    _proof: Proof<rest::ViewPublicSiteLogo>,
    AxumState(engine): State,
    Id(id): Id<PublicSiteId>,
) -> Result<Response, Refusal> {
    let (kind, bytes) = engine.public_site_logo(id).await?.ok_or_else(Fault::not_found)?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind.media_type()));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(response)
}

pub(crate) async fn set_logo(
    proof: Proof<rest::SetPublicSiteLogo>,
    AxumState(engine): State,
    (Id(id), Picture(bytes)): (Id<PublicSiteId>, Picture),
) -> Result<One<PublicSite>, Refusal> {
    Ok(One(public_site(engine.set_public_site_logo(proof.granted, id, bytes).await?)))
}

pub(crate) async fn remove_logo(
    proof: Proof<rest::RemovePublicSiteLogo>,
    AxumState(engine): State,
    Id(id): Id<PublicSiteId>,
) -> Result<StatusCode, Refusal> {
    engine.remove_public_site_logo(proof.granted, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
