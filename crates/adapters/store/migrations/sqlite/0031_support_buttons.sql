-- Support Buttons (SUP-50): how they look, what lets one be installed, and those that are on machines.
CREATE TABLE button_profiles (
    id         BLOB PRIMARY KEY,
    name       TEXT NOT NULL,
    name_key   TEXT NOT NULL UNIQUE,
    -- What stands below the icon, and what the desktop says of it.
    label      TEXT NOT NULL,
    comment    TEXT NOT NULL,
    site_id    BLOB REFERENCES public_sites (id) ON DELETE SET NULL,
    -- A PNG; nothing: the one that is built in.
    icon       BLOB,
    icon_hash  BLOB,
    created_ms INTEGER NOT NULL
) STRICT;
INSERT INTO button_profiles (id, name, name_key, label, comment, created_ms)
VALUES (x'00000000000000000000000000000001', 'Standard', 'standard', 'Get support', 'Starts a session with our support team', 0);

-- Neither a user nor a team: the general queue. What is gone leaves that behind, so that nobody's button is dead.
CREATE TABLE button_installers (
    id           BLOB PRIMARY KEY,
    token_hash   BLOB NOT NULL UNIQUE,
    description  TEXT NOT NULL,
    profile_id   BLOB REFERENCES button_profiles (id) ON DELETE SET NULL,
    user_id      BLOB REFERENCES users (id) ON DELETE SET NULL,
    team_id      BLOB REFERENCES teams (id) ON DELETE SET NULL,
    issue_id     BLOB REFERENCES issues (id) ON DELETE SET NULL,
    -- For how long its buttons can be used.
    button_days  INTEGER NOT NULL,
    expires_ms   INTEGER NOT NULL,
    uses_allowed INTEGER NOT NULL,
    uses         INTEGER NOT NULL DEFAULT 0,
    created_ms   INTEGER NOT NULL,
    created_by   TEXT NOT NULL,
    -- The one button that a session's rep deploys with it; such installers live for minutes, and are in no list.
    button_id    BLOB
) STRICT;
CREATE INDEX button_installers_of_sessions ON button_installers (expires_ms) WHERE button_id IS NOT NULL;

CREATE TABLE support_buttons (
    id           BLOB PRIMARY KEY,
    token_hash   BLOB NOT NULL UNIQUE,
    description  TEXT NOT NULL,
    profile_id   BLOB REFERENCES button_profiles (id) ON DELETE SET NULL,
    user_id      BLOB REFERENCES users (id) ON DELETE SET NULL,
    team_id      BLOB REFERENCES teams (id) ON DELETE SET NULL,
    issue_id     BLOB REFERENCES issues (id) ON DELETE SET NULL,
    -- What its machine calls itself; hostile text.
    machine      TEXT NOT NULL,
    made_by      TEXT NOT NULL,
    created_ms   INTEGER NOT NULL,
    expires_ms   INTEGER NOT NULL,
    used_ms      INTEGER,
    uses         INTEGER NOT NULL DEFAULT 0,
    withdrawn_ms INTEGER
) STRICT;
CREATE INDEX support_buttons_by_age ON support_buttons (created_ms);
