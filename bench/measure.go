package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net/url"
	"regexp"
	"slices"
	"time"

	"onus/db"
)

// run is one run of all measurements, on one copy of the data.
type run struct {
	folder, data, binary string
	load                 time.Duration
	profile, only        string
	cookie               string
	documents            int // of the search
	table                table
}

const (
	clients = 16
	most    = 100_000 // requests of one client
	listURL = "/cases/" + benchCase + "/claims"
)

// ownCase says that what is measured makes a case of its own.
func (r *run) ownCase() bool {
	return r.only == "search" || r.only == "reading" || r.only == "annotating"
}

func (r *run) all(ctx context.Context) error {
	if !r.ownCase() {
		if err := r.signIn(ctx); err != nil {
			return err
		}
	}
	r.table.begin()
	for _, m := range []struct {
		name    string
		measure func(context.Context) error
	}{
		{"start", r.start}, {"list", r.lists}, {"detail", r.detail}, {"csv", r.csv}, {"create", r.create}, {"visit", r.visit}, {"search", r.search}, {"reading", r.reading},
		{"annotating", r.annotating},
	} {
		if r.only != "" && r.only != m.name {
			continue
		}
		if err := m.measure(ctx); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
	}
	return nil
}

func (r *run) signIn(ctx context.Context) error {
	store, err := db.Open(ctx, db.Config{Folder: r.data})
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()
	u, _, err := store.UserByEmail(ctx, readerEmail)
	if err != nil {
		return err
	}
	r.cookie, err = store.StartSession(ctx, u.ID, db.SessionLimits{Idle: time.Hour, Absolute: time.Hour})
	return err
}

func (r *run) get(path string, header ...string) string {
	return request("GET", path, r.cookie, "", header...)
}

// with runs f on a server that has answered its first page.
func (r *run) with(ctx context.Context, f func(s *server) error) error {
	s, err := r.startOnus(ctx)
	if err != nil {
		return err
	}
	defer s.stop()
	if _, _, err := r.page(ctx, s, listURL); err != nil {
		return err
	}
	return f(s)
}

// settled is with, after what a first start does beside serving: it compiles the code of
// the readers of documents, once for a folder of data, which takes about 5 s of a core.
func (r *run) settled(ctx context.Context, f func(s *server) error) error {
	return r.with(ctx, func(s *server) error {
		time.Sleep(10 * time.Second)
		return f(s)
	})
}

// page is one page of the server; anything but 200 is an error.
func (r *run) page(ctx context.Context, s *server, path string, header ...string) (body string, bytesRead int, err error) {
	var b bytes.Buffer
	status, n, err := s.ask(ctx, r.get(path, header...), &b)
	if err == nil && status != 200 {
		err = fmt.Errorf("%s: status %d", path, status)
	}
	return b.String(), n, err
}

func (r *run) get16(ctx context.Context, s *server, requests ...string) (outcome, error) {
	used := s.processor()
	o, err := load{Addr: s.addr, Clients: clients, Time: r.load, Max: most, Requests: requests, Status: 200}.from(ctx)
	o.Processor = (s.processor() - used) / time.Duration(max(1, o.Requests))
	return o, err
}

// start is the time from starting the process to having read a page.
func (r *run) start(ctx context.Context) error {
	var times []float64
	for range 7 {
		begun := time.Now()
		err := r.with(ctx, func(*server) error { times = append(times, time.Since(begun).Seconds()*1000); return nil })
		if err != nil {
			return err
		}
	}
	slices.Sort(times)
	r.table.row("start to first page, signed in (median of 7)", below(times[3], "ms", 100), "")
	return r.with(ctx, func(s *server) error {
		time.Sleep(2 * time.Second)
		r.table.row("memory, idle after one page", below(s.memory("VmRSS"), "MiB", 60), "")
		return nil
	})
}

func (r *run) lists(ctx context.Context) error {
	bare, err := r.bareList(ctx)
	if err != nil {
		return err
	}
	return r.settled(ctx, func(s *server) error {
		o, err := r.get16(ctx, s, r.get(listURL))
		if err != nil {
			return err
		}
		r.table.row("claim list, 50 rows", above(o.perSecond(), "/s", 4000), fmt.Sprintf("bare handler %.0f /s", bare.perSecond()))
		r.table.row("  as a part of the bare handler", above(o.perSecond()/bare.perSecond(), "×", 0.6), "")
		r.table.row("  p50", plain(ms(o.P50), "ms"), fmt.Sprintf("bare %.1f ms", ms(bare.P50)))
		r.table.row("  p99", below(ms(o.P99), "ms", 20), fmt.Sprintf("bare %.1f ms", ms(bare.P99)))
		r.table.row("  server's processor time", plain(us(o.Processor), "µs"), fmt.Sprintf("bare %.0f µs", us(bare.Processor)))
		r.table.row("  bytes of an answer", plain(float64(o.Bytes/o.Requests), "B"), fmt.Sprintf("bare %d B", bare.Bytes/bare.Requests))
		far, err := r.pageNumber(ctx, s, 200)
		if err != nil {
			return err
		}
		p, err := r.get16(ctx, s, r.get(far))
		if err != nil {
			return err
		}
		r.table.row("  page 200", above(p.perSecond(), "/s", 0.9*o.perSecond()), fmt.Sprintf("page 1 %.0f /s", o.perSecond()))
		z, err := r.get16(ctx, s, r.get(listURL, "Accept-Encoding: gzip"))
		if err != nil {
			return err
		}
		r.table.row("  compressed on the way", plain(z.perSecond(), "/s"), fmt.Sprintf("%d B, %.0f µs", z.Bytes/z.Requests, us(z.Processor)))
		r.table.row("memory, peak under these loads", below(s.memory("VmHWM"), "MiB", 150), "")
		return nil
	})
}

