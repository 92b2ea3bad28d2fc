-- Sessions, who was in them, and their logs. Events are appended in the transaction that changes the state that they explain (REC-1).

CREATE TABLE sessions (
    id         BLOB PRIMARY KEY,
    -- No references: the record of a session outlives its item and its people.
    item_id    BLOB NOT NULL,
    client_id  BLOB NOT NULL,
    owner_id   BLOB NOT NULL,
    item_name  TEXT NOT NULL,
    phase      TEXT NOT NULL,
    started_ms INTEGER NOT NULL,
    ended_ms   INTEGER,
    -- The whole state as JSON; the columns before it are for queries.
    state      TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_open ON sessions (started_ms) WHERE ended_ms IS NULL;
CREATE INDEX sessions_by_item ON sessions (item_id, started_ms);

CREATE TABLE session_participants (
    session_id   BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    number       INTEGER NOT NULL,
    user_id      BLOB NOT NULL,
    display_name TEXT NOT NULL,
    joined_ms    INTEGER NOT NULL,
    left_ms      INTEGER,
    PRIMARY KEY (session_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_participants_by_user ON session_participants (user_id, joined_ms);

CREATE TABLE session_events (
    session_id BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    sequence   INTEGER NOT NULL,
    at_ms      INTEGER NOT NULL,
    actor      INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    event      TEXT NOT NULL,
    PRIMARY KEY (session_id, sequence)
) STRICT, WITHOUT ROWID;

-- One-time numbers of requests that must not be done twice: "start" of a session.
CREATE TABLE session_nonces (
    user_id    BLOB NOT NULL,
    nonce      TEXT NOT NULL,
    session_id BLOB NOT NULL,
    made_ms    INTEGER NOT NULL,
    PRIMARY KEY (user_id, nonce)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_nonces_by_age ON session_nonces (made_ms);
