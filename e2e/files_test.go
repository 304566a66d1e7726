package e2e

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/playwright-community/playwright-go"

	"onus/csvio"
)

// download presses a link and answers the name and the bytes of the file that comes.
func (p *tab) download(l playwright.Locator) (name string, content []byte) {
	p.t.Helper()
	d, err := p.ExpectDownload(func() error {
		p.press(l)
		return nil
	})
	must(p.t, err)
	path, err := d.Path()
	must(p.t, err)
	content, err = os.ReadFile(path)
	must(p.t, err)
	return d.SuggestedFilename(), content
}

// table is a parsed CSV file.
type table struct {
	header []string
	rows   [][]string
}

func (p *tab) csv(l playwright.Locator) table {
	p.t.Helper()
	name, content := p.download(l)
	if !strings.HasSuffix(name, ".csv") {
		p.t.Errorf("the file is called %q", name)
	}
	all, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff")))).ReadAll()
	must(p.t, err)
	return table{all[0], all[1:]}
}

// column is one column of the file as it was typed: without the guard against formulas.
func (c table) column(name string) []string {
	i := slices.Index(c.header, name)
	if i < 0 {
		return []string{"no column " + name}
	}
	var cells []string
	for _, row := range c.rows {
		cells = append(cells, csvio.Unguard(row[i]))
	}
	return cells
}

// pictures is where people look at what the tests saw.
func pictures() string {
	if dir := os.Getenv("ONUS_TEST_SCREENSHOTS"); dir != "" {
		return dir
	}
	return filepath.Join("..", ".cache", "screenshots")
}

func (p *tab) picture(name string) {
	_, err := p.Screenshot(playwright.PageScreenshotOptions{Path: playwright.String(filepath.Join(pictures(), name+".png"))})
	if err != nil {
		p.t.Errorf("picture %s: %v", name, err)
	}
}

// all are the texts of what a locator finds, without space around them.
func (p *tab) all(l playwright.Locator) []string {
	p.t.Helper()
	texts, err := l.AllInnerTexts()
	must(p.t, err)
	for i := range texts {
		texts[i] = strings.TrimSpace(texts[i])
	}
	return texts
}

// Short forms of what playwright takes as options.

var exactly = playwright.LocatorGetByLabelOptions{Exact: playwright.Bool(true)}

func hasText(text any) playwright.LocatorFilterOptions {
	return playwright.LocatorFilterOptions{HasText: text}
}

func named(name string) playwright.LocatorGetByRoleOptions {
	return playwright.LocatorGetByRoleOptions{Name: name, Exact: playwright.Bool(true)}
}
