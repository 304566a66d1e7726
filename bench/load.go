package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"sync"
	"time"
)

// load is a bounded number of requests from one process over keep-alive
// connections. The client does as little as it can: it shares the processor
// with the server.
type load struct {
	Addr     string
	Clients  int
	Time     time.Duration
	Max      int      // requests of each client
	Requests []string // whole ones, taken in turn
	Status   int      // what every answer has to be
}

// outcome is what a load measured.
type outcome struct {
	Requests, Bytes int
	Took            time.Duration
	P50, P99        time.Duration
	Processor       time.Duration // of the server, for each request
}

func (o outcome) perSecond() float64 { return float64(o.Requests) / o.Took.Seconds() }

// request writes one request in full.
func request(method, path, cookie, body string, header ...string) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: bench\r\nCookie: onus=%s\r\n", method, path, cookie)
	for _, h := range header {
		b.WriteString(h + "\r\n")
	}
	if body != "" {
		fmt.Fprintf(&b, "Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n", len(body))
	}
	return b.String() + "\r\n" + body
}

// from runs the load in a process of its own.
func (l load) from(ctx context.Context) (o outcome, err error) {
	in, err := json.Marshal(l)
	if err != nil {
		return o, err
	}
	c := process(ctx, "load")
	c.Stdin = bytes.NewReader(in)
	out, err := c.Output()
	if err != nil {
		return o, fmt.Errorf("load: %w", err)
	}
	return o, json.Unmarshal(out, &o)
}

func serveLoad(in io.Reader, out io.Writer) error {
	var l load
	if err := json.NewDecoder(in).Decode(&l); err != nil {
		return err
	}
	o, err := l.run()
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(o)
}

func (l load) run() (o outcome, err error) {
	var all sync.WaitGroup
	var mu sync.Mutex
	var times []time.Duration
	begun := time.Now()
	for i := range l.Clients {
		all.Go(func() {
			took, n, e := l.client(i, begun.Add(l.Time))
			mu.Lock()
			defer mu.Unlock()
			times, o.Bytes, err = append(times, took...), o.Bytes+n, errors.Join(err, e)
		})
	}
	all.Wait()
	o.Took, o.Requests = time.Since(begun), len(times)
	if err != nil || len(times) == 0 {
		return o, errors.Join(err, errors.New("no answers"))
	}
	slices.Sort(times)
	o.P50, o.P99 = times[len(times)/2], times[len(times)*99/100]
	return o, nil
}

func (l load) client(i int, end time.Time) (times []time.Duration, read int, err error) {
	conn, err := net.Dial("tcp", l.Addr)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = conn.Close() }()
	r := bufio.NewReaderSize(conn, 64<<10)
	i *= 7919 // so that the clients do not ask for the same at the same time
	for begun := time.Now(); begun.Before(end) && len(times) < l.Max; i++ {
		if _, err := io.WriteString(conn, l.Requests[i%len(l.Requests)]); err != nil {
			return nil, 0, err
		}
		status, n, err := answer(r, io.Discard)
		if err != nil {
			return nil, 0, err
		}
		if status != l.Status {
			return nil, 0, fmt.Errorf("status %d, not %d, to %.80q", status, l.Status, l.Requests[i%len(l.Requests)])
		}
		now := time.Now()
		times, read = append(times, now.Sub(begun)), read+n
		begun = now
	}
	return times, read, nil
}

// answer reads one answer and copies its body to w; n counts the bytes of body
// and header.
func answer(r *bufio.Reader, w io.Writer) (status, n int, err error) {
	length, chunked := 0, false
	for first := true; ; first = false {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return 0, 0, err
		}
		n += len(line)
		name, value, _ := bytes.Cut(bytes.TrimSpace(line), []byte(" "))
		switch {
		case first:
			status, err = strconv.Atoi(string(value[:3]))
		case len(name) == 0:
			if chunked {
				m, err := chunks(r, w)
				return status, n + m, err
			}
			m, err := io.CopyN(w, r, int64(length))
			return status, n + int(m), err
		case string(name) == "Content-Length:":
			length, err = strconv.Atoi(string(value))
		case string(name) == "Transfer-Encoding:":
			chunked = true
		}
		if err != nil {
			return 0, 0, err
		}
	}
}

func chunks(r *bufio.Reader, w io.Writer) (n int, err error) {
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return n, err
		}
		size, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 16, 64)
		if err != nil {
			return n, err
		}
		if _, err := io.CopyN(w, r, size); err != nil {
			return n, err
		}
		if _, err := r.Discard(2); err != nil {
			return n, err
		}
		n += int(size)
		if size == 0 {
			return n, nil
		}
	}
}
