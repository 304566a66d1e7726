package db_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"onus"
	"onus/db"
	"onus/db/dbtest"
)

// walk does things at random in one case.
type walk struct {
	t    testing.TB
	s    *db.Store
	r    *rand.Rand
	c    *onus.Case
	ids  map[string][]string // of every noun, deleted ones too
	ops  []string
	n    int
	done map[string]int
}

// TestStoredNumbersStayTrue does some hundred things at random and recounts.
func TestStoredNumbersStayTrue(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			s := dbtest.Open(t)
			w := &walk{t: t, s: s, r: rand.New(rand.NewPCG(seed, 1)), c: dbtest.NewCase(t, s), ids: map[string][]string{}, done: map[string]int{}}
			for i := range 400 {
				w.step()
				if i%40 == 39 {
					if p := problems(t, s); p != "" {
						t.Fatalf("after %d steps:\n%s", i+1, p)
					}
				}
			}
			for _, what := range []string{"create", "update", "delete", "bulk", "undo"} {
				if w.done[what] < 5 {
					t.Errorf("%s was done %d times only: %v", what, w.done[what], w.done)
				}
			}
		})
	}
}

func (w *walk) step() {
	w.n++
	who := op(fmt.Sprintf("op %d", w.n))
	what, err := "create", error(nil)
	switch k := w.r.IntN(20); {
	case k < 9:
		err = w.create(who)
	case k < 14:
		what, err = "update", w.update(who)
	case k < 15:
		what, err = "delete", w.remove(who)
	case k < 16:
		what = "bulk"
		noun := w.noun()
		_, err = w.s.DeleteMany(w.t.Context(), who, noun, w.c.ID, []string{w.any(noun), w.any(noun)})
	default:
		what = "undo"
		if len(w.ops) > 0 {
			_, err = w.s.Undo(w.t.Context(), who, w.c.ID, 0, w.ops[w.r.IntN(len(w.ops))])
		}
	}
	var refusal onus.Problems
	switch {
	case err == nil:
		w.ops = append(w.ops, who.Op)
		w.done[what]++
	case errors.As(err, &refusal), errors.Is(err, onus.ErrNotFound):
	default:
		w.t.Fatalf("%s: %v", what, err)
	}
}

var walkNouns = []string{onus.Parties, onus.Claims, onus.EvidenceNoun, onus.Links, onus.ClaimParties, onus.Relationships, onus.Proceedings}

func (w *walk) noun() string { return walkNouns[w.r.IntN(len(walkNouns))] }

func (w *walk) any(noun string) string {
	if len(w.ids[noun]) == 0 {
		return "none"
	}
	return w.ids[noun][w.r.IntN(len(w.ids[noun]))]
}

func pick(r *rand.Rand, of ...string) string { return of[r.IntN(len(of))] }

func (w *walk) create(who onus.Actor) error {
	noun := pick(w.r, append(walkNouns, onus.Links, onus.Links, onus.ClaimParties)...)
	th := w.s.New(noun, w.c.ID)
	w.fill(th)
	err := w.s.Create(w.t.Context(), who, th)
	if err == nil {
		w.ids[noun] = append(w.ids[noun], th.Base().ID)
	}
	return err
}

// fill gives a thing ends, roles, kinds and a name.
func (w *walk) fill(th onus.Thing) {
	name := fmt.Sprintf("name %d", w.r.IntN(1000))
	switch th := th.(type) {
	case *onus.Party:
		th.PartyName, th.Kind = name, pick(w.r, "person", "person", "group", "organisation")
	case *onus.Claim:
		th.Title, th.Kind = name, pick(w.r, "damages", "sanction", "other")
	case *onus.Evidence:
		th.Title = name
		if w.r.IntN(2) == 0 && len(w.ids[onus.EvidenceNoun]) > 0 {
			th.DerivedFromID = w.any(onus.EvidenceNoun)
		}
	case *onus.Link:
		th.EvidenceID, th.ClaimID, th.Stance, th.Locator = w.any(onus.EvidenceNoun), w.any(onus.Claims), pick(w.r, onus.Supports, onus.Refutes, onus.Undercuts, onus.Context, ""), name
	case *onus.ClaimParty:
		th.ClaimID, th.PartyID, th.Role = w.any(onus.Claims), w.any(onus.Parties), pick(w.r, onus.Claimant, onus.Respondent, onus.Target)
	case *onus.Relationship:
		th.FromID, th.ToID, th.Type = w.any(onus.Parties), w.any(onus.Parties), onus.EmployedBy
	case *onus.Proceeding:
		th.Court = name
	}
}

func (w *walk) update(who onus.Actor) error {
	noun := w.noun()
	th, err := w.s.Thing(w.t.Context(), noun, w.c.ID, w.any(noun))
	if err != nil {
		return err
	}
	w.fill(th)
	if l, ok := th.(*onus.Link); ok && l.Stance == "" {
		l.Stance = onus.Unassessed
	}
	return w.s.Update(w.t.Context(), who, th)
}

func (w *walk) remove(who onus.Actor) error {
	noun := w.noun()
	th, err := w.s.Thing(w.t.Context(), noun, w.c.ID, w.any(noun))
	if err != nil {
		return err
	}
	return w.s.Delete(w.t.Context(), who, noun, w.c.ID, th.Base().ID, th.Base().Version)
}
