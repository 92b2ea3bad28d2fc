//! File Transfer in the session: the tool that needs one of two rights, paths that bound them, and acts on files that are written down exactly once (FIL-6, FIL-10).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod scene;

use std::time::Duration;

use proptest::prelude::*;
use scene::{Run, START, customer_spec, item_spec, user};
use towline_model::{Ask, Below, FileReach, Permission, Permissions, Prompting, Rights};
use towline_session::{
    Answer, CUSTOMER, Effect, EventKind, FILE_ACTS, FILE_ITEMS, FileAct, FileActKind, FileItem, Granted, Input, Lost,
    Refusal, Session, State, Tool, Way,
};

const FROM: Permission = Permission::FileDownload;
const TO: Permission = Permission::FileUpload;

fn below(path: &str) -> Below {
    Below::only([path.to_owned()])
}

fn start(n: u8) -> Input {
    Input::StartTool { user: user(n), tool: Tool::Files }
}

fn stop(n: u8) -> Input {
    Input::StopTool { user: user(n), tool: Tool::Files }
}

/// With a Jump Item's agent there.
fn at_work(rights: impl Into<Rights>) -> Run {
    let mut run = Run::of(Session::start(START, item_spec(), user(0), "Olga", rights.into()));
    run.put(Input::EndpointThere { held_grant: 0, shells: vec![] }).unwrap();
    run
}

/// With a customer's client there, who can be asked.
fn with_customer(rights: Permissions) -> Run {
    let queue = towline_model::Queue::Personal(user(0));
    let mut run = Run::of(Session::ask(START, customer_spec(), queue, "Olga"));
    run.put(Input::CustomerThere { way: Way::Client }).unwrap();
    run.put(Input::EndpointThere { held_grant: 0, shells: vec![] }).unwrap();
    run.put(Input::Accept { user: user(0), name: "Olga".into(), permissions: rights.into(), queue }).unwrap();
    run
}

fn asking(of: &[(Permission, Ask)]) -> Permissions {
    let how = Prompting { seconds: 60, silence: false, elevate_at_start: false };
    of.iter().fold(Permissions::NONE, |set, (permission, ask)| set.asking(*permission, *ask)).prompting(how)
}

fn kinds(run: &Run) -> Vec<&'static str> {
    run.events.iter().map(|event| event.kind.name()).collect()
}

fn granted(run: &Run, number: u16) -> Granted {
    let grant = run.effects.iter().rev().find_map(|effect| match effect {
        Effect::Grant(plan) => plan.participants.iter().find(|found| found.number == number).cloned(),
        _ => None,
    });
    grant.unwrap()
}

fn answer(run: &mut Run, yes: bool) {
    let prompt = run.state().prompts.first().unwrap().id;
    run.put(Input::CustomerAnswers { prompt, yes }).unwrap();
}

#[test]
fn one_of_two_rights_is_enough_for_the_tool_and_without_both_it_is_refused_fil_6() {
    for right in [FROM, TO] {
        let mut run = at_work(Permissions::NONE.with(right));
        assert_eq!(run.put(start(0)), Ok(Answer::Done), "{right:?}");
        assert!(run.session.shows_files() && run.state().runs_for(user(0), Tool::Files));
        // Once more changes nothing: there is no other right that could be asked for.
        assert_eq!(run.put(start(0)), Ok(Answer::Done));
        assert_eq!(run.put(stop(0)), Ok(Answer::Done));
        assert!(!run.session.shows_files());
        assert_eq!(kinds(&run), ["session_started", "tool_started", "tool_stopped"]);
    }
    let mut run = at_work(Permissions::ALL.without(FROM).without(TO));
    assert_eq!(run.put(start(0)), Err(Refusal::NotPermitted));
    assert_eq!(run.put(start(3)), Err(Refusal::NotFound));
    assert_eq!(kinds(&run), ["session_started", "refused"]);
}

