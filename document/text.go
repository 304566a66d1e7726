package document

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"onus"
)

// maxRead is the length of a text file, of HTML or of a mail's part, in bytes, that is
// looked at: maxText of UTF-16.
const maxRead = 2 * maxText

// readWhole reads the first limit bytes of a file. With ErrTooLarge there are more.
func readWhole(in Input, limit int64) ([]byte, error) {
	b := make([]byte, min(in.Size, limit))
	n, err := in.R.ReadAt(b, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if in.Size > limit {
		return b[:n], fmt.Errorf("%d bytes: %w", in.Size, ErrTooLarge)
	}
	return b[:n], nil
}

// readPlain is the canonical text of a text file. With ErrTooLarge it is its beginning.
func readPlain(in Input) (text, note string, err error) {
	b, err := readWhole(in, maxRead)
	if err != nil && b == nil {
		return "", "", err
	}
	text, note = decode(b)
	if len(text) > maxText {
		cut := maxText
		for !utf8.RuneStart(text[cut]) {
			cut--
		}
		text, err = text[:cut], fmt.Errorf("more than %d bytes of text: %w", maxText, ErrTooLarge)
	}
	return text, note, err
}

// readText reads a plain text. Its canonical text is the file's, blank lines and all; its
// paragraphs are what blank lines separate.
func readText(in Input) (*onus.Document, error) {
	text, note, err := readPlain(in)
	if text == "" && err != nil {
		return nil, err
	}
	return plain("text", text, note, paragraphs(text)), err
}

// plain is the document of a text that is kept as it is.
func plain(format, text, note string, blocks []placed) *onus.Document {
	d := &onus.Document{
		State: onus.ReadDone, Note: note, Format: format, Kind: onus.TextExtracted, Parts: stretches(text, blocks),
	}
	d.Properties.Type = "documentary"
	return d
}

// paragraphs finds the runs of lines that are not blank. Those beyond maxBlocks are one.
func paragraphs(text string) []placed {
	var found []placed
	start, pos := -1, 0
	for line := range strings.Lines(text) {
		switch blank := strings.TrimSpace(line) == ""; {
		case !blank && start < 0:
			start = pos
		case blank && start >= 0 && len(found) < maxBlocks:
			found = append(found, placed{onus.BlockParagraph, 0, start, pos - 1})
			start = -1
		}
		pos += len(line)
	}
	if start >= 0 {
		end := len(strings.TrimRight(text, "\n"))
		found = append(found, placed{onus.BlockParagraph, 0, start, end})
	}
	return found
}

// stretches cuts a text that is kept as it is into parts of at most onus.MaxPart code
// points: before a block where it can, else as cutAt does. The blocks are in order and do
// not overlap; between them is white space.
func stretches(text string, blocks []placed) []onus.Part {
	var parts []onus.Part
	for start := 0; start < len(text); {
		end := len(text)
		if most := start + byteOffset(text[start:], onus.MaxPart); most < end {
			if end = lastStart(blocks, start, most); end == 0 {
				_, size := cutAt(text[start:])
				end = start + size
			}
		}
		part := onus.Part{Text: text[start:end], Confidence: -1}
		part.Blocks, blocks = within(text, blocks, start, end)
		parts = append(parts, part)
		start = end
	}
	return parts
}

// lastStart is the last byte in (from, to] at which a block begins, or 0.
func lastStart(blocks []placed, from, to int) (last int) {
	for _, p := range blocks {
		if p.start > to {
			break
		}
		if p.start > from {
			last = p.start
		}
	}
	return last
}

// within gives the blocks of the part from byte start to end, and what is left of them.
func within(text string, blocks []placed, start, end int) (in []onus.Block, left []placed) {
	runes, pos := 0, start
	for len(blocks) > 0 && blocks[0].start < end {
		p := blocks[0]
		from, to := max(p.start, start), min(p.end, end)
		if from < to {
			runes += utf8.RuneCountInString(text[pos:from])
			n := utf8.RuneCountInString(text[from:to])
			in = append(in, onus.Block{Kind: p.kind, Level: p.level, Start: runes, End: runes + n, Continued: p.start < start})
			runes, pos = runes+n, to
		}
		if p.end > end {
			break
		}
		blocks = blocks[1:]
	}
	return in, blocks
}
