//! What the window says, from what it knows: pure, so that every state of every language can be read in a test.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use towline_platform::Folder;

use crate::{
    lines::{Said, said},
    survey::{self, Form},
    view::{Asked, ComesBack, Ending, Link, PasswordAsked, Phase, Prompt, Saved, View, What},
    words::{Words, fill},
};

/// All texts of the window, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Screen {
    /// In the window's frame.
    pub title: String,
    /// The first line, large: what is going on.
    pub headline: String,
    /// A sentence about it; may be empty.
    pub detail: String,
    /// What is done to this computer right now, in one line; empty while there is nothing to say.
    pub now: String,
    /// How that is to be seen at a glance.
    pub tone: Tone,
    /// On the large button, and what it does; `None`: there is nothing to pause.
    pub pause: Option<(String, bool)>,
    /// Open questions.
    pub questions: Vec<Question>,
    /// A password is needed.
    pub password: Option<PasswordCard>,
    /// The chat.
    pub lines: Vec<Said>,
    /// This is to be accepted, and nothing else is there yet.
    pub agreement: Option<Arc<str>>,
    /// A file can be sent.
    pub sends: bool,
    /// The folder that it is chosen from.
    pub folder: Option<Arc<Folder>>,
    /// The one that was wanted last could not be opened.
    pub no_folder: bool,
    /// Who writes just now; mostly empty.
    pub typing: String,
    /// What ending it means, for whoever is asked whether they want to.
    pub end_detail: String,
    /// It is over: this is what is left to say.
    pub over: bool,
    /// And this is asked.
    pub form: Option<Form>,
}

/// How serious what happens is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Nobody sees anything.
    Quiet,
    /// Somebody looks.
    Seen,
    /// Somebody acts.
    Acting,
    /// Stopped by the customer.
    Paused,
}

/// A question, with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its number.
    pub id: u64,
    /// Who asks, and for what.
    pub question: String,
    /// Until when a yes holds.
    pub holds: String,
    /// What happens without an answer, and when.
    pub otherwise: String,
    /// On the button that says yes.
    pub allow: String,
    /// On the button that says no.
    pub refuse: String,
}

/// What the person reads who is asked for a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordCard {
    /// What for.
    pub question: String,
    /// Where it goes; or that what was typed before was wrong.
    pub hint: String,
    /// That is so.
    pub wrong: bool,
    /// The account that stands there first.
    pub account: String,
}

/// The texts for a view at a moment.
pub fn texts(view: &View, words: &Words, now: Instant) -> Screen {
    let (headline, detail) = headline(view, words, now);
    let (happening, tone) = happening(view, words);
    let over = view.ended();
    let pausable = !over && (view.paused || view.phase != Phase::Waiting);
    let pause = pausable.then(|| (if view.paused { words.resume } else { words.pause }.to_owned(), !view.paused));
    Screen {
        title: fill(words.window, &[("organisation", &view.organisation)]),
        headline,
        detail,
        now: if over { String::new() } else { happening },
        tone,
        pause,
        questions: if over {
            Vec::new()
        } else {
            view.prompts.iter().map(|p| question(p, view.comes_back, words, now)).collect()
        },
        password: view.password.as_ref().filter(|_| !over).map(|asked| password(asked, words)),
        lines: view.chat.iter().map(|line| said(line, view, words)).collect(),
        agreement: view.agreement.clone().filter(|_| !over),
        sends: view.sends(),
        folder: view.folder.clone(),
        no_folder: view.no_folder,
        typing: typing(view, words, now),
        end_detail: if view.button { words.end_detail_button } else { words.end_detail }.to_owned(),
        over,
        form: view.survey.as_ref().filter(|_| over).map(|survey| survey::form(survey, words)),
    }
}

