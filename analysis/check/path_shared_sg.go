package check

import (
	"fmt"

	"github.com/vpclens/vpclens/awsdata"
)

var pathSharedSG = &Check{
	ID:       "path-shared-sg",
	Title:    "functions share a security group with other kinds of resources",
	Severity: Low,
	Impact:   Tighter,
	Family:   Placement,
	Why: "A rule that one of them needs is given to all. Functions get the egress of servers, and whoever lets the security group in lets in " +
		"everything that carries it.",
	When: "A security group of the function is also on an interface that is not Lambda's. Groups of managed instances alone are left out, because those interfaces are the functions' own.",
	Fix:  "Give the functions a security group of their own and let the other side refer to it.",
	References: []string{
		"https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
	},
	Needs: []string{"describe-security-groups", "describe-network-interfaces"},
	Run: func(p *Pass) {
		for _, use := range p.groupUses() {
			others := p.otherInterfaces(use.ID)
			if len(others) == 0 || use.ManagedOnly {
				continue
			}
			f := Finding{Resource: use.ID, Functions: use.Functions}
			var owners []string
			for i, n := range others {
				if i < shown {
					f.Evidence = append(f.Evidence,
						Evidence{Resource: n.NetworkInterfaceId, Rule: use.ID, Says: "carried by " + ownerOf(n)})
				}
				owners = append(owners, ownerOf(n))
			}
			if rest := len(others) - shown; rest > 0 {
				f.Evidence = append(f.Evidence, Evidence{Resource: use.ID,
					Says: fmt.Sprintf("and on %d more interfaces that are not Lambda's", rest)})
			}
			f.Title = fmt.Sprintf("security group %s is also on %s", p.name(use.ID), join(uniqueTexts(owners)))
			f.Fix = p.ownGroup(use.ID, use.Functions)
			p.Report(f)
		}
	},
}

// ownerOf is what people call the thing that an interface belongs to.
func ownerOf(n *awsdata.NetworkInterface) string {
	if name := n.Name(); name != "" {
		return name
	}
	return n.Owner()
}
