//! Between the agent and the window: what the appliance says becomes what is shown, and what the person wants becomes what is said. Pure.

use std::time::{Duration, Instant};

use towline_customer::{
    Act, Asked, Ending, Intent, Line, Link, NotSent, OfFiles, PasswordAsked, Phase, Power, Prompt, Rep, Saved, Sent,
    Speaker, Stage, Survey, Typing, View, What, Withheld, plain, plain_lines, plain_text,
};
use towline_endpoint::{AfterEnd, Credentials, News, Notice, Wish};
use towline_model::is_web_address;
use towline_platform::Person;
use towline_wire::v1::{CustomerEvent, CustomerPhase, CustomerPrompt, CustomerSpeaker, CustomerState, Permission};

const NAME: usize = 128;
const TEXT: usize = 4096;
const AGREEMENT: usize = 64 * 1024;
/// For how long somebody counts as writing after they were heard of.
const TYPING: Duration = Duration::from_secs(5);

/// The clock on the person's wall.
pub struct Wall<'a> {
    /// Now, in milliseconds of Unix time.
    pub now_ms: i64,
    /// Whose clock it is.
    pub person: &'a dyn Person,
}

impl Wall<'_> {
    /// As lines of the chat show it; empty: it cannot be told.
    fn at(&self, unix_ms: i64) -> String {
        self.person.clock(unix_ms).map(|(hour, minute)| format!("{hour:02}:{minute:02}")).unwrap_or_default()
    }

    fn now(&self) -> String {
        self.at(self.now_ms)
    }
}

/// What the person wants, as the agent understands it. `None`: it concerns the window alone.
pub fn wish(intent: Intent) -> Option<Wish> {
    match intent {
        Intent::Say(text) => Some(Wish::Say(text)),
        Intent::Typing => Some(Wish::Typing),
        Intent::Save { file, bytes } => Some(Wish::Fetch { file, bytes }),
        Intent::Send(path) => Some(Wish::Send(path)),
        Intent::CancelSend { nonce } => Some(Wish::CancelSend { nonce }),
        Intent::Agree(yes) => Some(Wish::Agree(yes)),
        Intent::Pause(on) => Some(Wish::Pause(on)),
        Intent::Answer { prompt, allowed } => Some(Wish::Answer { prompt, allowed }),
        Intent::Password { account, password } => {
            Some(Wish::Password(Some(Credentials { account, password: password.0 })))
        }
        Intent::NoPassword => Some(Wish::Password(None)),
        Intent::End => Some(Wish::End),
        Intent::OpenPage(_) | Intent::Browse(_) | Intent::Close | Intent::Answers(_) => None,
    }
}

/// Whether there is an appliance that may want to ask something about how it went, by the agent's word on the end.
pub fn may_ask(reason: &str) -> bool {
    // The connection did not come back, or there was no session.
    !matches!(reason, "lost" | "declined") && (!reason.starts_with("refused: ") || reason == "refused: ended")
}

/// Something after the end (SUP-80).
pub fn after_end(view: &mut View, told: AfterEnd) {
    let survey = |asked: towline_endpoint::Survey, changed| Survey {
        version: asked.version,
        questions: asked.questions,
        changed,
        stage: Stage::Asked,
    };
    let stage = match told {
        AfterEnd::Asked(asked) => return view.survey = Some(survey(asked, false)),
        AfterEnd::Changed(asked) => return view.survey = Some(survey(asked, true)),
        AfterEnd::Sending => Stage::Sending,
        AfterEnd::Waiting => Stage::Waiting,
        AfterEnd::Kept => Stage::Kept,
        AfterEnd::Answered => Stage::Answered,
        AfterEnd::Wrong(wrong) => Stage::Wrong(wrong),
        AfterEnd::NotTaken => Stage::NotTaken,
    };
    if let Some(survey) = &mut view.survey {
        survey.stage = stage;
    }
}

/// The link came or went.
pub fn link(view: &mut View, notice: &Notice, patience: Duration, now: Instant) {
    view.link = match (notice, view.link) {
        (Notice::Online(_), _) => Link::Online,
        // From the first loss on, however many attempts follow.
        (Notice::Offline(_), Link::Online) => Link::Lost { until: now + patience },
        (Notice::Offline(_), unchanged) => unchanged,
    };
}

