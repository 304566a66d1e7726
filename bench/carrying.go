package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"time"

	"onus"
)

// newVersion gives a text of a million letters with 1,000 passages a second version, in
// which every fiftieth paragraph has a sentence more.
func (b *annotatingBench) newVersion(ctx context.Context) error {
	d, err := b.document(ctx, 1_000_000, 1000)
	if err != nil {
		return err
	}
	changed := bytes.Split([]byte(string(d.body)), []byte("\n\n"))
	for i := 0; i < len(changed); i += 50 {
		changed[i] = append([]byte("This sentence was not there before. "), changed[i]...)
	}
	begun := time.Now()
	if err := b.addVersion(ctx, d.id, bytes.Join(changed, []byte("\n\n"))); err != nil {
		return err
	}
	if err := b.await(ctx); err != nil {
		return err
	}
	read := time.Since(begun)
	placed, err := b.placed(ctx, d.id)
	if err != nil {
		return err
	}
	b.table.row("1,000 passages carried to a new version of 1,000,000 letters", below(time.Since(begun).Seconds(), "s", 10),
		fmt.Sprintf("reading it took %.1f s; %d placed", read.Seconds(), placed))
	return nil
}

// placed waits until all passages of an item have been looked for, and answers how many
// are in its second version.
func (b *annotatingBench) placed(ctx context.Context, id string) (int64, error) {
	r, err := b.store.Reading(ctx, benchCase, id, 0)
	if err != nil {
		return 0, err
	}
	w := onus.Work{CaseID: benchCase, EvidenceID: id}
	for range 3000 {
		_, left, err := b.store.ToCarry(ctx, w)
		if err != nil {
			return 0, err
		}
		if len(left) == 0 {
			u, _, err := b.store.UserByEmail(ctx, readerEmail)
			if err != nil {
				return 0, err
			}
			return b.store.CountAnnotationsOf(ctx, u.ID, benchCase, r.TextID)
		}
		time.Sleep(10 * time.Millisecond)
	}
	return 0, errors.New("the passages are not carried after half a minute")
}

func (b *annotatingBench) addVersion(ctx context.Context, id string, content []byte) error {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "long.txt")
	if err == nil {
		_, err = part.Write(content)
	}
	if err = errors.Join(err, form.Close()); err != nil {
		return err
	}
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+b.server.addr+"/cases/"+benchCase+"/evidence/"+id+"/files", &body)
	if err != nil {
		return err
	}
	q.Header.Set("Content-Type", form.FormDataContentType())
	q.Header.Set("Sec-Fetch-Site", "same-origin")
	q.AddCookie(&http.Cookie{Name: "onus", Value: b.cookie})
	answer, err := unredirected.Do(q)
	if err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther {
		return fmt.Errorf("a new version answers %d", answer.StatusCode)
	}
	return nil
}
