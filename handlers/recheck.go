package handlers

import "io"

// recheck fails when the session is over or the membership of the case gone.
func (s *Server) recheck(q *request) error {
	ctx := q.Request().Context()
	if _, err := s.Store.Session(ctx, q.token, s.limits); err != nil {
		return err
	}
	if q.in.ID == "" {
		return nil
	}
	_, err := s.Store.Access(ctx, q.user.ID, q.in.ID)
	return err
}

// watched is a file on its way to somebody who may lose the right to it meanwhile.
type watched struct {
	io.ReadSeeker
	s    *Server
	q    *request
	left int // bytes until the next question
}

// watchEvery is how many bytes go out between two questions.
const watchEvery = 4 << 20

func (w *watched) Read(p []byte) (int, error) {
	if w.left <= 0 {
		if err := w.s.recheck(w.q); err != nil {
			return 0, err
		}
		w.left = watchEvery
	}
	n, err := w.ReadSeeker.Read(p[:min(len(p), w.left)])
	w.left -= n
	return n, err
}
