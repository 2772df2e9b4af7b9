package awsdata

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

// Schema is the schema of snapshot files.
const Schema = "vpclens.snapshot/v1"

// metaFile carries, in the directory form, what no AWS call prints: when the snapshot was taken and its recorded gaps.
// It is ours and optional; a directory that somebody dumped with the AWS CLI does not have it.
const metaFile = "snapshot.json"

// packed is the file form of a snapshot: the directory in one document.
type packed struct {
	Schema     string                                `json:"schema"`
	CapturedAt string                                `json:"capturedAt,omitempty"`
	AccountID  string                                `json:"accountId,omitempty"`
	Partition  string                                `json:"partition,omitempty"`
	Regions    map[string]map[string]json.RawMessage `json:"regions,omitempty"`
	Global     map[string]json.RawMessage            `json:"global,omitempty"`
	Gaps       []Gap                                 `json:"gaps,omitempty"`
}

// DataError is a file whose content cannot be read. Its message names the file and the place.
type DataError struct {
	File   string
	Place  string // "line 3, column 7 (byte 52)", "" where the decoder does not tell
	Detail string // which document of a packed file, "" in a directory
	Err    error
}

// Error implements error.
func (e *DataError) Error() string {
	var b strings.Builder
	b.WriteString(Clean(e.File))
	if e.Detail != "" {
		b.WriteString(": " + Clean(e.Detail))
	}
	if e.Place != "" {
		b.WriteString(": " + e.Place)
	}
	return b.String() + ": " + Clean(e.Err.Error())
}

// Unwrap returns the cause.
func (e *DataError) Unwrap() error { return e.Err }

// unreadable is the error of a file or directory that the system does not let us read. The system's error names the path
// as it is; ours cleans it.
func unreadable(path string, err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return &DataError{File: path, Err: fmt.Errorf("cannot be read: %w", err)}
}

// place says where the last of that many bytes is, for a person with an editor.
func place(data []byte, read int64) string {
	if read < 0 || read > int64(len(data)) {
		return ""
	}
	before := data[:max(read-1, 0)]
	line := bytes.Count(before, []byte("\n")) + 1
	column := len(before) - bytes.LastIndexByte(before, '\n')
	return fmt.Sprintf("line %d, column %d (byte %d)", line, column, read)
}

// Load reads a snapshot from a directory or from a file (.json, .json.gz). Damage is an error that names the file and
// the place; what is absent is a gap.
func Load(path string) (*Snapshot, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("no snapshot at %s: no such file or directory", Clean(path))
	}
	if err != nil {
		return nil, unreadable(path, err)
	}
	if info.IsDir() {
		return LoadDir(os.DirFS(path), path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	return Decode(data, path)
}

// Decode reads a snapshot file's content; name is the file's name for messages.
func Decode(data []byte, name string) (*Snapshot, error) {
	if bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		r, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil, &DataError{File: name, Err: fmt.Errorf("damaged gzip data: %w", err)}
		}
		if data, err = io.ReadAll(r); err != nil {
			return nil, &DataError{File: name, Err: fmt.Errorf("damaged gzip data: %w", err)}
		}
	}
	p, ok := splitPacked(data)
	if ok {
		if s, err := p.unpack(data, name); err == nil {
			return s, nil
		}
	}
	// Whatever could not be cut apart encoding/json reads as a whole, and it is it who says what is wrong with it.
	p = packed{}
	if err := json.Unmarshal(data, &p); err != nil {
		return nil, &DataError{File: name, Place: place(data, offsetOf(err)), Err: fmt.Errorf("damaged JSON: %w", inWords(err, data))}
	}
	return p.unpack(data, name)
}

// unpack makes a snapshot of a file's parts.
func (p packed) unpack(data []byte, name string) (*Snapshot, error) {
	if err := checkSchema(p, name); err != nil {
		return nil, err
	}
	b := NewBuilder()
	if err := b.putMeta(p, name); err != nil {
		return nil, err
	}
	if _, ok := p.Regions[Global]; ok {
		return nil, &DataError{File: name, Detail: "regions", Err: fmt.Errorf("no region is called %q", Global)}
	}
	if err := b.putAll(p, data, name); err != nil {
		return nil, err
	}
	return b.Snapshot(), nil
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
	var at time.Time
	if p.CapturedAt != "" {
		var err error
		at, err = time.Parse(time.RFC3339, p.CapturedAt)
		if year := at.UTC().Year(); err != nil || year < 1 || year > 9999 {
			return &DataError{File: name, Detail: "capturedAt", Err: fmt.Errorf("not an RFC 3339 time: %q", p.CapturedAt)}
		}
	}
	b.SetMeta(at, p.AccountID, p.Partition)
	for _, g := range p.Gaps {
		if g.Region == "" || g.Call == "" {
			return &DataError{File: name, Detail: "gaps", Err: errors.New("a gap without a region or a call")}
		}
		b.Gap(g)
	}
	return nil
}

