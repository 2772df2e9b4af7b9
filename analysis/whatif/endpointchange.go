package whatif

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/awsdata"
)

func (e AddEndpointTable) declare(s *awsdata.Snapshot) Declared {
	return tableOfEndpoint(e.ID, e.Table).and(listed(s, e, e.ID, "RouteTableIds", tablesOf))
}

func (e AddEndpointSubnet) declare(s *awsdata.Snapshot) Declared {
	return resource("aws_vpc_endpoint_subnet_association", "", bare(e.ID)+" "+bare(e.Subnet),
		field{"vpc_endpoint_id", "", value(e.ID), nil}, field{"subnet_id", "", paste.Str(e.Subnet), nil}).
		and(listed(s, e, e.ID, "SubnetIds", subnetsOf))
}

func (e AddEndpointGroup) declare(s *awsdata.Snapshot) Declared {
	return resource("aws_vpc_endpoint_security_group_association", "", bare(e.ID)+" "+bare(e.Group),
		field{"vpc_endpoint_id", "", value(e.ID), nil},
		field{"security_group_id", "", paste.Str(e.Group), nil}).and(listed(s, e, e.ID, "SecurityGroupIds", groupsOf))
}

func (e RemoveEndpointTable) declare(s *awsdata.Snapshot) Declared {
	return Declared{Terraform: undeclared(e).Terraform}.and(listed(s, e, e.ID, "RouteTableIds", tablesOf))
}

func (e RemoveEndpointSubnet) declare(s *awsdata.Snapshot) Declared {
	return Declared{Terraform: undeclared(e).Terraform}.and(listed(s, e, e.ID, "SubnetIds", subnetsOf))
}

func (e RemoveEndpointGroup) declare(s *awsdata.Snapshot) Declared {
	return Declared{Terraform: undeclared(e).Terraform}.and(listed(s, e, e.ID, "SecurityGroupIds", groupsOf))
}

func (e SetEndpointPolicy) declare(*awsdata.Snapshot) Declared {
	return inEndpoint(e.ID, field{"policy", "PolicyDocument", paste.JSON(e.document()), nil})
}

func (e PrivateDNSOn) declare(*awsdata.Snapshot) Declared {
	return inEndpoint(e.ID, field{"private_dns_enabled", "PrivateDnsEnabled", paste.Bool(true), nil})
}

func (e PrivateDNSOff) declare(*awsdata.Snapshot) Declared {
	return inEndpoint(e.ID, field{"private_dns_enabled", "PrivateDnsEnabled", paste.Bool(false), nil})
}

// AddEndpointTable gives a gateway endpoint one more route table, and the table the endpoint's route.
type AddEndpointTable struct {
	Region string `json:"region,omitempty"`
	ID     string `json:"id,omitempty"`
	Table  string `json:"table,omitempty"`
}

// RemoveEndpointTable takes a route table from a gateway endpoint.
type RemoveEndpointTable AddEndpointTable

// AddEndpointSubnet gives an interface endpoint an interface in one more subnet.
type AddEndpointSubnet struct {
	Region string `json:"region,omitempty"`
	ID     string `json:"id,omitempty"`
	Subnet string `json:"subnet,omitempty"`
}

// RemoveEndpointSubnet takes the interface in a subnet from an interface endpoint.
type RemoveEndpointSubnet AddEndpointSubnet

// AddEndpointGroup gives the interfaces of an endpoint one more security group.
type AddEndpointGroup struct {
	Region string `json:"region,omitempty"`
	ID     string `json:"id,omitempty"`
	Group  string `json:"group,omitempty"`
}

// RemoveEndpointGroup takes a security group from the interfaces of an endpoint.
type RemoveEndpointGroup AddEndpointGroup

// SetEndpointPolicy replaces the policy of an endpoint.
type SetEndpointPolicy struct {
	Region string `json:"region,omitempty"`
	ID     string `json:"id,omitempty"`
	Policy string `json:"policy,omitempty"` // a policy document; "" for the one that allows everything
}

// PrivateDNSOn makes the usual name of an endpoint's service lead to the endpoint.
type PrivateDNSOn struct {
	Region string `json:"region,omitempty"`
	ID     string `json:"id,omitempty"`
}

// PrivateDNSOff makes the usual name of an endpoint's service lead to public addresses.
type PrivateDNSOff PrivateDNSOn

func (e AddEndpointTable) about() about {
	return about{Add, EndpointTable, e.Region, e.ID, need("id", e.ID, "table", e.Table)}
}

func (e RemoveEndpointTable) about() about {
	return about{Remove, EndpointTable, e.Region, e.ID, need("id", e.ID, "table", e.Table)}
}

