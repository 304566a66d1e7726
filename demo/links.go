package demo

import "onus"

// EvidenceID and ClaimID are keys. A report that somebody alleges something is
// context; only what a court or a contract shows supports or refutes.
func links() []onus.Link {
	all := append(articleLinks(), federalLinks()...)
	return append(all, stateLinks()...)
}

func articleLinks() []onus.Link {
	return []onus.Link{
		{EvidenceID: "techzineNL", ClaimID: "damages", Stance: onus.Supports, Locator: "alinea 6", Quote: "Geëist worden geld, maatregelen tegen personeel en een verbod.",
			Why: "Shows that damages are demanded, and that no amount is named. It reports the demand; it is no proof of a loss."},
		{EvidenceID: "techzineNL", ClaimID: "measures", Stance: onus.Context, Locator: "alinea 6", Quote: "Een bedrag, een naam of een termijn staat er niet bij.",
			Why: "The only source of this demand. It reports that measures are demanded and names nobody."},
		{EvidenceID: "techzineNL", ClaimID: "measures", Stance: onus.Context, Locator: "alinea 5", Quote: "Personeel van IBM China wist wie de afnemers waren.",
			Why: "What the employees are said to have done, as Neu Cloud tells it. An allegation at second hand."},
		{EvidenceID: "techzineNL", ClaimID: "ban", Stance: onus.Context, Locator: "alinea 4",
			Why: "Tells which practice is meant, in Neu Cloud's version. An allegation at second hand."},
		{EvidenceID: "summaryEN", ClaimID: "measures", Stance: onus.Unassessed, Locator: "paragraph 5",
			Why: "Same origin as the Dutch report: to be counted once."},
		{EvidenceID: "register", ClaimID: "damages", Stance: onus.Context, Locator: "paragraph 5",
			Why: "The complaint's account of how the exclusive position ended. One party's pleading, retold."},
		{EvidenceID: "register", ClaimID: "ban", Stance: onus.Unassessed, Locator: "paragraph 4",
			Quote: "Asked about it, IBM spoke of WebSphere only."},
		{EvidenceID: "chinaIP", ClaimID: "damages", Stance: onus.Unassessed},
		{EvidenceID: "order", ClaimID: "measures", Stance: onus.Undercuts, Locator: "paragraph 3",
			Quote: "Over IBM China it has no power, and that company leaves the case.",
			Why: "If the court has no power over the employer, a measure against its employees has nothing to hold on to here. " +
				"The order does not speak of employees: the inference is ours."},
		{EvidenceID: "comparison", ClaimID: "measures", Stance: onus.Context, Locator: "paragraph 4",
			Why: "We looked for an employee in the captions and found none."},
		{EvidenceID: "opinion", ClaimID: "damages", Stance: onus.Refutes, Locator: "paragraph 3",
			Why: "Ends the action in which damages were sought. It says that the demand cannot be brought again, not that there was no loss."},
		{EvidenceID: "opinion", ClaimID: "ban", Stance: onus.Refutes, Locator: "paragraph 3",
			Why: "Ends the action; nothing is left in which a ban could be ordered."},
	}
}

func federalLinks() []onus.Link {
	return []onus.Link{
		{EvidenceID: "complaint", ClaimID: "tradeSecrets", Stance: onus.Context,
			Why: "The pleading that makes the claim. A party's own statement, known to us through newspapers only."},
		{EvidenceID: "complaint", ClaimID: "damages", Stance: onus.Unassessed,
			Why: "To be read in the original for an amount and a method."},
		{EvidenceID: "chinaIP", ClaimID: "tradeSecrets", Stance: onus.Unassessed},
		{EvidenceID: "order", ClaimID: "tradeSecrets", Stance: onus.Context, Locator: "paragraph 2",
			Why: "The federal court was a right place to bring it; that says nothing about who is right."},
		{EvidenceID: "order", ClaimID: "tradeSecrets", Stance: onus.Refutes, Locator: "paragraph 1", Quote: "Neu Cloud may plead again until 11 April.",
			Why: "As first pleaded the claim failed; it was open to be pleaded anew."},
		{EvidenceID: "secondDismissal", ClaimID: "tradeSecrets", Stance: onus.Refutes,
			Why: "The claim failed as amended too. The decision itself is not in hand."},
		{EvidenceID: "itJungle", ClaimID: "tradeSecrets", Stance: onus.Context,
			Why: "A report of the second dismissal: use the decision instead as soon as we have it."},
		{EvidenceID: "ipWatchdog", ClaimID: "tradeSecrets", Stance: onus.Context,
			Why: "A second report of the same decision, so no second origin."},
		{EvidenceID: "opinion", ClaimID: "tradeSecrets", Stance: onus.Refutes, Locator: "paragraph 3",
			Quote: "what was judged once is not judged again (res judicata)",
			Why:   "The last word on the claim. It rests on the earlier judgment and leaves open whether secrets were taken."},
	}
}

func stateLinks() []onus.Link {
	all := []onus.Link{
		{EvidenceID: "register", ClaimID: "competition", Stance: onus.Unassessed, Locator: "paragraph 4"},
		{EvidenceID: "order", ClaimID: "fiduciary", Stance: onus.Supports, Locator: "paragraph 4", Quote: "IBM came in afterwards, with about a fifth",
			Why: "A court and not a newspaper says that IBM held a share in Neu Cloud, without which there is no such duty. " +
				"Whether it found this or only assumed it for the motion must be checked."},
		{EvidenceID: "order", ClaimID: "fiduciary", Stance: onus.Undercuts, Locator: "paragraph 4", Quote: "TeamSun and Zhuangyan Hao founded Neu Cloud",
			Why: "If IBM was no founder, a duty cannot rest on having made the company together."},
		{EvidenceID: "ipWatchdog", ClaimID: "fiduciary", Stance: onus.Unassessed,
			Why: "Has IBM China among the founders: to be weighed against the court's account."},
		{EvidenceID: "comparison", ClaimID: "fiduciary", Stance: onus.Context, Locator: "paragraph 2",
			Why: "Both accounts of the founding side by side."},
		{EvidenceID: "oem", ClaimID: "contract", Stance: onus.Supports,
			Why: "There was a contract, of 2015, with IBM World Trade Corporation. It shows neither what was promised nor that it was broken."},
		{EvidenceID: "oem", ClaimID: "interference", Stance: onus.Unassessed},
		{EvidenceID: "yankwitt", ClaimID: "enrichment", Stance: onus.Context,
			Why: "A law firm's commentary on both actions; our source for the month in which this one ended."},
		{EvidenceID: "opinion", ClaimID: "competition", Stance: onus.Context, Locator: "paragraph 1",
			Why: "Our source for the five grounds of the state action."},
	}
	for _, ground := range []string{"competition", "enrichment", "fiduciary", "contract", "interference"} {
		all = append(all,
			onus.Link{EvidenceID: "stateComplaint", ClaimID: ground, Stance: onus.Context,
				Why: "The pleading that makes the claim: shows that it was made, not that it is so."},
			onus.Link{EvidenceID: "stateDismissal", ClaimID: ground, Stance: onus.Refutes,
				Why: "The action failed in this court on every ground. Why, we do not know."})
	}
	return all
}
