-- Faces of the portal, told apart by host name (SUP-1).
CREATE TABLE public_sites (
    id                   BLOB PRIMARY KEY,
    name                 TEXT NOT NULL,
    name_key             TEXT NOT NULL UNIQUE,
    -- Empty: the portal says it in its own words.
    title                TEXT NOT NULL,
    welcome              TEXT NOT NULL,
    -- Empty: Towline's own.
    accent               TEXT NOT NULL,
    -- JSON: a list of codes.
    languages            TEXT NOT NULL,
    default_language     TEXT NOT NULL,
    session_keys         INTEGER NOT NULL,
    -- Empty: nothing to accept.
    agreement            TEXT NOT NULL,
    -- JSON: a list of objects with text, on, from_ms, until_ms.
    notices              TEXT NOT NULL,
    -- A picture, its media type, the SHA-256 of its bytes; all three or none.
    logo                 BLOB,
    logo_type            TEXT,
    logo_hash            BLOB,
    -- No cascade: a session policy that a site names is not removed.
    attended_policy_id   BLOB REFERENCES session_policies (id),
    unattended_policy_id BLOB REFERENCES session_policies (id),
    created_ms           INTEGER NOT NULL,
    CHECK ((logo IS NULL) = (logo_type IS NULL) AND (logo IS NULL) = (logo_hash IS NULL))
) STRICT;
CREATE INDEX public_sites_by_attended_policy ON public_sites (attended_policy_id) WHERE attended_policy_id IS NOT NULL;
CREATE INDEX public_sites_by_unattended_policy ON public_sites (unattended_policy_id) WHERE unattended_policy_id IS NOT NULL;

CREATE TABLE public_site_hosts (
    host    TEXT PRIMARY KEY,
    site_id BLOB NOT NULL REFERENCES public_sites (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX public_site_hosts_by_site ON public_site_hosts (site_id);

-- The one that answers wherever no other is named. It is never removed.
INSERT INTO public_sites (id, name, name_key, title, welcome, accent, languages, default_language, session_keys, agreement, notices, created_ms)
VALUES (x'00000000000000000000000000000001', 'Default', 'default', '', '', '', '["en","de","fr","es","pt","ja","zh"]', 'en', 1, '', '[]', 0);
