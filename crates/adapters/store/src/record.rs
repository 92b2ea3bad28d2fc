//! The administrative record (REC-7): who changed what, when, from where, from what to what. Each line is written in the transaction of the change that it tells of, and hangs on the hash of
//! the line before it.
//!
//! A change is told by two pictures of its subject, taken in its transaction before and after the work. What a picture does not hold (hashes of passwords, tokens, keys) is in no line.

use std::{collections::HashMap, sync::Arc};

use serde_json::{Map, Value};
use sqlx::{QueryBuilder, Sqlite, sqlite::SqliteRow};
use towline_model::{
    ApiAccountId, Author, BuiltInRole, ButtonId, ButtonInstallerId, ButtonProfileId, CannedMessageId, CustomFieldId,
    GroupPolicyId, InstallerId, IssueId, JumpGroupId, JumpItemId, JumpItemRoleId, LoginId, Moment, ProviderId,
    PublicSiteId, ScriptId, SessionId, SessionPolicyId, SkillId, SurveyId, TeamId, UserId,
};
use towline_policy::Once;
use towline_seal::{CHAIN_START, chained};
use uuid::Uuid;

use crate::{
    Store, StoreError,
    api_accounts::note_request,
    row::Columns as _,
    writer::{Tx, WriteFuture},
};

/// Things of a kind that a site has at most, where lists of them are given as a whole.
pub const MOST: u32 = 5000;
/// Lines that are checked at a time.
const CHECKED: i64 = 1000;

/// Who changes something, when, and what of it they had seen.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// Who, and from where.
    pub author: Arc<Author>,
    /// When.
    pub at: Moment,
    /// The request, if it must not be done twice; a second time is refused as [`StoreError::Repeated`].
    pub once: Option<Once>,
    /// What the author saw of the subject ([`Store::seen`]). If it is another one now, the change is refused as [`StoreError::Stale`]. `None`: whatever it is now.
    pub seen: Option<[u8; 32]>,
}

