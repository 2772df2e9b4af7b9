package check

import (
	"fmt"
	"slices"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

var pathEncryptionControl = &Check{
	ID:       "path-encryption-control",
	Title:    "VPC encryption control stops functions or their ways",
	Severity: High,
	Impact:   Broken,
	Family:   Placement,
	Why: "A VPC that enforces encryption in transit drops what goes by a NAT gateway, an internet gateway or a peering " +
		"that it does not exclude, while routes, security groups and network ACLs still look right. Where Lambda itself is not excluded, it " +
		"may make no interfaces there: the next function, update or wake-up is refused as DisallowedByVpcEncryptionControl.",
	When: "The encryption control of a VPC is in the mode enforce, and nothing else blocks a way by a kind of resource " +
		"that it does not exclude: NAT gateways, internet gateways, egress-only internet gateways, peerings. Or it does not " +
		"exclude Lambda, in the VPC of a function. Which kinds it excludes is unknown where that was not read, and so is " +
		"what goes between two VPCs that both enforce it.",
	Fix: "Exclude Lambda and the kinds of resources that the functions need from the VPC's encryption control, or reach " +
		"what they need by VPC endpoints.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/userguide/vpc-encryption-controls.html",
		"https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEncryptionControlExclusions.html",
	},
	Needs: []string{"describe-vpcs", "describe-subnets", "describe-route-tables", "describe-security-groups"},
	Run: func(p *Pass) {
		if !slices.ContainsFunc(p.Index.AllRegions(), func(r *awsdata.RegionIndex) bool {
			return slices.ContainsFunc(r.Region.VPCs, func(v awsdata.VPC) bool { return enforces(&v) })
		}) {
			return
		}
		e := &encryptionStops{byVPC: make(map[string]*encryptionStop)}
		for _, at := range p.placements() {
			e.ways(p, at)
			e.lambda(p, at)
		}
		e.report(p)
	},
}

func enforces(vpc *awsdata.VPC) bool {
	return vpc != nil && vpc.EncryptionControl != nil && vpc.EncryptionControl.Mode == "enforce"
}

// excludes reports whether the encryption control of a VPC lets a kind of resource off.
func excludes(vpc *awsdata.VPC, kind string) bool {
	state := vpc.EncryptionControl.ResourceExclusions[kind].State
	return state == "enabled" || state == "enabling"
}

// encryptionExclusions are the kinds of resources by their names in the API: in words, in an option of the AWS CLI and
// an argument of Terraform, and as a property of CloudFormation.
// Source: EC2 API, ModifyVpcEncryptionControl; CloudFormation, AWS::EC2::VPCEncryptionControl.
var encryptionExclusions = map[string]struct{ words, option, argument, property string }{
	"InternetGateway": {"internet gateways", "internet-gateway-exclusion", "internet_gateway_exclusion",
		"InternetGatewayExclusionInput"},
	"EgressOnlyInternetGateway": {"egress-only internet gateways", "egress-only-internet-gateway-exclusion",
		"egress_only_internet_gateway_exclusion", "EgressOnlyInternetGatewayExclusionInput"},
	"NatGateway": {"NAT gateways", "nat-gateway-exclusion", "nat_gateway_exclusion", "NatGatewayExclusionInput"},
	"VpcPeering": {"peerings", "vpc-peering-exclusion", "vpc_peering_exclusion", "VpcPeeringExclusionInput"},
	"Lambda":     {"Lambda", "lambda-exclusion", "lambda_exclusion", "LambdaExclusionInput"},
}

// encryptionStops are what encryption controls stop, by the VPC whose control it is.
type encryptionStops struct {
	byVPC map[string]*encryptionStop
	order []*encryptionStop
	open  unknowns
}

type encryptionStop struct {
	Finding
	kinds []string // that it does not exclude and should, Lambda among them
}

