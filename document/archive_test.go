package document

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"strings"
	"testing"
	"time"
)

// unpacked walks an archive and says what came out: "path=text" and "path!why", in order.
func unpacked(t testing.TB, data []byte, limits UnpackLimits) (string, error) {
	t.Helper()
	var out []string
	limits.Dir = t.TempDir()
	skipped, err := Unpack(bytes.NewReader(data), int64(len(data)), limits, func(path string, _ time.Time, r io.Reader) error {
		b, err := io.ReadAll(r)
		if err == nil {
			out = append(out, fmt.Sprintf("%s=%.20s", path, b))
		}
		return err
	})
	for _, s := range skipped {
		out = append(out, s.Path+"!"+s.Why)
	}
	if left, _ := os.ReadDir(limits.Dir); len(left) > 0 {
		t.Errorf("%d temporary files are left", len(left))
	}
	return strings.Join(out, " "), err
}

var roomy = UnpackLimits{Files: 100, Bytes: 1 << 20, Depth: 3}

func TestUnpack(t *testing.T) {
	text := func(name, text string) entry { return entry{name: name, text: text} }
	inner := string(zipOf(t, text("b.txt", "B"), text("c/d.txt", "D")))
	raw := func(name string) entry {
		return entry{name, "x", zip.FileHeader{NonUTF8: true}}
	}
	gbk := func(s string) entry { return raw(string(encoded(t, "gb18030", s))) }
	for what, c := range map[string]struct {
		data []byte
		want string
	}{
		"files in folders":         {zipOf(t, text("a.txt", "A"), text("f/", ""), text("f/b.txt", "B")), "a.txt=A f/b.txt=B"},
		"an archive in it":         {zipOf(t, text("a.zip", inner), text("z", "Z")), "a.zip/b.txt=B a.zip/c/d.txt=D z=Z"},
		"documents stay whole":     {zipOf(t, text("a.docx", inner)), "a.docx=" + inner[:20]},
		"paths that lead out":      {zipOf(t, text("../../a.txt", "A"), text(`C:\x\b.txt`, "B"), text("/etc/c", "C"), text("./d//e", "E")), "a.txt=A C:/x/b.txt=B etc/c=C d/e=E"},
		"what systems leave":       {zipOf(t, text("__MACOSX/._a", "x"), text("f/.DS_Store", "x"), text("Thumbs.db", "x"), text("a", "A")), "a=A __MACOSX/._a!litter"},
		"names that are none":      {zipOf(t, text("..", "x"), text(strings.Repeat("y/", 800)+"y", "x")), "..!name " + strings.Repeat("y/", 800) + "y!name"},
		"an archive that is none":  {zipOf(t, text("a.zip", "no archive"), text("b", "B")), "b=B a.zip!damaged"},
		"names in code page 437":   {zipOf(t, raw("caf\x82.txt"), raw("\x81ber.txt")), "café.txt=x über.txt=x"},
		"names in Windows-1252":    {zipOf(t, raw("caf\xe9.txt")), "café.txt=x"},
		"names in Chinese Windows": {zipOf(t, gbk("合同文本.txt"), gbk("北京/发票.txt")), "合同文本.txt=x 北京/发票.txt=x"},
		"UTF-8 that is not marked": {zipOf(t, raw("合同.txt")), "合同.txt=x"},
	} {
		got, err := unpacked(t, c.data, roomy)
		if err != nil || got != c.want {
			t.Errorf("%s: %q, %v, want %q", what, got, err, c.want)
		}
	}
}

