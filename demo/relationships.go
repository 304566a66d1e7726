package demo

import "onus"

// FromID and ToID are keys of parties; no pair stands here twice.
func relationships() []onus.Relationship {
	return []onus.Relationship{
		{FromID: "ibm", Type: "parent_of", ToID: "ibmChina", Percent: "100",
			Note: "Whole ownership, according to the court order of 25 March 2022."},
		{FromID: "ibm", Type: "shareholder_of", ToID: "neuCloud", Percent: "20", FromDate: "2014-07",
			Note: "The sources differ: The Register, quoting the complaint, has 19.35; the court order has approximately 20. " +
				"The Dutch article makes IBM China the holder."},
		{FromID: "teamSun", Type: "parent_of", ToID: "neuCloud", FromDate: "2014",
			Note: "The year is that of Neu Cloud's formation."},
		{FromID: "hao", Type: "joint_venture_partner_in", ToID: "neuCloud", FromDate: "2014",
			Note: "A founder beside TeamSun, according to the court order. The list of relationships has no code for a founder; this one is the nearest. " +
				"Disputed by the account in the article and in IPWatchdog."},
		{FromID: "ibmChina", Type: "joint_venture_partner_in", ToID: "neuCloud", FromDate: "2014",
			Note: "From the article and from IPWatchdog: IBM China and TeamSun made Neu Cloud together. Disputed by the court order's account, " +
				"in which IBM came in afterwards."},
		{FromID: "ibm", Type: "joint_venture_partner_in", ToID: "inspurPower", FromDate: "2017",
			Note: "The article has IBM China as the partner."},
		{FromID: "inspur", Type: "joint_venture_partner_in", ToID: "inspurPower", FromDate: "2017"},
		{FromID: "teamSun", Type: "distributor_for", ToID: "ibm", FromDate: "2010",
			Note: "POWER technology; from the complaint, as The Register reports it."},
		{FromID: "inspur", Type: "distributor_for", ToID: "ibm",
			Note: "Power Systems servers in China; from the article, which gives no date."},
		{FromID: "neuCloud", Type: "distributor_for", ToID: "ibmChina", FromDate: "2014~", ToDate: "2017",
			Note: "Exclusive, says Neu Cloud in the article, until the joint venture with Inspur. The article gives no date for the beginning: " +
				"entered as about the year of formation."},
		{FromID: "neuCloud", Type: "contracting_party_with", ToID: "ibmWTC", FromDate: "2015",
			Note: "OEM agreement; from the court order."},
		{FromID: "ibmChina", Type: "supplier_to", ToID: "neuCloud", ToDate: "2017",
			Note: "Delivered the systems and set their price; Neu Cloud's account in the article."},
		{FromID: "inspurPower", Type: "supplier_to", ToID: "neuCloud", FromDate: "2017",
			Note: "From this year on Neu Cloud had to buy here, as it says itself."},
		{FromID: "neuCloud", Type: "supplier_to", ToID: "customers",
			Note: "Complete servers, sold without anybody in between; from the article."},
		{FromID: "inspur", Type: "competitor_of", ToID: "neuCloud"},
		{FromID: "employees", Type: "employed_by", ToID: "ibmChina",
			Note: "The description of the group is all that we have: no names and no dates of employment."},
	}
}
