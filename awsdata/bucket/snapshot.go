package bucket

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/vpclens/vpclens/awsdata"
)

const (
	atOnce    = 16      // requests side by side
	bigObject = 8 << 20 // objects of more bytes are read one at a time
	mostKeys  = 100_000 // objects below a prefix: ten thousand accounts have as many
	mostPages = 1_000   // of a listing, which has a thousand keys a page
	namedKeys = 3       // how many ignored objects a note names
)

// Watcher is told how the reading or writing of a snapshot goes; both may be nil, and are called one at a time or from
// any goroutine.
type Watcher struct {
	Progress func(key string, done, total int)
	Note     func(text string) // what was passed over, in a line
}

func (w Watcher) note(format string, args ...any) {
	if w.Note != nil {
		w.Note(awsdata.Clean(fmt.Sprintf(format, args...)))
	}
}

func (w Watcher) progress(key string, done, total int) {
	if w.Progress != nil {
		w.Progress(key, done, total)
	}
}

// Save writes the snapshot below the prefix, an object for each region of each account and one for what is
// account-wide. The result is how many. What was there of other regions and accounts stays.
func (b *Bucket) Save(ctx context.Context, s *awsdata.Snapshot, watch Watcher) (int, error) {
	parts, err := s.Parts()
	if err != nil {
		return 0, err
	}
	var done atomic.Int64
	work, limited := awsdata.NewGroup(ctx)
	work.SetLimit(atOnce)
	for i := range parts {
		p := &parts[i]
		work.Go(func() error {
			if err := context.Cause(limited); err != nil {
				return err
			}
			var packed bytes.Buffer
			if err := p.Encode(&packed); err != nil {
				return err
			}
			if err := b.Put(limited, p.Key(), packed.Bytes()); err != nil {
				return err
			}
			watch.progress(p.Key(), int(done.Add(1)), len(parts))
			return nil
		})
	}
	if err := work.Wait(); err != nil {
		if n := int(done.Load()); n > 0 {
			err = fmt.Errorf("%w (%d of %d objects were written)", err, n, len(parts))
		}
		return int(done.Load()), err
	}
	return len(parts), nil
}

// Load reads the snapshot that the location names: one object, or all parts below a prefix, of any number of accounts.
// A part that cannot be read is a gap of its region, and noted; if none can, that is the error.
func (b *Bucket) Load(ctx context.Context, watch Watcher) (*awsdata.Snapshot, error) {
	if b.at.IsObject() {
		data, err := b.get(ctx, b.at.Prefix)
		if err != nil {
			return nil, err
		}
		return awsdata.Decode(ctx, data, b.at.String())
	}
	keys, err := b.parts(ctx, watch)
	if err != nil {
		return nil, err
	}
	return b.gather(ctx, keys, watch)
}

// part is an object that holds a part of a snapshot.
type part struct {
	key, account, region string
	big                  bool
}

// parts finds the objects below the prefix that hold parts, and notes that there are others.
func (b *Bucket) parts(ctx context.Context, watch Watcher) ([]part, error) {
	root, within := awsdata.SplitPartPrefix(b.at.Prefix)
	root = strings.TrimPrefix(root+"/", "/")
	keys, _, err := b.list(ctx, root+within, "")
	if err != nil {
		return nil, err
	}
	var found []part
	var others []string
	of := make(map[[2]string]string)
	for _, o := range keys {
		key := o.key
		account, region, ok := awsdata.ParsePartKey(strings.TrimPrefix(key, root))
		place := [2]string{account, region}
		switch {
		case !ok:
			others = append(others, key)
		case of[place] != "":
			return nil, fmt.Errorf("%s %s is there twice: as %s and as %s: remove the one that is older", account,
				region, Location{b.at.Bucket, of[place]}, Location{b.at.Bucket, key})
		default:
			of[place] = key
			found = append(found, part{key, account, region, o.size > bigObject})
		}
	}
	if within == "accounts/" {
		// This is for telling only: who may list the snapshots may be allowed to list no more.
		beside, folders, err := b.list(ctx, root, "/")
		if err != nil && (ctx.Err() != nil || len(found) == 0) {
			return nil, err
		}
		folders = slices.DeleteFunc(folders, func(f string) bool { return f == root+within })
		for _, o := range beside {
			others = append(others, o.key)
		}
		others = append(others, folders...)
	}
	if len(found) == 0 {
		hint := "`vpclens snapshot --to` writes them there"
		if len(others) > 0 {
			hint = "there are other things, such as " + Location{b.at.Bucket, awsdata.Clean(others[0])}.String()
		}
		return nil, &Error{What: b.at.String(), Cause: awsdata.CauseAbsent,
			Says: fmt.Sprintf("there are no snapshots below %s (accounts/<account>/<region>.json.gz): %s", b.at, hint)}
	}
	if n := len(others); n > 0 {
		named := strings.Join(others[:min(n, namedKeys)], ", ")
		if n > namedKeys {
			named += fmt.Sprintf(" and %d more", n-namedKeys)
		}
		watch.note("%s: left alone what is no snapshot: %s", b.at, named)
	}
	return found, nil
}

// object is an entry of a listing.
type object struct {
	key  string
	size int64
}

