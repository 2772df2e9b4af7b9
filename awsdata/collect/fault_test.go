package collect

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
)

// Whatever happens to one call, it leaves one gap with the right cause, and everything else is as if nothing had
// happened.
func TestFaultLeavesOneGap(t *testing.T) {
	const secret = "planted-in-the-answer"
	html := func(status int) awsreplay.Fault { return awsreplay.Page(status, secret) }
	for _, c := range []struct {
		name      string
		operation string
		document  string // of the call that fails
		fault     awsreplay.Fault
		cause     awsdata.Cause
		attempts  int    // requests that are made for it
		with      string // documents that are not asked for without it
	}{
		{"denied", "DescribeNatGateways", "describe-nat-gateways", awsreplay.Denied(), awsdata.CauseDenied, 1, ""},
		{"denied by Lambda", "GetFunction", "get-function.checkout get-function.report", awsreplay.Denied(), awsdata.CauseDenied, 2, ""},
		{"denied by Lambda's policies", "GetPolicy", "get-policy.checkout get-policy.report get-policy.thumbnails",
			awsreplay.Denied(), awsdata.CauseDenied, 3, "list-function-url-configs.checkout"},
		{"HTML for a policy", "GetPolicy", "get-policy.checkout get-policy.report get-policy.thumbnails", html(404),
			awsdata.CauseUnsupported, 3, "list-function-url-configs.checkout"},
		{"an object without the policy", "GetPolicy", "get-policy.checkout get-policy.report get-policy.thumbnails",
			awsreplay.Body(200, `{"message": "`+secret+`"}`), awsdata.CauseMalformed, 3,
			"list-function-url-configs.checkout"},
		{"a function that is gone", "ListFunctionUrlConfigs",
			"list-function-url-configs.checkout",
			awsreplay.Error(404, "ResourceNotFoundException", "Function not found"), awsdata.CauseFailed, 1, ""},
		{"denied by Route 53 Resolver", "ListFirewallRuleGroupAssociations", "list-firewall-rule-group-associations",
			awsreplay.Denied(), awsdata.CauseDenied, 1,
			"list-firewall-rules.rslvr-frg-1 list-firewall-domain-lists list-firewall-domains.rslvr-fdl-1"},
		{"denied by Service Quotas", "GetServiceQuota",
			"get-service-quota.lambda.L-9FEE3D26 get-service-quota.vpc.L-DF5E4CA3", awsreplay.Denied(),
			awsdata.CauseDenied, 2, ""},
		{"throttled for ever", "DescribeFlowLogs", "describe-flow-logs", awsreplay.Throttled(), awsdata.CauseThrottled, 3, ""},
		{"throttled by Lambda for ever", "ListCapacityProviders", "list-capacity-providers", awsreplay.Throttled(), awsdata.CauseThrottled, 3, ""},
		{"HTML with a good status", "DescribeNetworkAcls", "describe-network-acls", html(200), awsdata.CauseMalformed, 1, ""},
		{"HTML for Lambda", "ListCapacityProviders", "list-capacity-providers", html(200), awsdata.CauseMalformed, 1, ""},
		{"HTML 404", "DescribeFlowLogs", "describe-flow-logs", html(404), awsdata.CauseUnsupported, 1, ""},
		{"HTML 404 for Lambda", "ListCapacityProviders", "list-capacity-providers", html(404), awsdata.CauseUnsupported, 1, ""},
		{"HTML 500", "DescribeFlowLogs", "describe-flow-logs", html(500), awsdata.CauseMalformed, 1, ""},
		{"HTML 502", "DescribeFlowLogs", "describe-flow-logs", html(502), awsdata.CauseUnreachable, 3, ""},
		{"HTML 403", "DescribeFlowLogs", "describe-flow-logs", html(403), awsdata.CauseDenied, 1, ""},
		{"empty", "DescribeFlowLogs", "describe-flow-logs", awsreplay.Body(200, ""), awsdata.CauseMalformed, 1, ""},
		{"another operation's answer", "DescribeFlowLogs", "describe-flow-logs",
			awsreplay.Body(200, "<DescribeVpcsResponse><flowLogSet/></DescribeVpcsResponse>"),
			awsdata.CauseMalformed, 1, ""},
		{"an object without the list", "ListCapacityProviders", "list-capacity-providers",
			awsreplay.Body(200, `{"message": "`+secret+`"}`), awsdata.CauseMalformed, 1, ""},
		{"truncated XML", "DescribeRouteTables", "describe-route-tables", awsreplay.Truncated(), awsdata.CauseMalformed, 1, ""},
		{"truncated JSON", "ListCapacityProviders", "list-capacity-providers", awsreplay.Truncated(), awsdata.CauseMalformed, 1, ""},
		{"cut in the middle", "DescribeRouteTables", "describe-route-tables", awsreplay.Cut(), awsdata.CauseUnreachable, 3, ""},
		{"cut in the middle of JSON", "ListCapacityProviders", "list-capacity-providers", awsreplay.Cut(), awsdata.CauseUnreachable, 3, ""},
		{"cut in the middle of a query's answer", "DescribeDBInstances", "describe-db-instances", awsreplay.Cut(), awsdata.CauseUnreachable, 3, ""},
		{"cut in the middle of Route 53's", "ListFirewallRuleGroupAssociations",
			"list-firewall-rule-group-associations", awsreplay.Cut(), awsdata.CauseUnreachable, 3,
			"list-firewall-rules.rslvr-frg-1 list-firewall-domain-lists list-firewall-domains.rslvr-fdl-1"},
		{"cut before the first byte", "DescribeRouteTables", "describe-route-tables", awsreplay.CutAfter(0), awsdata.CauseUnreachable, 3, ""},
		{"cut after a few bytes", "DescribeRouteTables", "describe-route-tables", awsreplay.CutAfter(20), awsdata.CauseUnreachable, 3, ""},
		{"an error that is cut", "DescribeFlowLogs", "describe-flow-logs", awsreplay.CutError(), awsdata.CauseUnreachable, 3, ""},
		{"reset", "DescribeInternetGateways", "describe-internet-gateways", awsreplay.Reset(), awsdata.CauseUnreachable, 3, ""},
		{"unknown action", "DescribeVpcBlockPublicAccessOptions", "describe-vpc-block-public-access-options",
			awsreplay.Error(400, "InvalidAction", "The action is not valid"), awsdata.CauseUnsupported, 1, ""},
		{"region not enabled", "DescribeFlowLogs", "describe-flow-logs",
			awsreplay.Error(401, "AuthFailure", "AWS was not able to validate the provided access credentials"),
			awsdata.CauseUnsupported, 1, ""},
		{"any other error", "DescribeFlowLogs", "describe-flow-logs", awsreplay.Error(400, "InvalidParameter", "no"), awsdata.CauseFailed, 1, ""},
		{"denied by the tagging API", "GetResources", "get-resources", awsreplay.Denied(), awsdata.CauseDenied, 1, ""},
		{"throttled by the tagging API", "GetResources", "get-resources", awsreplay.Throttled(), awsdata.CauseThrottled, 3, ""},
		{"an object without the tags", "GetResources", "get-resources",
			awsreplay.Body(200, `{"message": "`+secret+`"}`), awsdata.CauseMalformed, 1, ""},
		{"denied by RDS", "DescribeDBInstances", "describe-db-instances", awsreplay.Denied(), awsdata.CauseDenied, 1, ""},
		{"denied by Amazon MQ", "ListBrokers", "list-brokers", awsreplay.Denied(), awsdata.CauseDenied, 1, "describe-broker.b-1"},
		{"throttled by load balancing", "DescribeTargetHealth", "describe-target-health.web", awsreplay.Throttled(), awsdata.CauseThrottled, 3, ""},
		{"throttled by Route 53 Resolver", "ListResolverRules", "list-resolver-rules", awsreplay.Throttled(), awsdata.CauseThrottled, 3, ""},
		{"HTML for Kafka", "ListClustersV2", "list-clusters-v2", html(200), awsdata.CauseMalformed, 1,
			"get-bootstrap-brokers.events get-bootstrap-brokers.bursts list-nodes.events"},
		{"HTML 404 for Route 53 Profiles", "ListProfileAssociations", "list-profile-associations", html(404),
			awsdata.CauseUnsupported, 1, "list-profile-resource-associations.rp-1"},
		{"an object without the list of OpenSearch", "ListDomainNames", "describe-domains", awsreplay.Body(200, `{"message": "`+secret+`"}`), awsdata.CauseMalformed, 1, ""},
		{"an object without the workgroups", "ListWorkgroups", "list-workgroups", awsreplay.Body(200, `{"message": "`+secret+`"}`), awsdata.CauseMalformed, 1, ""},
		{"an object without the broker", "DescribeBroker", "describe-broker.b-1", awsreplay.Body(200, `{"message": "`+secret+`"}`), awsdata.CauseMalformed, 1, ""},
		{"truncated XML of ElastiCache", "DescribeServerlessCaches", "describe-serverless-caches", awsreplay.Truncated(), awsdata.CauseMalformed, 1, ""},
		{"truncated JSON of EFS", "DescribeMountTargets", "describe-mount-targets.fs-1", awsreplay.Truncated(), awsdata.CauseMalformed, 1, ""},
		{"cut in the middle of RDS", "DescribeDBClusters", "describe-db-clusters", awsreplay.Cut(), awsdata.CauseUnreachable, 3, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			awsreplay.WithKeys(t)
			files := accountFiles(t)
			server := awsreplay.New(t, files, 0)
			server.Fault(c.operation+"@eu-west-1", c.fault)
			got := mustCollect(t, quick(server))

			var want []string
			for _, document := range strings.Fields(c.document) {
				want = append(want, "eu-west-1 "+document+" "+string(c.cause))
				delete(files, "eu-west-1/"+document+".json")
			}
			if g := gaps(got); !slices.Equal(g, want) {
				t.Errorf("gaps %q, want %q", g, want)
			}
			for _, document := range strings.Fields(c.with) {
				delete(files, "eu-west-1/"+document+".json")
			}
			n := 0
			for _, r := range server.Requests() {
				if r.Operation == c.operation && r.Region == "eu-west-1" {
					n++
				}
			}
			if n != c.attempts {
				t.Errorf("%d requests, want %d", n, c.attempts)
			}
			sameBut(t, got, load(t, files, onlyFallback))
			for _, g := range got.Gaps() {
				if g.Message == "" {
					t.Errorf("gap %s says nothing", g.Call)
				}
				cut := strings.Contains(c.name, "cut") || c.name == "reset"
				if cut != strings.Contains(g.Message, "was cut off") {
					t.Errorf("gap %s says %q", g.Call, g.Message)
				}
			}
			if text := encoded(t, got); strings.Contains(text, secret) {
				t.Errorf("the snapshot quotes the answer: %s", text)
			}
		})
	}
}

