package check

import (
	"github.com/vpclens/vpclens/analysis/ledger"
	"github.com/vpclens/vpclens/awsdata"
)

// ledger is the region's book of Lambda interfaces, written once for all checks.
func (p *Pass) ledger() *ledger.Ledger {
	if p.shared.ledger == nil {
		p.shared.ledger = ledger.Of(p.Region)
	}
	return p.shared.ledger
}

// listAllVersions is the call that tells of published versions. The plain list-functions does not.
const listAllVersions = "list-functions --function-version ALL"

// versionsKnown reports whether the snapshot holds all published versions. What vpclens collects itself holds them, and
// such a snapshot tells when it was captured; a directory that somebody dumped may hold the plain list of functions.
func (p *Pass) versionsKnown() bool {
	return p.ledger().VersionsSeen || !p.Index.Snapshot.CapturedAt.IsZero()
}

// interfaceIDs are the ids of interfaces.
func interfaceIDs(interfaces []*awsdata.NetworkInterface) []string {
	ids := make([]string, len(interfaces))
	for i, n := range interfaces {
		ids[i] = n.NetworkInterfaceId
	}
	return ids
}

// functionsIn are the names of the functions placed in a VPC.
func (p *Pass) functionsIn(vpcID string) []string {
	var out []string
	for _, at := range p.placements() {
		if at.VPCID == vpcID {
			out = append(out, at.Functions...)
		}
	}
	return out
}
