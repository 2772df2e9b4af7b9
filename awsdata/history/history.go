// Package history keeps what was read of an account in a folder of the machine: the states that it was in, each with
// the time at which it was first seen. A state is a snapshot as [awsdata.Snapshot.Save] writes it, so that anything
// that reads a snapshot reads it too.
//
// A snapshot holds no secret: collecting asks for none, and what AWS tells about credentials is masked where it is
// decoded. It is a map of an account's network all the same, so files are their owner's alone.
//
// Several programs may keep states in one folder at a time. A file is written aside and renamed, nothing is ever
// changed in place, and what is kept is known from the names of the files alone.
package history

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/vpclens/vpclens/awsdata"
)

// How much is kept of an account. What goes beyond it says [spare].
const (
	mostStates = 200
	mostBytes  = 1 << 30
)

const (
	halfWritten = ".vpclens-" // how names of files begin that [awsdata.ReplaceFile] has not renamed yet
	day         = 24 * time.Hour
)

// Folder keeps the states of one account and set of regions.
type Folder struct {
	path       string
	anonymized bool
	now        func() time.Time
	note       func(string)
	most       int
	mostBytes  int64
}

// Of is the folder below a root for what a key names: who is asked, and for which regions. Nothing is made before the
// first state. States that are kept anonymized have a folder of their own, whose name does not tell the key.
//
// What is passed over is said to note, in a line.
func Of(root, key string, anonymized bool, now func() time.Time, note func(string)) *Folder {
	name := folderName(key)
	if anonymized {
		sum := sha256.Sum256([]byte(key))
		name = anonymous + hex.EncodeToString(sum[:6])
	}
	f := In(root, name, now, note)
	f.anonymized = anonymized
	return f
}

// anonymous is how the names of folders begin whose states are anonymized.
const anonymous = "anonymized-"

// folderName is a key as every file system takes it.
func folderName(key string) string {
	var b strings.Builder
	for i, r := range key {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune("-_,@", r),
			r == '.' && i > 0 && i+1 < len(key): // Windows leaves out one at the end
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "%%%02x", r)
		}
	}
	name := b.String()
	if awsdata.IsDevice(name) {
		name = fmt.Sprintf("%%%02x%s", name[0], name[1:])
	}
	if len(name) > 100 {
		sum := sha256.Sum256([]byte(key))
		name = name[:80] + "-" + hex.EncodeToString(sum[:6])
	}
	return name
}

// Anonymized reports whether names are replaced in what is kept. Replacements are numbered anew in each state: one is
// to be shown to others, and cannot be compared with another.
func (f *Folder) Anonymized() bool { return f.anonymized }

// Path is where the states are.
func (f *Folder) Path() string { return f.path }

// State is an answer that was kept.
type State struct {
	At      time.Time // when it was first seen
	Account string    // "" where nothing told it, or where there are several

	of          string // whose it is, as the file's name says it
	file, print string
	size        int64
}

// What stands in a file's name in the place of an account's id. Which of several accounts is the first changes with
// each that comes or goes.
const (
	several = "several"
	nobody  = "none"
)

var stateFile = regexp.MustCompile(
	`^(\d{8}T\d{6}Z)-(\d{12}|` + several + `|` + nobody + `)-([0-9a-f]{12})\.json\.gz$`)

// whose is what stands in the name of a snapshot's file.
func whose(s *awsdata.Snapshot) string {
	switch {
	case len(s.Accounts) > 1:
		return several
	case awsdata.IsAccountID(s.AccountID):
		return s.AccountID
	}
	return nobody
}

const stampForm = "20060102T150405Z"

// States are the states that are kept of the account of the newest one, oldest first. What is in the folder besides is
// passed over.
func (f *Folder) States() ([]State, error) {
	var states []State
	entries, err := os.ReadDir(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read what was kept: %w", err)
	}
	odd := 0
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), halfWritten) { // somebody is writing it
			continue
		}
		if s, ok := f.state(e); ok {
			states = append(states, s)
		} else {
			odd++
		}
	}
	slices.SortFunc(states, func(a, b State) int {
		return cmp.Or(a.At.Compare(b.At), strings.Compare(a.file, b.file))
	})
	if n := len(states); n > 0 {
		of, all := states[n-1].of, n
		states = slices.DeleteFunc(states, func(s State) bool { return s.of != of })
		odd += all - len(states)
	}
	if odd > 0 {
		f.note(fmt.Sprintf("passed over in %s: %d that are no states of this account", f.path, odd))
	}
	return states, nil
}

// state is what the name of a file says.
func (f *Folder) state(e fs.DirEntry) (State, bool) {
	m := stateFile.FindStringSubmatch(e.Name())
	if m == nil || !e.Type().IsRegular() {
		return State{}, false
	}
	at, err := time.Parse(stampForm, m[1])
	if err != nil || at.After(f.now().Add(day)) { // a clock may be wrong, but not by so much
		return State{}, false
	}
	info, err := e.Info()
	if err != nil || info.Size() == 0 { // all that is left of it when the power went
		return State{}, false
	}
	account := m[2]
	if !awsdata.IsAccountID(account) {
		account = ""
	}
	return State{At: at, Account: account, of: m[2], file: e.Name(), print: m[3], size: info.Size()}, true
}

