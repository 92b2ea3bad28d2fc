//! The words of one line of the chat. Pure.

use crate::{
    view::{Act, ComesBack, Line, NotSent, OfFiles, Power, Saved, Sent, Speaker, View, What, Withheld},
    words::{Words, fill},
};

/// A line of the chat, with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Who; empty: it happened by itself.
    pub who: String,
    /// When; empty: unknown.
    pub at: String,
    /// Was it the customer?
    pub own: bool,
    /// The words.
    pub text: String,
    /// What became of it; mostly empty.
    pub state: String,
    /// A page that can be opened, by its whole address.
    pub page: Option<String>,
    /// A file that can be saved: which, how large, its name.
    pub file: Option<(String, u64, String)>,
    /// A file on its way that need not be sent: the line's nonce, the file's name.
    pub sending: Option<(String, String)>,
}

pub(crate) fn said(line: &Line, view: &View, words: &Words) -> Said {
    let name = match &line.who {
        Speaker::Rep(name) => name.as_str(),
        Speaker::You => words.you,
        Speaker::System => "",
    };
    let person = |text: String, state: &str| (name.to_owned(), text, state.to_owned());
    let event = |text: &str| (String::new(), fill(text, &[("name", name)]), String::new());
    let about = |text: &str, what: &str| (String::new(), fill(text, &[("name", name), ("what", what)]), String::new());
    let either = |on: bool, yes: &str, no: &str| event(if on { yes } else { no });
    let (who, text, state) = match &line.what {
        What::Said(text) => person(text.clone(), ""),
        What::Translated { text, original } => {
            person(format!("{text}\n{}", fill(words.original, &[("text", original)])), "")
        }
        What::Saying(text) => person(text.clone(), words.saying),
        What::NotSaid(text) => person(text.clone(), words.not_said),
        What::File(file) => person(sent(file, view, words), ""),
        // What was half sent at the end is not there.
        What::Sending { name, .. } if view.ended() => not_sent(name, NotSent::Failed, words, person),
        What::Sending { name, percent } => {
            let how = fill(words.sending_file, &[("count", &percent.to_string())]);
            person(format!("{}\n{how}", fill(words.sent_file, &[("file", name)])), "")
        }
        What::NotSent { name, why } => not_sent(name, *why, words, person),
        What::Page(_) => person(words.asks_open.to_owned(), ""),
        What::NotOpened(address) => about(words.not_opened, address),
        What::Queued(queue) if queue.is_empty() => event(words.queued_anywhere),
        What::Queued(queue) => about(words.queued, queue),
        What::NobodyThere(text) if text.is_empty() => event(words.nobody_there),
        What::NobodyThere(text) => (String::new(), text.clone(), String::new()),
        What::Accepted => event(words.accepted),
        What::Joined => event(words.joined),
        What::Left => event(words.left),
        What::Screen(on) => either(*on, words.events.screen_on, words.events.screen_off),
        What::Control(on) => either(*on, words.events.control_on, words.events.control_off),
        What::Clipboard(on) => either(*on, words.events.clipboard_on, words.events.clipboard_off),
        What::Drawing => event(words.events.drawing_on),
        What::Sound(on) => either(*on, words.events.sound_on, words.events.sound_off),
        What::Script(true, script) => about(words.events.script_on, script),
        What::Script(false, script) => about(words.events.script_off, script),
        What::Shell(on) => either(*on, words.events.shell_on, words.events.shell_off),
        What::System(on) => either(*on, words.system_on, words.system_off),
        What::Files(on) => either(*on, words.events.files_on, words.events.files_off),
        What::OfFiles(what, names) => about(
            match what {
                OfFiles::Uploaded => words.events.files_uploaded,
                OfFiles::Downloaded => words.events.files_downloaded,
                OfFiles::Viewed => words.events.files_viewed,
                OfFiles::Removed => words.events.files_removed,
                OfFiles::Changed => words.events.files_changed,
            },
            names,
        ),
        What::Act(act, target) => about(
            match act {
                Act::EndProcess => words.act_end,
                Act::Start => words.act_start,
                Act::Stop => words.act_stop,
                Act::Restart => words.act_restart,
                Act::Other => words.act_other,
            },
            target,
        ),
        What::Acted(true, target) => about(words.act_done, target),
        What::Acted(false, target) => about(words.act_failed, target),
        What::Pinned => event(words.events.pinned),
        What::Button(on) => either(*on, words.events.button_on, words.events.button_off),
        What::Power(Power::ComesBack(ComesBack::ByHand)) => event(words.back_by_hand),
        What::Power(Power::ComesBack(_)) => event(words.back_by_itself),
        What::Power(Power::Restarts) => event(words.events.restarts),
        What::Power(Power::ShutsDown) => event(words.events.shuts_down),
        What::Power(Power::Back) => event(words.events.restarted),
        What::Tool => event(words.events.tool_used),
        What::Paused(on) => either(*on, words.events.you_paused, words.events.you_resumed),
        What::Held(on) => either(*on, words.events.held, words.events.goes_on),
        What::Lost(on) => either(*on, words.link_lost, words.link_back),
        What::Privacy(Withheld::Input) => event(words.events.privacy_on),
        What::Privacy(Withheld::Screen) => event(words.events.privacy_blank),
        What::Privacy(Withheld::Nothing) => event(words.events.privacy_off),
        What::Elevated(on) => either(*on, words.events.elevated_on, words.events.elevated_off),
    };
    let page = match &line.what {
        What::Page(address) => Some(address.clone()),
        _ => None,
    };
    let file = match &line.what {
        What::File(file) => Some(file).filter(|file| can_be_saved(file, line, view)),
        _ => None,
    };
    let file = file.map(|file| (file.id.clone(), file.bytes, file.name.clone()));
    let sending = match &line.what {
        What::Sending { name, .. } if !view.ended() => Some((line.nonce.clone(), name.clone())),
        _ => None,
    };
    Said { who, at: line.at.clone(), own: line.who == Speaker::You, text, state, page, file, sending }
}

type Person = (String, String, String);

fn not_sent(name: &str, why: NotSent, words: &Words, person: impl Fn(String, &str) -> Person) -> Person {
    let why = match why {
        NotSent::Large(mib) => fill(words.files.file_large, &[("mib", &mib.to_string())]),
        NotSent::None => words.file_none.to_owned(),
        NotSent::Full => words.files.file_full.to_owned(),
        NotSent::Early => words.file_early.to_owned(),
        NotSent::Busy => words.file_busy.to_owned(),
        NotSent::Unreadable => words.file_unreadable.to_owned(),
        NotSent::Failed => words.files.file_failed.to_owned(),
    };
    person(format!("{}\n{why}", fill(words.sent_file, &[("file", name)])), words.not_said)
}

/// What the customer sent is on their computer already.
fn can_be_saved(file: &Sent, line: &Line, view: &View) -> bool {
    let wanted = matches!(file.saved, Saved::Not | Saved::Failed);
    wanted && !file.id.is_empty() && line.who != Speaker::You && !view.ended()
}

fn sent(file: &Sent, view: &View, words: &Words) -> String {
    let name = fill(words.sent_file, &[("file", &file.name)]);
    let state = match &file.saved {
        Saved::Not => return name,
        // What was half saved at the end is not there.
        Saved::Saving(_) if view.ended() => words.not_saved.to_owned(),
        Saved::Saving(percent) => fill(words.saving_file, &[("count", &percent.to_string())]),
        Saved::Here(place) => fill(words.saved_as, &[("what", place)]),
        Saved::Failed => words.not_saved.to_owned(),
    };
    format!("{name}\n{state}")
}
