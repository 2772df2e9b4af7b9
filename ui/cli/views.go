package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/host"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/settings"
)

// keepViews is where the explorer keeps the views that a person saves: a file of its own beside the file of settings,
// which is the person's and never written.
func (p *program) keepViews(ctx context.Context, root *cobra.Command) host.Views {
	path, known := p.viewsPath(), known(root)
	if path == "" {
		return host.Views{}
	}
	return host.Views{
		Save: func(v screen.View, over bool) error {
			if p.byHand(v.Name) {
				return fmt.Errorf("the view %s stands in %s: change it there, or choose another name", v.Name,
					p.settings.Path)
			}
			return changeFile(ctx, path, func(data []byte) ([]byte, error) {
				return settings.WithView(data, &settings.View{Name: v.Name, What: v.What, List: v.List,
					Filter: v.Filter, Sort: v.Sort, Descending: v.Descending, Columns: v.Columns}, over, known)
			})
		},
		Drop: func(name string) error {
			if p.byHand(name) {
				return fmt.Errorf("the view %s stands in %s: remove it there", name, p.settings.Path)
			}
			err := changeFile(ctx, path, func(data []byte) ([]byte, error) {
				return settings.WithoutView(data, name, known)
			})
			if errors.Is(err, settings.ErrNoView) {
				return fmt.Errorf("no view %q was saved", name)
			}
			return err
		},
	}
}

// byHand says whether a person has written a view into the file of settings.
func (p *program) byHand(name string) bool {
	for _, v := range p.settings.Views {
		if v.Name == name && !p.settings.saved[name] {
			return true
		}
	}
	return false
}

// changeFile changes a file of settings, which need not be there yet: whoever reads it sees all of the old or all of
// the new.
func changeFile(ctx context.Context, path string, change func([]byte) ([]byte, error)) error {
	data, err := readSettingsFile(path, false)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read the saved views: %w", err)
	}
	if data, err = change(data); err != nil {
		if errors.Is(err, fs.ErrExist) || errors.Is(err, settings.ErrNoView) {
			return err
		}
		return fmt.Errorf("%s: %w", path, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("save the view: %w", err)
	}
	if path, err = awsdata.Follow(path); err == nil {
		err = awsdata.ReplaceFile(ctx, path, data)
	}
	if err != nil {
		return fmt.Errorf("save the view: %w", err)
	}
	return nil
}
