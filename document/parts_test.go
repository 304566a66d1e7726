package document

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"onus"
)

// sound fails the test when a document is not what every unpaged document must be.
func sound(t *testing.T, d *onus.Document) {
	t.Helper()
	if d == nil {
		return
	}
	for i, p := range d.Parts {
		n := utf8.RuneCountInString(p.Text)
		if n == 0 || n > onus.MaxPart || p.Confidence != -1 {
			t.Fatalf("part %d has %d code points, confidence %d", i, n, p.Confidence)
		}
		end := 0
		for j, b := range p.Blocks {
			if b.Start < end || b.End <= b.Start || b.End > n || b.Kind == "" {
				t.Fatalf("part %d, block %d: %+v after %d, in %d code points", i, j, b, end, n)
			}
			if b.Continued && (i == 0 || j > 0 || b.Start > 0) {
				t.Fatalf("part %d, block %d continues nothing", i, j)
			}
			end = b.End
		}
		if len(p.Blocks) == 0 || n-end > 1 {
			t.Fatalf("part %d: blocks end at %d of %d code points", i, end, n)
		}
	}
	text := d.Text()
	if !utf8.ValidString(text) || strings.ContainsAny(text, "\x00\r") || strings.HasPrefix(text, "\ufeff") {
		t.Fatal("the text is not canonical")
	}
	if len(text) > maxText || len(d.Parts) > maxParts || len(d.Attachments) > maxAttachments {
		t.Fatalf("over a limit: %d bytes, %d parts, %d attachments", len(text), len(d.Parts), len(d.Attachments))
	}
}

// lines writes the blocks of a document as people read them: "h2 Title".
func lines(d *onus.Document) string {
	var out []string
	for _, p := range d.Parts {
		runes := []rune(p.Text)
		for _, b := range p.Blocks {
			kind := b.Kind
			if b.Level > 0 {
				kind += string(rune('0' + b.Level))
			}
			if b.Continued {
				kind += "+"
			}
			out = append(out, kind+" "+string(runes[b.Start:b.End]))
		}
	}
	return strings.Join(out, "\n")
}

func TestTextIsMadeCanonical(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"text that is canonical stays", "a\nb\tc", "a\nb\tc"},
		{"line ends become LF", "a\r\nb\rc\r\r\nd", "a\nb\nc\n\nd"},
		{"NUL becomes U+FFFD", "a\x00b", "a\ufffdb"},
		{"bytes that are no UTF-8 become U+FFFD, one each", "a\xff\xe4\xbdb", "a\ufffd\ufffd\ufffdb"},
		{"U+FFFD stays one", "\ufffd\r", "\ufffd\n"},
		{"a mark at the very start is dropped, one only", "\ufeff\ufeffa", "\ufeffa"},
		{"nothing is composed", "e\u0301", "e\u0301"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b builder
			b.block(onus.BlockParagraph, 0, c.in)
			if got := b.document("").Text(); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestBlocksAreCutIntoParts(t *testing.T) {
	x := strings.Repeat
	for _, c := range []struct {
		name   string
		blocks []string
		want   []int // code points of the parts
	}{
		{"nothing has no part", nil, nil},
		{"white space has no part", []string{" \n", "\t"}, nil},
		{"an empty block is dropped", []string{"a", "", "b"}, []int{3}},
		{"blocks that fit stay together", []string{x("a", 1999), x("b", 2000)}, []int{4000}},
		{"the line end belongs to the earlier part", []string{x("a", 2000), x("b", 2000)}, []int{2001, 2000}},
		{"a last block may fill its part", []string{x("é", 4000)}, []int{4000}},
		{"another is cut for its line end", []string{x("é", 4000), "b"}, []int{3999, 3}},
		{"a long block begins a part of its own", []string{"a", x("b", 4001)}, []int{2, 4000, 1}},
		{"it is cut behind a space", []string{x("a", 3500) + " " + x("b", 1000)}, []int{3501, 1000}},
		{"a space far ahead is left alone", []string{"a " + x("b", 4500)}, []int{4000, 502}},
		{"it is not cut within a cluster", []string{x("a", 3999) + "e\u0301" + x("b", 10)}, []int{3999, 12}},
		{"nor before a mark on a space", []string{x("a", 3999) + " \u0301" + x("b", 10)}, []int{3999, 12}},
		{"a cluster that is too long is cut", []string{"e" + x("\u0301", 9000)}, []int{3999, 3999, 1003}},
		{"three parts of one block", []string{x("中", 9000), "b"}, []int{4000, 4000, 1002}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b builder
			for _, s := range c.blocks {
				b.block(onus.BlockParagraph, 0, s)
			}
			d := b.document("x")
			sound(t, d)
			if len(d.Parts) != len(c.want) {
				t.Fatalf("%d parts, want %d", len(d.Parts), len(c.want))
			}
			for i, p := range d.Parts {
				if n := utf8.RuneCountInString(p.Text); n != c.want[i] {
					t.Errorf("part %d has %d code points, want %d", i, n, c.want[i])
				}
			}
			var kept []string
			for _, s := range c.blocks {
				if strings.TrimSpace(s) != "" {
					kept = append(kept, s)
				}
			}
			if d.Text() != strings.Join(kept, "\n") {
				t.Error("the parts are not the text")
			}
		})
	}
}

func TestTooMuchTextIsCut(t *testing.T) {
	for _, c := range []struct {
		name   string
		block  string
		blocks int
	}{
		{"one long block", strings.Repeat("é", maxText), 1},
		{"bytes that grow", strings.Repeat("\xff", maxText-1), 1},
		{"many blocks", strings.Repeat("中 ", 1000), 6000},
		{"very many blocks", "a", maxBlocks + 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b builder
			for range c.blocks {
				b.block(onus.BlockParagraph, 0, c.block)
			}
			if !errors.Is(b.err(), ErrTooLarge) {
				t.Errorf("error %v", b.err())
			}
			d := b.document("x")
			sound(t, d)
			if n := len(d.Text()); n < maxText-10 && c.blocks < maxBlocks {
				t.Errorf("only %d bytes are kept", n)
			}
		})
	}
}

func TestCellsKeepTheirPlace(t *testing.T) {
	var b builder
	b.row(onus.BlockRow, []string{"a\tb", "", "c"})
	b.row(onus.BlockRow, []string{"", ""})
	if got := b.document("").Text(); got != "a b\t\tc" {
		t.Errorf("%q", got)
	}
}
