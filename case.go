package onus

// Case is the workspace: one matter with everything in it.
type Case struct {
	Head
	Title, Reference, Court, Jurisdiction, Status string
	FiledOn                                       Date
	Summary, Currency, Language                   string
	Counts                                        Counts
}

// Counts are the live things of a case, kept beside it by every write.
type Counts struct {
	Proceedings, Parties, Relationships, Claims, Evidence, Links, Members, Labels, Annotations int64
}

// Noun is Cases.
func (*Case) Noun() string { return Cases }

// Name is the title.
func (c *Case) Name() string { return c.Title }

// Attrs lists what people edit, in the order of cases.csv.
func (c *Case) Attrs() []Attr {
	return []Attr{
		lineAttr("title", &c.Title),
		lineAttr("reference", &c.Reference),
		lineAttr("court", &c.Court),
		lineAttr("jurisdiction", &c.Jurisdiction),
		codeAttr("status", ListCaseStatus, &c.Status),
		dateAttr("filed_on", &c.FiledOn),
		longAttr("summary", &c.Summary),
		upperAttr("currency", &c.Currency),
		codeAttr("language", ListLanguage, &c.Language),
	}
}

// Validate needs a title; a currency must be one of ISO 4217.
func (c *Case) Validate() error {
	problems := Problems{}
	check(c, problems)
	required(problems, "title", c.Title)
	checkCurrency(problems, "currency", c.Currency)
	return problems.Err()
}

// Prepare fills in what a new case has when nobody says otherwise.
func (c *Case) Prepare() {
	if c.Status == "" {
		c.Status = "open"
	}
}

func checkCurrency(problems Problems, name, code string) {
	if _, refused := problems[name]; !refused && code != "" && !IsCurrency(code) {
		problems[name] = Say("ISO 4217 knows no currency “%s”.", code)
	}
}
