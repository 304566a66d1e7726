package onus

// Codes of evidence and of how far it may be relied on.
// Common codes stand first in every list.

var codesEvidenceType = []Code{
	{"documentary", "Documentary"},
	{"electronic", "Electronic / ESI"},
	{"testimonial", "Testimonial"},
	{"expert", "Expert opinion"},
	{"secondary_report", "Secondary report (news, summary)"},
	{"real", "Real / physical"},
	{"demonstrative", "Demonstrative"},
	{"judicial_notice", "Judicial notice / well-known fact"},
	{"admission_of_party", "Party admission"},
}

var codesDocumentType = []Code{
	{"complaint", "Complaint / writ of summons"},
	{"answer", "Answer / statement of defence"},
	{"order", "Order / judgment"},
	{"contract", "Contract / agreement"},
	{"email", "Email"},
	{"chat", "Chat / message"},
	{"motion", "Motion"},
	{"opinion", "Opinion"},
	{"affidavit", "Affidavit"},
	{"declaration", "Declaration"},
	{"deposition_transcript", "Deposition transcript"},
	{"exhibit", "Exhibit"},
	{"expert_report", "Expert report"},
	{"stipulation", "Stipulation"},
	{"demand_letter", "Demand letter"},
	{"spreadsheet", "Spreadsheet"},
	{"presentation", "Presentation"},
	{"news_article", "News article"},
	{"press_release", "Press release"},
	{"web_page", "Web page (captured)"},
	{"database_export", "Database export / log"},
	{"audio", "Audio"},
	{"video", "Video"},
	{"image", "Image"},
}

var codesAdmissibility = []Code{
	{"not_assessed", "Not assessed"},
	{"offered", "Offered"},
	{"objected", "Objected to"},
	{"awaiting_ruling", "Awaiting ruling"},
	{"admitted", "Admitted"},
	{"admitted_limited", "Admitted for a limited purpose"},
	{"excluded", "Excluded"},
	{"withdrawn", "Withdrawn"},
}

var codesObjectionGround = []Code{
	{"relevance_401_402", "Relevance (FRE 401/402)"},
	{"unfair_prejudice_403", "Unfair prejudice (FRE 403)"},
	{"compromise_408", "Compromise offers (FRE 408)"},
	{"privilege_502", "Privilege / work product (FRE 501/502)"},
	{"personal_knowledge_602", "Lack of personal knowledge (FRE 602)"},
	{"lay_opinion_701", "Lay opinion (FRE 701)"},
	{"expert_702", "Expert reliability (FRE 702)"},
	{"hearsay_802", "Hearsay (FRE 802)"},
	{"hearsay_within_hearsay_805", "Hearsay within hearsay (FRE 805)"},
	{"authentication_901", "Authentication (FRE 901/902)"},
	{"best_evidence_1002", "Original required (FRE 1002)"},
	{"unlawfully_obtained", "Unlawfully obtained"},
	{"other", "Other"},
}

var codesPrivilege = []Code{
	{"none", "None"},
	{"attorney_client", "Attorney-client privilege"},
	{"work_product", "Work product"},
	{"common_interest", "Common interest / joint defense"},
	{"deliberative_process", "Deliberative process"},
	{"self_incrimination", "Self-incrimination"},
}

var codesConfidentiality = []Code{
	{"public", "Public"},
	{"internal", "Internal work product"},
	{"confidential", "Confidential"},
	{"highly_confidential_aeo", "Highly confidential - attorneys eyes only"},
	{"sealed", "Filed under seal"},
}

var codesLocatorType = []Code{
	{"page", "Page"},
	{"page_line", "Page:line (transcript)"},
	{"paragraph", "Paragraph"},
	{"section", "Section / clause"},
	{"bates", "Bates number"},
	{"timecode", "Time code"},
	{"cell", "Sheet!cell"},
	{"text_quote", "Text quote (W3C TextQuoteSelector)"},
	{"text_position", "Character range (W3C TextPositionSelector)"},
	{"region", "Page region (W3C FragmentSelector xywh)"},
}

// The Admiralty code, NATO AJP-2.1.
var codesSourceReliability = []Code{
	{"A", "Completely reliable"},
	{"B", "Usually reliable"},
	{"C", "Fairly reliable"},
	{"D", "Not usually reliable"},
	{"E", "Unreliable"},
	{"F", "Reliability cannot be judged"},
}

// The Admiralty code, NATO AJP-2.1.
var codesInformationCredibility = []Code{
	{"1", "Confirmed by other sources"},
	{"2", "Probably true"},
	{"3", "Possibly true"},
	{"4", "Doubtful"},
	{"5", "Improbable"},
	{"6", "Truth cannot be judged"},
}

var codesReviewState = []Code{
	{"unreviewed", "Unreviewed"},
	{"in_review", "In review"},
	{"reviewed", "Reviewed"},
	{"needs_second_reader", "Needs second reader"},
	{"adjudicated", "Adjudicated"},
	{"locked", "Locked"},
}
