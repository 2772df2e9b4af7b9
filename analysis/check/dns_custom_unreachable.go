package check

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
)

var dnsCustomUnreachable = &Check{
	ID:       "dns-custom-unreachable",
	Title:    "the VPC's own name servers are out of reach",
	Severity: High,
	Impact:   Broken,
	Family:   Endpoints,
	Why: "Where DHCP options name servers of one's own, names are asked of those. Unlike the Amazon resolver they are ordinary " +
		"destinations: security groups, network ACLs and routes have to let port 53 through, or every name times out.",
	When: "The DHCP options of the VPC name servers, Amazon's not among them or off, and from some subnet the function reaches none of " +
		"them on UDP 53 (high); or it reaches them on UDP and none on TCP, which long answers need (medium).",
	Fix: "Let the functions' security groups out to the servers on UDP and TCP 53, and the servers' security groups, network ACLs and routes let them in; or use " +
		"the Amazon resolver with forwarding rules instead.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/userguide/VPC_DHCP_Options.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/foundation-networking.html",
	},
	Needs: []string{"describe-vpcs", "describe-subnets", "describe-dhcp-options"},
	Run: func(p *Pass) {
		f := &serverFindings{byOptions: make(map[string]*Finding)}
		for _, at := range p.placements() {
			servers, options, known := p.nameServers(at.VPCID)
			if !known && at.VPC != nil {
				f.open.add(at.VPCID, at.Functions, []string{"describe-dhcp-options"})
				continue
			}
			if own := custom(servers); len(own) > 0 && !p.amazonAnswers(at, servers, f) {
				f.judge(p, at, options, own)
			}
		}
		f.open.report(p, func(vpc string) string {
			return "Whether the name servers of " + p.label(vpc) + " can be reached is unknown."
		})
		for _, finding := range f.order {
			p.Report(*finding)
		}
	},
}

type serverFindings struct {
	byOptions map[string]*Finding
	order     []*Finding
	open      unknowns
	entries   aclEntries // that the fixes make
}

// amazonAnswers reports whether the Amazon resolver is among the servers and on, or cannot be told, which stays open.
func (p *Pass) amazonAnswers(at *placement, servers []string, f *serverFindings) bool {
	if !slices.Contains(servers, amazonDNS) {
		return false
	}
	on, known := p.Region.VPCAttribute(at.VPCID, "enableDnsSupport")
	if !known {
		f.open.add(at.VPCID, at.Functions, []string{"describe-vpc-attribute." + at.VPCID + ".enableDnsSupport"})
		return true
	}
	return on
}

// judge asks the servers from each subnet of a placement.
func (f *serverFindings) judge(p *Pass, at *placement, options string, servers []string) {
	udp := p.ask(at, servers, netset.UDP)
	cut := udp.from(at, reach.Blocked)
	switch {
	case len(cut) > 0:
		title := "out of reach: name servers " + join(servers)
		if len(cut) < len(at.Subnets) {
			title = "out of reach from " + p.namesOf(idsOf(cut)) + ": name servers " + join(servers)
		}
		f.add(p, at, options, High, title, &udp)
	case len(udp.from(at, reach.Unknown)) > 0:
		f.open.add(at.VPCID, at.Functions, udp.missing)
	default:
		tcp := p.ask(at, servers, netset.TCP)
		if len(tcp.from(at, reach.Blocked)) > 0 {
			f.add(p, at, options, Medium,
				fmt.Sprintf("name servers %s answer on UDP only: long answers fail", join(servers)), &tcp)
		}
	}
}

func (f *serverFindings) add(p *Pass, at *placement, options string, severity Severity, title string, asked *answers) {
	finding := f.byOptions[options]
	if finding == nil {
		finding = &Finding{Resource: options, Severity: severity, Title: title}
		servers, _, _ := p.nameServers(at.VPCID)
		finding.Evidence = []Evidence{{Resource: options, Rule: "domain-name-servers",
			Says: strings.Join(servers, ", ") + ", for " + p.label(at.VPCID)}}
		f.byOptions[options] = finding
		f.order = append(f.order, finding)
	}
	if severity > finding.Severity {
		finding.Severity, finding.Title = severity, title
	}
	finding.Functions = append(finding.Functions, at.Functions...)
	for _, e := range asked.hops {
		if !containsEvidence(finding.Evidence, e) {
			finding.Evidence = append(finding.Evidence, e)
		}
	}
	if f.entries == nil {
		f.entries = make(aclEntries)
	}
	p.openDNS(finding, f.entries, at, asked.blockers)
}

// openDNS lets a placement out to a name server, and in there, where rules of groups and ACLs are all that blocks one.
// Where something else blocks every server, no rule helps, and the fix says what it is.
func (p *Pass) openDNS(finding *Finding, entries aclEntries, at *placement, blockers map[string][]reach.Hop) {
	var stop reach.Hop
	for _, server := range slices.Sorted(maps.Keys(blockers)) {
		other := slices.IndexFunc(blockers[server], func(h reach.Hop) bool {
			return h.Component != reach.ComponentGroupOut && h.Component != reach.ComponentTargetGroup &&
				effectOf(h) == 0
		})
		a, err := netip.ParseAddr(server)
		switch {
		case err != nil || len(blockers[server]) == 0:
		case other >= 0:
			if stop.Component == "" {
				stop = blockers[server][other]
			}
		default:
			cidr := netip.PrefixFrom(a, a.BitLen()).String()
			hops := slices.Clone(blockers[server])
			p.openPort(&finding.Fix, entries, at, hops, 53, cidr)
			for i := range hops {
				hops[i].Protocol = netset.TCP // for long answers
			}
			p.openPort(&finding.Fix, entries, at, hops, 53, cidr)
			return
		}
	}
	if stop.Component != "" && len(finding.Fix.CLI) == 0 && finding.Fix.Summary == "" {
		finding.Fix.Summary = fmt.Sprintf(
			"Groups are not what blocks: %s. Give the subnets a way to the servers, name "+
				"servers in the VPC's DHCP options that the functions reach, or use the Amazon resolver (AmazonProvidedDNS) with "+
				"forwarding rules for the names that only the servers know.", stop.Says())
	}
}
