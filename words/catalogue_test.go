package words

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/leonelquinteros/gotext"

	"onus"
)

// entry is what gettext calls a message: context is the code list of a label.
type entry struct{ context, id, plural string }

func (e entry) po(where string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "#: %s\n", where)
	if e.context != "" {
		fmt.Fprintf(&b, "msgctxt %s\n", strconv.Quote(e.context))
	}
	fmt.Fprintf(&b, "msgid %s\n", quote(e.id))
	if e.plural != "" {
		fmt.Fprintf(&b, "msgid_plural %s\nmsgstr[0] \"\"\nmsgstr[1] \"\"\n", quote(e.plural))
		return b.String()
	}
	return b.String() + "msgstr \"\"\n"
}

// quote keeps letters outside ASCII readable, unlike strconv.Quote.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`).Replace(s) + `"`
}

// TestMissingTexts prints what to paste into nl.po.
func TestMissingTexts(t *testing.T) {
	translated := catalogueEntries(t)
	byID := map[entry]bool{}
	for e := range translated {
		byID[entry{e.context, e.id, ""}] = true
	}
	used := usedTexts(t)
	missing := slices.DeleteFunc(slices.Collect(maps.Keys(used)), func(e entry) bool {
		_, ok := translated[e]
		return ok || e.plural == "" && byID[e]
	})
	slices.SortFunc(missing, func(a, b entry) int { return strings.Compare(used[a]+a.id, used[b]+b.id) })
	if len(missing) == 0 {
		return
	}
	var b strings.Builder
	for _, e := range missing {
		b.WriteString(e.po(used[e]) + "\n")
	}
	t.Errorf("%d texts are not in nl.po:\n\n%s", len(missing), b.String())
}

func TestUnusedTexts(t *testing.T) {
	used := usedTexts(t)
	for e := range catalogueEntries(t) {
		if _, ok := used[e]; !ok {
			t.Errorf("nothing uses %q %q %q of nl.po", e.context, e.id, e.plural)
		}
	}
}

func TestFormatVerbs(t *testing.T) {
	for e, tr := range catalogueEntries(t) {
		if e.plural == "" {
			if !slices.Equal(verbs(e.id), verbs(tr.Trs[0])) {
				t.Errorf("%q and %q take different values", e.id, tr.Trs[0])
			}
			continue
		}
		want := verbs(e.plural)
		if len(want) == 0 || want[0] != "1s" {
			t.Errorf("%q does not start with the number as %%s", e.plural)
		}
		if !slices.Equal(want, verbs(tr.Trs[1])) {
			t.Errorf("%q and %q take different values", e.plural, tr.Trs[1])
		}
		for _, one := range []string{e.id, tr.Trs[0]} {
			if v := verbs(one); len(v) > 0 && !slices.Equal(v, want) {
				t.Errorf("%q takes other values than %q", one, e.plural)
			}
		}
	}
}

func TestVerbsAreFound(t *testing.T) {
	for text, want := range map[string]string{
		"no verbs, 100%%":        "",
		"%s of %d":               "1s 2d",
		"%[2]d van %[1]s":        "1s 2d",
		"%.2f %q":                "1f 2q",
		"100% of the claims":     "",
		"%[2]s and then %s, %5d": "2s 3s 4d",
	} {
		if got := strings.Join(verbs(text), " "); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

var verb = regexp.MustCompile(`%(?:%|[-+#0]*(?:\d+)?(?:\.\d+)?(?:\[(\d+)\])?([a-zA-Z]))`)

// verbs lists the verbs of a format with the number of the value each takes, sorted.
func verbs(format string) []string {
	found, next := []string{}, 1
	for _, m := range verb.FindAllStringSubmatch(format, -1) {
		if m[2] == "" {
			continue
		}
		if m[1] != "" {
			next, _ = strconv.Atoi(m[1])
		}
		found = append(found, strconv.Itoa(next)+m[2])
		next++
	}
	slices.Sort(found)
	return found
}

func catalogueEntries(t *testing.T) map[entry]*gotext.Translation {
	t.Helper()
	domain, err := parse(dutchPO)
	if err != nil {
		t.Fatal(err)
	}
	all := map[entry]*gotext.Translation{}
	for id, tr := range domain.GetTranslations() {
		if id != "" {
			all[entry{"", id, tr.PluralID}] = tr
		}
	}
	for context, entries := range domain.GetCtxTranslations() {
		for id, tr := range entries {
			if id != "" {
				all[entry{context, id, ""}] = tr
			}
		}
	}
	return all
}

// usedTexts are the texts of the whole module and where each first stands.
func usedTexts(t *testing.T) map[entry]string {
	t.Helper()
	used := map[entry]string{}
	for _, list := range onus.CodeLists() {
		for _, c := range onus.Codes(list) {
			used[entry{list, c.Label, ""}] = "code " + c.Code
		}
	}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != ".." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata"):
			return fs.SkipDir
		case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
			addTexts(t, path, used)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return used
}

func addTexts(t *testing.T, path string, used map[entry]string) {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Errorf("texts of %s are not all seen: %v", path, err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		e, ok := textOf(call)
		if _, known := used[e]; ok && !known {
			at := files.Position(call.Pos())
			used[e] = fmt.Sprintf("%s:%d", strings.TrimPrefix(filepath.ToSlash(path), "../"), at.Line)
		}
		return true
	})
}

func textOf(call *ast.CallExpr) (e entry, ok bool) {
	switch name := calledName(call.Fun); {
	case (name == "T" || name == "Mark" || name == "Say") && len(call.Args) > 0:
		e.id, ok = constant(call.Args[0])
	case name == "N" && len(call.Args) > 2:
		var both bool
		e.id, both = constant(call.Args[0])
		e.plural, ok = constant(call.Args[1])
		ok = ok && both
	}
	return e, ok && e.id != ""
}

func calledName(fun ast.Expr) string {
	switch fun := fun.(type) {
	case *ast.Ident:
		return fun.Name
	case *ast.SelectorExpr:
		return fun.Sel.Name
	}
	return ""
}

// constant evaluates a literal or literals added together.
func constant(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil && e.Kind == token.STRING
	case *ast.ParenExpr:
		return constant(e.X)
	case *ast.BinaryExpr:
		left, ok1 := constant(e.X)
		right, ok2 := constant(e.Y)
		return left + right, ok1 && ok2 && e.Op == token.ADD
	}
	return "", false
}
