package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/bucket"
)

// lakeAt is what writes a format's files to the place that --output names; nil where the format, or what is written, is
// one document.
func (p *program) lakeAt(format report.Format, output string) (func(context.Context, *report.Scan) error, error) {
	switch {
	case bucket.IsURL(output) && format.Files == nil:
		return nil, usagef("--output %s: only --format ocsf is written to S3; write a file and copy it", output)
	case format.Files == nil || output == "":
		return nil, nil
	case bucket.IsURL(output):
		at, err := bucket.Parse(output)
		if err != nil {
			return nil, usagef("--output: %v", err)
		}
		return p.toLake(format, at.String(), func(ctx context.Context, files []report.File) (int, error) {
			return p.inBucket(ctx, p.flags, at, func(ctx context.Context, b *bucket.Bucket) (int, error) {
				return putFiles(ctx, b, files)
			})
		}), nil
	}
	if info, err := os.Stat(output); err == nil && !info.IsDir() {
		return nil, usagef("--output %s is a file: --format %s writes a folder of files, or lines to stdout", output,
			format.Name)
	}
	return p.toLake(format, output, func(ctx context.Context, files []report.File) (int, error) {
		return writeFiles(ctx, output, files)
	}), nil
}

// toLake writes files and says how many.
func (p *program) toLake(format report.Format, where string, write func(context.Context, []report.File) (int, error),
) func(context.Context, *report.Scan) error {
	return func(ctx context.Context, s *report.Scan) error {
		files, err := format.Files(s)
		if err != nil {
			return err
		}
		if n, err := write(ctx, files); err != nil {
			if n > 0 {
				err = fmt.Errorf("%w (%d of %d files were written)", err, n, len(files))
			}
			return err
		}
		p.say("wrote %s: %s of %s", where, english.Count(len(files), "file"),
			english.Count(len(s.Result.Accounts), "account"))
		return nil
	}
}

// putFiles writes files to a bucket, some side by side, and tells how many.
func putFiles(ctx context.Context, b *bucket.Bucket, files []report.File) (int, error) {
	const atOnce = 16
	var done atomic.Int64
	work, limited := awsdata.NewGroup(ctx)
	work.SetLimit(atOnce)
	for _, f := range files {
		work.Go(func() error {
			if err := context.Cause(limited); err != nil {
				return err
			}
			if err := b.Put(limited, f.Path, f.Data); err != nil {
				return err
			}
			done.Add(1)
			return nil
		})
	}
	err := work.Wait()
	return int(done.Load()), err
}

// writeFiles writes files below a folder, and tells how many. Only their owner can read them.
func writeFiles(ctx context.Context, folder string, files []report.File) (int, error) {
	for i, f := range files {
		if err := context.Cause(ctx); err != nil {
			return i, err
		}
		at, err := filepath.Localize(f.Path)
		if err != nil || strings.Contains(f.Path, `\`) {
			return i, fmt.Errorf("write %s: %q is no place for a file", folder, f.Path)
		}
		name := filepath.Join(folder, at)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			return i, fmt.Errorf("write %s: %w", folder, err)
		}
		if err := replaceFile(name, f.Data); err != nil {
			return i, err
		}
	}
	return len(files), nil
}
