// Package demo holds the demo account: a made-up shop with two regions, whose functions have the troubles that real
// accounts have. It is a snapshot in the directory form, so that anybody can read it, load it with --from, or compare
// it with what the AWS CLI prints. README.md beside it says of every function what it is and what is wrong with it.
//
// The account is the input of goldens, pictures and stories: a change here changes them all.
package demo

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/vpclens/vpclens/awsdata"
)

// account is the directory that awsdata's Save wrote. Embedding it keeps the demo in the one binary.
//
//go:embed account
var account embed.FS

// Snapshot reads the demo account. Every call returns a snapshot of its own.
func Snapshot() (*awsdata.Snapshot, error) { return snapshot(asItIs) }

func asItIs(dir fs.FS) fs.FS { return dir }

// snapshot reads the demo account through a view of its documents.
func snapshot(through func(fs.FS) fs.FS) (*awsdata.Snapshot, error) {
	dir, err := fs.Sub(account, "account")
	if err != nil {
		return nil, fmt.Errorf("open the demo account: %w", err)
	}
	s, err := awsdata.LoadDir(context.Background(), through(dir), "demo")
	if err != nil {
		return nil, fmt.Errorf("load the demo account: %w", err)
	}
	return s, nil
}
