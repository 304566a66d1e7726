package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"onus"
)

func (b *readingBench) longText(ctx context.Context) error {
	var times []float64
	for i := range 5 {
		content := b.author.pdf(250, fmt.Sprint("long", i))
		begun := time.Now()
		if _, err := b.read(ctx, "long.pdf", content); err != nil {
			return err
		}
		times = append(times, time.Since(begun).Seconds())
	}
	slices.Sort(times)
	b.table.row("250 pages, from upload to searchable (median of 5)", below(times[2], "s", 2), "")
	return nil
}

func documentURL(id string) string { return "/cases/" + benchCase + "/evidence/" + id + "/document" }

// timed is how long one page takes, in milliseconds.
func (b *readingBench) timed(ctx context.Context, path string) (float64, error) {
	begun := time.Now()
	_, _, err := b.page(ctx, b.server, path)
	return ms(time.Since(begun)), err
}

// pictures of pages nobody has seen yet: of documents, each with a child of its own, and
// of the next pages of one document.
func (b *readingBench) pictures(ctx context.Context) error {
	var first, next, cached []float64
	for i := range 15 {
		id, err := b.read(ctx, "pictures.pdf", b.author.pdf(10, fmt.Sprint("picture", i)))
		if err != nil {
			return err
		}
		time.Sleep(300 * time.Millisecond) // the next child is ready
		for page := range 10 {
			path := fmt.Sprintf("%s/pages/%d/picture?w=900", documentURL(id), page+1)
			cold, err := b.timed(ctx, path)
			if err != nil {
				return err
			}
			again, err := b.timed(ctx, path)
			if err != nil {
				return err
			}
			if page == 0 {
				first = append(first, cold)
			} else {
				next = append(next, cold)
			}
			cached = append(cached, again)
		}
	}
	for _, all := range [][]float64{first, next, cached} {
		slices.Sort(all)
	}
	b.table.row("picture of a page, cold, another document (median of 15)", below(first[len(first)/2], "ms", 60), "")
	b.table.row("  cold, next page of the same", below(next[len(next)/2], "ms", 60), "")
	b.table.row("  cached", below(cached[len(cached)/2], "ms", 5), "")
	return nil
}

// thousandPages opens a long document: its page, and the picture of its first page.
func (b *readingBench) thousandPages(ctx context.Context) error {
	var times []float64
	for i := range 5 {
		id, err := b.read(ctx, "thousand.pdf", b.author.pdf(1000, fmt.Sprint("thousand", i)))
		if err != nil {
			return err
		}
		time.Sleep(300 * time.Millisecond)
		page, err := b.timed(ctx, documentURL(id))
		if err != nil {
			return err
		}
		picture, err := b.timed(ctx, documentURL(id)+"/pages/1/picture?w=900")
		if err != nil {
			return err
		}
		times = append(times, page+picture)
	}
	slices.Sort(times)
	b.table.row("1,000 pages, opened, with the first picture (median of 5)", below(times[2], "ms", 150), "")
	return nil
}

// manyFiles uploads 200 documents while somebody else looks at pages.
func (b *readingBench) manyFiles(ctx context.Context) error {
	var files [][]byte
	for i := range 200 {
		files = append(files, b.author.pdf(10, fmt.Sprint("many", i)))
	}
	var took time.Duration
	others, err := b.look(ctx, func() error {
		begun := time.Now()
		err := together4(len(files), func(i int) error { return b.upload(ctx, fmt.Sprintf("many %d.pdf", i), bytes.NewReader(files[i])) })
		if err == nil {
			err = b.awaitSlowly(ctx)
		}
		took = time.Since(begun)
		return err
	})
	if err != nil {
		return err
	}
	b.table.row("200 documents of 10 pages, from upload to searchable", below(took.Seconds(), "s", 60), "")
	b.table.row("  pages of others meanwhile, p99", below(others[len(others)*99/100], "ms", 100), fmt.Sprintf("p50 %.1f ms", others[len(others)/2]))
	return nil
}

// awaitSlowly is await that asks too seldom to be in the way.
func (b *readingBench) awaitSlowly(ctx context.Context) error {
	for {
		counted, _, err := b.states(ctx)
		if err != nil || counted[onus.ReadWaiting]+counted[onus.ReadReading] == 0 {
			return err
		}
		time.Sleep(250 * time.Millisecond)
	}
}

// together4 calls f for 0 to n-1, four at a time.
func together4(n int, f func(i int) error) error {
	var all sync.WaitGroup
	errs := make([]error, 4)
	for client := range errs {
		all.Go(func() {
			for i := client; i < n && errs[client] == nil; i += len(errs) {
				errs[client] = f(i)
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// largeFile uploads a gigabyte of what nobody can read.
func (b *readingBench) largeFile(ctx context.Context) error {
	time.Sleep(2 * time.Second)
	if err := b.server.forgetPeak(); err != nil {
		return err
	}
	idle := b.server.memory("VmRSS")
	begun := time.Now()
	noise := rand.NewChaCha8([32]byte{1})
	if err := b.upload(ctx, "large.bin", io.LimitReader(noise, 1<<30)); err != nil {
		return err
	}
	b.table.row("1 GiB uploaded, memory above idle", below(b.server.memory("VmHWM")-idle, "MiB", 64), fmt.Sprintf("%.1f s", time.Since(begun).Seconds()))
	return b.await(ctx)
}
