package db_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"onus/db"
	"onus/db/dbtest"
)

func migrations(names ...string) fstest.MapFS {
	files := fstest.MapFS{}
	for _, name := range names {
		files["migrations/"+name] = &fstest.MapFile{Data: []byte("CREATE TABLE t" + name[:4] + " (a TEXT);\n")}
	}
	return files
}

func TestMigratingTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	c := dbtest.Config(t)
	s := dbtest.Reopen(t, c)
	cs := dbtest.NewCase(t, s)
	must(t, s.Migrate(t.Context()))
	again := dbtest.Reopen(t, c)
	if got := load(t, again, cs); got.Title != cs.Title {
		t.Errorf("got %q", got.Title)
	}
}

func TestAnOlderProgramDoesNotOpenANewerDatabase(t *testing.T) {
	t.Parallel()
	c := dbtest.Config(t)
	s := dbtest.Reopen(t, c)
	_, err := dbtest.SQL(t, c).ExecContext(t.Context(), "INSERT INTO migrations (number, name, at) VALUES (9999, 'later', 0)")
	must(t, err)
	must(t, s.Close())
	if again, err := db.Open(t.Context(), c); err == nil || !strings.Contains(err.Error(), "use a newer program") {
		t.Errorf("opened as %v: %v", again, err)
	}
}

func TestMigrations(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name          string
		before, after []string
		refusal       string
	}{
		{"a fresh database takes all steps", nil, []string{"0001_a.sql", "0002_b.sql"}, ""},
		{"an older one takes the new steps only", []string{"0001_a.sql"}, []string{"0001_a.sql", "0002_b.sql"}, ""},
		{"a newer one is refused", []string{"0001_a.sql", "0002_b.sql"}, []string{"0001_a.sql"}, "use a newer program"},
		{"a gap is refused", nil, []string{"0001_a.sql", "0003_c.sql"}, "number 2 was expected"},
		{"two of one number are refused", nil, []string{"0001_a.sql", "0001_b.sql"}, "number 2 was expected"},
		{"a name without a number is refused", nil, []string{"a_0001.sql"}, "number 1 was expected"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s, err := db.Open(t.Context(), dbtest.Config(t))
			must(t, err)
			defer func() { must(t, s.Close()) }()
			if tc.before != nil {
				must(t, s.MigrateFrom(t.Context(), migrations(tc.before...)))
			}
			err = s.MigrateFrom(t.Context(), migrations(tc.after...))
			if tc.refusal == "" {
				must(t, err)
			} else if err == nil || !strings.Contains(err.Error(), tc.refusal) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestAStepThatFailsLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	s, err := db.Open(t.Context(), dbtest.Config(t))
	must(t, err)
	defer func() { must(t, s.Close()) }()
	files := migrations("0001_a.sql")
	files["migrations/0002_b.sql"] = &fstest.MapFile{Data: []byte("CREATE TABLE t0002 (a TEXT);\nCREATE NONSENSE;\n")}
	if err := s.MigrateFrom(t.Context(), files); err == nil || !strings.Contains(err.Error(), "0002_b.sql") {
		t.Fatalf("got %v", err)
	}
	must(t, s.MigrateFrom(t.Context(), migrations("0001_a.sql", "0002_b.sql")))
}

func TestTwoNodesMigrateAtOnce(t *testing.T) {
	t.Parallel()
	c := dbtest.Config(t)
	errs := make(chan error, 4)
	for range cap(errs) {
		s, err := db.Open(t.Context(), c)
		must(t, err)
		t.Cleanup(func() { _ = s.Close() })
		go func() { errs <- s.Migrate(t.Context()) }()
	}
	for range cap(errs) {
		must(t, <-errs)
	}
}

// landed are the steps that databases of users have taken: another step mends what is
// wrong with one, never the step itself.
var landed = map[string]string{
	"0001_cases.sql":     "7bf58a17b7594b31ef657f51919d79e359ef2df6ec839d97bf130180633bb495",
	"0002_documents.sql": "96a83ca3a864637602f666156f550705749236fbd466646be9ba445649628745",
	"0003_search.sql":    "dc35f07e316f1b6e476823d6c73259490e891da50b0ca598c56ee52b2353b497",
}

func TestStepsThatHaveLandedDoNotChange(t *testing.T) {
	for name, want := range landed {
		text, err := os.ReadFile(filepath.Join("migrations", name))
		must(t, err)
		sum := sha256.Sum256(text)
		if got := hex.EncodeToString(sum[:]); got != want {
			t.Errorf("%s is %s", name, got)
		}
	}
}

func TestWhatTheThirdVersionKeptIsThereInTheFourth(t *testing.T) {
	t.Parallel()
	c := dbtest.Config(t)
	s, err := db.Open(t.Context(), c)
	must(t, err)
	old := fstest.MapFS{}
	for name := range landed {
		text, err := os.ReadFile(filepath.Join("migrations", name))
		must(t, err)
		old["migrations/"+name] = &fstest.MapFile{Data: text}
	}
	must(t, s.MigrateFrom(t.Context(), old))
	conn := dbtest.SQL(t, c)
	for _, q := range []string{
		"INSERT INTO cases (id, title, reference, court, jurisdiction, status, filed_on, summary, currency, language, search, title_key, filed_day, version, created_at, created_by, updated_at, updated_by)" +
			" VALUES ('c', 'A v. B', '', '', '', 'open', '', '', '', '', '', 'a v. b', 0, 1, 0, '', 0, '')",
		"INSERT INTO verifications (case_id, id, by_email, began_at, ended_at, files, bytes, problems) VALUES ('c', 'good', '', 2, 2, 1, 1, '')",
		"INSERT INTO verifications (case_id, id, by_email, began_at, ended_at, files, bytes, problems) VALUES ('c', 'bad', '', 1, 1, 2, 2, '" +
			"EX-0001\ta \"b\" \\c.pdf\t1\taa\tbb\nEX-0002\td.pdf\t1\tcc\t')",
	} {
		_, err := conn.ExecContext(t.Context(), q)
		must(t, err)
	}
	must(t, s.Migrate(t.Context()))
	all, err := s.Verifications(t.Context(), "c", 10)
	must(t, err)
	if len(all) != 2 || len(all[0].Mismatches) != 0 || len(all[1].Mismatches) != 1 ||
		all[1].Mismatches[0].Filename != `EX-0001 a "b" \c.pdf 1 aa bb, EX-0002 d.pdf 1 cc ` {
		t.Errorf("%+v", all)
	}
	must(t, s.Close())
}
