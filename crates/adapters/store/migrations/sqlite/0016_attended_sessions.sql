-- Sessions that a customer asked for have no item and no agent; one that waits in a team's or in the general queue has no owner.
DROP INDEX sessions_by_item;
ALTER TABLE sessions ADD COLUMN of_item BLOB;
ALTER TABLE sessions ADD COLUMN of_client BLOB;
ALTER TABLE sessions ADD COLUMN of_owner BLOB;
UPDATE sessions SET of_item = item_id, of_client = client_id, of_owner = owner_id;
ALTER TABLE sessions DROP COLUMN item_id;
ALTER TABLE sessions DROP COLUMN client_id;
ALTER TABLE sessions DROP COLUMN owner_id;
ALTER TABLE sessions RENAME COLUMN of_item TO item_id;
ALTER TABLE sessions RENAME COLUMN of_client TO client_id;
ALTER TABLE sessions RENAME COLUMN of_owner TO owner_id;
ALTER TABLE sessions RENAME COLUMN item_name TO name;
CREATE INDEX sessions_by_item ON sessions (item_id, started_ms) WHERE item_id IS NOT NULL;

-- Rights to start one session each (SUP-10).
CREATE TABLE session_keys (
    id           BLOB PRIMARY KEY,
    -- Of what a customer types, without dashes and in capitals; and of the token in the link.
    code_hash    BLOB NOT NULL UNIQUE,
    token_hash   BLOB NOT NULL UNIQUE,
    -- Both as they were handed out, sealed: its maker sees them for as long as it is open.
    sealed       BLOB NOT NULL,
    user_id      BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    site_id      BLOB,
    created_ms   INTEGER NOT NULL,
    expires_ms   INTEGER NOT NULL,
    -- Used or withdrawn; the session that it started.
    closed_ms    INTEGER,
    session_id   BLOB
) STRICT;
CREATE INDEX session_keys_open ON session_keys (user_id, created_ms) WHERE closed_ms IS NULL;
CREATE INDEX session_keys_by_end ON session_keys (expires_ms);

-- What a customer's browser shows to come back to its session.
CREATE TABLE customers (
    token_hash BLOB PRIMARY KEY,
    session_id BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    made_ms    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE customer_tickets (
    ticket_hash BLOB PRIMARY KEY,
    session_id  BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    expires_ms  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_tickets_by_end ON customer_tickets (expires_ms);
