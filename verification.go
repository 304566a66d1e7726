package onus

import (
	"fmt"
	"strings"
)

// Mismatch is a file whose bytes are not what was uploaded.
type Mismatch struct {
	Exhibit, Filename, Version string
	Expected, Found            string // SHA-256; Found is "" where the bytes are gone or cannot be read
}

// String is the mismatch as one line, for the record of a verification.
func (m Mismatch) String() string {
	fields := []string{m.Exhibit, m.Filename, m.Version, m.Expected, m.Found}
	for i, f := range fields {
		fields[i] = strings.Map(func(r rune) rune {
			if r == '\t' || r == '\n' || r == '\r' {
				return ' '
			}
			return r
		}, f)
	}
	return strings.Join(fields, "\t")
}

// ParseMismatch reads a line that String made.
func ParseMismatch(line string) (m Mismatch, err error) {
	f := strings.Split(line, "\t")
	if len(f) != 5 {
		return m, fmt.Errorf("%q is no line of a verification", line)
	}
	return Mismatch{f[0], f[1], f[2], f[3], f[4]}, nil
}
