// Package whatif changes a snapshot in memory and nowhere else: a list of edits in, another snapshot out, to which the
// same questions can be put. An edit also says itself in words, as an AWS CLI command and as Terraform, for a person to
// run; vpclens never runs it.
package whatif

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// Action is what an edit does.
type Action string

// The actions.
const (
	Add    Action = "add"
	Remove Action = "remove"
)

// Kind is what an edit adds or removes.
type Kind string

// The kinds of edits.
const (
	Rule     Kind = "rule"      // of a security group: Group, Direction, Protocol, Ports, Peer
	Route    Kind = "route"     // of a route table: Table, Destination, Target
	ACLEntry Kind = "acl-entry" // of a network ACL: ACL, Direction, Number, Allow, Protocol, Ports, CIDR
	Endpoint Kind = "endpoint"  // Add: VPC, Service, and Tables (gateway) or Subnets and Groups (interface). Remove: ID
	NAT      Kind = "nat"       // Add: Subnet, Name. Remove: ID
	Subnet   Kind = "subnet"    // of a function: Function, ID
	Group    Kind = "group"     // of a function: Function, ID
	IPv6     Kind = "ipv6"      // of a function: Function
)

// Edit is one change. Which members count depends on the kind; Ports is "443", "1024-65535" or "" for all.
type Edit struct {
	Action Action `json:"action" yaml:"action"`
	Kind   Kind   `json:"kind" yaml:"kind"`
	Region string `json:"region,omitempty" yaml:"region"`

	ID       string `json:"id,omitempty" yaml:"id"`
	Function string `json:"function,omitempty" yaml:"function"`

	Group     string `json:"group,omitempty" yaml:"group"`
	Direction string `json:"direction,omitempty" yaml:"direction"` // out or in
	Protocol  string `json:"protocol,omitempty" yaml:"protocol"`   // tcp, udp, -1
	Ports     string `json:"ports,omitempty" yaml:"ports"`
	Peer      string `json:"peer,omitempty" yaml:"peer"` // CIDR, pl-, sg-

	Table       string `json:"table,omitempty" yaml:"table"`
	Destination string `json:"destination,omitempty" yaml:"destination"` // CIDR or pl-
	Target      string `json:"target,omitempty" yaml:"target"`
	Replace     bool   `json:"replace,omitempty" yaml:"replace"` // a route to the destination exists and is pointed elsewhere

	ACL    string `json:"acl,omitempty" yaml:"acl"`
	Number int    `json:"number,omitempty" yaml:"number"`
	Allow  bool   `json:"allow,omitempty" yaml:"allow"`
	CIDR   string `json:"cidr,omitempty" yaml:"cidr"`

	VPC        string   `json:"vpc,omitempty" yaml:"vpc"`
	Service    string   `json:"service,omitempty" yaml:"service"` // s3, sqs, ...
	Tables     []string `json:"tables,omitempty" yaml:"tables"`
	Subnets    []string `json:"subnets,omitempty" yaml:"subnets"`
	Groups     []string `json:"groups,omitempty" yaml:"groups"`
	PrivateDNS bool     `json:"privateDns,omitempty" yaml:"private-dns"`

	Name   string `json:"name,omitempty" yaml:"name"`
	Subnet string `json:"subnet,omitempty" yaml:"subnet"`
}

// check reports what is missing or wrong in the edit itself, before any snapshot is looked at.
func (e *Edit) check() error {
	need := func(fields ...string) error {
		for i := 0; i < len(fields); i += 2 {
			if fields[i+1] == "" {
				return fmt.Errorf("%s %s needs %s", e.Action, e.Kind, fields[i])
			}
		}
		return nil
	}
	if e.Action != Add && e.Action != Remove {
		return fmt.Errorf("unknown action %q: want add or remove", e.Action)
	}
	var err error
	switch e.Kind {
	case Rule:
		if err = need("group", e.Group, "direction", e.Direction, "protocol", e.Protocol, "peer", e.Peer); err == nil {
			err = e.checkTraffic(e.Peer)
		}
	case Route:
		if err = need("table", e.Table, "destination", e.Destination); err == nil && e.Action == Add {
			err = need("target", e.Target)
		}
		if err == nil {
			err = checkCIDR(e.Destination)
		}
	case ACLEntry:
		if e.Number == 0 {
			return fmt.Errorf("%s %s needs number", e.Action, e.Kind)
		}
		if err = need("acl", e.ACL, "direction", e.Direction); err == nil && e.Action == Add {
			if err = need("protocol", e.Protocol, "cidr", e.CIDR); err == nil {
				err = e.checkTraffic(e.CIDR)
			}
		}
	case Endpoint:
		if e.Action == Remove {
			return need("id", e.ID)
		}
		if err = need("vpc", e.VPC, "service", e.Service); err == nil && len(e.Tables) == 0 && len(e.Subnets) == 0 {
			err = fmt.Errorf("add endpoint needs tables (gateway) or subnets and groups (interface)")
		}
	case NAT:
		if e.Action == Remove {
			return need("id", e.ID)
		}
		err = need("subnet", e.Subnet)
	case Subnet, Group:
		err = need("function", e.Function, "id", e.ID)
	case IPv6:
		err = need("function", e.Function)
	default:
		if _, ok := removalOf(e.Kind); !ok {
			return fmt.Errorf("unknown kind of edit %q: want %s", e.Kind, strings.Join(kinds(), ", "))
		}
		if e.Action != Remove {
			return fmt.Errorf("a %s can be removed only", e.Kind)
		}
		err = need("id", e.ID)
	}
	return err
}

// kinds are the names of all kinds of edits.
func kinds() []string {
	var out []string
	for _, k := range []Kind{Rule, Route, ACLEntry, Endpoint, NAT, Subnet, Group, IPv6} {
		out = append(out, string(k))
	}
	for _, m := range removals() {
		out = append(out, string(m.kind))
	}
	return out
}

func (e *Edit) checkTraffic(peer string) error {
	if e.Direction != "in" && e.Direction != "out" {
		return fmt.Errorf("unknown direction %q: want in or out", e.Direction)
	}
	if _, _, err := portRange(e.Ports); err != nil {
		return err
	}
	return checkCIDR(peer)
}

// checkCIDR accepts ids as they are and reads everything else as a CIDR.
func checkCIDR(text string) error {
	if strings.HasPrefix(text, "sg-") || strings.HasPrefix(text, "pl-") {
		return nil
	}
	if _, err := netip.ParsePrefix(text); err != nil {
		return fmt.Errorf("%q is no CIDR, prefix list or group id", text)
	}
	return nil
}

// portRange reads "443" or "1024-65535"; both ends are nil for all ports.
func portRange(text string) (from, to *int, err error) {
	if text == "" {
		return nil, nil, nil
	}
	first, last, ranged := strings.Cut(text, "-")
	if !ranged {
		last = first
	}
	a, errA := strconv.ParseUint(first, 10, 16)
	b, errB := strconv.ParseUint(last, 10, 16)
	if errA != nil || errB != nil || b < a {
		return nil, nil, fmt.Errorf("%q is no port or range of ports", text)
	}
	x, y := int(a), int(b)
	return &x, &y, nil
}
