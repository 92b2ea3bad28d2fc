//! What may be done inside a session (SES-4, SES-5), as plain data. Who gets what is decided in `policy`; the numbers are those of the wire.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// One thing that may be allowed inside a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// See the endpoint's screen.
    ScreenView,
    /// Use its keyboard and mouse.
    ScreenControl,
    /// Open shells, type into them, see them.
    Shell,
    /// Look at system information.
    SystemView,
    /// End processes, start and stop services.
    SystemAct,
    /// Get administrative rights at the endpoint, and work with them.
    Elevation,
    /// Pin the machine as a Jump Client, or unpin it.
    Pin,
    /// Deploy a Support Button to the machine, or remove it.
    Button,
    /// Put something on the endpoint's clipboard.
    ClipboardToEndpoint,
    /// Have what is on the endpoint's clipboard.
    ClipboardFromEndpoint,
    /// Restart the machine, or shut it down.
    Power,
    /// Special actions, and programs as another account.
    SpecialActions,
    /// Withhold mouse, keyboard and screen from whoever sits at the endpoint.
    Privacy,
    /// Draw, point and erase on the endpoint's screen.
    Annotate,
    /// Hear what the endpoint plays.
    HearSound,
    /// Run canned scripts of the site.
    RunScripts,
    /// Look at the endpoint's files, and fetch them.
    FileDownload,
    /// Send files to the endpoint, and change what is there.
    FileUpload,
    /// Choose the program of a shell.
    ShellPrograms,
}

impl Permission {
    /// All of them, in the order of the wire.
    pub const ALL: [Permission; 19] = [
        Permission::ScreenView,
        Permission::ScreenControl,
        Permission::Shell,
        Permission::SystemView,
        Permission::SystemAct,
        Permission::Elevation,
        Permission::Pin,
        Permission::Button,
        Permission::ClipboardToEndpoint,
        Permission::ClipboardFromEndpoint,
        Permission::Power,
        Permission::SpecialActions,
        Permission::Privacy,
        Permission::Annotate,
        Permission::HearSound,
        Permission::RunScripts,
        Permission::FileDownload,
        Permission::FileUpload,
        Permission::ShellPrograms,
    ];

    /// Its stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Permission::ScreenView => "screen_view",
            Permission::ScreenControl => "screen_control",
            Permission::Shell => "shell",
            Permission::Elevation => "elevation",
            Permission::SystemView => "system_view",
            Permission::SystemAct => "system_act",
            Permission::Pin => "pin",
            Permission::Button => "button",
            Permission::ClipboardToEndpoint => "clipboard_to_endpoint",
            Permission::ClipboardFromEndpoint => "clipboard_from_endpoint",
            Permission::Power => "power",
            Permission::SpecialActions => "special_actions",
            Permission::Privacy => "privacy",
            Permission::Annotate => "annotate",
            Permission::HearSound => "hear_sound",
            Permission::RunScripts => "run_scripts",
            Permission::FileDownload => "file_download",
            Permission::FileUpload => "file_upload",
            Permission::ShellPrograms => "shell_programs",
        }
    }

    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// How often the customer is asked for a permission (SES-5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// Once: the answer holds for the session.
    Once,
    /// Each time that it is begun with.
    Each,
}

/// How the customer is asked, as far as it does not differ between permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Prompting {
    /// Seconds that an answer is waited for.
    pub seconds: u16,
    /// Whether nobody's answer is a yes; never where a customer is.
    pub silence: bool,
    /// The customer is asked for administrative rights as soon as their client is there (SUP-41).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub elevate_at_start: bool,
}

impl Prompting {
    /// How long an answer is waited for.
    pub fn waits(self) -> Duration {
        Duration::from_secs(u64::from(self.seconds))
    }
}

/// What somebody may do in a session, and what they may ask the customer for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(from = "Form", into = "Form")]
pub struct Permissions {
    allowed: u32,
    once: u32,
    each: u32,
    how: Prompting,
}

impl Permissions {
    /// Nothing is allowed.
    pub const NONE: Permissions = Permissions {
        allowed: 0,
        once: 0,
        each: 0,
        how: Prompting { seconds: 0, silence: false, elevate_at_start: false },
    };
    /// Everything is.
    pub const ALL: Permissions = Permissions { allowed: (1 << Permission::ALL.len()) - 1, ..Permissions::NONE };

