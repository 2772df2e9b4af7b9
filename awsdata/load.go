package awsdata

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"os"
	gopath "path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Load reads a snapshot from a directory or from a file (.json, .json.gz). Damage is an error that names the file and
// the place; what is absent is a gap. What is no regular file, or bigger than any account, is refused; the end of ctx
// ends the reading.
func Load(ctx context.Context, path string, options ...Option) (*Snapshot, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("no snapshot at %s: no such file or directory", Clean(path))
	}
	if err != nil {
		return nil, unreadable(path, err)
	}
	if info.IsDir() {
		return LoadDir(ctx, folder{os.DirFS(path)}, path, options...)
	}
	data, err := readFile(ctx, folder{os.DirFS(filepath.Dir(path))}, filepath.Base(path))
	if err != nil {
		return nil, unreadable(path, err)
	}
	return Decode(ctx, data, path, options...)
}

// Decode reads a snapshot file's content; name is the file's name for messages.
func Decode(ctx context.Context, data []byte, name string, options ...Option) (*Snapshot, error) {
	data, err := unpacked(ctx, data)
	if err != nil {
		return nil, &DataError{File: name, Err: err}
	}
	if err := checkShape(data, mostAllObjects); err != nil {
		return nil, &DataError{File: name, Err: err}
	}
	p, ok := splitPacked(data)
	if p.refused != nil {
		return nil, &DataError{File: name, Err: p.refused}
	}
	if ok {
		s, err := p.unpack(data, name, options)
		if big := (*errTooBig)(nil); err == nil || errors.As(err, &big) {
			return s, err
		}
	}
	// Whatever could not be cut apart encoding/json reads as a whole, and it is it who says what is wrong with it. That
	// takes twice the memory, which what is well formed and big is not given.
	if len(data) > mostOddBytes && json.Valid(data) && !ok {
		return nil, &DataError{File: name, Err: &errTooBig{fmt.Sprintf(
			"more than %d MB with names that stand there twice or are written with escapes", mostOddBytes>>20)}}
	}
	p = packed{}
	if err := json.Unmarshal(data, &p); err != nil {
		return nil, &DataError{File: name, Place: place(data, offsetOf(err)),
			Err: fmt.Errorf("damaged JSON: %w", inWords(err, data))}
	}
	return p.unpack(data, name, options)
}

