// Package demo is the demonstration case, Neu Cloud v. IBM, written by us from
// the public record: one table of rows per noun. Every text is in our own
// words, but for one sentence of the article that the first three claims quote
// in parts.
//
// Rows refer to each other by short keys of our own ("ibmChina"), which stand
// where an id will be; Load puts the ids in their place.
package demo

import (
	"context"
	"fmt"
	"strings"

	"onus"
	"onus/db"
)

// Load makes the case with lead as its lead and author, and answers its id.
// When it fails, what it made until then stays, under the id that it answers.
func Load(ctx context.Context, s *db.Store, lead onus.User) (caseID string, err error) {
	l := &loader{store: s, who: onus.Actor{Email: lead.Email}, ids: map[ref]string{}}
	c := theCase()
	if err := s.CreateCase(ctx, l.who, lead.ID, c); err != nil {
		return "", fmt.Errorf("demonstration case: %w", err)
	}
	l.caseID = c.ID
	l.ids[ref{onus.Cases, "case"}] = c.ID
	for _, step := range []func(context.Context) error{
		l.parties, l.labels, l.relationships, l.proceedings, l.claims, l.evidence, l.links, l.corrections,
	} {
		if err := step(ctx); err != nil {
			return l.caseID, fmt.Errorf("demonstration case: %w", err)
		}
	}
	return l.caseID, nil
}

// ref is a key of our tables; each noun has keys of its own.
type ref struct{ noun, key string }

type loader struct {
	store  *db.Store
	who    onus.Actor
	caseID string
	ids    map[ref]string
}

// place puts th into the case, and ids where it has keys.
func (l *loader) place(th onus.Thing) error {
	th.Base().CaseID = l.caseID
	for _, a := range th.Attrs() {
		if a.Noun == "" || a.String() == "" {
			continue
		}
		id, err := l.id(a.Noun, a.String())
		if err != nil {
			return err
		}
		if err := a.Set(id); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) id(noun, key string) (string, error) {
	id, ok := l.ids[ref{noun, key}]
	if !ok {
		return "", fmt.Errorf("no %s with the key %q", noun, key)
	}
	return id, nil
}

// keep remembers the id of what was stored under a key; err is that of storing it.
func (l *loader) keep(key string, th onus.Thing, err error) error {
	if err != nil {
		return fmt.Errorf("%s %q: %w", th.Noun(), key, err)
	}
	l.ids[ref{th.Noun(), key}] = th.Base().ID
	return nil
}

func (l *loader) create(ctx context.Context, key string, th onus.Thing) error {
	err := l.place(th)
	if err == nil {
		err = l.store.Create(ctx, l.who, th)
	}
	return l.keep(key, th, err)
}

func (l *loader) parties(ctx context.Context) error {
	for _, p := range parties() {
		if err := l.create(ctx, p.key, &p.Party); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) relationships(ctx context.Context) error {
	for _, r := range relationships() {
		if err := l.create(ctx, tie(r.FromID, r.ToID), &r); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) proceedings(ctx context.Context) error {
	for _, p := range proceedings() {
		if err := l.create(ctx, p.key, &p.Proceeding); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) claims(ctx context.Context) error {
	for _, c := range claims() {
		takePart := map[string][]string{}
		for role, keys := range map[string]string{onus.Claimant: c.by, onus.Respondent: c.against, onus.Target: c.target} {
			for _, key := range strings.Fields(keys) {
				id, err := l.id(onus.Parties, key)
				if err != nil {
					return err
				}
				takePart[role] = append(takePart[role], id)
			}
		}
		c.CaseID = l.caseID
		if err := l.keep(c.key, &c.Claim, l.store.CreateClaim(ctx, l.who, &c.Claim, takePart)); err != nil {
			return err
		}
	}
	return nil
}

// maxText bounds a text of ours; it is far longer than any of them.
const maxText = 1 << 20

func (l *loader) evidence(ctx context.Context) error {
	files := texts()
	for _, e := range items() {
		if err := l.place(&e.Evidence); err != nil {
			return err
		}
		var file *onus.File
		if t, ok := files[e.key]; ok {
			up, err := l.store.PutFile(strings.NewReader(t.text), maxText)
			if err != nil {
				return err
			}
			file = &onus.File{Filename: t.filename, MediaType: "text/plain; charset=utf-8", SHA256: up.SHA256, Size: up.Size}
		}
		if err := l.keep(e.key, &e.Evidence, l.store.CreateEvidence(ctx, l.who, &e.Evidence, file)); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) links(ctx context.Context) error {
	for _, k := range links() {
		if err := l.create(ctx, tie(k.EvidenceID, k.ClaimID), &k); err != nil {
			return err
		}
	}
	return nil
}

// corrections are saved as a person saves a form: read, changed, with a reason.
func (l *loader) corrections(ctx context.Context) error {
	for _, c := range corrections() {
		id, err := l.id(c.noun, c.key)
		if err != nil {
			return err
		}
		th, err := l.store.Thing(ctx, c.noun, l.caseID, id)
		if err != nil {
			return fmt.Errorf("%s %q: %w", c.noun, c.key, err)
		}
		problems := onus.Fill(th, func(name string) (string, bool) {
			value, ok := c.set[name]
			return value, ok
		})
		if err := problems.Err(); err != nil {
			return fmt.Errorf("%s %q: %w", c.noun, c.key, err)
		}
		who := onus.Actor{Email: l.who.Email, Reason: c.reason}
		if err := l.store.Update(ctx, who, th); err != nil {
			return fmt.Errorf("%s %q: %w", c.noun, c.key, err)
		}
	}
	return nil
}

// tie is the key of what ties two things.
func tie(from, to string) string { return from + " " + to }
