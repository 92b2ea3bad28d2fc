//! The agent's own check of what it is asked to do, against the newest grant that the appliance signed for the session (SES-4).
//!
//! Pure: the caller brings the moment. What passes here is done; nothing else is.

use std::{collections::HashMap, rc::Rc};

use towline_model::{AgentKeyId, CommandDo, CommandRule, HeldRules};
use towline_seal::open_grant;
use towline_wire::v1::{Grant, Permission, SignedGrant};

/// How far the clocks of appliance and endpoint may be apart.
const SKEW_MS: i64 = 5 * 60 * 1000;
/// The longest that work is kept without the appliance.
const GRACE_SECONDS: u32 = 24 * 60 * 60;
const PARTICIPANTS: usize = 64;
/// Command rules of one grant.
const RULES: usize = 256;

/// Why something is not done: the codes of `AgentRefusal`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    NoGrant,
    Expired,
    BadGrant,
    NotPermitted,
    UnknownShell,
    UnknownChannel,
    Limit,
    Paused,
}

impl Refusal {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Refusal::NoGrant => "no_grant",
            Refusal::Expired => "grant_expired",
            Refusal::BadGrant => "bad_grant",
            Refusal::NotPermitted => "not_permitted",
            Refusal::UnknownShell => "unknown_shell",
            Refusal::UnknownChannel => "unknown_channel",
            Refusal::Limit => "limit",
            Refusal::Paused => "paused",
        }
    }
}

/// What one session may do now.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Gate {
    grant: Grant,
    /// By participant: what is watched for at their prompts. Of those without rules there is nothing.
    rules: HashMap<u32, Rc<HeldRules>>,
}

impl Gate {
    /// Opens a grant for this agent. `held`: the gate that it would replace.
    pub(crate) fn open(
        signed: &SignedGrant,
        appliance_key: &[u8; 32],
        agent: AgentKeyId,
        held: Option<&Gate>,
        now_ms: i64,
    ) -> Result<Gate, Refusal> {
        let grant = open_grant(signed, appliance_key).map_err(|_| Refusal::BadGrant)?;
        let session_fits = (1..=64).contains(&grant.session_id.len()) && grant.session_id.is_ascii();
        if grant.agent_key_id != agent.0[..] || !session_fits || grant.participants.len() > PARTICIPANTS {
            return Err(Refusal::BadGrant);
        }
        // The same one again is how the appliance begins after a reconnect.
        if held.is_some_and(|held| grant.sequence <= held.grant.sequence && grant != held.grant) {
            return Err(Refusal::BadGrant);
        }
        let rules = rules_of(&grant).ok_or(Refusal::BadGrant)?;
        let gate = Gate { grant, rules };
        gate.in_force(now_ms)?;
        Ok(gate)
    }

    pub(crate) fn session_id(&self) -> &str {
        &self.grant.session_id
    }

    pub(crate) fn sequence(&self) -> u64 {
        self.grant.sequence
    }

    pub(crate) fn grace_seconds(&self) -> u32 {
        self.grant.grace_seconds.min(GRACE_SECONDS)
    }

    /// When the grant ends, by the endpoint's own wall clock.
    pub(crate) fn ends_ms(&self) -> i64 {
        self.grant.expires_ms.saturating_add(SKEW_MS)
    }

    pub(crate) fn controller(&self) -> u32 {
        self.grant.controller
    }

    pub(crate) fn has_participants(&self) -> bool {
        !self.grant.participants.is_empty()
    }

    /// Whether anybody in the session has this right.
    pub(crate) fn anybody(&self, permission: Permission, now_ms: i64) -> Result<(), Refusal> {
        self.in_force(now_ms)?;
        let has = |numbers: &[i32]| numbers.contains(&(permission as i32));
        let somebody = self.grant.participants.iter().any(|participant| has(&participant.permissions));
        if somebody { Ok(()) } else { Err(Refusal::NotPermitted) }
    }

    /// Whether this participant has this right.
    pub(crate) fn participant(&self, number: u32, permission: Permission, now_ms: i64) -> Result<(), Refusal> {
        self.in_force(now_ms)?;
        let participant = self.grant.participants.iter().find(|participant| participant.number == number);
        match participant {
            Some(participant) if number != 0 && participant.permissions.contains(&(permission as i32)) => Ok(()),
            _ => Err(Refusal::NotPermitted),
        }
    }

    /// What a participant is called; empty: there is none.
    pub(crate) fn name_of(&self, number: u32) -> String {
        let found = self.grant.participants.iter().find(|participant| participant.number == number);
        found.map(|participant| participant.display_name.clone()).unwrap_or_default()
    }

