package reading

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"

	"onus"
	"onus/document"
)

// Reader is what a child reads with; document.Reader is one.
type Reader interface {
	// Warm prepares for the first file, before the child is locked.
	Warm() error
	Read(in document.Input) *onus.Document
	// Picture is a page, from 1, as JPEG.
	Picture(in document.Input, page, width int) ([]byte, error)
	// Stamp writes a copy of a PDF with a label on each page, from 1.
	Stamp(in document.Input, w io.Writer, label func(page int) string) error
}

// socketFD is the one thing that a child inherits besides its standard streams, of
// which input and output are /dev/null.
const socketFD = 3

// maxRequests bounds what one child is asked; above all the pictures of its file.
const maxRequests = 100

// ready is what a child says of itself before it is given its file.
type ready struct {
	Locked string // why system calls are not limited; "" when they are
}

// ServeChild is the life of a child: it takes a file and answers what is asked of it, and
// of the next ones, until its parent has had enough. Nothing that r does after Warm reaches
// further than the file that it has.
func ServeChild(r Reader) error {
	conn, err := parent()
	if err != nil {
		return err
	}
	runtime.GOMAXPROCS(2)
	// It stays open to the end: a panic is to be printed before the parent sees it closed.
	debug.SetMaxStack(limitStack)
	debug.SetMemoryLimit(softMemory)
	if err := r.Warm(); err != nil {
		return fmt.Errorf("prepare the reader: %w", err)
	}
	if err := limitChild(limitCPU, limitMemory, limitFiles); err != nil {
		return fmt.Errorf("limits: %w", err)
	}
	state := ready{}
	if err := lockReader(); err != nil {
		state.Locked = err.Error()
	}
	if err := document.WriteJSON(conn, document.FrameReady, state); err != nil {
		return err
	}
	return serve(conn, r)
}

func parent() (*net.UnixConn, error) {
	f := os.NewFile(socketFD, "parent")
	if f == nil {
		return nil, errors.New("this is an internal command of the server")
	}
	defer func() { _ = f.Close() }()
	conn, err := net.FileConn(f)
	if err != nil {
		return nil, fmt.Errorf("this is an internal command of the server: %w", err)
	}
	unix, ok := conn.(*net.UnixConn)
	if !ok {
		return nil, errors.New("the inherited socket is of another kind")
	}
	return unix, nil
}

func serve(conn *net.UnixConn, r Reader) error {
	file, err := receiveFile(conn)
	if err != nil || file == nil {
		return err
	}
	requests := document.Frames{R: conn, Left: 1 << 20}
	out := bufio.NewWriterSize(conn, 64<<10)
	for range maxRequests {
		var q document.Request
		if err := requests.ExpectJSON(document.FrameRequest, &q); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		if q.Do == document.DoNext {
			_ = file.Close()
			if file, err = receiveFile(conn); err != nil || file == nil {
				return err
			}
			continue
		}
		if err := answer(out, r, file, &q); err != nil {
			return err
		}
		if err := out.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// receiveFile waits for the byte that carries the descriptor of the file; nil if the
// parent has gone without giving any.
func receiveFile(conn *net.UnixConn) (*os.File, error) {
	one, rights := make([]byte, 1), make([]byte, syscall.CmsgSpace(4))
	n, m, _, _, err := conn.ReadMsgUnix(one, rights)
	if n == 0 || errors.Is(err, io.EOF) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	messages, err := syscall.ParseSocketControlMessage(rights[:m])
	if err != nil || len(messages) != 1 {
		return nil, errors.Join(errors.New("no file came"), err)
	}
	fds, err := syscall.ParseUnixRights(&messages[0])
	if err != nil || len(fds) != 1 {
		return nil, errors.Join(errors.New("no file came"), err)
	}
	return os.NewFile(uintptr(fds[0]), "input"), nil
}

func answer(w *bufio.Writer, r Reader, file *os.File, q *document.Request) error {
	in := document.Input{R: file, Size: q.Size, Name: q.Name, Password: q.Password}
	switch q.Do {
	case document.DoRead:
		return document.WriteDocument(w, r.Read(in))
	case document.DoPicture:
		jpeg, err := r.Picture(in, q.Page, q.Width)
		if err != nil {
			return document.WriteError(w, err)
		}
		return document.WriteFrame(w, document.FramePicture, jpeg)
	case document.DoStamp:
		pieces := bufio.NewWriterSize(stamped{w}, 256<<10)
		err := r.Stamp(in, pieces, func(page int) string { return Label(q.Prefix, q.First+int64(page)-1, q.Digits) })
		if err == nil {
			err = pieces.Flush()
		}
		if err != nil {
			return document.WriteError(w, err)
		}
		return document.WriteFrame(w, document.FrameEnd, nil)
	}
	return fmt.Errorf("asked for %q", q.Do)
}

// Label is a Bates number: ABC and 42 with 6 digits is ABC000042.
func Label(prefix string, n int64, digits int) string {
	number := strconv.FormatInt(n, 10)
	return prefix + strings.Repeat("0", max(0, digits-len(number))) + number
}

// stamped sends what is written to it as frames.
type stamped struct{ w io.Writer }

func (s stamped) Write(p []byte) (int, error) {
	if err := document.WriteFrame(s.w, document.FrameStamped, p); err != nil {
		return 0, err
	}
	return len(p), nil
}
