// Package reading runs the readers of package document where what they are given
// cannot hurt: in child processes, without network, without files but the one that is
// read, with limits of time, memory and output. It keeps the queue of files that
// wait to be read moving, and the pictures of pages that were made.
//
// The parent is a Pool; a Desk takes the work of the store to it. The child is a
// Child, started by the command onus read-document.
package reading

import (
	"errors"
	"log/slog"
	"time"

	"onus/document"
)

// Limits of a child process, from the issue that asked for it.
const (
	limitCPU    = 20 // seconds of processor, after the start
	limitWall   = 30 * time.Second
	limitMemory = 1 << 30  // bytes of private memory
	limitOutput = 50 << 20 // bytes of an answer
	limitFiles  = 32       // open ones: those of the Go runtime, the socket and the input
	// softMemory makes the Go runtime of the child clear up before it is refused memory.
	softMemory = 900 << 20
	limitStack = 64 << 20 // bytes of one goroutine
	// niceness of the children: whoever waits for a page goes first.
	niceness = 10
)

// Why a child was ended before it had answered.
var (
	ErrTimeLimit = errors.New("over the limit of time")
	ErrMemory    = errors.New("over the limit of memory")
	ErrOutput    = document.ErrOutput
	ErrCrashed   = errors.New("the reader crashed")
)

// Widths of page pictures in pixels: of a thumbnail, and of a page on small, usual and
// large screens.
var Widths = [...]int{160, 900, 1400, 2200}

// RoundWidth is the next width that pictures are made in.
func RoundWidth(width int) int {
	for _, w := range Widths {
		if width <= w {
			return w
		}
	}
	return Widths[len(Widths)-1]
}

// Config is what a Pool is made from.
type Config struct {
	// Command starts a child; arguments for the mode are added. It is the path of a
	// program and its first arguments.
	Command []string
	Log     *slog.Logger // nil: none
	// After is when the first child is started, if none is needed before; at once it
	// would take its time from the start of the server.
	After time.Duration
}

func (c *Config) log() *slog.Logger {
	if c.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return c.Log
}
