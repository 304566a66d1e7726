package document

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
)

// rtfFonts tell the code page of text: that of its font, or of the document.
type rtfFonts struct {
	document int
	usual    int         // number of the font that is used where none is named
	pages    map[int]int // code pages by number of font
}

// maxDefined is how many fonts or styles are kept.
const maxDefined = 10_000

// symbolPage stands for the letters of a symbol font.
const symbolPage = 42

// charsetPages are the code pages of the character sets of fonts (MS-RTF, \fcharset); 1,
// "default", is that of the document.
var charsetPages = map[int]int{
	0: 1252, 2: symbolPage, 77: 10000, 128: 932, 129: 949, 130: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258,
	177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250, 254: 437, 255: 850,
}

func (f *rtfFonts) define(font int, word string, n int) {
	page := n
	if word == "fcharset" {
		page = charsetPages[n]
	}
	if page != 0 && len(f.pages) < maxDefined {
		f.pages[font] = page
	}
}

func (f *rtfFonts) page(font int) int {
	if page, ok := f.pages[font]; ok {
		return page
	}
	return f.document
}

// pageNames are the names in htmlindex of code pages that are not windows-N.
var pageNames = map[int]string{
	932: "shift_jis", 936: "gbk", 949: "euc-kr", 950: "big5", 10000: "macintosh", 10007: "x-mac-cyrillic", 20866: "koi8-r",
	21866: "koi8-u", 20932: "euc-jp", 51932: "euc-jp", 51949: "euc-kr", 54936: "gb18030",
}

var dosPages = map[int]encoding.Encoding{
	437: charmap.CodePage437, 850: charmap.CodePage850, 852: charmap.CodePage852, 855: charmap.CodePage855,
	858: charmap.CodePage858, 860: charmap.CodePage860, 862: charmap.CodePage862, 863: charmap.CodePage863,
	865: charmap.CodePage865, 866: charmap.CodePage866,
}

// decodePage decodes text of a code page; of one that is not known as Windows-1252.
func decodePage(raw []byte, page int) string {
	if page == symbolPage {
		return decodeSymbols(raw)
	}
	if page == 65001 || isASCII(raw) {
		return string(raw)
	}
	e := dosPages[page]
	if e == nil {
		name, ok := pageNames[page]
		if !ok {
			name = "windows-" + strconv.Itoa(page)
		}
		var err error
		if e, err = htmlindex.Get(name); err != nil {
			e = charmap.Windows1252
		}
	}
	out, _ := e.NewDecoder().Bytes(raw) // what cannot be decoded becomes U+FFFD
	return string(out)
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// decodeSymbols reads the signs of symbol fonts that are known, and letters as letters.
func decodeSymbols(raw []byte) string {
	var out strings.Builder
	for _, c := range raw {
		s := symbol(strconv.FormatInt(0xf000+int64(c), 16))
		if r, _ := utf8.DecodeRuneInString(s); r >= 0xf000 && r <= 0xf0ff {
			s = string(charmap.Windows1252.DecodeByte(c))
		}
		out.WriteString(s)
	}
	return out.String()
}
