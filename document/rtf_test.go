package document

import (
	"errors"
	"strings"
	"testing"

	"onus"
)

func TestRTF(t *testing.T) {
	const fonts = `{\fonttbl{\f0\fcharset0 Times;}{\f1\fnil\fcharset204{\*\fname x;}Arial;}{\f2\fcharset134 SimSun;}{\f3\fcharset128 Gothic;}{\f4\fcharset136 Ming;}{\f5\fcharset2 Wingdings;}{\f6\fcharset1 D;}}`
	for _, c := range []struct{ name, body, want string }{
		{"paragraphs", `a\par b\par\par c`, "p a\np b\np c"},
		{"line ends of the file are none of the text", "a\r\nb\\\nc", "p ab\np c"},
		{"escapes", `\{a\\b\}\~c\_d\tab e\line f\emdash`, "p {a\\b}\u00a0c\u2011d\te\nf—"},
		{"the code page of the document", `\'80 caf\'e9`, "p € café"},
		{"that of the font", `{\f1 \'cf\'f0\'e8}{\f2 \'d6\'d0}{\f3 \'83A\'83\'5c}{\f4 \'a4\'a4}{\f6 \'e9}`, "p При中アソ中é"},
		{"signs of symbol fonts", `{\f5 \'fe} yes {\f5 \'a8} no`, "p ☒ yes ☐ no"},
		{"Unicode with what stands for it", `\u8364?\u-10179?\u-8704? {\uc2\u20013\'d6\'d0}x{\uc0\u233}y`, "p €😀 中xéy"},
		{"half a pair", `\u-10179?x`, "p \ufffdx"},
		{"what stands for it may be a word", `\u8212\endash x`, "p —x"},
		{"what is no text", `{\pict\pngblip 89504e47}{\*\unknown secret {\b too}}{\colortbl;\red0;}a{\object{\*\objdata 0105}{\result shown}}`, "p ashown"},
		{"bytes that are no text", "a\\bin3 }}}b", "p ab"},
		{"headings", `\outlinelevel1 a\par\pard b\par\s3 c\par\pard\s4 d`, "h2 a\np b\nh1 c\nh3 d"},
		{"numbers of lists", `{\listtext 1.\tab}\ls1 a\par{\listtext 2.\tab}b\par{\pntext\f5\'B7\tab}\ilvl1 c\par\pard d`, "li1 1. a\nli1 2. b\nli2 c\np d"},
		{"rows", `\trowd\trhdr\cellx1\cellx2\pard\intbl a\cell b\par b2\cell\row\trowd\pard\intbl \cell d\cell\row\pard e`, "th a\tb\nb2\ntr \td\np e"},
		{"a single cell is layout", `\trowd\pard\intbl a\par b\cell\row\pard c`, "p a\np b\np c"},
		{"a row without end", `\trowd\pard\intbl a\cell b\cell\pard c`, "tr a\tb\np c"},
		{"a footnote follows", `a{\super\chftn{\footnote\pard{\chftn} foot\par second}}b\par c`, "p a[1]b\nfn [1] foot\nsecond\np c"},
		{"a comment", `a{\*\atnid X}{\*\atnauthor Ann}\chatn{\*\annotation{\*\atndate 1}really?}b`, "p ab\nfn [comment Ann] really?"},
		{"headers and footers stand at the end, once", `{\header top\par}{\headerl top}{\footer f}a`, "p a\nfn [header] top\nfn [footer] f"},
		{"what was deleted", `a{\deleted old}{\revised new}`, "p anew\nfn [deleted] old"},
		{"a field shows its result", `{\field{\*\fldinst HYPERLINK "http://h/"}{\fldrslt here}}`, "p here"},
		{"a field that fetches is said", `a {\field{\*\fldinst INCLUDEPICTURE "http://h/x.png"}{\fldrslt b}}`, "p a b\nfn [field] INCLUDEPICTURE \"http://h/x.png\""},
		{"the text of shapes", `a{\shp{\*\shpinst{\sp{\sn n}{\sv v}}{\shptxt box\par}}{\shprslt again}}`, "p abox"},
		{"both ways to write", `{\upr{ansi}{\*\ud{unicode}}}`, "p unicode"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := readRTF(input([]byte(`{\rtf1\ansi\ansicpg1252\deff0` + fonts + `{\stylesheet{\ql Normal;}{\s3 heading 1;}{\s4\outlinelevel2 Mine;}}` + c.body + `}`)))
			if err != nil {
				t.Fatal(err)
			}
			sound(t, d)
			if got := lines(d); got != c.want {
				t.Errorf("got\n%q\nwant\n%q", got, c.want)
			}
		})
	}
}

