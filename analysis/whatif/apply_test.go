package whatif_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// shop is an account that every kind of edit finds something in.
const shop = `
	vpc prod 10.0.0.0/16
	igw prod
	table public
	route public 0.0.0.0/0 igw-prod
	subnet public-a zone=a cidr=10.0.0.0/24 table=public
	nat a subnet=public-a eip=203.0.113.1
	table app
	route app 0.0.0.0/0 nat-a
	route app 10.9.0.0/16 pcx-back
	subnet app-a zone=a cidr=10.0.1.0/24 table=app
	subnet app-b zone=b cidr=10.0.2.0/24 table=app
	subnet main zone=c cidr=10.0.3.0/28
	acl app
	acl app in 100 allow -1 0.0.0.0/0
	acl app out 100 allow tcp 443 0.0.0.0/0
	acl app out 200 deny -1 ::/0
	group app out tcp 443 0.0.0.0/0
	group app out udp 53-54 10.0.0.2/32
	group app out tcp 5432 sg-db
	group db in tcp 5432 sg-app
	prefixlist s3 name=com.amazonaws.us-east-1.s3 cidrs=52.216.0.0/15 owner=AWS
	endpoint s3 service=com.amazonaws.us-east-1.s3 tables=public
	route public pl-s3 vpce-s3
	endpoint sqs service=com.amazonaws.us-east-1.sqs subnets=app-a groups=app ips=10.0.1.50 private-dns
	eni box subnet=app-b ip=10.0.2.7 groups=db
	vpc back 10.9.0.0/16
	peering back from=prod to=back
	subnet back cidr=10.9.1.0/24 vpc=back
	function app subnets=app-a,app-b groups=app
`

