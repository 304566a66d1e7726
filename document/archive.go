package document

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path"
	"strconv"
	"strings"
	"time"

	"onus"
)

// UnpackLimits bound what Unpack takes out of an archive.
type UnpackLimits struct {
	Files int    // files, those of archives in it too
	Bytes int64  // of all files together, as they come out; and as much again of archives in it
	Depth int    // archives within archives; 0: those in the archive are not opened
	Dir   string // for temporary files; "" is the system's
}

// Skipped is a file that Unpack left out.
type Skipped struct {
	Path string
	Why  string // password, depth, damaged, limit, name or litter
}

// Why a file of an archive is left out.
const (
	skipPassword = "password"
	skipDepth    = "depth"
	skipDamaged  = "damaged"
	skipLimit    = "limit"
	skipName     = "name"   // it has none, or is a link to another
	skipLitter   = "litter" // what systems leave in folders; of an archive the first one only
)

// Unpack walks the files of a ZIP, those of ZIPs in it too, and calls each for every file
// with its path, "/"-separated, cleaned; r must be read before each returns. An error of
// each ends the walk, and is returned. The other error is ErrDamaged or ErrTooLarge, of the
// directory of the archive itself.
func Unpack(
	r io.ReaderAt, size int64, limits UnpackLimits, each func(path string, modified time.Time, r io.Reader) error,
) (skipped []Skipped, err error) {
	u := unpacker{limits: limits, files: limits.Files, bytes: limits.Bytes, spool: limits.Bytes, each: each}
	err = u.archive(r, size, "", 0)
	return u.skipped, err
}

type unpacker struct {
	limits       UnpackLimits
	files        int   // left
	bytes, spool int64 // left
	each         func(path string, modified time.Time, r io.Reader) error
	skipped      []Skipped
}

func (u *unpacker) skip(path, why string) { u.skipped = append(u.skipped, Skipped{path, why}) }

// archive walks one archive, which lies at a folder of the outermost one.
func (u *unpacker) archive(r io.ReaderAt, size int64, folder string, depth int) error {
	files, err := openZIP(r, size, int64(u.limits.Files))
	if err != nil {
		return err
	}
	names, littered := entryNames(files), false
	for i, f := range files {
		if strings.HasSuffix(f.Name, "/") || strings.HasSuffix(f.Name, `\`) {
			continue
		}
		name := path.Join(folder, names[i])
		switch {
		case litter(names[i]):
			if !littered {
				u.skip(name, skipLitter)
			}
			littered = true
		case names[i] == "", !f.Mode().IsRegular():
			u.skip(path.Join(folder, clean(f.Name)), skipName)
		case f.Flags&1 != 0:
			u.skip(name, skipPassword)
		case u.files <= 0 || u.bytes <= 0:
			u.skip(name, skipLimit)
		default:
			if err := u.entry(f, name, depth); err != nil {
				return err
			}
		}
	}
	return nil
}

// entry unpacks one file. Only an error of each is one.
func (u *unpacker) entry(f *zip.File, name string, depth int) error {
	r, err := f.Open()
	if err != nil {
		u.skip(name, skipDamaged)
		return nil
	}
	defer r.Close()
	if extensionOf(name) == "zip" {
		return u.nested(r, name, depth)
	}
	u.files--
	m := &counted{r: r, left: &u.bytes}
	err = u.each(name, f.Modified, m)
	switch {
	case errors.Is(m.err, ErrTooLarge):
		u.skip(name, skipLimit)
	case m.err != nil:
		u.skip(name, skipDamaged)
	default:
		return err
	}
	return nil
}

// nested walks an archive in an archive, from a temporary file.
func (u *unpacker) nested(r io.Reader, name string, depth int) error {
	if depth >= u.limits.Depth {
		u.skip(name, skipDepth)
		return nil
	}
	file, err := os.CreateTemp(u.limits.Dir, "upload-unpack-*")
	if err != nil {
		return fmt.Errorf("unpack %q: %w", name, err)
	}
	defer os.Remove(file.Name())
	defer file.Close()
	m := &counted{r: r, left: &u.spool}
	size, err := io.Copy(file, m)
	if err != nil && m.err == nil {
		return fmt.Errorf("unpack %q: %w", name, err)
	}
	if err == nil {
		err = u.archive(file, size, name, depth+1)
	}
	switch {
	case errors.Is(err, ErrTooLarge):
		u.skip(name, skipLimit)
	case errors.Is(err, ErrDamaged) || m.err != nil:
		u.skip(name, skipDamaged)
	default:
		return err
	}
	return nil
}

// counted reads until the bytes that are left are used up, and keeps the error of the file.
type counted struct {
	r    io.Reader
	left *int64
	err  error
}

func (c *counted) Read(b []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	n, err := c.r.Read(b)
	if *c.left -= int64(n); *c.left < 0 {
		c.err = fmt.Errorf("files of the archive: %w", ErrTooLarge)
		return 0, c.err
	}
	if err != nil && err != io.EOF {
		c.err = fmt.Errorf("%w: %w", ErrDamaged, err)
		return n, c.err
	}
	return n, err
}

// openZIP reads the directory of an archive, of so many files at most.
func openZIP(r io.ReaderAt, size, files int64) ([]*zip.File, error) {
	const entry = 300 // bytes of a directory for one file, generously
	bounded := &boundedReader{r, 1<<20 + entry*files}
	archive, err := zip.NewReader(bounded, size)
	switch {
	case errors.Is(err, ErrTooLarge):
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("archive: %w: %w", ErrDamaged, err)
	}
	bounded.left = math.MaxInt64
	return archive.File, nil
}

// readArchive lists what is in an archive that is kept as it is: a row for each file, with
// its path, its length in bytes, and the day of its last change.
func readArchive(in Input) (*onus.Document, error) {
	files, err := openZIP(in.R, in.Size, maxEntries)
	if err != nil {
		return nil, err
	}
	var b builder
	for i, name := range entryNames(files) {
		if f := files[i]; name != "" && !litter(name) && !f.Mode().IsDir() {
			size := strconv.FormatUint(f.UncompressedSize64, 10)
			b.row(onus.BlockRow, []string{name, size, strings.TrimPrefix(f.Modified.Format(time.DateOnly), "0001-01-01")})
		}
	}
	d := b.document("archive")
	d.Properties.Type = "electronic"
	return d, b.err()
}
