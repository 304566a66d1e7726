// Package words holds the texts of the interface and prints numbers, money and
// times, in English and Dutch. The English text is the key and stands in the
// source; the Dutch ones stand in nl.po, which any gettext editor opens.
package words

import (
	"fmt"
	"strings"

	"onus"
)

// Words are the texts and formats of one language. They never change after Load
// and are shared by all requests.
type Words struct {
	lang   string
	texts  map[string]string
	plural map[string]string // by the English plural: the plural in this language
	codes  map[codeKey]string
	lists  map[string][]onus.Code
	format format
	signs  func() map[string]signs // of each currency; made when the first is printed
}

type codeKey struct{ list, code string }

// Mark returns key. It marks a text that is translated later, by T with a
// variable, so that the test finds it.
func Mark(key string) string { return key }

// Lang is the BCP 47 tag of the language, for the lang attribute.
func (w *Words) Lang() string { return w.lang }

// T is the text in this language, the English one where there is no other.
// With args it is a format of package fmt.
func (w *Words) T(key string, args ...any) string {
	return w.print(w.text(key), args)
}

// N is the text for a number of things. Both texts are formats: the first verb
// is n as text with thousands separators (%s), then come args. A text without
// verbs, such as "one claim", is taken as it is.
func (w *Words) N(one, other string, n int, args ...any) string {
	text := w.text(one)
	// The rule of both languages, which Load checks.
	if n != 1 {
		text = other
		if translated, ok := w.plural[other]; ok {
			text = translated
		}
	}
	if !strings.Contains(text, "%") {
		return text
	}
	return w.print(text, append([]any{w.Number(int64(n))}, args...))
}

// Say is a text that was made without knowing the language.
func (w *Words) Say(t onus.Text) string { return w.print(w.text(t.Key), t.Args) }

// Code is the label of a code. A code that the list does not have is shown as it
// is stored, and the empty code as nothing.
func (w *Words) Code(list, code string) string {
	if label, ok := w.codes[codeKey{list, code}]; ok {
		return label
	}
	return code
}

// Codes is a code list with labels in this language, in the order of onus.Codes.
// The slice is shared: do not change it.
func (w *Words) Codes(list string) []onus.Code { return w.lists[list] }

func (w *Words) text(key string) string {
	if text, ok := w.texts[key]; ok {
		return text
	}
	return key
}

func (w *Words) print(text string, args []any) string {
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, w.translate(args)...)
}

// translate translates the texts among args and copies args only if it must,
// since a Text may be printed by several requests at once.
func (w *Words) translate(args []any) []any {
	for i, arg := range args {
		if _, ok := arg.(onus.Text); !ok {
			continue
		}
		own := make([]any, len(args))
		copy(own, args)
		for j := i; j < len(own); j++ {
			if t, ok := own[j].(onus.Text); ok {
				own[j] = w.Say(t)
			}
		}
		return own
	}
	return args
}