func (r *run) bareList(ctx context.Context) (o outcome, err error) {
	addr, err := freeAddr()
	if err != nil {
		return o, err
	}
	s := &server{process(ctx, "bare", r.data, addr), addr}
	if err := s.Start(); err != nil {
		return o, err
	}
	defer s.stop()
	if _, _, err := s.ask(ctx, r.get("/"), io.Discard); err != nil {
		return o, err
	}
	return r.get16(ctx, s, r.get("/"))
}

var nextPage = regexp.MustCompile(`href="([^"]*)" rel="next"`)

// pageNumber follows the list from page to page.
func (r *run) pageNumber(ctx context.Context, s *server, n int) (string, error) {
	path := listURL
	for range n - 1 {
		body, _, err := r.page(ctx, s, path)
		if err != nil {
			return "", err
		}
		found := nextPage.FindStringSubmatch(body)
		if found == nil {
			return "", errors.New("no next page on " + path)
		}
		path = html.UnescapeString(found[1])
	}
	return path, nil
}

func (r *run) detail(ctx context.Context) error {
	var requests []string
	for i := range 1000 {
		requests = append(requests, r.get(listURL+"/"+head("claim", i*7%nClaims).ID))
	}
	return r.settled(ctx, func(s *server) error {
		o, err := r.get16(ctx, s, requests...)
		if err != nil {
			return err
		}
		r.table.row("claim detail, 1,000 claims in turn", above(o.perSecond(), "/s", 4000), "")
		r.table.row("  p50", plain(ms(o.P50), "ms"), "")
		r.table.row("  p99", below(ms(o.P99), "ms", 20), "")
		r.table.row("  server's processor time", plain(us(o.Processor), "µs"), "")
		r.table.row("  bytes of an answer", plain(float64(o.Bytes/o.Requests), "B"), "")
		r.table.row("memory, peak under this load", below(s.memory("VmHWM"), "MiB", 150), "")
		return nil
	})
}

func (r *run) create(ctx context.Context) error {
	bare, err := bareInserts(r.folder, 2*time.Second)
	if err != nil {
		return err
	}
	form := url.Values{"kind": {"damages"}, "title": {"Loss of hosting revenue after the termination"}, "unquantified": {"true"},
		"relief_type": {"lost_profits"}, "legal_basis": {"art. 6:74 of the Civil Code"}, "head_of_loss": {"profit"}, "status": {"draft"},
		"description": {"The contract was terminated without notice; the customers were moved to another reseller within a month."}}
	return r.settled(ctx, func(s *server) error {
		o, err := load{Addr: s.addr, Clients: 8, Time: r.load, Max: 5000, Status: 303,
			Requests: []string{request("POST", listURL, r.cookie, form.Encode())}}.from(ctx)
		if err != nil {
			return err
		}
		r.table.row("create a claim, 8 clients", above(o.perSecond(), "/s", 3000), fmt.Sprintf("bare fsynced inserts %.0f /s", bare))
		r.table.row("  p99", plain(ms(o.P99), "ms"), "")
		return nil
	})
}

var assetPath = regexp.MustCompile(`/assets/[A-Za-z0-9._-]+`)

// visit counts what a browser with an empty cache reads: the sign-in page, the
// claim list, and every asset that they name.
func (r *run) visit(ctx context.Context) error {
	return r.settled(ctx, func(s *server) error {
		seen, total := map[string]bool{}, 0
		for _, path := range []string{"/login", listURL} {
			cookie := r.cookie
			if path == "/login" {
				r.cookie = ""
			}
			_, n, err := r.page(ctx, s, path, "Accept-Encoding: gzip")
			if err != nil {
				return err
			}
			total += n
			body, _, err := r.page(ctx, s, path)
			if err != nil {
				return err
			}
			r.cookie = cookie
			for _, asset := range assetPath.FindAllString(body, -1) {
				if seen[asset] {
					continue
				}
				seen[asset] = true
				if _, n, err = r.page(ctx, s, asset, "Accept-Encoding: gzip"); err != nil {
					return err
				}
				total += n
			}
		}
		r.table.row(fmt.Sprintf("first visit: sign-in, claim list, %d assets", len(seen)), below(float64(total)/1024, "KiB", 120), "")
		return nil
	})
}

func us(d time.Duration) float64 { return float64(d.Microseconds()) }

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