    /// Absolute paths below which a participant may read and write files (FIL-6); none: everywhere.
    pub(crate) fn file_prefixes(&self, number: u32) -> (&[String], &[String]) {
        let found = self.grant.participants.iter().find(|participant| participant.number == number);
        found.map_or((&[], &[]), |found| (&found.file_readable, &found.file_writable))
    }

    /// Whether each file of this participant is scanned first (FIL-10).
    pub(crate) fn file_scan(&self, number: u32) -> bool {
        self.grant.participants.iter().any(|participant| participant.number == number && participant.file_scan)
    }

    /// What is watched for when this participant types (SHL-7); `None`: nothing.
    pub(crate) fn command_rules(&self, number: u32) -> Option<Rc<HeldRules>> {
        self.rules.get(&number).cloned()
    }

    /// Whether this participant may move the pointer and press keys.
    pub(crate) fn controls(&self, number: u32, now_ms: i64) -> Result<(), Refusal> {
        self.participant(number, Permission::ScreenControl, now_ms)?;
        if self.grant.controller == number { Ok(()) } else { Err(Refusal::NotPermitted) }
    }

    /// Whether this participant may type into shells, and it is their turn (SHL-3).
    pub(crate) fn types(&self, number: u32, now_ms: i64) -> Result<(), Refusal> {
        self.participant(number, Permission::Shell, now_ms)?;
        if [0, number].contains(&self.grant.typist) { Ok(()) } else { Err(Refusal::NotPermitted) }
    }

    /// Who may have what is copied at the endpoint: they see the screen, may, and have switched their clipboard on (SCR-7).
    pub(crate) fn receivers(&self, now_ms: i64) -> Vec<u32> {
        let numbers = self.grant.participants.iter().map(|participant| participant.number);
        numbers.filter(|number| self.receives_clipboard(*number, now_ms).is_ok()).collect()
    }

    /// Whether this participant may have what is copied at the endpoint.
    pub(crate) fn receives_clipboard(&self, number: u32, now_ms: i64) -> Result<(), Refusal> {
        self.clipboard(number, Permission::ClipboardFromEndpoint, now_ms)
    }

    /// Whether what this participant put on the clipboard may stay there.
    pub(crate) fn gave_clipboard(&self, number: u32, now_ms: i64) -> Result<(), Refusal> {
        self.clipboard(number, Permission::ClipboardToEndpoint, now_ms)
    }

    /// Whether this participant may put something on the clipboard: who has the keyboard that would paste it.
    pub(crate) fn gives_clipboard(&self, number: u32, now_ms: i64) -> Result<(), Refusal> {
        self.controls(number, now_ms).and_then(|()| self.gave_clipboard(number, now_ms))
    }

    /// Whether files that this participant put on the clipboard may stay there.
    pub(crate) fn gave_files(&self, number: u32, now_ms: i64) -> Result<(), Refusal> {
        self.gave_clipboard(number, now_ms)?;
        self.participant(number, Permission::FileUpload, now_ms)
    }

    /// Whether this participant may put files on the clipboard.
    pub(crate) fn gives_files(&self, number: u32, now_ms: i64) -> Result<(), Refusal> {
        self.controls(number, now_ms).and_then(|()| self.gave_files(number, now_ms))
    }

    fn clipboard(&self, number: u32, permission: Permission, now_ms: i64) -> Result<(), Refusal> {
        self.participant(number, Permission::ScreenView, now_ms)?;
        self.participant(number, permission, now_ms)?;
        let on = self.grant.participants.iter().any(|found| found.number == number && found.clipboard);
        if on { Ok(()) } else { Err(Refusal::NotPermitted) }
    }

    /// Whether this participant may hear the endpoint: they see the screen, may, and have switched sound on (SCR-18).
    pub(crate) fn hears(&self, number: u32, now_ms: i64) -> Result<(), Refusal> {
        self.participant(number, Permission::ScreenView, now_ms)?;
        self.participant(number, Permission::HearSound, now_ms)?;
        let on = self.grant.participants.iter().any(|found| found.number == number && found.sound);
        if on { Ok(()) } else { Err(Refusal::NotPermitted) }
    }

    fn in_force(&self, now_ms: i64) -> Result<(), Refusal> {
        let early = now_ms.saturating_add(SKEW_MS) < self.grant.not_before_ms;
        if early || now_ms >= self.ends_ms() { Err(Refusal::Expired) } else { Ok(()) }
    }
}

