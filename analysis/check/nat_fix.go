package check

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// makeNAT adds to a fix a NAT gateway in a public subnet, with an address. zone is "" for any. It returns the
// placeholder of the gateway's id, and what the gateway is called in Terraform and CloudFormation by that.
func (p *Pass) makeNAT(fix *Fix, vpc, zone, name string) (nat string, refs map[string]paste.Value) {
	subnet := p.publicSubnet(vpc, zone)
	of, known := strings.CutPrefix(subnet, "subnet-")
	if !known {
		of = name
	}
	nat, allocation := paste.NATPlaceholders(of)
	address := paste.Ref("aws_eip."+paste.Name(name)+".id", paste.LogicalID(name+" address")+".AllocationId")
	fix.CLI = append(fix.CLI, withNameTag(p.aws("ec2 allocate-address").Opt("domain", "vpc"), "elastic-ip", name),
		withNameTag(p.aws("ec2 create-nat-gateway").Opt("subnet-id", subnet).
			Opt("allocation-id", allocation), "natgateway", name),
		p.aws("ec2 wait nat-gateway-available").Opt("nat-gateway-ids", nat))
	fix.declare(paste.Resource("aws_eip", paste.Name(name), paste.F("domain", paste.Str("vpc"))),
		paste.Resource("AWS::EC2::EIP", paste.LogicalID(name+" address"), paste.F("Domain", paste.Str("vpc"))))
	fix.declare(paste.Resource("aws_nat_gateway", paste.Name(name), paste.F("subnet_id", paste.Str(subnet)),
		paste.F("allocation_id", address)),
		paste.Resource("AWS::EC2::NatGateway", paste.LogicalID(name), paste.F("SubnetId", paste.Str(subnet)),
			paste.F("AllocationId", address)))
	return nat, map[string]paste.Value{nat: paste.Ref("aws_nat_gateway."+paste.Name(name)+".id", paste.LogicalID(name))}
}

// sayNewAddress says in a fix for what works that by another NAT gateway functions send from another address, which
// others may have to let in.
func (f *Fix) sayNewAddress() {
	if len(f.CLI) == 0 {
		return
	}
	const text = "the functions send from another address then: what lets in that of the NAT gateway of today has to let in " +
		"the other one first"
	first := &f.CLI[0]
	if first.Note = text + "; " + first.Note; first.Note == text+"; " {
		first.Note = text
	}
	f.remark(text)
}

// withNameTag gives what a command makes a name, by which people find it and other commands of the same kind differ.
func withNameTag(c paste.Command, kind, name string) paste.Command {
	return c.Short("tag-specifications",
		paste.Struct("ResourceType", kind, "Tags", paste.Items(paste.Struct("Key", "Name", "Value", name))))
}

// sendByNAT is the fix that sends subnets to the internet by a NAT gateway: one that is there and works, in the wanted
// zone if there is one, else a new one. not is a gateway that does not count, or "".
func (p *Pass) sendByNAT(vpc, zone, not string, subnets []*reach.SubnetPlace) Fix {
	if nat := p.workingNAT(vpc, zone, not); nat != nil {
		return p.sendTo(subnets, not, viaNAT(nat.NatGatewayId, nil))
	}
	var fix Fix
	name := "functions"
	if zone != "" {
		name = "AZ " + zone
	}
	nat, refs := p.makeNAT(&fix, vpc, zone, name)
	fix.add(p.sendTo(subnets, not, viaNAT(nat, refs)))
	return fix
}

// add adds what another fix does and this one does not do yet.
func (f *Fix) add(other Fix) {
	for _, c := range other.CLI {
		if text := c.Text(""); !slices.ContainsFunc(f.CLI, func(o paste.Command) bool { return o.Text("") == text }) {
			f.CLI = append(f.CLI, c)
		}
	}
	for _, d := range other.Terraform {
		text := paste.Terraform{d}.Text()
		if !slices.ContainsFunc(f.Terraform,
			func(o paste.Declaration) bool { return (paste.Terraform{o}).Text() == text }) {
			f.Terraform = append(f.Terraform, d)
		}
	}
	for _, d := range other.CloudFormation {
		text := paste.CloudFormation{d}.Text()
		if !slices.ContainsFunc(f.CloudFormation,
			func(o paste.Declaration) bool { return (paste.CloudFormation{o}).Text() == text }) {
			f.CloudFormation = append(f.CloudFormation, d)
		}
	}
}