macro_rules! subjects {
    (with_id { $($(#[$doc:meta])* $name:ident($id:ty): $kind:literal,)* } without_id { $($(#[$other_doc:meta])* $other:ident $(($inner:ty))?: $other_kind:literal,)* }) => {
        /// What a change is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Subject {
            $($(#[$doc])* $name($id),)*
            $($(#[$other_doc])* $other $(($inner))?,)*
        }

        impl Subject {
            /// Stable names of all kinds.
            pub const KINDS: &'static [&'static str] = &[$($kind,)* $($other_kind,)*];

            /// Stable name of its kind.
            pub const fn kind(self) -> &'static str {
                match self {
                    $(Subject::$name(_) => $kind,)*
                    $(Subject::$other { .. } => $other_kind,)*
                }
            }

            fn uuid(self) -> Option<Uuid> {
                match self {
                    $(Subject::$name(id) => Some(id.uuid()),)*
                    $(Subject::$other { .. } => None,)*
                }
            }
        }
    };
}

subjects! {
    with_id {
        /// An account.
        User(UserId): "user",
        /// A login that somebody ended.
        Login(LoginId): "login",
        /// A running session that somebody ended or gave custom fields.
        Session(SessionId): "session",
        /// A Jump Group.
        JumpGroup(JumpGroupId): "jump_group",
        /// A Jump Item.
        JumpItem(JumpItemId): "jump_item",
        /// An installer.
        Installer(InstallerId): "jump_installer",
        /// A Jump Item Role.
        JumpItemRole(JumpItemRoleId): "jump_item_role",
        /// A group policy.
        GroupPolicy(GroupPolicyId): "group_policy",
        /// A session policy.
        SessionPolicy(SessionPolicyId): "session_policy",
        /// A support team.
        Team(TeamId): "team",
        /// A field that sessions are started with.
        CustomField(CustomFieldId): "custom_field",
        /// A skill.
        Skill(SkillId): "skill",
        /// A support issue.
        Issue(IssueId): "issue",
        /// A text that reps say often.
        CannedMessage(CannedMessageId): "canned_message",
        /// A canned script.
        Script(ScriptId): "script",
        /// A program.
        ApiAccount(ApiAccountId): "api_account",
        /// A security provider.
        Provider(ProviderId): "security_provider",
        /// A public site.
        PublicSite(PublicSiteId): "public_site",
        /// A survey.
        Survey(SurveyId): "survey",
        /// How Support Buttons look.
        ButtonProfile(ButtonProfileId): "support_button_profile",
        /// A right to install Support Buttons.
        ButtonInstaller(ButtonInstallerId): "support_button_installer",
        /// A Support Button.
        SupportButton(ButtonId): "support_button",
    }
    without_id {
        /// The order of the group policies.
        GroupPolicyOrder: "group_policy_order",
        /// The order of the security providers.
        ProviderOrder: "security_provider_order",
        /// A setting of the site.
        Setting(&'static str): "setting",
    }
}

impl Subject {
    /// Counts the things of its kind, where lists of them are given as a whole.
    const fn count_sql(self) -> Option<&'static str> {
        match self {
            Subject::JumpGroup(_) => Some("SELECT count(*) AS n FROM jump_groups"),
            Subject::Installer(_) => Some("SELECT count(*) AS n FROM installers"),
            Subject::JumpItemRole(_) => Some("SELECT count(*) AS n FROM jump_item_roles"),
            Subject::GroupPolicy(_) => Some("SELECT count(*) AS n FROM group_policies"),
            Subject::SessionPolicy(_) => Some("SELECT count(*) AS n FROM session_policies"),
            Subject::Team(_) => Some("SELECT count(*) AS n FROM teams"),
            Subject::CustomField(_) => Some("SELECT count(*) AS n FROM custom_fields"),
            Subject::Skill(_) => Some("SELECT count(*) AS n FROM skills"),
            Subject::Issue(_) => Some("SELECT count(*) AS n FROM issues"),
            Subject::CannedMessage(_) => Some("SELECT count(*) AS n FROM canned_messages"),
            Subject::Script(_) => Some("SELECT count(*) AS n FROM scripts"),
            Subject::ApiAccount(_) => Some("SELECT count(*) AS n FROM api_accounts"),
            Subject::Provider(_) => Some("SELECT count(*) AS n FROM security_providers"),
            Subject::PublicSite(_) => Some("SELECT count(*) AS n FROM public_sites"),
            Subject::Survey(_) => Some("SELECT count(*) AS n FROM surveys"),
            Subject::ButtonProfile(_) => Some("SELECT count(*) AS n FROM button_profiles"),
            Subject::ButtonInstaller(_) => Some("SELECT count(*) AS n FROM button_installers WHERE button_id IS NULL"),
            Subject::SupportButton(_) => Some("SELECT count(*) AS n FROM support_buttons"),
            Subject::User(_)
            | Subject::Login(_)
            | Subject::Session(_)
            | Subject::JumpItem(_)
            | Subject::GroupPolicyOrder
            | Subject::ProviderOrder
            | Subject::Setting(_) => None,
        }
    }

    /// Its id as text; the name of a setting.
    fn id(self) -> String {
        match self {
            Subject::Setting(name) => name.to_owned(),
            other => other.uuid().map(|id| id.hyphenated().to_string()).unwrap_or_default(),
        }
    }

    /// What is shown of it in the record: its name and a JSON object. Roles stand there by their id in hexadecimal digits; the names are put in afterwards.
    const fn sql(self) -> &'static str {
        match self {
            Subject::User(_) => {
                "SELECT username AS name, json_object('username', username, 'display_name', display_name, 'email', email, 'administrator', json(iif(administrator, 'true', 'false')),
                 'disabled', json(iif(disabled, 'true', 'false')), 'must_change_password', json(iif(must_change_password, 'true', 'false')), 'password_set_ms', password_set_ms, 'expires_ms', expires_ms, 'recovery_set_ms', recovery_set_ms,
                 'second_factors', (SELECT json_group_object(f.name, f.kind) FROM factors f WHERE f.user_id = users.id),
                 'settings', json(settings), 'sign_in', json(sign_in), 'time_zone', time_zone, 'on_portal', json(iif(on_portal, 'true', 'false')), 'asked_away', json(iif(asked_away, 'true', 'false')),
                 'jump_groups', (SELECT json_group_object(g.name, coalesce(lower(hex(m.role_id)), 'default')) FROM jump_group_members m JOIN jump_groups g ON g.id = m.group_id WHERE m.user_id = users.id),
                 'skills', (SELECT json_group_object(s.name, json('true')) FROM user_skills n JOIN skills s ON s.id = n.skill_id WHERE n.user_id = users.id),
                 'security_provider', (SELECT p.name FROM security_providers p WHERE p.id = provider_id), 'provider_subject', provider_subject,
                 'provider_policies', (SELECT json_group_object(p.name, json('true')) FROM provider_policy_members m JOIN group_policies p ON p.id = m.policy_id WHERE m.user_id = users.id)
                 ) AS picture FROM users WHERE id = $1"
            }
            Subject::Login(_) => {
                "SELECT u.username AS name, json_object('user', u.username, 'address', l.address, 'created_ms', l.created_ms) AS picture FROM logins l JOIN users u ON u.id = l.user_id WHERE l.id = $1"
            }
            Subject::Session(_) => {
                "SELECT name, json_object('name', name, 'owner', json_extract(state, '$.owner_name'), 'started_ms', started_ms,
                 'custom_fields', (SELECT json_group_object(json_extract(value, '$.code_name'), json_extract(value, '$.value')) FROM json_each(s.state, '$.spec.custom'))
                 ) AS picture FROM sessions s WHERE id = $1 AND ended_ms IS NULL"
            }
            Subject::JumpGroup(_) => {
                "SELECT name, json_object('name', name, 'comments', comments,
                 'members', (SELECT json_group_object(u.username, coalesce(lower(hex(m.role_id)), 'default')) FROM jump_group_members m JOIN users u ON u.id = m.user_id WHERE m.group_id = g.id)
                 ) AS picture FROM jump_groups g WHERE id = $1"
            }
            Subject::JumpItem(_) => {
                "SELECT i.name, json_object('name', i.name, 'tag', i.tag, 'comments', i.comments,
                 'jump_group', (SELECT name FROM jump_groups WHERE id = i.group_id), 'personal_list_of', (SELECT username FROM users WHERE id = i.owner_id),
                 'password_set_ms', (SELECT password_set_ms FROM jump_clients WHERE id = i.client_id),
                 'attended_policy', (SELECT name FROM session_policies WHERE id = i.attended_policy_id), 'unattended_policy', (SELECT name FROM session_policies WHERE id = i.unattended_policy_id)
                 ) AS picture FROM jump_items i WHERE i.id = $1"
            }
            Subject::Installer(_) => {
                "SELECT coalesce(g.name, o.username, '') AS name, json_object('jump_group', g.name, 'personal_list_of', o.username, 'name', n.name, 'tag', n.tag, 'comments', n.comments,
                 'attended_policy', (SELECT name FROM session_policies WHERE id = n.attended_policy_id), 'unattended_policy', (SELECT name FROM session_policies WHERE id = n.unattended_policy_id),
                 'expires_ms', n.expires_ms, 'uses_allowed', n.uses_allowed) AS picture
                 FROM installers n LEFT JOIN jump_groups g ON g.id = n.group_id LEFT JOIN users o ON o.id = n.owner_id WHERE n.id = $1"
            }
            Subject::JumpItemRole(_) => {
                "SELECT name, json_object('name', name, 'description', description, 'rights', json(rights)) AS picture FROM jump_item_roles WHERE id = $1"
            }
            Subject::GroupPolicy(_) => {
                "SELECT name, json_object('name', name, 'description', description, 'settings', json(settings), 'sign_in', json(sign_in),
                 'jump_groups', (SELECT json_group_object(g.name, json_object('role', coalesce(lower(hex(m.role_id)), 'default'), 'final', json(iif(m.final, 'true', 'false'))))
                                 FROM group_policy_groups m JOIN jump_groups g ON g.id = m.group_id WHERE m.policy_id = p.id),
                 'members', (SELECT json_group_object(u.username, json('true')) FROM group_policy_members m JOIN users u ON u.id = m.user_id WHERE m.policy_id = p.id)
                 ) AS picture FROM group_policies p WHERE id = $1"
            }
            Subject::GroupPolicyOrder => {
                "SELECT '' AS name, json_object('order', (SELECT json_group_array(name) FROM (SELECT name FROM group_policies ORDER BY position, id))) AS picture WHERE $1 IS NULL"
            }
            Subject::SessionPolicy(_) => {
                "SELECT name, json_object('name', name, 'description', description, 'permissions', json(permissions), 'external', json(iif(external, 'true', 'false'))) AS picture FROM session_policies WHERE id = $1"
            }
            Subject::Team(_) => {
                "SELECT name, json_object('name', name, 'comments', comments, 'queue_rules', json(rules),
                 'members', (SELECT json_group_object(u.username, CASE m.rank WHEN 2 THEN 'manager' WHEN 1 THEN 'lead' ELSE 'member' END) FROM team_members m JOIN users u ON u.id = m.user_id WHERE m.team_id = t.id)
                 ) AS picture FROM teams t WHERE id = $1"
            }
            Subject::CustomField(_) => {
                "SELECT name, json_object('name', name, 'code_name', code_name, 'shown', json(iif(shown, 'true', 'false')), 'asked', asked) AS picture FROM custom_fields WHERE id = $1"
            }
            Subject::Skill(_) => {
                "SELECT name, json_object('name', name, 'code_name', code_name, 'description', description) AS picture FROM skills WHERE id = $1"
            }
            Subject::Issue(_) => {
                "SELECT name, json_object('name', name, 'code_name', code_name, 'description', description, 'team', (SELECT name FROM teams WHERE id = i.team_id), 'help', json(iif(help, 'true', 'false')),
                 'skills', (SELECT json_group_object(s.name, json('true')) FROM issue_skills n JOIN skills s ON s.id = n.skill_id WHERE n.issue_id = i.id)
                 ) AS picture FROM issues i WHERE id = $1"
            }
            Subject::CannedMessage(_) => {
                "SELECT name, json_object('name', name, 'category', category, 'text', text, 'team', (SELECT name FROM teams WHERE id = m.team_id)
                 ) AS picture FROM canned_messages m WHERE id = $1"
            }
            Subject::Script(_) => {
                "SELECT name, json_object('name', name, 'description', description, 'category', category, 'interpreter', interpreter, 'sha256', sha256, 'runs_as', runs_as,
                 'timeout_seconds', timeout_seconds, 'parameters', json(parameters),
                 'teams', (SELECT json_group_object(t.name, json('true')) FROM script_teams n JOIN teams t ON t.id = n.team_id WHERE n.script_id = s.id),
                 'resources', (SELECT json_group_object(r.name, json_object('bytes', r.bytes, 'sha256', r.sha256, 'executable', json(iif(r.executable, 'true', 'false')))) FROM script_resources r WHERE r.script_id = s.id)
                 ) AS picture FROM scripts s WHERE id = $1"
            }
            Subject::ApiAccount(_) => {
                "SELECT name, json_object('name', name, 'comments', comments, 'scopes', json(scopes), 'networks', json(networks), 'enabled', json(iif(enabled, 'true', 'false')),
                 'expires_ms', expires_ms, 'secret_set_ms', secret_set_ms) AS picture FROM api_accounts WHERE id = $1"
            }
            Subject::Provider(_) => {
                "SELECT name, json_object('name', name, 'enabled', json(iif(enabled, 'true', 'false')), 'settings', json(settings), 'secret_set_ms', secret_set_ms,
                 'admits_others', json(iif(admits_others, 'true', 'false')),
                 'groups', (SELECT json_group_object(g.name, json(g.policies)) FROM (SELECT m.name, json_group_array(p.name) AS policies FROM provider_groups m JOIN group_policies p ON p.id = m.policy_id
                            WHERE m.provider_id = sp.id GROUP BY m.name) g)
                 ) AS picture FROM security_providers sp WHERE id = $1"
            }
            Subject::PublicSite(_) => {
                "SELECT name, json_object('name', name, 'host_names', (SELECT json_group_object(h.host, json('true')) FROM public_site_hosts h WHERE h.site_id = s.id),
                 'title', title, 'welcome', welcome, 'accent', accent, 'logo', lower(hex(logo_hash)), 'languages', json(languages), 'default_language', default_language, 'texts', json(texts),
                 'session_keys', json(iif(session_keys, 'true', 'false')), 'issues', json(iif(issues, 'true', 'false')), 'reps', json(iif(reps, 'true', 'false')),
                 'offered_issues', (SELECT json_group_object(i.name, json('true')) FROM public_site_issues o JOIN issues i ON i.id = o.issue_id WHERE o.site_id = s.id),
                 'customer_survey', (SELECT name FROM surveys WHERE id = s.customer_survey_id), 'rep_survey', (SELECT name FROM surveys WHERE id = s.rep_survey_id), 'agreement', agreement, 'notices', json(notices), 'offers_transcript', json(iif(offers_transcript, 'true', 'false')),
                 'attended_policy', (SELECT name FROM session_policies WHERE id = s.attended_policy_id), 'unattended_policy', (SELECT name FROM session_policies WHERE id = s.unattended_policy_id)
                 ) AS picture FROM public_sites s WHERE id = $1"
            }
            Subject::Survey(_) => {
                "SELECT name, json_object('name', name, 'questions', json(questions)) AS picture FROM surveys WHERE id = $1"
            }
            Subject::ButtonProfile(_) => {
                "SELECT name, json_object('name', name, 'label', label, 'comment', comment, 'icon', lower(hex(icon_hash)),
                 'public_site', (SELECT name FROM public_sites WHERE id = p.site_id)) AS picture FROM button_profiles p WHERE id = $1"
            }
            Subject::ButtonInstaller(_) => {
                "SELECT description AS name, json_object('description', description, 'profile', (SELECT name FROM button_profiles WHERE id = n.profile_id),
                 'personal_queue_of', (SELECT username FROM users WHERE id = n.user_id), 'team', (SELECT name FROM teams WHERE id = n.team_id), 'issue', (SELECT name FROM issues WHERE id = n.issue_id),
                 'button_days', button_days, 'expires_ms', expires_ms, 'uses_allowed', uses_allowed) AS picture FROM button_installers n WHERE id = $1"
            }
            Subject::SupportButton(_) => {
                "SELECT description AS name, json_object('description', description, 'machine', machine, 'made_by', made_by, 'expires_ms', expires_ms, 'withdrawn_ms', withdrawn_ms,
                 'profile', (SELECT name FROM button_profiles WHERE id = b.profile_id),
                 'personal_queue_of', (SELECT username FROM users WHERE id = b.user_id), 'team', (SELECT name FROM teams WHERE id = b.team_id), 'issue', (SELECT name FROM issues WHERE id = b.issue_id)
                 ) AS picture FROM support_buttons b WHERE id = $1"
            }
            Subject::ProviderOrder => {
                "SELECT '' AS name, json_object('order', (SELECT json_group_array(name) FROM (SELECT name FROM security_providers ORDER BY position, id))) AS picture WHERE $1 IS NULL"
            }
            Subject::Setting(_) => {
                "SELECT name, json_object('value', iif(json_valid(value), json(value), value)) AS picture FROM settings WHERE name = $1"
            }
        }
    }
}

