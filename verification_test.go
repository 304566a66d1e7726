package onus

import "testing"

func TestAMismatchComesBackFromItsLine(t *testing.T) {
	for _, m := range []Mismatch{
		{"EX-0003", "letter, final.pdf", "2", "aa", "bb"},
		{"EX-0003", "日本.pdf", "1", "aa", ""},
	} {
		got, err := ParseMismatch(m.String())
		if err != nil || got != m {
			t.Errorf("%+v came back as %+v, %v", m, got, err)
		}
	}
	got, err := ParseMismatch(Mismatch{Exhibit: "EX-0001", Filename: "a\tb\nc"}.String())
	if err != nil || got.Filename != "a b c" {
		t.Errorf("a name with a tab: %+v, %v", got, err)
	}
	if _, err := ParseMismatch("something else"); err == nil {
		t.Error("something else is a mismatch")
	}
}
