package main

import (
	"os"
	"testing"
)

// TestMain is the program itself where a test, or a server that a test started, starts
// it: as a reader of documents, or as a server that can be killed.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && (os.Args[1] == "read-document" || os.Args[1] == "serve") {
		main()
	}
	os.Exit(m.Run())
}
