package handlers

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"mime/multipart"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"onus"
	"onus/db/dbtest"
)

// secrets stand in the names of all that is in a case.
var secrets = map[string]string{"A": "Alphasecret", "B": "Betasecret"}

// court is two cases with one thing of every noun, and everybody who might ask.
type court struct {
	*desk
	sql    *sql.DB
	cases  map[string]string            // "A" → id
	things map[string]map[string]string // "A" → noun → id of a thing that stays
	people []*person
	n      int
}

func newCourt(t *testing.T) *court {
	t.Helper()
	c := &court{desk: newDesk(t, Config{}), cases: map[string]string{"nowhere": "nosuchcase"}, things: map[string]map[string]string{}}
	c.sql = dbtest.SQL(t, c.config)
	root := dbtest.User(t, c.store, "root@example.org", false)
	for name, secret := range secrets {
		k := &onus.Case{Title: secret}
		c.must(c.store.CreateCase(t.Context(), dbtest.Who, root.ID, k))
		c.cases[name], c.things[name] = k.ID, map[string]string{}
		for _, noun := range append([]string{onus.ClaimParties, onus.Annotations}, caseNouns...) {
			c.things[name][noun] = c.fresh(name, noun).Base().ID
		}
	}
	c.people = []*person{{name: "anonymous", browser: &browser{d: c.desk}}}
	for _, p := range []*person{
		{name: "member of another case", signedIn: true, roles: map[string]string{"B": "lead"}},
		{name: "reader", signedIn: true, roles: map[string]string{"A": "reader"}},
		{name: "annotator", signedIn: true, roles: map[string]string{"A": "annotator"}},
		{name: "analyst", signedIn: true, roles: map[string]string{"A": "analyst"}},
		{name: "lead", signedIn: true, roles: map[string]string{"A": "lead"}},
		{name: "removed member", signedIn: true},
		{name: "disabled user"},
		{name: "administrator", signedIn: true, admin: true},
	} {
		p.user = dbtest.User(t, c.store, strings.ReplaceAll(p.name, " ", ".")+"@example.org", p.admin)
		for at, role := range p.roles {
			c.join(at, p.user, role)
		}
		switch p.name {
		case "removed member":
			m := c.join("A", p.user, "lead")
			c.must(c.store.Delete(t.Context(), dbtest.Who, onus.Members, c.cases["A"], m.ID, 1))
		case "disabled user": // with a session that somehow lives
			c.join("A", p.user, "lead")
			c.must(c.store.SetDisabled(t.Context(), dbtest.Who, p.user.ID, true))
		}
		p.browser = c.signedIn(p.user)
		c.people = append(c.people, p)
	}
	return c
}

func (c *court) join(at string, u onus.User, role string) *onus.Member {
	c.Helper()
	m := &onus.Member{Head: onus.Head{CaseID: c.cases[at]}, Email: u.Email, Role: role}
	c.must(c.store.AddMember(c.Context(), dbtest.Who, m))
	return m
}

