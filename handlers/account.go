package handlers

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"onus"
	"onus/views"
	"onus/words"
)

func (s *Server) accountPage(q *request) error {
	return s.showAccount(q, http.StatusOK, q.user, nil, nil)
}

// showAccount prints both forms of the page, each with its own problems.
func (s *Server) showAccount(q *request, status int, u onus.User, profile, password onus.Problems) error {
	title := q.w.T("Account")
	a := views.Account{Title: title, Email: u.Email, Profile: profileForm(q, u), Password: passwordForm(q)}
	s.explain(q, &a.Profile, refused{problems: profile})
	s.explain(q, &a.Password, refused{problems: password})
	return s.render(q, status, views.AccountPage(s.page(q, title, ""), a))
}

func profileForm(q *request, u onus.User) views.Form {
	w := q.w
	return views.Form{ID: "profile", Title: w.T("Name, language and colours"), Action: "/account", Submit: w.T("Save"), Inner: true,
		Sets: []views.Fieldset{{Fields: []views.Field{
			{Name: "name", Label: w.T("Name"), Value: u.UserName, Input: "text", Required: true, Max: 200},
			{Name: "language", Label: w.T("Language"), Input: "code", Options: choose(u.Language,
				views.Option{Label: w.T("As the browser")}, views.Option{Value: "en", Label: "English"}, views.Option{Value: "nl", Label: "Nederlands"})},
			{Name: "theme", Label: w.T("Colours"), Help: w.T("Of this browser only."), Input: "code", Options: choose(theme(q),
				views.Option{Label: w.T("As the system")}, views.Option{Value: "light", Label: w.T("Light")}, views.Option{Value: "dark", Label: w.T("Dark")})},
		}}}}
}

func choose(value string, options ...views.Option) []views.Option {
	for i := range options {
		options[i].Selected = options[i].Value == value
	}
	return options
}

func passwordForm(q *request) views.Form {
	w := q.w
	f := views.Form{ID: "password", Title: w.T("Password"), Action: "/account/password", Submit: w.T("Change the password"), Inner: true}
	var fields []views.Field
	if q.user.HasPassword {
		fields = append(fields, views.Field{Name: "present", Label: w.T("Present password"), Input: "password", Required: true})
	}
	fields = append(fields,
		views.Field{Name: "password", Label: w.T("New password"), Input: "new-password", Required: true,
			Help: w.T("At least 12 characters. You are signed out everywhere else.")},
		views.Field{Name: "again", Label: w.T("New password again"), Input: "new-password", Required: true})
	f.Sets = []views.Fieldset{{Fields: fields}}
	return f
}

func (s *Server) updateAccount(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	u, problems := q.user, onus.Problems{}
	name, _ := q.posted("name")
	u.UserName = strings.TrimSpace(name)
	u.Language, _ = q.posted("language")
	if !slices.Contains([]string{"", "en", "nl"}, u.Language) {
		problems["language"] = onus.Say("Choose one of the list.")
	}
	err := problems.Err()
	if err == nil {
		err = s.Store.UpdateUser(q.Request().Context(), q.actor(), &u)
	}
	if errors.As(err, &problems) {
		return s.showAccount(q, http.StatusUnprocessableEntity, u, problems, nil)
	}
	if err != nil {
		return err
	}
	s.keepTheme(q)
	q.w = s.words.For(words.Match(u.Language, q.Request().Header.Get("Accept-Language")))
	s.done(q, q.w.T("Your account is saved."), "")
	return seeOther(q, "/account")
}

// changePassword ends every session of the account and starts one for this browser.
func (s *Server) changePassword(q *request) error {
	if err := q.parse(); err != nil {
		return err
	}
	ctx := q.Request().Context()
	password, _ := q.posted("password")
	err := s.checkChange(q, password)
	var problems onus.Problems
	if errors.As(err, &problems) {
		return s.showAccount(q, http.StatusUnprocessableEntity, q.user, nil, problems)
	}
	if err != nil {
		return err
	}
	hash, err := s.passwords.hash(ctx, password)
	if err != nil {
		return err
	}
	if err := s.Store.SetPassword(ctx, q.actor(), q.user.ID, hash); err != nil {
		return err
	}
	if err := s.signIn(q, q.user); err != nil {
		return err
	}
	s.done(q, q.w.T("Your password is changed. You are signed out everywhere else."), "")
	return seeOther(q, "/account")
}

// checkChange: the new password is good enough, and whoever sits here knows the
// present one.
func (s *Server) checkChange(q *request, password string) error {
	problems := onus.Problems{}
	var text onus.Text
	if errors.As(checkPassword(password), &text) {
		problems["password"] = text
	}
	if again, _ := q.posted("again"); again != password {
		problems["again"] = onus.Say("This is not the same as the new password above.")
	}
	if len(problems) > 0 || !q.user.HasPassword {
		return problems.Err()
	}
	present, _ := q.posted("present")
	_, err := s.authenticate(q, q.user.Email, present)
	var wait *waitError
	switch {
	case errors.Is(err, errWrongPassword):
		return onus.Problems{"present": onus.Say("This is not your present password.")}
	case errors.As(err, &wait):
		return onus.Problems{"present": {Key: s.waitSentence(q, wait.left)}}
	}
	return err
}

// The colours belong to a browser, not to an account: a cookie keeps them.
const themeCookie = "onus-theme"

// theme is "light" or "dark", or "" for what the system shows.
func theme(q *request) string {
	if c, err := q.Cookie(themeCookie); err == nil && (c.Value == "light" || c.Value == "dark") {
		return c.Value
	}
	return ""
}

func (s *Server) keepTheme(q *request) {
	value, posted := q.posted("theme")
	if !posted || value == theme(q) {
		return
	}
	year := int((365 * 24 * time.Hour).Seconds())
	c := &http.Cookie{Name: themeCookie, Value: value, Path: "/", MaxAge: year, //nolint:gosec // Secure wherever it is https
		HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode}
	if value != "light" && value != "dark" {
		c.Value, c.MaxAge = "", -1
	}
	q.SetCookie(c)
}
