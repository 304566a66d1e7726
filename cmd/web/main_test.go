package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// command runs a command that ends by itself.
func command(t *testing.T, stdin string, env map[string]string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	status = run(t.Context(), args, func(name string) string { return env[name] }, strings.NewReader(stdin), &out, &errs)
	return status, out.String(), errs.String()
}

func TestWrongUsage(t *testing.T) {
	for _, tt := range []struct {
		name string
		env  map[string]string
		args []string
	}{
		{"an unknown flag", nil, []string{"--nonsense"}},
		{"an unknown command", nil, []string{"nonsense"}},
		{"a command that is not whole", nil, []string{"user"}},
		{"no name", nil, []string{"user", "add", "--email", "a@example.org"}},
		{"no folder", nil, []string{"backup"}},
		{"a time that is none", nil, []string{"--idle", "soon"}},
		{"a time that is too short", nil, []string{"--idle", "1s"}},
		{"a size that is none", map[string]string{"ONUS_MAX_UPLOAD": "much"}, nil},
		{"a switch that is none", map[string]string{"ONUS_DEMO": "maybe"}, nil},
		{"a public address without a scheme", nil, []string{"--public-url", "onus.example.org"}},
		{"a public address with a path", nil, []string{"version", "--public-url", "https://example.org/onus"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			status, out, errs := command(t, "", tt.env, append(tt.args, "--data", t.TempDir())...)
			if status != exitUsage || out != "" || strings.Count(errs, "\n") != 1 {
				t.Errorf("status %d\n%s%s", status, out, errs)
			}
		})
	}
}

func TestHelpAndVersion(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"serve", "--help"}, {"user", "add", "--help"}} {
		if status, out, _ := command(t, "", nil, args...); status != exitDone || !strings.Contains(out, "ONUS_DATABASE_URL") || args[0] == "--help" && !strings.Contains(out, "ONUS_DEMO") {
			t.Errorf("%v: %d\n%s", args, status, out)
		}
	}
	if status, out, _ := command(t, "", nil, "version"); status != exitDone || !strings.HasPrefix(out, "onus ") {
		t.Errorf("version: %d %s", status, out)
	}
}

func TestFailuresAreOneLine(t *testing.T) {
	taken := startServer(t, nil, "--data", t.TempDir())
	empty := filepath.Join(t.TempDir(), "typo")
	for _, tt := range []struct {
		name, stdin, want string
		args              []string
	}{
		{"an address in use", "", "already", []string{"--addr", strings.TrimPrefix(taken.base, "http://"), "--data", t.TempDir()}},
		{"a folder without a database", "", "no database", []string{"verify", "--data", empty}},
		{"nobody to disable", "", "no database", []string{"user", "disable", "a@example.org", "--data", empty}},
		{"no password", "", "standard input", []string{"user", "add", "--email", "a@example.org", "--name", "A", "--password-stdin", "--data", empty}},
		{"not an address", "", "e-mail", []string{"user", "add", "--email", "a", "--name", "A", "--data", t.TempDir()}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			status, _, errs := command(t, tt.stdin, nil, tt.args...)
			if status != exitFailed || !strings.Contains(errs, tt.want) || strings.Count(errs, "\n") != 1 {
				t.Errorf("status %d\n%s", status, errs)
			}
		})
	}
	if found, _ := filepath.Glob(empty); found != nil {
		t.Error("a mistyped folder was made")
	}
}

func TestUserCommands(t *testing.T) {
	data := "--data=" + t.TempDir()
	const password = "correct horse battery"
	if status, _, errs := command(t, password+"\r\n", nil, "user", "add", "--email", "a@example.org", "--name", "A", "--admin", "--password-stdin", data); status != exitDone || errs != "" {
		t.Fatalf("%d %s", status, errs)
	}
	if status, _, errs := command(t, "", nil, "user", "add", "--email", "A@example.org", "--name", "A", data); status != exitFailed || !strings.Contains(errs, "already") {
		t.Errorf("twice: %d %s", status, errs)
	}
	s := startServer(t, nil, data)
	if strings.Contains(s.out.String(), "/login/") {
		t.Error("there is an administrator, and yet an address that signs in")
	}
	if code := s.signIn("a@example.org", password); code != http.StatusSeeOther {
		t.Errorf("sign in: %d", code)
	}
	status, out, _ := command(t, "", map[string]string{"ONUS_PUBLIC_URL": s.base}, "user", "reset", "a@example.org", data)
	if status != exitDone || s.get("/account") != http.StatusSeeOther {
		t.Errorf("reset: %d, or it does not sign out", status)
	}
	if code := s.get(strings.TrimPrefix(strings.TrimSpace(out), s.base)); code != http.StatusSeeOther || s.get("/account") != http.StatusOK {
		t.Errorf("the one-time address: %d", code)
	}
	if status, _, errs := command(t, "", nil, "user", "disable", "a@example.org", data); status != exitDone || s.get("/account") != http.StatusSeeOther {
		t.Errorf("disable: %d %s", status, errs)
	}
	if status, _, errs := command(t, "", nil, "user", "disable", "b@example.org", data); status != exitFailed || !strings.Contains(errs, "no account") {
		t.Errorf("disable nobody: %d %s", status, errs)
	}
}

