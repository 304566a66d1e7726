package handlers

import (
	"context"
	"net/http"
	"time"
)

// These two answer without a database too, whoever asks.
const (
	healthPath = "/healthz"
	readyPath  = "/readyz"
)

// healthz answers while the process lives, with or without a database.
func (s *Server) healthz(q *request) error {
	return s.plain(q, http.StatusOK, "ok\n")
}

// readyz answers 200 when the database answers.
func (s *Server) readyz(q *request) error {
	ctx, cancel := context.WithTimeout(q.Request().Context(), 2*time.Second)
	defer cancel()
	if err := s.Store.Ping(ctx); err != nil {
		s.Log.Error("the database does not answer", "err", err)
		return s.plain(q, http.StatusServiceUnavailable, "the database does not answer\n")
	}
	return s.plain(q, http.StatusOK, "ok\n")
}

func (s *Server) plain(q *request, status int, text string) error {
	q.Response().Header().Set("Cache-Control", "no-store")
	return q.String(status, text)
}
