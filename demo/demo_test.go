package demo_test

import (
	"context"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"onus"
	"onus/db"
	"onus/demo"
)

// load puts the case into a store of its own.
func load(t *testing.T) (*db.Store, onus.User, string) {
	t.Helper()
	ctx := context.Background()
	s, err := db.Open(ctx, db.Config{Folder: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := s.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	lead := onus.User{Email: "lead@example.org", UserName: "Lead"}
	if err := s.CreateUser(ctx, onus.Actor{Email: lead.Email}, &lead, ""); err != nil {
		t.Fatal(err)
	}
	caseID, err := demo.Load(ctx, s, lead)
	if err != nil {
		t.Fatal(err)
	}
	return s, lead, caseID
}

// all reads every thing of a noun.
func all[T any](t *testing.T, s *db.Store, noun, caseID string) []T {
	t.Helper()
	var rows []T
	err := s.Export(context.Background(), noun, caseID, onus.Filter{}, db.Outlet{}, func(th onus.Thing) error {
		rows = append(rows, *any(th).(*T))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestCounts(t *testing.T) {
	s, lead, caseID := load(t)
	c, err := s.Access(context.Background(), lead.ID, caseID)
	if err != nil {
		t.Fatal(err)
	}
	want := onus.Counts{Proceedings: 3, Parties: 11, Relationships: 16, Claims: 9, Evidence: 16, Links: 40, Members: 1, Labels: 6}
	if c.Counts != want {
		t.Errorf("counts %+v, want %+v", c.Counts, want)
	}
	if c.Role != onus.RoleLead || c.Status != "closed" {
		t.Errorf("role %q, status %q; want lead, closed", c.Role, c.Status)
	}
	for _, p := range all[onus.Proceeding](t, s, onus.Proceedings, caseID) {
		if appeal := p.Level == "appeal"; appeal != (p.AppealOfID != "") {
			t.Errorf("%s: appeal of %q", p.Name(), p.AppealOfID)
		}
		if p.Outcome == "" || p.OutcomeOn == "" {
			t.Errorf("%s: no outcome", p.Name())
		}
	}
}

func TestClaims(t *testing.T) {
	ctx := context.Background()
	s, _, caseID := load(t)
	kinds := map[string]int{}
	for _, c := range all[onus.Claim](t, s, onus.Claims, caseID) {
		kinds[c.Kind]++
		parties, err := s.ClaimParties(ctx, caseID, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		employers, err := s.Employers(ctx, caseID, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		var warnings []string
		for _, w := range onus.ClaimWarnings(&c, parties, employers) {
			warnings = append(warnings, w.Error())
		}
		var want []string
		if c.Kind == onus.ClaimSanction {
			want = []string{"Individual employees of IBM China is a party to no proceeding."}
			if len(employers) != 1 || employers[0].Relationship.ToName != "IBM China Company Limited" {
				t.Errorf("employers of the targets: %+v", employers)
			}
		}
		if !slices.Equal(warnings, want) {
			t.Errorf("%s: warnings %q, want %q", c.Name(), warnings, want)
		}
		if c.Stances.Total() == 0 {
			t.Errorf("%s is linked to nothing", c.Name())
		}
	}
	for _, kind := range []string{onus.ClaimDamages, onus.ClaimSanction, onus.ClaimInjunction} {
		if kinds[kind] != 1 {
			t.Errorf("%d claims of kind %s, want 1", kinds[kind], kind)
		}
	}
}

func TestLinks(t *testing.T) {
	s, _, caseID := load(t)
	evidence := map[string]onus.Evidence{}
	var unlinked []string
	for _, e := range all[onus.Evidence](t, s, onus.EvidenceNoun, caseID) {
		evidence[e.ID] = e
		if e.Links == 0 {
			unlinked = append(unlinked, e.Name())
		}
	}
	if len(unlinked) != 1 {
		t.Errorf("linked to nothing: %q, want exactly one", unlinked)
	}
	stances := map[string]int{}
	for _, l := range all[onus.Link](t, s, onus.Links, caseID) {
		stances[l.Stance]++
		e := evidence[l.EvidenceID]
		if e.Type == "secondary_report" && l.Stance != onus.Context && l.Stance != onus.Unassessed {
			t.Errorf("%s: a report %s a claim", l.Name(), l.Stance)
		}
		if l.Why == "" && l.Stance != onus.Unassessed {
			t.Errorf("%s: %s without a why", l.Name(), l.Stance)
		}
		if l.Quote == "" && l.Locator == "" {
			continue
		}
		files := textsOf(t, s, caseID, l.EvidenceID)
		if !strings.Contains(files, l.Quote) {
			t.Errorf("%s: “%s” is not in the text", l.Name(), l.Quote)
		}
		_, number, _ := strings.Cut(l.Locator, " ")
		_, paragraph, found := strings.Cut(files, "\n"+number+". ")
		paragraph, _, _ = strings.Cut(paragraph, "\n")
		if !found || !strings.Contains(paragraph, l.Quote) {
			t.Errorf("%s: “%s” is not in %s", l.Name(), l.Quote, l.Locator)
		}
	}
	for _, code := range onus.Codes(onus.ListStance) {
		if stances[code.Code] == 0 {
			t.Errorf("no link %s", code.Code)
		}
	}
}

// textsOf are the texts of all files of an item.
func textsOf(t *testing.T, s *db.Store, caseID, evidenceID string) string {
	t.Helper()
	ctx := context.Background()
	files, err := s.Files(ctx, caseID, evidenceID)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range files {
		_, r, err := s.OpenFile(ctx, caseID, evidenceID, f.FileVersion)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := io.Copy(&b, r); err != nil || n != f.Size {
			t.Errorf("%s: %d bytes of %d: %v", f.Filename, n, f.Size, err)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	return b.String()
}

var address = regexp.MustCompile(`https://\S+`)

// isParaphrase tells whether a text says that it is one, and of what.
func isParaphrase(s string) bool {
	return (strings.Contains(s, "araphrase by us") || strings.Contains(s, "Parafrase van ons")) && address.MatchString(s)
}

func TestEvidenceIsParaphrase(t *testing.T) {
	s, _, caseID := load(t)
	files, addresses := 0, map[string]bool{}
	for _, e := range all[onus.Evidence](t, s, onus.EvidenceNoun, caseID) {
		if !isParaphrase(e.About) || !strings.Contains(e.About, e.SourceURL) {
			t.Errorf("%s does not say that it is a paraphrase, or of what: %s", e.Name(), e.About)
		}
		if e.SourceURL != "" {
			addresses[e.SourceURL] = true
		}
		if e.Author != "" {
			t.Errorf("%s: no source of ours names an author", e.Name())
		}
		if text := textsOf(t, s, caseID, e.ID); text != "" {
			files++
			if !isParaphrase(text) {
				t.Errorf("%s: the file does not say that it is a paraphrase, or of what", e.Name())
			}
		}
	}
	if files != 6 || len(addresses) != 9 {
		t.Errorf("%d files and %d addresses, want 6 and 9", files, len(addresses))
	}
}

func TestHistory(t *testing.T) {
	s, lead, caseID := load(t)
	p, err := s.ListChanges(context.Background(), caseID, onus.Filter{Fields: map[string]string{"action": onus.ActionUpdate}})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, c := range p.Rows {
		got[c.Noun+" "+c.Field] = c.Old + " → " + c.New
		if c.Reason == "" || c.Actor != lead.Email {
			t.Errorf("change %d: actor %q, reason %q", c.Seq, c.Actor, c.Reason)
		}
	}
	for field, want := range map[string]string{
		"claims status": "pleaded → final", "cases status": "on_appeal → closed",
		"relationships percent": "20 → 19.35", "links stance": "supports → context",
	} {
		if got[field] != want {
			t.Errorf("%s: %q, want %q", field, got[field], want)
		}
	}
}
