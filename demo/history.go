package demo

import "onus"

// correction changes fields of what was loaded, and says why.
type correction struct {
	noun, key, reason string
	set               map[string]string
}

// corrections give the case a little history of its own.
func corrections() []correction {
	ended := map[string]string{"status": "final", "disposition": "dismissed_other"}
	return []correction{
		{onus.Links, tie("techzineNL", "damages"),
			"A newspaper that reports an allegation shows that it was made, not that it is true.",
			map[string]string{"stance": onus.Context}},
		{onus.Relationships, tie("ibm", "neuCloud"),
			"The Register takes the exact figure from the complaint; the court only rounds.",
			map[string]string{"percent": "19.35"}},
		{onus.Claims, "damages", "The appeal was lost on 25 July 2024: nothing is left in which damages could be awarded.", ended},
		{onus.Claims, "ban", "The appeal was lost on 25 July 2024, and with it this demand.", ended},
		{onus.Cases, "case", "The Second Circuit has decided, and no later step is in our sources.",
			map[string]string{"status": "closed"}},
	}
}
