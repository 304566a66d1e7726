package document

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"unicode/utf8"

	"onus"
)

// Request is what a child process is asked to do with its file.
type Request struct {
	Do             string // one of DoRead, DoPicture, DoStamp, DoNext
	Name, Password string // as in Input
	Size           int64
	Page, Width    int    // of a picture
	Prefix         string // of a stamp: the label of a page is Prefix and its number with Digits digits
	First          int64  // number of the first page
	Digits         int
}

// What can be asked.
const (
	DoRead    = "read"
	DoPicture = "picture"
	DoStamp   = "stamp"
	DoNext    = "next" // let go of the file: another one comes
)

// Kinds of frames. A frame is its kind, the length of what follows as four bytes, the
// most significant first, and that.
const (
	FrameReady      = 'r' // JSON: the child waits for its file
	FrameRequest    = 'q' // JSON of a Request
	FrameHead       = 'h' // JSON: a document without its parts
	FramePart       = 't'
	FrameAttachment = 'a' // its bytes
	FramePicture    = 'j' // JPEG
	FrameStamped    = 's' // a piece of the stamped copy
	FrameError      = 'e' // JSON of a failure
	FrameEnd        = 'z'
)

// ErrOutput is what a reader meets that brings more than is taken from it.
var ErrOutput = errors.New("more output than is allowed")

// ErrWire says that an answer is not one that this program writes.
var ErrWire = errors.New("the answer of the reader makes no sense")

// WriteFrame writes one frame.
func WriteFrame(w io.Writer, kind byte, data []byte) error {
	if len(data) > math.MaxInt32 {
		return ErrOutput
	}
	head := binary.BigEndian.AppendUint32([]byte{kind}, uint32(len(data)))
	if _, err := w.Write(head); err != nil {
		return err
	}
	_, err := w.Write(data)
	return err
}

// WriteJSON writes one frame of JSON.
func WriteJSON(w io.Writer, kind byte, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return WriteFrame(w, kind, data)
}

// Frames reads frames from a process that is not trusted, Left bytes at most.
type Frames struct {
	R    io.Reader
	Left int64
}

// Next is the next frame. ErrOutput if it says that it is longer than what is left.
func (f *Frames) Next() (kind byte, data []byte, err error) {
	var head [5]byte
	if _, err := io.ReadFull(f.R, head[:]); err != nil {
		return 0, nil, err
	}
	n := int64(binary.BigEndian.Uint32(head[1:]))
	if f.Left -= n + int64(len(head)); f.Left < 0 {
		return 0, nil, ErrOutput
	}
	data, err = readAll(f.R, n)
	return head[0], data, err
}

// readAll makes room for what has come, not for what was announced.
func readAll(r io.Reader, n int64) ([]byte, error) {
	const step = 1 << 20
	data := make([]byte, 0, min(n, step))
	for int64(len(data)) < n {
		at := len(data)
		more := int(min(n-int64(at), max(step, int64(at))))
		data = append(data, make([]byte, more)...)
		if _, err := io.ReadFull(r, data[at:]); err != nil {
			return nil, err
		}
	}
	return data, nil
}

// Expect is the data of the next frame, which must be of this kind. A FrameError
// becomes the Failure that was sent.
func (f *Frames) Expect(kind byte) ([]byte, error) {
	_, data, err := f.ExpectEither(kind, kind)
	return data, err
}

// ExpectEither is Expect of one of two kinds.
func (f *Frames) ExpectEither(a, b byte) (kind byte, data []byte, err error) {
	kind, data, err = f.Next()
	switch {
	case err != nil:
		return 0, nil, err
	case kind == a || kind == b:
		return kind, data, nil
	case kind != FrameError:
		return 0, nil, fmt.Errorf("frame %q, not %q: %w", kind, a, ErrWire)
	}
	failure := &Failure{}
	if err := readJSON(data, failure); err != nil {
		return 0, nil, err
	}
	return 0, nil, failure
}

// ExpectJSON is Expect of a frame of JSON.
func (f *Frames) ExpectJSON(kind byte, v any) error {
	data, err := f.Expect(kind)
	if err != nil {
		return err
	}
	return readJSON(data, v)
}

// Failure is an error of a reader as the wire carries it. It wraps ErrPassword,
// ErrDamaged, ErrTooLarge or ErrUnreadable.
type Failure struct{ State, Note string }

func (f *Failure) Error() string { return fmt.Sprintf("%s: %.200q", f.State, f.Note) }

func (f *Failure) Unwrap() error {
	switch f.State {
	case onus.ReadPassword:
		return ErrPassword
	case onus.ReadTooLarge:
		return ErrTooLarge
	case onus.ReadUnreadable:
		return ErrUnreadable
	}
	return ErrDamaged
}

// WriteError sends why there is no picture or stamped copy.
func WriteError(w io.Writer, err error) error {
	return WriteJSON(w, FrameError, Failure{state(err), clean(err.Error())})
}

// readJSON refuses bytes that are no UTF-8, which encoding/json would replace.
func readJSON(data []byte, v any) error {
	if !utf8.Valid(data) {
		return fmt.Errorf("not UTF-8: %w", ErrWire)
	}
	if err := json.Unmarshal(data, v); err != nil {
		return fmt.Errorf("%w: %w", ErrWire, err)
	}
	return nil
}
