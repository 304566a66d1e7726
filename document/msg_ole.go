package document

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/richardlehane/mscfb"
)

// storage is a folder of a compound file.
type storage struct {
	name    string
	streams map[string]*mscfb.File
	folders []*storage // in order
}

// Least length of a header, and where the counts of its tables stand: MS-CFB, 2.2.
const (
	oleHeader    = 512
	fatSectors   = 44
	miniSectors  = 64
	difatSectors = 72
)

// openOLE opens a compound file and gives its root.
func openOLE(in Input) (*storage, error) {
	head := make([]byte, oleHeader)
	if _, err := in.R.ReadAt(head, 0); err != nil {
		return nil, fmt.Errorf("compound file: %w: %w", ErrDamaged, err)
	}
	// mscfb makes room for as many sectors as the header claims.
	for _, at := range []int{fatSectors, miniSectors, difatSectors} {
		if n := binary.LittleEndian.Uint32(head[at:]); int64(n) > in.Size/oleHeader {
			return nil, fmt.Errorf("compound file: a table of %d sectors: %w", n, ErrDamaged)
		}
	}
	file, err := mscfb.New(plainReader{in.R})
	if err != nil {
		return nil, fmt.Errorf("compound file: %w: %w", ErrDamaged, err)
	}
	root := &storage{streams: map[string]*mscfb.File{}}
	// A folder comes right before what is in it. The paths that mscfb gives share memory,
	// so that of some only the length is right.
	open := []*storage{root}
	for i, f := range file.File {
		depth := len(f.Path)
		if i == 0 && f.FileInfo().IsDir() || depth >= len(open) {
			continue
		}
		open = open[:depth+1]
		parent := open[depth]
		if !f.FileInfo().IsDir() {
			parent.streams[f.Name] = f
			continue
		}
		folder := &storage{name: f.Name, streams: map[string]*mscfb.File{}}
		parent.folders = append(parent.folders, folder)
		open = append(open, folder)
	}
	return root, nil
}

// plainReader hides the other methods of a reader, which mscfb would use.
type plainReader struct{ io.ReaderAt }

// read gives the bytes of a stream, limit at most; nil without one.
func (s *storage) read(name string, limit int64) []byte {
	f := s.streams[name]
	if f == nil {
		return nil
	}
	b := make([]byte, max(0, min(f.Size, limit)))
	n, _ := io.ReadFull(f, b) // what can be read of it counts
	return b[:n]
}