#[test]
fn what_is_to_be_asked_for_is_asked_one_after_the_other_when_the_tool_is_started_ses_5() {
    // Both: looking first, sending when it is started again.
    let mut run = with_customer(asking(&[(FROM, Ask::Once), (TO, Ask::Once)]));
    assert_eq!(run.put(start(0)), Err(Refusal::Asking));
    assert_eq!(run.state().prompts[0].permission, FROM);
    assert_eq!(run.put(start(0)), Err(Refusal::Asking));
    assert_eq!(run.state().prompts.len(), 1, "one question, however often it is wanted");
    answer(&mut run, true);
    assert!(run.session.shows_files());
    assert_eq!(granted(&run, 1).permissions.bits(), Permissions::NONE.with(FROM).bits());
    assert_eq!(run.put(start(0)), Err(Refusal::Asking));
    assert_eq!(run.state().prompts[0].permission, TO);
    answer(&mut run, true);
    assert_eq!(granted(&run, 1).permissions.bits(), Permissions::NONE.with(FROM).with(TO).bits());
    assert_eq!(run.put(start(0)), Ok(Answer::Done));

    // A no to the first is not a no to the second, and each is asked for once.
    let mut run = with_customer(asking(&[(FROM, Ask::Once), (TO, Ask::Once)]));
    assert_eq!(run.put(start(0)), Err(Refusal::Asking));
    answer(&mut run, false);
    assert_eq!(run.put(start(0)), Err(Refusal::Asking));
    assert_eq!(run.state().prompts[0].permission, TO);
    answer(&mut run, false);
    assert_eq!(run.put(start(0)), Err(Refusal::CustomerRefused));
    assert!(!run.session.shows_files());

    // What is allowed opens the tool at once, though the other one is to be asked for.
    let mut run = with_customer(asking(&[(FROM, Ask::Each)]).with(TO));
    assert_eq!(run.put(start(0)), Ok(Answer::Done));
    assert!(run.session.shows_files() && run.state().prompts.is_empty());
    assert_eq!(run.put(start(0)), Err(Refusal::Asking));
    answer(&mut run, true);
    assert!(granted(&run, 1).permissions.has(FROM));
    // Where it is asked each time, the end of the tool is the end of the yes.
    run.put(stop(0)).unwrap();
    assert!(!granted(&run, 1).permissions.has(FROM) && granted(&run, 1).permissions.has(TO));
    assert!(run.effects.contains(&Effect::TakeAway { participant: 1, lost: Lost::Files }));
}

#[test]
fn files_stop_for_oneself_while_others_use_them_and_with_the_last_for_all_ses_22() {
    let mut run = at_work(Permissions::ALL);
    let permissions = Permissions::NONE.with(TO).into();
    run.put(Input::Join { user: user(1), name: "Pavel".into(), permissions }).unwrap();
    run.put(start(0)).unwrap();
    run.put(stop(1)).unwrap();
    assert!(run.session.shows_files());
    assert!(!run.state().runs_for(user(1), Tool::Files) && run.state().runs_for(user(0), Tool::Files));
    run.put(start(1)).unwrap();
    assert!(run.state().runs_for(user(1), Tool::Files));
    run.put(stop(1)).unwrap();
    // Who is left may not use them any more: nobody does.
    let permissions = Permissions::ALL.without(FROM).without(TO).into();
    run.put(Input::Allow { user: user(0), permissions }).unwrap();
    assert!(!run.session.shows_files());
    assert!(run.effects.contains(&Effect::TakeAway { participant: 1, lost: Lost::Files }));
    // The end ends them too.
    let mut run = at_work(Permissions::ALL);
    run.put(start(0)).unwrap();
    run.put(Input::End { user: user(0) }).unwrap();
    assert!(!run.session.shows_files());
}

#[test]
fn a_rule_that_changes_is_a_new_grant_at_once_and_a_right_that_goes_is_taken_away_fil_6() {
    let rights = |files| Rights { files, ..Rights::ALL };
    let mut run = at_work(rights(FileReach { readable: below("/srv"), ..FileReach::EVERYWHERE }));
    assert_eq!(granted(&run, 1).files.readable.paths(), ["/srv"]);
    assert!(granted(&run, 1).files.writable.is_everywhere());
    let grants = |run: &Run| run.effects.iter().filter(|effect| matches!(effect, Effect::Grant(_))).count();
    let before = grants(&run);
    let narrow = FileReach { readable: below("/srv"), writable: below("/srv/in"), scan: true };
    let allow = |files| Input::Allow { user: user(0), permissions: rights(files) };
    run.put(allow(narrow.clone())).unwrap();
    run.put(allow(narrow)).unwrap();
    assert_eq!(grants(&run), before + 1);
    assert_eq!(granted(&run, 1).files.writable.paths(), ["/srv/in"]);
    assert!(granted(&run, 1).files.scan, "FIL-10");
    assert_eq!(kinds(&run).last(), Some(&"permissions_changed"));
    run.put(Input::Allow { user: user(0), permissions: Permissions::ALL.without(TO).into() }).unwrap();
    assert!(run.effects.contains(&Effect::TakeAway { participant: 1, lost: Lost::Files }));
    assert!(granted(&run, 1).files.is_everywhere() && !granted(&run, 1).permissions.has(TO));
    // What is stored makes the same session again.
    let stored: State = serde_json::from_str(&serde_json::to_string(run.state()).unwrap()).unwrap();
    assert_eq!(&stored, run.state());
}

