package collect

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect/mototest"
)

// HoldMoto is what [Collect] brings from an AWS that we did not write, seeded through the API: compared with what was
// seeded, and with what the AWS CLI prints of it.
func HoldMoto(t *testing.T, server *mototest.Server, account *mototest.Account, dump string) {
	t.Helper()
	live := mustCollect(t, Options{EndpointURL: server.URL, Regions: mototest.Regions(), MaxBackoff: time.Millisecond,
		Now: func() time.Time { return then }})
	t.Run("counts", func(t *testing.T) { motoCounts(t, live) })
	t.Run("gaps", func(t *testing.T) { motoGaps(t, live, account) })
	t.Run("functions", func(t *testing.T) { motoFunctions(t, live, account) })
	t.Run("network", func(t *testing.T) { motoNetwork(t, live, account.IDs) })
	t.Run("stores", func(t *testing.T) { motoStores(t, live, account.IDs) })
	t.Run("roles", func(t *testing.T) { motoRoles(t, live, account.IDs) })
	t.Run("secrets", func(t *testing.T) {
		if text := encoded(t, live); strings.Contains(text, mototest.PlantedSecret) ||
			strings.Contains(text, "Environment") {
			t.Error("the snapshot holds environment variables")
		}
	})
	t.Run("like the AWS CLI", func(t *testing.T) {
		dumped, err := awsdata.Load(t.Context(), dump)
		if err != nil {
			t.Fatal(err)
		}
		motoDump(t, live, dumped)
	})
}

// motoCounts holds that nothing is lost and nothing comes twice. Every region has a default VPC with a subnet in each
// of its zones besides what was seeded, and every VPC a default group, ACL and table.
func motoCounts(t *testing.T, live *awsdata.Snapshot) {
	for region, want := range map[string]string{
		"us-east-1": "functions 21 vpcs 4 subnets 16 route tables 9 groups 9 acls 5 nats 3 igws 1 eigws 1 endpoints 2 " +
			"interfaces 12 peerings 1 tgws 1 attachments 2 tgw tables 2 flow logs 1 dhcp options 1 details 15",
		"eu-west-1": "functions 2 vpcs 2 subnets 4 route tables 2 groups 3 acls 2 nats 0 igws 1 eigws 0 endpoints 0 " +
			"interfaces 0 peerings 0 tgws 0 attachments 0 tgw tables 0 flow logs 0 dhcp options 0 details 1",
	} {
		r := live.Region(region)
		got := fmt.Sprintf(
			"functions %d vpcs %d subnets %d route tables %d groups %d acls %d nats %d igws %d eigws %d endpoints %d "+
				"interfaces %d peerings %d tgws %d attachments %d tgw tables %d flow logs %d dhcp options %d details %d",
			len(r.Functions), len(r.VPCs), len(r.Subnets), len(r.RouteTables), len(r.SecurityGroups),
			len(r.NetworkACLs), len(r.NatGateways), len(r.InternetGateways), len(r.EgressOnlyInternetGateways),
			len(r.VPCEndpoints), len(r.NetworkInterfaces), len(r.PeeringConnections), len(r.TransitGateways),
			len(r.TransitGatewayAttachments), len(r.TransitGatewayRouteTables), len(r.FlowLogs), len(r.DhcpOptions),
			len(r.FunctionDetails))
		if got != want {
			t.Errorf("%s:\n got %s\nwant %s", region, got, want)
		}
	}
}

