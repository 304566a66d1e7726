package anchor

// language is what the sentences of a generated text are made of. There are few words, so
// that much is said again and again, as in a court file.
type language struct {
	who, did, what, when, because, joins []string
	phrase                               string // short, and everywhere
}

var languages = map[string]language{
	"English": {
		who: []string{"the defendant", "the plaintiff", "the court", "the expert", "counsel for the defendant", "the witness Jansen", "Northgate Ltd", "the supplier",
			"the board of directors", "the insurer", "an employee of the plaintiff", "the bailiff", "the other party"},
		did: []string{"delivered", "refused", "has not proved", "terminated", "was aware of", "relied on", "disputes", "signed", "failed to mention", "accepted", "rejected",
			"paid", "asked for", "repeatedly mentioned", "could have known of", "withdrew"},
		what: []string{"the agreement of 12 March 2014", "the servers", "any notice", "the invoice", "\"the losses\"", "the defendant's letter", "the contents of annex 7", "its obligations",
			"a sum of EUR 14,250.00", "the minutes of the meeting", "the \"final offer\"", "the report of the expert", "the data", "the delivery of the goods", "the terms and conditions"},
		when: []string{"in the autumn", "on 3 May 2015", "without notice", "after the hearing", "at the time", "before the deadline", "in writing", "on behalf of the board",
			"for the second time", "during the negotiations", "immediately"},
		because: []string{"because", "although", "so that", "while", "and therefore", "whereas", "even though"},
		joins:   []string{"Moreover,", "In addition,", "It follows that", "According to annex 3,", "On the contrary,", "As stated before,"},
		phrase:  "the defendant",
	},
	"Dutch": {
		who: []string{"gedaagde", "eiseres", "de rechtbank", "de deskundige", "de raadsman van gedaagde", "getuige De Vries", "Noorderpoort B.V.", "de leverancier", "het bestuur",
			"de verzekeraar", "een werknemer van eiseres", "de deurwaarder", "de wederpartij"},
		did: []string{"heeft geleverd", "weigerde", "betwist", "ontbond", "kende", "beriep zich op", "ondertekende", "verzweeg", "aanvaardde", "verwierp", "betaalde", "vroeg om",
			"noemde herhaaldelijk", "had kunnen weten van", "trok in"},
		what: []string{"de overeenkomst van 12 maart 2014", "de servers", "enige aanmaning", "de factuur", "\"de schade\"", "de brief van gedaagde", "de inhoud van bijlage 7",
			"haar verplichtingen", "een bedrag van € 14.250,00", "de notulen van de vergadering", "het \"laatste aanbod\"", "het rapport van de deskundige", "de gegevens",
			"de levering van de zaken", "de algemene voorwaarden"},
		when: []string{"in het najaar", "op 3 mei 2015", "zonder opzegging", "na de zitting", "destijds", "binnen de termijn", "schriftelijk", "namens het bestuur", "voor de tweede keer",
			"tijdens de onderhandelingen", "onmiddellijk"},
		because: []string{"omdat", "hoewel", "zodat", "terwijl", "en daarom", "aangezien"},
		joins:   []string{"Bovendien", "Daarnaast", "Daaruit volgt dat", "Volgens bijlage 3", "Integendeel,", "Zoals gezegd,"},
		phrase:  "gedaagde",
	},
}
