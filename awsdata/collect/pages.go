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
	var seen tokens
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
		if err := seen.add(page); err != nil {
			return err
		}
	}
	return nil
}

// tokens are what pages have named the next one by. One that comes again would go round for ever.
type tokens map[string]bool

func (t *tokens) add(page any) error {
	token := tokenOf(page)
	switch {
	case token == "":
		return nil
	case (*t)[token]:
		return &answerError{"the answer names a page that was read already"}
	case *t == nil:
		*t = make(tokens)
	}
	(*t)[token] = true
	return nil
}

// tokenOf is what a page names the next one by, "" for none. A list of records has three members for that.
func tokenOf(page any) string {
	v := reflect.ValueOf(page).Elem()
	var out string
	for _, name := range []string{"NextToken", "NextMarker", "Marker", "NextRecordName", "NextRecordType",
		"NextRecordIdentifier", "PaginationToken"} {
		if f := v.FieldByName(name); f.IsValid() && f.Kind() == reflect.Pointer && !f.IsNil() &&
			f.Elem().Kind() == reflect.String {
			out += f.Elem().String() + "\n"
		} else if f.IsValid() && f.Kind() == reflect.String && f.Len() > 0 {
			out += f.String() + "\n"
		}
	}
	return out
}
