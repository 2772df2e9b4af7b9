package timeline

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata/event"
)

// Subject is the thing that an event is about first, "" where it names none.
func Subject(e *event.Event) string {
	r := &e.Request
	ids := []string{r.Table, r.ACL, r.Group, r.NATGateway, functionName(r.Function)}
	if r.Endpoint != nil {
		ids = append(ids, r.Endpoint.ID)
	}
	if i := slices.IndexFunc(ids, func(id string) bool { return id != "" }); i >= 0 {
		return ids[i]
	}
	if len(e.Resources) > 0 {
		return functionName(e.Resources[0])
	}
	return ""
}

// What is what an event set, added or took away, as far as that is kept, "" for nothing.
func What(e *event.Event) string {
	r := &e.Request
	var out []string
	switch {
	case r.Destination != "" && r.Target != "":
		out = append(out, r.Destination+" to "+r.Target)
	case r.Destination != "":
		out = append(out, r.Destination)
	case r.Number > 0:
		text := fmt.Sprintf("rule %d %s", r.Number, direction(r.Egress))
		if x := r.Entry; x != nil {
			text += ": " + allow(x.Allow) + " " + traffic(x.Protocol, x.From, x.To, x.To != 0) + " " + x.CIDR
		}
		out = append(out, text)
	}
	for _, x := range r.Rules {
		out = append(out, traffic(x.Protocol, x.From, x.To, x.From >= 0)+" "+x.Peer)
	}
	if n := len(r.RuleIDs); n > 0 && len(r.Rules) == 0 {
		named := slices.DeleteFunc(slices.Clone(r.RuleIDs), func(s string) bool { return s == "" })
		out = append(out, strings.Join(named, ", "))
	}
	if r.Subnet != "" {
		out = append(out, r.Subnet)
	}
	if x := r.Endpoint; x != nil {
		for _, change := range []struct {
			verb string
			ids  []string
		}{{"adds", slices.Concat(x.AddTables, x.AddSubnets, x.AddGroups)},
			{"removes", slices.Concat(x.RemoveTables, x.RemoveSubnets, x.RemoveGroups)}} {
			if len(change.ids) > 0 {
				out = append(out, change.verb+" "+strings.Join(change.ids, ", "))
			}
		}
		if x.PrivateDNS {
			out = append(out, "private DNS")
		}
		if x.Policy {
			out = append(out, "its policy")
		}
	}
	if x := r.Placement; x != nil {
		out = append(out, "placed in "+strings.Join(slices.Concat(x.Subnets, x.Groups), ", "))
	}
	return strings.Join(out, "; ")
}

func allow(yes bool) string {
	if yes {
		return "allow"
	}
	return "deny"
}

func traffic(protocol string, from, to int, limited bool) string {
	switch protocol {
	case "-1":
		return "everything"
	case "6":
		protocol = "tcp"
	case "17":
		protocol = "udp"
	}
	if !limited {
		return protocol
	}
	return protocol + " " + ports(from, to)
}
