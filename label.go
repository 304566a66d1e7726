package onus

import (
	"strconv"
	"strings"
)

// Label is an entry of the case's codebook: what a passage can be marked as.
type Label struct {
	Head
	LabelName, Colour, Meaning string
	Key                        string // 1 to 9, or none: what marks the selected words
	Position                   string // a whole number; the codebook is in this order
	Passages                   int64  // computed: those that every member sees
}

// Noun is Labels.
func (*Label) Noun() string { return Labels }

// Name is the label's name.
func (l *Label) Name() string { return l.LabelName }

// Attrs lists what people edit, in the order of labels.csv.
func (l *Label) Attrs() []Attr {
	return []Attr{
		lineAttr("name", &l.LabelName),
		codeAttr("colour", ListLabelColour, &l.Colour),
		longAttr("meaning", &l.Meaning),
		wordAttr("key", &l.Key),
		wordAttr("position", &l.Position),
	}
}

// Prepare gives a new label a colour.
func (l *Label) Prepare() {
	if l.Colour == "" {
		l.Colour = "yellow"
	}
}

// maxLabelName is the most code points of a label's name: it stands on a button.
const maxLabelName = 80

// Order is the position as a number; 0 if there is none.
func (l *Label) Order() int64 {
	n, _ := strconv.ParseInt(l.Position, 10, 64)
	return n
}

// Validate needs a name and a colour.
func (l *Label) Validate() error {
	problems := Problems{}
	check(l, problems)
	required(problems, "name", l.LabelName)
	required(problems, "colour", l.Colour)
	if len([]rune(l.LabelName)) > maxLabelName {
		problems["name"] = Say("This is too long: %d characters at most.", maxLabelName)
	}
	if l.Key != "" && (len(l.Key) != 1 || !strings.Contains("123456789", l.Key)) {
		problems["key"] = Say("A digit from 1 to 9.")
	}
	if l.Position != "" {
		if n, err := strconv.ParseInt(l.Position, 10, 32); err != nil || n < 0 {
			problems["position"] = Say("A whole number.")
		}
	}
	return problems.Err()
}
