package onus

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/bojanz/currency"
)

// Most code points that a field takes. A title longer than a line of print is
// a mistake; a long text still fits a request of 1 MiB four times.
const (
	MaxLine = 1000
	MaxLong = 60000
)

// Attr is one attribute of a thing as forms, CSV files, the change log and the
// database know it. Its pointer belongs to the thing that made it.
type Attr struct {
	Name string
	List string // the code list, for a code
	Noun string // what it refers to, for a reference
	Max  int    // most code points; 0: no limit
	cell
}

// cell is a typed pointer that reads and writes itself as text.
type cell interface {
	String() string
	// Set takes what was typed; a refusal is a Text.
	Set(string) error
	// Ptr is the destination of a database scan, Value its argument.
	Ptr() any
	Value() driver.Value
}

type text struct{ p *string }

func (c text) String() string      { return *c.p }
func (c text) Ptr() any            { return c.p }
func (c text) Value() driver.Value { return *c.p }
func (c text) Set(s string) error  { *c.p = s; return nil }

// long is text of several lines. Browsers send CRLF for every line end that a
// person types; LF is kept, so that saving a form unchanged changes nothing.
type long struct{ text }

func (c long) Set(s string) error { *c.p = strings.ReplaceAll(s, "\r\n", "\n"); return nil }

type word struct{ text }

func (c word) Set(s string) error { *c.p = strings.TrimSpace(s); return nil }

// upper is a code of capitals that people also type small: EUR, NL.
type upper struct{ text }

func (c upper) Set(s string) error { *c.p = strings.ToUpper(strings.TrimSpace(s)); return nil }

// ref is the id of another thing; none is NULL in the database, so that the
// foreign key holds.
type ref struct{ word }

func (c ref) Ptr() any { return (*nullText)(c.p) }
func (c ref) Value() driver.Value {
	if *c.p == "" {
		return nil
	}
	return *c.p
}

type nullText string

// Scan reads a nullable TEXT.
func (t *nullText) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*t = ""
	case string:
		*t = nullText(v)
	case []byte:
		*t = nullText(v)
	default:
		return fmt.Errorf("reference: unexpected %T", v)
	}
	return nil
}

type date struct{ p *Date }

func (c date) String() string      { return string(*c.p) }
func (c date) Ptr() any            { return (*string)(c.p) }
func (c date) Value() driver.Value { return string(*c.p) }
func (c date) Set(s string) error {
	d, err := ParseDate(s)
	if err == nil {
		*c.p = d
	}
	return err
}

type truth struct{ p *bool }

func (c truth) String() string      { return strconv.FormatBool(*c.p) }
func (c truth) Ptr() any            { return c.p }
func (c truth) Value() driver.Value { return *c.p }
func (c truth) Set(s string) error {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "", "false", "0", "no", "off":
		*c.p = false
	case "true", "1", "yes", "on":
		*c.p = true
	default:
		return Say("Say true or false.")
	}
	return nil
}

type money struct {
	p        *Amount
	currency *string
}

func (c money) String() string      { return c.p.Decimal(*c.currency) }
func (c money) Ptr() any            { return c.p }
func (c money) Value() driver.Value { v, _ := c.p.Value(); return v }
func (c money) Set(s string) error {
	a, err := ParseAmount(s, *c.currency)
	if err == nil {
		*c.p = a
	}
	return err
}

// The constructors of attributes, one a kind.

func lineAttr(name string, p *string) Attr { return Attr{Name: name, Max: MaxLine, cell: text{p}} }
func longAttr(name string, p *string) Attr {
	return Attr{Name: name, Max: MaxLong, cell: long{text{p}}}
}
func wordAttr(name string, p *string) Attr {
	return Attr{Name: name, Max: MaxLine, cell: word{text{p}}}
}
func upperAttr(name string, p *string) Attr {
	return Attr{Name: name, Max: MaxLine, cell: upper{text{p}}}
}
func codeAttr(name, list string, p *string) Attr {
	return Attr{Name: name, List: list, cell: word{text{p}}}
}
func refAttr(name, noun string, p *string) Attr {
	return Attr{Name: name, Noun: noun, cell: ref{word{text{p}}}}
}
func dateAttr(name string, p *Date) Attr  { return Attr{Name: name, Max: MaxLine, cell: date{p}} }
func truthAttr(name string, p *bool) Attr { return Attr{Name: name, cell: truth{p}} }
func moneyAttr(name string, p *Amount, currency *string) Attr {
	return Attr{Name: name, cell: money{p, currency}}
}

// IsDate says that a form draws it as a date that may be known in part.
func (a Attr) IsDate() bool { _, ok := a.cell.(date); return ok }

// IsLong says that a form draws it as text of several lines.
func (a Attr) IsLong() bool { _, ok := a.cell.(long); return ok }

// IsMoney says that it is an amount, which is read with its currency.
func (a Attr) IsMoney() bool { _, ok := a.cell.(money); return ok }

// IsTruth says that a form draws it as a box to tick.
func (a Attr) IsTruth() bool { _, ok := a.cell.(truth); return ok }

// Fill sets the attributes of t from what was typed. A name that get does not
// know is left as it is. It returns the problems of reading only; see Validate.
func Fill(t Thing, get func(name string) (string, bool)) Problems {
	problems := Problems{}
	var amounts []Attr // an amount is read with its currency, so after it
	decimals := map[string]string{}
	for _, a := range t.Attrs() {
		if a.IsMoney() {
			amounts = append(amounts, a)
			decimals[a.Name] = a.String()
		}
	}
	for _, a := range t.Attrs() {
		if !a.IsMoney() {
			a.fill(get, problems)
		}
	}
	for _, a := range amounts {
		a.fill(func(name string) (string, bool) {
			if typed, ok := get(name); ok {
				return typed, true
			}
			// 100.00 EUR becomes 100 JPY and not the 10000 that its cents would be.
			return decimals[name], a.String() != decimals[name]
		}, problems)
	}
	return problems
}

func (a Attr) fill(get func(string) (string, bool), problems Problems) {
	typed, ok := get(a.Name)
	if !ok {
		return
	}
	if err := a.Set(typed); err != nil {
		problems[a.Name] = asText(err)
	}
}

func asText(err error) Text {
	var t Text
	if errors.As(err, &t) {
		return t
	}
	return Say("This cannot be read.")
}

// check adds what is wrong with each attribute by itself: length, unknown code,
// characters that no database keeps.
func check(t Thing, problems Problems) {
	for _, a := range t.Attrs() {
		s := a.String()
		switch {
		case !utf8.ValidString(s) || strings.ContainsRune(s, 0):
			problems[a.Name] = Say("This contains bytes that are not text.")
		case a.Max > 0 && len(s) > a.Max && utf8.RuneCountInString(s) > a.Max:
			problems[a.Name] = Say("This is too long: %d characters at most.", a.Max)
		case a.List != "" && s != "" && !IsCode(a.List, s):
			problems[a.Name] = Say("“%s” is not in the list.", s)
		}
	}
}

func required(problems Problems, name, value string) {
	if _, refused := problems[name]; !refused && strings.TrimSpace(value) == "" {
		problems[name] = Say("This is needed.")
	}
}

// IsCurrency says whether ISO 4217 knows the code.
func IsCurrency(code string) bool { return currency.IsValid(code) }
