package handlers

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"onus"
	"onus/db"
)

func exchangeRoutes() []route {
	return []route{
		{get, "/cases/:case/annotations.jsonld", onus.Read, (*Server).exportJSONLD},
		{get, "/cases/:case/annotations/brat.zip", onus.Read, (*Server).exportBrat},
		{get, importPath, onus.Annotate, (*Server).importPage},
		{post, importPath, onus.Annotate, (*Server).importAnnotations},
	}
}

// heldAnswer holds what is exported while the database is read, and sends it between
// reads, as csvAnswer does.
type heldAnswer struct {
	s    *Server
	q    *request
	held bytes.Buffer
}

func (s *Server) download(q *request, mediaType, name string) *heldAnswer {
	h := q.Response().Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Cache-Control", "no-store")
	_ = http.NewResponseController(q.Response()).SetWriteDeadline(time.Now().Add(slow))
	return &heldAnswer{s: s, q: q}
}

func (a *heldAnswer) outlet() db.Outlet {
	return db.Outlet{Full: func() bool { return a.held.Len() >= csvHeld }, Send: a.send}
}

func (a *heldAnswer) send() error {
	if err := a.s.recheck(a.q); err != nil {
		return err
	}
	_, err := a.held.WriteTo(a.q.Response())
	return err
}

// The W3C's Web Annotation Data Model, https://www.w3.org/TR/annotation-model/

type webAnnotation struct {
	Context    string    `json:"@context,omitempty"`
	ID         string    `json:"id"`
	Type       string    `json:"type"`
	Motivation string    `json:"motivation"`
	Created    string    `json:"created"`
	Modified   string    `json:"modified"`
	Creator    webPerson `json:"creator"`
	Body       []webBody `json:"body,omitempty"`
	Target     any       `json:"target"`
}

type webPerson struct {
	Type  string `json:"type"`
	Name  string `json:"name"`
	Email string `json:"email"`
}

type webBody struct {
	Type    string `json:"type"`
	Value   string `json:"value,omitempty"`
	Format  string `json:"format,omitempty"`
	Source  string `json:"source,omitempty"`
	Purpose string `json:"purpose"`
}

type webTarget struct {
	Type     string        `json:"type"`
	Source   string        `json:"source"`
	Selector []webSelector `json:"selector"`
	State    webState      `json:"state"`
}

type webSelector struct {
	Type       string `json:"type"`
	ConformsTo string `json:"conformsTo,omitempty"`
	Value      string `json:"value,omitempty"`
	Start      *int64 `json:"start,omitempty"`
	End        *int64 `json:"end,omitempty"`
	Exact      string `json:"exact,omitempty"`
	Prefix     string `json:"prefix,omitempty"`
	Suffix     string `json:"suffix,omitempty"`
}

// webState says of which version of the file the selectors are: the one that Cached has.
type webState struct {
	Type       string `json:"type"`
	SourceDate string `json:"sourceDate"`
	Cached     string `json:"cached"`
}

const annotationProfile = `application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"`

// exportJSONLD is a collection with one page, which holds all that the filters leave.
func (s *Server) exportJSONLD(q *request) error {
	out := s.download(q, annotationProfile, "annotations.jsonld")
	self := s.base(q) + q.caseURL("/annotations.jsonld")
	n := 0
	head, err := json.Marshal(map[string]string{"@context": "http://www.w3.org/ns/anno.jsonld", "id": self, "type": "AnnotationCollection", "label": q.in.Title})
	if err != nil {
		return err
	}
	page, err := json.Marshal(map[string]any{"id": self + "#page-1", "type": "AnnotationPage", "partOf": self, "startIndex": 0})
	if err != nil {
		return err
	}
	out.held.WriteString(strings.TrimSuffix(string(head), "}") + `,"first":` + strings.TrimSuffix(string(page), "}") + `,"items":[`)
	err = s.Store.ExportAnnotations(q.Request().Context(), q.user.ID, q.in.ID, boardFilter(q), out.outlet(), func(a *onus.Annotation) error {
		w, err := s.web(q, a)
		if err != nil {
			return err
		}
		b, err := json.Marshal(w)
		if n++; n > 1 {
			out.held.WriteString(",\n")
		}
		out.held.Write(b)
		return err
	})
	if err == nil {
		end, _ := json.Marshal(n)
		out.held.WriteString(`]},"total":` + string(end) + "}\n")
		err = out.send()
	}
	return endCSV(q, err)
}

// web is an annotation as the W3C has it.
func (s *Server) web(q *request, a *onus.Annotation) (*webAnnotation, error) {
	base := s.base(q)
	w := &webAnnotation{ID: base + q.caseURL("/annotations/", a.ID), Type: "Annotation", Motivation: "highlighting", Created: instant(a.CreatedAt), Modified: instant(a.UpdatedAt),
		Creator: webPerson{"Person", s.personName(q, a.CreatedBy), "mailto:" + a.CreatedBy}}
	purpose := "commenting"
	if a.IsReply() {
		purpose = "replying"
		w.Target = base + q.caseURL("/annotations/", a.InReplyTo)
	} else {
		w.Target = s.webTarget(q, a)
	}
	if a.LabelName != "" {
		w.Motivation = "tagging"
		w.Body = append(w.Body, webBody{Type: "TextualBody", Value: a.LabelName, Format: "text/plain", Purpose: "tagging"})
	}
	if a.Body != "" {
		w.Motivation = purpose
		w.Body = append(w.Body, webBody{Type: "TextualBody", Value: a.Body, Format: "text/markdown", Purpose: purpose})
	}
	if a.Citations == 0 {
		return w, nil
	}
	links, err := s.Store.Citations(q.Request().Context(), q.in.ID, a.ID)
	for i := range links {
		w.Body = append(w.Body, webBody{Type: "SpecificResource", Source: base + q.caseURL("/claims/", links[i].ClaimID), Purpose: "linking"})
	}
	return w, err
}

func (s *Server) webTarget(q *request, a *onus.Annotation) webTarget {
	p := &a.Passage
	item := s.base(q) + q.caseURL("/evidence/", a.EvidenceID)
	t := webTarget{Type: "SpecificResource", Source: item, State: webState{"TimeState", instant(a.CreatedAt), item + "/files/" + number(p.FileVersion)}}
	if p.Page > 0 {
		t.Selector = append(t.Selector, webSelector{Type: "FragmentSelector", ConformsTo: "http://tools.ietf.org/rfc/rfc3778", Value: "page=" + number(p.Page)})
	}
	t.Selector = append(t.Selector, webSelector{Type: "TextPositionSelector", Start: &p.Start, End: &p.End},
		webSelector{Type: "TextQuoteSelector", Exact: p.Quote, Prefix: p.Prefix, Suffix: p.Suffix})
	return t
}

// instant is a time as the model wants it: xsd:dateTime in UTC.
func instant(ms int64) string { return time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05Z") }
