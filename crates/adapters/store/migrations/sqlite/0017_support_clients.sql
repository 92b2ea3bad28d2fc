-- Downloads of the full customer client (SUP-21): each carries a token that binds the key of the first client that shows it to the session.
CREATE TABLE support_clients (
    token_hash BLOB PRIMARY KEY,
    session_id BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    made_ms    INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    -- Name of the key that was bound; nothing: the token is unused.
    key_id     BLOB
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX support_clients_by_key ON support_clients (key_id) WHERE key_id IS NOT NULL;
CREATE INDEX support_clients_by_session ON support_clients (session_id, made_ms);
