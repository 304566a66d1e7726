package onus

// The kinds of party that rules ask about.
const (
	PartyPerson = "person"
	PartyGroup  = "group"
)

// Party is an organisation, a person, a public body, or a group that is not yet
// named.
type Party struct {
	Head
	PartyName, NativeName, Aliases   string
	Kind, Role, Side, Country, About string
}

// Noun is Parties.
func (*Party) Noun() string { return Parties }

// Name is the party's name.
func (p *Party) Name() string { return p.PartyName }

// Attrs lists what people edit, in the order of parties.csv.
func (p *Party) Attrs() []Attr {
	return []Attr{
		lineAttr("name", &p.PartyName),
		lineAttr("native_name", &p.NativeName),
		lineAttr("aliases", &p.Aliases),
		codeAttr("kind", ListPartyKind, &p.Kind),
		codeAttr("role", ListPartyRole, &p.Role),
		codeAttr("side", ListSide, &p.Side),
		upperAttr("country", &p.Country),
		longAttr("description", &p.About),
	}
}

// Validate needs a name and a kind; a country is the two letters of ISO 3166.
func (p *Party) Validate() error {
	problems := Problems{}
	check(p, problems)
	required(problems, "name", p.PartyName)
	required(problems, "kind", p.Kind)
	if p.Country != "" && !isCountry(p.Country) {
		problems["country"] = Say("Write a country as two letters, like NL or CN.")
	}
	return problems.Err()
}

func isCountry(s string) bool {
	return len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z'
}

// IsHuman says whether a measure against individuals can target the party.
func (p *Party) IsHuman() bool { return p.Kind == PartyPerson || p.Kind == PartyGroup }

// InProceedings says whether the party's role makes it a party to an action.
// Witnesses, counsel and the like take part but nothing can be ordered against them.
func (p *Party) InProceedings() bool {
	switch p.Role {
	case "", "nonparty", "witness", "deponent", "expert", "counsel", "judge", "custodian", "amicus", "interested_party":
		return false
	}
	return true
}
