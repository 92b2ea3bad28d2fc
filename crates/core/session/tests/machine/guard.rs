//! Commands that a rule caught (SHL-7): written down once, by nobody who was never there, and in a grant of whoever types.

use towline_model::{CommandDo, CommandRule, HeldRules, Rights};
use towline_session::{CaughtCommand, CaughtInput};

use super::*;

fn opened() -> Run {
    let mut run = Run::at_work();
    let open = Input::NewShell { user: user(0), shell: shell(1), nonce: "a".into(), columns: 80, rows: 24 };
    run.put(open).unwrap();
    run
}

fn caught(number: u64, participant: u16, denied: bool) -> Input {
    let command = CaughtCommand {
        denied,
        shell: shell(1),
        shell_name: String::new(),
        line: format!("rm\u{1b}[2J {}", "x".repeat(5000)),
        pattern: "rm *".into(),
        note: "Ask\nfirst".into(),
    };
    Input::CommandCaught(CaughtInput { number, participant, command })
}

#[test]
fn what_is_told_again_is_written_down_once_and_nothing_odd_is_in_it_shl_7() {
    let mut run = opened();
    for number in [7, 7, 3, 8, 7] {
        run.put(caught(number, 1, number == 7)).unwrap();
    }
    let kinds = run.kinds();
    assert_eq!(kinds[kinds.len() - 2..], ["command_denied", "command_alert"]);
    let event = &run.events[run.events.len() - 2];
    let EventKind::CommandCaught { caught } = &event.kind else { panic!("{event:?}") };
    assert_eq!((event.actor, caught.shell_name.as_str(), caught.note.as_str()), (1, "Shell 1", "Ask\u{fffd}first"));
    assert!(caught.line.chars().count() == 1024 && !caught.line.contains(char::is_control));
    let stored: State = serde_json::from_str(&serde_json::to_string(run.state()).unwrap()).unwrap();
    assert_eq!(&stored, run.state());
}

#[test]
fn an_agent_blames_nobody_who_was_never_there_shl_7() {
    let mut run = opened();
    run.put(caught(1, 900, true)).unwrap();
    assert_eq!(run.events.last().unwrap().actor, 0);
    let mut elsewhere = caught(2, 1, true);
    if let Input::CommandCaught(caught) = &mut elsewhere {
        caught.command.shell = shell(9);
    }
    assert_eq!(run.put(elsewhere), Err(Refusal::NotFound));
}

#[test]
fn rules_that_change_are_a_new_grant_at_once_shl_7() {
    let mut run = opened();
    let rule = CommandRule::new("rm *", CommandDo::Deny, "").unwrap();
    let rights = Rights { commands: HeldRules::of([rule]), ..Rights::ALL };
    run.put(Input::Allow { user: user(0), permissions: rights.clone() }).unwrap();
    assert_eq!(run.last_grant().participants[0].commands, rights.commands);
    run.put(Input::Allow { user: user(0), permissions: Rights::ALL }).unwrap();
    assert!(run.last_grant().participants[0].commands.is_empty());
}
