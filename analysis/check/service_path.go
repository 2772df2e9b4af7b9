package check

import (
	"slices"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// https is the port of AWS's APIs.
const https = 443

type serviceKey struct {
	at      *placement
	service string
}

// service traces the way that a service's default name leads a placement, worked out once for all checks. It is nil for
// what cannot be asked, such as an endpoint without an address.
func (p *Pass) service(at *placement, endpoint string) *reach.Trace {
	key := serviceKey{at, endpoint}
	if !p.ownWay(at.VPCID, endpoint) && portOf(endpoint) == https {
		key.service = "" // all services without anything of their own in the VPC share the way to public addresses
	}
	if t, ok := p.shared.services[key]; ok {
		p.lacksIn(at, t)
		return t
	}
	if p.shared.services == nil {
		p.shared.services = make(map[serviceKey]*reach.Trace)
	}
	var trace *reach.Trace
	if to, err := p.destination(endpoint); err == nil {
		q := reach.Query{To: to, Protocol: netset.TCP, Port: portOf(endpoint)}
		if t, err := p.trace(at, q); err == nil {
			trace = t
		}
	}
	p.shared.services[key] = trace
	return trace
}

// destination is the API of a service. "rds" as a destination means the databases.
func (p *Pass) destination(endpoint string) (names.Destination, error) {
	if s := names.ServiceNamed(endpoint); s != nil && endpoint == "rds" {
		endpoint = s.Host(p.RegionName())
	}
	return names.Parse(p.Region, endpoint)
}

// portOf is the port of a service.
func portOf(endpoint string) uint16 {
	if s := names.ServiceNamed(endpoint); s != nil {
		return s.Port
	}
	return https
}

// serviceOf is the service of this Region that an endpoint is for, "" if it is for another Region's or for nobody's of
// AWS.
func (p *Pass) serviceOf(e *awsdata.VPCEndpoint) string {
	region, service, ok := names.EndpointIdentity(e)
	if !ok || region != "" && region != p.RegionName() {
		return ""
	}
	return service
}

// ownWay reports whether a service may be reached from a VPC in another way than the public internet's, or not at all
// because of its name.
func (p *Pass) ownWay(vpcID, endpoint string) bool {
	if p.nameRuled(vpcID, endpoint) {
		return true
	}
	if endpoint == "s3" || endpoint == "dynamodb" || endpoint == "s3express" || p.Gap("describe-vpc-endpoints") != "" {
		return true
	}
	for _, e := range p.Region.VPCEndpoints(vpcID) {
		if p.serviceOf(e) == endpoint {
			return true
		}
	}
	return false
}

// capturedBy is the interface endpoint that the service's name leads to, nil if it leads elsewhere or that is not
// known.
func (p *Pass) capturedBy(t *reach.Trace) *awsdata.VPCEndpoint {
	for i := range t.Subnets {
		for _, hop := range t.Subnets[i].Hops {
			if hop.Component == reach.ComponentName {
				return p.Region.VPCEndpoint(hop.Resource)
			}
		}
	}
	return nil
}

// outage is how badly a service is out of a placement's reach, with the trace that shows it. The trace is nil where the
// way works without a question asked: the public internet, of which every place already knows what it reaches.
func (p *Pass) outage(at *placement, endpoint string) (outage, *reach.Trace) {
	if !p.ownWay(at.VPCID, endpoint) && portOf(endpoint) == https && p.publicWay(at) && p.amazonNames(at.VPCID) {
		return works, nil
	}
	t := p.service(at, endpoint)
	if t == nil {
		return unsure, nil
	}
	return outageOf(at, t), t
}

// publicWay reports whether some public address that a service may have can be reached from every subnet of a
// placement.
func (p *Pass) publicWay(at *placement) bool {
	web := p.serviceAddresses()
	for i := range at.Subnets {
		can := at.Internet.Subnets[i].Sets.Can()
		if at.Subnets[i].Subnet != nil && !can.Overlaps(web) {
			return false
		}
	}
	return true
}

// serviceAddresses are the public addresses that AWS services may have, on their port: all but those that belong to S3
// and DynamoDB alone.
func (p *Pass) serviceAddresses() netset.Set {
	if p.shared.web != nil {
		return *p.shared.web
	}
	var own netset.Builder
	for _, service := range []string{"s3", "dynamodb"} {
		for _, list := range p.Region.Region.ServiceLists(p.endpointService(service)) {
			own.AddCIDRs(list.CIDRs(), netset.AllProtocols())
		}
	}
	port := netset.Ports(netset.TCP, netset.PortRange{From: https, To: https})
	web := netset.InternetIPv4().RestrictPorts(port).Minus(own.Set())
	p.shared.web = &web
	return web
}

// outage is how badly a service is out of reach.
type outage uint8

const (
	works  outage = iota
	unsure        // a fact is missing
	partly        // from some subnets it is out of reach
	whole         // from every subnet
)

// outageOf judges a trace by subnet: what is blocked in all of them, or in some. That only a part of the internet can
// be reached is no outage by itself: whether the service is in that part is not known. Subnets that are gone are
// path-dangling's.
func outageOf(at *placement, t *reach.Trace) outage {
	var blocked, open, unknown int
	for i := range t.Subnets {
		switch {
		case i < len(at.Subnets) && at.Subnets[i].Subnet == nil:
		case t.Subnets[i].Verdict == reach.Blocked:
			blocked++
		case t.Subnets[i].Verdict == reach.Unknown:
			unknown++
		default:
			open++
		}
	}
	switch {
	case blocked > 0 && open > 0:
		return partly
	case unknown > 0:
		return unsure
	case blocked > 0:
		return whole
	}
	return works
}

// firstLead are a subnet's hops on the first of the ways that a name may lead. Where it is not known which way that is,
// and each is stopped, what stops the others is no fact of the account.
func firstLead(t *reach.SubnetTrace) []reach.Hop {
	named := true
	for i := range t.Hops {
		name := t.Hops[i].Component == reach.ComponentName
		if name && !named {
			return t.Hops[:i]
		}
		named = name
	}
	return t.Hops
}

// blockersOf are the hops that drop it, over all subnets, each once.
func blockersOf(t *reach.Trace) []reach.Hop {
	var out []reach.Hop
	for i := range t.Subnets {
		lead := reach.SubnetTrace{Hops: firstLead(&t.Subnets[i])}
		for _, hop := range lead.Blockers() {
			if !slices.ContainsFunc(out, func(o reach.Hop) bool { return o.Same(&hop) }) {
				out = append(out, hop)
			}
		}
	}
	return out
}

// missingIn are the calls or facts that a trace lacks.
func missingIn(t *reach.Trace) []string {
	var out []string
	for i := range t.Subnets {
		out = append(out, missingOf(&t.Subnets[i])...)
	}
	return uniqueTexts(out)
}
