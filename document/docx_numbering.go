package document

import (
	"path"
	"regexp"
	"strconv"
	"strings"
)

// numbering makes the numbers of lists: people cite clauses and paragraphs by them, and
// the text of a document of Word does not have them.
type numbering struct {
	lists    map[string]*numList // by the id that paragraphs name
	counters map[string]*[listLevels]int
}

const listLevels = 9

type numList struct {
	abstract string // lists of the same one count on
	levels   [listLevels]numLevel
	restart  map[int]int // what a level begins with, once
}

type numLevel struct {
	format, text string
	start        int
	legal        bool // all numbers of it are decimal
}

type numLevelXML struct {
	Level  int  `xml:"ilvl,attr"`
	Start  val  `xml:"start"`
	Format val  `xml:"numFmt"`
	Text   val  `xml:"lvlText"`
	Legal  *val `xml:"isLgl"`
}

func readNumbering(p *pack, main string) *numbering {
	var x struct {
		Abstract []struct {
			ID     string        `xml:"abstractNumId,attr"`
			Levels []numLevelXML `xml:"lvl"`
		} `xml:"abstractNum"`
		Lists []struct {
			ID       string `xml:"numId,attr"`
			Abstract val    `xml:"abstractNumId"`
			Override []struct {
				Level int          `xml:"ilvl,attr"`
				Start val          `xml:"startOverride"`
				As    *numLevelXML `xml:"lvl"`
			} `xml:"lvlOverride"`
		} `xml:"num"`
	}
	p.decode(path.Dir(main)+"/numbering.xml", &x)
	n := &numbering{lists: map[string]*numList{}, counters: map[string]*[listLevels]int{}}
	abstract := map[string][listLevels]numLevel{}
	for _, a := range x.Abstract {
		var levels [listLevels]numLevel
		for _, l := range a.Levels {
			l.put(&levels)
		}
		abstract[a.ID] = levels
	}
	for _, l := range x.Lists {
		list := &numList{abstract: l.Abstract.Val, levels: abstract[l.Abstract.Val], restart: map[int]int{}}
		for _, o := range l.Override {
			if o.As != nil {
				o.As.put(&list.levels)
			}
			if start, err := strconv.Atoi(o.Start.Val); err == nil {
				list.restart[o.Level] = start
			}
		}
		n.lists[l.ID] = list
	}
	return n
}

func (l numLevelXML) put(levels *[listLevels]numLevel) {
	if l.Level < 0 || l.Level >= listLevels {
		return
	}
	start, err := strconv.Atoi(l.Start.Val)
	if err != nil {
		start = 1
	}
	legal := l.Legal != nil && l.Legal.Val != "0" && l.Legal.Val != "false"
	levels[l.Level] = numLevel{l.Format.Val, l.Text.Val, start, legal}
}

// placeholder stands in the text of a level for the number of level 1 to 9.
var placeholder = regexp.MustCompile(`%[1-9]`)

// label counts an item of a list and gives its number, with a space behind it; "" where
// it has a mere bullet. It is no item when listed is false.
func (n *numbering) label(id string, level int) (label string, listed bool) {
	if id == "" || id == "0" || level < 0 || level >= listLevels {
		return "", false
	}
	list := n.lists[id]
	if list == nil {
		return "", true
	}
	counter := n.count(list, level)
	if f := list.levels[level].format; f == "" || f == "bullet" || f == "none" {
		return "", true
	}
	label = placeholder.ReplaceAllStringFunc(list.levels[level].text, func(s string) string {
		k := int(s[1] - '1')
		if list.levels[level].legal {
			return strconv.Itoa(counter[k])
		}
		return number(counter[k], list.levels[k].format)
	})
	if label = strings.TrimSpace(label); label != "" {
		label += " "
	}
	return label, true
}

// count counts an item. The counters are -1 where a level was not used yet.
func (n *numbering) count(list *numList, level int) *[listLevels]int {
	counter := n.counters[list.abstract]
	if counter == nil {
		counter = &[listLevels]int{-1, -1, -1, -1, -1, -1, -1, -1, -1}
		n.counters[list.abstract] = counter
	}
	if start, ok := list.restart[level]; ok {
		delete(list.restart, level)
		counter[level] = start - 1
	}
	for k := range level {
		if counter[k] < 0 {
			counter[k] = list.levels[k].start
		}
	}
	if counter[level] < 0 {
		counter[level] = list.levels[level].start - 1
	}
	counter[level]++
	for k := level + 1; k < listLevels; k++ {
		counter[k] = -1
	}
	return counter
}
