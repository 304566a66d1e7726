package search_test

import (
	"strings"
	"testing"

	"onus/search"
)

func TestWordsAreFolded(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, in, want string }{
		{"case and accents do not count", "Élan VITAL Zoë", "elan vital zoe"},
		{"an accent may be a letter of its own", "e\u0301lan", "elan"},
		{"ligatures are their letters", "eﬃciënt ﬁnal œuvre æon straße", "efficient final oeuvre aeon strasse"},
		{"full-width forms are the usual ones", "ＩＢＭ　２０２１", "ibm 2021"},
		{"a word broken at the end of a line is whole", "the con-\ntract and the agree-\n   ment", "the contract and the agreement"},
		{"a name broken at its hyphen is two words", "Noord-\nHolland", "noord holland"},
		{"a dash is no hyphen", "word - word\nword -\nword", "word word word word"},
		{"soft hyphens are not there", "con\u00adtract aan\u00ad\ngetekend", "contract aangetekend"},
		{"joiners and marks of direction are not there", "a\u200db \u200eabc\u200f", "ab abc"},
		{"a hyphen parts words", "joint-venture e-mail", "joint venture e mail"},
		{"the s of a genitive goes", "John's auto’s o'clock it's' l’avocat", "john auto o clock it l avocat"},
		{"Chinese becomes pairs and a last letter", "合同法", "合同 同法 法"},
		{"a letter by itself is one", "中 国", "中 国"},
		{"Latin ends a stretch of Chinese", "新云IBM公司", "新云 云 ibm 公司 司"},
		{"Japanese with its long vowels", "サーバー", "サー ーバ バー ー"},
		{"half-width Japanese with its sound marks", "ｻｰﾊﾞｰ", "サー ーバ バー ー"},
		{"sound marks are no accents", "が か\u3099", "が が"},
		{"Korean, whole and in its letters", "한국 \u1112\u1161\u11ab", "한국 국 한"},
		{"a character of many letters", "㍿ ½ ㎏", "株式 式会 会社 社 1 2 kg"},
		{"numbers and their signs", "€ 1,000.50 art. 6:162 BW", "1 000 50 art 6 162 bw"},
		{"Arabic and Hebrew without their vowel signs", "كِتَاب שָׁלוֹם", "كتاب שלום"},
		{"Greek has one sigma", "ΛΟΓΟΣ λόγος", "λογοσ λογοσ"},
		{"bytes that are no text part words", "a\xffb\x00c", "a b c"},
		{"nothing", " \n\t!?", ""},
	} {
		if got := search.Fold(tc.in); got != tc.want {
			t.Errorf("%s: %q is %q, want %q", tc.name, tc.in, got, tc.want)
		}
	}
}

func TestWordsKnowWhereTheyStand(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"Élan", "e\u0301lan x", "🙂 ＩＢＭ 合同法 con-\ntract", "ﬁ ﬁnal", "㍿", "John's car", "한국어 é-é", "a\xff\xfeb"} {
		r := []rune(text)
		last := 0
		for w := range search.Words(text) {
			if w.Start < last || w.End <= w.Start || w.End > len(r) {
				t.Fatalf("%q: %q stands at %d to %d", text, w.Text, w.Start, w.End)
			}
			if own := search.Fold(string(r[w.Start:w.End])); !strings.HasPrefix(own, string(w.Text)) && !strings.Contains(text, "㍿") {
				t.Errorf("%q: %q is at the place of %q", text, w.Text, own)
			}
			last = w.Start
		}
	}
}

func TestALongWordIsCut(t *testing.T) {
	t.Parallel()
	for _, letter := range []string{"a", "é", "я"} {
		for w := range search.Words(strings.Repeat(letter, 5000)) {
			if n := len([]rune(string(w.Text))); n != 64 || w.End != 5000 {
				t.Errorf("%d letters of %q, to %d", n, letter, w.End)
			}
		}
	}
}

func TestAnIndexKeepsStemsOnce(t *testing.T) {
	t.Parallel()
	x := search.NewIndex("nl")
	x.AddField("Contracten, contracten")
	x.Add("e-mail con-\ntract")
	if got, want := x.Words(), "contracten contracten ¶ e mail contract"; got != want {
		t.Errorf("the words are %q, want %q", got, want)
	}
	if got, want := strings.Join(x.Once(), " "), "²contract ³c ³co ³con ³e ³m ³ma ³mai ³em ³ema email con ³t ³tr ³tra tract"; got != want {
		t.Errorf("beside them are %q, want %q", got, want)
	}
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{"Élan", "con-\ntract", "合同法", "ｻｰﾊﾞｰ", "a\u00ad\nb's", "한국\u1112\u1161", "\xff-\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n := len([]rune(s))
		last := 0
		for w := range search.Words(s) {
			if len(w.Text) == 0 || w.Start < last || w.End <= w.Start || w.End > n || w.Cut > len(w.Text) {
				t.Fatalf("%q at %d to %d, cut at %d, of %d", w.Text, w.Start, w.End, w.Cut, n)
			}
			if strings.ContainsAny(string(w.Text), " \"'*\x00¹²³¶") {
				t.Fatalf("a word is %q", w.Text)
			}
			last = w.Start
		}
	})
}
