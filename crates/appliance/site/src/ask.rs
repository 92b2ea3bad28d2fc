//! `/ask`: a customer asks for help about an issue, or a rep whom the site shows (SUP-1, SUP-32). Works without a script; nothing begins by looking at a page.
//!
//! SECURITY: as at `/start`, the form counts only from a page of ours. Everything that was typed comes back as text.

use std::net::SocketAddr;

use axum::{
    Form,
    extract::{ConnectInfo, Query, State, rejection::FormRejection, rejection::QueryRejection},
    response::Response,
};
use http::{HeaderMap, StatusCode, Uri};
use serde::Deserialize;
use towline_engine::{AskedField, Begun, Brought, Fault, Start};
use towline_model::{
    CUSTOM_VALUE, CUSTOMER_DETAILS, CUSTOMER_NAME, CUSTOMER_TEXT, IssueId, PublicSiteId, UserId, clip,
};
use towline_store::PublicSiteRow;

use crate::{
    Site,
    face::{Face, host, paragraphs},
    page,
    pages::{Ask, AskErrors, AskField, Notice, Terms},
    start::{begun, is_phone, ours},
    words::Words,
};

/// What stands before the code name of a custom field in a form.
const FIELD: &str = "field.";
/// Fields of a form that are looked at.
const FIELDS: usize = 64;

/// What the address says.
#[derive(Default, Deserialize)]
pub(crate) struct Chosen {
    #[serde(default)]
    lang: Option<String>,
    #[serde(default)]
    issue: Option<String>,
    #[serde(default)]
    rep: Option<String>,
}

/// What is asked for.
enum Target {
    Issue { id: IssueId, name: String, about: String },
    Rep { id: UserId, name: String },
}

impl Target {
    fn choice(&self) -> (&'static str, String) {
        match self {
            Target::Issue { id, .. } => ("issue", id.to_string()),
            Target::Rep { id, .. } => ("rep", id.to_string()),
        }
    }

    fn brought(&self) -> Brought {
        match self {
            Target::Issue { id, .. } => Brought::Issue(*id),
            Target::Rep { id, .. } => Brought::Rep(*id),
        }
    }
}

/// What the form sends.
#[derive(Default)]
struct Typed {
    lang: Option<String>,
    name: String,
    company: String,
    details: String,
    agreed: bool,
    /// Which agreement the form showed.
    agreement: String,
    fields: Vec<(String, String)>,
}

/// Reads the pairs of a form: its own fields, what was chosen, and the site's fields.
fn read(pairs: Vec<(String, String)>) -> (Typed, Chosen) {
    let (mut typed, mut chosen) = (Typed::default(), Chosen::default());
    for (key, value) in pairs.into_iter().take(FIELDS) {
        match key.as_str() {
            "lang" => typed.lang = Some(value),
            "issue" => chosen.issue = Some(value),
            "rep" => chosen.rep = Some(value),
            "name" => typed.name = value,
            "company" => typed.company = value,
            // Browsers write each end of a line as two characters.
            "details" => typed.details = value.replace("\r\n", "\n"),
            "agreed" => typed.agreed = value == "yes",
            "agreement" => typed.agreement = value,
            _ => {
                if let Some(code) = key.strip_prefix(FIELD) {
                    typed.fields.push((code.to_owned(), value));
                }
            }
        }
    }
    (typed, chosen)
}

/// What was chosen, if the site offers it.
async fn target(site: &Site, row: &PublicSiteRow, chosen: &Chosen) -> Result<Option<Target>, Fault> {
    if let Some(id) = chosen.issue.as_deref().and_then(|text| text.parse::<IssueId>().ok()) {
        let found = site.engine.offered_issues(row).await?.into_iter().find(|issue| issue.id == id);
        return Ok(found.map(|issue| Target::Issue { id, name: issue.name, about: issue.description }));
    }
    if let Some(id) = chosen.rep.as_deref().and_then(|text| text.parse::<UserId>().ok()) {
        let found = site.engine.shown_reps(row).await?.into_iter().find(|rep| rep.id == id);
        return Ok(found.map(|rep| Target::Rep { id, name: rep.name }));
    }
    Ok(None)
}

