package document

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"

	"onus"
)

func file(name string, b []byte) Input {
	return Input{R: bytes.NewReader(b), Size: int64(len(b)), Name: name}
}

// encoded is s in an encoding of the web.
func encoded(t *testing.T, name, s string) []byte {
	t.Helper()
	e, err := htmlindex.Get(name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func utf16Bytes(order binary.AppendByteOrder, s string) (b []byte) {
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return b
}

// texts are written in the encoding that they are filed under.
var texts = map[string]string{
	"gb18030":      "合同编号：2014-03-05 甲方：北京纽云科技有限公司 乙方：国际商业机器公司。双方就服务器销售事宜达成如下协议，自签字之日起生效。",
	"big5":         "合約編號：2014-03-05 甲方：北京紐雲科技有限公司 乙方：國際商業機器公司。雙方就伺服器銷售事宜達成如下協議，自簽字之日起生效。",
	"shift_jis":    "契約書：甲は乙に対し、以下の条件でサーバーを販売することに合意した。本契約は署名の日から効力を生じるものとする。",
	"euc-jp":       "契約書：甲は乙に対し、以下の条件でサーバーを販売することに合意した。本契約は署名の日から効力を生じるものとする。",
	"iso-2022-jp":  "契約書：甲は乙に対し、以下の条件でサーバーを販売することに合意した。本契約は署名の日から効力を生じるものとする。",
	"euc-kr":       "계약서: 갑은 을에게 다음 조건으로 서버를 판매하기로 합의하였다. 본 계약은 서명일로부터 효력이 발생한다.",
	"windows-1252": "De coördinatie van de geïnde bedragen “en” de reünie kost € 5.",
	"windows-1251": "Стороны договорились о поставке серверов на следующих условиях. Настоящий договор вступает в силу с момента подписания.",
	"iso-8859-2":   "Smlouva o dodávce serverů vstupuje v platnost dnem podpisu oběma smluvními stranami a řídí se českým právem.",
	"windows-1256": "اتفق الطرفان على توريد الخوادم وفقا للشروط التالية ويسري هذا العقد من تاريخ التوقيع",
	"iso-8859-7":   "Τα μέρη συμφώνησαν για την προμήθεια διακομιστών με τους ακόλουθους όρους.",
}

func TestATextIsReadInItsEncoding(t *testing.T) {
	for name, s := range texts {
		if got, note := decode(encoded(t, name, s)); got != s || note != "read as "+name {
			t.Errorf("%s: %q, %q", name, got, note)
		}
	}
}

func TestAFewWordsAreReadInTheirEncoding(t *testing.T) {
	for s, name := range map[string]string{
		"姓名,城市\r\n张三,北京\r\n":  "gb18030",
		"Café":                "windows-1252",
		"Änderung für Müller": "windows-1252",
		"“Quoted” – he said":  "windows-1252",
		"naam;plaats\r\nMüller;Köln\r\nBønding;Århus;5\r\n": "windows-1252",
		"Договор поставки":                                  "windows-1251",
	} {
		want := strings.ReplaceAll(s, "\r\n", "\n")
		if got, note := decode(encoded(t, name, s)); got != want || note != "read as "+name {
			t.Errorf("%s %q: %q, %q", name, s, got, note)
		}
	}
}

func TestUnicodeIsCanonical(t *testing.T) {
	const s = "Één “tekst” 中文 😀 of more than a few words, so that it is one\n"
	le, be := binary.AppendByteOrder(binary.LittleEndian), binary.AppendByteOrder(binary.BigEndian)
	var wide []byte
	for _, r := range "\ufeff" + s {
		wide = binary.LittleEndian.AppendUint32(wide, uint32(r))
	}
	for what, c := range map[string]struct {
		in         []byte
		text, note string
	}{
		"UTF-8":                 {[]byte(s), s, ""},
		"UTF-8 with a mark":     {[]byte("\ufeff" + s), s, ""},
		"UTF-16 LE":             {utf16Bytes(le, "\ufeff"+s), s, ""},
		"UTF-16 BE":             {utf16Bytes(be, "\ufeff"+s), s, ""},
		"UTF-16 LE, no mark":    {utf16Bytes(le, s), s, "read as UTF-16"},
		"UTF-16 BE, no mark":    {utf16Bytes(be, s), s, "read as UTF-16"},
		"UTF-32 LE":             {wide, s, ""},
		"half a surrogate pair": {[]byte("\xff\xfe\x3d\xd8a\x00"), "\ufffda", ""},
		"ends of lines":         {[]byte("a\r\nb\rc\nd\r"), "a\nb\nc\nd\n", ""},
		"NUL":                   {[]byte("a\x00b"), "a\ufffdb", ""},
		"one bad byte":          {[]byte("één twéé drié\xff"), "één twéé drié\ufffd", "read as UTF-8, of which 1 bytes are none"},
		"nothing":               {nil, "", ""},
		"only a mark":           {[]byte("\xff\xfe"), "", ""},
	} {
		if text, note := decode(c.in); text != c.text || note != c.note {
			t.Errorf("%s: %q, %q", what, text, note)
		}
	}
}

func TestATextKeepsItsBlankLines(t *testing.T) {
	const s = "\n\nFirst line\nsecond line\n \n\n\nNext  \n\n"
	d, err := readText(file("a.txt", []byte(s)))
	if err != nil || d.Text() != s {
		t.Fatalf("%q, %v", d.Text(), err)
	}
	intact(t, d)
	if got := lines(d); got != "p First line\nsecond line\np Next  " {
		t.Errorf("%q", got)
	}
}

func TestALongTextIsCutBetweenParagraphs(t *testing.T) {
	para := strings.Repeat("woord ", 300) + "\n\n" // 1802 code points
	s := strings.Repeat(para, 5) + strings.Repeat("\n", 9000) + strings.Repeat("字", 9000)
	d, err := readText(file("a.txt", []byte(s)))
	if err != nil || d.Text() != s {
		t.Fatal(err)
	}
	intact(t, d)
	if got := utf8.RuneCountInString(d.Parts[0].Text); got != 2*1802 {
		t.Errorf("the first part has %d code points", got)
	}
	if last := d.Parts[len(d.Parts)-1]; !last.Blocks[0].Continued {
		t.Errorf("the last part begins with %+v", last.Blocks[0])
	}
}

func TestATextOverTheLimitKeepsItsBeginning(t *testing.T) {
	d, err := readText(file("a.txt", bytes.Repeat([]byte("één\n\n"), maxText/6)))
	if !errors.Is(err, ErrTooLarge) || d == nil || len(d.Text()) > maxText || len(d.Text()) < maxText-4 {
		t.Fatalf("%v", err)
	}
	intact(t, d)
}

// intact fails the test when a document with a text kept as it is, or any other without
// pages, is not what it must be.
func intact(t *testing.T, d *onus.Document) {
	t.Helper()
	if text := d.Text(); !utf8.ValidString(text) || strings.ContainsAny(text, "\x00\r") || len(text) > maxText {
		t.Fatalf("the text of %d bytes is not canonical", len(text))
	}
	if len(d.Parts) > maxParts || len(d.Attachments) > maxAttachments {
		t.Fatalf("%d parts, %d attachments", len(d.Parts), len(d.Attachments))
	}
	for i, p := range d.Parts {
		runes := []rune(p.Text)
		if len(runes) == 0 || len(runes) > onus.MaxPart || p.Confidence != -1 {
			t.Fatalf("part %d has %d code points, confidence %d", i, len(runes), p.Confidence)
		}
		end := 0
		for j, b := range p.Blocks {
			if b.Start < end || b.End <= b.Start || b.End > len(runes) || b.Kind == "" || b.Continued && (i == 0 || j > 0) {
				t.Fatalf("part %d, block %d: %+v after %d, in %d code points", i, j, b, end, len(runes))
			}
			if between := string(runes[end:b.Start]); strings.TrimSpace(between) != "" {
				t.Fatalf("part %d: %q is in no block", i, between)
			}
			end = b.End
		}
		if rest := string(runes[end:]); strings.TrimSpace(rest) != "" {
			t.Fatalf("part %d: %q is in no block", i, rest)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add([]byte("één\r\n\r\ntwee"))
	f.Add([]byte("\xff\xfea\x00\x00\xd8"))
	f.Add([]byte("\xb0\xa1\xb0\xa1 \xc9\xcf"))
	f.Add(bytes.Repeat([]byte("long "), 1000))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := readText(file("a.txt", b))
		if err != nil {
			t.Fatal(err)
		}
		intact(t, d)
		again, _ := readText(file("a.txt", b))
		if again.Text() != d.Text() {
			t.Fatal("read twice, two texts")
		}
	})
}
