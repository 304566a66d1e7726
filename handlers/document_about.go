package handlers

import (
	"strings"

	"onus"
	"onus/views"
)

// documentAbout is what is known of the file and its text, with other versions and
// texts to choose from.
func (s *Server) documentAbout(q *request, d *openDoc) (a views.DocAbout, err error) {
	ctx, w := q.Request().Context(), q.w
	files, err := s.Store.Files(ctx, q.in.ID, d.item.ID)
	if err != nil {
		return a, err
	}
	a.Label, a.Version = w.T("About the file"), number(d.reading.FileVersion)
	if len(files) > 1 {
		a.Label = w.T("Version %s of %s", w.Number(d.reading.FileVersion), w.Number(files[0].FileVersion))
	}
	for i := range files {
		f := &files[i]
		a.Versions = append(a.Versions, views.DocChoice{Label: w.T("Version %s", w.Number(f.FileVersion)), Detail: f.Filename + " · " + w.Moment(f.CreatedAt),
			URL: d.address(q, "", "version", number(f.FileVersion), "text", "", "q", ""), Current: f.FileVersion == d.reading.FileVersion})
	}
	texts, err := s.Store.Texts(ctx, q.in.ID, d.reading.FileID)
	if err != nil {
		return a, err
	}
	for i := range texts {
		t := &texts[i]
		a.Texts = append(a.Texts, views.DocChoice{Label: textKind(q, t), Detail: t.Extractor + " · " + w.Moment(t.CreatedAt),
			URL: d.address(q, "", "text", t.ID), Current: t.ID == d.text.ID})
	}
	a.Facts = aboutFacts(q, d)
	if onus.May(q.in.Role, onus.Edit) {
		a.Again = q.documentURL() + "/again"
		if d.reading.Paged && d.reading.State != onus.ReadNoText {
			a.OCR = s.ocrForm(q, d, "")
		}
	}
	return a, nil
}

func textKind(q *request, t *onus.TextInfo) string {
	switch {
	case t.Kind == onus.TextOCR && t.Confidence >= 0:
		return q.w.T("Recognised (OCR), %d %% sure", t.Confidence)
	case t.Kind == onus.TextOCR:
		return q.w.T("Recognised (OCR)")
	}
	return q.w.T("Text of the file")
}

func aboutFacts(q *request, d *openDoc) []views.FactRow {
	w := q.w
	rows := []views.FactRow{
		{Label: w.T("File"), Value: d.reading.Filename},
		{Label: w.T("Type"), Value: d.reading.MediaType},
		{Label: w.T("Size"), Value: size(d.reading.Size)},
		{Label: "SHA-256", Value: d.reading.SHA256},
	}
	if d.text.ID == "" {
		return rows
	}
	return append(rows,
		views.FactRow{Label: w.T("Text"), Value: textKind(q, &d.text) + ", " + w.N("one character", "%s characters", int(d.text.Length)), URL: d.textURL(q)},
		views.FactRow{Label: w.T("Read by"), Value: d.text.Extractor},
		views.FactRow{Label: w.T("SHA-256 of the text"), Value: d.text.SHA256})
}

// textURL is the address of the canonical text itself.
func (d *openDoc) textURL(q *request) string {
	_, query, _ := strings.Cut(d.address(q, "", "view", "", "q", ""), "?")
	return q.caseURL("/evidence/", d.item.ID, "/text?", query)
}

// languageName is a language of tesseract as people call it.
func languageName(q *request, name string) string {
	w := q.w
	known := map[string]string{
		"nld": "nl", "eng": "en", "chi_sim": "zh", "chi_tra": "zh", "deu": "de", "fra": "fr", "spa": "es", "ita": "it", "jpn": "ja", "kor": "ko", "ara": "ar", "rus": "ru", "por": "pt",
	}
	label := w.Code(onus.ListLanguage, known[name])
	switch {
	case name == "chi_sim":
		return w.T("Chinese, simplified")
	case name == "chi_tra":
		return w.T("Chinese, traditional")
	case label == "" || label == known[name]:
		return name
	}
	return label
}

// isOCRProposed tells whether a language of tesseract is that of a document.
func isOCRProposed(name, language string) bool {
	of := map[string]string{"nl": "nld", "en": "eng", "zh": "chi_sim", "de": "deu", "fr": "fra", "es": "spa", "it": "ita", "ja": "jpn", "ko": "kor", "ar": "ara", "ru": "rus", "pt": "por"}
	if language == "" {
		return name == "nld" || name == "eng"
	}
	return of[language] == name
}

// ocrForm offers OCR in the languages that there are.
func (s *Server) ocrForm(q *request, d *openDoc, problem string) *views.OCRForm {
	f := &views.OCRForm{Action: q.documentURL() + "/ocr", Version: number(d.reading.FileVersion), Problem: problem}
	for _, name := range s.ocrLanguages() {
		f.Languages = append(f.Languages, views.Option{Value: name, Label: languageName(q, name), Selected: isOCRProposed(name, d.language)})
	}
	if len(f.Languages) == 0 {
		f.Install = q.w.T("Recognising text needs tesseract, which is not installed on this server. On Debian, whoever runs it installs it so, and starts Onus again:")
	}
	return f
}