// workingNAT is a public NAT gateway of a VPC that is available and in a public subnet, nil if there is none. zone is
// "" for any; a regional gateway is of every zone.
func (p *Pass) workingNAT(vpc, zone, not string) *awsdata.NatGateway {
	var best *awsdata.NatGateway
	for i := range p.Region.Region.NatGateways {
		nat := &p.Region.Region.NatGateways[i]
		if nat.VpcId != vpc || nat.NatGatewayId == not || nat.State != "available" || !nat.Public() {
			continue
		}
		if !nat.Regional() {
			home := p.Region.Subnet(nat.SubnetId)
			if home == nil || !p.leadsToInternetGateway(nat.SubnetId) || zone != "" && home.Zone() != zone {
				continue
			}
		}
		if best == nil || nat.NatGatewayId < best.NatGatewayId {
			best = nat
		}
	}
	return best
}

// publicSubnet is a subnet of a VPC whose default route leads to an internet gateway, a placeholder if there is none.
// One whose network ACL lets everything through comes first: others may stop a NAT gateway.
func (p *Pass) publicSubnet(vpc, zone string) string {
	var open, ids []string
	for _, s := range p.Region.VPCSubnets(vpc) {
		if (zone == "" || s.Zone() == zone) && p.leadsToInternetGateway(s.SubnetId) {
			if ids = append(ids, s.SubnetId); p.unfiltered(s.SubnetId) {
				open = append(open, s.SubnetId)
			}
		}
	}
	switch {
	case len(open) > 0:
		return slices.Min(open)
	case len(ids) > 0:
		return slices.Min(ids)
	}
	return paste.Placeholder(strings.TrimSpace("public subnet id " + zone))
}

// unfiltered reports whether the network ACL of a subnet lets everything through.
func (p *Pass) unfiltered(subnet string) bool {
	acl := p.Region.SubnetNetworkACL(subnet)
	return acl != nil && letsAllThrough(acl)
}

// leadsToInternetGateway reports whether a subnet sends all of the IPv4 internet that it does not send elsewhere by
// name to an internet gateway.
func (p *Pass) leadsToInternetGateway(subnet string) bool {
	return p.wayOut(subnet).Kind == reach.WayInternetGateway
}

// wayOut is the way that a subnet's default route for IPv4 takes.
func (p *Pass) wayOut(subnet string) reach.Way {
	routes, missing := p.Engine.EffectiveRoutes(p.RegionName(), subnet)
	if len(missing) > 0 {
		return reach.Way{}
	}
	for _, r := range routes {
		if r.Route != nil && !r.Ambiguous && r.Route.State != "blackhole" &&
			r.Destinations.Overlaps(netset.InternetIPv4()) &&
			slices.Contains([]string{everywhere, "0.0.0.0/1"}, r.Route.Destination()) {
			return r.Way
		}
	}
	return reach.Way{}
}

// privateSubnets are subnets of a VPC that reach the internet by a NAT gateway which works: of each zone the one with
// the most free addresses.
func (p *Pass) privateSubnets(vpc string) []string {
	best := make(map[string]*awsdata.Subnet)
	for _, s := range p.Region.VPCSubnets(vpc) {
		way := p.wayOut(s.SubnetId)
		if way.Kind != reach.WayNAT {
			continue
		}
		nat := p.Region.NatGateway(way.Resource)
		if nat != nil && nat.State == "available" && nat.Public() &&
			(nat.Regional() || p.leadsToInternetGateway(nat.SubnetId)) {
			if b := best[s.Zone()]; b == nil || cmp.Or(free(b)-free(s), strings.Compare(s.SubnetId, b.SubnetId)) < 0 {
				best[s.Zone()] = s
			}
		}
	}
	var ids []string
	for _, zone := range slices.Sorted(maps.Keys(best)) {
		ids = append(ids, best[zone].SubnetId)
	}
	return ids
}

// free is how many addresses a subnet has left, 0 where that is not known.
func free(s *awsdata.Subnet) int {
	if s.AvailableIpAddressCount == nil {
		return 0
	}
	return *s.AvailableIpAddressCount
}
