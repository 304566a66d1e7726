package reading

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var someSum = strings.Repeat("ab", 32)

func testCache(t *testing.T, limit int64) *cache {
	return newCache(t.TempDir(), limit, slog.New(slog.DiscardHandler))
}

func TestAPictureIsMadeOnce(t *testing.T) {
	c := testCache(t, 1<<20)
	var made atomic.Int32
	var all sync.WaitGroup
	waiting, go1 := make(chan bool, 1), make(chan bool)
	for range 20 {
		all.Go(func() {
			jpeg, err := c.get(t.Context(), someSum, 3, 900, func(context.Context) ([]byte, error) {
				made.Add(1)
				waiting <- true
				<-go1
				return []byte("\xff\xd8\xffjpeg"), nil
			})
			if err != nil || string(jpeg) != "\xff\xd8\xffjpeg" {
				t.Errorf("%q, %v", jpeg, err)
			}
		})
	}
	<-waiting
	close(go1)
	all.Wait()
	if _, err := c.get(t.Context(), someSum, 3, 900, nil); err != nil || made.Load() != 1 {
		t.Errorf("made %d times, %v", made.Load(), err)
	}
	if found, _ := filepath.Glob(c.folder + "/ab/" + someSum + "/*"); len(found) != 1 || filepath.Base(found[0]) != "3-900.jpg" {
		t.Errorf("%v", found)
	}
}

func TestAPictureThatNobodyWaitsForIsGivenUp(t *testing.T) {
	c := testCache(t, 1<<20)
	ctx, cancel := context.WithCancel(t.Context())
	given := make(chan error, 1)
	_, err := c.get(ctx, someSum, 1, 900, func(ctx context.Context) ([]byte, error) {
		cancel()
		<-ctx.Done()
		given <- ctx.Err()
		return nil, ctx.Err()
	})
	if !errors.Is(err, context.Canceled) || !errors.Is(<-given, context.Canceled) {
		t.Errorf("%v", err)
	}
	jpeg, err := c.get(t.Context(), someSum, 1, 900, func(context.Context) ([]byte, error) { return []byte("again"), nil })
	if err != nil || string(jpeg) != "again" {
		t.Errorf("%q, %v", jpeg, err)
	}
}

func TestAPageThatKillsIsNotTriedAgainForAWhile(t *testing.T) {
	c := testCache(t, 1<<20)
	tried := 0
	now := time.Now()
	c.now = func() time.Time { return now }
	get := func() error {
		_, err := c.get(t.Context(), someSum, 1, 900, func(context.Context) ([]byte, error) {
			tried++
			return nil, fmt.Errorf("page: %w", ErrTimeLimit)
		})
		return err
	}
	for range 3 {
		if err := get(); !errors.Is(err, ErrTimeLimit) {
			t.Error(err)
		}
	}
	if tried != 1 {
		t.Errorf("tried %d times", tried)
	}
	now = now.Add(refuseFor + 1)
	if _ = get(); tried != 2 {
		t.Errorf("tried %d times", tried)
	}
}

func TestPicturesUsedLongestAgoMakeRoom(t *testing.T) {
	c := testCache(t, 10_000)
	draw := func(context.Context) ([]byte, error) { return bytes.Repeat([]byte("\xff\xd8\xff "), 250), nil }
	for page := 1; page <= 10; page++ {
		if _, err := c.get(t.Context(), someSum, page, 900, draw); err != nil {
			t.Fatal(err)
		}
		long := time.Now().Add(-time.Hour * time.Duration(20-page))
		if err := os.Chtimes(c.path(someSum, page, 900), long, long); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.get(t.Context(), someSum, 1, 900, nil); err != nil { // used again
		t.Fatal(err)
	}
	if _, err := c.get(t.Context(), someSum, 11, 900, draw); err != nil {
		t.Fatal(err)
	}
	for page, want := range map[int]bool{1: true, 2: false, 3: false, 4: true, 10: true, 11: true} {
		if _, err := os.Stat(c.path(someSum, page, 900)); (err == nil) != want {
			t.Errorf("page %d: %v", page, err)
		}
	}
	if c.bytes != 9000 {
		t.Errorf("counted %d", c.bytes)
	}
	again := newCache(c.folder, 10_000, c.log)
	if again.trim(); again.bytes != 9000 {
		t.Errorf("after a start %d", again.bytes)
	}
}

func TestWhatIsNoHashIsNoPicture(t *testing.T) {
	c := testCache(t, 1<<20)
	for _, sum := range []string{"", "ab", "../../etc/passwd", strings.Repeat("/", 64), strings.Repeat("zz", 32)} {
		if _, err := c.get(t.Context(), sum, 1, 900, nil); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%q: %v", sum, err)
		}
	}
	if _, err := c.get(t.Context(), someSum, 0, 900, nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("page 0: %v", err)
	}
}