// list are the keys that begin with a prefix and, if a delimiter ends them there, the beginnings of the others.
func (b *Bucket) list(ctx context.Context, prefix, delimiter string) (keys []object, beginnings []string, err error) {
	in := &s3.ListObjectsV2Input{Bucket: &b.at.Bucket, Prefix: &prefix}
	if delimiter != "" {
		in.Delimiter = &delimiter
	}
	for page := 0; ; page++ {
		var out *s3.ListObjectsV2Output
		err := b.ask(ctx, listing, b.at.Prefix, func(ctx context.Context, client api) (err error) {
			out, err = client.ListObjectsV2(ctx, in)
			return err
		})
		switch {
		case err != nil:
			return nil, nil, err
		case out.Name == nil: // any well-formed XML reads as a list of nothing
			const next = "check the endpoint, and whether a proxy answers"
			return nil, nil, fmt.Errorf("cannot list %s: the answer is none of S3: %s", b.at, next)
		}
		for _, o := range out.Contents {
			if key := aws.ToString(o.Key); strings.HasPrefix(key, prefix) && !strings.HasSuffix(key, "/") {
				keys = append(keys, object{key, aws.ToInt64(o.Size)})
			}
		}
		for _, p := range out.CommonPrefixes {
			beginnings = append(beginnings, aws.ToString(p.Prefix))
		}
		next := aws.ToString(out.NextContinuationToken)
		switch {
		case len(keys) > mostKeys || len(beginnings) > mostKeys || page == mostPages:
			const next = "name a prefix that holds snapshots only"
			return nil, nil, fmt.Errorf("there are more than %d objects below %s: %s", mostKeys, b.at, next)
		case !aws.ToBool(out.IsTruncated) || next == "" || next == aws.ToString(in.ContinuationToken):
			return keys, beginnings, nil
		}
		in.ContinuationToken = &next
	}
}

// gather reads the parts side by side.
func (b *Bucket) gather(ctx context.Context, parts []part, watch Watcher) (*awsdata.Snapshot, error) {
	gathering := awsdata.NewGathering()
	failed := make([]error, len(parts))
	var done atomic.Int64
	var big sync.Mutex
	work, limited := awsdata.NewGroup(ctx)
	work.SetLimit(atOnce)
	for i, p := range parts {
		work.Go(func() error {
			if p.big {
				big.Lock()
				defer big.Unlock()
			}
			if err := context.Cause(limited); err != nil {
				return err
			}
			name := Location{b.at.Bucket, p.key}.String()
			data, err := b.get(limited, p.key)
			if err == nil {
				err = gathering.Add(limited, p.account, p.region, name, data)
			}
			var refused *Error
			var damaged *awsdata.DataError
			switch {
			case err == nil:
			case errors.Is(err, awsdata.ErrGatheredTooMuch):
				one := Location{b.at.Bucket, path.Dir(p.key)}
				return fmt.Errorf("%w: read one account, such as --from %s", err, one)
			case limited.Err() != nil:
				return err
			case errors.As(err, &refused):
				failed[i] = err
				gathering.Miss(p.account, p.region, name, refused.Cause, err.Error())
			case errors.As(err, &damaged):
				failed[i] = err
				gathering.Miss(p.account, p.region, name, awsdata.CauseMalformed, err.Error())
			default:
				return err
			}
			watch.progress(p.key, int(done.Add(1)), len(parts))
			return nil
		})
	}
	if err := work.Wait(); err != nil {
		if ctx.Err() != nil {
			return nil, fmt.Errorf("read %s: %w", b.at, context.Cause(ctx))
		}
		return nil, err
	}
	failed = slices.DeleteFunc(failed, func(err error) bool { return err == nil })
	switch n := len(failed); {
	case n == len(parts):
		return nil, failed[0]
	case n == 1:
		watch.note("%v", failed[0])
	case n > 1:
		watch.note("%v (and %d more objects that could not be read)", failed[0], n-1)
	}
	s := gathering.Snapshot()
	b.noteAges(s, watch)
	return s, nil
}

// manyDays is how far apart the parts of a snapshot may be without a word.
const manyDays = 48 * time.Hour

// noteAges tells that some parts are much older than others: the account may have stopped to collect itself.
func (b *Bucket) noteAges(s *awsdata.Snapshot, watch Watcher) {
	var oldest, newest *awsdata.Region
	for _, r := range s.Regions {
		at := s.CapturedAtOf(r)
		if at.IsZero() { // it does not say
			continue
		}
		if oldest == nil || at.Before(s.CapturedAtOf(oldest)) {
			oldest = r
		}
		if newest == nil || at.After(s.CapturedAtOf(newest)) {
			newest = r
		}
	}
	if oldest == nil || s.CapturedAtOf(newest).Sub(s.CapturedAtOf(oldest)) <= manyDays {
		return
	}
	told := func(r *awsdata.Region) string {
		return fmt.Sprintf("%s (%s %s)", s.CapturedAtOf(r).Format(time.DateOnly), r.AccountID, r.RegionName)
	}
	watch.note("%s: the oldest part is of %s, the newest of %s", b.at, told(oldest), told(newest))
}
