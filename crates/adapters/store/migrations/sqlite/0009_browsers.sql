-- What a login's browser calls itself, for its owner to know it again.
ALTER TABLE logins ADD COLUMN agent TEXT NOT NULL DEFAULT '';
