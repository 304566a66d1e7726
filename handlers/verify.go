package handlers

import (
	"context"
	"net/http"
	"sync"

	"onus"
	"onus/views"
)

// verifying is what is being verified: one run a case, which goes on when its page is
// left and ends with the server.
type verifying struct {
	ctx  context.Context // of the server
	stop context.CancelFunc

	mu   sync.Mutex
	runs map[string]*verifyRun // by case
}

// verifyRun is a verification that runs, or that failed.
type verifyRun struct {
	files, bytes int64
	failed       bool
}

func newVerifying() *verifying {
	v := &verifying{runs: map[string]*verifyRun{}}
	v.ctx, v.stop = context.WithCancel(context.Background()) //nolint:gosec // the HTTP server calls it when it is shut down
	return v
}

// begin makes a run the one of its case; false if one is under way.
func (v *verifying) begin(caseID string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if r := v.runs[caseID]; r != nil && !r.failed {
		return false
	}
	v.runs[caseID] = &verifyRun{}
	return true
}

func (v *verifying) progress(caseID string, files, bytes int64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.runs[caseID].files, v.runs[caseID].bytes = files, bytes
}

// end forgets a run, or remembers that it failed until the next one.
func (v *verifying) end(caseID string, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if err != nil {
		v.runs[caseID].failed = true
		return
	}
	delete(v.runs, caseID)
}

// of is the run of a case; nil for none.
func (v *verifying) of(caseID string) *verifyRun {
	v.mu.Lock()
	defer v.mu.Unlock()
	if r := v.runs[caseID]; r != nil {
		now := *r
		return &now
	}
	return nil
}

// shownVerifications is how many earlier ones the page lists, and shownMismatches how many
// files that differ it names.
const (
	shownVerifications = 20
	shownMismatches    = 500
)

// verifyPage says what came of hashing every file of the case again, and how far the one
// is that runs.
func (s *Server) verifyPage(q *request) error {
	v, err := s.verification(q)
	if err != nil {
		return err
	}
	return s.render(q, http.StatusOK, views.VerifyPage(s.page(q, q.w.T("Verify the files"), onus.EvidenceNoun), v))
}

func (s *Server) verification(q *request) (views.Verification, error) {
	ctx, w := q.Request().Context(), q.w
	v := views.Verification{URL: q.caseURL("/verify"), MayStart: onus.May(q.in.Role, onus.Edit)}
	run := s.verifying.of(q.in.ID)
	last, err := s.Store.Verifications(ctx, q.in.ID, shownVerifications)
	if err != nil {
		return v, err
	}
	switch {
	case run == nil:
	case run.failed:
		v.Failed = w.T("The last verification did not come to its end. Begin it again; if that happens once more, tell whoever runs this server.")
	default:
		all, err := s.Store.CaseBytes(ctx, q.in.ID)
		if err != nil {
			return v, err
		}
		v.Running = w.T("%s of %s are hashed again: %s.", size(run.bytes), size(all), w.N("one file", "%s files", int(run.files)))
		v.Percent = "100"
		if all > 0 {
			v.Percent = number(min(100, 100*run.bytes/all))
		}
	}
	for i := range last {
		v.Results = append(v.Results, s.verifyResult(q, &last[i]))
	}
	return v, nil
}

func (s *Server) verifyResult(q *request, v *onus.Verification) views.VerifyResult {
	w := q.w
	r := views.VerifyResult{At: w.Moment(v.Ended), By: s.personName(q, v.By), Looked: w.N("one file", "%s files", int(v.Files)) + ", " + size(v.Bytes), Good: len(v.Mismatches) == 0}
	r.Text = w.T("Every byte is as it was uploaded.")
	if n := len(v.Mismatches); n > 0 {
		r.Text = w.N("One file is not as it was uploaded", "%s files are not as they were uploaded", n)
	}
	for _, m := range v.Mismatches[:min(len(v.Mismatches), shownMismatches)] {
		row := views.MismatchRow{Exhibit: m.Exhibit, Filename: m.Filename, Version: number(m.Version), Expected: m.Expected, Found: m.Found}
		if m.Found == "" {
			row.Missing = w.T("the bytes are not there")
		}
		r.Mismatches = append(r.Mismatches, row)
	}
	return r
}

// startVerifying hashes every file of the case again while others go on.
func (s *Server) startVerifying(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	caseID, who := q.in.ID, q.actor()
	if s.verifying.begin(caseID) {
		go func() {
			_, err := s.Store.VerifyCase(s.verifying.ctx, who, caseID, func(files, bytes int64) { s.verifying.progress(caseID, files, bytes) })
			if err != nil && s.verifying.ctx.Err() == nil {
				s.Log.Error("a verification failed", "case", caseID, "err", err)
			}
			s.verifying.end(caseID, err)
		}()
	}
	return seeOther(q, q.caseURL("/verify"))
}
