package demo

import (
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
)

// shop is the account with lookups by name, which is how README.md tells its stories.
type shop struct {
	*testing.T
	index  *awsdata.Index
	us, eu *awsdata.RegionIndex
}

func openShop(t *testing.T) *shop {
	x := awsdata.NewIndex(load(t))
	return &shop{t, x, x.Region("us-east-1"), x.Region("eu-west-1")}
}

// named finds a resource by its name; a missing one ends the test.
func named[T any, P interface {
	*T
	awsdata.Resource
}](s *shop, list []T, name string) P {
	s.Helper()
	for i := range list {
		if P(&list[i]).Name() == name {
			return P(&list[i])
		}
	}
	s.Fatalf("no %T named %s", list, name)
	return nil
}

func (s *shop) want(ok bool, story string) {
	s.Helper()
	if !ok {
		s.Errorf("it does not hold that %s", story)
	}
}

// allows reports whether a rule of the permissions names the peer on the port.
func allows(permissions []awsdata.IpPermission, port int, peer string) bool {
	for i := range permissions {
		p := &permissions[i]
		onPort := p.IpProtocol == "-1" || (p.FromPort != nil && *p.FromPort <= port && port <= *p.ToPort)
		if onPort && slices.ContainsFunc(p.Peers(), func(x awsdata.Peer) bool { return x.Value == peer }) {
			return true
		}
	}
	return false
}

func (s *shop) group(name string) *awsdata.SecurityGroup {
	return named(s, s.us.Region.SecurityGroups, name)
}

func (s *shop) detail(r *awsdata.RegionIndex, function string) awsdata.Function {
	s.Helper()
	d, ok := r.Region.FunctionDetails[function]
	if !ok {
		s.Fatalf("no get-function of %s", function)
	}
	return d.Configuration
}

func (s *shop) policies(function string) string {
	role := s.index.Role(s.us.Function(function).Role)
	var b strings.Builder
	for _, p := range role.RolePolicyList {
		b.WriteString(string(p.PolicyDocument))
	}
	for _, p := range role.AttachedManagedPolicies {
		b.WriteString(p.PolicyName + string(s.index.ManagedPolicy(p.PolicyArn).Default()))
	}
	return b.String()
}

func TestStoriesOfWaysOut(t *testing.T) {
	s := openShop(t)
	nats := s.us.Region.NatGateways
	s.want(named(s, nats, "nat-a").State == "available" && named(s, nats, "nat-b").State == "available",
		"the NAT gateways of zones a and b work")
	s.want(named(s, nats, "nat-c").State == "deleted", "the NAT gateway of zone c is deleted")
	s.want(!named(s, nats, "nat-audit").Public(), "audit-log's NAT gateway is private")
	loop := named(s, nats, "nat-metrics")
	table, _ := s.us.SubnetRouteTable(loop.SubnetId)
	s.want(slices.ContainsFunc(table.Routes, func(r awsdata.Route) bool { return r.NatGatewayId == loop.NatGatewayId }),
		"metrics-push's NAT gateway routes to itself")

	search := named(s, s.us.Region.NetworkACLs, "acl-search")
	s.want(slices.ContainsFunc(search.Entries, func(e awsdata.NetworkACLEntry) bool {
		return !e.Egress && e.RuleAction == "allow" && e.CidrBlock == "0.0.0.0/0" && e.PortRange != nil &&
			e.PortRange.From == 32768
	}), "search-indexer gets replies on high ports alone")
	inventory := named(s, s.us.Region.NetworkACLs, "acl-inventory")
	first := inventory.Entries[0]
	s.want(first.Egress && first.RuleAction == "deny" && first.CidrBlock == "10.0.20.0/22" &&
		first.PortRange.From == 5432, "the ACL of inventory-sync denies the database first")

	spokes := named(s, s.us.Region.TransitGatewayRouteTables, "tgw-rtb-spokes")
	s.want(!spokes.RoutesKnown && named(s, s.us.Region.TransitGatewayRouteTables, "tgw-rtb-core").RoutesKnown,
		"of the two transit gateway tables only the core one was read")
	var zones []string
	for _, a := range s.us.TransitGatewayVPCAttachments(s.us.Region.TransitGateways[0].ID()) {
		if a.VpcId != named(s, s.us.Region.VPCs, "edge").ID() {
			continue
		}
		for _, id := range a.SubnetIds {
			zones = append(zones, s.us.Subnet(id).AvailabilityZone)
		}
	}
	s.want(slices.Equal(zones, []string{"us-east-1a", "us-east-1b"}),
		"the transit gateway has no attachment in zone c, where branch-sync also runs")

	nat := named(s, s.eu.Region.NatGateways, "nat-eu")
	s.want(nat.Regional() && s.eu.RouteTable(nat.RouteTableId) != nil,
		"prod-eu has a regional NAT gateway with a table of its own")
	research := named(s, s.eu.Region.VPCs, "research")
	s.want(s.eu.Region.BlockPublicAccess.InternetGatewayBlockMode == "block-bidirectional" &&
		research.BlockPublicAccessStates.InternetGatewayBlockMode == "block-bidirectional" &&
		named(s, s.eu.Region.VPCs, "prod-eu").BlockPublicAccessStates.InternetGatewayBlockMode == "off",
		"Block Public Access closes research and leaves out prod-eu")
	gone := named(s, s.eu.Region.PeeringConnections, "pcx-partner")
	partner, _ := s.eu.SubnetRouteTable(s.eu.Function("partner-feed").SubnetIDs()[0])
	s.want(gone.Status.Code == "deleted" && partner.Routes[1].State == "blackhole" &&
		partner.Routes[1].VpcPeeringConnectionId == gone.ID(), "partner-feed's route leads to a deleted peering")
	treasury := named(s, s.eu.Region.PeeringConnections, "pcx-treasury")
	s.want(treasury.Active() && s.index.VPCHome(treasury.AccepterVpcInfo.VpcId) == nil,
		"fx-rates leads into a VPC that was not read")
	s.want(s.eu.Subnet(s.eu.Function("shared-lookup").SubnetIDs()[0]).OwnerId != "123456789012",
		"shared-lookup's subnets belong to another account")
	dual := s.us.Function("ipv6-beacon")
	s.want(dual.VpcConfig.Ipv6AllowedForDualStack && len(s.us.Subnet(dual.SubnetIDs()[0]).CIDRs()) == 2,
		"ipv6-beacon is dual stack")
}

