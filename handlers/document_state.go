package handlers

import (
	"net/http"
	"slices"

	"onus"
	"onus/views"
)

// documentNotices say how far the document is read and what is wrong with it.
func (s *Server) documentNotices(q *request, d *openDoc, refused docProblems) ([]views.DocNotice, error) {
	works, err := s.Store.WorkStates(q.Request().Context(), q.in.ID, d.reading.FileID)
	if err != nil {
		return nil, err
	}
	all := s.stateNotices(q, d, works, refused)
	if n, ok := ocrProgress(q, d, works); ok {
		all = append(all, n)
	}
	if d.text.Kind == onus.TextOCR {
		all = append(all, views.DocNotice{Kind: "info", Icon: "info", Text: ocrText(q, d)})
	}
	hidden, err := s.hiddenNotice(q, d)
	if hidden != nil {
		all = append(all, *hidden)
	}
	return all, err
}

// stateNotices are what the state of the reading says, while there is anything to say.
func (s *Server) stateNotices(q *request, d *openDoc, works []onus.WorkState, refused docProblems) []views.DocNotice {
	n := views.DocNotice{Icon: "triangle-alert", Text: stateText(q, d), Version: number(d.reading.FileVersion)}
	mayEdit := onus.May(q.in.Role, onus.Edit)
	switch d.reading.State {
	case onus.ReadWaiting, onus.ReadReading:
		n.Kind, n.Icon, n.Text, n.Poll = "info", "clock", waitingText(q, d, works), d.address(q, "/state")
	case onus.ReadNoText:
		if mayEdit && d.text.Kind != onus.TextOCR && !isAt(works, onus.WorkOCR) {
			n.OCR = s.ocrForm(q, d, refused.ocr)
		}
	case onus.ReadPassword:
		n.Icon = "lock"
		if mayEdit {
			n.Password = &views.PasswordForm{Action: q.documentURL() + "/password", Version: n.Version, Problem: refused.password}
		}
	case onus.ReadUnreadable:
		n.Kind = "info"
	}
	if n.Text == "" {
		return nil
	}
	if mayEdit && slices.Contains([]string{onus.ReadDamaged, onus.ReadTooLarge, onus.ReadTimeLimit}, d.reading.State) {
		n.Again = q.documentURL() + "/again"
	}
	return []views.DocNotice{n}
}

func isAt(works []onus.WorkState, kind string) bool {
	return slices.ContainsFunc(works, func(w onus.WorkState) bool { return w.Kind == kind })
}

// stateText is a sentence about a reading that is over; "" when all is well.
func stateText(q *request, d *openDoc) string {
	w, shown := q.w, d.mode != ""
	switch d.reading.State {
	case onus.ReadDone:
		if d.text.Length == 0 {
			return w.T("The file is read, and there is no text in it.")
		}
		return ""
	case onus.ReadNoText:
		if d.text.Kind == onus.TextOCR {
			return ""
		}
		return w.T("This document has no text layer: it is pictures of pages. Its words are not found, and cannot be selected, until they are recognised (OCR).")
	case onus.ReadPassword:
		return w.T("This file is protected by a password. Nothing of it is read yet.")
	case onus.ReadDamaged:
		if shown {
			return w.T("This file is damaged. What could be read of it is shown; other parts of it are missing.")
		}
		return w.T("This file is damaged, and nothing could be read from it. The original can be downloaded.")
	case onus.ReadTooLarge:
		return w.T("This file is not read: its text or its pages are larger than the program takes. The original can be downloaded.")
	case onus.ReadTimeLimit:
		return w.T("This file is not read: it took longer than the program gives a file. The original can be downloaded.")
	case onus.ReadUnreadable:
		return w.T("Files of this type (%s) are not read as text. The original can be downloaded.", d.reading.MediaType)
	}
	return w.T("It is not known how far this file is read.")
}

func waitingText(q *request, d *openDoc, works []onus.WorkState) string {
	w := q.w
	i := slices.IndexFunc(works, func(s onus.WorkState) bool { return s.Kind == onus.WorkRead })
	switch {
	case d.reading.State == onus.ReadReading:
		return w.T("This file is being read now.")
	case i < 0:
		return w.T("This file waits to be read.")
	case works[i].Ahead == 0:
		return w.T("This file waits to be read, since %s; it is next.", w.Moment(works[i].Since))
	}
	return w.T("This file waits to be read, since %s; %s before it.", w.Moment(works[i].Since), w.N("one file", "%s files", int(works[i].Ahead)))
}

