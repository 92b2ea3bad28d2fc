//! What the window shows, as plain data, and what the person at it wants.

use std::{fmt, path::PathBuf, sync::Arc, time::Instant};

use towline_platform::Folder;
use zeroize::Zeroizing;

use crate::survey::Survey;

/// Longest secret in bytes: 128 characters.
const TYPED: usize = 512;
/// Lines of chat that are kept; the oldest go.
const LINES: usize = 500;
/// Of one message.
const LINES_OF_ONE: usize = 64;
const NAME: usize = 128;
const REPS: usize = 32;
const PROMPTS: usize = 8;

/// All that the window shows.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// Who offers the help.
    pub organisation: String,
    /// Whether it can be reached.
    pub link: Link,
    /// How far the session is.
    pub phase: Phase,
    /// Who is in it.
    pub reps: Vec<Rep>,
    /// The customer has paused all access.
    pub paused: bool,
    /// Open questions, the oldest first.
    pub prompts: Vec<Prompt>,
    /// The session works with administrative rights that it got.
    pub elevated: bool,
    /// A password is needed for them.
    pub password: Option<PasswordAsked>,
    /// This is to be accepted before anything begins.
    pub agreement: Option<Arc<str>>,
    /// The chat, the oldest first.
    pub chat: Vec<Line>,
    /// The folder that a file is chosen from.
    pub folder: Option<Arc<Folder>>,
    /// The one that was wanted last could not be opened.
    pub no_folder: bool,
    /// Who writes to the customer just now.
    pub typing: Option<Typing>,
    /// It was started from a Support Button, which stays for the next time.
    pub button: bool,
    /// A file that could not be removed at the end.
    pub left_behind: Option<String>,
    /// What is asked after the end.
    pub survey: Option<Survey>,
    /// Whether this program comes back after a restart.
    pub comes_back: ComesBack,
    /// It did: it was started after one, and connects.
    pub is_back: bool,
}

/// Whether this program comes back after a restart that a rep orders (SUP-24).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ComesBack {
    /// It does not.
    #[default]
    Not,
    /// The desktop starts it once.
    ByItself,
    /// When it is started again by hand.
    ByHand,
}

/// The connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// Not yet there.
    Connecting,
    /// There.
    Online,
    /// Lost; tried again until then.
    Lost {
        /// When the client gives up.
        until: Instant,
    },
}

/// How far the session is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// Nobody has taken it.
    Waiting,
    /// Somebody helps.
    Active,
    /// It is kept for later.
    OnHold,
    /// Over.
    Ended(Ending),
}

/// Why it is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The customer ended it.
    You,
    /// The other side did.
    Them,
    /// Nobody was there who could help.
    Nobody,
    /// The connection did not come back.
    Lost,
    /// It came back after a restart, and too late.
    Late,
    /// The program's invitation is used up or too old.
    NotValid,
    /// The Support Button has run out.
    ButtonOver,
    /// The Support Button was taken back.
    ButtonWithdrawn,
    /// The customer did not accept what was to be accepted; nothing had begun.
    Declined,
}

/// Somebody who helps.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rep {
    /// Their name.
    pub name: String,
    /// Sees the screen.
    pub viewing: bool,
    /// Holds mouse and keyboard.
    pub controlling: bool,
    /// Has a command window open.
    pub shell: bool,
    /// Looks at programs, processes and settings.
    pub system: bool,
    /// Has something done to programs or services.
    pub acting: bool,
    /// Looks at files, or changes some.
    pub files: bool,
}

/// Somebody writes a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typing {
    /// Their name.
    pub name: String,
    /// Until when that counts.
    pub until: Instant,
}

/// A question to the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// Its number.
    pub id: u64,
    /// Who asks.
    pub rep: String,
    /// For what.
    pub asked: Asked,
    /// Until when it can be answered.
    pub until: Instant,
    /// What holds without an answer.
    pub otherwise_allowed: bool,
    /// A yes holds until the session ends, else for this time.
    pub for_session: bool,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// To see the screen.
    View,
    /// To use mouse and keyboard.
    Control,
    /// To work in a command window.
    Shell,
    /// To look at programs, processes and settings.
    System,
    /// To end programs and services.
    SystemAct,
    /// To make the machine reachable from now on.
    Pin,
    /// To get administrative rights.
    Elevation,
    /// To put a Support Button on the desktop, or remove it.
    Button,
    /// To put something on the clipboard.
    ClipboardTo,
    /// To see what is copied.
    ClipboardFrom,
    /// To restart the machine, or shut it down.
    Power,
    /// To use tools of the system.
    Special,
    /// To withhold mouse, keyboard and screen.
    Privacy,
    /// To draw on the screen.
    Annotate,
    /// To hear what the computer plays.
    Sound,
    /// To run canned scripts.
    Scripts,
    /// To choose a shell's program.
    ShellPrograms,
    /// To look at files, and fetch them.
    FilesFrom,
    /// To send files, and change what is there.
    FilesTo,
}