// fresh makes a thing that a request may use up. Its op is its id.
func (c *court) fresh(at, noun string) onus.Thing {
	c.Helper()
	c.n++
	id, name := c.cases[at], fmt.Sprintf("%s %d", secrets[at], c.n)
	switch noun {
	case onus.Proceedings:
		return dbtest.Made(c.T, c.store, &onus.Proceeding{Head: onus.Head{CaseID: id}, Court: name})
	case onus.Parties:
		return dbtest.Party(c.T, c.store, id, name)
	case onus.Relationships:
		return dbtest.Relationship(c.T, c.store, dbtest.Person(c.T, c.store, id, name+" P"), dbtest.Party(c.T, c.store, id, name+" O"))
	case onus.Claims:
		return dbtest.Claim(c.T, c.store, id, name)
	case onus.EvidenceNoun:
		e := dbtest.Evidence(c.T, c.store, id, name)
		dbtest.File(c.T, c.store, e, name)
		c.readAs(e, pages(name))
		return e
	case onus.Labels:
		return dbtest.Made(c.T, c.store, &onus.Label{Head: onus.Head{CaseID: id}, LabelName: name})
	case onus.Annotations:
		return c.annotated(c.fresh(at, onus.EvidenceNoun).(*onus.Evidence), 0, 5)
	case onus.Links:
		return dbtest.Link(c.T, c.store, dbtest.Evidence(c.T, c.store, id, name), dbtest.Claim(c.T, c.store, id, name), onus.Unassessed)
	case onus.ClaimParties:
		return dbtest.ClaimParty(c.T, c.store, dbtest.Claim(c.T, c.store, id, name), dbtest.Party(c.T, c.store, id, name), onus.Claimant)
	}
	return c.join(at, dbtest.User(c.T, c.store, fmt.Sprintf("u%d@example.org", c.n), false), "reader")
}

func (c *court) lastChanges() (n int64) {
	c.must(c.sql.QueryRowContext(context.Background(), "SELECT count(*) FROM changes").Scan(&n))
	return n
}

func other(at string) string {
	if at == "A" {
		return "B"
	}
	return "A"
}

// request makes the request of a route that would succeed for whoever may: if
// somebody may, on things of its own, for they will not be there afterwards.
func (c *court) request(r right, at, id string, may bool) (path string, body io.Reader, header []string) {
	c.Helper()
	noun := onus.Claims
	if parts := strings.Split(r.path, "/"); len(parts) > 3 {
		noun, _, _ = strings.Cut(parts[3], ".")
	}
	from := at
	if at == "nowhere" {
		from = "A"
	}
	if id == "of another case" {
		from = other(from)
	}
	path = strings.Replace(r.path, ":case", c.cases[at], 1)
	if strings.HasPrefix(r.path, "/users/:id") {
		return c.userRequest(path, id)
	}
	form := values("title", "New", "name", "New", "language", "", "q", "x")
	thingID, version := "nosuchid", "1"
	if th, is := c.things[from][noun]; is && id != "unknown" {
		thingID = th
		if may && r.method == post && id == "own" {
			fresh := c.fresh(from, noun).Base()
			thingID, version = fresh.ID, strconv.FormatInt(fresh.Version, 10)
		}
	}
	form.Set("version", version)
	form.Set("ids", thingID)
	if noun == "changes" || noun == "history" {
		path, thingID = c.undoRequest(path, from, id)
	}
	c.fill(form, r, noun, at, from)
	if strings.HasSuffix(r.path, ":tie/delete") && id != "unknown" {
		tie := c.fresh(from, onus.ClaimParties).(*onus.ClaimParty)
		thingID, path = tie.ClaimID, strings.Replace(path, ":tie", tie.ID, 1)
	}
	path = strings.NewReplacer(":id", thingID, ":tie", "nosuchtie", ":version", "1", ":n", "1", ":token", "nosuchtoken").Replace(path)
	if r.method == get {
		return path, nil, nil
	}
	if strings.HasSuffix(path, "/files") {
		body, kind := multipartFile(form)
		return path, body, []string{"Content-Type", kind}
	}
	return path, strings.NewReader(form.Encode()), nil
}

