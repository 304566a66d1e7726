package onus

// User is an account of the instance.
type User struct {
	ID, Email, UserName, Language string
	Admin, HasPassword            bool
	DisabledAt, CreatedAt         int64
}

// Member says what a user may do in a case.
type Member struct {
	Head
	UserID, Role    string
	Email, UserName string // computed
}

// Noun is Members.
func (*Member) Noun() string { return Members }

// Name is the person's name.
func (m *Member) Name() string { return m.UserName }

// Attrs lists what a lead edits.
func (m *Member) Attrs() []Attr {
	return []Attr{
		wordAttr("user_id", &m.UserID),
		codeAttr("role", ListMemberRole, &m.Role),
	}
}

// Validate needs a user and a role.
func (m *Member) Validate() error {
	problems := Problems{}
	check(m, problems)
	required(problems, "user_id", m.UserID)
	required(problems, "role", m.Role)
	return problems.Err()
}
