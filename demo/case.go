package demo

import "onus"

func theCase() *onus.Case {
	return &onus.Case{
		Title: "Neu Cloud v. IBM", Reference: "1:21-cv-07589 (AKH)",
		Court: "U.S. District Court, Southern District of New York", Jurisdiction: "United States, New York",
		Status: "on_appeal", FiledOn: "2021-09-10", Currency: "USD", Language: "en",
		Summary: "Neu Cloud, a Beijing company that sold IBM Power Systems servers in China, says that IBM took its customer " +
			"information and used it to sell the same servers through a new joint venture with its competitor Inspur. " +
			"It demanded damages, measures against individual employees of IBM China, and an end to the way in which that joint venture sells.\n\n" +
			"In 2021 it sued in New York twice: in the federal court for misappropriation of trade secrets, in the state court on five other grounds. " +
			"Both actions were dismissed in 2022, and on 25 July 2024 the federal court of appeals upheld the dismissal because the dispute " +
			"had already been decided (res judicata).\n\n" +
			"Every text here is ours and paraphrases public sources; a report that something was alleged is kept apart from support for its truth.",
	}
}
