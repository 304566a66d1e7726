package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"onus"
)

// routeRights is what every address needs and what it answers to whoever may. It
// is written down a second time on purpose: a route that asks for less than
// before fails here. N stands for every noun. The owner of a
// thing is nobody here: then it is a lead's.
const routeRights = `
public   GET  /                                        303
public   GET  /healthz                                 200
public   GET  /readyz                                  200
public   GET  /login                                   200|303
public   POST /login                                   422
public   GET  /login/:token                            200|404
public   POST /logout                                  303
account  GET  /account                                 200
account  POST /account                                 303
account  POST /account/password                        422
admin    GET  /users                                   200
admin    POST /users                                   200
admin    POST /users/:id/disable                       303
admin    POST /users/:id/enable                        303
admin    POST /users/:id/reset                         200
account  GET  /notices                                 200
account  POST /notices/read                            303
reader   GET  /cases/:case/handles                     200
account  GET  /cases                                   200
account  GET  /cases.csv                               200
account  GET  /cases/new                               200
account  POST /cases                                   303
reader   GET  /cases/:case                             200
lead     GET  /cases/:case/edit                        200
lead     POST /cases/:case                             303
lead     POST /cases/:case/delete                      303
account  POST /cases/:case/restore                     404
reader   GET  /cases/:case/search                      200
reader   GET  /cases/:case/export                      200
reader   GET  /cases/:case/claim_parties.csv           200
reader   GET  /cases/:case/history                     200
reader   GET  /cases/:case/changes                     200
reader   GET  /cases/:case/changes.csv                 200
analyst  POST /cases/:case/changes/undo                303
reader   GET  /cases/:case/changes/:id                 200
analyst  POST /cases/:case/changes/:id/undo            303
analyst  POST /cases/:case/claims/:id/parties          303
analyst  POST /cases/:case/claims/:id/parties/:tie/delete 303
analyst  POST /cases/:case/claims/:id/links            303
analyst  POST /cases/:case/evidence/:id/links          303
analyst  POST /cases/:case/evidence/:id/files          303
reader   GET  /cases/:case/evidence/:id/files/:version 200
reader   GET  /cases/:case/evidence/:id/text           200
reader   GET  /cases/:case/evidence/:id/document       200
reader   GET  /cases/:case/annotations                 200
reader   GET  /cases/:case/annotations.csv             200
reader   GET  /cases/:case/annotations.jsonld          200
reader   GET  /cases/:case/annotations/brat.zip        200
annotator GET /cases/:case/annotations/import          200
annotator POST /cases/:case/annotations/import         422
annotator GET /cases/:case/annotations/new             404
annotator POST /cases/:case/annotations                303
annotator POST /cases/:case/annotations/undo           200|303
annotator POST /cases/:case/annotations/redo           200|303
reader   GET  /cases/:case/annotations/:id             200
owner    GET  /cases/:case/annotations/:id/edit        200
owner    POST /cases/:case/annotations/:id             303
owner    POST /cases/:case/annotations/:id/delete      200|303
annotator POST /cases/:case/annotations/:id/state      303
owner    POST /cases/:case/annotations/:id/passage     303
annotator POST /cases/:case/annotations/:id/replies    303
analyst  POST /cases/:case/annotations/:id/cite        303
reader   GET  /cases/:case/evidence/:id/document/notes 200|303
reader   GET  /cases/:case/evidence/:id/carried        200
reader   GET  /cases/:case/events                      200
reader   GET  /cases/:case/evidence/:id/document/people 200
annotator POST /cases/:case/annotations/:id/proposal   422
reader   GET  /cases/:case/evidence/:id/document/pages/:n 200
reader   GET  /cases/:case/evidence/:id/document/pages/:n/picture 404
reader   GET  /cases/:case/evidence/:id/document/parts/:n 200
reader   GET  /cases/:case/evidence/:id/document/find  200
reader   GET  /cases/:case/evidence/:id/document/state 200
analyst  POST /cases/:case/evidence/:id/document/password 422
analyst  POST /cases/:case/evidence/:id/document/again 303
analyst  POST /cases/:case/evidence/:id/document/ocr   422
analyst  GET  /cases/:case/evidence/add                200
analyst  POST /cases/:case/evidence/add                200
reader   GET  /cases/:case/evidence/states             200
analyst  POST /cases/:case/evidence/bates              200
reader   POST /cases/:case/evidence/stamped            303
analyst  POST /cases/:case/evidence/:id/confirm        303
reader   GET  /cases/:case/evidence/:id/custody        200
reader   GET  /cases/:case/evidence/:id/custody.csv    200
reader   GET  /cases/:case/verify                      200
analyst  POST /cases/:case/verify                      303
analyst  POST /cases/:case/labels/starter              303|422
analyst  GET  /cases/:case/labels/:id/merge            200
analyst  POST /cases/:case/labels/:id/merge            303
reader   GET  /cases/:case/N                           200
reader   GET  /cases/:case/N.csv                       200
analyst  GET  /cases/:case/N/new                       200
analyst  POST /cases/:case/N                           303
analyst  POST /cases/:case/N/bulk                      303
reader   GET  /cases/:case/N/:id                       200
analyst  GET  /cases/:case/N/:id/edit                  200
analyst  POST /cases/:case/N/:id                       303
analyst  POST /cases/:case/N/:id/delete                303
`

// roleRights is who may do what needs a role: role × right.
var roleRights = map[string][]string{
	"reader":    {"reader", "annotator", "analyst", "lead"},
	"annotator": {"annotator", "analyst", "lead"},
	"owner":     {"annotator", "analyst", "lead"},
	"analyst":   {"analyst", "lead"},
	"lead":      {"lead"},
}

