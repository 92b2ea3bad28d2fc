-- Configuration of the site: fields that a session is started with, what people are good at, what customers ask about.
CREATE TABLE custom_fields (
    id         BLOB PRIMARY KEY,
    name       TEXT NOT NULL,
    name_key   TEXT NOT NULL UNIQUE,
    -- As links and programs call it.
    code_name  TEXT NOT NULL UNIQUE,
    -- In the details of a session.
    shown      INTEGER NOT NULL,
    created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE skills (
    id          BLOB PRIMARY KEY,
    name        TEXT NOT NULL,
    name_key    TEXT NOT NULL UNIQUE,
    code_name   TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    created_ms  INTEGER NOT NULL
) STRICT;

CREATE TABLE user_skills (
    user_id  BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    skill_id BLOB NOT NULL REFERENCES skills (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, skill_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX user_skills_by_skill ON user_skills (skill_id);

CREATE TABLE issues (
    id          BLOB PRIMARY KEY,
    name        TEXT NOT NULL,
    name_key    TEXT NOT NULL UNIQUE,
    code_name   TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    -- No cascade: a team that an issue names is not removed. NULL: nobody in particular.
    team_id     BLOB REFERENCES teams (id),
    created_ms  INTEGER NOT NULL
) STRICT;
CREATE INDEX issues_by_team ON issues (team_id) WHERE team_id IS NOT NULL;

CREATE TABLE issue_skills (
    issue_id BLOB NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
    -- No cascade: as for teams.
    skill_id BLOB NOT NULL REFERENCES skills (id),
    PRIMARY KEY (issue_id, skill_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX issue_skills_by_skill ON issue_skills (skill_id);
