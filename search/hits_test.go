package search_test

import (
	"strings"
	"testing"

	"onus/search"
)

// marked is a text with its hits in brackets.
func marked(text, query, language string) string {
	var b strings.Builder
	for _, s := range search.Mark(text, search.Hits(text, search.Parse(query), language)) {
		if s.Hit {
			s.Text = "[" + s.Text + "]"
		}
		b.WriteString(s.Text)
	}
	return b.String()
}

func TestHits(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, text, query, lang, want string }{
		{"case and accents", "L’Élan VITAL", "elan vital", "", "L’[Élan] [VITAL]"},
		{"Dutch stems", "de leveringen en een levering", "levering", "nl", "de [leveringen] en een [levering]"},
		{"the other way round", "een contract", "contracten", "nl", "een [contract]"},
		{"English stems", "agreements agreed agree", "agreement", "en", "[agreements] agreed agree"},
		{"stems of no known language are both", "leveringen deliveries", "levering delivery", "", "[leveringen] [deliveries]"},
		{"a stem of another language is none", "leveringen", "levering", "en", "leveringen"},
		{"a phrase", "Joint venture, joint\nventure; venture joint", `"joint venture"`, "", "[Joint venture], [joint\nventure]; venture joint"},
		{"a phrase that begins again", "a a b", `"a b"`, "", "a [a b]"},
		{"a phrase of one word is no stem", "contracts contract", `"contract" `, "en", "[contracts] [contract]"},
		{"a beginning", "contract concern acme", "con*", "", "[contract] [concern] acme"},
		{"a long beginning", "contract contrary acme", "contr*", "", "[contract] [contrary] acme"},
		{"what is excluded is not marked", "loss draft", "loss -draft", "", "[loss] draft"},
		{"two Chinese letters", "签订合同，合同法", "合同", "", "签订[合同]，[合同]法"},
		{"three of them", "合同法和合同", "合同法", "", "[合同法]和合同"},
		{"one of them", "合同法", "同", "", "合[同]法"},
		{"the last one", "合同法", "法", "", "合同[法]"},
		{"Japanese in half width", "ｻｰﾊﾞｰの契約", "サーバー", "", "[ｻｰﾊﾞｰ]の契約"},
		{"Chinese and Latin", "新云IBM中国公司", `"云IBM中国"`, "", "新[云IBM中国]公司"},
		{"a word broken at the end of a line", "the con-\ntract", "contract", "", "the [con-\ntract]"},
		{"its first half", "the con-\ntract", "tract", "", "the [con-\ntract]"},
		{"a hyphen or none", "joint-venture jointventure joint venture", "joint-venture", "", "[joint-venture] [jointventure] [joint venture]"},
		{"none and a hyphen", "joint-venture jointventure joint venture", "jointventure", "", "[joint-venture] [jointventure] joint venture"},
		{"ligatures", "eﬃciënt", "efficient", "", "[eﬃciënt]"},
		{"hits that overlap are one", "合同法律", "合同法 同法律", "", "[合同法律]"},
		{"a genitive", "the plaintiff's loss", "plaintiff", "", "the [plaintiff's] loss"},
		{"nothing", "text", "", "", "text"},
	} {
		if got := marked(tc.text, tc.query, tc.lang); got != tc.want {
			t.Errorf("%s: %q in %q: %q, want %q", tc.name, tc.query, tc.text, got, tc.want)
		}
	}
}

func TestSnippet(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("lorem ipsum dolor ", 50)
	for _, tc := range []struct{ name, text, query, want string }{
		{"a short text is whole", "a loss of data", "loss", "a [loss] of data"},
		{"a long one is cut between words", long + "the loss\n\nof data " + long, "loss", "…dolor lorem ipsum dolor the [loss] of data lorem ipsum dolor…"},
		{"other hits in it are marked too", long + "loss and loss", "loss", "…ipsum dolor lorem ipsum dolor [loss] and [loss]"},
		{"without a hit it is the beginning", long, "nothing", "lorem ipsum dolor lorem ipsum dolor lorem ipsum dolor lorem…"},
		{"Chinese has no spaces to cut at", strings.Repeat("签订了", 40) + "合同" + strings.Repeat("签订了", 40), "合同",
			"…" + strings.Repeat("签订了", 10) + "[合同]" + strings.Repeat("签订了", 10) + "…"},
		{"nothing", "", "x", ""},
	} {
		var b strings.Builder
		for _, s := range search.Snippet(tc.text, search.Hits(tc.text, search.Parse(tc.query), ""), 30) {
			if s.Hit {
				s.Text = "[" + s.Text + "]"
			}
			b.WriteString(s.Text)
		}
		if got := b.String(); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
}

// What an index keeps of a text and what is marked in it are the same words.
func TestHitsAreWhatAnIndexFinds(t *testing.T) {
	t.Parallel()
	text := "De leveringen van Neu-Cloud; the con-\ntracts' end. 新云科技（北京）有限公司 サーバー O'Brien ﬁnal"
	for _, query := range []string{"levering", "leveren", "neucloud", "neu-cloud", "contract", "tracts", "con", "co*", "cont*", "新云", "科技", "科", "司", "obrien", "fin*", "absent", "lever", "云北"} {
		for _, lang := range []string{"", "nl", "en", "zh"} {
			x := search.NewIndex(lang)
			x.Add(text)
			kept := " " + x.Words() + " ¶ " + strings.Join(x.Once(), " ") + " "
			q := search.Parse(query)
			indexed := false
			for _, s := range q.Terms[0].Any {
				end := " "
				if s.Prefix {
					end = ""
				}
				indexed = indexed || strings.Contains(kept, " "+strings.Join(s.Words, " ")+end)
			}
			if hits := search.Hits(text, q, lang); indexed != (len(hits) > 0) {
				t.Errorf("%q (%s): in the index %v, hits %v", query, lang, indexed, hits)
			}
		}
	}
}

func BenchmarkHits(b *testing.B) {
	text := strings.Repeat("De overeenkomst tussen partijen werd in 2014 opgezegd wegens wanprestatie; the défendant moved its servers without notice. 合同终止 ", 2000)
	q := search.Parse(`leveringen "without notice" con* 合同`)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		search.Hits(text, q, "")
	}
}

func BenchmarkIndex(b *testing.B) {
	text := strings.Repeat("De overeenkomst tussen partijen werd in 2014 opgezegd wegens wanprestatie; the défendant moved its servers without notice. 合同终止 ", 40)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		x := search.NewIndex("")
		x.Add(text)
	}
}
