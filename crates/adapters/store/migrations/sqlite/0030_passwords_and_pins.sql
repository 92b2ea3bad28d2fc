-- A Jump Client's own password (JMP-15), as a hash: entered before every session with it.
ALTER TABLE jump_clients ADD COLUMN password_hash TEXT;
ALTER TABLE jump_clients ADD COLUMN password_set_ms INTEGER;
-- What was pinned from a session (SUP-60): which attempt it came of.
ALTER TABLE jump_clients ADD COLUMN pin_id BLOB;
-- Installers that were made for a pin; they live for minutes, and are in no list.
ALTER TABLE installers ADD COLUMN pin_id BLOB;
ALTER TABLE installers ADD COLUMN password_hash TEXT;
CREATE INDEX installers_of_pins ON installers (expires_ms) WHERE pin_id IS NOT NULL;