func (e AddEndpointSubnet) about() about {
	return about{Add, EndpointSubnet, e.Region, e.ID, need("id", e.ID, "subnet", e.Subnet)}
}

func (e RemoveEndpointSubnet) about() about {
	return about{Remove, EndpointSubnet, e.Region, e.ID, need("id", e.ID, "subnet", e.Subnet)}
}

func (e AddEndpointGroup) about() about {
	return about{Add, EndpointGroup, e.Region, e.ID, need("id", e.ID, "group", e.Group)}
}

func (e RemoveEndpointGroup) about() about {
	return about{Remove, EndpointGroup, e.Region, e.ID, need("id", e.ID, "group", e.Group)}
}

func (e PrivateDNSOn) about() about {
	return about{Add, PrivateDNS, e.Region, e.ID, need("id", e.ID)}
}

func (e PrivateDNSOff) about() about {
	return about{Remove, PrivateDNS, e.Region, e.ID, need("id", e.ID)}
}

func (e SetEndpointPolicy) about() about {
	err := need("id", e.ID)
	if e.Policy != "" && !json.Valid([]byte(e.Policy)) {
		err = fmt.Errorf("the policy of %s is no JSON", e.ID)
	}
	return about{Set, EndpointPolicy, e.Region, e.ID, err}
}

// Words implements [Edit].
func (e AddEndpointTable) Words() string { return e.ID + ": associate route table " + e.Table }

// Words implements [Edit].
func (e RemoveEndpointTable) Words() string { return e.ID + ": let go of route table " + e.Table }

// Words implements [Edit].
func (e AddEndpointSubnet) Words() string { return e.ID + ": an interface in " + e.Subnet }

// Words implements [Edit].
func (e RemoveEndpointSubnet) Words() string { return e.ID + ": no interface in " + e.Subnet }

// Words implements [Edit].
func (e AddEndpointGroup) Words() string { return e.ID + ": add security group " + e.Group }

// Words implements [Edit].
func (e RemoveEndpointGroup) Words() string { return e.ID + ": remove security group " + e.Group }

// Words implements [Edit].
func (e SetEndpointPolicy) Words() string {
	if e.Policy == "" {
		return e.ID + ": the policy that allows everything"
	}
	return e.ID + ": another policy"
}

// Words implements [Edit].
func (e PrivateDNSOn) Words() string { return e.ID + ": turn private DNS on" }

// Words implements [Edit].
func (e PrivateDNSOff) Words() string { return e.ID + ": turn private DNS off" }

// Inverse implements [Edit].
func (e AddEndpointTable) Inverse(*awsdata.Snapshot) ([]Edit, bool) {
	return []Edit{RemoveEndpointTable(e)}, true
}

// Inverse implements [Edit].
func (e RemoveEndpointTable) Inverse(*awsdata.Snapshot) ([]Edit, bool) {
	return []Edit{AddEndpointTable(e)}, true
}

// Inverse implements [Edit].
func (e AddEndpointSubnet) Inverse(*awsdata.Snapshot) ([]Edit, bool) {
	return []Edit{RemoveEndpointSubnet(e)}, true
}

// Inverse implements [Edit]: the interface comes back with another address.
func (e RemoveEndpointSubnet) Inverse(*awsdata.Snapshot) ([]Edit, bool) { return nil, false }

// Inverse implements [Edit].
func (e AddEndpointGroup) Inverse(*awsdata.Snapshot) ([]Edit, bool) {
	return []Edit{RemoveEndpointGroup(e)}, true
}

// Inverse implements [Edit].
func (e RemoveEndpointGroup) Inverse(*awsdata.Snapshot) ([]Edit, bool) {
	return []Edit{AddEndpointGroup(e)}, true
}

// Inverse implements [Edit].
func (e SetEndpointPolicy) Inverse(before *awsdata.Snapshot) ([]Edit, bool) {
	x := e.endpoint(before)
	if x == nil {
		return nil, false
	}
	return []Edit{SetEndpointPolicy{Region: e.Region, ID: e.ID, Policy: string(x.PolicyDocument)}}, true
}

func (e SetEndpointPolicy) endpoint(s *awsdata.Snapshot) *awsdata.VPCEndpoint {
	r := in(s, e)
	if r == nil {
		return nil
	}
	x, err := element[awsdata.VPCEndpoint](r.VPCEndpoints, e.ID)
	if err != nil {
		return nil
	}
	return x
}

// Inverse implements [Edit].
func (e PrivateDNSOn) Inverse(*awsdata.Snapshot) ([]Edit, bool) {
	return []Edit{PrivateDNSOff(e)}, true
}

