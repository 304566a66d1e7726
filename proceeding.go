package onus

// Proceeding is one action in one court; a case may have several.
type Proceeding struct {
	Head
	Court, Reference, Level string
	FiledOn                 Date
	Status, Outcome         string
	OutcomeOn               Date
	AppealOfID, Note        string
}

// Noun is Proceedings.
func (*Proceeding) Noun() string { return Proceedings }

// Name is the court and its docket number.
func (p *Proceeding) Name() string {
	if p.Reference == "" {
		return p.Court
	}
	return p.Court + ", " + p.Reference
}

// Attrs lists what people edit, in the order of proceedings.csv.
func (p *Proceeding) Attrs() []Attr {
	return []Attr{
		lineAttr("court", &p.Court),
		lineAttr("reference", &p.Reference),
		codeAttr("level", ListProceedingLevel, &p.Level),
		dateAttr("filed_on", &p.FiledOn),
		codeAttr("status", ListProceedingStatus, &p.Status),
		longAttr("outcome", &p.Outcome),
		dateAttr("outcome_on", &p.OutcomeOn),
		refAttr("appeal_of_id", Proceedings, &p.AppealOfID),
		longAttr("note", &p.Note),
	}
}

// Validate needs a court; no action is an appeal of itself.
func (p *Proceeding) Validate() error {
	problems := Problems{}
	check(p, problems)
	required(problems, "court", p.Court)
	if p.AppealOfID != "" && p.AppealOfID == p.ID {
		problems["appeal_of_id"] = Say("An action cannot be an appeal of itself.")
	}
	return problems.Err()
}
