package onus

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// What a change did.
const (
	ActionCreate  = "create"
	ActionUpdate  = "update"
	ActionDelete  = "delete"
	ActionRestore = "restore"
)

// Change is one line of the append-only history of a case. Op is shared by all
// changes of one request, so that they can be undone together. Field, Old and
// New are set by an update; New of a creation is the thing as JSON.
type Change struct {
	CaseID                         string
	Seq, At                        int64
	Actor, Action, Noun, ID, Field string
	Old, New, Reason, Op           string
	Version                        int64 // of the thing, after the change
	Hash                           string
	Title                          string // what the thing was called then
}

// Chain is the hash of c after prev, the hash of the change before it in the
// same case ("" for the first): SHA-256 over every field with its length
// before it, in hexadecimal. Whoever alters or drops a line breaks the chain.
func (c *Change) Chain(prev string) string {
	b := make([]byte, 0, 512)
	for _, s := range []string{prev, c.CaseID, c.Actor, c.Action, c.Noun, c.ID, c.Field, c.Old, c.New, c.Reason, c.Op, c.Title} {
		b = binary.BigEndian.AppendUint64(b, uint64(len(s)))
		b = append(b, s...)
	}
	for _, n := range []int64{c.Seq, c.At, c.Version} {
		b = binary.BigEndian.AppendUint64(b, uint64(n)) //nolint:gosec // bits, not a quantity
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Actor is who writes, and why; the store puts both into the history.
type Actor struct {
	Email, Reason string
	Op            string // "": the store makes one
}
