package whatif

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/awsdata"
)

// AddNAT creates a public NAT gateway.
type AddNAT struct {
	Region string `json:"region,omitempty"`
	ID     string `json:"id,omitempty"`   // "" for the one of [NATID]
	Name   string `json:"name,omitempty"` // for people
	Subnet string `json:"subnet,omitempty"`
}

// RemoveNAT deletes a NAT gateway.
type RemoveNAT struct {
	Region string `json:"region,omitempty"`
	ID     string `json:"id,omitempty"`
}

// NATID is the id of a NAT gateway that [AddNAT] creates in a subnet.
func NATID(subnet string) string { return "nat-" + made + strings.TrimPrefix(subnet, "subnet-") }

func (e AddNAT) id() string {
	if e.ID != "" {
		return e.ID
	}
	return NATID(e.Subnet)
}

func (e AddNAT) about() about {
	return about{Add, NAT, e.Region, e.Subnet, need("subnet", e.Subnet)}
}

func (e RemoveNAT) about() about { return about{Remove, NAT, e.Region, e.ID, need("id", e.ID)} }

// Words implements [Edit].
func (e AddNAT) Words() string { return "create a public NAT gateway in " + e.Subnet }

// Words implements [Edit].
func (e RemoveNAT) Words() string { return "delete " + e.ID }

// Inverse implements [Edit].
func (e AddNAT) Inverse(*awsdata.Snapshot) ([]Edit, bool) {
	return []Edit{RemoveNAT{Region: e.Region, ID: e.id()}}, true
}

// Inverse implements [Edit]: another one has another id and address.
func (e RemoveNAT) Inverse(*awsdata.Snapshot) ([]Edit, bool) { return nil, false }

func (e AddNAT) apply(r, _ *awsdata.Region) error {
	subnet, err := element[awsdata.Subnet](r.Subnets, e.Subnet)
	if err != nil {
		return err
	}
	r.NatGateways = append(r.NatGateways, awsdata.NatGateway{NatGatewayId: e.id(), VpcId: subnet.VpcId,
		SubnetId: e.Subnet, State: "available", ConnectivityType: "public"})
	return nil
}

// apply deletes the gateway: its routes become blackholes, as they do in AWS.
func (e RemoveNAT) apply(r, _ *awsdata.Region) error {
	nat, err := element[awsdata.NatGateway](r.NatGateways, e.ID)
	if err != nil {
		return err
	}
	nat.State = "deleted"
	for i := range r.RouteTables {
		t := &r.RouteTables[i]
		t.Routes = slices.Clone(t.Routes)
		for j := range t.Routes {
			if t.Routes[j].NatGatewayId == e.ID {
				t.Routes[j].State = "blackhole"
			}
		}
	}
	return nil
}

// Commands implements [Edit].
func (e AddNAT) Commands(s *awsdata.Snapshot) paste.Script {
	region := regionFor(s, e)
	_, address := paste.NATPlaceholders(strings.TrimPrefix(e.Subnet, "subnet-"))
	return paste.Script{
		paste.AWS(region, "ec2 allocate-address").Opt("domain",
			"vpc").Saying("its AllocationId takes the place of %s below", address),
		paste.AWS(region, "ec2 create-nat-gateway").Opt("subnet-id", e.Subnet).Opt("allocation-id", address).
			Saying("its id takes the place of %s below; a NAT gateway is billed by the hour and by the gigabyte",
				given(e.id())),
	}
}

// Commands implements [Edit].
func (e RemoveNAT) Commands(s *awsdata.Snapshot) paste.Script {
	return paste.Script{paste.AWS(regionFor(s, e), "ec2 delete-nat-gateway").Opt("nat-gateway-id", given(e.ID))}
}
