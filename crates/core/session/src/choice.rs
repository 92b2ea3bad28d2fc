//! Choice of a shell's program and account (SHL-2): what the agent offers, what a rep may choose of it, and what the log says.
//!
//! INVARIANT: a password is in no stored state. It goes to the agent once, sealed to it; a shell that waits for one when the link breaks is not opened.

use serde::{Deserialize, Serialize};
use towline_model::{Moment, Permission, ShellId, UserId};

use crate::chat::nonce_ok;
use crate::machine::{Session, cut};
use crate::{Answer, Effect, ElevationStatus, Refusal, Sealed, Shell};

/// Programs that are taken from an agent.
pub const SHELL_PROGRAMS: usize = 16;
/// Of an account's name, and of a path, in bytes.
const NAME: usize = 256;
/// Of what is sealed.
const SEALED: usize = 8192;
/// Of a public key; more is none.
const KEY: usize = 128;
const CODE: usize = 32;
/// Of a program's id: hexadecimal digits.
const ID: usize = 16;

/// As whom a shell runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShellWay {
    /// As without a choice.
    #[default]
    Usual,
    /// The agent's own account, whatever rights the session has got.
    Own,
    /// Whom administrative rights belong to.
    System,
    /// An account of the machine, by administrative rights.
    Account,
    /// An account of the machine, by its password.
    Password,
}

/// A program that the agent offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShellProgram {
    /// The agent's name for it: 16 hexadecimal digits.
    pub id: String,
    /// Its path, for people.
    pub path: String,
    /// It is the login shell of the agent's account.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own: bool,
}

/// What the agent says that there is to choose from; hostile, bounded by [`ShellOffers::bounded`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ShellOffers {
    /// The agent's own account; empty: the agent does not know of choices.
    pub account: String,
    /// That account's login shell.
    pub program: String,
    /// What the machine lists as shells.
    pub programs: Vec<ShellProgram>,
    /// Why none is opened by a password; empty: one is.
    pub password_absent: String,
    /// What a password is sealed to.
    pub key: Vec<u8>,
}

impl ShellOffers {
    pub(crate) fn is_default(&self) -> bool {
        *self == ShellOffers::default()
    }

    /// Only what is well formed, and as much as may be.
    fn bounded(mut self) -> Self {
        let plain = |text: &str| (1..=NAME).contains(&text.len()) && !text.contains(char::is_control);
        let mut known: Vec<String> = Vec::new();
        self.programs.retain(|program| {
            let fits = id_fits(&program.id) && plain(&program.path) && !known.contains(&program.id);
            fits && known.len() < SHELL_PROGRAMS && {
                known.push(program.id.clone());
                true
            }
        });
        if self.key.len() > KEY {
            self.key.clear();
        }
        self.account = cut(std::mem::take(&mut self.account), NAME);
        self.program = cut(std::mem::take(&mut self.program), NAME);
        self.password_absent = cut(std::mem::take(&mut self.password_absent), CODE);
        self
    }

    fn by_password(&self) -> bool {
        self.password_absent.is_empty() && !self.key.is_empty()
    }
}

fn id_fits(id: &str) -> bool {
    id.len() == ID && id.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// What a rep chooses: hostile.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShellWish {
    /// Id of a program of the offers; empty: the account's login shell.
    pub program: String,
    /// As whom.
    pub way: ShellWay,
    /// Of [`ShellWay::Account`] and [`ShellWay::Password`].
    pub account: String,
    /// Of [`ShellWay::Password`].
    pub sealed: Sealed,
}

/// What was chosen for a shell, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ShellChoice {
    /// Id of the program; empty: the account's login shell.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// As whom.
    pub way: ShellWay,
    /// For the log: the program's path, if one was chosen.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub program: String,
    /// The account, if one was chosen.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub account: String,
}

impl ShellChoice {
    /// What is used up with a shell, where the customer is asked each time.
    pub(crate) fn uses(&self) -> impl Iterator<Item = Permission> {
        let program = (!self.id.is_empty()).then_some(Permission::ShellPrograms);
        let password = (self.way == ShellWay::Password).then_some(Permission::SpecialActions);
        program.into_iter().chain(password)
    }
}

