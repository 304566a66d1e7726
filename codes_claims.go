package onus

// Codes of claims and of the relief they ask for.
// Common codes stand first in every list.

var codesClaimKind = []Code{
	{"damages", "Damages"},
	{"sanction", "Measure against individuals"},
	{"injunction", "Injunction"},
	{"declaration", "Declaration"},
	{"performance", "Specific performance"},
	{"restitution", "Restitution or disgorgement"},
	{"costs", "Costs and fees"},
	{"other", "Other"},
}

var codesClaimStatus = []Code{
	{"draft", "Draft (analyst)"},
	{"pleaded", "Pleaded"},
	{"pending", "Pending"},
	{"stayed", "Stayed"},
	{"decided", "Decided"},
	{"on_appeal", "On appeal"},
	{"final", "Final"},
}

var codesClaimPartyRole = []Code{
	{"claimant", "Claimant"},
	{"respondent", "Respondent"},
	{"target", "Target of the measure, or restrained"},
}

var codesInjunctionTerm = []Code{
	{"interim", "Interim"},
	{"permanent", "Permanent"},
}

var codesPleadingKind = []Code{
	{"cause_of_action", "Cause of action / claim"},
	{"counterclaim", "Counterclaim"},
	{"crossclaim", "Cross-claim"},
	{"third_party_claim", "Third-party claim"},
	{"affirmative_defense", "Affirmative defense"},
	{"application", "Application / petition"},
}

var codesCauseOfAction = []Code{
	{"trade_secret_misappropriation", "Trade secret misappropriation"},
	{"breach_of_confidence", "Breach of confidence"},
	{"unfair_competition", "Unfair competition"},
	{"breach_of_contract", "Breach of contract"},
	{"breach_of_jv_agreement", "Breach of joint venture agreement"},
	{"breach_of_fiduciary_duty", "Breach of fiduciary duty"},
	{"employee_breach_of_duty", "Employee breach of fiduciary duty"},
	{"tortious_interference", "Tortious interference"},
	{"unjust_enrichment", "Unjust enrichment"},
	{"conversion", "Conversion"},
	{"fraud", "Fraud"},
	{"tort_other", "Other tort"},
}

var codesReliefType = []Code{
	{"compensatory_damages", "Compensatory damages"},
	{"lost_profits", "Lost profits"},
	{"disgorgement", "Disgorgement of profits"},
	{"preliminary_injunction", "Preliminary injunction"},
	{"permanent_injunction", "Permanent injunction"},
	{"measure_against_individual", "Measure against a named or described individual"},
	{"declaratory_judgment", "Declaratory judgment"},
	{"specific_performance", "Specific performance"},
	{"costs", "Costs"},
	{"attorney_fees", "Attorney fees"},
	{"liquidated_damages", "Liquidated damages"},
	{"nominal_damages", "Nominal damages"},
	{"punitive_damages", "Punitive / exemplary damages"},
	{"treble_damages", "Treble damages"},
	{"prejudgment_interest", "Pre-judgment interest"},
	{"rescission", "Rescission"},
	{"tro", "Temporary restraining order"},
	{"constructive_trust", "Constructive trust"},
	{"sanctions", "Sanctions"},
	{"other", "Other"},
}

var codesReliefStatus = []Code{
	{"sought", "Sought"},
	{"granted", "Granted"},
	{"granted_in_part", "Granted in part"},
	{"denied", "Denied"},
	{"withdrawn", "Withdrawn"},
	{"moot", "Moot"},
}

// Follows the disposition codes of the integrated database of the US Federal Judicial Center.
var codesDisposition = []Code{
	{"settled", "Settled"},
	{"voluntarily_dismissed", "Voluntarily dismissed"},
	{"judgment_court_trial", "Judgment - court trial"},
	{"judgment_default", "Judgment - default"},
	{"arbitral_award", "Award of arbitrator"},
	{"dismissed_want_of_prosecution", "Dismissed - want of prosecution"},
	{"dismissed_lack_of_jurisdiction", "Dismissed - lack of jurisdiction"},
	{"dismissed_other", "Dismissed - other (failure to state a claim, limitation, res judicata)"},
	{"judgment_consent", "Judgment - consent"},
	{"judgment_on_motion", "Judgment - motion before trial"},
	{"judgment_jury", "Judgment - jury verdict"},
	{"judgment_directed", "Judgment - directed verdict"},
	{"stayed_bankruptcy", "Stayed pending bankruptcy"},
	{"transferred", "Transferred / remanded"},
	{"appeal_affirmed", "Appeal: affirmed"},
	{"appeal_reversed", "Appeal: reversed"},
	{"appeal_remanded", "Appeal: vacated and remanded"},
}

var codesJudgmentFor = []Code{
	{"plaintiff", "Plaintiff"},
	{"defendant", "Defendant"},
	{"both", "Both"},
	{"unknown", "Unknown"},
}
