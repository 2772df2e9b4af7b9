package demo

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// changed are the documents that were different a day earlier. An empty file is a document that was not there then.
//
//go:embed yesterday
var changed embed.FS

// Yesterday reads the demo account as it was one day earlier: README.md says what happened since. Every call returns a
// snapshot of its own.
func Yesterday() (*awsdata.Snapshot, error) {
	today, err := fs.Sub(account, "account")
	if err != nil {
		return nil, fmt.Errorf("open the demo account: %w", err)
	}
	then, err := fs.Sub(changed, "yesterday")
	if err != nil {
		return nil, fmt.Errorf("open yesterday's demo account: %w", err)
	}
	s, err := awsdata.LoadDir(overlay{over: then, base: today}, "demo of yesterday")
	if err != nil {
		return nil, fmt.Errorf("load yesterday's demo account: %w", err)
	}
	return s, nil
}

// overlay is one tree of files seen through another: a file of over stands in place of the one of base, and an empty one
// takes it away.
type overlay struct{ over, base fs.FS }

// Open implements [fs.FS].
func (o overlay) Open(name string) (fs.File, error) {
	info, err := fs.Stat(o.over, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return o.base.Open(name)
	case err == nil && gone(info):
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return o.over.Open(name)
}

// ReadDir implements [fs.ReadDirFS].
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(o.base, name)
	if err != nil {
		return nil, err
	}
	others, err := fs.ReadDir(o.over, name)
	if errors.Is(err, fs.ErrNotExist) {
		return entries, nil
	}
	if err != nil {
		return nil, err
	}
	for _, e := range others {
		info, err := e.Info()
		if err != nil {
			return nil, err
		}
		at, found := slices.BinarySearchFunc(entries, e.Name(), func(x fs.DirEntry, name string) int { return strings.Compare(x.Name(), name) })
		if found {
			entries = slices.Delete(entries, at, at+1)
		}
		if !gone(info) {
			entries = slices.Insert(entries, at, e)
		}
	}
	return entries, nil
}

func gone(info fs.FileInfo) bool { return !info.IsDir() && info.Size() == 0 }