/// A line of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordLine {
    /// Its number, from 1.
    pub sequence: i64,
    /// When.
    pub at: Moment,
    /// What kind of author.
    pub author_kind: String,
    /// The account or installer, if there was one.
    pub author_id: Option<Uuid>,
    /// What the author was called.
    pub author_name: String,
    /// Where the author came from; may be empty.
    pub address: String,
    /// `created`, `changed` or `removed`.
    pub action: String,
    /// What kind of thing.
    pub subject_kind: String,
    /// Which one; the name of a setting.
    pub subject_id: String,
    /// What it was called.
    pub subject_name: String,
    /// JSON of what was different before.
    pub before: Option<String>,
    /// JSON of what is different since.
    pub after: Option<String>,
    hash: [u8; 32],
}

/// Which lines.
#[derive(Debug, Clone, Default)]
pub struct RecordQuery {
    /// Only those about this kind of thing.
    pub subject_kind: Option<String>,
    /// Only those about this thing.
    pub subject_id: Option<String>,
    /// Only those by authors whose name contains this text.
    pub author: String,
    /// Only those whose thing's name contains this text.
    pub search: String,
    /// Not before.
    pub from: Option<Moment>,
    /// Not after.
    pub to: Option<Moment>,
    /// Only lines with a smaller number: the last one of the page before.
    pub before: Option<i64>,
}

