package views

import "github.com/a-h/templ"

// swapsNote lets a form put its answer in place of a card.
func swapsNote(id, url string) templ.Attributes {
	return templ.Attributes{"hx-post": url, "hx-target": "#note-" + id, "hx-swap": "outerHTML"}
}

// formTarget is the card that a form stands in: a reply stands in that of its passage.
func formTarget(n Note) string { return n.In }

func focused(n Note) templ.Attributes {
	if !n.Focus {
		return nil
	}
	return templ.Attributes{"data-focus": "yes"}
}

func autofocused(yes bool) templ.Attributes {
	if !yes {
		return nil
	}
	return templ.Attributes{"autofocus": true}
}

func visibility(private bool) string {
	if private {
		return "private"
	}
	return "case"
}

func chosen(options []Option) string {
	for _, o := range options {
		if o.Selected {
			return o.Value
		}
	}
	return ""
}

// offered ties a field to the claims that a document page offers; a page of one annotation
// has none.
func offered(alone bool) templ.Attributes {
	if alone {
		return nil
	}
	return templ.Attributes{"list": "note-claims"}
}
