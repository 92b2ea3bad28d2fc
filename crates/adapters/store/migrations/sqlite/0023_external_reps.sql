-- Session policies that external representatives can be invited with (SUP-70); issues that help can be asked for on (SES-21); who is asked while signed out (SUP-33).
ALTER TABLE session_policies ADD COLUMN external INTEGER NOT NULL DEFAULT 0;
ALTER TABLE issues ADD COLUMN help INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN asked_away INTEGER NOT NULL DEFAULT 0;
-- Whether somebody without an account was in it.
ALTER TABLE session_participants ADD COLUMN external INTEGER NOT NULL DEFAULT 0;

-- Links that bring somebody without an account into one session, once (SUP-70).
CREATE TABLE external_invitations (
    -- SHA-256 of the link's token: whoever reads the store cannot follow it.
    token_hash BLOB PRIMARY KEY,
    session_id BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    -- Its number in the session.
    number     INTEGER NOT NULL,
    -- Who its guest is in the session: nobody's account.
    user_id    BLOB NOT NULL UNIQUE,
    expires_ms INTEGER NOT NULL,
    used_ms    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX external_invitations_by_end ON external_invitations (expires_ms);

-- Who came by one. A row goes in the transaction that puts them out of the session.
CREATE TABLE external_reps (
    user_id     BLOB PRIMARY KEY,
    cookie_hash BLOB NOT NULL UNIQUE,
    session_id  BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    name        TEXT NOT NULL,
    made_ms     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX external_reps_by_session ON external_reps (session_id);

CREATE TABLE external_tickets (
    hash       BLOB PRIMARY KEY,
    user_id    BLOB NOT NULL REFERENCES external_reps (user_id) ON DELETE CASCADE,
    expires_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX external_tickets_by_user ON external_tickets (user_id);
CREATE INDEX external_tickets_by_end ON external_tickets (expires_ms);

-- Links that answer an invitation which was sent by mail to somebody who is not signed in (SUP-33).
CREATE TABLE away_invitations (
    token_hash BLOB PRIMARY KEY,
    session_id BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    number     INTEGER NOT NULL,
    user_id    BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    expires_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX away_invitations_by_end ON away_invitations (expires_ms);
