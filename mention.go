package onus

import (
	"regexp"
	"strings"
)

// mention is "@" and a name without spaces, not in the middle of a word: an e-mail
// address mentions nobody.
var mention = regexp.MustCompile(`(^|[^\p{L}\p{N}._+@-])@([\p{L}\p{N}](?:[\p{L}\p{N}._+-]*[\p{L}\p{N}])?)`)

// Handle is what a member is mentioned by: what stands before the @ of the address.
func Handle(email string) string {
	name, _, _ := strings.Cut(email, "@")
	return strings.ToLower(name)
}

// Mentions are the handles in a comment, small, each once.
func Mentions(body string) []string {
	var all []string
	seen := map[string]bool{}
	for _, m := range mention.FindAllStringSubmatch(body, -1) {
		if h := strings.ToLower(m[2]); !seen[h] {
			seen[h] = true
			all = append(all, h)
		}
	}
	return all
}
