package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"onus"
	"onus/db"
)

// annotatingBench measures marking passages of long texts, and how soon others see it.
type annotatingBench struct {
	readingBench
	random *rand.Rand
}

func (r *run) annotating(ctx context.Context) error {
	b := annotatingBench{readingBench{run: *r, author: newAuthor()}, rand.New(rand.NewPCG(1, 2))} //nolint:gosec // no secret
	b.data = filepath.Join(r.folder, "annotating")
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
	for _, size := range []struct{ letters, annotations int }{{1_000_000, 10_000}, {5_000_000, 50_000}} {
		if err := b.longDocument(ctx, size.letters, size.annotations); err != nil {
			return err
		}
	}
	return b.newVersion(ctx)
}

// annotated is a text of so many letters with so many passages marked in it.
type annotated struct {
	id   string
	text onus.TextInfo
	body []rune
}

// prose is n letters of documents in three languages, with a blank line between them.
func (b *annotatingBench) prose(n int) string {
	var s strings.Builder
	b.documents += 1000 // no two are the same
	for i, letters := b.documents, 0; letters < n; i++ {
		_, text := b.author.text(i)
		s.WriteString(text + "\n\n")
		letters += len([]rune(text)) + 2
	}
	return string([]rune(s.String())[:n])
}

func (b *annotatingBench) document(ctx context.Context, letters, annotations int) (*annotated, error) {
	body := b.prose(letters)
	id, err := b.read(ctx, "long.txt", []byte(body))
	if err != nil {
		return nil, err
	}
	r, err := b.store.Reading(ctx, benchCase, id, 0)
	if err != nil {
		return nil, err
	}
	d := &annotated{id: id, body: []rune(body)}
	if d.text, err = b.store.TextInfo(ctx, benchCase, r.TextID); err != nil {
		return nil, err
	}
	if d.text.Length != int64(letters) {
		return nil, fmt.Errorf("the text has %d code points, not %d", d.text.Length, letters)
	}
	return d, b.annotate(ctx, d, annotations)
}

// annotate marks passages of 20 to 400 letters everywhere: each place lies under two.
func (b *annotatingBench) annotate(ctx context.Context, d *annotated, n int) error {
	type place struct{ start, end int }
	places := make(chan place)
	errs := make(chan error, 64)
	var makers sync.WaitGroup
	for range 32 {
		makers.Go(func() {
			for p := range places {
				a := onus.Annotation{Head: onus.Head{CaseID: benchCase}, EvidenceID: d.id, Body: "bench", Passage: d.passage(p.start, p.end)}
				if err := b.store.CreateAnnotation(ctx, actor, &a); err != nil {
					errs <- err
					return
				}
			}
		})
	}
	var err error
	for range n {
		start := b.random.IntN(len(d.body) - 500)
		select {
		case places <- place{start, start + 20 + b.random.IntN(380)}:
		case err = <-errs:
		}
		if err != nil {
			break
		}
	}
	close(places)
	makers.Wait()
	return err
}

func (d *annotated) passage(start, end int) onus.Passage {
	return onus.Passage{TextID: d.text.ID, FileVersion: 1, Start: int64(start), End: int64(end), Quote: string(d.body[start:end]),
		Prefix: string(d.body[max(0, start-32):start]), Suffix: string(d.body[end:min(len(d.body), end+32)])}
}

