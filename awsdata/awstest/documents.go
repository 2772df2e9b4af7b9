package awstest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// complete adds what AWS adds to every account by itself.
func (s *story) complete() {
	for _, r := range s.regions {
		s.current = r
		s.completeVPCs(r)
		for i := range r.RouteTables {
			t := &r.RouteTables[i]
			vpc := find(r.VPCs, t.VpcId)
			if vpc == nil || r.noLocal[t.RouteTableId] {
				continue
			}
			t.Routes = append(localRoutes(vpc), t.Routes...)
		}
		for _, subnet := range slices.Sorted(maps.Keys(r.tables)) {
			if t := find(r.RouteTables, r.tables[subnet]); t != nil {
				t.Associations = append(t.Associations,
					association(t.RouteTableId, strings.TrimPrefix(subnet, "subnet-"), subnet, "", false))
			}
		}
		for i := range r.NetworkACLs {
			completeACL(&r.NetworkACLs[i])
		}
		s.associateACLs(r)
		if find(r.DhcpOptions, "dopt-default") == nil {
			r.DhcpOptions = append(r.DhcpOptions, awsdata.DhcpOptions{DhcpOptionsId: "dopt-default",
				OwnerId: s.accountID, DhcpConfigurations: []awsdata.DhcpConfiguration{{Key: "domain-name-servers",
					Values: []awsdata.DhcpValue{{Value: "AmazonProvidedDNS"}}}}})
		}
		if r.BlockPublicAccess == nil {
			r.BlockPublicAccess = &awsdata.VpcBlockPublicAccessOptions{InternetGatewayBlockMode: "off",
				State: "default-state", ExclusionsAllowed: "allowed", ManagedBy: "account"}
		}
		if _, told := r.ServiceQuotas["lambda.L-9FEE3D26"]; !told {
			r.ServiceQuotas["lambda.L-9FEE3D26"] = awsdata.ServiceQuotaDocument{Quota: awsdata.ServiceQuota{
				ServiceCode: "lambda", QuotaCode: "L-9FEE3D26", QuotaName: "Elastic network interfaces per VPC",
				Value: 500}}
		}
		for _, name := range r.roleless {
			s.completeRole(name + "-role")
		}
	}
}

// completeVPCs gives each VPC the main table, default ACL and default group that the story does not tell of.
func (s *story) completeVPCs(r *place) {
	for i := range r.VPCs {
		v := &r.VPCs[i]
		if r.bare[v.VpcId] {
			continue
		}
		name := strings.TrimPrefix(v.VpcId, "vpc-")
		if !slices.ContainsFunc(r.RouteTables,
			func(t awsdata.RouteTable) bool { return t.VpcId == v.VpcId && t.Main() }) {
			main := mainTable(v)
			if slices.ContainsFunc(r.RouteTables, // one that the story tells of
				func(t awsdata.RouteTable) bool { return t.RouteTableId == main.RouteTableId }) {
				main.RouteTableId += "-main"
				main.Associations[0].RouteTableId = main.RouteTableId
			}
			r.RouteTables = append(r.RouteTables, main)
		}
		if !slices.ContainsFunc(r.NetworkACLs,
			func(a awsdata.NetworkACL) bool { return a.VpcId == v.VpcId && a.IsDefault }) {
			id := "acl-" + name
			if slices.ContainsFunc(r.NetworkACLs, func(a awsdata.NetworkACL) bool { return a.NetworkAclId == id }) {
				id += "-default"
			}
			a := awsdata.NetworkACL{NetworkAclId: id, VpcId: v.VpcId, OwnerId: v.OwnerId, IsDefault: true,
				Associations: []awsdata.NetworkACLAssociation{}, Tags: awsdata.Tags{{Key: "Name", Value: name}}}
			for _, egress := range []bool{true, false} {
				a.Entries = append(a.Entries, awsdata.NetworkACLEntry{RuleNumber: 100, Egress: egress,
					RuleAction: "allow", Protocol: "-1", CidrBlock: "0.0.0.0/0"})
				if v.Ipv6CidrBlockAssociationSet != nil {
					a.Entries = append(a.Entries, awsdata.NetworkACLEntry{RuleNumber: 101, Egress: egress,
						RuleAction: "allow", Protocol: "-1", Ipv6CidrBlock: "::/0"})
				}
			}
			r.NetworkACLs = append(r.NetworkACLs, a)
		}
		if !slices.ContainsFunc(r.SecurityGroups,
			func(g awsdata.SecurityGroup) bool { return g.VpcId == v.VpcId && g.GroupName == "default" }) {
			group := "sg-" + name + "-default"
			g := awsdata.SecurityGroup{GroupId: group, GroupName: "default", Description: "default VPC security group",
				VpcId: v.VpcId, OwnerId: v.OwnerId}
			g.IpPermissions = []awsdata.IpPermission{{IpProtocol: "-1",
				UserIdGroupPairs: []awsdata.UserIdGroupPair{{GroupId: group, UserId: v.OwnerId}}}}
			g.IpPermissionsEgress = []awsdata.IpPermission{{IpProtocol: "-1",
				IpRanges: []awsdata.IpRange{{CidrIp: "0.0.0.0/0"}}}}
			r.SecurityGroups = append(r.SecurityGroups, g)
		}
	}
}

