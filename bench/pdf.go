package main

import (
	"bytes"
	"fmt"
	"strings"
)

// pdf is a document of so many pages of text, about 2.5 KB each, in one of the fonts that
// every reader has. Each page says mark and its number.
func (a *author) pdf(pages int, mark string) []byte {
	var b bytes.Buffer
	var starts []int
	object := func(format string, args ...any) {
		starts = append(starts, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(starts), fmt.Sprintf(format, args...))
	}
	b.WriteString("%PDF-1.4\n")
	object("<< /Type /Catalog /Pages 2 0 R >>")
	var kids strings.Builder
	for i := range pages {
		fmt.Fprintf(&kids, "%d 0 R ", 4+2*i)
	}
	object("<< /Type /Pages /Count %d /Kids [ %s] >>", pages, kids.String())
	object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
	for i := range pages {
		object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >> /Contents %d 0 R >>", 5+2*i)
		content := a.page(i, fmt.Sprintf("%s page %d", mark, i+1))
		object("<< /Length %d >>\nstream\n%s\nendstream", len(content), content)
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(starts)+1)
	for _, at := range starts {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(starts)+1, table)
	return b.Bytes()
}

// page is the content of a page: a line for mark, and 45 lines of words.
func (a *author) page(i int, mark string) string {
	_, text := a.text(3*i + i%2) // Dutch or English
	words := strings.Fields(strings.Map(func(r rune) rune {
		if r > '~' || strings.ContainsRune(`()\`, r) {
			return -1
		}
		return r
	}, text))
	var b strings.Builder
	fmt.Fprintf(&b, "BT /F 10 Tf 14 TL 60 780 Td (%s) Tj T*", mark)
	for range 45 {
		n := min(9, len(words))
		fmt.Fprintf(&b, " (%s) Tj T*", strings.Join(words[:n], " "))
		words = words[n:]
	}
	b.WriteString(" ET")
	return b.String()
}
