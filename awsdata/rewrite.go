package awsdata

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Rewritten is a document of the main account that takes the place of the one that is there, if there is one.
type Rewritten struct {
	Region string // or [Global]
	Call   string // with the id for a call about one thing
	Data   []byte // as the AWS CLI prints it; nil where nobody can know the answer
	Gap    *Gap   // what the answer lacks; nil for nothing
}

// Document is a document of the main account as the AWS CLI prints it. False where the snapshot does not hold it.
func (s *Snapshot) Document(region, call string) ([]byte, bool, error) {
	var value any
	if region == Global {
		value = documentIn(accountTable, s.Account, &s.Account.ledger, call)
	} else if r := s.Region(region); r != nil {
		value = documentIn(regionTable, r.source, &r.ledger, call)
	}
	if value == nil {
		return nil, false, nil
	}
	data, err := json.Marshal(value)
	if err != nil {
		return nil, false, fmt.Errorf("encode %s: %w", call, err)
	}
	return data, true, nil
}

// documentIn is a document as it is encoded, nil if it is not there.
func documentIn[T any](table []document[T], t *T, l *ledger, call string) any {
	name, id, keyed := strings.Cut(call, ".")
	for _, d := range table {
		if d.call == name && d.keyed == keyed && l.present[call] {
			return d.encode(t)[id]
		}
	}
	return nil
}

// Rewrite returns a copy of the snapshot in which documents of the main account are others. They are read as those of a
// file are: text is made harmless, secrets are dropped, and an element that lacks what it must have is a gap. A region
// that the snapshot does not hold comes into being.
func (s *Snapshot) Rewrite(list []Rewritten) (*Snapshot, error) {
	out := *s
	out.Regions, out.Accounts = slices.Clone(s.Regions), slices.Clone(s.Accounts)
	account := s.Account.freeze()
	sources := map[string]*Region{}
	for _, w := range list {
		region, call := Clean(w.Region), Clean(w.Call)
		var l *ledger
		var err error
		if region == Global {
			l = &account.ledger
			err = w.enter(call, func() (func(), error) {
				return readDocument(accountTable, call, w.Data, func() (*Account, *ledger) { return account, l })
			})
		} else {
			r := out.source(sources, region)
			l = &r.ledger
			err = w.enter(call, func() (func(), error) {
				return readDocument(regionTable, call, w.Data, func() (*Region, *ledger) { return r, l })
			})
		}
		if err != nil {
			return nil, &DocumentError{Region: region, Call: call, Offset: offsetOf(err), Err: err}
		}
		if w.Data == nil {
			delete(l.present, call)
			delete(l.missing, call)
		}
		if w.Gap != nil {
			l.missing[call] = Gap{Region: region, Call: call, Cause: w.Gap.Cause, Message: gapMessage(w.Gap.Message)}
		}
	}
	for i, a := range out.Accounts {
		if a == s.Account {
			out.Accounts[i] = account
		}
	}
	out.Account = account
	for name, r := range sources {
		changed := r.finish()
		at := slices.IndexFunc(out.Regions, func(old *Region) bool {
			return old.RegionName == name && old.AccountID == s.AccountID
		})
		if at >= 0 {
			out.Regions[at] = changed
		} else {
			out.Regions = append(out.Regions, changed)
		}
	}
	for i, r := range out.Regions { // zones are the account's, which may be another now
		if r.AccountID == s.AccountID {
			out.Regions[i] = r.source.freeze().finish()
			out.Regions[i].joinZones(&out)
		}
	}
	slices.SortStableFunc(out.Regions, func(a, b *Region) int {
		if a.AccountID != b.AccountID {
			return 0 // accounts keep their order
		}
		return strings.Compare(a.RegionName, b.RegionName)
	})
	out.gaps = out.findGaps()
	return &out, nil
}

func (w *Rewritten) enter(call string, read func() (func(), error)) error {
	if w.Data == nil {
		return nil
	}
	if err := checkShape(w.Data, mostObjects); err != nil {
		return err
	}
	enter, err := read()
	if err != nil {
		return err
	}
	enter()
	return nil
}

// source is a region's documents as they were decoded, in a copy that may be changed.
func (s *Snapshot) source(sources map[string]*Region, name string) *Region {
	if r := sources[name]; r != nil {
		return r
	}
	var source *Region
	if old := s.Region(name); old != nil {
		source = old.source.freeze()
		for _, d := range regionTable {
			if !d.keyed && d.detach != nil { // freeze has detached the others
				d.detach(source)
			}
		}
	} else {
		source = &Region{RegionName: name, AccountID: s.AccountID, ledger: newLedger(name)}
		source.rest = s.Account.rest
	}
	sources[name] = source
	return source
}

// Empty is an account in which nothing is yet: every list is there, and has nothing in it; what is set for an
// account as
// a whole is as AWS gives it to a new one. Source: VPC user guide, "Block public access to VPCs and subnets" (off);
// Lambda
// quotas, "Elastic network interfaces per VPC" (500).
func Empty(account, partition string, regions ...string) (*Snapshot, error) {
	b := NewBuilder()
	b.SetMeta(time.Time{}, account, partition)
	documents := map[string]any{
		"describe-vpc-block-public-access-options": map[string]any{
			"VpcBlockPublicAccessOptions": map[string]any{"InternetGatewayBlockMode": "off", "State": "default-state"}},
		"get-service-quota.lambda.L-9FEE3D26": map[string]any{"Quota": map[string]any{"ServiceCode": "lambda",
			"QuotaCode": "L-9FEE3D26", "QuotaName": "Elastic network interfaces per VPC", "Value": 500}},
	}
	for _, d := range regionTable {
		if !d.keyed && d.member != "" {
			documents[d.call] = map[string]any{d.member: []any{}}
		}
	}
	for _, region := range regions {
		for _, call := range slices.Sorted(maps.Keys(documents)) {
			data, err := json.Marshal(documents[call])
			if err != nil {
				return nil, fmt.Errorf("encode %s: %w", call, err)
			}
			if err := b.Put(region, call, data); err != nil {
				return nil, err
			}
		}
	}
	const nobody = `{"RoleDetailList": [], "Policies": []}`
	if err := b.Put(Global, "get-account-authorization-details", []byte(nobody)); err != nil {
		return nil, err
	}
	return b.Snapshot(), nil
}
