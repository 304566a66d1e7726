-- What is known of the text of a file, and the work that waits for it. One row a file.
CREATE TABLE readings (
    case_id      TEXT NOT NULL REFERENCES cases (id),
    file_id      TEXT NOT NULL,
    evidence_id  TEXT NOT NULL,
    file_version BIGINT NOT NULL,
    state        TEXT NOT NULL,
    note         TEXT NOT NULL,
    format       TEXT NOT NULL,
    text_id      TEXT, -- the text that is shown and searched
    pages        BIGINT NOT NULL,
    paged        BOOLEAN NOT NULL,
    hidden       BIGINT NOT NULL, -- words under boxes
    attached     BOOLEAN NOT NULL, -- its attachments are exhibits of their own
    PRIMARY KEY (case_id, file_id),
    FOREIGN KEY (case_id, file_id) REFERENCES files (case_id, id)
);
CREATE INDEX readings_evidence ON readings (case_id, evidence_id, file_version);

-- Work that waits or is being done. It is claimed by a conditional update; one that
-- a crash left behind is taken up again when its lease ends.
CREATE TABLE works (
    id           TEXT PRIMARY KEY,
    case_id      TEXT NOT NULL,
    file_id      TEXT NOT NULL,
    kind         TEXT NOT NULL, -- read, ocr
    languages    TEXT NOT NULL, -- of OCR
    page         BIGINT NOT NULL, -- the next page of OCR
    by_email     TEXT NOT NULL,
    since        BIGINT NOT NULL,
    tries        BIGINT NOT NULL,
    leased_until BIGINT NOT NULL, -- 0: waits
    lease        TEXT NOT NULL, -- changes with each claim
    FOREIGN KEY (case_id, file_id) REFERENCES readings (case_id, file_id)
);
CREATE UNIQUE INDEX works_file ON works (case_id, file_id, kind);
CREATE INDEX works_waiting ON works (leased_until, case_id, by_email, since);

-- Whose turn it is: when a case and a person were last served.
CREATE TABLE turns (
    name      TEXT PRIMARY KEY,
    served_at BIGINT NOT NULL
);

-- Texts never change; a new one is a new row.
CREATE TABLE texts (
    case_id     TEXT NOT NULL,
    id          TEXT NOT NULL,
    file_id     TEXT NOT NULL,
    evidence_id TEXT NOT NULL,
    kind        TEXT NOT NULL, -- text, ocr
    extractor   TEXT NOT NULL,
    language    TEXT NOT NULL,
    sha256      TEXT NOT NULL,
    length      BIGINT NOT NULL, -- code points
    parts       BIGINT NOT NULL,
    paged       BOOLEAN NOT NULL,
    confidence  BIGINT NOT NULL, -- of OCR, 0 to 100; -1
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (case_id, id),
    FOREIGN KEY (case_id, file_id) REFERENCES readings (case_id, file_id)
);
CREATE INDEX texts_file ON texts (case_id, file_id);

-- The pages or stretches of a text, from 1. start is where the text of the part begins in the canonical text, in code points.
CREATE TABLE parts (
    case_id    TEXT NOT NULL,
    text_id    TEXT NOT NULL,
    part       BIGINT NOT NULL,
    start      BIGINT NOT NULL,
    text       TEXT NOT NULL,
    width      BIGINT NOT NULL, -- hundredths of a point; 0: no page
    height     BIGINT NOT NULL,
    hidden     BIGINT NOT NULL,
    confidence BIGINT NOT NULL,
    places     BYTEA NOT NULL, -- words or blocks, packed
    PRIMARY KEY (case_id, text_id, part),
    FOREIGN KEY (case_id, text_id) REFERENCES texts (case_id, id)
);

-- Pages of an OCR that is not finished.
CREATE TABLE ocr_pages (
    case_id    TEXT NOT NULL,
    file_id    TEXT NOT NULL,
    page       BIGINT NOT NULL,
    text       TEXT NOT NULL,
    confidence BIGINT NOT NULL,
    width      BIGINT NOT NULL,
    height     BIGINT NOT NULL,
    places     BYTEA NOT NULL,
    PRIMARY KEY (case_id, file_id, page),
    FOREIGN KEY (case_id, file_id) REFERENCES readings (case_id, file_id)
);

-- Who had an item in hands, when, and what they did with it; only ever added to.
CREATE TABLE custody (
    case_id      TEXT NOT NULL,
    id           TEXT NOT NULL,
    evidence_id  TEXT NOT NULL,
    file_version BIGINT NOT NULL,
    act          TEXT NOT NULL,
    by_email     TEXT NOT NULL, -- "" for the program
    at           BIGINT NOT NULL,
    detail       TEXT NOT NULL,
    PRIMARY KEY (case_id, id),
    FOREIGN KEY (case_id, evidence_id) REFERENCES evidence (case_id, id)
);
CREATE INDEX custody_evidence ON custody (case_id, evidence_id, at, id);

-- What came of hashing every file of a case again.
CREATE TABLE verifications (
    case_id  TEXT NOT NULL REFERENCES cases (id),
    id       TEXT NOT NULL,
    by_email TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,
    files    BIGINT NOT NULL,
    bytes    BIGINT NOT NULL,
    problems TEXT NOT NULL, -- a line each
    PRIMARY KEY (case_id, id)
);
CREATE INDEX verifications_began ON verifications (case_id, began_at);

-- Fields that were filled in from the file and that nobody has confirmed, with spaces between.
ALTER TABLE evidence ADD COLUMN proposed TEXT NOT NULL DEFAULT '';
-- The item that this one came attached to.
ALTER TABLE evidence ADD COLUMN attached_to_id TEXT NOT NULL DEFAULT '';
ALTER TABLE evidence ADD COLUMN attached_name TEXT NOT NULL DEFAULT '';
CREATE INDEX evidence_attached ON evidence (case_id, attached_to_id) WHERE attached_to_id <> '';
ALTER TABLE cases ADD COLUMN file_bytes BIGINT NOT NULL DEFAULT 0;
UPDATE cases SET file_bytes = (SELECT coalesce(sum(size), 0) FROM files f WHERE f.case_id = cases.id);
-- What was uploaded before this version waits to be read like everything else.
INSERT INTO readings (case_id, file_id, evidence_id, file_version, state, note, format, pages, paged, hidden, attached)
    SELECT case_id, id, evidence_id, file_version, 'waiting', '', '', 0, FALSE, 0, FALSE FROM files;
INSERT INTO works (id, case_id, file_id, kind, languages, page, by_email, since, tries, leased_until, lease)
    SELECT id, case_id, id, 'read', '', 1, created_by, created_at, 0, 0, '' FROM files;
INSERT INTO custody (case_id, id, evidence_id, file_version, act, by_email, at, detail)
    SELECT case_id, id, evidence_id, file_version, CASE WHEN file_version = 1 THEN 'received' ELSE 'new_version' END, created_by, created_at, filename FROM files;
