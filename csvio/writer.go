// Package csvio writes and reads the CSV files of Onus: RFC 4180 with comma and
// CRLF, UTF-8, and a guard against formulas that can be undone. It knows neither
// HTTP nor SQL.
package csvio

import (
	"io"
	"strconv"
	"time"
)

const bufferSize = 64 << 10

// roomForNumber is the most bytes that an Int, Time or Money cell takes: 20
// digits, a sign, a point, a comma and the leading zeros of a small amount.
const roomForNumber = 64

// Writer appends cells to rows of CSV. It holds 64 KiB, however long a cell or
// the file is, and allocates nothing per cell. After a failed write it drops
// everything; Flush returns that first error.
type Writer struct {
	w     io.Writer
	buf   []byte
	cells int // in the current row
	blank bool
	err   error
}

// NewWriter returns a Writer to w. With bom the file starts with a byte order
// mark, without which Excel does not read UTF-8.
func NewWriter(w io.Writer, bom bool) *Writer {
	c := &Writer{w: w, buf: make([]byte, 0, bufferSize)}
	if bom {
		c.buf = append(c.buf, "\uFEFF"...)
	}
	return c
}

// Header writes one row of names made by us.
func (c *Writer) Header(names ...string) {
	for _, name := range names {
		c.Raw(name)
	}
	c.EndRow()
}

// Text writes a cell that people typed or that came from outside.
func (c *Writer) Text(s string) {
	c.next()
	if startsFormula(s) {
		c.quote("'", s)
		return
	}
	c.plain(s)
}

// Raw writes a cell made by us, such as an id, a code or a date, without guard.
func (c *Writer) Raw(s string) {
	c.next()
	c.plain(s)
}

// List writes several values in one cell, joined with "; ".
func (c *Writer) List(items []string) {
	c.next()
	if len(items) == 1 && !startsFormula(items[0]) {
		c.plain(items[0])
		return
	}
	if len(items) == 0 {
		c.blank = true
		return
	}
	// What makes a formula of the joined text stands in the first item: a
	// semicolon after apostrophes is none.
	c.put(`"`)
	if startsFormula(items[0]) {
		c.put("'")
	}
	for i, item := range items {
		if i > 0 {
			c.put("; ")
		}
		c.double(item)
	}
	c.put(`"`)
}

// Int writes a whole number.
func (c *Writer) Int(n int64) {
	c.next()
	c.room(roomForNumber)
	c.buf = strconv.AppendInt(c.buf, n, 10)
}

// Bool writes true or false.
func (c *Writer) Bool(b bool) {
	if b {
		c.Raw("true")
		return
	}
	c.Raw("false")
}

// Time writes Unix milliseconds as RFC 3339 in UTC with milliseconds; 0 is a
// time that is not known, an empty cell.
func (c *Writer) Time(ms int64) {
	c.next()
	if ms == 0 {
		c.blank = true
		return
	}
	c.room(roomForNumber)
	c.buf = appendTime(c.buf, ms)
}

// Money writes an amount in minor units as a decimal with the digits of its
// currency (ISO 4217: 0 to 4).
func (c *Writer) Money(minor int64, digits int) {
	c.next()
	c.room(roomForNumber)
	c.buf = appendMoney(c.buf, minor, digits)
}

// EndRow ends the row.
func (c *Writer) EndRow() {
	// A row of one empty cell would be an empty line, which readers skip.
	if c.cells == 1 && c.blank {
		c.put(`""`)
	}
	c.put("\r\n")
	c.cells, c.blank = 0, false
}

// Flush writes out what is held and returns the first error of all writes.
func (c *Writer) Flush() error {
	c.empty()
	return c.err
}

func (c *Writer) next() {
	if c.cells > 0 {
		c.room(1)
		c.buf = append(c.buf, ',')
	}
	c.cells++
	c.blank = false
}

func (c *Writer) plain(s string) {
	if s == "" {
		c.blank = true
		return
	}
	if needsQuotes(s) {
		c.quote("", s)
		return
	}
	c.put(s)
}

func (c *Writer) quote(guard, s string) {
	c.put(`"`)
	c.put(guard)
	c.double(s)
	c.put(`"`)
}

// double puts s with every quote twice.
func (c *Writer) double(s string) {
	from := 0
	for i := range len(s) {
		if s[i] == '"' {
			c.put(s[from : i+1])
			from = i
		}
	}
	c.put(s[from:])
}

// put cuts what does not fit, so that the buffer never grows.
func (c *Writer) put(s string) {
	for len(s) > cap(c.buf)-len(c.buf) {
		n := cap(c.buf) - len(c.buf)
		c.buf = append(c.buf, s[:n]...)
		s = s[n:]
		c.empty()
	}
	c.buf = append(c.buf, s...)
}

func (c *Writer) room(n int) {
	if cap(c.buf)-len(c.buf) < n {
		c.empty()
	}
}

func (c *Writer) empty() {
	if c.err == nil && len(c.buf) > 0 {
		n, err := c.w.Write(c.buf)
		if err == nil && n < len(c.buf) {
			err = io.ErrShortWrite
		}
		c.err = err
	}
	c.buf = c.buf[:0]
}

// needsQuotes holds for RFC 4180's comma, quote and line ends, and for spaces at
// the ends, which some readers trim.
func needsQuotes(s string) bool {
	if s[0] == ' ' || s[len(s)-1] == ' ' {
		return true
	}
	for i := range len(s) {
		if special[s[i]] {
			return true
		}
	}
	return false
}

var special = [256]bool{',': true, '"': true, '\r': true, '\n': true}

// appendTime takes 23 ns where time.AppendFormat takes 81, and two in twenty cells
// of every row are times.
func appendTime(b []byte, ms int64) []byte {
	t := time.UnixMilli(ms).UTC()
	year, month, day := t.Date()
	if year < 0 || year > 9999 {
		return t.AppendFormat(b, "2006-01-02T15:04:05.000Z")
	}
	hour, minute, second := t.Clock()
	b = appendTwo(appendTwo(b, year/100), year%100)
	b = appendTwo(append(b, '-'), int(month))
	b = appendTwo(append(b, '-'), day)
	b = appendTwo(append(b, 'T'), hour)
	b = appendTwo(append(b, ':'), minute)
	b = appendTwo(append(b, ':'), second)
	millis := t.Nanosecond() / 1e6
	b = append(b, '.', byte('0'+millis/100))
	return append(appendTwo(b, millis%100), 'Z')
}

func appendTwo(b []byte, n int) []byte {
	return append(b, byte('0'+n/10), byte('0'+n%10))
}

func appendMoney(b []byte, minor int64, digits int) []byte {
	n := uint64(minor) //nolint:gosec // the sign is written apart, the magnitude of MinInt64 fits
	if minor < 0 {
		b, n = append(b, '-'), -n
	}
	if digits <= 0 {
		return strconv.AppendUint(b, n, 10)
	}
	var number [20]byte
	s := strconv.AppendUint(number[:0], n, 10)
	whole := max(len(s)-digits, 0)
	if whole == 0 {
		b = append(b, '0')
	}
	b = append(append(b, s[:whole]...), '.')
	for range digits - len(s) {
		b = append(b, '0')
	}
	return append(b, s[whole:]...)
}