// cut is a region's part of a snapshot that an edit changes, as text.
func cut(t *testing.T, s *awsdata.Snapshot) string {
	t.Helper()
	var b strings.Builder
	if err := s.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// table, acl and the like find what a test looks at.
func region(s *awsdata.Snapshot) *awsdata.Region { return s.Region(awstest.SyntheticRegion) }

func routes(s *awsdata.Snapshot, table string) string {
	var out []string
	for _, t := range region(s).RouteTables {
		if t.RouteTableId == table {
			for _, r := range t.Routes {
				if !r.Local() {
					out = append(out, r.Destination()+">"+r.Target())
				}
			}
		}
	}
	return strings.Join(out, " ")
}

func rules(s *awsdata.Snapshot, group string) string {
	var out []string
	for _, g := range region(s).SecurityGroups {
		if g.GroupId == group {
			for i := range g.IpPermissionsEgress {
				for _, p := range g.IpPermissionsEgress[i].Peers() {
					out = append(out, g.IpPermissionsEgress[i].PortText()+" "+p.Value)
				}
			}
		}
	}
	return strings.Join(out, ", ")
}

func entries(s *awsdata.Snapshot, acl string) string {
	var out []string
	for _, a := range region(s).NetworkACLs {
		if a.NetworkAclId == acl {
			for i := range a.Entries {
				e := &a.Entries[i]
				if e.NumberText() != "*" {
					out = append(out,
						fmt.Sprintf("%t %s %s %s %s", e.Egress, e.NumberText(), e.RuleAction, e.PortText(), e.CIDR()))
				}
			}
		}
	}
	return strings.Join(out, ", ")
}

func endpoint(s *awsdata.Snapshot, id string) string {
	for i := range region(s).VPCEndpoints {
		if e := &region(s).VPCEndpoints[i]; e.VpcEndpointId == id {
			var groups, addresses []string
			for _, n := range region(s).NetworkInterfaces {
				for _, own := range e.NetworkInterfaceIds {
					if n.NetworkInterfaceId == own {
						addresses = append(addresses, n.PrivateIpAddress+"/"+strings.Join(n.GroupIDs(), "+"))
					}
				}
			}
			for _, g := range e.Groups {
				groups = append(groups, g.GroupId)
			}
			return fmt.Sprint(e.RouteTableIds, e.SubnetIds, groups, addresses, e.PrivateDnsEnabled)
		}
	}
	return "gone"
}

func function(s *awsdata.Snapshot, name string) string {
	f := awsdata.NewIndex(s).Region(awstest.SyntheticRegion).Function(name)
	return fmt.Sprint(f.SubnetIDs(), f.SecurityGroupIDs(), f.VpcConfig.Ipv6AllowedForDualStack)
}

func tableOf(s *awsdata.Snapshot, subnet string) string {
	t, _ := awsdata.NewIndex(s).Region(awstest.SyntheticRegion).SubnetRouteTable(subnet)
	return t.RouteTableId
}

// TestEdits tries every kind of edit: what it changes, how it is said and written, and that its inverse takes it back.
func TestEdits(t *testing.T) {
	const r = "us-east-1"
	for _, c := range []struct {
		edit  whatif.Edit
		look  func(*awsdata.Snapshot) string
		want  string // what is seen afterwards
		words string
		cli   string
		back  bool // the inverse makes the account what it was, to the byte
	}{
		{whatif.AddRule{Region: r, Group: "sg-app", Direction: "out", Protocol: "tcp", Ports: "22",
			Peer: "198.51.100.7/32"},
			func(s *awsdata.Snapshot) string { return rules(s, "sg-app") },
			"tcp 443 0.0.0.0/0, tcp 5432 sg-db, udp 53-54 10.0.0.2/32, tcp 22 198.51.100.7/32",
			"sg-app: allow tcp 22 out to 198.51.100.7/32",
			"aws ec2 authorize-security-group-egress --group-id sg-app --ip-permissions 'IpProtocol=tcp,FromPort=22,ToPort=22,IpRanges=[{CidrIp=198.51.100.7/32}]' --region us-east-1", true},
		{whatif.AddRule{Region: r, Group: "sg-app", Direction: "out", Protocol: "-1", Peer: "2001:db8::/32"},
			func(s *awsdata.Snapshot) string { return rules(s, "sg-app") },
			"tcp 443 0.0.0.0/0, tcp 5432 sg-db, udp 53-54 10.0.0.2/32, all 2001:db8::/32",
			"sg-app: allow everything out to 2001:db8::/32",
			"aws ec2 authorize-security-group-egress --group-id sg-app --ip-permissions 'IpProtocol=-1,Ipv6Ranges=[{CidrIpv6=2001:db8::/32}]' --region us-east-1", true},
		{whatif.RemoveRule{Region: r, Group: "sg-app", Direction: "out", Protocol: "udp", Ports: "53-54",
			Peer: "10.0.0.2/32"},
			func(s *awsdata.Snapshot) string { return rules(s, "sg-app") }, "tcp 443 0.0.0.0/0, tcp 5432 sg-db",
			"sg-app: remove the rule that allows udp 53-54 out to 10.0.0.2/32",
			"aws ec2 revoke-security-group-egress --group-id sg-app --ip-permissions 'IpProtocol=udp,FromPort=53,ToPort=54,IpRanges=[{CidrIp=10.0.0.2/32}]' --region us-east-1", false},
		{whatif.SetRoute{Region: r, Table: "rtb-app", Destination: "192.0.2.0/24", Target: "eni-box"},
			func(s *awsdata.Snapshot) string { return routes(s, "rtb-app") },
			"0.0.0.0/0>nat-a 10.9.0.0/16>pcx-back 192.0.2.0/24>eni-box", "rtb-app: route 192.0.2.0/24 to eni-box",
			"aws ec2 create-route --route-table-id rtb-app --destination-cidr-block 192.0.2.0/24 --network-interface-id eni-box --region us-east-1", true},
		{whatif.SetRoute{Region: r, Table: "rtb-app", Destination: "10.9.0.0/16", Target: "tgw-x"},
			func(s *awsdata.Snapshot) string { return routes(s, "rtb-app") }, "0.0.0.0/0>nat-a 10.9.0.0/16>tgw-x",
			"rtb-app: route 10.9.0.0/16 to tgw-x",
			"aws ec2 replace-route --route-table-id rtb-app --destination-cidr-block 10.9.0.0/16 --transit-gateway-id tgw-x --region us-east-1", true},
		// the local one
		{whatif.SetRoute{Region: r, Table: "rtb-app", Destination: "10.0.0.0/16", Target: "nat-a", Replace: true},
			func(s *awsdata.Snapshot) string { return routes(s, "rtb-app") },
			"0.0.0.0/0>nat-a 10.9.0.0/16>pcx-back 10.0.0.0/16>nat-a",
			"rtb-app: route 10.0.0.0/16 to nat-a",
			"aws ec2 replace-route --route-table-id rtb-app --destination-cidr-block 10.0.0.0/16 --nat-gateway-id nat-a --region us-east-1", true},
		{whatif.SetRoute{Region: r, Table: "rtb-app", Destination: "10.0.0.0/16", Target: "vpce-x", Replace: true},
			func(s *awsdata.Snapshot) string { return routes(s, "rtb-app") },
			"0.0.0.0/0>nat-a 10.9.0.0/16>pcx-back 10.0.0.0/16>vpce-x",
			"rtb-app: route 10.0.0.0/16 to vpce-x",
			"aws ec2 replace-route --route-table-id rtb-app --destination-cidr-block 10.0.0.0/16 --vpc-endpoint-id vpce-x --region us-east-1", true},
		{whatif.RemoveRoute{Region: r, Table: "rtb-app", Destination: "10.9.0.0/16"},
			func(s *awsdata.Snapshot) string { return routes(s, "rtb-app") }, "0.0.0.0/0>nat-a",
			"rtb-app: remove the route to 10.9.0.0/16",
			"aws ec2 delete-route --route-table-id rtb-app --destination-cidr-block 10.9.0.0/16 --region us-east-1",
			true},
		{whatif.AddACLEntry{Region: r, ACL: "acl-app", Direction: "in", Number: 50, Protocol: "-1", CIDR: "10.0.0.0/8"},
			func(s *awsdata.Snapshot) string { return entries(s, "acl-app") },
			"false 100 allow all 0.0.0.0/0, true 100 allow tcp 443 0.0.0.0/0, true 200 deny all ::/0, false 50 deny all 10.0.0.0/8",
			"acl-app: rule 50, deny everything in, 10.0.0.0/8",
			"aws ec2 create-network-acl-entry --network-acl-id acl-app --ingress --rule-number 50 --protocol all --rule-action deny --cidr-block 10.0.0.0/8 --region us-east-1", true},
		{whatif.SetACLEntry{Region: r, ACL: "acl-app", Direction: "out", Number: 100, Allow: true, Protocol: "udp",
			Ports: "123", CIDR: "::/0"},
			func(s *awsdata.Snapshot) string { return entries(s, "acl-app") },
			"false 100 allow all 0.0.0.0/0, true 100 allow udp 123 ::/0, true 200 deny all ::/0",
			"acl-app: rule 100, allow udp 123 out, ::/0, in place of the one of that number",
			"aws ec2 replace-network-acl-entry --network-acl-id acl-app --egress --rule-number 100 --protocol 17 --rule-action allow --ipv6-cidr-block ::/0 --port-range From=123,To=123 --region us-east-1", true},
		{whatif.RemoveACLEntry{Region: r, ACL: "acl-app", Direction: "out", Number: 200},
			func(s *awsdata.Snapshot) string { return entries(s, "acl-app") },
			"false 100 allow all 0.0.0.0/0, true 100 allow tcp 443 0.0.0.0/0", "acl-app: remove rule 200 out",
			"aws ec2 delete-network-acl-entry --network-acl-id acl-app --egress --rule-number 200 --region us-east-1",
			true},
		{whatif.AddEndpoint{Region: r, VPC: "vpc-prod", Service: "kms",
			Subnets: []string{"subnet-app-a", "subnet-main"}, Groups: []string{"sg-db"}, PrivateDNS: true},
			func(s *awsdata.Snapshot) string { return endpoint(s, "vpce-whatif-kms") },
			"[] [subnet-app-a subnet-main] [sg-db] [10.0.1.4/sg-db 10.0.3.4/sg-db] true",
			"add an endpoint for kms to vpc-prod",
			"aws ec2 create-vpc-endpoint --vpc-id vpc-prod --service-name com.amazonaws.us-east-1.kms --vpc-endpoint-type Interface --subnet-ids subnet-app-a subnet-main --security-group-ids sg-db --private-dns-enabled --region us-east-1", true},
		{whatif.AddEndpoint{Region: r, VPC: "vpc-prod", Service: "s3", Tables: []string{"rtb-app"}},
			func(s *awsdata.Snapshot) string { return routes(s, "rtb-app") },
			"0.0.0.0/0>nat-a 10.9.0.0/16>pcx-back pl-s3>vpce-whatif-s3",
			"add an endpoint for s3 to vpc-prod",
			"aws ec2 create-vpc-endpoint --vpc-id vpc-prod --service-name com.amazonaws.us-east-1.s3 --vpc-endpoint-type Gateway --route-table-ids rtb-app --region us-east-1", true},
		{whatif.RemoveEndpoint{Region: r, ID: "vpce-sqs"},
			func(s *awsdata.Snapshot) string { return endpoint(s, "vpce-sqs") }, "gone", "remove endpoint vpce-sqs",
			"aws ec2 delete-vpc-endpoints --vpc-endpoint-ids vpce-sqs --region us-east-1", false},
		{whatif.AddEndpointTable{Region: r, ID: "vpce-s3", Table: "rtb-app"},
			func(s *awsdata.Snapshot) string { return endpoint(s, "vpce-s3") + routes(s, "rtb-app") },
			"[rtb-public rtb-app] [] [] [] false0.0.0.0/0>nat-a 10.9.0.0/16>pcx-back pl-s3>vpce-s3",
			"vpce-s3: associate route table rtb-app",
			"aws ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-s3 --add-route-table-ids rtb-app --region us-east-1",
			true},
		{whatif.RemoveEndpointTable{Region: r, ID: "vpce-s3", Table: "rtb-public"},
			func(s *awsdata.Snapshot) string { return endpoint(s, "vpce-s3") + routes(s, "rtb-public") },
			"[] [] [] [] false0.0.0.0/0>igw-prod", "vpce-s3: let go of route table rtb-public",
			"aws ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-s3 --remove-route-table-ids rtb-public --region us-east-1", false},
		{whatif.AddEndpointSubnet{Region: r, ID: "vpce-sqs", Subnet: "subnet-app-b"}, func(s *awsdata.Snapshot) string {
			return endpoint(s, "vpce-sqs")
		}, "[] [subnet-app-a subnet-app-b] [sg-app] [10.0.1.50/sg-app 10.0.2.4/sg-app] true",
			"vpce-sqs: an interface in subnet-app-b",
			"aws ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-sqs --add-subnet-ids subnet-app-b --region us-east-1",
			true},
		{whatif.RemoveEndpointSubnet{Region: r, ID: "vpce-sqs", Subnet: "subnet-app-a"},
			func(s *awsdata.Snapshot) string { return endpoint(s, "vpce-sqs") },
			"[] [] [sg-app] [] true", "vpce-sqs: no interface in subnet-app-a",
			"aws ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-sqs --remove-subnet-ids subnet-app-a --region us-east-1", false},
		{whatif.AddEndpointGroup{Region: r, ID: "vpce-sqs", Group: "sg-db"}, func(s *awsdata.Snapshot) string {
			return endpoint(s, "vpce-sqs")
		}, "[] [subnet-app-a] [sg-app sg-db] [10.0.1.50/sg-app+sg-db] true", "vpce-sqs: add security group sg-db",
			"aws ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-sqs --add-security-group-ids sg-db --region us-east-1",
			true},
		{whatif.PrivateDNSOff{Region: r, ID: "vpce-sqs"}, func(s *awsdata.Snapshot) string {
			return endpoint(s, "vpce-sqs")
		}, "[] [subnet-app-a] [sg-app] [10.0.1.50/sg-app] false", "vpce-sqs: turn private DNS off",
			"aws ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-sqs --no-private-dns-enabled --region us-east-1", true},
		{whatif.SetEndpointPolicy{Region: r, ID: "vpce-sqs", Policy: `{"Statement":[]}`},
			func(s *awsdata.Snapshot) string {
				return string(awsdata.NewIndex(s).Region(r).VPCEndpoint("vpce-sqs").PolicyDocument)
			},
			`{"Statement":[]}`, "vpce-sqs: another policy",
			`aws ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-sqs --policy-document '{"Statement":[]}' --region us-east-1`, false},
		{whatif.AddNAT{Region: r, Subnet: "subnet-public-a"},
			func(s *awsdata.Snapshot) string {
				n := awsdata.NewIndex(s).Region(r).NatGateway("nat-whatif-public-a")
				return n.State + " " + n.SubnetId + " " + n.VpcId
			}, "available subnet-public-a vpc-prod", "create a public NAT gateway in subnet-public-a", `
# its AllocationId takes the place of EIP_ALLOCATION_ID_PUBLIC_A below
aws ec2 allocate-address --domain vpc --region us-east-1
# 'its id takes the place of NEW_NAT_PUBLIC_A below; a NAT gateway is billed by the hour and by the gigabyte'
aws ec2 create-nat-gateway --subnet-id subnet-public-a --allocation-id EIP_ALLOCATION_ID_PUBLIC_A --region us-east-1`,
			false},
		{whatif.RemoveNAT{Region: r, ID: "nat-a"}, func(s *awsdata.Snapshot) string {
			return awsdata.NewIndex(s).Region(r).NatGateway("nat-a").State + routeTo(region(s), "nat-a").State
		}, "deletedblackhole", "delete nat-a", "aws ec2 delete-nat-gateway --nat-gateway-id nat-a --region us-east-1",
			false},
		{whatif.AddSubnet{Region: r, Function: "app", ID: "subnet-main"}, func(s *awsdata.Snapshot) string {
			return function(s, "app")
		}, "[subnet-app-a subnet-app-b subnet-main] [sg-app] false", "app: add subnet subnet-main",
			"aws lambda update-function-configuration --function-name app --vpc-config SubnetIds=subnet-app-a,subnet-app-b,subnet-main,SecurityGroupIds=sg-app,Ipv6AllowedForDualStack=false --region us-east-1", true},
		{whatif.RemoveSubnet{Region: r, Function: "app", ID: "subnet-app-b"},
			func(s *awsdata.Snapshot) string { return function(s, "app") },
			"[subnet-app-a] [sg-app] false", "app: remove subnet subnet-app-b",
			"aws lambda update-function-configuration --function-name app --vpc-config SubnetIds=subnet-app-a,SecurityGroupIds=sg-app,Ipv6AllowedForDualStack=false --region us-east-1", true},
		{whatif.SetSubnets{Region: r, Function: "app", Subnets: []string{"subnet-main", "subnet-app-b"}},
			func(s *awsdata.Snapshot) string { return function(s, "app") },
			"[subnet-main subnet-app-b] [sg-app] false", "app: place it in subnet-main and subnet-app-b instead",
			"aws lambda update-function-configuration --function-name app --vpc-config SubnetIds=subnet-main,subnet-app-b,SecurityGroupIds=sg-app,Ipv6AllowedForDualStack=false --region us-east-1", true},
		{whatif.AddGroup{Region: r, Function: "app", ID: "sg-db"}, func(s *awsdata.Snapshot) string {
			return function(s, "app")
		}, "[subnet-app-a subnet-app-b] [sg-app sg-db] false", "app: add security group sg-db",
			"aws lambda update-function-configuration --function-name app --vpc-config SubnetIds=subnet-app-a,subnet-app-b,SecurityGroupIds=sg-app,sg-db,Ipv6AllowedForDualStack=false --region us-east-1", true},
		{whatif.AllowIPv6{Region: r, Function: "app"}, func(s *awsdata.Snapshot) string { return function(s, "app") },
			"[subnet-app-a subnet-app-b] [sg-app] true", "app: allow IPv6 (dual stack)",
			"aws lambda update-function-configuration --function-name app --vpc-config SubnetIds=subnet-app-a,subnet-app-b,SecurityGroupIds=sg-app,Ipv6AllowedForDualStack=true --region us-east-1", true},
		{whatif.AddRouteTable{Region: r, Name: "own", Like: "rtb-public"},
			func(s *awsdata.Snapshot) string { return routes(s, "rtb-whatif-own") + endpoint(s, "vpce-s3") },
			"pl-s3>vpce-s3 0.0.0.0/0>igw-prod[rtb-public rtb-whatif-own] [] [] [] false",
			"create route table NEW_RTB_OWN with the routes of rtb-public", `
# its id takes the place of NEW_RTB_OWN below
aws ec2 create-route-table --vpc-id vpc-prod --region us-east-1
aws ec2 create-route --route-table-id NEW_RTB_OWN --destination-cidr-block 0.0.0.0/0 --gateway-id igw-prod --region us-east-1
aws ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-s3 --add-route-table-ids NEW_RTB_OWN --region us-east-1`, true},
		{whatif.AddRouteTable{Region: r, Name: "own", Like: "rtb-app", Except: "0.0.0.0/0"},
			func(s *awsdata.Snapshot) string { return routes(s, "rtb-whatif-own") },
			"10.9.0.0/16>pcx-back",
			"create route table NEW_RTB_OWN with the routes of rtb-app but the one to 0.0.0.0/0", `
# its id takes the place of NEW_RTB_OWN below
aws ec2 create-route-table --vpc-id vpc-prod --region us-east-1
aws ec2 create-route --route-table-id NEW_RTB_OWN --destination-cidr-block 10.9.0.0/16 --vpc-peering-connection-id pcx-back --region us-east-1`, true},
		{whatif.Associate{Region: r, Table: "rtb-public", Subnet: "subnet-main"},
			func(s *awsdata.Snapshot) string { return tableOf(s, "subnet-main") },
			"rtb-public", "subnet-main: associate rtb-public",
			"aws ec2 associate-route-table --route-table-id rtb-public --subnet-id subnet-main --region us-east-1",
			true},
		{whatif.Associate{Region: r, Table: "rtb-public", Subnet: "subnet-app-a"},
			func(s *awsdata.Snapshot) string { return tableOf(s, "subnet-app-a") + tableOf(s, "subnet-app-b") },
			"rtb-publicrtb-app", "subnet-app-a: associate rtb-public", "", false},
		{whatif.Dissociate{Region: r, Subnet: "subnet-app-a"}, func(s *awsdata.Snapshot) string {
			return tableOf(s, "subnet-app-a") + tableOf(s, "subnet-app-b")
		}, "rtb-prodrtb-app", "subnet-app-a: let go of its own route table", "", false},
		{whatif.AssociateACL{Region: r, ACL: "acl-app", Subnet: "subnet-main"}, func(s *awsdata.Snapshot) string {
			x := awsdata.NewIndex(s).Region(r)
			return x.SubnetNetworkACL("subnet-main").NetworkAclId + " " +
				x.SubnetNetworkACL("subnet-app-a").NetworkAclId
		}, "acl-app acl-prod", "subnet-main: associate acl-app",
			"aws ec2 replace-network-acl-association --association-id aclassoc-main --network-acl-id acl-app --region us-east-1", false},
		{whatif.SetDNSHostnames{Region: r, VPC: "vpc-prod", On: false}, func(s *awsdata.Snapshot) string {
			return fmt.Sprint(region(s).VPCAttributes["vpc-prod.enableDnsHostnames"].EnableDnsHostnames.Value,
				region(s).VPCAttributes["vpc-prod.enableDnsSupport"].EnableDnsSupport.Value)
		}, "false true", "vpc-prod: turn enableDnsHostnames off",
			"aws ec2 modify-vpc-attribute --vpc-id vpc-prod --enable-dns-hostnames Value=false --region us-east-1",
			true},
		{whatif.SetDNSSupport{Region: r, VPC: "vpc-prod", On: false}, func(s *awsdata.Snapshot) string {
			return fmt.Sprint(region(s).VPCAttributes["vpc-prod.enableDnsHostnames"].EnableDnsHostnames.Value,
				region(s).VPCAttributes["vpc-prod.enableDnsSupport"].EnableDnsSupport.Value)
		}, "true false", "vpc-prod: turn enableDnsSupport off",
			"aws ec2 modify-vpc-attribute --vpc-id vpc-prod --enable-dns-support Value=false --region us-east-1", true},
		{whatif.SetSourceDestCheck{Region: r, ID: "eni-box", On: true}, func(s *awsdata.Snapshot) string {
			return fmt.Sprint(awsdata.NewIndex(s).Region(r).NetworkInterface("eni-box").SourceDestCheck)
		}, "true", "eni-box: turn SourceDestCheck on",
			"aws ec2 modify-network-interface-attribute --network-interface-id eni-box --source-dest-check --region us-east-1", true},
	} {
		t.Run(c.edit.Words(), func(t *testing.T) {
			before := awstest.Parse(t, shop)
			was := cut(t, before)
			after, err := whatif.Apply(before, []whatif.Edit{c.edit})
			if err != nil {
				t.Fatal(err)
			}
			if got := c.look(after); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if got := c.edit.Words(); got != c.words {
				t.Errorf("the words are %q, want %q", got, c.words)
			}
			if got := c.edit.Commands(before).Text(""); c.cli != "" && got != strings.TrimSpace(c.cli) {
				t.Errorf("the commands are\n%s\nwant\n%s", got, strings.TrimSpace(c.cli))
			}
			if d := writeEdits(t, before, c.edit)[0]; len(d.Terraform) == 0 || len(d.CloudFormation) == 0 {
				t.Error("it is not written for Terraform or CloudFormation")
			}
			if cut(t, before) != was {
				t.Error("the original was changed")
			}
			inverse, ok := c.edit.Inverse(before)
			if !ok && c.back {
				t.Fatal("nothing takes it back")
			}
			if !ok {
				return
			}
			back, err := whatif.Apply(after, inverse)
			if err != nil {
				t.Fatalf("the inverse: %v", err)
			}
			if got := cut(t, back); c.back && !sameBut(t, got, was) {
				t.Errorf("%v does not take it back:\n%s", inverse, changes(was, got))
			}
			readBack(t, c.edit)
		})
	}
}

// sameBut compares documents but for the order of lists: what is taken away and put back stands last.
func sameBut(t *testing.T, a, b string) bool { return unordered(t, a) == unordered(t, b) }

func unordered(t *testing.T, text string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return sorted(v)
}

func sorted(v any) string {
	var parts []string
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			parts = append(parts, sorted(x))
		}
	case map[string]any:
		for k, x := range v {
			parts = append(parts, k+":"+sorted(x))
		}
	default:
		return fmt.Sprint(v)
	}
	slices.Sort(parts)
	return fmt.Sprint(parts)
}

