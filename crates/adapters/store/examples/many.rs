//! The list of Jump Items when there are 100,000 of them, as a rep with 50 of 500 groups sees it, and what a decision costs (JMP-4, JMP-31). Prints figures.
//!
//! `cargo run --release -p towline-store --example many`

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation, clippy::cast_precision_loss)]

use std::{
    hint::black_box,
    sync::Arc,
    time::{Duration, Instant},
};

use sqlx::{QueryBuilder, Row as _, Sqlite, SqlitePool, sqlite::SqliteConnectOptions};
use towline_model::{Author, AuthorKind, JumpClientId, JumpGroupId, JumpItemId, LoginId, Moment, Place, UserId};
use towline_policy::{Actor, Asker, ItemFacts, Settings, action, authorize, visible_items};
use towline_store::{ItemQuery, ItemSort, Member, NewUser, Order, Stamp, Store, StoreError, Within};
use uuid::Uuid;

const NOW: Moment = Moment(1_800_000_000_000);
const ITEMS: u128 = 100_000;
const GROUPS: u128 = 500;
const OWN: u128 = 50;
const RUNS: usize = 60;

fn group(number: u128) -> JumpGroupId {
    JumpGroupId::from_uuid(Uuid::from_u128(1000 + number))
}

fn author() -> Arc<Author> {
    Author { kind: AuthorKind::Setup, id: None, name: "bench".into(), address: String::new() }.into()
}

async fn actor(store: &Store, user: UserId) -> Actor {
    Actor {
        user,
        login: LoginId::from_uuid(Uuid::nil()),
        author: author(),
        seen: None,
        standing: Arc::new(store.account(user).await.unwrap().unwrap().standing()),
        first: None,
        fresh: true,
        console_allowed: true,
        asker: Asker::Person,
        once: None,
    }
}

/// Half of the rep's groups are among the first, so that the list is not all of one place.
async fn fill(store: &Store, rep: UserId) {
    let stamp = || Stamp { author: author(), at: NOW, once: None, seen: None };
    let new = NewUser {
        id: rep,
        username: "rep".into(),
        display_name: "Rep".into(),
        email: String::new(),
        administrator: false,
        password_hash: "$hash".into(),
        must_change_password: false,
        groups: Vec::new(),
        settings: Settings::default(),
        created: NOW,
    };
    store.create_user(stamp(), new).await.unwrap();
    for number in 0..GROUPS {
        let member = (number % (GROUPS / OWN) == 0).then_some(Member { user: rep, role: None });
        let name = format!("Group {number:03}");
        store.create_group(stamp(), group(number), name, String::new(), member.into_iter().collect()).await.unwrap();
    }
    for batch in 0..ITEMS / 1000 {
        let work = store.write(move |tx| {
            Box::pin(async move {
                for number in batch * 1000..(batch + 1) * 1000 {
                    let (client, item) = (Uuid::from_u128((1 << 64) + number), Uuid::from_u128((2 << 64) + number));
                    let key: Vec<u8> = number.to_le_bytes().into_iter().chain([0; 16]).collect();
                    sqlx::query("INSERT INTO jump_clients VALUES ($1, $2, $2, 0, 0, 0, NULL, 0, $3, 'Debian', '12', 'x86_64', '10.0.0.1', '198.51.100.1', '', '', '0.1.0', 'service', 'cpu', 4, 1, 0)")
                        .bind(client)
                        .bind(key)
                        .bind(format!("host-{number}.example.internal"))
                        .execute(&mut *tx)
                        .await
                        .map_err(StoreError::from)?;
                    let name = format!("{} server {number}", ["web", "mail", "file", "print"][(number % 4) as usize]);
                    sqlx::query("INSERT INTO jump_items (id, client_id, group_id, status, last_accessed_ms, created_ms, name, name_key, place_key, search, tag, comments) VALUES ($1, $2, $3, $4, $5, 0, $6, $6, $7, $8, '', '')")
                        .bind(item)
                        .bind(client)
                        .bind(group(number % GROUPS).uuid())
                        .bind((number % 2) as i64)
                        .bind((number % 1000) as i64)
                        .bind(&name)
                        .bind(format!("group {:03}", number % GROUPS))
                        .bind(format!("{name}\nhost-{number}.example.internal\nin the second rack of the north hall, ask for the key\n\n198.51.100.1\n10.0.0.1"))
                        .execute(&mut *tx)
                        .await
                        .map_err(StoreError::from)?;
                }
                Ok::<_, StoreError>(())
            })
        });
        work.await.unwrap();
    }
}

