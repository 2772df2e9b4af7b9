package screen

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// parseQuestion reads where a trace leads as people type it: a destination, a
// port after a colon or a space, and a protocol, as in "10.0.3.4:5432 tcp" or
// "s3". Without more it is HTTPS, which is nearly all that functions speak.
func parseQuestion(rx *awsdata.RegionIndex, text string) (reach.Query, error) {
	q := reach.Query{Protocol: netset.TCP}
	var to string
	for _, word := range strings.Fields(text) {
		port, err := strconv.ParseUint(word, 10, 16)
		switch {
		case strings.EqualFold(word, "tcp"):
			q.Protocol = netset.TCP
		case strings.EqualFold(word, "udp"):
			q.Protocol = netset.UDP
		case to == "":
			to = word
		case err == nil && port > 0:
			q.Port = uint16(port)
		default:
			return q, fmt.Errorf("%q is neither a port nor tcp or udp", word)
		}
	}
	var err error
	if q.To, err = names.Parse(rx, to); err != nil {
		return q, err
	}
	if q.Port == 0 {
		q.Port = q.To.Port
	}
	if q.Port == 0 {
		q.Port = 443
	}
	return q, nil
}

// commonServices are the AWS services that functions talk to most, by the names
// of their endpoints.
func commonServices() []string {
	return []string{"s3", "dynamodb", "secretsmanager", "sqs", "sns", "ssm", "kms", "sts", "lambda", "logs", "events", "states", "ecr.api"}
}

// askWhereTo asks where a trace of a function leads.
func askWhereTo(fn Place, env *Env) Intent {
	choices, rx := destinationsOf(env, fn), env.Result.Index.Region(fn.Region)
	place := func(to string) Intent { return Push{Place{Screen: "path", Region: fn.Region, ID: fn.ID, To: to}} }
	return Ask{
		Title: "trace from " + fn.ID + ": where to?",
		Suggest: func(text string) []Suggestion {
			word := strings.ToLower(strings.TrimSpace(text))
			var out []Suggestion
			for _, c := range choices {
				if strings.Contains(strings.ToLower(c.Word+" "+c.What), word) {
					out = append(out, c)
				}
			}
			// What was typed comes first where it is an address or a name with a port,
			// and last where it is a part of the names above.
			if q, err := parseQuestion(rx, text); err == nil && !slices.ContainsFunc(out, func(c Suggestion) bool { return c.Word == word }) {
				typed := Suggestion{strings.TrimSpace(text), fmt.Sprintf("%s %s %d", destinationWords(q.To), q.Protocol, q.Port), place(strings.TrimSpace(text))}
				if q.To.Kind == names.KindService && len(out) > 0 {
					return append(out, typed)
				}
				return append([]Suggestion{typed}, out...)
			}
			return out
		},
		Parse: func(text string) (Intent, error) {
			if strings.TrimSpace(text) == "" {
				return nil, fmt.Errorf("type internet, s3, 10.0.3.4:5432 tcp, 10.0.0.0/16, an id, elb:NAME or rds")
			}
			if _, err := parseQuestion(rx, text); err != nil {
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
		return "AWS service " + d.ID + ","
	}
	return strings.ReplaceAll(string(d.Kind), "-", " ")
}

// destinationsOf are the destinations that a function is likely asked about: the
// one of the last trace, the internet, the services, and what is near it.
func destinationsOf(env *Env, fn Place) []Suggestion {
	var out []Suggestion
	add := func(word, to, what string) {
		if !slices.ContainsFunc(out, func(s Suggestion) bool { p, _ := s.place(); return p.To == to }) {
			out = append(out, Suggestion{word, what, Push{Place{Screen: "path", Region: fn.Region, ID: fn.ID, To: to}}})
		}
	}
	if env.LastTo != "" {
		add(nameOf(env.Result, fn.Region, env.LastTo), env.LastTo, "as the last time")
	}
	add("internet", "internet", "all of the internet on 443")
	f := functionOf(env.Result, fn.Region, fn.ID)
	rx := env.Result.Index.Region(fn.Region)
	for _, service := range serviceNames(rx, f) {
		add(service, service, "AWS service")
	}
	if f == nil || f.VPCID == "" || rx == nil {
		return out
	}
	var interfaces []Suggestion
	databases := false
	for i := range rx.Region.NetworkInterfaces {
		n := &rx.Region.NetworkInterfaces[i]
		owner := n.Owner()
		if n.VpcId != f.VPCID || n.InterfaceType == "lambda" || n.PrivateIpAddress == "" {
			continue
		}
		to := withPort(rx, n.PrivateIpAddress, n.GroupIDs()...)
		if owner == "RDS" {
			databases = true
		}
		interfaces = append(interfaces, Suggestion{Word: to, What: joinWords(different(n.Name(), n.ID()), owner)})
	}
	slices.SortStableFunc(interfaces, func(a, b Suggestion) int { return cmp.Compare(a.What, b.What) })
	if databases {
		add("rds", "rds:5432", "the databases in the VPC, on 5432")
	}
	for _, s := range interfaces {
		add(s.Word, s.Word, s.What)
	}
	for i := range rx.Region.SecurityGroups {
		if g := &rx.Region.SecurityGroups[i]; g.VpcId == f.VPCID {
			add(g.Name(), withPort(rx, g.GroupId, g.GroupId), "the interfaces with this group")
		}
	}
	for i := range rx.Region.Subnets {
		if s := &rx.Region.Subnets[i]; s.VpcId == f.VPCID {
			add(nameOf(env.Result, fn.Region, s.SubnetId), s.SubnetId, "subnet "+s.CidrBlock)
		}
	}
	return out
}

// portOf is the one port on which security groups let somebody in, 0 where there
// is not exactly one.
func portOf(rx *awsdata.RegionIndex, groups ...string) int {
	port := 0
	for _, id := range groups {
		g := rx.SecurityGroup(id)
		if g == nil {
			return 0
		}
		for _, p := range g.IpPermissions {
			if p.FromPort == nil || p.ToPort == nil || *p.FromPort != *p.ToPort || port != 0 && port != *p.FromPort {
				return 0
			}
			port = *p.FromPort
		}
	}
	return max(port, 0)
}

// withPort is a destination with the port that its groups let in.
func withPort(rx *awsdata.RegionIndex, to string, groups ...string) string {
	if port := portOf(rx, groups...); port != 0 && port != 443 {
		return to + ":" + strconv.Itoa(port)
	}
	return to
}

// serviceNames are the services with an endpoint in the VPC of a function (in
// any, where it is nil), and those that are common, in one order.
func serviceNames(rx *awsdata.RegionIndex, f *analysis.Function) []string {
	out := commonServices()
	if rx == nil {
		return out
	}
	var more []string
	for i := range rx.Region.VPCEndpoints {
		e := &rx.Region.VPCEndpoints[i]
		name := e.Service()
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
