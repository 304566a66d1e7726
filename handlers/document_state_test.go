package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"onus"
	"onus/db/dbtest"
)

func TestEveryStateSaysWhatItIs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ state, says, has string }{
		{onus.ReadPassword, "protected by a password", "input[type=password][autocomplete=off]"},
		{onus.ReadDamaged, "nothing could be read from it", "form[action$='/again']"},
		{onus.ReadTooLarge, "larger than the program takes", "form[action$='/again']"},
		{onus.ReadTimeLimit, "took longer", "form[action$='/again']"},
		{onus.ReadUnreadable, "Files of this type (text/plain) are not read", "a[download]"},
		{"unheard of", "not known", "a[download]"},
	} {
		t.Run(c.state, func(t *testing.T) {
			t.Parallel()
			s := newShelf(t)
			e, _ := s.waiting()
			s.fail(c.state)
			doc := s.get(s.caseURL + "/evidence/" + e.ID + "/document").want(http.StatusOK).doc()
			if got := doc.Find(".notice").Text(); !strings.Contains(got, c.says) {
				t.Errorf("says %q", got)
			}
			if doc.Find(c.has).Length() == 0 || doc.Find("#parts").Length() > 0 {
				t.Errorf("lacks %s, or looks as if it were read", c.has)
			}
		})
	}
}

func TestADocumentThatWaitsIsAskedForAgain(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	first, _ := s.waiting()
	e, _ := s.waiting()
	page := s.caseURL + "/evidence/" + e.ID + "/document"
	notice := s.get(page).want(http.StatusOK).doc().Find(".notice[hx-trigger='every 2s']")
	if !strings.Contains(notice.Text(), "one file before it") {
		t.Errorf("says %q", notice.Text())
	}
	state := notice.AttrOr("hx-get", "")
	if a := s.get(state, "HX-Request", "true").want(http.StatusOK); a.Header().Get("HX-Refresh") != "" || a.doc().Find(".notice[hx-get]").Length() != 1 {
		t.Errorf("while it waits: %s", a.Body)
	}
	s.read(first, pages("a"))
	_, err := s.d.store.ClaimWork(t.Context(), time.Minute)
	s.d.must(err)
	if got := s.get(page).doc().Find(".notice").Text(); !strings.Contains(got, "is being read now") {
		t.Errorf("says %q", got)
	}
	s.read(e, pages("a"))
	if a := s.get(state, "HX-Request", "true").want(http.StatusOK); a.Header().Get("HX-Refresh") != "true" {
		t.Errorf("when it is read: %s", a.Body)
	}
}

func TestWhatIsReadInPartSaysSo(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	scan, part, covered, empty := pages(""), pages("rest"), pages("a b", "c", "d e"), stretches(onus.Part{})
	scan.State, part.State = onus.ReadNoText, onus.ReadDamaged
	covered.Parts[2].Words[0].Hidden, covered.Parts[2].Words[1].Hidden = true, true
	for _, c := range []struct {
		d         *onus.Document
		says, has string
	}{
		{scan, "no text layer", ".notice code"},
		{part, "What could be read of it is shown", "#parts"},
		{covered, "Bad redaction: 2 words lie under boxes", ".notice a[href*='page=3']"},
		{empty, "there is no text in it", "#parts"},
	} {
		doc := s.get(s.put(c.d) + "/document").want(http.StatusOK).doc()
		if got := doc.Find(".notice").Text(); !strings.Contains(got, c.says) || doc.Find(c.has).Length() == 0 {
			t.Errorf("says %q, want %q and %s", got, c.says, c.has)
		}
	}
}

