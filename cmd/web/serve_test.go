package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestDemoPrintsAnAddressThatSignsIn(t *testing.T) {
	data := t.TempDir()
	for i, args := range [][]string{{"--demo", "--data", data}, {"serve", "--demo", "--data", data}} {
		s := startServer(t, nil, args...)
		if code := s.signInByAddress(); code != http.StatusSeeOther {
			t.Fatalf("start %d: %d", i, code)
		}
		r, err := s.client.Get(s.base + "/cases.csv")
		if err != nil {
			t.Fatal(err)
		}
		cases, _ := io.ReadAll(r.Body)
		_ = r.Body.Close()
		if n := bytes.Count(cases, []byte("IBM")); r.StatusCode != http.StatusOK || bytes.Count(cases, []byte("\r\n")) != 2 || n == 0 {
			t.Errorf("start %d: %d, not just the demonstration case:\n%s", i, r.StatusCode, cases)
		}
		s.stop()
	}
}

func TestFirstAdministratorFromTheEnvironment(t *testing.T) {
	env := map[string]string{"ONUS_DATA": t.TempDir(), "ONUS_ADMIN_EMAIL": "lead@example.org", "ONUS_ADMIN_PASSWORD": "correct horse battery"}
	s := startServer(t, env)
	if strings.Contains(s.out.String(), "/login/") {
		t.Error("an address that signs in is printed too")
	}
	if code := s.signIn("lead@example.org", "correct horse battery"); code != http.StatusSeeOther {
		t.Errorf("sign in: %d", code)
	}
	if code := s.get("/users"); code != http.StatusOK {
		t.Errorf("not an administrator: %d", code)
	}
	s.stop()
	env["ONUS_ADMIN_EMAIL"], env["ONUS_ADMIN_PASSWORD"] = "other@example.org", "another good password"
	s = startServer(t, env)
	if code := s.signIn("other@example.org", "another good password"); code != http.StatusUnprocessableEntity {
		t.Errorf("the second start made another one: %d", code)
	}
}

func TestRequestsEndBeforeTheServerDoes(t *testing.T) {
	begun, finish := make(chan bool), make(chan bool)
	server := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		begun <- true
		<-finish
		_, _ = io.WriteString(w, "whole")
	})}
	l, err := listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended, answered := make(chan error, 1), make(chan string, 1)
	go func() { ended <- serve(ctx, server, l) }()
	go func() {
		r, err := http.Get("http://" + l.Addr().String())
		if err != nil {
			answered <- err.Error()
			return
		}
		defer r.Body.Close()
		b, _ := io.ReadAll(r.Body)
		answered <- string(b)
	}()
	<-begun
	cancel()
	for { // no new ones are taken any more
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			break
		}
		_ = c.Close()
	}
	finish <- true
	if got := <-answered; got != "whole" {
		t.Errorf("the last request got %q", got)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestPublicURL(t *testing.T) {
	for _, tt := range [][3]string{
		{"", "127.0.0.1:8080", "http://127.0.0.1:8080"},
		{"", "[::]:80", "http://localhost:80"},
		{"", "0.0.0.0:80", "http://localhost:80"},
		{"", ":80", "http://localhost:80"},
		{"", "[::1]:80", "http://[::1]:80"},
		{"https://onus.example.org/", ":80", "https://onus.example.org"},
	} {
		p := &program{flags: &flags{PublicURL: tt[0]}}
		if got := p.publicURL(tt[1]); got != tt[2] {
			t.Errorf("%q, %s: %s", tt[0], tt[1], got)
		}
	}
}
