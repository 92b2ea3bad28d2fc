-- In which time zone somebody reads times, as `Europe/Berlin`; empty: in the browser's.
ALTER TABLE users ADD COLUMN time_zone TEXT NOT NULL DEFAULT '';
