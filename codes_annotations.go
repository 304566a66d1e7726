package onus

// Nine colours that stay apart in light and in dark; the name and a pattern say the
// same to who sees none.
var codesLabelColour = []Code{
	{"yellow", "Yellow"},
	{"green", "Green"},
	{"sky", "Light blue"},
	{"orange", "Orange"},
	{"purple", "Purple"},
	{"red", "Red"},
	{"blue", "Blue"},
	{"pink", "Pink"},
	{"grey", "Grey"},
}

var codesVisibility = []Code{
	{"case", "Everybody in the case"},
	{"private", "Only me"},
}

var codesAnnotationState = []Code{
	{"open", "Open"},
	{"resolved", "Resolved"},
}

var codesPlacement = []Code{
	{"placed", "Placed"},
	{"proposed", "To be confirmed"},
	{"orphaned", "Not found any more"},
}
