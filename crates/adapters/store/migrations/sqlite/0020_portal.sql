-- What customers find on the portal besides the field for a key (SUP-1, SUP-32), and surveys at the end of sessions (SUP-80).

-- Whether customers are asked for it: no, optional, required.
ALTER TABLE custom_fields ADD COLUMN asked TEXT NOT NULL DEFAULT 'no';

-- Whether the account is shown on public sites while its console is connected: its own choice.
ALTER TABLE users ADD COLUMN on_portal INTEGER NOT NULL DEFAULT 0;

-- Characters of the key as it is typed: the format of new keys can change while older ones are open.
ALTER TABLE session_keys ADD COLUMN length INTEGER NOT NULL DEFAULT 9;

CREATE TABLE surveys (
    id         BLOB PRIMARY KEY,
    name       TEXT NOT NULL,
    name_key   TEXT NOT NULL UNIQUE,
    -- JSON: a list of questions.
    questions  TEXT NOT NULL,
    created_ms INTEGER NOT NULL
) STRICT;

ALTER TABLE public_sites ADD COLUMN issues INTEGER NOT NULL DEFAULT 1;
ALTER TABLE public_sites ADD COLUMN reps INTEGER NOT NULL DEFAULT 0;
-- No cascade: a survey that a site asks is not removed.
ALTER TABLE public_sites ADD COLUMN customer_survey_id BLOB REFERENCES surveys (id);
ALTER TABLE public_sites ADD COLUMN rep_survey_id BLOB REFERENCES surveys (id);
CREATE INDEX public_sites_by_customer_survey ON public_sites (customer_survey_id) WHERE customer_survey_id IS NOT NULL;
CREATE INDEX public_sites_by_rep_survey ON public_sites (rep_survey_id) WHERE rep_survey_id IS NOT NULL;

CREATE TABLE public_site_issues (
    site_id  BLOB NOT NULL REFERENCES public_sites (id) ON DELETE CASCADE,
    issue_id BLOB NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
    PRIMARY KEY (site_id, issue_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX public_site_issues_by_issue ON public_site_issues (issue_id);

CREATE TABLE survey_answers (
    number      INTEGER PRIMARY KEY,
    session_id  BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    -- Of a rep: the account. Of the customer: empty. No references: answers outlive accounts and surveys.
    author      BLOB NOT NULL,
    author_name TEXT NOT NULL,
    survey_id   BLOB NOT NULL,
    survey_name TEXT NOT NULL,
    -- JSON: questions as they were asked, with what was said.
    answers     TEXT NOT NULL,
    at_ms       INTEGER NOT NULL,
    -- Everybody answers a session's survey once.
    UNIQUE (session_id, author)
) STRICT;
CREATE INDEX survey_answers_by_survey ON survey_answers (survey_id, number);
