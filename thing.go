package onus

// Head is what every stored thing begins with. Times are Unix milliseconds UTC;
// CreatedBy and UpdatedBy are e-mail addresses, so that an export says who
// without the accounts of the instance.
type Head struct {
	ID, CaseID           string
	Version              int64
	CreatedAt, UpdatedAt int64
	CreatedBy, UpdatedBy string
	DeletedAt            int64 // 0: not deleted
}

// Base returns the head itself; it makes every noun that embeds Head a Thing.
func (h *Head) Base() *Head { return h }

// Thing is what all nouns of a case have in common. One list of attributes
// drives its form, its CSV file, its change log and its stored columns.
type Thing interface {
	Noun() string // the plural used in addresses: "claims"
	Base() *Head
	Attrs() []Attr
	// Name is what people call it: a title, a number, a name.
	Name() string
	// Validate returns Problems, or nil.
	Validate() error
}

// The nouns, as in addresses and in the change log.
const (
	Cases         = "cases"
	Proceedings   = "proceedings"
	Parties       = "parties"
	Relationships = "relationships"
	Claims        = "claims"
	ClaimParties  = "claim_parties"
	EvidenceNoun  = "evidence"
	Files         = "files"
	Links         = "links"
	Members       = "members"
	Labels        = "labels"
	Annotations   = "annotations"
	Changes       = "changes"
)