/// The address of the form, without the language.
fn place(target: Option<&Target>) -> String {
    match target.map(Target::choice) {
        Some((kind, id)) => format!("/ask?{kind}={id}"),
        None => "/".to_owned(),
    }
}

/// The page with what was typed.
fn ask<'a>(
    face: &'a Face,
    row: &PublicSiteRow,
    target: Option<&Target>,
    typed: &'a Typed,
    fields: &[AskedField],
    errors: AskErrors,
) -> Ask<'a> {
    let words = face.words;
    let (own_heading, heading, about) = match target {
        Some(Target::Issue { name, about, .. }) => (true, name.clone(), paragraphs(about)),
        Some(Target::Rep { name, .. }) => (false, words.ask_rep.replace("{name}", name), Vec::new()),
        None => (false, words.heading.to_owned(), Vec::new()),
    };
    let field = |field: &AskedField| {
        let typed = typed.fields.iter().find(|(code, _)| *code == field.code_name);
        AskField {
            code: field.code_name.clone(),
            label: if field.required { field.name.clone() } else { words.optional.replace("{name}", &field.name) },
            value: typed.map(|(_, value)| value.clone()).unwrap_or_default(),
            required: field.required,
            error: None,
        }
    };
    Ask {
        face,
        own_language: row.default_language,
        own_heading,
        heading,
        about,
        choice: target.map(Target::choice),
        name: &typed.name,
        company: &typed.company,
        details: &typed.details,
        fields: fields.iter().map(field).collect(),
        agreement: Terms::of(row, face.language),
        form: AskErrors { agreed_typed: typed.agreed, language: typed.lang.as_ref().map(|_| face.language), ..errors },
    }
}

/// What can be told without asking anybody.
fn check<'a>(mut page: Ask<'a>, words: &Words) -> Ask<'a> {
    let said = |text: &str, name: &str| Some(text.replace("{name}", name));
    for field in &mut page.fields {
        let name = field.label.clone();
        if field.value.len() > CUSTOM_VALUE {
            field.error = said(words.wrong.field_long, &name);
        } else if field.required && clip(&field.value, CUSTOM_VALUE).is_empty() {
            field.error = said(words.wrong.field_missing, &name);
        }
    }
    if page.details.len() > CUSTOMER_DETAILS {
        page.form.details = said(words.wrong.field_long, words.details);
    }
    if !page.agreement.paragraphs.is_empty() && !page.form.agreed_typed {
        page.form.agreed = Some(words.wrong.agree);
    }
    page
}

fn failed(site: &Site) -> Response {
    page::notice(&Notice::failed(&site.engine.site().name))
}

pub(crate) async fn show(
    State(site): State<Site>,
    uri: Uri,
    headers: HeaderMap,
    chosen: Result<Query<Chosen>, QueryRejection>,
) -> Response {
    let Query(chosen) = chosen.unwrap_or_default();
    let Ok(row) = site.engine.public_site_at(host(&headers, &uri)).await else { return failed(&site) };
    let (Ok(target), Ok(fields)) = (target(&site, &row, &chosen).await, site.engine.asked_fields().await) else {
        return failed(&site);
    };
    let typed = Typed { lang: chosen.lang, ..Typed::default() };
    let face = Face::of(&row, site.engine.site(), &headers, typed.lang.as_deref(), &place(target.as_ref()));
    let gone = target.is_none().then_some(face.words.wrong.gone);
    let status = if gone.is_some() { StatusCode::NOT_FOUND } else { StatusCode::OK };
    let errors = AskErrors { form: gone, ..AskErrors::default() };
    page::show(status, &ask(&face, &row, target.as_ref(), &typed, &fields, errors))
}

