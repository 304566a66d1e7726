package onus

import "fmt"

// Text is a sentence for people that is translated where it is shown, not where
// it is made. Key is the English text, with the verbs of package fmt for Args.
// An argument that is itself a Text is translated too.
//
// It is an error as well, so that a rule can return the sentence that explains
// the refusal.
type Text struct {
	Key  string
	Args []any
}

// Say makes a Text. Its key must be a literal: the test of package words reads
// the source to find the texts that need a translation.
func Say(key string, args ...any) Text { return Text{key, args} }

// Error is the sentence in English.
func (t Text) Error() string {
	if len(t.Args) == 0 {
		return t.Key
	}
	return fmt.Sprintf(t.Key, t.Args...)
}
