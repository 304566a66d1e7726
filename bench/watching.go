package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"sync"
	"time"

	"onus/db"
)

// sightings are when watchers heard of what was sent.
type sightings struct {
	mu   sync.Mutex
	sent map[string]time.Time // by id
	late []float64            // milliseconds
}

func (s *sightings) sending(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent[id] = time.Now()
}

func (s *sightings) seen(id string) {
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, known := s.sent[id]; known {
		s.late = append(s.late, ms(now.Sub(at)))
	}
}

func (s *sightings) delays() []float64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := slices.Clone(s.late)
	slices.Sort(all)
	return all
}

// streamsEach is how many streams one session has open.
const streamsEach = 10

// watch opens streams of the case, and answers when all are open.
func (b *annotatingBench) watch(ctx context.Context, n int, seen *sightings) error {
	u, _, err := b.store.UserByEmail(ctx, readerEmail)
	if err != nil {
		return err
	}
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 0}}
	cookie := ""
	for i := range n {
		if i%streamsEach == 0 {
			if cookie, err = b.store.StartSession(ctx, u.ID, db.SessionLimits{Idle: time.Hour, Absolute: time.Hour}); err != nil {
				return err
			}
		}
		q, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+b.server.addr+"/cases/"+benchCase+"/events", nil)
		if err != nil {
			return err
		}
		q.AddCookie(&http.Cookie{Name: "onus", Value: cookie})
		answer, err := client.Do(q) //nolint:bodyclose // closed by listen, when ctx ends
		if err != nil {
			return err
		}
		if answer.StatusCode != http.StatusOK {
			return fmt.Errorf("stream %d answers %d", i, answer.StatusCode)
		}
		go listen(answer, seen)
	}
	time.Sleep(300 * time.Millisecond)
	return nil
}

var eventID = regexp.MustCompile(`"id":"([^"]+)"`)

func listen(answer *http.Response, seen *sightings) {
	defer func() { _ = answer.Body.Close() }()
	lines := bufio.NewScanner(answer.Body)
	for lines.Scan() {
		if m := eventID.FindSubmatch(lines.Bytes()); m != nil {
			seen.seen(string(m[1]))
		}
	}
}