func TestRecognisedTextSaysSo(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	d := pages("sure", "not sure")
	d.Kind = onus.TextOCR
	d.Parts[0].Confidence, d.Parts[1].Confidence = 96, 40
	item := s.put(d)
	if got := s.get(item + "/document").doc().Find(".notice").Text(); !strings.Contains(got, "(OCR); the program is 68 % sure") {
		t.Errorf("the page says %q", got)
	}
	for path, want := range map[string]string{"/pages/1": "OCR, 96 % sure.", "/pages/2": "OCR, 40 % sure: compare it with the picture.", "/parts/2": "OCR, 40 % sure: compare it with the picture."} {
		note := s.get(item + "/document" + path).doc().Find(".sheet-note")
		if note.Text() != want || note.HasClass("doubtful") != strings.Contains(want, "40") {
			t.Errorf("%s says %q", path, note.Text())
		}
	}
}

func TestRecognisedTextHidesNoBadRedaction(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	e, f := s.waiting()
	covered := pages("a b", "c")
	covered.Parts[1].Words[0].Hidden = true
	s.read(e, covered)
	ctx := s.d.Context()
	s.d.must(s.d.store.AskOCR(ctx, dbtest.Who, e.CaseID, e.ID, f.FileVersion, "eng"))
	for page := range int64(2) {
		w, err := s.d.store.ClaimWork(ctx, time.Minute)
		s.d.must(err)
		p := page + 1
		s.d.must(s.d.store.KeepOCRPage(ctx, w, onus.TextPart{Part: onus.Part{Text: "seen", Width: 600, Height: 800, Confidence: 90}, Number: p}))
		if p == 2 {
			s.d.must(s.d.store.FinishOCR(ctx, w, "tesseract"))
		} else {
			s.d.must(s.d.store.ReleaseWork(ctx, w))
		}
	}
	doc := s.get("/cases/" + e.CaseID + "/evidence/" + e.ID + "/document").want(http.StatusOK).doc()
	if got := doc.Find(".notice").Text(); !strings.Contains(got, "Bad redaction: one word") {
		t.Errorf("it says %q", got)
	}
	link := doc.Find(".notice a[href*='page=2'][href*='text=']").AttrOr("href", "")
	if page := s.get(link).want(http.StatusOK).doc(); page.Find("g.cover").Length() != 1 {
		t.Errorf("%q does not lead to the word", link)
	}
}

func TestReadersAreOfferedNoForms(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	e, _ := s.waiting()
	s.fail(onus.ReadPassword)
	u := dbtest.User(t, s.d.store, "reader@example.org", false)
	m := &onus.Member{Head: onus.Head{CaseID: s.caseID}, Email: u.Email, Role: onus.RoleReader}
	s.d.must(s.d.store.AddMember(t.Context(), dbtest.Who, m))
	doc := s.d.signedIn(u).get(s.caseURL + "/evidence/" + e.ID + "/document").want(http.StatusOK).doc()
	if n := doc.Find("#reader form").Length(); n != 0 {
		t.Errorf("%d forms", n)
	}
}

func TestAFileIsReadAgain(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	e, _ := s.waiting()
	s.fail(onus.ReadTimeLimit)
	page := s.caseURL + "/evidence/" + e.ID + "/document"
	s.post(page+"/again", values("version", "1")).want(http.StatusSeeOther)
	if r, err := s.d.store.Reading(t.Context(), s.caseID, e.ID, 0); err != nil || r.State != onus.ReadWaiting {
		t.Errorf("%+v, %v", r, err)
	}
	for _, version := range []string{"2", "x", "-1"} {
		s.post(page+"/again", values("version", version)).want(http.StatusNotFound)
	}
}

func TestARefusedFormComesBackWithTheReason(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	e, _ := s.waiting()
	s.fail(onus.ReadPassword)
	page := s.caseURL + "/evidence/" + e.ID + "/document"
	for _, password := range []string{"", "wrong"} {
		a := s.post(page+"/password", values("version", "1", "password", password)).want(http.StatusUnprocessableEntity)
		if a.doc().Find("#file-password-problem").Text() == "" || strings.Contains(a.Body.String(), "wrong") {
			t.Errorf("password %q: %s", password, a.text())
		}
	}
	scan := pages("")
	scan.State = onus.ReadNoText
	s.post(s.put(scan)+"/document/ocr", values("version", "1", "lang", "xxx")).want(http.StatusUnprocessableEntity)
}
