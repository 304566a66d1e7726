package words

import (
	"strconv"
	"strings"
	"time"

	"github.com/bojanz/currency"
)

// format is how a language writes numbers and days.
type format struct {
	thousands byte
	months    [12]string
	money     *currency.Formatter
	decimal   byte
}

var (
	english = format{
		thousands: ',',
		months:    [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
		money:     currency.NewFormatter(currency.NewLocale("en")),
		decimal:   '.',
	}
	dutch = format{
		thousands: '.',
		months:    [12]string{"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"},
		money:     currency.NewFormatter(currency.NewLocale("nl")),
		decimal:   ',',
	}
)

// Number is a whole number with thousands separators.
func (w *Words) Number(n int64) string {
	s := strconv.FormatInt(n, 10)
	start := 0
	if n < 0 {
		start = 1
	}
	if len(s)-start <= 3 {
		return s
	}
	b := append(make([]byte, 0, 26), s[:start]...) // 19 digits, a sign, 6 separators
	for i := start; i < len(s); i++ {
		if i > start && (len(s)-i)%3 == 0 {
			b = append(b, w.format.thousands)
		}
		b = append(b, s[i])
	}
	return string(b)
}

// Money is an amount in minor units of an ISO 4217 currency with its sign. The
// digits of an unknown currency are not known, so its number is left in minor
// units, followed by the code.
func (w *Words) Money(minor int64, code string) string {
	digits, known := currency.GetDigits(code)
	if !known {
		return w.Number(minor) + "\u00a0" + code
	}
	if minor < 0 { // none is stored; the library knows where the minus goes
		return w.format.moneyText(minor, code)
	}
	unit := int64(1)
	for range digits {
		unit *= 10
	}
	around := w.signs()[code]
	b := append(make([]byte, 0, 48), around.before...)
	b = append(b, w.Number(minor/unit)...)
	if digits > 0 {
		b = append(b, w.format.decimal)
		b = append(b, strconv.FormatInt(unit+minor%unit, 10)[1:]...)
	}
	return string(append(b, around.after...))
}

// signs are what stands before and after the digits of an amount.
type signs struct{ before, after string }

// allSigns asks the library once for every currency: a list prints fifty amounts,
// and the library takes many times as long over each.
func (f *format) allSigns() map[string]signs {
	const digits = "0123456789"
	all := map[string]signs{}
	for _, code := range currency.GetCurrencyCodes() {
		text := f.moneyText(1, code)
		all[code] = signs{text[:strings.IndexAny(text, digits)], text[strings.LastIndexAny(text, digits)+1:]}
	}
	return all
}

func (f *format) moneyText(minor int64, code string) string {
	amount, err := currency.NewAmountFromInt64(minor, code)
	if err != nil { // not a currency
		return strconv.FormatInt(minor, 10) + "\u00a0" + code
	}
	return f.money.Format(amount)
}

// Day is the day of t in its own time zone, such as 5 Mar 2026; the zero time is
// empty.
func (w *Words) Day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return string(w.appendDay(make([]byte, 0, 16), t))
}

// Moment is a time in Unix milliseconds to the minute, such as 5 Mar 2026, 07:08
// UTC; 0, a time that is not known, is empty.
func (w *Words) Moment(ms int64) string {
	if ms == 0 {
		return ""
	}
	t := time.UnixMilli(ms).UTC()
	return string(t.AppendFormat(w.appendDay(make([]byte, 0, 32), t), ", 15:04 UTC"))
}

func (w *Words) appendDay(b []byte, t time.Time) []byte {
	year, month, day := t.Date()
	b = append(strconv.AppendInt(b, int64(day), 10), ' ')
	b = append(append(b, w.format.months[month-1]...), ' ')
	return strconv.AppendInt(b, int64(year), 10)
}
