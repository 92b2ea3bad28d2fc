//! What the site writes to people: plain text. The only words of the appliance that leave it by mail. Customers get them in their language, those who work with the site in English.
//!
//! Names are what people typed: they stand in the text as text, on one line, and decide nothing.

pub(crate) mod words;

use towline_mail::Letter;
use towline_model::{Language, Moment, clip};

use crate::site::Site;

use words::{LetterWords, filled};

/// Bytes of a name that are written.
const NAME: usize = 100;

/// Where somebody asked from, and when.
pub(crate) struct Asked<'a> {
    pub(crate) address: &'a str,
    pub(crate) at: Moment,
}

/// A moment in English.
pub(crate) fn moment_text(at: Moment) -> String {
    LetterWords::of(Language::En).moment(at)
}

pub(crate) fn test(site: &Site, to: &str, by: &str) -> Letter {
    let Site { name, url, .. } = site;
    let by = clip(by, NAME);
    Letter {
        to: to.to_owned(),
        subject: format!("Test message from {name}"),
        text: format!("This is a test message from {url}.\n\n{by} asked for it. The site can send mail.\n"),
    }
}

/// With the link that resets a password.
pub(crate) fn reset(
    site: &Site,
    to: &str,
    display_name: &str,
    username: &str,
    link: &str,
    asked: &Asked<'_>,
) -> Letter {
    let Site { name, url, .. } = site;
    let (display_name, username) = (clip(display_name, NAME), clip(username, NAME));
    let (address, when) = (asked.address, moment_text(asked.at));
    Letter {
        to: to.to_owned(),
        subject: format!("Reset your password at {name}"),
        text: format!(
            "Hello {display_name},\n\nsomebody asked to reset the password of the account \"{username}\" at {url}: on {when}, from the address {address}.\n\n\
             If that was you, choose a new password here:\n\n{link}\n\n\
             The link works once, within 30 minutes. If you ask again, only the newest link works.\n\n\
             If it was not you, do nothing: without this link the password stays as it is. If such messages keep coming, tell the people who run the site.\n"
        ),
    }
}

/// That the password was reset.
pub(crate) fn was_reset(site: &Site, to: &str, display_name: &str, username: &str, asked: &Asked<'_>) -> Letter {
    let Site { name, url, .. } = site;
    let (display_name, username) = (clip(display_name, NAME), clip(username, NAME));
    let (address, when) = (asked.address, moment_text(asked.at));
    Letter {
        to: to.to_owned(),
        subject: format!("Your password at {name} was changed"),
        text: format!(
            "Hello {display_name},\n\nthe password of the account \"{username}\" at {url} was changed with a link from a message like this one: on {when}, from the address {address}.\n\n\
             Everybody who was signed in with this account was signed out. Second factors are as they were, and are asked for at the next sign-in.\n\n\
             If it was not you, somebody can read your mail. Tell the people who run the site at once, and change the password of your mailbox.\n"
        ),
    }
}

/// What invites a customer into a session (SUP-10).
pub(crate) struct Invitation<'a> {
    pub(crate) rep: &'a str,
    pub(crate) site: &'a str,
    pub(crate) key: &'a str,
    pub(crate) link: &'a str,
    pub(crate) expires: Moment,
}

/// With a session key, in the language that the rep chose.
pub(crate) fn invitation(to: &str, invitation: &Invitation<'_>, language: Language) -> Letter {
    let words = LetterWords::of(language);
    let (rep, site) = (clip(invitation.rep, NAME), clip(invitation.site, NAME));
    let Invitation { key, link, .. } = invitation;
    let (page, until) = (link.split('?').next().unwrap_or_default(), words.moment(invitation.expires));
    let parts =
        [("rep", rep.as_str()), ("site", &site), ("link", link), ("page", page), ("key", key), ("until", &until)];
    Letter {
        to: to.to_owned(),
        subject: filled(words.invitation_subject, &parts),
        text: filled(words.invitation, &parts),
    }
}

/// What brings somebody without an account into a session (SUP-70).
pub(crate) struct ExternalInvitation<'a> {
    pub(crate) rep: &'a str,
    pub(crate) name: &'a str,
    pub(crate) link: &'a str,
    pub(crate) comments: &'a str,
    pub(crate) expires: Moment,
}

/// What somebody said, set off so that it is not taken for the site's own words.
fn quoted(said: &str) -> String {
    let lines: Vec<String> = said.lines().take(16).map(|line| format!("> {}\n", clip(line, 512))).collect();
    if lines.is_empty() { String::new() } else { format!("{}\n", lines.concat()) }
}

