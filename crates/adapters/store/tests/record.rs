//! The administrative record (REC-7): every change has its line, the lines hang together, and no secret is in them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::{collections::BTreeSet, sync::Arc};

use serde_json::{Value, json};
use towline_model::{
    AgentKeyId, ApiAccountId, AskedOnPortal, Author, AuthorKind, BuiltInRole, ButtonId, ButtonInstallerId,
    ButtonProfileId, CannedMessageId, CustomFieldId, CustomValue, GroupPolicyId, InstallerId, Inventory, IssueId,
    JumpClientId, JumpGroupId, JumpItemId, JumpItemRoleId, LoginId, LogoKind, Moment, OpenIdSettings, Permissions,
    Place, ProviderId, ProviderSettings, PublicSiteId, Queue, RoleRight, RoleRights, ScriptId, SessionId,
    SessionPolicyId, SkillId, SurveyId, TeamId, UserId,
};
use towline_policy::{Assignment, Settings};
use towline_session::{Effect, Event, Graces, Input, Session, Spec};
use towline_store::{
    ApiAccountChange, ButtonKind, ButtonProfileChange, CannedMessageChange, Changed, CustomFieldChange, CustomFieldRow,
    Enrolment, GroupChange, GroupPolicyChange, IssueChange, MappedGroup, Member, NewButtonInstaller, NewInstaller,
    NewLogin, NewUser, ProviderChange, ProviderPerson, PublicSiteChange, RecordLine, RecordQuery, RoleRow,
    ScriptChange, SettingSecret, SkillChange, Stamp, Store, StoreError, Subject, SurveyChange, TeamChange, UserChange,
};
use uuid::Uuid;

const NOW: Moment = Moment(1_800_000_000_000);
const SECRET: &str = "$argon2id$very-secret";
const ADMINISTRATOR: UserId = UserId::from_uuid(Uuid::from_u128(1));

fn by(name: &str) -> Stamp {
    let author = Author {
        kind: AuthorKind::User,
        id: Some(ADMINISTRATOR.uuid()),
        name: name.into(),
        address: "192.0.2.7".into(),
    };
    Stamp { author: Arc::new(author), at: NOW, seen: None, once: None }
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn user(number: u128, name: &str) -> NewUser {
    NewUser {
        id: UserId::from_uuid(id(number)),
        username: name.into(),
        display_name: name.into(),
        email: String::new(),
        administrator: number == 1,
        password_hash: SECRET.into(),
        must_change_password: false,
        groups: Vec::new(),
        settings: Settings::default(),
        created: NOW,
    }
}

async fn store() -> (tempfile::TempDir, Store) {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path()).await.unwrap();
    assert!(store.create_first_administrator(by("setup"), user(1, "anna")).await.unwrap());
    (directory, store)
}

async fn lines(store: &Store) -> Vec<RecordLine> {
    let mut lines = store.record(&RecordQuery::default(), 1000).await.unwrap();
    lines.reverse();
    lines
}

fn seen(text: &Option<String>) -> Value {
    text.as_deref().map_or(Value::Null, |text| serde_json::from_str(text).unwrap())
}

