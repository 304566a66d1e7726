package assets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
)

func get(t *testing.T, a *Assets, address, encoding string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, address, nil)
	if encoding != "" {
		r.Header.Set("Accept-Encoding", encoding)
	}
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	return w.Result()
}

func TestServe(t *testing.T) {
	a, err := New()
	if err != nil {
		t.Fatal(err)
	}
	shape := regexp.MustCompile(`^/assets/[a-z.]+-[0-9a-f]{8}\.(css|js|svg)$`)
	for name, contentType := range map[string]string{
		"app.css":     "text/css; charset=utf-8",
		"app.js":      "text/javascript; charset=utf-8",
		"htmx.min.js": "text/javascript; charset=utf-8",
		"icons.svg":   "image/svg+xml",
		"favicon.svg": "image/svg+xml",
	} {
		want, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		p := a.Path(name)
		if !shape.MatchString(p) {
			t.Errorf("Path(%q) = %q", name, p)
		}
		for _, encoding := range []string{"", "gzip", "gzip;q=0", "br, gzip;q=0.5"} {
			res := get(t, a, p, encoding)
			var body io.Reader = res.Body
			zipped := res.Header.Get("Content-Encoding") == "gzip"
			if wantZip := encoding == "gzip" || strings.HasPrefix(encoding, "br"); zipped != wantZip {
				t.Errorf("%s with %q: zipped %v", name, encoding, zipped)
			}
			if zipped {
				if body, err = gzip.NewReader(res.Body); err != nil {
					t.Fatal(err)
				}
			}
			got, err := io.ReadAll(body)
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s with %q: other bytes (%v)", name, encoding, err)
			}
			for h, v := range map[string]string{
				"Content-Type":           contentType,
				"Cache-Control":          "public, max-age=31536000, immutable",
				"X-Content-Type-Options": "nosniff",
				"Vary":                   "Accept-Encoding",
			} {
				if res.Header.Get(h) != v {
					t.Errorf("%s: %s = %q, want %q", name, h, res.Header.Get(h), v)
				}
			}
		}
	}
}

func TestServeUnknown(t *testing.T) {
	a, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{"/assets/", "/assets/app.css", "/assets/app-00000000.css", "/assets/assets.go", "/assets/../assets.go"} {
		if res := get(t, a, p, "gzip"); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", p, res.StatusCode)
		}
	}
	if p := a.Path("none.css"); p != "" {
		t.Errorf("Path of an unknown file: %q", p)
	}
}

// The first visit may cost 120 KiB in all; the files may take half of it.
func TestWeight(t *testing.T) {
	a, err := New()
	if err != nil {
		t.Fatal(err)
	}
	var sum int64
	for _, p := range a.paths {
		n, _ := io.Copy(io.Discard, get(t, a, p, "gzip").Body)
		sum += n
	}
	if sum > 60<<10 {
		t.Errorf("all assets weigh %d bytes compressed", sum)
	}
}

// VENDOR.md says what was taken from where.
func TestVendored(t *testing.T) {
	text, err := os.ReadFile("VENDOR.md")
	if err != nil {
		t.Fatal(err)
	}
	script, err := files.ReadFile("htmx.min.js")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(script)
	if !bytes.Contains(text, []byte(hex.EncodeToString(sum[:]))) {
		t.Error("VENDOR.md does not name the SHA-256 of htmx.min.js")
	}
	if bytes.Contains(script, []byte("sourceMappingURL")) {
		t.Error("htmx.min.js names a source map that is not here")
	}
}