#[test]
fn an_external_rep_reaches_what_profile_and_inviter_both_reach_sup_70_fil_6() {
    let rights = |files| Rights { files, ..Rights::ALL };
    let reach = |readable, writable| FileReach { readable: below(readable), writable: below(writable), scan: false };
    let mut run = at_work(rights(reach("/srv", "/srv/in")));
    let policy = towline_model::SessionPolicyId::from_uuid(uuid::Uuid::from_u128(5));
    let (owner, guest, name) = (user(0), user(9), "Erik".to_owned());
    let comments = String::new();
    run.put(Input::InviteExternal { user: owner, guest, name, profile: policy, comments }).unwrap();
    let profile = rights(reach("/srv/reports", "/home"));
    run.put(Input::AcceptExternal { guest, number: 1, profile }).unwrap();
    let may = granted(&run, 2);
    assert_eq!(may.files.readable.paths(), ["/srv/reports"]);
    assert!(may.permissions.has(FROM) && !may.permissions.has(TO), "nothing is left where both may write");
    // The inviter's rule moves, and with it the guest's.
    run.put(Input::Allow { user: owner, permissions: rights(reach("/srv/reports/2026", "/home/in")) }).unwrap();
    let may = granted(&run, 2);
    assert_eq!(may.files, reach("/srv/reports/2026", "/home/in"));
    assert!(may.permissions.has(FROM) && may.permissions.has(TO));
}

fn act(kind: FileActKind, participant: u16, name: &str) -> FileAct {
    let item = FileItem { path: format!("/srv/{name}"), bytes: 3, ..FileItem::default() };
    FileAct { kind, participant, account: "olga".into(), item }
}

fn told(run: &Run) -> Vec<(u16, &'static str, Vec<String>)> {
    let of = |event: &towline_session::Event| {
        let files = event.kind.files().iter().map(|file| file.path.clone()).collect::<Vec<_>>();
        (!files.is_empty()).then(|| (event.actor, event.kind.name(), files))
    };
    run.events.iter().filter_map(of).collect()
}

fn stored(run: &Run) -> Option<(u64, u64)> {
    run.effects.iter().rev().find_map(|effect| match effect {
        Effect::FileActsStored { run, next } => Some((*run, *next)),
        _ => None,
    })
}

#[test]
fn what_came_together_of_one_person_kind_and_account_is_one_event_fil_10() {
    use FileActKind::{Downloaded, Uploaded};
    let mut run = at_work(Permissions::ALL);
    run.put(Input::Join { user: user(1), name: "Pavel".into(), permissions: Rights::ALL }).unwrap();
    let mut failed = act(Uploaded, 1, "c");
    failed.item.code = "no_space".into();
    let mut root = act(Downloaded, 2, "f");
    root.account = "root".into();
    let acts = vec![
        act(Uploaded, 1, "a"),
        act(Uploaded, 1, "b"),
        failed,
        act(Uploaded, 1, "d"),
        act(Downloaded, 1, "e"),
        act(Downloaded, 2, "f"),
        root,
    ];
    run.put(Input::FileActs { run: 7, first: 0, acts }).unwrap();
    let paths = |names: &[&str]| names.iter().map(|name| format!("/srv/{name}")).collect::<Vec<_>>();
    assert_eq!(
        told(&run),
        [
            (1, "files_uploaded", paths(&["a", "b"])),
            (1, "files_not_uploaded", paths(&["c"])),
            (1, "files_uploaded", paths(&["d"])),
            (1, "files_downloaded", paths(&["e"])),
            (2, "files_downloaded", paths(&["f"])),
            (2, "files_downloaded", paths(&["f"])),
        ]
    );
    assert_eq!(stored(&run), Some((7, 7)));
    let many = (0..150).map(|n| act(Uploaded, 1, &n.to_string())).collect();
    run.put(Input::FileActs { run: 7, first: 7, acts: many }).unwrap();
    let sizes: Vec<usize> = told(&run)[6..].iter().map(|(_, _, files)| files.len()).collect();
    assert_eq!(sizes, [FILE_ITEMS, FILE_ITEMS, 22]);
}

