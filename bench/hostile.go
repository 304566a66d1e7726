package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// hostileRounds is how often each hostile file comes, to have enough time to measure in.
const hostileRounds = 3

// hostile is what others notice while files are read that mean harm: the time of a page
// is compared to that of the same page just before.
func (b *readingBench) hostile(ctx context.Context) error {
	files, err := hostileFiles()
	if err != nil {
		return err
	}
	quiet, err := b.look(ctx, func() error { time.Sleep(10 * time.Second); return nil })
	if err != nil {
		return err
	}
	begun := time.Now()
	busy, err := b.look(ctx, func() error {
		for round := range hostileRounds {
			for name, content := range files {
				again := append(bytes.Clone(content), strings.Repeat("\n", round)...)
				if err := b.upload(ctx, fmt.Sprint(round, " ", name), bytes.NewReader(again)); err != nil {
					return err
				}
			}
		}
		return b.awaitSlowly(ctx)
	})
	if err != nil {
		return err
	}
	took := fmt.Sprintf("%d files, %.0f s", hostileRounds*len(files), time.Since(begun).Seconds())
	for _, at := range []struct {
		name string
		part float64
	}{{"median", 0.5}, {"p95", 0.95}} {
		before, during := quiet[int(at.part*float64(len(quiet)))], busy[int(at.part*float64(len(busy)))]
		b.table.row("pages of others while hostile files are read, "+at.name, below(during/before, "×", 2), fmt.Sprintf("%.1f ms before, %s", before, took))
	}
	return nil
}

// look is how long the list takes, again and again while f runs; the shortest first.
func (b *readingBench) look(ctx context.Context, f func() error) (times []float64, err error) {
	looking, stop := context.WithCancel(ctx)
	var failed error
	var looks sync.WaitGroup
	looks.Go(func() {
		for looking.Err() == nil {
			took, err := b.timed(ctx, listURL)
			times, failed = append(times, took), errors.Join(failed, err)
			time.Sleep(20 * time.Millisecond)
		}
	})
	err = f()
	stop()
	looks.Wait()
	slices.Sort(times)
	return times, errors.Join(err, failed)
}

// hostileFiles are by their names: some made here, and those of the corpus if it is
// beside the project.
func hostileFiles() (map[string][]byte, error) {
	files := map[string][]byte{"nested.html": []byte(strings.Repeat("<div>", 1<<20))}
	var err, err2 error
	files["bomb.docx"], err = wordBomb()
	files["bomb.pdf"], err2 = pdfBomb()
	if err = errors.Join(err, err2); err != nil {
		return nil, err
	}
	paths, err := filepath.Glob("../shared/corpus/docs/hostile/*")
	for _, path := range paths {
		content, err := os.ReadFile(path) //nolint:gosec // of the corpus
		if err != nil {
			return nil, err
		}
		if len(content) > 0 {
			files[filepath.Base(path)] = content
		}
	}
	return files, err
}

// wordBomb is a DOCX whose body is a gigabyte of paragraphs.
func wordBomb() ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"[Content_Types].xml", "word/document.xml"} {
		w, err := z.Create(name)
		if err != nil {
			return nil, err
		}
		if name == "[Content_Types].xml" {
			_, err = w.Write([]byte(`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ` +
				`ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`))
		} else {
			_, err = w.Write([]byte(`<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`))
			piece := bytes.Repeat([]byte("<w:p><w:r><w:t>again and again</w:t></w:r></w:p>"), 20_000)
			for i := 0; i < 1000 && err == nil; i++ {
				_, err = w.Write(piece)
			}
		}
		if err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return b.Bytes(), err
}

// pdfBomb is a PDF whose page draws for as long as it may.
func pdfBomb() ([]byte, error) {
	var stream bytes.Buffer
	z, err := zlib.NewWriterLevel(&stream, flate.BestSpeed)
	if err != nil {
		return nil, err
	}
	piece := bytes.Repeat([]byte("BT /F 10 Tf 60 780 Td (again and again) Tj ET\n"), 20_000)
	for i := 0; i < 200 && err == nil; i++ {
		_, err = z.Write(piece)
	}
	if err = errors.Join(err, z.Close()); err != nil {
		return nil, err
	}
	return fmt.Appendf(nil, "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"+
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F 4 0 R>>>>/Contents 5 0 R>>endobj\n"+
		"4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n5 0 obj<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream endobj\n"+
		"trailer<</Root 1 0 R>>\n", stream.Len(), stream.Bytes()), nil
}
