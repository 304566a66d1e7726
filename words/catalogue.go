package words

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"github.com/leonelquinteros/gotext"
	"golang.org/x/text/language"

	"onus"
)

//go:embed nl.po
var dutchPO []byte

// Catalogue holds the words of every language of the interface.
type Catalogue struct{ english, dutch *Words }

// Load reads the catalogue in the program. It fails on a po file that a gettext
// reader would read only in part, since such a reader itself never complains.
func Load() (*Catalogue, error) {
	po, err := parse(dutchPO)
	if err != nil {
		return nil, fmt.Errorf("nl.po: %w", err)
	}
	none := map[string]map[string]*gotext.Translation{}
	return &Catalogue{
		english: newWords("en", english, nil, none),
		dutch:   newWords("nl", dutch, po.GetTranslations(), po.GetCtxTranslations()),
	}, nil
}

// For returns the words of a language: Dutch for "nl", else English.
func (c *Catalogue) For(lang string) *Words {
	if lang == "nl" {
		return c.dutch
	}
	return c.english
}

var matcher = language.NewMatcher([]language.Tag{language.English, language.Dutch})

// Match chooses "en" or "nl": by the user's setting, "" if there is none, else
// by the header Accept-Language, else English.
func Match(setting, acceptLanguage string) string {
	if setting == "en" || setting == "nl" {
		return setting
	}
	// A browser sends tens of bytes; more is not worth the parser's time.
	if acceptLanguage == "" || len(acceptLanguage) > 500 {
		return "en"
	}
	tags, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return "en"
	}
	if _, i, _ := matcher.Match(tags...); i == 1 {
		return "nl"
	}
	return "en"
}

func parse(file []byte) (*gotext.Domain, error) {
	po := gotext.NewPo()
	po.Parse(file)
	domain := po.GetDomain()
	if rule := strings.ReplaceAll(domain.PluralForms, " ", ""); rule != "nplurals=2;plural=(n!=1);" {
		return nil, fmt.Errorf("plural rule %q is not the one that N follows", rule)
	}
	read, err := count(domain.GetTranslations())
	if err != nil {
		return nil, err
	}
	for _, labels := range domain.GetCtxTranslations() {
		n, err := count(labels)
		if err != nil {
			return nil, err
		}
		read += n
	}
	if entries := bytes.Count(file, []byte("\nmsgid ")) - 1; read != entries {
		return nil, fmt.Errorf("%d entries, of which %d could be read: doubles or bad quotes", entries, read)
	}
	return domain, nil
}

// count fails on an entry without its one or, for a plural, two translations.
func count(entries map[string]*gotext.Translation) (n int, err error) {
	for id, t := range entries {
		if id == "" { // the header, or a trace of how gotext reads contexts
			continue
		}
		if t.Trs[0] == "" || (t.PluralID != "") != (t.Trs[1] != "") {
			return 0, fmt.Errorf("not translated: %q", id)
		}
		n++
	}
	return n, nil
}

func newWords(lang string, f format, texts map[string]*gotext.Translation, labels map[string]map[string]*gotext.Translation) *Words {
	w := &Words{
		lang: lang, format: f, signs: sync.OnceValue(f.allSigns),
		texts: map[string]string{}, plural: map[string]string{},
		codes: map[codeKey]string{}, lists: map[string][]onus.Code{},
	}
	for id, t := range texts {
		if id == "" {
			continue
		}
		w.texts[id] = t.Trs[0]
		if t.PluralID != "" {
			w.plural[t.PluralID] = t.Trs[1]
		}
	}
	for _, list := range onus.CodeLists() {
		w.addList(list, labels[list])
	}
	return w
}

func (w *Words) addList(list string, labels map[string]*gotext.Translation) {
	codes := onus.Codes(list)
	own := make([]onus.Code, len(codes))
	for i, c := range codes {
		if t, ok := labels[c.Label]; ok {
			c.Label = t.Trs[0]
		}
		own[i] = c
		w.codes[codeKey{list, c.Code}] = c.Label
	}
	w.lists[list] = own
}
