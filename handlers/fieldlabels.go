package handlers

import (
	"onus/words"
)

// fieldLabels is what every field is called, by name, or by noun and name where
// the nouns differ. They are translated where they are shown.
func fieldLabels() map[string]label {
	m := map[string]label{}
	for _, labels := range []map[string]label{generalLabels(), claimLabels(), evidenceLabels()} {
		for name, l := range labels {
			m[name] = l
		}
	}
	return m
}

func generalLabels() map[string]label {
	return map[string]label{
		"title":        {words.Mark("Title"), ""},
		"reference":    {words.Mark("Docket number"), ""},
		"court":        {words.Mark("Court"), ""},
		"jurisdiction": {words.Mark("Jurisdiction"), ""},
		"status":       {words.Mark("Status"), ""},
		"filed_on":     {words.Mark("Filed on"), words.Mark("A day, a month or a year will do; ~ means about.")},
		"summary":      {words.Mark("Summary"), words.Mark("What the case is about, for somebody who opens it for the first time.")},
		"currency":     {words.Mark("Currency"), words.Mark("Three letters of ISO 4217, like EUR, USD or CNY.")},
		"language":     {words.Mark("Language"), ""},

		"level":        {words.Mark("Level"), ""},
		"outcome":      {words.Mark("Outcome"), ""},
		"outcome_on":   {words.Mark("Decided on"), ""},
		"appeal_of_id": {words.Mark("Appeal of"), ""},
		"note":         {words.Mark("Note"), ""},

		"name":        {words.Mark("Name"), ""},
		"native_name": {words.Mark("Name in its own script"), ""},
		"aliases":     {words.Mark("Also called"), words.Mark("Several names with a semicolon between them.")},
		"kind":        {words.Mark("Kind"), ""},
		"role":        {words.Mark("Role"), ""},
		"side":        {words.Mark("Side"), ""},
		"country":     {words.Mark("Country"), words.Mark("Two letters, like NL, US or CN.")},
		"description": {words.Mark("Description"), ""},

		"from_id":   {words.Mark("Who"), ""},
		"type":      {words.Mark("Type"), ""},
		"to_id":     {words.Mark("To whom"), ""},
		"percent":   {words.Mark("Percentage"), words.Mark("Of the shares, like 19.35.")},
		"from_date": {words.Mark("From"), ""},
		"to_date":   {words.Mark("Until"), ""},

		"evidence_id": {words.Mark("Evidence"), ""},
		"claim_id":    {words.Mark("Claim"), ""},
		"stance":      {words.Mark("Stance"), words.Mark("What the item does to the claim. A report of an allegation is context, not support.")},
		"why":         {words.Mark("Why"), ""},
		"locator":     {words.Mark("Where in the document"), words.Mark("A page, a paragraph, a time: p. 12, ¶ 34, 00:12:05.")},
		"quote":       {words.Mark("Quoted words"), ""},

		"colour":        {words.Mark("Colour"), ""},
		"meaning":       {words.Mark("Meaning"), words.Mark("When to use it, so that all of you mean the same.")},
		"key":           {words.Mark("Key"), words.Mark("A digit from 1 to 9 that marks the selected words.")},
		"position":      {words.Mark("Place in the list"), ""},
		"passage":       {words.Mark("Passage"), ""},
		"label_id":      {words.Mark("Label"), ""},
		"body":          {words.Mark("Comment"), words.Mark("Markdown. @name tells a member.")},
		"visibility":    {words.Mark("Who sees it"), ""},
		"state":         {words.Mark("State"), ""},
		"placement":     {words.Mark("In the newest version"), ""},
		"proposal":      {words.Mark("Proposed passage"), ""},
		"in_reply_to":   {words.Mark("Reply to"), ""},
		"annotation_id": {words.Mark("Cited passage"), ""},

		"user_id":      {words.Mark("Person"), ""},
		"email":        {words.Mark("E-mail address"), words.Mark("Of an account that exists already. An administrator makes accounts.")},
		"party_id":     {words.Mark("Party"), ""},
		"members.role": {words.Mark("Role"), words.Mark("Readers look, annotators mark passages, analysts edit the case, leads also decide who is in it.")},
	}
}

func claimLabels() map[string]label {
	return map[string]label{
		"claims.kind":       {words.Mark("Kind of claim"), ""},
		"claims.title":      {words.Mark("Title"), words.Mark("The demand in a few words.")},
		"relief_type":       {words.Mark("Relief"), words.Mark("What the court is asked to give.")},
		"cause_of_action":   {words.Mark("Cause of action"), words.Mark("The ground in law for the claim.")},
		"legal_basis":       {words.Mark("Legal basis"), words.Mark("Statute, article, contract clause.")},
		"verbatim":          {words.Mark("In the source's own words"), ""},
		"verbatim_language": {words.Mark("Language of those words"), ""},
		"amount":            {words.Mark("Amount"), words.Mark("Like 1250000.50. Leave empty when it is not quantified.")},
		"unquantified":      {words.Mark("Not quantified"), ""},
		"head_of_loss":      {words.Mark("Head of loss"), words.Mark("What was lost: profit, customers, goodwill, costs made.")},
		"calculation":       {words.Mark("How it is calculated"), ""},
		"measure":           {words.Mark("The measure demanded"), words.Mark("What should be done to the individuals: dismissal, a fine, a reprimand, …")},
		"conduct":           {words.Mark("The conduct to be stopped or done"), ""},
		"term":              {words.Mark("Interim or permanent"), ""},
		"territory":         {words.Mark("Territory"), ""},
		"until":             {words.Mark("Until when"), ""},
		"disposition":       {words.Mark("Disposition"), words.Mark("How the claim ended.")},
		"granted_amount":    {words.Mark("Amount granted"), ""},
		"claimants":         {words.Mark("Asserted by"), ""},
		"respondents":       {words.Mark("Against"), ""},
		"targets":           {words.Mark("Target, or who is restrained"), words.Mark("A measure against individuals can target persons and groups only.")},
	}
}

func evidenceLabels() map[string]label {
	return map[string]label{
		"source":            {words.Mark("Source"), words.Mark("Who published or produced it.")},
		"source_url":        {words.Mark("Address of the source"), words.Mark("Nothing is fetched from it.")},
		"author":            {words.Mark("Author"), ""},
		"custodian":         {words.Mark("Custodian"), words.Mark("Who kept the item before it came to you.")},
		"dated":             {words.Mark("Date of the item"), words.Mark("A day, a month or a year will do; ~ means about.")},
		"received_on":       {words.Mark("Received on"), ""},
		"bates_begin":       {words.Mark("First Bates number"), words.Mark("The number stamped on the first page of a production.")},
		"bates_end":         {words.Mark("Last Bates number"), ""},
		"privilege":         {words.Mark("Privilege"), ""},
		"confidentiality":   {words.Mark("Confidentiality"), ""},
		"admissibility":     {words.Mark("Admissibility"), ""},
		"offered_by_id":     {words.Mark("Offered by"), ""},
		"derived_from_id":   {words.Mark("Derived from"), words.Mark("The item that this one repeats: five articles about one complaint are one origin.")},
		"translation_of_id": {words.Mark("Translation of"), ""},
	}
}
