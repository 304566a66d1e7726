package handlers

import (
	"strings"
	"testing"
)

func TestWhoIsMentionedOrAnsweredIsTold(t *testing.T) {
	t.Parallel()
	r := newReadingRoom(t, pages("Neu Cloud said it."))
	told := func() string {
		return strings.TrimSpace(r.other.get("/notices").want(200).doc().Find(".notice-list .unread p").Text())
	}
	r.post(r.caseURL+"/annotations", r.mark(0, 9, "Neu Cloud", "body", "ask @ben about it")).want(303)
	if got := told(); got != "ask @ben about it" {
		t.Errorf("mentioned: %q", got)
	}
	if n := r.other.get(r.caseURL).want(200).doc().Find(".bar-new").Text(); n != "1" {
		t.Errorf("the bar says %q", n)
	}
	r.other.post("/notices/read", nil).want(303)
	for name, body := range map[string]string{"an e-mail address": "write to me@ben", "somebody else": "@benny", "in a word": "x@ben"} {
		r.post(r.caseURL+"/annotations", r.mark(10, 14, "said", "body", body)).want(303)
		if got := told(); got != "" {
			t.Errorf("%s: told %q", name, got)
		}
	}
	r.post(r.caseURL+"/annotations", r.mark(10, 14, "said", "body", "@ben hidden", "visibility", "private")).want(303)
	if got := told(); got != "" {
		t.Errorf("of a private one: told %q", got)
	}
	card := r.other.post(r.caseURL+"/annotations", r.mark(0, 3, "Neu", "body", "@ben myself")).want(303).Header().Get("Location")
	if got := told(); got != "" {
		t.Errorf("of my own: told %q", got)
	}
	r.post(card+"/replies", values("body", "an answer")).want(303)
	if got := told(); got != "an answer" {
		t.Errorf("answered: %q", got)
	}
	row := r.rowOf(r.caseURL, "members", r.memberOf("ben@example.org"))
	r.post(r.caseURL+"/members/"+row["id"]+"/delete", values("version", row["version"])).want(303)
	if got := told(); got != "" {
		t.Errorf("after the membership is gone: told %q", got)
	}
}

func TestMembersAreOfferedByName(t *testing.T) {
	t.Parallel()
	r := newReadingRoom(t, pages("Neu Cloud said it."))
	for typed, want := range map[string]bool{"b": true, "BEN": true, "": true, "x": false, "%25": false} {
		got := r.get(r.caseURL + "/handles?q=" + typed).want(200).Body.String()
		if strings.Contains(got, `"handle":"ben"`) != want {
			t.Errorf("%q offers %s", typed, got)
		}
	}
}
