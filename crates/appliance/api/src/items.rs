//! Jump Items: where they are, the list, one with its details, changes, removal.

use axum::extract::State as AxumState;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use towline_engine::{Engine, Fault, ItemList, ListedItem};
use towline_model::{Availability, Place, RoleRight, SessionPolicyId, UserId};
use towline_policy::{Actor, Granted, action, authorize, rest};
use towline_store::{ItemChange, ItemCriteria, ItemDetails, ItemSort, ItemStatus, NamedPolicy, Order, Subject, Within};
use utoipa::{IntoParams, ToSchema};

use crate::{
    body::{Asked, Json, limit, page, said},
    etag::{One, Tagged, etag},
    policies::RightName,
    problem::Refusal,
    proof::Proof,
};

type State = AxumState<Engine>;

/// The list that an item is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum LocationKind {
    /// A personal list.
    Personal,
    /// A Jump Group.
    Group,
}

/// The list that an item is in, with its name.
#[derive(Serialize, ToSchema)]
pub struct Location {
    kind: LocationKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    group_id: Option<String>,
    name: String,
}

impl Location {
    pub(crate) fn of(place: Place, name: &str) -> Self {
        match place {
            Place::Personal(_) => Location { kind: LocationKind::Personal, group_id: None, name: name.to_owned() },
            Place::Group(group) => {
                Location { kind: LocationKind::Group, group_id: Some(group.to_string()), name: name.to_owned() }
            }
        }
    }
}

/// The list that an item is to be in. `personal` is the caller's own.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChosenLocation {
    kind: LocationKind,
    #[serde(default)]
    group_id: Option<String>,
    /// Not looked at: the group's id decides.
    #[serde(default, rename = "name")]
    _name: Option<String>,
}

impl ChosenLocation {
    pub(crate) fn place(&self, caller: UserId) -> Result<Place, Fault> {
        match (self.kind, self.group_id.as_deref().map(str::parse)) {
            (LocationKind::Personal, None) => Ok(Place::Personal(caller)),
            (LocationKind::Group, Some(Ok(group))) => Ok(Place::Group(group)),
            _ => Err(Fault::invalid().field("location", "Choose a Jump Group or your personal list.")),
        }
    }
}

/// How an item is reached.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// By an agent that is installed on it.
    JumpClient,
}

/// Whether an item can be reached now.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ItemAvailability {
    Online,
    Offline,
    Duplicate,
    Uninstalled,
}

/// An item, as the list shows it.
#[derive(Serialize, ToSchema)]
pub struct JumpItem {
    id: String,
    name: String,
    method: Method,
    location: Location,
    availability: ItemAvailability,
    since_ms: i64,
    /// Display names of those who are in a session with it now.
    in_use_by: Vec<String>,
    last_accessed_ms: Option<i64>,
    tag: String,
    host_name: String,
    /// Whether the caller may start sessions with it, as far as roles decide.
    may_start: bool,
}

/// An item with everything that is known of it.
#[derive(Serialize, ToSchema)]
pub struct JumpItemDetails {
    #[serde(flatten)]
    item: JumpItem,
    comments: String,
    os: String,
    os_version: String,
    architecture: String,
    public_ip: String,
    private_ips: Vec<String>,
    install_mode: String,
    console_user: String,
    domain: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    booted_at_ms: Option<i64>,
    cpu_model: String,
    cpu_count: u32,
    memory_bytes: u64,
    agent_version: String,
    created_ms: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    duplicate_seen_ms: Option<i64>,
    /// The caller's rights there.
    #[schema(value_type = Vec<RightName>)]
    rights: Vec<RoleRight>,
    /// Session policy while a person is at the endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    attended_policy: Option<PolicyOfItem>,
    /// Session policy while nobody is.
    #[serde(skip_serializing_if = "Option::is_none")]
    unattended_policy: Option<PolicyOfItem>,
    /// Since when a password must be entered before every session.
    #[serde(skip_serializing_if = "Option::is_none")]
    password_set_ms: Option<i64>,
    /// Send it back as `If-Match` with a change, and the change is refused if somebody else changed this meanwhile.
    #[schema(required = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
}

impl Tagged for JumpItemDetails {
    fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }
}

/// A session policy, by name.
#[derive(Serialize, ToSchema)]
pub struct PolicyOfItem {
    id: String,
    name: String,
}