// readBack writes an edit down and reads it again, as JSON and as YAML.
func readBack(t *testing.T, e whatif.Edit) {
	t.Helper()
	text, err := json.Marshal(whatif.Edits{e})
	if err != nil {
		t.Fatal(err)
	}
	var fromJSON, fromYAML whatif.Edits
	if err := json.Unmarshal(text, &fromJSON); err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, &fromYAML); err != nil {
		t.Fatal(err)
	}
	for _, l := range []whatif.Edits{fromJSON, fromYAML} {
		if len(l) != 1 || !reflect.DeepEqual(l[0], e) {
			t.Errorf("%s is read as %#v", text, l)
		}
	}
}

func TestWrittenForms(t *testing.T) {
	for _, c := range []struct {
		text string
		want whatif.Edit
		err  string
	}{
		{`{action: remove, kind: nat, id: nat-a}`, whatif.RemoveNAT{ID: "nat-a"}, ""},
		{`{action: add, kind: rule, group: sg-a, direction: out, protocol: tcp, ports: 443, peer: 0.0.0.0/0}`,
			whatif.AddRule{Group: "sg-a", Direction: "out", Protocol: "tcp", Ports: "443", Peer: "0.0.0.0/0"}, ""},
		{`{action: add, kind: route, table: rtb-a, destination: 0.0.0.0/0, target: nat-a, replace: true}`,
			whatif.SetRoute{Table: "rtb-a", Destination: "0.0.0.0/0", Target: "nat-a", Replace: true}, ""},
		{`{action: add, kind: endpoint, vpc: vpc-a, service: sqs, subnets: [subnet-a], groups: [sg-a], private-dns: true}`,
			whatif.AddEndpoint{VPC: "vpc-a", Service: "sqs", Subnets: []string{"subnet-a"}, Groups: []string{"sg-a"},
				PrivateDNS: true}, ""},
		{`{"action":"add","kind":"endpoint","vpc":"vpc-a","service":"sqs","subnets":["subnet-a"],"privateDns":true}`,
			whatif.AddEndpoint{VPC: "vpc-a", Service: "sqs", Subnets: []string{"subnet-a"}, PrivateDNS: true}, ""},
		{`{action: remove, kind: security-group, id: sg-a}`, whatif.Delete{What: whatif.SecurityGroup, ID: "sg-a"}, ""},
		{`{action: add, kind: security-group, id: sg-a}`, nil, "can be removed only"},
		{`{action: add, kind: interface, id: eni-a}`, nil, "an interface can be removed only"},
		{`{action: toggle, kind: rule}`, nil, `unknown action "toggle"`},
		{`{action: add, kind: star}`, nil, `unknown kind of edit "star": want rule, route`},
		{`{action: set, kind: rule, group: sg-a}`, nil, "want one of the actions [add remove]"},
		{`{action: remove, kind: nat, id: nat-a, subnet: subnet-a}`, nil, "field subnet not found"},
		{`{action: remove, kind: nat, di: nat-a}`, nil, "field di not found"},
		{`{action: add, kind: acl-entry, acl: acl-a, number: many}`, nil, "cannot unmarshal"},
	} {
		var got whatif.Edits
		err := yaml.Unmarshal([]byte("- "+c.text), &got)
		switch {
		case c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)):
			t.Errorf("%s: got %v, want an error with %q", c.text, err, c.err)
		case c.err == "" && (err != nil || len(got) != 1 || !reflect.DeepEqual(got[0], c.want)):
			t.Errorf("%s: got %#v, %v", c.text, got, err)
		}
	}
}