/// What a check of the chain found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordCheck {
    /// Lines that fit.
    pub lines: i64,
    /// The first line that is not as it was written, or that follows a gap.
    pub broken: Option<i64>,
}

impl RecordLine {
    fn hash_after(&self, previous: &[u8; 32]) -> [u8; 32] {
        let text = |text: &Option<String>| text.as_deref().unwrap_or_default().as_bytes().to_vec();
        let present = |there: bool| -> &[u8] { if there { b"1" } else { b"0" } };
        chained(
            previous,
            &[
                &self.sequence.to_be_bytes(),
                &self.at.0.to_be_bytes(),
                self.author_kind.as_bytes(),
                self.author_id.map(Uuid::into_bytes).as_ref().map_or(&[][..], |id| id),
                self.author_name.as_bytes(),
                self.address.as_bytes(),
                self.action.as_bytes(),
                self.subject_kind.as_bytes(),
                self.subject_id.as_bytes(),
                self.subject_name.as_bytes(),
                present(self.before.is_some()),
                &text(&self.before),
                present(self.after.is_some()),
                &text(&self.after),
            ],
        )
    }
}

const LINE: &str = "SELECT sequence, at_ms, author_kind, author_id, author_name, address, action, subject_kind, subject_id, subject_name, before, after, hash FROM admin_record";

