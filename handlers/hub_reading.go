package handlers

import (
	"context"
	"maps"
	"slices"
	"time"

	"onus"
	"onus/db"
)

// pollEvery is how often the database is asked for what other processes wrote: nodes beside
// this one, and the commands that manage accounts. Nobody watches: it is not asked.
const pollEvery = 400 * time.Millisecond

// touch says that a case was written into; it never waits.
func (h *hub) touch(caseID string) {
	if caseID == "" {
		h.recheck()
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.rooms[caseID] != nil {
		h.touched[caseID] = true
		call(h.awake)
	}
}

func (h *hub) run() {
	clock := time.NewTicker(pollEvery)
	defer clock.Stop()
	for {
		select {
		case <-h.stopped:
			return
		case <-h.awake:
			for _, caseID := range h.waiting() {
				h.refresh(caseID)
			}
		case <-clock.C:
			h.poll()
		}
	}
}

// waiting are the cases that were touched since it was asked.
func (h *hub) waiting() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := slices.Collect(maps.Keys(h.touched))
	clear(h.touched)
	return all
}

func (h *hub) poll() {
	h.mu.Lock()
	known, sessions, account := map[string]int64{}, slices.Collect(maps.Keys(h.streams)), h.account
	for caseID, r := range h.rooms {
		known[caseID] = r.last
	}
	h.mu.Unlock()
	if len(known) == 0 {
		return
	}
	ctx := context.Background()
	seq, err := h.store.LastChange(ctx, "")
	live, unknown := h.store.LiveSessions(ctx, sessions)
	if err == nil && seq != account || unknown == nil && live < len(sessions) {
		h.mu.Lock()
		h.account = seq
		h.mu.Unlock()
		h.recheck()
	}
	last, err := h.store.LastChanges(ctx, slices.Collect(maps.Keys(known)))
	if err != nil {
		return // the clock asks again
	}
	for caseID, seq := range last {
		if seq > known[caseID] {
			h.refresh(caseID)
		}
	}
}

// refresh reads what is new in a case and wakes its streams. Only run calls it.
func (h *hub) refresh(caseID string) {
	h.mu.Lock()
	r, last := h.rooms[caseID], int64(0)
	if r != nil {
		last = r.last
	}
	h.mu.Unlock()
	if r == nil {
		return
	}
	ctx := context.Background()
	events, err := h.store.EventsAfter(ctx, caseID, last, h.kept+1)
	if err != nil || len(events) == 0 {
		return // the clock asks again
	}
	end := events[len(events)-1].Seq
	tooMany := len(events) > h.kept
	if tooMany {
		if end, err = h.store.LastChange(ctx, caseID); err != nil {
			return
		}
		events = nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	r.keep(events, end, h.kept)
	ask := tooMany || slices.ContainsFunc(events, func(e db.Event) bool { return e.Noun == onus.Members || e.Noun == onus.Cases })
	for s := range r.streams {
		s.recheck = s.recheck || ask
		call(s.wake)
	}
}

// keep adds what comes after the changes that are held; none: too much came to hold it.
func (r *room) keep(events []db.Event, end int64, kept int) {
	r.last = end
	if events == nil {
		r.events, r.from = nil, end
		return
	}
	r.events = append(r.events, events...)
	if n := len(r.events) - kept; n > 0 {
		r.from = r.events[n-1].Seq
		r.events = slices.Clone(r.events[n:])
	}
}