/// The rules of each participant. `None`: one of them is no rule; a grant that cannot be kept is not taken.
fn rules_of(grant: &Grant) -> Option<HashMap<u32, Rc<HeldRules>>> {
    if grant.command_rules.len() > RULES {
        return None;
    }
    let rule = |rule: &towline_wire::v1::CommandRule| {
        CommandRule::new(&rule.pattern, if rule.deny { CommandDo::Deny } else { CommandDo::Alert }, &rule.note).ok()
    };
    let all: Vec<CommandRule> = grant.command_rules.iter().map(rule).collect::<Option<_>>()?;
    let mut held = HashMap::new();
    for participant in &grant.participants {
        let holds = |at: usize| participant.command_rules.get(at / 8).is_some_and(|byte| byte & (1 << (at % 8)) != 0);
        let rules = HeldRules::of(all.iter().enumerate().filter(|(at, _)| holds(*at)).map(|(_, rule)| rule.clone()));
        if !rules.is_empty() {
            held.insert(participant.number, Rc::new(rules));
        }
    }
    Some(held)
}

#[cfg(test)]
mod tests {
    use towline_seal::{Keeper, SecretKey, agent_key_id, sign_grant};
    use towline_wire::v1::GrantParticipant;

    use super::*;

    const NOW: i64 = 1_800_000_000_000;

    fn appliance() -> SecretKey {
        SecretKey::from_seed(&[1; 32])
    }

    fn agent() -> AgentKeyId {
        agent_key_id(&SecretKey::from_seed(&[2; 32]).public_key())
    }

    fn grant() -> Grant {
        let participant = |number, permissions: &[Permission]| GrantParticipant {
            number,
            permissions: permissions.iter().map(|permission| *permission as i32).collect(),
            ..GrantParticipant::default()
        };
        Grant {
            session_id: "0190aaaa-0000-7000-8000-000000000001".into(),
            agent_key_id: agent().0.to_vec().into(),
            sequence: 5,
            participants: vec![
                participant(1, &[Permission::ScreenView, Permission::ScreenControl, Permission::Shell]),
                participant(2, &[Permission::ScreenView, Permission::ScreenControl]),
                participant(3, &[Permission::ScreenView]),
            ],
            controller: 1,
            not_before_ms: NOW - 1000,
            expires_ms: NOW + 3_600_000,
            typist: 0,
            grace_seconds: 180,
            recorded: false,
            command_rules: Vec::new(),
        }
    }

    fn open(grant: &Grant, held: Option<&Gate>, now_ms: i64) -> Result<Gate, Refusal> {
        Gate::open(&sign_grant(&appliance(), grant), &appliance().public_key(), agent(), held, now_ms)
    }

    #[test]
    fn only_the_controller_presses_keys_and_only_the_permitted_type_in_shells_ses_4() {
        let gate = open(&grant(), None, NOW).unwrap();
        let controls: Vec<bool> = (0..5).map(|number| gate.controls(number, NOW).is_ok()).collect();
        assert_eq!(controls, [false, true, false, false, false]);
        let types: Vec<bool> = (0..5).map(|number| gate.participant(number, Permission::Shell, NOW).is_ok()).collect();
        assert_eq!(types, [false, true, false, false, false]);
        assert_eq!(gate.anybody(Permission::ScreenView, NOW), Ok(()));
    }

    #[test]
    fn who_is_named_alone_types_and_needs_the_right_all_the_same_shl_3() {
        let mut grant = grant();
        grant.participants.iter_mut().take(2).for_each(|found| found.permissions = vec![Permission::Shell as i32]);
        let types = |typist| {
            let gate = open(&Grant { typist, ..grant.clone() }, None, NOW).unwrap();
            (0..5).map(|number| gate.types(number, NOW).is_ok()).collect::<Vec<bool>>()
        };
        assert_eq!(types(0), [false, true, true, false, false]);
        assert_eq!(types(2), [false, false, true, false, false]);
        assert_eq!(types(3), [false; 5]);
    }

