package ledger

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// judge gives every entry its status.
func (l *Ledger) judge() {
	account := accountOf(l.index)
	missingIn := make(map[string][]*Entry)
	for i := range l.Entries {
		e := &l.Entries[i]
		switch {
		case slices.Contains(l.Missing, "describe-network-interfaces"):
			e.Status = Unknown
		case len(e.Holders) > 0 && len(e.Interfaces) > 0:
			e.Status = Held
		case len(e.Holders) > 0:
			e.Status, e.Why = Missing, l.whyMissing(e)
			missingIn[e.SubnetID] = append(missingIn[e.SubnetID], e)
		}
	}
	for i := range l.Entries {
		e := &l.Entries[i]
		if e.Status != "" {
			continue
		}
		if e.Why = foreign(e.Interfaces, account); e.Why != "" {
			e.Status = Foreign
			continue
		}
		for _, m := range missingIn[e.SubnetID] {
			if related(m.Groups, e.Groups) {
				e.Owners = append(e.Owners, m.Holders...)
			}
		}
		switch {
		case len(e.Owners) > 0:
			e.Status = Drifted
		case slices.Contains(l.Missing, "list-functions"):
			e.Status = Unknown
		default:
			e.Status = Orphaned
		}
	}
}

// related reports whether an interface with the groups got could be the one that wanted asks for, with its groups
// changed: they have a group in common. Two sets with nothing in common are two interfaces, one of them left over.
func related(wanted, got []string) bool {
	return slices.ContainsFunc(wanted, func(id string) bool { return slices.Contains(got, id) })
}

// foreign says whose the interfaces are if no function of this account's could own them, "" otherwise. This is the only
// place where a description is read, and only to leave an interface alone: event source mappings and network connectors
// have interfaces of the type lambda, too.
func foreign(interfaces []*awsdata.NetworkInterface, account string) string {
	for _, n := range interfaces {
		switch {
		case account != "" && n.OwnerId != "" && n.OwnerId != account:
			return "it belongs to account " + n.OwnerId
		case strings.Contains(n.Description, ":event-source-mapping:"):
			return "it belongs to an event source mapping"
		case strings.Contains(n.Description, ":network-connector"):
			return "it belongs to a network connector"
		}
	}
	return ""
}

// accountOf is the account of the region's functions: the owner of every interface that could be theirs.
func accountOf(x *awsdata.RegionIndex) string {
	for _, f := range x.Functions() {
		// arn:aws:lambda:region:account:function:name
		if parts := strings.Split(f.FunctionArn, ":"); len(parts) >= 7 {
			return parts[4]
		}
	}
	return ""
}

// whyMissing says what explains that an expected interface is not there: its subnet is gone, or no holder has a state
// in which Lambda keeps interfaces. It is "" where nothing in the snapshot explains it.
func (l *Ledger) whyMissing(e *Entry) string {
	if l.index.Subnet(e.SubnetID) == nil && l.index.Region.Has("describe-subnets") {
		return "the subnet is not among the account's subnets"
	}
	var reasons []string
	for _, name := range e.Functions() {
		f := l.index.Function(name)
		switch {
		case f == nil || f.State == "":
			reasons = append(reasons, "the state of "+name+" was not read")
		case f.State != "Active":
			reasons = append(reasons, name+" is "+f.State)
		case f.LastUpdateStatus == "Failed":
			reasons = append(reasons, "the last update of "+name+" failed")
		default:
			return ""
		}
	}
	return strings.Join(reasons, ", ")
}
