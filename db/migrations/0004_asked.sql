-- Work that somebody asked for by hand goes before what came in by the folder.
ALTER TABLE works ADD COLUMN asked BOOLEAN NOT NULL DEFAULT FALSE;

-- What differs, as JSON. Of checks made before it was, the lines become one entry.
ALTER TABLE verifications ADD COLUMN mismatches TEXT NOT NULL DEFAULT '[]';
UPDATE verifications SET mismatches = '[{"Filename":"' ||
    replace(replace(replace(replace(problems, '\', '\\'), '"', '\"'), '	', ' '), '
', ', ') || '"}]' WHERE problems <> '';
ALTER TABLE verifications DROP COLUMN problems;

ALTER TABLE evidence DROP COLUMN attached_name;
