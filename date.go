package onus

import (
	"iter"
	"strconv"
	"strings"
	"time"
)

// Date is a day that may be known only in part, as EDTF (ISO 8601-2), levels 0
// and 1 and the one-of ranges of level 2. The empty Date is not known at all.
//
//	2021-03-15 2021-03 2021    a day, a month, a year
//	2021-21                    a season (21 to 24), quarter (33 to 36) or half (40, 41)
//	201X 2014-XX 2014-03-XX    digits not known
//	2021~ 2021? 2021%          approximate, uncertain, both
//	2021-03/2021-05            a period; ../2021, 2021/.. and 2021/ are open
//	[2021-03..2021-05]         one day in a period; [..2021] and [2021..] are open
//
// Years are 0000 to 9999; times of day are not part of a Date.
type Date string

// What Bounds returns where there is no bound, chosen so that every day from
// 0000-01-01 (-719528) to 9999-12-31 (2932896) lies between the open ends and
// that dates that are not known sort last and overlap no period.
const (
	DayOpenStart int64 = -719529
	DayOpenEnd   int64 = 2932897
	DayUnknown   int64 = 2932898
)

// ParseDate reads a date as people type it: spaces around it and a small x are
// forgiven. No text is the empty Date. The error is a Text that says what is wrong.
func ParseDate(s string) (Date, error) {
	s = strings.ReplaceAll(strings.TrimSpace(s), "x", "X")
	if s == "" {
		return "", nil
	}
	if _, _, err := dateBounds(s); err != nil {
		return "", err
	}
	return Date(s), nil
}

// Bounds are the earliest and the latest day that the date can mean, both
// included, in days since 1970-01-01. An open end is DayOpenStart or DayOpenEnd;
// a date that is empty or was never parsed is DayUnknown twice. "Approximate"
// and "uncertain" do not widen the bounds: nobody can say by how much.
func (d Date) Bounds() (first, last int64) {
	first, last, err := dateBounds(string(d))
	if err != nil {
		return DayUnknown, DayUnknown
	}
	return first, last
}

func dateBounds(s string) (first, last int64, err error) {
	from, to, isRange := cutRange(s)
	if !isRange {
		return partBounds(s)
	}
	first, last = DayOpenStart, DayOpenEnd
	if from != "" {
		if first, _, err = partBounds(from); err != nil {
			return 0, 0, err
		}
	}
	if to != "" {
		if _, last, err = partBounds(to); err != nil {
			return 0, 0, err
		}
	}
	if from == "" && to == "" {
		return 0, 0, notDate()
	}
	if first > last {
		return 0, 0, Say("The period “%s” ends before it begins.", s)
	}
	return first, last, nil
}

// cutRange takes a/b and [a..b] apart; an open end comes back empty.
func cutRange(s string) (from, to string, ok bool) {
	if inner, found := strings.CutPrefix(s, "["); found {
		if inner, found = strings.CutSuffix(inner, "]"); found {
			return strings.Cut(inner, "..")
		}
		return "", "", false
	}
	from, to, ok = strings.Cut(s, "/")
	if from == ".." {
		from = ""
	}
	if to == ".." {
		to = ""
	}
	return from, to, ok
}

// partOfYear gives the months that an EDTF sub-year grouping stands for. Seasons
// are those of the northern hemisphere; winter runs into the next year.
func partOfYear(code string) (month, months int) {
	switch code {
	case "21", "22", "23", "24":
		return 3 + 3*int(code[1]-'1'), 3
	case "33", "34", "35", "36":
		return 1 + 3*int(code[1]-'3'), 3
	case "40", "41":
		return 1 + 6*int(code[1]-'0'), 6
	}
	return 0, 0
}

func partBounds(s string) (first, last int64, err error) {
	body := s
	if n := len(s) - 1; n >= 0 && strings.IndexByte("~?%", s[n]) >= 0 {
		body = s[:n]
	}
	if !hasDateShape(body) {
		return 0, 0, notDate()
	}
	year, month, day := body[:4], "XX", "XX"
	if len(body) >= 7 {
		month = body[5:7]
	}
	if len(body) == 10 {
		day = body[8:]
	}
	if m, months := partOfYear(month); m > 0 && len(body) == 7 {
		end := dayNumber(highest(year), m+months, 1) - 1
		return dayNumber(lowest(year), m, 1), min(end, DayOpenEnd-1), nil
	}
	first, found := edgeDay(year, month, day, false)
	if !found {
		return 0, 0, Say("There is no day or month “%s”.", s)
	}
	last, _ = edgeDay(year, month, day, true)
	return first, last, nil
}

// hasDateShape tells whether s is YYYY, YYYY-MM or YYYY-MM-DD with X for any digit.
func hasDateShape(s string) bool {
	if len(s) != 4 && len(s) != 7 && len(s) != 10 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if dash := i == 4 || i == 7; dash != (c == '-') {
			return false
		} else if !dash && c != 'X' && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// edgeDay is the earliest or the latest day that fits the three patterns.
func edgeDay(year, month, day string, latest bool) (int64, bool) {
	// Without this the worst pattern, XXXX-XX-9X, tries ten million days.
	if lowest(month) > 12 || lowest(day) > 31 {
		return 0, false
	}
	for y := range matches(year, latest) {
		for m := range matches(month, latest) {
			if m < 1 || m > 12 {
				continue
			}
			for d := range matches(day, latest) {
				if d >= 1 && d <= daysIn(y, m) {
					return dayNumber(y, m, d), true
				}
			}
		}
	}
	return 0, false
}

// matches yields the numbers that fit a pattern, in descending order if asked.
func matches(pattern string, descending bool) iter.Seq[int] {
	return func(yield func(int) bool) {
		low, high := lowest(pattern), highest(pattern)
		for i := range high - low + 1 {
			n := low + i
			if descending {
				n = high - i
			}
			if fits(pattern, n) && !yield(n) {
				return
			}
		}
	}
}

func lowest(pattern string) int {
	n, _ := strconv.Atoi(strings.ReplaceAll(pattern, "X", "0"))
	return n
}

func highest(pattern string) int {
	n, _ := strconv.Atoi(strings.ReplaceAll(pattern, "X", "9"))
	return n
}

// fits tells whether n, padded with zeros, matches the digits and X of pattern.
func fits(pattern string, n int) bool {
	for i := len(pattern) - 1; i >= 0; i-- {
		if c := pattern[i]; c != 'X' && int(c-'0') != n%10 {
			return false
		}
		n /= 10
	}
	return n == 0
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func dayNumber(year, month, day int) int64 {
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Unix() / 86400
}

func notDate() error {
	return Say("This is not a date. Write a day as 2021-03-15, a month as 2021-03, a year as 2021, a period as 2021-03/2021-05.")
}
