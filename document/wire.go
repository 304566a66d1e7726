package document

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"

	"onus"
)

// Request is what a child process is asked to do with its one file.
type Request struct {
	Do             string // one of DoRead, DoPicture, DoStamp
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

// wireHead is a document without its parts and the bytes of its attachments.
type wireHead struct {
	State, Note, Format, MediaType, Extractor, Kind string
	Paged                                           bool
	Properties                                      onus.Properties
	Parts                                           int
	Attachments                                     []wireAttachment
}

type wireAttachment struct{ Name, MediaType string }

// WriteDocument sends a document.
func WriteDocument(w io.Writer, d *onus.Document) error {
	h := wireHead{State: d.State, Note: clean(d.Note), Format: d.Format, MediaType: d.MediaType, Extractor: d.Extractor, Kind: d.Kind,
		Paged: d.Paged, Properties: d.Properties, Parts: len(d.Parts)}
	for i := range d.Attachments {
		h.Attachments = append(h.Attachments, wireAttachment{clean(d.Attachments[i].Name), d.Attachments[i].MediaType})
	}
	if err := WriteJSON(w, FrameHead, h); err != nil {
		return err
	}
	for i := range d.Parts {
		if err := WriteFrame(w, FramePart, packPart(&d.Parts[i])); err != nil {
			return err
		}
	}
	for i := range d.Attachments {
		if err := WriteFrame(w, FrameAttachment, d.Attachments[i].Data); err != nil {
			return err
		}
	}
	return WriteFrame(w, FrameEnd, nil)
}

// ReadDocument receives a document. What WriteDocument cannot have written of a sound
// one is ErrWire.
func ReadDocument(f *Frames) (*onus.Document, error) {
	var h wireHead
	if err := f.ExpectJSON(FrameHead, &h); err != nil {
		return nil, err
	}
	if err := h.check(); err != nil {
		return nil, err
	}
	d := &onus.Document{State: h.State, Note: h.Note, Format: h.Format, MediaType: h.MediaType, Extractor: h.Extractor, Kind: h.Kind,
		Paged: h.Paged, Properties: h.Properties}
	for range h.Parts {
		data, err := f.Expect(FramePart)
		if err != nil {
			return nil, err
		}
		p, err := unpackPart(data)
		if err != nil {
			return nil, err
		}
		d.Parts = append(d.Parts, p)
	}
	for _, a := range h.Attachments {
		data, err := f.Expect(FrameAttachment)
		if err != nil {
			return nil, err
		}
		d.Attachments = append(d.Attachments, onus.Attachment{Name: a.Name, MediaType: a.MediaType, Data: data})
	}
	_, err := f.Expect(FrameEnd)
	return d, err
}

func (h *wireHead) check() error {
	switch h.State {
	case onus.ReadDone, onus.ReadNoText, onus.ReadPassword, onus.ReadDamaged, onus.ReadTooLarge, onus.ReadUnreadable:
	default:
		return fmt.Errorf("state %.20q: %w", h.State, ErrWire)
	}
	if h.Kind != "" && h.Kind != onus.TextExtracted {
		return fmt.Errorf("kind %.20q: %w", h.Kind, ErrWire)
	}
	if h.Parts < 0 || h.Parts > maxParts || len(h.Attachments) > maxAttachments {
		return fmt.Errorf("%d parts, %d attachments: %w", h.Parts, len(h.Attachments), ErrWire)
	}
	all := []string{h.Note, h.Format, h.MediaType, h.Extractor, h.Properties.Title, h.Properties.Author, h.Properties.Dated, h.Properties.Language, h.Properties.Type}
	for _, a := range h.Attachments {
		all = append(all, a.Name, a.MediaType)
	}
	for _, s := range all {
		if strings.ContainsRune(s, 0) { // which PostgreSQL refuses
			return fmt.Errorf("NUL in %.50q: %w", s, ErrWire)
		}
	}
	return nil
}

// packPart is the length of the text, the text, width and height as IEEE 754, the
// confidence, the places.
func packPart(p *onus.Part) []byte {
	b := binary.AppendUvarint(nil, uint64(len(p.Text)))
	b = append(b, p.Text...)
	b = binary.BigEndian.AppendUint64(b, math.Float64bits(p.Width))
	b = binary.BigEndian.AppendUint64(b, math.Float64bits(p.Height))
	b = binary.AppendVarint(b, int64(p.Confidence))
	return append(b, onus.PackPlaces(p)...)
}

// maxPageSide is more points than a page has: PDF allows 14,400 of up to 75,000 units.
const maxPageSide = 1 << 31

func unpackPart(b []byte) (p onus.Part, err error) {
	n, used := binary.Uvarint(b)
	if used <= 0 || n > uint64(len(b)-used) {
		return p, fmt.Errorf("length of a part: %w", ErrWire)
	}
	p.Text, b = string(b[used:used+int(n)]), b[used+int(n):]
	if !utf8.ValidString(p.Text) || strings.ContainsRune(p.Text, 0) {
		return p, fmt.Errorf("text of a part: %w", ErrWire)
	}
	if len(b) < 16 {
		return p, fmt.Errorf("size of a part: %w", ErrWire)
	}
	p.Width, p.Height = math.Float64frombits(binary.BigEndian.Uint64(b)), math.Float64frombits(binary.BigEndian.Uint64(b[8:]))
	if !(p.Width >= 0 && p.Width <= maxPageSide && p.Height >= 0 && p.Height <= maxPageSide) {
		return p, fmt.Errorf("a page of %g × %g: %w", p.Width, p.Height, ErrWire)
	}
	confidence, used := binary.Varint(b[16:])
	if used <= 0 || confidence < -1 || confidence > 100 {
		return p, fmt.Errorf("confidence of a part: %w", ErrWire)
	}
	p.Confidence = int(confidence)
	if err := onus.UnpackPlaces(&p, b[16+used:]); err != nil {
		return p, fmt.Errorf("%w: %w", ErrWire, err)
	}
	return p, nil
}
