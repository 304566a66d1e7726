package db

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"onus"
)

// storedCheck finds rows (case, id) whose kept values are not what their
// sources say.
type storedCheck struct{ noun, problem, query string }

// storedChecks recount in the database, so that nothing is held in memory.
var storedChecks = append(append(caseChecks(), indexChecks()...), []storedCheck{
	{onus.Claims, "its numbers of links by stance are wrong", "SELECT case_id, id FROM claims c WHERE " + stanceDiffers("supports") +
		" OR " + stanceDiffers("refutes") + " OR " + stanceDiffers("undercuts") + " OR " + stanceDiffers("context") + " OR " + stanceDiffers("unassessed")},
	{onus.Claims, "its names of parties are wrong", "SELECT case_id, id FROM claims c WHERE " + namesDiffer("claimants", onus.Claimant) +
		" OR " + namesDiffer("respondents", onus.Respondent) + " OR " + namesDiffer("targets", onus.Target)},
	{onus.EvidenceNoun, "its number of links is wrong",
		"SELECT case_id, id FROM evidence e WHERE links <> (SELECT count(*) FROM links l WHERE l.case_id = e.case_id AND l.evidence_id = e.id AND l.deleted_at = 0)"},
	{onus.EvidenceNoun, "its number of files is wrong",
		"SELECT case_id, id FROM evidence e WHERE last_file <> (SELECT count(*) FROM files f WHERE f.case_id = e.case_id AND f.evidence_id = e.id)"},
	{onus.Parties, "its number of claims is wrong", "SELECT case_id, id FROM parties p WHERE n_claims <> (SELECT count(DISTINCT claim_id)" +
		" FROM claim_parties t WHERE t.case_id = p.case_id AND t.party_id = p.id AND t.deleted_at = 0)"},
	{onus.Relationships, "the name that it sorts by is wrong", "SELECT r.case_id, r.id FROM relationships r" +
		" JOIN parties p ON p.case_id = r.case_id AND p.id = r.from_id WHERE r.from_key <> p.name_key"},
	{onus.Links, "the numbers or titles beside it are wrong", "SELECT l.case_id, l.id FROM links l JOIN claims c ON c.case_id = l.case_id AND c.id = l.claim_id" +
		" JOIN evidence e ON e.case_id = l.case_id AND e.id = l.evidence_id WHERE l.claim_number <> c.number OR l.exhibit_number <> e.number" +
		" OR l.claim_title <> c.title OR l.evidence_title <> e.title OR l.evidence_type <> e.type"},
	{onus.Cases, "its number of bytes is wrong",
		"SELECT id, id FROM cases k WHERE file_bytes <> (SELECT coalesce(sum(size), 0) FROM files f WHERE f.case_id = k.id)"},
	{onus.Cases, "its number of passages is wrong", "SELECT id, id FROM cases k WHERE n_annotations <> (SELECT count(*) FROM annotations a" +
		" JOIN evidence e ON e.case_id = a.case_id AND e.id = a.evidence_id AND e.deleted_at = 0" +
		" WHERE a.case_id = k.id AND a.deleted_at = 0 AND a.visibility = 'case' AND a.in_reply_to IS NULL)"},
	{onus.Annotations, "the place beside its passage is wrong", "SELECT case_id, id FROM annotations WHERE in_reply_to IS NULL" +
		" AND passage NOT LIKE '%\"start\":' || start_at || ',\"end\":' || end_at || ',%'"},
	{onus.Cases, "it would give a number twice", "SELECT id, id FROM cases k WHERE" +
		" last_claim < (SELECT coalesce(max(number), 0) FROM claims WHERE case_id = k.id)" +
		" OR last_exhibit < (SELECT coalesce(max(number), 0) FROM evidence WHERE case_id = k.id)"},
}...)

func caseChecks() []storedCheck {
	var all []storedCheck
	for _, noun := range []string{onus.Proceedings, onus.Parties, onus.Relationships, onus.Claims, onus.EvidenceNoun, onus.Links, onus.Members, onus.Labels} {
		all = append(all, storedCheck{onus.Cases, "its number of " + noun + " is wrong",
			"SELECT id, id FROM cases k WHERE n_" + noun + " <> (SELECT count(*) FROM " + noun + " WHERE case_id = k.id AND deleted_at = 0)"})
	}
	return all
}

