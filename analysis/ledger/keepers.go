package ledger

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/awsdata"
)

// Keeper is one thing that stands against deleting a subnet or a security group.
type Keeper struct {
	ID   string // of the interface, group, VPC or function
	Kind KeeperKind
	// By are the functions and versions behind a Lambda interface: while one of them is there, Lambda keeps it.
	By []Holder
	// Refuses tells whether AWS refuses the deletion because of it. A function that only names the subnet or group does
	// not hinder AWS, but its interfaces cannot be made again.
	Refuses bool
	Says    string
}

// KeeperKind is what a keeper is.
type KeeperKind string

// The kinds of keepers.
const (
	KeeperInterface KeeperKind = "interface"        // of something other than Lambda
	KeeperLambda    KeeperKind = "lambda-interface" // made by Lambda for functions
	KeeperRule      KeeperKind = "rule"             // of another group, which refers to this one
	// of the group with another VPC, or with a service network in its own
	KeeperAssociation KeeperKind = "vpc-association"
	KeeperFunction    KeeperKind = "function" // its configuration names the subnet or group
)

// Keepers are the things that keep a subnet or security group from being deleted, those that AWS refuses for first, and
// nil for other ids and for what nothing holds. They are complete only if [Ledger.Missing] is empty.
// Source: EC2 API, DeleteSubnet and DeleteSecurityGroup (network interfaces, rules of other groups of the same VPC, VPC
// associations); Lambda developer guide on how long interfaces stay.
func (l *Ledger) Keepers(id string, roles *role.Index) []Keeper {
	var out []Keeper
	switch {
	case l.index.Subnet(id) != nil:
		out = l.interfaceKeepers(l.index.InterfacesInSubnet(id), roles)
	case l.index.SecurityGroup(id) != nil:
		out = append(l.interfaceKeepers(l.index.InterfacesWithGroup(id), roles), l.ruleKeepers(id)...)
		out = append(out, l.associationKeepers(id)...)
	}
	return append(out, l.nameKeepers(id)...)
}

func (l *Ledger) interfaceKeepers(interfaces []*awsdata.NetworkInterface, roles *role.Index) []Keeper {
	var out []Keeper
	for _, n := range interfaces {
		k := Keeper{ID: n.NetworkInterfaceId, Kind: KeeperInterface, Refuses: true, Says: "in use by " + n.Owner()}
		if n.InterfaceType == "lambda" {
			k.Kind = KeeperLambda
			k.By, k.Says = l.behind(n, roles)
		}
		out = append(out, k)
	}
	return out
}

// behind is who keeps a Lambda interface.
func (l *Ledger) behind(n *awsdata.NetworkInterface, roles *role.Index) ([]Holder, string) {
	e := l.Entry(n.SubnetId, n.GroupIDs())
	switch {
	case e == nil:
		return nil, "in use by Lambda"
	case len(e.Holders) > 0:
		return e.Holders, "used by " + texts(e.Holders)
	case e.Status == Drifted:
		return e.Owners, "its security groups differ from those of " + texts(e.Owners) + ", which could own it"
	case e.Status == Foreign:
		return nil, e.Why
	case e.Status == Orphaned:
		return nil, l.Leftover(n, roles).Says()
	}
	return nil, "who uses it is unknown"
}

// Entry is the entry of a subnet and a set of groups, nil if there is none.
func (l *Ledger) Entry(subnetID string, groups []string) *Entry {
	want := awsdata.GroupSet(groups)
	at, _ := slices.BinarySearchFunc(l.Entries, subnetID, func(e Entry, id string) int {
		return strings.Compare(e.SubnetID, id)
	})
	for ; at < len(l.Entries) && l.Entries[at].SubnetID == subnetID; at++ {
		if strings.Join(l.Entries[at].Groups, ",") == want {
			return &l.Entries[at]
		}
	}
	return nil
}

func texts(holders []Holder) string {
	out := make([]string, len(holders))
	for i, h := range holders {
		out[i] = h.String()
	}
	return strings.Join(out, ", ")
}

// ruleKeepers are the groups whose rules refer to a group. Those of the same VPC make AWS refuse; those of other VPCs
// are left with a stale rule.
func (l *Ledger) ruleKeepers(id string) []Keeper {
	var out []Keeper
	home := l.index.SecurityGroup(id).VpcId
	for i := range l.index.Region.SecurityGroups {
		g := &l.index.Region.SecurityGroups[i]
		if g.GroupId == id || !refersTo(g, id) {
			continue
		}
		k := Keeper{ID: g.GroupId, Kind: KeeperRule, Refuses: g.VpcId == home, Says: "a rule of it refers to " + id}
		if !k.Refuses {
			k.Says += " and would be stale"
		}
		out = append(out, k)
	}
	return out
}

func refersTo(g *awsdata.SecurityGroup, id string) bool {
	for _, permissions := range [][]awsdata.IpPermission{g.IpPermissions, g.IpPermissionsEgress} {
		for i := range permissions {
			if slices.ContainsFunc(permissions[i].UserIdGroupPairs,
				func(p awsdata.UserIdGroupPair) bool { return p.GroupId == id }) {
				return true
			}
		}
	}
	return false
}

func (l *Ledger) associationKeepers(id string) []Keeper {
	var out []Keeper
	for _, a := range l.index.Region.SecurityGroupVPCAssociations {
		if a.GroupId == id {
			out = append(out, Keeper{ID: a.VpcId, Kind: KeeperAssociation, Refuses: true,
				Says: id + " is associated with " + a.VpcId})
		}
	}
	// Whether AWS refuses for these is not documented.
	for i := range l.index.Region.ServiceNetworkAssociations {
		if a := &l.index.Region.ServiceNetworkAssociations[i]; slices.Contains(a.Groups, id) {
			out = append(out, Keeper{ID: a.VpcId, Kind: KeeperAssociation,
				Says: "its association with the service network " + cmp.Or(a.Name(), a.ServiceNetworkId) + " has it"})
		}
	}
	return out
}

// nameKeepers are the functions and published versions whose configuration names a subnet or group.
func (l *Ledger) nameKeepers(id string) []Keeper {
	var holders []Holder
	for i := range l.Entries {
		e := &l.Entries[i]
		if e.SubnetID == id || slices.Contains(e.Groups, id) {
			holders = append(holders, e.Holders...)
		}
	}
	slices.SortFunc(holders, func(a, b Holder) int { return strings.Compare(a.String(), b.String()) })
	var out []Keeper
	for _, h := range slices.Compact(holders) {
		out = append(out,
			Keeper{ID: h.String(), Kind: KeeperFunction, By: []Holder{h}, Says: "its VpcConfig names " + id})
	}
	return out
}
