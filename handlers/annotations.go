package handlers

import (
	"net/url"
	"strconv"

	"onus"
)

func annotationRoutes() []route {
	return nil
}

// passageURL opens a document at a passage, on the version that it is of. annotation is
// the id of whose it is; "" for none.
func (q *request) passageURL(evidenceID string, p onus.Passage, annotation string) string {
	v := url.Values{}
	v.Set("version", number(p.FileVersion))
	v.Set("text", p.TextID)
	v.Set("at", number(p.Start)+"-"+strconv.FormatInt(p.End, 10))
	if annotation != "" {
		v.Set("annotation", annotation)
	}
	return q.caseURL("/evidence/", url.PathEscape(evidenceID), "/document?", v.Encode())
}
