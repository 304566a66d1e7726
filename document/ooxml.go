package document

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"path"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"onus"
)

// Limits of a package: a zip archive whose entries are the parts of an office document.
const (
	maxEntries   = 10_000
	maxDirectory = 4 << 20 // bytes; the zip reader makes about 350 of every 46
)

// pack is an office document as a zip archive. All that is read from it counts against
// one limit, maxUnpacked.
type pack struct {
	files    map[string]func() (io.ReadCloser, error) // by name in lower case
	names    []string                                 // as written, in order
	left     int64                                    // bytes that may still come out
	salvaged bool                                     // without a directory: the archive is damaged
}

// openPack opens an archive. One without a readable directory is searched for its entries.
func openPack(in Input) (*pack, error) {
	p := &pack{files: map[string]func() (io.ReadCloser, error){}, left: maxUnpacked}
	bounded := &boundedReader{in.R, maxDirectory}
	archive, err := zip.NewReader(bounded, in.Size)
	switch {
	case errors.Is(err, ErrTooLarge):
		return nil, err
	case err != nil:
		return p, p.salvage(in)
	}
	bounded.left = math.MaxInt64
	if len(archive.File) > maxEntries {
		return nil, fmt.Errorf("%d entries: %w", len(archive.File), ErrTooLarge)
	}
	for _, f := range archive.File {
		p.add(f.Name, f.Open)
	}
	return p, nil
}

// boundedReader refuses to read more than left bytes.
type boundedReader struct {
	io.ReaderAt
	left int64
}

func (r *boundedReader) ReadAt(b []byte, off int64) (int, error) {
	if r.left -= int64(len(b)); r.left < 0 {
		return 0, fmt.Errorf("directory of the archive: %w", ErrTooLarge)
	}
	return r.ReaderAt.ReadAt(b, off)
}

// add takes an entry in. Of two with the same name the first counts.
func (p *pack) add(name string, open func() (io.ReadCloser, error)) {
	name = strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/")
	if key := strings.ToLower(name); p.files[key] == nil {
		p.files[key] = open
		p.names = append(p.names, name)
	}
}

// localHeader is the size of the header before each entry, without its name.
const localHeader = 30

// salvage finds entries by the headers that stand before them.
func (p *pack) salvage(in Input) error {
	p.salvaged = true
	const chunk = 64 << 10
	buf := make([]byte, chunk+3) // a signature may lie across two chunks
	for base := int64(0); base < in.Size && len(p.names) < maxEntries; base += chunk {
		n, err := in.R.ReadAt(buf, base)
		for at := 0; ; at += 4 {
			i := bytes.Index(buf[at:n], []byte("PK\x03\x04"))
			if i < 0 {
				break
			}
			at += i
			p.salvageEntry(in, base+int64(at))
		}
		if err != nil && err != io.EOF {
			return fmt.Errorf("%w: %w", ErrDamaged, err)
		}
	}
	if len(p.names) == 0 {
		return fmt.Errorf("no archive: %w", ErrDamaged)
	}
	return nil
}

func (p *pack) salvageEntry(in Input, at int64) {
	head := make([]byte, localHeader)
	if _, err := in.R.ReadAt(head, at); err != nil {
		return
	}
	le := binary.LittleEndian
	method, size := le.Uint16(head[8:]), int64(le.Uint32(head[18:]))
	name := make([]byte, le.Uint16(head[26:]))
	if _, err := in.R.ReadAt(name, at+localHeader); err != nil {
		return
	}
	start := at + localHeader + int64(len(name)) + int64(le.Uint16(head[28:]))
	p.add(string(name), func() (io.ReadCloser, error) {
		rest := io.NewSectionReader(in.R, start, max(0, in.Size-start))
		switch method {
		case zip.Store:
			return io.NopCloser(io.LimitReader(rest, size)), nil
		case zip.Deflate: // it ends by itself
			return flate.NewReader(rest), nil
		}
		return nil, zip.ErrAlgorithm
	})
}

func (p *pack) has(name string) bool { return p.files[strings.ToLower(name)] != nil }

// open gives the bytes of an entry: fs.ErrNotExist style errors are damage as well.
func (p *pack) open(name string) (io.ReadCloser, error) {
	open := p.files[strings.ToLower(name)]
	if open == nil {
		return nil, fmt.Errorf("no entry %q: %w", name, ErrDamaged)
	}
	r, err := open()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return metered{r, p}, nil
}

// metered counts what comes out of an entry.
type metered struct {
	io.ReadCloser
	pack *pack
}

func (m metered) Read(b []byte) (int, error) {
	if m.pack.left <= 0 {
		return 0, fmt.Errorf("more than %d bytes unpacked: %w", maxUnpacked, ErrTooLarge)
	}
	n, err := m.ReadCloser.Read(b[:min(int64(len(b)), m.pack.left)])
	m.pack.left -= int64(n)
	return n, err
}

// attach adds the entries that embedded picks to the document. Those over a limit are
// left out, and the error says so.
func (p *pack) attach(d *onus.Document, embedded func(name string) bool) error {
	room := int64(maxAttached)
	for _, name := range p.names {
		if !embedded(strings.ToLower(name)) || strings.HasSuffix(name, "/") {
			continue
		}
		if len(d.Attachments) == maxAttachments {
			return fmt.Errorf("more than %d attachments: %w", maxAttachments, ErrTooLarge)
		}
		r, err := p.open(name)
		if err != nil {
			return err
		}
		data, err := io.ReadAll(io.LimitReader(r, room+1))
		r.Close()
		if int64(len(data)) > room {
			return fmt.Errorf("more than %d bytes of attachments: %w", maxAttached, ErrTooLarge)
		}
		if err != nil {
			return fmt.Errorf("attachment %q: %w", name, damage(err))
		}
		room -= int64(len(data))
		kind := mimetype.Detect(data).String()
		d.Attachments = append(d.Attachments, onus.Attachment{Name: path.Base(clean(name)), MediaType: kind, Data: data})
	}
	return nil
}

// damage gives an error that is none of ours the state ErrDamaged.
func damage(err error) error {
	if err == nil || errors.Is(err, ErrTooLarge) || errors.Is(err, ErrPassword) || errors.Is(err, ErrDamaged) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrDamaged, err)
}
