//! The pages that the appliance writes itself: portal, first-run set-up, signed out, and notices such as 404.
//!
//! Plain data in, HTML out. It knows no request, no cookie and no store; the handlers of this room decide which page is shown and with which status. The pages need no
//! script and no inline style, so that they work under the strictest policy and on a locked-down machine.

use askama::Template;
use towline_model::{Language, Spoken};

pub use crate::{
    face::{Face, LanguageLink},
    forms::{Ask, AskErrors, AskField, Choice, SurveyForm, SurveyItem, Terms},
};

/// The portal's own assets, by path under `/assets/`: bytes and media type. They change only with the program.
pub const ASSETS: [(&str, &str, &[u8]); 4] = [
    ("support.css", "text/css; charset=utf-8", include_bytes!("../assets/support.css")),
    ("site.css", "text/css; charset=utf-8", include_bytes!("../assets/site.css")),
    ("towline.svg", "image/svg+xml", include_bytes!("../assets/towline.svg")),
    ("inter.woff2", "font/woff2", include_bytes!("../assets/inter.woff2")),
];

/// `/`: the first page of a public site, for customers.
#[derive(Template)]
#[template(path = "portal.html")]
pub struct Portal<'a> {
    /// The site, for this visitor.
    pub face: &'a Face,
    /// The language of what the site offers.
    pub own_language: Language,
    /// The heading.
    pub heading: Spoken<'a>,
    /// What the site says below, by paragraph; nothing: the portal's own text.
    pub welcome: Vec<String>,
    /// The language of that.
    pub welcome_language: Language,
    /// Messages at the top.
    pub notices: Vec<Spoken<'a>>,
    /// What is to be accepted.
    pub agreement: Terms,
    /// How a session is started with a key; `None`: not from here.
    pub form: Option<StartForm<'a>>,
    /// How a key looks.
    pub key_hint: String,
    /// Whether it has digits alone.
    pub digits: bool,
    /// Issues to choose from.
    pub issues: Vec<Offer>,
    /// Reps to choose from.
    pub reps: Vec<Offer>,
    /// Reps would be shown, and none is there.
    pub nobody: bool,
}

impl Portal<'_> {
    /// Whether there is more to do than to type a key.
    fn several(&self) -> bool {
        !self.issues.is_empty() || !self.reps.is_empty()
    }
}

/// Something that a customer can choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Where its form is.
    pub href: String,
    /// What it is called.
    pub name: String,
    /// What is said of it; may be empty.
    pub why: String,
}

/// JSON in an attribute that stands in single quotes: it is full of the others, which are not written out there (a tenth of the page).
pub struct Attribute(String);

impl Attribute {
    /// Of what is said in the page's language.
    pub fn json(value: &impl serde::Serialize) -> Attribute {
        let json = serde_json::to_string(value).unwrap_or_default();
        // SECURITY: nothing in it ends the attribute or begins a tag or an entity.
        Attribute(json.replace('&', "&amp;").replace('\'', "&#39;").replace('<', "&lt;").replace('>', "&gt;"))
    }
}

impl std::fmt::Display for Attribute {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Attribute {}

/// `/support/`: the page of a customer's session. Its script fills it in.
#[derive(Template)]
#[template(path = "support.html")]
pub struct Support<'a> {
    /// The site, for this visitor.
    pub face: &'a Face,
    /// What the script says, as JSON.
    pub words: &'a Attribute,
    /// What it says of what is done, as JSON.
    pub events: &'a Attribute,
    /// What it says of sharing the screen, as JSON.
    pub sharing: &'a Attribute,
    /// The language of the site's own texts.
    pub own_language: Language,
    /// What is asked at the end.
    pub survey: Option<SurveyForm>,
    /// What was asked is answered.
    pub answered: bool,
    /// Largest file that can be sent, in MiB; 0: none.
    pub file_mib: u32,
    /// Whether what was said is offered by mail at the end.
    pub transcript: bool,
    /// What the visitor's machine runs, as far as the browser says; empty: something else.
    pub system: &'a str,
    /// Whether there is a full client for it.
    pub program: bool,
    /// Whether it may be an iPhone or iPad, which shows its screen by pictures (SUP-26).
    pub pictures: bool,
    /// What its file is called.
    pub file: &'a str,
    /// The language that was asked for in the link.
    pub asked_language: Option<Language>,
}