// putAll puts the documents of a packed file, which are decoded side by side: a big account is a few big documents. A
// document that a gap is recorded for is a part of an answer, and the gap stays.
func (b *Builder) putAll(p packed, data []byte, name string) error {
	type entry struct {
		region, call string
		document     json.RawMessage
		enter        func()
		err          error
	}
	var entries []entry
	add := func(region string, documents map[string]json.RawMessage) {
		for _, call := range slices.Sorted(maps.Keys(documents)) {
			entries = append(entries, entry{region: region, call: call, document: documents[call]})
		}
	}
	for _, region := range slices.Sorted(maps.Keys(p.Regions)) {
		b.AddRegion(region)
		add(region, p.Regions[region])
	}
	add(Global, p.Global)

	var work errgroup.Group
	work.SetLimit(runtime.GOMAXPROCS(0))
	for i := range entries {
		e := &entries[i]
		work.Go(func() error {
			e.enter, e.err = b.read(e.region, e.call, e.document)
			return nil // the first error in the order of the entries counts, not the first in time
		})
	}
	_ = work.Wait()
	for i := range entries {
		e := &entries[i]
		if e.err != nil {
			return packedError(e.err, data, name, e.region, e.call)
		}
		b.enterKeepingGap(e.region, e.call, e.enter)
	}
	return nil
}

// packedError says where in a packed file the error of one of its documents is.
func packedError(err error, data []byte, name, region, call string) error {
	e := &DataError{File: name, Detail: region + " " + call, Err: err}
	var d *DocumentError
	if errors.As(err, &d) {
		e.Err = d.Err
		if start := documentStart(data, region, call); start >= 0 {
			e.Place = place(data, start+max(d.Offset, 1))
		}
	}
	return e
}

// documentStart is the offset of a document in a packed file, -1 if it is not found. It reads the file again, token by
// token, which only a file with an error has to pay for.
func documentStart(data []byte, region, call string) int64 {
	path := []string{"regions", region, call}
	if region == Global {
		path = []string{"global", call}
	}
	d := json.NewDecoder(bytes.NewReader(data))
	for _, want := range path {
		if t, err := d.Token(); err != nil || t != json.Delim('{') {
			return -1
		}
		for {
			key, err := d.Token()
			if err != nil || key == json.Delim('}') {
				return -1
			}
			if key == want {
				break
			}
			var skipped json.RawMessage
			if d.Decode(&skipped) != nil {
				return -1
			}
		}
	}
	at := d.InputOffset()
	for at < int64(len(data)) && bytes.IndexByte([]byte(": \t\r\n"), data[at]) >= 0 {
		at++
	}
	return at
}

// enterKeepingGap enters a document, and keeps the gap that was recorded for its call: both together mean a part of an
// answer.
func (b *Builder) enterKeepingGap(region, call string, enter func()) {
	recorded, had := b.recorded(region, call)
	enter()
	if had {
		b.Gap(recorded)
	}
}

// recorded returns the gap already noted for the call.
func (b *Builder) recorded(region, call string) (Gap, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	book := &b.account.ledger
	if region != Global {
		book = &b.region(region).ledger
	}
	g, ok := book.missing[Clean(call)]
	return g, ok
}

