package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

// linkColumns are those of links.csv that the database holds as they are
// exported, in the order of the file.
const linkQuery = "SELECT id, evidence_id, 'EX-' || printf('%04d', exhibit_number), claim_id, 'C-' || claim_number, '', '', '', stance, why, locator, quote, ''," +
	" version, created_at, created_by, updated_at, updated_by, 'http://127.0.0.1:8080/cases/" + benchCase + "/links/' || id" +
	" FROM links WHERE case_id = '" + benchCase + "' AND deleted_at = 0 ORDER BY claim_number, exhibit_number, id"

func (r *run) csv(ctx context.Context) error {
	cmd, err := r.sqliteCSV(ctx)
	if err != nil {
		return err
	}
	return r.with(ctx, func(s *server) error {
		var times, extra []float64
		for range 5 {
			if err := s.forgetPeak(); err != nil {
				return err
			}
			before, begun := s.memory("VmRSS"), time.Now()
			status, _, err := s.ask(ctx, r.get("/cases/"+benchCase+"/links.csv"), io.Discard)
			if err != nil || status != 200 {
				return fmt.Errorf("status %d: %w", status, err)
			}
			times, extra = append(times, time.Since(begun).Seconds()), append(extra, s.memory("VmHWM")-before)
		}
		slices.Sort(times)
		r.table.row("CSV of 100,000 links (median of 5)", below(times[2], "s", 2*cmd), fmt.Sprintf("sqlite3 -csv %.2f s", cmd))
		r.table.row("  memory for it, most of 5", below(slices.Max(extra), "MiB", 20), "")
		return nil
	})
}

// sqliteCSV is the time that the command takes for the same rows and columns,
// from a copy of the database, in seconds. 0: there is no such command.
func (r *run) sqliteCSV(ctx context.Context) (float64, error) {
	path := filepath.Join(r.folder, "copy.db")
	if b, err := exec.CommandContext(ctx, "sqlite3", filepath.Join(r.data, "onus.db"), "VACUUM INTO '"+path+"'").CombinedOutput(); err != nil {
		return 0, fmt.Errorf("sqlite3: %w: %s", err, b)
	}
	var times []float64
	for range 5 {
		c := exec.CommandContext(ctx, "sqlite3", "-csv", "-header", path, linkQuery)
		out, err := os.Create(filepath.Join(r.folder, "links.csv"))
		if err != nil {
			return 0, err
		}
		c.Stdout = out
		begun := time.Now()
		if err := c.Run(); err != nil {
			return 0, err
		}
		times = append(times, time.Since(begun).Seconds())
		if err := out.Close(); err != nil {
			return 0, err
		}
	}
	slices.Sort(times)
	return times[2], nil
}
