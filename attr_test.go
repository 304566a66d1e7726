package onus

import "testing"

func TestAnAmountKeepsItsDecimalsWhenTheCurrencyChanges(t *testing.T) {
	for _, tc := range []struct {
		name, from  string
		minor       int64
		posted      map[string]string
		want        string
		wantProblem bool
	}{
		{"to one without decimals", "EUR", 10000, map[string]string{"currency": "JPY"}, "100", false},
		{"from one without decimals", "JPY", 100, map[string]string{"currency": "EUR"}, "100.00", false},
		{"to one that cannot hold them", "EUR", 10050, map[string]string{"currency": "JPY"}, "", true},
		{"a posted amount is read in the new currency", "EUR", 10000, map[string]string{"amount": "250", "currency": "JPY"}, "250", false},
		{"nothing posted changes nothing", "EUR", 10050, nil, "100.50", false},
		{"to one of as many decimals", "EUR", 10050, map[string]string{"currency": "USD"}, "100.50", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := &Claim{Currency: tc.from, Amount: Amount{Minor: tc.minor, Known: true}}
			problems := Fill(c, func(name string) (string, bool) { v, ok := tc.posted[name]; return v, ok })
			if _, refused := problems["amount"]; refused != tc.wantProblem {
				t.Fatalf("problems are %v", problems)
			}
			if got := c.Amount.Decimal(c.Currency); !tc.wantProblem && got != tc.want {
				t.Errorf("got %s %s", got, c.Currency)
			}
		})
	}
}

func TestEveryFieldOfAChangeIsInItsHash(t *testing.T) {
	c := Change{CaseID: "c", Seq: 1, At: 2, Actor: "a", Action: "b", Noun: "n", ID: "i", Field: "f", Old: "o", New: "w", Reason: "r", Op: "p", Title: "t", Version: 3}
	seen := map[string]bool{c.Chain(""): true, c.Chain("x"): true}
	for _, alter := range []func(*Change){
		func(c *Change) { c.CaseID += "x" }, func(c *Change) { c.Seq++ }, func(c *Change) { c.At++ }, func(c *Change) { c.Actor += "x" },
		func(c *Change) { c.Action += "x" }, func(c *Change) { c.Noun += "x" }, func(c *Change) { c.ID += "x" }, func(c *Change) { c.Field += "x" },
		func(c *Change) { c.Old += "x" }, func(c *Change) { c.New += "x" }, func(c *Change) { c.Reason += "x" }, func(c *Change) { c.Op += "x" },
		func(c *Change) { c.Title += "x" }, func(c *Change) { c.Version++ },
		func(c *Change) { c.Old, c.New = c.Old+c.New, "" }, // lengths are in it, so that nothing moves from field to field
	} {
		d := c
		alter(&d)
		seen[d.Chain("")] = true
	}
	if len(seen) != 17 {
		t.Errorf("%d different hashes of 17", len(seen))
	}
}
