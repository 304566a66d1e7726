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
	filled      chan struct{} // closed when the cache of compiled code is there
	stopFilling context.CancelFunc

	work, pages lane
	workSpares  [2]spares // a file is read faster than a child starts
	turn        int       // whose of them it is
	pageSpare   spares
	open        *session // of the lane pages
	ending      sync.WaitGroup

	mu     sync.Mutex
	locked string // why children are not locked
}

var errClosed = errors.New("the server is stopping")

// workSpareFor is how long a child waits for another reading before it is ended.
const workSpareFor = 10 * time.Second

// NewPool makes a pool and begins to prepare its first child.
func NewPool(config Config) *Pool {
	closeOthers()
	p := &Pool{config: config, launches: make(chan func()), filled: make(chan struct{})}
	for i := range p.workSpares {
		p.workSpares[i] = spares{start: func() (*child, error) { return p.start() }, keep: workSpareFor}
	}
	p.pageSpare = spares{start: func() (*child, error) { return p.start("--pages") }}
	var ctx context.Context
	ctx, p.stopFilling = context.WithCancel(context.Background())
	p.launched.Go(func() {
		beNice()
		for f := range p.launches {
			f()
		}
	})
	go func() {
		p.fill(ctx)
		close(p.filled)
		p.pageSpare.prepare()
	}()
	return p
}

// Close ends all children.
func (p *Pool) Close() {
	p.stopFilling()
	<-p.filled
	for _, l := range []*lane{&p.work, &p.pages} {
		_ = l.enter(context.Background(), "", true) // it never leaves: nobody gets in again
	}
	p.endSession()
	for i := range p.workSpares {
		p.workSpares[i].close()
	}
	p.pageSpare.close()
	p.ending.Wait()
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

// Read reads one file. What the reader says of it (a password, damage) is in the
// document. Errors: ErrTimeLimit, ErrMemory, ErrOutput, ErrCrashed; others are not the
// file's fault.
func (p *Pool) Read(ctx context.Context, f *os.File, name, password string) (*onus.Document, error) {
	return p.read(ctx, f, name, password, false)
}

func (p *Pool) read(ctx context.Context, f *os.File, name, password string, urgent bool) (d *onus.Document, err error) {
	err = p.withWorker(ctx, f, urgent, func(c *child, q document.Request) error {
		q.Do, q.Name, q.Password = document.DoRead, name, password
		return c.ask(ctx, &q, limitWall, limitOutput, func(frames *document.Frames) (err error) {
			d, err = document.ReadDocument(frames)
			return err
		})
	})
	return d, err
}

// withWorker gives f a child with that file, in its turn, and ends it.
func (p *Pool) withWorker(ctx context.Context, file *os.File, urgent bool, f func(*child, document.Request) error) error {
	if err := p.work.enter(ctx, "", urgent); err != nil {
		return err
	}
	defer p.work.leave()
	p.turn = (p.turn + 1) % len(p.workSpares)
	p.workSpares[p.turn].prepare()
	p.workSpares[(p.turn+1)%len(p.workSpares)].prepare()
	c, q, err := withFile(ctx, &p.workSpares[p.turn], file)
	if err != nil {
		return err
	}
	defer c.end()
	p.workSpares[p.turn].prepare()
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
