package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/awsdata"
)

var pathVPCNotNeeded = &Check{
	ID:       "path-vpc-not-needed",
	Title:    "nothing that can be seen needs the VPC",
	Severity: Info,
	Impact:   Tighter,
	Family:   Placement,
	Why: "A function outside any VPC reaches the internet and AWS services without NAT gateways, endpoints, addresses and interfaces. " +
		"This is a guess from what can be seen: a far end that lets in the NAT gateway's address alone, or a policy elsewhere that asks for the VPC, is not seen.",
	When: "The whole IPv4 internet is open on 443, so that the VPC limits nothing; no file system is mounted; no interface of the VPC that belongs to a server, database or load balancer can be reached; no route that the security groups can use routes to another network; the VPC has no endpoint for services that only exist in it and no name servers of its own; and the role neither signs in to databases nor has conditions on the VPC.",
	Fix:  "Ask the team what the VPC is for. If nothing is, take the functions out of it; if it is to limit egress, limit it.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
		"https://docs.aws.amazon.com/lambda/latest/operatorguide/networking-vpc.html",
	},
	Needs: []string{"describe-subnets", "describe-route-tables", "describe-security-groups",
		"describe-network-interfaces", "describe-vpc-endpoints"},
	Run: func(p *Pass) {
		byVPC, mail := make(map[string]*Finding), make(map[string]bool)
		var order []*Finding
		var open unknowns
		for _, at := range p.placements() {
			nothing, lacks := p.vpcServesNothing(at)
			if !nothing {
				continue
			}
			var functions []string
			for _, name := range at.Functions {
				f := p.Region.Function(name)
				if f == nil || len(f.FileSystemConfigs) > 0 {
					continue
				}
				switch verdict, missing := p.roleNeedsVPC(f.Role); verdict {
				case role.No:
					if lacks != nil {
						open.add(at.VPCID, []string{name}, lacks)
						continue
					}
					functions = append(functions, name)
				case role.Unknown:
					open.add(at.VPCID, []string{name}, append(missing, lacks...))
				}
			}
			if functions == nil {
				continue
			}
			f := byVPC[at.VPCID]
			if f == nil {
				f = &Finding{Resource: at.VPCID,
					Title: fmt.Sprintf("nothing seen that needs VPC %s (a guess)", p.name(at.VPCID))}
				byVPC[at.VPCID] = f
				order = append(order, f)
			}
			f.Functions = append(f.Functions, functions...)
			mail[at.VPCID] = mail[at.VPCID] || sendsMail(at)
			if len(f.Evidence) < shown {
				f.Evidence = append(f.Evidence, Evidence{Resource: at.Subnets[0].ID, Rule: strings.Join(at.Groups, ","),
					Says: join(functions) + ": the internet is open on 443, and nothing private can be reached from these subnets with these security groups"})
			}
		}
		open.report(p, func(vpc string) string {
			return "Nothing that was collected needs " + p.name(vpc) + ", and not everything was."
		})
		for _, f := range order {
			f.Fix = p.takeOut(f.Functions)
			if mail[f.Resource] {
				const text = "outside a VPC nothing gets out on TCP port 25"
				f.Fix.CLI[0] = f.Fix.CLI[0].Saying(text)
				f.Fix.remark(text)
			}
			p.Report(*f)
		}
	},
}

// sendsMail reports whether some of the internet may be reached on TCP port 25, which Lambda's own network blocks.
func sendsMail(at *placement) bool {
	mail := netset.Ports(netset.TCP, netset.PortRange{From: 25, To: 25})
	return slices.ContainsFunc(at.Internet.Subnets, func(s reach.SubnetInternet) bool {
		return !s.Sets.Can().Union(s.Sets.Unknown).RestrictPorts(mail).IsEmpty()
	})
}

// vpcServesNothing reports whether the VPC gives a placement nothing that is seen: no limit, no neighbor, no other
// network. missing are the calls without which it may give something.
func (p *Pass) vpcServesNothing(at *placement) (nothing bool, missing []string) {
	if gap := p.Gap("describe-vpcs"); gap != "" && at.VPC == nil { // its own public IPv6 addresses are not the internet
		p.lacks(at, at.Functions, []string{gap})
	}
	if at.Managed() || !p.wholeWeb(at) || p.privateEndpoints(at.VPCID) {
		return false, nil
	}
	switch own, lacks := p.ownNameServers(at.VPC); {
	case own:
		return false, nil
	case lacks != "":
		missing = append(missing, lacks)
	}
	allowed, open := p.egress(at)
	if len(open) > 0 {
		return false, nil
	}
	for i := range at.Subnets {
		routes, lacking := p.routes(at, at.Subnets[i].ID)
		if len(lacking) > 0 {
			return false, nil
		}
		for _, route := range routes {
			if leadsElsewhere(route.Way.Kind) && route.Destinations.Overlaps(allowed.Reachable) {
				return false, nil
			}
		}
	}
	neighbors := p.aclStops().heldIn(p, at.VPCID).Minus(p.plumbing(at.VPCID)).Intersect(allowed.Reachable)
	if neighbors.IsEmpty() {
		return true, missing
	}
	sets := p.reachWithin(at, neighbors).Sets
	return sets.IsEmpty(), missing
}

