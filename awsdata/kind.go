package awsdata

import (
	"fmt"
	"strings"
)

// Resource is anything that can be listed, shown and followed in the explorer.
type Resource interface {
	ID() string    // AWS's id, unique within the region
	Name() string  // what people call it, "" if nobody named it
	Facts() []Fact // what to show of it, most telling first
}

// Fact is one line about a resource. Ref, when set, is the id of another resource that the value names.
type Fact struct {
	Label string
	Value string
	Ref   string
}

// Kind is one kind of resource: a row of the table that lists, pages and palettes derive from.
type Kind struct {
	Code   string // short name, for commands: "sg"
	Name   string // "security group"
	Plural string // "security groups"
	Call   string // the AWS CLI command that lists it
	List   func(*Region) []Resource
}

// Kinds is the table of kinds, in the order in which people think of them.
func Kinds() []Kind {
	return []Kind{
		{"fn", "function", "functions", "list-functions", func(r *Region) []Resource { return resources(r.Functions) }},
		{"vpc", "VPC", "VPCs", "describe-vpcs", func(r *Region) []Resource { return resources(r.VPCs) }},
		{"subnet", "subnet", "subnets", "describe-subnets", func(r *Region) []Resource { return resources(r.Subnets) }},
		{"rtb", "route table", "route tables", "describe-route-tables", func(r *Region) []Resource { return resources(r.RouteTables) }},
		{"sg", "security group", "security groups", "describe-security-groups", func(r *Region) []Resource { return resources(r.SecurityGroups) }},
		{"acl", "network ACL", "network ACLs", "describe-network-acls", func(r *Region) []Resource { return resources(r.NetworkACLs) }},
		{"nat", "NAT gateway", "NAT gateways", "describe-nat-gateways", func(r *Region) []Resource { return resources(r.NatGateways) }},
		{"igw", "internet gateway", "internet gateways", "describe-internet-gateways", func(r *Region) []Resource { return resources(r.InternetGateways) }},
		{"eigw", "egress-only internet gateway", "egress-only internet gateways", "describe-egress-only-internet-gateways", func(r *Region) []Resource { return resources(r.EgressOnlyInternetGateways) }},
		{"vpce", "VPC endpoint", "VPC endpoints", "describe-vpc-endpoints", func(r *Region) []Resource { return resources(r.VPCEndpoints) }},
		{"pl", "prefix list", "prefix lists", "describe-managed-prefix-lists", func(r *Region) []Resource { return resources(r.ManagedPrefixLists) }},
		{"eni", "network interface", "network interfaces", "describe-network-interfaces", func(r *Region) []Resource { return resources(r.NetworkInterfaces) }},
		{"pcx", "peering connection", "peering connections", "describe-vpc-peering-connections", func(r *Region) []Resource { return resources(r.PeeringConnections) }},
		{"tgw", "transit gateway", "transit gateways", "describe-transit-gateways", func(r *Region) []Resource { return resources(r.TransitGateways) }},
		{"tgw-attach", "transit gateway attachment", "transit gateway attachments", "describe-transit-gateway-attachments", func(r *Region) []Resource { return resources(r.TransitGatewayAttachments) }},
		{"tgw-rtb", "transit gateway route table", "transit gateway route tables", "describe-transit-gateway-route-tables", func(r *Region) []Resource { return resources(r.TransitGatewayRouteTables) }},
		{"fl", "flow log", "flow logs", "describe-flow-logs", func(r *Region) []Resource { return resources(r.FlowLogs) }},
		{"dopt", "DHCP option set", "DHCP option sets", "describe-dhcp-options", func(r *Region) []Resource { return resources(r.DhcpOptions) }},
		{"cp", "capacity provider", "capacity providers", "list-capacity-providers", func(r *Region) []Resource { return resources(r.CapacityProviders) }},
	}
}

// resources views a list of values as resources without copying the values.
func resources[T any, P interface {
	*T
	Resource
}](list []T) []Resource {
	out := make([]Resource, len(list))
	for i := range list {
		out[i] = P(&list[i])
	}
	return out
}

// compact drops facts that say nothing.
func compact(facts []Fact) []Fact {
	out := facts[:0]
	for _, f := range facts {
		if strings.TrimSpace(f.Value) != "" {
			out = append(out, f)
		}
	}
	return out
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func countText(n *int) string {
	if n == nil {
		return ""
	}
	return fmt.Sprint(*n)
}

// arnTail is the last part of an ARN: what people call the resource.
func arnTail(arn string) string {
	return arn[strings.LastIndexAny(arn, ":/")+1:]
}
