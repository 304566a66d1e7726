package handlers

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"onus"
	"onus/views"
)

func (s *Server) listUsers(q *request) error {
	return s.showUsers(q, http.StatusOK, onus.User{}, nil, nil)
}

// showUsers prints all accounts, the form for a new one filled from typed, and
// the one-time address that was just made: this page alone shows it.
func (s *Server) showUsers(q *request, status int, typed onus.User, problems onus.Problems, made *views.OneTime) error {
	all, err := s.Store.Users(q.Request().Context())
	if err != nil {
		return err
	}
	title := q.w.T("People and accounts")
	v := views.Users{Title: title, Made: made, Count: q.w.N("One account", "%s accounts", len(all)), Create: newUserForm(q, typed)}
	for _, u := range all {
		v.Rows = append(v.Rows, userRow(q, u))
	}
	s.explain(q, &v.Create, refused{problems: problems})
	return s.render(q, status, views.UsersPage(s.page(q, title, ""), v))
}

func newUserForm(q *request, u onus.User) views.Form {
	w := q.w
	admin := ""
	if u.Admin {
		admin = "true"
	}
	return views.Form{ID: "new-user", Title: w.T("New account"), Action: "/users", Submit: w.T("Make the account"), Inner: true,
		Sets: []views.Fieldset{{Fields: []views.Field{
			{Name: "email", Label: w.T("E-mail address"), Value: u.Email, Input: "text", Required: true, Max: 254},
			{Name: "name", Label: w.T("Name"), Value: u.UserName, Input: "text", Required: true, Max: 200},
			{Name: "admin", Label: w.T("Administrator"), Value: admin, Input: "bool", Help: w.T("Runs the accounts of this server. Sees only the cases that they are a member of.")},
		}}}}
}

func userRow(q *request, u onus.User) views.UserRow {
	w := q.w
	row := views.UserRow{Name: u.UserName, Email: u.Email, Made: w.Moment(u.CreatedAt), MadeISO: time.UnixMilli(u.CreatedAt).UTC().Format(time.RFC3339)}
	badge := func(yes bool, kind, label string) {
		if yes {
			row.Badges = append(row.Badges, views.Badge{Kind: kind, Label: label})
		}
	}
	badge(u.Admin, "info", w.T("Administrator"))
	badge(!u.HasPassword, "warn", w.T("No password yet"))
	badge(u.DisabledAt != 0, "bad", w.T("Disabled"))
	badge(u.ID == q.user.ID, "neutral", w.T("You"))
	base := "/users/" + escape(u.ID)
	switch {
	case u.ID == q.user.ID:
	case u.DisabledAt != 0:
		row.Actions = []views.UserAction{{URL: base + "/enable", Label: w.T("Enable"), Full: w.T("Enable the account of %s", u.UserName)}}
	default:
		row.Actions = []views.UserAction{
			{URL: base + "/reset", Label: w.T("One-time address"), Full: w.T("Make a one-time address for %s", u.UserName),
				Question: w.T("This takes the password of %s away and signs them out everywhere. The next page shows an address with which they can sign in once.", u.UserName)},
			{URL: base + "/disable", Label: w.T("Disable"), Full: w.T("Disable the account of %s", u.UserName), Danger: true,
				Question: w.T("Disable the account of %s? They are signed out at once.", u.UserName)},
		}
	}
	return row
}

func (s *Server) createUser(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	ctx := q.Request().Context()
	email, _ := q.posted("email")
	name, _ := q.posted("name")
	admin, _ := q.posted("admin")
	u := onus.User{Email: strings.TrimSpace(email), UserName: strings.TrimSpace(name), Admin: admin == "true"}
	err := s.Store.CreateUser(ctx, q.actor(), &u, "")
	var problems onus.Problems
	if errors.As(err, &problems) {
		return s.showUsers(q, http.StatusUnprocessableEntity, u, problems, nil)
	}
	if err != nil {
		return err
	}
	return s.showOneTime(q, u)
}

// showOneTime shows a fresh address on the page that is answered: it goes
// through no cookie and no other address.
func (s *Server) showOneTime(q *request, u onus.User) error {
	token, err := s.Store.OneTimeToken(q.Request().Context(), u.ID)
	if err != nil {
		return err
	}
	return s.showUsers(q, http.StatusOK, onus.User{}, nil, &views.OneTime{
		Text: q.w.T("Give this address to %s. It signs in once, within 15 minutes, and is not shown again.", u.UserName),
		URL:  s.base(q) + "/login/" + token})
}

// other is the account of the address; one's own is refused, so that nobody
// locks themselves out.
func (s *Server) other(q *request) (onus.User, error) {
	all, err := s.Store.Users(q.Request().Context())
	if err != nil {
		return onus.User{}, err
	}
	for _, u := range all {
		if u.ID != q.Param("id") {
			continue
		}
		if u.ID == q.user.ID {
			return u, onus.Problems{"": onus.Say("This is your own account: another administrator has to do that.")}
		}
		return u, nil
	}
	return onus.User{}, onus.ErrNotFound
}

func (s *Server) disableUser(q *request) error {
	u, err := s.other(q)
	if err != nil {
		return err
	}
	if err := s.Store.SetDisabled(q.Request().Context(), q.actor(), u.ID, true); err != nil {
		return err
	}
	s.done(q, q.w.T("The account of %s is disabled.", u.UserName), "")
	return seeOther(q, "/users")
}

func (s *Server) enableUser(q *request) error {
	u, err := s.other(q)
	if err != nil {
		return err
	}
	if err := s.Store.SetDisabled(q.Request().Context(), q.actor(), u.ID, false); err != nil {
		return err
	}
	s.done(q, q.w.T("The account of %s is enabled.", u.UserName), "")
	return seeOther(q, "/users")
}

// resetUser takes the password away, so that whoever comes in by the one-time
// address can set another without knowing the old one.
func (s *Server) resetUser(q *request) error {
	u, err := s.other(q)
	if err != nil {
		return err
	}
	if u.DisabledAt != 0 {
		return onus.Problems{"": onus.Say("This account is disabled: enable it first.")}
	}
	if err := s.Store.SetPassword(q.Request().Context(), q.actor(), u.ID, ""); err != nil {
		return err
	}
	return s.showOneTime(q, u)
}