func TestDataCommands(t *testing.T) {
	env := map[string]string{"ONUS_DATA": filepath.Join(t.TempDir(), "data"), "ONUS_DEMO": "on"}
	s := startServer(t, env)
	copied, restored := filepath.Join(t.TempDir(), "copy"), filepath.Join(t.TempDir(), "restored")
	for _, args := range [][]string{
		{"migrate"}, {"verify"}, {"backup", copied}, {"restore", copied, "--data", restored}, {"verify", "--data", restored},
	} {
		if status, out, errs := command(t, "", env, args...); status != exitDone {
			t.Fatalf("%v: %d\n%s%s", args, status, out, errs)
		}
	}
	s.stop()
	if again := startServer(t, nil, "--data", restored); again.signInByAddress() != http.StatusSeeOther {
		t.Error("the restored server lets nobody in")
	}
}

// running is a server that a test started, and a browser before it.
type running struct {
	*testing.T
	base   string
	out    *output
	client *http.Client
	cancel context.CancelFunc
	ended  chan int
}

// output is written by the server and read by the test.
type output struct {
	lines chan string
	mu    sync.Mutex
	all   []byte
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	o.all = append(o.all, b...)
	o.mu.Unlock()
	o.lines <- string(b)
	return len(b), nil
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return string(o.all)
}

func startServer(t *testing.T, env map[string]string, args ...string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	s := &running{T: t, out: &output{lines: make(chan string, 10)}, cancel: cancel, ended: make(chan int, 1),
		client: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	var errs bytes.Buffer
	go func() {
		s.ended <- run(ctx, append([]string{"--addr", "127.0.0.1:0"}, args...), func(name string) string { return env[name] }, strings.NewReader(""), s.out, &errs)
	}()
	t.Cleanup(s.stop)
	select {
	case line := <-s.out.lines:
		s.base = strings.TrimSpace(strings.TrimPrefix(line, "Onus listens on "))
	case status := <-s.ended:
		s.ended <- status
		t.Fatalf("ended with %d: %s", status, errs.String())
	case <-time.After(20 * time.Second):
		t.Fatal("no line after 20 seconds")
	}
	if s.get("/readyz") != http.StatusOK { // what was printed before is complete now
		t.Fatal("not ready")
	}
	return s
}

// stop ends the server as SIGTERM does.
func (s *running) stop() {
	s.Helper()
	s.cancel()
	if status := <-s.ended; status != exitDone {
		s.Errorf("stopped with %d", status)
	}
	s.ended <- exitDone
}

func (s *running) get(path string) int {
	s.Helper()
	return s.answer(s.client.Get(s.base + path))
}

func (s *running) answer(r *http.Response, err error) int {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, r.Body)
	_ = r.Body.Close()
	return r.StatusCode
}

func (s *running) signIn(email, password string) int {
	s.Helper()
	r, err := http.NewRequestWithContext(s.Context(), http.MethodPost, s.base+"/login", strings.NewReader(url.Values{"email": {email}, "password": {password}}.Encode()))
	if err != nil {
		s.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", s.base)
	return s.answer(s.client.Do(r))
}

// signInByAddress opens the one-time address that the server printed.
func (s *running) signInByAddress() int {
	s.Helper()
	found := regexp.MustCompile(`Open ` + regexp.QuoteMeta(s.base) + `(/login/\S+) to sign in`).FindStringSubmatch(s.out.String())
	if found == nil {
		s.Fatalf("no address in %q", s.out.String())
	}
	return s.get(found[1])
}
