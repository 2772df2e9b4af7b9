package screens

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/query"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
)

// askDestination asks where a trace of a function leads. The choices are gathered when somebody looks at them: that the
// question can be asked is looked up for every frame.
func askDestination(fn screen.Place, env *screen.Env) screen.Intent {
	x, rx, asked := env.Result.Index, env.Result.Index.Region(fn.Region), *env
	choices := sync.OnceValue(func() []screen.Suggestion { return destinationsOf(&asked, fn) })
	place := func(to string) screen.Intent {
		return screen.Push{To: screen.Place{Screen: "path", Account: fn.Account, Region: fn.Region, ID: fn.ID, To: to}}
	}
	return screen.Ask{
		Title: "trace from " + fn.ID + ": where to?",
		Suggest: func(text string) []screen.Suggestion {
			word := strings.ToLower(strings.TrimSpace(text))
			var out []screen.Suggestion
			for _, c := range choices() {
				if strings.Contains(strings.ToLower(c.Word+" "+c.What), word) {
					out = append(out, c)
				}
			}
			// What was typed comes first where it is an address or a name with a port,
			// and last where it is a part of the names above.
			if q, err := reach.ParseQuery(x, rx, text); err == nil &&
				!slices.ContainsFunc(out, func(c screen.Suggestion) bool { return c.Word == word }) {
				typed := screen.Suggestion{Word: strings.TrimSpace(text),
					What: fmt.Sprintf("%s %s %d", destinationWords(q.To), q.Protocol, q.Port),
					To:   place(strings.TrimSpace(text))}
				if part := q.To.Kind == names.KindService || q.To.Kind == names.KindHost; part && len(out) > 0 {
					return append(out, typed)
				}
				return append([]screen.Suggestion{typed}, out...)
			}
			return out
		},
		Parse: func(text string) (screen.Intent, error) {
			if strings.TrimSpace(text) == "" {
				return nil,
					fmt.Errorf("type internet, s3, 10.0.3.4:5432 tcp, 10.0.0.0/16, a host name or URL, an id or a name")
			}
			if _, err := reach.ParseQuery(x, rx, text); err != nil {
				return nil, err
			}
			return place(strings.TrimSpace(text)), nil
		},
	}
}

func destinationWords(d names.Destination) string {
	switch d.Kind {
	case names.KindInternet:
		return "all of the internet,"
	case names.KindService:
		return "AWS service " + say.JoinWords(d.ID, d.Region) + ","
	case names.KindStore:
		return "data store,"
	case names.KindHost:
		return "host name,"
	}
	return strings.ReplaceAll(string(d.Kind), "-", " ")
}

// takeNone are the types of interfaces to which nothing opens a connection.
var takeNone = []string{"lambda", "nat_gateway", "transit_gateway", "gateway_load_balancer"}

// destinationsOf are the destinations that a function is likely asked about: the
// one of the last trace, the internet, the services, and what is near it.
func destinationsOf(env *screen.Env, fn screen.Place) []screen.Suggestion {
	var out []screen.Suggestion
	add := func(word, to, what string) {
		if !slices.ContainsFunc(out, func(s screen.Suggestion) bool { p, _ := s.Place(); return p.To == to }) {
			out = append(out, screen.Suggestion{Word: word, What: what,
				To: screen.Push{To: screen.Place{Screen: "path", Account: fn.Account, Region: fn.Region, ID: fn.ID,
					To: to}}})
		}
	}
	if _, err := reach.ParseQuery(env.Result.Index, env.Result.Index.Region(fn.Region), env.LastTo); err == nil {
		add(say.NameOf(env.Result, fn.Region, env.LastTo), env.LastTo, "as the last time")
	}
	add("internet", "internet", "all of the internet on 443")
	f := say.FunctionOf(env.Result, fn.Region, fn.ID)
	rx := env.Result.Index.Region(fn.Region)
	for _, service := range serviceNames(rx, f) {
		add(service, service, "AWS service")
	}
	if f == nil || f.VPCID == "" || rx == nil {
		return out
	}
	var interfaces []screen.Suggestion
	databases := false
	for i := range rx.Region.NetworkInterfaces {
		n := &rx.Region.NetworkInterfaces[i]
		owner := n.Owner()
		if n.VpcId != f.VPCID || slices.Contains(takeNone, n.InterfaceType) || n.PrivateIpAddress == "" {
			continue
		}
		to := withPort(rx, n.PrivateIpAddress, n.GroupIDs()...)
		if owner == "RDS" {
			databases = true
		}
		interfaces = append(interfaces,
			screen.Suggestion{Word: to, What: say.JoinWords(different(n.Name(), n.ID()), owner)})
	}
	slices.SortStableFunc(interfaces, func(a, b screen.Suggestion) int { return cmp.Compare(a.What, b.What) })
	for _, s := range storesOf(env.Result.Index, rx, f.VPCID) {
		add(s.Word, s.typed(), s.What)
	}
	if databases {
		add("rds", "rds:5432", "the databases in the VPC, on 5432")
	}
	for _, s := range interfaces {
		add(s.Word, s.Word, s.What)
	}
	for _, s := range zoneNames(rx, f.VPCID) {
		add(s.Word, s.Word, s.What)
	}
	for i := range rx.Region.SecurityGroups {
		if g := &rx.Region.SecurityGroups[i]; g.VpcId == f.VPCID {
			add(g.Name(), withPort(rx, g.GroupId, g.GroupId), "the interfaces with this security group")
		}
	}
	for i := range rx.Region.Subnets {
		if s := &rx.Region.Subnets[i]; s.VpcId == f.VPCID {
			add(say.NameOf(env.Result, fn.Region, s.SubnetId), s.SubnetId, "subnet "+s.CidrBlock)
		}
	}
	return out
}

