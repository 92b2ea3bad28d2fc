//! `/api/client_script` (ACC-9): a link of another program that drives somebody's web console. It is read and sent on to the console; what cannot be followed is said on a page.
//!
//! Nothing is done here: whoever follows the link is signed in or not, sees a question or not, and starts a session or not, in the console.

use axum::{
    extract::{Query, State, rejection::QueryRejection},
    response::{IntoResponse as _, Redirect, Response},
};
use http::{HeaderMap, Uri};
use towline_model::{CUSTOM_FIELDS, CUSTOM_VALUE, OddCustom, custom_said};

use crate::{Site, page, pages::Notice};

/// What a link may say of its target.
const CRITERIA: [&str; 7] = [
    "search_string",
    "client.hostname",
    "client.comments",
    "client.tag",
    "client.public_ip",
    "client.private_ip",
    "jump.method",
];
/// What stands before the code name of a custom field.
const CUSTOM: &str = "session.custom.";
/// Longest text of a criterion, in bytes.
const LONGEST: usize = 256;

/// Where a link leads, or why it leads nowhere.
#[derive(Debug, PartialEq, Eq)]
enum Script {
    /// To the console, with these criteria.
    Console(Vec<(String, String)>),
    /// To a program that there is not yet.
    Desktop,
    /// Nowhere.
    Wrong(String),
}

fn read(said: Vec<(String, String)>) -> Script {
    let (mut kind, mut operation, mut action) = (String::new(), String::new(), String::new());
    let (mut criteria, mut custom) = (Vec::new(), Vec::new());
    for (name, value) in said {
        match name.as_str() {
            "type" => kind = value,
            "operation" => operation = value,
            // The older spelling.
            "action" | "command" => action = value,
            field if field.starts_with(CUSTOM) => custom.push((name, value)),
            known if CRITERIA.contains(&known) => {
                if value.len() > LONGEST {
                    return Script::Wrong(format!("What “{known}” looks for is longer than {LONGEST} bytes."));
                }
                if !value.trim().is_empty() {
                    criteria.push((name, value));
                }
            }
            other => return Script::Wrong(format!("“{}” is none of the criteria.", short(other))),
        }
    }
    // Which fields the site has is told to those who are signed in, by the console.
    let said = custom.iter().map(|(name, value)| (name.strip_prefix(CUSTOM).unwrap_or(name), value.as_str()));
    if let Err((code, why)) = custom_said(said) {
        return Script::Wrong(odd(&short(code), why));
    }
    match (kind.as_str(), operation.as_str(), action.as_str()) {
        ("web_console" | "rep", "execute", "start_jump_item_session") if criteria.is_empty() => {
            Script::Wrong("It does not say which Jump Item. At least one criterion is needed.".into())
        }
        ("web_console", "execute", "start_jump_item_session") => {
            criteria.extend(custom.into_iter().filter(|(_, value)| !value.trim().is_empty()));
            Script::Console(criteria)
        }
        ("rep", "execute", "start_jump_item_session") => Script::Desktop,
        ("web_console" | "rep", "execute", other) => Script::Wrong(format!(
            "The action “{}” is not one that a console does. There is “start_jump_item_session”.",
            short(other)
        )),
        ("web_console" | "rep", other, _) => Script::Wrong(format!(
            "The operation “{}” is not one that a console does. There is “execute”.",
            short(other)
        )),
        (other, ..) => {
            Script::Wrong(format!("The type “{}” is none. There are “web_console” and “rep”.", short(other)))
        }
    }
}

fn odd(code: &str, why: OddCustom) -> String {
    match why {
        OddCustom::CodeName => format!("There is no custom field with the code name “{code}” on this site."),
        OddCustom::TooLong => format!("The value of the custom field “{code}” is longer than {CUSTOM_VALUE} bytes."),
        OddCustom::Twice => format!("The custom field “{code}” is said twice."),
        OddCustom::TooMany => format!("It has more than {CUSTOM_FIELDS} custom fields."),
    }
}

fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(64).collect()
}

/// Whether the person came by a page of this site, or by typing, a bookmark or another program; and not by a page of another site, which could make anybody follow anything.
pub(crate) fn came_by_oneself(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site == "none" || site == "same-origin")
}

