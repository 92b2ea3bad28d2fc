//! Every operation with its handler and its shapes. The table in `policy` says who may; a test holds the two against each other.

use towline_policy::rest;

use crate::{accounts, api::Api, describe::describe, items, jump, me, status};

pub(crate) fn all() -> Api {
    Api::new()
        .open(describe::<rest::Document>("This document.", 200), me::document)
        .open(describe::<rest::SignIn>("Sign in.", 200).takes::<me::SignIn>().gives::<me::Me>(), me::sign_in)
        .open(
            describe::<rest::ConsoleState>("Whether the web console is switched on.", 200).gives::<me::ConsoleState>(),
            me::console_state,
        )
        .op(describe::<rest::SignOut>("Sign out.", 204).takes::<me::SignOut>(), me::sign_out)
        .op(describe::<rest::ViewMe>("The caller.", 200).gives::<me::Me>(), me::view)
        .op(describe::<rest::EditMe>("Change the caller.", 200).takes::<me::MyChange>().gives::<me::Me>(), me::edit)
        .op(
            describe::<rest::ChangeOwnPassword>("Change the caller's password.", 204).takes::<me::PasswordChange>(),
            me::change_password,
        )
        .op(describe::<rest::MakeTicket>("A ticket for a link.", 200).gives::<me::Ticket>(), me::make_ticket)
        .op(
            describe::<rest::ListLocations>("Where the visible Jump Items are.", 200).gives::<items::JumpLocations>(),
            items::locations,
        )
        .op(
            describe::<rest::ListItems>("Visible Jump Items.", 200)
                .asks::<items::ItemQuery>()
                .gives::<items::JumpItemPage>(),
            items::list,
        )
        .op(
            describe::<rest::ListFrequent>("Jump Items that the caller uses most.", 200).gives::<items::JumpItems>(),
            items::frequent,
        )
        .op(
            describe::<rest::ViewItem>("A Jump Item with its details.", 200).gives::<items::JumpItemDetails>(),
            items::view,
        )
        .op(
            describe::<rest::EditItem>("Change a Jump Item.", 200)
                .takes::<items::JumpItemChange>()
                .gives::<items::JumpItemDetails>(),
            items::edit,
        )
        .op(
            describe::<rest::RemoveItem>(
                "Remove a Jump Item; its agent is uninstalled now or when it next connects.",
                202,
            ),
            items::remove,
        )
        .op(describe::<rest::ListGroups>("Jump Groups.", 200).gives::<jump::JumpGroups>(), jump::groups)
        .op(
            describe::<rest::CreateGroup>("Make a Jump Group.", 201)
                .takes::<jump::NewJumpGroup>()
                .gives::<jump::JumpGroup>(),
            jump::create_group,
        )
        .op(
            describe::<rest::EditGroup>("Change a Jump Group.", 200)
                .takes::<jump::JumpGroupChange>()
                .gives::<jump::JumpGroup>(),
            jump::edit_group,
        )
        .op(describe::<rest::RemoveGroup>("Remove an empty Jump Group.", 204), jump::remove_group)
        .op(describe::<rest::ListInstallers>("Installers.", 200).gives::<jump::JumpInstallers>(), jump::installers)
        .op(
            describe::<rest::CreateInstaller>("Make an installer.", 201)
                .takes::<jump::NewJumpInstaller>()
                .gives::<jump::MadeJumpInstaller>(),
            jump::create_installer,
        )
        .op(describe::<rest::RemoveInstaller>("Remove an installer.", 204), jump::remove_installer)
        .op(
            describe::<rest::ListUsers>("Accounts.", 200).asks::<accounts::UserQuery>().gives::<accounts::Users>(),
            accounts::list,
        )
        .op(
            describe::<rest::CreateUser>("Make an account.", 201)
                .takes::<accounts::NewUser>()
                .gives::<accounts::User>(),
            accounts::create,
        )
        .op(
            describe::<rest::EditUser>("Change an account.", 200)
                .takes::<accounts::UserChange>()
                .gives::<accounts::User>(),
            accounts::edit,
        )
        .op(
            describe::<rest::SetUserPassword>("Set somebody's password.", 204).takes::<accounts::SetPassword>(),
            accounts::set_password,
        )
        .op(describe::<rest::ViewStatus>("The state of the site.", 200).gives::<status::Status>(), status::view)
        .op(describe::<rest::EndLogin>("Sign somebody out.", 204), status::end_login)
        .op(
            describe::<rest::ViewSecurity>("Security settings.", 200).gives::<status::SecuritySettings>(),
            status::security,
        )
        .op(
            describe::<rest::EditSecurity>("Change security settings.", 200)
                .takes::<status::SecurityChange>()
                .gives::<status::SecuritySettings>(),
            status::edit_security,
        )
}
