package reading

import (
	"context"
	"sync"
	"time"
)

// spares keeps one child ready: starting one takes longer than a page picture may.
type spares struct {
	start func() (*child, error)
	keep  time.Duration // how long one waits to be wanted; 0: for good

	mu     sync.Mutex
	next   chan started // of the one that is ready or on its way; nil: none
	expiry *time.Timer
	closed bool
	all    sync.WaitGroup
}

type started struct {
	child *child
	err   error
}

// prepare starts one if none is there.
func (s *spares) prepare() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.next != nil || s.closed {
		return
	}
	next := make(chan started, 1)
	s.next = next
	s.all.Go(func() {
		c, err := s.start()
		next <- started{c, err}
	})
	if s.keep > 0 {
		s.expiry = time.AfterFunc(s.keep, func() { s.drop(next) })
	}
}

// take is a child that is ready. The next is made when prepare is called, since starting it
// takes the processor from what the first one is wanted for.
func (s *spares) take(ctx context.Context) (*child, error) {
	for {
		s.prepare()
		s.mu.Lock()
		next := s.next
		s.next = nil
		s.mu.Unlock()
		if next == nil {
			return nil, errClosed
		}
		select {
		case one := <-next:
			if one.err == nil && !one.child.isAlive() {
				one.child.end()
				continue
			}
			return one.child, one.err
		case <-ctx.Done():
			s.putBack(next)
			return nil, ctx.Err()
		}
	}
}

func (s *spares) putBack(next chan started) {
	s.mu.Lock()
	kept := s.next == nil && !s.closed
	if kept {
		s.next = next
	}
	s.mu.Unlock()
	if !kept {
		s.all.Go(func() { (<-next).end() })
	}
}

func (s started) end() {
	if s.child != nil {
		s.child.end()
	}
}

// drop ends the one that is ready, if it is still that of next.
func (s *spares) drop(next chan started) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.next == next && next != nil {
		s.next = nil
		s.all.Go(func() { (<-next).end() })
	}
}

func (s *spares) close() {
	s.mu.Lock()
	s.closed = true
	if s.expiry != nil {
		s.expiry.Stop()
	}
	next := s.next
	s.mu.Unlock()
	s.drop(next)
	s.all.Wait()
}
