//! Jump Items by criteria, all of which must fit: what a link that drives a console says of its target (ACC-9).

use futures_util::TryStreamExt as _;
use sqlx::{QueryBuilder, Sqlite, sqlite::SqliteRow};
use towline_model::Moment;
use towline_policy::ItemScope;

use crate::{
    Store, StoreError,
    list::{ITEM_COLUMNS, ITEM_JOINS, ItemRow, item, push_scope},
    row::Columns as _,
};

/// What is said of an item. Parts of texts, whatever their case; an empty one says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemCriteria {
    /// Part of its name, host name, comments or one of its addresses; not of its tag.
    pub search: String,
    /// Part of the machine's own name.
    pub host_name: String,
    /// Part of the comments.
    pub comments: String,
    /// Part of the tag.
    pub tag: String,
    /// Part of the address that it connects from.
    pub public_ip: String,
    /// One of its own addresses, whole.
    pub private_ip: String,
}

impl ItemCriteria {
    /// Whether an item fits; all fields in lower case.
    fn fits(&self, row: &SqliteRow) -> Result<bool, StoreError> {
        let lower = |column| row.text(column).map(|text| text.to_lowercase());
        let (name, host, comments, tag) = (lower("name")?, lower("host_name")?, lower("comments")?, lower("tag")?);
        let (public, private) = (lower("public_address")?, lower("private_addresses")?);
        let anywhere = [&name, &host, &comments, &public].into_iter().any(|text| text.contains(&self.search))
            || private.lines().any(|address| address.contains(&self.search));
        Ok(anywhere
            && host.contains(&self.host_name)
            && comments.contains(&self.comments)
            && tag.contains(&self.tag)
            && public.contains(&self.public_ip)
            && (self.private_ip.is_empty() || private.lines().any(|address| address == self.private_ip)))
    }

    fn lower(&self) -> Self {
        let lower = |text: &str| text.trim().to_lowercase();
        ItemCriteria {
            search: lower(&self.search),
            host_name: lower(&self.host_name),
            comments: lower(&self.comments),
            tag: lower(&self.tag),
            public_ip: lower(&self.public_ip),
            private_ip: lower(&self.private_ip),
        }
    }
}

impl Store {
    /// The visible items that fit, by name, at most `limit`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_items(
        &self,
        scope: &ItemScope,
        criteria: &ItemCriteria,
        limit: usize,
        now: Moment,
    ) -> Result<Vec<ItemRow>, StoreError> {
        let wanted = criteria.lower();
        let mut query = QueryBuilder::<Sqlite>::new("SELECT ");
        query
            .push(ITEM_COLUMNS)
            .push(", i.comments, c.public_address, c.private_addresses ")
            .push(ITEM_JOINS)
            .push(" WHERE ");
        push_scope(&mut query, scope);
        // The search text holds every field, so it leaves few to look at closely.
        for needle in
            [&wanted.search, &wanted.host_name, &wanted.comments, &wanted.tag, &wanted.public_ip, &wanted.private_ip]
        {
            if !needle.is_empty() {
                query.push(" AND instr(i.search, ").push_bind(needle.clone()).push(") > 0");
            }
        }
        query.push(" ORDER BY i.name_key, i.number");
        let mut found = Vec::new();
        let statement = query.build();
        let mut rows = statement.fetch(self.readers());
        while let Some(row) = rows.try_next().await? {
            if wanted.fits(&row)? {
                found.push(item(&row, now)?);
                if found.len() >= limit {
                    break;
                }
            }
        }
        Ok(found)
    }
}
