package handlers

import (
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

// The addresses that take files read their bodies as streams with a limit of their own.
const (
	evidencePath = "/cases/:case/evidence"
	addingPath   = "/cases/:case/evidence/add"
	uploadPath   = "/cases/:case/evidence/:id/files"
)

// The bounds of what is read of a form that is refused anyway. The fields are shown
// again, also a text that is too long by far; the rest is read so that the browser,
// which sends all of it first, gets to read the answer.
const (
	maxShownAgain = 8 << 20
	maxDrain      = 1 << 30
)

// readUpload reads a form that may bring a file. The file is streamed to the
// disk, never held in memory; q.upload is what came, nil for none. What is too
// large is a Problem of its field, and ErrTooLarge.
func (s *Server) readUpload(q *request) error {
	r := q.Request()
	checked := append(s.Store.Attrs(onus.EvidenceNoun), onus.Attr{Name: "text"}) // a text is kept as bytes
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		r.Body = http.MaxBytesReader(q.Response(), r.Body, maxForm)
		return q.parse(checked...)
	}
	takeTime(q)
	r.Body = http.MaxBytesReader(q.Response(), r.Body, s.MaxUpload+maxForm+maxDrain)
	parts, err := r.MultipartReader()
	if err != nil {
		return errBadRequest
	}
	r.PostForm = url.Values{}
	defer func() { r.Form = r.PostForm }()
	if err := s.readParts(q, parts); err != nil {
		return err
	}
	return q.refuseBytes(checked)
}

// readParts reads all fields and files. A refusal does not end it: what comes
// after is shown in the form again.
func (s *Server) readParts(q *request, parts *multipart.Reader) error {
	var refusal error
	fields := formFields{}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return firstOf(fields.tooLarge(), refusal)
		}
		if err == nil && part.FormName() == "file" {
			err = s.readFile(q, part)
		} else if err == nil {
			err = fields.read(part, q.Request().PostForm)
		}
		_, code, _ := whyRefused(err)
		switch {
		case err != nil && code == 0 && refusal != nil: // so large that it is not even drained
			return refusal
		case err != nil && code == 0:
			return brokenForm(err)
		case refusal == nil:
			refusal = err
		}
	}
}

// brokenForm tells a form that is too large from one that cannot be read.
func brokenForm(err error) error {
	if err == nil || status(err) != http.StatusInternalServerError {
		return err
	}
	return fmt.Errorf("%w: %w", errBadRequest, err)
}

// readFile keeps a file under its hash.
func (s *Server) readFile(q *request, part *multipart.Part) error {
	if q.upload != nil {
		if n, _ := part.Read(make([]byte, 1)); n == 0 && part.FileName() == "" {
			return nil
		}
		return onus.Problems{"file": onus.Say("One file at a time.")}
	}
	name := part.FileName()
	up, err := s.putFile(q, part, "file")
	if err != nil || name == "" && up.Size == 0 { // a browser sends an empty part for no file
		return err
	}
	if up.Size == 0 {
		return onus.Problems{"file": onus.Say("This file is empty: there are no bytes in it.")}
	}
	q.upload = fileOf(up, name)
	return nil
}

// tooLarge is the refusal of a field, with its limit in bytes.
func tooLarge(field string, limit int64) error {
	return fmt.Errorf("%w: %w", db.ErrTooLarge, onus.Problems{field: onus.Say("This is too large: %s at most.", size(limit))})
}

// formFields counts what the fields of a form take together.
type formFields struct {
	used, largest int64
	name          string // of the largest
}

// partCost is what a field takes beside its value: its name, and its place.
const partCost = 64

func (f *formFields) read(part *multipart.Part, form url.Values) error {
	var b strings.Builder
	n, err := io.Copy(&b, io.LimitReader(part, max(0, maxShownAgain-f.used)))
	name := part.FormName()
	if f.used += n + int64(len(name)) + partCost; n > f.largest {
		f.largest, f.name = n, name
	}
	if err == nil && f.used < maxShownAgain {
		form.Add(name, b.String())
	}
	return err
}

func (f *formFields) tooLarge() error {
	if f.used > maxForm {
		return tooLarge(f.name, maxForm)
	}
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
	th, err := s.Store.Thing(ctx, onus.EvidenceNoun, q.in.ID, id)
	if err != nil {
		return err
	}
	if err = s.refuseEarly(q); err == nil {
		err = s.readUpload(q)
	}
	if err == nil && q.upload == nil {
		err = onus.Problems{"file": onus.Say("Choose a file first.")}
	}
	if err == nil {
		q.upload.CaseID, q.upload.EvidenceID = q.in.ID, id
		err = s.Store.AddFile(ctx, q.actor(), q.upload)
	}
	if err != nil {
		return s.refuseUpload(q, th, err)
	}
	s.wake()
	s.done(q, q.w.T("%s is kept.", q.upload.Filename), "")
	return seeOther(q, q.caseURL("/evidence/", id))
}

// refuseUpload shows the page of the item with the problem beside the file.
func (s *Server) refuseUpload(q *request, th onus.Thing, err error) error {
	r, code, _ := whyRefused(err)
	if code == 0 {
		return err
	}
	_, problem := s.sentence(q, code, r.problems)
	page, err := s.evidencePage(q, th.(*onus.Evidence), problem)
	if err != nil {
		return err
	}
	return s.render(q, code, page)
}

// downloadFile sends the original bytes, always as an attachment. Whoever takes them
// stands in the record of the item first.
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
	if q.Request().Method != http.MethodHead {
		if err := s.Store.Record(q.Request().Context(), q.actor(), q.in.ID, f.EvidenceID, f.FileVersion, onus.CustodyExported, f.Filename); err != nil {
			return err
		}
	}
	_ = http.NewResponseController(q.Response()).SetWriteDeadline(time.Now().Add(slow))
	h := q.Response().Header()
	h.Set("Content-Type", safeType(f.MediaType))
	h.Set("Content-Disposition", attachment(f.Filename))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("ETag", `"`+f.SHA256+`"`)
	http.ServeContent(q.Response(), q.Request(), "", time.UnixMilli(f.CreatedAt), &watched{r, s, q, watchEvery})
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
