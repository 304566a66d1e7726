package db

import (
	"strconv"
	"strings"

	"onus/search"
)

// What a tsvector holds: 16,383 places, 256 of each word, and 1 MB in all
// (https://www.postgresql.org/docs/15/textsearch-limitations.html).
const (
	maxVectorWords  = 8000
	maxVectorPlaces = 250
	maxVectorBytes  = 400_000
)

// vector is a tsvector that is being made.
type vector struct {
	places map[string][]int
	words  []string // in order
	bytes  int
}

func newVector() *vector { return &vector{places: map[string][]int{}} }

func (v *vector) add(word string) {
	v.words = append(v.words, word)
	v.bytes += len(word) + 8
	v.places[word] = append(v.places[word], len(v.words))
}

func (v *vector) isFull(next string) bool {
	return len(v.words) >= maxVectorWords || v.bytes >= maxVectorBytes || len(v.places[next]) >= maxVectorPlaces
}

func (v *vector) String() string {
	var b strings.Builder
	for _, word := range sortedKeys(v.places) {
		b.WriteString("'" + word + "'")
		for i, at := range v.places[word] {
			b.WriteByte(":,"[min(i, 1)])
			b.WriteString(strconv.Itoa(at))
		}
		b.WriteByte(' ')
	}
	return b.String()
}

// vectors are the words of an index as tsvectors, one if they fit in. The last words
// of one are the first of the next, so that every phrase is whole in one of them.
func vectors(x *search.Index) []string {
	var all []string
	v := newVector()
	for word := range strings.SplitSeq(x.Words(), " ") {
		if word == "" {
			continue
		}
		if v.isFull(word) {
			all = append(all, v.String())
			tail := v.words[max(0, len(v.words)-search.MaxPhrase+1):]
			v = newVector()
			for _, w := range tail {
				v.add(w)
			}
		}
		v.add(word)
	}
	for _, entry := range append([]string{search.Gap}, x.Once()...) {
		if v.bytes >= maxVectorBytes {
			all = append(all, v.String())
			v = newVector()
		}
		if _, known := v.places[entry]; !known {
			v.places[entry] = nil
			v.bytes += len(entry)
		}
	}
	return append(all, v.String())
}
