package demo

// text is a file of ours: a paraphrase of one exhibit, in numbered paragraphs
// that links can point to.
type text struct{ filename, text string }

// texts are by the key of their exhibit.
func texts() map[string]text {
	return map[string]text{
		"techzineNL": {"paraphrase-techzine.nl.txt", "Parafrase van ons, in eigen woorden; niet de tekst van de bron.\n" + techzineNL + `

1. Neu Cloud, vroeger een partner van IBM in China, daagt het concern voor de rechter. Het verwijt luidt dat IBM er met kennis over klanten vandoor is gegaan.

2. Volgens Neu Cloud mocht niemand anders in China deze Power-servers als OEM verkopen. Het bedrijf deed er eigen programmatuur bij en verkocht het geheel zelf. IBM China bezat een deel van de aandelen, leverde de machines en bepaalde hoeveel ze kostten.

3. Toen bleek dat IBM China ook met Inspur omging, kreeg Neu Cloud te horen dat het alleen WebSphere betrof. Daar nam het genoegen mee, en af en toe bleven klantgegevens over en weer gaan.

4. Daarna richtten IBM China en Inspur zelf een gezamenlijke onderneming op. Neu Cloud zegt dat zijn alleenrecht daarmee verdween en dat het zijn machines voortaan bij Inspur moest kopen.

5. Personeel van IBM China wist wie de afnemers waren. Die zouden zijn benaderd met het verhaal dat men voor Power voortaan vooral bij Inspur moest zijn.

6. Geëist worden geld, maatregelen tegen personeel en een verbod. Een bedrag, een naam of een termijn staat er niet bij.

7. Het bericht wijst op de spanning tussen beide landen over techniek. IBM heeft eerder tegengesproken dat zijn kennis in verkeerde handen zou raken, en wees op OpenPOWER. Kenners betwijfelen of China nog veel belang stelt in zulke machines.
`},
		"summaryEN": {"summary-techzine.en.txt", "Paraphrase by us, in our own words; not the text of the source.\n" + techzineNL + `

1. A former partner of IBM in China goes to court. Its reproach: IBM made off with what it knew about customers.

2. By its own account the partner alone could sell these Power servers in China as OEM products.

3. It was told that IBM's dealings with Inspur were about WebSphere only, and was content with that.

4. IBM China and Inspur then set up a joint venture of their own, and the partner had to buy there.

5. Employees who knew the customers are said to have sent them to Inspur.

6. Demanded are money, measures against employees, and a ban. No amount, no name and no duration is given.
`},
		"register": {"paraphrase-theregister.en.txt", "Paraphrase by us, in our own words; not the text of the source.\n" + theRegister + `

1. All that follows is what the complaint says, as the paper retells it.

2. TeamSun began to distribute POWER technology in 2010.

3. In July 2014 IBM acquired 19.35 per cent of Neu Cloud.

4. A month later word reached Neu Cloud that IBM was thinking of Inspur. Asked about it, IBM spoke of WebSphere only.

5. In 2017 came the joint venture with Inspur, and Neu Cloud was left to buy there.
`},
		"order": {"paraphrase-order-35.en.txt", "Paraphrase by us, in our own words; not the text of the source.\n" + justia + `

1. The motion was argued on 21 March 2022, and on 25 March the court dismissed. Neu Cloud may plead again until 11 April.

2. The court may hear a case of this kind: it is not for want of that power that it dismisses.

3. Over IBM China it has no power, and that company leaves the case. IBM owns it entirely.

4. TeamSun and Zhuangyan Hao founded Neu Cloud; IBM came in afterwards, with about a fifth.

5. Neu Cloud and IBM World Trade Corporation concluded an OEM agreement in 2015.
`},
		"opinion": {"paraphrase-second-circuit.en.txt", "Paraphrase by us, in our own words; not the text of the source.\n" + casetext + `

1. Beside the federal action Neu Cloud had brought one in the New York Supreme Court, on five grounds of state law.

2. The appeal was argued on 1 December 2023 and decided on 25 July 2024.

3. The dismissal is affirmed: what was judged once is not judged again (res judicata).
`},
		"comparison": {"where-the-sources-disagree.en.txt", "Paraphrase by us, in our own words; not the text of the sources.\n" +
			justia + "\n" + theRegister + "\n" + techzineNL + "\n" + ipWatchdog + `

1. Size of IBM's holding. The Register, after the complaint: 19.35 per cent. The court: about a fifth.

2. Founders of Neu Cloud. Techzine and IPWatchdog: IBM China and TeamSun. The court: TeamSun and Zhuangyan Hao, with IBM as a later buyer.

3. Which action was first, the one in the federal or the one in the state court: told both ways.

4. Employees. Techzine says that measures against some are demanded; no caption that we found names one.
`},
	}
}
