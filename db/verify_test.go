package db_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onus"
	"onus/db"
	"onus/db/dbtest"
)

// damage is a world with raw access to what keeps it.
type damage struct {
	*world
	raw    *sql.DB
	folder string
	file   *onus.File
}

func newDamage(t *testing.T) *damage {
	t.Helper()
	c := dbtest.Config(t)
	d := &damage{world: newWorld(t, dbtest.Reopen(t, c)), folder: c.Folder}
	d.file = dbtest.File(t, d.s, d.evidence, "the bytes of a letter")
	clean(t, d.s)
	d.raw = dbtest.SQL(t, c)
	return d
}

func (d *damage) exec(t *testing.T, query string, args ...any) {
	t.Helper()
	_, err := d.raw.Exec(query, args...)
	must(t, err)
}

// finds wants exactly these words in what a verification reports.
func (d *damage) finds(t *testing.T, what string, words ...string) {
	t.Helper()
	got := problems(t, d.s)
	for _, word := range words {
		if !strings.Contains(got, word) {
			t.Errorf("%s: verify does not say %q:\n%s", what, word, got)
		}
	}
}

func TestVerifyNamesAChangeThatWasAltered(t *testing.T) {
	t.Parallel()
	d := newDamage(t)
	for _, column := range []string{"at", "version", "actor", "action", "noun", "id", "field", "old", "new", "reason", "op", "title", "hash", "search"} {
		for _, seq := range []int{1, 5, int(latest(t, d.s, d.c.ID).Seq)} {
			for _, caseID := range []string{d.c.ID, ""} {
				if caseID == "" && seq != 1 {
					continue
				}
				alter, back := column+" || 'x'", fmt.Sprintf("substr(%s, 1, length(%[1]s) - 1)", column)
				if column == "at" || column == "version" {
					alter, back = column+" + 1", column+" - 1"
				}
				d.exec(t, "UPDATE changes SET "+column+" = "+alter+" WHERE case_id = $1 AND seq = $2", caseID, seq)
				d.finds(t, fmt.Sprintf("%s of #%d", column, seq), fmt.Sprintf("change #%d was altered", seq))
				d.exec(t, "UPDATE changes SET "+column+" = "+back+" WHERE case_id = $1 AND seq = $2", caseID, seq)
				clean(t, d.s)
			}
		}
	}
}

func TestVerifyNamesChangesThatAreGone(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, query, says string }{
		{"in the middle", "DELETE FROM changes WHERE case_id = $1 AND seq = 3", "change #3 is missing"},
		{"several", "DELETE FROM changes WHERE case_id = $1 AND seq IN (3, 4, 5)", "the changes #3 to #5 are missing"},
		{"the first", "DELETE FROM changes WHERE case_id = $1 AND seq = 1", "change #1 is missing"},
		{"the last", "DELETE FROM changes WHERE case_id = $1 AND seq = (SELECT last_change FROM cases WHERE id = $1)", "its history ends at"},
		{"all", "DELETE FROM changes WHERE case_id = $1", "its history ends at #0"},
		{"one moved to the end", "UPDATE changes SET seq = 99 WHERE case_id = $1 AND seq = 3", "change #3 is missing"},
		{"one moved to another case", "UPDATE changes SET case_id = 'other' WHERE case_id = $1 AND seq = 1", "it has changes but is not there"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			d := newDamage(t)
			d.exec(t, tc.query, d.c.ID)
			d.finds(t, tc.name, tc.says, d.c.ID)
		})
	}
}

