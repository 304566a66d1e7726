package reading

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"time"

	"onus"
	"onus/document"
)

const (
	// lease is how long a piece of work is kept by a server that has died. It is renewed
	// while the work goes on.
	lease   = 3 * time.Minute
	renewal = lease / 3
	// pause is how long until work is looked for again that nobody has called for.
	pause = time.Second
	// maxClaims is after how many claims an error of the store or the disk is taken for
	// the fault of the file: something in it may be what they refuse.
	maxClaims = 20
	// usualBreather is how long nothing is tried when the server itself is not well.
	usualBreather = 5 * time.Second
)

// Run does the work of the store until ctx ends; then it gives back what it has.
func (d *Desk) Run(ctx context.Context) {
	d.prepare(ctx)
	for ctx.Err() == nil {
		w, err := d.store.ClaimWork(ctx, lease)
		if err == nil {
			if !d.work(ctx, w) {
				wait(ctx, d.breather) // what is wrong here would be wrong with the next file too
			}
			continue
		}
		if !errors.Is(err, onus.ErrNotFound) && ctx.Err() == nil {
			d.log.Error("no work can be taken", "err", err)
		}
		select {
		case <-ctx.Done():
		case <-d.wake:
		case <-time.After(pause):
		}
	}
}

func (d *Desk) prepare(ctx context.Context) {
	t := findTesseract(ctx)
	d.mu.Lock()
	d.ocr = t
	d.mu.Unlock()
	go d.cache.trim()
	// Of a file there is one process only; of PostgreSQL there may be others.
	if d.store.Engine() == "SQLite" {
		if err := d.store.FreeLeases(ctx); err != nil && ctx.Err() == nil {
			d.log.Error("work of the last run is not given back yet", "err", err)
		}
	}
}

func wait(ctx context.Context, t time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(t):
	}
}

// work does one piece of work. What goes wrong with it is no reason to stop; it is not
// ok if something else than the file is wrong.
func (d *Desk) work(ctx context.Context, w onus.Work) (ok bool) {
	held, lost := context.WithCancel(ctx)
	defer lost()
	go d.renew(held, lost, w)
	err := d.try(held, w)
	switch {
	case err == nil:
		return true
	case errors.Is(err, onus.ErrConflict), errors.Is(err, onus.ErrNotFound):
		return true // it is another's, or nobody's any more
	case ctx.Err() != nil:
		err = d.store.ReleaseWork(ctx, w)
	case w.Tries >= maxClaims:
		err = errors.Join(err, d.store.FailWork(ctx, w, onus.ReadDamaged, fmt.Sprintf("given up after %d tries: %v", w.Tries, err), false))
	}
	if err != nil {
		// Nothing is wrong with the file: it is tried again when the lease ends.
		d.log.Error("a file is not read yet", "case", w.CaseID, "evidence", w.EvidenceID, "kind", w.Kind, "try", w.Tries, "err", err)
	}
	return err == nil
}

func (d *Desk) renew(ctx context.Context, lost context.CancelFunc, w onus.Work) {
	again := time.NewTicker(renewal)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
		if err := d.store.RenewWork(ctx, w, lease); errors.Is(err, onus.ErrConflict) || errors.Is(err, onus.ErrNotFound) {
			lost()
			return
		}
	}
}

func (d *Desk) try(ctx context.Context, w onus.Work) (err error) {
	defer func() {
		if p := recover(); p != nil {
			d.log.Error("panic", "work", w.ID, "panic", p, "stack", string(debug.Stack()))
			err = d.store.FailWork(context.WithoutCancel(ctx), w, onus.ReadDamaged, fmt.Sprint("panic: ", p), true)
		}
	}()
	if w.Kind == onus.WorkCarry {
		return d.carry(ctx, w)
	}
	f, err := d.store.OpenBytes(w.SHA256)
	if errors.Is(err, os.ErrNotExist) {
		return d.store.FailWork(ctx, w, onus.ReadDamaged, "the bytes of the file are gone", false)
	}
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	if w.Kind == onus.WorkOCR {
		return d.recognise(ctx, w, f)
	}
	return d.read(ctx, w, f)
}

func (d *Desk) read(ctx context.Context, w onus.Work, f *os.File) error {
	doc, err := d.pool.Read(ctx, f, w.CaseID, w.Filename)
	if killed(err) {
		d.log.Warn("a reader was ended", "case", w.CaseID, "evidence", w.EvidenceID, "try", w.Tries, "err", err)
		return d.store.FailWork(ctx, w, stateOf(err), err.Error(), !errors.Is(err, ErrOutput))
	}
	if err != nil {
		return err
	}
	attached, err := d.putAttached(doc)
	if err != nil {
		return err
	}
	return d.store.KeepReading(ctx, w, doc, attached)
}

// stateOf is what people are told of a file whose reader was ended.
func stateOf(err error) string {
	switch {
	case errors.Is(err, ErrTimeLimit):
		return onus.ReadTimeLimit
	case errors.Is(err, ErrMemory), errors.Is(err, ErrOutput):
		return onus.ReadTooLarge
	}
	return onus.ReadDamaged
}

// recognise does one page and gives the work back, so that files that wait to be read
// go before the next page. After the last page the text is complete.
func (d *Desk) recognise(ctx context.Context, w onus.Work, f *os.File) error {
	t := d.tesseract()
	if t == nil {
		return d.store.FailWork(ctx, w, "", "tesseract is not installed", false)
	}
	if missing := t.missing(w.Languages); missing != "" {
		return d.store.FailWork(ctx, w, "", fmt.Sprintf("tesseract has no language %q", missing), false)
	}
	if w.Page > w.Pages {
		return d.store.FinishOCR(ctx, w, t.extractor(w.Languages))
	}
	r, err := d.store.Reading(ctx, w.CaseID, w.EvidenceID, w.FileVersion)
	if err != nil {
		return err
	}
	sizes, err := d.store.PartSizes(ctx, w.CaseID, r.TextID)
	if err != nil {
		return err
	}
	if int64(len(sizes)) < w.Page {
		return d.store.FailWork(ctx, w, "", fmt.Sprintf("page %d of %d", w.Page, len(sizes)), false)
	}
	size := sizes[w.Page-1]
	part, err := d.pool.recognise(ctx, t, f, int(w.Page), size.Width, size.Height, w.Languages)
	var refused *document.Failure
	switch {
	case killed(err) && w.Tries < 2:
		return d.store.FailWork(ctx, w, "", err.Error(), true)
	case killed(err), errors.As(err, &refused):
		// The rest of the document is worth more: the page stays empty, with no confidence.
		d.log.Warn("a page is not recognised", "case", w.CaseID, "evidence", w.EvidenceID, "page", w.Page, "err", err)
		part = onus.Part{Width: size.Width, Height: size.Height, Confidence: onus.NotRecognised}
	case err != nil:
		return err
	}
	if err := d.store.KeepOCRPage(ctx, w, onus.TextPart{Part: part, Number: w.Page}); err != nil {
		return err
	}
	return d.store.ReleaseWork(ctx, w)
}
