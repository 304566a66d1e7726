package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"onus"
	"onus/db"
)

// killed is a server that is killed again and again, and what it has acknowledged.
type killed struct {
	*testing.T
	data, caseID, cookie string

	mu    sync.Mutex
	sent  map[string]string // hash of the bytes: their text as it is to be read
	acked map[string]bool
}

// In the middle of uploads and readings the program dies; nothing that it has said it has
// is lost, nothing is there by half, everything is read in the end, once.
func TestKilledAtAnyMoment(t *testing.T) {
	rounds := 10
	if testing.Short() {
		rounds = 3
	}
	if n, err := strconv.Atoi(os.Getenv("ONUS_TEST_KILLS")); err == nil {
		rounds = n
	}
	k := &killed{T: t, data: t.TempDir(), sent: map[string]string{}, acked: map[string]bool{}}
	k.prepare()
	for range rounds {
		k.round(time.Duration(20+rand.IntN(800)) * time.Millisecond)
	}
	if len(k.acked) < rounds {
		t.Errorf("only %d uploads were acknowledged in %d rounds", len(k.acked), rounds)
	}
	k.finish()
	if status, out, errs := command(t, "", nil, "verify", "--data", k.data); status != exitDone {
		t.Errorf("verify: %d\n%s%s", status, out, errs)
	}
	k.check()
	t.Logf("%d uploads sent, %d acknowledged", len(k.sent), len(k.acked))
}