func (b *annotatingBench) longDocument(ctx context.Context, letters, annotations int) error {
	d, err := b.document(ctx, letters, annotations)
	if err != nil {
		return err
	}
	what := fmt.Sprintf("%d,000,000 letters, %d,000 passages: ", letters/1_000_000, annotations/1000)
	opened, err := b.times(ctx, 40, func(int) string { return documentURL(d.id) })
	if err != nil {
		return err
	}
	b.table.row(what+"opened, to the first block (p95 of 40)", below(percentile(opened, 95), "ms", 100), "")
	before := b.server.processor()
	blocks, err := b.times(ctx, 200, func(int) string {
		return fmt.Sprintf("%s/parts/%d?version=1", documentURL(d.id), 1+b.random.Int64N(d.text.Parts))
	})
	if err != nil {
		return err
	}
	used := (b.server.processor() - before).Seconds() * 1000 / 200
	b.table.row("  a block (median of 200)", below(percentile(blocks, 50), "ms", 5), fmt.Sprintf("p95 %.1f ms; %.1f ms of the processor", percentile(blocks, 95), used))
	text, err := b.times(ctx, 10, func(int) string { return "/cases/" + benchCase + "/evidence/" + d.id + "/text" })
	if err != nil {
		return err
	}
	b.table.row("  the whole text (median of 10)", below(percentile(text, 50), "ms", 300), "")
	if err := b.marks(ctx, d, 20, 300*time.Millisecond, 95); err != nil {
		return err
	}
	if letters > 1_000_000 {
		return nil
	}
	return b.marks(ctx, d, 1000, time.Second, 99)
}

// times asks for pages one after the other, and answers how long each took, sorted.
func (b *annotatingBench) times(ctx context.Context, n int, path func(i int) string) ([]float64, error) {
	var all []float64
	for i := range n {
		took, err := b.timed(ctx, path(i))
		if err != nil {
			return nil, err
		}
		all = append(all, took)
	}
	slices.Sort(all)
	return all, nil
}

// marksPerSecond is how many passages are marked in a second, for this long.
const (
	marksPerSecond = 50
	marksFor       = 4 * time.Second
)

// marks marks passages at a steady pace while watchers watch the case, and says how long
// that took, and until the watchers saw it.
func (b *annotatingBench) marks(ctx context.Context, d *annotated, watchers int, limit time.Duration, p int) error {
	seen := &sightings{sent: map[string]time.Time{}}
	watching, stop := context.WithCancel(ctx)
	defer stop()
	if err := b.watch(watching, watchers, seen); err != nil {
		return err
	}
	var mu sync.Mutex
	var took []float64
	var failed error
	var posts sync.WaitGroup
	n := int(marksFor.Seconds() * marksPerSecond)
	pace := time.NewTicker(time.Second / marksPerSecond)
	defer pace.Stop()
	for i := range n {
		<-pace.C
		start := b.random.IntN(len(d.body) - 500)
		posts.Go(func() {
			t, err := b.mark(ctx, d, start, fmt.Sprintf("bench%d%016d%010d", watchers, i, start), seen)
			mu.Lock()
			defer mu.Unlock()
			took, failed = append(took, t), errors.Join(failed, err)
		})
	}
	posts.Wait()
	time.Sleep(2 * limit)
	if failed != nil {
		return failed
	}
	slices.Sort(took)
	if watchers <= 20 {
		b.table.row("  a passage marked, at 50 a second (p95)", below(percentile(took, 95), "ms", 50), "")
	}
	late := seen.delays()
	if want := n * watchers; len(late) < want*99/100 {
		return fmt.Errorf("%d sightings of %d", len(late), want)
	}
	b.table.row(fmt.Sprintf("  ... seen by %d watchers (p%d)", watchers, p), below(percentile(late, p), "ms", ms(limit)), "")
	return nil
}

// mark sends what a browser sends.
func (b *annotatingBench) mark(ctx context.Context, d *annotated, start int, id string, seen *sightings) (float64, error) {
	end := start + 60
	form := url.Values{"evidence_id": {d.id}, "text_id": {d.text.ID}, "start": {fmt.Sprint(start)}, "end": {fmt.Sprint(end)}, "quote": {string(d.body[start:end])}, "id": {id}}
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+b.server.addr+"/cases/"+benchCase+"/annotations", strings.NewReader(form.Encode()))
	if err != nil {
		return 0, err
	}
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	q.Header.Set("Sec-Fetch-Site", "same-origin")
	q.AddCookie(&http.Cookie{Name: "onus", Value: b.cookie})
	seen.sending(id)
	begun := time.Now()
	answer, err := unredirected.Do(q)
	if err != nil {
		return 0, err
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther {
		return 0, fmt.Errorf("marking answers %d", answer.StatusCode)
	}
	return ms(time.Since(begun)), nil
}

// unredirected shows what a request itself answers.
var unredirected = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