func (e *encryptionStops) of(vpc string) *encryptionStop {
	s := e.byVPC[vpc]
	if s == nil {
		s = &encryptionStop{Finding: Finding{Resource: vpc, Impact: Soon}}
		e.byVPC[vpc] = s
		e.order = append(e.order, s)
	}
	return s
}

func (s *encryptionStop) add(kind string, functions []string, proof Evidence) {
	s.kinds = append(s.kinds, kind)
	s.Functions = append(s.Functions, functions...)
	if !containsEvidence(s.Evidence, proof) && len(s.Evidence) < 2*shown {
		s.Evidence = append(s.Evidence, proof)
	}
}

// ways enters the ways of a placement, to the internet and to peers, that encryption control alone stops.
func (e *encryptionStops) ways(p *Pass, at *placement) {
	allowed, _ := p.egress(at)
	var missing []string
	for i := range at.Subnets {
		s := &at.Subnets[i]
		routes, _ := p.routes(at, s.ID)
		for _, route := range routes {
			far := netset.Internet()
			switch {
			case route.Way.Kind == reach.WayPeering:
				far = p.peerAddresses(route.Way.Resource, at.VPCID)
				if gap := p.Gap("describe-vpc-peering-connections"); gap != "" && keeps(at.VPC, "VpcPeering") {
					missing = append(missing, gap)
				}
			case !leadsOut(route.Way.Kind) && route.Way.Kind != reach.WayTransitGateway:
				continue
			}
			trace := p.example(at, route.Destinations.Intersect(allowed.Reachable).Intersect(far))
			if trace == nil {
				continue
			}
			hop, unread := encryptionHop(at, &trace.Subnets[i])
			missing = append(missing, unread...)
			if hop != nil {
				e.of(hop.Resource).add(hop.Names[0], at.Functions, Evidence{Resource: s.RouteTable.RouteTableId,
					Rule: route.Text, Says: p.label(s.ID) + ": " + hop.Says()})
			}
		}
	}
	if missing = uniqueTexts(missing); len(missing) > 0 {
		e.open.add(at.VPCID, at.Functions, missing)
	}
}

// encryptionHop is the hop by which encryption control alone stops a way, nil if it does not, or if something else
// stops it too; missing are the facts without which it is not known.
func encryptionHop(at *placement, t *reach.SubnetTrace) (stop *reach.Hop, missing []string) {
	for i := range t.Hops {
		switch h := &t.Hops[i]; {
		case h.Verdict == reach.Blocked && h.Component != reach.ComponentEncryption:
			return nil, nil
		case h.Verdict == reach.Blocked:
			stop = h
		case h.Verdict == reach.Unknown && keeps(at.VPC, encryptedBy[h.Component]): // where it leads is not known
			missing = append(missing, callsIn(h.Missing)...)
		case h.Verdict != reach.Unknown || h.Component != reach.ComponentEncryption:
		case h.Reason != reach.EncryptionWithoutLambda: // of which lambda tells
			missing = append(missing, h.Missing...)
		}
	}
	if stop != nil {
		return stop, nil
	}
	return nil, missing
}

// encryptedBy are the kinds of resources by the hops that are about them.
var encryptedBy = map[reach.Component]string{
	reach.ComponentNAT: "NatGateway", reach.ComponentInternetGateway: "InternetGateway",
	reach.ComponentEgressOnly: "EgressOnlyInternetGateway", reach.ComponentPeering: "VpcPeering",
}

// keeps reports whether a VPC enforces encryption on a kind of resource, as far as its exclusions were read.
func keeps(vpc *awsdata.VPC, kind string) bool {
	return kind != "" && enforces(vpc) && vpc.EncryptionControl.ResourceExclusions != nil && !excludes(vpc, kind)
}

