package collect

import (
	"context"
	"fmt"
	"reflect"
)

// pager is what all paginators of the SDK have in common.
type pager[O, C any] interface {
	HasMorePages() bool
	NextPage(context.Context, ...func(*C)) (*O, error)
}

// all reads every page into the document. Pages that arrived before an error stay in it.
func all[O, C any](ctx context.Context, d *document, p pager[O, C]) error {
	return allOf(ctx, d, p, nil)
}

// allOf is all with a look at each page first, to take out what must not be kept.
func allOf[O, C any](ctx context.Context, d *document, p pager[O, C], look func(*O) error) error {
	return upTo(ctx, d, 0, p, look)
}

// truncatedError says that a list was left at a length that is enough for anyone. What had come by then is kept.
type truncatedError struct{ most int }

// Error implements error.
func (e *truncatedError) Error() string {
	return fmt.Sprintf("only the first %d were read, to save time", e.most)
}

// upTo is allOf that reads no more pages once it has so many elements, 0 for any number.
func upTo[O, C any](ctx context.Context, d *document, most int, p pager[O, C], look func(*O) error) error {
	for p.HasMorePages() {
		if most > 0 && d.items() >= most {
			return &truncatedError{most}
		}
		page, err := p.NextPage(ctx)
		if err != nil {
			return err
		}
		if look != nil {
			if err := look(page); err != nil {
				return err
			}
		}
		if err := d.add(page); err != nil {
			return err
		}
	}
	return nil
}

// with looks whether a page has the list that it is about. The JSON protocols send an empty list where there is nothing, so
// an object without it is no answer to what was asked.
func with[O any](member string) func(*O) error {
	return func(page *O) error {
		if reflect.ValueOf(page).Elem().FieldByName(member).IsNil() {
			return missingMember(member)
		}
		return nil
	}
}
