package e2e

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/playwright-community/playwright-go"

	"onus"
	"onus/db"
	"onus/words"
)

// patience is how long an action or an expectation may take, in milliseconds.
const patience = 10_000

var expect = playwright.NewPlaywrightAssertions(patience)

// tab is a page in a browser context of its own. It fails its test on every
// console error (those of the CSP among them), on every error of a script, on
// every dialog of the browser, and on every request to another host. What it does
// waits for the page to be there with its scripts.
type tab struct {
	playwright.Page
	*watch
	t    *testing.T
	w    *words.Words
	root playwright.Locator // where fields and buttons are looked for
}

// visitor is how somebody comes to the site.
type visitor struct {
	lang     string // "en" if empty
	user     onus.User
	noScript bool
	phone    bool // 390 × 844, with a finger
	url      string
	at       *site // nil: the one that all tests share
}

// open starts a browser context of its own; who has a user comes in signed in.
func open(t *testing.T, v visitor) *tab {
	t.Helper()
	if v.lang == "" {
		v.lang = "en"
	}
	if v.at == nil {
		v.at = &house
	}
	if v.url == "" {
		v.url = v.at.url
	}
	o := playwright.BrowserNewContextOptions{BaseURL: &v.url, Locale: playwright.String(map[string]string{"en": "en-GB", "nl": "nl-NL"}[v.lang]),
		TimezoneId: playwright.String("Europe/Amsterdam"), Viewport: &playwright.Size{Width: 1440, Height: 900}, ReducedMotion: playwright.ReducedMotionReduce}
	if v.noScript {
		o.JavaScriptEnabled = playwright.Bool(false)
	}
	if v.phone {
		o.Viewport, o.HasTouch, o.IsMobile = &playwright.Size{Width: 390, Height: 844}, playwright.Bool(true), playwright.Bool(true)
	}
	c, err := browser.NewContext(o)
	must(t, err)
	if v.user.ID != "" {
		token, err := v.at.store.StartSession(t.Context(), v.user.ID, db.SessionLimits{Idle: time.Hour, Absolute: time.Hour})
		must(t, err)
		must(t, c.AddCookies([]playwright.OptionalCookie{{Name: "onus", Value: token, URL: &v.url}}))
	}
	page, err := c.NewPage()
	must(t, err)
	page.SetDefaultTimeout(patience)
	page.SetDefaultNavigationTimeout(patience)
	p := &tab{Page: page, watch: &watch{touch: v.phone, plain: v.noScript}, t: t, w: catalogue.For(v.lang), root: page.Locator("body")}
	p.listen(v.url)
	t.Cleanup(func() {
		if t.Failed() {
			p.picture("failed-" + strings.NewReplacer("/", "-", " ", "-").Replace(t.Name()+"-"+v.user.UserName))
		}
		must(t, c.Close())
		p.judge()
	})
	return p
}

// within looks for fields and buttons in a part of the page only.
func (p *tab) within(l playwright.Locator) *tab {
	q := *p
	q.root = l
	return &q
}

// of is the tab in a subtest.
func (p *tab) of(t *testing.T) *tab {
	q := *p
	q.t = t
	return &q
}

// text is a text of the interface in the language of the tab.
func (p *tab) text(key string, args ...any) string { return p.w.T(key, args...) }

func (p *tab) visit(path string) {
	p.t.Helper()
	r, err := p.Goto(path)
	must(p.t, err)
	if r != nil && r.Status() >= 400 {
		p.mu.Lock()
		defer p.mu.Unlock()
		if !slices.Contains(p.wanted, fmt.Sprint("status ", r.Status())) {
			p.t.Fatalf("%s: %d", path, r.Status())
		}
	}
}

// field is the field with a label; the mark of a required one is not part of it.
// A label around a select has its options in its text: that is found by its role.
func (p *tab) field(label string) playwright.Locator {
	// An apostrophe opens a quotation in a selector of Playwright, also inside an expression.
	quoted := strings.ReplaceAll(regexp.QuoteMeta(p.text(label)), "'", `\x27`)
	return p.root.GetByLabel(regexp.MustCompile(`^\s*` + quoted + `\s*(` + p.text("required") + `)?\s*$`)).
		Or(p.role("combobox", p.text(label)))
}

