-- The rest of ACC-5: accounts that end, logins that end when nobody is there, passwords that are not used again.
-- NULL: never.
ALTER TABLE users ADD COLUMN expires_ms INTEGER;
-- When somebody last did something with it.
ALTER TABLE logins ADD COLUMN seen_ms INTEGER NOT NULL DEFAULT 0;
UPDATE logins SET seen_ms = created_ms;

CREATE TABLE old_passwords (
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- Of the password, as it was kept when it was in use.
    hash    TEXT NOT NULL,
    until_ms INTEGER NOT NULL,
    PRIMARY KEY (user_id, hash)
) STRICT, WITHOUT ROWID;
