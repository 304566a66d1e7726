package handlers

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"strings"

	"onus"
	"onus/db"
	"onus/views"
)

// maxAdded is how many files one form may bring; a script sends each in its own.
const maxAdded = 1000

// read reads the form. What is said of all files may stand after them in it, as it does
// in a form without a script: they are kept, and become items when all of it has come.
func (a *adding) read() error {
	r := a.q.Request()
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		return a.readParts()
	}
	r.Body = http.MaxBytesReader(a.q.Response(), r.Body, maxShownAgain)
	if err := a.q.parse(); err != nil {
		return err
	}
	return a.readFields()
}

func (a *adding) readParts() error {
	r := a.q.Request()
	parts, err := r.MultipartReader()
	if err != nil {
		return errBadRequest
	}
	r.PostForm = url.Values{}
	r.Form = r.PostForm
	files, broken := 0, error(nil)
	for fields := (formFields{}); broken == nil; {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if broken = brokenForm(err); err == nil {
			broken = a.part(part, &fields, &files)
		}
	}
	if broken == nil && files == 0 {
		return a.readFields()
	}
	if err := a.placeHeld(); err != nil {
		return err
	}
	if broken != nil && a.made > 0 { // the answer says which
		a.broken = true
		a.rows = append(a.rows, views.AddedRow{Problem: a.q.w.T("The form broke off here: what is not in this list was not added.")})
		return nil
	}
	return broken
}

// heldFile is a file of a form that goes on.
type heldFile struct {
	up   db.Upload
	name string
}

func (a *adding) placeHeld() error {
	folder := ""
	if dir := cleanFolder(a.q.typed("path")); dir != "" {
		folder = a.q.w.T("From the folder %s.", dir)
	}
	for _, f := range a.held {
		if err := a.place(f.up, f.name, folder); err != nil {
			return err
		}
	}
	return nil
}

// part reads one field or file, and counts the files.
func (a *adding) part(part *multipart.Part, fields *formFields, files *int) error {
	if part.FormName() != "file" {
		return a.field(part, fields)
	}
	if part.FileName() == "" { // a browser sends such a part, an empty one, for no file
		return nil
	}
	if *files++; *files > maxAdded {
		return onus.Problems{"file": onus.Say("%d files at a time; put more of them into a ZIP.", maxAdded)}
	}
	return a.file(part)
}

// field reads a field of the form; what is no text is refused.
func (a *adding) field(part *multipart.Part, fields *formFields) error {
	form := a.q.Request().PostForm
	if err := fields.read(part, form); err != nil {
		return brokenForm(err)
	}
	if fields.used >= maxShownAgain {
		return tooLarge(part.FormName(), maxShownAgain)
	}
	return a.q.refuseBytes(nil)
}

// file keeps a file. One that breaks off breaks off the form: nothing of it is kept.
func (a *adding) file(part *multipart.Part) error {
	name := cleanFilename(part.FileName())
	up, err := a.s.putFile(a.q, part, "file")
	if err == nil {
		err = a.hold(up, name)
	}
	if err != nil {
		if err = a.refuse(name, err); err != nil {
			return brokenForm(err)
		}
	}
	return nil
}

// hold keeps a file until the form has ended; together they need room in the case.
func (a *adding) hold(up db.Upload, name string) error {
	room, err := a.s.allowance(a.q.Request().Context(), a.q.in.ID)
	if err != nil {
		return err
	}
	if a.bytes += up.Size; a.bytes > room.room {
		a.bytes -= up.Size
		return fmt.Errorf("%w: %w", db.ErrTooLarge, onus.Problems{"file": room.why})
	}
	a.held = append(a.held, heldFile{up, name})
	return nil
}

// readFields reads a form without a file: a pasted text, or the hash of bytes to have again.
func (a *adding) readFields() error {
	if sum, ok := a.q.posted("sha256"); ok {
		return a.again(sum)
	}
	text, pasted := a.q.posted("text")
	if strings.TrimSpace(text) == "" {
		if pasted {
			return onus.Problems{"text": onus.Say("Paste a text first.")}
		}
		return nil
	}
	name := "text.txt"
	if a.q.typed("as") == "html" {
		name = "page.html"
	}
	up, err := a.s.putFile(a.q, strings.NewReader(text), "text")
	if err != nil {
		return err
	}
	before := len(a.rows)
	if err := a.placePasted(up, name, text); err != nil {
		return err
	}
	for i := range a.rows[before:] {
		a.rows[before+i].Pasted = true
	}
	return nil
}

// placePasted gives a pasted text a title: it has no file name that says anything.
func (a *adding) placePasted(up db.Upload, name, text string) error {
	arrival := a.arrival(up, name, "")
	arrival.OnlyNew = true
	arrival.Item.Type = "electronic"
	arrival.Item.Title = a.q.w.T("Pasted text")
	if address := arrival.Item.SourceURL; address != "" {
		arrival.Item.Title = address
	}
	if line := firstLine(text); name == "text.txt" && line != "" {
		arrival.Item.Title = line
	}
	return a.createOrAsk(arrival)
}

// maxProposedTitle is how much of the first line of a text is proposed as its title, in
// code points.
const maxProposedTitle = 120

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	line = strings.Join(strings.Fields(line), " ")
	if runes := []rune(line); len(runes) > maxProposedTitle {
		return string(runes[:maxProposedTitle-1]) + "…"
	}
	return line
}

// cleanFolder is the path of a folder as a script sends it, for people to read.
func cleanFolder(dir string) string {
	var names []string
	for name := range strings.SplitSeq(strings.ReplaceAll(dir, `\`, "/"), "/") {
		if strings.Trim(name, ". ") != "" {
			names = append(names, cleanFilename(name))
		}
	}
	return path.Join(names...)
}

// folderText says where in an archive a file was.
func (a *adding) folderText(file, archive string) string {
	if dir := path.Dir(file); dir != "." {
		return a.q.w.T("From %s in %s.", dir, archive)
	}
	return a.q.w.T("From %s.", archive)
}
