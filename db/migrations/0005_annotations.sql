-- A passage finds its parts by their places.
CREATE INDEX parts_start ON parts (case_id, text_id, start);

-- The codebook of a case.
CREATE TABLE labels (
    case_id     TEXT NOT NULL REFERENCES cases (id),
    id          TEXT NOT NULL,
    name        TEXT NOT NULL,
    colour      TEXT NOT NULL,
    meaning     TEXT NOT NULL,
    key         TEXT NOT NULL,
    position    TEXT NOT NULL,
    name_key    TEXT NOT NULL,
    label_order BIGINT NOT NULL, -- position as a number
    search      TEXT NOT NULL,
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (case_id, id)
);
CREATE INDEX labels_order ON labels (case_id, label_order, name_key, id);

-- Marked passages, and replies to them. A passage is kept as JSON (see onus.Passage); its
-- place stands beside it for the index. A reply has the item and the visibility of its thread.
CREATE TABLE annotations (
    case_id      TEXT NOT NULL REFERENCES cases (id),
    id           TEXT NOT NULL,
    evidence_id  TEXT NOT NULL,
    passage      TEXT NOT NULL,
    label_id     TEXT,
    body         TEXT NOT NULL,
    visibility   TEXT NOT NULL CHECK (visibility IN ('case', 'private')),
    state        TEXT NOT NULL CHECK (state IN ('open', 'resolved')),
    placement    TEXT NOT NULL CHECK (placement IN ('placed', 'proposed', 'orphaned')),
    proposal     TEXT NOT NULL,
    in_reply_to  TEXT,
    text_id      TEXT,
    file_version BIGINT NOT NULL,
    page         BIGINT NOT NULL,
    start_at     BIGINT NOT NULL,
    end_at       BIGINT NOT NULL,
    exhibit_number BIGINT NOT NULL,
    search       TEXT NOT NULL,
    -- the newest text that it was looked for in
    tried_id     TEXT NOT NULL DEFAULT '',
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (case_id, id),
    FOREIGN KEY (case_id, evidence_id) REFERENCES evidence (case_id, id),
    FOREIGN KEY (case_id, label_id) REFERENCES labels (case_id, id),
    FOREIGN KEY (case_id, text_id) REFERENCES texts (case_id, id),
    FOREIGN KEY (case_id, in_reply_to) REFERENCES annotations (case_id, id)
);
CREATE INDEX annotations_order ON annotations (case_id, exhibit_number, file_version, start_at, end_at, id);
CREATE INDEX annotations_text ON annotations (case_id, text_id, start_at, end_at, id);
CREATE INDEX annotations_evidence ON annotations (case_id, evidence_id, deleted_at);
CREATE INDEX annotations_waiting ON annotations (case_id, evidence_id, deleted_at) WHERE placement <> 'placed';
CREATE INDEX annotations_label ON annotations (case_id, label_id, exhibit_number, file_version, start_at, end_at, id);
CREATE INDEX annotations_thread ON annotations (case_id, in_reply_to, created_at, id);

-- The one door: what a member, its reader, may see. A private annotation is its owner's.
CREATE VIEW readable_annotations AS
    SELECT a.case_id, a.id, a.evidence_id, a.passage, a.label_id, a.body, a.visibility, a.state, a.placement, a.proposal, a.in_reply_to,
        a.text_id, a.file_version, a.page, a.start_at, a.end_at, a.exhibit_number, a.search, a.tried_id,
        a.version, a.created_at, a.created_by, a.updated_at, a.updated_by, a.deleted_at, m.user_id AS reader
    FROM annotations a
    JOIN members m ON m.case_id = a.case_id AND m.deleted_at = 0
    JOIN users u ON u.id = m.user_id
    JOIN evidence e ON e.case_id = a.case_id AND e.id = a.evidence_id AND e.deleted_at = 0
    WHERE a.deleted_at = 0 AND (a.visibility = 'case' OR a.created_by = u.email);

-- What was done to private annotations. It stands apart from the history of the case, in
-- whose numbers and hashes everybody would see that something was done.
CREATE TABLE private_changes (
    case_id TEXT NOT NULL,
    owner   TEXT NOT NULL,
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
    PRIMARY KEY (case_id, owner, seq)
);
CREATE INDEX private_changes_thing ON private_changes (case_id, id, seq);
CREATE INDEX private_changes_op ON private_changes (case_id, owner, op);

-- That somebody was mentioned, or answered.
CREATE TABLE notices (
    user_id       TEXT NOT NULL REFERENCES users (id),
    case_id       TEXT NOT NULL,
    annotation_id TEXT NOT NULL,
    kind          TEXT NOT NULL, -- mention, reply
    by_email      TEXT NOT NULL,
    at            BIGINT NOT NULL,
    read_at       BIGINT NOT NULL, -- 0: not yet
    PRIMARY KEY (user_id, case_id, annotation_id),
    FOREIGN KEY (case_id, annotation_id) REFERENCES annotations (case_id, id)
);
CREATE INDEX notices_order ON notices (user_id, read_at, at);

ALTER TABLE cases ADD COLUMN n_labels BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN n_annotations BIGINT NOT NULL DEFAULT 0; -- passages that every member sees

-- A link can be pinned to a passage. It keeps the passage as it was then: the annotation
-- moves on to newer versions of the file. A table with a composite key is made anew.
DROP INDEX links_order;
DROP INDEX links_claim;
DROP INDEX links_evidence;
ALTER TABLE links RENAME TO links_before;
CREATE TABLE links (
    case_id        TEXT NOT NULL REFERENCES cases (id),
    id             TEXT NOT NULL,
    evidence_id    TEXT NOT NULL,
    claim_id       TEXT NOT NULL,
    stance         TEXT NOT NULL CHECK (stance IN ('supports', 'refutes', 'undercuts', 'context', 'unassessed')),
    why            TEXT NOT NULL,
    locator        TEXT NOT NULL,
    quote          TEXT NOT NULL,
    annotation_id  TEXT,
    passage        TEXT NOT NULL DEFAULT '',
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
    CONSTRAINT links_key PRIMARY KEY (case_id, id),
    FOREIGN KEY (case_id, evidence_id) REFERENCES evidence (case_id, id),
    FOREIGN KEY (case_id, claim_id) REFERENCES claims (case_id, id),
    FOREIGN KEY (case_id, annotation_id) REFERENCES annotations (case_id, id)
);
INSERT INTO links (case_id, id, evidence_id, claim_id, stance, why, locator, quote, claim_number, exhibit_number, claim_title, evidence_title,
        evidence_type, search, version, created_at, created_by, updated_at, updated_by, deleted_at)
    SELECT case_id, id, evidence_id, claim_id, stance, why, locator, quote, claim_number, exhibit_number, claim_title, evidence_title,
        evidence_type, search, version, created_at, created_by, updated_at, updated_by, deleted_at FROM links_before;
DROP TABLE links_before;
CREATE INDEX links_order ON links (case_id, claim_number, exhibit_number, id);
CREATE INDEX links_claim ON links (case_id, claim_id, exhibit_number, id);
CREATE INDEX links_evidence ON links (case_id, evidence_id, claim_number, id);
CREATE INDEX links_annotation ON links (case_id, annotation_id) WHERE annotation_id IS NOT NULL;
