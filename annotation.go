package onus

// Who sees an annotation, what became of it, and whether its words are in the newest
// text.
const (
	VisibleCase    = "case"
	VisiblePrivate = "private"

	StateOpen     = "open"
	StateResolved = "resolved"

	Placed   = "placed"
	Proposed = "proposed"
	Orphaned = "orphaned"
)

// Annotation is a marked passage of an item, with a label and a comment; or a reply to
// one. Whoever made it owns it.
type Annotation struct {
	Head
	EvidenceID string
	Passage    Passage // none for a reply
	LabelID    string
	Body       string // Markdown
	Visibility string
	State      string
	Placement  string
	Proposal   Passage // where a person is asked to confirm it
	InReplyTo  string  // the annotation that a thread began with

	ExhibitNumber          int64  // computed
	LabelName, LabelColour string // computed
	EvidenceTitle          string // computed, in lists
	Replies, Citations     int64  // computed, in lists
}

// Noun is Annotations.
func (*Annotation) Noun() string { return Annotations }

// maxAnnotationName keeps the history readable.
const maxAnnotationName = 80

// Name is the beginning of its words, or of its comment.
func (a *Annotation) Name() string {
	name := []rune(a.Passage.Quote)
	if len(name) == 0 {
		name = []rune(a.Body)
	}
	if len(name) > maxAnnotationName {
		return string(name[:maxAnnotationName]) + "…"
	}
	return string(name)
}

// IsPrivate says that nobody but its owner sees it.
func (a *Annotation) IsPrivate() bool { return a.Visibility == VisiblePrivate }

// IsReply says that it belongs to a thread and not to a passage.
func (a *Annotation) IsReply() bool { return a.InReplyTo != "" }

// Exhibit is the number of its item: EX-0001.
func (a *Annotation) Exhibit() string { return ExhibitNumber(a.ExhibitNumber) }

// Attrs lists what the history keeps of it.
func (a *Annotation) Attrs() []Attr {
	return []Attr{
		refAttr("evidence_id", EvidenceNoun, &a.EvidenceID),
		passageAttr("passage", &a.Passage),
		refAttr("label_id", Labels, &a.LabelID),
		longAttr("body", &a.Body),
		codeAttr("visibility", ListVisibility, &a.Visibility),
		codeAttr("state", ListAnnotationState, &a.State),
		codeAttr("placement", ListPlacement, &a.Placement),
		passageAttr("proposal", &a.Proposal),
		refAttr("in_reply_to", Annotations, &a.InReplyTo),
	}
}

// Prepare makes a new one open, placed and seen by the case.
func (a *Annotation) Prepare() {
	for p, usual := range map[*string]string{&a.Visibility: VisibleCase, &a.State: StateOpen, &a.Placement: Placed} {
		if *p == "" {
			*p = usual
		}
	}
}

// Validate needs an item and either a passage or, for a reply, a comment.
func (a *Annotation) Validate() error {
	problems := Problems{}
	check(a, problems)
	required(problems, "evidence_id", a.EvidenceID)
	if a.IsReply() {
		required(problems, "body", a.Body)
		return problems.Err()
	}
	if p := a.Passage.check(); p.Key != "" {
		problems["quote"] = p
	}
	return problems.Err()
}

// Carried is what became of an annotation in a new text: Passage is where it is, or may
// be; none for one that is orphaned.
type Carried struct {
	ID        string
	Version   int64 // of the annotation that was looked for
	Placement string
	Passage   Passage
}
