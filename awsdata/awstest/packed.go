package awstest

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
)

// packedDocuments are the documents of an account in the file form of a snapshot.
type packedDocuments struct {
	Regions map[string]map[string]json.RawMessage `json:"regions,omitempty"`
	Global  map[string]json.RawMessage            `json:"global,omitempty"`
}

// Packed is the file form of a snapshot, of one account or several.
type Packed struct {
	Schema     string `json:"schema"`
	CapturedAt string `json:"capturedAt,omitempty"`
	AccountID  string `json:"accountId,omitempty"`
	Partition  string `json:"partition,omitempty"`
	packedDocuments
	Accounts map[string]packedDocuments `json:"accounts,omitempty"`
	Gaps     json.RawMessage            `json:"gaps,omitempty"`
}

// Pack takes a snapshot apart.
func Pack(t testing.TB, s *awsdata.Snapshot) *Packed {
	t.Helper()
	var b bytes.Buffer
	if err := s.Encode(&b); err != nil {
		t.Fatal(err)
	}
	var p Packed
	if err := json.Unmarshal(b.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	return &p
}

// Document is a document of a packed snapshot: the map that holds it, and the call that is its name there.
type Document struct {
	Place string // region, or account and region
	in    map[string]json.RawMessage
	Call  string
}

// Documents lists what can be taken out, in a fixed order. Of the documents that every function has, the first of a
// command stands for the rest.
func (p *Packed) Documents() []Document {
	var out []Document
	list := func(place string, in map[string]json.RawMessage) {
		perCommand := make(map[string]int)
		for _, call := range slices.Sorted(maps.Keys(in)) {
			command, _, _ := strings.Cut(call, ".")
			perFunction := command == "get-function" || command == "get-policy" ||
				command == "list-function-url-configs"
			if perCommand[command]++; !perFunction || perCommand[command] == 1 {
				out = append(out, Document{place, in, call})
			}
		}
	}
	account := func(prefix string, d packedDocuments) {
		for _, region := range slices.Sorted(maps.Keys(d.Regions)) {
			list(prefix+region, d.Regions[region])
		}
		list(prefix+awsdata.Global, d.Global)
	}
	account("", p.packedDocuments)
	for _, id := range slices.Sorted(maps.Keys(p.Accounts)) {
		account(id+" ", p.Accounts[id])
	}
	return out
}

// Without is the snapshot as it is read where one document is not there.
func (p *Packed) Without(t testing.TB, d Document) *awsdata.Snapshot {
	t.Helper()
	kept := d.in[d.Call]
	delete(d.in, d.Call)
	defer func() { d.in[d.Call] = kept }()
	return p.Snapshot(t)
}

// Snapshot puts together what is left.
func (p *Packed) Snapshot(t testing.TB) *awsdata.Snapshot {
	t.Helper()
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	s, err := awsdata.Decode(t.Context(), text, "packed")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Remove takes a document out for good.
func (p *Packed) Remove(d Document) { delete(d.in, d.Call) }
