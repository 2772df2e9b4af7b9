package ledger

import (
	"maps"
	"slices"

	"github.com/vpclens/vpclens/awsdata"
)

// QuotaCode is Service Quotas' code of Lambda's limit on network interfaces in each VPC.
const QuotaCode = "L-9FEE3D26"

// QuotaCall is the call that tells the limit that applies to the account.
const QuotaCall = "get-service-quota.lambda." + QuotaCode

// DefaultQuota is the limit that AWS gives to an account that asked for no other. Source: AWS Lambda developer guide,
// "Lambda quotas": elastic network interfaces per VPC; repost.aws/knowledge-center/ lambda-hyperplane-vpc says 500 too.
// Until 2025 the guide said 250, also under "Troubleshoot networking issues". No source says that no account has less
// than either: it is for the eye, and settles nothing.
const DefaultQuota = 500

// Headroom is how near a VPC is to the limit on interfaces. Lambda shares the limit with other services, of which
// Amazon EFS is the one that the guide names.
type Headroom struct {
	VPCID  string
	Lambda int // interfaces of the type lambda
	EFS    int // mount targets
	Limit  int
	// Applied tells whether Limit is the account's own value; if not, it is AWS's default, as the call was not made.
	Applied bool
	// Known is false where the interfaces were not collected: then the counts mean nothing.
	Known bool
}

// Used is the number of interfaces that count against the limit.
func (h Headroom) Used() int { return h.Lambda + h.EFS }

// Percent is how much of the limit is used, rounded down.
func (h Headroom) Percent() int {
	if h.Limit <= 0 {
		return 0
	}
	return 100 * h.Used() / h.Limit
}

// HeadroomOf is the headroom of a region alone, at a fraction of the cost of its ledger.
func HeadroomOf(x *awsdata.RegionIndex) []Headroom {
	limit, applied := DefaultQuota, false
	if q, ok := x.Region.ServiceQuotas["lambda."+QuotaCode]; ok && q.Quota.Value > 0 {
		limit, applied = int(q.Quota.Value), true
	}
	byVPC := make(map[string]*Headroom)
	known := x.Region.Has("describe-network-interfaces")
	count := func(subnet, otherwise string) {
		id := otherwise
		if s := x.Subnet(subnet); s != nil {
			id = s.VpcId
		}
		if id != "" && byVPC[id] == nil {
			byVPC[id] = &Headroom{VPCID: id, Limit: limit, Applied: applied, Known: known}
		}
	}
	for i := range x.Region.Functions {
		f := &x.Region.Functions[i]
		if !f.Attached() || f.Managed() {
			continue
		}
		for _, subnet := range f.SubnetIDs() {
			count(subnet, "")
		}
	}
	for i := range x.Region.NetworkInterfaces {
		if n := &x.Region.NetworkInterfaces[i]; n.InterfaceType == "lambda" {
			count(n.SubnetId, n.VpcId)
		}
	}
	for i := range x.Region.NetworkInterfaces {
		n := &x.Region.NetworkInterfaces[i]
		h := byVPC[n.VpcId]
		switch {
		case h == nil:
		case n.InterfaceType == "lambda":
			h.Lambda++
		case n.Owner() == "EFS mount target":
			h.EFS++
		}
	}
	out := make([]Headroom, 0, len(byVPC))
	for _, id := range slices.Sorted(maps.Keys(byVPC)) {
		out = append(out, *byVPC[id])
	}
	return out
}