/// The address that the person wants to open, if it is one of the web.
pub fn page(address: &str) -> Option<&str> {
    // SECURITY: it came from the appliance and goes to a program of this system: nothing but a web page is ever opened.
    Some(address).filter(|address| is_web_address(address))
}

/// Nothing opened it.
pub fn not_opened(view: &mut View, address: String, wall: &Wall<'_>) {
    view.add(Line::new(Speaker::System, What::NotOpened(address)).at(wall.now()));
}

/// Something of the session.
pub fn news(view: &mut View, news: News, now: Instant, wall: &Wall<'_>) {
    match news {
        News::State(state) => set_state(view, state, now),
        News::Events(events) => events.into_iter().for_each(|event| add(view, event, wall)),
        News::Saying { nonce, text } => {
            let what = What::Saying(plain_lines(&text, TEXT));
            view.add(Line { nonce, ..Line::new(Speaker::You, what).at(wall.now()) });
        }
        News::NotSaid { nonce, .. } => become_of(view, &nonce, What::NotSaid, None),
        // `saving` takes them.
        News::File { .. } => {}
        News::Sending { nonce, name, percent } => sending(view, nonce, &name, percent, wall),
        News::FileNotSent { nonce, why, most_mib } => not_sent(view, &nonce, &why.code, most_mib),
        News::Agreement(text) => view.agreement = text.map(|text| plain_text(&text, AGREEMENT).into()),
        News::Typing { name } => view.typing = Some(Typing { name: plain(&name, NAME), until: now + TYPING }),
        News::Password { account, wrong } => {
            view.password = Some(PasswordAsked { account: plain(&account, NAME), wrong });
        }
        News::NoPassword => view.password = None,
        News::Leaving => view.phase = Phase::Ended(Ending::You),
        News::Paused(on) => {
            view.paused = on;
            view.add(Line::new(Speaker::System, What::Paused(on)).at(wall.now()));
        }
    }
}

/// Why it is over, from the agent's word. `button`: it was started from a Support Button, which is not invited once.
pub fn ending(reason: &str, button: bool) -> Ending {
    match reason {
        "customer" => Ending::You,
        "declined" => Ending::Declined,
        "lost" => Ending::Lost,
        "nobody_there" => Ending::Nobody,
        // One that the appliance does not know any more ran out long ago.
        "refused: button_over" | "refused: bad_token" if button => Ending::ButtonOver,
        "refused: button_withdrawn" if button => Ending::ButtonWithdrawn,
        reason if reason.starts_with("refused: ended") => Ending::Them,
        // It had begun: only a session's own key is refused otherwise.
        reason if reason.starts_with("refused: ") && button => Ending::Them,
        reason if reason.starts_with("refused: ") => Ending::NotValid,
        _ => Ending::Them,
    }
}

fn set_state(view: &mut View, state: CustomerState, now: Instant) {
    if view.phase == Phase::Ended(Ending::You) {
        return;
    }
    view.phase = match state.phase() {
        CustomerPhase::Waiting => Phase::Waiting,
        CustomerPhase::OnHold => Phase::OnHold,
        CustomerPhase::Ended => Phase::Ended(ending(&state.ended_reason, view.button)),
        // A phase that is not known yet is one in which somebody may be there.
        CustomerPhase::Active | CustomerPhase::Unspecified => Phase::Active,
    };
    let rep = |rep: towline_wire::v1::CustomerRep| Rep {
        name: rep.name,
        viewing: rep.viewing,
        controlling: rep.controlling,
        shell: rep.shell,
        system: rep.system,
        acting: rep.acting,
        files: rep.files,
    };
    view.elevated = state.elevated;
    view.set_reps(state.reps.into_iter().map(rep).collect());
    view.set_prompts(state.prompts.into_iter().filter_map(|asked| prompt(asked, now)).collect());
}

