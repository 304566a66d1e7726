package demo

import "onus"

type party struct {
	key string
	onus.Party
}

func parties() []party {
	return []party{
		{"neuCloud", onus.Party{
			PartyName: "Beijing Neu Cloud Oriental System Technology Co., Ltd.", Aliases: "Neu Cloud",
			Kind: "organisation", Role: "plaintiff", Side: "claimant", Country: "CN",
			About: "Joint venture for IBM Power Systems. Plaintiff in both actions, appellant in the Second Circuit. " +
				"Who founded it is disputed: see the exhibit that compares the sources."}},
		{"ibm", onus.Party{
			PartyName: "International Business Machines Corporation", Aliases: "IBM; Big Blue",
			Kind: "organisation", Role: "defendant", Side: "respondent", Country: "US",
			About: "The first defendant. Holds a stake in Neu Cloud, whose size the sources give differently."}},
		{"ibmWTC", onus.Party{
			PartyName: "IBM World Trade Corporation", Aliases: "IBM WTC",
			Kind: "organisation", Role: "defendant", Side: "respondent", Country: "US",
			About: "According to the court order, Neu Cloud's counterparty in the OEM agreement of 2015."}},
		{"ibmChina", onus.Party{
			PartyName: "IBM China Company Limited", Aliases: "IBM China",
			Kind: "organisation", Role: "defendant", Side: "respondent", Country: "CN",
			About: "Defendant until 25 March 2022, when the court let it go for want of personal jurisdiction."}},
		{"employees", onus.Party{
			PartyName: "Individual employees of IBM China",
			Kind:      "group", Role: "nonparty", Side: "respondent",
			About: "Nobody among them is named in our sources. The article says that measures against them are demanded; " +
				"no action that we found has one of them as a party."}},
		{"teamSun", onus.Party{
			PartyName: "Beijing TeamSun Technology Co.", NativeName: "华胜天成", Aliases: "TeamSun",
			Kind: "organisation", Role: "nonparty", Side: "claimant", Country: "CN",
			About: "Distributor and integrator; parent company of Neu Cloud. The Chinese name is ours, not from a source in this case."}},
		{"hao", onus.Party{
			PartyName: "Zhuangyan Hao",
			Kind:      "person", Role: "nonparty", Side: "claimant",
			About: "Named in the court order as one of the founders of Neu Cloud."}},
		{"inspur", onus.Party{
			PartyName: "Inspur", NativeName: "浪潮",
			Kind: "organisation", Role: "nonparty", Side: "neutral", Country: "CN",
			About: "Distributor and integrator of the same servers, and so Neu Cloud's competitor. Sued in neither action that we found. " +
				"The Chinese name is ours, not from a source in this case."}},
		{"inspurPower", onus.Party{
			PartyName: "Inspur Power", Aliases: "IBM-Inspur joint venture",
			Kind: "organisation", Role: "nonparty", Side: "respondent", Country: "CN",
			About: "Formed by IBM and Inspur in 2017. Its way of selling is what Neu Cloud wants forbidden; it is itself no party to an action."}},
		{"openPower", onus.Party{
			PartyName: "OpenPOWER consortium",
			Kind:      "organisation", Role: "nonparty", Side: "neutral",
			About: "Background only: IBM has said that its deal was part of this consortium's work."}},
		{"customers", onus.Party{
			PartyName: "Customers of Neu Cloud",
			Kind:      "group", Role: "nonparty", Side: "neutral",
			About: "Unnamed. Neu Cloud says that they were approached on behalf of the new joint venture."}},
	}
}
