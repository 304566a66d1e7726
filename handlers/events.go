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
	"onus/db"
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
	st := &stream{caseID: q.in.ID, evidence: q.QueryParam("evidence"), userID: q.user.ID, name: q.user.UserName, seq: last, wake: make(chan struct{}, 1)}
	if st.evidence != "" {
		if _, err := s.Store.Thing(ctx, onus.EvidenceNoun, q.in.ID, st.evidence); err != nil {
			return err
		}
	}
	if q.Request().Method == http.MethodHead {
		return q.NoContent(http.StatusOK)
	}
	if !s.hub.enter(st, q.token, last) {
		return echo.NewHTTPError(http.StatusTooManyRequests)
	}
	defer s.hub.leave(st, q.token)
	s.hub.touch(q.in.ID) // what was written between the question and the stream
	return s.stream(q, st, last)
}

// stream sends until the browser goes, the right to it ends, or the server stops.
func (s *Server) stream(q *request, st *stream, last int64) error {
	out := &eventWriter{q: q, control: http.NewResponseController(q.Response())}
	if err := out.begin(); err != nil {
		return nil //nolint:nilerr // the browser has gone
	}
	missed, err := s.missed(q, last)
	if err != nil || out.send(missed.events, false, missed.behind) != nil {
		return nil //nolint:nilerr // it comes back and asks again
	}
	beat, ask := time.NewTicker(heartbeat), time.NewTicker(recheckAll)
	defer beat.Stop()
	defer ask.Stop()
	for {
		recheck, err := false, error(nil)
		select {
		case <-q.Request().Context().Done():
			return nil
		case <-s.hub.stopped:
			return nil
		case <-st.wake:
			var n news
			n.events, n.people, recheck, n.behind = s.hub.news(st)
			if recheck && s.mayWatch(q) != nil {
				return nil
			}
			err = out.send(n.events, n.people, n.behind)
		case <-ask.C:
			err = s.mayWatch(q)
		case <-beat.C:
			err = out.comment()
		}
		if err != nil {
			return nil //nolint:nilerr // dropped, or not allowed any more
		}
	}
}

// news is what a stream is told at once.
type news struct {
	events         []db.Event
	people, behind bool
}

// missed is what came since the change that a browser names, up to now.
func (s *Server) missed(q *request, last int64) (n news, err error) {
	after := q.Request().Header.Get("Last-Event-ID")
	if after == "" {
		after = q.QueryParam("after")
	}
	seq, err := strconv.ParseInt(after, 10, 64)
	if err != nil || seq < 0 || seq >= last {
		return n, nil //nolint:nilerr // it names none: the stream begins now
	}
	if last-seq > keptEvents {
		n.behind = true
		return n, nil
	}
	n.events, err = s.Store.EventsAfter(q.Request().Context(), q.in.ID, seq, int(last-seq))
	return n, err
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

func (w *eventWriter) begin() error {
	h := w.q.Response().Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	// The time-outs of a page are none for a stream; http.ErrNotSupported is a test's writer.
	if err := w.control.SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	w.q.Response().WriteHeader(http.StatusOK)
	return w.write("retry: 1000\n\n")
}

func (w *eventWriter) comment() error { return w.write(":\n\n") }

// send writes events in one piece.
func (w *eventWriter) send(events []db.Event, people, behind bool) error {
	var b strings.Builder
	if behind {
		b.WriteString("event: resync\ndata: {}\n\n")
	}
	for i := range events {
		data, err := json.Marshal(&events[i])
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "id: %d\nevent: change\ndata: %s\n\n", events[i].Seq, data)
	}
	if people {
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