fn headline(view: &View, words: &Words, now: Instant) -> (String, String) {
    if let Phase::Ended(ending) = view.phase {
        let (headline, why) = match ending {
            Ending::You => (words.ended, words.ended_you),
            Ending::Them => (words.ended, words.ended_them),
            Ending::Nobody => (words.ended, words.ended_nobody),
            Ending::Lost => (words.ended, words.ended_lost),
            Ending::Late => (words.ended, words.ended_late),
            Ending::NotValid => (words.not_valid, words.not_valid_hint),
            Ending::ButtonOver => (words.button_over, words.button_over_hint),
            Ending::ButtonWithdrawn => (words.button_withdrawn, words.button_withdrawn_hint),
            Ending::Declined => (words.declined, words.declined_hint),
        };
        let stays = match (&view.left_behind, view.button, ending) {
            (Some(file), ..) => fill(words.not_removed, &[("name", file)]),
            // Its icon is there, and of no use any more.
            (None, true, Ending::ButtonOver | Ending::ButtonWithdrawn) => String::new(),
            (None, true, _) => words.button_stays.to_owned(),
            (None, false, _) => words.removed.to_owned(),
        };
        let saved =
            view.chat.iter().any(|line| matches!(&line.what, What::File(file) if matches!(file.saved, Saved::Here(_))));
        let saved = if saved { words.saved_stay } else { "" };
        return (headline.to_owned(), format!("{why} {stays} {saved}").trim_end().to_owned());
    }
    if view.agreement.is_some() {
        return (words.agreement.to_owned(), words.agreement_hint.to_owned());
    }
    match view.link {
        Link::Connecting if view.is_back => {
            (words.is_back.to_owned(), fill(words.is_back_hint, &[("organisation", &view.organisation)]))
        }
        Link::Connecting => {
            (words.connecting.to_owned(), fill(words.connecting_hint, &[("organisation", &view.organisation)]))
        }
        Link::Lost { until } => {
            (words.lost.to_owned(), fill(words.lost_hint, &[("time", &clock(until.saturating_duration_since(now)))]))
        }
        Link::Online => match view.phase {
            Phase::Waiting => (words.waiting.to_owned(), words.waiting_hint.to_owned()),
            Phase::OnHold => (words.on_hold.to_owned(), words.on_hold_hint.to_owned()),
            Phase::Active | Phase::Ended(_) => (who_helps(view, words), String::new()),
        },
    }
}

fn who_helps(view: &View, words: &Words) -> String {
    let names: Vec<&str> = view.reps.iter().map(|rep| rep.name.as_str()).collect();
    match names.as_slice() {
        [] => words.nobody.to_owned(),
        [one] => fill(words.helps, &[("name", one)]),
        more => fill(words.help, &[("name", &more.join(", "))]),
    }
}

/// One line, and the most serious of what it tells.
fn happening(view: &View, words: &Words) -> (String, Tone) {
    if view.paused {
        return (words.paused.to_owned(), Tone::Paused);
    }
    if view.link != Link::Online || view.phase != Phase::Active {
        return (String::new(), Tone::Quiet);
    }
    let mut parts = Vec::new();
    let acting = view.reps.iter().any(|rep| rep.controlling || rep.shell || rep.acting || rep.files);
    for rep in &view.reps {
        let name = [("name", rep.name.as_str())];
        match (rep.controlling, rep.viewing) {
            (true, _) => parts.push(fill(words.controlling, &name)),
            (false, true) => parts.push(fill(words.viewing, &name)),
            (false, false) => {}
        }
        if rep.shell {
            parts.push(fill(words.in_shell, &name));
        }
        if rep.files {
            parts.push(fill(words.events.files_on, &name));
        }
        match (rep.acting, rep.system) {
            (true, _) => parts.push(fill(words.acts_on_system, &name)),
            (false, true) => parts.push(fill(words.looks_at_system, &name)),
            (false, false) => {}
        }
    }
    if view.elevated {
        parts.push(words.elevated.to_owned());
    }
    let acting = acting || view.elevated;
    match (parts.is_empty(), acting) {
        (true, _) => (words.sees_nothing.to_owned(), Tone::Quiet),
        (false, true) => (parts.join(" · "), Tone::Acting),
        (false, false) => (parts.join(" · "), Tone::Seen),
    }
}

/// Who writes just now.
fn typing(view: &View, words: &Words, now: Instant) -> String {
    let writes = view.typing.as_ref().filter(|typing| typing.until > now && view.link == Link::Online && !view.ended());
    writes.map(|typing| fill(words.typing, &[("name", &typing.name)])).unwrap_or_default()
}