func stanceDiffers(stance string) string {
	return stance + " <> (SELECT count(*) FROM links l WHERE l.case_id = c.case_id AND l.claim_id = c.id AND l.deleted_at = 0 AND l.stance = '" + stance + "')"
}

func namesDiffer(column, role string) string {
	return column + " <> coalesce((SELECT string_agg(p.name, '; ' ORDER BY p.name_key, t.id) FROM claim_parties t" +
		" JOIN parties p ON p.case_id = t.case_id AND p.id = t.party_id" +
		" WHERE t.case_id = c.case_id AND t.claim_id = c.id AND t.deleted_at = 0 AND t.role = '" + role + "'), '')"
}

// storedFile is a file with what people call it.
type storedFile struct {
	onus.File
	exhibit   int64
	caseTitle string
}

const storedFiles = "SELECT f.case_id, f.id, f.evidence_id, f.file_version, f.filename, f.media_type, f.size, f.sha256, f.created_at, f.created_by," +
	" coalesce(e.number, 0), coalesce(k.title, '') FROM files f" +
	" LEFT JOIN evidence e ON e.case_id = f.case_id AND e.id = f.evidence_id LEFT JOIN cases k ON k.id = f.case_id"

func (f *storedFile) ptr() []any { return append(filePtr(&f.File), &f.exhibit, &f.caseTitle) }

func (f *storedFile) String() string {
	return fmt.Sprintf("case %s “%s”, %s, %s, version %d", f.CaseID, f.caseTitle, onus.ExhibitNumber(f.exhibit), f.Filename, f.FileVersion)
}

// files reads the bytes of every hash once and compares them with every row.
func (v *verifier) files() error {
	var last storedFile
	var size int64 // of the bytes under last.SHA256
	var problem string
	for {
		page, err := v.filesAfter(&last)
		if err != nil {
			return err
		}
		for i := range page {
			f := &page[i]
			if err := v.ctx.Err(); err != nil {
				return err
			}
			if f.SHA256 != last.SHA256 || v.n.Files == 0 {
				size, problem = v.rehash(f.SHA256)
			}
			if problem != "" {
				v.say("%s: file %s: %s", f, f.SHA256, problem)
			}
			if size >= 0 && size != f.Size {
				v.say("%s: file %s of evidence %s: the row says %d bytes, there are %d", f, f.ID, f.EvidenceID, f.Size, size)
			}
			v.n.Files++
			last = *f
		}
		if len(page) < verifyPage {
			return nil
		}
	}
}

func (v *verifier) filesAfter(last *storedFile) ([]storedFile, error) {
	var page []storedFile
	err := v.s.each(v.ctx, storedFiles+" WHERE (f.sha256, f.case_id, f.id) > ($1, $2, $3) ORDER BY f.sha256, f.case_id, f.id LIMIT $4",
		[]any{last.SHA256, last.CaseID, last.ID, verifyPage}, func(scan func(...any) error) error {
			var f storedFile
			err := scan(f.ptr()...)
			page = append(page, f)
			return err
		})
	return page, err
}

// rehash reads the bytes kept under a hash and answers how many they are, -1 where
// they cannot be read, and what is wrong with them.
func (v *verifier) rehash(sum string) (size int64, problem string) {
	got, n, err := v.s.hashAgain(sum)
	v.n.Bytes += max(0, n)
	switch {
	case errors.Is(err, onus.ErrNotFound):
		return -1, "its row does not hold a hash"
	case errors.Is(err, fs.ErrNotExist):
		return -1, "the bytes are missing"
	case err != nil:
		return n, err.Error()
	case got != sum:
		return n, "its bytes have changed: their hash is " + got
	}
	return n, ""
}

// hashAgain reads the bytes that are kept under a hash: what their hash is now, and how
// many they are, -1 where they cannot be opened. Errors are those of OpenBytes and of
// reading.
func (s *Store) hashAgain(sum string) (got string, n int64, err error) {
	f, err := s.OpenBytes(sum)
	if err != nil {
		return "", -1, err
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	if n, err = io.Copy(h, f); err != nil {
		return "", n, err
	}
	return hex.EncodeToString(h.Sum(nil)), n, nil
}