/// Items without paging.
#[derive(Serialize, ToSchema)]
pub struct JumpItems {
    items: Vec<JumpItem>,
}

/// A page of items.
#[derive(Serialize, ToSchema)]
pub struct JumpItemPage {
    items: Vec<JumpItem>,
    /// Items on all pages.
    total: u64,
    page: u64,
    limit: u32,
}

/// Where the visible items are.
#[derive(Serialize, ToSchema)]
pub struct JumpLocations {
    all: u64,
    personal: u64,
    /// Whether the caller may put Jump Clients into their personal list.
    may_deploy: bool,
    groups: Vec<GroupLocation>,
}

/// A group and the number of items in it.
#[derive(Serialize, ToSchema)]
pub struct GroupLocation {
    id: String,
    name: String,
    count: u64,
    /// Whether the caller may put Jump Clients there.
    may_deploy: bool,
}

/// By what items are sorted.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SortBy {
    #[default]
    Name,
    Method,
    Group,
    Status,
    LastAccessed,
}

/// Which way round.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SortOrder {
    #[default]
    Asc,
    Desc,
}

impl From<SortOrder> for Order {
    fn from(order: SortOrder) -> Self {
        match order {
            SortOrder::Asc => Order::Ascending,
            SortOrder::Desc => Order::Descending,
        }
    }
}

/// How items are, as far as a list is filtered by it. A duplicate is online.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StatusOfItem {
    Online,
    Offline,
    Uninstalled,
}

/// Which items, and which page of them.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ItemQuery {
    /// `all`, `personal`, or the id of a group.
    #[serde(default)]
    location: Option<String>,
    /// Part of a name, host name, comment, tag or address.
    #[serde(default)]
    search: Option<String>,
    /// Only those that are so.
    #[serde(default)]
    #[param(inline)]
    status: Option<StatusOfItem>,
    #[serde(default)]
    #[param(inline)]
    sort: SortBy,
    #[serde(default)]
    #[param(inline)]
    order: SortOrder,
    /// From 1.
    #[serde(default)]
    #[param(minimum = 1, maximum = 4294967296i64)]
    page: Option<u64>,
    /// At most 200.
    #[serde(default)]
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// What to change of an item.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JumpItemChange {
    name: Option<String>,
    tag: Option<String>,
    comments: Option<String>,
    location: Option<ChosenLocation>,
    /// Id of a session policy while a person is at the endpoint; null for none.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<Uuid>)]
    attended_policy_id: Option<Option<SessionPolicyId>>,
    /// Id of a session policy while nobody is; null for none.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<Uuid>)]
    unattended_policy_id: Option<Option<SessionPolicyId>>,
    /// To be entered before every session, 8 to 256 bytes; null for none. It is in no answer.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<String>)]
    password: Option<Option<String>>,
}

/// A field that is there, be it null.
fn item(listed: ListedItem, actor: &Actor) -> JumpItem {
    let ListedItem { row, in_use_by } = listed;
    JumpItem {
        id: row.id.to_string(),
        location: Location::of(row.place, &row.place_name),
        name: row.name,
        method: Method::JumpClient,
        availability: match row.availability {
            Availability::Online => ItemAvailability::Online,
            Availability::Offline => ItemAvailability::Offline,
            Availability::Duplicate => ItemAvailability::Duplicate,
            Availability::Uninstalled => ItemAvailability::Uninstalled,
        },
        since_ms: row.since.0,
        in_use_by,
        last_accessed_ms: row.last_accessed.map(|at| at.0),
        tag: row.tag,
        host_name: row.host_name,
        may_start: actor.standing.jumps_to_clients() && actor.rights_in(row.place).has(RoleRight::Start),
    }
}