// prepare makes a case, a session, and the code that readers need: compiling it would
// take longer than a round.
func (k *killed) prepare() {
	k.Helper()
	compiled := filepath.Join(k.data, "cache", "compiled")
	must(k.T, os.MkdirAll(compiled, 0o750))
	if out, err := exec.Command(os.Args[0], "read-document", "--fill-cache", "--cache", compiled).CombinedOutput(); err != nil {
		k.Fatalf("%v\n%s", err, out)
	}
	store, err := db.Open(k.Context(), db.Config{Folder: k.data})
	must(k.T, err)
	defer store.Close()
	must(k.T, store.Migrate(k.Context()))
	u := onus.User{Email: "lead@example.org", UserName: "Lead"}
	must(k.T, store.CreateUser(k.Context(), onus.Actor{}, &u, ""))
	c := onus.Case{Title: "A v. B"}
	must(k.T, store.CreateCase(k.Context(), onus.Actor{Email: u.Email}, u.ID, &c))
	k.caseID = c.ID
	k.cookie, err = store.StartSession(k.Context(), u.ID, db.SessionLimits{Idle: 10 * time.Hour, Absolute: 10 * time.Hour})
	must(k.T, err)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// start starts the server and answers where it listens.
func (k *killed) start() (*exec.Cmd, string) {
	k.Helper()
	c := exec.Command(os.Args[0], "serve", "--data", k.data, "--addr", "127.0.0.1:0")
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.StdoutPipe()
	must(k.T, err)
	must(k.T, c.Start())
	k.Cleanup(func() { _ = c.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	_, base, found := strings.Cut(strings.TrimSpace(line), "listens on ")
	if err != nil || !found {
		_ = c.Process.Kill()
		_ = c.Wait()
		k.Fatalf("%q, %v\n%s", line, err, errs.String())
	}
	return c, base
}

// round lets a server take uploads for so long.
func (k *killed) round(after time.Duration) {
	c, base := k.start()
	time.AfterFunc(after, func() { _ = c.Process.Kill() })
	var uploads sync.WaitGroup
	for range 2 {
		uploads.Go(func() {
			for k.upload(base) {
				time.Sleep(time.Duration(rand.IntN(60)) * time.Millisecond) // readings are to be in the middle too
			}
		})
	}
	uploads.Wait()
	if err := c.Wait(); err == nil || c.ProcessState.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		k.Errorf("the server ended before it was killed: %v", err)
	}
}

const letter = "From: a@example.org\r\nTo: b@example.org\r\nSubject: %s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
	"--b\r\nContent-Type: text/plain\r\n\r\nSee the attachment.\r\n--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nattached %s\r\n--b--\r\n"

// upload sends a file; false when the server is gone.
func (k *killed) upload(base string) bool {
	name := fmt.Sprintf("%016x", rand.Uint64())
	text := strings.Repeat("text "+name+"\n", 1+rand.IntN(10_000))
	content, ext := text, ".txt"
	if rand.IntN(3) == 0 {
		content, ext, text = fmt.Sprintf(letter, name, name), ".eml", ""
	}
	sum := sha256.Sum256([]byte(content))
	key := hex.EncodeToString(sum[:])
	k.mu.Lock()
	k.sent[key] = text
	k.mu.Unlock()

	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, _ := form.CreateFormFile("file", name+ext)
	_, _ = io.WriteString(part, content)
	_ = form.Close()
	r, err := http.NewRequestWithContext(k.Context(), http.MethodPost, base+"/cases/"+k.caseID+"/evidence/add", &body)
	if err != nil {
		k.Error(err)
		return false
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Origin", base)
	r.AddCookie(&http.Cookie{Name: "onus", Value: k.cookie})
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	page, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		k.Errorf("status %d\n%s", answer.StatusCode, page)
		return false
	}
	if err == nil {
		k.mu.Lock()
		k.acked[key] = true
		k.mu.Unlock()
	}
	return err == nil
}

// finish starts the server once more, until all is read, and stops it.
func (k *killed) finish() {
	k.Helper()
	c, _ := k.start()
	for deadline := time.Now().Add(10 * time.Minute); k.count("SELECT count(*) FROM works") > 0; time.Sleep(200 * time.Millisecond) {
		if time.Now().After(deadline) {
			k.Fatalf("%d pieces of work still wait", k.count("SELECT count(*) FROM works"))
		}
	}
	must(k.T, c.Process.Signal(syscall.SIGTERM))
	must(k.T, c.Wait())
	commands, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, path := range commands {
		if b, _ := os.ReadFile(path); bytes.Contains(b, []byte(k.data)) {
			k.Errorf("still running: %s %q", path, b)
		}
	}
}

func (k *killed) query(q string, each func(*sql.Rows) error) {
	k.Helper()
	conn, err := sql.Open("sqlite", "file:"+filepath.Join(k.data, "onus.db")+"?mode=ro&_pragma=busy_timeout(10000)")
	must(k.T, err)
	defer conn.Close()
	rows, err := conn.QueryContext(k.Context(), q)
	must(k.T, err)
	defer rows.Close()
	for rows.Next() {
		must(k.T, each(rows))
	}
	must(k.T, rows.Err())
}

func (k *killed) count(q string) (n int) {
	k.Helper()
	k.query(q, func(r *sql.Rows) error { return r.Scan(&n) })
	return n
}

func (k *killed) check() {
	k.Helper()
	for what, q := range map[string]string{
		"files that are not read":                "SELECT count(*) FROM readings WHERE state <> 'read'",
		"files without a reading":                "SELECT count(*) FROM files f WHERE NOT EXISTS (SELECT 1 FROM readings r WHERE r.file_id = f.id)",
		"files with more or fewer than one text": "SELECT count(*) FROM files f WHERE (SELECT count(*) FROM texts t WHERE t.file_id = f.id) <> 1",
		"items not recorded as read once":        "SELECT count(*) FROM evidence e WHERE (SELECT count(*) FROM custody c WHERE c.evidence_id = e.id AND c.act = 'read') <> 1",
		"letters without one attachment": "SELECT count(*) FROM evidence e JOIN files f ON f.evidence_id = e.id" +
			" WHERE f.filename LIKE '%.eml' AND (SELECT count(*) FROM evidence a WHERE a.attached_to_id = e.id) <> 1",
	} {
		if n := k.count(q); n != 0 {
			k.Errorf("%s: %d", what, n)
		}
	}
	found := map[string]bool{}
	k.query("SELECT f.sha256, group_concat(p.text, '' ORDER BY p.part) FROM files f JOIN texts t ON t.file_id = f.id JOIN parts p ON p.text_id = t.id GROUP BY f.id", func(r *sql.Rows) error {
		var sum, text string
		err := r.Scan(&sum, &text)
		want := k.sent[sum]
		if found[sum] || want != "" && text != want {
			k.Errorf("%s is there twice, or its text is another: %.40q of %d bytes", sum, text, len(text))
		}
		found[sum] = true
		return err
	})
	for sum := range k.acked {
		if !found[sum] {
			k.Errorf("%s was acknowledged and is lost", sum)
		}
	}
}
