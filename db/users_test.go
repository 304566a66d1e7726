package db_test

import (
	"testing"
	"time"

	"onus"
	"onus/db"
	"onus/db/dbtest"
)

var limits = db.SessionLimits{Idle: time.Hour, Absolute: 12 * time.Hour}

func TestASessionEnds(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		after func(t *testing.T, s *db.Store, at *clock, u onus.User, token string)
		alive bool
	}{
		{"not before its idle time", func(_ *testing.T, _ *db.Store, at *clock, _ onus.User, _ string) { at.pass(time.Hour) }, true},
		{"after its idle time", func(_ *testing.T, _ *db.Store, at *clock, _ onus.User, _ string) {
			at.pass(time.Hour + time.Millisecond)
		}, false},
		{"not while it is used", func(t *testing.T, s *db.Store, at *clock, _ onus.User, token string) {
			for range 11 {
				at.pass(time.Hour)
				_, err := s.Session(t.Context(), token, limits)
				must(t, err)
			}
		}, true},
		{"after its absolute time, used or not", func(t *testing.T, s *db.Store, at *clock, _ onus.User, token string) {
			for range 24 {
				at.pass(30 * time.Minute)
				_, err := s.Session(t.Context(), token, limits)
				must(t, err)
			}
			at.pass(time.Minute)
		}, false},
		{"when the account is disabled", func(t *testing.T, s *db.Store, _ *clock, u onus.User, _ string) {
			must(t, s.SetDisabled(t.Context(), dbtest.Who, u.ID, true))
		}, false},
		{"and does not come back with the account", func(t *testing.T, s *db.Store, _ *clock, u onus.User, _ string) {
			must(t, s.SetDisabled(t.Context(), dbtest.Who, u.ID, true))
			must(t, s.SetDisabled(t.Context(), dbtest.Who, u.ID, false))
		}, false},
		{"when the password is changed", func(t *testing.T, s *db.Store, _ *clock, u onus.User, _ string) {
			must(t, s.SetPassword(t.Context(), dbtest.Who, u.ID, "hash"))
		}, false},
		{"by signing out", func(t *testing.T, s *db.Store, _ *clock, _ onus.User, token string) {
			must(t, s.EndSession(t.Context(), token))
			must(t, s.EndSession(t.Context(), token))
		}, false},
		{"and not by a change of name", func(t *testing.T, s *db.Store, _ *clock, u onus.User, _ string) {
			u.UserName = "Other"
			must(t, s.UpdateUser(t.Context(), dbtest.Who, &u))
		}, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			at := newClock()
			s := dbtest.OpenAt(t, at.now)
			u := dbtest.User(t, s, "a@example.org", false)
			token, err := s.StartSession(t.Context(), u.ID, limits)
			must(t, err)
			tc.after(t, s, at, u, token)
			got, err := s.Session(t.Context(), token, limits)
			if tc.alive && (err != nil || got.ID != u.ID) || !tc.alive && !db.IsNotFound(err) {
				t.Errorf("got %+v, %v", got, err)
			}
			if _, err := s.Session(t.Context(), token+"x", limits); !db.IsNotFound(err) {
				t.Errorf("an unknown token: %v", err)
			}
		})
	}
}

func TestAOneTimeTokenIsGoodOnceAndForFifteenMinutes(t *testing.T) {
	t.Parallel()
	at := newClock()
	s := dbtest.OpenAt(t, at.now)
	u := dbtest.User(t, s, "a@example.org", false)
	token := func() string {
		token, err := s.OneTimeToken(t.Context(), u.ID)
		must(t, err)
		return token
	}
	use := func(token string, good bool) {
		t.Helper()
		got, err := s.UseToken(t.Context(), token)
		if good && (err != nil || got.ID != u.ID) || !good && !db.IsNotFound(err) {
			t.Errorf("got %+v, %v", got, err)
		}
	}
	first, late, locked := token(), token(), token()
	use(first, true)
	use(first, false)
	use("unknown", false)
	at.pass(15 * time.Minute)
	use(late, true)
	late = token()
	at.pass(15*time.Minute + time.Millisecond)
	use(late, false)
	use(locked, false)
	locked = token()
	must(t, s.SetDisabled(t.Context(), dbtest.Who, u.ID, true))
	use(locked, false)
	contested := make([]error, 10)
	must(t, s.SetDisabled(t.Context(), dbtest.Who, u.ID, false))
	one := token()
	contested = together(len(contested), func(int) error { _, err := s.UseToken(t.Context(), one); return err })
	good := 0
	for _, err := range contested {
		if err == nil {
			good++
		} else {
			wants(t, err, onus.ErrNotFound)
		}
	}
	if good != 1 {
		t.Errorf("one token let %d in", good)
	}
}

