package awsdata

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Part is a snapshot cut to what one object of a bucket holds: one region of an account, or what is account-wide of it.
// It is a snapshot file of its own. What Route 53, which is account-wide, says of a region's VPCs goes with the region:
// whoever collects one region at a time takes nothing of the others away.
type Part struct {
	Account string
	Region  string // [Global] for what is account-wide
	packed  packed
}

// Key is where the part is kept below a prefix: "accounts/111122223333/eu-west-1.json.gz".
func (p *Part) Key() string { return accountsDir + "/" + p.Account + "/" + p.Region + ".json.gz" }

// Encode writes the part as a file of gzip. The same part gives the same bytes.
func (p *Part) Encode(w io.Writer) error {
	text, err := p.packed.lines()
	if err != nil {
		return fmt.Errorf("encode snapshot: %w", err)
	}
	z := gzip.NewWriter(w)
	if _, err := z.Write(text); err != nil {
		return fmt.Errorf("compress snapshot: %w", err)
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("compress snapshot: %w", err)
	}
	return nil
}

// ParsePartKey reads what [Part.Key] writes, and the same without gzip.
func ParsePartKey(key string) (account, region string, ok bool) {
	words := strings.Split(key, "/")
	if len(words) != 3 || words[0] != accountsDir || !IsAccountID(words[1]) {
		return "", "", false
	}
	region, isFile := strings.CutSuffix(strings.TrimSuffix(words[2], ".gz"), ".json")
	return words[1], region, isFile && (region == Global || IsRegion(region))
}

// SplitPartPrefix cuts what a prefix has of the parts' own layout off its end: "org/accounts/111122223333" is those
// parts of "org" whose keys begin with "accounts/111122223333/". A prefix is told without a slash at its end.
func SplitPartPrefix(prefix string) (root, within string) {
	words := strings.Split(prefix, "/")
	last := len(words) - 1
	switch {
	case words[last] == accountsDir:
		return strings.Join(words[:last], "/"), accountsDir + "/"
	case last > 0 && words[last-1] == accountsDir && IsAccountID(words[last]):
		return strings.Join(words[:last-1], "/"), accountsDir + "/" + words[last] + "/"
	}
	return prefix, accountsDir + "/"
}

// IsAccountID reports whether a text has the form of an account's id.
func IsAccountID(text string) bool {
	return len(text) == 12 && strings.Trim(text, "0123456789") == ""
}

// Parts cuts the snapshot into what a bucket keeps apart. An account whose id is not known has no place there, and a
// snapshot of it is an error.
func (s *Snapshot) Parts() ([]Part, error) {
	whole, err := s.pack()
	if err != nil {
		return nil, err
	}
	var parts []Part
	for _, a := range s.Accounts {
		if a.IsUnread() {
			continue // what a bucket has of it from an earlier time is more than nothing
		}
		if !IsAccountID(a.AccountID) {
			const next = "allow sts:GetCallerIdentity, or save the snapshot as a file"
			return nil, fmt.Errorf("the id of the account is unknown (%q): %s", a.AccountID, next)
		}
		documents := whole.packedAccount
		if len(s.Accounts) > 1 {
			documents = whole.Accounts[a.AccountID]
		}
		home := s.homesOfZones(a)
		part := func(region string, belongs func(call string) bool) Part {
			p := Part{Account: a.AccountID, Region: region}
			p.packed = packed{Schema: Schema, CapturedAt: whole.CapturedAt, Partition: whole.Partition}
			p.packed.AccountID = a.AccountID
			if a.Name != "" {
				p.packed.Names = map[string]string{a.AccountID: a.Name}
			}
			p.packed.Global = maps.Clone(documents.Global)
			maps.DeleteFunc(p.packed.Global, func(call string, _ json.RawMessage) bool { return !belongs(call) })
			for _, g := range whole.Gaps {
				mine := g.Account == "" || g.Account == a.AccountID
				here := g.OfAccount() || g.Region == region && region != Global
				if mine && (here || g.Region == Global && belongs(g.Call)) {
					g.Account = ""
					p.packed.Gaps = append(p.packed.Gaps, g)
				}
			}
			return p
		}
		for _, name := range slices.Sorted(maps.Keys(documents.Regions)) {
			p := part(name, func(call string) bool { return home[call][name] })
			p.packed.Regions = map[string]map[string]json.RawMessage{name: documents.Regions[name]}
			parts = append(parts, p)
		}
		parts = append(parts, part(Global, func(call string) bool { return len(home[call]) == 0 }))
	}
	return parts, nil
}

// homesOfZones are the regions that account-wide calls are about, by the call's document: the zones of a region's VPCs,
// and the records of those.
func (s *Snapshot) homesOfZones(a *Account) map[string]map[string]bool {
	home := make(map[string]map[string]bool)
	add := func(call, region string) {
		if home[call] == nil {
			home[call] = make(map[string]bool)
		}
		home[call][region] = true
	}
	for _, r := range s.Regions {
		if r.AccountID != a.AccountID {
			continue
		}
		vpc := func(id string) {
			add("list-hosted-zones-by-vpc."+id, r.RegionName)
			for _, zone := range a.HostedZonesByVPC[id] {
				add("list-resource-record-sets."+strings.TrimPrefix(zone.HostedZoneId, "/hostedzone/"), r.RegionName)
			}
		}
		for i := range r.VPCs {
			vpc(r.VPCs[i].VpcId)
		}
		for i := range r.Functions {
			if c := r.Functions[i].VpcConfig; c != nil && c.VpcId != "" {
				vpc(c.VpcId)
			}
		}
	}
	return home
}
