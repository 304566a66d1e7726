package onus

// Reading is what is known of the text of one version of a file.
type Reading struct {
	CaseID, FileID, EvidenceID string
	FileVersion                int64
	State, Note, Format        string // see Document
	TextID                     string // the text that is shown; "" for none
	Pages, Hidden              int64  // parts of the text; words under boxes
	Paged                      bool
	Filename, MediaType        string // of the file
	SHA256                     string
	Size                       int64
}

// Kinds of work.
const (
	WorkRead = "read"
	WorkOCR  = "ocr"
	// WorkCarry carries annotations to a new text; nothing is read for it.
	WorkCarry = "carry"
)

// Work is a reading that waits or is being done.
type Work struct {
	ID, CaseID, FileID, EvidenceID string
	FileVersion                    int64
	Kind, Languages                string // languages of OCR as tesseract names them: "nld+eng"
	Page                           int64  // OCR: the next page
	By                             string // who asked
	Since, Tries                   int64  // Since: Unix milliseconds; Tries: with this one
	Lease                          string
	Filename, SHA256               string
	Size, Pages                    int64
}

// WorkState is how far a piece of work is.
type WorkState struct {
	Kind  string
	Since int64 // Unix milliseconds
	Busy  bool
	Ahead int64 // pieces of work that wait longer
	Page  int64 // OCR: the next page
}

// TextInfo describes a canonical text; it never changes.
type TextInfo struct {
	ID, FileID, EvidenceID, Kind, Extractor, Language, SHA256 string
	Length, Parts                                             int64 // code points; parts
	Paged                                                     bool
	Confidence, CreatedAt                                     int64
}

// TextPart is a part of a stored text. Number counts from 1; Offset is where it
// begins in the canonical text, in code points.
type TextPart struct {
	Part
	Number, Offset int64
}

// What is done with an item, in its custody record.
const (
	CustodyReceived   = "received"
	CustodyNewVersion = "new_version"
	CustodyRead       = "read"     // by the program
	CustodyOpened     = "opened"   // by a person
	CustodyExported   = "exported" // the original, a text, or a stamped copy left the program
	CustodyVerified   = "verified" // hashed again, and the same
	CustodyDiffers    = "differs"  // hashed again, and not the same
)

// Custody is a line of the custody record of an item.
type Custody struct {
	FileVersion     int64
	Act, By, Detail string // By "": the program
	At              int64
}

// Verification is what came of hashing every file of a case again.
type Verification struct {
	ID, By       string
	Began, Ended int64 // Unix milliseconds
	Files, Bytes int64
	Mismatches   []Mismatch
}

// Mismatch is a file whose bytes are not what was uploaded.
type Mismatch struct {
	Exhibit, Filename string
	Version           int64
	Expected, Found   string // SHA-256; Found is "" where the bytes are gone or cannot be read
}