func TestApplyRefusesWhatDoesNotFit(t *testing.T) {
	s := awstest.Parse(t, shop)
	for _, c := range []struct {
		edit whatif.Edit
		want string
	}{
		{whatif.RemoveRule{Group: "sg-app", Direction: "out", Protocol: "tcp", Ports: "25", Peer: "0.0.0.0/0"}, "sg-app has no rule out tcp 25 0.0.0.0/0"},
		{whatif.AddRule{Group: "sg-app", Direction: "out", Protocol: "tcp", Ports: "500-400", Peer: "0.0.0.0/0"}, `"500-400" is no port or range`},
		{whatif.AddRule{Group: "sg-app", Direction: "out", Protocol: "tcp", Ports: "70000", Peer: "0.0.0.0/0"}, `"70000" is no port or range`},
		{whatif.AddRule{Group: "sg-app", Direction: "up", Protocol: "tcp", Peer: "0.0.0.0/0"}, `unknown direction "up"`},
		{whatif.AddRule{Group: "sg-app", Direction: "out", Peer: "0.0.0.0/0"}, "(add rule): it needs protocol"},
		{whatif.AddRule{Region: "mars-1", Group: "sg-app", Direction: "out", Protocol: "tcp", Peer: "0.0.0.0/0"}, "no region mars-1"},
		{whatif.SetRoute{Table: "rtb-none", Destination: "0.0.0.0/0", Target: "nat-a"}, "rtb-none is not in the snapshot"},
		{whatif.SetRoute{Table: "rtb-app", Destination: "nonsense", Target: "nat-a"}, `"nonsense" is no CIDR`},
		{whatif.SetRoute{Table: "rtb-app", Destination: "0.0.0.0/0", Target: "the moon"}, `"the moon" is no target`},
		{whatif.SetRoute{Table: "rtb-app", Destination: "10.0.0.0/16", Target: "tgw-x", Replace: true}, "the local route to 10.0.0.0/16 can lead to a NAT gateway, an interface or an endpoint only"},
		{whatif.SetRoute{Table: "rtb-app", Destination: "10.3.0.0/16", Target: "local"}, "has no route to 10.3.0.0/16 that could be local again"},
		{whatif.RemoveRoute{Table: "rtb-app", Destination: "10.0.0.0/16"}, "has no static route"},
		{whatif.AddACLEntry{ACL: "acl-app", Direction: "out", Number: 100, Protocol: "tcp", CIDR: "0.0.0.0/0"}, "already has a rule 100 out"},
		{whatif.AddACLEntry{ACL: "acl-app", Direction: "out", Number: 32767, Protocol: "tcp", CIDR: "0.0.0.0/0"}, "want 1 to 32766"},
		{whatif.SetACLEntry{ACL: "acl-app", Direction: "in", Number: 200, Protocol: "tcp", CIDR: "0.0.0.0/0"}, "has no rule 200 in"},
		{whatif.AddEndpoint{VPC: "vpc-prod", Service: "sqs"}, "needs tables (gateway) or subnets"},
		{whatif.AddEndpoint{VPC: "vpc-prod", Service: "dynamodb", Tables: []string{"rtb-app"}}, "the prefix list of com.amazonaws.us-east-1.dynamodb"},
		{whatif.AddEndpointTable{ID: "vpce-sqs", Table: "rtb-app"}, "is no gateway endpoint"},
		{whatif.AddEndpointTable{ID: "vpce-s3", Table: "rtb-public"}, "has rtb-public already"},
		{whatif.AddEndpointSubnet{ID: "vpce-s3", Subnet: "subnet-app-a"}, "is no interface endpoint"},
		{whatif.RemoveEndpointGroup{ID: "vpce-sqs", Group: "sg-app"}, "is the only security group"},
		{whatif.SetEndpointPolicy{ID: "vpce-sqs", Policy: "all"}, "is no JSON"},
		{whatif.RemoveSubnet{Function: "app", ID: "subnet-main"}, "app does not have subnet-main"},
		{whatif.AddGroup{Function: "app", ID: "sg-none"}, "sg-none is not in the snapshot"},
		{whatif.SetSubnets{Function: "app"}, "needs subnets"},
		{whatif.Associate{Table: "rtb-back", Subnet: "subnet-app-a"}, "is in another VPC"},
		{whatif.Dissociate{Subnet: "subnet-main"}, "no route table of its own"},
		{whatif.AssociateACL{ACL: "acl-back", Subnet: "subnet-app-a"}, "is in another VPC"},
	} {
		if _, err := whatif.Apply(s, []whatif.Edit{c.edit}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: got %v, want an error with %q", c.edit, err, c.want)
		}
	}
}

