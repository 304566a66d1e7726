// Command bench measures Onus on a generated case and prints a table, each
// figure beside its target and the baseline of the same run.
//
//	go run ./bench [-seconds N] [-profile FILE] [-only NAME]
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

func main() {
	var err error
	switch role := os.Getenv(roleVariable); role {
	case "":
		err = bench(context.Background())
	case "load":
		err = serveLoad(os.Stdin, os.Stdout)
	case "bare":
		err = serveBare(os.Args[1], os.Args[2])
	case "profiled":
		err = serveProfiled(os.Args[1], os.Args[2], os.Args[3])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// roleVariable makes this program a process of its own measurements.
const roleVariable = "ONUS_BENCH_ROLE"

// process is this program again, in another role.
func process(ctx context.Context, role string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, os.Args[0], args...)
	c.Env = append(os.Environ(), roleVariable+"="+role)
	c.Stderr = os.Stderr
	return c
}

func bench(ctx context.Context) error {
	r := &run{}
	cache := flag.String("cache", ".cache/bench", "where the generated case is kept")
	flag.DurationVar(&r.load, "time", 5*time.Second, "how long each load lasts")
	flag.StringVar(&r.profile, "profile", "", "write a CPU profile of the server to this file; the figures are then not the binary's")
	flag.StringVar(&r.only, "only", "", "measure this only: list, detail, create, csv, start, visit, search, reading, annotating")
	flag.IntVar(&r.documents, "documents", 50_000, "how many documents the search looks through")
	flag.Parse()
	if err := os.MkdirAll(*cache, 0o750); err != nil {
		return err
	}
	// A run adds claims: it has a copy to itself.
	var err error
	if r.folder, err = os.MkdirTemp(*cache, "run-"); err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(r.folder) }()
	r.data = filepath.Join(r.folder, "data")
	if !r.ownCase() {
		if err := copyData(ctx, *cache, r.data); err != nil {
			return err
		}
	}
	r.binary = filepath.Join(r.folder, "onus")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", r.binary, "./cmd/web")
	build.Env, build.Stderr = append(os.Environ(), "CGO_ENABLED=0"), os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("build: %w", err)
	}
	return r.all(ctx)
}

func copyData(ctx context.Context, cache, to string) error {
	folder, err := data(ctx, cache)
	if err != nil {
		return err
	}
	return os.CopyFS(to, os.DirFS(folder))
}
