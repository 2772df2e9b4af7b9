package check

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis/ledger"
	"github.com/vpclens/vpclens/analysis/paste"
)

var eniDrift = &Check{
	ID:       "eni-drift",
	Title:    "a Lambda interface has other security groups than its function",
	Severity: Medium,
	Impact:   Tighter,
	Family:   Interface,
	Why: "Traffic passes by the security groups of the interface, not by those that the function's configuration names: what the configuration " +
		"promises is not what is enforced. Lambda may replace the interface at any time, with the security groups of the configuration.",
	When: "In a subnet, an interface of the type lambda has a set of security groups that no function or published version names, while a function " +
		"that shares one of the security groups has no interface there.",
	Fix: "Find out who changed the interface (CloudTrail, ModifyNetworkInterfaceAttribute). Decide which set is right, then update the " +
		"function's VpcConfig so that Lambda makes an interface with it.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-networking.html",
	},
	Needs: []string{"list-functions", "describe-network-interfaces"},
	Run: func(p *Pass) {
		for i := range p.ledger().Entries {
			e := &p.ledger().Entries[i]
			if e.Status != ledger.Drifted {
				continue
			}
			id := e.Interfaces[0].NetworkInterfaceId
			functions := ownerFunctions(e)
			if !p.versionsKnown() {
				p.Unknown(id, functions, "The security groups of "+id+" differ from those of "+join(functions)+
					", but a published version may have just these: the list of functions in the snapshot does not hold them.",
					listAllVersions)
				continue
			}
			f := Finding{
				Resource: id, Functions: functions,
				Title: fmt.Sprintf("%s in %s has other security groups than %s", id, p.name(e.SubnetID),
					join(functions)),
			}
			for _, n := range e.Interfaces {
				f.Evidence = append(f.Evidence, Evidence{Resource: n.NetworkInterfaceId, Rule: p.namesOf(e.Groups),
					Says: "the security groups of the interface in " + p.label(e.SubnetID)})
			}
			for _, name := range functions {
				if function := p.Region.Function(name); function != nil {
					f.Evidence = append(f.Evidence,
						Evidence{Resource: name, Rule: p.namesOf(function.SecurityGroupIDs()),
							Says: "the security groups of the function, which has no interface there"})
				}
			}
			f.Fix = p.placed(functions, nil, func(subnets, groups []string) ([]string, []string) {
				return subnets, groups
			})
			f.Fix.CLI = append(paste.Script{p.aws("cloudtrail lookup-events").
				Short("lookup-attributes", paste.Struct("AttributeKey", "ResourceName", "AttributeValue", id)).
				Saying("who changed the interface")}, f.Fix.CLI...)
			p.Report(f)
		}
	},
}

// ownerFunctions are the functions that could own a drifted interface.
func ownerFunctions(e *ledger.Entry) []string {
	owners := ledger.Entry{Holders: e.Owners}
	return owners.Functions()
}