#[tokio::test]
async fn a_change_has_a_line_with_what_was_different_before_and_after_rec_7() {
    let (_directory, store) = store().await;
    let group = JumpGroupId::from_uuid(id(20));
    store.create_group(by("anna"), group, "Servers".into(), "all of them".into(), Vec::new()).await.unwrap();
    store.create_user(by("anna"), user(2, "ben")).await.unwrap();
    let members = vec![Member { user: UserId::from_uuid(id(2)), role: Some(BuiltInRole::StartSessions.id()) }];
    let change = GroupChange { name: Some("Linux servers".into()), members: Some(members), ..GroupChange::default() };
    store.change_group(by("anna"), group, change).await.unwrap();
    // Nothing changes: no line.
    let same = GroupChange { name: Some("Linux servers".into()), ..GroupChange::default() };
    store.change_group(by("anna"), group, same).await.unwrap();
    store.remove_group(by("ben"), group).await.unwrap();

    let found = lines(&store).await;
    assert_eq!(found.iter().map(|line| line.sequence).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    let told = |line: &RecordLine| {
        json!([
            line.author_name,
            line.action,
            line.subject_kind,
            line.subject_name,
            seen(&line.before),
            seen(&line.after)
        ])
    };
    assert_eq!(
        told(&found[1]),
        json!(["anna", "created", "jump_group", "Servers", null, {"comments": "all of them", "members": {}, "name": "Servers"}])
    );
    assert_eq!(
        told(&found[3]),
        json!(["anna", "changed", "jump_group", "Linux servers",
            {"name": "Servers", "members": {"ben": null}},
            {"name": "Linux servers", "members": {"ben": BuiltInRole::StartSessions.name()}}])
    );
    assert_eq!(found[4].action, "removed");
    assert_eq!((found[4].author_name.as_str(), found[4].address.as_str()), ("ben", "192.0.2.7"));
    assert_eq!(found[4].subject_id, group.uuid().hyphenated().to_string());
    assert_eq!(found[4].after, None);
}

/// One of each kind of change that the store knows.
async fn everything(store: &Store) {
    let stamp = || by("anna");
    let (group, member) = (JumpGroupId::from_uuid(id(20)), UserId::from_uuid(id(2)));
    let (policy, other) = (GroupPolicyId::from_uuid(id(30)), GroupPolicyId::from_uuid(id(31)));
    let (role, session, team) =
        (JumpItemRoleId::from_uuid(id(40)), SessionPolicyId::from_uuid(id(41)), TeamId::from_uuid(id(42)));
    store.create_user(stamp(), user(2, "ben")).await.unwrap();
    store.create_group(stamp(), group, "Servers".into(), String::new(), Vec::new()).await.unwrap();
    let groups = vec![Assignment { group, role: None, last: false }];
    let change = UserChange { groups: Some(groups), disabled: Some(true), ..UserChange::default() };
    store.change_user(stamp(), member, change).await.unwrap();
    store
        .set_password(Stamp { at: Moment(NOW.0 + 1), ..stamp() }, member, format!("{SECRET}-2"), true, None)
        .await
        .unwrap();
    let rights = RoleRights::default().with(RoleRight::View);
    let row = RoleRow { id: role, name: "Watch".into(), description: String::new(), rights, seen: None };
    store.create_role(stamp(), row).await.unwrap();
    store.change_role(stamp(), role, Some("Look".into()), None, None).await.unwrap();
    for (number, policy) in [policy, other].into_iter().enumerate() {
        let new = GroupPolicyChange { name: Some(format!("Policy {number}")), ..GroupPolicyChange::default() };
        store.create_group_policy(stamp(), policy, new).await.unwrap();
    }
    let change = GroupPolicyChange { members: Some(vec![member]), ..GroupPolicyChange::default() };
    store.change_group_policy(stamp(), policy, change).await.unwrap();
    store.order_group_policies(stamp(), vec![other, policy]).await.unwrap();
    store
        .create_session_policy(stamp(), session, "Careful".into(), String::new(), Settings::default(), false)
        .await
        .unwrap();
    store.change_session_policy(stamp(), session, None, Some("asks".into()), None, Some(true)).await.unwrap();
    let new = TeamChange { name: Some("Night".into()), ..TeamChange::default() };
    store.create_team(stamp(), team, new).await.unwrap();
    let change = TeamChange { comments: Some("22 to 6".into()), ..TeamChange::default() };
    store.change_team(stamp(), team, change).await.unwrap();
    let (skill, issue, field) =
        (SkillId::from_uuid(id(43)), IssueId::from_uuid(id(44)), CustomFieldId::from_uuid(id(45)));
    let named = |name: &str, code: &str| (Some(name.to_owned()), Some(code.to_owned()));
    let (name, code_name) = named("Printers", "printers");
    store.create_skill(stamp(), skill, SkillChange { name, code_name, description: None }).await.unwrap();
    let change = SkillChange { description: Some("laser and ink".into()), ..SkillChange::default() };
    store.change_skill(stamp(), skill, change).await.unwrap();
    let change = UserChange { skills: Some(vec![skill]), ..UserChange::default() };
    store.change_user(stamp(), member, change).await.unwrap();
    let (name, code_name) = named("It does not print", "printing");
    let new =
        IssueChange { name, code_name, team: Some(Some(team)), skills: Some(vec![skill]), ..IssueChange::default() };
    store.create_issue(stamp(), issue, new).await.unwrap();
    assert_eq!(store.skilled_for(issue).await.unwrap().get(&member), Some(&1), "SUP-32");
    store.change_issue(stamp(), issue, IssueChange { team: Some(None), ..IssueChange::default() }).await.unwrap();
    let message = CannedMessageId::from_uuid(id(46));
    let said = CannedMessageChange {
        name: Some("Greeting".into()),
        text: Some("Hello {customer}".into()),
        team: Some(Some(team)),
        ..CannedMessageChange::default()
    };
    store.create_canned_message(stamp(), message, said).await.unwrap();
    assert_eq!(store.remove_team(stamp(), team).await.unwrap(), Changed::InUse);
    let category = CannedMessageChange { category: Some("Start".into()), ..CannedMessageChange::default() };
    store.change_canned_message(stamp(), message, category).await.unwrap();
    let found = store.canned_messages().await.unwrap();
    assert_eq!((found[0].category.as_str(), found[0].team.is_some()), ("Start", true));
    store.remove_canned_message(stamp(), message).await.unwrap();
    let script = ScriptId::from_uuid(id(47));
    let written = ScriptChange {
        name: Some("Clear the cache".into()),
        text: Some(("echo secret text".into(), "00ff".into())),
        teams: Some(vec![team]),
        ..ScriptChange::default()
    };
    store.create_script(stamp(), script, written).await.unwrap();
    assert_eq!(store.remove_team(stamp(), team).await.unwrap(), Changed::InUse);
    let category = ScriptChange { category: Some("Care".into()), teams: Some(Vec::new()), ..ScriptChange::default() };
    store.change_script(stamp(), script, category).await.unwrap();
    assert_eq!(store.script(script).await.unwrap().unwrap().text.as_deref(), Some("echo secret text"));
    store.remove_script(stamp(), script).await.unwrap();
    store.remove_issue(stamp(), issue).await.unwrap();
    store.remove_skill(stamp(), skill).await.unwrap();
    let (asked, seen) = (AskedOnPortal::No, None);
    let new =
        CustomFieldRow { id: field, name: "Ticket".into(), code_name: "ticket".into(), shown: false, asked, seen };
    store.create_custom_field(stamp(), new).await.unwrap();
    let change = CustomFieldChange { shown: Some(true), ..CustomFieldChange::default() };
    store.change_custom_field(stamp(), field, change).await.unwrap();
    store.remove_custom_field(stamp(), field).await.unwrap();
    store.set_setting(stamp(), "terms", "\"be kind\"".into()).await.unwrap();
    let profile = ButtonProfileId::from_uuid(id(85));
    let named_profile = |name: &str| ButtonProfileChange { name: Some(name.into()), ..ButtonProfileChange::default() };
    store.create_button_profile(stamp(), profile, named_profile("Branches")).await.unwrap();
    store.change_button_profile(stamp(), profile, named_profile("Offices")).await.unwrap();
    let installer = NewButtonInstaller {
        id: ButtonInstallerId::from_uuid(id(86)),
        token_hash: [0xd9; 32],
        kind: ButtonKind { description: "Front".into(), profile: Some(profile), queue: Queue::General, issue: None },
        days: 30,
        expires: Moment(i64::MAX / 2),
        uses_allowed: 1,
        created_by: "Anna".into(),
        button: None,
    };
    assert!(store.create_button_installer(stamp(), installer).await.unwrap());
    let button = ButtonId::from_uuid(id(87));
    let made = store.make_button(stamp(), [0xd9; 32], button, [0xd8; 32], "front-pc".into()).await.unwrap();
    assert!(made.is_some());
    assert!(store.withdraw_button(stamp(), button).await.unwrap());
    store.forget_button(stamp(), button).await.unwrap();
    assert!(store.remove_button_installer(stamp(), ButtonInstallerId::from_uuid(id(86))).await.unwrap());
    store.remove_button_profile(stamp(), profile).await.unwrap();
    let survey = SurveyId::from_uuid(id(81));
    let named = |name: &str| SurveyChange { name: Some(name.into()), questions: Some(Vec::new()) };
    store.create_survey(stamp(), survey, named("After")).await.unwrap();
    store.change_survey(stamp(), survey, named("After help")).await.unwrap();
    store.remove_survey(stamp(), survey).await.unwrap();
    let program = ApiAccountId::from_uuid(id(80));
    let new = ApiAccountChange {
        name: Some("Sync".into()),
        secret_hash: Some([0xc7; 32]),
        scopes: Some(vec!["users:read".into()]),
        ..ApiAccountChange::default()
    };
    store.create_api_account(stamp(), program, ADMINISTRATOR, new).await.unwrap();
    let change = ApiAccountChange { enabled: Some(false), ..ApiAccountChange::default() };
    store.change_api_account(stamp(), program, change).await.unwrap();
    store.remove_api_account(stamp(), program).await.unwrap();
    let installer = NewInstaller {
        id: InstallerId::from_uuid(id(50)),
        token_hash: [0xa5; 32],
        place: Place::Group(group),
        name: String::new(),
        tag: "tag".into(),
        comments: String::new(),
        expires: Moment(NOW.0 + 1000),
        uses_allowed: 2,
        created: NOW,
        created_by: ADMINISTRATOR,
        attended: None,
        unattended: None,
        pin: None,
    };
    store.create_installer(stamp(), installer).await.unwrap();
    let enrolment = Enrolment {
        token_hash: [0xa5; 32],
        key: AgentKeyId([7; 32]),
        public_key: [7; 32],
        inventory: Inventory { host_name: "db-1".into(), ..Inventory::default() },
        client: JumpClientId::from_uuid(id(60)),
        item: JumpItemId::from_uuid(id(61)),
        address: [192, 0, 2, 9].into(),
        now: NOW,
    };
    store.enrol(enrolment).await.unwrap();
    let checked = store.password_check("anna").await.unwrap().unwrap();
    let login = LoginId::from_uuid(id(70));
    let new = NewLogin {
        id: login,
        token_hash: [0xb6; 32],
        address: [192, 0, 2, 7].into(),
        created: NOW,
        expires: Moment(NOW.0 + 1000),
        fresh: NOW,
    };
    assert!(store.right_password(checked, new).await.unwrap());
    store.end_foreign_login(stamp(), login).await.unwrap();
    administered_session(store).await;
    providers(store, policy).await;
    public_sites(store, session).await;
    store.remove_installer(stamp(), InstallerId::from_uuid(id(50))).await.unwrap();
    store.remove_group_policy(stamp(), other).await.unwrap();
    store.remove_role(stamp(), role).await.unwrap();
    store.remove_session_policy(stamp(), session).await.unwrap();
    store.remove_team(stamp(), team).await.unwrap();
    let mail = |secret| store.set_setting_with_secret(stamp(), "mail", "{\"port\":25}".into(), secret);
    mail(SettingSecret::Set(b"sealed-password".to_vec())).await.unwrap();
    assert_eq!(store.setting_secret("mail").await.unwrap().as_deref(), Some(&b"sealed-password"[..]));
    store.remove_setting(stamp(), "mail").await.unwrap();
    assert_eq!(store.setting_secret("mail").await.unwrap(), None);
}

/// A public site, its logo, and its end.
async fn public_sites(store: &Store, policy: SessionPolicyId) {
    let site = PublicSiteId::from_uuid(id(95));
    let new = PublicSiteChange {
        name: Some("Schools".into()),
        hosts: Some(vec!["help.school.example".into()]),
        attended: Some(Some(policy)),
        ..PublicSiteChange::default()
    };
    store.create_public_site(by("anna"), site, new).await.unwrap();
    let change = PublicSiteChange { attended: Some(None), title: Some("Help".into()), ..Default::default() };
    store.change_public_site(by("anna"), site, change).await.unwrap();
    let logo = (LogoKind::Png, b"picture-of-anna".to_vec(), [0x31; 32]);
    store.set_public_site_logo(by("anna"), site, Some(logo)).await.unwrap();
    store.remove_public_site(by("anna"), site).await.unwrap();
}

fn ticket(value: &str) -> Input {
    let field = CustomValue { code_name: "ticket".into(), name: "Ticket".into(), value: value.into(), shown: true };
    Input::SetCustom { fields: vec![field] }
}

/// A session that somebody starts.
async fn started_session(store: &Store) -> Session {
    let owner = UserId::from_uuid(id(2));
    let spec = Spec {
        id: SessionId::from_uuid(id(80)),
        item: Some(JumpItemId::from_uuid(id(61))),
        name: "web-01".into(),
        group_name: "Servers".into(),
        client: Some(JumpClientId::from_uuid(id(60))),
        method: "jump_client".into(),
        recorded: true,
        graces: Graces::default(),
        custom: Vec::new(),
        support: None,
    };
    let mut session = Session::start(NOW, spec, owner, "Ben", Permissions::ALL);
    let events = events_of(&mut session);
    store.start_session(owner, "n1".into(), session.state().clone(), events).await.unwrap();
    session
}

fn events_of(session: &mut Session) -> Vec<Event> {
    let effects = std::iter::from_fn(|| session.poll_effect());
    effects.flat_map(|effect| if let Effect::Persist { events } = effect { events } else { Vec::new() }).collect()
}

/// Something that is done to a session from outside, stored.
async fn administer(store: &Store, stamp: Stamp, session: &mut Session, input: Input) -> Result<(), StoreError> {
    session.handle(NOW, input).unwrap();
    let events = events_of(session);
    store.save_session_recorded(stamp, session.state().clone(), events).await
}

/// A session that is given a custom field and ended from outside.
async fn administered_session(store: &Store) {
    let mut session = started_session(store).await;
    administer(store, by("anna"), &mut session, ticket("4711")).await.unwrap();
    let stop = Input::Stop { reason: "ended_by_administrator" };
    administer(store, by("anna"), &mut session, stop).await.unwrap();
}

#[tokio::test]
async fn what_is_done_to_a_session_from_outside_is_stored_with_its_line_or_not_at_all_adm_9() {
    let (_directory, store) = store().await;
    let mut session = started_session(&store).await;
    let subject = Subject::Session(session.state().spec.id);
    let seen_before = store.seen(subject).await.unwrap();
    assert!(seen_before.is_some());
    administer(&store, by("anna"), &mut session, ticket("4711")).await.unwrap();
    let state = session.state().clone();

    // By somebody who saw it without the ticket.
    let late = Stamp { seen: seen_before, ..by("ben") };
    let outcome = administer(&store, late, &mut session, ticket("4712")).await;
    assert!(matches!(outcome, Err(StoreError::Stale)));
    assert_eq!(store.session(state.spec.id).await.unwrap(), Some(state.clone()));

    let mut session = Session::restore(NOW, state, []);
    let stop = Input::Stop { reason: "ended_by_administrator" };
    administer(&store, by("ben"), &mut session, stop).await.unwrap();
    assert_eq!(store.seen(subject).await.unwrap(), None, "a session that ended is no running one");
    let told: Vec<_> = lines(&store)
        .await
        .into_iter()
        .filter(|line| line.subject_kind == "session")
        .map(|line| json!([line.author_name, line.action, line.subject_name, seen(&line.before), seen(&line.after)]))
        .collect();
    let fields = |ticket: &str| json!({ "ticket": ticket });
    assert_eq!(
        told,
        [
            json!(["anna", "changed", "web-01", {"custom_fields": {"ticket": null}}, {"custom_fields": fields("4711")}]),
            json!(["ben", "removed", "web-01",
                {"name": "web-01", "owner": "Ben", "started_ms": NOW.0, "custom_fields": fields("4711")}, null]),
        ]
    );
}

/// A security provider, somebody who signs in through it, and its end.
async fn providers(store: &Store, policy: GroupPolicyId) {
    let provider = ProviderId::from_uuid(id(90));
    let settings = ProviderSettings::OpenId(OpenIdSettings {
        issuer: "https://id.example".into(),
        client_id: "towline".into(),
        scopes: vec!["profile".into()],
        username_claim: "preferred_username".into(),
        display_name_claim: "name".into(),
        email_claim: "email".into(),
        groups_claim: "groups".into(),
        ca_pem: String::new(),
    });
    let new = ProviderChange {
        name: Some("Work".into()),
        enabled: Some(true),
        secret: Some(Some(vec![0xd8; 32])),
        groups: Some(vec![MappedGroup { name: "helpdesk".into(), policy }]),
        ..ProviderChange::default()
    };
    store.create_provider(by("anna"), provider, settings.clone(), new).await.unwrap();
    let other = ProviderId::from_uuid(id(91));
    let new = ProviderChange { name: Some("Old".into()), ..ProviderChange::default() };
    store.create_provider(by("anna"), other, settings, new).await.unwrap();
    store.order_providers(by("anna"), vec![other, provider]).await.unwrap();
    let person = ProviderPerson {
        provider,
        subject: "7".into(),
        username: "gina".into(),
        display_name: "Gina".into(),
        email: String::new(),
        policies: vec![policy],
    };
    store.take_provider_person(by("Work"), UserId::from_uuid(id(92)), person.clone()).await.unwrap();
    let person = ProviderPerson { policies: Vec::new(), ..person };
    store.take_provider_person(by("Work"), UserId::from_uuid(id(93)), person).await.unwrap();
    let change = ProviderChange { secret: Some(Some(vec![0xd8; 32])), groups: Some(Vec::new()), ..Default::default() };
    store.change_provider(by("anna"), provider, change).await.unwrap();
    store.remove_provider(by("anna"), provider).await.unwrap();
}

#[tokio::test]
async fn every_kind_of_change_is_in_the_record_and_no_secret_is_rec_7() {
    let (_directory, store) = store().await;
    everything(&store).await;
    let found = lines(&store).await;
    let kinds: BTreeSet<_> = found.iter().map(|line| line.subject_kind.as_str()).collect();
    assert_eq!(kinds, Subject::KINDS.iter().copied().collect());
    let told: Vec<_> =
        found.iter().map(|line| format!("{} {} by {}", line.subject_kind, line.action, line.author_name)).collect();
    insta::assert_debug_snapshot!(told);
    let all: String =
        found.iter().map(|line| format!("{} {:?} {:?}\n", line.subject_name, line.before, line.after)).collect();
    for secret in [
        SECRET,
        "argon2",
        "a5a5",
        "b6b6",
        "A5A5",
        "B6B6",
        "c7c7",
        "C7C7",
        "d8d8",
        "D8D8",
        "d9d9",
        "D9D9",
        "sealed-password",
        "picture-of-anna",
    ] {
        assert!(!all.contains(secret), "{secret} is in the record");
    }
    let password = found.iter().find(|line| {
        line.after.as_deref().is_some_and(|text| text.contains("password_set_ms")) && line.action == "changed"
    });
    assert!(password.is_some(), "that a password was set is told");
    assert_eq!(store.check_record().await.unwrap().broken, None);
    assert_eq!(store.check_record().await.unwrap().lines, i64::try_from(found.len()).unwrap());
}

#[tokio::test]
async fn lines_are_found_by_thing_author_text_and_time_and_paged_rec_7() {
    let (_directory, store) = store().await;
    for (number, name) in ["Alpha", "Beta", "Gamma"].into_iter().enumerate() {
        let stamp = Stamp {
            at: Moment(NOW.0 + i64::try_from(number).unwrap()),
            ..by(if number == 2 { "ben" } else { "anna" })
        };
        store
            .create_group(
                stamp,
                JumpGroupId::from_uuid(id(20 + number as u128)),
                name.into(),
                String::new(),
                Vec::new(),
            )
            .await
            .unwrap();
    }
    let found = async |query: RecordQuery, limit: u32| -> Vec<String> {
        store.record(&query, limit).await.unwrap().into_iter().map(|line| line.subject_name).collect()
    };
    let all = RecordQuery::default;
    assert_eq!(found(all(), 2).await, ["Gamma", "Beta"]);
    assert_eq!(found(RecordQuery { before: Some(3), ..all() }, 2).await, ["Alpha", "anna"]);
    assert_eq!(found(RecordQuery { author: "BEN".into(), ..all() }, 9).await, ["Gamma"]);
    assert_eq!(found(RecordQuery { search: "alph".into(), ..all() }, 9).await, ["Alpha"]);
    assert_eq!(found(RecordQuery { subject_kind: Some("user".into()), ..all() }, 9).await, ["anna"]);
    let one = RecordQuery { subject_id: Some(id(21).hyphenated().to_string()), ..all() };
    assert_eq!(found(one, 9).await, ["Beta"]);
    assert_eq!(
        found(RecordQuery { from: Some(Moment(NOW.0 + 1)), to: Some(Moment(NOW.0 + 1)), ..all() }, 9).await,
        ["Beta"]
    );
}

#[tokio::test]
async fn a_line_that_was_edited_or_taken_out_is_found_rec_7() {
    for (edit, broken) in [
        ("UPDATE admin_record SET author_name = 'carl' WHERE sequence = 5", 5),
        ("UPDATE admin_record SET after = NULL WHERE sequence = 4", 4),
        ("DELETE FROM admin_record WHERE sequence = 7", 8),
        ("DELETE FROM admin_record WHERE sequence = 1", 2),
        ("UPDATE admin_record SET sequence = sequence + 1000 WHERE sequence > 8", 1009),
    ] {
        let (_directory, store) = store().await;
        everything(&store).await;
        let work = sqlx::query(edit);
        store
            .write(|tx| Box::pin(async move { work.execute(tx).await.map(drop).map_err(StoreError::from) }))
            .await
            .unwrap();
        assert_eq!(store.check_record().await.unwrap().broken, Some(broken), "{edit}");
    }
}

#[tokio::test]
async fn who_saw_an_older_state_changes_nothing_adm_10() {
    let (_directory, store) = store().await;
    let group = JumpGroupId::from_uuid(id(20));
    store.create_group(by("anna"), group, "Servers".into(), String::new(), Vec::new()).await.unwrap();
    let first = store.seen(Subject::JumpGroup(group)).await.unwrap();
    assert!(first.is_some());
    let named = |name: &str| GroupChange { name: Some(name.into()), ..GroupChange::default() };
    let stamp = || Stamp { seen: first, ..by("anna") };
    store.change_group(stamp(), group, named("Linux")).await.unwrap();
    assert!(matches!(store.change_group(stamp(), group, named("Windows")).await, Err(StoreError::Stale)));
    assert!(matches!(store.remove_group(stamp(), group).await, Err(StoreError::Stale)));
    assert_eq!(lines(&store).await.last().unwrap().subject_name, "Linux");
    let now = store.seen(Subject::JumpGroup(group)).await.unwrap();
    store.change_group(Stamp { seen: now, ..by("anna") }, group, named("Windows")).await.unwrap();
    assert_eq!(store.seen(Subject::JumpGroup(JumpGroupId::from_uuid(id(21)))).await.unwrap(), None);
}

#[tokio::test]
async fn a_change_that_fails_leaves_no_line_rec_7() {
    let (_directory, store) = store().await;
    let before = lines(&store).await;
    let lost = vec![Assignment { group: JumpGroupId::from_uuid(id(99)), role: None, last: false }];
    store.create_user(by("anna"), NewUser { groups: lost, ..user(2, "ben") }).await.unwrap();
    store.create_user(by("anna"), NewUser { username: "ANNA".into(), ..user(3, "anna") }).await.unwrap();
    assert_eq!(lines(&store).await, before);
}