func (p *tab) fill(label, value string) {
	p.t.Helper()
	p.ready()
	must(p.t, p.field(label).Fill(value))
}

// choose picks an option by the text that people see, and answers its value.
func (p *tab) choose(label, option string) (value string) {
	p.t.Helper()
	p.ready()
	values, err := p.field(label).SelectOption(playwright.SelectOptionValues{Labels: &[]string{option}})
	must(p.t, err)
	return strings.Join(values, " ")
}

// check ticks a box or a radio button.
func (p *tab) check(l playwright.Locator) {
	p.t.Helper()
	p.ready()
	must(p.t, l.Check())
}

// code is the label of a code, which the list must have.
func (p *tab) code(list, code string) string {
	p.t.Helper()
	if !onus.IsCode(list, code) {
		p.t.Fatalf("%s has no code %q", list, code)
	}
	return p.w.Code(list, code)
}

func (p *tab) role(role playwright.AriaRole, name string) playwright.Locator {
	return p.root.GetByRole(role, playwright.LocatorGetByRoleOptions{Name: name, Exact: playwright.Bool(true)})
}

func (p *tab) button(key string, args ...any) playwright.Locator {
	return p.role("button", p.text(key, args...))
}

func (p *tab) link(key string, args ...any) playwright.Locator {
	return p.role("link", p.text(key, args...))
}

// region is a part of the page with a name.
func (p *tab) region(key string, args ...any) *tab {
	return p.within(p.role("region", p.text(key, args...)))
}

// press clicks, or taps on a phone, and waits for the page that it leads to.
func (p *tab) press(l playwright.Locator) {
	p.t.Helper()
	p.ready()
	if p.touch {
		must(p.t, p.tap(l))
		return
	}
	must(p.t, l.Click())
}

func (p *tab) save() {
	p.t.Helper()
	p.press(p.button("Save"))
}

// sees waits until the text is there for all to see.
func (p *tab) sees(text string) {
	p.t.Helper()
	must(p.t, expect.Locator(p.root.GetByText(text).First()).ToBeVisible())
}

func (p *tab) seesNo(l playwright.Locator) {
	p.t.Helper()
	must(p.t, expect.Locator(l).ToHaveCount(0))
}

// heading waits until the page has this title.
func (p *tab) heading(text string) {
	p.t.Helper()
	must(p.t, expect.Locator(p.GetByRole("heading", playwright.PageGetByRoleOptions{Level: playwright.Int(1)})).ToContainText(text))
}

// at waits until the address matches.
func (p *tab) at(pattern string) {
	p.t.Helper()
	must(p.t, expect.Page(p.Page).ToHaveURL(regexp.MustCompile(pattern)))
}

// path is the present address without the host.
func (p *tab) path() string {
	u, err := url.Parse(p.URL())
	must(p.t, err)
	return u.RequestURI()
}

// confirm answers the question that the last click asked.
func (p *tab) confirm() {
	p.t.Helper()
	p.press(p.within(p.Locator("body")).button("Yes, do it"))
}

// value is what a field holds.
func (p *tab) value(label string) string {
	p.t.Helper()
	v, err := p.field(label).InputValue()
	must(p.t, err)
	return v
}

// places goes to a place of the case by its link in the left column.
func (p *tab) place(key string) {
	p.t.Helper()
	nav := p.within(p.Locator("body")).role("navigation", p.text("Places in this case"))
	p.press(nav.GetByRole("link", playwright.LocatorGetByRoleOptions{Name: regexp.MustCompile(`^` + regexp.QuoteMeta(p.text(key)) + `( [\d.,]+)?$`)}))
	p.heading(p.text(key))
}

// summary is what opens a part that is folded.
func (p *tab) summary(key string) playwright.Locator {
	return p.root.Locator("summary").Filter(hasText(p.text(key)))
}
