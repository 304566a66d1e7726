package handlers

import (
	"context"
	"slices"
	"sync"
	"time"

	"onus/db"
)

// hub tells streams what was changed in their cases. Each change is read once for all who
// watch a case; a case that nobody watches costs nothing. Who is in which document is
// known to the streams of this process only.
type hub struct {
	store   *db.Store
	touched chan string
	stopped chan struct{}
	stop    func()

	mu      sync.Mutex
	rooms   map[string]*room
	streams map[string]int // of a session
	account int64          // the last change of the accounts that was seen
}

// keptEvents is how many changes of a case are held for streams that come back; one that is
// further behind is told to load anew.
const keptEvents = 2000

// pollEvery is how often a case that is watched is asked for what other nodes wrote.
const pollEvery = 400 * time.Millisecond

// streamsOfSession bounds the streams of one session: a tab has one.
const streamsOfSession = 30

// room is a case with its streams.
type room struct {
	events  []db.Event
	last    int64 // of the changes that were read
	streams map[*stream]bool
}

// stream is somebody who watches; wake holds one call at most.
type stream struct {
	caseID, evidence string
	userID, name     string
	seq              int64 // the last change that it was told
	wake             chan struct{}
	people, recheck  bool // under hub.mu: what it has to be told, and to ask
}

func newHub(store *db.Store) *hub {
	h := &hub{store: store, touched: make(chan string, 256), stopped: make(chan struct{}), rooms: map[string]*room{}, streams: map[string]int{}}
	h.stop = sync.OnceFunc(func() { close(h.stopped) })
	store.OnCommit(h.touch)
	go h.run()
	return h
}

// touch says that a case was written into; it never waits.
func (h *hub) touch(caseID string) {
	if caseID == "" {
		h.recheck()
		return
	}
	h.mu.Lock()
	_, watched := h.rooms[caseID]
	h.mu.Unlock()
	if !watched {
		return
	}
	select {
	case h.touched <- caseID:
	default: // as many wait to be read: the next one reads this too, or the clock does
	}
}

func (h *hub) run() {
	every := pollEvery
	if !h.store.ManyNodes() {
		every = 5 * time.Second // only for a call that found the queue full
	}
	clock := time.NewTicker(every)
	defer clock.Stop()
	for {
		select {
		case <-h.stopped:
			return
		case caseID := <-h.touched:
			h.refresh(caseID)
		case <-clock.C:
			h.poll()
		}
	}
}

func (h *hub) poll() {
	h.mu.Lock()
	var watched []string
	for caseID := range h.rooms {
		watched = append(watched, caseID)
	}
	account := h.account
	h.mu.Unlock()
	if len(watched) == 0 {
		return
	}
	if seq, err := h.store.LastChange(context.Background(), ""); err == nil && seq != account {
		h.mu.Lock()
		h.account = seq
		h.mu.Unlock()
		h.recheck()
	}
	for _, caseID := range watched {
		h.refresh(caseID)
	}
}

// refresh reads what is new in a case and wakes its streams.
func (h *hub) refresh(caseID string) {
	h.mu.Lock()
	r, watched := h.rooms[caseID]
	last := int64(0)
	if watched {
		last = r.last
	}
	h.mu.Unlock()
	if !watched {
		return
	}
	events, err := h.store.EventsAfter(context.Background(), caseID, last, keptEvents)
	if err != nil || len(events) == 0 {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if r.last != last {
		return // somebody else was faster
	}
	r.last = events[len(events)-1].Seq
	r.events = append(r.events, events...)
	if n := len(r.events); n > keptEvents {
		r.events = slices.Clone(r.events[n-keptEvents:])
	}
	members := slices.ContainsFunc(events, func(e db.Event) bool { return e.Noun == "members" || e.Noun == "cases" })
	for s := range r.streams {
		s.recheck = s.recheck || members
		s.call()
	}
}

// recheck has every stream ask whether it may go on.
func (h *hub) recheck() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, r := range h.rooms {
		for s := range r.streams {
			s.recheck = true
			s.call()
		}
	}
}

// call wakes a stream that is not awake already.
func (s *stream) call() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// enter adds a stream of a session; false if that has too many.
func (h *hub) enter(s *stream, session string, last int64) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.streams[session] >= streamsOfSession {
		return false
	}
	h.streams[session]++
	r := h.rooms[s.caseID]
	if r == nil {
		r = &room{streams: map[*stream]bool{}, last: last}
		h.rooms[s.caseID] = r
	}
	r.streams[s] = true
	h.moved(r, s)
	return true
}

func (h *hub) leave(s *stream, session string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.streams[session]--; h.streams[session] <= 0 {
		delete(h.streams, session)
	}
	r := h.rooms[s.caseID]
	delete(r.streams, s)
	h.moved(r, s)
	if len(r.streams) == 0 {
		delete(h.rooms, s.caseID)
	}
}

// moved tells the others in a document that somebody came or went.
func (h *hub) moved(r *room, who *stream) {
	for s := range r.streams {
		if s != who && who.evidence != "" && s.evidence == who.evidence {
			s.people = true
			s.call()
		}
	}
}

// news is what a stream has to be told now. behind: it missed more than is kept.
func (h *hub) news(s *stream) (events []db.Event, people, recheck, behind bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	r := h.rooms[s.caseID]
	people, recheck, s.people, s.recheck = s.people, s.recheck, false, false
	if len(r.events) > 0 && s.seq < r.last {
		behind = r.events[0].Seq > s.seq+1
		from, _ := slices.BinarySearchFunc(r.events, s.seq+1, func(e db.Event, seq int64) int { return int(e.Seq - seq) })
		events = slices.Clone(r.events[from:])
		s.seq = r.last
	}
	return events, people, recheck, behind
}

// in are the names of the others who have a document open, each once.
func (h *hub) in(caseID, evidence, userID string) (names []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	seen := map[string]bool{userID: true}
	if r := h.rooms[caseID]; r != nil {
		for s := range r.streams {
			if s.evidence == evidence && !seen[s.userID] {
				seen[s.userID] = true
				names = append(names, s.name)
			}
		}
	}
	slices.Sort(names)
	return names
}
