package handlers

import (
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
)

const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// headers sets what every answer carries.
func headers(secure bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", csp)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("X-Frame-Options", "DENY")
		if secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// strict refuses a changing request that shows no sign of coming from our own
// pages: http.CrossOriginProtection alone lets one without both headers pass,
// as programs send; those have to use a token of their own.
func strict(next, deny http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.Method {
		case http.MethodGet, http.MethodHead, http.MethodOptions:
		default:
			if r.Header.Get("Sec-Fetch-Site") == "" && r.Header.Get("Origin") == "" {
				deny.ServeHTTP(w, r)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// compress sends text compressed to whoever takes it. Level 1: a page is made
// in less time than a higher level would save on the way. Assets come
// compressed from their own handler.
func compress(next http.Handler) http.Handler {
	pool := sync.Pool{New: func() any { w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed); return w }}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Accept-Encoding")
		if strings.HasPrefix(r.URL.Path, "/assets/") || !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			next.ServeHTTP(w, r)
			return
		}
		cw := &compressed{ResponseWriter: w, pool: &pool}
		defer cw.close()
		next.ServeHTTP(cw, r)
	})
}

// compressed decides at the first byte, when the type of the answer is known.
type compressed struct {
	http.ResponseWriter
	pool    *sync.Pool
	gz      *gzip.Writer
	decided bool
}

func (c *compressed) decide() {
	if c.decided {
		return
	}
	c.decided = true
	h := c.Header()
	if !strings.HasPrefix(h.Get("Content-Type"), "text/") || h.Get("Content-Type") == "text/event-stream" || h.Get("Content-Encoding") != "" || h.Get("Content-Disposition") != "" && !strings.HasPrefix(h.Get("Content-Type"), "text/csv") {
		return
	}
	h.Set("Content-Encoding", "gzip")
	h.Del("Content-Length")
	c.gz = c.pool.Get().(*gzip.Writer)
	c.gz.Reset(c.ResponseWriter)
}

// WriteHeader decides before the header goes out.
func (c *compressed) WriteHeader(status int) {
	if status != http.StatusNoContent && status != http.StatusNotModified {
		c.decide()
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *compressed) Write(b []byte) (int, error) {
	c.decide()
	if c.gz != nil {
		return c.gz.Write(b)
	}
	return c.ResponseWriter.Write(b)
}

// Flush sends what there is, for a long export.
func (c *compressed) Flush() {
	if c.gz != nil {
		_ = c.gz.Flush()
	}
	if f, ok := c.ResponseWriter.(http.Flusher); ok {
		f.Flush()
	}
}

// Unwrap lets http.ResponseController reach the connection.
func (c *compressed) Unwrap() http.ResponseWriter { return c.ResponseWriter }

func (c *compressed) close() {
	if c.gz != nil {
		_ = c.gz.Close()
		c.gz.Reset(nil)
		c.pool.Put(c.gz)
	}
}