// localRoutes are the routes inside the VPC, which every table of it has.
func localRoutes(vpc *awsdata.VPC) []awsdata.Route {
	var out []awsdata.Route
	for _, cidr := range vpc.CIDRs() {
		route := awsdata.Route{GatewayId: "local", Origin: "CreateRouteTable", State: "active"}
		if strings.Contains(cidr, ":") {
			route.DestinationIpv6CidrBlock = cidr
		} else {
			route.DestinationCidrBlock = cidr
		}
		out = append(out, route)
	}
	return out
}

// completeACL adds the last rules, which deny what no rule matched.
func completeACL(a *awsdata.NetworkACL) {
	slices.SortStableFunc(a.Entries, func(x, y awsdata.NetworkACLEntry) int { return x.RuleNumber - y.RuleNumber })
	for _, egress := range []bool{true, false} {
		a.Entries = append(a.Entries, awsdata.NetworkACLEntry{RuleNumber: 32767, Egress: egress, RuleAction: "deny",
			Protocol: "-1", CidrBlock: "0.0.0.0/0"})
		if slices.ContainsFunc(a.Entries, func(e awsdata.NetworkACLEntry) bool { return e.Ipv6CidrBlock != "" }) {
			a.Entries = append(a.Entries, awsdata.NetworkACLEntry{RuleNumber: 32768, Egress: egress,
				RuleAction: "deny", Protocol: "-1", Ipv6CidrBlock: "::/0"})
		}
	}
}

// associateACLs ties each subnet to its ACL: AWS names the association even where it is the default ACL.
func (s *story) associateACLs(r *place) {
	for i := range r.Subnets {
		n := &r.Subnets[i]
		acl := r.acls[n.SubnetId]
		for j := range r.NetworkACLs {
			a := &r.NetworkACLs[j]
			if a.NetworkAclId == acl || acl == "" && a.IsDefault && a.VpcId == n.VpcId {
				a.Associations = append(a.Associations, awsdata.NetworkACLAssociation{
					NetworkAclAssociationId: "aclassoc-" + strings.TrimPrefix(n.SubnetId, "subnet-"),
					NetworkAclId:            a.NetworkAclId, SubnetId: n.SubnetId})
			}
		}
	}
}

// completeRole adds the role of a function whose line names none: with the permissions that Lambda needs in a VPC.
func (s *story) completeRole(name string) {
	if find(s.account.Roles, s.roleARN(name, "/")) != nil {
		return
	}
	s.account.Roles = append(s.account.Roles, awsdata.Role{RoleName: name, Arn: s.roleARN(name, "/"), Path: "/",
		RoleId: "AROA" + strings.ToUpper(name), AssumeRolePolicyDocument: lambdaTrust,
		AttachedManagedPolicies: []awsdata.AttachedPolicy{s.attach(&line{}, "AWSLambdaVPCAccessExecutionRole")}})
}

// build turns the story into documents and those into a snapshot.
func (s *story) build() (*awsdata.Snapshot, error) {
	s.region() // a story that tells of nothing still has its region
	s.complete()
	b := awsdata.NewBuilder()
	b.SetMeta(s.captured, s.accountID, s.partition)
	gaps := make(map[string]awsdata.Gap)
	for _, g := range s.gaps {
		gaps[g.Region+" "+g.Call] = g
	}
	replaced := make(map[string]bool)
	for _, p := range s.puts {
		replaced[p.region+" "+p.call] = true
	}
	for _, d := range s.documents() {
		key := d.region + " " + d.call
		g, gap := gaps[key]
		if replaced[key] || gap && g.Cause != awsdata.CauseTruncated {
			continue
		}
		if gap {
			d.value = truncate(d.value)
		}
		text, err := json.Marshal(d.value)
		if err != nil {
			return nil, fmt.Errorf("document %s: %w", d.call, err)
		}
		if err := b.Put(d.region, d.call, text); err != nil {
			return nil, err
		}
	}
	for _, p := range s.puts {
		if err := b.Put(p.region, p.call, p.data); err != nil {
			return nil, err
		}
	}
	for _, g := range s.gaps {
		if g.Cause != awsdata.CauseAbsent {
			b.Gap(g)
		}
	}
	return b.Snapshot(), nil
}