func TestStoriesOfNamesAndEndpoints(t *testing.T) {
	s := openShop(t)
	endpoints := s.us.Region.VPCEndpoints
	sqs, orders, ledger := named(s, endpoints, "vpce-sqs"), s.group("sg-orders"), s.group("sg-ledger")
	door := s.us.SecurityGroup(sqs.Groups[0].GroupId)
	s.want(sqs.PrivateDnsEnabled && allows(door.IpPermissions, 443, orders.GroupId) &&
		!allows(door.IpPermissions, 443, ledger.GroupId), "the SQS endpoint lets in orders-worker and not ledger-sync")
	secrets := named(s, endpoints, "vpce-data-secretsmanager")
	door = s.us.SecurityGroup(secrets.Groups[0].GroupId)
	s.want(secrets.PrivateDnsEnabled && allows(door.IpPermissions, 443, s.group("sg-data-jobs").GroupId) &&
		!allows(door.IpPermissions, 443, s.group("sg-secrets-reader").GroupId),
		"the Secrets Manager endpoint lets in warehouse-load and not secrets-reader")
	s.want(!named(s, endpoints, "vpce-media-sqs").PrivateDnsEnabled, "the SQS endpoint of media has no private DNS")
	services := func(vpc string) (out []string) {
		for _, e := range s.us.VPCEndpoints(named(s, s.us.Region.VPCs, vpc).ID()) {
			out = append(out, e.Type()+" "+e.Service())
		}
		slices.Sort(out)
		return out
	}
	s.want(!slices.Contains(services("media"), "Gateway s3"), "media has no gateway endpoint for S3")
	s.want(slices.Equal(services("pay"),
		[]string{"Gateway dynamodb", "Gateway s3", "Interface kms", "Interface secretsmanager", "Interface sqs"}),
		"pay has these endpoints and none for the Lambda API")
	s.want(s.us.Function("dispute-workflow").DurableConfig != nil, "dispute-workflow is durable")

	corp := named(s, s.us.Region.VPCs, "corp")
	s.want(slices.Equal(s.us.DhcpOptions(corp.DhcpOptionsId).Option("domain-name-servers"),
		[]string{"10.60.9.10", "10.60.9.11"}), "corp has name servers of its own")
	s.want(!allows(s.group("sg-hr").IpPermissionsEgress, 53, "0.0.0.0/0"), "hr-sync may not ask them")
	on, known := s.eu.VPCAttribute(named(s, s.eu.Region.VPCs, "sandbox").ID(), "enableDnsSupport")
	s.want(known && !on, "DNS is off in sandbox")

	var zones []string
	for _, n := range s.us.Region.NetworkInterfaces {
		if n.InterfaceType == "efs" {
			zones = append(zones, n.AvailabilityZone)
		}
	}
	slices.Sort(zones)
	model := s.us.Function("fraud-model")
	s.want(len(model.FileSystemConfigs) == 1 && len(model.SubnetIDs()) == 3 &&
		slices.Equal(zones, []string{"us-east-1a", "us-east-1b"}),
		"fraud-model runs in three zones and its file system is in two")
}

