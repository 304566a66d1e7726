package e2e

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"onus"
)

// payloads are texts that try to run a script in whoever reads them: those of the
// corpus, and some whose success can be read afterwards.
func payloads(t *testing.T) []string {
	t.Helper()
	b, err := os.ReadFile(beside("corpus/lists/xss.jsonl"))
	if os.IsNotExist(err) {
		t.Skip("The payloads are kept beside the project, in ../shared/corpus, and are not here.")
	}
	must(t, err)
	texts := []string{
		`<img src=x onerror="window.__xss=1">`, `"><script>window.__xss=1</script>`, `</textarea><svg onload=window.__xss=1>`,
		`javascript:window.__xss=1`, `' autofocus onfocus='window.__xss=1`, `</title><body onload=window.__xss=1>`,
		`<a hx-get="/cases" hx-trigger="load" hx-on:htmx:load="window.__xss=1">x</a>`,
	}
	for line := range strings.Lines(string(b)) {
		var x struct{ Payload string }
		must(t, json.Unmarshal([]byte(line), &x))
		texts = append(texts, x.Payload)
	}
	if len(texts) < 250 {
		t.Errorf("only %d payloads", len(texts))
	}
	return texts
}

// trap is a case whose fields are all payloads.
type trap struct {
	id    string
	lead  onus.User
	texts []string
	next  int
	made  []onus.Thing
}

// long is the next payload, line the next of one line.
func (c *trap) long() string {
	c.next++
	return strings.ReplaceAll(c.texts[(c.next-1)%len(c.texts)], "\x00", "")
}

func (c *trap) line() string { return strings.NewReplacer("\r", " ", "\n", " ").Replace(c.long()) }

func layTrap(t *testing.T) *trap {
	t.Helper()
	c := &trap{texts: payloads(t)}
	c.lead = house.user(t, c.texts[0])
	c.id = house.newCase(t, c.lead, c.texts[1])
	for c.next < len(c.texts) {
		c.set(t)
	}
	return c
}

// set adds one thing of every noun.
func (c *trap) set(t *testing.T) {
	t.Helper()
	add := func(th onus.Thing) {
		house.add(t, c.lead, c.id, th)
		c.made = append(c.made, th)
	}
	from := &onus.Party{PartyName: c.line(), NativeName: c.line(), Aliases: c.line(), About: c.long(), Kind: "person"}
	to := &onus.Party{PartyName: c.line(), NativeName: c.line(), Kind: "organisation"}
	claim := &onus.Claim{Title: c.line(), Kind: onus.ClaimInjunction, LegalBasis: c.line(), Verbatim: c.long(), HeadOfLoss: c.line(), Calculation: c.long(),
		Measure: c.long(), Conduct: c.long(), Territory: c.line(), About: c.long()}
	item := &onus.Evidence{Title: c.line(), Source: c.line(), SourceURL: c.line(), Author: c.line(), Custodian: c.line(), BatesBegin: c.line(), BatesEnd: c.line(), About: c.long()}
	for _, th := range []onus.Thing{from, to, claim, item, &onus.Proceeding{Court: c.line(), Reference: c.line(), Outcome: c.long(), Note: c.long()}} {
		add(th)
	}
	add(&onus.Relationship{FromID: from.ID, ToID: to.ID, Type: "employed_by", Note: c.long()})
	add(&onus.Link{EvidenceID: item.ID, ClaimID: claim.ID, Stance: onus.Supports, Why: c.long(), Locator: c.line(), Quote: c.long()})
}

func TestScriptsInTextsRunNowhere(t *testing.T) {
	t.Parallel()
	c := layTrap(t)
	p := open(t, visitor{user: c.lead})
	base := "/cases/" + c.id
	paths := []string{"/cases", base, base + "/edit", base + "/history", base + "/history?q=script", base + "/search?q=script", base + "/search?q=%3Cimg+src%3Dx+onerror%3Dwindow.__xss%3D1%3E",
		base + "/claims?q=%22%3E%3Cscript%3Ewindow.__xss%3D1%3C/script%3E", base + "/claims/new?kind=injunction&title=%22%3E%3Csvg+onload%3Dwindow.__xss%3D1%3E", base + "/links/new", "/account"}
	for _, noun := range []string{onus.Claims, onus.EvidenceNoun, onus.Links, onus.Parties, onus.Relationships, onus.Proceedings, onus.Members} {
		paths = append(paths, base+"/"+noun)
	}
	for _, th := range c.made {
		one := base + "/" + th.Noun() + "/" + th.Base().ID
		paths = append(paths, one, one+"/edit")
	}
	for _, path := range paths {
		p.visit(path)
		p.ranNothing(path)
	}
	t.Logf("%d pages with %d payloads", len(paths), len(c.texts))
	// What changes without another page, too.
	p.visit(base + "/claims")
	p.press(p.rows().Locator("td.main a").First())
	p.press(p.summary("Link evidence"))
	box := p.root.GetByLabel(p.text("Search: %s", p.text("Link evidence")), exactly)
	p.answered("script", func() error { return box.Fill("script") })
	p.ranNothing("the picker")
}

// ranNothing fails if a payload ran or stands ready to run. Dialogs, console
// errors and other hosts are the business of every tab.
func (p *tab) ranNothing(where string) {
	p.t.Helper()
	p.settled()
	found, err := p.Evaluate(`() => {
		const armed = [...document.querySelectorAll("*")].filter((e) => [...e.attributes].some((a) =>
			a.name.startsWith("on") || a.name.startsWith("hx-on") || /^(href|src|action|formaction)$/.test(a.name) && /^\s*(javascript|data|vbscript):/i.test(a.value)));
		return armed.map((e) => e.outerHTML.slice(0, 120)).concat(window.__xss === undefined ? [] : ["a script ran"]);
	}`)
	must(p.t, err)
	for _, what := range found.([]any) {
		p.t.Errorf("%s: %v", where, what)
	}
}
