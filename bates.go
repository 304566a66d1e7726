package onus

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Bates is a page number of a production: a prefix, and a number with leading zeros.
// The zero value is none.
type Bates struct {
	Prefix string
	Number int64
	Digits int // the least that are printed
}

// Bounds of a Bates number.
const (
	maxBatesPrefix = 40 // bytes
	maxBatesDigits = 12
)

func (b Bates) String() string {
	if b == (Bates{}) {
		return ""
	}
	return fmt.Sprintf("%s%0*d", b.Prefix, b.Digits, b.Number)
}

// Plus is the number n pages on.
func (b Bates) Plus(n int64) Bates {
	b.Number += n
	return b
}

// Fits tells whether the number has no more digits than it was given room for: one
// that has sorts before those with fewer.
func (b Bates) Fits() bool { return len(strconv.FormatInt(b.Number, 10)) <= b.Digits }

// ParseBates reads a number such as NEU000123: what stands before its last digits is
// the prefix. ok is false where there are no digits, or too many.
func ParseBates(s string) (b Bates, ok bool) {
	s = strings.TrimSpace(s)
	prefix := strings.TrimRight(s, "0123456789")
	digits := s[len(prefix):]
	if digits == "" || len(digits) > maxBatesDigits {
		return b, false
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	return Bates{prefix, n, len(digits)}, err == nil
}

// NewBates makes the first number of a range from what a person typed. Problems of
// prefix, first and digits.
func NewBates(prefix, first, digits string) (Bates, error) {
	b := Bates{Prefix: strings.TrimSpace(prefix)}
	problems := Problems{}
	if !isBatesPrefix(b.Prefix) {
		problems["prefix"] = Say("Letters from A to Z, digits, - _ . and no more than %d of them; no digit at the end.", maxBatesPrefix)
	}
	var err error
	if b.Number, err = strconv.ParseInt(strings.TrimSpace(first), 10, 64); err != nil || b.Number < 0 {
		problems["first"] = Say("A whole number.")
	}
	if b.Digits, err = strconv.Atoi(strings.TrimSpace(digits)); err != nil || b.Digits < 1 || b.Digits > maxBatesDigits {
		problems["digits"] = Say("A number from 1 to %d.", maxBatesDigits)
	}
	if len(problems) == 0 && !b.Fits() {
		problems["digits"] = Say("The number has more digits than this.")
	}
	return b, problems.Err()
}

// batesPrefix: it names files and is stamped in Helvetica, and a digit at its end would
// belong to the number.
var batesPrefix = regexp.MustCompile(`^([A-Za-z0-9_-][A-Za-z0-9._-]*)?$`)

func isBatesPrefix(s string) bool {
	return len(s) <= maxBatesPrefix && batesPrefix.MatchString(s) && strings.TrimRight(s, "0123456789") == s
}

// BatesRange is the pages of one item, both ends included.
type BatesRange struct{ Begin, End Bates }

// ParseBatesRange reads the two ends of an item; an empty end is the beginning.
func ParseBatesRange(begin, end string) (r BatesRange, ok bool) {
	if r.Begin, ok = ParseBates(begin); !ok {
		return r, false
	}
	if r.End, ok = ParseBates(end); !ok {
		r.End = r.Begin
	}
	return r, r.End.Prefix == r.Begin.Prefix && r.End.Number >= r.Begin.Number
}

// Overlaps tells whether a number is in both ranges; leading zeros make no other number.
func (r BatesRange) Overlaps(o BatesRange) bool {
	return strings.EqualFold(r.Begin.Prefix, o.Begin.Prefix) && r.Begin.Number <= o.End.Number && o.Begin.Number <= r.End.Number
}

// Pages is how many numbers the range has.
func (r BatesRange) Pages() int64 { return r.End.Number - r.Begin.Number + 1 }

// BatesLine is what numbering would do to one item. Problem is why it does not; its
// Key is "" where it does.
type BatesLine struct {
	EvidenceID, Exhibit, Title string
	Pages                      int64
	Range                      BatesRange
	Deleted                    bool // it had the numbers, and may come back
	Problem                    Text
}
