package db

// indexEvidence is written by the search.
func (x *tx) indexEvidence(_, _ string) error { return nil }
