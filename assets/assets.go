// Package assets holds the files that every page needs (styles, scripts,
// icons), each under an address that changes with its content.
package assets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

//go:embed *.css *.js *.svg
var files embed.FS

// prefix is the folder of all addresses.
const prefix = "/assets/"

// contentTypes by file extension; a file of another type does not load.
var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// Assets serves the embedded files. It is safe for concurrent use.
type Assets struct {
	paths  map[string]string // file name → address
	byPath map[string]*asset
}

type asset struct {
	plain       []byte
	contentType string
	gzipped     func() []byte // made at the first request that accepts it
}

// New reads the embedded files and gives each its address.
func New() (*Assets, error) {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil, fmt.Errorf("reading assets: %w", err)
	}
	a := &Assets{paths: make(map[string]string), byPath: make(map[string]*asset)}
	for _, e := range entries {
		name := e.Name()
		plain, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("reading asset %s: %w", name, err)
		}
		ext := path.Ext(name)
		ct, ok := contentTypes[ext]
		if !ok {
			return nil, fmt.Errorf("asset %s: no content type for %q", name, ext)
		}
		sum := sha256.Sum256(plain)
		p := prefix + strings.TrimSuffix(name, ext) + "-" + hex.EncodeToString(sum[:4]) + ext
		a.paths[name] = p
		a.byPath[p] = &asset{
			plain:       plain,
			contentType: ct,
			gzipped:     sync.OnceValue(func() []byte { return compress(plain) }),
		}
	}
	return a, nil
}

// Path is the address of a file; the empty string for a file that is not there.
func (a *Assets) Path(name string) string { return a.paths[name] }

// ServeHTTP answers the addresses that Path gives, and 404 for all others.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	f, ok := a.byPath[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	h.Set("Content-Type", f.contentType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	body := f.plain
	if acceptsGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		body = f.gzipped()
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(body) // an error means that the browser went away
}

// acceptsGzip reads an Accept-Encoding header.
func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		coding, params, _ := strings.Cut(part, ";")
		coding = strings.ToLower(strings.TrimSpace(coding))
		if coding != "gzip" && coding != "*" {
			continue
		}
		q, found := strings.CutPrefix(strings.TrimSpace(params), "q=")
		if !found {
			return true
		}
		weight, err := strconv.ParseFloat(q, 64)
		return err == nil && weight > 0
	}
	return false
}

func compress(plain []byte) []byte {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // fails for an unknown level only
	_, _ = z.Write(plain)                                 // a bytes.Buffer takes everything
	_ = z.Close()
	return b.Bytes()
}
