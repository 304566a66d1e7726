package reading

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// cache keeps pictures of pages on the disk, <folder>/ab/<sha256>/<page>-<width>.jpg,
// those used last, up to a number of bytes.
type cache struct {
	folder string
	limit  int64
	log    *slog.Logger

	mu      sync.Mutex
	bytes   int64 // of all pictures
	making  map[string]*flight
	refused map[string]refusal
	now     func() time.Time
}

// flight is a picture being made, and how many wait for it.
type flight struct {
	done    chan struct{}
	waiting int
	cancel  context.CancelFunc
	jpeg    []byte
	err     error
}

// refusal is a page that cost its child its life, so that it does not cost others theirs
// each time that somebody looks.
type refusal struct {
	err   error
	until time.Time
}

const (
	refuseFor   = 10 * time.Minute
	maxRefusals = 1000
	// touchAfter is how exact the time of the last use is.
	touchAfter = time.Minute
)

func newCache(folder string, limit int64, log *slog.Logger) *cache {
	return &cache{folder: folder, limit: limit, log: log, making: map[string]*flight{}, refused: map[string]refusal{}, now: time.Now}
}

// path is "" if sum is no hash.
func (c *cache) path(sum string, page, width int) string {
	if raw, err := hex.DecodeString(sum); err != nil || len(raw) != 32 || page < 1 {
		return ""
	}
	return filepath.Join(c.folder, sum[:2], sum, fmt.Sprintf("%d-%d.jpg", page, width))
}

// get is the picture from the disk, or from draw. Whoever wants one that is being made
// waits for it; it is given up when nobody waits any more.
func (c *cache) get(ctx context.Context, sum string, page, width int, draw func(context.Context) ([]byte, error)) ([]byte, error) {
	path := c.path(sum, page, width)
	if path == "" {
		return nil, fs.ErrNotExist
	}
	if jpeg, err := c.read(path); err == nil {
		return jpeg, nil
	}
	f, err := c.join(ctx, path, draw)
	if err != nil {
		return nil, err
	}
	select {
	case <-f.done:
		return f.jpeg, f.err
	case <-ctx.Done():
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if f.waiting--; f.waiting == 0 {
		f.cancel()
		if c.making[path] == f {
			delete(c.making, path)
		}
	}
	return nil, ctx.Err()
}

func (c *cache) join(ctx context.Context, path string, draw func(context.Context) ([]byte, error)) (*flight, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if r, is := c.refused[path]; is && c.now().Before(r.until) {
		return nil, r.err
	}
	if f := c.making[path]; f != nil {
		f.waiting++
		return f, nil
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	f := &flight{done: make(chan struct{}), waiting: 1, cancel: cancel}
	c.making[path] = f
	go func() {
		defer cancel()
		jpeg, err := c.read(path) // it may have been finished since somebody looked
		if err != nil {
			if jpeg, err = draw(ctx); err == nil {
				c.keep(path, jpeg)
			}
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		if killed(err) {
			c.refuse(path, err)
		}
		f.jpeg, f.err = jpeg, err
		if c.making[path] == f {
			delete(c.making, path)
		}
		close(f.done)
	}()
	return f, nil
}

// killed says whether an error is one for which a child was ended.
func killed(err error) bool {
	return errors.Is(err, ErrTimeLimit) || errors.Is(err, ErrMemory) || errors.Is(err, ErrOutput) || errors.Is(err, ErrCrashed)
}

func (c *cache) refuse(path string, err error) {
	if len(c.refused) >= maxRefusals {
		clear(c.refused)
	}
	c.refused[path] = refusal{err, c.now().Add(refuseFor)}
}

func (c *cache) read(path string) ([]byte, error) {
	jpeg, err := os.ReadFile(path) //nolint:gosec // below our folder: a hash and two numbers
	if err != nil {
		return nil, err
	}
	if !isJPEG(jpeg) { // a power cut came before it was written
		return nil, fs.ErrNotExist
	}
	if info, err := os.Stat(path); err == nil && c.now().Sub(info.ModTime()) > touchAfter {
		_ = os.Chtimes(path, time.Time{}, c.now()) // or it is thought to be used less
	}
	return jpeg, nil
}

// keep writes a picture. One that cannot be written is made again another time.
func (c *cache) keep(path string, jpeg []byte) {
	if err := c.write(path, jpeg); err != nil {
		c.log.Warn("a picture of a page is not kept", "err", err)
		return
	}
	c.mu.Lock()
	c.bytes += int64(len(jpeg))
	over := c.bytes > c.limit
	c.mu.Unlock()
	if over {
		c.trim()
	}
}

func (c *cache) write(path string, jpeg []byte) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(dir, "new-*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(jpeg)
	if err = errors.Join(err, tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), path) // not synced: it can be made again
	}
	if err != nil {
		_ = os.Remove(tmp.Name())
	}
	return err
}

type kept struct {
	path string
	size int64
	used time.Time
}

// trim counts the pictures, and removes those used longest ago until a tenth of the
// limit is free if they are over it.
func (c *cache) trim() {
	all, total := c.list()
	if total > c.limit {
		slices.SortFunc(all, func(a, b kept) int { return a.used.Compare(b.used) })
		for _, k := range all {
			if total <= c.limit-c.limit/10 {
				break
			}
			if os.Remove(k.path) == nil {
				total -= k.size
				_ = os.Remove(filepath.Dir(k.path)) // fails unless it was the last one
			}
		}
	}
	c.mu.Lock()
	c.bytes = total
	c.mu.Unlock()
}

func (c *cache) list() (all []kept, total int64) {
	_ = filepath.WalkDir(c.folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil //nolint:nilerr // what is not there takes no room
		}
		if info, err := d.Info(); err == nil {
			all, total = append(all, kept{path, info.Size(), info.ModTime()}), total+info.Size()
		}
		return nil
	})
	return all, total
}
