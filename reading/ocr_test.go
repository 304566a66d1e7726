package reading

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"onus"
)

const header = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"

func TestWhatTesseractWrites(t *testing.T) {
	for _, tt := range []struct {
		name, rows, text string
		confidence       int
		words            []onus.Word
	}{
		{"nothing", "1\t1\t0\t0\t0\t0\t0\t0\t200\t100\t-1\t\n", "", 100, nil},
		{"lines and paragraphs", "1\t1\t0\t0\t0\t0\t0\t0\t200\t100\t-1\t\n" +
			"5\t1\t1\t1\t1\t1\t20\t10\t40\t20\t90\tDé\n5\t1\t1\t1\t1\t2\t60\t10\t20\t20\t60\tb\n" +
			"5\t1\t1\t1\t2\t1\t0\t0\t0\t0\t90\tc\n5\t1\t1\t2\t1\t1\t0\t0\t0\t0\t90\td\n5\t1\t2\t1\t1\t1\t0\t0\t0\t0\t90\te\n",
			"Dé b\nc\n\nd\n\ne", 85, []onus.Word{{Start: 0, End: 2, X: 10, Y: 10, W: 20, H: 20}, {Start: 3, End: 4, X: 30, Y: 10, W: 10, H: 20},
				{Start: 5, End: 6}, {Start: 8, End: 9}, {Start: 11, End: 12}}},
		{"Chinese has no spaces", "5\t1\t1\t1\t1\t1\t0\t0\t0\t0\t50\t人民\n5\t1\t1\t1\t1\t2\t0\t0\t0\t0\t50\t法院\n5\t1\t1\t1\t1\t3\t0\t0\t0\t0\t50\tIBM\n",
			"人民法院 IBM", 50, []onus.Word{{Start: 0, End: 2}, {Start: 2, End: 4}, {Start: 5, End: 8}}},
		{"words that are white space", "5\t1\t1\t1\t1\t1\t0\t0\t0\t0\t95\t \n", "", 100, nil},
		{"bytes that are no text", "5\t1\t1\t1\t1\t1\t0\t0\t0\t0\tx\ta\xffb\n", "a\ufffdb", 0, []onus.Word{{Start: 0, End: 3}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := parseTSV([]byte(header+tt.rows), 100, 100)
			if err != nil || p.Text != tt.text || p.Confidence != tt.confidence || len(p.Words) != len(tt.words) {
				t.Fatalf("%+v, %v", p, err)
			}
			for i := range tt.words {
				if p.Words[i] != tt.words[i] {
					t.Errorf("%+v, not %+v", p.Words[i], tt.words[i])
				}
			}
		})
	}
	for _, wrong := range []string{"", "Error\n", header + "5\t1\n"} {
		if _, err := parseTSV([]byte(wrong), 1, 1); !errors.Is(err, errTSV) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

func FuzzTSV(f *testing.F) {
	f.Add("1\t1\t0\t0\t0\t0\t0\t0\t200\t100\t-1\t\n5\t1\t1\t1\t1\t1\t20\t10\t40\t20\t90\tDé\n")
	f.Fuzz(func(t *testing.T, rows string) {
		p, err := parseTSV([]byte(header+rows), 595, 842)
		if err != nil {
			return
		}
		again := onus.Part{Text: p.Text}
		if err := onus.UnpackPlaces(&again, onus.PackPlaces(&p)); err != nil || p.Confidence < 0 || p.Confidence > 100 {
			t.Errorf("%+v, %v", p, err)
		}
	})
}

func needTesseract(t *testing.T, languages string) *tesseract {
	t.Helper()
	found := findTesseract(t.Context())
	if found == nil || found.missing(languages) != "" {
		t.Skipf("tesseract with %s is not installed", languages)
	}
	return found
}

func TestRecognising(t *testing.T) {
	found := needTesseract(t, "eng")
	p := newPool(t, "draws")
	part, err := p.recognise(t.Context(), found, fileOf(t, "x"), 1, 400, 100, "eng")
	if err != nil || !strings.Contains(part.Text, "THE COURT") || part.Confidence < 50 {
		t.Fatalf("%+v, %v", part, err)
	}
	w := part.Words[0]
	if w.X < 20 || w.X > 60 || w.Y < 20 || w.Y > 60 || w.H < 5 || w.H > 40 {
		t.Errorf("%+v", w)
	}
	if _, err := p.recognise(t.Context(), found, fileOf(t, "x"), 1, 400, 100, "nonsense"); !errors.Is(err, ErrCrashed) {
		t.Errorf("a language that is not installed: %v", err)
	}
}

// What took tesseract's place would see nothing of ours.
func TestWhatARecogniserCannotDo(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := newPool(t, "good")
	fake := &tesseract{path: self, languages: []string{"eng"}}
	part, err := p.recognise(t.Context(), fake, fileOf(t, "x"), 1, 595, 842, "eng")
	if why := p.Unlocked(); why != "" {
		t.Skip(why)
	}
	if err != nil || part.Text != "tried" {
		t.Errorf("it could:\n%s\n%v", part.Text, err)
	}
}

// beTesseract tries what tesseract must not be able to do and writes what it could, as
// recognised text.
func beTesseract() {
	said := attempts([]attempt{
		{"write a file", func() error { return os.WriteFile("/tmp/onus-escape", nil, 0o600) }},
		{"dial tcp", func() error { _, err := net.Dial("tcp", "127.0.0.1:80"); return err }},
		{"fork", func() error { return errno(unix.RawSyscall(unix.SYS_CLONE, uintptr(unix.SIGCHLD), 0, 0)) }},
		{"signal the parent", func() error { return unix.Kill(unix.Getppid(), 0) }},
		{"trace the parent", func() error { return unix.PtraceAttach(unix.Getppid()) }},
		{"leave the group", func() error { _, err := unix.Setsid(); return err }},
	})
	// Landlock says EACCES.
	for _, path := range []string{"/etc/passwd", "/proc/self/environ", os.TempDir()} {
		if _, err := os.Open(path); !errors.Is(err, unix.EACCES) {
			said += fmt.Sprintf(" open %s: %v", path, err)
		}
	}
	if _, err := os.ReadDir("/usr"); err != nil {
		said += err.Error()
	}
	fmt.Printf("%s5\t1\t1\t1\t1\t1\t0\t0\t0\t0\t50\ttried%s\n", header, strings.ReplaceAll(said, "\n", " "))
}
