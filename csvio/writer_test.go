package csvio

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

// written returns the bytes that f wrote.
func written(t *testing.T, f func(*Writer)) string {
	t.Helper()
	var out bytes.Buffer
	w := NewWriter(&out, false)
	f(w)
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestCells(t *testing.T) {
	at := time.Date(2026, 3, 5, 7, 8, 9, 10e6, time.UTC).UnixMilli()
	tests := []struct {
		name  string
		write func(*Writer)
		want  string
	}{
		{"plain text stays plain", func(w *Writer) { w.Text("Neu Cloud") }, "Neu Cloud"},
		{"a comma is quoted", func(w *Writer) { w.Text("IBM, China") }, `"IBM, China"`},
		{"a quote is doubled", func(w *Writer) { w.Text(`"so" said`) }, `"""so"" said"`},
		{"line ends are kept", func(w *Writer) { w.Text("a\r\nb\nc") }, "\"a\r\nb\nc\""},
		{"outer spaces are quoted", func(w *Writer) { w.Text(" a ") }, `" a "`},
		{"a formula is guarded and quoted", func(w *Writer) { w.Text("=1+1") }, `"'=1+1"`},
		{"an id is not guarded", func(w *Writer) { w.Raw("-5") }, "-5"},
		{"a raw comma is quoted", func(w *Writer) { w.Raw("a,b") }, `"a,b"`},
		{"the only cell is empty", func(w *Writer) { w.Text("") }, `""`},
		{"an empty cell before another", func(w *Writer) { w.Text(""); w.Raw("") }, ","},
		{"whole numbers", func(w *Writer) { w.Int(-42); w.Int(0); w.Int(math.MinInt64) }, "-42,0,-9223372036854775808"},
		{"booleans", func(w *Writer) { w.Bool(true); w.Bool(false) }, "true,false"},
		{"a time has milliseconds", func(w *Writer) { w.Time(at) }, "2026-03-05T07:08:09.010Z"},
		{"a time before 1970", func(w *Writer) { w.Time(-1) }, "1969-12-31T23:59:59.999Z"},
		{"no time is empty", func(w *Writer) { w.Time(0); w.Int(1) }, ",1"},
		{"only no time", func(w *Writer) { w.Time(0) }, `""`},
		{"cents", func(w *Writer) { w.Money(125000050, 2) }, "1250000.50"},
		{"less than a cent's worth", func(w *Writer) { w.Money(-5, 2) }, "-0.05"},
		{"nothing", func(w *Writer) { w.Money(0, 2) }, "0.00"},
		{"yen have no digits", func(w *Writer) { w.Money(1200, 0) }, "1200"},
		{"dinar have three", func(w *Writer) { w.Money(1234, 3) }, "1.234"},
		{"the largest debt", func(w *Writer) { w.Money(math.MinInt64, 2) }, "-92233720368547758.08"},
		{"a list of one", func(w *Writer) { w.List([]string{"a"}) }, "a"},
		{"a list of two", func(w *Writer) { w.List([]string{"a", `b"`}) }, `"a; b"""`},
		{"a list that starts a formula", func(w *Writer) { w.List([]string{"=a", "=b"}) }, `"'=a; =b"`},
		{"an empty list", func(w *Writer) { w.List(nil); w.Int(1) }, ",1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := written(t, func(w *Writer) { tt.write(w); w.EndRow() })
			if got != tt.want+"\r\n" {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestTimesAreThoseOfPackageTime(t *testing.T) {
	for ms := int64(-4e12); ms < 4e12; ms += 98765432101 {
		want := time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.000Z")
		if got := string(appendTime(nil, ms)); got != want {
			t.Fatalf("%d: got %s, want %s", ms, got, want)
		}
	}
}

func TestByteOrderMarkOnlyWhenAsked(t *testing.T) {
	var out bytes.Buffer
	w := NewWriter(&out, true)
	w.Header("id", "name")
	if err := w.Flush(); err != nil || out.String() != "\uFEFFid,name\r\n" {
		t.Errorf("got %q, %v", out.String(), err)
	}
}

func TestCellsLongerThanTheBuffer(t *testing.T) {
	long := strings.Repeat("0123456789\"é,", 30_000)
	got := readAll(t, written(t, func(w *Writer) {
		for range 3 {
			w.Text(long)
			w.Text("=" + long)
			w.EndRow()
		}
		if cap(w.buf) != bufferSize {
			t.Errorf("the buffer grew to %d", cap(w.buf))
		}
	}))
	for _, row := range got {
		if row[0] != long || Unguard(row[1]) != "="+long {
			t.Fatal("a long cell came back changed")
		}
	}
	if len(got) != 3 {
		t.Fatalf("%d rows", len(got))
	}
}

// failing fails every write and counts them.
type failing int

func (f *failing) Write([]byte) (int, error) { *f++; return 0, io.ErrClosedPipe }

func TestFirstWriteErrorIsKept(t *testing.T) {
	var to failing
	w := NewWriter(&to, false)
	for range 20_000 {
		w.Text("some text that fills the buffer")
		w.EndRow()
	}
	if err := w.Flush(); !errors.Is(err, io.ErrClosedPipe) || to != 1 {
		t.Errorf("got %v after %d writes", err, to)
	}
}

func TestNoAllocationPerCell(t *testing.T) {
	w := NewWriter(io.Discard, false)
	list := []string{"a", "b"}
	if n := testing.AllocsPerRun(1000, func() { row(w, list) }); n != 0 {
		t.Errorf("%v allocations a row", n)
	}
}

func TestColumns(t *testing.T) {
	for file, count := range map[string]int{
		"cases": 16, "proceedings": 16, "parties": 15, "relationships": 16, "claims": 37, "claim_parties": 5,
		"evidence": 27, "links": 19, "members": 10, "changes": 11, "nothing": 0,
	} {
		if len(Columns(file)) != count || len(Names(file)) != count {
			t.Errorf("%s: %d columns, want %d", file, len(Columns(file)), count)
		}
	}
	claims := Columns("claims")
	if last := claims[len(claims)-1]; last != (Column{"url", true}) || claims[0] != (Column{"id", false}) {
		t.Errorf("claims start with %v and end with %v", claims[0], last)
	}
	if slices.ContainsFunc(Names("links"), func(s string) bool { return strings.Contains(s, "†") }) {
		t.Error("a name keeps its mark")
	}
}

// row writes one row of 20 cells such as the list of claims has.
func row(w *Writer, list []string) {
	w.Raw("K7QF2M5XZ3HNB6TDRWYJPCAVLE")
	w.Raw("C-1024")
	w.Text("Misappropriation of the source code of the reporting engine")
	w.Raw("damages")
	w.Raw("lost_profits")
	w.Raw("trade_secret_misappropriation")
	w.Text("18 U.S.C. § 1836")
	w.Text(`the defendants "knowingly" took, and used, the code`)
	w.Raw("en")
	w.Money(125000050, 2)
	w.Raw("USD")
	w.Bool(false)
	w.Text("")
	w.Text("Nederland")
	w.List(list)
	w.Int(12)
	w.Int(3)
	w.Time(1772694489010)
	w.Text("An Analyst")
	w.Time(1772694489010)
	w.EndRow()
}

func BenchmarkHundredThousandRows(b *testing.B) {
	b.ReportAllocs()
	list := []string{"Neu Cloud", "Beijing Holdings"}
	for b.Loop() {
		w := NewWriter(io.Discard, true)
		for range 100_000 {
			row(w, list)
		}
		if err := w.Flush(); err != nil {
			b.Fatal(err)
		}
	}
}

func readAll(t *testing.T, s string) [][]string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(s))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatalf("%v in %q", err, s)
	}
	return rows
}
