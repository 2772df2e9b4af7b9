package ledger

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// of writes the ledger of a story's only region.
func of(t *testing.T, story string) *Ledger {
	t.Helper()
	return Of(index(t, story).Region("us-east-1"))
}

// index is a story's account. No line of these stories continues another, so their indentation means nothing.
func index(t *testing.T, story string) *awsdata.Index {
	t.Helper()
	lines := strings.Split(story, "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	story = strings.Join(lines, "\n")
	return awsdata.NewIndex(awstest.Parse(t, story))
}

const office = `
	vpc prod 10.0.0.0/16
	subnet a zone=a cidr=10.0.1.0/24
	subnet b zone=b cidr=10.0.2.0/24
	group web out tcp 443 0.0.0.0/0
	group db
	group old
`

// line is an entry as a person reads it.
func line(e *Entry) string {
	text := fmt.Sprintf("%s [%s] %s", e.SubnetID, strings.Join(e.Groups, " "), e.Status)
	for _, part := range []struct{ label, value string }{
		{" by ", texts(e.Holders)}, {" with ", ids(e.Interfaces)}, {" owner ", texts(e.Owners)}, {": ", e.Why}} {
		if part.value != "" {
			text += part.label + part.value
		}
	}
	return text
}

func ids(interfaces []*awsdata.NetworkInterface) string {
	var out []string
	for _, n := range interfaces {
		out = append(out, n.NetworkInterfaceId)
	}
	return strings.Join(out, ", ")
}

func TestEntries(t *testing.T) {
	for _, test := range []struct {
		name, story string
		want        []string
	}{
		{"shared whatever the order of the security groups", `
			function cart subnets=a groups=web,db
			function checkout subnets=a groups=db,web
			eni one subnet=a type=lambda ip=10.0.1.9 groups=web,db description="AWS Lambda VPC ENI-someone-else"`,
			[]string{"subnet-a [sg-db sg-web] held by cart, checkout with eni-one"}},
		{"several interfaces for one set", `
			function cart subnets=a groups=web
			eni one subnet=a type=lambda ip=10.0.1.9 groups=web
			eni two subnet=a type=lambda ip=10.0.1.10 groups=web`,
			[]string{"subnet-a [sg-web] held by cart with eni-one, eni-two"}},
		{"a subset is another set, and its interface is nobody's", `
			function cart subnets=a groups=web,db
			eni one subnet=a type=lambda ip=10.0.1.9 groups=web,db
			eni two subnet=a type=lambda ip=10.0.1.10 groups=web`,
			[]string{"subnet-a [sg-db sg-web] held by cart with eni-one", "subnet-a [sg-web] orphaned with eni-two"}},
		{"drifted: a security group was added to the interface", `
			function cart subnets=a,b groups=web
			eni one subnet=a type=lambda ip=10.0.1.9 groups=web,db
			eni two subnet=b type=lambda ip=10.0.2.9 groups=web`,
			[]string{"subnet-a [sg-db sg-web] drifted with eni-one owner cart", "subnet-a [sg-web] missing by cart",
				"subnet-b [sg-web] held by cart with eni-two"}},
		{"no drift where the sets have nothing in common", `
			function cart subnets=a groups=web
			eni one subnet=a type=lambda ip=10.0.1.9 groups=old`,
			[]string{"subnet-a [sg-old] orphaned with eni-one", "subnet-a [sg-web] missing by cart"}},
		{"a published version holds what its function left", `
			function cart subnets=a groups=web
			version cart 1 subnets=b groups=old
			version cart 2
			eni one subnet=a type=lambda ip=10.0.1.9 groups=web
			eni two subnet=b type=lambda ip=10.0.2.9 groups=old`,
			[]string{"subnet-a [sg-web] held by cart, cart:2 with eni-one",
				"subnet-b [sg-old] held by cart:1 with eni-two"}},
		{"missing, and why", `
			function asleep subnets=a groups=web state=Inactive reason-code=Idle
			function young subnets=a groups=db state=Pending
			function lost subnets=!gone groups=web
			function odd subnets=b groups=web
			function failed subnets=b groups=db update=Failed`,
			[]string{"subnet-a [sg-db] missing by young: young is Pending",
				"subnet-a [sg-web] missing by asleep: asleep is Inactive",
				"subnet-b [sg-db] missing by failed: the last update of failed failed",
				"subnet-b [sg-web] missing by odd",
				"subnet-gone [sg-web] missing by lost: the subnet is not among the account's subnets"}},
		{"missing, and the state was not read", `
			function cart subnets=a groups=web
			gap get-function.cart`,
			[]string{"subnet-a [sg-web] missing by cart: the state of cart was not read"}},
		{"interfaces of others are left alone", `
			function cart subnets=a groups=web
			eni one subnet=a type=lambda ip=10.0.1.9 groups=web
			eni two subnet=a type=lambda ip=10.0.1.10 groups=old owner=999900001111
			eni three subnet=b type=lambda ip=10.0.2.10 groups=old description="AWS Lambda VPC ENI: arn:aws:lambda:us-east-1:123456789012:event-source-mapping:1"
			eni four subnet=b ip=10.0.2.11 groups=web`,
			[]string{"subnet-a [sg-old] foreign with eni-two: it belongs to account 999900001111",
				"subnet-a [sg-web] held by cart with eni-one",
				"subnet-b [sg-old] foreign with eni-three: it belongs to an event source mapping"}},
		{"managed instances and functions outside any VPC expect nothing", `
			provider fleet subnets=a groups=web
			function batch provider=fleet
			function outside`, nil},
		{"interfaces not collected: nothing is missing", `
			function cart subnets=a groups=web
			gap describe-network-interfaces`, []string{"subnet-a [sg-web] unknown by cart"}},
		{"functions not collected: nothing is orphaned", `
			function cart subnets=a groups=web
			eni one subnet=a type=lambda ip=10.0.1.9 groups=old
			gap list-functions
			gap list-versions-by-function.cart`, []string{"subnet-a [sg-old] unknown with eni-one"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, e := range of(t, office+test.story).Entries {
				got = append(got, line(&e))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestVersionHolds(t *testing.T) {
	l := of(t, office+`
		function cart subnets=a groups=web
		version cart 2 subnets=b groups=web,old
		version cart 10 subnets=b groups=web,old
		version cart 11
		function checkout subnets=a groups=web
		version checkout 1
		eni two subnet=b type=lambda ip=10.0.2.9 groups=old,web`)
	want := []VersionHold{{Function: "cart", Versions: []string{"2", "10"}, Subnets: []string{"subnet-b"},
		Groups: []string{"sg-old"}, Interfaces: []string{"eni-two"}}}
	if diff := cmp.Diff(want, l.Versions); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Whether versions were listed shows by the versions, or by a list of each function's own.
func TestVersionsSeen(t *testing.T) {
	const function = office + "function cart subnets=a groups=web\n"
	for name, test := range map[string]struct {
		story string
		want  bool
	}{
		"each function's versions were listed": {function, true},
		"not listed, and none seen":            {function + "gap list-versions-by-function.cart absent", false},
		"one was seen": {function + `version cart 1
			function other
			gap list-versions-by-function.other absent`, true},
	} {
		if got := of(t, test.story).VersionsSeen; got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

func TestHeadroom(t *testing.T) {
	const three = office + `
		function cart subnets=a groups=web
		eni one subnet=a type=lambda ip=10.0.1.9 groups=web
		eni two subnet=b type=lambda ip=10.0.2.9 groups=db
		eni mount subnet=b type=efs ip=10.0.2.10 groups=db description="EFS mount target for fs-1 (fsmt-1)"
		eni server subnet=b ip=10.0.2.11 groups=db
		vpc empty 10.1.0.0/16
	`
	for name, test := range map[string]struct {
		story   string
		want    Headroom
		percent int
	}{
		"the applied quota":  {three + "quota lambda L-9FEE3D26 4", Headroom{VPCID: "vpc-prod", Lambda: 2, EFS: 1, Limit: 4, Applied: true, Known: true}, 75},
		"AWS's default":      {three + "gap get-service-quota.lambda.L-9FEE3D26", Headroom{VPCID: "vpc-prod", Lambda: 2, EFS: 1, Limit: 500, Known: true}, 0},
		"it is unknown":      {three + "gap describe-network-interfaces", Headroom{VPCID: "vpc-prod", Limit: 500, Applied: true}, 0},
		"a quota of nothing": {three + "quota lambda L-9FEE3D26 0", Headroom{VPCID: "vpc-prod", Lambda: 2, EFS: 1, Limit: 500, Known: true}, 0},
	} {
		got := of(t, test.story).Headroom
		if diff := cmp.Diff([]Headroom{test.want}, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", name, diff)
			continue
		}
		if got[0].Percent() != test.percent || got[0].Used() != test.want.Lambda+test.want.EFS {
			t.Errorf("%s: %d used, %d %%", name, got[0].Used(), got[0].Percent())
		}
	}
}

func TestMerges(t *testing.T) {
	const shop = `
		vpc prod 10.0.0.0/16
		subnet a zone=a cidr=10.0.1.0/24
		subnet b zone=b cidr=10.0.2.0/24
		prefixlist partner cidrs=198.51.100.0/24
		group cart out tcp 443 10.0.0.0/8
		group cart in tcp 22 10.0.0.0/8
		group cart out icmp 0.0.0.0/0
		function cart subnets=a,b groups=cart
		function cart-admin subnets=a groups=cart
		function checkout subnets=a,b groups=checkout
	`
	for _, test := range []struct {
		name, story string
		want        string
	}{
		{"the same in other words", "group checkout out 6 443-443 10.0.0.0/9 10.128.0.0/9 10.7.0.0/16",
			"keep sg-cart, not sg-checkout in subnet-a subnet-b: 2 saved for cart cart-admin checkout"},
		{"another port", "group checkout out tcp 443-444 10.0.0.0/8", ""},
		{"udp too", "group checkout out all 10.0.0.0/8", ""},
		{"a prefix list", "group checkout out tcp 443 10.0.0.0/8 pl-partner", ""},
		{"let in elsewhere by one of them", `
			group checkout out tcp 443 10.0.0.0/8
			group db in tcp 5432 sg-cart`, ""},
		{"let in elsewhere by both", `
			group checkout out tcp 443 10.0.0.0/8
			group db in tcp 5432 sg-cart sg-checkout`,
			"keep sg-cart, not sg-checkout in subnet-a subnet-b: 2 saved for cart cart-admin checkout"},
		{"let in elsewhere on other ports", `
			group checkout out tcp 443 10.0.0.0/8
			group db in tcp 5432 sg-cart
			group db in tcp 5432-5433 sg-checkout`, ""},
		{"a security group that is unknown", "group checkout out tcp 443 10.0.0.0/8\nfunction lost subnets=a groups=!lost\nfunction found subnets=a groups=!found",
			"keep sg-cart, not sg-checkout in subnet-a subnet-b: 2 saved for cart cart-admin checkout"},
		{"the security groups were not collected", "group checkout out tcp 443 10.0.0.0/8\ngap describe-security-groups", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := ""
			for _, m := range of(t, shop+test.story).Merges {
				got += fmt.Sprintf("keep %s, not %s in %s: %d saved for %s", strings.Join(m.Sets[0].Groups, " "),
					strings.Join(m.Sets[1].Groups, " "), strings.Join(m.Subnets, " "), m.Saved,
					strings.Join(m.Functions(), " "))
			}
			if got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

func TestKeepers(t *testing.T) {
	x := index(t, office+`
		vpc far 10.1.0.0/16
		group far in tcp 443 sg-web
		vpc prod2 10.2.0.0/16
		group-association web vpc=prod2
		group cache vpc=prod in tcp 6379 sg-web
		function cart subnets=a groups=web
		version cart 3
		function asleep subnets=b groups=web state=Inactive
		eni one subnet=a type=lambda ip=10.0.1.9 groups=web
		eni two subnet=a type=lambda ip=10.0.1.10 groups=old
		eni three subnet=b ip=10.0.2.9 groups=web description="ELB app/shop/1"`)
	l := Of(x.Region("us-east-1"))
	for id, want := range map[string][]string{
		"subnet-a": {"eni-one lambda-interface true used by cart, cart:3",
			"eni-two lambda-interface true no function or published version accounts for it; in use: only Lambda can detach it, usually 20 to 45 minutes after the last use",
			"cart function false its VpcConfig names subnet-a", "cart:3 function false its VpcConfig names subnet-a"},
		"sg-web": {"eni-one lambda-interface true used by cart, cart:3",
			"eni-three interface true in use by load balancer app/shop/1",
			"sg-cache rule true a rule of it refers to sg-web",
			"sg-far rule false a rule of it refers to sg-web and would be stale",
			"vpc-prod2 vpc-association true sg-web is associated with vpc-prod2",
			"asleep function false its VpcConfig names sg-web", "cart function false its VpcConfig names sg-web",
			"cart:3 function false its VpcConfig names sg-web"},
		"sg-db":    nil,
		"sg-gone":  nil,
		"vpc-prod": nil,
	} {
		var got []string
		for _, k := range l.Keepers(id, role.NewIndex(x)) {
			got = append(got, fmt.Sprintf("%s %s %v %s", k.ID, k.Kind, k.Refuses, k.Says))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", id, diff)
		}
	}
}

// The association of a VPC with a service network of VPC Lattice has groups too: deleting one of them is not known to
// be refused, but somebody has it.
func TestAServiceNetworkHasGroups(t *testing.T) {
	for _, tt := range []struct{ name, story, want string }{
		{"its security group", `put list-service-network-vpc-associations.vpc-prod {"items": [{"id": "snva-1", "serviceNetworkName": "shop", "vpcId": "vpc-prod"}]}
			put get-service-network-vpc-association.snva-1 {"id": "snva-1", "securityGroupIds": ["sg-web"]}`,
			"vpc-prod vpc-association false its association with the service network shop has it"},
		{"another security group", `put list-service-network-vpc-associations.vpc-prod {"items": [{"id": "snva-1", "serviceNetworkName": "shop", "vpcId": "vpc-prod"}]}
			put get-service-network-vpc-association.snva-1 {"id": "snva-1", "securityGroupIds": ["sg-db"]}`, ""},
		{"not told", `put list-service-network-vpc-associations.vpc-prod {"items": [{"id": "snva-1", "serviceNetworkName": "shop", "vpcId": "vpc-prod"}]}`, ""},
	} {
		x := index(t, office+tt.story)
		got := ""
		for _, k := range Of(x.Region("us-east-1")).Keepers("sg-web", role.NewIndex(x)) {
			got += fmt.Sprintf("%s %s %v %s", k.ID, k.Kind, k.Refuses, k.Says)
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// The same region gives the same ledger, however often it is written.
func TestDeterministic(t *testing.T) {
	x := awsdata.NewIndex(awstest.Synthetic(t,
		awstest.Size{Functions: 300, VPCs: 6, Subnets: 40, Groups: 60, Interfaces: 600, Placements: 80})).
		Region(awstest.SyntheticRegion)
	first := Of(x)
	if len(first.Entries) == 0 || len(first.Headroom) == 0 {
		t.Fatal("the synthetic account has no entries: this test looks at nothing")
	}
	want := fmt.Sprint(first.Entries, first.Headroom, first.Merges, first.Versions)
	for range 3 {
		l := Of(x)
		if got := fmt.Sprint(l.Entries, l.Headroom, l.Merges, l.Versions); got != want {
			t.Fatal("two ledgers of one region differ")
		}
	}
}

// BenchmarkOf writes the ledger of the account of 10,000 functions.
func BenchmarkOf(b *testing.B) {
	x := awsdata.NewIndex(awstest.Synthetic(b, awstest.Size{})).Region(awstest.SyntheticRegion)
	b.ReportAllocs()
	for b.Loop() {
		Of(x)
	}
}

// TestLeftover asks of an interface that no function uses how it goes, for each thing that can keep its role from
// deleting it.
func TestLeftover(t *testing.T) {
	const eni = `
		eni left subnet=b type=lambda ip=10.0.2.10 groups=db `
	for _, c := range []struct{ name, story, interfaceLine, stays string }{
		{"its role is in order", "role notify attach=AWSLambdaVPCAccessExecutionRole", "requester=AROANOTIFY:notify", ""},
		{"its role lost the permission", "role notify allow=s3:GetObject", "requester=AROANOTIFY:notify", "role notify lacks ec2:DeleteNetworkInterface"},
		{"a deny for code alone", `role notify attach=AWSLambdaVPCAccessExecutionRole policy={"Statement":[{"Effect":"Deny","Action":"ec2:*","Resource":"*","Condition":{"ArnLike":{"lambda:SourceFunctionArn":"*"}}}]}`,
			"requester=AROANOTIFY:notify", ""},
		{"its boundary takes the permission",
			`policy fence {"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}
			role notify attach=AWSLambdaVPCAccessExecutionRole boundary=arn:aws:iam::123456789012:policy/fence`,
			"requester=AROANOTIFY:notify",
			"permissions boundary fence keeps role notify from ec2:DeleteNetworkInterface"},
		{"a policy was not read", "role notify attach=!Mystery", "requester=AROANOTIFY:notify",
			"whether role notify may delete it is unknown (missing: get-policy-version.Mystery)"},
		{"its role no longer exists, and the function has another", `role other allow=s3:GetObject
			function notify role=other`, `requester=AROANOTIFY:notify description="AWS Lambda VPC ENI-notify"`,
			"role other lacks ec2:DeleteNetworkInterface"},
		{"its role no longer exists, and the function too", "role other allow=s3:GetObject",
			`requester=AROANOTIFY:notify description="AWS Lambda VPC ENI-notify"`,
			"the role with which Lambda made it (AROANOTIFY) no longer exists"},
		{"the function's role no longer exists", `role other allow=s3:GetObject
			function notify role=!notify`, `description="AWS Lambda VPC ENI-notify"`,
			"role notify, with which Lambda would delete it, no longer exists"},
		{"the roles were not read", "gap get-account-authorization-details", "requester=AROANOTIFY:notify",
			"whether the role with which Lambda made it may delete it is unknown (missing: get-account-authorization-details)"},
		{"nothing tells of a role", "role other allow=s3:GetObject", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := index(t, office+"\n"+c.story+eni+c.interfaceLine)
			rx := x.Region("us-east-1")
			left := Of(rx).Leftover(rx.NetworkInterface("eni-left"), role.NewIndex(x))
			if left == nil {
				t.Fatal("the interface is no leftover")
			}
			if got := left.Stays(); got != c.stays {
				t.Errorf("got  %q\nwant %q", got, c.stays)
			}
		})
	}
	used := index(t, office+`
		function cart subnets=a groups=web
		eni one subnet=a type=lambda ip=10.0.1.9 groups=web`)
	if left := Of(used.Region("us-east-1")).
		Leftover(used.Region("us-east-1").NetworkInterface("eni-one"), role.NewIndex(used)); left != nil {
		t.Errorf("an interface that a function uses is left over: %+v", left)
	}
}

func TestMaker(t *testing.T) {
	for _, c := range []struct{ description, requester, function, role string }{
		{"AWS Lambda VPC ENI-notify-58b66c40-2c1b-3c38-4e84-2733c0a466fe", "AROA6CD6F41455D78245F:notify", "notify", "AROA6CD6F41455D78245F"},
		{"AWS Lambda VPC ENI-order-intake-58b66c40-2c1b-3c38-4e84-2733c0a466fe", "", "order-intake", ""},
		{"AWS Lambda VPC ENI-shared", "123456789012", "shared", ""},
		{"AWS Lambda VPC ENI-arn:aws:lambda:us-east-1:123456789012:event-source-mapping:7a", "", "", ""},
		{"ELB app/web", "amazon-elb", "", ""},
	} {
		function, role := Maker(&awsdata.NetworkInterface{Description: c.description, RequesterId: c.requester})
		if function != c.function || role != c.role {
			t.Errorf("%s by %s: %q, %q; want %q, %q", c.description, c.requester, function, role, c.function, c.role)
		}
	}
}
