package onus

import (
	"errors"
	"testing"
	"time"
)

// day turns 2021-03-15 into days since 1970-01-01.
func day(t *testing.T, s string) int64 {
	t.Helper()
	at, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return at.Unix() / 86400
}

func TestDateBounds(t *testing.T) {
	tests := []struct{ name, in, first, last string }{
		{"a day is itself", "2021-03-15", "2021-03-15", "2021-03-15"},
		{"a day before 1970 counts backwards", "1931-07-04", "1931-07-04", "1931-07-04"},
		{"a month runs to its last day", "2024-02", "2024-02-01", "2024-02-29"},
		{"a year runs to its end", "2021", "2021-01-01", "2021-12-31"},
		{"approximate does not widen", "2021-03~", "2021-03-01", "2021-03-31"},
		{"uncertain does not widen", "2021-03?", "2021-03-01", "2021-03-31"},
		{"both does not widen", "2021%", "2021-01-01", "2021-12-31"},
		{"an unknown last digit is a decade", "201X", "2010-01-01", "2019-12-31"},
		{"two unknown digits are a century", "19XX", "1900-01-01", "1999-12-31"},
		{"an unknown month is the year", "2014-XX", "2014-01-01", "2014-12-31"},
		{"an unknown day is the month", "2014-02-XX", "2014-02-01", "2014-02-28"},
		{"month and day unknown are the year", "2014-XX-XX", "2014-01-01", "2014-12-31"},
		{"half a month number", "2014-1X", "2014-10-01", "2014-12-31"},
		{"half a day number", "2014-02-2X", "2014-02-20", "2014-02-28"},
		{"a leap day picks leap years", "201X-02-29", "2012-02-29", "2016-02-29"},
		{"the 31st of an unknown month", "2014-XX-31", "2014-01-31", "2014-12-31"},
		{"a small x is forgiven", " 201x ", "2010-01-01", "2019-12-31"},
		{"a period takes the outer days", "2021-03/2021-05", "2021-03-01", "2021-05-31"},
		{"a period of unlike precision", "2021-03-15/2021", "2021-03-15", "2021-12-31"},
		{"a period with doubtful ends", "2021~/2022?", "2021-01-01", "2022-12-31"},
		{"one of a range", "[2021-03-02..2021-03-09]", "2021-03-02", "2021-03-09"},
		{"spring", "2021-21", "2021-03-01", "2021-05-31"},
		{"winter runs into the next year", "2023-24", "2023-12-01", "2024-02-29"},
		{"third quarter", "2021-35", "2021-07-01", "2021-09-30"},
		{"second half", "2021-41", "2021-07-01", "2021-12-31"},
		{"a day in the last year there is", "9999-12-31", "9999-12-31", "9999-12-31"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := ParseDate(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			first, last := d.Bounds()
			if first != day(t, tt.first) || last != day(t, tt.last) {
				t.Errorf("%q: got %d to %d, want %s to %s", tt.in, first, last, tt.first, tt.last)
			}
		})
	}
}

func TestDateOpenEnds(t *testing.T) {
	known := day(t, "2021-01-01")
	tests := []struct {
		name, in    string
		first, last int64
	}{
		{"open start", "../2021-01-01", DayOpenStart, known},
		{"unknown start", "/2021-01-01", DayOpenStart, known},
		{"open end", "2021-01-01/..", known, DayOpenEnd},
		{"unknown end", "2021-01-01/", known, DayOpenEnd},
		{"on or before", "[..2021-01-01]", DayOpenStart, known},
		{"on or after", "[2021-01-01..]", known, DayOpenEnd},
		{"no date", "", DayUnknown, DayUnknown},
		{"spaces only", "  ", DayUnknown, DayUnknown},
		{"last winter stays within the years", "9999-24", day(t, "9999-12-01"), DayOpenEnd - 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := ParseDate(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			if first, last := d.Bounds(); first != tt.first || last != tt.last {
				t.Errorf("got %d to %d, want %d to %d", first, last, tt.first, tt.last)
			}
		})
	}
	if DayOpenStart >= day(t, "0000-01-01") || DayOpenEnd <= day(t, "9999-12-31") || DayUnknown <= DayOpenEnd {
		t.Error("open ends and unknown dates do not sort outside the days")
	}
}

func TestDateRefused(t *testing.T) {
	for name, in := range map[string]string{
		"30 February":                 "2021-02-30",
		"29 February of a plain year": "2021-02-29",
		"no leap day in any X900":     "X900-02-29",
		"month 13":                    "2021-13",
		"month 0":                     "2021-00",
		"day 0":                       "2021-03-00",
		"a day in a season":           "2021-21-01",
		"a day in the nineties":       "XXXX-XX-9X",
		"words":                       "last week",
		"day first":                   "15-03-2021",
		"no leading zero":             "2021-3-1",
		"slashes":                     "2021/03/15",
		"a time of day":               "2021-03-15T10:00",
		"two doubts":                  "2021?~",
		"only a doubt":                "?",
		"nothing on either side":      "../..",
		"empty range":                 "[..]",
		"unclosed range":              "[2021..2022",
		"backwards period":            "2022/2021",
		"backwards range":             "[2022..2021]",
		"other digits":                "２０２１",
		"a formula":                   "=1+1",
	} {
		t.Run(name, func(t *testing.T) {
			d, err := ParseDate(in)
			var text Text
			if !errors.As(err, &text) || d != "" {
				t.Errorf("%q: got %q, %v", in, d, err)
			}
		})
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"", "2021-03-15", "201X-02-29", "2021~/..", "[..2021-21]", "/", "XXXX-XX-XX", "2021-02-30"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err != nil {
			return
		}
		again, err := ParseDate(string(d))
		if again != d || err != nil {
			t.Fatalf("%q parses to %q, which parses to %q, %v", s, d, again, err)
		}
		first, last := d.Bounds()
		if first > last || first < DayOpenStart || last > DayUnknown || len(d) > len("[2021-03-15~..2021-05-31~]") {
			t.Fatalf("%q: bounds %d to %d", d, first, last)
		}
	})
}

func BenchmarkDateBounds(b *testing.B) {
	for b.Loop() {
		Date("2021-03-15").Bounds()
	}
}
