package reading

import (
	"context"
	"slices"
	"sync"
)

// lane lets one piece of work through at a time.
type lane struct {
	mu      sync.Mutex
	busy    bool
	waiting []*ticket
	last    string // key of who is in it
	row     int    // how many of that key went through in a row
}

// ticket is a place in the queue. Urgent ones go first, whatever their key; of the
// others those with the key of the last one, a bounded number of times.
type ticket struct {
	key    string
	urgent bool
	turn   chan struct{}
}

// maxRow is how many pages of one document are made while another document waits: a
// child can go on with the file that it has.
const maxRow = 8

// enter waits for its turn; leave must follow unless it fails.
func (l *lane) enter(ctx context.Context, key string, urgent bool) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	t := &ticket{key: key, urgent: urgent, turn: make(chan struct{})}
	l.mu.Lock()
	l.waiting = append(l.waiting, t)
	l.next()
	l.mu.Unlock()
	select {
	case <-t.turn:
		return nil
	case <-ctx.Done():
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if i := slices.Index(l.waiting, t); i >= 0 {
		l.waiting = slices.Delete(l.waiting, i, i+1)
	} else { // its turn came at the same moment
		l.busy = false
		l.next()
	}
	return ctx.Err()
}

func (l *lane) leave() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.busy = false
	l.next()
}

// next lets one in if there is room.
func (l *lane) next() {
	if l.busy || len(l.waiting) == 0 {
		return
	}
	i := l.first()
	t := l.waiting[i]
	l.waiting = slices.Delete(l.waiting, i, i+1)
	if t.key != l.last {
		l.last, l.row = t.key, 0
	}
	l.row++
	l.busy = true
	close(t.turn)
}

func (l *lane) first() int {
	if i := slices.IndexFunc(l.waiting, func(t *ticket) bool { return t.urgent }); i >= 0 {
		return i
	}
	if l.row < maxRow {
		if i := slices.IndexFunc(l.waiting, func(t *ticket) bool { return t.key == l.last }); i >= 0 {
			return i
		}
	}
	return 0
}
