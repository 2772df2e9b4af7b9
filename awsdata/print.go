package awsdata

import (
	"bytes"
	"fmt"
)

// Print is a resource as the AWS CLI prints it when it is asked for that one: the list of the call with one element, or
// for a function the object itself. It holds what a snapshot holds: members that vpclens does not read are not there, and
// environment variables and the like never were.
func Print(r Resource) ([]byte, error) {
	var value any
	switch r := r.(type) {
	case *Function:
		value = r
	case *Role:
		value = map[string]any{"RoleDetailList": []any{r}}
	case *HostedZone:
		value = map[string]any{"HostedZoneSummaries": []any{r.HostedZoneSummary}}
	case *Instance:
		value = map[string]any{"Reservations": []any{map[string]any{"Instances": []any{r}}}}
	case *CapacityProvider:
		value = CapacityProviderDocument{CapacityProvider: *r}
	default:
		member := printed(r)
		if member == "" {
			return nil, fmt.Errorf("no AWS CLI command prints %s", r.ID())
		}
		value = map[string]any{member: []any{r}}
	}
	text, err := marshal(value, "    ")
	if err != nil {
		return nil, fmt.Errorf("print %s: %w", r.ID(), err)
	}
	return bytes.TrimRight(text, "\n"), nil
}

// printed is the member under which the AWS CLI lists a resource.
func printed(r Resource) string {
	switch r := r.(type) {
	case *VPC:
		return "Vpcs"
	case *Subnet:
		return "Subnets"
	case *RouteTable:
		return "RouteTables"
	case *SecurityGroup:
		return "SecurityGroups"
	case *NetworkACL:
		return "NetworkAcls"
	case *NatGateway:
		return "NatGateways"
	case *InternetGateway:
		return "InternetGateways"
	case *EgressOnlyInternetGateway:
		return "EgressOnlyInternetGateways"
	case *VPCEndpoint:
		return "VpcEndpoints"
	case *ManagedPrefixList:
		return "PrefixLists"
	case *NetworkInterface:
		return "NetworkInterfaces"
	case *VPCPeeringConnection:
		return "VpcPeeringConnections"
	case *TransitGateway:
		return "TransitGateways"
	case *TransitGatewayAttachment:
		return "TransitGatewayAttachments"
	case *TransitGatewayRouteTable:
		return "TransitGatewayRouteTables"
	case *FlowLog:
		return "FlowLogs"
	case *DhcpOptions:
		return "DhcpOptions"
	case Kinded:
		for _, k := range storeKinds() {
			if k.Code == r.Kind() {
				return listMember(k.Call)
			}
		}
	}
	return ""
}

// listMember is the member of a call's document that holds its list.
func listMember(call string) string {
	for _, d := range regionTable {
		if d.call == call {
			return d.member
		}
	}
	return ""
}
