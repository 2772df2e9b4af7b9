package awsdata

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"
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
