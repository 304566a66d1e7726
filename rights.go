package onus

// Action is what a route does, as far as rights ask.
type Action int

// The actions. Public needs nobody, SignedIn an account, Administer an
// instance administrator; the others a membership of the case.
const (
	Undeclared Action = iota // the zero value: a route that forgot to say; it does not start
	Public
	SignedIn
	Administer
	Read
	Annotate
	Edit
	Lead
)

// The roles of a member, from least to most.
const (
	RoleReader    = "reader"
	RoleAnnotator = "annotator"
	RoleAnalyst   = "analyst"
	RoleLead      = "lead"
)

// May says whether a member with this role may do it. It is the one table of
// roles and actions; no membership is no role.
func May(role string, a Action) bool {
	switch role {
	case RoleReader:
		return a == Read
	case RoleAnnotator:
		return a == Read || a == Annotate
	case RoleAnalyst:
		return a == Read || a == Annotate || a == Edit
	case RoleLead:
		return a == Read || a == Annotate || a == Edit || a == Lead
	}
	return false
}

// OfCase says whether the action is one inside a case.
func (a Action) OfCase() bool { return a >= Read }
