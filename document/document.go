// Package document turns the bytes of a file into its type, its canonical text
// with its structure or the places of its words, its properties and attachments.
// Its readers are pure: they touch nothing but their input. Hostile files can make
// them loop or eat memory, so they run in a child process with limits only; see
// package reading.
package document

import (
	"errors"
	"io"
	"unicode"

	"onus"
)

// Input is a file to read.
type Input struct {
	R        io.ReaderAt
	Size     int64  // bytes
	Name     string // as it was uploaded: a hint where the bytes say too little
	Password string // "" for none
}

// Why a file is not read. A reader wraps one of these; any other error and every
// panic is damage.
var (
	ErrPassword   = errors.New("protected by a password")
	ErrDamaged    = errors.New("damaged")
	ErrTooLarge   = errors.New("too large")
	ErrUnreadable = errors.New("not a type that is read")
)

// Limits of one document, whatever its format.
const (
	maxText        = 20 << 20 // bytes of canonical text
	maxParts       = 20_000
	maxUnpacked    = 200 << 20 // bytes that come out of a compressed file
	maxAttachments = 500
	maxAttached    = 30 << 20 // bytes of all attachments together
)

// state is the state that an error of a reader stands for.
func state(err error) string {
	switch {
	case errors.Is(err, ErrPassword):
		return onus.ReadPassword
	case errors.Is(err, ErrTooLarge):
		return onus.ReadTooLarge
	case errors.Is(err, ErrUnreadable):
		return onus.ReadUnreadable
	}
	return onus.ReadDamaged
}

// isBlank: nothing of it is to be seen in a line.
func isBlank(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }
