package reading

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"onus/document"
)

// process is a process with limits, seen from its parent. Only one goroutine uses it at
// a time, and that one ends it.
type process struct {
	cmd   *exec.Cmd
	errs  firstBytes
	cpu   time.Duration // its limit
	ended bool
}

// child is a process that reads one file.
type child struct {
	process
	conn   *net.UnixConn
	frames document.Frames
}

// patience is how long a child may take to start: some tens of milliseconds with its
// cache, seconds without.
const patience = 30 * time.Second

// start runs a child that waits for its file; mode are arguments beside the usual ones.
func (p *Pool) start(mode ...string) (*child, error) {
	p.need()
	<-p.filled
	fds, err := socketpair()
	if err != nil {
		return nil, fmt.Errorf("socket of a reader: %w", err)
	}
	ours, theirs := os.NewFile(uintptr(fds[0]), "reader"), os.NewFile(uintptr(fds[1]), "parent")
	defer func() { _ = ours.Close() }()
	defer func() { _ = theirs.Close() }()
	conn, err := net.FileConn(ours)
	if err != nil {
		return nil, fmt.Errorf("socket of a reader: %w", err)
	}
	c := &child{conn: conn.(*net.UnixConn)} // of a unix socket it is nothing else
	c.frames.R = bufio.NewReaderSize(conn, 64<<10)
	c.cmd, c.cpu = p.command(mode...), limitCPU*time.Second
	c.cmd.ExtraFiles, c.cmd.Stderr = []*os.File{theirs}, &c.errs
	if err := p.launch(c.cmd); err != nil {
		_ = conn.Close()
		return nil, err
	}
	if err := c.awaitReady(p); err != nil {
		return nil, fmt.Errorf("start a reader: %w", c.failed(context.Background(), err))
	}
	return c, nil
}

func (c *child) awaitReady(p *Pool) error {
	c.frames.Left = 64 << 10
	if err := c.conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	var state ready
	if err := c.frames.ExpectJSON(document.FrameReady, &state); err != nil {
		return err
	}
	p.noteLock(state.Locked)
	return c.conn.SetDeadline(time.Time{})
}

// command is a child without what it inherits.
func (p *Pool) command(args ...string) *exec.Cmd {
	c := exec.Command(p.config.Command[0], append(p.config.Command[1:len(p.config.Command):len(p.config.Command)], args...)...) //nolint:gosec // this program
	c.Env, c.Dir, c.SysProcAttr = []string{}, "/", alone()
	c.WaitDelay = time.Second // for what has left its group and holds its standard error
	return c
}

// isAlive says whether a child that waits is still there.
func (c *child) isAlive() bool {
	if err := c.conn.SetReadDeadline(time.Now()); err != nil {
		return false
	}
	_, err := c.conn.Read(make([]byte, 1))
	return errors.Is(err, os.ErrDeadlineExceeded) && c.conn.SetReadDeadline(time.Time{}) == nil
}

// give hands the child its file.
func (c *child) give(f *os.File) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var sent error
	err = raw.Control(func(fd uintptr) {
		_, _, sent = c.conn.WriteMsgUnix([]byte{0}, syscall.UnixRights(int(fd)), nil)
	})
	return errors.Join(err, sent)
}

// next hands the child another file.
func (c *child) next(f *os.File) error {
	if err := c.conn.SetDeadline(time.Now().Add(limitWall)); err != nil {
		return err
	}
	if err := document.WriteJSON(c.conn, document.FrameRequest, document.Request{Do: document.DoNext}); err != nil {
		return err
	}
	return c.give(f)
}

// ask sends a request and has receive take the answer, of at most output bytes, within
// wall. After an error that is no document.Failure the child has ended.
func (c *child) ask(ctx context.Context, q *document.Request, wall time.Duration, output int64, receive func(*document.Frames) error) error {
	if err := c.conn.SetDeadline(time.Now().Add(wall)); err != nil {
		return c.failed(ctx, err)
	}
	stop := context.AfterFunc(ctx, func() { _ = c.conn.SetDeadline(time.Unix(1, 0)) })
	c.frames.Left = output
	err := document.WriteJSON(c.conn, document.FrameRequest, q)
	if err == nil {
		err = receive(&c.frames)
	}
	var refused *document.Failure
	switch {
	case !stop():
		return c.failed(ctx, ctx.Err())
	case err == nil, errors.As(err, &refused):
		return err
	}
	return c.failed(ctx, err)
}

// failed ends the child and says what it died of.
func (c *child) failed(ctx context.Context, err error) error {
	_ = c.conn.Close()
	return c.process.failed(ctx, err)
}

func (c *child) end() {
	_ = c.conn.Close()
	c.process.end()
}

// failed ends the process and says what it died of, when err was met in its answer.
func (c *process) failed(ctx context.Context, err error) error {
	c.end()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	said, state := c.errs.firstLine(), c.cmd.ProcessState
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return fmt.Errorf("no answer in time: %w", ErrTimeLimit)
	case errors.Is(err, ErrOutput):
		return err
	case state.UserTime()+state.SystemTime() >= c.cpu-time.Second:
		return fmt.Errorf("%s of processor time: %w", state.UserTime()+state.SystemTime(), ErrTimeLimit)
	case c.errs.says("out of memory", "cannot allocate memory", "errno=12", "errno: 12", "bad_alloc"), wasKilled(state) && isEnd(err):
		return fmt.Errorf("%s, %s: %w", state, said, ErrMemory)
	}
	return fmt.Errorf("%w: %s, %w, %s", ErrCrashed, state, err, said)
}

// wasKilled: not by its own code; if it was gone before we killed it, by the kernel for
// want of memory.
func wasKilled(state *os.ProcessState) bool {
	status, ok := state.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}

func isEnd(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// end kills the process with all that it has started, and waits for it. The group is
// killed before it is waited for: until then nobody else can have its number.
func (c *process) end() {
	if !c.ended {
		c.ended = true
		_ = syscall.Kill(-c.cmd.Process.Pid, syscall.SIGKILL)
		_ = c.cmd.Wait() // what it ended with is in its state
	}
}

// firstBytes keeps the beginning of what a child says of its death. One that goes on
// and on is not listened to, and gets SIGPIPE.
type firstBytes struct {
	kept bytes.Buffer
	all  int
}

// keepErrors has room for the cause that the Go runtime gives, before its stacks.
const (
	keepErrors = 4 << 10
	hearErrors = 1 << 20
)

func (b *firstBytes) Write(p []byte) (int, error) {
	if b.all += len(p); b.all > hearErrors {
		return 0, ErrOutput
	}
	b.kept.Write(p[:min(len(p), keepErrors-b.kept.Len())])
	return len(p), nil
}

func (b *firstBytes) says(causes ...string) bool {
	for _, s := range causes {
		if bytes.Contains(b.kept.Bytes(), []byte(s)) {
			return true
		}
	}
	return false
}

func (b *firstBytes) firstLine() string {
	line, _, _ := strings.Cut(b.kept.String(), "\n")
	return fmt.Sprintf("%.200q", line)
}
