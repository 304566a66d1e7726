package e2e

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/playwright-community/playwright-go"
)

// watch is what a tab saw go wrong, and what was to go wrong.
type watch struct {
	mu            sync.Mutex
	found, wanted []string
	document      playwright.Response // of the page that is shown
	touch, plain  bool                // with a finger; without scripts
	drops         bool                // the connection is lost in between
}

func (p *tab) listen(home string) {
	host, err := url.Parse(home)
	must(p.t, err)
	note := func(format string, args ...any) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.found = append(p.found, fmt.Sprintf(format, args...))
	}
	p.OnConsole(func(m playwright.ConsoleMessage) {
		if m.Type() == "error" || m.Type() == "warning" {
			note("%s", refusalOr(m.Text()))
		}
	})
	p.OnPageError(func(err error) { note("script: %v", err) })
	p.OnDialog(func(d playwright.Dialog) {
		leaving := d.Type() == "beforeunload" // of a form that was not saved
		if !leaving {
			note("a dialog: %s %q", d.Type(), d.Message())
		}
		go func() { _ = d.Accept() }() // the answer to it comes through the goroutine that calls us
	})
	p.OnRequest(func(r playwright.Request) {
		if u, err := url.Parse(r.URL()); err != nil || u.Host != host.Host && u.Scheme != "data" && u.Scheme != "blob" {
			note("a request to another host: %s", r.URL())
		}
	})
	p.OnResponse(func(r playwright.Response) {
		if r.Request().IsNavigationRequest() && r.Status() != 303 {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.document = r
		}
	})
}

// refused is a browser's own words about an answer of 4xx.
var refused = regexp.MustCompile(`^Failed to load resource: the server responded with a status of (\d+)`)

func refusalOr(text string) string {
	if m := refused.FindStringSubmatch(text); m != nil {
		return "status " + m[1]
	}
	return text
}

// wants says that the next step will be refused with status: the one console
// error that the browser makes of it is allowed, and missed if it does not come.
func (p *tab) wants(status int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wanted = append(p.wanted, fmt.Sprint("status ", status))
}

// wantsDrops says that the connection will be lost: what a browser says of that, and how
// often, is its own affair.
func (p *tab) wantsDrops() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.drops = true
}

func (p *tab) judge() {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.drops {
		p.found = slices.DeleteFunc(p.found, func(s string) bool { return strings.Contains(s, "net::ERR_") })
	}
	slices.Sort(p.found)
	slices.Sort(p.wanted)
	if !slices.Equal(p.found, p.wanted) {
		p.t.Errorf("the browser reported %q, want %q", p.found, p.wanted)
	}
}
