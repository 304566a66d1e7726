-- Text columns of a thing are named as in the CSV files. "search" holds the
-- folded text that a list searches, "…_key" a folded name to sort by, "…_day"
-- the earliest day of a fuzzy date, in days since 1970-01-01.

CREATE TABLE users (
    id            TEXT PRIMARY KEY,
    email         TEXT NOT NULL,
    email_key     TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    name_key      TEXT NOT NULL,
    search        TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    language      TEXT NOT NULL,
    admin         BOOLEAN NOT NULL,
    disabled_at   BIGINT NOT NULL,
    created_at    BIGINT NOT NULL
);

-- The key is the SHA-256 of the random bytes in the cookie: who reads the
-- database cannot sign in with it.
CREATE TABLE sessions (
    key        TEXT PRIMARY KEY,
    user_id    TEXT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE one_time_tokens (
    key        TEXT PRIMARY KEY,
    user_id    TEXT NOT NULL REFERENCES users (id),
    expires_at BIGINT NOT NULL
);

CREATE TABLE cases (
    id           TEXT PRIMARY KEY,
    title        TEXT NOT NULL,
    reference    TEXT NOT NULL,
    court        TEXT NOT NULL,
    jurisdiction TEXT NOT NULL,
    status       TEXT NOT NULL,
    filed_on     TEXT NOT NULL,
    summary      TEXT NOT NULL,
    currency     TEXT NOT NULL,
    language     TEXT NOT NULL,
    search       TEXT NOT NULL,
    title_key    TEXT NOT NULL,
    filed_day    BIGINT NOT NULL,
    -- kept by every write, so that no page counts
    last_claim      BIGINT NOT NULL DEFAULT 0,
    last_exhibit    BIGINT NOT NULL DEFAULT 0,
    last_change     BIGINT NOT NULL DEFAULT 0,
    n_proceedings   BIGINT NOT NULL DEFAULT 0,
    n_parties       BIGINT NOT NULL DEFAULT 0,
    n_relationships BIGINT NOT NULL DEFAULT 0,
    n_claims        BIGINT NOT NULL DEFAULT 0,
    n_evidence      BIGINT NOT NULL DEFAULT 0,
    n_links         BIGINT NOT NULL DEFAULT 0,
    n_members       BIGINT NOT NULL DEFAULT 0,
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE members (
    case_id    TEXT NOT NULL REFERENCES cases (id),
    id         TEXT NOT NULL,
    user_id    TEXT NOT NULL REFERENCES users (id),
    role       TEXT NOT NULL CHECK (role IN ('reader', 'annotator', 'analyst', 'lead')),
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (case_id, id)
);
CREATE UNIQUE INDEX members_user ON members (user_id, case_id) WHERE deleted_at = 0;

CREATE TABLE proceedings (
    case_id      TEXT NOT NULL REFERENCES cases (id),
    id           TEXT NOT NULL,
    court        TEXT NOT NULL,
    reference    TEXT NOT NULL,
    level        TEXT NOT NULL,
    filed_on     TEXT NOT NULL,
    status       TEXT NOT NULL,
    outcome      TEXT NOT NULL,
    outcome_on   TEXT NOT NULL,
    appeal_of_id TEXT,
    note         TEXT NOT NULL,
    search       TEXT NOT NULL,
    filed_day    BIGINT NOT NULL,
    court_key    TEXT NOT NULL,
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (case_id, id),
    FOREIGN KEY (case_id, appeal_of_id) REFERENCES proceedings (case_id, id)
);
CREATE INDEX proceedings_filed ON proceedings (case_id, filed_day, id);

CREATE TABLE parties (
    case_id     TEXT NOT NULL REFERENCES cases (id),
    id          TEXT NOT NULL,
    name        TEXT NOT NULL,
    native_name TEXT NOT NULL,
    aliases     TEXT NOT NULL,
    kind        TEXT NOT NULL,
    role        TEXT NOT NULL,
    side        TEXT NOT NULL,
    country     TEXT NOT NULL,
    description TEXT NOT NULL,
    search      TEXT NOT NULL,
    name_key    TEXT NOT NULL,
    n_claims    BIGINT NOT NULL DEFAULT 0,
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (case_id, id)
);
CREATE INDEX parties_name ON parties (case_id, name_key, id);

CREATE TABLE relationships (
    case_id   TEXT NOT NULL REFERENCES cases (id),
    id        TEXT NOT NULL,
    from_id   TEXT NOT NULL,
    type      TEXT NOT NULL,
    to_id     TEXT NOT NULL,
    percent   TEXT NOT NULL,
    from_date TEXT NOT NULL,
    to_date   TEXT NOT NULL,
    note      TEXT NOT NULL,
    search    TEXT NOT NULL,
    from_day  BIGINT NOT NULL,
    from_key  TEXT NOT NULL, -- the party's name_key, so that the list reads one index
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (case_id, id),
    FOREIGN KEY (case_id, from_id) REFERENCES parties (case_id, id),
    FOREIGN KEY (case_id, to_id) REFERENCES parties (case_id, id)
);
CREATE INDEX relationships_order ON relationships (case_id, from_key, id);
CREATE INDEX relationships_from ON relationships (case_id, from_id);
CREATE INDEX relationships_to ON relationships (case_id, to_id);

CREATE TABLE claims (
    case_id           TEXT NOT NULL REFERENCES cases (id),
    id                TEXT NOT NULL,
    number            BIGINT NOT NULL,
    title             TEXT NOT NULL,
    kind              TEXT NOT NULL,
    relief_type       TEXT NOT NULL,
    cause_of_action   TEXT NOT NULL,
    legal_basis       TEXT NOT NULL,
    verbatim          TEXT NOT NULL,
    verbatim_language TEXT NOT NULL,
    amount            BIGINT,
    currency          TEXT NOT NULL,
    unquantified      BOOLEAN NOT NULL,
    head_of_loss      TEXT NOT NULL,
    calculation       TEXT NOT NULL,
    measure           TEXT NOT NULL,
    conduct           TEXT NOT NULL,
    term              TEXT NOT NULL,
    territory         TEXT NOT NULL,
    until             TEXT NOT NULL,
    status            TEXT NOT NULL,
    disposition       TEXT NOT NULL,
    granted_amount    BIGINT,
    description       TEXT NOT NULL,
    search            TEXT NOT NULL,
    title_key         TEXT NOT NULL,
    label             TEXT NOT NULL, -- the beginning of the title, short enough for an index
    claimants         TEXT NOT NULL DEFAULT '',
    respondents       TEXT NOT NULL DEFAULT '',
    targets           TEXT NOT NULL DEFAULT '',
    supports          BIGINT NOT NULL DEFAULT 0,
    refutes           BIGINT NOT NULL DEFAULT 0,
    undercuts         BIGINT NOT NULL DEFAULT 0,
    context           BIGINT NOT NULL DEFAULT 0,
    unassessed        BIGINT NOT NULL DEFAULT 0,
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (case_id, id),
    CHECK (amount IS NULL OR (amount >= 0 AND currency <> ''))
);
CREATE UNIQUE INDEX claims_number ON claims (case_id, number);
-- What stands beside a claim is read from here alone: a row takes a page.
CREATE INDEX claims_beside ON claims (case_id, number, deleted_at, label, id);
CREATE INDEX claims_title ON claims (case_id, title_key, id);

CREATE TABLE claim_parties (
    case_id    TEXT NOT NULL REFERENCES cases (id),
    id         TEXT NOT NULL,
    claim_id   TEXT NOT NULL,
    party_id   TEXT NOT NULL,
    role       TEXT NOT NULL CHECK (role IN ('claimant', 'respondent', 'target')),
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (case_id, id),
    FOREIGN KEY (case_id, claim_id) REFERENCES claims (case_id, id),
    FOREIGN KEY (case_id, party_id) REFERENCES parties (case_id, id)
);
CREATE UNIQUE INDEX claim_parties_once ON claim_parties (case_id, claim_id, role, party_id) WHERE deleted_at = 0;
CREATE INDEX claim_parties_party ON claim_parties (case_id, party_id);

CREATE TABLE evidence (
    case_id           TEXT NOT NULL REFERENCES cases (id),
    id                TEXT NOT NULL,
    number            BIGINT NOT NULL,
    title             TEXT NOT NULL,
    type              TEXT NOT NULL,
    source            TEXT NOT NULL,
    source_url        TEXT NOT NULL,
    author            TEXT NOT NULL,
    custodian         TEXT NOT NULL,
    dated             TEXT NOT NULL,
    received_on       TEXT NOT NULL,
    language          TEXT NOT NULL,
    bates_begin       TEXT NOT NULL,
    bates_end         TEXT NOT NULL,
    privilege         TEXT NOT NULL,
    confidentiality   TEXT NOT NULL,
    admissibility     TEXT NOT NULL,
    offered_by_id     TEXT,
    derived_from_id   TEXT,
    translation_of_id TEXT,
    description       TEXT NOT NULL,
    search            TEXT NOT NULL,
    title_key         TEXT NOT NULL,
    label             TEXT NOT NULL,
    dated_day         BIGINT NOT NULL,
    links             BIGINT NOT NULL DEFAULT 0,
    last_file         BIGINT NOT NULL DEFAULT 0,
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (case_id, id),
    FOREIGN KEY (case_id, offered_by_id) REFERENCES parties (case_id, id),
    FOREIGN KEY (case_id, derived_from_id) REFERENCES evidence (case_id, id),
    FOREIGN KEY (case_id, translation_of_id) REFERENCES evidence (case_id, id)
);
CREATE UNIQUE INDEX evidence_number ON evidence (case_id, number);
CREATE INDEX evidence_beside ON evidence (case_id, number, deleted_at, label, id);
CREATE INDEX evidence_title ON evidence (case_id, title_key, id);
CREATE INDEX evidence_derived ON evidence (case_id, derived_from_id) WHERE derived_from_id IS NOT NULL;

CREATE TABLE files (
    case_id      TEXT NOT NULL REFERENCES cases (id),
    id           TEXT NOT NULL,
    evidence_id  TEXT NOT NULL,
    file_version BIGINT NOT NULL,
    filename     TEXT NOT NULL,
    media_type   TEXT NOT NULL,
    size         BIGINT NOT NULL,
    sha256       TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    created_by   TEXT NOT NULL,
    PRIMARY KEY (case_id, id),
    UNIQUE (case_id, evidence_id, file_version),
    FOREIGN KEY (case_id, evidence_id) REFERENCES evidence (case_id, id)
);
-- verify reads the bytes of each hash once, whatever the number of items.
CREATE INDEX files_sha256 ON files (sha256, case_id, id);

-- Numbers and titles of both ends are copied here by every write, so that a page
-- of links reads one index and no other table.
CREATE TABLE links (
    case_id        TEXT NOT NULL REFERENCES cases (id),
    id             TEXT NOT NULL,
    evidence_id    TEXT NOT NULL,
    claim_id       TEXT NOT NULL,
    stance         TEXT NOT NULL CHECK (stance IN ('supports', 'refutes', 'undercuts', 'context', 'unassessed')),
    why            TEXT NOT NULL,
    locator        TEXT NOT NULL,
    quote          TEXT NOT NULL,
    claim_number   BIGINT NOT NULL,
    exhibit_number BIGINT NOT NULL,
    claim_title    TEXT NOT NULL,
    evidence_title TEXT NOT NULL,
    evidence_type  TEXT NOT NULL,
    search         TEXT NOT NULL,
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (case_id, id),
    FOREIGN KEY (case_id, evidence_id) REFERENCES evidence (case_id, id),
    FOREIGN KEY (case_id, claim_id) REFERENCES claims (case_id, id)
);
CREATE INDEX links_order ON links (case_id, claim_number, exhibit_number, id);
CREATE INDEX links_claim ON links (case_id, claim_id, exhibit_number, id);
CREATE INDEX links_evidence ON links (case_id, evidence_id, claim_number, id);

-- Append only. Op is shared by the changes of one request.
CREATE TABLE changes (
    case_id TEXT NOT NULL,
    seq     BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    actor   TEXT NOT NULL,
    action  TEXT NOT NULL,
    noun    TEXT NOT NULL,
    id      TEXT NOT NULL,
    field   TEXT NOT NULL,
    old     TEXT NOT NULL,
    new     TEXT NOT NULL,
    reason  TEXT NOT NULL,
    op      TEXT NOT NULL,
    title   TEXT NOT NULL,
    version BIGINT NOT NULL,
    hash    TEXT NOT NULL,
    search  TEXT NOT NULL,
    PRIMARY KEY (case_id, seq)
);
CREATE INDEX changes_thing ON changes (case_id, id, seq);
CREATE INDEX changes_op ON changes (case_id, op);
-- Finds who wrote, and counts what a filter leaves, without reading the texts.
CREATE INDEX changes_filter ON changes (case_id, actor, noun, action, at);
