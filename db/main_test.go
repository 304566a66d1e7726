package db_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"onus"
	"onus/db"
	"onus/db/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// clock is a time that tests move.
type clock struct{ at time.Time }

func newClock() *clock                { return &clock{time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)} }
func (c *clock) now() time.Time       { return c.at }
func (c *clock) pass(d time.Duration) { c.at = c.at.Add(d) }

// timed is a store whose time the test moves.
func timed(t testing.TB) (*db.Store, *clock) {
	t.Helper()
	clock := newClock()
	c := dbtest.Config(t)
	c.Now = clock.now
	return dbtest.Reopen(t, c), clock
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused wants Problems of a field.
func refused(t testing.TB, err error, field string) {
	t.Helper()
	var problems onus.Problems
	if !errors.As(err, &problems) || problems[field].Key == "" {
		t.Errorf("got %v, want a problem of %q", err, field)
	}
}

func wants(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
}

func head(caseID string) onus.Head { return onus.Head{CaseID: caseID} }

// load reads a thing of a case.
func load[T onus.Thing](t testing.TB, s *db.Store, like T) T {
	t.Helper()
	th, err := s.Thing(context.Background(), like.Noun(), like.Base().CaseID, like.Base().ID)
	must(t, err)
	return th.(T)
}

func remove(t testing.TB, s *db.Store, th onus.Thing) {
	t.Helper()
	th = load(t, s, th)
	h := th.Base()
	must(t, s.Delete(context.Background(), op(th.Noun()+h.ID), th.Noun(), h.CaseID, h.ID, h.Version))
}

// op is the usual actor with a name for the request.
func op(name string) onus.Actor { return onus.Actor{Email: dbtest.Who.Email, Op: name} }

func undo(t testing.TB, s *db.Store, caseID, name string) int {
	t.Helper()
	n, err := s.Undo(context.Background(), dbtest.Who, caseID, 0, name)
	must(t, err)
	return n
}

// problems is what a verification reports, a line each.
func problems(t testing.TB, s *db.Store) string {
	t.Helper()
	var all []string
	_, err := s.Verify(context.Background(), func(p string) { all = append(all, p) })
	must(t, err)
	return strings.Join(all, "\n")
}

func clean(t testing.TB, s *db.Store) {
	t.Helper()
	if p := problems(t, s); p != "" {
		t.Errorf("verify found:\n%s", p)
	}
}

// latest is the newest line of a case's history.
func latest(t testing.TB, s *db.Store, caseID string) onus.Change {
	t.Helper()
	p, err := s.ListChanges(context.Background(), caseID, onus.Filter{Limit: 1})
	must(t, err)
	return p.Rows[0]
}
