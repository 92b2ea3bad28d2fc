//! The list of Jump Items, for the API. What may be seen is decided by the scope; who uses what comes from the running sessions.

use std::time::Duration;

use towline_model::{JumpItemId, RoleRight, clip};
use towline_policy::{Granted, action, visible_items};
use towline_store::{
    ItemChange, ItemChanged, ItemCriteria, ItemDetails, ItemQuery, ItemRow, ItemSort, ItemStatus, Locations, Order,
    Within,
};

use crate::{Change, EndReason, Engine, Fault, groups};

/// "Frequently used" looks back this far (JMP-3).
pub(crate) const FREQUENT_LOOKS_BACK: Duration = Duration::from_secs(90 * 24 * 3600);
/// And shows so many.
const FREQUENT: u32 = 6;

/// An item and who uses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedItem {
    /// The item.
    pub row: ItemRow,
    /// Display names of those who are in a session with it now.
    pub in_use_by: Vec<String>,
}

/// A page to be shown.
#[derive(Debug, Clone)]
pub struct ItemList<'a> {
    /// Which of the visible items.
    pub within: Within,
    /// Part of a name, host name, comment, tag or address.
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
}

impl Engine {
    /// Where the visible items are.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn locations(&self, granted: Granted<action::ListItems>) -> Result<Locations, Fault> {
        Ok(self.inner.store.locations(&visible_items(granted.actor())?).await?)
    }

    /// A page of the visible items, and how many there are on all pages.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn items(
        &self,
        granted: Granted<action::ListItems>,
        list: ItemList<'_>,
    ) -> Result<(Vec<ListedItem>, u64), Fault> {
        let scope = visible_items(granted.actor())?;
        let ItemList { within, search, status, sort, order, offset, limit } = list;
        let now = self.now();
        let page = self
            .inner
            .store
            .items(ItemQuery { scope: &scope, within, search, status, sort, order, offset, limit, now })
            .await?;
        Ok((self.with_use(page.items).await, page.total))
    }

    /// The visible items that fit these criteria, by name, at most `limit`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_items(
        &self,
        granted: Granted<action::ListItems>,
        criteria: &ItemCriteria,
        limit: usize,
    ) -> Result<Vec<ListedItem>, Fault> {
        let scope = visible_items(granted.actor())?;
        Ok(self.with_use(self.inner.store.find_items(&scope, criteria, limit, self.now()).await?).await)
    }

    /// The items that the actor starts most.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn frequent_items(&self, granted: Granted<action::ListItems>) -> Result<Vec<ListedItem>, Fault> {
        let scope = visible_items(granted.actor())?;
        let now = self.now();
        let rows = self.inner.store.frequent_items(&scope, now - FREQUENT_LOOKS_BACK, FREQUENT, now).await?;
        Ok(self.with_use(rows).await)
    }

    /// An item with everything that is shown of it.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn item(&self, granted: Granted<action::ViewItem>) -> Result<(ListedItem, ItemDetails), Fault> {
        let details = self.inner.store.item_details(&granted, self.now()).await?.ok_or_else(Fault::not_found)?;
        let listed = self.with_use(vec![details.row.clone()]).await.pop().ok_or_else(Fault::not_found)?;
        Ok((listed, details))
    }

    /// Changes an item, as far as the actor's role in its list allows each change. Moving it needs the right in both lists. `password` is its client's own (JMP-15); inside: `None` takes it away.
    ///
    /// # Errors
    /// `not_found`, `not_permitted`, `invalid`.
    pub async fn change_item(
        &self,
        granted: Granted<action::EditItem>,
        mut change: ItemChange,
        password: Option<Option<String>>,
    ) -> Result<JumpItemId, Fault> {
        let (item, actor) = (granted.resource().item, granted.actor());
        change.place = change.place.filter(|place| *place != granted.resource().place);
        let here = actor.rights_in(granted.resource().place);
        let policies = change.attended.is_some() || change.unattended.is_some();
        for (changed, right) in [
            (change.name.is_some(), RoleRight::EditName),
            (change.tag.is_some(), RoleRight::EditTag),
            (change.comments.is_some(), RoleRight::EditComments),
            (policies, RoleRight::EditPolicies),
            (password.is_some(), RoleRight::EditConnection),
            (change.place.is_some(), RoleRight::Move),
        ] {
            if changed && !here.has(right) {
                return Err(Fault::not_permitted());
            }
        }
        if let Some(place) = change.place
            && !actor.rights_in(place).has(RoleRight::Move)
        {
            return Err(Fault::not_permitted());
        }
        let mut fault = Fault::invalid();
        if let Some(name) = &mut change.name {
            *name = clip(name, 1024);
            if name.is_empty() || name.len() > 200 {
                fault = fault.field("name", "Enter a name of at most 200 bytes.");
            }
        }
        if let Some(tag) = &mut change.tag {
            *tag = clip(tag, 1024);
            if tag.len() > 200 {
                fault = fault.field("tag", "Use at most 200 bytes.");
            }
        }
        change.comments = change.comments.map(|text| groups::comments(&text, &mut fault));
        if !fault.fields.is_empty() {
            return Err(fault);
        }
        change.password = match password {
            Some(Some(password)) => Some(Some(self.item_password(&password).await?)),
            Some(None) => Some(None),
            None => None,
        };
        match self.inner.store.change_item(self.stamp(granted.actor()), granted, change).await? {
            ItemChanged::Done => {
                self.tell(Change::ItemsChanged);
                Ok(item)
            }
            ItemChanged::NotFound => Err(Fault::not_found()),
            ItemChanged::NoSuchReference => {
                Err(Fault::invalid().field("location", "This group or session policy does not exist any more."))
            }
        }
    }

    /// Removes an item: its sessions end, and its agent is uninstalled now or when it next connects (JMP-14).
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_item(&self, granted: Granted<action::RemoveItem>) -> Result<(), Fault> {
        let (item, client) = (granted.resource().item, granted.resource().client);
        self.inner.store.remove_item(self.stamp(granted.actor()), granted).await?;
        self.sessions().end_for_item(item, EndReason::ItemRemoved).await;
        self.tell(Change::ItemRemoved { item, client });
        self.tell(Change::ItemsChanged);
        Ok(())
    }

    async fn with_use(&self, rows: Vec<ItemRow>) -> Vec<ListedItem> {
        let ids: Vec<JumpItemId> = rows.iter().map(|row| row.id).collect();
        let mut in_use = self.sessions().in_use(&ids).await;
        rows.into_iter().map(|row| ListedItem { in_use_by: in_use.remove(&row.id).unwrap_or_default(), row }).collect()
    }
}
