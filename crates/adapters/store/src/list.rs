//! The list of Jump Items: filtered by what the user sees, searched, sorted and paged in SQL (JMP-1, JMP-4, JMP-31).

use sqlx::{QueryBuilder, Sqlite, sqlite::SqliteRow};
use towline_model::{Availability, JumpClientId, JumpGroupId, JumpItemId, Moment, Place, UserId};
use towline_policy::{ItemScope, Which};

use crate::{Store, StoreError, row::Columns as _};

/// For how long after the last refused copy an item is shown as a duplicate (JMP-11). A copy tries at least every 20 s.
const DUPLICATE_SHOWN_MS: i64 = 10 * 60 * 1000;

/// Which of the visible items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// All of them.
    All,
    /// The user's own personal list.
    Personal,
    /// One group.
    Group(JumpGroupId),
}

/// By what the list is sorted; the name is always the second key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemSort {
    /// What people call it.
    Name,
    /// How it is reached.
    Method,
    /// Name of its group.
    Group,
    /// Online, offline, uninstalled.
    Status,
    /// When it was last used.
    LastAccessed,
}

/// How an item is, as far as the list is filtered by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemStatus {
    /// Its agent is connected.
    Online,
    /// It is not.
    Offline,
    /// It was uninstalled.
    Uninstalled,
}

impl ItemStatus {
    const fn number(self) -> i64 {
        match self {
            ItemStatus::Online => 0,
            ItemStatus::Offline => 1,
            ItemStatus::Uninstalled => 2,
        }
    }
}

/// Which way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// A page of the list.
#[derive(Debug)]
pub struct ItemQuery<'a> {
    /// What the user sees.
    pub scope: &'a ItemScope,
    /// Which of it.
    pub within: Within,
    /// Part of a name, host name, comment, tag or address; empty: everything.
    pub search: &'a str,
    /// Only those that are so.
    pub status: Option<ItemStatus>,
    /// By what.
    pub sort: ItemSort,
    /// Which way round.
    pub order: Order,
    /// Items to skip.
    pub offset: u64,
    /// Items to show.
    pub limit: u32,
    /// Now.
    pub now: Moment,
}

/// An item as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemRow {
    /// Its id.
    pub id: JumpItemId,
    /// The client behind it.
    pub client: JumpClientId,
    /// What people call it.
    pub name: String,
    /// The list that it is in.
    pub place: Place,
    /// Name of that list's group or owner.
    pub place_name: String,
    /// Whether it can be reached.
    pub availability: Availability,
    /// Since when.
    pub since: Moment,
    /// When it was last used.
    pub last_accessed: Option<Moment>,
    /// Its tag.
    pub tag: String,
    /// The machine's own name.
    pub host_name: String,
}

/// A page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The items on it.
    pub items: Vec<ItemRow>,
    /// Number of items on all pages.
    pub total: u64,
}

pub(crate) const ITEM_COLUMNS: &str = "i.id, i.client_id, i.name, i.group_id, i.owner_id, coalesce(g.name, o.display_name, '') AS place_name, c.state, c.online, c.since_ms, \
     c.duplicate_seen_ms, i.last_accessed_ms, i.tag, c.host_name";
pub(crate) const ITEM_JOINS: &str = "FROM jump_items i JOIN jump_clients c ON c.id = i.client_id LEFT JOIN jump_groups g ON g.id = i.group_id LEFT JOIN users o ON o.id = i.owner_id";

pub(crate) fn item(row: &SqliteRow, now: Moment) -> Result<ItemRow, StoreError> {
    let lately = |seen: Moment| seen.0 > now.0.saturating_sub(DUPLICATE_SHOWN_MS);
    let availability = match (row.number("state")?, row.flag("online")?, row.maybe_moment("duplicate_seen_ms")?) {
        (1, ..) => Availability::Uninstalled,
        (_, false, _) => Availability::Offline,
        (_, true, Some(seen)) if lately(seen) => Availability::Duplicate,
        (_, true, _) => Availability::Online,
    };
    Ok(ItemRow {
        id: JumpItemId::from_uuid(row.uuid("id")?),
        client: JumpClientId::from_uuid(row.uuid("client_id")?),
        name: row.text("name")?,
        place: row.place()?,
        place_name: row.text("place_name")?,
        availability,
        since: row.moment("since_ms")?,
        last_accessed: row.maybe_moment("last_accessed_ms")?,
        tag: row.text("tag")?,
        host_name: row.text("host_name")?,
    })
}

