package reading

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"onus"
	"onus/document"
)

// limitPicture is less than limitWall: others wait for their pages meanwhile.
const limitPicture = 15 * time.Second

// maxLost is how many pages may kill a child while a document is unlocked, before the
// rest of its pictures is given up.
const maxLost = 3

// Picture is a page of a file as JPEG, width pixels wide; the first is 1. key names the
// bytes of the file. Errors are those of Read, or wrap one of package document.
func (p *Pool) Picture(ctx context.Context, f *os.File, key string, page, width int) ([]byte, error) {
	if err := p.pages.enter(ctx, key, false); err != nil {
		return nil, err
	}
	defer p.pages.leave()
	if p.pages.goesOn(key, maxRequests) {
		jpeg, err := p.openPicture(ctx, page, width)
		if err == nil || p.pages.open != nil || ctx.Err() != nil {
			return jpeg, err
		}
		// The child may have died of the pages before this one.
	}
	c, q, err := withFile(ctx, &p.pages.spare, f)
	if err != nil {
		return nil, err
	}
	p.pages.open = &session{child: c, size: q.Size, key: key}
	defer p.pages.spare.prepare() // not before: starting takes the processor that the picture needs
	return p.openPicture(ctx, page, width)
}

// openPicture asks the child of the session; if that ends, so does the session.
func (p *Pool) openPicture(ctx context.Context, page, width int) ([]byte, error) {
	defer p.pages.used()
	s := p.pages.open
	return s.child.picture(ctx, &document.Request{Size: s.size, Page: page, Width: width})
}

func (c *child) picture(ctx context.Context, q *document.Request) (jpeg []byte, err error) {
	q.Do = document.DoPicture
	err = c.ask(ctx, q, limitPicture, limitOutput, func(frames *document.Frames) (err error) {
		if jpeg, err = frames.Expect(document.FramePicture); err == nil && !isJPEG(jpeg) {
			err = fmt.Errorf("no JPEG: %w", document.ErrWire)
		}
		return err
	})
	return jpeg, err
}

func isJPEG(b []byte) bool { return bytes.HasPrefix(b, []byte("\xff\xd8\xff")) }

// Unlock reads a file with its password and gives keep a picture of every page that can
// be made, since the password is kept nowhere and later ones could not be made.
func (p *Pool) Unlock(ctx context.Context, f *os.File, name, password string, width int, keep func(page int, jpeg []byte) error) (*onus.Document, error) {
	var d *onus.Document
	err := p.withWorker(ctx, f, true, func(c *child, q document.Request) (err error) {
		q.Name, q.Password = name, password
		d, err = c.read(ctx, &q)
		return err
	})
	if err != nil || !d.Paged {
		return d, err
	}
	for page, lost := 1, 0; page <= len(d.Parts) && lost < maxLost; {
		from := page
		err := p.withWorker(ctx, f, true, func(c *child, q document.Request) (err error) {
			q.Name, q.Password, q.Width = name, password, width
			page, err = c.pictures(ctx, q, page, len(d.Parts), keep)
			return err
		})
		if err != nil {
			return d, err
		}
		if page == from+1 && page <= len(d.Parts) {
			lost++
		}
	}
	return d, nil
}

// pictures makes those that one child can and answers the page to go on with in another
// one. A page that cannot be made is passed over.
func (c *child) pictures(ctx context.Context, q document.Request, from, to int, keep func(int, []byte) error) (int, error) {
	page := from
	for ; page <= to && page < from+maxRequests; page++ {
		q.Page = page
		jpeg, err := c.picture(ctx, &q)
		var refused *document.Failure
		switch {
		case ctx.Err() != nil:
			return page, ctx.Err()
		case err == nil:
			if err := keep(page, jpeg); err != nil {
				return page, err
			}
		case errors.As(err, &refused):
		case page == from: // no page before it has used up what the child may use
			return page + 1, nil
		default:
			return page, nil
		}
	}
	return page, nil
}
