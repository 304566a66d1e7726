package handlers

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"onus"
)

func TestWrongPasswordsAreSlowedDown(t *testing.T) {
	h := newSite(t)
	h.user("a@example.org", goodPassword)
	for i := range 5 {
		if code, _ := h.signIn("a@example.org", "wrong"); code != http.StatusUnprocessableEntity {
			t.Fatalf("attempt %d: %d", i, code)
		}
	}
	hashed := h.s.passwords.hashed.Load()
	code, body := h.signIn("A@example.org ", goodPassword)
	if code != http.StatusUnprocessableEntity || !strings.Contains(body, "Wait one second") {
		t.Fatalf("the sixth attempt: %d\n%s", code, body)
	}
	if h.s.passwords.hashed.Load() != hashed {
		t.Error("a throttled attempt was hashed")
	}
	h.advance(time.Second)
	if code, _ := h.signIn("a@example.org", "wrong"); code != http.StatusUnprocessableEntity {
		t.Fatal(code)
	}
	if _, body := h.signIn("a@example.org", goodPassword); !strings.Contains(body, "Wait 2 seconds") {
		t.Error("the wait does not grow")
	}
	h.advance(2 * time.Second)
	if code, _ := h.signIn("a@example.org", goodPassword); code != http.StatusSeeOther {
		t.Errorf("after the wait: %d", code)
	}
	if code, _ := h.signIn("a@example.org", "wrong"); code != http.StatusUnprocessableEntity {
		t.Error(code)
	}
	if code, _ := h.signIn("a@example.org", goodPassword); code != http.StatusSeeOther {
		t.Errorf("signing in did not forget the failures: %d", code)
	}
}

func TestAnAddressThatGuessesAtManyAccountsIsSlowedDown(t *testing.T) {
	h := newSite(t)
	h.user("a@example.org", goodPassword)
	for i := range 20 {
		h.signIn("nobody"+strconv.Itoa(i)+"@example.org", "wrong")
	}
	if _, body := h.signIn("a@example.org", goodPassword); !strings.Contains(body, "Too many attempts") {
		t.Error("the address is not throttled")
	}
	h.remote = "[2001:db8::1]:1"
	if code, _ := h.signIn("a@example.org", goodPassword); code != http.StatusSeeOther {
		t.Errorf("another address is throttled: %d", code)
	}
}

func TestHashesQueueAndThenAreRefused(t *testing.T) {
	h := newSite(t)
	h.user("a@example.org", goodPassword)
	p := h.s.passwords
	p.patience = 50 * time.Millisecond
	for range hashesAtOnce {
		p.slots <- struct{}{}
	}
	if code, _ := h.signIn("a@example.org", goodPassword); code != http.StatusServiceUnavailable {
		t.Errorf("nobody gave way: %d", code)
	}
	p.patience = time.Minute
	ctx, cancel := context.WithCancel(t.Context())
	var waiting sync.WaitGroup
	for range hashQueue {
		waiting.Go(func() { _, _ = p.slot(ctx) })
	}
	for p.waiting.Load() < hashQueue {
		time.Sleep(time.Millisecond)
	}
	if _, err := p.slot(t.Context()); !errors.Is(err, onus.ErrBusy) {
		t.Errorf("a full queue: %v", err)
	}
	cancel()
	waiting.Wait()
	<-p.slots
	if code, _ := h.signIn("a@example.org", goodPassword); code != http.StatusSeeOther {
		t.Errorf("with a free place: %d", code)
	}
	if p.waiting.Load() != 0 {
		t.Errorf("%d still wait", p.waiting.Load())
	}
}

func TestConcurrentGuessesAreCounted(t *testing.T) {
	h := newSite(t)
	h.user("a@example.org", goodPassword)
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			_ = h.s.passwords.verify(t.Context(), attempt{account: "a@example.org", address: "192.0.2.1", password: "wrong"})
		})
	}
	all.Wait()
	if n := h.s.passwords.hashed.Load(); n > 5+hashesAtOnce-1 {
		t.Errorf("%d guesses at once were tried", n)
	}
}

func TestThrottle(t *testing.T) {
	now := time.Unix(1e9, 0)
	key := accountKey("a")
	fail := func(tt *throttle, n int) {
		for range n {
			tt.fail(key, now)
		}
	}
	tt := newThrottle(5, time.Minute)
	if fail(tt, 4); tt.wait(key, now) != 0 {
		t.Error("4 failures wait")
	}
	if fail(tt, 40); tt.wait(key, now) != maxWait {
		t.Errorf("44 failures wait %s", tt.wait(key, now))
	}
	now = now.Add(time.Hour)
	if fail(tt, 1); tt.wait(key, now) != 0 {
		t.Error("time does not forgive")
	}
	for i := range maxThrottle + 100 {
		tt.fail(accountKey(strconv.Itoa(i)), now)
	}
	if len(tt.records) != maxThrottle || tt.order.Len() != maxThrottle {
		t.Errorf("%d remembered", len(tt.records))
	}
	if _, ok := tt.records[key]; ok {
		t.Error("the oldest was not dropped")
	}
	if addressKey("2001:db8::1") != addressKey("2001:db8::2%eth0") || addressKey("192.0.2.1") != addressKey("::ffff:192.0.2.1") {
		t.Error("one household has two keys")
	}
	if addressKey("192.0.2.1") == addressKey("192.0.2.2") || addressKey("2001:db8::1") == addressKey("2001:db8:0:1::1") {
		t.Error("two households have one key")
	}
}

func TestPasswordsAreTheSameFromEveryKeyboard(t *testing.T) {
	h := newSite(t)
	h.user("a@example.org", "cafe\u0301 cafe\u0301 cafe\u0301")
	if code, _ := h.signIn("a@example.org", "caf\u00e9 caf\u00e9 caf\u00e9"); code != http.StatusSeeOther {
		t.Errorf("composed letters: %d", code)
	}
}
