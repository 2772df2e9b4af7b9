package check

import (
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
)

var dnsOff = &Check{
	ID:       "dns-off",
	Title:    "DNS is off in the VPC of functions",
	Severity: High,
	Impact:   Broken,
	Family:   Endpoints,
	Why: "With enableDnsSupport off the Amazon resolver does not answer in the VPC, so no name resolves: neither those of AWS services " +
		"nor those of interface endpoints, whose private DNS needs it, too.",
	When: "enableDnsSupport of the VPC is off, and its DHCP options name no other server that the function reaches on UDP 53.",
	Fix:  "Turn DNS support on, or name servers in the DHCP options that the functions reach.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html",
		"https://docs.aws.amazon.com/vpc/latest/userguide/VPC_DHCP_Options.html",
	},
	Needs: []string{"describe-vpcs", "describe-subnets"},
	Run: func(p *Pass) {
		found := make(map[string]*Finding)
		var order []*Finding
		var open unknowns
		for _, at := range p.placements() {
			if at.VPC == nil {
				continue
			}
			on, known := p.Region.VPCAttribute(at.VPCID, "enableDnsSupport")
			servers, _, listed := p.nameServers(at.VPCID)
			switch {
			case !known:
				open.add(at.VPCID, at.Functions, []string{"describe-vpc-attribute." + at.VPCID + ".enableDnsSupport"})
				continue
			case on:
				continue
			case !listed:
				open.add(at.VPCID, at.Functions, []string{"describe-dhcp-options"})
				continue
			}
			others := p.ask(at, custom(servers), netset.UDP)
			switch {
			case len(others.from(at, reach.Unknown)) > 0:
				open.add(at.VPCID, at.Functions, others.missing)
				continue
			case len(others.from(at, reach.Blocked)) == 0:
				continue
			}
			f := found[at.VPCID]
			if f == nil {
				f = &Finding{Resource: at.VPCID,
					Title: fmt.Sprintf("DNS is off in %s: no name resolves", p.label(at.VPCID))}
				f.Evidence = []Evidence{{Resource: at.VPCID, Rule: "enableDnsSupport false",
					Says: "the Amazon resolver does not answer in the VPC"}}
				if len(custom(servers)) == 0 {
					f.Evidence = append(f.Evidence,
						Evidence{Resource: at.VPCID, Rule: "DHCP options", Says: "name no other server"})
				}
				found[at.VPCID] = f
				order = append(order, f)
			}
			f.Functions = append(f.Functions, at.Functions...)
			f.Evidence = append(f.Evidence, others.hops...)
		}
		open.report(p, func(vpc string) string { return "Whether names resolve in " + p.label(vpc) + " is unknown." })
		for _, f := range order {
			f.Fix = p.vpcAttributes(f.Resource, "dns-support")
			p.Report(*f)
		}
	},
}

// vpcAttributes is the fix that turns on attributes of a VPC: dns-support, dns-hostnames.
func (p *Pass) vpcAttributes(vpc string, attributes ...string) Fix {
	var fix Fix
	var tf, cf []paste.Field
	for _, name := range attributes {
		fix.CLI = append(fix.CLI, p.aws("ec2 modify-vpc-attribute").Opt("vpc-id", vpc).Opt("enable-"+name))
		tf = append(tf, paste.F("enable_"+strings.ReplaceAll(name, "-", "_"), paste.Bool(true)))
		cf = append(cf,
			paste.F(map[string]string{"dns-support": "EnableDnsSupport", "dns-hostnames": "EnableDnsHostnames"}[name],
				paste.Bool(true)))
	}
	fix.declare(paste.Part("aws_vpc", p.label(vpc), tf...), paste.Part("AWS::EC2::VPC", p.label(vpc), cf...))
	return fix
}
