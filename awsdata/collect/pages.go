package collect

import "context"

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
	for p.HasMorePages() {
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
