package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"onus"
	"onus/db"
	"onus/search"
)

// search measures a case of documents with a text each: how fast they are kept and
// indexed, and how fast they are found.
func (r *run) search(ctx context.Context) error {
	s := searching{run: *r, author: newAuthor()}
	s.data = filepath.Join(r.folder, "search")
	store, err := db.Open(ctx, db.Config{Folder: s.data})
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()
	s.store = store
	for _, step := range []func(context.Context) error{s.fill, s.size, s.find, s.typing, s.browse} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

type searching struct {
	run
	author *author
	store  *db.Store
	bytes  int64 // of all texts
}

// writers is how many write documents at once, so that they share commits.
const writers = 32

// fill makes the case. Every document is an item with a file and a reading; all files
// are the same bytes, for writing them is not what is measured.
func (s *searching) fill(ctx context.Context) error {
	if err := s.store.Migrate(ctx); err != nil {
		return err
	}
	u := onus.User{Email: readerEmail, UserName: "Rik Reader", Language: "en"}
	if err := s.store.CreateUser(ctx, actor, &u, "none"); err != nil {
		return err
	}
	if err := s.store.CreateCase(ctx, actor, u.ID, &onus.Case{Head: onus.Head{ID: benchCase}, Title: "Northwind Cloud v. Meridian Systems"}); err != nil {
		return err
	}
	up, err := s.store.PutFile(strings.NewReader("a file"), 100)
	if err != nil {
		return err
	}
	g := &generator{Rand: rand.New(rand.NewPCG(20261124, 8))}
	begun, reading := time.Now(), time.Duration(0)
	for from := 0; from < s.documents; from += batchSize {
		n := min(batchSize, s.documents-from)
		items := make([]db.Arrival, n)
		for i := range items {
			language, _ := s.author.text(from + i)
			items[i] = db.Arrival{Item: onus.Evidence{Head: head("item", from+i), Title: g.title(), Author: g.person(i), Dated: g.day(2010), Language: language},
				File: onus.File{Filename: "file.txt", MediaType: "text/plain", SHA256: up.SHA256, Size: up.Size}}
		}
		err := together(n, func(i int) error {
			return s.store.CreateFromFiles(ctx, actor, items[i].Item.CaseID, items[i:i+1])
		})
		if err != nil {
			return err
		}
		documents := make([]onus.Document, n)
		for i := range documents {
			_, text := s.author.text(from + i)
			s.bytes += int64(len(text))
			documents[i] = onus.Document{State: onus.ReadDone, Format: "text", Extractor: "bench 1", Parts: []onus.Part{{Text: text, Confidence: -1}}}
		}
		since := time.Now()
		err = together(n, func(i int) error {
			w, err := s.store.ClaimWork(ctx, time.Minute)
			if err != nil {
				return err
			}
			return s.store.KeepReading(ctx, w, &documents[i], nil)
		})
		if err != nil {
			return err
		}
		reading += time.Since(since)
	}
	s.table.row(fmt.Sprintf("%d documents of 5 KB made and indexed", s.documents), plain(float64(s.documents)/time.Since(begun).Seconds(), "/s"), "")
	s.table.row("  of that, their texts kept and indexed", plain(float64(s.documents)/reading.Seconds(), "/s"), "")
	return nil
}

// together calls f for 0 to n-1, some at once, and answers the first error.
func together(n int, f func(i int) error) error {
	next := make(chan int)
	var all sync.WaitGroup
	errs := make([]error, n)
	for range writers {
		all.Go(func() {
			for i := range next {
				errs[i] = f(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	all.Wait()
	return errors.Join(errs...)
}

// size compares the index with the texts.
func (s *searching) size(ctx context.Context) error {
	index, err := s.store.IndexBytes(ctx)
	if err != nil {
		return err
	}
	s.table.row("index as a part of the text", below(float64(index)/float64(s.bytes), "×", 2), fmt.Sprintf("text %d MB, index %d MB", s.bytes>>20, index>>20))
	return nil
}

// find runs every query three times, the pages of the first time not yet in the cache
// of the connection.
func (s *searching) find(ctx context.Context) error {
	times := map[string][]time.Duration{}
	var all []time.Duration
	nothing := 0
	for range 3 {
		for _, q := range s.author.queries(s.documents) {
			since := time.Now()
			p, err := s.store.Search(ctx, benchCase, search.Parse(q.text), db.SearchOptions{})
			took := time.Since(since)
			if err != nil {
				return fmt.Errorf("%s: %w", q.text, err)
			}
			if p.Total == 0 {
				nothing++
			}
			times[q.kind], all = append(times[q.kind], took), append(all, took)
		}
	}
	s.table.row("search, 200 queries, p95", below(ms(percentile(all, 95)), "ms", 50), fmt.Sprintf("p50 %.1f ms, most %.1f ms; %d found nothing", ms(percentile(all, 50)), ms(percentile(all, 100)), nothing/3))
	for _, kind := range []string{"rare", "common", "phrase", "prefix", "Chinese"} {
		s.table.row("  "+kind+", p95", plain(ms(percentile(times[kind], 95)), "ms"), fmt.Sprintf("p50 %.1f ms", ms(percentile(times[kind], 50))))
	}
	return nil
}

// typing types the queries, a letter after the other.
func (s *searching) typing(ctx context.Context) error {
	var all []time.Duration
	for _, q := range s.author.queries(s.documents) {
		typed := strings.TrimRight(q.text, `"*`)
		for n := 1; n <= 8; n++ {
			part := start(typed, n)
			since := time.Now()
			if _, err := s.store.Search(ctx, benchCase, search.Parse(part), db.SearchOptions{Quick: true}); err != nil {
				return fmt.Errorf("%s: %w", part, err)
			}
			all = append(all, time.Since(since))
			if part == typed {
				break
			}
		}
	}
	s.table.row("search as you type, first results, p95", below(ms(percentile(all, 95)), "ms", 30), fmt.Sprintf("p50 %.1f ms, most %.1f ms", ms(percentile(all, 50)), ms(percentile(all, 100))))
	return nil
}

// browse asks the server for the pages of the same queries, one after the other.
func (s *searching) browse(ctx context.Context) error {
	if err := s.signIn(ctx); err != nil {
		return err
	}
	var requests []string
	for _, q := range s.author.queries(s.documents) {
		requests = append(requests, s.get("/cases/"+benchCase+"/search?q="+url.QueryEscape(q.text)))
	}
	started, err := s.startOnus(ctx)
	if err != nil {
		return err
	}
	defer started.stop()
	if _, _, err := s.page(ctx, started, "/cases/"+benchCase+"/search?q=contract"); err != nil {
		return err
	}
	o, err := load{Addr: started.addr, Clients: 1, Time: 10 * time.Second, Max: 2 * len(requests), Requests: requests, Status: 200}.from(ctx)
	if err != nil {
		return err
	}
	s.table.row("  the page of it, one client, p50", plain(ms(o.P50), "ms"), fmt.Sprintf("p99 %.1f ms", ms(o.P99)))
	return nil
}

// percentile is 0 of none.
func percentile[T cmp.Ordered](all []T, p int) (none T) {
	if len(all) == 0 {
		return none
	}
	slices.Sort(all)
	return all[min(len(all)*p/100, len(all)-1)]
}
