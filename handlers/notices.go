package handlers

import (
	"net/http"
	"strings"
	"time"

	"onus"
	"onus/db"
	"onus/views"
)

func noticeRoutes() []route {
	return []route{
		{get, "/notices", onus.SignedIn, (*Server).notices},
		{post, "/notices/read", onus.SignedIn, (*Server).readNotices},
		{get, "/cases/:case/handles", onus.Read, (*Server).handles},
	}
}

// noticeLetters is how much of a comment a notice shows.
const noticeLetters = 300

// notices are who mentioned or answered the reader, in all cases that they are in.
func (s *Server) notices(q *request) error {
	all, err := s.Store.Notices(q.Request().Context(), q.user.ID)
	if err != nil {
		return err
	}
	var rows []views.Notice
	for _, n := range all {
		what := q.w.T("%s mentioned you", n.ByName)
		if n.Kind == db.NoticeReply {
			what = q.w.T("%s answered", n.ByName)
		}
		body := []rune(n.Body)
		if len(body) > noticeLetters {
			body = append(body[:noticeLetters], '…')
		}
		rows = append(rows, views.Notice{What: what, Case: n.CaseTitle, Body: string(body), URL: "/cases/" + escape(n.CaseID) + "/annotations/" + escape(n.AnnotationID),
			ISO: time.UnixMilli(n.At).UTC().Format(time.RFC3339), At: q.w.Moment(n.At), Unread: n.ReadAt == 0})
	}
	return s.render(q, http.StatusOK, views.NoticesPage(s.page(q, q.w.T("Notices"), "notices"), rows))
}

func (s *Server) readNotices(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	if err := s.Store.ReadNotices(q.Request().Context(), q.user.ID, "", ""); err != nil {
		return err
	}
	return seeOther(q, "/notices")
}

// handlesShown is how many members are offered while a name is typed.
const handlesShown = 8

// handles are the members whose name or handle begins so, for who types @.
func (s *Server) handles(q *request) error {
	typed := strings.ToLower(strings.TrimSpace(q.QueryParam("q")))
	members, err := s.Store.ListMembers(q.Request().Context(), q.in.ID, onus.Filter{Sort: "name", Limit: 1000})
	if err != nil {
		return err
	}
	all := []handle{}
	for _, m := range members.Rows {
		h := handle{onus.Handle(m.Email), m.UserName}
		if m.UserID != q.user.ID && len(all) < handlesShown && h.begins(typed) {
			all = append(all, h)
		}
	}
	return q.JSON(http.StatusOK, all)
}

type handle struct {
	Handle string `json:"handle"`
	Name   string `json:"name"`
}

func (h handle) begins(typed string) bool {
	if strings.HasPrefix(h.Handle, typed) {
		return true
	}
	for word := range strings.FieldsSeq(strings.ToLower(h.Name)) {
		if strings.HasPrefix(word, typed) {
			return true
		}
	}
	return false
}