fn question(prompt: &Prompt, back: ComesBack, words: &Words, now: Instant) -> Question {
    let asked = match prompt.asked {
        Asked::View => words.events.ask_view,
        Asked::Control => words.events.ask_control,
        Asked::Shell => words.events.ask_shell,
        Asked::Elevation => words.events.ask_elevation,
        Asked::System => words.events.ask_system,
        Asked::SystemAct => words.events.ask_system_act,
        Asked::Pin => words.events.ask_pin,
        Asked::Button => words.events.ask_button,
        Asked::ClipboardTo => words.events.ask_clipboard_to,
        Asked::ClipboardFrom => words.events.ask_clipboard_from,
        Asked::Power => words.events.ask_power,
        Asked::Special => words.events.ask_special,
        Asked::Privacy => words.events.ask_privacy,
        Asked::Annotate => words.events.ask_annotate,
        Asked::Sound => words.events.ask_sound,
        Asked::Scripts => words.events.ask_scripts,
        Asked::ShellPrograms => words.events.ask_shell_programs,
        Asked::FilesFrom => words.events.ask_files_from,
        Asked::FilesTo => words.events.ask_files_to,
    };
    let left = prompt.until.saturating_duration_since(now).as_millis().div_ceil(1000).to_string();
    let otherwise = if prompt.otherwise_allowed { words.otherwise_yes } else { words.events.otherwise_no };
    let holds = if prompt.for_session { words.events.for_session } else { words.events.for_once };
    let back = match (prompt.asked, back) {
        (Asked::Power, ComesBack::ByItself) => words.back_question,
        (Asked::Power, ComesBack::ByHand) => words.back_by_hand,
        _ => "",
    };
    Question {
        id: prompt.id,
        question: fill(asked, &[("name", &prompt.rep)]),
        holds: format!("{holds} {back}").trim_end().to_owned(),
        otherwise: fill(otherwise, &[("seconds", &left)]),
        allow: words.events.allow.to_owned(),
        refuse: words.events.refuse.to_owned(),
    }
}

fn password(asked: &PasswordAsked, words: &Words) -> PasswordCard {
    PasswordCard {
        question: words.ask_password.to_owned(),
        hint: if asked.wrong { words.password_wrong } else { words.password_stays }.to_owned(),
        wrong: asked.wrong,
        account: asked.account.clone(),
    }
}

