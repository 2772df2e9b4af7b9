package awsdata_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
)

// TestAnonymizeReplacesWhatTellsWhose has public addresses, an instance and a hosted zone in every place that holds
// one: none is left, and the same is the same everywhere.
func TestAnonymizeReplacesWhatTellsWhose(t *testing.T) {
	t.Parallel()
	s := put(t,
		`describe-vpcs {"Vpcs": [{"VpcId": "vpc-0a1b2c3d4e5f60718", "CidrBlock": "10.0.0.0/16", "Ipv6CidrBlockAssociationSet":
			[{"Ipv6CidrBlock": "2600:1f18:77:aa00::/56", "Ipv6CidrBlockState": {"State": "associated"}}]}]}`,
		`describe-route-tables {"RouteTables": [{"RouteTableId": "rtb-0a1b2c3d4e5f60718", "VpcId": "vpc-0a1b2c3d4e5f60718", "Associations": [], "Routes": [
			{"DestinationCidrBlock": "198.51.100.0/24", "InstanceId": "i-0fedcba9876543210", "State": "active"},
			{"DestinationCidrBlock": "0.0.0.0/0", "InstanceId": "i-0fedcba9876543210", "State": "active"}]}]}`,
		`describe-security-groups {"SecurityGroups": [{"GroupId": "sg-0a1b2c3d4e5f60718", "VpcId": "vpc-0a1b2c3d4e5f60718", "IpPermissions": [], "IpPermissionsEgress": [
			{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "198.51.100.77/32"}, {"CidrIp": "203.0.113.129/32"}, {"CidrIp": "9.9.9.9/32"}], "Ipv6Ranges": [{"CidrIpv6": "64:ff9b::c633:644d/128"}, {"CidrIpv6": "2600:1f18:77:aa05::5/128"}]}]}]}`,
		`describe-managed-prefix-lists {"PrefixLists": [{"PrefixListId": "pl-63a5400a", "PrefixListName": "com.amazonaws.us-east-1.s3", "OwnerId": "AWS", "State": "create-complete"}]}`,
		`get-managed-prefix-list-entries.pl-63a5400a {"Entries": [{"Cidr": "203.0.113.128/26"}]}`,
		`describe-network-interfaces {"NetworkInterfaces": [{"NetworkInterfaceId": "eni-0a1b2c3d4e5f60718", "InterfaceType": "interface", "VpcId": "vpc-0a1b2c3d4e5f60718",
			"SubnetId": "subnet-0a1b2c3d4e5f60718", "Attachment": {"InstanceId": "i-0fedcba9876543210"}, "PrivateIpAddress": "10.0.0.21",
			"Ipv6Addresses": [{"Ipv6Address": "2600:1f18:77:aa05::5"}],
			"Association": {"PublicIp": "198.51.100.77", "PublicDnsName": "ec2-198-51-100-77.compute-1.amazonaws.com"}}]}`,
		`list-hosted-zones-by-vpc.vpc-0a1b2c3d4e5f60718 {"HostedZoneSummaries": [{"HostedZoneId": "Z0123456789ABCDEFGHIJ", "Name": "a.internal."}]}`,
		`list-resource-record-sets.Z0123456789ABCDEFGHIJ {"ResourceRecordSets": [{"Name": "x.a.internal.", "Type": "A", "ResourceRecords": [{"Value": "198.51.100.77"}]}]}`,
	)
	after := anonymized(t, s)
	text := string(encode(t, after))
	for _, told := range []string{"198.51.100.77", "198-51-100-77", "198.51.100.0", "c633:644d", "1f18:77",
		"i-0fedcba9876543210", "Z0123456789ABCDEFGHIJ"} {
		if strings.Contains(text, told) {
			t.Errorf("%s is left: %s", told, text[max(0, strings.Index(text, told)-100):][:200])
		}
	}
	r := after.Region("us-east-1")
	public := r.NetworkInterfaces[0].Association.PublicIp
	six := r.NetworkInterfaces[0].Ipv6Addresses[0].Ipv6Address
	p := r.SecurityGroups[0].IpPermissionsEgress[0]
	var ranges []string
	for _, x := range p.IpRanges {
		ranges = append(ranges, x.CidrIp)
	}
	// its own address; AWS's; the one that ways are followed by
	for _, same := range []string{public + "/32", "203.0.113.129/32", "9.9.9.9/32"} {
		if !slices.Contains(ranges, same) {
			t.Errorf("%s is not among %v", same, ranges)
		}
	}
	dashed := "ec2-" + strings.ReplaceAll(public, ".", "-") + ".compute-1.amazonaws.com"
	if r.NetworkInterfaces[0].Association.PublicDnsName != dashed {
		t.Errorf("the name of %s is %s", public, r.NetworkInterfaces[0].Association.PublicDnsName)
	}
	if !slices.ContainsFunc(p.Ipv6Ranges, func(x awsdata.Ipv6Range) bool { return x.CidrIpv6 == six+"/128" }) {
		t.Errorf("%s is not among %v", six, p.Ipv6Ranges)
	}
	if routes := r.RouteTables[0].Routes; !slices.ContainsFunc(routes, func(x awsdata.Route) bool {
		p, err := netip.ParsePrefix(x.DestinationCidrBlock)
		return err == nil && p.Bits() == 24 && p.Contains(netip.MustParseAddr(public)) &&
			x.InstanceId == r.NetworkInterfaces[0].Attachment.InstanceId
	}) {
		t.Errorf("no route to %s by its instance in %v", public, routes)
	}
	if block := netip.MustParsePrefix(r.VPCs[0].Ipv6CidrBlockAssociationSet[0].Ipv6CidrBlock); block.Bits() != 56 ||
		!block.Contains(netip.MustParseAddr(six)) {
		t.Errorf("%s is not in %s", six, block)
	}
	if !strings.HasSuffix(six, ":5::5") && !strings.HasSuffix(six, "05::5") {
		t.Errorf("%s has another place in its VPC", six)
	}
	sets := after.Account.ResourceRecordSets
	for id, list := range sets {
		if list[0].ResourceRecords[0].Value != public {
			t.Errorf("the record leads to %s", list[0].ResourceRecords[0].Value)
		}
		if !strings.Contains(text, `"HostedZoneId":"`+id+`"`) && !strings.Contains(text, `"HostedZoneId": "`+id+`"`) {
			t.Errorf("no zone is %s", id)
		}
	}
	if len(sets) != 1 {
		t.Errorf("%d zones with records", len(sets))
	}
}
