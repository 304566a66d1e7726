package handlers

import (
	"errors"
	"os"

	"onus"
	"onus/document"
	"onus/reading"
)

// hasPictures says whether pages can be shown as they look.
func (s *Server) hasPictures() bool { return s.Reading != nil }

// ocrLanguages are those that text can be recognised in; none without tesseract.
func (s *Server) ocrLanguages() []string {
	if s.Reading == nil {
		return nil
	}
	return s.Reading.Languages()
}

// wake says that there is work to be done.
func (s *Server) wake() {
	if s.Reading != nil {
		s.Reading.Wake()
	}
}

// picture is a page, from 1, as JPEG; ErrNotFound if there is none to be had.
func (s *Server) picture(q *request, d *openDoc, page, width int) ([]byte, error) {
	if s.Reading == nil {
		return nil, onus.ErrNotFound
	}
	open := func() (*os.File, error) { return s.Store.OpenBytes(d.reading.SHA256) }
	jpeg, err := s.Reading.Page(q.Request().Context(), d.reading.SHA256, open, page, width)
	if isRefusal(err) {
		s.Log.Info("a page has no picture", "page", page, "sha256", d.reading.SHA256, "err", err)
		return nil, onus.ErrNotFound
	}
	return jpeg, err
}

// isRefusal: it is the file that keeps its pages from being shown, not the server.
func isRefusal(err error) bool {
	for _, cause := range []error{document.ErrPassword, document.ErrDamaged, document.ErrTooLarge, document.ErrUnreadable,
		reading.ErrTimeLimit, reading.ErrMemory, reading.ErrOutput, reading.ErrCrashed} {
		if errors.Is(err, cause) {
			return true
		}
	}
	return false
}

// unlock reads a file with its password; problem is why that did not work.
func (s *Server) unlock(q *request, d *openDoc, password string) (problem string, err error) {
	if s.Reading == nil {
		return q.w.T("This server does not read files."), nil
	}
	err = s.Reading.Unlock(q.Request().Context(), q.actor(), d.reading, password)
	switch {
	case errors.Is(err, document.ErrPassword):
		return q.w.T("This is not the password."), nil
	case isRefusal(err):
		return q.w.T("The password may be right, but the file could not be read."), nil
	}
	return "", err
}
