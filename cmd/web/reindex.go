package main

import (
	"context"
	"fmt"
)

type reindexCmd struct{}

func (*reindexCmd) Run(ctx context.Context, p *program) error {
	store, err := p.openExisting(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()
	return store.Reindex(ctx, func(_, title string) { fmt.Fprintf(p.stdout, "indexing %s\n", title) })
}