func TestAccounts(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	dbtest.User(t, s, "B@example.org", false)
	a := dbtest.User(t, s, "a@example.org", true)
	for field, u := range map[string]*onus.User{"email": {Email: " b@EXAMPLE.org", UserName: "x"}, "name": {Email: "c@example.org", UserName: " "}} {
		u.Email = u.Email[len(u.Email)-len("b@EXAMPLE.org"):]
		refused(t, s.CreateUser(t.Context(), dbtest.Who, u, ""), field)
	}
	for _, email := range []string{"", "@x", "x@", "x", "a b@c", "a\x00@b"} {
		refused(t, s.CreateUser(t.Context(), dbtest.Who, &onus.User{Email: email, UserName: "x"}, ""), "email")
	}
	all, err := s.Users(t.Context())
	if err != nil || len(all) != 2 || all[0].ID != a.ID || all[0].HasPassword {
		t.Errorf("got %+v, %v", all, err)
	}
	_, waiting, err := s.FirstAdmin(t.Context())
	if !db.IsNotFound(err) || waiting.ID != a.ID {
		t.Errorf("waiting %+v, %v", waiting, err)
	}
	must(t, s.SetPassword(t.Context(), dbtest.Who, a.ID, "hash"))
	u, hash, err := s.UserByEmail(t.Context(), " A@Example.ORG ")
	if err != nil || hash != "hash" || !u.HasPassword || !u.Admin {
		t.Errorf("got %+v, %q, %v", u, hash, err)
	}
	if ready, _, err := s.FirstAdmin(t.Context()); err != nil || ready.ID != a.ID {
		t.Errorf("ready %+v, %v", ready, err)
	}
	wants(t, s.SetPassword(t.Context(), dbtest.Who, "unknown", "x"), onus.ErrNotFound)
	clean(t, s)
}

func TestMembers(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t)
	w := newWorld(t, s)
	ctx := t.Context()
	refused(t, s.AddMember(ctx, dbtest.Who, &onus.Member{Head: head(w.c.ID), Email: "nobody@example.org", Role: onus.RoleReader}), "email")
	refused(t, s.AddMember(ctx, dbtest.Who, &onus.Member{Head: head(w.c.ID), Email: w.member.Email, Role: onus.RoleLead}), "email")
	other := dbtest.User(t, s, "other@example.org", false)
	refused(t, s.AddMember(ctx, dbtest.Who, &onus.Member{Head: head(w.c.ID), Email: other.Email, Role: "king"}), "role")
	if _, err := s.Access(ctx, other.ID, w.c.ID); !db.IsNotFound(err) {
		t.Errorf("a stranger sees the case: %v", err)
	}
	row, err := s.Access(ctx, w.member.UserID, w.c.ID)
	if err != nil || row.Role != onus.RoleReader || row.Counts.Members != 2 || row.CaseID != w.c.ID {
		t.Errorf("got %+v, %v", row, err)
	}
	p, err := s.ListMembers(ctx, w.c.ID, onus.Filter{Fields: map[string]string{"role": onus.RoleLead}})
	must(t, err)
	lead := p.Rows[0]
	refused(t, s.Delete(ctx, dbtest.Who, onus.Members, w.c.ID, lead.ID, lead.Version), "role")
	last := load(t, s, &onus.Member{Head: onus.Head{CaseID: w.c.ID, ID: lead.ID}})
	last.Role = onus.RoleReader
	refused(t, s.Update(ctx, dbtest.Who, last), "role")
	_, err = s.SetMany(ctx, dbtest.Who, onus.Members, w.c.ID, []string{lead.ID, w.member.ID}, map[string]string{"role": onus.RoleReader})
	refused(t, err, "role")
	must(t, redo(t, s, load(t, s, w.member), "role", onus.RoleLead))
	must(t, s.Delete(ctx, dbtest.Who, onus.Members, w.c.ID, lead.ID, lead.Version))
	must(t, s.AddMember(ctx, dbtest.Who, &onus.Member{Head: head(w.c.ID), Email: dbtest.Who.Email, Role: onus.RoleReader}))
	clean(t, s)
}