fn line(row: &SqliteRow) -> Result<RecordLine, StoreError> {
    Ok(RecordLine {
        sequence: row.number("sequence")?,
        at: row.moment("at_ms")?,
        author_kind: row.text("author_kind")?,
        author_id: row.maybe_uuid("author_id")?,
        author_name: row.text("author_name")?,
        address: row.text("address")?,
        action: row.text("action")?,
        subject_kind: row.text("subject_kind")?,
        subject_id: row.text("subject_id")?,
        subject_name: row.text("subject_name")?,
        before: row.maybe_text("before")?,
        after: row.maybe_text("after")?,
        hash: row.bytes32("hash")?,
    })
}

impl Store {
    /// Does a unit of work on one subject and writes its line in the same transaction. Work that leaves the subject as it was has no line.
    ///
    /// # Errors
    /// What the work returns; [`StoreError::Stale`]; [`StoreError::Full`].
    pub(crate) async fn write_recorded<T, F>(&self, stamp: Stamp, subject: Subject, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'tx> FnOnce(&'tx mut Tx) -> WriteFuture<'tx, T, StoreError> + Send + 'static,
    {
        self.write(move |tx| {
            Box::pin(async move {
                let before = picture(tx, subject).await?;
                if let (Some(seen), Some(now)) = (stamp.seen, &before)
                    && seen != now.digest()
                {
                    return Err(StoreError::Stale);
                }
                if let Some(once) = stamp.once {
                    note_request(tx, once, stamp.at).await?;
                }
                let outcome = work(&mut *tx).await?;
                let after = picture(tx, subject).await?;
                if let (None, Some(_), Some(count)) = (&before, &after, subject.count_sql())
                    && sqlx::query(count).fetch_one(&mut *tx).await?.number("n")? > i64::from(MOST)
                {
                    return Err(StoreError::Full);
                }
                record(tx, &stamp, subject, before, after).await?;
                Ok(outcome)
            })
        })
        .await
    }

