-- Canned scripts (SCR-6, ADM-4).
CREATE TABLE scripts (
    id              BLOB PRIMARY KEY,
    name            TEXT NOT NULL,
    name_key        TEXT NOT NULL UNIQUE,
    description     TEXT NOT NULL,
    -- May be empty.
    category        TEXT NOT NULL,
    interpreter     TEXT NOT NULL,
    text            TEXT NOT NULL,
    -- Of the text, in hexadecimal digits.
    sha256          TEXT NOT NULL,
    runs_as         TEXT NOT NULL,
    timeout_seconds INTEGER NOT NULL,
    -- JSON.
    parameters      TEXT NOT NULL,
    created_ms      INTEGER NOT NULL
) STRICT;

-- Whom a script is for; none: everybody. No cascade from teams: with the last of its teams a script would be everybody's.
CREATE TABLE script_teams (
    script_id BLOB NOT NULL REFERENCES scripts (id) ON DELETE CASCADE,
    team_id   BLOB NOT NULL REFERENCES teams (id),
    PRIMARY KEY (script_id, team_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX script_teams_by_team ON script_teams (team_id);
