package handlers

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"onus"
	"onus/views"
)

func eventRoutes() []route {
	return []route{
		{get, "/cases/:case/events", onus.Read, (*Server).events},
		{get, "/cases/:case/evidence/:id/document/people", onus.Read, (*Server).documentPeople},
	}
}

const (
	heartbeat  = 20 * time.Second // keeps proxies from ending a stream that is silent
	recheckAll = 30 * time.Second // for what no commit tells: a session that has expired
	slowest    = 5 * time.Second  // who takes no more for so long is dropped
)

// events is the stream of what changes in a case, from the change after the one that the
// browser names on: those before it are on its page already.
func (s *Server) events(q *request) error {
	ctx := q.Request().Context()
	last, err := s.Store.LastChange(ctx, q.in.ID)
	if err != nil {
		return err
	}
	st := &stream{caseID: q.in.ID, evidence: q.QueryParam("evidence"), userID: q.user.ID, name: q.user.UserName, session: q.token, seq: last, wake: make(chan struct{}, 1)}
	if st.evidence != "" {
		if _, err := s.Store.Thing(ctx, onus.EvidenceNoun, q.in.ID, st.evidence); err != nil {
			return err
		}
	}
	since, missed, err := s.missed(q, last)
	if err != nil {
		return err
	}
	if q.Request().Method == http.MethodHead {
		return q.NoContent(http.StatusOK)
	}
	if !s.hub.enter(st) {
		return echo.NewHTTPError(http.StatusTooManyRequests)
	}
	defer s.hub.leave(st)
	s.hub.touch(q.in.ID) // what was written between the question and the stream
	out := &eventWriter{q: q, control: http.NewResponseController(q.Response())}
	if out.begin(since) != nil || out.send(missed) != nil {
		return nil // the browser has gone
	}
	s.stream(q, st, out)
	return nil
}

// stream sends until the browser goes, the right to it ends, or the server stops.
func (s *Server) stream(q *request, st *stream, out *eventWriter) {
	beat, ask := time.NewTicker(heartbeat), time.NewTicker(recheckAll)
	defer beat.Stop()
	defer ask.Stop()
	for {
		var err error
		select {
		case <-q.Request().Context().Done():
			return
		case <-s.hub.stopped:
			return
		case <-st.wake:
			n := s.hub.news(st)
			if n.recheck {
				err = s.mayWatch(q)
			}
			if err == nil {
				err = out.send(n)
			}
		case <-ask.C:
			err = s.mayWatch(q)
		case <-beat.C:
			err = out.comment()
		}
		if err != nil {
			return // dropped, or not allowed any more
		}
	}
}

// missed is what came up to last since the change that a browser names: since, which is
// last if it names none. One that is ahead of us has seen what a restored backup has not.
func (s *Server) missed(q *request, last int64) (since int64, n news, err error) {
	after := q.Request().Header.Get("Last-Event-ID")
	if after == "" {
		after = q.QueryParam("after")
	}
	since, err = strconv.ParseInt(after, 10, 64)
	switch {
	case err != nil || since < 0 || since == last:
		return last, n, nil //nolint:nilerr // it names none: the stream begins now
	case since > last || last-since > int64(s.hub.kept):
		return last, news{behind: true, seq: last}, nil
	}
	n.events, err = s.Store.EventsAfter(q.Request().Context(), q.in.ID, since, int(last-since))
	return since, n, err
}

// mayWatch asks again whether the session and the membership are there, without keeping
// the session alive.
func (s *Server) mayWatch(q *request) error {
	ctx := q.Request().Context()
	if err := s.Store.IsSession(ctx, q.token, s.limits); err != nil {
		return err
	}
	_, err := s.Store.Access(ctx, q.user.ID, q.in.ID)
	return err
}

// eventWriter writes server-sent events; see https://html.spec.whatwg.org/multipage/server-sent-events.html
type eventWriter struct {
	q       *request
	control *http.ResponseController
}

// begin says where the stream begins, so that a browser that loses it before anything has
// changed can name that.
func (w *eventWriter) begin(since int64) error {
	h := w.q.Response().Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	// The time-outs of a page are none for a stream; http.ErrNotSupported is a test's writer.
	if err := w.control.SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	w.q.Response().WriteHeader(http.StatusOK)
	return w.write(fmt.Sprintf("retry: 1000\nid: %d\n\n", since))
}

func (w *eventWriter) comment() error { return w.write(":\n\n") }

// send writes news in one piece.
func (w *eventWriter) send(n news) error {
	var b strings.Builder
	if n.behind {
		fmt.Fprintf(&b, "id: %d\nevent: resync\ndata: {}\n\n", n.seq)
	}
	for i := range n.events {
		data, err := json.Marshal(&n.events[i])
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "id: %d\nevent: change\ndata: %s\n\n", n.events[i].Seq, data)
	}
	if n.people {
		b.WriteString("event: people\ndata: {}\n\n")
	}
	if b.Len() == 0 {
		return nil
	}
	return w.write(b.String())
}

func (w *eventWriter) write(text string) error {
	if err := w.control.SetWriteDeadline(time.Now().Add(slowest)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if _, err := w.q.Response().Write([]byte(text)); err != nil {
		return err
	}
	return w.control.Flush()
}

// documentPeople are the others who have a document open.
func (s *Server) documentPeople(q *request) error {
	if _, err := s.Store.Thing(q.Request().Context(), onus.EvidenceNoun, q.in.ID, q.Param("id")); err != nil {
		return err
	}
	return s.render(q, http.StatusOK, views.PeopleView(s.page(q, "", ""), s.hub.in(q.in.ID, q.Param("id"), q.user.ID)))
}
