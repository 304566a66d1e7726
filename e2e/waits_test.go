package e2e

import (
	"net/url"
	"regexp"

	"github.com/playwright-community/playwright-go"
)

// ready waits until the page is there with its scripts. Before them a button that
// asks a question does its work at once, and what is typed finds nothing.
func (p *tab) ready() {
	p.t.Helper()
	// Several short waits: playwright-go looks whether the page has loaded, then
	// listens for the news of it, and misses what comes in between.
	const short = 250
	var err error
	for range patience / short {
		if err = p.WaitForLoadState(playwright.PageWaitForLoadStateOptions{Timeout: playwright.Float(short)}); err == nil {
			return
		}
	}
	p.t.Fatal(err)
}

// settled waits until htmx has put every answer into the page: it marks the
// element that asked from the request until after the swap.
func (p *tab) settled() {
	p.t.Helper()
	p.ready()
	must(p.t, expect.Locator(p.Locator(".htmx-request")).ToHaveCount(0))
}

// answered waits for the answer to a search for text, which do sets off after a
// pause, and for the page to show it. Answers to the first letters may come in
// between; none comes after it.
func (p *tab) answered(text string, do func() error) {
	p.t.Helper()
	p.settled()
	_, err := p.ExpectResponse(func(address string) bool {
		u, err := url.Parse(address)
		return err == nil && u.Query().Get("q") == text
	}, do)
	must(p.t, err)
	p.settled()
}

// filtered waits until the list has a filter: the address changes first, then the list.
func (p *tab) filtered(name, value string) {
	p.t.Helper()
	p.at(`[?&]` + name + `=` + regexp.QuoteMeta(url.QueryEscape(value)) + `(&|$)`)
	p.settled()
}

// leaves says whether the browser leaves the page when an element is pressed.
const leaves = `(e) => {
	const a = e.closest("a[href]");
	if (a) return !a.hasAttribute("download") && !a.getAttribute("href").startsWith("#");
	const b = e.closest("button"), f = b?.form;
	if (!f || b.type !== "submit" || b.dataset.confirm || f.dataset.confirm) return false;
	return f.method !== "dialog" && !f.matches("[hx-post], [hx-get]") && !f.querySelector("input[type=file]")?.files.length;
}`

// tap is a press with a finger. Other than a click it does not wait for the page
// that it leads to.
func (p *tab) tap(l playwright.Locator) error {
	away, err := l.Evaluate(leaves, nil)
	if err != nil {
		return err
	}
	if away != true {
		return l.Tap()
	}
	_, err = p.ExpectEvent("framenavigated", func() error { return l.Tap() })
	return err
}
