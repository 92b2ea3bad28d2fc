-- Secrets of the site's settings, sealed; the settings themselves are shown in the record.
CREATE TABLE setting_secrets (
    name   TEXT PRIMARY KEY REFERENCES settings (name) ON DELETE CASCADE,
    sealed BLOB NOT NULL
) STRICT;

-- Links that reset a forgotten password. An account has one: a newer one takes the place of the one before.
CREATE TABLE password_resets (
    user_id    BLOB PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    token_hash BLOB NOT NULL UNIQUE,
    -- Where it was sent. It is good only as long as this is the account's address.
    email      TEXT NOT NULL,
    expires_ms INTEGER NOT NULL,
    used_ms    INTEGER
) STRICT;
CREATE INDEX password_resets_by_end ON password_resets (expires_ms);
