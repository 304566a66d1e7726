package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"onus"
)

// keeps puts a file into a case as an item and waits until it has been read.
func (s *site) keeps(t *testing.T, u onus.User, caseID, name string, content []byte) (address string, r onus.Reading) {
	t.Helper()
	up, err := s.store.PutFile(strings.NewReader(string(content)), 100<<20)
	must(t, err)
	e := &onus.Evidence{Head: onus.Head{CaseID: caseID}, Title: name}
	must(t, s.store.CreateEvidence(t.Context(), onus.Actor{Email: u.Email}, e, &onus.File{Filename: name, MediaType: "application/octet-stream", Size: up.Size, SHA256: up.SHA256}))
	for range 600 { // a minute; others may wait before it
		r, err = s.store.Reading(t.Context(), caseID, e.ID, 0)
		must(t, err)
		if r.State != onus.ReadWaiting && r.State != onus.ReadReading {
			return "/cases/" + caseID + "/evidence/" + e.ID + "/document", r
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("%s is %s after a minute", name, r.State)
	return "", r
}

// pdf writes a small file: pages of 300 × 400 points with Helvetica as F1, Chinese as
// F2, and as F3 a font whose codes 1, 2 … mean the strings of meanings.
func pdf(meanings []string, pages ...pdfPage) []byte {
	var objects []string
	add := func(format string, args ...any) int {
		objects = append(objects, fmt.Sprintf(format, args...))
		return len(objects)
	}
	stream := func(data string) int { return add("<</Length %d>>\nstream\n%s\nendstream", len(data), data) }
	helvetica := add("<</Type/Font /Subtype/Type1 /BaseFont/Helvetica /Encoding/WinAnsiEncoding>>")
	descriptor := add("<</Type/FontDescriptor /FontName/STSong-Light /Flags 4 /FontBBox[0 -200 1000 800] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80>>")
	descendant := add("<</Type/Font /Subtype/CIDFontType0 /BaseFont/STSong-Light /DW 1000 /FontDescriptor %d 0 R /CIDSystemInfo<</Registry(Adobe) /Ordering(GB1) /Supplement 4>>>>", descriptor)
	chinese := add("<</Type/Font /Subtype/Type0 /BaseFont/STSong-Light /Encoding/UniGB-UCS2-H /DescendantFonts[%d 0 R]>>", descendant)
	box := stream("500 0 0 0 450 700 d1 0 0 450 700 re f")
	var names, procs, chars strings.Builder
	for i, s := range meanings {
		fmt.Fprintf(&names, "/g%d", i+1)
		fmt.Fprintf(&procs, "/g%d %d 0 R", i+1, box)
		fmt.Fprintf(&chars, "<%02X> <%s>\n", i+1, utf16Hex(s))
	}
	cmap := stream(fmt.Sprintf("/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n/CMapName /X def /CMapType 2 def 1 begincodespacerange <00> <FF> endcodespacerange\n%d beginbfchar\n%sendbfchar\nendcmap end end", len(meanings), chars.String()))
	boxes := add("<</Type/Font /Subtype/Type3 /FontBBox[0 0 500 700] /FontMatrix[0.001 0 0 0.001 0 0] /CharProcs<<%s>> /Encoding<</Differences[1%s]>> /FirstChar 1 /LastChar %d /Widths[%s] /ToUnicode %d 0 R /Resources<<>>>>",
		procs.String(), names.String(), len(meanings), strings.Repeat("500 ", len(meanings)), cmap)
	tree := len(objects) + 2*len(pages) + 1
	var kids strings.Builder
	for _, p := range pages {
		content := stream(p.content)
		fmt.Fprintf(&kids, "%d 0 R ", add("<</Type/Page /Parent %d 0 R /MediaBox[0 0 300 400] /Contents %d 0 R /Resources<</Font<</F1 %d 0 R /F2 %d 0 R /F3 %d 0 R>>>> /Rotate %d>>",
			tree, content, helvetica, chinese, boxes, p.rotate))
	}
	add("<</Type/Pages /Count %d /Kids[%s]>>", len(pages), kids.String())
	root := add("<</Type/Catalog /Pages %d 0 R>>", tree)
	var out strings.Builder
	out.WriteString("%PDF-1.7\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&out, "trailer\n<</Size %d /Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, root, xref)
	return []byte(out.String())
}

type pdfPage struct {
	content string
	rotate  int
}

// typed are lines in a font of a size, from a place on; in F2 they are Chinese, in F3
// the codes of meanings as hexadecimal digits.
func typed(font string, size, x, y int, lines ...string) string {
	var out strings.Builder
	for i, l := range lines {
		text := "(" + l + ")"
		switch font {
		case "F2":
			text = "<" + utf16Hex(l) + ">"
		case "F3":
			text = "<" + l + ">"
		}
		fmt.Fprintf(&out, "BT /%s %d Tf %d %d Td %s Tj ET\n", font, size, x, y-(size+4)*i, text)
	}
	return out.String()
}

func utf16Hex(s string) string {
	var out strings.Builder
	for _, r := range s {
		fmt.Fprintf(&out, "%04X", r)
	}
	return out.String()
}
