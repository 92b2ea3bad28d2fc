//! Reports of sessions, running and ended (REC-1, REC-6): which there are for whom, and what they are made of.

use std::collections::HashSet;

use sqlx::{QueryBuilder, Sqlite, sqlite::SqliteRow};
use towline_model::{Attachment, JumpItemId, Moment, SessionId, TeamId, UserId};
use towline_policy::ItemScope;
use towline_session::{Event, State};

use crate::{
    Store, StoreError,
    attachments::attachment,
    list::push_scope,
    row::Columns as _,
    sessions::{json, parse},
};

/// How far somebody's sight of reports reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportReach {
    /// No further than the items below.
    Nothing,
    /// Sessions that they were in.
    Own,
    /// Also those of the people of their teams, and those that came to their teams.
    Team,
    /// All.
    All,
}

/// Whose reports somebody sees.
#[derive(Debug, Clone)]
pub struct ReportSight {
    /// Who.
    pub user: UserId,
    /// How far.
    pub reach: ReportReach,
    /// The teams that they are in.
    pub teams: Vec<TeamId>,
    /// Besides: sessions of these Jump Items.
    pub items: Option<ItemScope>,
}

/// Which of them.
#[derive(Debug, Clone, Default)]
pub struct ReportQuery {
    /// Part of the name of the endpoint or customer, of its owner, of somebody who was in it; empty: all.
    pub search: String,
    /// Not started before.
    pub from: Option<Moment>,
    /// Not started after.
    pub to: Option<Moment>,
    /// Only those that this rep was in.
    pub rep: Option<UserId>,
    /// Only those of this Jump Item.
    pub item: Option<JumpItemId>,
    /// Only those that came in this way.
    pub method: Option<String>,
    /// Only those that started before this one.
    pub before: Option<SessionId>,
}

/// A session, with what its log counts.
#[derive(Debug, Clone)]
pub struct ReportRow {
    /// As it stands, or ended.
    pub state: State,
    /// Shells and scripts that were opened.
    pub shells: u64,
    /// Files that were sent in the chat, and moved between rep and endpoint.
    pub files: u64,
    /// Who was in it, each once, by when they first came.
    pub representatives: Vec<String>,
}

/// One stay of a rep in a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// Number as a participant.
    pub number: u16,
    /// The account, or the id of a guest without one.
    pub user: UserId,
    /// What they were called.
    pub name: String,
    /// When they came.
    pub joined: Moment,
    /// When they went.
    pub left: Option<Moment>,
    /// They had no account (SUP-70).
    pub external: bool,
}

/// A file of a session's chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentFile {
    /// What it is.
    pub file: Attachment,
    /// Not for a customer's eyes.
    pub reps_only: bool,
    /// When it was sent.
    pub sent: Moment,
}

/// SECURITY: what somebody sees, as a predicate on `sessions s`. Every query for reports has it.
fn push_sight(query: &mut QueryBuilder<Sqlite>, sight: &ReportSight) -> Result<(), StoreError> {
    if sight.reach == ReportReach::All {
        query.push("1");
        return Ok(());
    }
    query.push("(0");
    if sight.reach != ReportReach::Nothing {
        query.push(" OR s.owner_id = ").push_bind(sight.user.uuid());
        query.push(" OR EXISTS (SELECT 1 FROM session_participants p WHERE p.session_id = s.id AND (p.user_id = ");
        query.push_bind(sight.user.uuid());
        if sight.reach == ReportReach::Team {
            query.push(" OR ").push("p.user_id IN (");
            push_mates(query, sight.user);
            query.push(")");
        }
        query.push("))");
    }
    if sight.reach == ReportReach::Team {
        query.push(" OR s.owner_id IN (");
        push_mates(query, sight.user);
        query.push(")");
        let queues: Vec<_> = sight.teams.iter().copied().map(towline_model::Queue::Team).collect();
        query.push(" OR EXISTS (SELECT 1 FROM json_each(").push_bind(json(&queues)?);
        query.push(") mine WHERE mine.value IN (json_extract(s.state, '$.queue'), json_extract(s.state, '$.last_queue'), json_extract(s.state, '$.route.came_by.queue')))");
    }
    if let Some(items) = sight.items.as_ref().filter(|items| !items.is_nothing()) {
        query.push(" OR EXISTS (SELECT 1 FROM jump_items i WHERE i.id = s.item_id AND ");
        push_scope(query, items);
        query.push(")");
    }
    query.push(")");
    Ok(())
}

fn push_mates(query: &mut QueryBuilder<Sqlite>, user: UserId) {
    query.push(
        "SELECT t.user_id FROM team_members me JOIN team_members t ON t.team_id = me.team_id WHERE me.user_id = ",
    );
    query.push_bind(user.uuid());
}

const COUNTS: &str = "(SELECT count(*) FROM session_events e WHERE e.session_id = s.id AND e.kind IN ('shell_opened', 'script_started')) AS shells,
     (SELECT count(*) FROM attachments a WHERE a.session_id = s.id)
     + (SELECT coalesce(sum(json_array_length(e.event, '$.items')), 0) FROM session_events e WHERE e.session_id = s.id AND e.kind IN ('files_uploaded', 'files_downloaded')) AS files";

