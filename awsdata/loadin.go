package awsdata

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// LoadIn is [Load] of a file or directory below a folder, out of which no name and no link leads.
func LoadIn(ctx context.Context, root *os.Root, name string, options ...Option) (*Snapshot, error) {
	if !fs.ValidPath(name) {
		return nil, errors.New("a snapshot is named as it stands in its folder")
	}
	info, err := root.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("no snapshot %s", Clean(name))
	}
	if err != nil {
		return nil, unreadable(name, err)
	}
	if info.IsDir() {
		below, err := root.OpenRoot(name)
		if err != nil {
			return nil, unreadable(name, err)
		}
		defer below.Close()
		return LoadDir(ctx, folder{below.FS()}, name, options...)
	}
	data, err := readFile(ctx, folder{root.FS()}, name)
	if err != nil {
		return nil, unreadable(name, err)
	}
	return Decode(ctx, data, name, options...)
}
