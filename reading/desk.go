package reading

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"onus"
	"onus/db"
	"onus/document"
)

// Store is what a Desk needs of the store; db.Store is one.
type Store interface {
	Engine() string
	FreeLeases(ctx context.Context) error
	ClaimWork(ctx context.Context, lease time.Duration) (onus.Work, error)
	RenewWork(ctx context.Context, w onus.Work, lease time.Duration) error
	ReleaseWork(ctx context.Context, w onus.Work) error
	FailWork(ctx context.Context, w onus.Work, state, note string, again bool) error
	KeepReading(ctx context.Context, w onus.Work, d *onus.Document, attached []onus.File) error
	KeepUnlocked(ctx context.Context, who onus.Actor, r onus.Reading, d *onus.Document, attached []onus.File) error
	KeepOCRPage(ctx context.Context, w onus.Work, p onus.TextPart) error
	FinishOCR(ctx context.Context, w onus.Work, extractor string) error
	Reading(ctx context.Context, caseID, evidenceID string, version int64) (onus.Reading, error)
	PartSizes(ctx context.Context, caseID, textID string) ([]db.PartSize, error)
	OpenBytes(sum string) (*os.File, error)
	ToCarry(ctx context.Context, w onus.Work) (to onus.TextInfo, all []onus.Annotation, err error)
	TextInfo(ctx context.Context, caseID, textID string) (onus.TextInfo, error)
	Window(ctx context.Context, caseID string, t *onus.TextInfo, start, end int64) (text string, offset, part int64, err error)
	PartStarts(ctx context.Context, caseID, textID string) ([]int64, error)
	KeepCarried(ctx context.Context, w onus.Work, to onus.TextInfo, all []onus.Carried) error
	EndCarrying(ctx context.Context, w onus.Work) error
	PutFile(r io.Reader, limit int64) (db.Upload, error)
}

// DeskConfig is what a Desk is made from.
type DeskConfig struct {
	Store   Store
	Command []string      // starts a child; see Config
	Folder  string        // where pictures of pages are kept
	Bytes   int64         // how much of them; 0: 2 GiB
	Log     *slog.Logger  // nil: none
	After   time.Duration // see Config
}

const defaultCache = 2 << 30

// Desk does the work that waits in a store, and answers for the pages and texts of
// files whose bytes are kept in it. It asks for no right: whoever calls it has found
// the file in a case.
type Desk struct {
	store Store
	pool  *Pool
	cache *cache
	log   *slog.Logger
	wake  chan struct{}

	breather time.Duration // after what is not the fault of a file

	mu  sync.Mutex
	ocr *tesseract
}

// NewDesk makes a desk; Run lets it work, Close ends it.
func NewDesk(c DeskConfig) *Desk {
	if c.Bytes == 0 {
		c.Bytes = defaultCache
	}
	pool := NewPool(Config{Command: c.Command, Log: c.Log, After: c.After})
	log := pool.config.log()
	return &Desk{store: c.Store, pool: pool, cache: newCache(c.Folder, c.Bytes, log), log: log, wake: make(chan struct{}, 1), breather: usualBreather}
}

// Close ends all children. Run has to have ended before.
func (d *Desk) Close() { d.pool.Close() }

// Wake says that there is work, so that it need not wait to be found.
func (d *Desk) Wake() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// Languages are those that text can be recognised in, as tesseract names them; none if
// it is not installed.
func (d *Desk) Languages() []string {
	if t := d.tesseract(); t != nil {
		return t.languages
	}
	return nil
}

func (d *Desk) tesseract() *tesseract {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ocr
}

// Page is a picture of a page, from 1, as JPEG, as wide as the next of Widths. open opens
// the bytes whose hash is sum. Errors wrap one of package document, or ErrTimeLimit, ErrMemory,
// ErrOutput, ErrCrashed.
func (d *Desk) Page(ctx context.Context, sum string, open func() (*os.File, error), page, width int) ([]byte, error) {
	jpeg, err := d.cache.get(ctx, sum, page, RoundWidth(width), func(ctx context.Context) ([]byte, error) {
		f, err := open()
		if err != nil {
			return nil, err
		}
		defer func() { _ = f.Close() }()
		return d.pool.Picture(ctx, f, sum, page, RoundWidth(width))
	})
	if errors.Is(err, document.ErrPassword) { // Unlock has made the only ones there can be
		if unlocked, e := d.cache.read(d.cache.path(sum, page, unlockedWidth)); e == nil {
			return unlocked, nil
		}
	}
	return jpeg, err
}

// unlockedWidth is that of the pictures that are made while a password is known.
const unlockedWidth = 1400

// Unlock reads a file with its password, keeps what it says, and pictures of its pages;
// the password is not kept. document.ErrPassword if it is not the right one.
func (d *Desk) Unlock(ctx context.Context, who onus.Actor, r onus.Reading, password string) error {
	f, err := d.store.OpenBytes(r.SHA256)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	doc, err := d.pool.Unlock(ctx, f, r.Filename, password, unlockedWidth, func(page int, jpeg []byte) error {
		d.cache.keep(d.cache.path(r.SHA256, page, unlockedWidth), jpeg)
		return nil
	})
	if err != nil {
		return err
	}
	if doc.State == onus.ReadPassword {
		return document.ErrPassword
	}
	if r.TextID != "" { // it is kept already; only the pictures had gone
		return nil
	}
	attached, err := d.putAttached(doc)
	if err != nil {
		return err
	}
	return d.store.KeepUnlocked(ctx, who, r, doc, attached)
}

// Stamp writes a stamped copy of the PDF f to w; see Pool.Stamp.
func (d *Desk) Stamp(ctx context.Context, f *os.File, w io.Writer, prefix string, first int64, digits int) error {
	return d.pool.Stamp(ctx, f, w, prefix, first, digits)
}

// putAttached brings the files within a document to the disk.
func (d *Desk) putAttached(doc *onus.Document) ([]onus.File, error) {
	var all []onus.File
	for i := range doc.Attachments {
		a := &doc.Attachments[i]
		up, err := d.store.PutFile(strings.NewReader(string(a.Data)), int64(len(a.Data)))
		if err != nil {
			return nil, fmt.Errorf("keep attachment %q: %w", a.Name, err)
		}
		all = append(all, onus.File{Filename: filepath.Base(filepath.ToSlash(a.Name)), MediaType: a.MediaType, Size: up.Size, SHA256: up.SHA256})
		a.Data = nil
	}
	return all, nil
}
