package reading

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/sys/unix"

	"onus"
	"onus/db/dbtest"
	"onus/document"
)

// roleOfChild is the first argument of this program when it is a child; the second says
// what kind of reader it has.
const roleOfChild = "read-document"

func TestMain(m *testing.M) {
	if os.Args[0] == "tesseract" {
		beTesseract()
		return
	}
	if len(os.Args) < 3 || os.Args[1] != roleOfChild {
		dbtest.Main(m)
	}
	err := beChild(os.Args[2], os.Args[3:])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func beChild(kind string, mode []string) error {
	if len(mode) > 0 && strings.HasPrefix(mode[0], "--ocr=") {
		o := OCR{Languages: mode[0][6:]}
		o.Program, o.Data, o.DPI = strings.TrimPrefix(mode[1], "--tesseract="), strings.TrimPrefix(mode[2], "--tessdata="), strings.TrimPrefix(mode[3], "--dpi=")
		return BecomeOCR(o)
	}
	if folder, is := strings.CutPrefix(kind, "real "); is {
		r := genuine{document.NewReader(folder)}
		if slices.Contains(mode, "--fill-cache") {
			return r.Warm()
		}
		return ServeChild(r)
	}
	if slices.Contains(mode, "--fill-cache") {
		return nil
	}
	return ServeChild(&odd{kind: kind})
}

// genuine is what the program reads with.
type genuine struct{ *document.Reader }

func (genuine) Stamp(in document.Input, w io.Writer, label func(int) string) error {
	return document.Stamp(in, w, label)
}

// odd is a reader that does what its kind says, in Read and for page 13 in Picture.
type odd struct {
	kind string
	read int
}

func (r *odd) Warm() error {
	if r.kind == "grandchild" { // before the lock, as if there were none
		return exec.Command("/bin/sleep", "1000").Start()
	}
	return nil
}

func (r *odd) Picture(in document.Input, page, width int) ([]byte, error) {
	switch {
	case page == 13:
		r.misbehave()
	case r.kind == "draws":
		return drawing(width)
	case page > 1000:
		return nil, fmt.Errorf("page %d: %w", page, document.ErrDamaged)
	case r.kind == "slow":
		time.Sleep(50 * time.Millisecond)
	}
	content, err := r.content(in)
	return fmt.Appendf(nil, "\xff\xd8\xff %d %d %d %s", os.Getpid(), page, width, content), err
}

func (r *odd) content(in document.Input) ([]byte, error) {
	if (in.Password != "" || r.kind == "locked") && in.Password != "open sesame" {
		return nil, document.ErrPassword
	}
	return io.ReadAll(io.NewSectionReader(in.R, 0, in.Size))
}

func (r *odd) Stamp(in document.Input, w io.Writer, label func(int) string) error {
	if r.kind != "good" {
		r.misbehave()
	}
	b, err := r.content(in)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s %s %s", label(1), label(2), b)
	return err
}

func (r *odd) Read(in document.Input) *onus.Document {
	d := &onus.Document{State: onus.ReadDone, Kind: onus.TextExtracted, Paged: true}
	text := r.misbehave()
	if r.read++; r.read == 3 && r.kind == "dies of its third file" {
		panic("on purpose")
	}
	if text == "" {
		b, err := r.content(in)
		if err != nil {
			d.State = onus.ReadPassword
			return d
		}
		text = string(b)
	}
	for page := range strings.SplitSeq(text, onus.PageBreak) {
		d.Parts = append(d.Parts, onus.Part{Text: page, Width: 400, Height: 100, Confidence: -1})
	}
	if r.kind == "attaches" && text == "letter" {
		d.Attachments = []onus.Attachment{{Name: "x/aaa.txt", MediaType: "text/plain", Data: []byte("aaa")}}
	}
	return d
}

var sink [][]byte

func overflow(n int) int { return overflow(n+1) + n } //nolint:staticcheck // that is the point

// misbehave answers what the reader has to say, if it comes to that.
func (r *odd) misbehave() string {
	switch r.kind {
	case "loops":
		for n := 0; ; n++ {
			runtime.KeepAlive(n)
		}
	case "sleeps":
		time.Sleep(time.Hour)
	case "allocates":
		for {
			sink = append(sink, bytes.Repeat([]byte{1}, 10<<20))
		}
	case "overflows its stack":
		return fmt.Sprint(overflow(0))
	case "panics":
		panic("on purpose")
	case "exits":
		os.Exit(0)
	case "writes without end":
		_ = unix.SetNonblock(int(socketCopy()), false)
		socket := os.NewFile(socketCopy(), "socket")
		_ = document.WriteJSON(socket, document.FrameHead, map[string]any{"State": onus.ReadDone, "Parts": 10000})
		for part := append(append([]byte{0}, make([]byte, 16)...), 0, 0, 0, 0); ; {
			_ = document.WriteFrame(socket, document.FramePart, append(part, make([]byte, 1<<20)...))
		}
	case "floods stderr":
		for {
			_, _ = os.Stderr.Write(bytes.Repeat([]byte("noise\n"), 10000))
		}
	case "is dishonest":
		_, _ = unix.Write(int(socketCopy()), []byte("h\x00\x00\x00\x02{}"))
		time.Sleep(time.Hour)
	case "says its number":
		return strconv.Itoa(os.Getpid())
	case "tries":
		return r.try()
	}
	return ""
}

// socketCopy is the descriptor that the connection to the parent has: its file was closed.
func socketCopy() uintptr {
	for fd := range uintptr(limitFiles) {
		var st unix.Stat_t
		if unix.Fstat(int(fd), &st) == nil && st.Mode&unix.S_IFMT == unix.S_IFSOCK {
			return fd
		}
	}
	return 0
}

// try is what a reader could do that has been taken over.
func (r *odd) try() string {
	said := attempts([]attempt{
		{"open a file", func() error { _, err := os.ReadFile("/etc/passwd"); return err }},
		{"write a file", func() error { return os.WriteFile(filepath.Join(os.TempDir(), "onus-escape"), nil, 0o600) }},
		{"list a folder", func() error { _, err := os.ReadDir("/"); return err }},
		{"dial tcp", func() error { _, err := net.Dial("tcp", "127.0.0.1:80"); return err }},
		{"dial unix", func() error { _, err := net.Dial("unix", "/run/x.sock"); return err }},
		{"listen", func() error { _, err := net.Listen("tcp", "127.0.0.1:0"); return err }},
		{"start a program", func() error { return exec.Command("/bin/true").Run() }},
		{"become a program", func() error { return unix.Exec("/bin/true", []string{"true"}, nil) }},
		{"fork", func() error { return errno(unix.RawSyscall(unix.SYS_CLONE, uintptr(unix.SIGCHLD), 0, 0)) }},
		{"signal the parent", func() error { return unix.Kill(unix.Getppid(), 0) }},
		{"trace the parent", func() error { return unix.PtraceAttach(unix.Getppid()) }},
		{"raise a limit", func() error {
			return unix.Setrlimit(unix.RLIMIT_CPU, &unix.Rlimit{Cur: unix.RLIM_INFINITY, Max: unix.RLIM_INFINITY})
		}},
		{"leave the group", func() error { _, err := unix.Setsid(); return err }},
	})
	for fd := range limitFiles {
		var st unix.Stat_t
		if unix.Fstat(fd, &st) != nil {
			continue
		}
		said += fmt.Sprintf("open: %s\n", kindOfFile(fd, &st))
	}
	return said
}

type attempt struct {
	name string
	do   func() error
}

// attempts says which of them did not fail for want of permission.
func attempts(all []attempt) (said string) {
	for _, a := range all {
		if err := a.do(); !errors.Is(err, unix.EPERM) {
			said += fmt.Sprintf("%s: %v\n", a.name, err)
		}
	}
	return said
}

// drawing is a picture with a line of text.
func drawing(width int) ([]byte, error) {
	parsed, err := opentype.Parse(goregular.TTF)
	if err != nil {
		return nil, err
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: float64(width) / 16, DPI: 72})
	if err != nil {
		return nil, err
	}
	page := image.NewGray(image.Rect(0, 0, width, width/4))
	draw.Draw(page, page.Bounds(), image.White, image.Point{}, draw.Src)
	(&font.Drawer{Dst: page, Src: image.Black, Face: face, Dot: fixed.P(width/10, width/6)}).DrawString("THE COURT of Justice")
	var b bytes.Buffer
	err = jpeg.Encode(&b, page, nil)
	return b.Bytes(), err
}

func errno(_, _ uintptr, e unix.Errno) error {
	if e == 0 {
		return nil
	}
	return e
}

func kindOfFile(fd int, st *unix.Stat_t) string {
	flags, _ := unix.FcntlInt(uintptr(fd), unix.F_GETFL, 0)
	mode := map[int]string{unix.O_RDONLY: "to read", unix.O_WRONLY: "to write", unix.O_RDWR: "to read and write"}[flags&unix.O_ACCMODE]
	switch st.Mode & unix.S_IFMT {
	case unix.S_IFREG:
		return fmt.Sprintf("file of %d bytes %s", st.Size, mode)
	case unix.S_IFIFO:
		return "pipe " + mode
	case unix.S_IFSOCK:
		return "socket"
	case unix.S_IFCHR:
		return fmt.Sprintf("device %d:%d", unix.Major(st.Rdev), unix.Minor(st.Rdev))
	}
	return fmt.Sprintf("other %o", st.Mode&unix.S_IFMT)
}