// Load reads a state.
func (f *Folder) Load(ctx context.Context, s State) (*awsdata.Snapshot, error) {
	return awsdata.Load(ctx, filepath.Join(f.path, s.file))
}

// Newest reads the newest state that can be read; nil where there is none. What cannot be read is passed over.
func (f *Folder) Newest(ctx context.Context) (s *awsdata.Snapshot, at time.Time) {
	states, err := f.States()
	if err != nil {
		f.note(err.Error())
	}
	for _, state := range slices.Backward(states) {
		s, err := f.Load(ctx, state)
		if err == nil {
			return s, state.At
		}
		if ctx.Err() != nil {
			break
		}
		f.note("passed over: " + err.Error())
	}
	return nil, time.Time{}
}

// Add keeps a state, unless it is the one that was kept last: only time tells them apart then. It reports whether it
// was written.
func (f *Folder) Add(ctx context.Context, s *awsdata.Snapshot, at time.Time) (bool, error) {
	added, err := f.add(ctx, s, at)
	if err != nil {
		return false, fmt.Errorf("keep what was read: %w", err)
	}
	return added, nil
}

func (f *Folder) add(ctx context.Context, s *awsdata.Snapshot, at time.Time) (bool, error) {
	if f.anonymized {
		var err error
		if s, err = s.Anonymize(); err != nil {
			return false, err
		}
	}
	sum, err := s.Fingerprint()
	if err != nil {
		return false, err
	}
	states, err := f.States()
	if err != nil {
		return false, err
	}
	of := whose(s)
	if n := len(states); n > 0 && states[n-1].print == sum.String() && states[n-1].of == of {
		return false, nil
	}
	if err := f.make(); err != nil {
		return false, err
	}
	data, err := s.Packed()
	if err != nil {
		return false, err
	}
	name := at.UTC().Format(stampForm) + "-" + of + "-" + sum.String() + ".json.gz"
	if err := awsdata.ReplaceFile(ctx, filepath.Join(f.path, name), data); err != nil {
		return false, err
	}
	f.sweep()
	return true, f.thin(name)
}

// sweep takes away what programs that were killed have left half written.
func (f *Folder) sweep() {
	entries, err := os.ReadDir(f.path)
	if err != nil {
		return // as thin says in a moment
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), halfWritten) || !e.Type().IsRegular() {
			continue
		}
		if info, err := e.Info(); err == nil && f.now().Sub(info.ModTime()) > day {
			_ = os.Remove(filepath.Join(f.path, e.Name())) // or the next time
		}
	}
}

// make makes the folder, for its owner only.
func (f *Folder) make() error {
	if err := os.MkdirAll(f.path, 0o700); err != nil {
		return err
	}
	info, err := os.Lstat(f.path)
	switch {
	case err != nil:
		return err
	case !info.IsDir():
		return fmt.Errorf("%s is no folder: --history names one that is yours", awsdata.Clean(f.path))
	case info.Mode().Perm()&0o077 != 0:
		return os.Chmod(f.path, 0o700)
	}
	return nil
}

// thin takes states away until there are no more than there may be; the one that was just written stays. One that
// another program has taken away is gone, which is what was wanted.
func (f *Folder) thin(newest string) error {
	states, err := f.States()
	if err != nil {
		return err
	}
	bytes := int64(0)
	for _, s := range states {
		bytes += s.size
	}
	for len(states) > 1 && (len(states) > f.most || bytes > f.mostBytes) {
		i := spare(states, f.now())
		if states[i].file == newest { // by a clock that was set back it may be anywhere
			i = (i + 1) % len(states)
		}
		if err := os.Remove(filepath.Join(f.path, states[i].file)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		bytes -= states[i].size
		states = slices.Delete(states, i, i+1)
	}
	return nil
}

// spare is the state that is missed least: the oldest that is not the last of its day, of the days before today; then
// the oldest of those days, or of today where there are more of it. Neither a restless day nor a long past takes all.
func spare(states []State, now time.Time) int {
	dayOf := func(t time.Time) string { return t.In(now.Location()).Format(time.DateOnly) }
	past := 0
	for i := range states {
		if dayOf(states[i].At) >= dayOf(now) {
			break
		}
		past++
		if i+1 < len(states) && dayOf(states[i].At) == dayOf(states[i+1].At) {
			return i
		}
	}
	if today := len(states) - past; today > past {
		return past
	}
	return 0
}

// Folders are the names of the folders below a root, for a person who has to choose, and how many others there are
// whose states are anonymized.
func Folders(root string) (names []string, anonymized int) {
	entries, err := os.ReadDir(root)
	if err != nil {
		return nil, 0
	}
	for _, e := range entries {
		switch {
		case !e.IsDir():
		case strings.HasPrefix(e.Name(), anonymous):
			anonymized++
		default:
			names = append(names, e.Name())
		}
	}
	return names, anonymized
}

// In is a folder below a root by its name, see [Folders].
func In(root, name string, now func() time.Time, note func(string)) *Folder {
	return &Folder{path: filepath.Join(root, name), now: now, note: note, most: mostStates, mostBytes: mostBytes}
}
