package document

import (
	"bytes"
	"fmt"
	"strings"
)

// pdfMaker writes small PDFs for tests: objects as they stand in the file.
type pdfMaker struct{ objects []string }

func (m *pdfMaker) add(format string, args ...any) int {
	m.objects = append(m.objects, fmt.Sprintf(format, args...))
	return len(m.objects)
}

func (m *pdfMaker) stream(dict, data string) int {
	return m.add("<<%s /Length %d>>\nstream\n%s\nendstream", dict, len(data), data)
}

// bytes is the file with root as its catalogue; info may be 0.
func (m *pdfMaker) bytes(root, info int) []byte {
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	offsets := make([]int, len(m.objects))
	for i, o := range m.objects {
		offsets[i] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&out, "trailer\n<</Size %d /Root %d 0 R", len(offsets)+1, root)
	if info > 0 {
		fmt.Fprintf(&out, " /Info %d 0 R", info)
	}
	fmt.Fprintf(&out, ">>\nstartxref\n%d\n%%%%EOF\n", xref)
	return out.Bytes()
}

// made is a page to make: its content, and what else its dictionary says.
type made struct {
	content string
	more    string // of the page: /Rotate 90
	fonts   map[string]int
	annots  []int
}

// pages adds pages of 300 x 400 points, with Helvetica as /F1, and the catalogue; more is
// what else that says.
func (m *pdfMaker) pages(more string, pages ...made) (root int) {
	helvetica := m.add("<</Type/Font /Subtype/Type1 /BaseFont/Helvetica /Encoding/WinAnsiEncoding>>")
	tree := len(m.objects) + 2*len(pages) + 1
	var kids []string
	for _, p := range pages {
		fonts := fmt.Sprintf("/F1 %d 0 R", helvetica)
		for name, ref := range p.fonts {
			fonts += fmt.Sprintf(" /%s %d 0 R", name, ref)
		}
		annots := ""
		for _, a := range p.annots {
			annots += fmt.Sprintf(" %d 0 R", a)
		}
		content := m.stream("", p.content)
		page := m.add("<</Type/Page /Parent %d 0 R /MediaBox[0 0 300 400] /Contents %d 0 R /Resources<</Font<<%s>>>> /Annots[%s] %s>>",
			tree, content, fonts, annots, p.more)
		kids = append(kids, fmt.Sprintf("%d 0 R", page))
	}
	m.add("<</Type/Pages /Count %d /Kids[%s]>>", len(kids), strings.Join(kids, " "))
	return m.add("<</Type/Catalog /Pages %d 0 R %s>>", tree, more)
}

// makePDF is a file with one page for each content.
func makePDF(contents ...string) []byte {
	var m pdfMaker
	var pages []made
	for _, c := range contents {
		pages = append(pages, made{content: c})
	}
	return m.bytes(m.pages("", pages...), 0)
}

// typed are lines of Helvetica, 12 points, from a place on.
func typed(x, y int, texts ...string) string {
	var out strings.Builder
	for i, t := range texts {
		fmt.Fprintf(&out, "BT /F1 12 Tf %d %d Td (%s) Tj ET\n", x, y-14*i, t)
	}
	return out.String()
}

// unicodeFont adds a font of boxes, of which code 1, 2 … mean the given strings, each half
// as wide as the font is high.
func (m *pdfMaker) unicodeFont(meanings ...string) int {
	box := m.stream("", "500 0 0 0 450 700 d1 0 0 450 700 re f")
	var names, procs, chars strings.Builder
	for i, s := range meanings {
		fmt.Fprintf(&names, "/g%d", i+1)
		fmt.Fprintf(&procs, "/g%d %d 0 R", i+1, box)
		fmt.Fprintf(&chars, "<%02X> <%s>\n", i+1, utf16Hex(s))
	}
	cmap := m.stream("", fmt.Sprintf("/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"+
		"/CMapName /X def /CMapType 2 def 1 begincodespacerange <00> <FF> endcodespacerange\n"+
		"%d beginbfchar\n%sendbfchar\nendcmap end end", len(meanings), chars.String()))
	return m.add("<</Type/Font /Subtype/Type3 /FontBBox[0 0 500 700] /FontMatrix[0.001 0 0 0.001 0 0] /CharProcs<<%s>> "+
		"/Encoding<</Differences[1%s]>> /FirstChar 1 /LastChar %d /Widths[%s] /ToUnicode %d 0 R /Resources<<>>>>",
		procs.String(), names.String(), len(meanings), strings.Repeat("500 ", len(meanings)), cmap)
}

// chineseFont adds a font that is named by a character collection only; encoding is that of
// its strings, such as UniGB-UCS2-H.
func (m *pdfMaker) chineseFont(encoding string) int {
	descriptor := m.add("<</Type/FontDescriptor /FontName/STSong-Light /Flags 4 /FontBBox[0 -200 1000 800] " +
		"/ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80>>")
	descendant := m.add("<</Type/Font /Subtype/CIDFontType0 /BaseFont/STSong-Light /DW 1000 /FontDescriptor %d 0 R "+
		"/CIDSystemInfo<</Registry(Adobe) /Ordering(GB1) /Supplement 4>>>>", descriptor)
	return m.add("<</Type/Font /Subtype/Type0 /BaseFont/STSong-Light /Encoding/%s /DescendantFonts[%d 0 R]>>", encoding, descendant)
}

func utf16Hex(s string) string {
	var out strings.Builder
	for _, r := range s {
		if r > 0xFFFF {
			r -= 0x10000
			fmt.Fprintf(&out, "%04X%04X", 0xD800+(r>>10), 0xDC00+(r&0x3FF))
			continue
		}
		fmt.Fprintf(&out, "%04X", r)
	}
	return out.String()
}