// sameBut compares what two snapshots hold, whatever they say about what they do not.
func sameBut(t *testing.T, got, want *awsdata.Snapshot) {
	t.Helper()
	cut := func(text string) string {
		before, _, _ := strings.Cut(text, "\n \"gaps\": [")
		return strings.TrimRight(strings.TrimSpace(before), ",}\n ")
	}
	if g, w := cut(encoded(t, got)), cut(encoded(t, want)); g != w {
		gl, wl := strings.Split(g, "\n"), strings.Split(w, "\n")
		for i := range min(len(gl), len(wl)) {
			if gl[i] != wl[i] {
				t.Fatalf("the rest differs at line %d: got %s, want %s", i+1, gl[i], wl[i])
			}
		}
		t.Fatalf("the rest differs in length: %d lines, want %d", len(gl), len(wl))
	}
}

func TestFaultThatPasses(t *testing.T) {
	for name, fault := range map[string]func() awsreplay.Fault{
		"throttled twice": func() awsreplay.Fault { return awsreplay.First(2, awsreplay.Throttled()) },
		"reset twice":     func() awsreplay.Fault { return awsreplay.First(2, awsreplay.Reset()) },
		"cut twice":       func() awsreplay.Fault { return awsreplay.First(2, awsreplay.Cut()) },
		"unwell twice":    func() awsreplay.Fault { return awsreplay.First(2, awsreplay.Page(503, "x")) },
	} {
		t.Run(name, func(t *testing.T) {
			awsreplay.WithKeys(t)
			files := accountFiles(t)
			server := awsreplay.New(t, files, 0)
			for _, operation := range []string{"DescribeVpcs@eu-west-1", "ListFunctions@eu-west-1",
				"GetAccountAuthorizationDetails"} {
				server.Fault(operation, fault())
			}
			same(t, "snapshot", mustCollect(t, quick(server)), load(t, files, onlyFallback))
		})
	}
}

