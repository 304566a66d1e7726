package handlers

import (
	"container/list"
	"crypto/sha256"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// The longest wait, and how many accounts or addresses are remembered: beyond
// that the one that failed longest ago is dropped.
const (
	maxWait     = 15 * time.Minute
	maxThrottle = 10_000
)

// throttleKey has one size, whatever was typed.
type throttleKey [sha256.Size]byte

func accountKey(email string) throttleKey {
	return sha256.Sum256([]byte(strings.ToLower(strings.TrimSpace(email))))
}

// addressKey is one household: an IPv6 customer owns a whole /64.
func addressKey(ip string) throttleKey {
	if a, err := netip.ParseAddr(ip); err == nil {
		a = a.Unmap().WithZone("")
		if prefix, err := a.Prefix(64); a.Is6() && err == nil {
			a = prefix.Addr()
		}
		ip = a.String()
	}
	return sha256.Sum256([]byte(ip))
}

// throttle counts failures. After free of them the next attempt has to wait a
// second, then two, then four …; each span of forgive without one takes one back.
type throttle struct {
	free    int
	forgive time.Duration

	mu      sync.Mutex
	records map[throttleKey]*list.Element
	order   *list.List // of *record, the one that failed longest ago first
}

type record struct {
	key         throttleKey
	failures    int
	last, until time.Time
}

func newThrottle(free int, forgive time.Duration) *throttle {
	return &throttle{free: free, forgive: forgive, records: map[throttleKey]*list.Element{}, order: list.New()}
}

// wait is how long key still has to wait; 0: it may try.
func (t *throttle) wait(key throttleKey, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	if e, ok := t.records[key]; ok {
		return max(0, e.Value.(*record).until.Sub(now))
	}
	return 0
}

func (t *throttle) fail(key throttleKey, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	e, ok := t.records[key]
	if !ok {
		if len(t.records) >= maxThrottle {
			t.drop(t.order.Front())
		}
		e = t.order.PushBack(&record{key: key, last: now})
		t.records[key] = e
	}
	r := e.Value.(*record)
	r.failures = max(0, r.failures-int(now.Sub(r.last)/t.forgive)) + 1
	r.last = now
	if over := r.failures - t.free; over >= 0 {
		over = min(over, 10) // 2¹⁰ seconds are more than maxWait
		r.failures = t.free + over
		r.until = now.Add(min(maxWait, time.Second<<over))
	}
	t.order.MoveToBack(e)
}

func (t *throttle) forget(key throttleKey) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if e, ok := t.records[key]; ok {
		t.drop(e)
	}
}

func (t *throttle) drop(e *list.Element) {
	delete(t.records, t.order.Remove(e).(*record).key)
}
