-- Reports of sessions (REC-1, REC-6): by time, and by what people are called.
ALTER TABLE sessions ADD COLUMN method TEXT NOT NULL DEFAULT '';
-- Its name and its owner's, in small letters, each on a line of its own.
ALTER TABLE sessions ADD COLUMN search TEXT NOT NULL DEFAULT '';
UPDATE sessions
SET method = coalesce(json_extract(state, '$.spec.method'), ''),
    search = lower(name) || char(10) || lower(coalesce(json_extract(state, '$.owner_name'), ''));
CREATE INDEX sessions_by_start ON sessions (started_ms, id);
ALTER TABLE session_participants ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
UPDATE session_participants SET name_key = lower(display_name);
-- What the lists count, without reading whole logs.
CREATE INDEX session_counts ON session_events (session_id, kind) WHERE kind IN ('shell_opened', 'script_started', 'files_uploaded', 'files_downloaded');