// A route that came by propagation stays beside a static one to the same destination.
func TestAPropagatedRouteStays(t *testing.T) {
	s := awstest.Parse(t, shop).Change("us-east-1", func(r *awsdata.Region) {
		for i := range r.RouteTables {
			if t := &r.RouteTables[i]; t.RouteTableId == "rtb-app" {
				t.Routes = append(t.Routes[:len(t.Routes):len(t.Routes)],
					awsdata.Route{DestinationCidrBlock: "172.16.0.0/12", GatewayId: "vgw-1",
						Origin: "EnableVgwRoutePropagation", State: "active"})
			}
		}
	})
	after, err := whatif.Apply(s,
		[]whatif.Edit{whatif.SetRoute{Table: "rtb-app", Destination: "172.16.0.0/12", Target: "tgw-x"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := routes(after, "rtb-app"); !strings.Contains(got, "172.16.0.0/12>vgw-1") ||
		!strings.Contains(got, "172.16.0.0/12>tgw-x") {
		t.Error(got)
	}
	_, err = whatif.Apply(s, []whatif.Edit{whatif.RemoveRoute{Table: "rtb-app", Destination: "172.16.0.0/12"}})
	if err == nil {
		t.Error("a propagated route is removed as if somebody had made it")
	}
}

// AWS clears the bits behind a prefix's length: 10.0.0.5/16 is 10.0.0.0/16.
func TestCIDRsAreNetworks(t *testing.T) {
	s := awstest.Parse(t, shop)
	after, err := whatif.Apply(s, []whatif.Edit{
		whatif.SetRoute{Table: "rtb-app", Destination: "10.9.0.5/16", Target: "tgw-x"},
		whatif.AddRule{Group: "sg-app", Direction: "out", Protocol: "tcp", Ports: "22", Peer: "10.0.0.5/16"},
		whatif.RemoveRule{Group: "sg-app", Direction: "out", Protocol: "udp", Ports: "53-54", Peer: "10.0.0.2/32"},
		whatif.AddACLEntry{ACL: "acl-app", Direction: "in", Number: 9, Protocol: "tcp", CIDR: "10.0.0.5/16"},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := routes(after, "rtb-app") + "\n" + rules(after, "sg-app") + "\n" + entries(after, "acl-app")
	for _, want := range []string{"10.9.0.0/16>tgw-x", "tcp 22 10.0.0.0/16", "deny tcp all ports 10.0.0.0/16"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
	if strings.Contains(got, "pcx-back") {
		t.Error("the route to the same network stays beside it")
	}
}

// AWS keeps the first four addresses of a subnet and the last: a /28 has eleven.
func TestAnEndpointTakesAFreeAddress(t *testing.T) {
	story := shop
	for i := 4; i < 14; i++ {
		story += fmt.Sprintf("\teni e%d subnet=main ip=10.0.3.%d groups=db\n", i, i)
	}
	add := whatif.AddEndpoint{VPC: "vpc-prod", Service: "kms", Subnets: []string{"subnet-main"},
		Groups: []string{"sg-db"}}
	after, err := whatif.Apply(awstest.Parse(t, story), []whatif.Edit{add})
	if err != nil {
		t.Fatal(err)
	}
	if got := endpoint(after, "vpce-whatif-kms"); !strings.Contains(got, "10.0.3.14/") {
		t.Errorf("the last free address is 10.0.3.14: %s", got)
	}
	full := awstest.Parse(t, story+"\teni last subnet=main ip=10.0.3.14 groups=db\n")
	if _, err := whatif.Apply(full, []whatif.Edit{add}); err == nil ||
		!strings.Contains(err.Error(), "no free address") {
		t.Errorf("a full subnet: %v", err)
	}
}

// writeEdits are the edits of a list in all their forms.
func writeEdits(t *testing.T, s *awsdata.Snapshot, edits ...whatif.Edit) []whatif.Written {
	t.Helper()
	list, err := whatif.Write(s, edits)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// Commands of a list see what the edits before have made.
func TestCommandsOfAList(t *testing.T) {
	s := awstest.Parse(t, shop)
	var script paste.Script
	for _, w := range writeEdits(t, s,
		whatif.AddNAT{Region: "us-east-1", Subnet: "subnet-public-a"},
		whatif.SetRoute{Region: "us-east-1", Table: "rtb-app", Destination: "192.0.2.0/24",
			Target: whatif.NATID("subnet-public-a")},
		whatif.SetRoute{Table: "rtb-app", Destination: "192.0.2.0/24", Target: "nat-a"},
		whatif.AddGroup{Function: "app", ID: "sg-db"},
		whatif.AddSubnet{Function: "app", ID: "subnet-main"},
	) {
		script = append(script, w.CLI...)
	}
	want := `# its AllocationId takes the place of EIP_ALLOCATION_ID_PUBLIC_A below
aws ec2 allocate-address --domain vpc --region us-east-1
# 'its id takes the place of NEW_NAT_PUBLIC_A below; a NAT gateway is billed by the hour and by the gigabyte'
aws ec2 create-nat-gateway --subnet-id subnet-public-a --allocation-id EIP_ALLOCATION_ID_PUBLIC_A --region us-east-1
aws ec2 create-route --route-table-id rtb-app --destination-cidr-block 192.0.2.0/24 --nat-gateway-id NEW_NAT_PUBLIC_A --region us-east-1
aws ec2 replace-route --route-table-id rtb-app --destination-cidr-block 192.0.2.0/24 --nat-gateway-id nat-a --region us-east-1
aws lambda update-function-configuration --function-name app --vpc-config SubnetIds=subnet-app-a,subnet-app-b,SecurityGroupIds=sg-app,sg-db,Ipv6AllowedForDualStack=false --region us-east-1
aws lambda update-function-configuration --function-name app --vpc-config SubnetIds=subnet-app-a,subnet-app-b,subnet-main,SecurityGroupIds=sg-app,sg-db,Ipv6AllowedForDualStack=false --region us-east-1`
	if got := script.Text(""); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Every kind of target has the flag that its API has.
func TestTargetsOfRoutes(t *testing.T) {
	s := awstest.Parse(t, shop)
	for id, want := range map[string]string{
		"igw-1": "--gateway-id igw-1", "vgw-1": "--gateway-id vgw-1", "vpce-1": "--vpc-endpoint-id vpce-1",
		"nat-1": "--nat-gateway-id nat-1", "eigw-1": "--egress-only-internet-gateway-id eigw-1",
		"tgw-1": "--transit-gateway-id tgw-1", "pcx-1": "--vpc-peering-connection-id pcx-1",
		"eni-1": "--network-interface-id eni-1", "i-1": "--instance-id i-1", "lgw-1": "--local-gateway-id lgw-1",
		"cagw-1": "--carrier-gateway-id cagw-1",
	} {
		e := whatif.SetRoute{Table: "rtb-app", Destination: "192.0.2.0/24", Target: id}
		after, err := whatif.Apply(s, []whatif.Edit{e})
		if err != nil {
			t.Fatal(err)
		}
		if got := routes(after, "rtb-app"); !strings.Contains(got, "192.0.2.0/24>"+id) {
			t.Error(got)
		}
		if got := e.Commands(s).Text(""); !strings.Contains(got, want) {
			t.Errorf("%s: %s", id, got)
		}
	}
}

// routeTo is the first route of a region that leads to a target.
func routeTo(r *awsdata.Region, target string) awsdata.Route {
	for i := range r.RouteTables {
		for _, route := range r.RouteTables[i].Routes {
			if route.Target() == target {
				return route
			}
		}
	}
	return awsdata.Route{}
}
