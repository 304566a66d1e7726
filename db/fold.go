package db

import (
	"crypto/rand"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"onus"
)

// newID is 26 letters and digits, 128 random bits: no sequence that tells how
// many there are, and no clash between nodes.
func newID() string { return rand.Text() }

// RequestID names one request in the log and on its error page.
func RequestID() string { return newID()[:12] }

// fold makes text comparable regardless of case, width and accents, the same on
// both engines.
func fold(s string) string {
	if isPlain(s) {
		return strings.ToLower(s)
	}
	s = ligatures.Replace(s)
	t := transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn)), cases.Fold(), norm.NFC)
	out, _, err := transform.String(t, s)
	if err != nil {
		return strings.ToLower(s)
	}
	return out
}

// ligatures are letters that Unicode takes for whole but people type in parts.
var ligatures = strings.NewReplacer("æ", "ae", "Æ", "ae", "œ", "oe", "Œ", "oe", "ø", "o", "Ø", "o", "ł", "l", "Ł", "l", "đ", "d", "Đ", "d")

func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// maxKey bounds a sort key: two names that agree for so long sort by id. An
// index entry must fit a page of PostgreSQL's btree (2,704 bytes).
const maxKey = 200

func sortKey(s string) string {
	k := []rune(fold(s))
	if len(k) > maxKey {
		k = k[:maxKey]
	}
	return string(k)
}

// label is a title as it stands in an index: the beginning of one that is long.
func label(title string) string {
	r := []rune(title)
	if len(r) <= maxKey {
		return title
	}
	return string(r[:maxKey-1]) + "…"
}

// searchText is what a list searches in: the parts folded, a line each.
func searchText(parts ...string) string { return fold(strings.Join(parts, "\n")) }

// likePattern finds a folded word anywhere; % and _ stand for themselves.
func likePattern(word string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(fold(word)) + "%"
}

func firstDay(d onus.Date) int64 {
	first, _ := d.Bounds()
	return first
}
