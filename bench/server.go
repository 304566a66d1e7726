package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"runtime/pprof"
	"strconv"
	"strings"
	"syscall"
	"time"

	"onus/db"
	"onus/handlers"
)

// server is a process that answers on addr.
type server struct {
	*exec.Cmd
	addr string
}

// freeAddr is an address of this machine where nothing listens.
func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// startOnus starts what is measured: the binary, or this program when it is to
// write a profile.
func (r *run) startOnus(ctx context.Context) (*server, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	c := exec.CommandContext(ctx, r.binary, "--data", r.data, "--addr", addr)
	c.Stderr = os.Stderr
	if r.profile != "" {
		c = process(ctx, "profiled", r.data, addr, r.profile)
	}
	return &server{c, addr}, c.Start()
}

func (s *server) stop() {
	_ = s.Process.Signal(syscall.SIGTERM)
	_ = s.Wait()
}

// ask sends one request as soon as the server listens, and reads the answer.
func (s *server) ask(ctx context.Context, request string, w io.Writer) (status, n int, err error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", s.addr)
		if errors.Is(err, syscall.ECONNREFUSED) {
			time.Sleep(time.Millisecond / 2)
			continue
		}
		if err != nil {
			return 0, 0, err
		}
		defer func() { _ = conn.Close() }()
		if _, err := io.WriteString(conn, request); err != nil {
			return 0, 0, err
		}
		return answer(bufio.NewReader(conn), w)
	}
}

// memory is a figure of /proc/PID/status in MiB: VmRSS now, VmHWM at its peak.
func (s *server) memory(name string) float64 {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.Process.Pid))
	_, after, _ := strings.Cut(string(b), name+":")
	kib, _ := strconv.ParseFloat(strings.TrimSpace(strings.SplitN(after, "kB", 2)[0]), 64)
	return kib / 1024
}

// processor is the time that the server has used of it.
func (s *server) processor() time.Duration {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.Process.Pid))
	// Fields 14 and 15, in hundredths of a second; field 2 ends with the last ")".
	fields := strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+1:]))
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

// forgetPeak makes VmHWM start again from the present.
func (s *server) forgetPeak() error {
	return os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", s.Process.Pid), []byte("5"), 0o200)
}

// serveProfiled is the server without its command line, with a CPU profile.
func serveProfiled(folder, addr, profile string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	f, err := os.Create(profile)
	if err != nil {
		return err
	}
	store, err := db.Open(ctx, db.Config{Folder: folder})
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()
	s, err := handlers.New(handlers.Config{Store: store, PublicURL: "http://" + addr})
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	web := s.HTTPServer(addr)
	go func() {
		<-ctx.Done()
		_ = web.Close()
	}()
	err = web.ListenAndServe()
	pprof.StopCPUProfile()
	if errors.Is(err, http.ErrServerClosed) {
		err = f.Close()
	}
	return err
}
