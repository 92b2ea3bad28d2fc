-- Who a customer said to be, in small letters: finds the sessions that the same name had before (SES-40).
ALTER TABLE sessions ADD COLUMN customer TEXT;
UPDATE sessions
SET customer = lower(json_extract(state, '$.spec.support.customer.name')) || char(10)
    || lower(coalesce(json_extract(state, '$.spec.support.customer.company'), ''))
WHERE json_extract(state, '$.spec.support.customer.name') <> '';
CREATE INDEX sessions_by_person ON sessions (customer, started_ms) WHERE customer IS NOT NULL;
CREATE INDEX session_notes ON session_events (session_id, sequence) WHERE kind = 'note';