/// The form that starts a session.
#[derive(Clone, Default)]
pub struct StartForm<'a> {
    /// The invitation, in place of a key.
    pub ak: Option<&'a str>,
    /// The key as it was typed.
    pub key: &'a str,
    /// The name as it was typed.
    pub name: &'a str,
    /// Whether the agreement was ticked.
    pub agreed: bool,
    /// The language that the address names, so that the next page speaks it too.
    pub language: Option<Language>,
    /// What is wrong.
    pub errors: StartErrors,
}

/// Sentences that say what is wrong and how to put it right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StartErrors {
    /// Not about one field.
    pub form: Option<&'static str>,
    /// About the key.
    pub key: Option<String>,
    /// About the agreement.
    pub agreed: Option<&'static str>,
}

impl StartErrors {
    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.form.is_none() && self.key.is_none() && self.agreed.is_none()
    }
}

/// `/setup/<code>`: the form that makes the first administrator (ACC-12). Never carries a password back to the browser.
#[derive(Template)]
#[template(path = "setup.html")]
pub struct Setup<'a> {
    /// The site's name.
    pub site: &'a str,
    /// Where the form is sent: the very address that showed it.
    pub action: &'a str,
    /// What was typed before, shown again after a mistake.
    pub display_name: &'a str,
    /// What was typed before, shown again after a mistake.
    pub username: &'a str,
    /// What is wrong, by field; all empty on the first showing.
    pub errors: SetupErrors,
}

/// Sentences that say what is wrong with a field and how to put it right; an empty one means that the field is fine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetupErrors {
    /// Not about one field, for example that the store cannot be written.
    pub form: String,
    /// About the display name.
    pub display_name: String,
    /// About the user name.
    pub username: String,
    /// About the password.
    pub password: String,
    /// About the repeated password.
    pub password_again: String,
}

impl SetupErrors {
    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        [&self.form, &self.display_name, &self.username, &self.password, &self.password_again]
            .iter()
            .all(|e| e.is_empty())
    }
}

/// `/signed-out`: confirms the logout (ACC-4).
#[derive(Template)]
#[template(path = "signed_out.html")]
pub struct SignedOut<'a> {
    /// The site's name.
    pub site: &'a str,
    /// What became of the sessions that were open.
    pub sessions: LeftSessions,
}

/// What became of a person's sessions at logout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LeftSessions {
    /// They wait in the personal queue.
    Held,
    /// They are over.
    Ended,
    /// There were none, or the page was opened without saying.
    #[default]
    Unsaid,
}

impl LeftSessions {
    /// Reads the `sessions` parameter of `/signed-out`; anything unknown is `Unsaid`.
    pub fn parse(text: &str) -> Self {
        match text {
            "held" => Self::Held,
            "ended" => Self::Ended,
            _ => Self::Unsaid,
        }
    }
}

/// A page that has one thing to say, with the status that it is sent with.
#[derive(Template)]
#[template(path = "notice.html")]
pub struct Notice<'a> {
    /// The site's name.
    pub site: &'a str,
    /// The HTTP status, shown above the heading unless it is 200.
    pub status: u16,
    /// What is the matter.
    pub heading: &'a str,
    /// What it means.
    pub explanation: &'a str,
    /// What the reader can do.
    pub next_step: &'a str,
    /// A command that the operator may run; empty for none.
    pub command: &'a str,
    /// Whether the links to console, administration and portal make sense.
    pub offer_ways: bool,
}

impl<'a> Notice<'a> {
    /// Nothing here. Also the answer to a set-up link that is no longer valid, which must not be told apart from any other address (ACC-12).
    pub fn not_found(site: &'a str) -> Self {
        Self {
            site,
            status: 404,
            heading: "There is no page here",
            explanation: "The address may be mistyped, or what it led to is gone.",
            next_step: "Check the address, or start again from one of these.",
            command: "",
            offer_ways: true,
        }
    }

