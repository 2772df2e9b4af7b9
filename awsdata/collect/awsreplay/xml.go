package awsreplay

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// elements is the table of members whose element in EC2's XML does not follow the rule of [element]. A name that is
// special in one place only is written with the member that encloses it.
var elements = map[string]string{
	"CidrBlockAssociationSet":                "cidrBlockAssociationSet",
	"CidrBlockSet":                           "cidrBlockSet",
	"DhcpOptions":                            "dhcpOptionsSet",
	"DnsEntries":                             "dnsEntrySet",
	"Entries":                                "entrySet",
	"Instances":                              "instancesSet",
	"Instances.SecurityGroups":               "groupSet",
	"Instances.State":                        "instanceState",
	"IpPermissions":                          "ipPermissions",
	"IpPermissionsEgress":                    "ipPermissionsEgress",
	"IpRanges":                               "ipRanges",
	"Ipv4Prefixes":                           "ipv4PrefixSet",
	"Ipv6Addresses":                          "ipv6AddressesSet",
	"Ipv6CidrBlockAssociationSet":            "ipv6CidrBlockAssociationSet",
	"Ipv6CidrBlockSet":                       "ipv6CidrBlockSet",
	"Ipv6Prefixes":                           "ipv6PrefixSet",
	"Ipv6Ranges":                             "ipv6Ranges",
	"NatGatewayAddresses":                    "natGatewayAddressSet",
	"NetworkAcls.IsDefault":                  "default",
	"PrefixListIds":                          "prefixListIds",
	"PrivateIpAddresses":                     "privateIpAddressesSet",
	"Regions":                                "regionInfo",
	"Regions.Endpoint":                       "regionEndpoint",
	"SecurityGroups":                         "securityGroupInfo",
	"SecurityGroups.Description":             "groupDescription",
	"TagSet":                                 "tagSet",
	"TransitGatewayAttachments":              "transitGatewayAttachments",
	"TransitGatewayCidrBlocks":               "transitGatewayCidrBlocks",
	"TransitGatewayRouteTables":              "transitGatewayRouteTables",
	"TransitGatewayVpcAttachments.SubnetIds": "subnetIds",
	"TransitGatewayVpcAttachments":           "transitGatewayVpcAttachments",
	"UserIdGroupPairs":                       "groups",
}

// element is the name that a member has in EC2's XML: the member's with a small first letter, and for lists the
// singular with "Set", unless the table knows better.
func element(parent, member string, isList bool) string {
	for _, name := range []string{parent + "." + member, member} {
		if e, ok := elements[name]; ok {
			return e
		}
	}
	name := []rune(member)
	name[0] = unicode.ToLower(name[0])
	if isList {
		return strings.TrimSuffix(string(name), "s") + "Set"
	}
	return string(name)
}

// renderEC2 writes a document as EC2 does.
func renderEC2(document map[string]any) string {
	var b strings.Builder
	writeEC2(&b, "", document)
	return b.String()
}

func writeEC2(b *strings.Builder, parent string, value any) {
	switch v := value.(type) {
	case map[string]any:
		for _, member := range slices.Sorted(maps.Keys(v)) {
			if v[member] == nil {
				continue
			}
			_, isList := v[member].([]any)
			name := element(parent, member, isList)
			fmt.Fprintf(b, "<%s>", name)
			writeEC2(b, member, v[member])
			fmt.Fprintf(b, "</%s>", name)
		}
	case []any:
		for _, item := range v {
			b.WriteString("<item>")
			writeEC2(b, parent, item)
			b.WriteString("</item>")
		}
	default:
		writeText(b, v)
	}
}

// items is the table of lists whose elements have a name in the XML of a service other than "member".
var items = map[string]string{
	"rds DBInstances": "DBInstance", "rds DBClusters": "DBCluster", "rds DBClusterMembers": "DBClusterMember",
	"rds VpcSecurityGroups": "VpcSecurityGroupMembership", "rds Subnets": "Subnet",
	"rds AvailabilityZones": "AvailabilityZone", "elasticache CacheClusters": "CacheCluster",
	"elasticache CacheNodes": "CacheNode", "elasticache ReplicationGroups": "ReplicationGroup",
	"elasticache MemberClusters": "ClusterId", "elasticache NodeGroups": "NodeGroup",
	"elasticache NodeGroupMembers": "NodeGroupMember", "elasticache SecurityGroupIds": "SecurityGroupId",
	"elasticache SubnetIds": "SubnetId", "redshift Clusters": "Cluster",
	"redshift VpcSecurityGroups": "VpcSecurityGroup", "route53 HostedZoneSummaries": "HostedZoneSummary",
	"route53 ResourceRecordSets": "ResourceRecordSet", "route53 ResourceRecords": "ResourceRecord",
}

// renderQuery writes a document as the services of the query protocol do, and Route 53: members by their own names,
// policies as URL-encoded text.
func renderQuery(service string, document map[string]any) string {
	var b strings.Builder
	writeQuery(&b, service, "", document)
	return b.String()
}

func writeQuery(b *strings.Builder, service, member string, value any) {
	if document, ok := value.(json.RawMessage); ok && strings.HasSuffix(member, "Document") {
		writeText(b, strings.ReplaceAll(url.QueryEscape(string(document)), "+", "%20"))
		return
	}
	switch v := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if v[name] == nil {
				continue
			}
			fmt.Fprintf(b, "<%s>", name)
			writeQuery(b, service, name, v[name])
			fmt.Fprintf(b, "</%s>", name)
		}
	case []any:
		item := items[service+" "+member]
		if item == "" {
			item = "member"
		}
		for _, element := range v {
			fmt.Fprintf(b, "<%s>", item)
			writeQuery(b, service, "", element)
			fmt.Fprintf(b, "</%s>", item)
		}
	default:
		writeText(b, v)
	}
}

func writeText(b *strings.Builder, value any) {
	if raw, ok := value.(json.RawMessage); ok {
		value = string(raw)
	}
	_ = xml.EscapeText(b, []byte(fmt.Sprint(value))) // a strings.Builder cannot fail
}
