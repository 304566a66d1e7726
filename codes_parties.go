package onus

// Codes of parties and of the ties between them.
// Common codes stand first in every list.

var codesPartyKind = []Code{
	{"organisation", "Organisation"},
	{"person", "Person"},
	{"group", "Group (not yet named)"},
	{"public_body", "Public body"},
}

var codesSide = []Code{
	{"claimant", "Claimant side"},
	{"respondent", "Respondent side"},
	{"neutral", "Neutral"},
}

var codesPartyRole = []Code{
	{"plaintiff", "Plaintiff"},
	{"defendant", "Defendant"},
	{"nonparty", "Non-party"},
	{"witness", "Witness"},
	{"expert", "Expert"},
	{"counsel", "Counsel"},
	{"petitioner", "Petitioner"},
	{"respondent", "Respondent"},
	{"intervenor", "Intervenor"},
	{"third_party_defendant", "Third-party defendant"},
	{"counter_claimant", "Counter-claimant"},
	{"counter_defendant", "Counter-defendant"},
	{"cross_claimant", "Cross-claimant"},
	{"cross_defendant", "Cross-defendant"},
	{"third_party_plaintiff", "Third-party plaintiff"},
	{"appellant", "Appellant"},
	{"appellee", "Appellee"},
	{"amicus", "Amicus curiae"},
	{"interested_party", "Interested party"},
	{"deponent", "Deponent"},
	{"judge", "Judge"},
	{"custodian", "Custodian (of documents)"},
}

var codesPartyRelation = []Code{
	{"employed_by", "Employed by"},
	{"director_of", "Director of"},
	{"shareholder_of", "Shareholder of"},
	{"parent_of", "Parent company of"},
	{"joint_venture_partner_in", "Joint venture partner in"},
	{"supplier_to", "Supplier to"},
	{"distributor_for", "Distributor for"},
	{"contracting_party_with", "Contracting party with"},
	{"competitor_of", "Competitor of"},
	{"represents", "Represents (counsel/agent)"},
	{"successor_of", "Successor of"},
	{"member_of", "Member of"},
	{"alter_ego_of", "Alleged alter ego of"},
}
