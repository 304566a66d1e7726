package onus

import (
	"regexp"
	"strings"
)

// EmployedBy is the relationship from which the employer of a target is read.
const EmployedBy = "employed_by"

// Relationship is a typed, dated tie from one party to another.
type Relationship struct {
	Head
	FromID, Type, ToID, Percent string
	FromDate, ToDate            Date
	Note                        string
	FromName, ToName            string // computed
}

// Noun is Relationships.
func (*Relationship) Noun() string { return Relationships }

// Name is the names of both parties, as far as they are known here.
func (r *Relationship) Name() string { return r.FromName + " → " + r.ToName }

// Attrs lists what people edit, in the order of relationships.csv.
func (r *Relationship) Attrs() []Attr {
	return []Attr{
		refAttr("from_id", Parties, &r.FromID),
		codeAttr("type", ListPartyRelation, &r.Type),
		refAttr("to_id", Parties, &r.ToID),
		wordAttr("percent", &r.Percent),
		dateAttr("from_date", &r.FromDate),
		dateAttr("to_date", &r.ToDate),
		longAttr("note", &r.Note),
	}
}

// Validate needs two different parties and a type; percent is above 0 and at
// most 100; the dates are in order.
func (r *Relationship) Validate() error {
	problems := Problems{}
	check(r, problems)
	required(problems, "from_id", r.FromID)
	required(problems, "to_id", r.ToID)
	required(problems, "type", r.Type)
	if r.FromID != "" && r.FromID == r.ToID {
		problems["to_id"] = Say("A relationship ties two different parties.")
	}
	if r.Percent != "" && !isPercent(r.Percent) {
		problems["percent"] = Say("Write a percentage above 0 and at most 100, like 19.35.")
	}
	if r.FromDate != "" && r.ToDate != "" {
		first, _ := r.FromDate.Bounds()
		if _, last := r.ToDate.Bounds(); last < first {
			problems["to_date"] = Say("This ends before it begins.")
		}
	}
	return problems.Err()
}

// percentage is at most a hundred with at most six decimals, so that it compares
// exactly.
var percentage = regexp.MustCompile(`^(100(\.0{1,6})?|[1-9]?[0-9](\.[0-9]{1,6})?)$`)

func isPercent(s string) bool {
	return percentage.MatchString(s) && strings.Trim(s, "0.") != ""
}
