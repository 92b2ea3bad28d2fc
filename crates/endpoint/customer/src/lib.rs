//! The customer's window (SUP-22): who helps, what they do right now, chat, questions, *pause* and *end*. Plain data in ([`View`]), what the person wants out ([`Intent`]).
//!
//! Knows neither the network nor sessions: whoever opens it feeds it and does what it says. Draws with the processor alone (ADR 23) and is read by screen readers.

mod agreement;
mod chat;
mod chooser;
mod fonts;
mod lines;
mod look;
mod pages;
mod paint;
mod questions;
mod survey;
mod texts;
mod view;
mod window;
mod words;

pub use pages::Remembered;
pub use survey::{Form, Stage, Survey};
pub use texts::{Screen, texts};
pub use view::{
    Act, Asked, ComesBack, Ending, Intent, Line, Link, NotSent, OfFiles, PasswordAsked, Phase, Power, Prompt, Rep,
    Saved, Sent, Speaker, Typed, Typing, View, What, Withheld, plain, plain_lines, plain_text,
};
pub use window::{Desk, Options, Prepared, Unopened, WindowNumber, open};
pub use words::{Language, Words};
