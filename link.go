package onus

// The stances of a link. Unassessed is what nobody has judged yet.
const (
	Supports   = "supports"
	Refutes    = "refutes"
	Undercuts  = "undercuts"
	Context    = "context"
	Unassessed = "unassessed"
)

// Stances counts the live links of a claim by stance.
type Stances struct{ Supports, Refutes, Undercuts, Context, Unassessed int64 }

// Total is the number of links.
func (s Stances) Total() int64 {
	return s.Supports + s.Refutes + s.Undercuts + s.Context + s.Unassessed
}

// Link says that a piece of evidence bears on a claim, and how.
type Link struct {
	Head
	EvidenceID, ClaimID                     string
	Stance, Why, Locator, Quote             string
	AnnotationID                            string  // the passage that it cites
	Passage                                 Passage // computed: that passage as it was then
	ClaimNumber, ExhibitNumber              int64   // computed
	ClaimTitle, EvidenceTitle, EvidenceType string  // computed, on pages only
}

// Noun is Links.
func (*Link) Noun() string { return Links }

// Name is the two numbers that the link ties.
func (l *Link) Name() string {
	return ExhibitNumber(l.ExhibitNumber) + " → " + ClaimNumber(l.ClaimNumber)
}

// Attrs lists what people edit, in the order of links.csv.
func (l *Link) Attrs() []Attr {
	return []Attr{
		refAttr("evidence_id", EvidenceNoun, &l.EvidenceID),
		refAttr("claim_id", Claims, &l.ClaimID),
		codeAttr("stance", ListStance, &l.Stance),
		longAttr("why", &l.Why),
		lineAttr("locator", &l.Locator),
		longAttr("quote", &l.Quote),
		refAttr("annotation_id", Annotations, &l.AnnotationID),
	}
}

// Prepare makes the stance unassessed: nothing ever supports by default.
func (l *Link) Prepare() {
	if l.Stance == "" {
		l.Stance = Unassessed
	}
}

// Validate needs both ends and a stance.
func (l *Link) Validate() error {
	problems := Problems{}
	check(l, problems)
	required(problems, "evidence_id", l.EvidenceID)
	required(problems, "claim_id", l.ClaimID)
	required(problems, "stance", l.Stance)
	return problems.Err()
}