// ocrProgress says how far the recognition of text is while it is under way.
func ocrProgress(q *request, d *openDoc, works []onus.WorkState) (views.DocNotice, bool) {
	n := views.DocNotice{Kind: "info", Icon: "clock", Poll: d.address(q, "/state", "was", onus.WorkOCR)}
	for _, work := range works {
		if work.Kind != onus.WorkOCR {
			continue
		}
		n.Text = q.w.T("The text of the page pictures is being recognised: page %s of %s.", q.w.Number(min(work.Page, d.reading.Pages)), q.w.Number(d.reading.Pages))
		if !work.Busy && work.Page <= 1 {
			n.Text = q.w.T("The page pictures wait for their text to be recognised, since %s.", q.w.Moment(work.Since))
		}
		return n, true
	}
	return n, false
}

func ocrText(q *request, d *openDoc) string {
	if d.text.Confidence < 0 {
		return q.w.T("This text was recognised in pictures of the pages (OCR). Compare what you quote with the picture.")
	}
	return q.w.T("This text was recognised in pictures of the pages (OCR); the program is %d %% sure of it. Compare what you quote with the picture.", d.text.Confidence)
}

// hiddenPages is how many pages a notice leads to.
const hiddenPages = 50

// hiddenNotice reports boxes over live text. Text that was recognised in the pictures has
// none of what is under them: the notice leads to the text of the file itself.
func (s *Server) hiddenNotice(q *request, d *openDoc) (*views.DocNotice, error) {
	if d.reading.Hidden == 0 || d.text.ID == "" || !d.text.Paged {
		return nil, nil
	}
	text, change, err := d.text.ID, []string{"q", ""}, error(nil)
	if d.text.Kind == onus.TextOCR {
		if text, err = s.extracted(q, d); text == "" || err != nil {
			return nil, err
		}
		change = append(change, "text", text)
	}
	sizes, err := s.Store.PartSizes(q.Request().Context(), q.in.ID, text)
	if err != nil {
		return nil, err
	}
	n := views.DocNotice{Kind: "bad", Icon: "eye-off"}
	var words int64
	for i, p := range sizes {
		if words += p.Hidden; p.Hidden > 0 && len(n.Links) < hiddenPages {
			page := int64(i) + 1
			n.Links = append(n.Links, views.Link{Label: q.w.T("Page %s", q.w.Number(page)), URL: d.address(q, "", append(change, "page", number(page))...)})
		}
	}
	n.Text = q.w.N("Bad redaction: one word lies under a box but can be read. It is marked.", "Bad redaction: %s words lie under boxes but can be read. They are marked.", int(words))
	if words == 0 {
		return nil, nil
	}
	return &n, nil
}

// extracted is the newest text that the file itself has; "" for none.
func (s *Server) extracted(q *request, d *openDoc) (string, error) {
	texts, err := s.Store.Texts(q.Request().Context(), q.in.ID, d.reading.FileID)
	i := slices.IndexFunc(texts, func(t onus.TextInfo) bool { return t.Kind == onus.TextExtracted })
	if err != nil || i < 0 {
		return "", err
	}
	return texts[i].ID, nil
}

// documentState is a notice anew, for a page that waits. When there is something to
// show, the page is loaded again; one that somebody reads gets a link.
func (s *Server) documentState(q *request) error {
	d, err := s.openDocument(q)
	if err != nil {
		return err
	}
	works, err := s.Store.WorkStates(q.Request().Context(), q.in.ID, d.reading.FileID)
	if err != nil {
		return err
	}
	var n views.DocNotice
	if q.QueryParam("was") == onus.WorkOCR {
		var going bool
		if n, going = ocrProgress(q, &d, works); !going {
			n = ocrEnded(q, &d)
		}
	} else {
		if d.reading.State != onus.ReadWaiting && d.reading.State != onus.ReadReading {
			q.Response().Header().Set("HX-Refresh", "true")
			return s.render(q, http.StatusOK, views.DocNoticeView(s.page(q, "", ""), views.DocNotice{Icon: "info", Kind: "info", Text: q.w.T("The file is read.")}))
		}
		n = s.stateNotices(q, &d, works, docProblems{})[0]
	}
	return s.render(q, http.StatusOK, views.DocNoticeView(s.page(q, "", ""), n))
}

// ocrEnded is what stands where the progress stood.
func ocrEnded(q *request, d *openDoc) views.DocNotice {
	n := views.DocNotice{Kind: "info", Icon: "circle-check", Text: q.w.T("The text of the page pictures is recognised."),
		Links: []views.Link{{Label: q.w.T("Show it"), URL: d.address(q, "", "text", "")}}}
	if d.reading.Note != "" {
		n.Kind, n.Icon, n.Text = "", "triangle-alert", q.w.T("Recognising the text ended before the last page.")
	}
	return n
}
