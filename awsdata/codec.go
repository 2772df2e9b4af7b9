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
	Schema     string `json:"schema"`
	CapturedAt string `json:"capturedAt,omitempty"`
	AccountID  string `json:"accountId,omitempty"`
	Partition  string `json:"partition,omitempty"`

	Names map[string]string `json:"accountNames,omitempty"` // by id
	packedAccount
	Accounts map[string]packedAccount `json:"accounts,omitempty"` // by id, where there are several
	Gaps     []Gap                    `json:"gaps,omitempty"`
}

// checkCounts refuses a file with more of anything than there can be. What is counted here costs much more than its
// bytes.
func (p packed) checkCounts() error {
	switch {
	case len(p.Accounts) > mostAccounts || len(p.Names) > mostAccounts:
		return tooMany(mostAccounts, "accounts")
	case len(p.Gaps) > mostGaps:
		return tooMany(mostGaps, "gaps")
	}
	return p.each(func(_ string, documents packedAccount) error {
		switch {
		case len(documents.Regions) > mostRegions:
			return tooMany(mostRegions, "regions")
		case documents.documents() > mostFiles:
			return tooMany(mostFiles, "documents")
		}
		return nil
	})
}

// packedAccount are the documents of one account.
type packedAccount struct {
	Regions map[string]map[string]json.RawMessage `json:"regions,omitempty"`
	Global  map[string]json.RawMessage            `json:"global,omitempty"`

	refused error // what was too much of something to be cut into its documents
}

// documents is how many there are.
func (p packedAccount) documents() int {
	n := len(p.Global)
	for _, of := range p.Regions {
		n += len(of)
	}
	return n
}

// pack turns the snapshot into its file form. Only documents that were collected are written: writing an empty list for
// a gap would turn the unknown into a fact.
func (s *Snapshot) pack() (packed, error) {
	p := packed{Schema: Schema, AccountID: s.AccountID, Partition: s.Partition, Names: s.names()}
	if !s.CapturedAt.IsZero() {
		p.CapturedAt = s.CapturedAt.UTC().Format(time.RFC3339)
	}
	for _, a := range s.Accounts {
		documents := packedAccount{Regions: make(map[string]map[string]json.RawMessage)}
		var err error
		for _, r := range s.Regions {
			if r.AccountID != a.AccountID {
				continue
			}
			if documents.Regions[r.RegionName], err = packDocuments(regionTable, r.source, &r.ledger); err != nil {
				return p, err
			}
			p.Gaps = append(p.Gaps, r.recordedGaps()...)
		}
		if documents.Global, err = packDocuments(accountTable, a, &a.ledger); err != nil {
			return p, err
		}
		p.Gaps = append(p.Gaps, a.recordedGaps()...)
		if len(s.Accounts) == 1 {
			p.packedAccount = documents
			continue
		}
		if p.Accounts == nil {
			p.Accounts = make(map[string]packedAccount)
		}
		p.Accounts[a.AccountID] = documents
	}
	return p, nil
}

// recordedGaps are the gaps that somebody recorded, by call, and that of the whole account at the end.
func (l *ledger) recordedGaps() []Gap {
	var out []Gap
	for _, call := range slices.Sorted(maps.Keys(l.missing)) {
		g := l.missing[call]
		g.Account = l.account
		out = append(out, g)
	}
	if l.rest != nil && l.region == Global {
		g := *l.rest
		g.Account = l.account
		out = append(out, g)
	}
	return out
}

// each goes over the accounts of a file: "" for the documents at its top, then the others by id.
func (p packed) each(visit func(account string, documents packedAccount) error) error {
	if len(p.Regions)+len(p.Global) > 0 {
		if err := visit("", p.packedAccount); err != nil {
			return err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(p.Accounts)) {
		if err := visit(id, p.Accounts[id]); err != nil {
			return err
		}
	}
	return nil
}

func packDocuments[T any](table []document[T], from *T, ledger *ledger) (map[string]json.RawMessage, error) {
	out := make(map[string]json.RawMessage)
	for _, d := range table {
		if !d.keyed && !ledger.present[d.call] {
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

// Encode writes the file form, with a line for each document: indented, a big account is twice as long and takes twice
// as long to read. The same snapshot gives the same bytes.
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
	head.packedAccount, head.Accounts, head.Gaps = packedAccount{}, nil, nil
	start, err := marshal(head, " ")
	if err != nil {
		return nil, err
	}
	b := bytes.NewBuffer(bytes.TrimSuffix(start, []byte("\n}\n")))
	if p.Accounts == nil {
		b.WriteString(",\n")
		if err := p.packedAccount.lines(b, " "); err != nil {
			return nil, err
		}
	} else {
		b.WriteString(",\n \"accounts\": {")
		separator := "\n"
		for _, id := range slices.Sorted(maps.Keys(p.Accounts)) {
			b.WriteString(separator)
			if err := memberName(b, "  ", id); err != nil {
				return nil, err
			}
			b.WriteString("{\n")
			if err := p.Accounts[id].lines(b, "   "); err != nil {
				return nil, err
			}
			b.WriteString("\n  }")
			separator = ",\n"
		}
		b.WriteString("\n }")
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

func memberName(b *bytes.Buffer, indent, name string) error {
	text, err := marshal(name, "")
	fmt.Fprintf(b, "%s%s: ", indent, bytes.TrimSpace(text))
	return err
}

// lines prints the members of one account.
func (p packedAccount) lines(b *bytes.Buffer, indent string) error {
	documents := func(indent string, documents map[string]json.RawMessage) error {
		b.WriteString("{")
		separator := "\n"
		for _, call := range slices.Sorted(maps.Keys(documents)) {
			b.WriteString(separator)
			if err := memberName(b, indent+" ", call); err != nil {
				return err
			}
			b.Write(bytes.TrimSpace(documents[call]))
			separator = ",\n"
		}
		b.WriteString("\n" + indent + "}")
		return nil
	}
	b.WriteString(indent + "\"regions\": {")
	separator := "\n"
	for _, region := range slices.Sorted(maps.Keys(p.Regions)) {
		b.WriteString(separator)
		if err := memberName(b, indent+" ", region); err != nil {
			return err
		}
		if err := documents(indent+" ", p.Regions[region]); err != nil {
			return err
		}
		separator = ",\n"
	}
	b.WriteString("\n" + indent + "},\n" + indent + "\"global\": ")
	return documents(indent, p.Global)
}
