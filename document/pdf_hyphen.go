package document

import (
	"slices"
	"strings"
	"unicode"

	"onus"
)

// compound is the length of the words, in bytes, that a word in two parts may be made of:
// with shorter ones "an-other" would look like one.
const compound = 4

// joinHyphens makes words again of those that a hyphen at the end of a line divides, so
// that they are found and quoted as words: "liti-" and "gation" on two lines are one word
// of the text, at two places of the page. The hyphen is dropped, unless it belongs to the
// word: "well-known" is written so elsewhere in the document, or "well" and "known" are; or
// what follows is not the rest of a word, as in "2014-2017" or "Anglo-American".
func joinHyphens(parts []onus.Part) {
	var words map[string]bool
	for i := range parts {
		if !strings.ContainsRune(parts[i].Text, lineHyphen) {
			continue
		}
		if words == nil {
			words = vocabulary(parts)
		}
		joinPart(&parts[i], words)
	}
}

// vocabulary is every word of a document, in small letters, with the hyphens within it;
// without those that are divided.
func vocabulary(parts []onus.Part) map[string]bool {
	words := map[string]bool{}
	for i := range parts {
		for w := range strings.FieldsFuncSeq(parts[i].Text, func(r rune) bool { return r != lineHyphen && notInWord(r) }) {
			if w = strings.Trim(w, "-"); !strings.ContainsRune(w, lineHyphen) {
				words[strings.ToLower(w)] = true
			}
		}
	}
	return words
}

func notInWord(r rune) bool { return r != '-' && !unicode.IsLetter(r) && !unicode.IsMark(r) }

func joinPart(part *onus.Part, words map[string]bool) {
	text := []rune(part.Text)
	var dropped []int // code points, in the text as it was
	for i, r := range text {
		if r != lineHyphen {
			continue
		}
		if divides(text, i, words) {
			dropped = append(dropped, i)
		} else {
			text[i] = '-'
		}
	}
	if len(dropped) == 0 {
		part.Text = string(text)
		return
	}
	part.Text = strings.ReplaceAll(string(text), string(lineHyphen), "")
	for i := range part.Words {
		w := &part.Words[i]
		w.Start -= before(dropped, w.Start)
		w.End -= before(dropped, w.End)
	}
}

// before counts the numbers below n.
func before(sorted []int, n int) int {
	i, _ := slices.BinarySearch(sorted, n)
	return i
}

// divides says whether the mark at text[at] only divides a word.
func divides(text []rune, at int, words map[string]bool) bool {
	start, end := at, at+1
	for start > 0 && !notInWord(text[start-1]) {
		start--
	}
	for end < len(text) && !notInWord(text[end]) {
		end++
	}
	first, rest := string(text[start:at]), string(text[at+1:end])
	if first == "" || rest == "" || strings.HasSuffix(first, "-") || strings.HasPrefix(rest, "-") {
		return false
	}
	one, other := strings.ToLower(first), strings.ToLower(rest)
	switch {
	case words[one+other]:
		return true
	case words[one+"-"+other], len(one) >= compound && len(other) >= compound && words[one] && words[other]:
		return false
	}
	capitals := strings.ToUpper(first+rest) == first+rest && one+other != first+rest
	return capitals && len(first) > 1 || unicode.IsLower([]rune(rest)[0])
}
