package onus

import (
	"fmt"
	"slices"
	"strings"
)

// Evidence is an item: document, e-mail, testimony, object, web page.
type Evidence struct {
	Head
	Number                                      int64
	Title, Type, Source, SourceURL, Author      string
	Custodian                                   string
	Dated, ReceivedOn                           Date
	Language, BatesBegin, BatesEnd              string
	Privilege, Confidentiality, Admissibility   string
	OfferedByID, DerivedFromID, TranslationOfID string
	About                                       string
	Links                                       int64 // computed
	// Proposed names the fields that were filled in from the file and that nobody
	// has confirmed, with spaces between.
	Proposed string
	// AttachedToID is the item that this one came attached to; "" for none.
	AttachedToID string
}

// IsProposed tells whether a field was filled in from the file and not confirmed.
func (e *Evidence) IsProposed(field string) bool {
	return slices.Contains(strings.Fields(e.Proposed), field)
}

// Noun is EvidenceNoun.
func (*Evidence) Noun() string { return EvidenceNoun }

// Exhibit is the number people cite: EX-0001.
func (e *Evidence) Exhibit() string { return ExhibitNumber(e.Number) }

// ExhibitNumber prints the number of an exhibit; 0 is none.
func ExhibitNumber(n int64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("EX-%04d", n)
}

// Name is the exhibit number and the title.
func (e *Evidence) Name() string { return e.Exhibit() + " " + e.Title }

// Attrs lists what people edit, in the order of evidence.csv.
func (e *Evidence) Attrs() []Attr {
	return []Attr{
		lineAttr("title", &e.Title),
		codeAttr("type", ListEvidenceType, &e.Type),
		lineAttr("source", &e.Source),
		lineAttr("source_url", &e.SourceURL),
		lineAttr("author", &e.Author),
		lineAttr("custodian", &e.Custodian),
		dateAttr("dated", &e.Dated),
		dateAttr("received_on", &e.ReceivedOn),
		codeAttr("language", ListLanguage, &e.Language),
		lineAttr("bates_begin", &e.BatesBegin),
		lineAttr("bates_end", &e.BatesEnd),
		codeAttr("privilege", ListPrivilege, &e.Privilege),
		codeAttr("confidentiality", ListConfidentiality, &e.Confidentiality),
		codeAttr("admissibility", ListAdmissibility, &e.Admissibility),
		refAttr("offered_by_id", Parties, &e.OfferedByID),
		refAttr("derived_from_id", EvidenceNoun, &e.DerivedFromID),
		refAttr("translation_of_id", EvidenceNoun, &e.TranslationOfID),
		longAttr("description", &e.About),
	}
}

// Validate needs a title; an item is neither its own source nor its own translation.
func (e *Evidence) Validate() error {
	problems := Problems{}
	check(e, problems)
	required(problems, "title", e.Title)
	if e.ID != "" && e.DerivedFromID == e.ID {
		problems["derived_from_id"] = Say("An item cannot be derived from itself.")
	}
	if e.ID != "" && e.TranslationOfID == e.ID {
		problems["translation_of_id"] = Say("An item cannot be a translation of itself.")
	}
	begin, isFirst := ParseBates(e.BatesBegin)
	end, isLast := ParseBates(e.BatesEnd)
	if isFirst && isLast && begin.Prefix == end.Prefix && end.Number < begin.Number {
		problems["bates_end"] = Say("The range ends before it begins.")
	}
	return problems.Err()
}

// Prepare fills in what a new item has when nobody says otherwise.
func (e *Evidence) Prepare() {
	if e.Type == "" {
		e.Type = "documentary"
	}
	if e.Admissibility == "" {
		e.Admissibility = "not_assessed"
	}
}

// File is one version of the bytes of an item. It never changes.
type File struct {
	Head
	EvidenceID, Filename, MediaType, SHA256 string
	FileVersion, Size                       int64
}
