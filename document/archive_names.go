package document

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
)

// maxPath is the longest path of a file in an archive, in bytes.
const maxPath = 1000

// entryNames are the paths of the files of an archive, cleaned; "" where nothing is left.
// Folders have none either.
func entryNames(files []*zip.File) []string {
	names := make([]string, len(files))
	var strange []byte
	for i, f := range files {
		if names[i] = unicodeName(f); names[i] == "" && len(strange) < languageSample {
			strange = append(append(strange, f.Name...), '\n')
		}
	}
	e := nameEncoding(strange)
	for i, f := range files {
		if names[i] == "" {
			names[i], _ = e.NewDecoder().String(f.Name) // it leaves no error
		}
		names[i] = cleanPath(names[i])
	}
	return names
}

// unicodeName is the name of a file if it is Unicode: by its flag, by the extra field of
// Info-ZIP (APPNOTE 4.6.9), or as it happens.
func unicodeName(f *zip.File) string {
	const header, unicodePath = 4, 0x7075
	for extra := f.Extra; len(extra) >= header; {
		id, size := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		if extra = extra[header:]; size > len(extra) {
			break
		}
		// A version, the checksum of the name that it replaces, and the name.
		if id == unicodePath && size > 5 && binary.LittleEndian.Uint32(extra[1:]) == crc32.ChecksumIEEE([]byte(f.Name)) {
			return clean(string(extra[5:size]))
		}
		extra = extra[size:]
	}
	if utf8.ValidString(f.Name) {
		return f.Name
	}
	return ""
}

// nameEncoding is that of names of which no more is known than that they are not UTF-8. They
// should be in code page 437; Windows in Asia writes its own, some programs Windows-1252.
func nameEncoding(names []byte) encoding.Encoding {
	switch name := guess(names); name {
	case "gb18030", "big5", "shift_jis", "euc-kr":
		if e, err := htmlindex.Get(name); err == nil {
			return e
		}
	}
	// The letters of 437 lie below 0xa6, those of Windows-1252 from 0xc0 on.
	if !bytes.ContainsFunc(names, func(r rune) bool { return r == utf8.RuneError }) ||
		slices.ContainsFunc(names, func(c byte) bool { return c >= 0x80 && c < 0xc0 }) {
		return charmap.CodePage437
	}
	return charmap.Windows1252
}

// cleanPath makes a path relative, without "..", of names that are safe; "" for a folder.
func cleanPath(name string) string {
	name = strings.ReplaceAll(clean(name), `\`, "/")
	if strings.HasSuffix(name, "/") {
		return ""
	}
	elements := strings.Split(path.Clean("/" + name)[1:], "/")
	for i, e := range elements {
		elements[i] = safeName(e)
	}
	elements = slices.DeleteFunc(elements, func(e string) bool { return e == "" })
	if name = strings.Join(elements, "/"); len(name) > maxPath {
		return ""
	}
	return name
}

// litter tells whether a file is what systems leave in folders.
func litter(name string) bool {
	switch strings.ToLower(path.Base(name)) {
	case ".ds_store", "thumbs.db", "desktop.ini":
		return true
	}
	return slices.Contains(strings.Split(name, "/"), "__MACOSX")
}