/// A password is needed. What is typed goes to this computer's own system, and nowhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordAsked {
    /// The account that is meant unless another one is typed.
    pub account: String,
    /// What was typed before was wrong.
    pub wrong: bool,
}

/// Something that was typed and that nobody is to see; wiped when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Typed(pub Zeroizing<String>);

impl Default for Typed {
    fn default() -> Typed {
        // Room for the longest that can be typed: growing would leave pieces of it behind.
        Typed(Zeroizing::new(String::with_capacity(TYPED)))
    }
}

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Typed")
    }
}

/// One line of the chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Who.
    pub who: Speaker,
    /// What.
    pub what: What,
    /// When, as the clock on the wall shows it; empty: unknown.
    pub at: String,
    /// Tells what the customer wrote apart while it is on its way; empty for everything else.
    pub nonce: String,
    /// Its entry in the session's log, which a translation may follow; 0: none.
    pub sequence: u64,
}

impl Line {
    /// A line.
    pub fn new(who: Speaker, what: What) -> Line {
        Line { who, what, at: String::new(), nonce: String::new(), sequence: 0 }
    }

    /// The same, at this time.
    #[must_use]
    pub fn at(self, at: impl Into<String>) -> Line {
        Line { at: at.into(), ..self }
    }
}

/// Whose line it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Speaker {
    /// The customer's.
    You,
    /// A rep's, by name.
    Rep(String),
    /// What happened by itself.
    System,
}

/// What a line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Words that somebody wrote.
    Said(String),
    /// Words of a rep's in the customer's own language, and as they were written.
    Translated {
        /// In the customer's language.
        text: String,
        /// As written.
        original: String,
    },
    /// Words of the customer's that are on their way.
    Saying(String),
    /// Words of the customer's that were not taken.
    NotSaid(String),
    /// Sent a file.
    File(Sent),
    /// A file of the customer's that is on its way.
    Sending {
        /// What it is called.
        name: String,
        /// So much of a hundred is there.
        percent: u8,
    },
    /// A file of the customer's that was not sent.
    NotSent {
        /// What it is called.
        name: String,
        /// Why not.
        why: NotSent,
    },
    /// Asks the customer to open the page at this address, which was checked.
    Page(String),
    /// Nothing on this computer opens the page at this address.
    NotOpened(String),
    /// The session waits in this queue; empty: in one without a name.
    Queued(String),
    /// Nobody is there, in the words of whoever offers the help; empty: in the window's own.
    NobodyThere(String),
    /// Took the session out of the queue.
    Accepted,
    /// Came into the session.
    Joined,
    /// Left it.
    Left,
    /// Began to see the screen, or stopped.
    Screen(bool),
    /// Took mouse and keyboard, or gave them back.
    Control(bool),
    /// Shares the clipboard, or does not any more.
    Clipboard(bool),
    /// Draws on the screen.
    Drawing,
    /// Hears what the computer plays, or does not any more.
    Sound(bool),
    /// Runs a canned script of this name; or it has ended.
    Script(bool, String),
    /// Opened a command window, or closed it.
    Shell(bool),
    /// Began to look at programs, processes and settings, or stopped.
    System(bool),
    /// Began to look at files, or stopped.
    Files(bool),
    /// Did this to files of these names.
    OfFiles(OfFiles, String),
    /// Has something done to this program or service.
    Act(Act, String),
    /// That was done to it, or was not.
    Acted(bool, String),
    /// Made the machine reachable from now on.
    Pinned,
    /// A Support Button is on the desktop, or is gone from it.
    Button(bool),
    /// The machine goes, or is back.
    Power(Power),
    /// A tool of the system was used.
    Tool,
    /// The customer paused access, or allowed it again.
    Paused(bool),
    /// The session is kept for later, or goes on.
    Held(bool),
    /// The connection is lost, or back.
    Lost(bool),
    /// Got administrative rights, or they are gone.
    Elevated(bool),
    /// Withholds mouse, keyboard and screen from whoever sits here, or gives them back.
    Privacy(Withheld),
}

