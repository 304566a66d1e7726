package handlers

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"onus"
)

// route is one address. Action is the right that it needs; a route without one
// keeps the server from starting.
type route struct {
	method, path string
	action       onus.Action
	serve        func(*Server, *request) error
}

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// routes is every address of the program. Case routes begin with /cases/:case;
// whoever is no member of it gets 404 before the handler runs.
func routes() []route {
	all := []route{
		{get, "/", onus.Public, (*Server).home},
		{get, healthPath, onus.Public, (*Server).healthz},
		{get, readyPath, onus.Public, (*Server).readyz},
		{get, "/login", onus.Public, (*Server).loginPage},
		{post, "/login", onus.Public, (*Server).login},
		{get, "/login/:token", onus.Public, (*Server).oneTimeLogin},
		{post, "/logout", onus.Public, (*Server).logout},

		{get, "/account", onus.SignedIn, (*Server).accountPage},
		{post, "/account", onus.SignedIn, (*Server).updateAccount},
		{post, "/account/password", onus.SignedIn, (*Server).changePassword},
		{get, "/users", onus.Administer, (*Server).listUsers},
		{post, "/users", onus.Administer, (*Server).createUser},
		{post, "/users/:id/disable", onus.Administer, (*Server).disableUser},
		{post, "/users/:id/enable", onus.Administer, (*Server).enableUser},
		{post, "/users/:id/reset", onus.Administer, (*Server).resetUser},

		{get, "/cases", onus.SignedIn, (*Server).listCases},
		{get, "/cases.csv", onus.SignedIn, (*Server).exportCases},
		{get, "/cases/new", onus.SignedIn, (*Server).newCase},
		{post, "/cases", onus.SignedIn, (*Server).createCase},
		{get, "/cases/:case", onus.Read, (*Server).showCase},
		{get, "/cases/:case/edit", onus.Lead, (*Server).editCase},
		{post, "/cases/:case", onus.Lead, (*Server).updateCase},
		{post, "/cases/:case/delete", onus.Lead, (*Server).deleteCase},
		{post, "/cases/:case/restore", onus.SignedIn, (*Server).restoreCase},
		{get, "/cases/:case/search", onus.Read, (*Server).search},
		{get, "/cases/:case/export", onus.Read, (*Server).exportPage},
		{get, "/cases/:case/claim_parties.csv", onus.Read, (*Server).exportClaimParties},

		{get, "/cases/:case/history", onus.Read, (*Server).listChanges},
		{get, "/cases/:case/changes", onus.Read, (*Server).listChanges},
		{get, "/cases/:case/changes.csv", onus.Read, (*Server).exportChanges},
		{post, "/cases/:case/changes/undo", onus.Edit, (*Server).undoChanges},
		{get, "/cases/:case/changes/:id", onus.Read, (*Server).showChange},
		{post, "/cases/:case/changes/:id/undo", onus.Edit, (*Server).undoChange},

		{post, "/cases/:case/claims/:id/parties", onus.Edit, (*Server).addClaimParty},
		{post, "/cases/:case/claims/:id/parties/:tie/delete", onus.Edit, (*Server).removeClaimParty},
		{post, "/cases/:case/claims/:id/links", onus.Edit, (*Server).linkClaim},
		{post, "/cases/:case/evidence/:id/links", onus.Edit, (*Server).linkEvidence},
		{post, "/cases/:case/evidence/:id/files", onus.Edit, (*Server).uploadFile},
		{get, "/cases/:case/evidence/:id/files/:version", onus.Read, (*Server).downloadFile},
		{get, "/cases/:case/evidence/add", onus.Edit, (*Server).addingPage},
		{post, addingPath, onus.Edit, (*Server).addEvidence},
		{get, "/cases/:case/evidence/states", onus.Read, (*Server).evidenceStates},
		{post, "/cases/:case/evidence/bates", onus.Edit, (*Server).batesNumbers},
		{post, "/cases/:case/evidence/stamped", onus.Read, (*Server).stampedCopies},
		{post, "/cases/:case/evidence/:id/confirm", onus.Edit, (*Server).confirmProposed},
		{get, "/cases/:case/evidence/:id/custody", onus.Read, (*Server).custodyPage},
		{get, "/cases/:case/evidence/:id/custody.csv", onus.Read, (*Server).exportCustody},
		{get, "/cases/:case/verify", onus.Read, (*Server).verifyPage},
		{post, "/cases/:case/verify", onus.Edit, (*Server).startVerifying},
		{get, "/cases/:case/evidence/:id/text", onus.Read, (*Server).documentText},
		{get, "/cases/:case/evidence/:id/document", onus.Read, (*Server).showDocument},
		{get, "/cases/:case/evidence/:id/document/pages/:n", onus.Read, (*Server).documentSheet},
		{get, "/cases/:case/evidence/:id/document/pages/:n/picture", onus.Read, (*Server).documentPicture},
		{get, "/cases/:case/evidence/:id/document/parts/:n", onus.Read, (*Server).documentPart},
		{get, "/cases/:case/evidence/:id/document/find", onus.Read, (*Server).documentFind},
		{get, "/cases/:case/evidence/:id/document/state", onus.Read, (*Server).documentState},
		{post, "/cases/:case/evidence/:id/document/password", onus.Edit, (*Server).unlockDocument},
		{post, "/cases/:case/evidence/:id/document/again", onus.Edit, (*Server).readDocumentAgain},
		{post, "/cases/:case/evidence/:id/document/ocr", onus.Edit, (*Server).askDocumentOCR},
	}
	for _, more := range [][]route{annotationRoutes(), boardRoutes(), noticeRoutes(), labelRoutes(), exchangeRoutes(), eventRoutes(), carryRoutes()} {
		all = append(all, more...)
	}
	for _, n := range nouns() {
		all = append(all, n.routes()...)
	}
	return all
}

// routes are the addresses that every noun has.
func (n *noun) routes() []route {
	base := "/cases/:case/" + n.name
	edit := n.edit
	return []route{
		{get, base, onus.Read, n.list},
		{get, base + ".csv", onus.Read, n.export},
		{get, base + "/new", edit, n.newForm},
		{post, base, edit, n.create},
		{post, base + "/bulk", edit, n.bulk},
		{get, base + "/:id", onus.Read, n.show},
		{get, base + "/:id/edit", edit, n.editForm},
		{post, base + "/:id", edit, n.update},
		{post, base + "/:id/delete", edit, n.delete},
	}
}

func (s *Server) mount(e *echo.Echo, all []route) error {
	for _, r := range all {
		if r.action == onus.Undeclared {
			return fmt.Errorf("route %s %s does not say what right it needs", r.method, r.path)
		}
		e.Add(r.method, r.path, s.guard(r))
		if r.method == get {
			e.Add(http.MethodHead, r.path, s.guard(r))
		}
	}
	return nil
}