/// SECURITY: what the user sees, as a predicate on `jump_items i`. Every query that lists or counts items has it (JMP-31).
pub(crate) fn push_scope(query: &mut QueryBuilder<Sqlite>, scope: &ItemScope) {
    if scope.groups().is_all() && scope.owners().is_all() {
        query.push("1");
        return;
    }
    // Exactly one of the two columns is set, so each item is decided by one of the two lists.
    query.push("(");
    push_which(query, "i.group_id", scope.groups(), JumpGroupId::uuid);
    query.push(" OR ");
    push_which(query, "i.owner_id", scope.owners(), UserId::uuid);
    query.push(")");
}

/// A column that is set and among these.
pub(crate) fn push_which<T: Copy>(
    query: &mut QueryBuilder<Sqlite>,
    column: &'static str,
    which: &Which<T>,
    uuid: fn(T) -> uuid::Uuid,
) {
    let (list, word) = match which {
        Which::Only(list) => (list, " IN ("),
        Which::AllBut(list) => (list, " IS NOT NULL AND "),
    };
    query.push("(").push(column);
    if matches!(which, Which::AllBut(_)) {
        query.push(word).push(column).push(" NOT IN (");
    } else {
        query.push(word);
    }
    let mut values = query.separated(", ");
    for one in list {
        values.push_bind(uuid(*one));
    }
    query.push("))");
}

fn push_filter(query: &mut QueryBuilder<Sqlite>, ask: &ItemQuery<'_>) {
    push_scope(query, ask.scope);
    match ask.within {
        Within::All => {}
        Within::Personal => {
            query.push(" AND i.owner_id = ").push_bind(ask.scope.user().uuid());
        }
        Within::Group(group) => {
            query.push(" AND i.group_id = ").push_bind(group.uuid());
        }
    }
    if let Some(status) = ask.status {
        query.push(" AND i.status = ").push_bind(status.number());
    }
    // Lines separate the fields of the search text, so a needle never reaches over two of them.
    let needle = ask.search.lines().next().unwrap_or_default().trim().to_lowercase();
    if !needle.is_empty() {
        query.push(" AND instr(i.search, ").push_bind(needle).push(") > 0");
    }
}

fn push_order(query: &mut QueryBuilder<Sqlite>, sort: ItemSort, order: Order) {
    let way = match order {
        Order::Ascending => "",
        Order::Descending => " DESC",
    };
    let column = match sort {
        // There is one method yet, so its order is that of the names.
        ItemSort::Name | ItemSort::Method => None,
        ItemSort::Group => Some("i.place_key"),
        ItemSort::Status => Some("i.status"),
        ItemSort::LastAccessed => Some("i.last_accessed_ms"),
    };
    query.push(" ORDER BY ");
    if let Some(column) = column {
        query.push(column).push(way).push(", ");
    }
    query.push("i.name_key").push(way).push(", i.number").push(way);
}

/// A search with fewer matches than this is answered by one pass over the items; one with more finds a page quickly by walking in the order of the list.
const FEW: usize = 4096;

impl Store {
    /// The items that a search finds, if they are few. One pass instead of two: one to count and one to sort.
    async fn find_few(&self, ask: &ItemQuery<'_>) -> Result<Option<Vec<i64>>, StoreError> {
        if ask.search.trim().is_empty() {
            return Ok(None);
        }
        let mut query = QueryBuilder::<Sqlite>::new("SELECT i.number FROM jump_items i WHERE ");
        push_filter(&mut query, ask);
        query.push(" LIMIT ").push_bind(i64::try_from(FEW).unwrap_or(i64::MAX));
        let rows = query.build().fetch_all(self.readers()).await?;
        if rows.len() >= FEW {
            return Ok(None);
        }
        rows.iter().map(|row| row.number("number")).collect::<Result<_, _>>().map(Some)
    }