/// A question for something that this window has no words for is not shown, and gets its default.
fn prompt(asked: CustomerPrompt, now: Instant) -> Option<Prompt> {
    let what = match asked.permission() {
        Permission::ScreenView => Asked::View,
        Permission::ScreenControl => Asked::Control,
        Permission::Shell => Asked::Shell,
        Permission::Elevation => Asked::Elevation,
        Permission::SystemView => Asked::System,
        Permission::SystemAct => Asked::SystemAct,
        Permission::Pin => Asked::Pin,
        Permission::Button => Asked::Button,
        Permission::ClipboardToEndpoint => Asked::ClipboardTo,
        Permission::ClipboardFromEndpoint => Asked::ClipboardFrom,
        Permission::Power => Asked::Power,
        Permission::SpecialActions => Asked::Special,
        Permission::Privacy => Asked::Privacy,
        Permission::Annotate => Asked::Annotate,
        Permission::HearSound => Asked::Sound,
        Permission::RunScripts => Asked::Scripts,
        Permission::ShellPrograms => Asked::ShellPrograms,
        Permission::FileDownload => Asked::FilesFrom,
        Permission::FileUpload => Asked::FilesTo,
        Permission::Unspecified => return None,
    };
    Some(Prompt {
        id: asked.id,
        rep: asked.rep,
        asked: what,
        until: now + Duration::from_millis(asked.left_ms.into()),
        otherwise_allowed: asked.otherwise_allowed,
        for_session: asked.for_session,
    })
}

fn add(view: &mut View, event: CustomerEvent, wall: &Wall<'_>) {
    let at = wall.at(event.at_ms);
    let rep = Speaker::Rep(plain(&event.name, NAME));
    let who = match event.who() {
        CustomerSpeaker::You => Speaker::You,
        CustomerSpeaker::Rep => rep,
        CustomerSpeaker::System => Speaker::System,
    };
    let what = match (event.kind.as_str(), event.text.as_str()) {
        ("chat", text) => {
            let known = view.chat.iter().any(|line| !event.nonce.is_empty() && line.nonce == event.nonce);
            if known {
                return become_of(view, &event.nonce, What::Said, Some(at));
            }
            What::Said(plain_lines(text, TEXT))
        }
        ("translated", text) => return view.translate(event.translates, plain_lines(text, TEXT)),
        ("file_sent", name) => {
            if !event.nonce.is_empty() {
                // It is said now where it is in the log.
                view.chat.retain(|line| line.nonce != event.nonce);
            }
            What::File(Sent { name: plain(name, NAME), id: event.file_id, bytes: event.file_bytes, saved: Saved::Not })
        }
        // What is no address of the web is shown to nobody, as in the page.
        ("url_pushed", address) => match page(address) {
            Some(address) => What::Page(address.to_owned()),
            None => return,
        },
        ("queued", queue) => What::Queued(plain(queue, NAME)),
        ("nobody_there", text) => What::NobodyThere(plain_lines(text, TEXT)),
        ("accepted", _) => What::Accepted,
        ("participant_joined", _) => What::Joined,
        ("participant_left", _) => What::Left,
        ("tool_started", "screen") => What::Screen(true),
        ("tool_stopped", "screen") => What::Screen(false),
        ("control_taken", _) => What::Control(true),
        ("control_released", _) => What::Control(false),
        ("clipboard_on", _) => What::Clipboard(true),
        ("clipboard_off", _) => What::Clipboard(false),
        ("drawing_on", _) => What::Drawing,
        ("sound_on", _) => What::Sound(true),
        ("sound_off", _) => What::Sound(false),
        ("script_started", script) => What::Script(true, plain(script, NAME)),
        ("script_ended", script) => What::Script(false, plain(script, NAME)),
        ("shell_opened", _) => What::Shell(true),
        ("shell_ended", _) => What::Shell(false),
        ("tool_started", "system") => What::System(true),
        ("tool_stopped", "system") => What::System(false),
        ("tool_started", "files") => What::Files(true),
        ("tool_stopped", "files") => What::Files(false),
        ("files_uploaded", names) => What::OfFiles(OfFiles::Uploaded, plain(names, TEXT)),
        ("files_downloaded", names) => What::OfFiles(OfFiles::Downloaded, plain(names, TEXT)),
        ("files_viewed", names) => What::OfFiles(OfFiles::Viewed, plain(names, TEXT)),
        ("files_removed", names) => What::OfFiles(OfFiles::Removed, plain(names, TEXT)),
        ("files_changed", names) => What::OfFiles(OfFiles::Changed, plain(names, TEXT)),
        ("system_asked", target) => What::Act(act(&event.act), plain(target, NAME)),
        ("system_done", target) => What::Acted(true, plain(target, NAME)),
        ("system_failed", target) => What::Acted(false, plain(target, NAME)),
        ("action_asked", _) if matches!(event.act.as_str(), "restart" | "restart_safe") => What::Power(Power::Restarts),
        ("action_asked", _) if event.act == "shut_down" => What::Power(Power::ShutsDown),
        ("restarted", _) => What::Power(Power::Back),
        ("action_done", _) if !matches!(event.act.as_str(), "restart" | "restart_safe" | "shut_down") => What::Tool,
        ("pinned" | "pinned_user", _) => What::Pinned,
        ("button_placed", _) => What::Button(true),
        ("button_removed", _) => What::Button(false),
        ("privacy_input", _) => What::Privacy(Withheld::Input),
        ("privacy_screen", _) => What::Privacy(Withheld::Screen),
        ("privacy_off", _) => What::Privacy(Withheld::Nothing),
        ("elevated", _) => What::Elevated(true),
        ("elevation_ended", _) => What::Elevated(false),
        ("held", _) => What::Held(true),
        ("resumed", _) => What::Held(false),
        ("endpoint_lost", _) => What::Lost(true),
        ("endpoint_back", _) => What::Lost(false),
        // No words for it. What the page shows by the browser ended before this window was there.
        _ => return,
    };
    if matches!((&who, &what), (Speaker::Rep(_), What::Said(_) | What::File(_) | What::Page(_))) {
        view.typing = None;
    }
    view.add(Line { sequence: event.sequence, ..Line::new(who, what).at(at) });
}

