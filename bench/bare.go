package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the same driver, without the store around it

	"onus"
	"onus/views"
	"onus/words"
)

func dsn(path string) string {
	q := url.Values{"_pragma": {"busy_timeout(5000)", "synchronous(FULL)", "journal_mode(WAL)", "cache_size(-8192)"}}
	return "file:" + path + "?" + q.Encode()
}

// barePage is the query of the claim list, number for number.
const barePage = "SELECT c.id, c.version, c.number, c.title, c.kind, c.relief_type, c.amount, c.currency, c.unquantified, c.status," +
	" c.claimants, c.respondents, c.targets, c.supports, c.refutes, c.undercuts, c.context, c.unassessed" +
	" FROM claims c WHERE c.case_id = $1 AND c.deleted_at = 0 ORDER BY c.number LIMIT 51"

// serveBare is the baseline of the claim list: net/http alone, the same query
// prepared, the same rows through the same template; no router, session,
// rights, filters or layout.
func serveBare(folder, addr string) error {
	pool, err := sql.Open("sqlite", dsn(filepath.Join(folder, "onus.db")))
	if err != nil {
		return err
	}
	pool.SetMaxOpenConns(2)
	pool.SetMaxIdleConns(2)
	page, err := pool.Prepare(barePage)
	if err != nil {
		return err
	}
	catalogue, err := words.Load()
	if err != nil {
		return err
	}
	w := catalogue.For("en")
	headings := make([]views.Heading, 9)
	for i, name := range []string{"Number", "Claim", "Kind", "Amount", "Status", "Supports", "Refutes", "Other", "Not assessed"} {
		headings[i] = views.Heading{Label: w.T(name)}
	}
	buffers := sync.Pool{New: func() any { return new(bytes.Buffer) }}
	return http.ListenAndServe(addr, http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		list := views.ClaimList{Headings: headings, List: views.List{Bulk: &views.Bulk{}}}
		if list.Rows, err = bareRows(page, w); err != nil {
			http.Error(rw, err.Error(), http.StatusInternalServerError)
			return
		}
		b := buffers.Get().(*bytes.Buffer)
		defer buffers.Put(b)
		b.Reset()
		p := views.Page{W: w, Fragment: true, Asset: func(string) string { return "" }}
		if err := views.ClaimListPage(p, list).Render(context.Background(), b); err != nil {
			http.Error(rw, err.Error(), http.StatusInternalServerError)
			return
		}
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = rw.Write(b.Bytes())
	}))
}

func bareRows(page *sql.Stmt, w *words.Words) ([]views.ClaimRow, error) {
	rows, err := page.Query(benchCase)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	all := make([]views.ClaimRow, 0, 51)
	for rows.Next() {
		var c onus.Claim
		st := &c.Stances
		if err := rows.Scan(&c.ID, &c.Version, &c.Number, &c.Title, &c.Kind, &c.ReliefType, &c.Amount, &c.Currency, &c.Unquantified, &c.Status,
			&c.Claimants, &c.Respondents, &c.Targets, &st.Supports, &st.Refutes, &st.Undercuts, &st.Context, &st.Unassessed); err != nil {
			return nil, err
		}
		r := views.ClaimRow{ID: c.ID, URL: "/cases/" + benchCase + "/claims/" + c.ID, Number: "C-" + strconv.FormatInt(c.Number, 10), Title: c.Title,
			Kind: w.Code(onus.ListClaimKind, c.Kind), Status: w.Code(onus.ListClaimStatus, c.Status), Parties: c.Claimants + " → " + c.Respondents,
			Supports: w.Number(st.Supports), Refutes: w.Number(st.Refutes), Other: w.Number(st.Undercuts + st.Context), Unassessed: w.Number(st.Unassessed)}
		if c.Amount.Known {
			r.Amount = w.Money(c.Amount.Minor, c.Currency)
		}
		if c.Targets != "" {
			r.Parties += " · " + w.T("target: %s", c.Targets)
		}
		all = append(all, r)
	}
	return all[:min(50, len(all))], rows.Err()
}

// bareInserts is the baseline of writing: one connection that inserts a row of
// 1,000 bytes at a time, each committed to the disk. Rows a second.
func bareInserts(folder string, during time.Duration) (float64, error) {
	pool, err := sql.Open("sqlite", dsn(filepath.Join(folder, "inserts.db")))
	if err != nil {
		return 0, err
	}
	defer func() { _ = pool.Close() }()
	pool.SetMaxOpenConns(1)
	if _, err := pool.Exec("CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT)"); err != nil {
		return 0, err
	}
	insert, err := pool.Prepare("INSERT INTO rows (text) VALUES ($1)")
	if err != nil {
		return 0, err
	}
	defer func() { _ = insert.Close() }()
	text, n, begun := fmt.Sprintf("%01000d", 1), 0, time.Now()
	for time.Since(begun) < during {
		if _, err := insert.Exec(text); err != nil {
			return 0, err
		}
		n++
	}
	return float64(n) / time.Since(begun).Seconds(), nil
}
