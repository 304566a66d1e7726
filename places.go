package onus

import (
	"encoding/binary"
	"errors"
	"math"
	"strings"
)

// ErrPlaces says that packed places are not what PackPlaces writes.
var ErrPlaces = errors.New("packed places are damaged")

// blockKinds are numbered as they are stored: only ever add at the end.
var blockKinds = []string{BlockParagraph, BlockHeading, BlockItem, BlockRow, BlockHead, BlockQuote, BlockCode, BlockField, BlockNote}

// unit is the precision of a stored place: a tenth of a point is finer than a
// screen shows.
const unit = 10

// PackPlaces is the words and blocks of a part as varints, about 9 bytes a word.
func PackPlaces(p *Part) []byte {
	b := binary.AppendUvarint(nil, uint64(len(p.Words)))
	at := 0
	for _, w := range p.Words {
		flags := uint64(w.Angle/90) << 1
		if w.Hidden {
			flags |= 1
		}
		if w.Undrawn {
			flags |= 1 << 3
		}
		b = binary.AppendVarint(b, int64(w.Start-at))
		b = binary.AppendUvarint(b, uint64(max(0, w.End-w.Start)))
		b = binary.AppendUvarint(b, flags)
		for _, f := range []float64{w.X, w.Y, w.W, w.H} {
			b = binary.AppendVarint(b, int64(math.Round(f*unit)))
		}
		at = w.End
	}
	b = binary.AppendUvarint(b, uint64(len(p.Blocks)))
	at = 0
	for _, k := range p.Blocks {
		flags := uint64(max(0, kindNumber(k.Kind))) << 1
		if k.Continued {
			flags |= 1
		}
		b = binary.AppendUvarint(b, flags)
		b = binary.AppendUvarint(b, uint64(max(0, k.Level)))
		b = binary.AppendVarint(b, int64(k.Start-at))
		b = binary.AppendUvarint(b, uint64(max(0, k.End-k.Start)))
		at = k.End
	}
	return b
}

func kindNumber(kind string) int {
	for i, k := range blockKinds {
		if k == kind {
			return i
		}
	}
	return 0
}

// UnpackPlaces fills in the words and blocks of a part from what PackPlaces made;
// ErrPlaces if it is not that, or says places outside the part's text.
func UnpackPlaces(p *Part, packed []byte) error {
	r := unpacker{b: packed}
	length := len([]rune(strings.ToValidUTF8(p.Text, "\ufffd")))
	p.Words = make([]Word, 0, r.count())
	at := 0
	for range cap(p.Words) {
		var w Word
		w.Start = at + int(r.signed())
		w.End = w.Start + int(r.unsigned())
		flags := r.unsigned()
		w.Angle, w.Hidden, w.Undrawn = int(flags>>1&3)*90, flags&1 == 1, flags>>3&1 == 1
		w.X, w.Y, w.W, w.H = r.length(), r.length(), r.length(), r.length()
		p.Words, at = append(p.Words, w), w.End
		r.inside(w.Start, w.End, length)
	}
	p.Blocks = make([]Block, 0, r.count())
	at = 0
	for range cap(p.Blocks) {
		flags := r.unsigned()
		k := Block{Kind: blockKinds[min(int(flags>>1), len(blockKinds)-1)], Continued: flags&1 == 1, Level: int(r.unsigned())}
		k.Start = at + int(r.signed())
		k.End = k.Start + int(r.unsigned())
		p.Blocks, at = append(p.Blocks, k), k.End
		r.inside(k.Start, k.End, length)
	}
	if r.broken {
		p.Words, p.Blocks = nil, nil
		return ErrPlaces
	}
	return nil
}

// unpacker reads varints; what is missing is 0, and broken.
type unpacker struct {
	b      []byte
	broken bool
}

func (r *unpacker) took(n int) {
	if n <= 0 {
		r.broken, r.b = true, nil
		return
	}
	r.b = r.b[n:]
}

// big is more than any place: sums of them do not overflow.
const big = 1 << 40

func (r *unpacker) unsigned() uint64 {
	v, n := binary.Uvarint(r.b)
	r.took(n)
	return min(v, big)
}

func (r *unpacker) signed() int64 {
	v, n := binary.Varint(r.b)
	r.took(n)
	return max(-big, min(v, big))
}

func (r *unpacker) length() float64 { return float64(r.signed()) / unit }

// count is a number of things of at least four bytes each.
func (r *unpacker) count() int {
	n := r.unsigned()
	if n > uint64(len(r.b)) {
		r.broken = true
		return 0
	}
	return int(n) //nolint:gosec // not more than the bytes that are left
}

func (r *unpacker) inside(start, end, length int) {
	if start < 0 || end < start || end > length {
		r.broken = true
	}
}