// peerAddresses are the addresses of a peer: those that somebody answers at, or those of its subnets where that is not
// known, or all.
func (p *Pass) peerAddresses(peering, vpcID string) netset.Set {
	c := p.Region.Peering(peering)
	if c == nil || c.Other(vpcID) == nil {
		return netset.Set{}
	}
	other := c.Other(vpcID)
	if held, known := p.heldIn(other.VpcId); known && !held.IsEmpty() {
		return held
	}
	if home := p.Index.VPCHome(other.VpcId); home != nil {
		var cidrs []string
		for _, subnet := range home.VPCSubnets(other.VpcId) {
			cidrs = append(cidrs, subnet.CIDRs()...)
		}
		if cidrs != nil {
			return p.cidrSet(cidrs)
		}
	}
	return p.cidrSet(other.CIDRs())
}

// lambda enters a placement whose VPC does not exclude Lambda. Managed instances are not Lambda's own interfaces.
func (e *encryptionStops) lambda(p *Pass, at *placement) {
	if !enforces(at.VPC) || at.Managed() {
		return
	}
	switch {
	case at.VPC.EncryptionControl.ResourceExclusions == nil:
		e.open.add(at.VPCID, at.Functions, []string{"describe-vpc-encryption-controls"})
	case !excludes(at.VPC, "Lambda"):
		e.of(at.VPCID).add("Lambda", at.Functions, Evidence{Resource: at.VPCID, Rule: "enforce",
			Says: "Lambda is not excluded: expect DisallowedByVpcEncryptionControl"})
	}
}

func (e *encryptionStops) report(p *Pass) {
	e.open.report(p, func(vpc string) string {
		return "What the encryption control of " + p.name(vpc) + " lets off is unknown."
	})
	for _, s := range e.order {
		s.kinds = sortedTexts(s.kinds)
		var ways []string
		for _, kind := range s.kinds {
			if kind != "Lambda" {
				ways = append(ways, encryptionExclusions[kind].words)
			}
		}
		lambda := len(ways) < len(s.kinds)
		switch {
		case len(ways) == 0:
			s.Title = fmt.Sprintf("%s enforces encryption and does not exclude Lambda", p.name(s.Resource))
		default:
			s.Impact = Partly
			if !slices.Equal(s.kinds, []string{"VpcPeering"}) {
				s.Impact = p.cutImpact(s.Functions, noInternet)
			}
			s.Title = fmt.Sprintf("encryption control of %s stops what goes by %s", p.name(s.Resource), join(ways))
			if lambda {
				s.Title += ", and excludes no Lambda"
			}
		}
		if slices.ContainsFunc(p.Places, func(f *reach.Place) bool {
			return slices.Contains(s.Functions, f.FunctionName) && f.StateReasonCode == disallowedByEncryption
		}) {
			s.Impact = Broken
		}
		s.Fix = p.excludeFromEncryption(s.Resource, s.kinds)
		p.Report(s.Finding)
	}
}

// disallowedByEncryption is the reason code of functions that Lambda may make no interface for.
const disallowedByEncryption = "DisallowedByVpcEncryptionControl"

// excludeFromEncryption is the fix that lets kinds of resources off a VPC's encryption control.
func (p *Pass) excludeFromEncryption(vpc string, kinds []string) Fix {
	show := p.aws("ec2 describe-vpc-encryption-controls").Opt("vpc-ids", vpc).
		Opt("query", "VpcEncryptionControls[].VpcEncryptionControlId")
	modify := p.aws("ec2 modify-vpc-encryption-control").
		Opt("vpc-encryption-control-id", paste.Placeholder("vpc encryption control id"))
	var tf, cf []paste.Field
	for _, kind := range kinds {
		of := encryptionExclusions[kind]
		modify = modify.Opt(of.option, "enable")
		tf, cf = append(tf, paste.F(of.argument, paste.Str("enable"))),
			append(cf, paste.F(of.property, paste.Str("enable")))
	}
	fix := Fix{CLI: paste.Script{show, modify}}
	name := "encryption control of " + p.label(vpc)
	fix.declare(paste.Part("aws_vpc_encryption_control", name, tf...),
		paste.Part("AWS::EC2::VPCEncryptionControl", name, cf...))
	return fix
}
