package demo

import "onus"

// The addresses of the sources.
const (
	techzineNL  = "https://techzine.nl/nieuws/trends/466605/voormalige-chinese-partner-beschuldigt-ibm-van-datadiefstal/"
	techzineEU  = "https://techzine.eu/news/privacy-compliance/65339/former-chinese-partner-sues-ibm-for-stealing-trade-secrets/"
	theRegister = "https://theregister.com/2021/09/13/neu_cloud_vs_ibm/"
	chinaIP     = "https://chinaiptoday.com/post.html?id=1624"
	justia      = "https://law.justia.com/cases/federal/district-courts/new-york/nysdce/1:2021cv07589/566388/35/"
	ipWatchdog  = "https://ipwatchdog.com/2022/11/16/court-throws-trade-secrets-lawsuit-filed-ibm-china/id=153009/" //nolint:gosec // an address, no secret
	itJungle    = "https://itjungle.com/2022/11/14/court-throws-out-lawsuit-from-chinese-power-systems-partner-against-big-blue"
	casetext    = "https://print.casetext.com/case/beijing-neu-cloud-oriental-sys-tech-co-v-intl-bus-machs-corp-2"
	yankwitt    = "https://yankwitt.com/blog/two-courts-one-decision-how-res-judicata-halts-concurrent-battles"
)

type item struct {
	key string
	onus.Evidence
}

// ours opens every description of what we have read: what it is, and of what.
// knownFrom is for what we only read about there.
func ours(address string) string { return "Paraphrase by us, in our own words, of " + address + "\n\n" }
func knownFrom(address string) string {
	return "We do not hold this document. Paraphrase by us of what is known of it from " + address + "\n\n"
}

func items() []item {
	all := append(pleadings(), decisions()...)
	all = append(all, reports()...)
	all = append(all, notes()...)
	for i := range all {
		e := &all[i].Evidence
		if e.Privilege == "" {
			e.Privilege = "none"
		}
		if e.Confidentiality == "" {
			e.Confidentiality = "public"
		}
		if e.Language == "" {
			e.Language = "en"
		}
	}
	return all
}

func pleadings() []item {
	return []item{
		{"complaint", onus.Evidence{
			Title: "Complaint in the federal action", Source: "Neu Cloud", Dated: "2021-09-10", OfferedByID: "neuCloud",
			About: knownFrom(theRegister) +
				"Neu Cloud tells its own story here: how TeamSun came to sell POWER technology, how IBM took its stake, and how the joint venture " +
				"with Inspur changed everything in 2017. The legal basis is the Defend Trade Secrets Act. A pleading is what a party alleges."}},
		{"stateComplaint", onus.Evidence{
			Title: "Complaint in the state action", Source: "Neu Cloud", Dated: "2021", OfferedByID: "neuCloud",
			About: knownFrom(casetext) +
				"Brought in the New York Supreme Court on five grounds: unfair competition, unjust enrichment, fiduciary duty, contract and " +
				"tortious interference. The day of filing is not known to us."}},
		{"oem", onus.Evidence{
			Title: "OEM agreement between Neu Cloud and IBM World Trade Corporation", Source: "Neu Cloud and IBM World Trade Corporation", Dated: "2015",
			About: knownFrom(justia) +
				"All that we know is that it was concluded in 2015, and by whom. Its terms are not in our sources."}},
	}
}

func decisions() []item {
	return []item{
		{"order", onus.Evidence{
			Title:  "Order of 25 March 2022 (doc. 35) on the motion to dismiss",
			Source: "U.S. District Court, Southern District of New York", SourceURL: justia, Dated: "2022-03-25",
			About: ours(justia) +
				"Four days after oral argument the court dismisses, and allows a new pleading until 11 April. It upholds its jurisdiction over the " +
				"subject but finds none over the person of IBM China, a wholly owned company. In passing it tells where Neu Cloud comes from and " +
				"mentions the OEM agreement of 2015."}},
		{"stateDismissal", onus.Evidence{
			Title: "Dismissal of the state action", Source: "Supreme Court of the State of New York", Dated: "2022-03",
			About: knownFrom(yankwitt) + "The action was dismissed in March 2022. On what ground, we do not know."}},
		{"secondDismissal", onus.Evidence{
			Title:  "Dismissal of the amended complaint in the federal action",
			Source: "U.S. District Court, Southern District of New York", Dated: "2022-11",
			About: knownFrom(itJungle) + "In November 2022 the second attempt in the federal court failed too. The decision itself must still be obtained."}},
		{"opinion", onus.Evidence{
			Title:  "Opinion of the Second Circuit, No. 22-3132",
			Source: "U.S. Court of Appeals for the Second Circuit", SourceURL: casetext, Dated: "2024-07-25",
			About: ours(casetext) +
				"Argued on 1 December 2023, decided on 25 July 2024: the dismissal stands, because the matter counts as already judged. " +
				"Check before citing that the page at this address shows this decision and not an earlier one between the same parties."}},
	}
}