pub(crate) async fn submit(
    State(site): State<Site>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    uri: Uri,
    headers: HeaderMap,
    pairs: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let Ok(row) = site.engine.public_site_at(host(&headers, &uri)).await else { return failed(&site) };
    let Form(pairs) = pairs.unwrap_or_default();
    let (typed, chosen) = read(pairs);
    let (Ok(target), Ok(fields)) = (target(&site, &row, &chosen).await, site.engine.asked_fields().await) else {
        return failed(&site);
    };
    let face = Face::of(&row, site.engine.site(), &headers, typed.lang.as_deref(), &place(target.as_ref()));
    let wrong = &face.words.wrong;
    if !ours(&site.engine, &headers, &uri).await {
        let errors = AskErrors { form: Some(wrong.elsewhere), ..AskErrors::default() };
        // What another page made up is not shown.
        let nothing = Typed::default();
        let page = ask(&face, &row, target.as_ref(), &nothing, &fields, errors);
        return page::show(StatusCode::FORBIDDEN, &page);
    }
    let with = |errors: AskErrors| ask(&face, &row, target.as_ref(), &typed, &fields, errors);
    let form = |text| AskErrors { form: Some(text), ..AskErrors::default() };
    let Some(asked) = &target else {
        return page::show(StatusCode::UNPROCESSABLE_ENTITY, &with(form(wrong.gone)));
    };
    let checked = check(with(AskErrors::default()), face.words);
    if checked.wrong() {
        return page::show(StatusCode::UNPROCESSABLE_ENTITY, &checked);
    }
    let start = Start {
        brought: asked.brought(),
        site: Some(row.id).filter(|id| *id != PublicSiteId::DEFAULT),
        name: clip(&typed.name, CUSTOMER_NAME),
        company: clip(&typed.company, CUSTOMER_TEXT),
        details: typed.details.clone(),
        custom: typed.fields.clone(),
        agreement: if typed.agreed { typed.agreement.clone() } else { String::new() },
        language: face.language.code().to_owned(),
        address: peer.ip().to_canonical(),
        phone: is_phone(&headers),
    };
    match site.engine.portal_start(start).await {
        Ok(Begun::Session(cookie)) => begun(&face, &cookie),
        Ok(Begun::Agree(at)) => {
            // The text was changed since the form was shown.
            let page = with(AskErrors { agreed: Some(wrong.agree), ..AskErrors::default() });
            let form = AskErrors { agreed_typed: false, ..page.form };
            page::show(
                StatusCode::UNPROCESSABLE_ENTITY,
                &Ask { agreement: Terms::of(&at, face.language), form, ..page },
            )
        }
        Err(fault) => {
            let (status, text) = match fault.code {
                "not_offered" => (StatusCode::UNPROCESSABLE_ENTITY, wrong.gone),
                "too_many_attempts" => (StatusCode::TOO_MANY_REQUESTS, wrong.too_often),
                "too_many_waiting" => (StatusCode::SERVICE_UNAVAILABLE, wrong.busy),
                _ => (StatusCode::SERVICE_UNAVAILABLE, wrong.failed),
            };
            page::show(status, &with(form(text)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_with_the_fields_of_the_site_and_no_others_sup_1() {
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let (typed, chosen) = read(vec![
            pair("issue", "x"),
            pair("details", "one\r\ntwo"),
            pair("field.serial", "47"),
            pair("serial", "11"),
            pair("agreed", "no"),
        ]);
        assert_eq!((typed.details.as_str(), typed.agreed), ("one\ntwo", false));
        assert_eq!(typed.fields, [pair("serial", "47")]);
        assert_eq!((chosen.issue.as_deref(), chosen.rep), (Some("x"), None));
        let many = (0..1000).map(|number| pair(&format!("field.f{number}"), "x")).collect();
        assert_eq!(read(many).0.fields.len(), FIELDS);
    }
}
