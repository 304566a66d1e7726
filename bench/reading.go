package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"onus"
	"onus/db"
)

// readingBench measures documents that come in through the browser's way: uploads, their
// texts, the pictures of their pages.
type readingBench struct {
	run
	store  *db.Store
	server *server
	author *author
}

// reading measures on a case of its own, with the binary.
func (r *run) reading(ctx context.Context) error {
	b := readingBench{run: *r, author: newAuthor()}
	b.data = filepath.Join(r.folder, "reading")
	store, err := db.Open(ctx, db.Config{Folder: b.data})
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()
	b.store = store
	if err := b.prepare(ctx); err != nil {
		return err
	}
	defer b.server.stop()
	for _, step := range []func(context.Context) error{b.largeFile, b.longText, b.pictures, b.thousandPages, b.manyFiles, b.hostile} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// prepare makes the case, starts the server, and has it read a first file: the code of
// its readers is compiled at the first start, once.
func (b *readingBench) prepare(ctx context.Context) error {
	if err := b.store.Migrate(ctx); err != nil {
		return err
	}
	u := onus.User{Email: readerEmail, UserName: "Rik Reader", Language: "en"}
	if err := b.store.CreateUser(ctx, actor, &u, "none"); err != nil {
		return err
	}
	if err := b.store.CreateCase(ctx, actor, u.ID, &onus.Case{Head: onus.Head{ID: benchCase}, Title: "Northwind Cloud v. Meridian Systems"}); err != nil {
		return err
	}
	var err error
	if b.cookie, err = b.store.StartSession(ctx, u.ID, db.SessionLimits{Idle: time.Hour, Absolute: time.Hour}); err != nil {
		return err
	}
	addr, err := freeAddr()
	if err != nil {
		return err
	}
	c := exec.CommandContext(ctx, b.binary, "--data", b.data, "--addr", addr, "--max-upload", "2147483648", "--min-free", "0")
	c.Stderr = os.Stderr
	b.server = &server{c, addr}
	if err := c.Start(); err != nil {
		return err
	}
	if _, _, err := b.page(ctx, b.server, listURL); err != nil {
		return err
	}
	first := time.Now()
	if _, err := b.read(ctx, "first.pdf", b.author.pdf(10, "first")); err != nil {
		return err
	}
	b.table.row("first file after the first start, with compiling", plain(time.Since(first).Seconds(), "s"), "")
	return nil
}

// upload sends a file as a browser does.
func (b *readingBench) upload(ctx context.Context, name string, content io.Reader) error {
	from, to := io.Pipe()
	form := multipart.NewWriter(to)
	go func() {
		part, err := form.CreateFormFile("file", name)
		if err == nil {
			_, err = io.Copy(part, content)
		}
		_ = to.CloseWithError(errors.Join(err, form.Close()))
	}()
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+b.server.addr+"/cases/"+benchCase+"/evidence/add", from)
	if err != nil {
		return err
	}
	q.Header.Set("Content-Type", form.FormDataContentType())
	q.Header.Set("Sec-Fetch-Site", "same-origin")
	q.AddCookie(&http.Cookie{Name: "onus", Value: b.cookie})
	answer, err := http.DefaultClient.Do(q)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	page, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("upload %s: status %d: %.500s", name, answer.StatusCode, page)
	}
	return err
}

// states counts the files by their state.
func (b *readingBench) states(ctx context.Context) (map[string]int, []onus.Evidence, error) {
	page, err := b.store.ListEvidence(ctx, benchCase, onus.Filter{Limit: 1000})
	if err != nil {
		return nil, nil, err
	}
	var ids []string
	for i := range page.Rows {
		ids = append(ids, page.Rows[i].ID)
	}
	counted := map[string]int{}
	all, err := b.store.Readings(ctx, benchCase, ids)
	for _, r := range all {
		counted[r.State]++
	}
	return counted, page.Rows, err
}

// await waits until nothing waits to be read.
func (b *readingBench) await(ctx context.Context) error {
	for {
		counted, _, err := b.states(ctx)
		if err != nil {
			return err
		}
		if counted[onus.ReadWaiting]+counted[onus.ReadReading] == 0 {
			if counted[onus.ReadDone] == 0 {
				return fmt.Errorf("nothing was read: %v", counted)
			}
			return nil
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// read uploads a file, waits until it can be searched, and answers its item.
func (b *readingBench) read(ctx context.Context, name string, content []byte) (string, error) {
	if err := b.upload(ctx, name, bytes.NewReader(content)); err != nil {
		return "", err
	}
	if err := b.await(ctx); err != nil {
		return "", err
	}
	_, items, err := b.states(ctx)
	if err != nil {
		return "", err
	}
	newest := slices.MaxFunc(items, func(x, y onus.Evidence) int { return int(x.Number - y.Number) })
	return newest.ID, nil
}