/// What is withheld from whoever sits here (SCR-3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withheld {
    /// Nothing any more.
    Nothing,
    /// Mouse and keyboard.
    Input,
    /// The screen as well.
    Screen,
}

/// A file that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sent {
    /// Which; empty: it cannot be had.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// How large it is.
    pub bytes: u64,
    /// Whether this computer has it.
    pub saved: Saved,
}

impl From<&str> for Sent {
    fn from(name: &str) -> Sent {
        Sent { name: name.to_owned(), ..Sent::default() }
    }
}

/// What became of saving a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Saved {
    /// Nobody wanted that.
    #[default]
    Not,
    /// So much of a hundred is there.
    Saving(u8),
    /// It is here.
    Here(String),
    /// It could not be.
    Failed,
}

/// Why a file is not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotSent {
    /// It is larger than this many MiB.
    Large(u32),
    /// None are taken.
    None,
    /// The session holds as much as it may.
    Full,
    /// Nobody is with the customer.
    Early,
    /// Too many are on their way.
    Busy,
    /// It cannot be read.
    Unreadable,
    /// Something else.
    Failed,
}

/// What becomes of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Power {
    /// Everything is ready for this program to come back after the restart.
    ComesBack(ComesBack),
    /// It restarts.
    Restarts,
    /// It is shut down.
    ShutsDown,
    /// It is back.
    Back,
}

/// What was done to files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfFiles {
    /// They came.
    Uploaded,
    /// They were fetched.
    Downloaded,
    /// Their beginnings were looked at.
    Viewed,
    /// They were deleted.
    Removed,
    /// They were renamed, made, or got other permissions.
    Changed,
}

/// What is done to a program or a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// A program is ended.
    EndProcess,
    /// A service is started.
    Start,
    /// Stopped.
    Stop,
    /// Stopped and started.
    Restart,
    /// Something that this window does not know.
    Other,
}

/// What the person wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    /// To say something.
    Say(String),
    /// To go on writing what is not said yet.
    Typing,
    /// To open the page at this address in the browser.
    OpenPage(String),
    /// To save a file of the chat.
    Save {
        /// Which.
        file: String,
        /// How large it is.
        bytes: u64,
    },
    /// To see what is in a folder; in none: in their own.
    Browse(Option<PathBuf>),
    /// To send a file.
    Send(PathBuf),
    /// Not to send it, after all.
    CancelSend {
        /// The nonce of its line.
        nonce: String,
    },
    /// To accept what is to be accepted, or not to.
    Agree(bool),
    /// To pause all access, or allow it again.
    Pause(bool),
    /// To answer a question.
    Answer {
        /// Its number.
        prompt: u64,
        /// Yes.
        allowed: bool,
    },
    /// To give a password for administrative rights.
    Password {
        /// Whose.
        account: String,
        /// It.
        password: Typed,
    },
    /// To give none.
    NoPassword,
    /// To end the session. Confirmed.
    End,
    /// To answer what is asked after the end: to each question in turn.
    Answers(Vec<Vec<String>>),
    /// To close the window after the end.
    Close,
}

impl View {
    /// Nothing is known yet but who offers the help.
    pub fn new(organisation: &str) -> View {
        View {
            organisation: plain(organisation, NAME),
            link: Link::Connecting,
            phase: Phase::Waiting,
            reps: Vec::new(),
            paused: false,
            prompts: Vec::new(),
            elevated: false,
            password: None,
            agreement: None,
            chat: Vec::new(),
            folder: None,
            no_folder: false,
            typing: None,
            button: false,
            left_behind: None,
            survey: None,
            comes_back: ComesBack::Not,
            is_back: false,
        }
    }

    /// Adds a line.
    pub fn add(&mut self, line: Line) {
        if self.chat.len() >= LINES {
            self.chat.remove(0);
        }
        self.chat.push(line);
    }

    /// A file of the chat.
    pub fn file(&mut self, id: &str) -> Option<&mut Sent> {
        self.chat.iter_mut().find_map(|line| match &mut line.what {
            What::File(file) if file.id == id => Some(file),
            _ => None,
        })
    }

    /// A rep's message is read in the customer's language from now on (SES-31).
    pub fn translate(&mut self, sequence: u64, made: String) {
        for line in self.chat.iter_mut().filter(|line| line.sequence == sequence) {
            if let What::Said(original) | What::Translated { original, .. } = &line.what {
                line.what = What::Translated { text: made.clone(), original: original.clone() };
            }
        }
    }