#[test]
fn files_that_come_one_by_one_are_a_line_for_dozens_and_each_waits_a_fifth_of_a_second_at_most_fil_10() {
    let mut run = at_work(Permissions::ALL);
    let put = |run: &mut Run, n: u64| {
        let acts = vec![act(FileActKind::Uploaded, 1, &n.to_string())];
        run.put(Input::FileActs { run: 7, first: n, acts }).unwrap();
    };
    let sizes = |run: &Run| told(run).iter().map(|(_, _, files)| files.len()).collect::<Vec<_>>();
    // The first is written down at once; those after it are said to be stored only when they are.
    for n in 0..40 {
        put(&mut run, n);
    }
    assert_eq!((sizes(&run), stored(&run)), (vec![1], Some((7, 1))));
    run.wait(Duration::from_millis(199));
    assert_eq!(sizes(&run), [1]);
    run.wait(Duration::from_millis(1));
    assert_eq!((sizes(&run), stored(&run)), (vec![1, 39], Some((7, 40))));
    // Nothing waits: no time is asked for. An event is full: it does not wait.
    assert!(run.session.deadline().unwrap() > run.now + Duration::from_secs(1));
    for n in 40..110 {
        put(&mut run, n);
    }
    assert_eq!((sizes(&run), stored(&run)), (vec![1, 39, FILE_ITEMS], Some((7, 40 + 64))));
    // What else happens comes after it in the log.
    run.put(Input::End { user: user(0) }).unwrap();
    assert_eq!(sizes(&run), [1, 39, FILE_ITEMS, 6]);
    assert!(matches!(run.events.last().unwrap().kind, EventKind::Ended { .. }));
}

#[test]
fn what_a_scan_found_is_a_line_of_its_own_and_what_was_scanned_says_so_fil_10() {
    use FileActKind::{Downloaded, Uploaded};
    let mut run = at_work(Permissions::ALL);
    let scanned = |name| {
        let mut act = act(Uploaded, 1, name);
        act.item.scanned = true;
        act
    };
    let found = |name, code: &str| {
        let mut act = act(Downloaded, 1, name);
        (act.item.code, act.item.finding) = (code.into(), "Eicar\nFOUND".repeat(100));
        act
    };
    let mut failed = act(Downloaded, 1, "g");
    failed.item.code = "changed".into();
    let acts = vec![
        scanned("a"),
        scanned("b"),
        act(Uploaded, 1, "c"),
        found("d", "infected"),
        found("e", "infected"),
        found("f", "scan_failed"),
        failed,
    ];
    run.put(Input::FileActs { run: 7, first: 0, acts }).unwrap();
    let sizes: Vec<usize> = told(&run).iter().map(|(_, _, files)| files.len()).collect();
    assert_eq!(sizes, [2, 1, 1, 1, 1, 1]);
    let items: Vec<&FileItem> = run.events.iter().flat_map(|event| event.kind.files()).collect();
    assert_eq!(items.iter().filter(|item| item.scanned).count(), 2);
    assert!(items[3].finding.starts_with("Eicar\u{fffd}FOUND") && items[3].finding.len() <= 1024);
    // As older releases stored it.
    assert!(!serde_json::to_string(items[2]).unwrap().contains("scan"));
}

#[test]
fn an_agent_puts_nothing_into_the_log_that_is_not_bounded_text_of_somebody_here_fil_10() {
    let mut run = at_work(Permissions::ALL);
    let mut odd = act(FileActKind::Removed, CUSTOMER, "x\n\u{1b}[2J\u{9b}");
    odd.item.sha256 = "not hex".into();
    odd.item.to = "y".repeat(100_000);
    odd.item.code = "ö".repeat(100);
    odd.account = "z\0".repeat(1000);
    run.put(Input::FileActs { run: 1, first: 0, acts: vec![odd, act(FileActKind::Removed, 2, "x")] }).unwrap();
    let EventKind::Files { account, items, failed: true, .. } = &run.events[1].kind else { panic!("{:?}", run.events) };
    assert_eq!((run.events[1].actor, run.events[2].actor), (0, 0), "nobody of that number was ever here");
    let item = &items[0];
    assert!(item.to.len() <= 4 * 4096 && item.code.len() <= 32 && account.len() <= 1024 && item.sha256.is_empty());
    assert!(![&item.path, &item.to, &item.code, account].iter().any(|text| text.contains(char::is_control)));
    let flood = vec![act(FileActKind::Viewed, 1, "x"); FILE_ACTS + 1];
    assert_eq!(run.put(Input::FileActs { run: 1, first: 2, acts: flood }), Err(Refusal::Invalid));
    // However large its numbers are, nothing breaks, and the next run is heard again.
    let acts = vec![act(FileActKind::Viewed, 1, "x")];
    run.put(Input::FileActs { run: 1, first: u64::MAX, acts: acts.clone() }).unwrap();
    run.put(Input::FileActs { run: 1, first: u64::MAX, acts: acts.clone() }).unwrap();
    run.put(Input::FileActs { run: 2, first: 0, acts }).unwrap();
    run.wait(Duration::from_millis(200));
    assert_eq!(stored(&run), Some((2, 1)));
    // Long paths do not make an event of any length.
    let mut long = act(FileActKind::Uploaded, 1, &"p".repeat(4000));
    long.account = String::new();
    run.put(Input::FileActs { run: 2, first: 1, acts: vec![long; 64] }).unwrap();
    let longest = run.events.iter().map(|event| serde_json::to_string(event).unwrap().len()).max().unwrap();
    assert!(longest < 80 * 1024, "{longest}");
}

