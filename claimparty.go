package onus

import "slices"

// The roles of a party in a claim.
const (
	Claimant   = "claimant"
	Respondent = "respondent"
	Target     = "target"
)

// ClaimParty says that a party asserts a claim, answers to it, or is whom the
// measure or the injunction is aimed at.
type ClaimParty struct {
	Head
	ClaimID, PartyID, Role string
	Party                  Party // computed: as far as a rule or a page needs it
	ClaimNumber            int64 // computed
}

// Noun is ClaimParties.
func (*ClaimParty) Noun() string { return ClaimParties }

// Name is the party's name.
func (p *ClaimParty) Name() string { return p.Party.PartyName }

// Attrs lists what ties them.
func (p *ClaimParty) Attrs() []Attr {
	return []Attr{
		refAttr("claim_id", Claims, &p.ClaimID),
		refAttr("party_id", Parties, &p.PartyID),
		codeAttr("role", ListClaimPartyRole, &p.Role),
	}
}

// Validate needs all three.
func (p *ClaimParty) Validate() error {
	problems := Problems{}
	check(p, problems)
	required(problems, "claim_id", p.ClaimID)
	required(problems, "party_id", p.PartyID)
	required(problems, "role", p.Role)
	return problems.Err()
}

// CheckTarget refuses what cannot be the target of a claim of this kind: a
// measure against individuals is aimed at persons or groups.
func (c *Claim) CheckTarget(p *Party) error {
	if c.Kind == ClaimSanction && !p.IsHuman() {
		return Problems{"targets": Say("%s is no person or group: a measure against individuals cannot target it.", p.PartyName)}
	}
	return nil
}

// Employer is whom a target works for, with the relationship that says so.
type Employer struct {
	TargetID     string
	Relationship Relationship
}

// ClaimWarnings says what a claim still lacks (design 2.1). parties are all
// that take part in it, employers what the relationships say of its targets.
// Nothing is refused here: a warning is shown until it is mended.
func ClaimWarnings(c *Claim, parties []ClaimParty, employers []Employer) []Text {
	var warnings []Text
	roles := map[string]int{}
	for _, p := range parties {
		roles[p.Role]++
	}
	if roles[Claimant] == 0 {
		warnings = append(warnings, Say("Nobody asserts this claim yet."))
	}
	if roles[Respondent] == 0 {
		warnings = append(warnings, Say("The claim is against nobody yet."))
	}
	switch {
	case c.Kind == ClaimDamages && !c.Amount.Known && !c.Unquantified:
		warnings = append(warnings, Say("No amount is given, and the claim does not say that it is not quantified."))
	case c.Kind == ClaimSanction && c.Measure == "":
		warnings = append(warnings, Say("The claim does not say which measure is demanded."))
	}
	if fit := ReliefTypes(c.Kind); c.ReliefType != "" && fit != nil && !slices.Contains(fit, c.ReliefType) {
		warnings = append(warnings, Say("The relief that was chosen does not fit this kind of claim."))
	}
	switch {
	case c.Kind == ClaimSanction && roles[Target] == 0:
		warnings = append(warnings, Say("A measure against individuals needs a target: a person or a group."))
	case c.Kind == ClaimInjunction && roles[Target] == 0:
		warnings = append(warnings, Say("Nobody is restrained yet."))
	}
	if c.Kind == ClaimSanction {
		warnings = append(warnings, targetWarnings(parties, employers)...)
	}
	return warnings
}

func targetWarnings(parties []ClaimParty, employers []Employer) []Text {
	employed := map[string]bool{}
	for _, e := range employers {
		employed[e.TargetID] = true
	}
	var warnings []Text
	for _, p := range parties {
		if p.Role != Target {
			continue
		}
		if !employed[p.PartyID] {
			warnings = append(warnings, Say("%s is employed by nobody in this case.", p.Party.PartyName))
		}
		if !p.Party.InProceedings() {
			warnings = append(warnings, Say("%s is a party to no proceeding.", p.Party.PartyName))
		}
	}
	return warnings
}
