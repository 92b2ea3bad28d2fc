//! Choice of a shell's program and account (SHL-2), between the wire and the session.

use towline_model::{ShellId, UserId, clip};
use towline_session::{
    Input, SHELL_PROGRAMS, Sealed, Shell, ShellChoice, ShellOffers, ShellProgram, ShellWay, ShellWish, State,
};
use towline_wire::v1;

/// Of a name or a path, in bytes.
const TEXT: usize = 256;

fn way(way: i32) -> Option<ShellWay> {
    Some(match v1::ShellWay::try_from(way).ok()? {
        v1::ShellWay::Unspecified => ShellWay::Usual,
        v1::ShellWay::Own => ShellWay::Own,
        v1::ShellWay::System => ShellWay::System,
        v1::ShellWay::Account => ShellWay::Account,
        v1::ShellWay::Password => ShellWay::Password,
    })
}

/// A shell as a console asks for it; `None`: nothing that could be opened.
pub(crate) fn asked(user: UserId, new: v1::NewShell) -> Option<Input> {
    let shell = ShellId::from_uuid(uuid::Uuid::now_v7());
    let (columns, rows) = (u16::try_from(new.columns).unwrap_or(0), u16::try_from(new.rows).unwrap_or(0));
    let nonce = new.nonce;
    let choice = new.choice.filter(|choice| *choice != v1::ShellChoice::default());
    let Some(choice) = choice else { return Some(Input::NewShell { user, shell, nonce, columns, rows }) };
    let wish = ShellWish {
        way: way(choice.way)?,
        program: choice.program,
        account: choice.account,
        sealed: Sealed(choice.sealed.to_vec()),
    };
    Some(Input::ChooseShell { user, shell, nonce, size: (columns, rows), wish })
}

/// For the agent.
pub(crate) fn chosen(choice: &ShellChoice, sealed: Sealed) -> v1::ShellChoice {
    let way = match choice.way {
        ShellWay::Usual => v1::ShellWay::Unspecified,
        ShellWay::Own => v1::ShellWay::Own,
        ShellWay::System => v1::ShellWay::System,
        ShellWay::Account => v1::ShellWay::Account,
        ShellWay::Password => v1::ShellWay::Password,
    };
    let named = matches!(choice.way, ShellWay::Account | ShellWay::Password);
    let account = if named { choice.account.clone() } else { String::new() };
    v1::ShellChoice { program: choice.id.clone(), way: way.into(), account, sealed: sealed.0.into() }
}

/// What an agent says that there is.
pub(crate) fn taken(shells: v1::SessionShells) -> Input {
    let program = |of: v1::ShellProgram| {
        // What is too long is not cut: another path would be shown than is meant.
        (of.path.len() <= TEXT && of.id.len() <= TEXT).then_some(ShellProgram { id: of.id, path: of.path, own: of.own })
    };
    Input::ShellsOffered(ShellOffers {
        account: clip(&shells.account, TEXT),
        program: clip(&shells.program, TEXT),
        programs: shells.programs.into_iter().filter_map(program).take(SHELL_PROGRAMS).collect(),
        password_absent: clip(&shells.password_absent, 32),
        key: shells.key.to_vec(),
    })
}

/// What consoles are told that there is; `None`: the agent has not said so.
pub(crate) fn offered(state: &State) -> Option<v1::SessionShells> {
    let ShellOffers { account, program, programs, password_absent, key } = &state.shell_offers;
    let offer = |of: &ShellProgram| v1::ShellProgram { id: of.id.clone(), path: of.path.clone(), own: of.own };
    (!account.is_empty() && state.has_agent()).then(|| v1::SessionShells {
        session_id: state.spec.id.to_string(),
        account: account.clone(),
        program: program.clone(),
        programs: programs.iter().map(offer).collect(),
        password_absent: password_absent.clone(),
        key: key.clone().into(),
    })
}

/// What a shell runs, and as whom: as the agent said, and until then as was chosen.
pub(crate) fn named(shell: &Shell) -> (String, String) {
    let or = |said: &String, chosen: fn(&ShellChoice) -> &String| match &shell.choice {
        Some(choice) if said.is_empty() => chosen(choice).clone(),
        _ => said.clone(),
    };
    (or(&shell.account, |choice| &choice.account), or(&shell.program, |choice| &choice.program))
}
