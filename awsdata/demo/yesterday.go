package demo

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// changed is what was different a day earlier. Of a document that is a list it holds the elements that were different,
// and those that were not there yet as their id and "gone"; any other document it holds whole, and one that was not
// there yet as an empty file.
//
//go:embed yesterday
var changed embed.FS

// Yesterday reads the demo account as it was one day earlier: README.md says what happened since. Every call returns a
// snapshot of its own.
func Yesterday() (*awsdata.Snapshot, error) { return before(asItIs) }

// before reads the account of the day before through a view of its documents.
func before(through func(fs.FS) fs.FS) (*awsdata.Snapshot, error) {
	today, err := fs.Sub(account, "account")
	if err != nil {
		return nil, fmt.Errorf("open the demo account: %w", err)
	}
	then, err := fs.Sub(changed, "yesterday")
	if err != nil {
		return nil, fmt.Errorf("open yesterday's demo account: %w", err)
	}
	s, err := awsdata.LoadDir(context.Background(), through(overlay{over: then, base: today}), "demo of yesterday")
	if err != nil {
		return nil, fmt.Errorf("load yesterday's demo account: %w", err)
	}
	return s, nil
}

// overlay is one tree of files seen through another: the elements of a list in over stand in place of those of the list
// in base, any other file in place of the whole file, and an empty one takes it away.
type overlay struct{ over, base fs.FS }

// Open implements [fs.FS]; documents are read by [overlay.ReadFile].
func (o overlay) Open(name string) (fs.File, error) { return o.base.Open(name) }

// ReadFile implements [fs.ReadFileFS].
func (o overlay) ReadFile(name string) ([]byte, error) {
	over, err := fs.ReadFile(o.over, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fs.ReadFile(o.base, name)
	case err != nil:
		return nil, err
	case len(over) == 0:
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
	}
	base, err := fs.ReadFile(o.base, name)
	if errors.Is(err, fs.ErrNotExist) {
		return over, nil
	}
	if err != nil {
		return nil, err
	}
	merged, err := merge(base, over)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return merged, nil
}

// merge is a document with the elements of another in the place of its own, or the other document where it is no list.
func merge(base, over []byte) ([]byte, error) {
	member, was, err := elements(base)
	if err != nil {
		return nil, err
	}
	other, is, err := elements(over)
	if err != nil || member == "" || member != other {
		return over, err
	}
	for _, e := range is {
		at := slices.IndexFunc(was, func(old element) bool { return old.id == e.id })
		switch {
		case e.gone && at < 0:
			return nil, fmt.Errorf("%s is gone and never was there", e.id)
		case e.gone:
			was = slices.Delete(was, at, at+1)
		case at >= 0:
			was[at] = e
		default:
			was = append(was, e)
		}
	}
	list := make([]json.RawMessage, len(was))
	for i := range was {
		list[i] = was[i].text
	}
	return json.Marshal(map[string][]json.RawMessage{member: list})
}

// element is an element of a list, by its id: its first member, or its ARN for a function's versions, which share a
// name.
type element struct {
	id   string
	gone bool
	text json.RawMessage
}

// elements are the elements of a document that is one list, and the list's name; "" for any other document.
func elements(document []byte) (member string, list []element, err error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(document, &members); err != nil || len(members) != 1 {
		return "", nil, err
	}
	for name, value := range members {
		var texts []json.RawMessage
		if json.Unmarshal(value, &texts) != nil {
			return "", nil, nil
		}
		for _, text := range texts {
			e := element{text: text}
			d := json.NewDecoder(bytes.NewReader(text))
			for i := range 3 { // the brace, the first member's name and its value
				token, err := d.Token()
				if err != nil {
					return "", nil, err
				}
				if i == 2 {
					e.id = fmt.Sprint(token)
				}
			}
			var mark struct {
				FunctionArn string
				Gone        bool `json:"gone"`
			}
			if err := json.Unmarshal(text, &mark); err != nil {
				return "", nil, err
			}
			if e.gone = mark.Gone; mark.FunctionArn != "" {
				e.id = mark.FunctionArn
			}
			list = append(list, e)
		}
		member = name
	}
	return member, list, nil
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
		at, found := slices.BinarySearchFunc(entries, e.Name(), func(x fs.DirEntry, name string) int {
			return strings.Compare(x.Name(), name)
		})
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