fn details(listed: ListedItem, details: ItemDetails, actor: &Actor, seen: Option<[u8; 32]>) -> JumpItemDetails {
    let inventory = details.inventory;
    JumpItemDetails {
        etag: etag(seen),
        rights: actor.rights_in(details.row.place).iter().collect(),
        item: item(listed, actor),
        comments: details.comments,
        os: inventory.os_name,
        os_version: inventory.os_version,
        architecture: inventory.architecture,
        public_ip: details.public_address,
        private_ips: inventory.private_addresses,
        install_mode: inventory.install_mode,
        console_user: inventory.console_user,
        domain: inventory.domain,
        booted_at_ms: Some(inventory.booted_at.0).filter(|at| *at > 0),
        cpu_model: inventory.cpu_model,
        cpu_count: inventory.cpu_count,
        memory_bytes: inventory.memory_bytes,
        agent_version: inventory.agent_version,
        created_ms: details.created.0,
        duplicate_seen_ms: details.duplicate_seen.map(|at| at.0),
        attended_policy: details.attended.map(policy_of_item),
        unattended_policy: details.unattended.map(policy_of_item),
        password_set_ms: details.password_set.map(|at| at.0),
    }
}

pub(crate) fn policy_of_item(policy: NamedPolicy) -> PolicyOfItem {
    PolicyOfItem { id: policy.id.to_string(), name: policy.name }
}

pub(crate) async fn locations(
    proof: Proof<rest::ListLocations>,
    AxumState(engine): State,
) -> Result<axum::Json<JumpLocations>, Refusal> {
    let actor = proof.granted.actor().clone();
    let found = engine.locations(proof.granted).await?;
    let may_deploy = |place| actor.rights_in(place).has(RoleRight::Create);
    let groups = found
        .groups
        .into_iter()
        .map(|group| GroupLocation {
            may_deploy: may_deploy(Place::Group(group.id)),
            id: group.id.to_string(),
            name: group.name,
            count: group.count,
        })
        .collect();
    let may_deploy = may_deploy(Place::Personal(actor.user));
    Ok(axum::Json(JumpLocations { all: found.all, personal: found.personal, may_deploy, groups }))
}

pub(crate) async fn list(
    proof: Proof<rest::ListItems>,
    AxumState(engine): State,
    Asked(asked): Asked<ItemQuery>,
) -> Result<axum::Json<JumpItemPage>, Refusal> {
    let within = match asked.location.as_deref() {
        None | Some("" | "all") => Within::All,
        Some("personal") => Within::Personal,
        Some(group) => Within::Group(group.parse().map_err(|_| Fault::not_found())?),
    };
    let search = asked.search.unwrap_or_default();
    if search.len() > 256 {
        return Err(Fault::invalid().field("search", "Search for at most 256 bytes.").into());
    }
    let limit = limit(asked.limit)?;
    let page = page(asked.page)?;
    let list = ItemList {
        within,
        search: &search,
        status: asked.status.map(|status| match status {
            StatusOfItem::Online => ItemStatus::Online,
            StatusOfItem::Offline => ItemStatus::Offline,
            StatusOfItem::Uninstalled => ItemStatus::Uninstalled,
        }),
        sort: match asked.sort {
            SortBy::Name => ItemSort::Name,
            SortBy::Method => ItemSort::Method,
            SortBy::Group => ItemSort::Group,
            SortBy::Status => ItemSort::Status,
            SortBy::LastAccessed => ItemSort::LastAccessed,
        },
        order: asked.order.into(),
        offset: (page - 1) * u64::from(limit),
        limit,
    };
    let actor = proof.granted.actor().clone();
    let (items, total) = engine.items(proof.granted, list).await?;
    Ok(axum::Json(JumpItemPage {
        items: items.into_iter().map(|listed| item(listed, &actor)).collect(),
        total,
        page,
        limit,
    }))
}

/// What a link that drives a console says of its target (ACC-9): all that is said must fit, whatever the case of its letters.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct FindQuery {
    /// Part of the name, host name, comments or an address; not of the tag.
    #[serde(default)]
    search_string: Option<String>,
    /// Part of the machine's own name.
    #[serde(default, rename = "client.hostname")]
    #[param(rename = "client.hostname")]
    host_name: Option<String>,
    /// Part of the comments.
    #[serde(default, rename = "client.comments")]
    #[param(rename = "client.comments")]
    comments: Option<String>,
    /// Part of the tag.
    #[serde(default, rename = "client.tag")]
    #[param(rename = "client.tag")]
    tag: Option<String>,
    /// Part of the address that it connects from.
    #[serde(default, rename = "client.public_ip")]
    #[param(rename = "client.public_ip")]
    public_ip: Option<String>,
    /// One of its own addresses, whole.
    #[serde(default, rename = "client.private_ip")]
    #[param(rename = "client.private_ip")]
    private_ip: Option<String>,
    /// Code name of how it is reached, whole: `jump_client`.
    #[serde(default, rename = "jump.method")]
    #[param(rename = "jump.method")]
    method: Option<String>,
}

