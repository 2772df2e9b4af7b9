package reach_test

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// removalQuestion is a question about a function, with the answer of the whole account.
type removalQuestion struct {
	account, region, function string
	query                     reach.Query
	verdict                   reach.Verdict
}

func (q removalQuestion) String() string {
	return fmt.Sprintf("%s to %s %s %d", q.function, q.query.To.Text, q.query.Protocol, q.query.Port)
}

// removedFunction stands for the answer about a function that went with the document.
const removedFunction = "no such function"

// placements are the region's functions without those that sit where another one does.
func placements(r *awsdata.RegionIndex) []*awsdata.Function {
	var out []*awsdata.Function
	seen := make(map[string]bool)
	for _, f := range r.Functions() {
		subnets, groups := r.Placement(f)
		ipv6 := f.VpcConfig != nil && f.VpcConfig.Ipv6AllowedForDualStack
		key := fmt.Sprint(slices.Sorted(slices.Values(subnets)), slices.Sorted(slices.Values(groups)), ipv6,
			f.Managed())
		if !seen[key] {
			seen[key] = true
			out = append(out, f)
		}
	}
	return out
}

// spread picks at most n of a list, evenly.
func spread[E any](list []E, n int) []E {
	if len(list) <= n {
		return list
	}
	out := make([]E, n)
	for i := range out {
		out[i] = list[i*len(list)/n]
	}
	return out
}

// askAgain asks what was definite in the whole account, from the words on: a destination's name is read anew.
func askAgain(index *awsdata.Index, asked []removalQuestion) []string {
	engine := reach.New(index)
	type word struct {
		in   *awsdata.RegionIndex
		text string
	}
	type parsed struct {
		to  names.Destination
		err error
	}
	read := make(map[word]parsed) // several functions are asked about each destination
	out := make([]string, len(asked))
	for i, q := range asked {
		out[i] = removedFunction
		region := index.RegionOf(q.account, q.region)
		if region == nil {
			continue
		}
		f := region.Function(q.function)
		if f == nil {
			continue
		}
		to, ok := read[word{region, q.query.To.Text}]
		if !ok {
			to.to, to.err = names.ParseIn(index, region, q.query.To.Text)
			read[word{region, q.query.To.Text}] = to
		}
		err := to.err
		if err == nil {
			q.query.To = to.to
			q.verdict, err = engine.Verdict(q.region, f, q.query)
		}
		if out[i] = q.verdict.String(); err != nil {
			out[i] = "error: " + err.Error()
		}
	}
	return out
}

// removalQueries are the questions that every function of a region is asked.
func removalQueries(index *awsdata.Index, r *awsdata.RegionIndex) []reach.Query {
	var out []reach.Query
	asked := make(map[string]bool)
	ask := func(to string, protocol netset.Protocol, port uint16) {
		d, err := names.ParseIn(index, r, to)
		if key := fmt.Sprint(to, protocol, port); err == nil && !asked[key] {
			asked[key] = true
			out = append(out, reach.Query{To: d, Protocol: protocol, Port: port})
		}
	}
	for _, to := range []string{
		"internet", "anywhere", "198.51.100.9", "2606:4700::1", "64:ff9b::c633:6409", "129.224.0.9", "52.216.1.9",
		"s3", "s3express", "dynamodb", "sqs", "kms", "secretsmanager", "iam", "sts.amazonaws.com", "db.internal",
		"kinesis." + r.Region.RegionName + ".amazonaws.com", "s3.us-west-2.amazonaws.com", "10.99.0.0/16",
		"198.51.100.0/24",
	} {
		ask(to, netset.TCP, 443)
	}
	for i, s := range names.Services() {
		if *allRemovals || i%12 == *third%3 {
			ask(s.Name, netset.TCP, 443)
		}
	}
	ask("198.51.100.9", netset.TCP, 25)
	ask("internet", netset.UDP, 53)
	ask("169.254.169.253", netset.UDP, 53)
	ask("169.254.169.123", netset.UDP, 123)
	for _, v := range r.Region.VPCs {
		if p, err := netip.ParsePrefix(v.CidrBlock); err == nil {
			ask(p.Addr().Next().Next().String(), netset.UDP, 53)
			ask(p.Addr().Next().Next().Next().String(), netset.UDP, 53)
		}
	}
	askInterfaces(r, ask)
	askFarAddresses(r, ask)
	askNames(index, r, ask)
	return out
}