// A list that breaks off keeps the pages that came, and the gap tells that they are not all.
func TestLaterPageFails(t *testing.T) {
	awsreplay.WithKeys(t)
	server := awsreplay.New(t, accountFiles(t), 1)
	server.Fault("DescribeSubnets@eu-west-1", awsreplay.Then(2, (*awsreplay.Exchange).Answer, awsreplay.Denied()))
	got := mustCollect(t, quick(server))
	if n := len(got.Region("eu-west-1").Subnets); n != 2 {
		t.Errorf("%d subnets, want the 2 that came", n)
	}
	if got.Region("eu-west-1").Has("describe-subnets") {
		t.Error("the list counts as complete")
	}
	if g, want := gaps(got), []string{"eu-west-1 describe-subnets denied"}; !slices.Equal(g, want) {
		t.Errorf("gaps %q, want %q", g, want)
	}
}

// Without the call about all roles, the roles of functions in a VPC are read one by one.
func TestRolesOneByOne(t *testing.T) {
	awsreplay.WithKeys(t)
	files := accountFiles(t)
	server := awsreplay.New(t, files, 0)
	server.Fault("GetAccountAuthorizationDetails", awsreplay.Denied())
	got := mustCollect(t, quick(server))
	if g, want := gaps(got), []string{"global get-account-authorization-details denied"}; !slices.Equal(g, want) {
		t.Errorf("gaps %q, want %q", g, want)
	}
	delete(files, "global/get-account-authorization-details.json")
	sameBut(t, got, load(t, files, nil))
	if n := len(got.Account.RolePolicies); n != 1 {
		t.Errorf("%d inline policies, want 1", n)
	}
}

