-- Accounts, logins, Jump Items and what they need. Times are Unix milliseconds; ids are UUIDs of 16 bytes; booleans are 0 and 1.

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
    id                   BLOB PRIMARY KEY,
    username             TEXT NOT NULL,
    -- The name in lower case: one person, one spelling.
    username_key         TEXT NOT NULL UNIQUE,
    display_name         TEXT NOT NULL,
    email                TEXT NOT NULL,
    administrator        INTEGER NOT NULL,
    disabled             INTEGER NOT NULL DEFAULT 0,
    password_hash        TEXT NOT NULL,
    must_change_password INTEGER NOT NULL,
    wrong_passwords      INTEGER NOT NULL DEFAULT 0,
    locked_until_ms      INTEGER NOT NULL DEFAULT 0,
    last_login_ms        INTEGER,
    created_ms           INTEGER NOT NULL
) STRICT;

CREATE TABLE logins (
    id         BLOB PRIMARY KEY,
    user_id    BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- SHA-256 of the cookie's token: whoever reads the store cannot sign in with it.
    token_hash BLOB NOT NULL UNIQUE,
    address    TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX logins_by_user ON logins (user_id);
CREATE INDEX logins_by_expiry ON logins (expires_ms);

-- Single use: taken out by the DELETE that redeems it.
CREATE TABLE tickets (
    hash       BLOB PRIMARY KEY,
    login_id   BLOB NOT NULL REFERENCES logins (id) ON DELETE CASCADE,
    expires_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX tickets_by_login ON tickets (login_id);
CREATE INDEX tickets_by_expiry ON tickets (expires_ms);

CREATE TABLE jump_groups (
    id         BLOB PRIMARY KEY,
    name       TEXT NOT NULL,
    name_key   TEXT NOT NULL UNIQUE,
    comments   TEXT NOT NULL,
    created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE jump_group_members (
    group_id BLOB NOT NULL REFERENCES jump_groups (id) ON DELETE CASCADE,
    user_id  BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, group_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX jump_group_members_by_group ON jump_group_members (group_id);

CREATE TABLE installers (
    id           BLOB PRIMARY KEY,
    token_hash   BLOB NOT NULL UNIQUE,
    -- Exactly one of the two: a Jump Group, or somebody's personal list.
    group_id     BLOB REFERENCES jump_groups (id) ON DELETE CASCADE,
    owner_id     BLOB REFERENCES users (id) ON DELETE CASCADE,
    name         TEXT NOT NULL,
    tag          TEXT NOT NULL,
    comments     TEXT NOT NULL,
    expires_ms   INTEGER NOT NULL,
    uses_allowed INTEGER NOT NULL,
    uses         INTEGER NOT NULL DEFAULT 0,
    created_ms   INTEGER NOT NULL,
    created_by   BLOB REFERENCES users (id) ON DELETE SET NULL,
    CHECK ((group_id IS NULL) <> (owner_id IS NULL))
) STRICT;

-- The installed agent: its identity, whether it is connected, and what it last said of its endpoint.
CREATE TABLE jump_clients (
    id                BLOB PRIMARY KEY,
    agent_key_id      BLOB NOT NULL UNIQUE,
    public_key        BLOB NOT NULL,
    -- 0 installed, 1 uninstalled on the endpoint, 2 removed from the list: to be uninstalled when it connects.
    state             INTEGER NOT NULL DEFAULT 0,
    online            INTEGER NOT NULL DEFAULT 0,
    since_ms          INTEGER NOT NULL,
    duplicate_seen_ms INTEGER,
    created_ms        INTEGER NOT NULL,
    host_name         TEXT NOT NULL,
    os_name           TEXT NOT NULL,
    os_version        TEXT NOT NULL,
    architecture      TEXT NOT NULL,
    -- One address a line.
    private_addresses TEXT NOT NULL,
    public_address    TEXT NOT NULL,
    console_user      TEXT NOT NULL,
    domain            TEXT NOT NULL,
    agent_version     TEXT NOT NULL,
    install_mode      TEXT NOT NULL,
    cpu_model         TEXT NOT NULL,
    cpu_count         INTEGER NOT NULL,
    memory_bytes      INTEGER NOT NULL,
    booted_at_ms      INTEGER NOT NULL
) STRICT;
CREATE INDEX jump_clients_online ON jump_clients (online);

-- What a rep sees in the list. `place_key`, `status` and `search` repeat what stands elsewhere, so that sorting and searching 100,000 items touch this table only (JMP-4);
-- whoever changes the original changes them in the same transaction.
CREATE TABLE jump_items (
    number           INTEGER PRIMARY KEY,
    id               BLOB NOT NULL UNIQUE,
    client_id        BLOB NOT NULL REFERENCES jump_clients (id) ON DELETE CASCADE,
    group_id         BLOB REFERENCES jump_groups (id),
    owner_id         BLOB REFERENCES users (id),
    -- 0 online, 1 offline, 2 uninstalled.
    status           INTEGER NOT NULL,
    last_accessed_ms INTEGER,
    created_ms       INTEGER NOT NULL,
    name             TEXT NOT NULL,
    name_key         TEXT NOT NULL,
    place_key        TEXT NOT NULL,
    -- Lower case: name, host name, comments, tag, public and private addresses, one a line.
    search           TEXT NOT NULL,
    tag              TEXT NOT NULL,
    comments         TEXT NOT NULL,
    CHECK ((group_id IS NULL) <> (owner_id IS NULL))
) STRICT;
CREATE INDEX jump_items_by_client ON jump_items (client_id);
CREATE INDEX jump_items_by_group ON jump_items (group_id, name_key);
CREATE INDEX jump_items_by_owner ON jump_items (owner_id, name_key);
CREATE INDEX jump_items_by_name ON jump_items (name_key, number);
CREATE INDEX jump_items_by_place ON jump_items (place_key, name_key, number);
CREATE INDEX jump_items_by_status ON jump_items (status, name_key, number);
CREATE INDEX jump_items_by_access ON jump_items (last_accessed_ms, name_key, number);

-- One row for each session that a user started: what "frequently used" is made of.
CREATE TABLE item_accesses (
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    item_id BLOB NOT NULL REFERENCES jump_items (id) ON DELETE CASCADE,
    at_ms   INTEGER NOT NULL
) STRICT;
CREATE INDEX item_accesses_by_user ON item_accesses (user_id, at_ms, item_id);
CREATE INDEX item_accesses_by_item ON item_accesses (item_id);
