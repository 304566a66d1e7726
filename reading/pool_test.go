package reading

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"onus"
	"onus/document"
)

// newPool has children with an odd reader of this kind. When the test ends none of
// them is left.
func newPool(t *testing.T, kind string) *Pool {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var log lockedBuffer
	p := NewPool(Config{Command: []string{self, roleOfChild, kind}, Log: slog.New(slog.NewTextHandler(&log, nil))})
	t.Cleanup(func() {
		p.Close()
		if left := children(t); len(left) > 0 {
			t.Errorf("left running: %v", left)
		}
		if t.Failed() {
			t.Log(log.String())
		}
	})
	return p
}

type lockedBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

// children are the processes of this one and of those that it has started, by their
// groups, since an orphan has another parent.
func children(t *testing.T) []string {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil || len(stats) == 0 {
		t.Skip("there is no /proc")
	}
	var found []string
	for _, path := range stats {
		command, _ := os.ReadFile(filepath.Join(filepath.Dir(path), "cmdline"))
		stat, _ := os.ReadFile(path)
		_, after, _ := strings.Cut(string(stat), ") ")
		fields := strings.Fields(after)
		mine := len(fields) > 1 && fields[1] == strconv.Itoa(os.Getpid())
		if mine || bytes.Contains(command, []byte("sleep\x001000\x00")) {
			found = append(found, fmt.Sprintf("%s %q %.60s", filepath.Dir(path), command, after))
		}
	}
	return found
}

