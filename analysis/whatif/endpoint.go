package whatif

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/awsdata"
)

// AddEndpoint creates a gateway endpoint with its route tables, or an interface endpoint with its subnets and groups.
type AddEndpoint struct {
	Region     string   `json:"region,omitempty"`
	VPC        string   `json:"vpc,omitempty"`
	Service    string   `json:"service,omitempty"` // s3, sqs, ...: behind com.amazonaws.REGION.
	Tables     []string `json:"tables,omitempty"`
	Subnets    []string `json:"subnets,omitempty"`
	Groups     []string `json:"groups,omitempty"`
	PrivateDNS bool     `json:"privateDns,omitempty"`
}

// RemoveEndpoint deletes an endpoint with its interfaces or routes.
type RemoveEndpoint struct {
	Region string `json:"region,omitempty"`
	ID     string `json:"id,omitempty"`
}

// EndpointID is the id of an endpoint that [AddEndpoint] creates.
func EndpointID(service string) string { return "vpce-" + made + service }

func (e AddEndpoint) about() about {
	err := need("vpc", e.VPC, "service", e.Service)
	if err == nil && len(e.Tables) == 0 && len(e.Subnets) == 0 {
		err = errors.New("it needs tables (gateway) or subnets and security groups (interface)")
	}
	return about{Add, Endpoint, e.Region, e.VPC, err}
}

func (e RemoveEndpoint) about() about {
	return about{Remove, Endpoint, e.Region, e.ID, need("id", e.ID)}
}

// Words implements [Edit].
func (e AddEndpoint) Words() string {
	return fmt.Sprintf("add an endpoint for %s to %s", e.Service, e.VPC)
}

// Words implements [Edit].
func (e RemoveEndpoint) Words() string { return "remove endpoint " + e.ID }

// Inverse implements [Edit].
func (e AddEndpoint) Inverse(*awsdata.Snapshot) ([]Edit, bool) {
	return []Edit{RemoveEndpoint{Region: e.Region, ID: EndpointID(e.Service)}}, true
}

// Inverse implements [Edit]: what was deleted comes back with another id and other addresses.
func (e RemoveEndpoint) Inverse(*awsdata.Snapshot) ([]Edit, bool) { return nil, false }

func (e RemoveEndpoint) apply(r, _ *awsdata.Region) error {
	endpoint, err := element[awsdata.VPCEndpoint](r.VPCEndpoints, e.ID)
	if err != nil {
		return err
	}
	interfaces := endpoint.NetworkInterfaceIds
	r.VPCEndpoints = slices.DeleteFunc(r.VPCEndpoints, func(x awsdata.VPCEndpoint) bool {
		return x.VpcEndpointId == e.ID
	})
	r.NetworkInterfaces = slices.DeleteFunc(r.NetworkInterfaces,
		func(n awsdata.NetworkInterface) bool { return slices.Contains(interfaces, n.NetworkInterfaceId) })
	for i := range r.RouteTables {
		t := &r.RouteTables[i]
		t.Routes = slices.DeleteFunc(slices.Clone(t.Routes),
			func(route awsdata.Route) bool { return route.GatewayId == e.ID })
	}
	return nil
}

// serviceName is the endpoint service's whole name.
func (e AddEndpoint) serviceName(region string) string {
	return names.EndpointServiceName(region, e.Service)
}

// apply adds a gateway endpoint with its routes, or an interface endpoint with an interface at a free address of each
// of its subnets.
func (e AddEndpoint) apply(r, before *awsdata.Region) error {
	endpoint := awsdata.VPCEndpoint{VpcEndpointId: EndpointID(e.Service), VpcId: e.VPC, State: "available",
		ServiceName: e.serviceName(r.RegionName)}
	if _, err := element[awsdata.VPCEndpoint](r.VPCEndpoints, endpoint.VpcEndpointId); err == nil {
		return fmt.Errorf("%s is there already", endpoint.VpcEndpointId)
	}
	if len(e.Tables) > 0 {
		endpoint.VpcEndpointType, endpoint.RouteTableIds = "Gateway", e.Tables
		list, err := serviceList(before, endpoint.ServiceName)
		if err != nil {
			return err
		}
		for _, table := range e.Tables {
			if err := addEndpointRoute(r, table, list, endpoint.VpcEndpointId); err != nil {
				return err
			}
		}
		r.VPCEndpoints = append(r.VPCEndpoints, endpoint)
		return nil
	}
	endpoint.VpcEndpointType, endpoint.PrivateDnsEnabled = "Interface", e.PrivateDNS
	for _, g := range e.Groups {
		if _, err := element[awsdata.SecurityGroup](r.SecurityGroups, g); err != nil {
			return err
		}
		endpoint.Groups = append(endpoint.Groups, awsdata.GroupRef{GroupId: g})
	}
	for _, subnet := range e.Subnets {
		if err := addEndpointInterface(r, &endpoint, subnet); err != nil {
			return err
		}
	}
	r.VPCEndpoints = append(r.VPCEndpoints, endpoint)
	return nil
}