/// A file of the customer's goes.
fn sending(view: &mut View, nonce: String, name: &str, percent: u8, wall: &Wall<'_>) {
    let what = What::Sending { name: plain(name, NAME), percent };
    match view.chat.iter_mut().find(|line| line.nonce == nonce) {
        Some(line) => line.what = what,
        None => view.add(Line { nonce, ..Line::new(Speaker::You, what).at(wall.now()) }),
    }
}

fn not_sent(view: &mut View, nonce: &str, code: &str, most_mib: u32) {
    let why = match code {
        "cancelled" => return view.chat.retain(|line| line.nonce != nonce),
        "file_too_large" if most_mib == 0 => NotSent::None,
        "file_too_large" => NotSent::Large(most_mib),
        "session_full" => NotSent::Full,
        "not_yet" => NotSent::Early,
        "too_many_files" => NotSent::Busy,
        "unreadable" => NotSent::Unreadable,
        _ => NotSent::Failed,
    };
    for line in view.chat.iter_mut().filter(|line| line.nonce == nonce) {
        if let What::Sending { name, .. } = &line.what {
            line.what = What::NotSent { name: name.clone(), why };
        }
    }
}

fn act(code: &str) -> Act {
    match code {
        "end_process" => Act::EndProcess,
        "start_service" => Act::Start,
        "stop_service" => Act::Stop,
        "restart_service" => Act::Restart,
        _ => Act::Other,
    }
}

/// What was written is said, or not.
fn become_of(view: &mut View, nonce: &str, how: fn(String) -> What, at: Option<String>) {
    for line in view.chat.iter_mut().filter(|line| line.nonce == nonce) {
        if let What::Saying(text) | What::NotSaid(text) = &line.what {
            line.what = how(text.clone());
            // As everybody else sees it.
            line.at = at.clone().unwrap_or(std::mem::take(&mut line.at));
        }
    }
}

#[cfg(test)]
mod tests {
    use towline_endpoint::Enrolled;

    use super::*;

    /// Somebody whose clock runs like Greenwich's.
    struct Somebody;

    impl Person for Somebody {
        fn clock(&self, unix_ms: i64) -> Option<(u8, u8)> {
            let minutes = unix_ms.checked_div(60_000)?;
            Some((u8::try_from(minutes / 60 % 24).ok()?, u8::try_from(minutes % 60).ok()?))
        }

        fn open_page(&self, _: String, _: Box<dyn FnOnce() + Send>) {}

        fn download(&self, _: &str) -> std::io::Result<Box<dyn towline_platform::Download>> {
            Err(std::io::ErrorKind::Unsupported.into())
        }

