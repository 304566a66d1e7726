package onus

import (
	"database/sql/driver"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/bojanz/currency"
)

// Amount is money in minor units (cents) of a currency kept beside it. The zero
// Amount is not known, which is not the same as nothing.
type Amount struct {
	Minor int64
	Known bool
}

// Digits is the number of decimals of an ISO 4217 currency; 2 for an unknown one.
func Digits(code string) int {
	if d, ok := currency.GetDigits(code); ok {
		return int(d)
	}
	return 2
}

// Decimal prints the amount as CSV does: a point, and as many decimals as the
// currency has. Not known is empty.
func (a Amount) Decimal(code string) string {
	if !a.Known {
		return ""
	}
	sign, n := "", uint64(a.Minor) //nolint:gosec // the sign is taken off below
	if a.Minor < 0 {
		sign, n = "-", -n
	}
	digits := Digits(code)
	s := strconv.FormatUint(n, 10)
	if digits == 0 {
		return sign + s
	}
	if len(s) <= digits {
		s = strings.Repeat("0", digits+1-len(s)) + s
	}
	return sign + s[:len(s)-digits] + "." + s[len(s)-digits:]
}

// ParseAmount reads a decimal as people write it: 1250000, 1,250,000.50 or
// 1.250.000,50. A lone mark before exactly three digits (1.250) separates
// thousands, unless the currency has three decimals or what stands before it is
// no such group (0.125, 1250.500). More decimals than the currency has are refused.
func ParseAmount(s, code string) (Amount, error) {
	s = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "'", "").Replace(strings.TrimSpace(s))
	if s == "" {
		return Amount{}, nil
	}
	digits := Digits(code)
	whole, fraction, ok := splitDecimal(s, digits)
	if !ok {
		return Amount{}, Say("“%s” is not an amount. Write it like 1250000.50.", s)
	}
	if code != "" && len(strings.TrimRight(fraction, "0")) > digits {
		return Amount{}, Say("%s has %d decimals at most.", code, digits)
	}
	fraction = (fraction + strings.Repeat("0", digits))[:digits]
	n, err := strconv.ParseInt(whole+fraction, 10, 64)
	if err != nil || n == math.MinInt64 {
		return Amount{}, Say("This amount is too large.")
	}
	return Amount{Minor: n, Known: true}, nil
}

// splitDecimal returns digits before and after the decimal mark. Exported amounts
// of a currency of three decimals (1.250) must be read back as they were.
func splitDecimal(s string, digits int) (whole, fraction string, ok bool) {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	if at := strings.LastIndexAny(s, ".,"); at >= 0 {
		alone := strings.Count(s, s[at:at+1]) == 1
		mixed := strings.ContainsAny(s[:at], ".,")
		_, thousands := joinGroups(s)
		if alone && (mixed || !thousands || digits == 3 && s[at] == '.') {
			s, fraction = s[:at], s[at+1:]
			ok = isDigits(fraction)
			if whole, thousands = joinGroups(s); thousands {
				return sign + whole, fraction, ok
			}
			return "", "", false
		}
	}
	whole, ok = joinGroups(s)
	return sign + whole, "", ok
}

// joinGroups reads a whole number, with one kind of mark between its thousands or
// without any.
func joinGroups(s string) (whole string, ok bool) {
	at := strings.IndexAny(s, ".,")
	if at < 0 {
		return s, isDigits(s)
	}
	groups := strings.Split(s, s[at:at+1])
	for i, g := range groups {
		first := i == 0 && len(g) <= 3 && !strings.HasPrefix(g, "0")
		if !isDigits(g) || !first && (i == 0 || len(g) != 3) {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// Scan reads a nullable BIGINT.
func (a *Amount) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*a = Amount{}
	case int64:
		*a = Amount{Minor: v, Known: true}
	default:
		return fmt.Errorf("amount: unexpected %T", v)
	}
	return nil
}

// Value writes a nullable BIGINT.
func (a Amount) Value() (driver.Value, error) {
	if !a.Known {
		return nil, nil
	}
	return a.Minor, nil
}