impl Store {
    /// The newest sessions that somebody sees and that match, at most so many.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn session_reports(
        &self,
        sight: &ReportSight,
        ask: &ReportQuery,
        limit: u32,
    ) -> Result<Vec<ReportRow>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new("SELECT s.state, ");
        query.push(COUNTS).push(" FROM sessions s WHERE ");
        push_sight(&mut query, sight)?;
        if let Some(from) = ask.from {
            query.push(" AND s.started_ms >= ").push_bind(from.0);
        }
        if let Some(to) = ask.to {
            query.push(" AND s.started_ms <= ").push_bind(to.0);
        }
        if let Some(item) = ask.item {
            query.push(" AND s.item_id = ").push_bind(item.uuid());
        }
        if let Some(method) = &ask.method {
            query.push(" AND s.method = ").push_bind(method);
        }
        if let Some(rep) = ask.rep {
            query.push(" AND EXISTS (SELECT 1 FROM session_participants p WHERE p.session_id = s.id AND p.user_id = ");
            query.push_bind(rep.uuid()).push(")");
        }
        // Lines separate the names, so a needle never reaches over two of them.
        let needle = ask.search.lines().next().unwrap_or_default().trim().to_lowercase();
        if !needle.is_empty() {
            query.push(" AND (instr(s.search, ").push_bind(needle.clone());
            query.push(") > 0 OR EXISTS (SELECT 1 FROM session_participants p WHERE p.session_id = s.id AND instr(p.name_key, ");
            query.push_bind(needle).push(") > 0))");
        }
        if let Some(before) = ask.before {
            query.push(" AND (s.started_ms, s.id) < (SELECT started_ms, id FROM sessions WHERE id = ");
            query.push_bind(before.uuid()).push(")");
        }
        query.push(" ORDER BY s.started_ms DESC, s.id DESC LIMIT ").push_bind(i64::from(limit));
        let rows = query.build().fetch_all(self.readers()).await?;
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            found.push(self.report_row(&row).await?);
        }
        Ok(found)
    }

    /// A session, if somebody sees it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn session_report(&self, sight: &ReportSight, id: SessionId) -> Result<Option<ReportRow>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new("SELECT s.state, ");
        query.push(COUNTS).push(" FROM sessions s WHERE s.id = ").push_bind(id.uuid()).push(" AND ");
        push_sight(&mut query, sight)?;
        match query.build().fetch_optional(self.readers()).await? {
            Some(row) => self.report_row(&row).await.map(Some),
            None => Ok(None),
        }
    }

    /// Those of some sessions that somebody sees.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn reported_of(
        &self,
        sight: &ReportSight,
        sessions: impl IntoIterator<Item = SessionId>,
    ) -> Result<HashSet<SessionId>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new("SELECT s.id FROM sessions s WHERE s.id IN (");
        let mut asked = query.separated(", ");
        for id in sessions {
            asked.push_bind(id.uuid());
        }
        query.push(") AND ");
        push_sight(&mut query, sight)?;
        let rows = query.build().fetch_all(self.readers()).await?;
        rows.iter().map(|row| Ok(SessionId::from_uuid(row.uuid("id")?))).collect()
    }

    async fn report_row(&self, row: &SqliteRow) -> Result<ReportRow, StoreError> {
        let state: State = parse(&row.text("state")?, "state")?;
        let representatives = self.reps_of(state.spec.id).await?;
        Ok(ReportRow { shells: row.count("shells")?, files: row.count("files")?, state, representatives })
    }

    /// Every stay of every rep in a session, in the order in which they came.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn stays(&self, session: SessionId) -> Result<Vec<Stay>, StoreError> {
        let rows = sqlx::query(
            "SELECT number, user_id, display_name, joined_ms, left_ms, external FROM session_participants WHERE session_id = $1 ORDER BY number",
        )
        .bind(session.uuid())
        .fetch_all(self.readers())
        .await?;
        let stay = |row: &SqliteRow| {
            Ok(Stay {
                number: u16::try_from(row.number("number")?).map_err(|_| StoreError::Corrupt("number"))?,
                user: UserId::from_uuid(row.uuid("user_id")?),
                name: row.text("display_name")?,
                joined: row.moment("joined_ms")?,
                left: row.maybe_moment("left_ms")?,
                external: row.flag("external")?,
            })
        };
        rows.iter().map(stay).collect()
    }

    /// Events of these kinds of a session, in their order, at most so many.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn events_of_kinds(
        &self,
        session: SessionId,
        kinds: &[&str],
        limit: u32,
    ) -> Result<Vec<Event>, StoreError> {
        let rows = sqlx::query(
            "SELECT event FROM session_events WHERE session_id = $1 AND kind IN (SELECT value FROM json_each($2)) ORDER BY sequence LIMIT $3",
        )
        .bind(session.uuid())
        .bind(json(&kinds)?)
        .bind(i64::from(limit))
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(|row| parse(&row.text("event")?, "event")).collect()
    }

    /// Files of a session's chat, oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn files_of(&self, session: SessionId) -> Result<Vec<SentFile>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, session_id, name, bytes, kind, sha256, reps_only, sent_ms FROM attachments WHERE session_id = $1 ORDER BY sent_ms, id",
        )
        .bind(session.uuid())
        .fetch_all(self.readers())
        .await?;
        let file = |row: &SqliteRow| {
            let found = attachment(row)?;
            Ok(SentFile { file: found.file, reps_only: found.reps_only, sent: row.moment("sent_ms")? })
        };
        rows.iter().map(file).collect()
    }
}
