package demo

import "onus"

type proceeding struct {
	key string
	onus.Proceeding
}

func proceedings() []proceeding {
	return []proceeding{
		{"federal", onus.Proceeding{
			Court: "U.S. District Court, Southern District of New York", Reference: "1:21-cv-07589 (AKH)", Level: "first_instance",
			FiledOn: "2021-09-10", Status: "final", OutcomeOn: "2022-11",
			Outcome: "Dismissed for the first time on 25 March 2022, with permission to plead again until 11 April; the amended complaint was dismissed in November 2022.",
			Note: "The first order let IBM China go for want of personal jurisdiction and upheld jurisdiction over the subject. " +
				"Our sources know of no step after the appeal was lost."}},
		{"state", onus.Proceeding{
			Court: "Supreme Court of the State of New York", Level: "first_instance",
			FiledOn: "2021", Status: "decided", OutcomeOn: "2022-03",
			Outcome: "Dismissed.",
			Note:    "Neither the docket number nor the ground of dismissal is in our sources. They disagree on whether this action or the federal one came first."}},
		{"appeal", onus.Proceeding{
			Court: "U.S. Court of Appeals for the Second Circuit", Reference: "No. 22-3132", Level: "appeal",
			Status: "final", OutcomeOn: "2024-07-25", AppealOfID: "federal",
			Outcome: "Affirmed, on res judicata.",
			Note:    "Argued on 1 December 2023. When the appeal was lodged is not in our sources."}},
	}
}
