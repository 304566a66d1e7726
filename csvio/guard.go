package csvio

import "strings"

// Guard puts an apostrophe before a text that a spreadsheet would run as a
// formula: one that starts, after any apostrophes, with = + - @, their
// full-width forms, a tab or a line end. Texts that start with apostrophes and
// then one of these get one more, so that Unguard always restores the original.
func Guard(s string) string {
	if startsFormula(s) {
		return "'" + s
	}
	return s
}

// Unguard takes off the one apostrophe that Guard put there, and no other.
func Unguard(s string) string {
	if strings.HasPrefix(s, "'") && startsFormula(s[1:]) {
		return s[1:]
	}
	return s
}

// startsFormula matches ^'*[=+\-@\t\r\n＝＋－＠] without a regexp: it runs for
// every text cell of every export.
func startsFormula(s string) bool {
	i := 0
	for i < len(s) && s[i] == '\'' {
		i++
	}
	if i == len(s) {
		return false
	}
	switch s[i] {
	case '=', '+', '-', '@', '\t', '\r', '\n':
		return true
	case 0xEF: // the first byte of the full-width forms U+FF0B, FF0D, FF1D, FF20
		return i+2 < len(s) && s[i+1] == 0xBC &&
			(s[i+2] == 0x8B || s[i+2] == 0x8D || s[i+2] == 0x9D || s[i+2] == 0xA0)
	}
	return false
}