// A quota that nobody changed has no applied value, and AWS's default counts.
func TestQuotaDefault(t *testing.T) {
	awsreplay.WithKeys(t)
	files := accountFiles(t)
	files["eu-west-1/get-aws-default-service-quota.lambda.L-9FEE3D26.json"] =
		files["us-east-1/get-service-quota.lambda.L-9FEE3D26.json"]
	files["eu-west-1/get-aws-default-service-quota.vpc.L-DF5E4CA3.json"] =
		files["eu-west-1/get-service-quota.vpc.L-DF5E4CA3.json"]
	server := awsreplay.New(t, files, 0)
	server.Fault("GetServiceQuota@eu-west-1", awsreplay.Error(400, "NoSuchResourceException", "no value"))
	got := mustCollect(t, quick(server))
	if v := got.Region("eu-west-1").ServiceQuotas["lambda.L-9FEE3D26"].Quota.Value; v != 250 {
		t.Errorf("quota %v, want AWS's default of 250", v)
	}
	if g := gaps(got); len(g) > 0 {
		t.Errorf("gaps: %v", g)
	}
}

// Every call that pages asks for the largest page that AWS allows, so that a big account takes few calls.
func TestPageSizes(t *testing.T) {
	awsreplay.WithKeys(t)
	server := awsreplay.New(t, accountFiles(t), 0)
	server.Fault("GetAccountAuthorizationDetails", awsreplay.Then(1, awsreplay.Denied(), awsreplay.Denied()))
	mustCollect(t, quick(server))
	want := map[string]string{
		"ListFunctions": "50", "ListCapacityProviders": "50", "DescribeRouteTables": "100",
		"DescribeEgressOnlyInternetGateways": "255",
		"ListFunctionUrlConfigs":             "50", "ListFirewallRuleGroupAssociations": "100",
		"DescribeManagedPrefixLists": "100", "GetManagedPrefixListEntries": "100",
		"ListHostedZonesByVPC": "100", "ListResourceRecordSets": "300", "ListResolverRules": "100",
		"ListResolverRuleAssociations": "100",
		"ListProfileAssociations":      "100", "ListProfileResourceAssociations": "100",
		"ListFirewallRules": "100", "ListFirewallDomainLists": "100", "ListFirewallDomains": "100",
		"DescribeDBInstances": "100", "DescribeDBClusters": "100", "DescribeDBProxies": "100",
		"DescribeDBProxyEndpoints": "100",
		"DescribeCacheClusters":    "100", "DescribeReplicationGroups": "100", "DescribeServerlessCaches": "50",
		"ListClustersV2": "100", "ListNodes": "100", "redshift DescribeClusters": "100", "ListWorkgroups": "100",
		"elasticfilesystem DescribeFileSystems": "100", "DescribeMountTargets": "100", "ListFileSystems": "100",
		"ListMountTargets": "100",
		"ListBrokers":      "100", "ListEventSourceMappings": "100", "ListServiceNetworkVpcAssociations": "100",
		"DescribeLoadBalancers": "400", "DescribeListeners": "400", "DescribeTargetGroups": "400",
		// These do not page.
		"GetFunction": "", "GetCapacityProvider": "", "DescribeVpcAttribute": "",
		"DescribeVpcBlockPublicAccessOptions": "", "GetServiceQuota": "", "GetCallerIdentity": "",
		"SearchTransitGatewayRoutes": "", // pages by itself
		"ListDomainNames":            "", "DescribeDomains": "", "GetBootstrapBrokers": "", "DescribeBroker": "",
		"DescribeTargetHealth":      "",
		"memorydb DescribeClusters": "", "fsx DescribeFileSystems": "", // AWS does not say how large a page may be
		"GetServiceNetworkVpcAssociation": "", "GetResources": "100",
		"GetRole": "", "GetRolePolicy": "", "GetPolicy": "", "GetPolicyVersion": "",
	}
	seen := map[string]bool{}
	for _, r := range server.Requests() {
		seen[r.Operation] = true
		size, ok := want[r.Service+" "+r.Operation]
		if !ok {
			size, ok = want[r.Operation]
		}
		if !ok {
			size = "1000"
		}
		got := ""
		for _, name := range []string{"MaxResults", "MaxItems", "Maxitems", "MaxRecords", "PageSize",
			"ResourcesPerPage"} {
			got += r.Params[name]
		}
		if got != size {
			t.Errorf("%s asks for %q elements, want %q", r.Operation, got, size)
		}
	}
	for _, c := range table() {
		if c.scope != atStart && !seen[c.operation] {
			t.Errorf("%s was never asked for", c.operation)
		}
	}
}