impl Session {
    /// Opens a shell of another program, or as another account.
    pub(crate) fn choose_shell(
        &mut self,
        now: Moment,
        user: UserId,
        id: ShellId,
        nonce: String,
        size: (u16, u16),
        wish: ShellWish,
    ) -> Result<Answer, Refusal> {
        let number = self.permitted_or_asked(now, user, Permission::Shell)?;
        let known = |shell: &&Shell| shell.opener == number && shell.nonce == nonce;
        if let Some(known) = self.state.shells.iter().find(known) {
            return Ok(Answer::Shell(known.id));
        }
        if !nonce_ok(&nonce) {
            return Err(Refusal::Invalid);
        }
        let choice = self.chosen(now, user, &wish)?;
        // The agent must have the grant before it is asked.
        self.settle_grant(now);
        self.new_shell(now, user, id, nonce, size, Some((choice, wish.sealed)))
    }

    fn chosen(&mut self, now: Moment, user: UserId, wish: &ShellWish) -> Result<ShellChoice, Refusal> {
        let ShellWish { program: id, way, account, sealed } = wish;
        let named = matches!(way, ShellWay::Account | ShellWay::Password);
        let plain = (1..=NAME).contains(&account.len()) && !account.contains(char::is_control);
        let sealed_fits = match way {
            ShellWay::Password => (1..=SEALED).contains(&sealed.0.len()),
            _ => sealed.0.is_empty(),
        };
        let fits = (id.is_empty() || id_fits(id)) && if named { plain } else { account.is_empty() } && sealed_fits;
        if !fits {
            return Err(Refusal::Invalid);
        }
        if !self.state.has_agent() {
            return Err(Refusal::NoAgent);
        }
        if !id.is_empty() {
            self.permitted_or_asked(now, user, Permission::ShellPrograms)?;
        }
        match way {
            ShellWay::Usual | ShellWay::Own => {}
            ShellWay::System | ShellWay::Account => _ = self.permitted(now, user, Permission::Elevation)?,
            ShellWay::Password => _ = self.permitted_or_asked(now, user, Permission::SpecialActions)?,
        }
        let offers = &self.state.shell_offers;
        let by_rights = matches!(way, ShellWay::System | ShellWay::Account);
        if offers.account.is_empty() || *way == ShellWay::Password && !offers.by_password() {
            return Err(Refusal::NoChoice);
        }
        if by_rights && !self.state.elevation.works() {
            return Err(Refusal::NotElevated);
        }
        let program = match id.as_str() {
            "" => String::new(),
            id => offers.programs.iter().find(|known| known.id == id).ok_or(Refusal::NoChoice)?.path.clone(),
        };
        let account = match (way, &self.state.elevation.status) {
            (ShellWay::Usual, _) => String::new(),
            (ShellWay::Own, _) => offers.account.clone(),
            (ShellWay::System, ElevationStatus::Elevated { account, .. }) => account.clone(),
            (ShellWay::System, _) => "root".to_owned(),
            (ShellWay::Account | ShellWay::Password, _) => account.clone(),
        };
        Ok(ShellChoice { id: id.clone(), way: *way, program, account })
    }

    /// What the agent says that there is to choose from.
    pub(crate) fn shells_offered(&mut self, offers: ShellOffers) -> Result<Answer, Refusal> {
        let offers = offers.bounded();
        if self.state.shell_offers != offers {
            self.state.shell_offers = offers;
            self.touch();
        }
        Ok(Answer::Done)
    }

    /// Asks for a shell again that the agent does not know of. `false`: it cannot be, for its password is gone.
    pub(crate) fn open_again(&mut self, id: ShellId) -> bool {
        let Some(shell) = self.state.shell(id) else { return false };
        let (participant, columns, rows) = (shell.opener, shell.columns, shell.rows);
        let effect = match shell.choice.clone() {
            Some(choice) if choice.way == ShellWay::Password => return false,
            Some(choice) => {
                let (size, sealed) = ((columns, rows), Sealed::default());
                Effect::OpenChosen { shell: id, participant, size, choice, sealed }
            }
            None => Effect::OpenShell { shell: id, participant, columns, rows },
        };
        self.effects.push_back(effect);
        true
    }

    /// A shell runs, or never will: where the customer is asked each time, the next choice is another one.
    pub(crate) fn choice_over(&mut self, now: Moment, id: ShellId) {
        let Some(shell) = self.state.shell(id) else { return };
        let Some(choice) = &shell.choice else { return };
        let (opener, used): (u16, Vec<Permission>) = (shell.opener, choice.uses().collect());
        used.into_iter().for_each(|permission| self.ended_with(now, permission, Some(opener)));
    }
}
