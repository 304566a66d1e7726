package demo_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"onus"
	"onus/db"
)

// tooMany words in a row are a copied sentence.
const tooMany = 8

func wordsOf(s string) []string {
	s = address.ReplaceAllString(strings.ToLower(s), "")
	return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func runs(s string) []string {
	var all []string
	words := wordsOf(s)
	for i := range max(0, len(words)-tooMany+1) {
		all = append(all, strings.Join(words[i:i+tooMany], " "))
	}
	return all
}

// seed reads the sources that this case was written from. They are beside the
// repository, not in it.
func seed(t *testing.T) map[string]string {
	t.Helper()
	paths, err := filepath.Glob("../../shared/seed/*")
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) == 0 {
		t.Skip("no ../shared/seed beside the repository: nothing to compare with")
	}
	texts := map[string]string{}
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		texts[path] = string(b)
	}
	return texts
}

// TestNothingIsCopied compares every text that a person reads with the sources.
// A party's name is not a sentence, and the quotations are meant to be the same.
func TestNothingIsCopied(t *testing.T) {
	sources := seed(t)
	known := map[string]string{}
	for path, text := range sources {
		for _, run := range runs(text) {
			known[run] = path
		}
	}
	s, _, caseID := load(t)
	compare := func(what, text string) {
		for _, run := range runs(text) {
			if path, ok := known[run]; ok {
				t.Errorf("%s has from %s: %s", what, path, run)
			}
		}
	}
	quotations := 0
	for _, th := range things(t, s, caseID) {
		for _, a := range th.Attrs() {
			switch {
			case a.Name == "verbatim" && a.String() != "":
				quotations++
				if !contains(sources, a.String()) {
					t.Errorf("%s quotes what no source says: %s", th.Name(), a.String())
				}
			case a.Name == "name" && th.Noun() == onus.Parties:
			default:
				compare(th.Name()+" "+a.Name, a.String())
			}
		}
		if th.Noun() == onus.EvidenceNoun {
			compare("the file of "+th.Name(), textsOf(t, s, caseID, th.Base().ID))
		}
	}
	if quotations != 3 {
		t.Errorf("%d quotations, want 3", quotations)
	}
}

func contains(texts map[string]string, quote string) bool {
	for _, text := range texts {
		if strings.Contains(text, quote) {
			return true
		}
	}
	return false
}

// things are the case and all that is in it.
func things(t *testing.T, s *db.Store, caseID string) []onus.Thing {
	t.Helper()
	c, err := s.Thing(t.Context(), onus.Cases, caseID, caseID)
	if err != nil {
		t.Fatal(err)
	}
	list := []onus.Thing{c}
	list = appendAll[onus.Proceeding](t, list, s, onus.Proceedings, caseID)
	list = appendAll[onus.Label](t, list, s, onus.Labels, caseID)
	list = appendAll[onus.Party](t, list, s, onus.Parties, caseID)
	list = appendAll[onus.Relationship](t, list, s, onus.Relationships, caseID)
	list = appendAll[onus.Claim](t, list, s, onus.Claims, caseID)
	list = appendAll[onus.Evidence](t, list, s, onus.EvidenceNoun, caseID)
	return appendAll[onus.Link](t, list, s, onus.Links, caseID)
}

func appendAll[T any, P interface {
	*T
	onus.Thing
}](t *testing.T, list []onus.Thing, s *db.Store, noun, caseID string) []onus.Thing {
	t.Helper()
	for _, row := range all[T](t, s, noun, caseID) {
		list = append(list, P(&row))
	}
	return list
}

// TestCodes: what is stored under a code list is in it.
func TestCodes(t *testing.T) {
	s, _, caseID := load(t)
	for _, th := range things(t, s, caseID) {
		for _, a := range th.Attrs() {
			if a.List != "" && a.String() != "" && !onus.IsCode(a.List, a.String()) {
				t.Errorf("%s: %s %q is not in the list %s", th.Name(), a.Name, a.String(), a.List)
			}
		}
	}
}
