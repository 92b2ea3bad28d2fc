//! What a customer is told in more than one place, in their language (SUP-25): the page in the browser and the window of the full client say it in the same words. One file for each language, each with every sentence, or it does not compile.
//!
//! `{name}` stands for somebody who helps, `{seconds}` and `{mib}` for numbers, `{keys}` for keys of a keyboard.

mod de;
mod en;
mod es;
mod fr;
mod ja;
mod pt;
mod zh;

pub use de::DE;
pub use en::EN;
pub use es::ES;
pub use fr::FR;
pub use ja::JA;
pub use pt::PT;
use serde::Serialize;
pub use zh::ZH;

/// All of it in one language.
#[derive(Debug, Serialize)]
pub struct Words {
    /// What is done.
    pub events: Events,
    /// Of files that are sent.
    pub files: Files,
    /// Heading over the agreement.
    pub agreement: &'static str,
}

/// The words of a language by its tag, such as "de", "pt-BR" or "zh_CN.UTF-8"; English if there is no better.
pub fn of_tag(tag: &str) -> &'static Words {
    match tag.split(['-', '_', '.']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "de" => &DE,
        "es" => &ES,
        "fr" => &FR,
        "ja" => &JA,
        "pt" => &PT,
        "zh" => &ZH,
        _ => &EN,
    }
}

/// About sending a file; scripts get it as JSON.
#[derive(Debug, Serialize)]
pub struct Files {
    /// The button that sends one.
    #[serde(skip)]
    pub file: &'static str,
    /// Beside a file that is on its way.
    pub cancel: &'static str,
    /// The file is larger than `{mib}`.
    pub file_large: &'static str,
    /// The session holds as much as it may.
    pub file_full: &'static str,
    /// Anything else.
    pub file_failed: &'static str,
}

/// What is done in a session, and what a customer is asked.
#[derive(Debug, Serialize)]
pub struct Events {
    /// A rep sees the screen.
    pub screen_on: &'static str,
    /// Nobody does any more.
    pub screen_off: &'static str,
    /// A rep has mouse and keyboard.
    pub control_on: &'static str,
    /// Nobody but the customer has.
    pub control_off: &'static str,
    /// A rep opened a shell.
    pub shell_on: &'static str,
    /// One was closed.
    pub shell_off: &'static str,
    /// A rep shares the clipboard.
    pub clipboard_on: &'static str,
    /// They do not any more.
    pub clipboard_off: &'static str,
    /// A rep draws on the screen.
    pub drawing_on: &'static str,
    /// A small button on the screen: takes away what was drawn.
    pub drawing_clear: &'static str,
    /// A rep hears what the machine plays.
    pub sound_on: &'static str,
    /// They do not any more.
    pub sound_off: &'static str,
    /// A rep runs a canned script, by its name.
    pub script_on: &'static str,
    /// It has ended.
    pub script_off: &'static str,
    /// A rep looks at files.
    pub files_on: &'static str,
    /// They do not any more.
    pub files_off: &'static str,
    /// Files came to the machine, by their names.
    pub files_uploaded: &'static str,
    /// Files were fetched.
    pub files_downloaded: &'static str,
    /// Their beginnings were looked at.
    pub files_viewed: &'static str,
    /// They were deleted.
    pub files_removed: &'static str,
    /// They were renamed or moved, made, or got other permissions.
    pub files_changed: &'static str,
    /// The machine is a Jump Client now.
    pub pinned: &'static str,
    /// A Support Button is on the desktop.
    pub button_on: &'static str,
    /// It is gone.
    pub button_off: &'static str,
    /// The customer paused all access.
    pub you_paused: &'static str,
    /// They allow it again.
    pub you_resumed: &'static str,
    /// The session is on hold.
    pub held: &'static str,
    /// It goes on.
    pub goes_on: &'static str,
    /// A rep got administrative rights.
    pub elevated_on: &'static str,
    /// They are gone.
    pub elevated_off: &'static str,
    /// A rep restarts the machine.
    pub restarts: &'static str,
    /// A rep shuts it down.
    pub shuts_down: &'static str,
    /// It is back.
    pub restarted: &'static str,
    /// A special action of a rep.
    pub tool_used: &'static str,
    /// A rep withholds mouse and keyboard from whoever sits there; also what stands on the screen then.
    pub privacy_on: &'static str,
    /// The screen as well.
    pub privacy_blank: &'static str,
    /// Everything was given back.
    pub privacy_off: &'static str,
    /// How whoever sits there takes it back.
    pub privacy_take_back: &'static str,
    /// A question to the customer: for the screen.
    pub ask_view: &'static str,
    /// For mouse and keyboard.
    pub ask_control: &'static str,
    /// For a shell.
    pub ask_shell: &'static str,
    /// For administrative rights.
    pub ask_elevation: &'static str,
    /// For System Info.
    pub ask_system: &'static str,
    /// For ending processes and services.
    pub ask_system_act: &'static str,
    /// For pinning.
    pub ask_pin: &'static str,
    /// For a Support Button.
    pub ask_button: &'static str,
    /// For putting something on the clipboard.
    pub ask_clipboard_to: &'static str,
    /// For reading it.
    pub ask_clipboard_from: &'static str,
    /// For restarting and shutting down.
    pub ask_power: &'static str,
    /// For special actions.
    pub ask_special: &'static str,
    /// For withholding mouse, keyboard and screen.
    pub ask_privacy: &'static str,
    /// For drawing on the screen.
    pub ask_annotate: &'static str,
    /// For hearing what the machine plays.
    pub ask_sound: &'static str,
    /// For running canned scripts.
    pub ask_scripts: &'static str,
    /// A rep asks to choose a shell's program.
    pub ask_shell_programs: &'static str,
    /// A rep asks to look at files, and fetch them. `{name}`
    pub ask_files_from: &'static str,
    /// A rep asks to send files, and change what is there. `{name}`
    pub ask_files_to: &'static str,
    /// What a yes means: for the session.
    pub for_session: &'static str,
    /// What a yes means: once.
    pub for_once: &'static str,
    /// What silence means, and in how many seconds.
    pub otherwise_no: &'static str,
    /// Yes.
    pub allow: &'static str,
    /// No.
    pub refuse: &'static str,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn all(words: &Words) -> BTreeMap<String, String> {
        let mut all = BTreeMap::from([("agreement".to_owned(), words.agreement.to_owned())]);
        all.insert("file".to_owned(), words.files.file.to_owned());
        for part in [serde_json::to_value(&words.events), serde_json::to_value(&words.files)] {
            let serde_json::Value::Object(part) = part.unwrap() else { panic!("no object") };
            all.extend(part.into_iter().map(|(key, text)| (key, text.as_str().unwrap().to_owned())));
        }
        all
    }

    fn places(text: &str) -> Vec<&str> {
        let mut places: Vec<&str> = text.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0)).collect();
        places.sort_unstable();
        places
    }

    #[test]
    fn every_language_fills_in_what_english_does_and_is_no_copy_of_it_sup_25() {
        let english = all(&EN);
        assert!(english.len() > 20);
        for other in [&DE, &FR, &ES, &PT, &JA, &ZH] {
            for (key, text) in all(other) {
                assert_eq!(places(&text), places(&english[&key]), "{key}: {text}");
                assert!(text.trim() == text && !text.is_empty() && text != english[&key], "{key}: {text}");
            }
        }
    }
}
