-- Who may do what: what accounts and group policies define, session policies, Jump Item Roles, teams. Settings are JSON of `policy`'s catalogue; a built-in role has no row, so no column that
-- names a role refers to the table of roles.

CREATE TABLE jump_item_roles (
    id          BLOB PRIMARY KEY,
    name        TEXT NOT NULL,
    name_key    TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    -- Names of rights, as JSON.
    rights      TEXT NOT NULL,
    version     INTEGER NOT NULL DEFAULT 1,
    created_ms  INTEGER NOT NULL
) STRICT;

CREATE TABLE group_policies (
    id          BLOB PRIMARY KEY,
    -- From the top; the order in which they are read.
    position    INTEGER NOT NULL,
    name        TEXT NOT NULL,
    name_key    TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    settings    TEXT NOT NULL,
    version     INTEGER NOT NULL DEFAULT 1,
    created_ms  INTEGER NOT NULL
) STRICT;
CREATE INDEX group_policies_by_position ON group_policies (position);

CREATE TABLE group_policy_members (
    policy_id BLOB NOT NULL REFERENCES group_policies (id) ON DELETE CASCADE,
    user_id   BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, policy_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_policy_members_by_policy ON group_policy_members (policy_id);

CREATE TABLE group_policy_groups (
    policy_id BLOB NOT NULL REFERENCES group_policies (id) ON DELETE CASCADE,
    group_id  BLOB NOT NULL REFERENCES jump_groups (id) ON DELETE CASCADE,
    -- NULL: the account's default slot.
    role_id   BLOB,
    final     INTEGER NOT NULL,
    PRIMARY KEY (policy_id, group_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_policy_groups_by_group ON group_policy_groups (group_id);

CREATE TABLE session_policies (
    id          BLOB PRIMARY KEY,
    name        TEXT NOT NULL,
    name_key    TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    permissions TEXT NOT NULL,
    version     INTEGER NOT NULL DEFAULT 1,
    created_ms  INTEGER NOT NULL
) STRICT;

CREATE TABLE teams (
    id         BLOB PRIMARY KEY,
    name       TEXT NOT NULL,
    name_key   TEXT NOT NULL UNIQUE,
    comments   TEXT NOT NULL,
    version    INTEGER NOT NULL DEFAULT 1,
    created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE team_members (
    team_id BLOB NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- 0 member, 1 lead, 2 manager.
    rank    INTEGER NOT NULL,
    PRIMARY KEY (user_id, team_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX team_members_by_team ON team_members (team_id, rank);

ALTER TABLE users ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
-- NULL: the account's default slot, looked up at the moment of asking (JMP-30).
ALTER TABLE jump_group_members ADD COLUMN role_id BLOB;
ALTER TABLE jump_items ADD COLUMN attended_policy_id BLOB REFERENCES session_policies (id);
ALTER TABLE jump_items ADD COLUMN unattended_policy_id BLOB REFERENCES session_policies (id);
ALTER TABLE installers ADD COLUMN attended_policy_id BLOB REFERENCES session_policies (id);
ALTER TABLE installers ADD COLUMN unattended_policy_id BLOB REFERENCES session_policies (id);
CREATE INDEX jump_items_by_attended_policy ON jump_items (attended_policy_id) WHERE attended_policy_id IS NOT NULL;
CREATE INDEX jump_items_by_unattended_policy ON jump_items (unattended_policy_id) WHERE unattended_policy_id IS NOT NULL;
