-- Other systems that say who somebody is (ACC-7), and the accounts that they made.
CREATE TABLE security_providers (
    id            BLOB PRIMARY KEY,
    -- From the top; the order in which they are asked and shown.
    position      INTEGER NOT NULL,
    name          TEXT NOT NULL,
    name_key      TEXT NOT NULL UNIQUE,
    enabled       INTEGER NOT NULL,
    -- JSON, without the secret.
    settings      TEXT NOT NULL,
    -- Sealed with the appliance's own key; NULL: there is none.
    secret        BLOB,
    secret_set_ms INTEGER NOT NULL DEFAULT 0,
    -- Whether people come in who are in none of the groups below.
    admits_others INTEGER NOT NULL,
    created_ms    INTEGER NOT NULL
) STRICT;
CREATE INDEX security_providers_by_position ON security_providers (position);

-- Who is in a group of the provider's is a member of a group policy, as of the last sign-in.
CREATE TABLE provider_groups (
    provider_id BLOB NOT NULL REFERENCES security_providers (id) ON DELETE CASCADE,
    name        TEXT NOT NULL,
    policy_id   BLOB NOT NULL REFERENCES group_policies (id),
    PRIMARY KEY (provider_id, name, policy_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX provider_groups_by_policy ON provider_groups (policy_id);

CREATE TABLE provider_policy_members (
    policy_id BLOB NOT NULL REFERENCES group_policies (id) ON DELETE CASCADE,
    user_id   BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, policy_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX provider_policy_members_by_policy ON provider_policy_members (policy_id);

-- NULL: a local account, or one whose provider was removed; that one has an empty hash, which no password fits.
ALTER TABLE users ADD COLUMN provider_id BLOB REFERENCES security_providers (id) ON DELETE SET NULL;
-- What stays the same of the person at the provider.
ALTER TABLE users ADD COLUMN provider_subject TEXT;
CREATE UNIQUE INDEX users_by_provider ON users (provider_id, provider_subject) WHERE provider_id IS NOT NULL;

-- People who are on their way to a provider and back; each comes back once, in the browser that went.
CREATE TABLE provider_visits (
    state_hash   BLOB PRIMARY KEY,
    browser_hash BLOB NOT NULL,
    provider_id  BLOB NOT NULL REFERENCES security_providers (id) ON DELETE CASCADE,
    -- What proves the answer, sealed.
    kept         BLOB NOT NULL,
    return_path  TEXT NOT NULL,
    expires_ms   INTEGER NOT NULL
) STRICT;
CREATE INDEX provider_visits_by_expiry ON provider_visits (expires_ms);