    /// A link that drives a console says something that cannot be done (ACC-9).
    pub fn wrong_link(site: &'a str, why: &'a str) -> Self {
        Self {
            site,
            status: 400,
            heading: "This link cannot be followed",
            explanation: why,
            next_step: "Tell whoever made the link. Nothing was started.",
            command: "",
            offer_ways: true,
        }
    }

    /// A link for a program that there is not yet (ACC-9).
    pub fn no_desktop_console(site: &'a str) -> Self {
        Self {
            site,
            status: 501,
            heading: "There is no desktop console yet",
            explanation: "The link asks for the desktop console. This site has the web console.",
            next_step: "With “type=web_console” in place of “type=rep” the same link opens the web console.",
            command: "",
            offer_ways: true,
        }
    }

    /// The appliance failed.
    pub fn failed(site: &'a str) -> Self {
        Self {
            site,
            status: 500,
            heading: "That did not work",
            explanation: "The site could not finish what you asked for. Nothing that was saved before is lost.",
            next_step: "Try again in a moment. If it happens again, tell your administrator what you did and when; the details are in the site's log.",
            command: "",
            offer_ways: true,
        }
    }

    /// The appliance starts, stops, or is too busy.
    pub fn unavailable(site: &'a str) -> Self {
        Self {
            site,
            status: 503,
            heading: "One moment, please",
            explanation: "The site is starting, restarting or very busy. Sessions that are running go on at the endpoints.",
            next_step: "Load this page again in a few seconds.",
            command: "",
            offer_ways: false,
        }
    }

