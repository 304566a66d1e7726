package db_test

import (
	"errors"
	"strings"
	"testing"

	"onus"
	"onus/db"
	"onus/db/dbtest"
)

// numbered are items with a file that was read, as far as state says; what waits comes last.
func numbered(t *testing.T, s *db.Store, caseID string, states ...string) (ids []string) {
	t.Helper()
	for _, state := range states {
		if state == "" {
			ids = append(ids, dbtest.Evidence(t, s, caseID, "An object").ID)
			continue
		}
		e, _ := dropped(t, s, caseID, dbtest.Who.Email, "file "+db.RequestID())
		ids = append(ids, e.ID)
		if state == onus.ReadWaiting {
			continue
		}
		w := claim(t, s)
		d := twoPages()
		d.State = state
		if state == "text" {
			d.State, d.Format, d.Paged = onus.ReadDone, "text", false
		}
		must(t, s.KeepReading(t.Context(), w, d, nil))
	}
	return ids
}

func ranges(lines []onus.BatesLine) string {
	var all []string
	for _, l := range lines {
		if l.Problem.Key != "" {
			all = append(all, l.Exhibit+" "+l.Problem.Error())
			continue
		}
		all = append(all, l.Exhibit+" "+l.Range.Begin.String()+"–"+l.Range.End.String())
	}
	return strings.Join(all, "; ")
}

func TestBatesNumbersGoOnWithoutAGap(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	ids := numbered(t, s, c.ID, onus.ReadDone, "text", "", onus.ReadNoText)
	first := onus.Bates{Prefix: "NEU", Number: 1, Digits: 6}
	plan, err := s.PlanBates(t.Context(), c.ID, []string{ids[3], ids[0], ids[2], ids[1], ids[0]}, first, false)
	must(t, err)
	const want = "EX-0001 NEU000001–NEU000002; EX-0002 NEU000003–NEU000003; EX-0003 NEU000004–NEU000004; EX-0004 NEU000005–NEU000006"
	if got := ranges(plan); got != want {
		t.Errorf("the plan is %s", got)
	}
	lines, err := s.AssignBates(t.Context(), op("bates"), c.ID, ids, first, false)
	must(t, err)
	if got := ranges(lines); got != want {
		t.Errorf("numbered: %s", got)
	}
	th, err := s.Thing(t.Context(), onus.EvidenceNoun, c.ID, ids[3])
	must(t, err)
	if e := th.(*onus.Evidence); e.BatesBegin != "NEU000005" || e.BatesEnd != "NEU000006" || e.Version == 1 {
		t.Errorf("kept as %s–%s", e.BatesBegin, e.BatesEnd)
	}
	if next, err := s.NextBates(t.Context(), c.ID); err != nil || next.String() != "NEU000007" {
		t.Errorf("the next is %s, %v", next, err)
	}
	undo(t, s, c.ID, "bates")
	th, err = s.Thing(t.Context(), onus.EvidenceNoun, c.ID, ids[3])
	must(t, err)
	if th.(*onus.Evidence).BatesBegin != "" {
		t.Error("undoing left a number")
	}
	if next, err := s.NextBates(t.Context(), c.ID); err != nil || next != (onus.Bates{}) {
		t.Errorf("where nothing is numbered, the next is %s, %v", next, err)
	}
	clean(t, s)
}

func TestWhatGetsNoBatesNumber(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	taken := numbered(t, s, c.ID, onus.ReadDone)
	_, err := s.AssignBates(t.Context(), dbtest.Who, c.ID, taken, onus.Bates{Prefix: "NEU", Number: 5, Digits: 4}, false)
	must(t, err)
	item := func(state string) []string { return numbered(t, s, c.ID, state) }
	for _, tc := range []struct {
		what     string
		ids      []string
		first    onus.Bates
		renumber bool
		says     string
	}{
		{"a number that another item has", item(onus.ReadDone), onus.Bates{Prefix: "NEU", Number: 4, Digits: 6}, false, "EX-0001 has NEU0005–NEU0006 already."},
		{"what has a number", taken, onus.Bates{Prefix: "NEU", Number: 50, Digits: 4}, false, "It has NEU0005 already."},
		{"what has a number, over its own", taken, onus.Bates{Prefix: "NEU", Number: 6, Digits: 4}, true, ""},
		{"what has a password", item(onus.ReadPassword), onus.Bates{Prefix: "A", Number: 1, Digits: 4}, false, "It is protected by a password: how many pages it has is not known."},
		{"more than the digits hold", item(onus.ReadDone), onus.Bates{Prefix: "A", Number: 9, Digits: 1}, false, "The number has more digits than this."},
		{"what is not read", item(onus.ReadWaiting), onus.Bates{Prefix: "A", Number: 1, Digits: 4}, false, "It is not read yet: how many pages it has is not known."},
	} {
		lines, err := s.AssignBates(t.Context(), dbtest.Who, c.ID, tc.ids, tc.first, tc.renumber)
		var refusal onus.Problems
		if tc.says == "" {
			must(t, err)
			continue
		}
		if !errors.As(err, &refusal) || len(lines) != 1 || lines[0].Problem.Error() != tc.says {
			t.Errorf("%s: %s, %v", tc.what, ranges(lines), err)
		}
		th, err := s.Thing(t.Context(), onus.EvidenceNoun, c.ID, tc.ids[0])
		must(t, err)
		if b := th.(*onus.Evidence).BatesBegin; b != "" && b != "NEU0005" {
			t.Errorf("%s: it was numbered %s", tc.what, b)
		}
	}
	other := dbtest.NewCase(t, s)
	_, err = s.AssignBates(t.Context(), dbtest.Who, other.ID, taken, onus.Bates{Prefix: "A", Number: 1, Digits: 4}, true)
	wants(t, err, onus.ErrNotFound)
	clean(t, s)
}

func TestNumbersOfADeletedItemAreNotGivenAgain(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	c := dbtest.NewCase(t, s)
	ids := numbered(t, s, c.ID, onus.ReadDone, onus.ReadDone)
	first := onus.Bates{Prefix: "DD", Number: 1, Digits: 4}
	_, err := s.AssignBates(t.Context(), op("bates"), c.ID, ids[:1], first, false)
	must(t, err)
	th, err := s.Thing(t.Context(), onus.EvidenceNoun, c.ID, ids[0])
	must(t, err)
	remove(t, s, th)
	plan, err := s.PlanBates(t.Context(), c.ID, ids[1:], first, false)
	must(t, err)
	if got := ranges(plan); got != "EX-0002 EX-0001, which is deleted, has DD0001–DD0002." {
		t.Errorf("the plan is %s", got)
	}
	if next, err := s.NextBates(t.Context(), c.ID); err != nil || next.String() != "DD0003" {
		t.Errorf("the next is %s, %v", next, err)
	}
}
