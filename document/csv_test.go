package document

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestCSV(t *testing.T) {
	for _, c := range []struct{ name, file, text, want string }{
		{"commas", "a.csv", "name,sum\nx,1\n", "th name\tsum\ntr x\t1"},
		{"semicolons, with commas in numbers", "a.csv", "name;sum\nx;1,5\ny;2,5", "th name\tsum\ntr x\t1,5\ntr y\t2,5"},
		{"TABs", "a.txt", "a\tb\r\n1\t2, 3\r\n", "th a\tb\ntr 1\t2, 3"},
		{"bars", "a.csv", "a|b\n1|2\n", "th a\tb\ntr 1\t2"},
		{"a separator that is said", "a.csv", "sep=;\na,b;c\n1;2\n", "th a,b\tc\ntr 1\t2"},
		{"the name decides where the text does not", "a.tsv", "1,2\t3\n", "tr 1,2\t3"},
		{"quotes", "a.csv", `"a ""b""","c,d"` + "\n\"e\nf\",g\n", "th a \"b\"\tc,d\ntr e\nf\tg"},
		{"a quote that is none", "a.csv", "1,\"b\" c,d\n2,\"e\nf,g,h\n", "tr 1\t\"b\" c\td\ntr 2\t\"e\ntr f\tg\th"},
		{"a quote within", "a.csv", "1,5\" pipe\n2,6\" pipe\n", "tr 1\t5\" pipe\ntr 2\t6\" pipe"},
		{"numbers are no head", "a.csv", "2020,5\n2021,6", "tr 2020\t5\ntr 2021\t6"},
		{"dates are no head", "a.csv", "a,2020-01-01\nb,2020-01-02", "tr a\t2020-01-01\ntr b\t2020-01-02"},
		{"one row is no head", "a.csv", "a,b", "tr a\tb"},
		{"empty rows and cells", "a.csv", "\na,,b\n,,\n\n1,,2", "tr a\t\tb\ntr 1\t\t2"},
		{"rows of all lengths", "a.csv", "a,b\n1\n1,2,3\n", "th a\tb\ntr 1\ntr 1\t2\t3"},
		{"one column", "a.csv", "a\nb", "tr a\ntr b"},
		{"a TAB in a cell", "a.csv", "x,\"a\tb\"\n1,2\n3,4", "th x\ta b\ntr 1\t2\ntr 3\t4"},
		{"bytes of Windows", "a.csv", "name;caf\xe9\nx;1\ny;2\n", "th name\tcafé\ntr x\t1\ntr y\t2"},
		{"UTF-16 with a mark", "a.csv", "\xff\xfea\x00,\x00b\x00\n\x001\x00,\x002\x00", "th a\tb\ntr 1\t2"},
		{"nothing", "a.csv", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := input([]byte(c.text))
			in.Name = c.file
			d, err := readCSV(in)
			if err != nil {
				t.Fatal(err)
			}
			sound(t, d)
			if got := lines(d); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestSpectrumOfCSV(t *testing.T) {
	corpusFile(t, "lists/csv-spectrum/readme.md")
	files, err := filepath.Glob("../../shared/corpus/lists/csv-spectrum/csvs/*.csv")
	if err != nil || len(files) < 10 {
		t.Fatal("files", files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			name := strings.TrimSuffix(filepath.Base(file), ".csv")
			rows := corpusFile(t, "lists/csv-spectrum/json/"+name+".json")
			if rows[0] == '{' { // a single row is not in a list
				rows = []byte("[" + string(rows) + "]")
			}
			var want []map[string]string
			if err := json.Unmarshal(rows, &want); err != nil {
				t.Fatal(err)
			}
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text := clean(string(b))
			separator, text := separatorOf(text, name)
			head, text := csvRow(text, separator)
			for i, w := range want {
				var cells []string
				cells, text = csvRow(text, separator)
				for j, h := range head {
					if name == "location_coordinates" && h == "Contact Phone Number" {
						continue // the two files of the corpus differ here
					}
					if cells[j] != clean(w[h]) {
						t.Errorf("row %d, %s: %q, want %q", i, h, cells[j], w[h])
					}
				}
			}
			if text != "" {
				t.Errorf("%q is left", text)
			}
		})
	}
}

func TestCSVWithoutEnd(t *testing.T) {
	for name, text := range map[string]string{
		"quotes that are not closed": strings.Repeat("\"a,\n", 200_000),
		"a quote at the start":       `"` + strings.Repeat("a,b\n", 200_000),
		"doubled quotes":             strings.Repeat(`"a""b`+"\n", 200_000),
		"one row":                    strings.Repeat("a,", 1_000_000),
		"very wide":                  strings.Repeat(",x", maxText),
		"very many rows":             strings.Repeat("a\n", maxBlocks+5),
	} {
		t.Run(name, func(t *testing.T) {
			d, err := readCSV(input([]byte(text)))
			if large := strings.HasPrefix(name, "very"); large != errors.Is(err, ErrTooLarge) {
				t.Errorf("error %v", err)
			}
			sound(t, d)
		})
	}
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("a,b\n\"c\"\"d\",e\n"))
	f.Add([]byte("sep=\xff\na;\"b\nc"))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := readCSV(input(b))
		if err != nil {
			t.Fatal(err)
		}
		sound(t, d)
		text, _ := decode(b)
		// No word is lost, whatever the separator.
		separator, rest := separatorOf(text, "")
		got := strings.Fields(strings.NewReplacer(separator, " ", `"`, " ").Replace(d.Text()))
		want := strings.Fields(strings.NewReplacer(separator, " ", `"`, " ").Replace(rest))
		if !slices.Equal(got, want) && len(b) < 1<<20 {
			t.Errorf("words %q, want %q", got, want)
		}
	})
}