// askNames asks for what has a name: data stores and load balancers, records of private zones, endpoints, instances.
func askNames(index *awsdata.Index, r *awsdata.RegionIndex, ask func(string, netset.Protocol, uint16)) {
	ask("rds", netset.TCP, 5432)
	kinds := make(map[string]int)
	for _, s := range r.Stores() {
		if kinds[s.Kind()]++; kinds[s.Kind()] > 2 && !*allRemovals {
			continue
		}
		for _, e := range s.Endpoints()[:min(1, len(s.Endpoints()))] {
			ask(e.Host, netset.TCP, uint16(e.Port))
		}
		if s.Kind() == "lb" {
			ask("elb:"+s.Name(), netset.TCP, 443)
			ask("elb:"+s.Name(), netset.TCP, 80)
		}
	}
	for _, e := range spread(r.Region.VPCEndpoints, 4) {
		ask(e.VpcEndpointId, netset.TCP, 443)
	}
	for _, i := range spread(r.Region.Instances, 2) {
		ask(i.InstanceId, netset.TCP, 443)
	}
	zones := make(map[string]int)
	for _, a := range index.Snapshot.Accounts {
		for _, id := range slices.Sorted(maps.Keys(a.ResourceRecordSets)) {
			for _, set := range a.ResourceRecordSets[id] {
				if zones[id]++; zones[id] <= 6 {
					ask(strings.TrimSuffix(strings.ReplaceAll(set.Name, `\052`, "other"), "."), netset.TCP, 443)
				}
			}
		}
	}
}

// askInterfaces asks for the interfaces of each kind, by address and by id, and for what they are in.
func askInterfaces(r *awsdata.RegionIndex, ask func(string, netset.Protocol, uint16)) {
	kinds := make(map[string]int)
	var subnets, groups []string
	for i := range r.Region.NetworkInterfaces {
		n := &r.Region.NetworkInterfaces[i]
		kind := fmt.Sprint(n.InterfaceType, n.Status, n.VpcId, len(n.Groups) == 0)
		if n.Association != nil {
			ask(n.Association.PublicIp, netset.TCP, 443)
		}
		switch kinds[kind]++; kinds[kind] {
		case 1:
			subnets, groups = append(subnets, n.SubnetId), append(groups, n.GroupIDs()...)
			ask(n.NetworkInterfaceId, netset.TCP, 443)
			for _, a := range n.Addresses() {
				ask(a, netset.TCP, 5432)
			}
		case 2:
			for _, a := range n.Addresses() {
				ask(a, netset.TCP, 443)
			}
		}
	}
	for _, id := range spread(subnets, 4) {
		ask(id, netset.TCP, 443)
	}
	for _, id := range spread(slices.DeleteFunc(groups, func(id string) bool { return r.SecurityGroup(id) == nil }),
		6) {
		ask(id, netset.TCP, 5432)
	}
}

// askFarAddresses asks for an address behind each kind of route and in each prefix list.
func askFarAddresses(r *awsdata.RegionIndex, ask func(string, netset.Protocol, uint16)) {
	within := func(cidr string) {
		if p, err := netip.ParsePrefix(cidr); err == nil && p.Bits() > 0 {
			a := p.Masked().Addr()
			for range 9 {
				if next := a.Next(); p.Contains(next) {
					a = next
				}
			}
			ask(a.String(), netset.TCP, 443)
		}
	}
	targets := make(map[string]bool)
	for i := range r.Region.RouteTables {
		for j := range r.Region.RouteTables[i].Routes {
			route := &r.Region.RouteTables[i].Routes[j]
			if cidr := route.DestinationCidrBlock + route.DestinationIpv6CidrBlock; len(targets) < 12 &&
				!targets[cidr] {
				targets[cidr] = true
				within(cidr)
			}
		}
	}
	for i := range r.Region.ManagedPrefixLists {
		if entries := r.Region.ManagedPrefixLists[i].Entries; len(entries) > 0 && i < 5 {
			within(entries[0].Cidr)
		}
	}
	for i := range r.Region.PeeringConnections {
		p := &r.Region.PeeringConnections[i]
		within(p.AccepterVpcInfo.CidrBlock)
		within(p.RequesterVpcInfo.CidrBlock)
	}
}
