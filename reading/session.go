package reading

import (
	"context"
	"sync"
	"time"
)

// session is a child that is kept for what may be wanted next: another page of its
// file, or another file of the same case.
type session struct {
	child *child
	key   string
	size  int64 // of its file
	made  int   // how often it was asked
	last  time.Time
	timer *time.Timer
}

// sessionFor is how long a child waits to be asked again.
const sessionFor = 10 * time.Second

// station is a lane with the child that serves it.
type station struct {
	lane
	spare  spares
	open   *session
	ending sync.WaitGroup
}

// goesOn says whether the session can be asked for key once more; one that cannot is ended.
func (s *station) goesOn(key string, most int) bool {
	if s.open != nil && (s.open.key != key || s.open.made >= most) {
		s.end()
	}
	return s.open != nil
}

// used has the session wait to be asked again, unless its child has ended.
func (s *station) used() {
	one := s.open
	one.made, one.last = one.made+1, time.Now()
	switch {
	case one.child.ended:
		s.end()
	case one.timer == nil:
		one.timer = time.AfterFunc(sessionFor, func() { s.endIdle(one) })
	default:
		one.timer.Reset(sessionFor)
	}
}

// endIdle ends a session that nobody wants any more.
func (s *station) endIdle(one *session) {
	_ = s.enter(context.Background(), one.key, false) // fails only with its context
	defer s.leave()
	if s.open == one && time.Since(one.last) >= sessionFor {
		s.end()
	}
}

func (s *station) end() {
	if s.open == nil {
		return
	}
	if s.open.timer != nil {
		s.open.timer.Stop()
	}
	s.ending.Go(s.open.child.end) // whoever wants the next file need not wait for it
	s.open = nil
}

// close ends all children; nobody gets in again.
func (s *station) close() {
	_ = s.enter(context.Background(), "", true) // fails only with its context
	s.end()
	s.spare.close()
	s.ending.Wait()
}
