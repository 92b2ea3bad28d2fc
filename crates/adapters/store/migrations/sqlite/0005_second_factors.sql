-- Second factors (ACC-6). What a code is made of is sealed with the appliance's own key; passkeys are public keys.
CREATE TABLE factors (
    id            BLOB PRIMARY KEY,
    user_id       BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- totp, passkey.
    kind          TEXT NOT NULL,
    -- What the owner calls it.
    name          TEXT NOT NULL,
    secret        BLOB NOT NULL,
    -- Of a passkey.
    credential    BLOB UNIQUE,
    created_ms    INTEGER NOT NULL,
    used_ms       INTEGER,
    -- The last step of time whose code was taken: none is taken twice.
    step          INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX factors_by_user ON factors (user_id);

CREATE TABLE recovery_codes (
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    hash    BLOB NOT NULL,
    PRIMARY KEY (user_id, hash)
) STRICT, WITHOUT ROWID;
ALTER TABLE users ADD COLUMN recovery_set_ms INTEGER NOT NULL DEFAULT 0;

-- A sign-in whose password was right, or that waits for a passkey alone (no user yet).
CREATE TABLE sign_in_attempts (
    token_hash BLOB PRIMARY KEY,
    user_id    BLOB REFERENCES users (id) ON DELETE CASCADE,
    -- Of the ceremony of a passkey, if there is one.
    state      TEXT,
    tries      INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_in_attempts_by_user ON sign_in_attempts (user_id);

-- What a login began and has not finished: making a factor, or proving one again.
CREATE TABLE ceremonies (
    login_id   BLOB NOT NULL REFERENCES logins (id) ON DELETE CASCADE,
    -- totp, passkey: to make one; again: to prove one again.
    purpose    TEXT NOT NULL,
    state      BLOB NOT NULL,
    expires_ms INTEGER NOT NULL,
    PRIMARY KEY (login_id, purpose)
) STRICT, WITHOUT ROWID;

-- When a login last proved all that its account asks for.
ALTER TABLE logins ADD COLUMN fresh_ms INTEGER NOT NULL DEFAULT 0;
