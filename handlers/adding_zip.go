package handlers

import (
	"errors"
	"io"
	"path"
	"path/filepath"
	"time"

	"onus"
	"onus/db"
	"onus/document"
	"onus/views"
)

// Bounds of an archive.
const (
	maxArchived    = 10_000 // files
	maxArchives    = 3      // archives within archives
	archivePortion = 100    // items of one transaction: others write in between
	shownArchived  = 200    // items that the answer names
)

// archive is a ZIP on its way in.
type archive struct {
	*adding
	name    string
	row     *views.AddedArchive
	waiting []db.Arrival
	seen    map[string]bool // hashes that wait
	made    int
}

// unpack makes an item of each file of a ZIP, in portions. What is left out is said with
// the reason; what was added before something broke stays.
func (a *adding) unpack(up db.Upload, name string) error {
	room, err := a.s.allowance(a.q.Request().Context(), a.q.in.ID)
	if err != nil {
		return err
	}
	r, err := a.s.Store.OpenBytes(up.SHA256)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	z := &archive{adding: a, name: name, row: &views.AddedArchive{}, seen: map[string]bool{}}
	limits := document.UnpackLimits{Files: maxArchived, Bytes: room.room, Depth: maxArchives, Dir: filepath.Join(a.s.Store.Folder(), "files")}
	skipped, err := document.Unpack(r, up.Size, limits, z.file)
	for _, s := range skipped {
		z.skip(s.Path, z.why(s.Why))
	}
	if broken := z.broken(err); broken != "" {
		z.row.Problem, err = broken, nil
	}
	if err == nil {
		err = z.flush()
	}
	if err != nil {
		return err
	}
	z.finish()
	return nil
}

// broken is why the walk ended before the last file; "" if it did not, or if nobody is to
// know.
func (z *archive) broken(err error) string {
	var refused onus.Problems
	switch {
	case errors.Is(err, document.ErrDamaged):
		return z.q.w.T("This ZIP is damaged: its list of files cannot be read.")
	case errors.Is(err, document.ErrTooLarge):
		return z.q.w.T("This ZIP has too many files: %s at most.", z.q.w.Number(maxArchived))
	case errors.As(err, &refused):
		_, text := z.s.sentence(z.q, 0, refused)
		return text
	case err == nil || errors.Is(err, onus.ErrNotFound) || z.q.Request().Context().Err() != nil:
		return ""
	}
	z.s.Log.Error("an archive was not unpacked to its end", "err", err)
	return z.q.w.T("The server could not go on with this ZIP. What is listed here was added, the rest was not.")
}

// file takes one file out of the archive. Only what ends the whole walk is an error.
func (z *archive) file(file string, _ time.Time, r io.Reader) error {
	up, err := z.s.putFile(z.q, r, "file")
	var refused onus.Problems
	switch {
	case errors.As(err, &refused):
		_, text := z.s.sentence(z.q, 0, refused)
		z.skip(file, text)
		return nil
	case err != nil: // of the archive, or of our disk: Unpack knows which
		return err
	case up.Size == 0:
		z.skip(file, z.q.w.T("empty"))
		return nil
	}
	if z.q.typed("duplicate") != "new" {
		if known, err := z.known(up.SHA256, file); known || err != nil {
			return err
		}
	}
	z.waiting = append(z.waiting, z.arrival(up, path.Base(file), z.folderText(file, z.name)))
	z.seen[up.SHA256] = true
	if len(z.waiting) < archivePortion {
		return nil
	}
	return z.flush()
}

// known leaves out bytes that the case has, or that came before in the archive.
func (z *archive) known(sum, file string) (bool, error) {
	if z.seen[sum] {
		z.skip(file, z.q.w.T("the same bytes as another file of this ZIP"))
		return true, nil
	}
	same, err := z.s.Store.SameBytes(z.q.Request().Context(), z.q.in.ID, sum)
	if err != nil || len(same) == 0 {
		return false, err
	}
	z.row.Skipped = append(z.row.Skipped, z.sameRow(same, sum, path.Base(file), z.folderText(file, z.name)))
	return true, nil
}

// flush makes the items that wait, all or none of them.
func (z *archive) flush() error {
	if len(z.waiting) == 0 {
		return nil
	}
	if err := z.s.recheck(z.q); err != nil {
		return err
	}
	if err := z.s.Store.CreateFromFiles(z.q.Request().Context(), z.who, z.q.in.ID, z.waiting); err != nil {
		return err
	}
	for i := range z.waiting {
		if z.made++; z.made <= shownArchived {
			z.row.Items = append(z.row.Items, z.madeRow(&z.waiting[i]))
		}
	}
	z.waiting, z.seen = nil, map[string]bool{}
	return nil
}

func (z *archive) skip(file, why string) {
	z.row.Skipped = append(z.row.Skipped, views.AddedRow{Filename: file, Problem: why})
}

// why is the reason of package document in words.
func (z *archive) why(code string) string {
	w := z.q.w
	switch code {
	case "password":
		return w.T("protected by a password")
	case "depth":
		return w.T("archives within archives go too deep")
	case "limit":
		return w.T("no room for more: a limit of files or bytes is reached")
	case "litter":
		return w.T("what a computer leaves in folders: it and others like it")
	case "name":
		return w.T("no name, or a link to another file")
	}
	return w.T("damaged")
}

// finish writes the row of the whole archive.
func (z *archive) finish() {
	w := z.q.w
	z.row.Added = w.N("One item added", "%s items added", z.made)
	if z.made > shownArchived {
		z.row.More = views.Link{Label: w.T("All in the list"), URL: z.q.caseURL("/evidence?sort=-exhibit")}
	}
	if z.made+len(z.row.Skipped) == 0 && z.row.Problem == "" {
		z.row.Problem = w.T("This ZIP holds no files.")
	}
	if n := len(z.row.Skipped); n > 0 {
		z.row.Left = w.N("One file left out", "%s files left out", n)
	}
	z.adding.made += z.made
	if z.made == 0 && (z.row.Problem != "" || len(z.row.Skipped) > 0 && z.row.Skipped[0].Again == nil) {
		z.code = 422
	}
	z.rows = append(z.rows, views.AddedRow{Filename: z.name, Archive: z.row})
}
