-- Programs that use the interface (ADM-8). A program may what its maker may, as far as its scopes go; with its maker it ends.
CREATE TABLE api_accounts (
    id           BLOB PRIMARY KEY,
    name         TEXT NOT NULL,
    name_key     TEXT NOT NULL UNIQUE,
    comments     TEXT NOT NULL,
    -- SHA-256 of a random secret.
    secret_hash  BLOB NOT NULL,
    secret_set_ms INTEGER NOT NULL,
    -- JSON lists of texts. No network: from everywhere.
    scopes       TEXT NOT NULL,
    networks     TEXT NOT NULL,
    enabled      INTEGER NOT NULL,
    -- NULL: never.
    expires_ms   INTEGER,
    created_ms   INTEGER NOT NULL,
    created_by   BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    used_ms      INTEGER
) STRICT;

CREATE TABLE api_tokens (
    hash       BLOB PRIMARY KEY,
    account_id BLOB NOT NULL REFERENCES api_accounts (id) ON DELETE CASCADE,
    scopes     TEXT NOT NULL,
    expires_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX api_tokens_by_account ON api_tokens (account_id);

-- Requests that are not done twice: written with what they do. The answer is added when it is known.
CREATE TABLE requests_done (
    key        BLOB PRIMARY KEY,
    -- Of the method, the address and the body.
    request    BLOB NOT NULL,
    status     INTEGER,
    answer     BLOB,
    expires_ms INTEGER NOT NULL
) STRICT;