    /// A digest of the subject as it is now; another one means that it changed. `None`: there is no such thing.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn seen(&self, subject: Subject) -> Result<Option<[u8; 32]>, StoreError> {
        let mut reader = self.readers().begin().await?;
        seen(&mut reader, subject).await
    }

    /// Lines that match, the newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn record(&self, query: &RecordQuery, limit: u32) -> Result<Vec<RecordLine>, StoreError> {
        let mut sql = QueryBuilder::<Sqlite>::new(LINE);
        sql.push(" WHERE 1 = 1");
        if let Some(kind) = &query.subject_kind {
            sql.push(" AND subject_kind = ").push_bind(kind);
        }
        if let Some(id) = &query.subject_id {
            sql.push(" AND subject_id = ").push_bind(id);
        }
        for (column, needle) in [("author_name", &query.author), ("subject_name", &query.search)] {
            let needle = needle.trim().to_lowercase();
            if !needle.is_empty() {
                sql.push(" AND instr(lower(").push(column).push("), ").push_bind(needle).push(") > 0");
            }
        }
        if let Some(from) = query.from {
            sql.push(" AND at_ms >= ").push_bind(from.0);
        }
        if let Some(to) = query.to {
            sql.push(" AND at_ms <= ").push_bind(to.0);
        }
        if let Some(before) = query.before {
            sql.push(" AND sequence < ").push_bind(before);
        }
        sql.push(" ORDER BY sequence DESC LIMIT ").push_bind(i64::from(limit));
        let rows = sql.build().fetch_all(self.readers()).await?;
        rows.iter().map(line).collect()
    }

    /// Reads the whole record and computes its chain anew.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn check_record(&self) -> Result<RecordCheck, StoreError> {
        let (mut previous, mut lines) = (CHAIN_START, 0);
        loop {
            let mut sql = QueryBuilder::<Sqlite>::new(LINE);
            sql.push(" WHERE sequence > ").push_bind(lines).push(" ORDER BY sequence LIMIT ").push_bind(CHECKED);
            let rows = sql.build().fetch_all(self.readers()).await?;
            if rows.is_empty() {
                return Ok(RecordCheck { lines, broken: None });
            }
            for row in &rows {
                let found = line(row)?;
                if found.sequence != lines + 1 || found.hash_after(&previous) != found.hash {
                    return Ok(RecordCheck { lines, broken: Some(found.sequence) });
                }
                previous = found.hash;
                lines = found.sequence;
            }
        }
    }
}

