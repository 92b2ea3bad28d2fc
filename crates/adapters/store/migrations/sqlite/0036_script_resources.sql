-- Files that go along with canned scripts (SCR-6). The bytes are on disk, by the id: other bytes have another one.
CREATE TABLE script_resources (
    id         BLOB PRIMARY KEY,
    script_id  BLOB NOT NULL REFERENCES scripts (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    bytes      INTEGER NOT NULL,
    -- In hexadecimal digits.
    sha256     TEXT NOT NULL,
    executable INTEGER NOT NULL,
    UNIQUE (script_id, name)
) STRICT, WITHOUT ROWID;
