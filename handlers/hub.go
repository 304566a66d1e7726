package handlers

import (
	"slices"
	"sync"

	"onus/db"
)

// hub tells streams what was changed in their cases. Each change is read once for all who
// watch a case; a case that nobody watches costs nothing. Who is in which document is
// known to the streams of this process only.
type hub struct {
	store   *db.Store
	kept    int           // changes that a room holds
	awake   chan struct{} // holds one call at most: something was touched
	stopped chan struct{}
	stop    func()

	mu      sync.Mutex
	rooms   map[string]*room
	touched map[string]bool // cases that wait to be read
	streams map[string]int  // of a session
	account int64           // the last change of the accounts that was seen
}

// keptEvents is how many changes of a case are held for streams that come back; one that is
// further behind is told to load anew.
const keptEvents = 2000

// streamsOfSession bounds the streams of one session: a tab has one.
const streamsOfSession = 30

// room is a case with its streams. It holds the changes after from, up to last.
type room struct {
	events     []db.Event
	from, last int64
	streams    map[*stream]bool
}

// stream is somebody who watches; wake holds one call at most.
type stream struct {
	caseID, evidence string
	userID, name     string
	session          string
	seq              int64 // the last change that it was told
	wake             chan struct{}
	people, recheck  bool // under hub.mu: what it has to be told, and to ask
}

// news is what a stream is told at once.
type news struct {
	events  []db.Event
	seq     int64 // up to where it knows the case then
	people  bool
	behind  bool // it missed more than is kept
	recheck bool // it has to ask first whether it may go on
}

func newHub(store *db.Store) *hub {
	h := &hub{store: store, awake: make(chan struct{}, 1), stopped: make(chan struct{}), kept: keptEvents,
		rooms: map[string]*room{}, touched: map[string]bool{}, streams: map[string]int{}}
	h.stop = sync.OnceFunc(func() { close(h.stopped) })
	store.OnCommit(h.touch)
	go h.run()
	return h
}

// call wakes whoever waits, if they are not awake already.
func call(waiting chan<- struct{}) {
	select {
	case waiting <- struct{}{}:
	default:
	}
}

// enter adds a stream; false if its session has too many.
func (h *hub) enter(s *stream) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.streams[s.session] >= streamsOfSession {
		return false
	}
	h.streams[s.session]++
	r := h.rooms[s.caseID]
	if r == nil {
		r = &room{streams: map[*stream]bool{}, from: s.seq, last: s.seq}
		h.rooms[s.caseID] = r
	}
	r.streams[s] = true
	h.moved(r, s)
	return true
}

func (h *hub) leave(s *stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.streams[s.session]--; h.streams[s.session] <= 0 {
		delete(h.streams, s.session)
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
			call(s.wake)
		}
	}
}

// recheck has every stream ask whether it may go on.
func (h *hub) recheck() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, r := range h.rooms {
		for s := range r.streams {
			s.recheck = true
			call(s.wake)
		}
	}
}

// news is what a stream has to be told now.
func (h *hub) news(s *stream) news {
	h.mu.Lock()
	defer h.mu.Unlock()
	r := h.rooms[s.caseID]
	n := news{people: s.people, recheck: s.recheck}
	s.people, s.recheck = false, false
	switch {
	case s.seq < r.from:
		n.behind, s.seq = true, r.last
	case s.seq < r.last:
		from, _ := slices.BinarySearchFunc(r.events, s.seq+1, func(e db.Event, seq int64) int { return int(e.Seq - seq) })
		n.events, s.seq = slices.Clone(r.events[from:]), r.last
	}
	n.seq = s.seq
	return n
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
