package awsdata

import (
	"context"
	"os"
	"path/filepath"
)

// ReplaceFile writes a file that only its owner can read. It is written beside its place and renamed: whoever reads it
// sees what was there before or all of the new, whatever happens meanwhile. A link is replaced, see [Follow]. If ctx
// ends, nothing is. The state of the explorer, which imports nothing of ours, has its own.
func ReplaceFile(ctx context.Context, path string, data []byte) error {
	a, err := PutAside(path, data)
	if err != nil {
		return err
	}
	defer a.Drop()
	if err := context.Cause(ctx); err != nil {
		return err
	}
	return a.Replace()
}

// Aside is a file that is whole and has not taken its place yet: several are made before any of them is seen.
type Aside struct {
	Path string // its place
	at   string
}

// PutAside writes data beside the place of a file, for its owner only. [Aside.Drop] removes it.
func PutAside(path string, data []byte) (*Aside, error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".vpclens-*") // made for its owner only
	if err != nil {
		return nil, err
	}
	a := &Aside{Path: path, at: f.Name()}
	if _, err := f.Write(data); err != nil {
		_ = f.Close()
		a.Drop()
		return nil, err
	}
	if err := f.Close(); err != nil {
		a.Drop()
		return nil, err
	}
	return a, nil
}

// Replace has the file take its place.
func (a *Aside) Replace() error { return os.Rename(a.at, a.Path) }

// Drop removes the file, if it has not taken its place.
func (a *Aside) Drop() { _ = os.Remove(a.at) } // fails once it is renamed, as it should
