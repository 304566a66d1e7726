package document

import (
	"path"
	"regexp"
	"strconv"
	"strings"
)

// wordStyles are the styles of a document of Word, by id.
type wordStyles struct {
	byID     map[string]wordStyle
	language string // of the document's text
}

// wordStyle is what a style makes of a paragraph. Empty fields come from its base.
type wordStyle struct {
	base      string
	heading   int // 0: not said, 10: not a heading
	list      string
	listLevel int
}

type val struct {
	Val string `xml:"val,attr"`
}

func readWordStyles(p *pack, main string) *wordStyles {
	var x struct {
		Lang   val `xml:"docDefaults>rPrDefault>rPr>lang"`
		Styles []struct {
			ID      string `xml:"styleId,attr"`
			Name    val    `xml:"name"`
			Base    val    `xml:"basedOn"`
			Outline val    `xml:"pPr>outlineLvl"`
			List    val    `xml:"pPr>numPr>numId"`
			Level   val    `xml:"pPr>numPr>ilvl"`
		} `xml:"style"`
	}
	p.decode(path.Dir(main)+"/styles.xml", &x)
	s := &wordStyles{byID: map[string]wordStyle{}, language: languageCode(x.Lang.Val)}
	for _, st := range x.Styles {
		w := wordStyle{base: st.Base.Val, list: st.List.Val}
		w.listLevel, _ = strconv.Atoi(st.Level.Val)
		if n, err := strconv.Atoi(st.Outline.Val); err == nil {
			w.heading = n + 1
		} else {
			w.heading = headingName(st.Name.Val)
		}
		s.byID[st.ID] = w
	}
	return s
}

// headingNames are names of styles as several languages of Word have them in their ids;
// the names in the file itself are English.
var headingNames = regexp.MustCompile(`(?i)^(?:heading|kop|[uü]?berschrift|titre|titolo|t[ií]?tulo|rubrik|overskrift|otsikko|nag[lł]?[oó]?wek|标题|標題|見出し) *([1-9])$`)

// headingName is the level that the name of a style stands for; 0 if it is no heading.
func headingName(name string) int {
	if m := headingNames.FindStringSubmatch(strings.TrimSpace(name)); m != nil {
		return int(m[1][0] - '0')
	}
	if strings.EqualFold(name, "title") || strings.EqualFold(name, "titel") {
		return 1
	}
	return 0
}

// resolve follows the bases of a style. One that is not defined is judged by its id.
func (s *wordStyles) resolve(id string) wordStyle {
	var out wordStyle
	for range 20 { // bases may go in a circle
		st, ok := s.byID[id]
		if !ok {
			st.heading = headingName(id)
		}
		if out.heading == 0 {
			out.heading = st.heading
		}
		if out.list == "" {
			out.list, out.listLevel = st.list, st.listLevel
		}
		if id = st.base; id == "" {
			break
		}
	}
	return out
}
