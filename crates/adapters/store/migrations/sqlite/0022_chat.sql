-- Files that people sent in the chat of a session. The bytes are on disk; a row is written in the transaction of the event that tells of it.
CREATE TABLE attachments (
    id         BLOB PRIMARY KEY,
    session_id BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    bytes      INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    sha256     TEXT NOT NULL,
    -- Not for a customer's eyes.
    reps_only  INTEGER NOT NULL,
    sent_ms    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX attachments_by_session ON attachments (session_id);

-- What reps say often (SES-31).
CREATE TABLE canned_messages (
    id         BLOB PRIMARY KEY,
    -- May be empty.
    category   TEXT NOT NULL,
    name       TEXT NOT NULL,
    text       TEXT NOT NULL,
    -- No cascade: a team that has some is not removed. NULL: for everybody.
    team_id    BLOB REFERENCES teams (id),
    created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX canned_messages_by_team ON canned_messages (team_id) WHERE team_id IS NOT NULL;

-- Whether a customer is offered what was said by e-mail when the session is over (SES-32).
ALTER TABLE public_sites ADD COLUMN offers_transcript INTEGER NOT NULL DEFAULT 0;
