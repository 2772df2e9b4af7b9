package whatif

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/awsdata"
)

// AddRule adds a rule to a security group.
type AddRule struct {
	Region    string `json:"region,omitempty"`
	Group     string `json:"group,omitempty"`
	Direction string `json:"direction,omitempty"` // out or in
	Protocol  string `json:"protocol,omitempty"`  // tcp, udp, -1
	Ports     string `json:"ports,omitempty"`     // "443", "1024-65535", "" for all
	Peer      string `json:"peer,omitempty"`      // CIDR, pl-, sg-
}

// RemoveRule removes a rule of a security group.
type RemoveRule AddRule

func (e AddRule) about() about {
	err := need("group", e.Group, "direction", e.Direction, "protocol", e.Protocol, "peer", e.Peer)
	if err == nil {
		err = checkTraffic(e.Direction, e.Ports, e.Peer)
	}
	return about{Add, Rule, e.Region, e.Group, err}
}

func (e RemoveRule) about() about {
	a := AddRule(e).about()
	a.action = Remove
	return a
}

// Words implements [Edit].
func (e AddRule) Words() string {
	return fmt.Sprintf("%s: allow %s %s %s", e.Group, traffic(e.Protocol, e.Ports), e.way(), e.Peer)
}

// Words implements [Edit].
func (e RemoveRule) Words() string {
	return fmt.Sprintf("%s: remove the rule that allows %s %s %s", e.Group, traffic(e.Protocol, e.Ports),
		AddRule(e).way(), e.Peer)
}

func (e AddRule) way() string {
	if e.Direction == "in" {
		return "in from"
	}
	return "out to"
}

// Inverse implements [Edit].
func (e AddRule) Inverse(*awsdata.Snapshot) ([]Edit, bool) { return []Edit{RemoveRule(e)}, true }

// Inverse implements [Edit].
func (e RemoveRule) Inverse(*awsdata.Snapshot) ([]Edit, bool) { return []Edit{AddRule(e)}, true }

func (e AddRule) permission() awsdata.IpPermission {
	from, to, _ := portRange(e.Ports)
	p := awsdata.IpPermission{IpProtocol: e.Protocol, FromPort: from, ToPort: to}
	switch {
	case strings.HasPrefix(e.Peer, "sg-"):
		p.UserIdGroupPairs = []awsdata.UserIdGroupPair{{GroupId: e.Peer}}
	case strings.HasPrefix(e.Peer, "pl-"):
		p.PrefixListIds = []awsdata.PrefixListRef{{PrefixListId: e.Peer}}
	case strings.Contains(e.Peer, ":"):
		p.Ipv6Ranges = []awsdata.Ipv6Range{{CidrIpv6: canonical(e.Peer)}}
	default:
		p.IpRanges = []awsdata.IpRange{{CidrIp: canonical(e.Peer)}}
	}
	return p
}

// list is the group's list that the rule belongs in.
func (e AddRule) list(r *awsdata.Region) (*[]awsdata.IpPermission, error) {
	g, err := element[awsdata.SecurityGroup](r.SecurityGroups, e.Group)
	if err != nil {
		return nil, err
	}
	if e.Direction == "in" {
		return &g.IpPermissions, nil
	}
	return &g.IpPermissionsEgress, nil
}

func (e AddRule) apply(r, _ *awsdata.Region) error {
	list, err := e.list(r)
	if err != nil {
		return err
	}
	*list = append(slices.Clone(*list), e.permission())
	return nil
}

func (e RemoveRule) apply(r, _ *awsdata.Region) error {
	list, err := AddRule(e).list(r)
	if err != nil {
		return err
	}
	want := AddRule(e).permission()
	var kept []awsdata.IpPermission
	removed, peer := false, canonical(e.Peer)
	for _, p := range *list {
		if p.PortText() == want.PortText() &&
			slices.ContainsFunc(p.Peers(), func(q awsdata.Peer) bool { return canonical(q.Value) == peer }) {
			removed = true
			p = withoutPeer(p, peer)
			if len(p.Peers()) == 0 {
				continue
			}
		}
		kept = append(kept, p)
	}
	if !removed {
		return fmt.Errorf("%s has no rule %s %s %s", e.Group, e.Direction, want.PortText(), e.Peer)
	}
	*list = kept
	return nil
}

// withoutPeer is a permission without a peer in its canonical form.
func withoutPeer(p awsdata.IpPermission, peer string) awsdata.IpPermission {
	p.IpRanges = slices.DeleteFunc(slices.Clone(p.IpRanges),
		func(r awsdata.IpRange) bool { return canonical(r.CidrIp) == peer })
	p.Ipv6Ranges = slices.DeleteFunc(slices.Clone(p.Ipv6Ranges),
		func(r awsdata.Ipv6Range) bool { return canonical(r.CidrIpv6) == peer })
	p.PrefixListIds = slices.DeleteFunc(slices.Clone(p.PrefixListIds),
		func(r awsdata.PrefixListRef) bool { return r.PrefixListId == peer })
	p.UserIdGroupPairs = slices.DeleteFunc(slices.Clone(p.UserIdGroupPairs),
		func(r awsdata.UserIdGroupPair) bool { return r.GroupId == peer })
	return p
}

// Commands implements [Edit].
func (e AddRule) Commands(s *awsdata.Snapshot) paste.Script { return e.command(s, e, "authorize") }

// Commands implements [Edit].
func (e RemoveRule) Commands(s *awsdata.Snapshot) paste.Script {
	return AddRule(e).command(s, e, "revoke")
}

func (e AddRule) command(s *awsdata.Snapshot, edit Edit, verb string) paste.Script {
	flow := "egress"
	if e.Direction == "in" {
		flow = "ingress"
	}
	pairs := []any{"IpProtocol", e.Protocol}
	if from, to, _ := portRange(e.Ports); from != nil {
		pairs = append(pairs, "FromPort", *from, "ToPort", *to)
	}
	member, of := "IpRanges", "CidrIp"
	switch {
	case strings.HasPrefix(e.Peer, "sg-"):
		member, of = "UserIdGroupPairs", "GroupId"
	case strings.HasPrefix(e.Peer, "pl-"):
		member, of = "PrefixListIds", "PrefixListId"
	case strings.Contains(e.Peer, ":"):
		member, of = "Ipv6Ranges", "CidrIpv6"
	}
	pairs = append(pairs, member, paste.Items(paste.Struct(of, e.Peer)))
	return paste.Script{paste.AWS(regionFor(s, edit), "ec2 "+verb+"-security-group-"+flow).
		Opt("group-id", e.Group).Short("ip-permissions", paste.Struct(pairs...))}
}
