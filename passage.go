package onus

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// MaxPassage is the most code points of a passage: some thirty pages of print. It
// bounds how far before a page an annotation that lies on it can begin.
const MaxPassage = 60_000

// Passage is a stretch of one text of one version of a file: code points Start to End
// of the canonical text, with the words themselves and up to 32 code points before and
// after. Page is that on which it begins; 0 for a text without pages. The zero Passage
// is none.
type Passage struct {
	TextID      string `json:"text,omitempty"`
	FileVersion int64  `json:"version,omitempty"`
	Page        int64  `json:"page,omitempty"`
	Start       int64  `json:"start"`
	End         int64  `json:"end"`
	Quote       string `json:"quote,omitempty"`
	Prefix      string `json:"prefix,omitempty"`
	Suffix      string `json:"suffix,omitempty"`
}

// IsZero says that there is no passage.
func (p Passage) IsZero() bool { return p == Passage{} }

// String is the passage as it is stored and logged: JSON; "" for none.
func (p Passage) String() string {
	if p.IsZero() {
		return ""
	}
	b, err := json.Marshal(p)
	if err != nil {
		return ""
	}
	return string(b)
}

// ParsePassage reads what String wrote. The error is a Text.
func ParsePassage(s string) (p Passage, err error) {
	if s == "" {
		return p, nil
	}
	if json.Unmarshal([]byte(s), &p) != nil {
		return Passage{}, Say("This cannot be read.")
	}
	return p, nil
}

// Scan reads a stored passage.
func (p *Passage) Scan(v any) error {
	s, ok := v.(string)
	if b, isBytes := v.([]byte); isBytes {
		s, ok = string(b), true
	}
	if !ok {
		return fmt.Errorf("passage: unexpected %T", v)
	}
	read, err := ParsePassage(s)
	*p = read
	return err
}

// check says what is wrong with a passage that is none of ours; "" for nothing.
func (p *Passage) check() (problem Text) {
	switch {
	case p.TextID == "" || p.Start < 0 || p.End <= p.Start:
		return Say("Select the words first.")
	case p.End-p.Start > MaxPassage:
		return Say("This passage is too long: %d characters at most.", MaxPassage)
	case int64(utf8.RuneCountInString(p.Quote)) != p.End-p.Start:
		return Say("These words are not in the document.")
	}
	return Text{}
}

type passage struct{ p *Passage }

func (c passage) String() string      { return c.p.String() }
func (c passage) Ptr() any            { return c.p }
func (c passage) Value() driver.Value { return c.p.String() }
func (c passage) Set(s string) error {
	p, err := ParsePassage(s)
	if err == nil {
		*c.p = p
	}
	return err
}

func passageAttr(name string, p *Passage) Attr { return Attr{Name: name, cell: passage{p}} }

// IsPassage says that it is a passage, and not typed as text.
func (a Attr) IsPassage() bool { _, ok := a.cell.(passage); return ok }
