package demo

import (
	"bytes"
	"io/fs"
	"time"

	"github.com/vpclens/vpclens/awsdata"
)

// captured is when the demo account was read, as its documents say.
var captured = time.Date(2026, time.October, 5, 7, 42, 0, 0, time.UTC)

// age is how long ago the demo account of somebody who opens it now was read.
const age = 3 * time.Minute

// On are the demo account and its yesterday as they are to somebody who opens them now: all times in them are moved,
// so that what happened "yesterday" did. [Snapshot] and [Yesterday] always bring the same.
func On(now time.Time) (today, yesterday func() (*awsdata.Snapshot, error)) {
	by := since(now)
	move := func(dir fs.FS) fs.FS { return moved{dir, by} }
	return func() (*awsdata.Snapshot, error) { return snapshot(move) },
		func() (*awsdata.Snapshot, error) { return before(move) }
}

// since is how far times are moved for somebody who opens the account now.
func since(now time.Time) time.Duration {
	return now.UTC().Truncate(time.Minute).Add(-age).Sub(captured)
}

// moved is a tree of documents with other times.
type moved struct {
	fs.FS
	by time.Duration
}

// ReadFile implements [fs.ReadFileFS].
func (m moved) ReadFile(name string) ([]byte, error) {
	data, err := fs.ReadFile(m.FS, name)
	if err != nil {
		return nil, err
	}
	return moveTimes(data, m.by), nil
}

// ReadDir implements [fs.ReadDirFS].
func (m moved) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(m.FS, name) }

// moveTimes moves the times of a document, which are strings as AWS writes them; what follows the seconds stays.
func moveTimes(data []byte, by time.Duration) []byte {
	const layout, begin = "2006-01-02T15:04:05", `"20`
	data = bytes.Clone(data)
	for at := 0; ; at += len(begin) {
		next := bytes.Index(data[at:], []byte(begin))
		if next < 0 || at+next+1+len(layout) > len(data) {
			return data
		}
		at += next
		text := data[at+1 : at+1+len(layout)]
		if t, err := time.Parse(layout, string(text)); err == nil {
			copy(text, t.Add(by).Format(layout))
		}
	}
}
