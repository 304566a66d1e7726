package reading

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"

	"onus"
	"onus/document"
)

// Pool runs children: at most one that reads, unlocks, stamps or recognises, and one
// that makes pictures of pages, so that a page does not wait for a reading.
type Pool struct {
	config      Config
	launches    chan func()
	launched    sync.WaitGroup
	needed      chan struct{} // closed when a child is wanted
	need        func()        // closes it
	filled      chan struct{} // closed when the cache of compiled code is there
	stopFilling context.CancelFunc

	work, pages station

	mu     sync.Mutex
	locked string // why children are not locked
}

var errClosed = errors.New("the server is stopping")

// workSpareFor is how long a child waits for another reading before it is ended.
const workSpareFor = 10 * time.Second

// NewPool makes a pool and begins to prepare its first child.
func NewPool(config Config) *Pool {
	closeOthers()
	p := &Pool{config: config, launches: make(chan func()), needed: make(chan struct{}), filled: make(chan struct{})}
	p.need = sync.OnceFunc(func() { close(p.needed) })
	p.work.spare = spares{start: func() (*child, error) { return p.start() }, keep: workSpareFor}
	p.pages.spare = spares{start: func() (*child, error) { return p.start("--pages") }}
	var ctx context.Context
	ctx, p.stopFilling = context.WithCancel(context.Background())
	p.launched.Go(func() {
		beNice()
		for f := range p.launches {
			f()
		}
	})
	go func() {
		select {
		case <-time.After(config.After):
		case <-p.needed:
		case <-ctx.Done():
			close(p.filled)
			return
		}
		p.fill(ctx)
		close(p.filled)
		p.pages.spare.prepare()
	}()
	return p
}

// Close ends all children.
func (p *Pool) Close() {
	p.stopFilling()
	<-p.filled
	p.work.close()
	p.pages.close()
	close(p.launches)
	p.launched.Wait()
}

// launch starts a process on the thread that is there for it.
func (p *Pool) launch(c *exec.Cmd) error {
	done := make(chan error, 1)
	p.launches <- func() { done <- c.Start() }
	return <-done
}

// fillTime is how long compiling may take, on a machine that is busy.
const fillTime = 2 * time.Minute

// fill has a child fill the cache of compiled code, so that no child that is given a
// file has to write one.
func (p *Pool) fill(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, fillTime)
	defer cancel()
	c := p.command("--fill-cache")
	errs := &firstBytes{}
	c.Stderr = errs
	err := p.launch(c)
	if err == nil {
		stop := context.AfterFunc(ctx, func() { _ = c.Process.Kill() })
		err = c.Wait()
		stop()
	}
	if err != nil && ctx.Err() == nil {
		p.config.log().Warn("the readers of documents do not start", "err", err, "stderr", errs.firstLine())
	}
}

// noteLock remembers, and says once, that the kernel does not limit system calls.
func (p *Pool) noteLock(why string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if why != "" && p.locked == "" {
		p.config.log().Warn("documents are read with limits of time and memory only", "because", why)
	}
	p.locked = why
}

// Unlocked says why the kernel does not limit the system calls of children; "" when it
// does, or none has started yet.
func (p *Pool) Unlocked() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.locked
}

// maxFiles is how many files one child reads: starting it takes three times as long as
// reading ten pages. They are of one case.
const maxFiles = 20

// Read reads one file; key says what others the same child may read after it. What the
// reader says of it (a password, damage) is in the document. Errors: ErrTimeLimit,
// ErrMemory, ErrOutput, ErrCrashed; others are not the file's fault.
func (p *Pool) Read(ctx context.Context, f *os.File, key, name string) (*onus.Document, error) {
	if err := p.work.enter(ctx, "", false); err != nil {
		return nil, err
	}
	defer p.work.leave()
	if p.work.goesOn(key, maxFiles) {
		d, err := p.readNext(ctx, f, name)
		if err == nil || p.work.open != nil || ctx.Err() != nil {
			return d, err
		}
		// The child may have died of what the files before this one have used up.
	}
	c, q, err := withFile(ctx, &p.work.spare, f)
	if err != nil {
		return nil, err
	}
	p.work.open = &session{child: c, key: key}
	defer p.work.used()
	p.work.spare.prepare()
	q.Name = name
	return c.read(ctx, &q)
}

// readNext has the child of the session read another file; if it ends, so does the
// session.
func (p *Pool) readNext(ctx context.Context, f *os.File, name string) (*onus.Document, error) {
	defer p.work.used()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	c := p.work.open.child
	if err := c.next(f); err != nil {
		return nil, c.failed(ctx, err)
	}
	return c.read(ctx, &document.Request{Size: info.Size(), Name: name})
}

func (c *child) read(ctx context.Context, q *document.Request) (d *onus.Document, err error) {
	q.Do = document.DoRead
	err = c.ask(ctx, q, limitWall, limitOutput, func(frames *document.Frames) (err error) {
		d, err = document.ReadDocument(frames)
		return err
	})
	return d, err
}

// withWorker gives f a child with that file, in its turn, and ends it.
func (p *Pool) withWorker(ctx context.Context, file *os.File, urgent bool, f func(*child, document.Request) error) error {
	if err := p.work.enter(ctx, "", urgent); err != nil {
		return err
	}
	defer p.work.leave()
	c, q, err := withFile(ctx, &p.work.spare, file)
	if err != nil {
		return err
	}
	defer c.end()
	p.work.spare.prepare()
	return f(c, q)
}

// withFile is a child that has been given the file, and a request that says its size.
func withFile(ctx context.Context, from *spares, file *os.File) (*child, document.Request, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, document.Request{}, err
	}
	c, err := from.take(ctx)
	if err != nil {
		return nil, document.Request{}, err
	}
	if err := c.give(file); err != nil {
		return nil, document.Request{}, c.failed(ctx, err)
	}
	return c, document.Request{Size: info.Size()}, nil
}

// Stamp writes a copy of a PDF to w with a label on each page: prefix, and a number
// from first on with so many digits. w must be quick: nothing else is read meanwhile.
// Errors are those of Read, or wrap one of package document.
func (p *Pool) Stamp(ctx context.Context, f *os.File, w io.Writer, prefix string, first int64, digits int) error {
	return p.withWorker(ctx, f, true, func(c *child, q document.Request) error {
		q.Do, q.Prefix, q.First, q.Digits = document.DoStamp, prefix, first, digits
		return c.ask(ctx, &q, limitWall, 2*q.Size+limitOutput, func(frames *document.Frames) error { return receiveStamped(frames, w) })
	})
}

func receiveStamped(frames *document.Frames, w io.Writer) error {
	for {
		kind, data, err := frames.ExpectEither(document.FrameStamped, document.FrameEnd)
		if err != nil || kind == document.FrameEnd {
			return err
		}
		if _, err := w.Write(data); err != nil {
			return fmt.Errorf("write the stamped copy: %w", err)
		}
	}
}