    /// Replaces who is there, within bounds.
    pub fn set_reps(&mut self, mut reps: Vec<Rep>) {
        reps.truncate(REPS);
        for rep in &mut reps {
            rep.name = plain(&rep.name, NAME);
        }
        self.reps = reps;
    }

    /// Replaces the questions, within bounds. One that is known already keeps its time, so that its countdown does not jump.
    pub fn set_prompts(&mut self, mut prompts: Vec<Prompt>) {
        prompts.truncate(PROMPTS);
        for prompt in &mut prompts {
            prompt.rep = plain(&prompt.rep, NAME);
            if let Some(known) = self.prompts.iter().find(|known| known.id == prompt.id) {
                prompt.until = known.until.min(prompt.until);
            }
        }
        self.prompts = prompts;
    }

    /// Whether a file can be sent: not before somebody took the session.
    pub fn sends(&self) -> bool {
        matches!(self.phase, Phase::Active | Phase::OnHold)
    }

    /// Whether it is over.
    pub fn ended(&self) -> bool {
        matches!(self.phase, Phase::Ended(_))
    }
}

/// Foreign text as it may be shown: of bounded length, without what moves or hides other text.
///
/// SECURITY: a name must not be able to pose as the window's own words by turning the direction of writing, or by line breaks.
pub fn plain(text: &str, most: usize) -> String {
    plain_line(text, most).trim().to_owned()
}

/// What stands at the beginning of a line stays there.
fn plain_line(text: &str, most: usize) -> String {
    let hides = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let shown: String =
        text.chars().map(|c| if c == '\n' || c == '\t' { ' ' } else { c }).filter(|c| !hides(*c)).collect();
    let end = shown.floor_char_boundary(most);
    shown.get(..end).unwrap_or_default().trim_end().to_owned()
}

/// The same for what somebody wrote: it may have several lines.
pub fn plain_lines(text: &str, most: usize) -> String {
    let lines: Vec<String> = text.lines().take(LINES_OF_ONE).map(|line| plain(line, most)).collect();
    let shown = lines.join("\n");
    let end = shown.floor_char_boundary(most);
    shown.get(..end).unwrap_or_default().trim().to_owned()
}

/// The same for a text that is read as a whole, with as many lines as it has.
pub fn plain_text(text: &str, most: usize) -> String {
    let lines: Vec<String> = text.lines().map(|line| plain_line(line, most)).collect();
    let shown = lines.join("\n");
    let end = shown.floor_char_boundary(most);
    shown.get(..end).unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn foreign_text_is_one_bounded_line_sup_22(text in ".{0,300}", most in 0usize..64) {
            let shown = plain(&text, most);
            prop_assert!(shown.len() <= most);
            let hidden = shown.chars().any(|c| c.is_control() || c == '\u{202e}');
            prop_assert!(!hidden);
        }
    }

    #[test]
    fn a_name_cannot_turn_the_direction_of_writing() {
        assert_eq!(plain("Eve\u{202e}gnp.exe\nhas paused", 64), "Evegnp.exe has paused");
    }

    #[test]
    fn a_message_keeps_its_lines_and_no_more_of_them_than_can_be_read() {
        assert_eq!(plain_lines(" one\r\ntwo\u{202e}\n\n", 64), "one\ntwo");
        assert_eq!(plain_lines(&"x\n".repeat(500), 4096).lines().count(), 64);
    }

    #[test]
    fn a_countdown_does_not_jump_when_the_same_question_comes_again() {
        let mut view = View::new("Example");
        let now = Instant::now();
        let prompt = |left: u64| Prompt {
            id: 1,
            rep: "Olga".into(),
            asked: Asked::View,
            until: now + Duration::from_secs(left),
            otherwise_allowed: false,
            for_session: true,
        };
        view.set_prompts(vec![prompt(20)]);
        view.set_prompts(vec![prompt(60)]);
        assert_eq!(view.prompts[0].until, now + Duration::from_secs(20));
        view.set_prompts(Vec::new());
        assert!(view.prompts.is_empty());
    }

    #[test]
    fn a_long_chat_forgets_its_beginning() {
        let mut view = View::new("Example");
        for n in 0..600 {
            view.add(Line::new(Speaker::System, What::Said(n.to_string())));
        }
        assert_eq!(view.chat.len(), LINES);
        assert_eq!(view.chat[0].what, What::Said("100".into()));
    }
}