func TestStoriesOfStatesAndInterfaces(t *testing.T) {
	s := openShop(t)
	state := func(name string) string { f := s.detail(s.us, name); return f.State + " " + f.StateReasonCode }
	s.want(state("tax-yearly") == "Inactive Idle", "tax-yearly is inactive")
	s.want(state("bulk-mailer") == "Failed SubnetOutOfIPAddresses", "bulk-mailer has failed")
	s.want(state("gift-cards") == "Pending Creating", "gift-cards is being created")
	invoice := s.detail(s.us, "invoice-archive")
	s.want(invoice.LastUpdateStatus == "Failed" && invoice.LastUpdateStatusReasonCode == "InvalidSubnet",
		"invoice-archive's last update failed")
	for name, free := range map[string]int{"pdf-a": 3, "pdf-b": 9, "bulk-a": 0, "bulk-b": 6} {
		s.want(*named(s, s.us.Region.Subnets, name).AvailableIpAddressCount == free, name+" has its few free addresses")
	}
	pdf := s.us.Function("pdf-render")
	s.want(pdf.PackageType == "Image" && pdf.MemorySize == 8192, "pdf-render is an image with much memory")
	s.want(s.us.Function("feature-loader").Managed() && !s.us.Function("feature-loader").Attached(),
		"feature-loader runs on managed instances")
	old := s.us.Versions("legacy-import")
	s.want(len(old) == 3 && s.us.Subnet(old[0].SubnetIDs()[0]).Name() == "legacy-a" &&
		len(s.us.SubnetUsers(old[0].SubnetIDs()[0])) == 0, "only old versions of legacy-import hold legacy-a")
	s.want(s.us.SecurityGroup(s.us.Function("legacy-import").SecurityGroupIDs()[0]).GroupName == "default",
		"legacy-import has the default group")
	for _, name := range []string{"payments-core", "catalog-api"} {
		versions := s.us.Versions(name)
		s.want(len(versions) > 0 && versions[0].SnapStart.OptimizationStatus == "On", name+" starts from snapshots")
	}
	one, two := s.group("sg-capture").IpPermissionsEgress, s.group("sg-refunds").IpPermissionsEgress
	s.want(len(one) == 2 && one[0].Peers()[0].Value == two[0].Peers()[0].Value &&
		one[1].Peers()[0].Value == two[1].Peers()[0].Value,
		"the groups of payment-capture and payment-refunds let out the same")
	watched := map[string]string{}
	for _, l := range s.us.Region.FlowLogs {
		watched[nameOf(s.us, l.ResourceId)] = l.DeliverLogsStatus
	}
	s.want(len(watched) == 4 && watched["pay"] == "SUCCESS" && watched["data"] == "SUCCESS" &&
		watched["shipping"] == "SUCCESS" && watched["media"] == "FAILED",
		"pay, data and shipping are watched, media's log is not delivered, prod has none")
}

func TestStoriesOfRoles(t *testing.T) {
	s := openShop(t)
	s.want(strings.Contains(s.policies("iam-janitor"), "AdministratorAccess"), "iam-janitor is administrator")
	s.want(strings.Contains(s.policies("network-fixer"), "ec2:ReplaceRoute"), "network-fixer can change routes")
	export := s.policies("report-export")
	s.want(strings.Contains(export, `"s3:*","Resource":"*"`) &&
		strings.Contains(export, "secretsmanager:GetSecretValue"), "report-export may read all of S3 and all secrets")
	s.want(strings.Contains(s.policies("cron-cleanup"), "dynamodb:Scan"), "cron-cleanup may read all tables")
	for _, f := range s.us.Functions() {
		creates := strings.Contains(s.policies(f.FunctionName), "ec2:CreateNetworkInterface") ||
			strings.Contains(s.policies(f.FunctionName), "AdministratorAccess")
		if f.Attached() && f.FunctionName != "tax-yearly" {
			s.want(creates, f.FunctionName+"'s role may create interfaces")
		}
	}
	s.want(!strings.Contains(s.policies("tax-yearly"), "ec2:"), "tax-yearly's role may not create interfaces")
	shared := s.us.Function("partner-sync").Role
	s.want(shared == s.us.Function("hr-sync").Role && shared == s.us.Function("email-relay").Role,
		"partner-sync, hr-sync and email-relay share a role")
	s.want(s.index.Role(s.us.Function("warehouse-load").Role).PermissionsBoundary != nil,
		"warehouse-load's role has a boundary")
	for name, urls := range s.us.Region.FunctionURLs {
		s.want((len(urls) == 1 && urls[0].AuthType == "NONE") == (name == "public-url-fn"),
			"public-url-fn alone has a URL open to everyone: "+name)
		open := strings.Contains(string(s.us.Region.FunctionPolicies[name].Policy), `"Principal":"*"`)
		s.want(open == (name == "public-url-fn"), "public-url-fn alone has a policy open to everyone: "+name)
	}
	for _, r := range []*awsdata.RegionIndex{s.us, s.eu} {
		for _, f := range r.Functions() {
			_, detail := r.Region.FunctionDetails[f.FunctionName]
			_, policy := r.Region.FunctionPolicies[f.FunctionName]
			_, urls := r.Region.FunctionURLs[f.FunctionName]
			s.want(detail && policy && urls, "everything was read of "+f.FunctionName)
		}
	}
}