// serviceList is the id of AWS's prefix list of a service, which a gateway endpoint's routes lead to.
func serviceList(r *awsdata.Region, serviceName string) (string, error) {
	if lists := r.ServiceLists(serviceName); len(lists) > 0 {
		return lists[0].PrefixListId, nil
	}
	return "", fmt.Errorf("the prefix list of %s is not in the snapshot", serviceName)
}

func addEndpointRoute(r *awsdata.Region, table, list, endpoint string) error {
	t, err := element[awsdata.RouteTable](r.RouteTables, table)
	if err != nil {
		return err
	}
	t.Routes = append(slices.Clone(t.Routes),
		awsdata.Route{DestinationPrefixListId: list, GatewayId: endpoint, Origin: "CreateRoute", State: "active"})
	return nil
}

func addEndpointInterface(r *awsdata.Region, e *awsdata.VPCEndpoint, subnetID string) error {
	subnet, err := element[awsdata.Subnet](r.Subnets, subnetID)
	if err != nil {
		return err
	}
	address, ok := freeAddress(r, subnet)
	if !ok {
		return fmt.Errorf("%s has no free address for the endpoint", subnetID)
	}
	n := awsdata.NetworkInterface{NetworkInterfaceId: fmt.Sprintf("eni-%s%s-%d", made,
		strings.TrimPrefix(e.VpcEndpointId, "vpce-"+made), len(e.NetworkInterfaceIds)+1), InterfaceType: "vpc_endpoint",
		Status: "in-use", VpcId: subnet.VpcId, SubnetId: subnetID, PrivateIpAddress: address, Groups: e.Groups}
	r.NetworkInterfaces = append(r.NetworkInterfaces, n)
	e.NetworkInterfaceIds = append(slices.Clone(e.NetworkInterfaceIds), n.NetworkInterfaceId)
	e.SubnetIds = append(slices.Clone(e.SubnetIds), subnetID)
	return nil
}

// freeAddress is the first address of the subnet that no interface holds; AWS keeps the first four and the last one.
// Source: VPC user guide, "Subnet CIDR blocks".
func freeAddress(r *awsdata.Region, s *awsdata.Subnet) (string, bool) {
	prefix, err := netip.ParsePrefix(s.CidrBlock)
	if err != nil {
		return "", false
	}
	taken := make(map[netip.Addr]bool)
	for i := range r.NetworkInterfaces {
		if r.NetworkInterfaces[i].SubnetId == s.SubnetId {
			for _, text := range r.NetworkInterfaces[i].Addresses() {
				if a, err := netip.ParseAddr(text); err == nil {
					taken[a] = true
				}
			}
		}
	}
	a := prefix.Masked().Addr()
	for range 4 {
		a = a.Next()
	}
	for ; prefix.Contains(a) && prefix.Contains(a.Next()); a = a.Next() {
		if !taken[a] {
			return a.String(), true
		}
	}
	return "", false
}

// Commands implements [Edit].
func (e AddEndpoint) Commands(s *awsdata.Snapshot) paste.Script {
	region := regionFor(s, e)
	c := paste.AWS(region, "ec2 create-vpc-endpoint").Opt("vpc-id", e.VPC).Opt("service-name", e.serviceName(region))
	if len(e.Tables) > 0 {
		return paste.Script{c.Opt("vpc-endpoint-type", "Gateway").Opt("route-table-ids", allGiven(e.Tables)...)}
	}
	c = c.Opt("vpc-endpoint-type", "Interface").Opt("subnet-ids", e.Subnets...)
	if len(e.Groups) > 0 {
		c = c.Opt("security-group-ids", e.Groups...)
	}
	if e.PrivateDNS {
		return paste.Script{c.Opt("private-dns-enabled")}
	}
	return paste.Script{c.Opt("no-private-dns-enabled")}
}

// Commands implements [Edit].
func (e RemoveEndpoint) Commands(s *awsdata.Snapshot) paste.Script {
	return paste.Script{paste.AWS(regionFor(s, e), "ec2 delete-vpc-endpoints").Opt("vpc-endpoint-ids", given(e.ID))}
}