var caseNouns = []string{"proceedings", "parties", "relationships", "claims", "evidence", "links", "members", "labels"}

// right is one line of routeRights.
type right struct{ needs, method, path, answers string }

func allRights() []right {
	var all []right
	for line := range strings.Lines(routeRights) {
		f := strings.Fields(line)
		if len(f) != 4 {
			continue
		}
		r := right{f[0], f[1], f[2], f[3]}
		if !strings.Contains(r.path, "/N") {
			all = append(all, r)
			continue
		}
		for _, noun := range caseNouns {
			one := r
			one.path = strings.Replace(r.path, "/N", "/"+noun, 1)
			if noun == "members" && one.needs == "analyst" { // leads say who is a member
				one.needs = "lead"
			}
			all = append(all, one)
		}
	}
	return all
}

func TestEveryRouteHasAnExpectedAnswer(t *testing.T) {
	var got, want []string
	for _, r := range routes() {
		got = append(got, r.method+" "+r.path)
	}
	for _, r := range allRights() {
		want = append(want, r.method+" "+r.path)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("the table of this test and the routes differ\nroutes %q\ntable  %q", got, want)
	}
}

func TestRouteWithoutARightDoesNotStart(t *testing.T) {
	d := newDesk(t, Config{})
	forgot := append(routes(), route{method: get, path: "/forgotten", serve: (*Server).healthz})
	if _, err := d.s.build(forgot); err == nil || !strings.Contains(err.Error(), "GET /forgotten") {
		t.Errorf("a route that does not say what it needs: %v", err)
	}
}

// expect is the answer to one request: from the tables above, never from the code.
func (r right) expect(p *person, at, id string, hx bool) []int {
	signIn := []int{http.StatusSeeOther}
	if hx || strings.HasSuffix(r.path, ".csv") {
		signIn = []int{http.StatusUnauthorized}
	}
	ok := []int{}
	for s := range strings.SplitSeq(r.answers, "|") {
		var code int
		_, _ = fmt.Sscan(s, &code)
		ok = append(ok, code)
	}
	if hx && r.method == post && strings.HasSuffix(r.path, "/links") && strings.Contains(r.path, ":id") {
		ok = []int{http.StatusOK} // the section anew
	}
	missing := []int{http.StatusNotFound}
	switch {
	case r.needs == "public":
		return ok
	case !p.signedIn:
		return signIn
	case r.needs == "admin" && !p.admin:
		return missing
	case r.needs == "admin" || r.needs == "account":
	case p.roles[at] == "":
		return missing
	case !slices.Contains(roleRights[r.needs], p.roles[at]):
		return []int{http.StatusForbidden}
	}
	if id != "own" {
		return missing
	}
	if r.needs == "owner" && p.roles[at] != "lead" {
		return []int{http.StatusForbidden}
	}
	return ok
}

// namesThings are the addresses whose form names things.
var namesThings = regexp.MustCompile(`/(changes/undo|bulk|bates|stamped)$`)

// TestRights goes through every route for everybody, with the id of the case and
// of others, and looks that whoever may not changes nothing and reads nothing.
func TestRights(t *testing.T) {
	c := newCourt(t)
	asked := 0
	for _, r := range allRights() {
		cases, ids := []string{"A"}, []string{"own"}
		if strings.Contains(r.path, ":case") {
			cases = []string{"A", "B", "nowhere"}
		}
		if strings.Contains(r.path, ":id") || namesThings.MatchString(r.path) {
			ids = []string{"own", "of another case", "unknown"}
		}
		for _, p := range c.people {
			for _, at := range cases {
				for _, id := range ids {
					asked += c.ask(r, p, at, id)
				}
			}
		}
	}
	t.Logf("%d requests", asked)
}

// ask sends one request in all its forms.
func (c *court) ask(r right, p *person, at, id string) (n int) {
	methods := []string{r.method}
	if r.method == get {
		methods = append(methods, http.MethodHead)
	}
	for _, method := range methods {
		for _, hx := range []bool{false, true} {
			want := r.expect(p, at, id, hx)
			may := want[0] != http.StatusNotFound && want[0] != http.StatusForbidden && want[0] != http.StatusUnauthorized && p.signedIn || r.needs == "public"
			path, body, header := c.request(r, at, id, may)
			if hx {
				header = append(header, "HX-Request", "true")
			}
			who := p.browser
			if strings.HasPrefix(r.path, "/log") && who.cookie != "" {
				who = c.signedIn(p.user) // it may end
			}
			before := c.lastChanges()
			a := who.do(method, path, body, header...)
			n++
			what := fmt.Sprintf("%s, %s at case %s, id %s, htmx %t", p.name, a.asked, at, id, hx)
			if !slices.Contains(want, a.Code) {
				c.Errorf("%s: %d, want %d\n%s", what, a.Code, want, shorten(a.text()))
			}
			if a.Code == http.StatusSeeOther && !p.signedIn && r.needs != "public" && a.Header().Get("Location") != loginFor(method, path) {
				c.Errorf("%s: sent to %s", what, a.Header().Get("Location"))
			}
			if !may && c.lastChanges() != before {
				c.Errorf("%s: something was changed", what)
			}
			for where, secret := range secrets {
				if p.roles[where] == "" && strings.Contains(a.Body.String(), secret) {
					c.Errorf("%s: the answer shows what is in case %s", what, where)
				}
			}
		}
	}
	return n
}

func loginFor(method, path string) string {
	if method == post {
		path = "/cases"
	}
	return "/login?next=" + url.QueryEscape(path)
}

// person is one kind of user.
type person struct {
	name            string
	browser         *browser
	user            onus.User
	signedIn, admin bool
	roles           map[string]string // case → role
}
