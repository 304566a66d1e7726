package handlers

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"onus"
)

// documentForm reads a form about a document: which version of the file it is about
// stands in it.
func (s *Server) documentForm(q *request) (openDoc, error) {
	if err := q.parse(); err != nil {
		return openDoc{}, err
	}
	if v := q.typed("version"); v != "" {
		q.QueryParams().Set("version", v)
	}
	return s.openDocument(q)
}

// readDocumentAgain puts a file in the queue once more.
func (s *Server) readDocumentAgain(q *request) error {
	d, err := s.documentForm(q)
	if err != nil {
		return err
	}
	if err := s.Store.ReadAgain(q.Request().Context(), q.actor(), q.in.ID, d.item.ID, d.reading.FileVersion); err != nil {
		return err
	}
	s.wake()
	s.done(q, q.w.T("The file waits to be read again."), "")
	return seeOther(q, d.address(q, ""))
}

// askDocumentOCR puts the pages in the queue to have their text recognised.
func (s *Server) askDocumentOCR(q *request) error {
	d, err := s.documentForm(q)
	if err != nil {
		return err
	}
	languages, problem := s.chosenLanguages(q)
	if problem == "" {
		err = s.Store.AskOCR(q.Request().Context(), q.actor(), q.in.ID, d.item.ID, d.reading.FileVersion, languages)
		var problems onus.Problems
		if errors.As(err, &problems) {
			_, problem = s.sentence(q, http.StatusUnprocessableEntity, err)
		} else if err != nil {
			return err
		}
	}
	if problem != "" {
		return s.refuseDocument(q, &d, docProblems{ocr: problem})
	}
	s.wake()
	s.done(q, q.w.T("The text of the page pictures will be recognised."), "")
	return seeOther(q, d.address(q, ""))
}

// chosenLanguages are those that were ticked and that there are, as tesseract takes them.
func (s *Server) chosenLanguages(q *request) (languages, problem string) {
	have := s.ocrLanguages()
	if len(have) == 0 {
		return "", q.w.T("Recognising text needs tesseract, which is not installed on this server.")
	}
	var chosen []string
	for _, name := range q.Request().PostForm["lang"] {
		if slices.Contains(have, name) && !slices.Contains(chosen, name) {
			chosen = append(chosen, name)
		}
	}
	if len(chosen) == 0 {
		return "", q.w.T("Choose at least one language.")
	}
	return strings.Join(chosen, "+"), ""
}

// refuseDocument shows the page again with the problem beside its field.
func (s *Server) refuseDocument(q *request, d *openDoc, refused docProblems) error {
	v, err := s.documentView(q, d, refused)
	if err != nil {
		return err
	}
	return s.renderDocument(q, http.StatusUnprocessableEntity, &v)
}

// maxFilePassword is the most bytes of the password of a file: Office takes 255 characters, PDF
// 127 bytes, and one much longer takes seconds to try.
const maxFilePassword = 1024

// unlockDocument reads a file with the password that was typed, which is kept nowhere.
func (s *Server) unlockDocument(q *request) error {
	d, err := s.documentForm(q)
	if err != nil {
		return err
	}
	password := q.typed("password")
	if password == "" {
		return s.refuseDocument(q, &d, docProblems{password: q.w.T("Type the password of the file.")})
	}
	if len(password) > maxFilePassword {
		return s.refuseDocument(q, &d, docProblems{password: q.w.T("This is not the password.")})
	}
	_ = http.NewResponseController(q.Response()).SetWriteDeadline(time.Now().Add(slow))
	problem, err := s.unlock(q, &d, password)
	if err != nil {
		return err
	}
	if problem != "" {
		return s.refuseDocument(q, &d, docProblems{password: problem})
	}
	s.done(q, q.w.T("The file is read. Its password is not kept."), "")
	return seeOther(q, q.documentURL()+"?version="+number(d.reading.FileVersion))
}

// documentPicture is a page as JPEG.
func (s *Server) documentPicture(q *request) error {
	d, err := s.openDocument(q)
	if err != nil {
		return err
	}
	n, err := q.partNumber(&d)
	if err != nil || !d.text.Paged {
		return onus.ErrNotFound
	}
	width, err := strconv.Atoi(q.QueryParam("w"))
	if err != nil || width < 1 {
		width = 1400
	}
	jpeg, err := s.picture(q, &d, int(n), width)
	if err != nil {
		return err
	}
	return q.Blob(http.StatusOK, "image/jpeg", jpeg)
}

// documentText is the canonical text. It goes out in pieces, and ends when whoever
// reads it may no longer.
func (s *Server) documentText(q *request) error {
	d, err := s.openDocument(q)
	if err != nil {
		return err
	}
	if d.text.ID == "" {
		return onus.ErrNotFound
	}
	ctx := q.Request().Context()
	_ = http.NewResponseController(q.Response()).SetWriteDeadline(time.Now().Add(slow))
	q.Response().Header().Set("Content-Type", "text/plain; charset=utf-8")
	if q.Request().Method == http.MethodHead {
		return q.NoContent(http.StatusOK)
	}
	if err := s.Store.Record(ctx, q.actor(), q.in.ID, d.item.ID, d.reading.FileVersion, onus.CustodyExported, "text "+d.text.SHA256); err != nil {
		return err
	}
	sent := 0
	return s.Store.EachPart(ctx, q.in.ID, d.text.ID, 1, func(n int64, text string) error {
		if sent > watchEvery {
			if err := s.recheck(q); err != nil {
				return err
			}
			sent = 0
		}
		if n > 1 && d.text.Paged {
			text = onus.PageBreak + text
		}
		sent += len(text)
		_, err := io.WriteString(q.Response(), text)
		return err
	})
}
