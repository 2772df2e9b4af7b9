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
	f, err := os.CreateTemp(filepath.Dir(path), ".vpclens-*") // made for its owner only
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // fails once it is renamed, as it should
	if _, err := f.Write(data); err != nil {
		_ = f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := context.Cause(ctx); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