// LoadDir reads the directory form: <region>/<call>.json. Files that are no known document are left alone, so that a
// directory somebody dumped with the AWS CLI loads as it is. path is the directory's name for messages.
func LoadDir(dir fs.FS, path string) (*Snapshot, error) {
	b := NewBuilder()
	if data, err := fs.ReadFile(dir, metaFile); err == nil {
		var p packed
		file := filepath.Join(path, metaFile)
		if err := json.Unmarshal(data, &p); err != nil {
			return nil, &DataError{File: file, Place: place(data, offsetOf(err)), Err: fmt.Errorf("damaged JSON: %w", inWords(err, data))}
		}
		if err := checkSchema(p, file); err != nil {
			return nil, err
		}
		if err := b.putMeta(p, file); err != nil {
			return nil, err
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, unreadable(filepath.Join(path, metaFile), err)
	}
	entries, err := fs.ReadDir(dir, ".")
	if err != nil {
		return nil, unreadable(path, err)
	}
	documents := 0
	for _, entry := range entries {
		if !entry.IsDir() {
			continue
		}
		n, err := b.loadRegion(dir, path, entry.Name())
		if err != nil {
			return nil, err
		}
		documents += n
	}
	if documents == 0 {
		return nil, fmt.Errorf("no AWS documents in %s: want %s, the output of `aws lambda list-functions` and the like",
			Clean(path), filepath.Join("<region>", "list-functions.json"))
	}
	return b.Snapshot(), nil
}

func (b *Builder) loadRegion(dir fs.FS, path, region string) (documents int, err error) {
	files, err := fs.ReadDir(dir, region)
	if err != nil {
		return 0, unreadable(filepath.Join(path, region), err)
	}
	for _, f := range files {
		stem, isJSON := strings.CutSuffix(f.Name(), ".json")
		if f.IsDir() || !isJSON || !knownDocument(region, stem) {
			continue
		}
		file := filepath.Join(path, region, f.Name())
		data, err := fs.ReadFile(dir, region+"/"+f.Name())
		if err != nil {
			return 0, unreadable(file, err)
		}
		if call, err := url.PathUnescape(stem); err == nil {
			stem = call
		}
		enter, err := b.read(region, stem, data)
		if err != nil {
			e := &DataError{File: file, Err: err}
			var d *DocumentError
			if errors.As(err, &d) {
				e.Err, e.Place = fmt.Errorf("damaged document: %w", d.Err), place(data, d.Offset)
			}
			return 0, e
		}
		b.enterKeepingGap(region, stem, enter)
		documents++
	}
	return documents, nil
}

// knownDocument reports whether the table of the region has a row for the file stem.
func knownDocument(region, stem string) bool {
	name, _, keyed := strings.Cut(stem, ".")
	if region == Global {
		return slices.ContainsFunc(accountTable, func(d document[Account]) bool { return d.call == name && d.keyed == keyed })
	}
	return slices.ContainsFunc(regionTable, func(d document[Region]) bool { return d.call == name && d.keyed == keyed })
}

// pack turns the snapshot into its file form. Only documents that were collected are written: writing an empty list for
// a gap would turn the unknown into a fact.
func (s *Snapshot) pack() (packed, error) {
	p := packed{Schema: Schema, AccountID: s.AccountID, Partition: s.Partition, Regions: make(map[string]map[string]json.RawMessage)}
	if !s.CapturedAt.IsZero() {
		p.CapturedAt = s.CapturedAt.UTC().Format(time.RFC3339)
	}
	var err error
	for _, r := range s.Regions {
		if p.Regions[r.RegionName], err = packDocuments(regionTable, r.source, &r.ledger); err != nil {
			return p, err
		}
		for _, call := range slices.Sorted(maps.Keys(r.missing)) {
			p.Gaps = append(p.Gaps, r.missing[call])
		}
	}
	if p.Global, err = packDocuments(accountTable, s.Account, &s.Account.ledger); err != nil {
		return p, err
	}
	for _, call := range slices.Sorted(maps.Keys(s.Account.missing)) {
		p.Gaps = append(p.Gaps, s.Account.missing[call])
	}
	return p, nil
}

func packDocuments[T any](table []document[T], from *T, book *ledger) (map[string]json.RawMessage, error) {
	out := make(map[string]json.RawMessage)
	for _, d := range table {
		if !d.keyed && !book.present[d.call] {
			continue
		}
		for id, value := range d.encode(from) {
			name := d.call
			if d.keyed {
				name += "." + id
			}
			text, err := marshal(value, "")
			if err != nil {
				return nil, fmt.Errorf("encode %s: %w", name, err)
			}
			out[name] = text
		}
	}
	return out, nil
}

// marshal prints JSON as the AWS CLI does: characters as they are, no HTML escapes.
func marshal(value any, indent string) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	if err := e.Encode(value); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Encode writes the file form, with a line for each document: indented, a big account is twice as long and takes twice as
// long to read. The same snapshot gives the same bytes.
func (s *Snapshot) Encode(w io.Writer) error {
	p, err := s.pack()
	if err != nil {
		return err
	}
	text, err := p.lines()
	if err != nil {
		return fmt.Errorf("encode snapshot: %w", err)
	}
	_, err = w.Write(text)
	return err
}

// lines prints the file form.
func (p packed) lines() ([]byte, error) {
	head := p
	head.Regions, head.Global, head.Gaps = nil, nil, nil
	start, err := marshal(head, " ")
	if err != nil {
		return nil, err
	}
	b := bytes.NewBuffer(bytes.TrimSuffix(start, []byte("\n}\n")))
	name := func(indent, name string) error {
		text, err := marshal(name, "")
		fmt.Fprintf(b, "%s%s: ", indent, bytes.TrimSpace(text))
		return err
	}
	documents := func(indent string, documents map[string]json.RawMessage) error {
		b.WriteString("{")
		separator := "\n"
		for _, call := range slices.Sorted(maps.Keys(documents)) {
			b.WriteString(separator)
			if err := name(indent+" ", call); err != nil {
				return err
			}
			b.Write(bytes.TrimSpace(documents[call]))
			separator = ",\n"
		}
		b.WriteString("\n" + indent + "}")
		return nil
	}
	b.WriteString(",\n \"regions\": {")
	separator := "\n"
	for _, region := range slices.Sorted(maps.Keys(p.Regions)) {
		b.WriteString(separator)
		if err := name("  ", region); err != nil {
			return nil, err
		}
		if err := documents("  ", p.Regions[region]); err != nil {
			return nil, err
		}
		separator = ",\n"
	}
	b.WriteString("\n },\n \"global\": ")
	if err := documents(" ", p.Global); err != nil {
		return nil, err
	}
	if len(p.Gaps) > 0 {
		gaps, err := marshal(p.Gaps, " ")
		if err != nil {
			return nil, err
		}
		b.WriteString(",\n \"gaps\": ")
		b.Write(bytes.ReplaceAll(bytes.TrimSpace(gaps), []byte("\n"), []byte("\n ")))
	}
	b.WriteString("\n}\n")
	return b.Bytes(), nil
}

// Save writes the snapshot: to a file if path ends in .json or .json.gz, else to a directory, which must be new or empty
// so that no document of another snapshot stays among the new ones. Files are readable by their owner only: a map of an
// account's network is nobody else's business.
func (s *Snapshot) Save(path string) error {
	if !strings.HasSuffix(path, ".json") && !strings.HasSuffix(path, ".json.gz") {
		return s.saveDir(path)
	}
	var b bytes.Buffer
	if strings.HasSuffix(path, ".gz") {
		z := gzip.NewWriter(&b) // no name and no time in the header: same snapshot, same bytes
		if err := s.Encode(z); err != nil {
			return err
		}
		if err := z.Close(); err != nil {
			return fmt.Errorf("compress snapshot: %w", err)
		}
	} else if err := s.Encode(&b); err != nil {
		return err
	}
	// Written beside its place and renamed, so that a full disk or Ctrl-C never leaves half a snapshot under the name.
	f, err := os.CreateTemp(filepath.Dir(path), ".vpclens-*")
	if err != nil {
		return fmt.Errorf("write snapshot: %w", err)
	}
	defer os.Remove(f.Name())
	if _, err = f.Write(b.Bytes()); err == nil {
		err = f.Close()
	} else {
		f.Close()
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write snapshot: %w", err)
	}
	return nil
}

func (s *Snapshot) saveDir(path string) error {
	if entries, err := os.ReadDir(path); err == nil && len(entries) > 0 {
		return fmt.Errorf("write snapshot: directory %s is not empty", Clean(path))
	}
	p, err := s.pack()
	if err != nil {
		return err
	}
	write := func(name string, value any) error {
		text, err := marshal(value, "    ")
		if err != nil {
			return fmt.Errorf("encode %s: %w", name, err)
		}
		file := filepath.Join(path, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			return fmt.Errorf("write snapshot: %w", err)
		}
		if err := os.WriteFile(file, text, 0o600); err != nil {
			return fmt.Errorf("write snapshot: %w", err)
		}
		return nil
	}
	documents := map[string]map[string]json.RawMessage{Global: p.Global}
	maps.Copy(documents, p.Regions)
	for _, region := range slices.Sorted(maps.Keys(documents)) {
		if strings.ContainsAny(region, `/\`) || region == ".." || region == "." {
			return fmt.Errorf("write snapshot: %q cannot be a directory's name", region)
		}
		for _, call := range slices.Sorted(maps.Keys(documents[region])) {
			// An id is AWS's to choose; escaping keeps one with a slash from leaving the directory.
			if err := write(filepath.Join(region, url.PathEscape(call)+".json"), documents[region][call]); err != nil {
				return err
			}
		}
	}
	p.Regions, p.Global = nil, nil
	return write(metaFile, p)
}