    /// Whether one is in the set.
    pub const fn has(self, permission: Permission) -> bool {
        self.allowed & permission.bit() != 0
    }

    /// The set with one more.
    #[must_use]
    pub const fn with(self, permission: Permission) -> Self {
        Permissions { allowed: self.allowed | permission.bit(), ..self }
    }

    /// The set without one.
    #[must_use]
    pub const fn without(self, permission: Permission) -> Self {
        Permissions { allowed: self.allowed & !permission.bit(), ..self }
    }

    /// The set without one, and without the way to it.
    #[must_use]
    pub const fn never(self, permission: Permission) -> Self {
        let others = !permission.bit();
        Permissions { allowed: self.allowed & others, once: self.once & others, each: self.each & others, ..self }
    }

    /// The same, with one more that the customer is asked for.
    #[must_use]
    pub const fn asking(self, permission: Permission, ask: Ask) -> Self {
        match ask {
            Ask::Once => Permissions { once: self.once | permission.bit(), ..self },
            Ask::Each => Permissions { each: self.each | permission.bit(), ..self },
        }
    }

    /// The same, with how the customer is asked.
    #[must_use]
    pub const fn prompting(self, how: Prompting) -> Self {
        Permissions { how, ..self }
    }

    /// How often the customer is asked for one; `None`: it is not to be asked for.
    pub const fn asks(self, permission: Permission) -> Option<Ask> {
        if self.each & permission.bit() != 0 {
            Some(Ask::Each)
        } else if self.once & permission.bit() != 0 {
            Some(Ask::Once)
        } else {
            None
        }
    }

    /// Whether one is in the set, or can come into it by asking.
    pub const fn reaches(self, permission: Permission) -> bool {
        self.has(permission) || self.asks(permission).is_some()
    }

    /// How the customer is asked.
    pub const fn how(self) -> Prompting {
        self.how
    }

    /// What both give: of each, the stricter. What one of them has to be asked for is to be asked for, whatever the customer said to that one.
    #[must_use]
    pub const fn and(self, other: Permissions) -> Self {
        let (mine, theirs) = (self.once | self.each, other.once | other.each);
        let reached = (self.allowed | mine) & (other.allowed | theirs);
        let each = (self.each | other.each) & reached;
        let how = match (mine == 0, theirs == 0) {
            (true, _) => other.how,
            (_, true) => self.how,
            _ => Prompting {
                seconds: if self.how.seconds < other.how.seconds { self.how.seconds } else { other.how.seconds },
                silence: self.how.silence && other.how.silence,
                elevate_at_start: false,
            },
        };
        let how = Prompting { elevate_at_start: self.how.elevate_at_start && other.how.elevate_at_start, ..how };
        Permissions { allowed: reached & !(mine | theirs), once: (self.once | other.once) & reached & !each, each, how }
    }

    /// Whether nothing is in it.
    pub const fn is_empty(&self) -> bool {
        self.allowed == 0
    }

    /// Those in the set, in the order of the wire.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.into_iter().filter(move |permission| self.has(*permission))
    }

    /// As one number, for a snapshot that is read atomically: what is allowed now.
    pub const fn bits(self) -> u32 {
        self.allowed
    }

    /// From one number; unknown bits are dropped.
    pub const fn from_bits(bits: u32) -> Self {
        Permissions { allowed: bits & Self::ALL.allowed, ..Permissions::NONE }
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<T: IntoIterator<Item = Permission>>(iter: T) -> Self {
        iter.into_iter().fold(Permissions::NONE, Permissions::with)
    }
}

/// As it is stored: a list of what is allowed, or, when something is to be asked for, all of it.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Form {
    Allowed(Vec<Permission>),
    Asking {
        allowed: Vec<Permission>,
        #[serde(default)]
        once: Vec<Permission>,
        #[serde(default)]
        each: Vec<Permission>,
        #[serde(flatten)]
        how: Prompting,
    },
}

impl From<Form> for Permissions {
    fn from(form: Form) -> Self {
        match form {
            Form::Allowed(allowed) => allowed.into_iter().collect(),
            Form::Asking { allowed, once, each, how } => {
                let set: Permissions = allowed.into_iter().collect();
                let set = once.into_iter().fold(set, |set, permission| set.asking(permission, Ask::Once));
                each.into_iter().fold(set, |set, permission| set.asking(permission, Ask::Each)).prompting(how)
            }
        }
    }
}