/// "9:59".
fn clock(left: Duration) -> String {
    let seconds = left.as_millis().div_ceil(1000);
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// How many new messages, in words; `None`: none.
pub(crate) fn unread(count: usize, words: &Words) -> Option<String> {
    match count {
        0 => None,
        1 => Some(words.unread_one.to_owned()),
        more => Some(fill(words.unread, &[("count", &more.to_string())])),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        view::{Act, Line, NotSent, OfFiles, Power, Rep, Sent, Speaker, Typing},
        words::Language,
    };

    fn rep(name: &str, viewing: bool, controlling: bool, shell: bool) -> Rep {
        Rep { name: name.to_owned(), viewing, controlling, shell, ..Rep::default() }
    }

    fn asked(wrong: bool) -> PasswordAsked {
        PasswordAsked { account: "carla".into(), wrong }
    }

    fn files() -> Vec<Line> {
        let sent = |who, saved| {
            let file = Sent { id: "7".into(), name: "setup.zip".into(), bytes: 9, saved };
            Line::new(who, What::File(file))
        };
        let olga = || Speaker::Rep("Olga".into());
        vec![
            sent(Speaker::You, Saved::Not),
            sent(olga(), Saved::Not),
            sent(olga(), Saved::Saving(42)),
            sent(olga(), Saved::Here("/home/carla/Downloads/setup.zip".into())),
            sent(olga(), Saved::Failed),
        ]
    }

    fn sendings() -> Vec<Line> {
        let not = |why| What::NotSent { name: "fire {mib}.png".into(), why };
        let mut lines = vec![Line::new(Speaker::You, What::Sending { name: "fire {count}.png".into(), percent: 42 })];
        use NotSent::{Busy, Early, Failed, Full, Large, None, Unreadable};
        lines.extend(
            [Large(10), None, Full, Early, Busy, Unreadable, Failed].map(|why| Line::new(Speaker::You, not(why))),
        );
        lines
    }

    fn states(now: Instant) -> Vec<(&'static str, View)> {
        let later = |seconds: u64| now + Duration::from_secs(seconds);
        let new = View::new("Example Ltd");
        let online = View { link: Link::Online, ..new.clone() };
        let active = View { phase: Phase::Active, reps: vec![rep("Olga", false, false, false)], ..online.clone() };
        let control =
            View { reps: vec![rep("Olga", true, true, true), rep("Ivan", true, false, false)], ..active.clone() };
        let prompt = |id, asked, left, otherwise_allowed, for_session| Prompt {
            id,
            rep: "Olga".into(),
            asked,
            until: later(left),
            otherwise_allowed,
            for_session,
        };
        let line = Line::new;
        let olga = || Speaker::Rep("Olga".into());
        let chat = vec![
            line(Speaker::System, What::Queued("Front office".into())).at("13:59"),
            line(Speaker::System, What::Queued(String::new())),
            line(Speaker::System, What::NobodyThere(String::new())),
            line(Speaker::System, What::NobodyThere("We are here {name}\nfrom 8 to 18".into())),
            line(olga(), What::Accepted).at("14:05"),
            line(olga(), What::Joined),
            line(olga(), What::Said("Good morning. {name} <b>".into())),
            line(Speaker::You, What::Said("My printer is on fire".into())),
            line(Speaker::You, What::Saying("Are you there?".into())),
            line(Speaker::You, What::NotSaid("Hello?".into())),
            line(olga(), What::File("setup {address}.zip".into())),
            line(olga(), What::Page("https://example.com/fix".into())),
            line(Speaker::System, What::NotOpened("https://example.com/fix".into())),
            line(Speaker::You, What::File("fire.png".into())),
            line(olga(), What::Screen(true)),
            line(olga(), What::Control(true)),
            line(Speaker::System, What::Control(false)),
            line(olga(), What::Clipboard(true)),
            line(olga(), What::Clipboard(false)),
            line(olga(), What::Drawing),
            line(olga(), What::Sound(true)),
            line(olga(), What::Sound(false)),
            line(olga(), What::Script(true, "Clear the cache".into())),
            line(Speaker::System, What::Script(false, "Clear the cache".into())),
            line(olga(), What::Shell(true)),
            line(Speaker::System, What::Shell(false)),
            line(olga(), What::System(true)),
            line(olga(), What::Act(Act::EndProcess, "vi".into())),
            line(olga(), What::Acted(true, "vi".into())),
            line(olga(), What::Act(Act::Start, "cups {name}".into())),
            line(olga(), What::Act(Act::Stop, "cups".into())),
            line(olga(), What::Act(Act::Restart, "cups".into())),
            line(olga(), What::Acted(false, "cups".into())),
            line(olga(), What::Act(Act::Other, "cups".into())),
            line(olga(), What::System(false)),
            line(olga(), What::Files(true)),
            line(olga(), What::OfFiles(OfFiles::Uploaded, "report.pdf, {name}.txt".into())),
            line(olga(), What::OfFiles(OfFiles::Downloaded, "hosts".into())),
            line(olga(), What::OfFiles(OfFiles::Viewed, "hosts".into())),
            line(olga(), What::OfFiles(OfFiles::Removed, "old".into())),
            line(olga(), What::OfFiles(OfFiles::Changed, "new".into())),
            line(Speaker::System, What::Files(false)),
            line(olga(), What::Elevated(true)),
            line(Speaker::System, What::Elevated(false)),
            line(Speaker::System, What::Button(true)),
            line(olga(), What::Power(Power::Restarts)),
            line(Speaker::System, What::Power(Power::ComesBack(ComesBack::ByItself))),
            line(Speaker::System, What::Power(Power::ComesBack(ComesBack::ByHand))),
            line(olga(), What::Power(Power::ShutsDown)),
            line(Speaker::System, What::Power(Power::Back)),
            line(olga(), What::Tool),
            line(Speaker::System, What::Button(false)),
            line(Speaker::System, What::Screen(false)),
            line(Speaker::System, What::Paused(true)),
            line(Speaker::System, What::Paused(false)),
            line(Speaker::System, What::Held(true)),
            line(Speaker::System, What::Held(false)),
            line(Speaker::System, What::Lost(true)),
            line(Speaker::System, What::Lost(false)),
            line(olga(), What::Left),
        ];
        let restart = |comes_back| {
            let prompts = vec![prompt(1, Asked::Power, 30, false, false)];
            View { prompts, comes_back, ..active.clone() }
        };
        let ended = |ending| View { phase: Phase::Ended(ending), ..control.clone() };
        let button = |ending| View { button: true, ..ended(ending) };
        let question = |text: &str, required| towline_model::Question {
            text: text.into(),
            required,
            kind: towline_model::QuestionKind::Text,
        };
        let survey = |stage, changed| {
            let questions = vec![question("Why {name}?", true), question("More?", false)];
            let survey = survey::Survey { version: "1".into(), questions, changed, stage };
            View { survey: Some(survey), ..ended(Ending::Them) }
        };
        vec![
            ("connecting", new.clone()),
            ("connecting after a restart", View { is_back: true, ..new.clone() }),
            ("waiting", online.clone()),
            ("somebody helps", active.clone()),
            ("nobody is there", View { reps: Vec::new(), ..active.clone() }),
            ("looking", View { reps: vec![rep("Olga", true, false, false)], ..active.clone() }),
            ("controlling, shell, two reps", control.clone()),
            (
                "looking at the system",
                View { reps: vec![Rep { system: true, ..rep("Olga", false, false, false) }], ..active.clone() },
            ),
            (
                "looking at files",
                View { reps: vec![Rep { files: true, ..rep("Olga", false, false, false) }], ..active.clone() },
            ),
            (
                "changing it",
                View {
                    reps: vec![Rep { system: true, acting: true, ..rep("Olga", true, false, false) }],
                    ..active.clone()
                },
            ),
            (
                "writing",
                View { typing: Some(Typing { name: "Olga {what}".into(), until: later(1) }), ..active.clone() },
            ),
            ("wrote", View { typing: Some(Typing { name: "Olga".into(), until: now }), ..active.clone() }),
            ("files", View { chat: files(), ..active.clone() }),
            ("files that are sent", View { chat: sendings(), ..active.clone() }),
            (
                "something is to be accepted",
                View { button: true, agreement: Some("Be kind {name}".into()), ..new.clone() },
            ),
            ("it was not", View { button: true, phase: Phase::Ended(Ending::Declined), ..new.clone() }),
            ("paused", View { paused: true, ..control.clone() }),
            ("started from a button", View { button: true, ..control.clone() }),
            ("on hold", View { phase: Phase::OnHold, ..control.clone() }),
            ("lost", View { link: Link::Lost { until: later(599) }, ..control.clone() }),
            ("lost while paused", View { link: Link::Lost { until: later(61) }, paused: true, ..control.clone() }),
            (
                "questions",
                View {
                    prompts: vec![
                        prompt(1, Asked::View, 30, false, true),
                        prompt(2, Asked::Control, 1, true, false),
                        prompt(3, Asked::Shell, 0, false, false),
                        prompt(4, Asked::Elevation, 9, false, true),
                        prompt(5, Asked::Button, 8, false, false),
                    ],
                    ..active.clone()
                },
            ),
            ("a restart is asked for", restart(ComesBack::ByItself)),
            ("a restart is asked for, by hand", restart(ComesBack::ByHand)),
            ("a restart is asked for, no way back", restart(ComesBack::Not)),
            ("administrative rights", View { elevated: true, ..active.clone() }),
            ("a password", View { password: Some(asked(false)), ..active.clone() }),
            ("a wrong password", View { password: Some(asked(true)), ..active.clone() }),
            ("chat", View { chat, ..active }),
            ("ended by the customer", ended(Ending::You)),
            ("ended by the rep", ended(Ending::Them)),
            ("ended, nobody there", ended(Ending::Nobody)),
            ("ended while a file came", View { chat: files(), ..ended(Ending::Them) }),
            ("ended while a file went", View { chat: sendings(), ..ended(Ending::Them) }),
            ("ended, lost", ended(Ending::Lost)),
            ("ended, too late after a restart", ended(Ending::Late)),
            ("not valid", ended(Ending::NotValid)),
            ("a button's, ended by the customer", button(Ending::You)),
            ("a button that ran out", button(Ending::ButtonOver)),
            ("a button that was withdrawn", ended(Ending::ButtonWithdrawn)),
            ("asked at the end", survey(survey::Stage::Asked, false)),
            ("asked something else", survey(survey::Stage::Asked, true)),
            ("answers that are none", survey(survey::Stage::Wrong(Vec::new()), false)),
            ("answers on their way", survey(survey::Stage::Sending, false)),
            ("answers without a connection", survey(survey::Stage::Waiting, false)),
            ("answers kept", survey(survey::Stage::Kept, false)),
            ("answered before", survey(survey::Stage::Answered, false)),
            ("answers not taken", survey(survey::Stage::NotTaken, false)),
            ("a file stays", View { left_behind: Some("~/Downloads/help".into()), ..ended(Ending::You) }),
        ]
    }

    fn written(language: Language) -> String {
        let now = Instant::now();
        let mut out = String::new();
        for (name, view) in states(now) {
            let screen = texts(&view, language.words(), now);
            out += &format!("== {name}\n{}\n{}\n{}\n", screen.title, screen.headline, screen.detail);
            out += &format!("now ({:?}): {}\n", screen.tone, screen.now);
            out += &format!("button: {}\n", screen.pause.map(|(text, _)| text).unwrap_or_default());
            if name == "somebody helps" || name == "started from a button" {
                out += &format!("end: {}\n", screen.end_detail);
            }
            for asked in screen.questions {
                out += &format!("? {}\n  {}\n  {}\n", asked.question, asked.holds, asked.otherwise);
            }
            if !screen.typing.is_empty() {
                out += &format!("typing: {}\n", screen.typing);
            }
            if let Some(card) = screen.password {
                out += &format!("? {} ({})\n  {}\n", card.question, card.account, card.hint);
            }
            if let Some(form) = screen.form {
                out += &format!("survey: {}\n", form.told);
                for item in form.items.iter().filter(|_| name == "asked at the end") {
                    out += &format!("? {}\n  {}\n  {}\n", item.label, item.missing, item.too_long);
                }
            }
            for line in screen.lines {
                out += &format!("{}: {} [{}]\n", line.who, line.text, line.state);
                for (name, value) in [
                    ("at", line.at),
                    ("page", line.page.unwrap_or_default()),
                    ("file", line.file.map(|file| file.0).unwrap_or_default()),
                ] {
                    out += &if value.is_empty() { String::new() } else { format!("  {name} {value}\n") };
                }
            }
        }
        out
    }

    #[test]
    fn the_window_says_what_was_reviewed_in_every_language_sup_25() {
        for language in Language::ALL {
            insta::assert_snapshot!(format!("window_{language:?}").to_lowercase(), written(language));
        }
    }

    #[test]
    fn what_a_rep_says_is_never_filled_in_sup_22() {
        let now = Instant::now();
        let mut view = View::new("{name}");
        view.phase = Phase::Active;
        view.link = Link::Online;
        view.set_reps(vec![rep("{organisation}", true, false, false)]);
        view.add(Line::new(Speaker::Rep("{count}".into()), What::Joined));
        let screen = texts(&view, Language::En.words(), now);
        assert_eq!(screen.title, "Support: {name}");
        assert_eq!(screen.now, "{organisation} sees your screen right now");
        assert_eq!(screen.lines[0].text, "{count} has joined");
    }

    #[test]
    fn nothing_is_asked_and_nothing_is_paused_after_the_end_sup_22() {
        let now = Instant::now();
        for (name, view) in states(now).into_iter().filter(|(_, view)| view.ended()) {
            let screen = texts(&view, Language::En.words(), now);
            assert!(
                screen.over && screen.pause.is_none() && screen.questions.is_empty() && screen.now.is_empty(),
                "{name}"
            );
        }
    }

    proptest! {
        #[test]
        fn the_clock_never_shows_more_than_is_left(left in 0u64..100_000) {
            let shown = clock(Duration::from_millis(left));
            let (minutes, seconds) = shown.split_once(':').unwrap();
            let total = minutes.parse::<u64>().unwrap() * 60 + seconds.parse::<u64>().unwrap();
            prop_assert_eq!(total, left.div_ceil(1000));
        }
    }
}