// Events count every call once, and every call that started ends.
func TestProgress(t *testing.T) {
	awsreplay.WithKeys(t)
	files := accountFiles(t)
	server := awsreplay.New(t, files, 1)
	server.Fault("DescribeNatGateways", awsreplay.Denied())
	var events []Event
	o := quick(server)
	o.Regions = []string{AllRegions}
	o.Progress = func(e Event) { events = append(events, e) }
	got := mustCollect(t, o)

	var started, pages, done, failed, total int
	open := map[string]bool{}
	for _, e := range events {
		key := e.Region + " " + e.Call
		switch e.Phase {
		case Started:
			started++
			if open[key] {
				t.Errorf("%s started twice", key)
			}
			open[key] = true
		case Page:
			pages++
		case Done, Failed:
			if e.Phase == Done {
				done++
			} else {
				failed++
			}
			if !open[key] {
				t.Errorf("%s ended before it started", key)
			}
			delete(open, key)
		}
		if e.CallsTotal < total || e.CallsDone != done+failed || e.CallsDone > e.CallsTotal {
			t.Fatalf("%+v after %d done and %d failed of %d", e, done, failed, total)
		}
		total = e.CallsTotal
		if e.Call == "describe-vpcs" && e.Region == "eu-west-1" && e.Phase == Done && e.Items != 3 {
			t.Errorf("describe-vpcs brought %d items, want 3", e.Items)
		}
	}
	last := events[len(events)-1]
	if len(open) > 0 || last.CallsDone != last.CallsTotal || started != last.CallsTotal {
		t.Errorf("open %v, last %+v, %d started", open, last, started)
	}
	if failed != 2 || len(got.Gaps()) != 2 {
		t.Errorf("%d calls failed and left %d gaps, want 2", failed, len(got.Gaps()))
	}
	if pages <= done {
		t.Errorf("%d pages in %d calls: the lists did not come in pages", pages, done)
	}
	if !slices.Equal(got.RegionNames(), []string{"eu-west-1", "us-east-1"}) {
		t.Errorf("regions %v", got.RegionNames())
	}
}

