package reading

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"onus"
	"onus/document"
)

const (
	// resolution is what tesseract is made for, in pixels an inch; pages whose picture
	// would be wider than widestScan have less.
	resolution = 300
	widestScan = 3000
	wallOCR    = 2 * time.Minute
	outputOCR  = 20 << 20 // bytes
)

// tesseract is the program that recognises text, if it is installed.
type tesseract struct {
	path, version, data string
	languages           []string
}

// findTesseract asks the installed program for its version and its languages; nil if
// there is none, or it has none.
func findTesseract(ctx context.Context) *tesseract {
	path, err := exec.LookPath("tesseract")
	if err != nil {
		return nil
	}
	t := &tesseract{path: path, data: os.Getenv("TESSDATA_PREFIX")}
	version, err := exec.CommandContext(ctx, path, "--version").Output() //nolint:gosec // from the PATH of the server
	if err != nil {
		return nil
	}
	t.version, _, _ = strings.Cut(string(version), "\n")
	list, err := exec.CommandContext(ctx, path, "--list-langs").Output() //nolint:gosec // from the PATH of the server
	if err != nil {
		return nil
	}
	_, names, _ := strings.Cut(string(list), "\n")
	for name := range strings.FieldsSeq(names) {
		if name != "osd" && name != "equ" { // directions and formulas, no languages
			t.languages = append(t.languages, name)
		}
	}
	if len(t.languages) == 0 {
		return nil
	}
	return t
}

// missing is the first of languages that is not installed.
func (t *tesseract) missing(languages string) string {
	for name := range strings.SplitSeq(languages, "+") {
		if !slices.Contains(t.languages, name) {
			return name
		}
	}
	return ""
}

// recognise reads the text in the picture of a page of width × height points. Errors
// are those of Read, or wrap one of package document.
func (p *Pool) recognise(ctx context.Context, t *tesseract, f *os.File, page int, width, height float64, languages string) (part onus.Part, err error) {
	pixels := min(widestScan, max(1, int(width/72*resolution)))
	var jpeg []byte
	err = p.withWorker(ctx, f, false, func(c *child, q document.Request) (err error) {
		q.Page, q.Width = page, pixels
		if jpeg, err = c.picture(ctx, &q); err != nil {
			return err
		}
		c.end()
		dpi := min(2400, max(70, int(float64(pixels)/width*72))) // what tesseract takes
		part, err = p.runTesseract(ctx, t, jpeg, languages, dpi, width, height)
		return err
	})
	return part, err
}

func (p *Pool) runTesseract(ctx context.Context, t *tesseract, jpeg []byte, languages string, dpi int, width, height float64) (part onus.Part, err error) {
	c := &process{cpu: limitOCR * time.Second}
	c.cmd = p.command("--ocr="+languages, "--tesseract="+t.path, "--tessdata="+t.data, "--dpi="+strconv.Itoa(dpi))
	c.cmd.Stdin, c.cmd.Stderr = bytes.NewReader(jpeg), &c.errs
	ours, theirs, err := os.Pipe()
	if err != nil {
		return part, err
	}
	defer func() { _ = ours.Close() }()
	c.cmd.Stdout = theirs
	err = p.launch(c.cmd)
	_ = theirs.Close()
	if err != nil {
		return part, err
	}
	defer c.end()
	if err := ours.SetReadDeadline(time.Now().Add(wallOCR)); err != nil {
		return part, err
	}
	stop := context.AfterFunc(ctx, func() { _ = ours.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	tsv, err := io.ReadAll(io.LimitReader(ours, outputOCR))
	switch {
	case err == nil && len(tsv) == outputOCR:
		err = ErrOutput
	case err == nil:
		part, err = parseTSV(tsv, width, height)
	}
	if err != nil {
		return part, c.failed(ctx, err)
	}
	return part, nil
}

var errTSV = errors.New("not what tesseract writes")

// extractor names what recognised a text.
func (t *tesseract) extractor(languages string) string {
	return fmt.Sprintf("%s, %s", t.version, languages)
}
