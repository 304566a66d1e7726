package onus

// Filter says which part of a list to read, and in what order. The zero value
// is the first page in the usual order.
type Filter struct {
	Q       string            // words that must all occur
	Fields  map[string]string // filter name → code; "" is any
	Sort    string            // name of a sort; a leading "-" turns it round
	After   string            // cursor of the row before the page
	Before  string            // cursor of the row after the page
	Limit   int               // rows; 0: 50
	NoTotal bool              // nobody asks how many there are
	Total   int64             // rows of the whole list, if that is known already; 0: it is counted
}

// PageSize is the number of rows of a page when nobody says otherwise.
const PageSize = 50

// Page is one page of a list. Next and Prev are cursors, empty at the ends.
type Page[T any] struct {
	Rows       []T
	Total      int64 // rows of the whole list with the same filter
	Next, Prev string
}
