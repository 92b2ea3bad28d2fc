-- From where and when an account may sign in, as it says itself and as its policies say: JSON.
ALTER TABLE users ADD COLUMN sign_in TEXT NOT NULL DEFAULT '{}';
ALTER TABLE group_policies ADD COLUMN sign_in TEXT NOT NULL DEFAULT '{}';