        fn folder(&self, _: Option<&std::path::Path>) -> std::io::Result<towline_platform::Folder> {
            Err(std::io::ErrorKind::Unsupported.into())
        }

        fn file(&self, _: &std::path::Path) -> std::io::Result<Box<dyn towline_platform::Reading>> {
            Err(std::io::ErrorKind::Unsupported.into())
        }
    }

    const NOON: i64 = 12 * 3_600_000;

    fn wall() -> Wall<'static> {
        Wall { now_ms: NOON, person: &Somebody }
    }

    fn news(view: &mut View, told: News, now: Instant) {
        super::news(view, told, now, &wall());
    }

    fn view() -> View {
        View::new("Example")
    }

    fn event(kind: &str, text: &str, nonce: &str) -> CustomerEvent {
        let (kind, text, nonce) = (kind.to_owned(), text.to_owned(), nonce.to_owned());
        CustomerEvent { sequence: 1, who: 2, name: "Olga".into(), kind, text, nonce, ..Default::default() }
    }

    fn olga() -> Speaker {
        Speaker::Rep("Olga".into())
    }

    #[test]
    fn what_was_written_is_shown_once_whatever_becomes_of_it_sup_22() {
        let now = Instant::now();
        let mut view = view();
        news(&mut view, News::Saying { nonce: "n1".into(), text: "hello".into() }, now);
        news(&mut view, News::Saying { nonce: "n2".into(), text: "lost".into() }, now);
        let mut own = event("chat", "hello", "n1");
        (own.who, own.at_ms) = (CustomerSpeaker::You.into(), NOON + 60_000);
        news(&mut view, News::Events(vec![own]), now);
        news(&mut view, News::NotSaid { nonce: "n2".into(), why: Default::default() }, now);
        let lines: Vec<&What> = view.chat.iter().map(|line| &line.what).collect();
        assert_eq!(lines, [&What::Said("hello".into()), &What::NotSaid("lost".into())]);
        let times: Vec<&str> = view.chat.iter().map(|line| line.at.as_str()).collect();
        assert_eq!(times, ["12:01", "12:00"], "what was taken has the time that everybody sees");
    }

    #[test]
    fn files_and_pages_are_lines_that_say_what_they_are_sup_23_ses_32() {
        let mut view = view();
        let events =
            ["https://a.example/", "javascript:alert(1)", "https://bank.example@a.example/", "file:///etc/passwd"]
                .map(|address| event("url_pushed", address, "n"));
        let events = std::iter::once(event("file_sent", "a\u{202e}gpj.\nexe", "n")).chain(events).collect();
        news(&mut view, News::Events(events), Instant::now());
        let lines: Vec<&What> = view.chat.iter().map(|line| &line.what).collect();
        assert_eq!(lines, [&What::File("agpj. exe".into()), &What::Page("https://a.example/".into())]);
    }

    #[test]
    fn unknown_events_phases_and_questions_are_left_out_and_names_are_plain_sup_22() {
        let now = Instant::now();
        let mut view = view();
        let mut foreign = event("chat", "a\u{202e}b\nc", "");
        foreign.name = "Ol\nga".into();
        news(&mut view, News::Events(vec![event("something_new", "x", ""), foreign]), now);
        let said = Line::new(Speaker::Rep("Ol ga".into()), What::Said("ab\nc".into())).at("00:00");
        assert_eq!(view.chat, [Line { sequence: 1, ..said }]);
        let prompts = vec![
            CustomerPrompt { id: 1, permission: 99, left_ms: 5, ..Default::default() },
            CustomerPrompt { id: 2, permission: 1, left_ms: u32::MAX, ..Default::default() },
        ];
        news(&mut view, News::State(CustomerState { phase: 77, prompts, ..Default::default() }), now);
        assert_eq!(view.phase, Phase::Active);
        assert_eq!(view.prompts.iter().map(|prompt| prompt.id).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn who_takes_the_session_and_what_is_done_to_the_machine_are_lines_with_their_time_sup_22_ses_30() {
        let mut view = view();
        let told =
            |kind: &str, text: &str, act: &str| CustomerEvent { at_ms: NOON, act: act.into(), ..event(kind, text, "") };
        let events = vec![
            told("queued", "Front office", ""),
            told("nobody_there", "We are here\nfrom 8", ""),
            told("accepted", "", ""),
            told("tool_started", "system", ""),
            told("system_asked", "vi", "end_process"),
            told("system_done", "vi", "end_process"),
            told("system_asked", "cups", "paint_service"),
            told("system_failed", "cups", "paint_service"),
            told("tool_stopped", "system", ""),
            told("tool_started", "files", ""),
            told("files_uploaded", "a.pdf, b\u{202e}.pdf", ""),
            told("tool_stopped", "files", ""),
        ];
        news(&mut view, News::Events(events), Instant::now());
        let lines: Vec<&What> = view.chat.iter().map(|line| &line.what).collect();
        assert_eq!(
            lines,
            [
                &What::Queued("Front office".into()),
                &What::NobodyThere("We are here\nfrom 8".into()),
                &What::Accepted,
                &What::System(true),
                &What::Act(Act::EndProcess, "vi".into()),
                &What::Acted(true, "vi".into()),
                &What::Act(Act::Other, "cups".into()),
                &What::Acted(false, "cups".into()),
                &What::System(false),
                &What::Files(true),
                &What::OfFiles(OfFiles::Uploaded, "a.pdf, b.pdf".into()),
                &What::Files(false),
            ]
        );
        assert!(view.chat.iter().all(|line| line.at == "12:00" && line.who == olga()));
    }

    #[test]
    fn whoever_writes_does_so_for_five_seconds_or_until_they_have_said_it_ses_31() {
        let now = Instant::now();
        let mut view = view();
        news(&mut view, News::Typing { name: "Ol\nga".into() }, now);
        let typing = Typing { name: "Ol ga".into(), until: now + Duration::from_secs(5) };
        assert_eq!(view.typing.as_ref(), Some(&typing));
        news(&mut view, News::Events(vec![event("participant_left", "", "")]), now);
        assert_eq!(view.typing.as_ref(), Some(&typing));
        news(&mut view, News::Events(vec![event("chat", "hello", "")]), now);
        assert_eq!(view.typing, None);
    }

    #[test]
    fn the_time_that_is_left_counts_from_the_first_loss_sup_24() {
        let (mut view, now, patience) = (view(), Instant::now(), Duration::from_secs(600));
        let offline = Notice::Offline("cut".into());
        link(&mut view, &offline, patience, now);
        assert_eq!(view.link, Link::Connecting);
        link(
            &mut view,
            &Notice::Online(Enrolled { jump_client_id: String::new(), site: String::new() }),
            patience,
            now,
        );
        link(&mut view, &offline, patience, now);
        link(&mut view, &offline, patience, now + Duration::from_secs(9));
        assert_eq!(view.link, Link::Lost { until: now + patience });
    }

    #[test]
    fn what_is_asked_at_the_end_is_followed_to_its_outcome_sup_80() {
        let asked = |version: &str| towline_endpoint::Survey { version: version.into(), questions: Vec::new() };
        let mut view = view();
        after_end(&mut view, AfterEnd::NotTaken);
        assert_eq!(view.survey, None, "nothing was asked, so nothing is said of it");
        let mut steps = Vec::new();
        for told in [
            AfterEnd::Asked(asked("1")),
            AfterEnd::Sending,
            AfterEnd::Waiting,
            AfterEnd::Wrong(Vec::new()),
            AfterEnd::Changed(asked("2")),
            AfterEnd::Kept,
        ] {
            after_end(&mut view, told);
            steps.extend(view.survey.clone().map(|survey| (survey.version, survey.changed, survey.stage)));
        }
        use Stage::{Asked, Kept, Sending, Waiting, Wrong};
        let first = [Asked, Sending, Waiting, Wrong(Vec::new())].map(|stage| ("1".to_owned(), false, stage));
        let then = [Asked, Kept].map(|stage| ("2".to_owned(), true, stage));
        assert_eq!(steps, [first.as_slice(), then.as_slice()].concat());
    }

    #[test]
    fn only_a_session_that_there_was_is_asked_about_sup_80() {
        let reasons = ["customer", "ended_by_rep", "", "refused: ended", "lost", "refused: bad_token"];
        assert_eq!(reasons.map(may_ask), [true, true, true, true, false, false]);
    }

    #[test]
    fn each_way_to_end_has_its_words() {
        let reasons = ["customer", "lost", "nobody_there", "refused: bad_token", "refused: ended", "rep", ""];
        use Ending::{Lost, Nobody, NotValid, Them, You};
        assert_eq!(reasons.map(|reason| ending(reason, false)), [You, Lost, Nobody, NotValid, Them, Them, Them]);
    }

    #[test]
    fn a_file_that_is_sent_is_one_line_until_it_is_in_the_chat_ses_30() {
        let now = Instant::now();
        let mut view = view();
        let going = |nonce: &str, percent| News::Sending { nonce: nonce.into(), name: "a\u{202e}.png".into(), percent };
        let not = |nonce: &str, code: &str| {
            let why = towline_wire::v1::Problem { code: code.into(), ..Default::default() };
            News::FileNotSent { nonce: nonce.into(), why, most_mib: 10 }
        };
        for told in [going("n1", 0), going("n2", 0), going("n3", 0), going("n1", 50), not("n3", "cancelled")] {
            news(&mut view, told, now);
        }
        news(&mut view, not("n2", "file_too_large"), now);
        let what: Vec<What> = view.chat.iter().map(|line| line.what.clone()).collect();
        let name = || "a.png".to_owned();
        let large = What::NotSent { name: name(), why: NotSent::Large(10) };
        assert_eq!(what, [What::Sending { name: name(), percent: 50 }, large.clone()]);
        let own = CustomerEvent { who: 1, file_id: "7".into(), file_bytes: 3, ..event("file_sent", "a.png", "n1") };
        news(&mut view, News::Events(vec![own]), now);
        let sent = Sent { id: "7".into(), name: name(), bytes: 3, saved: Saved::Not };
        assert_eq!(view.chat.iter().map(|line| line.what.clone()).collect::<Vec<_>>(), [large, What::File(sent)]);
    }

    #[test]
    fn an_agreement_is_read_first_and_what_is_not_accepted_begins_nothing_sup_3() {
        let now = Instant::now();
        let mut view = view();
        news(&mut view, News::Agreement(Some("One\n\n  Two\u{202e}".into())), now);
        assert_eq!(view.agreement.as_deref(), Some("One\n\n  Two"));
        news(&mut view, News::Agreement(None), now);
        assert_eq!((view.agreement, ending("declined", true)), (None, Ending::Declined));
        assert!(!may_ask("declined") && may_ask("customer"));
    }

    #[test]
    fn a_button_says_what_became_of_it_and_another_client_never_does_sup_50() {
        use Ending::{ButtonOver, ButtonWithdrawn, NotValid, Them, You};
        let reasons =
            ["customer", "refused: button_over", "refused: button_withdrawn", "refused: bad_token", "refused: removed"];
        assert_eq!(reasons.map(|reason| ending(reason, true)), [You, ButtonOver, ButtonWithdrawn, ButtonOver, Them]);
        assert_eq!(reasons.map(|reason| ending(reason, false)), [You, NotValid, NotValid, NotValid, NotValid]);
        let mut view = View { button: true, ..view() };
        let asked = CustomerPrompt { id: 3, permission: Permission::Button.into(), left_ms: 9, ..Default::default() };
        let state = CustomerState { phase: CustomerPhase::Active.into(), prompts: vec![asked], ..Default::default() };
        news(&mut view, News::State(state), Instant::now());
        assert_eq!(view.prompts[0].asked, Asked::Button);
    }

    #[test]
    fn a_translation_is_read_above_what_was_written_ses_31() {
        let now = Instant::now();
        let mut view = view();
        let translated =
            |text: &str, translates| CustomerEvent { who: 0, translates, sequence: 9, ..event("translated", text, "") };
        let told = News::Events;
        news(
            &mut view,
            told(vec![event("chat", "hello", ""), translated("hal\u{202e}lo", 1), translated("x", 5)]),
            now,
        );
        let what = What::Translated { text: "hallo".into(), original: "hello".into() };
        assert_eq!(view.chat.iter().map(|line| &line.what).collect::<Vec<_>>(), [&what]);
    }
}
