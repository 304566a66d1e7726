package db_test

import (
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
