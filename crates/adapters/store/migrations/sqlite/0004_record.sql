-- The administrative record (REC-7): one line for each change, written in the transaction that makes it. Nothing refers to other tables: the record outlives what it is about.
CREATE TABLE admin_record (
    -- From 1, without a gap.
    sequence     INTEGER PRIMARY KEY,
    at_ms        INTEGER NOT NULL,
    author_kind  TEXT NOT NULL,
    author_id    BLOB,
    author_name  TEXT NOT NULL,
    address      TEXT NOT NULL,
    -- created, changed, removed.
    action       TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    subject_name TEXT NOT NULL,
    -- JSON of what differs; NULL before it was made and after it was removed.
    before       TEXT,
    after        TEXT,
    -- Over the line before and the fields of this one (`seal`).
    hash         BLOB NOT NULL
) STRICT;
CREATE INDEX admin_record_by_subject ON admin_record (subject_kind, subject_id, sequence);
CREATE INDEX admin_record_by_moment ON admin_record (at_ms);

-- When the password was set: the record shows that it changed, and it may expire (ACC-5).
ALTER TABLE users ADD COLUMN password_set_ms INTEGER NOT NULL DEFAULT 0;
UPDATE users SET password_set_ms = created_ms;

-- A digest of what the record keeps of a thing tells whether it changed since somebody looked; these counters said less.
ALTER TABLE teams DROP COLUMN version;
ALTER TABLE jump_item_roles DROP COLUMN version;
ALTER TABLE session_policies DROP COLUMN version;
ALTER TABLE group_policies DROP COLUMN version;
