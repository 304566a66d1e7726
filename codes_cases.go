package onus

// Codes of cases, proceedings, members and languages.
// Common codes stand first in every list.

var codesCaseStatus = []Code{
	{"open", "Open"},
	{"stayed", "Stayed"},
	{"on_appeal", "On appeal"},
	{"closed", "Closed"},
}

var codesProceedingLevel = []Code{
	{"first_instance", "First instance"},
	{"appeal", "Appeal"},
	{"supreme", "Supreme court"},
	{"arbitration", "Arbitration"},
	{"other", "Other"},
}

var codesProceedingStatus = []Code{
	{"pending", "Pending"},
	{"stayed", "Stayed"},
	{"decided", "Decided"},
	{"on_appeal", "On appeal"},
	{"final", "Final"},
	{"withdrawn", "Withdrawn"},
}

var codesMemberRole = []Code{
	{"reader", "Reader"},
	{"annotator", "Annotator"},
	{"analyst", "Analyst"},
	{"lead", "Lead"},
}

// BCP 47 primary tags; "other" is ours.
var codesLanguage = []Code{
	{"nl", "Dutch"},
	{"en", "English"},
	{"zh", "Chinese"},
	{"de", "German"},
	{"fr", "French"},
	{"es", "Spanish"},
	{"it", "Italian"},
	{"pt", "Portuguese"},
	{"ja", "Japanese"},
	{"ko", "Korean"},
	{"ar", "Arabic"},
	{"ru", "Russian"},
	{"tr", "Turkish"},
	{"pl", "Polish"},
	{"uk", "Ukrainian"},
	{"cs", "Czech"},
	{"da", "Danish"},
	{"el", "Greek"},
	{"fa", "Persian"},
	{"fi", "Finnish"},
	{"he", "Hebrew"},
	{"hi", "Hindi"},
	{"hu", "Hungarian"},
	{"id", "Indonesian"},
	{"no", "Norwegian"},
	{"ro", "Romanian"},
	{"sv", "Swedish"},
	{"th", "Thai"},
	{"vi", "Vietnamese"},
	{"other", "Other"},
}