// store is a data store or load balancer as a place to go.
type store struct {
	awsdata.Store
	Word, What string
}

// typed is the text that means it: the host name that code asks, else what
// its service calls it.
func (s *store) typed() string {
	if e := s.Endpoints(); len(e) > 0 {
		return e[0].Host
	}
	return cmp.Or(s.ARN(), s.ID())
}

// storesOf are the data stores and load balancers of a VPC, in one order.
func storesOf(x *awsdata.Index, rx *awsdata.RegionIndex, vpc string) []store {
	kinds := map[string]string{}
	for _, k := range awsdata.Kinds() {
		kinds[k.Code] = k.Name
	}
	var out []store
	for _, s := range rx.Stores() {
		one := store{Store: s, Word: cmp.Or(s.Name(), s.ID()), What: kinds[s.Kind()]}
		if s.VPCID() != "" && s.VPCID() != vpc {
			continue
		}
		if _, err := names.ParseIn(x, rx, one.typed()); err != nil {
			continue
		}
		if to := one.typed(); to != one.Word {
			one.What = say.JoinWords(one.What, to)
		}
		out = append(out, one)
	}
	slices.SortStableFunc(out, func(a, b store) int {
		return cmp.Or(cmp.Compare(a.Word, b.Word), cmp.Compare(a.What, b.What))
	})
	return out
}

// zoneNames are the host names that the private zones of a VPC lead somewhere,
// as many as can be read.
func zoneNames(rx *awsdata.RegionIndex, vpc string) []screen.Suggestion {
	var out []screen.Suggestion
	for i := range rx.Region.HostedZones {
		z := &rx.Region.HostedZones[i]
		if !slices.Contains(z.VPCs, vpc) {
			continue
		}
		for j := range z.Records {
			r := &z.Records[j]
			name := strings.ToLower(strings.TrimSuffix(r.Name, "."))
			leads := r.AliasTarget != nil || r.Type == "A" || r.Type == "AAAA" || r.Type == "CNAME"
			if !leads || strings.Contains(name, `\`) ||
				slices.ContainsFunc(out, func(s screen.Suggestion) bool { return s.Word == name }) {
				continue
			}
			if _, err := names.Parse(rx, name); err == nil && len(out) < query.MostValues {
				out = append(out, screen.Suggestion{Word: name, What: "in the private hosted zone " + z.Name()})
			}
		}
	}
	slices.SortFunc(out, func(a, b screen.Suggestion) int { return cmp.Compare(a.Word, b.Word) })
	return out
}

// withPort is a destination with the port that its groups let in.
func withPort(rx *awsdata.RegionIndex, to string, groups ...string) string {
	if port := rx.OnlyPort(groups...); port != 0 && port != 443 {
		return to + ":" + strconv.Itoa(port)
	}
	return to
}

// serviceNames are the services with an endpoint in the VPC of a function (in
// any, where it is nil), and those that are common, in one order.
func serviceNames(rx *awsdata.RegionIndex, f *analysis.Function) []string {
	out := names.CommonServices()
	if rx == nil {
		return out
	}
	var more []string
	for i := range rx.Region.VPCEndpoints {
		e := &rx.Region.VPCEndpoints[i]
		name := names.ServiceOf(rx, e)
		if name == "" || f != nil && e.VpcId != f.VPCID || slices.Contains(out, name) || slices.Contains(more, name) {
			continue
		}
		if _, err := names.Parse(rx, name); err == nil {
			more = append(more, name)
		}
	}
	slices.Sort(more)
	return append(out, more...)
}

func different(id, title string) string {
	if id == title {
		return ""
	}
	return id
}