// fill adds what a form of the noun needs.
func (c *court) fill(form url.Values, r right, noun, at, from string) {
	in := at
	if at == "nowhere" {
		in = from
	}
	switch noun {
	case onus.Proceedings:
		form.Set("court", "New court")
	case onus.Parties:
		form.Set("kind", "person")
	case onus.Relationships:
		form.Set("from_id", c.things[in][onus.Parties])
		form.Set("to_id", c.fresh(in, onus.Parties).Base().ID)
		form.Set("type", "employed_by")
	case onus.Members:
		c.n++
		form.Set("email", dbtest.User(c.T, c.store, fmt.Sprintf("n%d@example.org", c.n), false).Email)
		form.Set("role", "annotator")
	case onus.Claims:
		form.Set("kind", "damages")
	case onus.Labels: // no two have one name
		c.n++
		form.Set("name", fmt.Sprint("New ", c.n))
	}
	if strings.HasSuffix(r.path, "/parties") && noun == onus.Claims {
		form.Set("party_id", c.fresh(in, onus.Parties).Base().ID)
		form.Set("role", "claimant")
	}
	if strings.HasSuffix(r.path, "/merge") {
		form.Set("into", c.fresh(in, onus.Labels).Base().ID)
	}
	if noun == onus.Annotations {
		form.Set("evidence_id", c.fresh(in, onus.EvidenceNoun).Base().ID)
		form.Set("claim_id", c.fresh(in, onus.Claims).Base().ID)
		form.Set("start", "0")
		form.Set("end", "5")
		form.Set("quote", secrets[in][:5])
		form.Set("body", "New")
		form.Set("state", "resolved")
	}
	if strings.HasSuffix(r.path, "/links") {
		form.Set("evidence_id", c.fresh(in, onus.EvidenceNoun).Base().ID)
		form.Set("claim_id", c.fresh(in, onus.Claims).Base().ID)
	}
	if r.path == addingPath {
		c.n++
		form.Set("text", fmt.Sprint("pasted ", c.n))
	}
	if strings.HasSuffix(r.path, "/bulk") {
		form.Set("do", "delete")
	}
	if r.path == "/cases/:case" || r.path == "/cases/:case/delete" {
		form.Set("version", c.caseVersion(in))
	}
	if r.path == "/users" {
		c.n++
		form.Set("email", fmt.Sprintf("made%d@example.org", c.n))
	}
}

// caseVersion is the version of a case, which is brought back first if the
// request before deleted it.
func (c *court) caseVersion(at string) (v string) {
	c.Helper()
	_, err := c.sql.ExecContext(c.Context(), "UPDATE cases SET deleted_at = 0 WHERE id = '"+c.cases[at]+"'")
	c.must(err)
	c.must(c.sql.QueryRowContext(c.Context(), "SELECT version FROM cases WHERE id = '"+c.cases[at]+"'").Scan(&v))
	return v
}

// undoRequest fills in a change, or all changes of one op, of a case.
func (c *court) undoRequest(path, from, id string) (newPath, seq string) {
	th := &onus.Party{Head: onus.Head{CaseID: c.cases[from]}, PartyName: secrets[from], Kind: "person"}
	c.n++
	op := fmt.Sprintf("op%d", c.n)
	c.must(c.store.Create(c.Context(), onus.Actor{Email: dbtest.Who.Email, Op: op}, th))
	p, err := c.store.ListChanges(c.Context(), c.cases[from], onus.Filter{Limit: 1})
	c.must(err)
	seq = strconv.FormatInt(p.Rows[0].Seq, 10)
	if id != "own" { // every case has a change 1: another case's is told by its op
		seq = "987654"
	}
	if id == "unknown" {
		op = "nosuchop"
	}
	if strings.HasSuffix(path, "/changes/undo") {
		path += "?op=" + op
	}
	return path, seq
}

func (c *court) userRequest(path, id string) (string, io.Reader, []string) {
	userID := "nosuchid"
	if id == "own" {
		c.n++
		userID = dbtest.User(c.T, c.store, fmt.Sprintf("victim%d@example.org", c.n), false).ID
	}
	return strings.Replace(path, ":id", userID, 1), strings.NewReader(""), nil
}

func multipartFile(form url.Values) (io.Reader, string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name := range form {
		_ = w.WriteField(name, form.Get(name))
	}
	part, _ := w.CreateFormFile("file", "file.txt")
	_, _ = part.Write([]byte("text"))
	_ = w.Close()
	return &b, w.FormDataContentType()
}
