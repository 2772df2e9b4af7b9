package flowrecords

import (
	"context"
	"io"
)

// ReadContent is Read of one file's content.
func ReadContent(ctx context.Context, f io.ReaderAt, size int64, each func(*Record) error) (Count, error) {
	return read(ctx, f, size, nil, each)
}