// unpack makes a snapshot of a file's parts.
func (p packed) unpack(data []byte, name string, options []Option) (*Snapshot, error) {
	if err := p.checkCounts(); err != nil {
		return nil, &DataError{File: name, Err: err}
	}
	if err := checkSchema(p, name); err != nil {
		return nil, err
	}
	b := NewBuilder(options...)
	if err := b.putMeta(p, name); err != nil {
		return nil, err
	}
	err := p.each(func(account string, documents packedAccount) error {
		for region := range documents.Regions {
			if !IsRegion(region) {
				return &DataError{File: name, Detail: strings.TrimSpace(account + " regions"),
					Err: fmt.Errorf("no region is called %q", region)}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := b.putAll(p, data, name); err != nil {
		return nil, err
	}
	return b.finished(name)
}

// finished is the snapshot of what a file or directory held.
func (b *Builder) finished(name string) (*Snapshot, error) {
	s := b.Snapshot()
	for i, a := range s.Accounts {
		if i > 0 && a.AccountID == s.AccountID {
			return nil, &DataError{File: name,
				Err: fmt.Errorf("account %s is there twice: at the top and under accounts", a.AccountID)}
		}
	}
	return s, nil
}

func checkSchema(p packed, name string) error {
	if p.Schema == Schema {
		return nil
	}
	got := "no schema"
	if p.Schema != "" {
		got = fmt.Sprintf("schema %q", p.Schema)
	}
	return &DataError{File: name, Err: fmt.Errorf("not a snapshot that this vpclens reads: %s, want %q", got, Schema)}
}

// putMeta takes over what the head of a file or a directory's meta file says.
func (b *Builder) putMeta(p packed, name string) error {
	at, err := p.capturedAt()
	if err != nil {
		return &DataError{File: name, Detail: "capturedAt", Err: err}
	}
	b.SetMeta(at, p.AccountID, p.Partition)
	gaps, err := p.gaps()
	for _, g := range gaps {
		b.Gap(g)
	}
	for id, name := range p.Names {
		b.NameAccount(id, name)
	}
	if err != nil {
		return &DataError{File: name, Detail: "gaps", Err: err}
	}
	return nil
}

// capturedAt is the time that a file says it is of, zero if it says none.
func (p packed) capturedAt() (time.Time, error) {
	if p.CapturedAt == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, p.CapturedAt)
	if year := at.UTC().Year(); err != nil || year < 1 || year > 9999 {
		return time.Time{}, fmt.Errorf("not an RFC 3339 time: %q", p.CapturedAt)
	}
	return at.UTC().Truncate(time.Second), nil
}

// gaps are those that a file records, up to the first that makes no sense.
func (p packed) gaps() ([]Gap, error) {
	for i, g := range p.Gaps {
		if g.Region == "" || g.Call == "" {
			return p.Gaps[:i], errors.New("a gap without a region or a call")
		}
		if g.Region != Global && !IsRegion(g.Region) {
			return p.Gaps[:i], fmt.Errorf("no region is called %q", g.Region)
		}
	}
	return p.Gaps, nil
}

// putAll puts the documents of a packed file, which are decoded side by side: a big account is a few big documents. A
// document that a gap is recorded for is a part of an answer, and the gap stays.
func (b *Builder) putAll(p packed, data []byte, name string) error {
	type entry struct {
		account, region, call string
		document              json.RawMessage
		enter                 func()
		err                   error
	}
	var entries []entry
	add := func(account, region string, documents map[string]json.RawMessage) {
		for _, call := range slices.Sorted(maps.Keys(documents)) {
			entries = append(entries, entry{account: account, region: region, call: call, document: documents[call]})
		}
	}
	_ = p.each(func(account string, documents packedAccount) error {
		for _, region := range slices.Sorted(maps.Keys(documents.Regions)) {
			b.AddRegionOf(account, region)
			add(account, region, documents.Regions[region])
		}
		add(account, Global, documents.Global)
		return nil
	})

	var work Group
	work.SetLimit(runtime.GOMAXPROCS(0))
	for i := range entries {
		e := &entries[i]
		work.Go(func() error {
			e.enter, e.err = b.read(e.account, e.region, e.call, e.document)
			return nil // the first error in the order of the entries counts, not the first in time
		})
	}
	_ = work.Wait()
	for i := range entries {
		e := &entries[i]
		if e.err != nil {
			return packedError(e.err, data, name, e.account, e.region, e.call)
		}
		b.enterKeepingGap(e.account, e.region, e.call, e.enter)
	}
	return nil
}

// enterKeepingGap enters a document, and keeps the gap that was recorded for its call: both together mean a part of an
// answer.
func (b *Builder) enterKeepingGap(account, region, call string, enter func()) {
	recorded, had := b.recorded(account, region, call)
	enter()
	if had {
		recorded.Account = account
		b.Gap(recorded)
	}
}

// recorded returns the gap already noted for the call.
func (b *Builder) recorded(account, region, call string) (Gap, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	g, ok := b.accountBuilder(account).ledger(region).missing[Clean(call)]
	return g, ok
}

// accountsDir is the folder, in the directory form, with a folder for each of several accounts.
const accountsDir = "accounts"

// LoadDir reads the directory form: <region>/<call>.json, or accounts/<id>/<region>/<call>.json. Files that are no
// known document are left alone, so that a directory somebody dumped with the AWS CLI loads as it is. path is the
// directory's name for messages.
func LoadDir(ctx context.Context, dir fs.FS, path string, options ...Option) (*Snapshot, error) {
	b := NewBuilder(options...)
	l := &dirLoader{Builder: b, ctx: ctx, dir: dir, path: path}
	if data, err := readFile(ctx, dir, metaFile); err == nil {
		var p packed
		file := filepath.Join(path, metaFile)
		if err := checkShape(data, mostGaps); err != nil {
			return nil, &DataError{File: file, Err: err}
		}
		if err := json.Unmarshal(data, &p); err != nil {
			return nil, &DataError{File: file, Place: place(data, offsetOf(err)),
				Err: fmt.Errorf("damaged JSON: %w", inWords(err, data))}
		}
		if err := checkSchema(p, file); err != nil {
			return nil, err
		}
		if err := b.putMeta(p, file); err != nil {
			return nil, err
		}
		for account, of := range p.Accounts { // nothing is in the folders of regions that could not be read
			for region := range of.Regions {
				if !IsRegion(region) {
					return nil, &DataError{File: file, Err: fmt.Errorf("no region is called %q", region)}
				}
				b.AddRegionOf(account, region)
			}
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, unreadable(filepath.Join(path, metaFile), err)
	}
	if err := l.measure(); err != nil {
		return nil, err
	}
	documents, err := l.loadAccount("", ".")
	if err != nil {
		return nil, err
	}
	accounts, err := fs.ReadDir(dir, accountsDir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, unreadable(filepath.Join(path, accountsDir), err)
	}
	for _, account := range accounts {
		if !account.IsDir() {
			continue
		}
		n, err := l.loadAccount(account.Name(), accountsDir+"/"+account.Name())
		if err != nil {
			return nil, err
		}
		documents += n
	}
	if documents == 0 {
		if len(l.misnamed) > 0 {
			return nil, fmt.Errorf("no AWS documents in %s: %s", Clean(path), l.misnamed[0])
		}
		return nil,
			fmt.Errorf("no AWS documents in %s: want %s, the output of `aws lambda list-functions` and the like",
				Clean(path), filepath.Join("<region>", "list-functions.json"))
	}
	return b.finished(path)
}

// dirLoader reads the directory form.
type dirLoader struct {
	*Builder
	ctx         context.Context
	dir         fs.FS
	path        string   // for messages
	files, size int      // in files and bytes, of all documents
	objects     int      // JSON objects in those that were read
	misnamed    []string // what is said of documents under a name that is nearly right
}

// measure adds up the documents of all accounts before any of them is read.
func (l *dirLoader) measure() error {
	for _, pattern := range []string{"*/*.json", accountsDir + "/*/*/*.json"} {
		files, err := fs.Glob(l.dir, pattern)
		if err != nil {
			return unreadable(l.path, err)
		}
		for _, file := range files {
			region, name := gopath.Split(file)
			info, err := fs.Stat(l.dir, file)
			if err != nil || !knownDocument(gopath.Base(region), strings.TrimSuffix(name, ".json")) {
				continue // who reads it says what is wrong with it
			}
			if l.files, l.size = l.files+1, l.size+int(info.Size()); l.files > mostFiles || l.size > mostBytes {
				return &DataError{File: filepath.Join(l.path, file), Err: &errTooBig{
					fmt.Sprintf("with it the directory has more than %d MB or %d files", mostBytes>>20, mostFiles)}}
			}
		}
	}
	return nil
}

// loadAccount reads the folders of an account's regions, and tells how many documents were there.
func (l *dirLoader) loadAccount(account, folder string) (documents int, err error) {
	entries, err := fs.ReadDir(l.dir, folder)
	if err != nil {
		return 0, unreadable(filepath.Join(l.path, folder), err)
	}
	for _, entry := range entries {
		if !entry.IsDir() || folder == "." && entry.Name() == accountsDir {
			continue
		}
		n, err := l.loadRegion(account, folder, entry.Name())
		if err != nil {
			return 0, err
		}
		documents += n
	}
	return documents, nil
}

func (l *dirLoader) loadRegion(account, folder, region string) (documents int, err error) {
	folder = gopath.Join(folder, region)
	files, err := fs.ReadDir(l.dir, folder)
	if err != nil {
		return 0, unreadable(filepath.Join(l.path, folder), err)
	}
	var misnamed []Gap
	for _, f := range files {
		stem, isJSON := strings.CutSuffix(f.Name(), ".json")
		if f.IsDir() || !isJSON {
			continue
		}
		file := filepath.Join(l.path, folder, f.Name())
		if !knownDocument(region, stem) {
			if meant := meantDocument(region, stem); meant != "" {
				says := fmt.Sprintf("%s: did you mean %s.json?", f.Name(), meant)
				l.misnamed = append(l.misnamed, Clean(says))
				misnamed = append(misnamed,
					Gap{Account: account, Region: region, Call: meant, Cause: CauseAbsent, Message: says})
			}
			continue
		}
		if region != Global && !IsRegion(region) {
			return 0, &DataError{File: filepath.Join(l.path, folder),
				Err: fmt.Errorf("%q is no name of a region, and documents are in it", region)}
		}
		data, err := readFile(l.ctx, l.dir, folder+"/"+f.Name())
		if err != nil {
			return 0, unreadable(file, err)
		}
		l.objects += bytes.Count(data, []byte("{"))
		if l.objects > mostAllObjects {
			return 0, &DataError{File: file,
				Err: &errTooBig{fmt.Sprintf("with it the directory has more than %d objects", mostAllObjects)}}
		}
		if call, err := url.PathUnescape(stem); err == nil {
			stem = call
		}
		enter, err := l.read(account, region, stem, data)
		if err != nil {
			e := &DataError{File: file, Err: err}
			var d *DocumentError
			if errors.As(err, &d) {
				e.Err, e.Place = fmt.Errorf("damaged document: %w", d.Err), place(data, d.Offset)
			}
			return 0, e
		}
		l.enterKeepingGap(account, region, stem, enter)
		documents++
	}
	for _, g := range misnamed {
		if _, recorded := l.recorded(account, region, g.Call); documents > 0 && !recorded &&
			!l.holds(account, region, g.Call) {
			l.Gap(g)
		}
	}
	return documents, nil
}

// holds reports whether the document of a call is there.
func (b *Builder) holds(account, region, call string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.accountBuilder(account).ledger(region).present[call]
}

// IsRegion reports whether a text has the form that names of regions have in all partitions.
func IsRegion(text string) bool {
	parts := strings.Split(text, "-")
	if len(parts) < 3 || len(text) > 30 {
		return false
	}
	for i, p := range parts {
		last := i == len(parts)-1
		if p == "" || strings.IndexFunc(p,
			func(r rune) bool { return last && (r < '0' || r > '9') || !last && (r < 'a' || r > 'z') }) >= 0 {
			return false
		}
	}
	return true
}

// meantDocument is the document whose name a file's stem nearly has: with the service before it, in capitals, with
// other signs between its words; "" for none.
func meantDocument(region, stem string) string {
	plain := func(text string) string {
		return strings.Map(func(r rune) rune {
			if r == '-' || r == '_' || r == ' ' {
				return -1
			}
			return unicode.ToLower(r)
		}, text)
	}
	name, id, keyed := strings.Cut(stem, ".")
	got := plain(name)
	for _, call := range Documents() {
		if want := plain(call); got != "" && strings.HasSuffix(got, want) &&
			len(got) <= len(want)+len("elasticloadbalancing") {
			if keyed {
				call += "." + id
			}
			if call != stem && knownDocument(region, call) {
				return call
			}
		}
	}
	return ""
}

// knownDocument reports whether the table of the region has a row for the file stem.
func knownDocument(region, stem string) bool {
	name, _, keyed := strings.Cut(stem, ".")
	if region == Global {
		return slices.ContainsFunc(accountTable, func(d document[Account]) bool {
			return d.call == name && d.keyed == keyed
		})
	}
	return slices.ContainsFunc(regionTable, func(d document[Region]) bool { return d.call == name && d.keyed == keyed })
}
