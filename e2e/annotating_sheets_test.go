package e2e

import (
	"strings"
	"testing"

	"onus"
)

// annotatingSheets are the pages of passages and labels, in a case that has both.
func annotatingSheets(t *testing.T) []sheet {
	t.Helper()
	a := newAnnotated(t, longDocument(3))
	who := onus.Actor{Email: a.lead.Email}
	item := strings.TrimSuffix(a.address, "/document")
	marked := a.marked(t, who, 5, 25, onus.Placed)
	a.marked(t, who, 12, 60, onus.Placed)
	a.marked(t, who, 40, 70, onus.Orphaned)
	a.marked(t, who, 30, 44, onus.Proposed)
	must(t, house.store.CreateAnnotation(t.Context(), onus.Actor{Email: a.other.Email}, &onus.Annotation{Head: onus.Head{CaseID: a.caseID}, EvidenceID: marked.EvidenceID,
		InReplyTo: marked.ID, Body: "An **answer** to @" + onus.Handle(a.lead.Email)}))
	c := "/cases/" + a.caseID
	empty := house.newCase(t, a.lead, "Without labels")
	all := []sheet{
		{name: "document-passages", path: a.address},
		{name: "document-passages-text", path: a.address + "?view=text"},
		{name: "document-marking", path: a.address + "?view=text", do: func(p *tab) { p.selects("mean nothing") }, dutch: true},
		{name: "document-citing", path: a.address + "?view=text", do: func(p *tab) { p.press(p.within(p.Locator(".note-card").First()).summary("Cite for a claim")) }},
		{name: "document-editing", path: a.address + "?view=text", do: func(p *tab) {
			p.press(p.within(p.Locator(".note-card").First()).link("Edit").Last())
			must(p.t, expect.Locator(p.Locator(".note-form textarea")).ToBeVisible())
		}},
		{name: "passage", path: c + "/annotations/" + marked.ID, dutch: true},
		{name: "passage-new", path: c + "/annotations/new?evidence_id=" + marked.EvidenceID, dutch: true},
		{name: "carried", path: item + "/carried", dutch: true},
		{name: "board", path: c + "/annotations?group=label", dutch: true},
		{name: "board-nothing", path: c + "/annotations?q=xyzzy"},
		{name: "labels", path: c + "/labels", dutch: true},
		{name: "labels-empty", path: "/cases/" + empty + "/labels"},
		{name: "label", path: c + "/labels/" + a.label.ID},
		{name: "label-edit", path: c + "/labels/" + a.label.ID + "/edit"},
		{name: "label-merge", path: c + "/labels/" + a.label.ID + "/merge", dutch: true},
		{name: "notices", path: "/notices", dutch: true},
		{name: "history-passages", path: c + "/history"},
	}
	for i := range all {
		all[i].who = a.lead
	}
	return all
}

// marked is a passage of the first page, with the label.
func (a *annotated) marked(t *testing.T, who onus.Actor, start, end int64, placement string) *onus.Annotation {
	t.Helper()
	id := strings.Split(a.address, "/")[4]
	r, err := house.store.Reading(t.Context(), a.caseID, id, 0)
	must(t, err)
	parts, err := house.store.Parts(t.Context(), a.caseID, r.TextID, 1, 1)
	must(t, err)
	text := []rune(parts[0].Text)
	p := onus.Passage{TextID: r.TextID, FileVersion: 1, Page: 1, Start: start, End: end, Quote: string(text[start:end]), Suffix: string(text[end : end+20])}
	n := &onus.Annotation{Head: onus.Head{CaseID: a.caseID}, EvidenceID: id, Passage: p, LabelID: a.label.ID, Body: "A comment with a [link](https://example.org).", Placement: placement}
	if placement == onus.Proposed {
		n.Proposal = p
	}
	must(t, house.store.CreateAnnotation(t.Context(), who, n))
	return n
}