/// A subject as it is at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    name: String,
    facts: Value,
}

impl Picture {
    fn digest(&self) -> [u8; 32] {
        chained(&CHAIN_START, &[self.facts.to_string().as_bytes()])
    }
}

/// The digest of a subject as it is in this transaction ([`Store::seen`]).
pub(crate) async fn seen(reader: &mut Tx, subject: Subject) -> Result<Option<[u8; 32]>, StoreError> {
    Ok(picture(reader, subject).await?.map(|picture| picture.digest()))
}

pub(crate) async fn picture(reader: &mut Tx, subject: Subject) -> Result<Option<Picture>, StoreError> {
    let query = sqlx::query(subject.sql());
    let query = match subject {
        Subject::Setting(name) => query.bind(name),
        other => query.bind(other.uuid()),
    };
    let Some(row) = query.fetch_optional(&mut *reader).await? else { return Ok(None) };
    let mut facts = serde_json::from_str(&row.text("picture")?).map_err(|_| StoreError::Corrupt("picture"))?;
    let mut named = Vec::new();
    collect_ids(&facts, &mut named);
    if !named.is_empty() {
        let roles = names(reader, "SELECT id, name FROM jump_item_roles").await?;
        let sites = names(reader, "SELECT id, name FROM public_sites").await?;
        name_ids(&mut facts, &|listed, id| {
            if listed {
                return sites.get(&id).cloned();
            }
            let built_in = BuiltInRole::by_id(JumpItemRoleId::from_uuid(id)).map(|role| role.name().to_owned());
            built_in.or_else(|| roles.get(&id).cloned())
        });
    }
    Ok(Some(Picture { name: row.text("name")?, facts }))
}

async fn names(reader: &mut Tx, query: &'static str) -> Result<HashMap<Uuid, String>, StoreError> {
    let rows = sqlx::query(query).fetch_all(reader).await?;
    rows.iter().map(|row| Ok((row.uuid("id")?, row.text("name")?))).collect()
}

