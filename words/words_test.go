package words

import (
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bojanz/currency"

	"onus"
)

func load(t testing.TB) *Catalogue {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestMatch(t *testing.T) {
	for _, tt := range []struct{ name, setting, header, want string }{
		{"nothing said is English", "", "", "en"},
		{"the setting wins", "en", "nl", "en"},
		{"Dutch as a setting", "nl", "en", "nl"},
		{"a setting we do not have is ignored", "de", "nl", "nl"},
		{"Flemish is Dutch", "", "nl-BE,nl;q=0.9", "nl"},
		{"the higher quality wins", "", "en;q=0.5, nl;q=0.8", "nl"},
		{"the first of equals wins", "", "en-GB, nl", "en"},
		{"what we have wins over what we have not", "", "zh-CN,nl;q=0.2", "nl"},
		{"German is English", "", "de-DE,de;q=0.9", "en"},
		{"rubbish is English", "", "###;q=x", "en"},
		{"a huge header is English", "", strings.Repeat("nl,", 5000), "en"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Match(tt.setting, tt.header); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// invented is a language with texts of this test only, so that no text of the
// interface is pinned here.
func invented() *Words {
	return &Words{
		lang: "nl", format: dutch,
		texts:  map[string]string{"one claim": "één vordering", "Delete %s?": "%s verwijderen?", "claim": "vordering"},
		plural: map[string]string{"%s claims": "%s vorderingen"},
	}
}

func TestTexts(t *testing.T) {
	w := invented()
	for name, tt := range map[string]struct{ got, want string }{
		"a text":                        {w.T("claim"), "vordering"},
		"a text without translation":    {w.T("50% off"), "50% off"},
		"a text with a value":           {w.T("Delete %s?", "C-1"), "C-1 verwijderen?"},
		"one":                           {w.N("one claim", "%s claims", 1), "één vordering"},
		"none is plural":                {w.N("one claim", "%s claims", 0), "0 vorderingen"},
		"many with separators":          {w.N("one claim", "%s claims", 12345), "12.345 vorderingen"},
		"a number and a value":          {w.N("%s of %s", "%s out of %s", 2000, "x"), "2.000 out of x"},
		"a sentence made elsewhere":     {w.Say(onus.Say("claim")), "vordering"},
		"a sentence in a sentence":      {w.Say(onus.Say("Delete %s?", onus.Say("claim"))), "vordering verwijderen?"},
		"a sentence in a text":          {w.T("Delete %s?", onus.Say("claim")), "vordering verwijderen?"},
		"a percent sign in a value":     {w.T("Delete %s?", "50%d"), "50%d verwijderen?"},
		"an English sentence as error":  {onus.Say("Delete %s?", onus.Say("claim")).Error(), "Delete claim?"},
		"a mark is only a mark":         {Mark("claim"), "claim"},
		"the empty code":                {w.Code(onus.ListStance, ""), ""},
		"a code that nobody knows":      {w.Code(onus.ListStance, "doubts"), "doubts"},
		"a label in Dutch":              {load(t).For("nl").Code(onus.ListStance, "refutes"), "Weerlegt"},
		"a label in English":            {load(t).For("xx").Code(onus.ListStance, "refutes"), "Refutes"},
		"a translated list":             {load(t).For("nl").Codes(onus.ListStance)[1].Label, "Weerlegt"},
		"the root's list stays English": {onus.Codes(onus.ListStance)[1].Label, "Refutes"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: got %q, want %q", name, tt.got, tt.want)
		}
	}
}

func TestFormats(t *testing.T) {
	at := time.Date(2026, 3, 5, 7, 8, 9, 0, time.UTC)
	en, nl := load(t).For("en"), load(t).For("nl")
	for name, tt := range map[string]struct{ got, want string }{
		"language":             {en.Lang() + nl.Lang(), "ennl"},
		"small number":         {nl.Number(-999), "-999"},
		"thousands":            {en.Number(1000), "1,000"},
		"thousands in Dutch":   {nl.Number(-1234567), "-1.234.567"},
		"smallest number":      {en.Number(math.MinInt64), "-9,223,372,036,854,775,808"},
		"dollars":              {en.Money(125000050, "USD"), "$1,250,000.50"},
		"euro in Dutch":        {nl.Money(125000050, "EUR"), "€\u00a01.250.000,50"},
		"a debt in Dutch":      {nl.Money(-5, "EUR"), "€\u00a0-0,05"},
		"yen have no decimals": {en.Money(1200, "JPY"), "¥1,200"},
		"an unknown currency":  {en.Money(1200, "XXY"), "1,200\u00a0XXY"},
		"a day":                {en.Day(at), "5 Mar 2026"},
		"a day in Dutch":       {nl.Day(at), "5 mrt 2026"},
		"no day":               {nl.Day(time.Time{}), ""},
		"a moment":             {nl.Moment(at.UnixMilli()), "5 mrt 2026, 07:08 UTC"},
		"no moment":            {nl.Moment(0), ""},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: got %q, want %q", name, tt.got, tt.want)
		}
	}
}

func TestPoFilesReadInPartAreRefused(t *testing.T) {
	head := "msgid \"\"\nmsgstr \"\"\n\"Plural-Forms: nplurals=2; plural=(n != 1);\\n\"\n\n"
	head = "# a comment\n" + head
	for name, tt := range map[string]struct {
		file string
		ok   bool
	}{
		"a sound file":      {head + "msgid \"a\"\nmsgstr \"b\"\n", true},
		"another plural":    {"msgid \"\"\nmsgstr \"\"\n\"Plural-Forms: nplurals=1; plural=0;\\n\"\n", false},
		"no translation":    {head + "msgid \"a\"\nmsgstr \"\"\n", false},
		"an open quote":     {head + "msgid \"a\nmsgstr \"b\"\n", false},
		"the same twice":    {head + "msgid \"a\"\nmsgstr \"b\"\n\nmsgid \"a\"\nmsgstr \"c\"\n", false},
		"half a plural":     {head + "msgid \"a\"\nmsgid_plural \"as\"\nmsgstr[0] \"b\"\n", false},
		"a context is fine": {head + "msgctxt \"x\"\nmsgid \"a\"\nmsgstr \"b\"\n\nmsgid \"a\"\nmsgstr \"c\"\n", true},
	} {
		if _, err := parse([]byte(tt.file)); (err == nil) != tt.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSharedByManyRequests(t *testing.T) {
	w, text := load(t).For("nl"), onus.Say("%s", onus.Say("x"))
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 100 {
				w.Say(text)
				w.Money(123456, "EUR")
				w.Moment(1772694489010)
				w.Codes(onus.ListClaimKind)
			}
		})
	}
	wait.Wait()
}

func BenchmarkLookup(b *testing.B) {
	w := load(b).For("nl")
	b.ReportAllocs()
	for b.Loop() {
		w.Code(onus.ListClaimKind, "sanction")
		w.T("Claims")
	}
}

func BenchmarkMoney(b *testing.B) {
	w := load(b).For("nl")
	b.ReportAllocs()
	for b.Loop() {
		w.Money(125000050, "EUR")
	}
}

// Money puts amounts together by itself; the library is the judge of each.
func TestMoneyAsTheLibraryWritesIt(t *testing.T) {
	for _, lang := range []string{"en", "nl"} {
		w := load(t).For(lang)
		for _, code := range currency.GetCurrencyCodes() {
			for _, minor := range []int64{0, 1, 99, 100, 12345, 100000, 99999999, 1234567890123, math.MaxInt64} {
				if got, want := w.Money(minor, code), w.format.moneyText(minor, code); got != want {
					t.Errorf("%s: %q, want %q", lang, got, want)
				}
			}
		}
	}
}