func reports() []item {
	return []item{
		{"techzineNL", onus.Evidence{
			Title: "Techzine: bericht over de rechtszaak van Neu Cloud", Type: "secondary_report", Source: "Techzine", SourceURL: techzineNL,
			Dated: "2021-09", Language: "nl", DerivedFromID: "complaint",
			About: "Parafrase van ons, in eigen woorden, van " + techzineNL + "\n\n" +
				"Het bericht geeft weer wat Neu Cloud stelt: IBM zou kennis over zijn afnemers hebben benut om samen met Inspur dezelfde servers " +
				"aan hen te verkopen. Drie eisen worden genoemd: geld, maatregelen tegen personeel en een verbod. Of het verwijt klopt, zegt het bericht niet."}},
		{"techzineEU", onus.Evidence{
			Title: "Techzine (English edition): report on the lawsuit", Type: "secondary_report", Source: "Techzine", SourceURL: techzineEU,
			About: ours(techzineEU) +
				"Not read yet: all that we paraphrase is the address itself, which speaks of a suit by a former partner over trade secrets. " +
				"Linked to nothing until somebody has read it and compared it with the Dutch report."}},
		{"register", onus.Evidence{
			Title: "The Register: report that quotes the complaint", Type: "secondary_report", Source: "The Register", SourceURL: theRegister,
			Dated: "2021-09-13", DerivedFromID: "complaint",
			About: ours(theRegister) +
				"Retells the complaint from 2010 to 2017, with IBM's holding given to two decimals: 19.35 per cent. All of it goes back to one party's pleading."}},
		{"chinaIP", onus.Evidence{
			Title: "China IP Today: report on the complaint", Type: "secondary_report", Source: "China IP Today", SourceURL: chinaIP, DerivedFromID: "complaint",
			About: ours(chinaIP) +
				"Repeats from the complaint that Neu Cloud was formed in 2014. We do not know the day of publication."}},
		{"itJungle", onus.Evidence{
			Title: "IT Jungle: report on the dismissal of November 2022", Type: "secondary_report", Source: "IT Jungle", SourceURL: itJungle,
			Dated: "2022-11-14", DerivedFromID: "secondDismissal",
			About: ours(itJungle) + "Reports that the amended complaint of Neu Cloud was thrown out as well."}},
		{"ipWatchdog", onus.Evidence{
			Title: "IPWatchdog: report on the dismissal of November 2022", Type: "secondary_report", Source: "IPWatchdog", SourceURL: ipWatchdog,
			Dated: "2022-11-16", DerivedFromID: "secondDismissal",
			About: ours(ipWatchdog) +
				"Written after the dismissal. On the origin of Neu Cloud it sides with the Dutch report: a joint creation of IBM China and TeamSun."}},
		{"yankwitt", onus.Evidence{
			Title: "Yankwitt: note on res judicata", Type: "secondary_report", Source: "Yankwitt (law firm)", SourceURL: yankwitt,
			DerivedFromID: "stateDismissal",
			About: ours(yankwitt) +
				"A law firm's note; its address speaks of two courts and res judicata. From it we know that the state court dismissed in March 2022."}},
	}
}

func notes() []item {
	return []item{
		{"summaryEN", onus.Evidence{
			Title: "English working summary of the Dutch Techzine report", Type: "demonstrative", Source: "Our own work",
			Confidentiality: "internal", TranslationOfID: "techzineNL",
			About: ours(techzineNL) + "For colleagues who do not read Dutch. Not a sworn translation: cite the Dutch report."}},
		{"comparison", onus.Evidence{
			Title: "Comparison: where the sources disagree", Type: "demonstrative", Source: "Our own work",
			Confidentiality: "internal", Privilege: "work_product",
			About: ours(justia) +
				"Set against " + theRegister + " and " + techzineNL + "\n\n" +
				"Side by side: the size of IBM's holding, the founders of Neu Cloud, which action was first, and the employees whom no caption names."}},
	}
}
