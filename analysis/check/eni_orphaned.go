package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/english"
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
	Why: "The interface keeps an address, counts against the quota, and keeps its subnet and security groups from being deleted. Lambda deletes " +
		"interfaces with the execution role of the function, usually 20 to 45 minutes after the last use: where the role went first, or " +
		"lost ec2:DeleteNetworkInterface, they stay. One that is in use cannot be detached by hand.",
	When: "An interface of the type lambda, in a subnet and with a set of security groups that no function and no published version names. One of " +
		"status available belongs to nobody, even if published versions were not read. The role that it was made with is said where it " +
		"cannot delete it: gone, or without the permission as far as its policies and boundary tell. " +
		"Interfaces of event source mappings, network connectors and other accounts are left out as far as they tell.",
	Fix: "If the function was changed or deleted within the last 45 minutes, wait: Lambda may still be deleting it. Make sure that no event " +
		"source mapping uses it. One of status available can be deleted by hand; for one in use give the role AWSLambdaVPCAccessExecutionRole " +
		"again, for a while, so that Lambda deletes it.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-networking.html",
	},
	Needs: []string{"list-functions", "describe-network-interfaces"},
	Lone:  true,
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
	if !p.versionsKnown() {
		inUse := slices.DeleteFunc(slices.Clone(interfaces), ledger.Free)
		if len(inUse) > 0 {
			p.Unknown(inUse[0].NetworkInterfaceId, nil,
				"No function names the subnet and security groups of "+join(interfaceIDs(inUse))+
					", but a published version may: the list of functions in the snapshot does not hold them.",
				listAllVersions)
		}
		if interfaces = slices.DeleteFunc(interfaces,
			func(n *awsdata.NetworkInterface) bool { return !ledger.Free(n) }); len(interfaces) == 0 {
			return
		}
	}
	first := interfaces[0]
	f := Finding{Resource: first.NetworkInterfaceId}
	var why *ledger.Leftover
	var free []string
	for _, n := range interfaces {
		says := "in " + p.label(n.SubnetId) + ", where no function or published version has this set of security groups"
		if ledger.Free(n) {
			says += "; status available"
			free = append(free, n.NetworkInterfaceId)
		}
		f.Evidence = append(f.Evidence,
			Evidence{Resource: n.NetworkInterfaceId, Rule: p.namesOf(n.GroupIDs()), Says: says})
		if why == nil || why.Stays() == "" {
			why = p.ledger().Leftover(n, p.roles())
		}
	}
	f.Title = fmt.Sprintf("%s in %s belongs to no function", first.NetworkInterfaceId, p.name(first.SubnetId))
	if len(interfaces) > 1 {
		f.Title = fmt.Sprintf("%s with %s belong to no function", english.Count(len(interfaces), "Lambda interface"),
			p.namesOf(first.GroupIDs()))
	}
	if why.RoleGone() || why.Lacks() {
		f.Title += ": " + why.Stays()
	}
	if why.Stays() != "" {
		f.Evidence = append(f.Evidence, leftoverEvidence(why)...)
	}
	if len(free) == 0 && why.Lacks() { // in use: nobody but Lambda can detach it
		f.Fix = p.allowInterfaces(why.Role)
		p.Report(f)
		return
	}
	// without its role Lambda does not: by hand, once nothing is attached
	if len(free) == 0 && (!why.InUse || why.RoleGone()) {
		free = interfaceIDs(interfaces)
	}
	f.Fix.CLI = each(free, func(id string) []paste.Command {
		return []paste.Command{p.aws("ec2 delete-network-interface").Opt("network-interface-id", id)}
	})
	f.Fix.remark("Lambda made %s: no template declares them", join(interfaceIDs(interfaces)))
	p.Report(f)
}

// leftoverEvidence is what tells why Lambda does not delete an interface that no function uses.
func leftoverEvidence(l *ledger.Leftover) []Evidence {
	switch {
	case l.Gone:
		return []Evidence{{Resource: l.RoleID, Rule: "get-account-authorization-details",
			Says: "no role of the account has this id"}}
	case l.Role == nil:
		return []Evidence{{Resource: l.RoleID, Rule: l.Missing, Says: l.Stays()}}
	case l.RoleGone():
		return []Evidence{{Resource: l.Role.ARN, Rule: "get-account-authorization-details",
			Says: "not among the account's roles"}}
	}
	return []Evidence{{Resource: l.Role.ARN, Rule: ledger.DeleteAction, Says: l.Delete.Why()}, unseen(l.Role.ARN)}
}