/// With the link of an external representative.
pub(crate) fn external(site: &Site, to: &str, invitation: &ExternalInvitation<'_>) -> Letter {
    let (rep, name) = (clip(invitation.rep, NAME), clip(invitation.name, NAME));
    let (link, until, said) = (invitation.link, moment_text(invitation.expires), quoted(invitation.comments));
    Letter {
        to: to.to_owned(),
        subject: format!("{rep} invites you into a support session at {}", site.name),
        text: format!(
            "Hello {name},\n\n{rep} asks you to help in a support session at {}.\n\n{said}\
             Open this link in a browser on a computer. You need no account and nothing to install:\n\n{link}\n\n\
             The link works once, until {until} or until the session ends. It is for you alone: whoever opens it is taken for you.\n\n\
             If you did not expect this, do nothing.\n",
            site.url
        ),
    }
}

/// What asks a representative who is not signed in (SUP-33).
pub(crate) struct AwayLetter<'a> {
    pub(crate) name: &'a str,
    pub(crate) rep: &'a str,
    pub(crate) session: &'a str,
    pub(crate) comments: &'a str,
    pub(crate) transfer: bool,
    pub(crate) accept: &'a str,
    pub(crate) decline: &'a str,
    pub(crate) off: &'a str,
}

/// With the links that answer.
pub(crate) fn away(site: &Site, to: &str, asked: &AwayLetter<'_>) -> Letter {
    let (name, rep, session) = (clip(asked.name, NAME), clip(asked.rep, NAME), clip(asked.session, NAME));
    let what = if asked.transfer { "asks you to take over" } else { "invites you to" };
    let AwayLetter { accept, decline, off, .. } = asked;
    Letter {
        to: to.to_owned(),
        subject: format!("{rep} {what} a session at {}", site.name),
        text: format!(
            "Hello {name},\n\n{rep} {what} the session with {session} at {}.\n\n{}\
             Accept, and sign in if you are not:\n\n{accept}\n\nDecline:\n\n{decline}\n\nDecline, and get no such messages while you are signed out:\n\n{off}\n\n\
             Each link leads to a page that asks first. The invitation may be over before you come: somebody else was faster, or it was taken back.\n",
            site.url,
            quoted(asked.comments)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Site {
        Site {
            name: "help.example".into(),
            url: "https://help.example".into(),
            version: "0".into(),
            host_name: "host".into(),
            behind_proxy: false,
        }
    }

    #[test]
    fn a_letter_says_which_site_who_when_and_from_where_acc_5() {
        let asked = Asked { address: "192.0.2.7", at: Moment(1_795_854_660_000) };
        let letter = reset(
            &site(),
            "jenny@example.com",
            "Jenny\r\nBcc: all@example.com",
            "jenny",
            "https://help.example/login/reset#abc",
            &asked,
        );
        for part in [
            "https://help.example/login/reset#abc",
            "\"jenny\"",
            "192.0.2.7",
            "28 November 2026 at 08:31 UTC",
            "30 minutes",
            "not you",
        ] {
            assert!(letter.text.contains(part), "{part} in {}", letter.text);
        }
        assert!(letter.text.starts_with("Hello JennyBcc: all@example.com,\n"), "a name stays on its line");
        let told = was_reset(&site(), "jenny@example.com", "Jenny", "jenny", &asked);
        for part in ["\"jenny\"", "192.0.2.7", "28 November 2026 at 08:31 UTC", "signed out", "not you"] {
            assert!(told.text.contains(part), "{part} in {}", told.text);
        }
        assert!(!told.text.contains('#'));
    }

    #[test]
    fn an_invitation_names_rep_and_site_and_until_when_it_works_sup_10() {
        let link = "https://help.example/?ak=abc";
        let expires = Moment(1_795_854_660_000);
        let invited = Invitation { rep: "Olga\r\nBcc: x", site: "Help", key: "ABC-DEF-GHJ", link, expires };
        let letter = invitation("carla@example.com", &invited, Language::En);
        assert_eq!(letter.subject, "OlgaBcc: x invites you to a support session at Help");
        for part in [link, "go to https://help.example/ and", "ABC-DEF-GHJ", "28 November 2026 at 08:31 UTC", "once"] {
            assert!(letter.text.contains(part), "{part} in {}", letter.text);
        }
    }

    #[test]
    fn an_invitation_is_whole_in_every_language_and_names_stay_names_sup_25() {
        let link = "https://help.example/?ak=abc";
        let expires = Moment(1_795_854_660_000);
        let rep = "Olga {key}\nBcc: all@example.com";
        let invited = Invitation { rep, site: "Hilfe & {link}", key: "ABC-DEF-GHJ", link, expires };
        for language in Language::ALL {
            let letter = invitation("carla@example.com", &invited, language);
            for text in [&letter.subject, &letter.text] {
                assert!(text.contains("Olga {key}Bcc: all@example.com") && text.contains("Hilfe & {link}"), "{text}");
            }
            assert!(!letter.subject.contains(['\r', '\n']), "{}", letter.subject);
            assert_eq!(letter.text.matches(link).count(), 1, "{}", letter.text);
            assert_eq!(letter.text.matches("ABC-DEF-GHJ").count(), 1, "{}", letter.text);
            assert!(letter.text.contains(&LetterWords::of(language).moment(expires)), "{}", letter.text);
        }
    }
}