// truncate gives a document the token for more.
func truncate(value any) any {
	if members, ok := value.(map[string]any); ok {
		members["NextToken"] = "more"
		members["IsTruncated"] = true
	}
	return value
}

// document is what the AWS CLI would print for one call.
type document struct {
	region, call string
	value        any
}

// documents are all documents of the account.
func (s *story) documents() []document {
	var out []document
	for _, p := range s.regions {
		for call, value := range regionDocuments(p.Region) {
			out = append(out, document{p.RegionName, call, value})
		}
	}
	return append(out,
		document{awsdata.Global, "get-caller-identity", awsdata.CallerIdentity{Account: s.accountID,
			Arn: fmt.Sprintf("arn:%s:iam::%s:user/reader", s.partition, s.accountID), UserId: "AIDAREADER"}},
		document{awsdata.Global, "get-account-authorization-details", map[string]any{
			"RoleDetailList": full(s.account.Roles), "Policies": full(s.account.Policies)}})
}

// regionDocuments are the documents of a region, by call.
func regionDocuments(r *awsdata.Region) map[string]any {
	list := func(member string, value any) map[string]any { return map[string]any{member: value} }
	out := map[string]any{
		"list-functions":                           list("Functions", full(r.Functions)),
		"describe-vpcs":                            list("Vpcs", full(r.VPCs)),
		"describe-dhcp-options":                    list("DhcpOptions", full(r.DhcpOptions)),
		"describe-vpc-block-public-access-options": list("VpcBlockPublicAccessOptions", r.BlockPublicAccess),
		"describe-subnets":                         list("Subnets", full(r.Subnets)),
		"describe-route-tables":                    list("RouteTables", full(r.RouteTables)),
		"describe-security-groups":                 list("SecurityGroups", full(r.SecurityGroups)),
		"describe-security-group-vpc-associations": list("SecurityGroupVpcAssociations", full(r.SecurityGroupVPCAssociations)),
		"describe-network-acls":                    list("NetworkAcls", full(r.NetworkACLs)),
		"describe-nat-gateways":                    list("NatGateways", full(r.NatGateways)),
		"describe-internet-gateways":               list("InternetGateways", full(r.InternetGateways)),
		"describe-egress-only-internet-gateways":   list("EgressOnlyInternetGateways", full(r.EgressOnlyInternetGateways)),
		"describe-vpc-endpoints":                   list("VpcEndpoints", full(r.VPCEndpoints)),
		"describe-prefix-lists":                    list("PrefixLists", full(r.PrefixLists)),
		"describe-managed-prefix-lists":            list("PrefixLists", full(r.ManagedPrefixLists)),
		"describe-network-interfaces":              list("NetworkInterfaces", full(r.NetworkInterfaces)),
		"describe-vpc-peering-connections":         list("VpcPeeringConnections", full(r.PeeringConnections)),
		"describe-transit-gateways":                list("TransitGateways", full(r.TransitGateways)),
		"describe-transit-gateway-attachments":     list("TransitGatewayAttachments", full(r.TransitGatewayAttachments)),
		"describe-transit-gateway-vpc-attachments": list("TransitGatewayVpcAttachments", full(r.TransitGatewayVPCAttachments)),
		"describe-transit-gateway-route-tables":    list("TransitGatewayRouteTables", full(r.TransitGatewayRouteTables)),
		"describe-flow-logs":                       list("FlowLogs", full(r.FlowLogs)),
		"list-capacity-providers":                  list("CapacityProviders", full(r.CapacityProviders)),
	}
	if r.FirewallRuleGroupAssociations != nil {
		out["list-firewall-rule-group-associations"] = list("FirewallRuleGroupAssociations",
			r.FirewallRuleGroupAssociations)
	}
	keyed(out, "get-function", r.FunctionDetails)
	keyed(out, "get-capacity-provider", r.CapacityProviderByID)
	keyed(out, "describe-vpc-attribute", r.VPCAttributes)
	keyed(out, "get-service-quota", r.ServiceQuotas)
	keyed(out, "get-policy", r.FunctionPolicies)
	keyedLists(out, "list-versions-by-function", "Versions", r.FunctionVersions)
	keyedLists(out, "get-managed-prefix-list-entries", "Entries", r.PrefixListEntries)
	keyedLists(out, "search-transit-gateway-routes", "Routes", r.TransitGatewayRoutes)
	keyedLists(out, "list-function-url-configs", "FunctionUrlConfigs", r.FunctionURLs)
	return out
}

func keyed[V any](out map[string]any, call string, documents map[string]V) {
	for id, value := range documents {
		out[call+"."+id] = value
	}
}

func keyedLists[V any](out map[string]any, call, member string, lists map[string][]V) {
	for id, list := range lists {
		out[call+"."+id] = map[string]any{member: full(list)}
	}
}

// full is the list, and an empty list where there is none: collected and empty is a fact.
func full[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
