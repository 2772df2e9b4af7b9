package awsdata

import (
	"fmt"
	"strings"
)

// ManagedPrefixList is one entry of ec2 describe-managed-prefix-lists. Its entries come by a call of their own; for the
// lists of AWS's gateway endpoint services they also come inline with describe-prefix-lists.
type ManagedPrefixList struct {
	PrefixListId   string `must:"text"`
	PrefixListName string `json:",omitempty"`
	AddressFamily  string `json:",omitempty"`
	OwnerId        string `json:",omitempty"` // AWS for the lists that AWS keeps
	State          string `json:",omitempty"`
	MaxEntries     int    `json:",omitempty"`
	Version        int64  `json:",omitempty"`
	Tags           Tags   `json:",omitempty"`

	// Entries is filled by the snapshot from whichever call brought them; EntriesKnown tells an empty list from a gap.
	Entries      []PrefixListEntry `json:"-"`
	EntriesKnown bool              `json:"-"`
}

// PrefixListEntry is one range of a prefix list.
type PrefixListEntry struct {
	Cidr        string `must:"cidr"`
	Description string `json:",omitempty"`
}

// PrefixList is one entry of ec2 describe-prefix-lists: a list of AWS's own with its ranges inline. Cidrs is nil where
// the document has no such member: then the ranges are not known, which is not the same as none.
type PrefixList struct {
	PrefixListId   string   `must:"text"`
	PrefixListName string   `json:",omitempty"`
	Cidrs          []string `json:",omitzero"`
}

// CIDRs are the ranges of the entries.
func (p *ManagedPrefixList) CIDRs() []string {
	out := make([]string, len(p.Entries))
	for i := range p.Entries {
		out[i] = p.Entries[i].Cidr
	}
	return out
}

// OfService reports whether AWS keeps the list for a service of its own: customers' names cannot begin so. In China
// some begin with "cn.". Source: EC2 API reference, CreateManagedPrefixList, PrefixListName.
func (p *ManagedPrefixList) OfService() bool {
	return strings.HasPrefix(strings.TrimPrefix(p.PrefixListName, "cn."), "com.amazonaws.")
}

// ServiceLists are the lists that AWS keeps for an endpoint service ("com.amazonaws.us-east-1.s3"): the service's
// public addresses. A "cn." before either name makes no difference.
func (r *Region) ServiceLists(endpointService string) []*ManagedPrefixList {
	want := strings.TrimPrefix(endpointService, "cn.")
	var out []*ManagedPrefixList
	for i := range r.ManagedPrefixLists {
		if p := &r.ManagedPrefixLists[i]; strings.TrimPrefix(p.PrefixListName, "cn.") == want {
			out = append(out, p)
		}
	}
	return out
}

// ResourceTags implements [Tagged].
func (p *ManagedPrefixList) ResourceTags() Tags { return p.Tags }

// OwnerAccount implements [Owned].
func (p *ManagedPrefixList) OwnerAccount() string { return p.OwnerId }

// ID implements [Resource].
func (p *ManagedPrefixList) ID() string { return p.PrefixListId }

// Name implements [Resource].
func (p *ManagedPrefixList) Name() string { return p.PrefixListName }

// Facts implements [Resource].
func (p *ManagedPrefixList) Facts() []Fact {
	facts := []Fact{
		{Label: "Owner", Value: p.OwnerId},
		{Label: "Address family", Value: p.AddressFamily},
		{Label: "State", Value: p.State},
	}
	if p.MaxEntries > 0 {
		facts = append(facts, Fact{Label: "Maximum entries", Value: fmt.Sprint(p.MaxEntries)})
	}
	if !p.EntriesKnown {
		facts = append(facts,
			Fact{Label: "Entries", Value: "unknown: get-managed-prefix-list-entries was not collected"})
	}
	for _, e := range p.Entries {
		facts = append(facts, Fact{Label: "Entry", Value: strings.TrimSpace(e.Cidr + "  " + e.Description)})
	}
	return compact(facts)
}