pub(crate) async fn follow(
    State(site): State<Site>,
    headers: HeaderMap,
    said: Result<Query<Vec<(String, String)>>, QueryRejection>,
) -> Response {
    let name = &site.engine.site().name;
    let script = said.map_or_else(|_| Script::Wrong("It cannot be read.".into()), |Query(said)| read(said));
    match script {
        Script::Console(criteria) => {
            let query = serde_urlencoded::to_string(criteria).unwrap_or_default();
            Redirect::to(&format!("/console/{}?{query}", door(&headers))).into_response()
        }
        Script::Desktop => page::notice(&Notice::no_desktop_console(name)),
        Script::Wrong(why) => page::notice(&Notice::wrong_link(name, &why)),
    }
}

/// Where the console begins with a link: at the work, or at a question.
fn door(headers: &HeaderMap) -> &'static str {
    if came_by_oneself(headers) { "run" } else { "confirm" }
}

/// SECURITY: whoever is led to the work by a page of another site is sent to the question instead, whatever address that page names.
pub(crate) fn asked_first(path: &str, headers: &HeaderMap, uri: &Uri) -> Option<Response> {
    let leads_to_work = path.trim_end_matches('/') == "run";
    (leads_to_work && !came_by_oneself(headers))
        .then(|| Redirect::to(&format!("/console/confirm?{}", uri.query().unwrap_or_default())).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(query: &str) -> Script {
        read(serde_urlencoded::from_str(query).unwrap())
    }

    const START: &str = "type=web_console&operation=execute&action=start_jump_item_session";

    #[test]
    fn a_link_with_criteria_leads_to_the_console_acc_9() {
        let criteria =
            vec![("search_string".to_owned(), "web".to_owned()), ("client.tag".to_owned(), "a b".to_owned())];
        assert_eq!(
            said(&format!("{START}&search_string=web&client.tag=a+b&client.comments=")),
            Script::Console(criteria.clone())
        );
        let with =
            vec![("search_string".to_owned(), "web".to_owned()), ("session.custom.ticket".to_owned(), "7".to_owned())];
        assert_eq!(
            said(&format!("{START}&session.custom.ticket=7&session.custom.empty=&search_string=web")),
            Script::Console(with)
        );
        let older = START.replace("action=", "command=");
        assert_eq!(said(&format!("{older}&search_string=web&client.tag=a%20b")), Script::Console(criteria));
        assert_eq!(said(&format!("{}&search_string=x", START.replace("web_console", "rep"))), Script::Desktop);
    }

    #[test]
    fn what_cannot_be_followed_is_said_acc_9() {
        for (query, why) in [
            ("", "The type"),
            ("type=tv&operation=execute", "The type “tv”"),
            ("type=web_console&operation=delete", "The operation “delete”"),
            ("type=web_console&operation=execute&action=start_pinned_client_session&search_string=x", "The action"),
            (START, "At least one criterion"),
            (&format!("{START}&search_string=%20"), "At least one criterion"),
            (&format!("{START}&client.colour=red"), "“client.colour”"),
            (&format!("{START}&session.custom.ticket=7"), "At least one criterion"),
            (&format!("{START}&search_string=x&session.custom.Ticket=7"), "custom field with the code name “Ticket”"),
            (&format!("{START}&search_string=x&session.custom.=7"), "custom field with the code name “”"),
            (&format!("{START}&search_string=x&session.custom.a=7&session.custom.a=8"), "“a” is said twice"),
            (&format!("{START}&search_string=x&session.custom.a={}", "x".repeat(300)), "longer than 256"),
            (&format!("{START}&search_string={}", "x".repeat(300)), "longer than 256"),
        ] {
            let Script::Wrong(told) = said(query) else { panic!("{query} is followed") };
            assert!(told.contains(why), "{query}: {told}");
        }
    }

    #[test]
    fn who_comes_from_another_site_is_asked_first_acc_9() {
        let door_of = |site: Option<&str>| {
            let mut headers = HeaderMap::new();
            if let Some(site) = site {
                headers.insert("sec-fetch-site", site.parse().unwrap());
            }
            door(&headers)
        };
        for (site, expected) in [
            (Some("none"), "run"),
            (Some("same-origin"), "run"),
            (Some("same-site"), "confirm"),
            (Some("cross-site"), "confirm"),
            (None, "confirm"),
        ] {
            assert_eq!(door_of(site), expected, "{site:?}");
        }
    }
}
