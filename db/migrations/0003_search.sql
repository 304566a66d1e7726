-- What search reads of the things of all cases; index.go says how. It can be made anew from the other tables.

-- The row of case '' gives cases their numbers.
CREATE TABLE search_cases (
    case_id TEXT PRIMARY KEY,
    number  BIGINT NOT NULL UNIQUE,
    last    BIGINT NOT NULL, -- the last number that a thing of it got
    built   BOOLEAN NOT NULL -- everything in it is indexed
);
INSERT INTO search_cases (case_id, number, last, built) SELECT '', 0, count(*), TRUE FROM cases;
INSERT INTO search_cases (case_id, number, last, built)
    SELECT id, (SELECT count(*) FROM cases b WHERE b.id <= a.id), 0, FALSE FROM cases a;

-- A row for each live thing. doc is made of the case, the noun and a number in the case.
CREATE TABLE search_rows (
    doc       INTEGER PRIMARY KEY,
    case_id   TEXT NOT NULL REFERENCES cases (id),
    noun      TEXT NOT NULL,
    id        TEXT NOT NULL,
    type      TEXT NOT NULL,
    exhibit   BIGINT NOT NULL, -- its number, of an item and its links; 0
    day       BIGINT NOT NULL, -- to sort by: the first, or one before all others
    first_day BIGINT NOT NULL,
    last_day  BIGINT NOT NULL,
    who       TEXT NOT NULL, -- folded: author, source and custodian of an item
    UNIQUE (case_id, noun, id)
);
CREATE INDEX search_rows_day ON search_rows (case_id, day, doc);

CREATE SEARCH INDEX search_words;