#[derive(Debug, Clone)]
enum Step {
    /// The agent does so many things.
    Acts(u8),
    /// It tells what it has, from the first that it keeps or a later one.
    Tells(u8),
    /// What the appliance said arrives.
    Hears,
    /// The agent begins a new run; what it had told and not heard of is lost with it, as with any program that is killed.
    Restarts,
    /// The appliance does, with what it stored.
    Restores,
    /// Time goes by.
    Waits(u64),
    /// Something else happens, which is written down after what was told before it.
    Other,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (1u8..80).prop_map(Step::Acts),
        6 => (0u8..90).prop_map(Step::Tells),
        3 => Just(Step::Hears),
        1 => Just(Step::Restarts),
        2 => Just(Step::Restores),
        3 => (0u64..300).prop_map(Step::Waits),
        1 => Just(Step::Other),
    ]
}

proptest! {
    #[test]
    fn whatever_is_repeated_or_restarted_each_act_is_in_the_log_once_and_in_order_fil_10(
        steps in proptest::collection::vec(step(), 0..60)
    ) {
        let mut run = at_work(Permissions::ALL);
        let (mut agent, mut done, mut kept) = (1u64, 0u64, 0u64);
        for step in steps {
            match step {
                Step::Acts(n) => done += u64::from(n),
                Step::Tells(skip) => {
                    // Told in order, but perhaps again, and perhaps cut: a link that broke.
                    let known = stored(&run).filter(|(of, _)| *of == agent).map_or(0, |(_, next)| next);
                    let first = kept.max(known.saturating_sub(u64::from(skip)));
                    let acts = (first..done).map(|n| act(FileActKind::Uploaded, 1, &format!("{agent}/{n}"))).collect();
                    let told = run.put(Input::FileActs { run: agent, first, acts });
                    prop_assert_eq!(told, Ok(Answer::Done));
                }
                Step::Hears => {
                    if let Some((of, next)) = stored(&run).filter(|(of, _)| *of == agent) {
                        prop_assert_eq!(of, agent);
                        kept = next;
                    }
                }
                Step::Restarts => (agent, done, kept) = (agent + 1, 0, 0),
                Step::Restores => {
                    let json = serde_json::to_string(run.state()).unwrap();
                    run.session = Session::restore(run.now, serde_json::from_str(&json).unwrap(), Vec::new());
                    run.put(Input::EndpointThere { held_grant: 0, shells: vec![] }).unwrap();
                }
                Step::Waits(ms) => run.wait(Duration::from_millis(ms)),
                Step::Other => {
                    let before = run.state().last_event;
                    let nonce = before.to_string();
                    let said = Input::Chat { user: user(0), text: "x".into(), nonce, reps_only: false };
                    run.put(said).unwrap();
                    let last = &run.events.last().unwrap().kind;
                    prop_assert!(matches!(last, EventKind::Chat { .. }), "{last:?}");
                }
            }
        }
        // Whatever the end was, nothing that was told goes on waiting.
        let first = stored(&run).filter(|(of, _)| *of == agent).map_or(0, |(_, next)| next);
        let acts = (first..done).map(|n| act(FileActKind::Uploaded, 1, &format!("{agent}/{n}"))).collect();
        run.put(Input::FileActs { run: agent, first, acts }).unwrap();
        run.wait(Duration::from_millis(200));
        prop_assert_eq!(stored(&run), Some((agent, done)));
        let paths: Vec<String> = told(&run).into_iter().flat_map(|(_, _, files)| files).collect();
        let mut expected = Vec::new();
        let mut counts = std::collections::BTreeMap::<u64, u64>::new();
        for effect in &run.effects {
            if let Effect::FileActsStored { run, next } = effect {
                counts.insert(*run, *next);
            }
        }
        for (agent, next) in counts {
            expected.extend((0..next).map(|n| format!("/srv/{agent}/{n}")));
        }
        prop_assert_eq!(paths, expected);
    }
}
