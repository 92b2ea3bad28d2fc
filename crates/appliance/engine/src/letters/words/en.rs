//! Letters to customers in English.

use super::LetterWords;

pub(super) const WORDS: LetterWords = LetterWords {
    invitation_subject: "{rep} invites you to a support session at {site}",
    invitation: "Hello,\n\n\
             {rep} of {site} would like to help you. Open this link to start the session:\n\n\
             {link}\n\n\
             Or go to {page} and enter this session key: {key}\n\n\
             Both work once, until {until}.\n\n\
             If you did not ask for help, do nothing, and tell nobody the key.\n",
    transcript_subject: "Your support session at {site}",
    transcript: "Hello,\n\nthis is what was said in your support session at {site}, which began on {since}. Times are UTC.",
    cut: "(The beginning is left out: it was too long.)",
    why: "It was sent because somebody entered this address on the page of the session. If that was not you, you can ignore it.",
    file: "[file]",
    asks_open: "[asks to open]",
    translated: "[translated]",
    helps: "{name} helps now.",
    joined: "{name} has joined.",
    left: "{name} has left.",
    instructions: "{name} sent instructions for a picture of the screen.",
    ended: "The session ended.",
    moment: "{day} {month} {year} at {time} UTC",
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
};
