-- How sessions find their rep (SUP-30, SUP-32, SUP-34).

-- The rules of the team's queue; what is not said is as it comes.
ALTER TABLE teams ADD COLUMN rules TEXT NOT NULL DEFAULT '{}';

-- Whether a rep is there for another session, as they said themselves.
CREATE TABLE readiness (
    user_id BLOB PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    chosen  TEXT NOT NULL,
    at_ms   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What the customer was called, in small letters: earlier sessions with them are found by it.
ALTER TABLE sessions ADD COLUMN customer_key TEXT;
UPDATE sessions SET customer_key = lower(json_extract(state, '$.spec.support.customer.name'));
CREATE INDEX sessions_by_customer ON sessions (customer_key, started_ms) WHERE customer_key IS NOT NULL;
