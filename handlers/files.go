package handlers

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"onus"
	"onus/db"
	"onus/views"
)

// The two addresses that take files read their bodies as streams with a limit
// of their own.
const (
	evidencePath = "/cases/:case/evidence"
	uploadPath   = "/cases/:case/evidence/:id/files"
)

// readUpload reads a form that may bring a file. The file is streamed to the
// disk, never held in memory; q.upload is what came, nil for none.
func (s *Server) readUpload(q *request) error {
	r := q.Request()
	checked := append(s.Store.Attrs(onus.EvidenceNoun), onus.Attr{Name: "text"}) // a text is kept as bytes
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		r.Body = http.MaxBytesReader(q.Response(), r.Body, maxForm)
		return q.parse(checked...)
	}
	ctl := http.NewResponseController(q.Response())
	_ = ctl.SetReadDeadline(time.Now().Add(slow))
	_ = ctl.SetWriteDeadline(time.Now().Add(slow))
	r.Body = http.MaxBytesReader(q.Response(), r.Body, s.MaxUpload+maxForm)
	parts, err := r.MultipartReader()
	if err != nil {
		return errBadRequest
	}
	r.PostForm = url.Values{}
	for room := int64(maxForm); ; {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			r.Form = r.PostForm
			return q.refuseBytes(checked)
		}
		if err == nil {
			err = s.readPart(q, part, &room)
		}
		if err != nil {
			return brokenForm(err)
		}
	}
}

// brokenForm tells a form that is too large from one that cannot be read.
func brokenForm(err error) error {
	if status(err) != http.StatusInternalServerError {
		return err
	}
	return fmt.Errorf("%w: %w", errBadRequest, err)
}

// readPart keeps a field, or a file under its hash. room is what is left for
// all fields together.
func (s *Server) readPart(q *request, part *multipart.Part, room *int64) error {
	defer func() { _ = part.Close() }()
	if part.FormName() == "file" {
		name := part.FileName()
		up, err := s.Store.PutFile(part, s.MaxUpload)
		if err != nil || name == "" && up.Size == 0 { // a browser sends an empty part for no file
			return err
		}
		q.upload = fileOf(up, name)
		return nil
	}
	var b bytes.Buffer
	n, err := io.Copy(&b, io.LimitReader(part, *room+1))
	if err != nil {
		return err
	}
	if *room -= n; *room < 0 {
		return db.ErrTooLarge
	}
	q.Request().PostForm.Add(part.FormName(), b.String())
	return nil
}

func fileOf(up db.Upload, name string) *onus.File {
	name = cleanFilename(name)
	return &onus.File{Filename: name, MediaType: mediaType(name, up.Head), Size: up.Size, SHA256: up.SHA256}
}

// mediaType is what the name says, unless the bytes say that it is something else
// entirely; it is for people to read, nothing is ever shown by it.
func mediaType(name string, head []byte) string {
	sniffed := http.DetectContentType(head)
	named := mime.TypeByExtension(filepath.Ext(name))
	if named == "" || strings.HasPrefix(sniffed, "text/html") && !strings.HasPrefix(named, "text/") {
		return sniffed
	}
	return named
}

// maxFilename is what file systems take, in bytes.
const maxFilename = 255

// cleanFilename keeps a name as a person sees it and drops what could hurt when
// it is saved again: folders, control characters, marks that turn the direction
// of the text so that exe.pdf is read where fdp.exe stands.
func cleanFilename(name string) string {
	name = strings.ToValidUTF8(name, "\ufffd")
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200e || r == 0x200f {
			return -1
		}
		return r
	}, name)
	if len(name) > maxFilename {
		ext := filepath.Ext(name)
		if len(ext) > maxFilename/2 {
			ext = ""
		}
		end := maxFilename - len(ext)
		for end > 0 && !utf8.RuneStart(name[end]) {
			end--
		}
		name = name[:end] + ext
	}
	if strings.Trim(name, ". ") == "" {
		return "file"
	}
	return name
}

// uploadFile makes a file the next version of an item's.
func (s *Server) uploadFile(q *request) error {
	ctx, id := q.Request().Context(), q.Param("id")
	if _, err := s.Store.Thing(ctx, onus.EvidenceNoun, q.in.ID, id); err != nil {
		return err
	}
	if err := s.readUpload(q); err != nil {
		return err
	}
	if q.upload == nil {
		return onus.Problems{"file": onus.Say("Choose a file first.")}
	}
	f := q.upload
	f.CaseID, f.EvidenceID = q.in.ID, id
	if err := s.Store.AddFile(ctx, q.actor(), f); err != nil {
		return err
	}
	s.done(q, q.w.T("%s is kept.", f.Filename), "")
	return seeOther(q, q.caseURL("/evidence/", id))
}

// downloadFile sends the original bytes, always as an attachment.
func (s *Server) downloadFile(q *request) error {
	version, err := strconv.ParseInt(q.Param("version"), 10, 64)
	if err != nil {
		return onus.ErrNotFound
	}
	f, r, err := s.Store.OpenFile(q.Request().Context(), q.in.ID, q.Param("id"), version)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	_ = http.NewResponseController(q.Response()).SetWriteDeadline(time.Now().Add(slow))
	h := q.Response().Header()
	h.Set("Content-Type", safeType(f.MediaType))
	h.Set("Content-Disposition", attachment(f.Filename))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("ETag", `"`+f.SHA256+`"`)
	http.ServeContent(q.Response(), q.Request(), "", time.UnixMilli(f.CreatedAt), r)
	return nil
}

// safeType never says that something is a page.
func safeType(t string) string {
	for _, page := range []string{"html", "xml", "svg", "script", "message/", "multipart/"} {
		if strings.Contains(t, page) {
			return "application/octet-stream"
		}
	}
	return t
}

func attachment(name string) string {
	if v := mime.FormatMediaType("attachment", map[string]string{"filename": name}); v != "" {
		return v
	}
	return "attachment"
}

func (s *Server) fileRow(q *request, f onus.File) views.FileRow {
	return views.FileRow{Version: number(f.FileVersion), Filename: f.Filename, Size: size(f.Size), MediaType: f.MediaType, SHA256: f.SHA256,
		URL: q.caseURL("/evidence/", f.EvidenceID, "/files/", number(f.FileVersion)), By: s.personName(q, f.CreatedBy), At: q.w.Moment(f.CreatedAt)}
}

// size prints a number of bytes in the unit that fits.
func size(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d B", n)
}