/// Items that fit.
#[derive(Serialize, ToSchema)]
pub struct FoundItems {
    /// By name; the first hundred.
    items: Vec<JumpItem>,
    /// Whether there are more.
    more: bool,
}

/// Items that are found by criteria, at most: nobody chooses among more.
const FOUND: usize = 100;

pub(crate) async fn find(
    proof: Proof<rest::FindItems>,
    AxumState(engine): State,
    Asked(asked): Asked<FindQuery>,
) -> Result<axum::Json<FoundItems>, Refusal> {
    let mut fault = Fault::invalid();
    let mut text = |name: &'static str, said: Option<String>| {
        let said = said.unwrap_or_default();
        if said.len() > 256 {
            fault.fields.insert(name, "At most 256 bytes.".into());
        }
        said
    };
    let criteria = ItemCriteria {
        search: text("search_string", asked.search_string),
        host_name: text("client.hostname", asked.host_name),
        comments: text("client.comments", asked.comments),
        tag: text("client.tag", asked.tag),
        public_ip: text("client.public_ip", asked.public_ip),
        private_ip: text("client.private_ip", asked.private_ip),
    };
    let method = text("jump.method", asked.method);
    if !fault.fields.is_empty() {
        return Err(fault.into());
    }
    if !method.trim().is_empty() && method.trim() != "jump_client" {
        return Ok(axum::Json(FoundItems { items: Vec::new(), more: false }));
    }
    let actor = proof.granted.actor().clone();
    let mut found = engine.find_items(proof.granted, &criteria, FOUND + 1).await?;
    let more = found.len() > FOUND;
    found.truncate(FOUND);
    Ok(axum::Json(FoundItems { items: found.into_iter().map(|listed| item(listed, &actor)).collect(), more }))
}

pub(crate) async fn frequent(
    proof: Proof<rest::ListFrequent>,
    AxumState(engine): State,
) -> Result<axum::Json<JumpItems>, Refusal> {
    let actor = proof.granted.actor().clone();
    let items = engine.frequent_items(proof.granted).await?;
    Ok(axum::Json(JumpItems { items: items.into_iter().map(|listed| item(listed, &actor)).collect() }))
}

async fn shown(engine: &Engine, granted: Granted<action::ViewItem>) -> Result<One<JumpItemDetails>, Refusal> {
    let actor = granted.actor().clone();
    // Before the item itself: what is changed in between is noticed.
    let seen = engine.store().seen(Subject::JumpItem(granted.resource().item)).await.map_err(Fault::from)?;
    let (listed, all) = engine.item(granted).await?;
    Ok(One(details(listed, all, &actor, seen)))
}

pub(crate) async fn view(
    proof: Proof<rest::ViewItem>,
    AxumState(engine): State,
) -> Result<One<JumpItemDetails>, Refusal> {
    shown(&engine, proof.granted).await
}

pub(crate) async fn edit(
    proof: Proof<rest::EditItem>,
    AxumState(engine): State,
    Json(change): Json<JumpItemChange>,
) -> Result<One<JumpItemDetails>, Refusal> {
    let actor = proof.granted.actor().clone();
    let place = change.location.map(|chosen| chosen.place(actor.user)).transpose()?;
    let password = change.password;
    let change = ItemChange {
        name: change.name,
        tag: change.tag,
        comments: change.comments,
        place,
        attended: change.attended_policy_id,
        unattended: change.unattended_policy_id,
        password: None,
    };
    let id = engine.change_item(proof.granted, change, password).await?;
    let facts = engine.store().item_facts(id).await.map_err(Fault::from)?.ok_or_else(Fault::not_found)?;
    shown(&engine, authorize::<action::ViewItem>(&actor, facts).map_err(Fault::from)?).await
}

pub(crate) async fn remove(proof: Proof<rest::RemoveItem>, AxumState(engine): State) -> Result<StatusCode, Refusal> {
    engine.remove_item(proof.granted).await?;
    Ok(StatusCode::ACCEPTED)
}
