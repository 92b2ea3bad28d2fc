//! What the command line on the appliance's own machine may do (ADM-10). Whoever reaches its socket can read and write the store's file, so it may as much as an administrator;
//! what needs a login, or belongs to the person who does it, is not for it.

use std::collections::BTreeSet;

use towline_model::UserId;

use crate::{
    Account, Area, Settings, SignInRules, Who,
    rest::{Row, Verb},
};

/// Whether the command line may do an operation.
pub fn command_line_reaches(row: &Row) -> bool {
    match row.who {
        // An installer belongs to the person who made it.
        Who::Areas(areas) => row.verb == Verb::Get || areas != [Area::Installers],
        Who::PersonIn(_)
        | Who::Account
        | Who::AccountSignIn
        | Who::Lister
        | Who::Reports
        | Who::Recordings
        | Who::ItemSeen
        | Who::ItemEdited
        | Who::Item(_) => true,
        Who::Anyone
        | Who::SignedIn
        | Who::OwnFactors
        | Who::User
        | Who::ConsoleUser
        | Who::External
        | Who::FreshIn(_)
        | Who::Administrator
        | Who::FreshAdministrator
        | Who::Supporter
        | Who::KeyMaker
        | Who::QueueServed
        | Who::ItemJump => false,
    }
}

/// The account that stands for whoever is at the command line: no user of the site, with everything that an administrator may.
/// `nobody` is an id that no user has.
pub fn command_line(nobody: UserId) -> Account {
    Account {
        user: nobody,
        administrator: true,
        settings: Settings::default(),
        sign_in: SignInRules::default(),
        groups: Vec::new(),
        layers: Vec::new(),
        led: BTreeSet::new(),
        teams: BTreeSet::new(),
        roles: Default::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::OPERATIONS;

    #[test]
    fn what_the_command_line_does_not_do_is_what_needs_a_login_adm_10() {
        let out: Vec<&str> = OPERATIONS.iter().filter(|row| !command_line_reaches(row)).map(|row| row.id).collect();
        insta::assert_debug_snapshot!(out);
    }
}
