package demo

import "onus"

// claim names its parties by their keys, with spaces between them.
type claim struct {
	key, by, against, target string
	onus.Claim
}

// The one sentence that is quoted, in the parts that the three demands need.
const (
	saysDamages  = "In de rechtszaak eist Neu Cloud nu van IBM een schadevergoeding"
	saysMeasures = "strafmaatregelen tegen individuele medewerkers van IBM China"
	saysBan      = "een verbod op de verkooppraktijk van de IBM-Inspur joint venture"
)

func claims() []claim {
	return append(articleClaims(), courtClaims()...)
}

func articleClaims() []claim {
	return []claim{
		{"damages", "neuCloud", "ibm", "", onus.Claim{
			Title: "Damages for the use of Neu Cloud's customer information", Kind: onus.ClaimDamages,
			ReliefType: "compensatory_damages", Verbatim: saysDamages, VerbatimLanguage: "nl",
			Unquantified: true, HeadOfLoss: "Loss of customers and of the exclusive position in China",
			Calculation: "None is given: the sources mention no amount, no period and no method.",
			Status:      "pleaded",
			About:       "The first of three demands in the Dutch article. The heading of the loss is our reading of its account of what followed for Neu Cloud."}},
		{"measures", "neuCloud", "ibm", "employees", onus.Claim{
			Title: "Measures against individual employees of IBM China", Kind: onus.ClaimSanction,
			ReliefType: "measure_against_individual", Verbatim: saysMeasures, VerbatimLanguage: "nl",
			Measure: "Punitive measures; the article does not say which. It is about employees who held Neu Cloud's customer information " +
				"and are said to have approached those customers.",
			Status: "pleaded",
			About: "The second demand. Only the article has it: no employee is a party to an action that we found, so no court has " +
				"decided about one. Whether the pleading itself contains it must be checked there."}},
		{"ban", "neuCloud", "ibm", "inspurPower", onus.Claim{
			Title: "Ban on the way in which the IBM-Inspur joint venture sells", Kind: onus.ClaimInjunction,
			ReliefType: "permanent_injunction", Verbatim: saysBan, VerbatimLanguage: "nl",
			Conduct: "Selling IBM Power Systems servers through the joint venture by approaching Neu Cloud's customers, " +
				"with information about them that came from Neu Cloud.",
			Term: "permanent", Territory: "China", Status: "pleaded",
			About: "The third demand. The article says neither for how long nor from when; it is entered as permanent because it stands " +
				"beside the damages and not as a step until judgment."}},
	}
}

// What the sources do not say of the state action, for each of its grounds.
const stateGap = " Our sources name neither the relief that was sought on this ground nor all who were sued in this action."

func courtClaims() []claim {
	const stateBasis = "State action, New York Supreme Court, 2021"
	state := onus.Claim{Kind: "other", LegalBasis: stateBasis, Status: "decided", Disposition: "dismissed_other"}
	ground := func(key, title, cause, about string) claim {
		c := state
		c.Title, c.CauseOfAction, c.About = title, cause, about+stateGap
		return claim{key, "neuCloud", "ibm", "", c}
	}
	enrichment := ground("enrichment", "Unjust enrichment (state action)", "unjust_enrichment",
		"What IBM gained at Neu Cloud's expense; filed under restitution, as is usual for this ground.")
	enrichment.Kind = "restitution"
	return []claim{
		{"tradeSecrets", "neuCloud", "ibm ibmWTC ibmChina", "", onus.Claim{
			Title: "Misappropriation of trade secrets (federal action)", Kind: "other",
			CauseOfAction: "trade_secret_misappropriation", LegalBasis: "Defend Trade Secrets Act",
			Status: "final", Disposition: "dismissed_other",
			About: "The ground of the federal action. IBM China left it on 25 March 2022; the amended complaint fell in November 2022, " +
				"and that was affirmed on 25 July 2024."}},
		ground("competition", "Unfair competition (state action)", "unfair_competition",
			"First of the five grounds of the action in the state court."),
		enrichment,
		ground("fiduciary", "Breach of fiduciary duty (state action)", "breach_of_fiduciary_duty",
			"It matters here whether IBM founded Neu Cloud or bought in later, and how much it holds: the sources differ on both."),
		ground("contract", "Breach of contract (state action)", "breach_of_contract",
			"The only contract in our sources is the OEM agreement of 2015, and there the counterparty is IBM World Trade Corporation."),
		ground("interference", "Tortious interference (state action)", "tortious_interference",
			"With which contract or which customers is not in our sources."),
	}
}
