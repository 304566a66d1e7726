package handlers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"syscall"
	"time"

	"onus"
	"onus/db"
)

// allowance is the most bytes that a file may have now, and what to say of a larger one.
type allowance struct {
	bytes int64
	why   onus.Text
	room  int64 // of all files together
}

// allowance of a case: the limit of one file, what the case may still take, and what the
// disk has to spare, whichever is least. Uploads at the same moment do not know of each
// other: together they may go over by a file or two.
func (s *Server) allowance(ctx context.Context, caseID string) (allowance, error) {
	a := allowance{s.MaxUpload, onus.Say("This is too large: %s at most.", size(s.MaxUpload)), math.MaxInt64}
	if s.CaseQuota > 0 {
		used, err := s.Store.CaseBytes(ctx, caseID)
		if err != nil {
			return a, err
		}
		a.within(s.CaseQuota-used, onus.Say("There is no room for this: the files of this case take %s of the %s that a case may have.", size(used), size(s.CaseQuota)))
	}
	if s.MinFree > 0 {
		free, err := freeBytes(s.Store.Folder())
		if err != nil {
			return a, err
		}
		a.within(free-s.MinFree, onus.Say("There is no room for this: the disk of the server has %s left, and %s are kept free. Tell whoever runs it.", size(free), size(s.MinFree)))
	}
	return a, nil
}

func (a *allowance) within(room int64, why onus.Text) {
	a.room = min(a.room, max(0, room))
	if a.room < a.bytes {
		a.bytes, a.why = a.room, why
	}
}

// freeBytes is what a program may still write on the disk of a folder.
func freeBytes(folder string) (int64, error) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(folder, &fs); err != nil {
		return 0, fmt.Errorf("look how much the disk has left: %w", err)
	}
	return int64(min(fs.Bavail*uint64(fs.Bsize), math.MaxInt64)), nil
}

// takeTime lets a body be read for as long as a large one takes.
func takeTime(q *request) {
	ctl := http.NewResponseController(q.Response())
	_ = ctl.SetReadDeadline(time.Now().Add(slow))
	_ = ctl.SetWriteDeadline(time.Now().Add(slow))
}

// refuseEarly refuses a form that the case has no room for before anything of it is
// kept. The rest is read even so, or the browser, which sends all of it first, would not
// get to read the answer.
func (s *Server) refuseEarly(q *request) error {
	takeTime(q)
	r := q.Request()
	a, err := s.allowance(r.Context(), q.in.ID)
	if err != nil || r.ContentLength-maxForm <= a.room {
		return err
	}
	_, err = io.Copy(io.Discard, http.MaxBytesReader(q.Response(), r.Body, maxDrain))
	var tooMuch *http.MaxBytesError
	if err != nil && !errors.As(err, &tooMuch) {
		return brokenForm(err)
	}
	return fmt.Errorf("%w: %w", db.ErrTooLarge, onus.Problems{"file": a.why})
}

// putFile keeps the bytes of an upload; what there is no room for is a problem of its
// field, and ErrTooLarge.
func (s *Server) putFile(q *request, r io.Reader, field string) (db.Upload, error) {
	a, err := s.allowance(q.Request().Context(), q.in.ID)
	if err != nil {
		return db.Upload{}, err
	}
	up, err := s.Store.PutFile(r, a.bytes)
	if errors.Is(err, db.ErrTooLarge) {
		return up, fmt.Errorf("%w: %w", db.ErrTooLarge, onus.Problems{field: a.why})
	}
	return up, err
}