// Inverse implements [Edit].
func (e PrivateDNSOff) Inverse(*awsdata.Snapshot) ([]Edit, bool) {
	return []Edit{PrivateDNSOn(e)}, true
}

// gateway is a gateway endpoint of the region, and the prefix list that its routes lead to.
func gateway(r, before *awsdata.Region, id string) (*awsdata.VPCEndpoint, string, error) {
	x, err := element[awsdata.VPCEndpoint](r.VPCEndpoints, id)
	if err != nil {
		return nil, "", err
	}
	if x.Type() != "Gateway" {
		return nil, "", fmt.Errorf("%s is no gateway endpoint", id)
	}
	list, err := serviceList(before, x.ServiceName)
	return x, list, err
}

func (e AddEndpointTable) apply(r, before *awsdata.Region) error {
	x, list, err := gateway(r, before, e.ID)
	if err != nil {
		return err
	}
	if slices.Contains(x.RouteTableIds, e.Table) {
		return fmt.Errorf("%s has %s already", e.ID, e.Table)
	}
	x.RouteTableIds = append(slices.Clone(x.RouteTableIds), e.Table)
	return addEndpointRoute(r, e.Table, list, e.ID)
}

func (e RemoveEndpointTable) apply(r, before *awsdata.Region) error {
	x, list, err := gateway(r, before, e.ID)
	if err != nil {
		return err
	}
	if !slices.Contains(x.RouteTableIds, e.Table) {
		return fmt.Errorf("%s does not have %s", e.ID, e.Table)
	}
	x.RouteTableIds = dropID(x.RouteTableIds, e.Table)
	t, err := element[awsdata.RouteTable](r.RouteTables, e.Table)
	if err != nil {
		return err
	}
	t.Routes = slices.DeleteFunc(slices.Clone(t.Routes), func(route awsdata.Route) bool {
		return route.DestinationPrefixListId == list && route.GatewayId == e.ID
	})
	return nil
}

// interfaceEndpoint is an endpoint of the region that has interfaces.
func interfaceEndpoint(r *awsdata.Region, id string) (*awsdata.VPCEndpoint, error) {
	x, err := element[awsdata.VPCEndpoint](r.VPCEndpoints, id)
	if err != nil {
		return nil, err
	}
	if x.Type() != "Interface" {
		return nil, fmt.Errorf("%s is no interface endpoint", id)
	}
	return x, nil
}

func (e AddEndpointSubnet) apply(r, _ *awsdata.Region) error {
	x, err := interfaceEndpoint(r, e.ID)
	if err != nil {
		return err
	}
	if slices.Contains(x.SubnetIds, e.Subnet) {
		return fmt.Errorf("%s has %s already", e.ID, e.Subnet)
	}
	return addEndpointInterface(r, x, e.Subnet)
}

func (e RemoveEndpointSubnet) apply(r, _ *awsdata.Region) error {
	x, err := interfaceEndpoint(r, e.ID)
	if err != nil {
		return err
	}
	if !slices.Contains(x.SubnetIds, e.Subnet) {
		return fmt.Errorf("%s does not have %s", e.ID, e.Subnet)
	}
	x.SubnetIds = dropID(x.SubnetIds, e.Subnet)
	own := slices.Clone(x.NetworkInterfaceIds)
	removeInterfaces(r, func(n *awsdata.NetworkInterface) bool {
		return n.SubnetId == e.Subnet && slices.Contains(own, n.NetworkInterfaceId)
	})
	return nil
}

func (e AddEndpointGroup) apply(r, _ *awsdata.Region) error {
	if _, err := element[awsdata.SecurityGroup](r.SecurityGroups, e.Group); err != nil {
		return err
	}
	return changeEndpointGroups(r, e.ID, func(groups []awsdata.GroupRef) ([]awsdata.GroupRef, error) {
		if slices.ContainsFunc(groups, func(g awsdata.GroupRef) bool { return g.GroupId == e.Group }) {
			return nil, fmt.Errorf("%s has %s already", e.ID, e.Group)
		}
		return append(slices.Clone(groups), awsdata.GroupRef{GroupId: e.Group}), nil
	})
}

func (e RemoveEndpointGroup) apply(r, _ *awsdata.Region) error {
	return changeEndpointGroups(r, e.ID, func(groups []awsdata.GroupRef) ([]awsdata.GroupRef, error) {
		left := slices.DeleteFunc(slices.Clone(groups), func(g awsdata.GroupRef) bool { return g.GroupId == e.Group })
		switch {
		case len(left) == len(groups):
			return nil, fmt.Errorf("%s does not have %s", e.ID, e.Group)
		case len(left) == 0:
			return nil, fmt.Errorf("%s is the only security group of %s, which has to have one", e.Group, e.ID)
		}
		return left, nil
	})
}

