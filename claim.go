package onus

import "strconv"

// The kinds of claim that have rules of their own.
const (
	ClaimDamages    = "damages"
	ClaimSanction   = "sanction"
	ClaimInjunction = "injunction"
)

// Claim is one demand for relief.
type Claim struct {
	Head
	Number                                 int64
	Title, Kind, ReliefType, CauseOfAction string
	LegalBasis, Verbatim, VerbatimLanguage string
	Amount                                 Amount
	Currency                               string
	Unquantified                           bool
	HeadOfLoss, Calculation                string
	Measure                                string
	Conduct, Term, Territory               string
	Until                                  Date
	Status, Disposition                    string
	Granted                                Amount
	About                                  string
	// Computed and kept by every write: names joined with "; ", links by stance.
	Claimants, Respondents, Targets string
	Stances                         Stances
}

// Noun is Claims.
func (*Claim) Noun() string { return Claims }

// ClaimNumber prints the number of a claim; 0 is none.
func ClaimNumber(n int64) string {
	if n == 0 {
		return ""
	}
	return "C-" + strconv.FormatInt(n, 10)
}

// Name is the number and the title.
func (c *Claim) Name() string { return ClaimNumber(c.Number) + " " + c.Title }

// Attrs lists what people edit, in the order of claims.csv.
func (c *Claim) Attrs() []Attr {
	return []Attr{
		lineAttr("title", &c.Title),
		codeAttr("kind", ListClaimKind, &c.Kind),
		codeAttr("relief_type", ListReliefType, &c.ReliefType),
		codeAttr("cause_of_action", ListCauseOfAction, &c.CauseOfAction),
		lineAttr("legal_basis", &c.LegalBasis),
		longAttr("verbatim", &c.Verbatim),
		codeAttr("verbatim_language", ListLanguage, &c.VerbatimLanguage),
		moneyAttr("amount", &c.Amount, &c.Currency),
		upperAttr("currency", &c.Currency),
		truthAttr("unquantified", &c.Unquantified),
		lineAttr("head_of_loss", &c.HeadOfLoss),
		longAttr("calculation", &c.Calculation),
		longAttr("measure", &c.Measure),
		longAttr("conduct", &c.Conduct),
		codeAttr("term", ListInjunctionTerm, &c.Term),
		lineAttr("territory", &c.Territory),
		dateAttr("until", &c.Until),
		codeAttr("status", ListClaimStatus, &c.Status),
		codeAttr("disposition", ListDisposition, &c.Disposition),
		moneyAttr("granted_amount", &c.Granted, &c.Currency),
		longAttr("description", &c.About),
	}
}

// Prepare fills in what a new claim has when nobody says otherwise.
func (c *Claim) Prepare() {
	if c.Status == "" {
		c.Status = "draft"
	}
	if c.Kind == ClaimSanction && c.ReliefType == "" {
		c.ReliefType = "measure_against_individual"
	}
}

// Validate holds the refusals of every kind of claim (design 2.1).
func (c *Claim) Validate() error {
	problems := Problems{}
	check(c, problems)
	required(problems, "title", c.Title)
	required(problems, "kind", c.Kind)
	checkCurrency(problems, "currency", c.Currency)
	c.checkMoney(problems)
	if c.Kind == ClaimInjunction {
		required(problems, "conduct", c.Conduct)
	}
	if c.ReliefType == "other" {
		required(problems, "verbatim", c.Verbatim)
	}
	return problems.Err()
}

func (c *Claim) checkMoney(problems Problems) {
	if c.Amount.Known && c.Unquantified {
		refuse(problems, "unquantified", Say("A claim with an amount is quantified. Keep one of the two."))
	}
	for name, a := range map[string]Amount{"amount": c.Amount, "granted_amount": c.Granted} {
		if !a.Known {
			continue
		}
		if a.Minor < 0 {
			refuse(problems, name, Say("An amount cannot be negative."))
		}
		if c.Currency == "" {
			refuse(problems, "currency", Say("An amount needs a currency."))
		}
	}
}

// refuse keeps the first problem of a field.
func refuse(problems Problems, name string, t Text) {
	if _, refused := problems[name]; !refused {
		problems[name] = t
	}
}

// ReliefTypes are the codes of relief_type that fit a kind, the usual one first;
// nil means all of them.
func ReliefTypes(kind string) []string {
	switch kind {
	case ClaimDamages:
		return []string{"compensatory_damages", "lost_profits", "liquidated_damages", "nominal_damages",
			"punitive_damages", "treble_damages", "prejudgment_interest", "other"}
	case ClaimSanction:
		return []string{"measure_against_individual", "other"}
	case ClaimInjunction:
		return []string{"permanent_injunction", "preliminary_injunction", "tro", "other"}
	case "declaration":
		return []string{"declaratory_judgment", "other"}
	case "performance":
		return []string{"specific_performance", "other"}
	case "restitution":
		return []string{"disgorgement", "rescission", "constructive_trust", "other"}
	case "costs":
		return []string{"costs", "attorney_fees", "other"}
	}
	return nil
}
