package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/playwright-community/playwright-go"
)

// TestEveryPage looks at every page, wide and narrow, light and dark: nothing is
// wider than the screen, axe-core finds nothing serious, and the HTML is valid.
// It leaves a picture of each for people to look at.
func TestEveryPage(t *testing.T) {
	t.Parallel()
	axe := readAxe(t)
	html := t.TempDir()
	all := sheets(t)
	// Not a parallel subtest: it ends when all pages have been looked at.
	t.Run("is usable", func(t *testing.T) {
		for _, s := range all {
			for _, lang := range []string{"en", "nl"} {
				if lang == "nl" && !s.dutch {
					continue
				}
				t.Run(s.name+" "+lang, func(t *testing.T) {
					t.Parallel()
					p := open(t, visitor{lang: lang, user: s.who})
					if s.refused != 0 {
						p.wants(s.refused)
					}
					p.visit(s.path)
					if s.do != nil {
						s.do(p)
					}
					p.settled()
					p.keepHTML(filepath.Join(html, s.name+"-"+lang+".html"))
					p.look(s.name+"-"+lang, axe)
				})
			}
		}
	})
	if axe == "" { // else every page has been audited
		t.Run("is accessible by axe-core", func(t *testing.T) { t.Skip(missing("axe-core")) })
	}
	t.Run("is valid by html-validate", func(t *testing.T) { htmlValidate(t, html) })
	t.Run("is valid by vnu", func(t *testing.T) { vnu(t, html) })
}

// missing says that a tool is not installed.
func missing(tool string) string {
	return tool + " is not installed: make setup-tests does that, where Node and Java are."
}

// installed is the path of a tool, or "" where it is not installed. It fails the
// test instead where ONUS_REQUIRE_BROWSER is 1.
func installed(t *testing.T, tool, variable string) string {
	t.Helper()
	path := os.Getenv(variable)
	if path == "" && os.Getenv("ONUS_REQUIRE_BROWSER") == "1" {
		t.Fatalf("ONUS_REQUIRE_BROWSER is set, but %s is not: %s", variable, missing(tool))
	}
	return path
}

// kept are the pages that the tests have looked at.
func kept(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.html"))
	must(t, err)
	if len(files) == 0 {
		t.Fatal("no page was looked at")
	}
	return files
}

// look measures a page in both colours and both widths, and takes its pictures.
func (p *tab) look(name, axe string) {
	p.t.Helper()
	for _, wide := range []bool{true, false} {
		width, height, size := 1440, 900, "wide"
		if !wide {
			width, height, size = 390, 844, "narrow"
		}
		must(p.t, p.SetViewportSize(width, height))
		for _, colours := range []*playwright.ColorScheme{playwright.ColorSchemeLight, playwright.ColorSchemeDark} {
			must(p.t, p.EmulateMedia(playwright.PageEmulateMediaOptions{ColorScheme: colours}))
			p.picture(strings.Join([]string{name, size, string(*colours)}, "-"))
			if wide || *colours == *playwright.ColorSchemeDark {
				p.audit(axe, size+", "+string(*colours))
			}
		}
		p.fits()
	}
}

func readAxe(t *testing.T) string {
	t.Helper()
	path := installed(t, "axe-core", "ONUS_TEST_AXE")
	if path == "" {
		return ""
	}
	b, err := os.ReadFile(path)
	must(t, err)
	return string(b)
}

// audit runs axe-core. The CSP lets no script tag in, so it is evaluated.
func (p *tab) audit(axe, how string) {
	p.t.Helper()
	if axe == "" {
		return
	}
	has, err := p.Evaluate("() => typeof axe === 'object'")
	must(p.t, err)
	if has != true {
		_, err = p.Evaluate(axe)
		must(p.t, err)
	}
	found, err := p.Evaluate(`async () => (await axe.run({ resultTypes: ["violations"] })).violations
		.filter((v) => v.impact === "serious" || v.impact === "critical")
		.map((v) => v.id + ": " + v.help + "\n" + v.nodes.slice(0, 3).map((n) => "    " + n.html + "\n    " + n.failureSummary).join("\n"))`)
	must(p.t, err)
	for _, problem := range found.([]any) {
		p.t.Errorf("%s: %v", how, problem)
	}
}

// keepHTML saves the page as the server sent it.
func (p *tab) keepHTML(path string) {
	p.t.Helper()
	p.mu.Lock()
	document := p.document
	p.mu.Unlock()
	b, err := document.Body()
	must(p.t, err)
	must(p.t, os.WriteFile(path, b, 0o600))
}

// rules of html-validate: the standard, and that every form can be sent.
const rules = `{"root": true, "extends": ["html-validate:standard"], "rules": {"wcag/h32": "error"}}`

func htmlValidate(t *testing.T, dir string) {
	t.Helper()
	program := installed(t, "html-validate", "ONUS_TEST_HTML_VALIDATE")
	if program == "" {
		t.Skip(missing("html-validate"))
	}
	kept(t, dir)
	must(t, os.WriteFile(filepath.Join(dir, ".htmlvalidate.json"), []byte(rules), 0o600))
	result := filepath.Join(dir, "result.json") // it cuts a long answer to a pipe off
	said, failed := exec.CommandContext(t.Context(), program, "--formatter", "json="+result,
		"--config", filepath.Join(dir, ".htmlvalidate.json"), filepath.Join(dir, "*.html")).CombinedOutput()
	out, err := os.ReadFile(result)
	if err != nil {
		t.Fatal(err, failed, string(said))
	}
	var files []struct {
		FilePath string
		Messages []struct {
			RuleID, Message, Selector string
			Line                      int
		}
	}
	must(t, json.Unmarshal(out, &files))
	if len(files) == 0 && failed != nil {
		t.Fatal(failed, string(said))
	}
	sum := map[string][]string{}
	for _, f := range files {
		for _, m := range f.Messages {
			what := fmt.Sprintf("%s: %s (%s)", m.RuleID, m.Message, m.Selector)
			sum[what] = append(sum[what], fmt.Sprintf("%s:%d", filepath.Base(f.FilePath), m.Line))
		}
	}
	report(t, sum)
}

// report tells each problem once, with the pages that have it.
func report(t *testing.T, sum map[string][]string) {
	t.Helper()
	for what, where := range sum {
		t.Errorf("%s on %d pages: %s", what, len(where), strings.Join(where[:min(3, len(where))], ", "))
	}
}

func vnu(t *testing.T, dir string) {
	t.Helper()
	jar := installed(t, "vnu", "ONUS_TEST_VNU")
	if jar == "" {
		t.Skip(missing("vnu"))
	}
	files := kept(t, dir)
	// Attributes of htmx begin with hx-, which no standard knows.
	args := append([]string{"-Xss16m", "-XX:TieredStopAtLevel=1", "-jar", jar, "--format", "json", "--exit-zero-always",
		"--filterpattern", `Attribute .hx-[a-z:-]+. not allowed on element .*`}, files...)
	out, err := exec.CommandContext(t.Context(), "java", args...).CombinedOutput()
	if err != nil {
		t.Fatal(err, string(out))
	}
	var got struct {
		Messages []struct {
			Type, URL, Message, Extract string
			LastLine                    int
		}
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err, string(out))
	}
	sum := map[string][]string{}
	for _, m := range got.Messages {
		what := m.Type + ": " + m.Message
		sum[what] = append(sum[what], fmt.Sprintf("%s:%d %s", filepath.Base(m.URL), m.LastLine, m.Extract))
	}
	report(t, sum)
}
