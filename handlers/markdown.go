package handlers

import (
	"bytes"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
)

// markdown turns comments into HTML. Raw HTML in them is left out by goldmark; what is
// left is let through by a list of elements, so that neither has to be trusted alone.
type markdown struct {
	writer goldmark.Markdown
	policy *bluemonday.Policy
}

func newMarkdown() markdown {
	policy := bluemonday.NewPolicy()
	policy.AllowElements("p", "br", "hr", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td")
	// A heading in a comment is none of the page.
	policy.AllowElements("h4", "h5", "h6")
	policy.AllowAttrs("href").OnElements("a")
	policy.AllowURLSchemes("https", "http", "mailto")
	policy.RequireNoFollowOnLinks(true)
	policy.RequireNoReferrerOnLinks(true)
	policy.AddTargetBlankToFullyQualifiedLinks(true)
	return markdown{goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Linkify), goldmark.WithRendererOptions(html.WithHardWraps())), policy}
}

// html is a comment, safe to print; "" for one that cannot be rendered.
func (m markdown) html(comment string) string {
	var b bytes.Buffer
	if m.writer.Convert([]byte(comment), &b) != nil {
		return ""
	}
	return m.policy.Sanitize(b.String())
}