fn p95(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() * 95 / 100].as_secs_f64() * 1000.0
}

/// The same rows by a query that somebody would write who knows the groups.
async fn bare(pool: &SqlitePool, needle: &str, offset: i64) -> usize {
    let own: Vec<Uuid> = (0..GROUPS).filter(|number| number % (GROUPS / OWN) == 0).map(|n| group(n).uuid()).collect();
    let filter = |query: &mut QueryBuilder<Sqlite>| {
        query.push(" FROM jump_items i JOIN jump_clients c ON c.id = i.client_id WHERE i.group_id IN (");
        let mut values = query.separated(", ");
        for id in &own {
            values.push_bind(*id);
        }
        query.push(")");
        if !needle.is_empty() {
            query.push(" AND instr(i.search, ").push_bind(needle.to_owned()).push(") > 0");
        }
    };
    let mut count = QueryBuilder::<Sqlite>::new("SELECT count(*) AS n");
    filter(&mut count);
    let total: i64 = count.build().fetch_one(pool).await.unwrap().get("n");
    let mut page = QueryBuilder::<Sqlite>::new("SELECT i.id, i.name, c.host_name, c.state");
    filter(&mut page);
    page.push(" ORDER BY i.name_key LIMIT 50 OFFSET ").push_bind(offset);
    black_box(page.build().fetch_all(pool).await.unwrap());
    total as usize
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path()).await.unwrap();
    let rep = UserId::from_uuid(Uuid::from_u128(7));
    fill(&store, rep).await;
    let file = SqliteConnectOptions::new().filename(directory.path().join("towline.db")).read_only(true);
    let pool = SqlitePool::connect_with(file).await.unwrap();
    println!("{:<20} {:>8} {:>12} {:>12} {:>7}", "search", "found", "list p95", "bare p95", "ratio");
    for (search, offset) in
        [("", 0), ("", 5_000), ("server", 0), ("web server 7", 0), ("host-99990", 0), ("north hall", 0), ("nothing", 0)]
    {
        let (mut ours, mut theirs, mut found) = (Vec::new(), Vec::new(), 0);
        for _ in 0..RUNS {
            let started = Instant::now();
            // Rights are read anew each time, as a request does.
            let actor = actor(&store, rep).await;
            let scope = visible_items(&actor).unwrap();
            let ask = ItemQuery {
                scope: &scope,
                within: Within::All,
                search,
                status: None,
                sort: ItemSort::Name,
                order: Order::Ascending,
                offset,
                limit: 50,
                now: NOW,
            };
            found = store.items(ask).await.unwrap().total as usize;
            ours.push(started.elapsed());
            let started = Instant::now();
            assert_eq!(bare(&pool, search, i64::try_from(offset).unwrap()).await, found);
            theirs.push(started.elapsed());
        }
        let (ours, theirs) = (p95(ours), p95(theirs));
        let shown = if offset > 0 { format!("page at {offset}") } else { format!("\"{search}\"") };
        println!("{shown:<20} {found:>8} {ours:>9.2} ms {theirs:>9.2} ms {:>7.2}", ours / theirs);
    }
    decisions(&store, rep).await;
}

async fn decisions(store: &Store, rep: UserId) {
    let started = Instant::now();
    for _ in 0..200 {
        black_box(actor(store, rep).await);
    }
    println!("rights read from the store: {:.0} us", started.elapsed().as_secs_f64() * 1e6 / 200.0);
    let account = store.account(rep).await.unwrap().unwrap();
    let started = Instant::now();
    for _ in 0..2000 {
        black_box(black_box(&account).standing());
    }
    println!("rights resolved: {:.1} us", started.elapsed().as_secs_f64() * 1e6 / 2000.0);
    let actor = actor(store, rep).await;
    let facts = |number: u128| ItemFacts {
        item: JumpItemId::from_uuid(Uuid::from_u128(number)),
        client: JumpClientId::from_uuid(Uuid::from_u128(number)),
        name: String::new(),
        place: Place::Group(group(number % GROUPS)),
    };
    let count = 1_000_000_u128;
    let started = Instant::now();
    let mut yes = 0_u32;
    for number in 0..count {
        yes += u32::from(authorize::<action::StartSession>(black_box(&actor), facts(number)).is_ok());
    }
    let each = started.elapsed().as_secs_f64() * 1e9 / count as f64;
    println!("one decision (may this rep jump to this item): {each:.0} ns, {yes} of {count} yes");
}
