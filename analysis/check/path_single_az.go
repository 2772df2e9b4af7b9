package check

import (
	"fmt"
	"slices"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

var pathSingleAZ = &Check{
	ID:       "path-single-az",
	Title:    "all subnets of functions are in one AZ",
	Severity: Medium,
	Impact:   Tighter,
	Family:   Placement,
	Why: "Lambda runs a function attached to a VPC only where it has subnets. While the one AZ is impaired, or its subnet has no " +
		"free address, nothing else can take over.",
	When: "The function has subnets, all are in the account's list, and all have the same AZ ID.",
	Fix:  "Give the functions a subnet in a second AZ with the same routes, network ACL rules and endpoints.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
		"https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html",
		"https://docs.aws.amazon.com/config/latest/developerguide/lambda-vpc-multi-az-check.html",
	},
	Compliance: []string{"Security Hub Lambda.5", "AWS Config lambda-vpc-multi-az-check", "Trusted Advisor L4dfs2Q4C6"},
	Needs:      []string{"describe-subnets"},
	Run: func(p *Pass) {
		bySubnet := make(map[string]*Finding)
		var order []*Finding
		for _, at := range p.placements() {
			first, ok := oneZone(at.Place)
			if !ok {
				continue
			}
			f := bySubnet[first.ID]
			if f == nil {
				f = &Finding{Resource: first.ID,
					Title: fmt.Sprintf("one AZ only: %s (%s)", p.name(first.ID), first.Subnet.Zone())}
				bySubnet[first.ID] = f
				order = append(order, f)
				for i := range at.Subnets {
					s := &at.Subnets[i]
					f.Evidence = append(f.Evidence, Evidence{Resource: s.ID, Rule: s.Subnet.Zone(),
						Says: "a subnet of the function, in AZ " + s.Subnet.AvailabilityZone})
				}
			}
			f.Functions = append(f.Functions, at.Functions...)
		}
		for _, f := range order {
			second := p.otherZone(f)
			f.Fix = p.placed(f.Functions, nil, func(subnets, groups []string) ([]string, []string) {
				if p.zonesOf(subnets) > 1 { // another finding's fix has seen to it
					return subnets, groups
				}
				return append(subnets[:len(subnets):len(subnets)], second), groups
			})
			p.Report(*f)
		}
	},
}

// oneZone is the subnet with the smallest id of a place whose subnets are all known and all in one zone.
func oneZone(place *reach.Place) (first *reach.SubnetPlace, ok bool) {
	for i := range place.Subnets {
		s := &place.Subnets[i]
		if s.Subnet == nil || s.Subnet.Zone() == "" || s.Subnet.Zone() != place.Subnets[0].Subnet.Zone() {
			return nil, false
		}
		if first == nil || s.ID < first.ID {
			first = s
		}
	}
	return first, first != nil
}

// zonesOf is how many zones subnets are in, as far as they are known.
func (p *Pass) zonesOf(subnets []string) int {
	zones := make(map[string]bool)
	for _, id := range subnets {
		if s := p.Region.Subnet(id); s != nil && s.Zone() != "" {
			zones[s.Zone()] = true
		}
	}
	return len(zones)
}

// otherZone is a subnet of another zone with the same way out from which none of the functions loses anything, a
// placeholder if there is none. In the place of a public subnet, which gives a function no internet, it is a private
// one.
func (p *Pass) otherZone(f *Finding) string {
	at := p.Region.Subnet(f.Resource)
	way := p.wayOut(f.Resource).Kind
	if way == reach.WayInternetGateway {
		way = reach.WayNAT
	}
	var ids []string
	for _, s := range p.Region.VPCSubnets(at.VpcId) {
		if s.Zone() == at.Zone() || p.wayOut(s.SubnetId).Kind != way || !p.mountsFrom(f.Functions, s) {
			continue
		}
		there := func(_, groups []string) ([]string, []string) { return []string{s.SubnetId}, groups }
		if len(p.safeToMoveAll(f.Functions, there)) == len(uniqueTexts(f.Functions)) {
			ids = append(ids, s.SubnetId)
		}
	}
	if len(ids) > 0 {
		return slices.Min(ids)
	}
	return paste.Placeholder("subnet id in another AZ")
}

// mountsFrom reports whether the file systems that functions mount have a mount target in the zone of a subnet: without
// one they cannot be mounted there.
// Source: Amazon EFS user guide, "Managing mount targets".
func (p *Pass) mountsFrom(functions []string, s *awsdata.Subnet) bool {
	for _, name := range functions {
		m, mounts := mountsOf(p.Region.Function(name))
		if !mounts {
			continue
		}
		there := slices.ContainsFunc(p.fileSystemsIn(s.VpcId), func(fs fileSystem) bool {
			return fs.S3 == m.s3 && (m.id == "" || fs.ID == m.id) && slices.ContainsFunc(fs.Targets,
				func(n *awsdata.NetworkInterface) bool { return n.AvailabilityZone == s.AvailabilityZone })
		})
		if !there {
			return false
		}
	}
	return true
}
