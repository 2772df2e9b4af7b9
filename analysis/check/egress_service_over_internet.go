package check

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/awsdata"
)

var egressServiceOverInternet = &Check{
	ID:       "egress-service-over-internet",
	Title:    "calls to AWS services leave by the NAT gateway",
	Severity: Medium,
	Impact:   Tighter,
	Family:   Egress,
	Why: "A gateway endpoint for S3 or DynamoDB costs nothing; the same traffic through a NAT gateway is paid by the gigabyte, needs a way to " +
		"the internet, and cannot be held to the account's own buckets and tables by an endpoint policy.",
	When: "The role names S3 or DynamoDB for the function's code, the service is reached through a NAT gateway, and the VPC has no gateway endpoint for it. " +
		"Low for another service that has an interface endpoint in the VPC whose private DNS is off, so that its name resolves past it.",
	Fix: "Create the gateway endpoint and associate the functions' route tables, or turn private DNS on for the interface endpoint that is there.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
		"https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html",
	},
	Compliance: []string{"AWS Config service-vpc-endpoint-enabled"},
	Needs: []string{"describe-subnets", "describe-route-tables", "describe-security-groups",
		"describe-nat-gateways", "describe-vpc-endpoints"},
	Run: func(p *Pass) {
		found := make(map[string]*pastEndpoint)
		of := make(map[*placement]map[string]detour)
		lacks := make(map[*placement][]string)
		var open unknowns
		for _, use := range p.roleUses() {
			services := use.Services()
			for i, at := range use.places {
				detours, known := of[at]
				if !known {
					detours, lacks[at] = p.detours(at)
					of[at] = detours
				}
				if len(detours) == 0 {
					continue
				}
				if len(use.Missing()) > 0 {
					open.add(use.question(p), use.of[i], use.Missing())
				}
				for _, s := range services {
					if d, ok := detours[s.Endpoint]; ok && s.Named && s.Code && s.Verdict >= role.Maybe {
						if lacks[at] != nil {
							open.add(at.VPCID, use.of[i], lacks[at])
							continue
						}
						if found[d.resource] == nil {
							found[d.resource] = &pastEndpoint{detour: d, at: at}
						}
						found[d.resource].add(s, use.of[i])
					}
				}
			}
		}
		open.report(p, func(string) string {
			return "Whether these functions call services by the NAT gateway that have endpoints depends on what was not collected."
		})
		for _, resource := range slices.Sorted(maps.Keys(found)) {
			found[resource].report(p)
		}
	},
}

// detour is a service that a placement reaches by a NAT gateway though an endpoint is there, or would cost nothing.
type detour struct {
	resource string               // the VPC without a gateway endpoint, or the interface endpoint
	endpoint *awsdata.VPCEndpoint // nil for the VPC
	nat      string
}

// detours are the services that a placement reaches by a NAT gateway, by their endpoints' names. missing are the calls
// without which it is not known whether it does.
func (p *Pass) detours(at *placement) (out map[string]detour, missing []string) {
	nat := ""
	for i := range at.Internet.Subnets {
		for _, way := range at.Internet.Subnets[i].Ways {
			if way.Kind == reach.WayNAT && nat == "" {
				nat = way.Resource
			}
		}
	}
	port := netset.Ports(netset.TCP, netset.PortRange{From: 443, To: 443})
	https, unknown := p.outward(at).can.IPv4().RestrictPorts(port), p.outward(at).unknown.IPv4().RestrictPorts(port)
	if https.IsEmpty() && nat != "" && !unknown.IsEmpty() {
		if https, missing = unknown, callsIn(p.missingFor(at, unknown)); missing == nil {
			return nil, nil
		}
	}
	if nat == "" || https.IsEmpty() {
		return nil, nil
	}
	out = make(map[string]detour)
	for _, service := range []string{"s3", "dynamodb"} {
		if !p.hasEndpoint(at.VPCID, service) && https.Overlaps(p.publicAddresses(service)) {
			out[service] = detour{resource: at.VPCID, nat: nat}
		}
	}
	for _, e := range p.Region.VPCEndpoints(at.VPCID) {
		service := p.serviceOf(e)
		if e.Type() != "Interface" || !e.Available() || e.PrivateDnsEnabled || service == "" || service == "s3" ||
			service == "dynamodb" {
			continue
		}
		if reach.WidePorts(https).IsEmpty() || p.capturesName(at.VPCID, service) {
			continue // which addresses the service has is not known, so only the whole internet certainly holds them
		}
		out[service] = detour{resource: e.VpcEndpointId, endpoint: e, nat: nat}
	}
	return out, missing
}

