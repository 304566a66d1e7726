package db_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"onus"
	"onus/db"
	"onus/db/dbtest"
)

// together runs f n times at once, on two nodes in turn, and returns the errors.
func together(n int, f func(i int) error) []error {
	var wg sync.WaitGroup
	errs := make([]error, n)
	for i := range n {
		wg.Go(func() { errs[i] = f(i) })
	}
	wg.Wait()
	return errs
}

func TestTwentyWritersLoseNothing(t *testing.T) {
	t.Parallel()
	c := dbtest.Config(t)
	nodes := []*db.Store{dbtest.Reopen(t, c), dbtest.Reopen(t, c)}
	s := nodes[0]
	cs := dbtest.NewCase(t, s)
	shared := dbtest.Claim(t, s, cs.ID, "shared")
	const writers, each = 20, 5
	for _, err := range together(writers, func(i int) error {
		s := nodes[i%len(nodes)]
		for k := range each {
			if err := s.Create(context.Background(), dbtest.Who, &onus.Claim{Head: head(cs.ID), Title: fmt.Sprint(i, k), Kind: "other"}); err != nil {
				return err
			}
			if err := appendTo(s, shared, fmt.Sprintf("%d.%d;", i, k)); err != nil {
				return err
			}
		}
		return nil
	}) {
		must(t, err)
	}
	got := strings.Split(strings.TrimSuffix(load(t, s, shared).About, ";"), ";")
	slices.Sort(got)
	if got = slices.Compact(got); len(got) != writers*each {
		t.Errorf("%d of %d updates are left", len(got), writers*each)
	}
	var numbers []int64
	must(t, s.Export(t.Context(), onus.Claims, cs.ID, onus.Filter{}, db.Outlet{}, func(th onus.Thing) error {
		numbers = append(numbers, th.(*onus.Claim).Number)
		return nil
	}))
	for i, n := range numbers {
		if n != int64(i+1) {
			t.Fatalf("claim %d has number %d", i+1, n)
		}
	}
	if len(numbers) != writers*each+1 {
		t.Errorf("%d claims", len(numbers))
	}
	clean(t, s)
}

// appendTo adds a word to a field until nobody was faster.
func appendTo(s *db.Store, c *onus.Claim, word string) error {
	for {
		th, err := s.Thing(context.Background(), onus.Claims, c.CaseID, c.ID)
		if err != nil {
			return err
		}
		th.(*onus.Claim).About += word
		if err = s.Update(context.Background(), dbtest.Who, th); !errors.Is(err, onus.ErrConflict) {
			return err
		}
	}
}

// Writes that wait share a commit; one that fails or panics is undone alone.
func TestAFailureInABatchHurtsNobodyElse(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	cs := dbtest.NewCase(t, s)
	broken := errors.New("broken")
	errs := together(40, func(i int) error {
		switch i % 4 {
		case 0:
			return s.Write(context.Background(), func(exec func(string, ...any) error, _ func(string, []any, ...any) error) error {
				if err := exec("UPDATE cases SET title = 'half done'"); err != nil {
					return err
				}
				return broken
			})
		case 1:
			return s.Write(context.Background(), func(exec func(string, ...any) error, _ func(string, []any, ...any) error) error {
				if err := exec("UPDATE cases SET title = 'half done'"); err != nil {
					return err
				}
				panic("at the disco")
			})
		case 2:
			return s.Write(context.Background(), func(exec func(string, ...any) error, _ func(string, []any, ...any) error) error {
				return exec("UPDATE no_such_table SET a = 1")
			})
		}
		return s.Create(context.Background(), dbtest.Who, &onus.Claim{Head: head(cs.ID), Title: fmt.Sprint(i), Kind: "other"})
	})
	for i, err := range errs {
		switch i % 4 {
		case 0:
			wants(t, err, broken)
		case 1:
			if err == nil || !strings.Contains(err.Error(), "at the disco") {
				t.Errorf("a panic came back as %v", err)
			}
		case 2:
			if err == nil {
				t.Error("a broken statement came back as done")
			}
		default:
			must(t, err)
		}
	}
	c := load(t, s, &onus.Case{Head: onus.Head{ID: cs.ID, CaseID: cs.ID}})
	if c.Counts.Claims != 10 || c.Title != cs.Title {
		t.Errorf("%d claims in %q", c.Counts.Claims, c.Title)
	}
	clean(t, s)
}

func TestConcurrentAccountsKeepTheChainOfTheInstance(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	for _, err := range together(20, func(i int) error {
		return s.CreateUser(context.Background(), dbtest.Who, &onus.User{Email: fmt.Sprintf("u%d@example.org", i), UserName: "U"}, "")
	}) {
		must(t, err)
	}
	clean(t, s)
}

func TestAClosedStoreSaysSo(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	cs := dbtest.NewCase(t, s)
	must(t, s.Close())
	must(t, s.Close())
	if err := s.Create(t.Context(), dbtest.Who, &onus.Claim{Head: head(cs.ID), Title: "late", Kind: "other"}); err == nil {
		t.Error("a closed store takes writes")
	}
	if err := s.Ping(t.Context()); err == nil {
		t.Error("a closed store answers")
	}
}

func TestAWriteThatWasCancelledBeforeItBeganIsNotMade(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	cs := dbtest.NewCase(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	wants(t, s.Create(ctx, dbtest.Who, &onus.Claim{Head: head(cs.ID), Title: "late", Kind: "other"}), context.Canceled)
	wants(t, s.Export(ctx, onus.Claims, cs.ID, onus.Filter{}, db.Outlet{}, func(onus.Thing) error { return nil }), context.Canceled)
}
