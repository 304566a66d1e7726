package onus

import "testing"

func TestAmountsAreRead(t *testing.T) {
	for _, c := range []struct {
		name, typed, currency string
		minor                 int64
		refused               bool
	}{
		{"plain", "1250000", "EUR", 125000000, false},
		{"with a point", "1250000.50", "EUR", 125000050, false},
		{"with a comma", "1250000,50", "EUR", 125000050, false},
		{"English thousands", "1,250,000.50", "USD", 125000050, false},
		{"Dutch thousands", "1.250.000,50", "EUR", 125000050, false},
		{"thousands without decimals", "1.250", "EUR", 125000, false},
		{"spaces", "1 250 000", "EUR", 125000000, false},
		{"one decimal", "0.5", "EUR", 50, false},
		{"a currency without decimals", "1250", "JPY", 1250, false},
		{"decimals that it does not have", "12.5", "JPY", 0, true},
		{"zeros that it does not have", "12.00", "JPY", 12, false},
		{"a currency of three decimals", "1.250", "KWD", 1250, false},
		{"too many decimals", "1.2345", "EUR", 0, true},
		{"negative is read; the claim refuses it", "-5", "EUR", -500, false},
		{"letters", "much", "EUR", 0, true},
		{"an exponent", "1e6", "EUR", 0, true},
		{"a lone mark", ".", "EUR", 0, true},
		{"wrong groups", "1.25.000,5", "EUR", 0, true},
		{"three decimals that it does not have", "0.125", "EUR", 0, true},
		{"three decimals that end in zeros", "0.500", "EUR", 50, false},
		{"a long number before three decimals", "12345.678", "EUR", 0, true},
		{"a long number before zeros", "1000.000", "JPY", 1000, false},
		{"three decimals after a comma", "0,125", "KWD", 125, false},
		{"two kinds of group", "1.234,567.5", "EUR", 0, true},
		{"a group of one", "1.234.5", "EUR", 0, true},
		{"an empty group", "1,,000", "EUR", 0, true},
		{"a group that begins with zero", "012,500,000", "EUR", 0, true},
		{"a mark at the end", "12.", "EUR", 0, true},
		{"two signs", "--5", "EUR", 0, true},
		{"more than 64 bits", "99999999999999999999", "EUR", 0, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := ParseAmount(c.typed, c.currency)
			if (err != nil) != c.refused {
				t.Fatalf("error %v, refused should be %v", err, c.refused)
			}
			if err == nil && (got.Minor != c.minor || !got.Known) {
				t.Errorf("%+v, want %d", got, c.minor)
			}
		})
	}
	if a, err := ParseAmount(" ", "EUR"); err != nil || a.Known {
		t.Errorf("nothing typed is %+v, %v", a, err)
	}
}

func TestAmountsArePrintedInTheDigitsOfTheirCurrency(t *testing.T) {
	for want, a := range map[string]struct {
		Amount
		currency string
	}{
		"1.00": {Amount{100, true}, "EUR"}, "0.05": {Amount{5, true}, "EUR"}, "-0.05": {Amount{-5, true}, "EUR"},
		"100": {Amount{100, true}, "JPY"}, "0.100": {Amount{100, true}, "KWD"}, "": {Amount{100, false}, "EUR"},
		"-92233720368547758.08": {Amount{-1 << 63, true}, "EUR"},
	} {
		if got := a.Decimal(a.currency); got != want {
			t.Errorf("%d %s is %q, want %q", a.Minor, a.currency, got, want)
		}
	}
}

func FuzzAmountsComeBack(f *testing.F) {
	f.Add(int64(125000050), "EUR")
	f.Add(int64(1250), "KWD")
	f.Add(int64(-7), "JPY")
	f.Fuzz(func(t *testing.T, minor int64, currency string) {
		if !IsCurrency(currency) || minor == -1<<63 {
			t.Skip()
		}
		a := Amount{minor, true}
		back, err := ParseAmount(a.Decimal(currency), currency)
		if err != nil || back != a {
			t.Errorf("%d %s → %q → %+v, %v", minor, currency, a.Decimal(currency), back, err)
		}
	})
}
