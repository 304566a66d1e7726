// Package views renders every page and fragment. Its inputs are structs ready
// to print; templates decide nothing and read nothing but the words they print.
package views

import (
	"github.com/a-h/templ"

	"onus/words"
)

// Page is what the layout needs around every page.
type Page struct {
	W     *words.Words
	Title string
	// Asset turns a file name of package assets into its content-hashed address.
	Asset func(name string) string
	User  *User  // nil when nobody is signed in
	Case  *Case  // nil outside a case
	Place string // code of the current place, as in Place.Code
	Query string // what stands in the search field
	Flash []Flash
	Theme string // "light" or "dark" forces one; empty: as the system
	// Fragment is set for an htmx request: Layout then prints its children
	// only, and ListView prints only the region that is swapped.
	Fragment bool
	// Styles and Scripts are assets that only some pages need.
	Styles, Scripts []string
}

// User is the signed-in person as the top bar shows them.
type User struct {
	Name, Email string
	Admin       bool
	Notices     string // how many are new; empty: none
	NoPassword  bool   // came in by a one-time address and has not set a password yet
}

// Case is the frame of a case: its name and the places in it.
type Case struct {
	ID, Title, Reference, Role string // Role is the label of the user's role
	Places                     []Place
	CanEdit                    bool
}

// Place is one entry of the left column. Count is empty where none is kept.
type Place struct {
	Code, Label, URL, Icon, Count string
}

// Flash is one message of the last action. UndoURL, when set, is posted to undo it.
type Flash struct {
	Kind    string // "done", "warning" or "error"
	Text    string
	UndoURL string
}

// Link is a printed address.
type Link struct{ Label, URL string }

// Badge is a short coloured word. Kind is a CSS modifier: "neutral", "good",
// "bad", "warn", "info"; colour is never the only sign.
type Badge struct{ Kind, Label string }

// Option is one choice of a field or a filter.
type Option struct {
	Value, Label string
	Selected     bool
}

// Field is one form field with its present value and, after a refusal, its problem.
type Field struct {
	Name, Label, Help, Value, Problem string
	// Input is text, long, code, date, money, number, bool, email, password,
	// new-password, search, file, many (choose several of Options) or hidden.
	Input    string
	Options  []Option
	Required bool
	Max      int    // most code points allowed; 0: no limit shown
	Lang     string // language of the content, when known
	Theirs   *Theirs
	Mark     string // a word beside the label; "" for none
}

// Theirs is the value that somebody else saved meanwhile, shown beside one's own.
type Theirs struct{ Value, Shown, By, At string }

// Fieldset is a titled group of fields.
type Fieldset struct {
	Legend string
	Fields []Field
}

// Form is a whole form in one column.
type Form struct {
	ID, Title, Action, Submit string
	Multipart                 bool
	Version                   string // hidden field; empty: none
	Cancel                    Link
	Sets                      []Fieldset
	Problems                  []Problem // summary at the top, each linked to its field
	Conflict                  *Conflict
	Hidden                    []Field
	// Steps are further submit buttons that show the form again instead of
	// saving it: the way without JavaScript. Name is always "step".
	Steps []Option
	// Inner is set for a form that is part of a page with another title.
	Inner bool
	// Within is the id of the part of a page that an answer to htmx replaces; empty:
	// the answer is a page.
	Within string
	Limit  UploadLimit // of a file in a multipart form
	Note   string      // what saving will change elsewhere; empty: nothing to say
}

// UploadLimit is the most bytes of a file, and what to say of a larger one.
type UploadLimit struct{ Bytes, Text string }

// Problem is one refusal. Field may be empty for a refusal of the whole.
type Problem struct{ Field, Label, Text string }

// Conflict says that somebody else saved first; the fields carry both values.
type Conflict struct{ Text string }

// Filter is one filter of a list, shown as a select; an unlinked-only switch has
// exactly two options.
type Filter struct {
	Name, Label string
	Input       string // "date": a field instead of a select, its value the first option's
	Options     []Option
}

// List is what every list page shares around its own table.
type List struct {
	Title    string          // "Claims"
	URL      string          // address without query
	CSV      string          // address of the same list as CSV
	New      Link            // empty URL: nothing can be made here
	More     []Link          // further buttons beside New
	Before   templ.Component // stands between the title and the filters; nil: nothing
	Query    string
	Filters  []Filter
	Sorts    []Option
	Sort     string // present sort, kept in the form
	Count    string // "1–50 of 10,000 claims"
	Next     string // address of the next page; empty: last page
	Prev     string
	First    string
	Filtered bool // some filter or text search is set
	Clear    string
	Bulk     *Bulk // nil: the reader may change nothing
	Empty    Empty
}

// Bulk is what can be done to the selected rows.
type Bulk struct {
	Action string
	Fields []Filter // a field and the values it can be set to
	More   []Link   // further addresses that the selection can be posted to
}

// Empty says what to do where there is nothing yet.
type Empty struct {
	Title, Text string
	Action      Link
}

// Heading is a column title; URL sorts by it. Direction is "", "ascending" or "descending".
type Heading struct{ Label, URL, Direction, Class string }

// FactRow is one line of the details of a thing. A row without a value is left out.
type FactRow struct {
	Label, Value string
	Lang         string // language of the value, when it is known
	URL          string // the value is a link
	Mark         string // a word beside the value; "" for none
}

// Picker chooses one thing among many: search as you type, then a radio button.
type Picker struct {
	Name, Label, Help, Problem string
	URL                        string // answers ?q= with PickerResults
	Query                      string
	Options                    []PickerOption
	Note                       string // what stands under the results: "12 more", "nothing found"
}

// PickerOption is one result; Detail is a second, quieter line.
type PickerOption struct {
	Value, Label, Detail string
	Selected             bool
}

// Upload is a form that sends one file, with a progress bar where scripts run.
type Upload struct {
	Action, Label, Help, Problem string
	Limit                        UploadLimit
}

// Beside is the list that stands beside the details of one of its things.
type Beside struct {
	Title, URL string
	Items      []BesideItem
}

// BesideItem is one thing of the list beside.
type BesideItem struct {
	Number, Name, URL string
	Current           bool
}

// Detail is what the pages of all things share.
type Detail struct {
	Number, Title string
	Lang          string // language of the title, when it is known
	Badges        []Badge
	Beside        Beside
	EditURL       string // empty: the reader may change nothing
	DeleteURL     string
	Version       string
	Question      string // asked before deleting
	HistoryURL    string
	Facts         []FactRow
	Warnings      []string
	Stamp         string // who made and changed it, and when
}
