package onus

// Codes of facts, of who says what about them, and of what bears on them.
// Common codes stand first in every list.

var codesSpeechAct = []Code{
	{"alleges", "Alleges"},
	{"denies", "Denies"},
	{"admits", "Admits"},
	{"lacks_knowledge", "Lacks knowledge sufficient to admit or deny"},
	{"no_comment", "Did not comment"},
	{"states", "States / explains"},
	{"testifies", "Testifies"},
	{"stipulates", "Stipulates"},
	{"reports", "Reports what another said"},
	{"finds", "Finds (court)"},
	{"assumes", "Assumes arguendo / for the motion"},
	{"concludes", "Concludes (law)"},
}

var codesStance = []Code{
	{"supports", "Supports"},
	{"refutes", "Refutes"},
	{"undercuts", "Undercuts (attacks the source or the inference)"},
	{"context", "Context / neutral"},
	{"unassessed", "Not assessed"},
}

var codesDisputeStatusDerived = []Code{
	{"admitted", "Admitted"},
	{"stipulated", "Stipulated"},
	{"found", "Found by court"},
	{"disputed", "Disputed"},
	{"unanswered", "Unanswered"},
	{"unasserted", "Not yet asserted"},
	{"withdrawn", "Withdrawn"},
}

var codesModality = []Code{
	{"stated_as_fact", "Stated as fact"},
	{"reportive", "Reportive (\"zou\", \"allegedly\", \"reportedly\")"},
	{"probable", "Probable"},
	{"possible", "Possible"},
	{"negated", "Negated"},
	{"future_or_conditional", "Future or conditional"},
}

var codesBurdenStandard = []Code{
	{"preponderance", "Preponderance of the evidence"},
	{"clear_and_convincing", "Clear and convincing evidence"},
	{"beyond_reasonable_doubt", "Beyond a reasonable doubt"},
	{"prima_facie", "Prima facie"},
	{"probable_cause", "Probable cause"},
	{"substantial_evidence", "Substantial evidence"},
	{"plausibility", "Plausibility (motion to dismiss)"},
	{"free_evaluation", "Free evaluation by the court (civil-law systems)"},
}

var codesDatePrecision = []Code{
	{"exact", "Exact"},
	{"month", "Month"},
	{"year", "Year"},
	{"before", "Before"},
	{"after", "After"},
	{"between", "Between"},
	{"circa", "Circa"},
	{"unknown", "Unknown"},
}