func fileOf(t *testing.T, content string) *os.File {
	t.Helper()
	path := filepath.Join(t.TempDir(), "input")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func TestAFileIsRead(t *testing.T) {
	p := newPool(t, "good")
	f := fileOf(t, "one\ftwo")
	for range 3 {
		d, err := p.Read(t.Context(), f, "case", "a.txt")
		if err != nil || d.Text() != "one\ftwo" || len(d.Parts) != 2 {
			t.Fatalf("%+v, %v", d, err)
		}
	}
	if why := p.Unlocked(); why != "" {
		t.Errorf("not locked: %s", why)
	}
}

// A reader that misbehaves ends with its file, and with nothing else.
func TestReadersThatMisbehave(t *testing.T) {
	for _, tt := range []struct {
		kind string
		want error
		slow bool
	}{
		{"loops", ErrTimeLimit, true},
		{"sleeps", ErrTimeLimit, true},
		{"allocates", ErrMemory, true},
		{"overflows its stack", ErrCrashed, false},
		{"panics", ErrCrashed, false},
		{"exits", ErrCrashed, false},
		{"writes without end", ErrOutput, false},
		{"floods stderr", ErrCrashed, false},
		{"is dishonest", ErrCrashed, false},
	} {
		t.Run(tt.kind, func(t *testing.T) {
			if tt.slow && testing.Short() {
				t.Skip("waits for a limit; not with -short")
			}
			t.Parallel()
			self, _ := os.Executable()
			p := NewPool(Config{Command: []string{self, roleOfChild, tt.kind}})
			defer p.Close()
			for range map[bool]int{true: 1, false: 2}[tt.slow] {
				if d, err := p.Read(t.Context(), fileOf(t, "x"), "case", "x"); !errors.Is(err, tt.want) {
					t.Fatalf("%v, %v", d, err)
				}
			}
			// Its pictures go on, on the other side.
			if jpeg, err := p.Picture(t.Context(), fileOf(t, "x"), "key", 1, 100); err != nil || !bytes.Contains(jpeg, []byte("1 100 x")) {
				t.Errorf("%q, %v", jpeg, err)
			}
		})
	}
}

func TestWhatAReaderCannotDo(t *testing.T) {
	d, err := newPool(t, "tries").Read(t.Context(), fileOf(t, "x"), "case", "x")
	if err != nil {
		t.Fatal(err)
	}
	open := map[string]int{
		"open: device 1:3": 2, "open: pipe to write": 1, // its standard streams
		"open: socket": 1, "open: file of 1 bytes to read": 1,
		"open: other 0":                 2, // epoll and eventfd of the Go runtime
		"open: file of 0 bytes to read": 2, // the limits of its control group, opened by the Go runtime
	}
	for line := range strings.Lines(d.Text()) {
		if open[strings.TrimSpace(line)]--; open[strings.TrimSpace(line)] < 0 {
			t.Errorf("it could, or has: %s", line)
		}
	}
}

func TestWhatAReaderLeavesBehindIsKilled(t *testing.T) {
	p := newPool(t, "grandchild")
	for range 2 {
		if _, err := p.Read(t.Context(), fileOf(t, "x"), "case", "x"); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFilesOfOneCaseShareAChild(t *testing.T) {
	p := newPool(t, "says its number")
	pids := func(key string, n int) map[string]int {
		found := map[string]int{}
		for range n {
			d, err := p.Read(t.Context(), fileOf(t, "x"), key, "x")
			if err != nil {
				t.Fatal(err)
			}
			found[d.Text()]++
		}
		return found
	}
	one := pids("one", maxFiles+1)
	two := pids("two", 1)
	for pid, n := range one {
		if n != maxFiles && n != 1 || two[pid] > 0 {
			t.Errorf("one case: %v, another: %v", one, two)
		}
	}
	if len(one) != 2 {
		t.Errorf("%d files of one case: %v", maxFiles+1, one)
	}
}

// What the files before it have used up is not held against a file.
func TestAFileThatEndsASharedChildIsReadInOneOfItsOwn(t *testing.T) {
	p := newPool(t, "dies of its third file")
	for i := range 7 {
		content := fmt.Sprint("file ", i)
		if d, err := p.Read(t.Context(), fileOf(t, content), "case", "x"); err != nil || d.Text() != content {
			t.Fatalf("%d: %v, %v", i, d, err)
		}
	}
}

func TestWhoeverGivesUpWaitsNoLonger(t *testing.T) {
	p := newPool(t, "sleeps")
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 2)
	for range 2 { // one waits for the reader, one for its turn
		go func() {
			_, err := p.Read(ctx, fileOf(t, "x"), "case", "x")
			done <- err
		}()
	}
	time.AfterFunc(300*time.Millisecond, cancel)
	for range 2 {
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
}

func TestPagesOfOneFileComeFromOneChild(t *testing.T) {
	p := newPool(t, "good")
	f := fileOf(t, "x")
	pids := map[string]int{}
	for page := range maxRequests + 10 {
		jpeg, err := p.Picture(t.Context(), f, "one", page+20, 160)
		if err != nil {
			t.Fatal(err)
		}
		pids[strings.Fields(string(jpeg))[1]]++
	}
	if len(pids) != 2 {
		t.Errorf("%v", pids)
	}
	jpeg, err := p.Picture(t.Context(), fileOf(t, "y"), "two", 1, 160)
	if err != nil || pids[strings.Fields(string(jpeg))[1]] > 0 || !bytes.HasSuffix(jpeg, []byte(" y")) {
		t.Errorf("another file: %q, %v", jpeg, err)
	}
	if _, err := p.Picture(t.Context(), f, "one", 2000, 160); !errors.Is(err, document.ErrDamaged) {
		t.Errorf("a page that is damaged: %v", err)
	}
	if p.pages.open == nil {
		t.Error("what a reader says of a page ends it")
	}
}

func TestAPageThatKillsItsChildCostsOthersNothing(t *testing.T) {
	p := newPool(t, "panics")
	f := fileOf(t, "x")
	for _, page := range []int{1, 13, 13, 2} {
		_, err := p.Picture(t.Context(), f, "key", page, 160)
		if (page == 13) != errors.Is(err, ErrCrashed) {
			t.Errorf("page %d: %v", page, err)
		}
	}
}

func TestUnlocking(t *testing.T) {
	p := newPool(t, "panics 13")
	f := fileOf(t, strings.Repeat("page\f", maxRequests+20))
	made := map[int]string{}
	d, err := p.Unlock(t.Context(), f, "x", "open sesame", 900, func(page int, jpeg []byte) error {
		made[page] = string(jpeg)
		return nil
	})
	if err != nil || len(made) != len(d.Parts) || len(made) != maxRequests+21 || !strings.Contains(made[maxRequests+21], " 121 900 page") {
		t.Errorf("%d pages, %d pictures, %v", len(d.Parts), len(made), err)
	}
	if d, err := p.Unlock(t.Context(), f, "x", "wrong", 900, nil); err != nil || d.State != onus.ReadPassword {
		t.Errorf("%v, %v", d, err)
	}
}

func TestStamping(t *testing.T) {
	p := newPool(t, "good")
	var b bytes.Buffer
	if err := p.Stamp(t.Context(), fileOf(t, "x"), &b, "ABC", 41, 6); err != nil || b.String() != "ABC000041 ABC000042 x" {
		t.Errorf("%q, %v", b.String(), err)
	}
	failing := errors.New("full")
	if err := p.Stamp(t.Context(), fileOf(t, "x"), writerFunc(func([]byte) (int, error) { return 0, failing }), "ABC", 41, 6); !errors.Is(err, failing) {
		t.Errorf("%v", err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
