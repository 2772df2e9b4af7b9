package diff

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// Service is an AWS service, or the internet, that a function reaches better or worse by its name. Addresses need not
// tell of it: without its endpoint the name leads elsewhere, while every address is reached as before.
type Service struct {
	Name string        `json:"name"`
	Was  reach.Verdict `json:"before"`
	Is   reach.Verdict `json:"after"`
}

// services are those that a function reaches otherwise by their names than before, and what makes the difference where
// that is an endpoint or the DNS of the VPC. Asked are the services of endpoints that are not the same in both
// snapshots, and those of all endpoints of the VPC where its DNS is not, or where the function sits elsewhere or has
// another role.
func (c *comparer) services(p pair) (out []Service, causes []string) {
	old, now := c.before.Region(p.region), c.after.Region(p.region)
	was, is := old.FunctionVPC(p.old), now.FunctionVPC(p.now)
	moved := p.old.Role != p.now.Role || c.before.placement(p.region, p.old) != c.after.placement(p.region, p.now)
	asked := make(map[string][]string) // what changed, by service
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
	if !c.moved[p.region].IsEmpty() {
		for _, host := range ownNames(c.before.Index, old, was) {
			if _, known := asked[host]; !known {
				asked[host] = nil // whose address came or went is told with the interface
			}
		}
	}
	for _, service := range slices.Sorted(maps.Keys(asked)) {
		s, ok := c.byName(p, service)
		if ok && !slices.ContainsFunc(out, func(o Service) bool { return o.Name == s.Name }) {
			out, causes = append(out, s), union(causes, slices.Sorted(slices.Values(asked[service])))
		}
	}
	if tables := differentTables(old, now, p); len(tables) > 0 {
		for _, word := range inDoubt {
			s, ok := c.byName(p, word)
			told := slices.ContainsFunc(out, func(o Service) bool { return o.Name == s.Name })
			if ok && !told && s.Was == reach.Unknown && s.Is == reach.Blocked {
				out, causes = append(out, s), union(causes, tables)
			}
		}
	}
	return out, causes
}

// ownNames are the host names of AWS's services for which a VPC has records of its own, in private zones: they may lead
// to addresses that come and go.
func ownNames(all *awsdata.Index, x *awsdata.RegionIndex, vpc string) []string {
	var out []string
	for i := range x.Region.HostedZones {
		zone := &x.Region.HostedZones[i]
		if !slices.Contains(zone.VPCs, vpc) {
			continue
		}
		for j := range zone.Records {
			host := strings.TrimSuffix(zone.Records[j].Name, ".")
			if to, err := names.ParseIn(all, x, host); err == nil && to.Kind == names.KindService {
				out = append(out, host)
			}
		}
	}
	return out
}

// byName asks for what people write, in both snapshots. It is false where the answers are one, and for what no table
// knows, which has no name.
func (c *comparer) byName(p pair, word string) (Service, bool) {
	to, err := names.ParseIn(c.before.Index, c.before.Region(p.region), word)
	if err != nil {
		to, err = names.ParseIn(c.after.Index, c.after.Region(p.region), word)
	}
	if err != nil {
		return Service{}, false
	}
	port, err := to.UsualPort()
	if err != nil {
		return Service{}, false
	}
	q := reach.Query{To: to, Protocol: netset.TCP, Port: port}
	before, errBefore := c.before.engine.Verdict(p.region, p.old, q)
	after, errAfter := c.after.engine.Verdict(p.region, p.now, q)
	name := to.ID
	if name == "" || to.Region != "" {
		name = word
	}
	return Service{name, before, after}, errBefore == nil && errAfter == nil && before != after
}

// inDoubt is what a route may carry or not where it is not known which addresses a prefix list holds, or what is beyond
// its target. The sets of addresses do not tell when such a doubt ends badly: an address that may be the list's, or the
// internet's, was neither for certain.
var inDoubt = []string{"internet", "s3", "dynamodb"}

// differentTables are the route tables of a function's subnets that are not the same before and after.
func differentTables(old, now *awsdata.RegionIndex, p pair) []string {
	var out []string
	subnets, _ := now.Placement(p.now)
	for _, id := range subnets {
		was, _ := old.SubnetRouteTable(id)
		is, _ := now.SubnetRouteTable(id)
		if was != nil && is != nil && was != is && !reflect.DeepEqual(was.Routes, is.Routes) &&
			!slices.Contains(out, is.RouteTableId) {
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
	return slices.ContainsFunc(f.Services, func(s Service) bool {
		return s.Is < s.Was && slices.Contains(verdicts, s.Is)
	})
}

// Better reports whether some service is reached better than before.
func (f *Function) Better() bool {
	return slices.ContainsFunc(f.Services, func(s Service) bool { return s.Is > s.Was })
}