    /// A page of the list.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn items(&self, ask: ItemQuery<'_>) -> Result<Page, StoreError> {
        let found = self.find_few(&ask).await?;
        let total = match &found {
            Some(numbers) => numbers.len() as u64,
            None => {
                let mut count = QueryBuilder::<Sqlite>::new("SELECT count(*) AS n FROM jump_items i WHERE ");
                push_filter(&mut count, &ask);
                count.build().fetch_one(self.readers()).await?.count("n")?
            }
        };
        if ask.offset >= total {
            return Ok(Page { items: Vec::new(), total });
        }
        // The inner query touches one table; only the items of this page are joined with what they show.
        let mut query = QueryBuilder::<Sqlite>::new("SELECT ");
        query.push(ITEM_COLUMNS).push(" ").push(ITEM_JOINS);
        query.push(" WHERE i.number IN (SELECT i.number FROM jump_items i WHERE ");
        match found {
            Some(numbers) => {
                query.push("i.number IN (");
                let mut list = query.separated(", ");
                for number in numbers {
                    list.push(number);
                }
                query.push(")");
            }
            None => push_filter(&mut query, &ask),
        }
        push_order(&mut query, ask.sort, ask.order);
        query.push(" LIMIT ").push_bind(i64::from(ask.limit));
        query.push(" OFFSET ").push_bind(i64::try_from(ask.offset).unwrap_or(i64::MAX)).push(")");
        push_order(&mut query, ask.sort, ask.order);
        // Not kept prepared: the list of numbers makes each text another one.
        let rows = query.build().persistent(false).fetch_all(self.readers()).await?;
        let items = rows.iter().map(|row| item(row, ask.now)).collect::<Result<_, _>>()?;
        Ok(Page { items, total })
    }

    /// Those of these items that the user sees, as the list shows them.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn items_by_id(
        &self,
        scope: &ItemScope,
        ids: &[JumpItemId],
        now: Moment,
    ) -> Result<Vec<ItemRow>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = QueryBuilder::<Sqlite>::new("SELECT ");
        query.push(ITEM_COLUMNS).push(" ").push(ITEM_JOINS).push(" WHERE ");
        push_scope(&mut query, scope);
        query.push(" AND i.id IN (");
        let mut list = query.separated(", ");
        for id in ids {
            list.push_bind(id.uuid());
        }
        query.push(")");
        let rows = query.build().fetch_all(self.readers()).await?;
        rows.iter().map(|row| item(row, now)).collect()
    }

    /// The visible items that the user started most often since a moment (JMP-3), the most used first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn frequent_items(
        &self,
        scope: &ItemScope,
        since: Moment,
        limit: u32,
        now: Moment,
    ) -> Result<Vec<ItemRow>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new("SELECT ");
        query.push(ITEM_COLUMNS).push(" ").push(ITEM_JOINS);
        query.push(" JOIN (SELECT item_id, count(*) AS times FROM item_accesses WHERE user_id = ");
        query.push_bind(scope.user().uuid()).push(" AND at_ms >= ").push_bind(since.0);
        query.push(" GROUP BY item_id) a ON a.item_id = i.id WHERE ");
        push_scope(&mut query, scope);
        query.push(" ORDER BY a.times DESC, i.name_key LIMIT ").push_bind(i64::from(limit));
        let rows = query.build().fetch_all(self.readers()).await?;
        rows.iter().map(|row| item(row, now)).collect()
    }

    /// Numbers of Jump Clients: all that are installed, and those that are connected.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn client_counts(&self) -> Result<(u64, u64), StoreError> {
        let row =
            sqlx::query("SELECT count(*) AS n, coalesce(sum(online), 0) AS online FROM jump_clients WHERE state = 0")
                .fetch_one(self.readers())
                .await?;
        Ok((row.count("n")?, row.count("online")?))
    }
}
