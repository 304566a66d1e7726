package document

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"

	"onus"
)

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
