package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"onus/db"
	"onus/document"
	"onus/reading"
)

// readDocumentCmd is the process that reads documents; the server starts it. Package
// reading says what it may do.
type readDocumentCmd struct {
	Cache     string `help:"Folder of compiled code."`
	FillCache bool   `help:"Make it, and end."`
	Pages     bool   `help:"Be ready for pictures of pages."`
	OCR       string `name:"ocr" help:"Become tesseract for these languages."`
	Tesseract string `help:"Path of tesseract."`
	Tessdata  string `help:"Folder of its languages."`
	DPI       string `name:"dpi" help:"Resolution of its picture."`
}

func (c *readDocumentCmd) Run() error {
	if c.OCR != "" {
		return reading.BecomeOCR(reading.OCR{Program: c.Tesseract, Languages: c.OCR, Data: c.Tessdata, DPI: c.DPI})
	}
	r := reader{document.NewReader(c.Cache), c.Pages}
	if !c.FillCache {
		return reading.ServeChild(r)
	}
	err := r.Warm()
	if err == nil || c.Cache == "" {
		return err
	}
	// What is there may be damaged. It is made anew.
	if err := errors.Join(os.RemoveAll(c.Cache), os.MkdirAll(c.Cache, 0o750)); err != nil {
		return err
	}
	return document.NewReader(c.Cache).Warm()
}

type reader struct {
	*document.Reader
	pages bool
}

func (r reader) Warm() error {
	if r.pages {
		return r.WarmForPages()
	}
	return r.Reader.Warm()
}

func (reader) Stamp(in document.Input, w io.Writer, label func(page int) string) error {
	return document.Stamp(in, w, label)
}

// startReading begins to read what waits, until ctx ends or stop is called.
func (p *program) startReading(ctx context.Context, store *db.Store) (desk *reading.Desk, stop func(), err error) {
	self, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	cache, err := filepath.Abs(filepath.Join(p.flags.Data, "cache"))
	if err != nil {
		return nil, nil, err
	}
	compiled := filepath.Join(cache, "compiled")
	if err := os.MkdirAll(compiled, 0o750); err != nil {
		return nil, nil, err
	}
	desk = reading.NewDesk(reading.DeskConfig{Store: store, Command: []string{self, "read-document", "--cache", compiled},
		Folder: filepath.Join(cache, "pages"), Log: p.log(), After: time.Second})
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { desk.Run(ctx) })
	return desk, func() {
		cancel()
		running.Wait()
		desk.Close()
	}, nil
}
