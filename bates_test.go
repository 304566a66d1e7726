package onus

import (
	"errors"
	"testing"
)

func TestBatesNumbersAreReadAndPrinted(t *testing.T) {
	for s, want := range map[string]Bates{
		"NEU000123":     {"NEU", 123, 6},
		"NEU-2-0007":    {"NEU-2-", 7, 4},
		" 0001 ":        {"", 1, 4},
		"新云0042":        {"新云", 42, 4},
		"A999999999999": {"A", 999999999999, 12},
	} {
		got, ok := ParseBates(s)
		if !ok || got != want {
			t.Errorf("%q is read as %+v, %v", s, got, ok)
		}
	}
	for _, s := range []string{"", "NEU", "1a", "A1234567890123"} {
		if got, ok := ParseBates(s); ok {
			t.Errorf("%q is read as %+v", s, got)
		}
	}
	if got := (Bates{"NEU", 999, 3}).Plus(1).String(); got != "NEU1000" {
		t.Errorf("the number after NEU999 is %s", got)
	}
	if (Bates{"NEU", 1000, 3}).Fits() || !(Bates{"NEU", 999, 3}).Fits() {
		t.Error("four digits fit into three")
	}
	if got := (Bates{}).String(); got != "" {
		t.Errorf("no number is printed as %q", got)
	}
}

func TestWhatIsTypedAsBatesNumber(t *testing.T) {
	for _, tc := range []struct{ what, prefix, first, digits, bad string }{
		{"the usual", "NEU", "1", "6", ""},
		{"no prefix", "", "1", "6", ""},
		{"what a stamp cannot show", "新云-", "7", "4", "prefix"},
		{"a prefix that ends in a digit", "NEU2", "1", "6", "prefix"},
		{"a prefix that leaves its folder", "../NEU", "1", "6", "prefix"},
		{"a hidden file", ".NEU", "1", "6", "prefix"},
		{"a prefix with a space", "NEU A", "1", "6", "prefix"},
		{"no number", "NEU", "", "6", "first"},
		{"less than nothing", "NEU", "-1", "6", "first"},
		{"no digits", "NEU", "1", "0", "digits"},
		{"more digits than are kept", "NEU", "1", "13", "digits"},
		{"more than fit", "NEU", "1000", "3", "digits"},
	} {
		_, err := NewBates(tc.prefix, tc.first, tc.digits)
		var problems Problems
		errors.As(err, &problems)
		if _, refused := problems[tc.bad]; tc.bad == "" && err != nil || tc.bad != "" && (!refused || len(problems) != 1) {
			t.Errorf("%s: %v", tc.what, err)
		}
	}
}

func TestBatesRangesOverlap(t *testing.T) {
	within := func(begin, end string) BatesRange {
		r, ok := ParseBatesRange(begin, end)
		if !ok {
			t.Fatalf("%s–%s is no range", begin, end)
		}
		return r
	}
	r := within("NEU000010", "NEU000019")
	if r.Pages() != 10 {
		t.Errorf("it has %d pages", r.Pages())
	}
	for what, tc := range map[string]struct {
		begin, end string
		overlaps   bool
	}{
		"just before":           {"NEU000001", "NEU000009", false},
		"just after":            {"NEU000020", "NEU000030", false},
		"its first page":        {"NEU000001", "NEU000010", true},
		"its last page":         {"NEU000019", "NEU000019", true},
		"within":                {"NEU000012", "NEU000013", true},
		"around":                {"NEU000001", "NEU000099", true},
		"fewer leading zeros":   {"NEU0012", "NEU0012", true},
		"another prefix":        {"IBM000012", "IBM000013", false},
		"small letters":         {"neu000012", "", true},
		"one page without end":  {"NEU000012", "", true},
		"one page after, alone": {"NEU000020", "", false},
	} {
		if got := r.Overlaps(within(tc.begin, tc.end)); got != tc.overlaps {
			t.Errorf("%s: %v", what, got)
		}
	}
	for _, bad := range [][2]string{{"", ""}, {"NEU", "NEU"}, {"NEU2", "NEU1"}, {"NEU1", "IBM2"}} {
		if _, ok := ParseBatesRange(bad[0], bad[1]); ok {
			t.Errorf("%q is a range", bad)
		}
	}
}