// wholeWeb reports whether all of the internet can be reached on port 443, from every subnet.
func (p *Pass) wholeWeb(at *placement) bool {
	to, err := names.Parse(p.Region, "internet")
	if err != nil {
		return false
	}
	verdict, err := p.verdict(at, reach.Query{To: to, Protocol: netset.TCP, Port: https})
	return err == nil && verdict == reach.Reachable
}

// leadsElsewhere reports whether a way leads into a network that may hold more than the snapshot shows.
func leadsElsewhere(kind reach.WayKind) bool {
	return kind == reach.WayPeering || kind == reach.WayTransitGateway || kind == reach.WayHandedOver
}

// privateEndpoints reports whether a VPC has an endpoint for something that exists in VPCs alone: a private API, or a
// service of somebody else.
func (p *Pass) privateEndpoints(vpcID string) bool {
	return slices.ContainsFunc(p.Region.VPCEndpoints(vpcID), func(e *awsdata.VPCEndpoint) bool {
		return strings.HasSuffix(e.ServiceName, ".execute-api") || strings.Contains(e.ServiceName, ".vpce.") ||
			e.Type() != "Interface" && e.Type() != "Gateway"
	})
}

// ownNameServers reports whether a VPC has name servers of its own, and with them names of its own. missing is the call
// without which it may.
func (p *Pass) ownNameServers(vpc *awsdata.VPC) (own bool, missing string) {
	switch {
	case vpc == nil:
		return p.Gap("describe-vpcs") == "", p.Gap("describe-vpcs")
	case vpc.DhcpOptionsId == "" || vpc.DhcpOptionsId == "default":
		return false, ""
	}
	options := p.Region.DhcpOptions(vpc.DhcpOptionsId)
	if options == nil {
		return p.Gap("describe-dhcp-options") == "", p.Gap("describe-dhcp-options")
	}
	return slices.ContainsFunc(options.Option("domain-name-servers"),
		func(server string) bool { return server != "AmazonProvidedDNS" }), ""
}

// plumbing are the addresses of a VPC that only carry traffic on: those of NAT gateways and of endpoints.
func (p *Pass) plumbing(vpcID string) netset.Set {
	var addresses []string
	for _, subnet := range p.Region.VPCSubnets(vpcID) {
		for _, n := range p.Region.InterfacesInSubnet(subnet.SubnetId) {
			switch n.InterfaceType {
			case "nat_gateway", "natGateway", "vpc_endpoint":
				addresses = append(addresses, n.Addresses()...)
			}
		}
	}
	return addressSet(addresses)
}

// roleNeedsVPC answers whether a role shows a need for the VPC: it signs in to databases and caches, which are in VPCs,
// or its policies have conditions on the VPC that a call comes from.
func (p *Pass) roleNeedsVPC(arn string) (verdict role.Verdict, missing []string) {
	permissions := p.role(arn)
	for _, action := range []string{"rds-db:connect", "elasticache:Connect", "memorydb:Connect",
		"kafka-cluster:Connect", "neptune-db:connect", "elasticfilesystem:ClientMount"} {
		verdict = max(verdict, permissions.Allows(action, "*").Verdict)
	}
	if verdict < role.Yes && permissions.Role != nil && p.speaksOfVPC(permissions.Role) {
		return role.Yes, nil
	}
	return verdict, permissions.Missing()
}

func (p *Pass) speaksOfVPC(r *awsdata.Role) bool {
	texts := make([]string, 0, len(r.RolePolicyList))
	for i := range r.RolePolicyList {
		texts = append(texts, string(r.RolePolicyList[i].PolicyDocument))
	}
	for _, attached := range r.AttachedManagedPolicies {
		if managed := p.Index.ManagedPolicy(attached.PolicyArn); managed != nil {
			for i := range managed.PolicyVersionList {
				texts = append(texts, string(managed.PolicyVersionList[i].Document))
			}
		}
	}
	return slices.ContainsFunc(texts, func(text string) bool {
		text = strings.ToLower(text)
		return strings.Contains(text, "aws:sourcevpc") || strings.Contains(text, "aws:vpcsourceip")
	})
}

// takeOut is the fix that takes functions out of their VPC.
func (p *Pass) takeOut(functions []string) Fix {
	fix := Fix{CLI: each(functions, func(name string) []paste.Command {
		return []paste.Command{p.aws("lambda update-function-configuration").Opt("function-name", name).
			Short("vpc-config", paste.Struct("SubnetIds", []string{}, "SecurityGroupIds", []string{},
				"Ipv6AllowedForDualStack", false))}
	})}
	declareEach(&fix, functions, func(name string) (terraform, cloudFormation paste.Declaration) {
		return paste.Remark("remove the vpc_config block of %s", name), paste.Remark("remove VpcConfig of %s", name)
	})
	return fix
}