// All calls that need no other are under way at the same time: the first is answered only when the last has arrived.
func TestCallsGoSideBySide(t *testing.T) {
	awsreplay.WithKeys(t)
	files := accountFiles(t)
	server := awsreplay.New(t, files, 0)
	var mu sync.Mutex
	release := make(chan struct{})
	waiting, independent := 0, 0
	for _, c := range table() {
		if c.scope == atStart || c.each != nil || c.attached || c.none != nil {
			continue
		}
		n := 2 // regions
		if c.scope == inAccount {
			n = 1
		}
		independent += n
		until := awsreplay.Until(release)
		server.Fault(c.operation, func(e *awsreplay.Exchange) {
			mu.Lock()
			if waiting++; waiting == independent {
				close(release)
			}
			mu.Unlock()
			until(e)
		})
	}
	o := quick(server)
	o.Concurrency = independent
	same(t, "snapshot", mustCollect(t, o), load(t, files, onlyFallback))
	if waiting != independent || independent < 40 {
		t.Errorf("%d calls waited, want %d", waiting, independent)
	}
}

// The caller's cancel ends a collection although the server never answers.
func TestCancel(t *testing.T) {
	awsreplay.WithKeys(t)
	server := awsreplay.New(t, accountFiles(t), 0)
	arrived := make(chan struct{}, 1)
	server.Fault("DescribeVpcs", awsreplay.Hang(arrived))
	ctx, cancel := context.WithCancelCause(context.Background())
	reason := errors.New("the user left")
	go func() {
		<-arrived
		cancel(reason)
	}()
	snapshot, err := Collect(ctx, quick(server))
	if !errors.Is(err, reason) {
		t.Fatalf("error %v, want the reason of the cancel", err)
	}
	for _, g := range snapshot.Gaps() {
		if g.Cause != awsdata.CauseCancelled && g.Cause != awsdata.CauseAbsent {
			t.Errorf("%+v", g)
		}
	}
}

// The cap on the total time leaves gaps, keeps what came, and is no error.
func TestTimeLimit(t *testing.T) {
	awsreplay.WithKeys(t)
	files := accountFiles(t)
	server := awsreplay.New(t, files, 0)
	calls := 0
	counting := quick(server)
	counting.Progress = func(e Event) { calls = e.CallsTotal }
	mustCollect(t, counting)

	hung := make(chan struct{}, 1)
	hang := awsreplay.Hang(hung)
	// What comes last, because the rest of the region would wait for anything else.
	server.Fault("GetPolicy@eu-west-1", func(e *awsreplay.Exchange) {
		if e.Request.Params["Name"] == "checkout" {
			hang(e)
		} else {
			e.Answer()
		}
	})
	limited, reach := context.WithCancelCause(context.Background())
	o := quick(server).withDefaults()
	var once sync.Once
	o.Progress = func(e Event) {
		if e.CallsDone == calls-2 { // all but the policy, and the URLs that are asked for once it is there
			once.Do(func() {
				<-hung
				reach(fmt.Errorf("%w (5m0s)", errTimeLimit)) // what the timer does
			})
		}
	}
	got, err := collectWithin(context.Background(), limited, o)
	if err != nil {
		t.Fatal(err)
	}
	if g, want := gaps(got), []string{"eu-west-1 get-policy.checkout canceled"}; !slices.Equal(g, want) {
		t.Errorf("gaps %q, want %q", g, want)
	}
	if m := got.Gaps()[0].Message; !strings.Contains(m, "time limit") {
		t.Errorf("message %q", m)
	}
	delete(files, "eu-west-1/get-policy.checkout.json")
	delete(files, "eu-west-1/list-function-url-configs.checkout.json")
	sameBut(t, got, load(t, files, onlyFallback))
}

// An address where nobody listens is an error: a snapshot of gaps alone would look like an empty account.
func TestNobodyAnswers(t *testing.T) {
	awsreplay.WithKeys(t)
	server := awsreplay.New(t, accountFiles(t), 0)
	o := quick(server)
	o.EndpointURL = "http://127.0.0.1:1"
	_, err := Collect(context.Background(), o)
	if err == nil || !strings.Contains(err.Error(), "cannot connect to http://127.0.0.1:1: ") ||
		!strings.Contains(err.Error(), "refused") {
		t.Errorf("error %v", err)
	}
}
