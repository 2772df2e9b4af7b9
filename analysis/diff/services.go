package diff

import (
	"maps"
	"reflect"
	"slices"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// Service is an AWS service that a function reaches better or worse by its name. Addresses need not tell of it: without its
// endpoint the name leads elsewhere, while every address is reached as before.
type Service struct {
	Name string        `json:"name"`
	Was  reach.Verdict `json:"before"`
	Is   reach.Verdict `json:"after"`
}

// services are those that a function reaches otherwise by their names than before, and what makes the difference where that
// is an endpoint or the DNS of the VPC. Asked are the services of endpoints that are not the same in both snapshots, and
// those of all endpoints of the VPC where its DNS is not, or where the function sits elsewhere or has another role.
func (c *comparer) services(p pair) (out []Service, causes []string) {
	old, now := c.before.Region(p.region), c.after.Region(p.region)
	was, is := old.FunctionVPC(p.old), now.FunctionVPC(p.now)
	moved := p.old.Role != p.now.Role || c.before.placement(p.region, p.old) != c.after.placement(p.region, p.now)
	asked := make(map[string][]string) // what changed, by service
	doubted := make(map[string]bool)   // asked only for whether doubt ended badly
	for _, vpc := range slices.Compact([]string{was, is}) {
		renamed := len(differing(dnsLines(old, vpc), dnsLines(now, vpc))) > 0
		then, later := endpoints(old, vpc), endpoints(now, vpc)
		both := maps.Clone(later)
		maps.Copy(both, then)
		for id, e := range both {
			switch changed := !reflect.DeepEqual(then[id], later[id]); {
			case e.Service() == "": // of someone else, who has no name that leads elsewhere without it
			case changed:
				asked[e.ServiceName] = append(asked[e.ServiceName], id)
			case renamed:
				asked[e.ServiceName] = append(asked[e.ServiceName], vpc)
			case moved:
				asked[e.ServiceName] = append(asked[e.ServiceName], p.now.ID())
			}
		}
	}
	for _, id := range differentTables(old, now, p) { // a route by a list that nobody knows leaves in doubt what it may carry
		for _, word := range inDoubt {
			if asked[word] == nil {
				doubted[word] = true
			}
			asked[word] = append(asked[word], id)
		}
	}
	for _, service := range slices.Sorted(maps.Keys(asked)) {
		to, err := names.ParseIn(c.before.Index, old, service)
		if err != nil {
			to, err = names.ParseIn(c.after.Index, now, service)
		}
		if err != nil {
			continue // what no table knows has no name
		}
		q := reach.Query{To: to, Protocol: netset.TCP, Port: to.Port}
		before, errBefore := c.before.engine.Verdict(p.region, p.old, q)
		after, errAfter := c.after.engine.Verdict(p.region, p.now, q)
		if errBefore != nil || errAfter != nil || before == after || doubted[service] && (before != reach.Unknown || after != reach.Blocked) {
			continue
		}
		name := to.ID
		if to.Region != "" {
			name = service
		}
		out, causes = append(out, Service{name, before, after}), union(causes, slices.Sorted(slices.Values(asked[service])))
	}
	return out, causes
}

// inDoubt is what a route by a prefix list may carry or not: where the list is not known, addresses that may be its own are
// neither the internet's nor the service's for certain, and which they are is settled when the route goes.
var inDoubt = []string{"internet", "s3", "dynamodb"}

// differentTables are the route tables of a function's subnets that are not the same before and after.
func differentTables(old, now *awsdata.RegionIndex, p pair) []string {
	var out []string
	subnets, _ := now.Placement(p.now)
	for _, id := range subnets {
		was, _ := old.SubnetRouteTable(id)
		is, _ := now.SubnetRouteTable(id)
		if was != nil && is != nil && was != is && !reflect.DeepEqual(was.Routes, is.Routes) && !slices.Contains(out, is.RouteTableId) {
			out = append(out, is.RouteTableId)
		}
	}
	return out
}

// endpoints are those of a VPC, by id.
func endpoints(x *awsdata.RegionIndex, vpc string) map[string]*awsdata.VPCEndpoint {
	out := make(map[string]*awsdata.VPCEndpoint)
	for _, e := range x.VPCEndpoints(vpc) {
		out[e.VpcEndpointId] = e
	}
	return out
}

// Worse reports whether some service is reached less well than before, and only as one of the verdicts says.
func (f *Function) Worse(verdicts ...reach.Verdict) bool {
	return slices.ContainsFunc(f.Services, func(s Service) bool { return s.Is < s.Was && slices.Contains(verdicts, s.Is) })
}

// Better reports whether some service is reached better than before.
func (f *Function) Better() bool {
	return slices.ContainsFunc(f.Services, func(s Service) bool { return s.Is > s.Was })
}