    /// The program was built without the console and the administrative interface.
    pub fn without_web(site: &'a str) -> Self {
        Self {
            site,
            status: 503,
            heading: "The web interface is not part of this build",
            explanation: "The appliance is running, but the files of the console and of the administrative interface have not been built into it.",
            next_step: "For whoever operates this site: build them, then build and start the appliance again.",
            command: "npm install --no-save --prefix web && npm run build --prefix web && cargo build --release",
            offer_ways: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Words;

    const HOSTILE: &str = "\"><script>alert('<b>Site</b>')</script>&{{7*7}}";

    fn hostile_face(language: Language) -> Face {
        let languages = Language::ALL
            .into_iter()
            .map(|language| LanguageLink { language, href: format!("/?ak={HOSTILE}&lang={}", language.code()) })
            .collect();
        Face {
            language,
            words: Words::of(language),
            label: HOSTILE.into(),
            logo: Some("/portal/logo?v=0".into()),
            colours: Some("/portal/colours.css?v=0".into()),
            home: "/".into(),
            languages,
            appliance: "https://support.example".into(),
        }
    }

    fn start_form(ak: Option<&str>) -> StartForm<'_> {
        let wrong = &Words::of(Language::Fr).wrong;
        let errors =
            StartErrors { form: Some(wrong.failed), key: Some(wrong.key.to_owned()), agreed: Some(wrong.agree) };
        StartForm { ak, key: HOSTILE, name: HOSTILE, agreed: true, language: Some(Language::Fr), errors }
    }

    fn terms() -> Terms {
        Terms { paragraphs: vec![HOSTILE.into(), HOSTILE.into()], digest: HOSTILE.into(), language: Language::En }
    }

    fn portal(face: &Face, form: Option<StartForm<'_>>) -> String {
        let text = vec![HOSTILE.to_owned(), HOSTILE.to_owned()];
        let offer = Offer { href: format!("/ask?issue={HOSTILE}"), name: HOSTILE.into(), why: HOSTILE.into() };
        Portal {
            face,
            own_language: Language::En,
            heading: Spoken { text: HOSTILE, language: Language::En },
            welcome: text.clone(),
            welcome_language: Language::De,
            notices: vec![Spoken { text: HOSTILE, language: Language::Fr }],
            agreement: terms(),
            key_hint: HOSTILE.into(),
            digits: form.is_some(),
            issues: if form.is_some() { vec![offer.clone(), offer.clone()] } else { Vec::new() },
            reps: if form.is_some() { vec![offer] } else { Vec::new() },
            nobody: form.is_none(),
            form,
        }
        .render()
        .unwrap()
    }

    fn ask(face: &Face, errors: AskErrors) -> String {
        let field = |code: &str, error| AskField {
            code: code.into(),
            label: HOSTILE.into(),
            value: HOSTILE.into(),
            required: true,
            error,
        };
        Ask {
            face,
            own_language: Language::En,
            own_heading: true,
            heading: HOSTILE.into(),
            about: vec![HOSTILE.into()],
            choice: Some(("issue", HOSTILE.into())),
            name: HOSTILE,
            company: HOSTILE,
            details: HOSTILE,
            fields: vec![field("serial", Some(HOSTILE.into())), field("room", None)],
            agreement: terms(),
            form: AskErrors { agreed_typed: true, language: Some(Language::Fr), ..errors },
        }
        .render()
        .unwrap()
    }

    fn support(face: &Face, answered: bool) -> String {
        support_of(face, answered, false)
    }

    fn support_of(face: &Face, answered: bool, pictures: bool) -> String {
        let words = Attribute::json(&face.words.chat);
        let events = crate::support::events(face);
        let sharing = Attribute::json(&face.words.share);
        let question = |kind| towline_model::Question { text: HOSTILE.into(), required: true, kind };
        let questions = [
            question(towline_model::QuestionKind::Choice { choices: vec![HOSTILE.into(), "b".into()], several: true }),
            question(towline_model::QuestionKind::Scale { most: 5, low: HOSTILE.into(), high: HOSTILE.into() }),
            question(towline_model::QuestionKind::Text),
        ];
        let said = vec![vec!["1".to_owned()], vec!["3".to_owned()], vec![HOSTILE.to_owned()]];
        let survey = SurveyForm::of(&questions, "v", &said, &[(0, HOSTILE.to_owned())]);
        Support {
            face,
            words: &words,
            file_mib: 10,
            transcript: true,
            events: &events,
            sharing: &sharing,
            system: "Linux",
            program: !pictures,
            pictures,
            file: "towline-support",
            asked_language: Some(Language::De),
            own_language: Language::En,
            survey: (!answered).then_some(SurveyForm { shown: true, ..survey }),
            answered,
        }
        .render()
        .unwrap()
    }

    fn all_pages() -> Vec<(&'static str, String)> {
        let site = "Example <b>Site</b>";
        let errors = SetupErrors {
            username: "Enter a user name.".to_owned(),
            password: "Use at least 12 characters.".to_owned(),
            ..SetupErrors::default()
        };
        let setup = |errors| Setup {
            site,
            action: "/setup/abc",
            display_name: "\"><script>x</script>",
            username: "jenny",
            errors,
        };
        vec![
            ("portal", portal(&hostile_face(Language::En), None)),
            ("portal in German", portal(&hostile_face(Language::De), None)),
            ("portal with a key", portal(&hostile_face(Language::Fr), Some(start_form(None)))),
            ("portal with an invitation", portal(&hostile_face(Language::Ja), Some(start_form(Some(HOSTILE))))),
            ("asking", ask(&hostile_face(Language::Es), AskErrors::default())),
            (
                "asking with errors",
                ask(
                    &hostile_face(Language::Zh),
                    AskErrors {
                        form: Some("Too many."),
                        details: Some(HOSTILE.into()),
                        agreed: Some("Tick."),
                        ..AskErrors::default()
                    },
                ),
            ),
            ("setup", setup(SetupErrors::default()).render().unwrap()),
            ("setup with errors", setup(errors).render().unwrap()),
            ("held", SignedOut { site, sessions: LeftSessions::parse("held") }.render().unwrap()),
            ("ended", SignedOut { site, sessions: LeftSessions::parse("ended") }.render().unwrap()),
            ("signed out", SignedOut { site, sessions: LeftSessions::parse("?") }.render().unwrap()),
            ("404", Notice::not_found(site).render().unwrap()),
            ("500", Notice::failed(site).render().unwrap()),
            ("503", Notice::unavailable(site).render().unwrap()),
            ("no web", Notice::without_web(site).render().unwrap()),
            ("wrong link", Notice::wrong_link(site, "<b>why</b>").render().unwrap()),
            ("no desktop console", Notice::no_desktop_console(site).render().unwrap()),
        ]
    }

    #[test]
    fn pages_need_no_script_and_no_inline_style() {
        for (name, html) in all_pages() {
            for forbidden in ["<script", "style=", "<style", "javascript:", " onclick", " onload"] {
                assert!(!html.contains(forbidden), "{name} contains {forbidden}");
            }
        }
    }

    #[test]
    fn typed_text_comes_back_as_text_never_as_markup() {
        for (name, html) in all_pages() {
            assert!(!html.contains("<b>Site</b>"), "{name}");
        }
    }

    #[test]
    fn set_up_names_each_mistake_beside_its_field_acc_12() {
        let pages = all_pages();
        let page = |wanted: &str| &pages.iter().find(|(name, _)| *name == wanted).unwrap().1;
        let (fresh, wrong) = (page("setup"), page("setup with errors"));
        assert!(!fresh.contains("aria-invalid"));
        assert!(wrong.contains("aria-describedby=\"password_hint password_error\""));
        assert!(wrong.contains("<a href=\"#username\">Enter a user name.</a>"));
        assert!(!wrong.contains("display_name_error"));
        assert!(wrong.contains("value=\"jenny\""));
    }

    #[test]
    fn a_customers_page_has_one_script_and_everything_that_it_fills_in_sup_20() {
        for language in Language::ALL {
            let face = hostile_face(language);
            let html = support(&face, false);
            assert!(support(&face, true).contains(face.words.survey_thanks));
            assert!(
                html.contains("name=\"q0\" value=\"1\" checked") && html.contains("name=\"q1\" value=\"3\" checked")
            );
            assert_eq!(html.matches("<script").count(), 1, "{html}");
            assert!(html.contains("<script type=\"module\" src=\"/assets/portal.js\"></script>"));
            assert!(!html.contains("<b>Site</b>") && !html.contains(" style=") && !html.contains(" onclick"));
            let scripts = [
                include_str!("../../../../web/apps/portal/src/page.ts"),
                include_str!("../../../../web/apps/portal/src/offer.ts"),
                include_str!("../../../../web/apps/portal/src/files.ts"),
                include_str!("../../../../web/apps/portal/src/picture.ts"),
                include_str!("../../../../web/apps/portal/src/transcript.ts"),
            ];
            let pictured = support_of(&face, true, true);
            for line in scripts.iter().flat_map(|script| script.lines()).filter(|line| line.contains(": part")) {
                let id = line.split("(\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
                let part = format!("id=\"{id}\"");
                assert!(html.contains(&part) || pictured.contains(&part), "{id}");
            }
            // As it goes over the line: style sheets compressed, the page itself not.
            let sent = |name, bytes: &[u8]| crate::apps::sheet(name).map_or(bytes.len(), <[u8]>::len);
            let weight: usize = ASSETS.iter().map(|(name, _, bytes)| sent(name, bytes)).sum();
            // The script has a test of its own: 12 kB.
            let page = support(&face, true);
            for page in [&page, &pictured] {
                assert!(weight + page.len() + 12_000 < 60_000, "{} bytes", weight + page.len());
            }
            assert!(html.len() - page.len() < 6_000, "a survey of three questions, with the longest texts escaped");
        }
    }

    #[test]
    fn every_asset_a_page_names_is_there() {
        for (name, html) in all_pages() {
            for part in html.split("\"/assets/").skip(1) {
                let asset = part.split('"').next().unwrap();
                assert!(ASSETS.iter().any(|(path, ..)| *path == asset), "{name} names {asset}");
            }
        }
    }

    #[test]
    fn the_heaviest_page_stays_below_60_kb_with_everything_it_needs() {
        let assets: usize = ASSETS.iter().map(|(_, _, bytes)| bytes.len()).sum();
        for (name, html) in all_pages() {
            assert!(assets + html.len() < 60_000, "{name}: {} bytes, not even compressed", assets + html.len());
        }
    }

    /// Prints the pages for a look in the browser: `TOWLINE_PAGES=<folder> cargo test -p towline-site pages_can_be_looked_at`.
    #[test]
    fn pages_can_be_looked_at() {
        let Ok(folder) = std::env::var("TOWLINE_PAGES") else { return };
        for (name, html) in all_pages() {
            std::fs::write(std::path::Path::new(&folder).join(format!("{}.html", name.replace(' ', "-"))), html)
                .unwrap();
        }
    }
}
