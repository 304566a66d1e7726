package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"

	"onus/db"
)

func (p *program) open(ctx context.Context) (*db.Store, error) {
	return db.Open(ctx, db.Config{Folder: p.flags.Data, URL: p.flags.DatabaseURL, Log: p.log()})
}

// openAndMigrate opens a store that may be new or of an older version.
func (p *program) openAndMigrate(ctx context.Context) (*db.Store, error) {
	store, err := p.open(ctx)
	if err != nil {
		return nil, err
	}
	if err := store.Migrate(ctx); err != nil {
		_ = store.Close()
		return nil, err
	}
	return store, nil
}

// openExisting does not make an empty database where the folder was mistyped.
func (p *program) openExisting(ctx context.Context) (*db.Store, error) {
	if p.flags.DatabaseURL == "" {
		if _, err := os.Stat(filepath.Join(p.flags.Data, "onus.db")); err != nil {
			return nil, fmt.Errorf("there is no database in %s: name its folder with --data", p.flags.Data)
		}
	}
	return p.open(ctx)
}

type migrateCmd struct{}

func (*migrateCmd) Run(ctx context.Context, p *program) error {
	store, err := p.openAndMigrate(ctx)
	if err != nil {
		return err
	}
	return store.Close()
}

type versionCmd struct{}

func (*versionCmd) Run(p *program) error {
	version := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
	}
	_, err := fmt.Fprintf(p.stdout, "onus %s (%s, %s/%s)\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

type backupCmd struct {
	Folder string `arg:"" placeholder:"FOLDER" help:"A new or empty folder."`
}

func (c *backupCmd) Run(ctx context.Context, p *program) error {
	store, err := p.openExisting(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()
	return store.Backup(ctx, c.Folder)
}

type restoreCmd struct {
	Folder string `arg:"" placeholder:"FOLDER" help:"The folder of the backup. The data folder must be new or empty."`
}

func (c *restoreCmd) Run(ctx context.Context, p *program) error {
	if p.flags.DatabaseURL != "" {
		return errors.New("restore makes a data folder with SQLite; use pg_restore for PostgreSQL")
	}
	return db.Restore(ctx, c.Folder, p.flags.Data)
}

type verifyCmd struct{}

func (*verifyCmd) Run(ctx context.Context, p *program) error {
	store, err := p.openExisting(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()
	found := 0
	count, err := store.Verify(ctx, func(problem string) {
		found++
		fmt.Fprintln(p.stdout, problem)
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "looked at %d cases, %d changes, %d files of %d bytes\n", count.Cases, count.Changes, count.Files, count.Bytes)
	if found > 0 {
		return fmt.Errorf("%d things are not as they were written: see above", found)
	}
	return nil
}
