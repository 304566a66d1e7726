package document

import (
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"

	"onus"
)

// nameEnd is what ends a file name: short, and not just a number as in "version 1.2".
var nameEnd = regexp.MustCompile(`\.[0-9]{0,2}[A-Za-z][0-9A-Za-z]{0,4}$`)

// FromName proposes a title, and a date, from the name of a file.
func FromName(filename string) onus.Properties {
	name := path.Base(strings.ReplaceAll(clean(filename), `\`, "/"))
	if cut := nameEnd.ReplaceAllString(name, ""); cut != "" {
		name = cut
	}
	if plain, err := url.PathUnescape(name); err == nil && strings.Contains(name, "%20") {
		name = clean(plain)
	}
	title := strings.Join(strings.Fields(strings.ReplaceAll(name, "_", " ")), " ")
	if strings.Trim(title, "./ ") == "" {
		title = ""
	}
	return onus.Properties{Title: title, Dated: findDate(title)}
}

// months are the names of the months, in the order of the year, in Dutch, English, German,
// French, Spanish, Italian and Portuguese.
var months = []string{
	"januari january januar janvier enero gennaio janeiro jan",
	"februari february februar février fevrier febrero febbraio fevereiro feb",
	"maart march märz maerz mars marzo março marco mrt mar",
	"april avril abril aprile apr",
	"mei may mai mayo maggio maio",
	"juni june juin junio giugno junho jun",
	"juli july juillet julio luglio julho jul",
	"augustus august août aout agosto aug",
	"september septembre septiembre settembre setembro sept sep",
	"oktober october octobre octubre ottobre outubro okt oct",
	"november novembre noviembre novembro nov",
	"december dezember décembre decembre diciembre dicembre dezembro dec dez", //nolint:misspell // French without its accent
}

func monthOf(name string) int {
	for i, names := range months {
		for _, n := range strings.Fields(names) {
			if strings.EqualFold(n, name) {
				return i + 1
			}
		}
	}
	return 0
}

// dates are the ways to write a day or a month, the clearest first. The groups y, m, d and
// name say what is where.
var dates = []*regexp.Regexp{
	regexp.MustCompile(`(?:^|\D)(?P<y>\d{4})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?:(?P<d>\d{1,2})\s*日)?`),
	regexp.MustCompile(`(?:^|\D)(?P<y>\d{4})[-_./ ](?P<m>\d{1,2})[-_./ ](?P<d>\d{1,2})(?:\D|$)`),
	regexp.MustCompile(`(?:^|\D)(?P<d>\d{1,2})[-_./ ](?P<m>\d{1,2})[-_./ ](?P<y>\d{4})(?:\D|$)`),
	regexp.MustCompile(`(?:^|\D)(?P<d>\d{1,2})(?:\.|er|º)?[-_ ](?:de )?(?P<name>\pL{3,10})\.?[-_ ](?:de )?(?P<y>\d{4})(?:\D|$)`),
	regexp.MustCompile(`(?:^|\PL)(?P<name>\pL{3,10})\.?[-_ ](?P<d>\d{1,2})(?:st|nd|rd|th)?,?[-_ ](?P<y>\d{4})(?:\D|$)`),
	regexp.MustCompile(`(?:^|\D)(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:\D|\d{6}(?:\D|$)|$)`),
	regexp.MustCompile(`(?:^|\PL)(?P<name>\pL{3,10})[-_ ](?:de )?(?P<y>\d{4})(?:\D|$)`),
	regexp.MustCompile(`(?:^|\D)(?P<y>\d{4})[-_](?P<m>\d{2})(?:[^-_0-9]|$)`),
}

// findDate gives the first day, or month, that a text names, as EDTF; "" if none.
func findDate(s string) string {
	for _, way := range dates {
		for _, found := range way.FindAllStringSubmatch(s[:min(len(s), 1000)], 4) {
			var year, month, day int
			for i, group := range way.SubexpNames() {
				n, _ := strconv.Atoi(found[i])
				switch group {
				case "y":
					year = n
				case "m":
					month = n
				case "d":
					day = n
				case "name":
					month = monthOf(found[i])
				}
			}
			if edtf := edtfOf(year, month, day); edtf != "" {
				return edtf
			}
		}
	}
	return ""
}

// edtfOf writes a day, or a month when day is 0. Where only the American order of day and
// month makes sense it is taken; where both do, the European. No other than possible dates
// of a document are given.
func edtfOf(year, month, day int) string {
	if month > 12 && day >= 1 && day <= 12 {
		month, day = day, month
	}
	if year < 1700 || year > 2100 || month < 1 || month > 12 {
		return ""
	}
	if day == 0 {
		return fmt.Sprintf("%04d-%02d", year, month)
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Day() != day {
		return ""
	}
	return t.Format(time.DateOnly)
}