// changeEndpointGroups changes the groups of an endpoint and of its interfaces.
func changeEndpointGroups(r *awsdata.Region, id string,
	change func([]awsdata.GroupRef) ([]awsdata.GroupRef, error)) error {
	x, err := interfaceEndpoint(r, id)
	if err != nil {
		return err
	}
	groups, err := change(x.Groups)
	if err != nil {
		return err
	}
	x.Groups = groups
	for i := range r.NetworkInterfaces {
		if n := &r.NetworkInterfaces[i]; slices.Contains(x.NetworkInterfaceIds, n.NetworkInterfaceId) {
			n.Groups = groups
		}
	}
	return nil
}

func (e SetEndpointPolicy) apply(r, _ *awsdata.Region) error {
	x, err := element[awsdata.VPCEndpoint](r.VPCEndpoints, e.ID)
	if err != nil {
		return err
	}
	x.PolicyDocument = awsdata.PolicyText(e.Policy)
	if e.Policy == "" {
		x.PolicyDocument = fullAccess
	}
	return nil
}

// fullAccess is the policy that an endpoint has from the start.
// Source: VPC PrivateLink guide, "Default endpoint policy".
const fullAccess = `{"Version":"2008-10-17","Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}`

func (e PrivateDNSOn) apply(r, _ *awsdata.Region) error {
	x, err := interfaceEndpoint(r, e.ID)
	if err == nil {
		x.PrivateDnsEnabled = true
	}
	return err
}

func (e PrivateDNSOff) apply(r, _ *awsdata.Region) error {
	x, err := interfaceEndpoint(r, e.ID)
	if err == nil {
		x.PrivateDnsEnabled = false
	}
	return err
}

// modify is the command that changes an endpoint.
func modify(s *awsdata.Snapshot, e Edit, id string) paste.Command {
	return paste.AWS(regionFor(s, e), "ec2 modify-vpc-endpoint").Opt("vpc-endpoint-id", given(id))
}

// Commands implements [Edit].
func (e AddEndpointTable) Commands(s *awsdata.Snapshot) paste.Script {
	return paste.Script{modify(s, e, e.ID).Opt("add-route-table-ids", given(e.Table))}
}

// Commands implements [Edit].
func (e RemoveEndpointTable) Commands(s *awsdata.Snapshot) paste.Script {
	return paste.Script{modify(s, e, e.ID).Opt("remove-route-table-ids", given(e.Table))}
}

// Commands implements [Edit].
func (e AddEndpointSubnet) Commands(s *awsdata.Snapshot) paste.Script {
	return paste.Script{modify(s, e, e.ID).Opt("add-subnet-ids", e.Subnet)}
}

// Commands implements [Edit].
func (e RemoveEndpointSubnet) Commands(s *awsdata.Snapshot) paste.Script {
	return paste.Script{modify(s, e, e.ID).Opt("remove-subnet-ids", e.Subnet)}
}

// Commands implements [Edit].
func (e AddEndpointGroup) Commands(s *awsdata.Snapshot) paste.Script {
	return paste.Script{modify(s, e, e.ID).Opt("add-security-group-ids", e.Group)}
}

// Commands implements [Edit].
func (e RemoveEndpointGroup) Commands(s *awsdata.Snapshot) paste.Script {
	return paste.Script{modify(s, e, e.ID).Opt("remove-security-group-ids", e.Group)}
}

// Commands implements [Edit].
func (e SetEndpointPolicy) Commands(s *awsdata.Snapshot) paste.Script {
	if e.Policy == "" {
		return paste.Script{modify(s, e, e.ID).Opt("reset-policy")}
	}
	return paste.Script{modify(s, e, e.ID).JSON("policy-document", json.RawMessage(e.Policy))}
}

// Commands implements [Edit].
func (e PrivateDNSOn) Commands(s *awsdata.Snapshot) paste.Script {
	return paste.Script{modify(s, e, e.ID).Opt("private-dns-enabled")}
}

// Commands implements [Edit].
func (e PrivateDNSOff) Commands(s *awsdata.Snapshot) paste.Script {
	return paste.Script{modify(s, e, e.ID).Opt("no-private-dns-enabled")}
}

func (e SetEndpointPolicy) document() json.RawMessage {
	if e.Policy == "" {
		return json.RawMessage(fullAccess)
	}
	return json.RawMessage(e.Policy)
}
