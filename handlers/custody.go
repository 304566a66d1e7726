package handlers

import (
	"net/http"
	"strconv"

	"onus"
	"onus/views"
)

// Lines of a custody record: on the page of its item, on a page of its own, and at once
// in its CSV file.
const (
	custodyShown = 20
	custodyPage  = 100
	custodyRead  = 500
)

// custodyRows are lines of the record of an item, and whether there are more.
func (s *Server) custodyRows(q *request, evidenceID string, offset, limit int) (rows []views.CustodyRow, more bool, err error) {
	lines, err := s.Store.Custody(q.Request().Context(), q.in.ID, evidenceID, offset, limit+1)
	if err != nil {
		return nil, false, err
	}
	for _, l := range lines[:min(limit, len(lines))] {
		row := views.CustodyRow{At: q.w.Moment(l.At), Act: custodyAct(q, l.Act), By: s.custodyBy(q, l.By), Version: number(l.FileVersion), Detail: l.Detail}
		row.Bad = l.Act == onus.CustodyDiffers
		rows = append(rows, row)
	}
	return rows, len(lines) > limit, nil
}

func custodyAct(q *request, act string) string {
	switch act {
	case onus.CustodyReceived:
		return q.w.T("Received")
	case onus.CustodyNewVersion:
		return q.w.T("New version")
	case onus.CustodyRead:
		return q.w.T("Text read")
	case onus.CustodyOpened:
		return q.w.T("Opened")
	case onus.CustodyExported:
		return q.w.T("Taken out")
	case onus.CustodyVerified:
		return q.w.T("Verified: the same bytes")
	case onus.CustodyDiffers:
		return q.w.T("Verified: other bytes")
	}
	return act
}

func (s *Server) custodyBy(q *request, email string) string {
	if email == "" {
		return q.w.T("the program")
	}
	return s.personName(q, email)
}

// custodySection is the latest of the record on the page of the item.
func (s *Server) custodySection(q *request, e *onus.Evidence) (views.CustodySection, error) {
	rows, more, err := s.custodyRows(q, e.ID, 0, custodyShown)
	base := q.caseURL("/evidence/", e.ID, "/custody")
	v := views.CustodySection{Rows: rows, From: receivedFrom(q, e), CSV: base + ".csv", Verify: q.caseURL("/verify")}
	if more {
		v.All = base
	}
	return v, err
}

// receivedFrom says who had the item before.
func receivedFrom(q *request, e *onus.Evidence) string {
	switch {
	case e.Custodian != "" && e.ReceivedOn != "":
		return q.w.T("Received from %s, %s.", e.Custodian, string(e.ReceivedOn))
	case e.Custodian != "":
		return q.w.T("Received from %s.", e.Custodian)
	case e.Source != "":
		return q.w.T("Source: %s.", e.Source)
	}
	return q.w.T("Who had it before is not entered: custodian and source say so.")
}

func (s *Server) evidenceOf(q *request) (*onus.Evidence, error) {
	th, err := s.Store.Thing(q.Request().Context(), onus.EvidenceNoun, q.in.ID, q.Param("id"))
	if err != nil {
		return nil, err
	}
	return th.(*onus.Evidence), nil
}

// custodyPage is the whole record of an item, a page at a time.
func (s *Server) custodyPage(q *request) error {
	e, err := s.evidenceOf(q)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(q.QueryParam("page"))
	if err != nil || n < 1 || n > 1_000_000 {
		n = 1
	}
	rows, more, err := s.custodyRows(q, e.ID, (n-1)*custodyPage, custodyPage)
	if err != nil {
		return err
	}
	item := q.caseURL("/evidence/", e.ID)
	v := views.CustodyPage{Item: views.Link{Label: e.Name(), URL: item}, Lang: e.Language,
		Section: views.CustodySection{Rows: rows, From: receivedFrom(q, e), CSV: item + "/custody.csv"}}
	if n > 1 {
		v.Prev = item + "/custody?page=" + strconv.Itoa(n-1)
	}
	if more {
		v.Next = item + "/custody?page=" + strconv.Itoa(n+1)
	}
	return s.render(q, http.StatusOK, views.CustodyRecord(s.page(q, q.w.T("Custody record of %s", e.Exhibit()), onus.EvidenceNoun), v))
}

// exportCustody is the record of an item as CSV, the latest first.
func (s *Server) exportCustody(q *request) error {
	e, err := s.evidenceOf(q)
	if err != nil {
		return err
	}
	w := s.csvFile(q, "custody")
	q.Response().Header().Set("Content-Disposition", attachment(e.Exhibit()+"-custody.csv"))
	for offset := 0; ; offset += custodyRead {
		lines, err := s.Store.Custody(q.Request().Context(), q.in.ID, e.ID, offset, custodyRead)
		if err != nil {
			return endCSV(q, err)
		}
		for _, l := range lines {
			w.Time(l.At)
			w.Raw(l.Act)
			w.Text(l.By)
			w.Int(l.FileVersion)
			w.Text(l.Detail)
			w.EndRow()
		}
		if err := w.send(); err != nil || len(lines) < custodyRead {
			return endCSV(q, err)
		}
	}
}