func TestVerifyRecountsWhatIsStored(t *testing.T) {
	t.Parallel()
	d := newDamage(t)
	number := func(table, column string) [3]string { return [3]string{table, column, column + " + 1"} }
	tests := map[[3]string]string{
		number("evidence", "links"):               "evidence " + d.evidence.ID + ": its number of links",
		number("evidence", "last_file"):           "evidence " + d.evidence.ID + ": its number of files",
		{"parties", "n_claims", "7"}:              "parties " + d.ibm.ID + ": its number of claims",
		{"claims", "claimants", "'Nobody'"}:       "claims " + d.claim.ID + ": its names",
		{"claims", "respondents", "''"}:           "claims " + d.claim.ID + ": its names",
		{"claims", "targets", "'x'"}:              "claims " + d.claim.ID + ": its names",
		number("links", "claim_number"):           "links " + d.link.ID + ": the numbers",
		number("links", "exhibit_number"):         "links " + d.link.ID + ": the numbers",
		{"links", "claim_title", "'x'"}:           "links " + d.link.ID + ": the numbers or titles",
		{"links", "evidence_title", "'x'"}:        "links " + d.link.ID + ": the numbers or titles",
		{"links", "evidence_type", "'physical'"}:  "links " + d.link.ID + ": the numbers or titles",
		{"relationships", "from_key", "'x'"}:      "relationships " + d.relationship.ID + ": the name that it sorts by",
		{"cases", "last_claim", "0"}:              "would give a number twice",
		{"cases", "last_exhibit", "0"}:            "would give a number twice",
		number("cases", "last_change"):            "its history ends at",
		{"links", "stance", "'refutes'"}:          "claims " + d.claim.ID + ": its numbers of links by stance",
		{"claim_parties", "deleted_at", "1"}:      "parties " + d.ibm.ID + ": its number of claims",
		{"parties", "name", "name || ' renamed'"}: "claims " + d.claim.ID + ": its names",
	}
	for _, stance := range []string{"supports", "refutes", "undercuts", "context", "unassessed"} {
		tests[number("claims", stance)] = "claims " + d.claim.ID + ": its numbers of links by stance"
	}
	for _, noun := range []string{"proceedings", "parties", "relationships", "claims", "evidence", "links", "members"} {
		tests[number("cases", "n_"+noun)] = "its number of " + noun
	}
	for tc, says := range tests {
		d.exec(t, "CREATE TABLE kept AS SELECT id AS kept_id, "+tc[1]+" AS value FROM "+tc[0])
		d.exec(t, "UPDATE "+tc[0]+" SET "+tc[1]+" = "+tc[2])
		d.finds(t, strings.Join(tc[:], " "), says)
		d.exec(t, "UPDATE "+tc[0]+" SET "+tc[1]+" = (SELECT value FROM kept WHERE kept_id = id)")
		d.exec(t, "DROP TABLE kept")
	}
	clean(t, d.s)
}

func TestVerifyRehashesEveryFile(t *testing.T) {
	t.Parallel()
	d := newDamage(t)
	path := filepath.Join(d.folder, "files", d.file.SHA256[:2], d.file.SHA256)
	must(t, os.Chmod(path, 0o640))
	good, err := os.ReadFile(path)
	must(t, err)
	flipped := append([]byte{good[0] ^ 1}, good[1:]...)
	must(t, os.WriteFile(path, flipped, 0o640))
	d.finds(t, "a flipped bit", "file "+d.file.SHA256+": its bytes have changed")
	must(t, os.WriteFile(path, good[:5], 0o640))
	d.finds(t, "a short file", "its bytes have changed", "there are 5")
	must(t, os.WriteFile(path, good, 0o640))
	clean(t, d.s)
	d.exec(t, "UPDATE files SET size = size + 1")
	d.finds(t, "another size", d.file.ID, "the row says 22 bytes, there are 21")
	d.exec(t, "UPDATE files SET size = size - 1")
	must(t, os.Remove(path))
	d.finds(t, "no file", "file "+d.file.SHA256+": the bytes are missing")
	must(t, os.WriteFile(path, good, 0o440))
	for _, sum := range []string{"", "x", "../../../../etc/passwd", strings.Repeat("g", 64)} {
		d.exec(t, "UPDATE files SET sha256 = $1", sum)
		d.finds(t, "no hash", "its row does not hold a hash")
	}
}

func TestVerifyRunsTheDatabasesOwnChecks(t *testing.T) {
	t.Parallel()
	if dbtest.OnPostgres() {
		t.Skip("PostgreSQL's own checks are its own.")
	}
	d := newDamage(t)
	c, err := d.raw.Conn(t.Context())
	must(t, err)
	_, err = c.ExecContext(t.Context(), "PRAGMA foreign_keys = 0")
	must(t, err)
	_, err = c.ExecContext(t.Context(), "UPDATE files SET evidence_id = 'nowhere'")
	must(t, err)
	must(t, c.Close())
	d.finds(t, "a broken foreign key", "foreign_key_check: files")
}

func TestVerifyCountsAndStops(t *testing.T) {
	t.Parallel()
	d := newDamage(t)
	dbtest.File(t, d.s, d.evidence, "the bytes of a letter")
	n, err := d.s.Verify(t.Context(), func(p string) { t.Error(p) })
	want := db.VerifyCount{Cases: 1, Changes: latest(t, d.s, d.c.ID).Seq + 2, Files: 2, Bytes: 21}
	if err != nil || n != want {
		t.Errorf("got %+v, %v, want %+v", n, err, want)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = d.s.Verify(ctx, func(string) {})
	wants(t, err, context.Canceled)
}

// More rows than one page of the verification.
func TestVerifyTurnsPages(t *testing.T) {
	t.Parallel()
	d := newDamage(t)
	for range 2 {
		claims := make([]string, 0, 300)
		for range 300 {
			claims = append(claims, dbtest.Claim(t, d.s, d.c.ID, "claim").ID)
		}
		_, err := d.s.SetMany(t.Context(), dbtest.Who, onus.Claims, d.c.ID, claims, map[string]string{"status": "pleaded", "measure": "x"})
		must(t, err)
	}
	clean(t, d.s)
	d.exec(t, "UPDATE changes SET new = 'y' WHERE case_id = $1 AND seq = 1500", d.c.ID)
	d.finds(t, "on a later page", "change #1500 was altered")
}