// hasEndpoint reports whether a VPC has a gateway endpoint of a service, or an interface endpoint that takes its name.
func (p *Pass) hasEndpoint(vpc, service string) bool {
	return slices.ContainsFunc(p.Region.VPCEndpoints(vpc), func(e *awsdata.VPCEndpoint) bool {
		return p.serviceOf(e) == service && (e.Type() == "Gateway" || e.PrivateDnsEnabled)
	})
}

func (p *Pass) capturesName(vpc, service string) bool {
	return slices.ContainsFunc(p.Region.VPCEndpoints(vpc), func(e *awsdata.VPCEndpoint) bool {
		return p.serviceOf(e) == service && e.Type() == "Interface" && e.PrivateDnsEnabled
	})
}

// publicAddresses are the addresses of S3 or DynamoDB in the region; where AWS's list of them is not in the snapshot,
// any address of the internet may be one.
func (p *Pass) publicAddresses(service string) netset.Set {
	for _, list := range p.Region.Region.ServiceLists(p.endpointService(service)) {
		if list.EntriesKnown {
			return p.peerSet(awsdata.Peer{Value: list.PrefixListId})
		}
	}
	return netset.InternetIPv4()
}

// pastEndpoint gathers the functions that take one detour, and the services that they take it for.
type pastEndpoint struct {
	detour
	at        *placement
	services  []role.Service
	functions []string
}

func (d *pastEndpoint) add(s role.Service, functions []string) {
	d.functions = append(d.functions, functions...)
	if !slices.ContainsFunc(d.services, func(had role.Service) bool { return had.Endpoint == s.Endpoint }) {
		d.services = append(d.services, s)
		slices.SortFunc(d.services, func(a, b role.Service) int { return strings.Compare(a.Endpoint, b.Endpoint) })
	}
}

func (d *pastEndpoint) report(p *Pass) {
	var names []string
	f := Finding{Resource: d.resource, Functions: d.functions}
	for _, s := range d.services {
		names = append(names, s.Endpoint)
		for _, e := range s.Evidence {
			f.Evidence = append(f.Evidence, Evidence{Resource: d.at.Role, Rule: statementName(e), Says: e.Says})
		}
	}
	https := p.outward(d.at).can.IPv4().RestrictPorts(netset.Ports(netset.TCP, netset.PortRange{From: 443, To: 443}))
	f.Evidence = append(f.Evidence, p.proof(d.at, https)...)
	if d.endpoint == nil {
		f.Title = fmt.Sprintf("VPC %s: %s by NAT %s, no gateway endpoint", p.name(d.resource), join(names),
			p.name(d.nat))
		f.Fix = p.gatewayEndpoints(d.resource, names, d.tables())
	} else {
		f.Severity = Low
		f.Title = fmt.Sprintf("%s leaves by NAT %s, past endpoint %s", names[0], p.name(d.nat), p.name(d.resource))
		f.Evidence = append(f.Evidence, Evidence{Resource: d.resource, Rule: "PrivateDnsEnabled false",
			Says: "the service's default name resolves past the endpoint"})
		f.Fix = p.privateDNSOn(make(aclEntries), d.endpoint, nil)
	}
	p.Report(f)
}

// tables are the route tables of the subnets that take the detour.
func (d *pastEndpoint) tables() []string {
	var out []string
	for i := range d.at.Subnets {
		if t := d.at.Subnets[i].RouteTable; t != nil && !slices.Contains(out, t.RouteTableId) {
			out = append(out, t.RouteTableId)
		}
	}
	return out
}