/// Every text that is an id. In a picture roles are named by one, and in lists public sites; a comment that happens to be such an id shows the name instead.
fn collect_ids(value: &Value, found: &mut Vec<Uuid>) {
    match value {
        Value::String(text) => found.extend(Uuid::try_parse(text)),
        Value::Array(list) => list.iter().for_each(|value| collect_ids(value, found)),
        Value::Object(map) => map.values().for_each(|value| collect_ids(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// `name` is told whether the id stands in a list.
fn name_ids(value: &mut Value, name: &dyn Fn(bool, Uuid) -> Option<String>) {
    let put = |text: &mut String, listed: bool| {
        if let Some(named) = Uuid::try_parse(text).ok().and_then(|id| name(listed, id)) {
            *text = named;
        }
    };
    match value {
        Value::String(text) => put(text, false),
        Value::Array(list) => list.iter_mut().for_each(|value| match value {
            Value::String(text) => put(text, true),
            value => name_ids(value, name),
        }),
        Value::Object(map) => map.values_mut().for_each(|value| name_ids(value, name)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// What is different in two values, from both sides: of objects, only the entries that differ. `None`: nothing is.
fn differences(before: &Value, after: &Value) -> Option<(Value, Value)> {
    if before == after {
        return None;
    }
    let (Value::Object(old), Value::Object(new)) = (before, after) else {
        return Some((before.clone(), after.clone()));
    };
    let (mut left, mut right) = (Map::new(), Map::new());
    let nothing = Value::Null;
    for key in old.keys().chain(new.keys().filter(|key| !old.contains_key(*key))) {
        let pair = (old.get(key).unwrap_or(&nothing), new.get(key).unwrap_or(&nothing));
        if let Some((one, other)) = differences(pair.0, pair.1) {
            left.insert(key.clone(), one);
            right.insert(key.clone(), other);
        }
    }
    Some((left.into(), right.into()))
}

/// Writes the line of a change, if there was one.
pub(crate) async fn record(
    tx: &mut Tx,
    stamp: &Stamp,
    subject: Subject,
    before: Option<Picture>,
    after: Option<Picture>,
) -> Result<(), StoreError> {
    let (action, name, before, after) = match (before, after) {
        (None, None) => return Ok(()),
        (None, Some(after)) => ("created", after.name, None, Some(after.facts)),
        (Some(before), None) => ("removed", before.name, Some(before.facts), None),
        (Some(before), Some(after)) => match differences(&before.facts, &after.facts) {
            None => return Ok(()),
            Some((old, new)) => ("changed", after.name, Some(old), Some(new)),
        },
    };
    let last = sqlx::query("SELECT sequence, hash FROM admin_record ORDER BY sequence DESC LIMIT 1")
        .fetch_optional(&mut *tx)
        .await?;
    let (sequence, previous) = match last {
        Some(row) => (row.number("sequence")? + 1, row.bytes32("hash")?),
        None => (1, CHAIN_START),
    };
    let mut line = RecordLine {
        sequence,
        at: stamp.at,
        author_kind: stamp.author.kind.key().to_owned(),
        author_id: stamp.author.id,
        author_name: stamp.author.name.clone(),
        address: stamp.author.address.clone(),
        action: action.to_owned(),
        subject_kind: subject.kind().to_owned(),
        subject_id: subject.id(),
        subject_name: name,
        before: before.map(|value| value.to_string()),
        after: after.map(|value| value.to_string()),
        hash: CHAIN_START,
    };
    line.hash = line.hash_after(&previous);
    sqlx::query(
        "INSERT INTO admin_record (sequence, at_ms, author_kind, author_id, author_name, address, action, subject_kind, subject_id, subject_name, before, after, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(line.sequence)
    .bind(line.at.0)
    .bind(line.author_kind)
    .bind(line.author_id)
    .bind(line.author_name)
    .bind(line.address)
    .bind(line.action)
    .bind(line.subject_kind)
    .bind(line.subject_id)
    .bind(line.subject_name)
    .bind(line.before)
    .bind(line.after)
    .bind(line.hash.to_vec())
    .execute(tx)
    .await?;
    Ok(())
}