func TestRTFSaysWhatItIs(t *testing.T) {
	d, err := readRTF(input([]byte(`{\rtf1\ansicpg936{\info{\title \'d6\'d0}{\author Ann}{\operator Bob}{\creatim\yr2019\mo7\dy3\hr1}{\revtim\yr2020\mo1\dy1}}\pard x}`)))
	if err != nil {
		t.Fatal(err)
	}
	if want := (onus.Properties{Title: "中", Author: "Ann", Dated: "2019-07-03", Type: "documentary"}); d.Properties != want || d.Text() != "x" {
		t.Errorf("%+v, %q", d.Properties, d.Text())
	}
}

func TestRTFThatIsNone(t *testing.T) {
	for _, c := range []struct {
		name, file, text string
		want             error
	}{
		{"something else", "hello", "", ErrDamaged},
		{"a file cut short", `{\rtf1 kept {\b this too`, "kept this too", ErrDamaged},
		{"a file cut short in a word", `{\rtf1 kept\'`, "kept", ErrDamaged},
		{"bytes cut short", `{\rtf1 kept\bin999999999 x`, "kept", ErrDamaged},
		{"groups in groups", `{\rtf1 ` + strings.Repeat("{", 1_000_000), "", ErrTooLarge},
		{"more text than is kept", `{\rtf1 ` + strings.Repeat("x", maxText+10), strings.Repeat("x", maxText/2), ErrTooLarge},
		{"a mark before it", "\ufeff\r\n{\\rtf1 a}", "a", nil},
		{"what follows the last group is no text", `{\rtf1 a}b}`, "a", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := readRTF(input([]byte(c.file)))
			if !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
			sound(t, d)
			if d != nil && (!strings.HasPrefix(d.Text(), c.text) || len(c.text) < 100 && d.Text() != c.text) {
				t.Errorf("%.100q is kept", d.Text())
			}
		})
	}
}

func TestRTFCutAnywhereKeepsItsBeginning(t *testing.T) {
	const whole = `{\rtf1\ansi{\fonttbl{\f1\fcharset128 x;}}{\header top}start \trowd\intbl a\cell{\f1\'83A\u-10179?\u-8704?}{\footnote b\par}\cell\row\pard` +
		`{\listtext 1.\tab}c{\field{\*\fldinst INCLUDETEXT "http://h/"}{\fldrslt d}}{\deleted e}\par\bin3 }}}\outlinelevel0 f}`
	from := strings.Index(whole, "start ") + len("start ")
	for n := range len(whole) {
		d, err := readRTF(input([]byte(whole[:n])))
		if !errors.Is(err, ErrDamaged) {
			t.Fatalf("cut at %d: error %v", n, err)
		}
		if sound(t, d); n >= from && !strings.HasPrefix(d.Text(), "start") {
			t.Fatalf("cut at %d: %q is kept", n, d.Text())
		}
	}
	if d, err := readRTF(input([]byte(whole))); err != nil || !strings.HasSuffix(lines(d), "h1 f\nfn [header] top") {
		t.Errorf("%v, %s", err, lines(d))
	}
}

func FuzzRTF(f *testing.F) {
	f.Add([]byte(`{\rtf1{\fonttbl{\f1\fcharset128 x;}}\f1\'83\u-10179\intbl a\cell{\footnote b\cell}\row{\listtext 1}{\field{\*\fldinst x}}\par`))
	f.Add([]byte(`{\rtf1{\upr a{\*\ud{\header{\annotation x}\row\cell}}}{\info{\title x}{\creatim\yr1}}\bin2 xx\uc3\u1\'1`))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, file := range [][]byte{b, append([]byte(`{\rtf1`), b...)} {
			d, _ := readRTF(input(file))
			sound(t, d)
		}
	})
}