func TestAnExtraFieldNamesAFile(t *testing.T) {
	const plain, name = "??.txt", "合同.txt"
	extra := binary.LittleEndian.AppendUint16(nil, 0x7075)
	extra = binary.LittleEndian.AppendUint16(extra, uint16(5+len(name)))
	extra = binary.LittleEndian.AppendUint32(append(extra, 1), crc32.ChecksumIEEE([]byte(plain)))
	data := zipOf(t, entry{plain, "x", zip.FileHeader{Extra: append(extra, name...)}})
	if got, err := unpacked(t, data, roomy); got != name+"=x" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

func TestUnpackLeavesOutWhatItCannotRead(t *testing.T) {
	data := zipOf(t, entry{name: "a", text: "locked"}, entry{"b", "broken", zip.FileHeader{Method: zip.Store}}, entry{name: "c", text: "C"})
	first := bytes.Index(data, []byte("PK\x01\x02"))
	data[first+8] |= 1 // encrypted
	copy(data[bytes.Index(data, []byte("broken")):], "BROKEN")
	if got, err := unpacked(t, data, roomy); got != "c=C a!password b!damaged" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := unpacked(t, data[:len(data)-10], roomy); !errors.Is(err, ErrDamaged) {
		t.Errorf("%q, %v", got, err)
	}
}

func TestUnpackKeepsToItsLimits(t *testing.T) {
	large := strings.Repeat("0", 1000)
	data := zipOf(t, entry{name: "a", text: large}, entry{name: "b", text: large}, entry{name: "c", text: "C"})
	for what, c := range map[string]struct {
		limits UnpackLimits
		want   string
	}{
		"files":            {UnpackLimits{Files: 2, Bytes: 1 << 20}, "a=" + large[:20] + " b=" + large[:20] + " c!limit"},
		"bytes":            {UnpackLimits{Files: 9, Bytes: 1500}, "a=" + large[:20] + " b!limit c!limit"},
		"bytes to the one": {UnpackLimits{Files: 9, Bytes: 2000}, "a=" + large[:20] + " b=" + large[:20] + " c!limit"},
	} {
		if got, err := unpacked(t, data, c.limits); got != c.want || err != nil {
			t.Errorf("%s: %q, %v", what, got, err)
		}
	}
	nested := zipOf(t, entry{name: "a.zip", text: string(zipOf(t, entry{name: "b.zip", text: string(data)}))})
	if got, _ := unpacked(t, nested, UnpackLimits{Files: 9, Bytes: 1 << 20, Depth: 1}); got != "a.zip/b.zip!depth" {
		t.Errorf("depth: %q", got)
	}
	bomb := zipOf(t, entry{name: "a.zip", text: strings.Repeat("\x00", 1<<20)})
	if got, _ := unpacked(t, bomb, UnpackLimits{Files: 9, Bytes: 1 << 10, Depth: 1}); got != "a.zip!limit" {
		t.Errorf("an archive that is too large: %q", got)
	}
}

// Entries may share the bytes of one; only what comes out can be counted.
func TestUnpackCountsWhatComesOut(t *testing.T) {
	data := zipOf(t, entry{name: "a", text: strings.Repeat("\x00", 1<<20)})
	first := bytes.Index(data, []byte("PK\x01\x02"))
	end := bytes.Index(data, []byte("PK\x05\x06"))
	record, tail := data[first:end], bytes.Clone(data[end:])
	binary.LittleEndian.PutUint32(record[24:], 10) // it claims to be short
	const copies = 1000
	bomb := append(bytes.Clone(data[:first]), bytes.Repeat(record, copies)...)
	binary.LittleEndian.PutUint16(tail[8:], copies)
	binary.LittleEndian.PutUint16(tail[10:], copies)
	binary.LittleEndian.PutUint32(tail[12:], uint32(copies*len(record)))
	var n int64
	skipped, err := Unpack(bytes.NewReader(append(bomb, tail...)), int64(len(bomb)+len(tail)), UnpackLimits{Files: copies, Bytes: 5 << 20}, func(_ string, _ time.Time, r io.Reader) error {
		m, err := io.Copy(io.Discard, r)
		n += m
		return err
	})
	if err != nil || n > 5<<20 || len(skipped) < copies-500_000 || len(skipped) == 0 {
		t.Errorf("%d bytes, %d left out, %v", n, len(skipped), err)
	}
}

func TestUnpackEndsWithAnErrorOfItsCaller(t *testing.T) {
	want := errors.New("the disk is full")
	data := zipOf(t, entry{name: "x.zip", text: string(zipOf(t, entry{name: "a", text: "A"}))}, entry{name: "b", text: "B"})
	n := 0
	_, err := Unpack(bytes.NewReader(data), int64(len(data)), roomy, func(string, time.Time, io.Reader) error { n++; return want })
	if !errors.Is(err, want) || n != 1 {
		t.Errorf("%v after %d", err, n)
	}
}

func TestAnArchiveInItselfEnds(t *testing.T) {
	got, err := unpacked(t, corpus(t, "hostile/droste.zip"), roomy)
	if err != nil || !strings.HasSuffix(got, "!depth") {
		t.Errorf("%.500s, %v", got, err)
	}
}

func TestAnArchiveIsAListOfItsFiles(t *testing.T) {
	d, err := readArchive(file("a.zip", zipOf(t, entry{name: "f/"}, entry{name: "f/a.txt", text: "hello"}, entry{name: ".DS_Store"}, entry{name: "b\tc"})))
	if err != nil {
		t.Fatal(err)
	}
	sound(t, d)
	if got := lines(d); got != "tr f/a.txt\t5\t2014-03-05\ntr bc\t0\t2014-03-05" {
		t.Errorf("%q", got)
	}
	if _, err := readArchive(file("a.zip", []byte("PK\x03\x04"))); !errors.Is(err, ErrDamaged) {
		t.Error(err)
	}
}

func FuzzArchive(f *testing.F) {
	inner := string(zipOf(f, entry{name: "b.txt", text: "B"}))
	f.Add(zipOf(f, entry{name: "a.zip", text: inner}, entry{name: "../c", text: "C"}, entry{"\x82", "x", zip.FileHeader{NonUTF8: true}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		var n int64
		limits := UnpackLimits{Files: 10, Bytes: 1 << 16, Depth: 2, Dir: t.TempDir()}
		_, _ = Unpack(bytes.NewReader(b), int64(len(b)), limits, func(path string, _ time.Time, r io.Reader) error {
			if path == "" || path != cleanPath(path) || strings.HasPrefix(path, "/") || strings.Contains("/"+path+"/", "/../") {
				t.Fatalf("path %q", path)
			}
			m, err := io.Copy(io.Discard, r)
			n += m
			return err
		})
		if n > limits.Bytes {
			t.Fatalf("%d bytes came out", n)
		}
		if d, _ := readArchive(file("a.zip", b)); d != nil {
			sound(t, d)
		}
	})
}