    #[test]
    fn each_participant_has_the_rules_that_the_grant_names_for_them_shl_7() {
        let rule =
            |pattern: &str, deny| towline_wire::v1::CommandRule { pattern: pattern.into(), deny, note: String::new() };
        let mut grant = grant();
        grant.command_rules = (0..9).map(|n| rule(&format!("x{n}"), n % 2 == 0)).collect();
        grant.participants[0].command_rules = vec![0b11, 0b1].into();
        grant.participants[1].command_rules = vec![0, 0, 0xff].into();
        let gate = open(&grant, None, NOW).unwrap();
        let of = |number| {
            gate.command_rules(number).map(|held| held.iter().map(|rule| rule.pattern().to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(of(1), Some(vec!["x0".to_owned(), "x1".to_owned(), "x8".to_owned()]));
        assert_eq!((of(2), of(3), of(9)), (None, None, None));
        grant.command_rules.push(rule("", true));
        assert_eq!(open(&grant, None, NOW), Err(Refusal::BadGrant));
    }

    #[test]
    fn a_controller_without_the_right_to_control_does_not_control_ses_4() {
        let gate = open(&Grant { controller: 3, ..grant() }, None, NOW).unwrap();
        assert_eq!(gate.controls(3, NOW), Err(Refusal::NotPermitted));
    }

    #[test]
    fn the_clipboard_is_for_who_switched_it_on_and_may_in_that_direction_scr_7() {
        let mut grant = grant();
        for participant in &mut grant.participants {
            participant.permissions.push(Permission::ClipboardToEndpoint as i32);
            participant.permissions.push(Permission::ClipboardFromEndpoint as i32);
        }
        assert_eq!(open(&grant, None, NOW).unwrap().receivers(NOW), []);
        grant.participants.iter_mut().for_each(|participant| participant.clipboard = true);
        let gate = open(&grant, None, NOW).unwrap();
        assert_eq!(gate.receivers(NOW), [1, 2, 3]);
        assert_eq!(gate.receivers(gate.ends_ms()), []);
        let gives: Vec<bool> = (0..5).map(|number| gate.gives_clipboard(number, NOW).is_ok()).collect();
        assert_eq!(gives, [false, true, false, false, false]);
        grant.participants[0].permissions.retain(|of| *of != Permission::ClipboardToEndpoint as i32);
        grant.participants[1].permissions.retain(|of| *of != Permission::ClipboardFromEndpoint as i32);
        grant.participants[2].permissions.retain(|of| *of != Permission::ScreenView as i32);
        let gate = open(&grant, None, NOW).unwrap();
        assert_eq!((gate.receivers(NOW), gate.gives_clipboard(1, NOW)), (vec![1], Err(Refusal::NotPermitted)));
    }

    #[test]
    fn the_endpoint_is_heard_by_who_looks_may_and_switched_it_on_scr_18() {
        let mut grant = grant();
        grant.participants.iter_mut().for_each(|found| found.permissions.push(Permission::HearSound as i32));
        let hears = |grant: &Grant| {
            let gate = open(grant, None, NOW).unwrap();
            (0..5).filter(|number| gate.hears(*number, NOW).is_ok()).collect::<Vec<u32>>()
        };
        assert_eq!(hears(&grant), []);
        grant.participants.iter_mut().for_each(|found| found.sound = true);
        assert_eq!(hears(&grant), [1, 2, 3]);
        grant.participants[0].permissions.retain(|of| *of != Permission::HearSound as i32);
        grant.participants[2].permissions.retain(|of| *of != Permission::ScreenView as i32);
        assert_eq!(hears(&grant), [2]);
        let gate = open(&grant, None, NOW).unwrap();
        assert_eq!(gate.hears(2, gate.ends_ms()), Err(Refusal::Expired));
    }

    #[test]
    fn a_participant_of_number_zero_is_nobody_ses_4() {
        let mut grant = grant();
        grant.participants[0].number = 0;
        grant.controller = 0;
        let gate = open(&grant, None, NOW).unwrap();
        assert_eq!(gate.controls(0, NOW), Err(Refusal::NotPermitted));
    }

    #[test]
    fn grants_for_others_from_others_or_of_another_time_are_refused_ses_4() {
        let other = SecretKey::from_seed(&[3; 32]);
        let forged = Gate::open(&sign_grant(&other, &grant()), &appliance().public_key(), agent(), None, NOW);
        assert_eq!(forged, Err(Refusal::BadGrant));
        let elsewhere = Grant { agent_key_id: vec![9; 32].into(), ..grant() };
        assert_eq!(open(&elsewhere, None, NOW), Err(Refusal::BadGrant));
        assert_eq!(open(&grant(), None, NOW + 3_600_000 + SKEW_MS), Err(Refusal::Expired));
        assert_eq!(open(&grant(), None, NOW - 2000 - SKEW_MS), Err(Refusal::Expired));
        assert!(open(&grant(), None, NOW + 3_600_000 + SKEW_MS - 1).is_ok());
    }

    #[test]
    fn a_gate_that_was_open_closes_when_its_grant_ends_ses_4() {
        let gate = open(&grant(), None, NOW).unwrap();
        let later = gate.ends_ms();
        assert_eq!(gate.controls(1, later), Err(Refusal::Expired));
        assert_eq!(gate.anybody(Permission::ScreenView, later), Err(Refusal::Expired));
    }

    #[test]
    fn an_older_grant_never_replaces_a_newer_one_ses_4() {
        let held = open(&grant(), None, NOW).unwrap();
        assert_eq!(open(&Grant { sequence: 4, ..grant() }, Some(&held), NOW), Err(Refusal::BadGrant));
        assert_eq!(open(&Grant { controller: 2, ..grant() }, Some(&held), NOW), Err(Refusal::BadGrant));
        assert!(open(&grant(), Some(&held), NOW).is_ok());
        assert!(open(&Grant { sequence: 6, ..grant() }, Some(&held), NOW).is_ok());
    }
}
