package check

import (
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis/ledger"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/awsdata"
)

var eniOrphaned = &Check{
	ID:       "eni-orphaned",
	Title:    "a Lambda interface belongs to no function",
	Severity: Low,
	Impact:   Tighter,
	Family:   Interface,
	Why: "The interface keeps an address, counts against the quota, and keeps its subnet and groups from being deleted. Lambda deletes " +
		"interfaces with the execution role of the function: where the role went first, they stay.",
	When: "An interface of the type lambda, in a subnet and with a set of groups that no function and no published version names. " +
		"Interfaces of event source mappings, network connectors and other accounts are left out as far as they tell.",
	Fix: "If the function was changed or deleted within the last 20 minutes, wait: Lambda may still be deleting it. Make sure that no event " +
		"source mapping uses it, then delete it by hand.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-networking.html",
	},
	Needs: []string{"list-functions", "describe-network-interfaces"},
	Run: func(p *Pass) {
		// One cause, such as one deleted function, leaves an interface in each subnet: one finding for a set of groups.
		bySet := make(map[string][]*awsdata.NetworkInterface)
		var order []string
		for i := range p.ledger().Entries {
			e := &p.ledger().Entries[i]
			if e.Status != ledger.Orphaned {
				continue
			}
			set := e.VPCID + " " + strings.Join(e.Groups, ",")
			if bySet[set] == nil {
				order = append(order, set)
			}
			bySet[set] = append(bySet[set], e.Interfaces...)
		}
		for _, set := range order {
			p.reportOrphans(bySet[set])
		}
	},
}

func (p *Pass) reportOrphans(interfaces []*awsdata.NetworkInterface) {
	first := interfaces[0]
	if !p.versionsKnown() {
		p.Unknown(first.NetworkInterfaceId, nil, "No function names the subnet and groups of "+join(interfaceIDs(interfaces))+
			", but a published version may: the list of functions in the snapshot does not hold them.", listAllVersions)
		return
	}
	f := Finding{Resource: first.NetworkInterfaceId}
	for _, n := range interfaces {
		f.Evidence = append(f.Evidence, Evidence{Resource: n.NetworkInterfaceId, Rule: p.namesOf(n.GroupIDs()),
			Says: "in " + p.label(n.SubnetId) + ", where no function or published version has this set of groups"})
	}
	f.Title = fmt.Sprintf("%s in %s belongs to no function", first.NetworkInterfaceId, p.name(first.SubnetId))
	if len(interfaces) > 1 {
		f.Title = fmt.Sprintf("%s with %s belong to no function", counted(len(interfaces), "Lambda interface"), p.namesOf(first.GroupIDs()))
	}
	f.Fix.CLI = each(interfaceIDs(interfaces), func(id string) []paste.Command {
		return []paste.Command{p.aws("ec2 delete-network-interface").Opt("network-interface-id", id)}
	})
	f.Fix.remark("Lambda made %s: no template declares them", join(interfaceIDs(interfaces)))
	p.Report(f)
}
