-- How sessions find their rep (SUP-30, SUP-32, SUP-34).

-- The rules of the team's queue; what is not said is as it comes.
ALTER TABLE teams ADD COLUMN rules TEXT NOT NULL DEFAULT '{}';

-- Whether a rep is there for another session, as they said themselves.
CREATE TABLE readiness (
    user_id BLOB PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    chosen  TEXT NOT NULL,
    at_ms   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