// motoGaps holds that the gaps are exactly what moto lacks.
func motoGaps(t *testing.T, live *awsdata.Snapshot, account *mototest.Account) {
	var want []string
	for _, region := range []string{"eu-west-1", "us-east-1"} {
		want = append(want,
			region+" describe-security-group-vpc-associations malformed", // an HTML page with the status 500
			region+" describe-vpc-block-public-access-options malformed",
			region+" get-service-quota.lambda.L-9FEE3D26 malformed",
			region+" list-capacity-providers unsupported",             // an HTML page with the status 404
			region+" list-firewall-rule-group-associations malformed", // status 500
		)
	}
	// likewise; no other policy names everyone
	want = append(want, "us-east-1 list-function-url-configs.webhook unsupported")
	for _, name := range []string{"tgw-rtb", "tgw-rtb/default"} {
		want = append(want, "us-east-1 get-transit-gateway-prefix-list-references."+account.IDs[name]+" malformed")
	}
	// One line for all that a tier lacks for one reason.
	want = append(want, "global names and data stores malformed", "global names and data stores unsupported")
	slices.Sort(want)
	for _, g := range live.Gaps() {
		if calls := motoLacks[g.Cause]; g.Call == awsdata.TierNamesAndStores &&
			!strings.HasPrefix(g.Message, calls+"; the first: ") {
			t.Errorf("the tier lacks %q, want %q", g.Message, calls)
		}
	}
	if got := gaps(live); !slices.Equal(got, want) {
		t.Errorf("gaps:\n got %s\nwant %s", strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
}

// motoLacks are the calls of names and data stores that moto does not have.
var motoLacks = map[awsdata.Cause]string{
	awsdata.CauseMalformed:   "describe-db-proxy-endpoints, describe-serverless-caches, get-bootstrap-brokers, list-nodes, list-profile-associations, list-workgroups",
	awsdata.CauseUnsupported: "list-file-systems",
}

// motoStores holds that what was seeded of names, data stores and load balancers is there, with its address.
func motoStores(t *testing.T, live *awsdata.Snapshot, ids map[string]string) {
	home := live.Region("us-east-1")
	zone := strings.TrimPrefix(ids["zone/shop"], "/hostedzone/")
	if zones := live.Account.HostedZonesByVPC[ids["shop"]]; len(zones) != 1 || zones[0].HostedZoneId != zone ||
		zones[0].Name != "shop.internal." {
		t.Errorf("zones of shop: %+v", zones)
	}
	var records []string
	for _, r := range live.Account.ResourceRecordSets[zone] {
		records = append(records, r.Text())
	}
	for _, want := range []string{"db.shop.internal. A 10.0.11.40", "*.apps.shop.internal. CNAME front.shop.internal",
		"front.shop.internal. A alias of db.shop.internal."} {
		if !slices.ContainsFunc(records,
			func(r string) bool { return strings.TrimSuffix(r, ".") == strings.TrimSuffix(want, ".") }) {
			t.Errorf("no record %q among %q", want, records)
		}
	}
	rule := slices.IndexFunc(home.ResolverRules, func(r awsdata.ResolverRule) bool { return r.Id == ids["rule/corp"] })
	if rule < 0 || home.ResolverRules[rule].TargetIps[0].Ip != "10.1.1.53" ||
		home.ResolverRules[rule].RuleType != "FORWARD" {
		t.Errorf("resolver rules: %+v", home.ResolverRules)
	}
	if a := home.ResolverRuleAssociations; len(a) != 1 || a[0].VPCId != ids["shop"] {
		t.Errorf("resolver rule associations: %+v", a)
	}
	var stores []string
	for _, s := range awsdata.NewIndex(live).Region("us-east-1").Stores() {
		endpoints := "no name"
		if e := s.Endpoints(); len(e) > 0 && e[0].Host != "" {
			endpoints = fmt.Sprintf("port %d", cmp.Or(s.DefaultPort(), e[0].Port))
		}
		where := "elsewhere"
		if s.VPCID() == ids["shop"] {
			where = "in shop"
		}
		stores = append(stores, fmt.Sprintf("%s %s: %s, %s", s.Kind(), s.Name(), endpoints, where))
	}
	slices.Sort(stores)
	if want := []string{
		// Where moto keeps the subnets to itself, nobody can tell the VPC.
		"cache pages: no name, elsewhere",
		"db orders-1: port 5432, in shop", "db reports: port 5432, in shop", "db-cluster orders: port 5432, in shop",
		"db-proxy orders-proxy: port 5432, in shop", "efs : port 2049, in shop", "fsx : port 988, elsewhere",
		"kafka events: no name, in shop", "lb front: port 80, in shop", "lb wire: port 6000, in shop",
		"memorydb ledger: port 6379, in shop", "mq jobs: port 61617, in shop", "opensearch search: port 443, elsewhere",
		"redshift warehouse: port 5439, elsewhere", "rg sessions: port 6379, elsewhere",
	}; !slices.Equal(stores, want) {
		t.Errorf("stores:\n got %q\nwant %q", stores, want)
	}
	var states []string
	for _, i := range home.Instances {
		states = append(states, i.InstanceId+" "+i.State.Name)
	}
	want := []string{ids["i/web"] + " running", ids["i/stopped"] + " stopped"}
	slices.Sort(want)
	if !slices.Equal(states, want) {
		t.Errorf("instances %q, want %q", states, want)
	}
	if l := home.Listeners["wire"]; len(l) != 1 || l[0].Port != 6000 || l[0].Protocol != "TCP" {
		t.Errorf("listeners of wire: %+v", l)
	}
	b := slices.IndexFunc(home.LoadBalancers, func(b awsdata.LoadBalancer) bool { return b.LoadBalancerName == "wire" })
	if b < 0 ||
		len(home.LoadBalancers[b].SecurityGroups) > 0 {
		t.Errorf("load balancers: %+v", home.LoadBalancers)
	}
	if targets := home.MountTargets[ids["efs"]]; len(targets) != 1 ||
		targets[0].NetworkInterfaceId != ids["efs/target"] {
		t.Errorf("mount targets: %+v", targets)
	}
}

func motoFunctions(t *testing.T, live *awsdata.Snapshot, account *mototest.Account) {
	index := awsdata.NewIndex(live)
	for region, names := range account.Functions {
		for _, name := range names {
			if index.Region(region).Function(name) == nil {
				t.Errorf("%s in %s is missing", name, region)
			}
		}
	}
	home := index.Region("us-east-1")
	checkout := home.Function("checkout")
	ids := func(names ...string) (out []string) {
		for _, name := range names {
			out = append(out, account.IDs[name])
		}
		slices.Sort(out)
		return out
	}
	if got, want := checkout.SubnetIDs(), ids("shop/private-a", "shop/private-b"); !slices.Equal(got, want) {
		t.Errorf("checkout is in %v, want %v", got, want)
	}
	if got, want := checkout.SecurityGroupIDs(), ids("sg/functions"); !slices.Equal(got, want) {
		t.Errorf("checkout has %v, want %v", got, want)
	}
	// moto says vpc-123abc of every function.
	for function, vpc := range map[string]string{"checkout": "shop", "warehouse-query": "data", "hermit": "lonely"} {
		if got := home.FunctionVPC(home.Function(function)); got != account.IDs[vpc] {
			t.Errorf("%s is in %s, want %s", function, got, account.IDs[vpc])
		}
	}
	if n := len(home.Versions("checkout")); n != 2 {
		t.Errorf("checkout has %d versions, want 2", n)
	}
	if checkout.State != "Active" {
		t.Errorf("checkout's state is %q: get-function was not joined", checkout.State)
	}
	if len(checkout.Layers) != 1 || len(home.Function("cart").Layers) != 0 {
		t.Error("layers are not as seeded")
	}
	detail := live.Region("us-east-1").FunctionDetails["checkout"]
	if detail.Concurrency == nil || detail.Concurrency.ReservedConcurrentExecutions != 20 ||
		detail.Tags["team"] != "checkout" {
		t.Errorf("detail of checkout: %+v", detail)
	}
	policies := live.Region("us-east-1").FunctionPolicies
	if text := string(policies["webhook"].Policy); !strings.Contains(text, "lambda:InvokeFunction") ||
		!strings.Contains(text, "everyone") {
		t.Errorf("policy of webhook: %q", text)
	}
	if text := string(policies["resize"].Policy); strings.Contains(text, "lambda:InvokeFunction") {
		t.Errorf("policy of resize: %q", text)
	}
	if home.Function("resize").PackageType != "Image" || home.Function("resize").Attached() {
		t.Errorf("resize: %+v", home.Function("resize"))
	}
}

func motoNetwork(t *testing.T, live *awsdata.Snapshot, ids map[string]string) {
	home := awsdata.NewIndex(live).Region("us-east-1")
	shop := home.VPC(ids["shop"])
	if got := len(shop.CIDRs()); got != 3 {
		t.Errorf("shop has the ranges %v, want two of IPv4 and one of IPv6", shop.CIDRs())
	}
	for attribute, want := range map[string]bool{"shop enableDnsHostnames": true, "data enableDnsHostnames": false,
		"lonely enableDnsSupport": false} {
		vpc, name, _ := strings.Cut(attribute, " ")
		if value, known := home.VPCAttribute(ids[vpc], name); !known || value != want {
			t.Errorf("%s: %v, known %v", attribute, value, known)
		}
	}
	private, explicit := home.SubnetRouteTable(ids["shop/private-a"])
	if private == nil || private.ID() != ids["rtb/private"] || !explicit {
		t.Fatalf("private-a has the table %v", private)
	}
	targets := map[string]string{}
	for _, r := range private.Routes {
		targets[r.DestinationCidrBlock+r.DestinationIpv6CidrBlock+r.DestinationPrefixListId] =
			r.GatewayId + r.NatGatewayId + r.EgressOnlyInternetGatewayId + r.VpcPeeringConnectionId + r.TransitGatewayId
	}
	for destination, target := range map[string]string{
		"10.0.0.0/16": "local", "10.50.0.0/16": "local", "0.0.0.0/0": ids["nat/public"], "::/0": ids["eigw"],
		ids["pl/partners"]: ids["nat/private"], "10.1.1.0/24": ids["pcx"],
	} {
		if targets[destination] != target {
			t.Errorf("route to %s leads to %q, want %q", destination, targets[destination], target)
		}
	}
	if acl := home.SubnetNetworkACL(ids["shop/isolated-a"]); acl == nil || acl.ID() != ids["acl/isolated"] ||
		len(acl.Entries) < 3 {
		t.Errorf("isolated-a has the ACL %+v", acl)
	}
	if nat := home.NatGateway(ids["nat/private"]); nat == nil || nat.ConnectivityType != "private" {
		t.Errorf("private NAT gateway: %+v", nat)
	}
	if list := home.PrefixList(ids["pl/partners"]); list == nil || !list.EntriesKnown || len(list.Entries) != 2 {
		t.Errorf("prefix list: %+v", list)
	}
	if e := home.VPCEndpoint(ids["vpce/s3"]); e == nil ||
		!strings.Contains(string(e.PolicyDocument), "arn:aws:s3:::shop/*") ||
		!slices.Equal(e.RouteTableIds, []string{ids["rtb/isolated"]}) {
		t.Errorf("gateway endpoint: %+v", e)
	}
	if e := home.VPCEndpoint(ids["vpce/sqs"]); e == nil || !e.PrivateDnsEnabled || len(e.SubnetIds) != 2 {
		t.Errorf("interface endpoint: %+v", e)
	}
	group := home.SecurityGroup(ids["sg/functions"])
	peers := 0
	for _, p := range group.IpPermissionsEgress {
		peers += len(p.IpRanges) + len(p.Ipv6Ranges) + len(p.PrefixListIds) + len(p.UserIdGroupPairs)
	}
	if peers != 5 {
		t.Errorf("the functions' group has %d peers to go to, want 5: %+v", peers, group.IpPermissionsEgress)
	}
	found, _ := home.Lookup(ids["tgw-rtb"])
	if table, ok := found.(*awsdata.TransitGatewayRouteTable); !ok || !table.RoutesKnown || len(table.Routes) != 2 {
		t.Errorf("transit gateway table: %+v", table)
	}
	if eu := live.Region("eu-west-1"); len(eu.InternetGateways) != 1 ||
		eu.InternetGateways[0].ID() != ids["igw/europe"] {
		t.Errorf("internet gateways in Europe: %+v", eu.InternetGateways)
	}
}

func motoRoles(t *testing.T, live *awsdata.Snapshot, ids map[string]string) {
	index := awsdata.NewIndex(live)
	role := index.Role(ids["role/checkout"])
	if role == nil || len(role.AttachedManagedPolicies) != 2 || len(role.RolePolicyList) != 1 {
		t.Fatalf("role of checkout: %+v", role)
	}
	for _, attached := range role.AttachedManagedPolicies {
		policy := index.ManagedPolicy(attached.PolicyArn)
		if policy == nil || policy.Default() == "" {
			t.Errorf("no document of %s", attached.PolicyArn)
			continue
		}
		if strings.HasSuffix(attached.PolicyArn, "queues") && strings.Contains(string(policy.Default()), "sqs:*") {
			t.Error("the policy is the first version, not the one in force")
		}
	}
	if n := len(live.Account.Policies); n != 3 {
		t.Errorf("%d policies, want the 3 that anyone uses", n)
	}
}

// motoDump holds that the AWS CLI's own output gives the same snapshot, but for managed policies that nobody uses and
// for functions without a policy.
func motoDump(t *testing.T, live, dumped *awsdata.Snapshot) {
	if !slices.Equal(live.RegionNames(), dumped.RegionNames()) || live.AccountID != dumped.AccountID {
		t.Fatalf("regions %v of %s, dumped %v of %s", live.RegionNames(), live.AccountID, dumped.RegionNames(),
			dumped.AccountID)
	}
	for _, l := range live.Regions {
		d := dumped.Region(l.RegionName)
		lv, dv := reflect.ValueOf(*l), reflect.ValueOf(*d)
		for i := range lv.NumField() {
			field := lv.Type().Field(i)
			if field.Name == "FunctionPolicies" {
				// To the CLI a function without a policy is an error, which leaves no file.
				asked := maps.Clone(l.FunctionPolicies)
				maps.DeleteFunc(asked, func(_ string, p awsdata.FunctionPolicy) bool { return p.Policy == "" })
				if len(asked) == len(l.FunctionPolicies) {
					t.Errorf("%s: every function has a policy: %+v", l.RegionName, asked)
				}
				if !maps.Equal(asked, d.FunctionPolicies) {
					t.Errorf("%s policies:\n live %+v\n dump %+v", l.RegionName, asked, d.FunctionPolicies)
				}
				continue
			}
			if field.Name == "VPCAttributes" { // only those of VPCs with functions are asked for
				maps.DeleteFunc(d.VPCAttributes, func(id string, _ awsdata.VPCAttribute) bool {
					vpc, _ := cutLast(id)
					return !slices.Contains(l.FunctionVPCs(), vpc)
				})
			}
			if lv.Field(i).Kind() == reflect.Slice && lv.Field(i).Len()+dv.Field(i).Len() == 0 {
				continue // OpenSearch cannot be asked about no domain: there is no document, and nothing in it
			}
			if field.IsExported() && !reflect.DeepEqual(lv.Field(i).Interface(), dv.Field(i).Interface()) {
				t.Errorf("%s %s:\n live %+v\n dump %+v", l.RegionName, field.Name, lv.Field(i).Interface(),
					dv.Field(i).Interface())
			}
		}
	}
	if !reflect.DeepEqual(live.Account.Roles, dumped.Account.Roles) {
		t.Errorf("roles:\n live %+v\n dump %+v", live.Account.Roles, dumped.Account.Roles)
	}
	known := map[string]bool{}
	for _, g := range live.Gaps() {
		known[g.Region+" "+g.Call] = true
	}
	for _, g := range dumped.Gaps() {
		if !known[g.Region+" "+g.Call] {
			t.Errorf("the dump lacks what is there live: %+v", g)
		}
	}
}
