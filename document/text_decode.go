package document

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// boms are the marks at the beginning of a text; that of UTF-32 begins like that of UTF-16.
var boms = []struct {
	mark, name string
	encoding   encoding.Encoding
}{
	{"\xef\xbb\xbf", "UTF-8", encoding.Nop},
	{"\xff\xfe\x00\x00", "UTF-32", utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)},
	{"\x00\x00\xfe\xff", "UTF-32", utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)},
	{"\xff\xfe", "UTF-16", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
	{"\xfe\xff", "UTF-16", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
}

// decode makes the canonical text of a plain text in any encoding. The note says in English
// which one was assumed; "" when the bytes leave no doubt.
func decode(b []byte) (text, note string) {
	for _, bom := range boms {
		if rest, found := bytes.CutPrefix(b, []byte(bom.mark)); found {
			return transcode(rest, bom.encoding), ""
		}
	}
	if e := bareUTF16(b); e != nil {
		return transcode(b, e), "read as UTF-16"
	}
	escaped := bytes.Contains(b, []byte("\x1b$")) // ISO 2022 is ASCII and escape sequences
	bad, good := countUTF8(b)
	if bad == 0 && !escaped {
		return clean(string(b)), ""
	}
	if bad > 0 && good >= 4*bad {
		return clean(string(b)), fmt.Sprintf("read as UTF-8, of which %d bytes are none", bad)
	}
	name := guess(b)
	e, err := htmlindex.Get(name)
	if err != nil || bad == 0 && name != escapes {
		return clean(string(b)), ""
	}
	return transcode(b, e), "read as " + name
}

func transcode(b []byte, e encoding.Encoding) string {
	// Decoders replace what they cannot read: there is no error.
	out, _ := e.NewDecoder().Bytes(b)
	return strings.TrimPrefix(clean(string(out)), "\ufeff")
}

// bareUTF16 is UTF-16 without a mark: every second byte of plain English is NUL.
func bareUTF16(b []byte) encoding.Encoding {
	var nuls [2]int
	control := 0
	head := b[:min(len(b), 4096)&^1]
	for i, c := range head {
		switch {
		case c == 0:
			nuls[i&1]++
		case c < '\t':
			control++
		}
	}
	many, few := len(head)/5, len(head)/100 // of len/2 code units 40 %, and 2 %
	switch {
	case control > few:
	case many > 0 && nuls[1] > many && nuls[0] <= few:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case many > 0 && nuls[0] > many && nuls[1] <= few:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	return nil
}

// countUTF8 counts bytes that are no UTF-8, and code points of more than one byte.
func countUTF8(b []byte) (bad, good int) {
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && size == 1:
			bad++
		case size > 1:
			good++
		}
		b = b[size:]
	}
	return bad, good
}

// Least confidence, of 100, for what chardet says. Below it a text is Western European.
const (
	sureAlphabet = 25 // of an alphabet
	sureWide     = 40 // of a Chinese, Japanese or Korean encoding: 10 stands for "no counter-evidence"
)

const escapes = "iso-2022-jp"

// guess names the encoding of a text that is not Unicode, as htmlindex does.
func guess(b []byte) string {
	first := max(0, bytes.IndexFunc(b, func(r rune) bool { return r >= utf8.RuneSelf || r == '\x1b' }))
	sample := b[first:min(len(b), first+64<<10)]
	results, _ := chardet.NewTextDetector().DetectAll(sample) // its error says: none
	// DetectAll leaves the order of equals to chance.
	slices.SortFunc(results, func(a, b chardet.Result) int {
		return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(a.Charset, b.Charset))
	})
	for _, r := range results {
		name, need := strings.ToLower(r.Charset), sureAlphabet
		switch name {
		case "gb18030", "gb-18030":
			name, need = "gb18030", sureWide
		case "big5", "shift_jis", "euc-jp", "euc-kr":
			need = sureWide
		case escapes:
		case "iso-8859-1":
			name = "windows-1252"
		default:
			if !strings.HasPrefix(name, "windows-") && !strings.HasPrefix(name, "iso-8859-") && name != "koi8-r" {
				continue
			}
		}
		if r.Confidence >= need {
			return name
		}
	}
	if inPairs(sample) {
		return "gb18030"
	}
	return "windows-1252"
}

// inPairs tells whether bytes above ASCII come in runs of even length only, as in a few
// words of Chinese (GB 2312), and at least four times.
func inPairs(b []byte) bool {
	pairs, run := 0, 0
	for _, c := range append(b[:len(b):len(b)], ' ') {
		switch {
		case c > 0xa0 && c < 0xff:
			run++
		case c >= 0x80 || run%2 == 1:
			return false
		default:
			pairs += run / 2
			run = 0
		}
	}
	return pairs >= 4
}
