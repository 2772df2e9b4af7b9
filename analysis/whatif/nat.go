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

func (e AddNAT) form() (Action, Kind)      { return Add, NAT }
func (e RemoveNAT) form() (Action, Kind)   { return Remove, NAT }
func (e AddNAT) home() (string, string)    { return e.Region, e.Subnet }
func (e RemoveNAT) home() (string, string) { return e.Region, e.ID }
func (e AddNAT) check() error              { return need(e, "subnet", e.Subnet) }
func (e RemoveNAT) check() error           { return need(e, "id", e.ID) }

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
	r.NatGateways = append(r.NatGateways, awsdata.NatGateway{NatGatewayId: e.id(), VpcId: subnet.VpcId, SubnetId: e.Subnet,
		State: "available", ConnectivityType: "public"})
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
	return paste.Script{
		paste.AWS(region, "ec2 allocate-address").Opt("domain", "vpc").Saying("its AllocationId takes the place of EIP_ALLOCATION_ID below"),
		paste.AWS(region, "ec2 create-nat-gateway").Opt("subnet-id", e.Subnet).Opt("allocation-id", paste.Placeholder("EIP allocation id")).
			Saying("its id takes the place of %s below; a NAT gateway is billed by the hour and by the gigabyte", given(e.id())),
	}
}

// Commands implements [Edit].
func (e RemoveNAT) Commands(s *awsdata.Snapshot) paste.Script {
	return paste.Script{paste.AWS(regionFor(s, e), "ec2 delete-nat-gateway").Opt("nat-gateway-id", given(e.ID))}
}

// name is the gateway's name among what is declared.
func (e AddNAT) name() string {
	_, name, _ := strings.Cut(strings.Replace(e.id(), made, "", 1), "-")
	return name
}

// Terraform implements [Edit].
func (e AddNAT) Terraform(*awsdata.Snapshot) paste.Terraform {
	name := localName(e.name())
	return paste.Terraform{
		paste.Resource("aws_eip", name, paste.F("domain", paste.Str("vpc"))),
		paste.Resource("aws_nat_gateway", name, paste.F("subnet_id", paste.Str(e.Subnet)),
			paste.F("allocation_id", paste.Ref("aws_eip."+name+".id", logicalID(e.name(), "address")+".AllocationId"))),
	}
}

// Terraform implements [Edit].
func (e RemoveNAT) Terraform(*awsdata.Snapshot) paste.Terraform { return paste.Terraform{remove(e)} }

// CloudFormation implements [Edit].
func (e AddNAT) CloudFormation(*awsdata.Snapshot) paste.CloudFormation {
	address := logicalID(e.name(), "address")
	return paste.CloudFormation{
		paste.Resource("AWS::EC2::EIP", address, paste.F("Domain", paste.Str("vpc"))),
		paste.Resource("AWS::EC2::NatGateway", logicalID(e.name()), paste.F("SubnetId", paste.Str(e.Subnet)),
			paste.F("AllocationId", paste.Ref("aws_eip."+localName(e.name())+".id", address+".AllocationId"))),
	}
}

// CloudFormation implements [Edit].
func (e RemoveNAT) CloudFormation(*awsdata.Snapshot) paste.CloudFormation {
	return paste.CloudFormation{remove(e)}
}