impl From<Permissions> for Form {
    fn from(set: Permissions) -> Self {
        let of = |bits: u32| Permissions::from_bits(bits).iter().collect::<Vec<_>>();
        if set.once | set.each == 0 && set.how == Prompting::default() {
            return Form::Allowed(of(set.allowed));
        }
        Form::Asking { allowed: of(set.allowed), once: of(set.once), each: of(set.each), how: set.how }
    }
}

impl fmt::Debug for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let asked = Permission::ALL.into_iter().filter_map(|permission| Some((permission, self.asks(permission)?)));
        f.debug_set().entries(self.iter()).entries(asked).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_sets_the_stricter_holds_and_a_consent_is_nobody_elses_ses_5_sup_70() {
        let (view, shell) = (Permission::ScreenView, Permission::Shell);
        let how = Prompting { seconds: 30, silence: true, ..Prompting::default() };
        let asks = Permissions::NONE.with(view).asking(shell, Ask::Once).prompting(how);
        let both = Permissions::ALL.and(asks);
        assert_eq!(both, asks);
        assert_eq!(asks.and(Permissions::ALL), asks);
        // The customer said yes to the one; the other has still to ask.
        assert_eq!(Permissions::ALL.and(asks.with(shell)), asks);
        assert_eq!(asks.and(Permissions::NONE).with(view), Permissions::NONE.prompting(how).with(view));
        let each = Permissions::NONE.asking(shell, Ask::Each).prompting(Prompting {
            seconds: 10,
            silence: false,
            ..Prompting::default()
        });
        assert_eq!(asks.and(each), each);
        assert_eq!(Permissions::from_bits(3).and(Permissions::from_bits(6)), Permissions::from_bits(2));
    }

    #[test]
    fn never_is_less_asked_than_either_side_says_ses_5_sup_70() {
        let shell = Permission::Shell;
        // From the mildest to the strictest; with a yes of the customer in it, it is as strict as without.
        let ranks = [
            vec![Permissions::NONE.with(shell)],
            vec![Permissions::NONE.asking(shell, Ask::Once), Permissions::NONE.asking(shell, Ask::Once).with(shell)],
            vec![Permissions::NONE.asking(shell, Ask::Each), Permissions::NONE.asking(shell, Ask::Each).with(shell)],
            vec![Permissions::NONE],
        ];
        for (mine, forms) in ranks.iter().enumerate() {
            for (theirs, others) in ranks.iter().enumerate() {
                for both in forms.iter().flat_map(|one| others.iter().map(|other| one.and(*other))) {
                    assert_eq!(both, ranks[mine.max(theirs)][0], "{mine} {theirs}");
                }
            }
        }
    }

    #[test]
    fn a_set_holds_what_was_put_in_and_survives_its_number() {
        let set: Permissions = [Permission::Shell, Permission::ScreenView].into_iter().collect();
        assert!(set.has(Permission::Shell) && !set.has(Permission::ScreenControl));
        assert_eq!(Permissions::from_bits(set.bits()), set);
        assert_eq!(Permissions::from_bits(u32::MAX), Permissions::ALL);
        assert!(Permission::ALL.into_iter().all(|permission| Permissions::ALL.has(permission)));
        assert_eq!(set.without(Permission::Shell).without(Permission::ScreenView), Permissions::NONE);
    }

    #[test]
    fn what_is_to_be_asked_for_is_not_allowed_and_is_stored_ses_5() {
        let plain: Permissions = [Permission::Shell].into_iter().collect();
        assert_eq!(serde_json::to_string(&plain).unwrap(), r#"["shell"]"#);
        let asks = plain
            .asking(Permission::ScreenView, Ask::Once)
            .asking(Permission::ScreenControl, Ask::Each)
            .prompting(Prompting { seconds: 30, silence: true, elevate_at_start: false });
        assert!(!asks.has(Permission::ScreenView) && !asks.has(Permission::ScreenControl));
        assert_eq!(asks.asks(Permission::ScreenView), Some(Ask::Once));
        assert_eq!(asks.asks(Permission::ScreenControl), Some(Ask::Each));
        assert_eq!(asks.asks(Permission::Shell), None);
        for set in [plain, asks, asks.with(Permission::ScreenView)] {
            let stored = serde_json::to_string(&set).unwrap();
            assert_eq!(serde_json::from_str::<Permissions>(&stored).unwrap(), set, "{stored}");
        }
    }
}
