package awsdata_test

import (
	"bytes"
	"fmt"
	"net/netip"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

func acme(t *testing.T) *awsdata.Snapshot {
	t.Helper()
	story, err := os.ReadFile("testdata/anonymize.story")
	if err != nil {
		t.Fatal(err)
	}
	return awstest.Parse(t, string(story))
}

func anonymized(t *testing.T, s *awsdata.Snapshot) *awsdata.Snapshot {
	t.Helper()
	out, err := s.Anonymize()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var identifying = regexp.MustCompile(`(?i)acme|globex|111122223333|444455556666|999900001111|580247275435`)

// Nothing of the account's own stays, in the file or anywhere else in the snapshot.
func TestAnonymizeLeavesNoNames(t *testing.T) {
	t.Parallel()
	s := acme(t)
	if n := len(identifying.FindAll(encode(t, s), -1)); n < 300 {
		t.Fatalf("only %d names in the account itself", n)
	}
	out := anonymized(t, s)
	for _, line := range strings.Split(string(encode(t, out)), "\n") {
		if identifying.MatchString(line) {
			t.Errorf("stays: %s", line)
		}
	}
	visit(reflect.ValueOf(out), "snapshot", map[uintptr]bool{}, func(path, text string) {
		if identifying.MatchString(text) {
			t.Errorf("%s: %q", path, text)
		}
	})
}

// What AWS made up, and what verdicts need, stays.
func TestAnonymizeKeepsWhatIsAWS(t *testing.T) {
	t.Parallel()
	text := string(encode(t, anonymized(t, acme(t))))
	for _, stays := range []string{
		"subnet-0a1b2c3d4e5f60718", "igw-0123456789abcdef0", "vpce-0a1b2c3d4e5f60718", "pl-63a5400a",
		"com.amazonaws.eu-west-1.s3", "AWSLambdaVPCAccessExecutionRole",
		"arn:aws:iam::aws:policy/AmazonAthenaFullAccess", "euw1-az1", "eu-west-1a", "us-west-2", "10.0.1.50",
		"52.218.0.0/17", "s3:Get*", "EniLimitExceeded", "RDSNetworkInterface", "amazon-rds",
		`"Description":"ELB app/`, `"Description":"AWS Lambda VPC ENI-`, "python3.13", `"GroupName":"default"`,
		"lambda.amazonaws.com", `\"lambda:FunctionUrlAuthType\":\"NONE\"`, `\"aws:SecureTransport\":\"true\"`,
		"Access error", "AmazonProvidedDNS", "10.9.0.53",
	} {
		if !strings.Contains(text, stays) {
			t.Errorf("%s is gone", stays)
		}
	}
}

func TestAnonymizeIsDeterministic(t *testing.T) {
	t.Parallel()
	s := acme(t)
	first := encode(t, anonymized(t, s))
	for range 3 {
		if !bytes.Equal(first, encode(t, anonymized(t, s))) {
			t.Fatal("the same account became two")
		}
	}
	roundTrip(t, anonymized(t, s))
}

// relations is the account seen without its names: who uses what, by addresses, states and rules.
func relations(s *awsdata.Snapshot) string {
	var out []string
	index := awsdata.NewIndex(s)
	for _, r := range s.Regions {
		x := index.Region(r.RegionName)
		for _, f := range everyFunction(r) {
			out = append(out, functionRelations(index, x, f))
		}
		for _, kind := range awsdata.Kinds() {
			list := kind.List(r)
			resolved := 0
			for _, resource := range list {
				for _, f := range resource.Facts() {
					if _, ok := x.Lookup(f.Ref); ok {
						resolved++
					}
				}
			}
			out = append(out, fmt.Sprintf("%s: %d, which name %d that are there", kind.Code, len(list), resolved))
		}
		for i := range r.NetworkInterfaces {
			n := &r.NetworkInterfaces[i]
			owner := n.Owner()
			owner = owner[:strings.IndexAny(owner+" ", " :")]
			if strings.HasPrefix(n.Description, "acme") || strings.HasPrefix(n.Description, "name-") {
				owner = "somebody"
			}
			out = append(out, fmt.Sprintf("interface %v is %s's, and found: %v", n.Addresses(), owner,
				x.InterfacesInSubnet(n.SubnetId) != nil))
		}
	}
	var gaps []string
	for _, g := range s.Gaps() {
		call, _, _ := strings.Cut(g.Call, ".")
		gaps = append(gaps, g.Region+" "+call+" "+string(g.Cause))
	}
	slices.Sort(out)
	slices.Sort(gaps)
	return strings.Join(append(out, gaps...), "\n")
}

// everyFunction is each function and published version.
func everyFunction(r *awsdata.Region) []*awsdata.Function {
	var out []*awsdata.Function
	for i := range r.Functions {
		out = append(out, &r.Functions[i])
	}
	return out
}

func functionRelations(index *awsdata.Index, x *awsdata.RegionIndex, f *awsdata.Function) string {
	var b strings.Builder
	fmt.Fprintf(&b, "function %s %d %s %s vpc=%v", f.RuntimeText(), f.MemorySize, f.State, f.Version,
		x.VPC(x.FunctionVPC(f)) != nil)
	subnets, groups := x.Placement(f)
	for _, id := range subnets {
		subnet := x.Subnet(id)
		if subnet == nil {
			continue
		}
		table, explicit := x.SubnetRouteTable(id)
		fmt.Fprintf(&b, "\n  subnet %v %s explicit=%v", subnet.CIDRs(), subnet.Zone(), explicit)
		for i := range table.Routes {
			kind := table.Routes[i].Target()
			kind = kind[:max(0, strings.IndexAny(kind+"-", "-:"))]
			_, known := x.Lookup(table.Routes[i].Target())
			destination := table.Routes[i].Destination()
			if list := x.PrefixList(destination); list != nil {
				destination = fmt.Sprintf("a list of %d", len(list.Entries))
			}
			fmt.Fprintf(&b, "\n    route %s by %s %s known=%v", destination, kind, table.Routes[i].State, known)
		}
		for i := range x.SubnetNetworkACL(id).Entries {
			e := &x.SubnetNetworkACL(id).Entries[i]
			fmt.Fprintf(&b, "\n    rule %d %v %s %s %s", e.RuleNumber, e.Egress, e.RuleAction, e.PortText(), e.CIDR())
		}
		for _, n := range x.LambdaInterfaces(id, groups) {
			fmt.Fprintf(&b, "\n    interface %v", n.Addresses())
		}
	}
	for _, id := range groups {
		if x.SecurityGroup(id) == nil {
			b.WriteString("\n  a group that is gone")
			continue
		}
		for i := range x.SecurityGroup(id).IpPermissionsEgress {
			p := &x.SecurityGroup(id).IpPermissionsEgress[i]
			for _, peer := range p.Peers() {
				to := peer.Value
				if peer.Ref != "" {
					_, known := x.Lookup(peer.Ref)
					to = fmt.Sprintf("%.3s known=%v with %d interfaces", peer.Ref, known,
						len(x.InterfacesWithGroup(peer.Ref)))
				}
				fmt.Fprintf(&b, "\n  group allows %s to %s", p.PortText(), to)
			}
		}
	}
	if role := index.Role(f.Role); role != nil {
		fmt.Fprintf(&b, "\n  role with %d inline policies", len(role.RolePolicyList))
		for _, p := range role.AttachedManagedPolicies {
			policy := index.ManagedPolicy(p.PolicyArn)
			fmt.Fprintf(&b, ", one of AWS's: %v, known: %v", strings.Contains(p.PolicyArn, "::aws:"), policy != nil)
		}
	}
	detail, ok := x.Region.FunctionDetails[f.FunctionName]
	fmt.Fprintf(&b, "\n  detail %v reserved %v urls %d", ok, detail.Concurrency,
		len(x.Region.FunctionURLs[f.FunctionName]))
	return b.String()
}

// publicRange finds what may be a public address or range in a text of relations.
var publicRange = regexp.MustCompile(`[0-9a-f.:]+`)

// withoutAddresses numbers the public addresses of a text in the order in which they come.
func withoutAddresses(text string) string {
	numbers := map[string]string{}
	return publicRange.ReplaceAllStringFunc(text, func(s string) string {
		a, err := netip.ParseAddr(s)
		if err != nil || a.IsPrivate() || a.IsUnspecified() {
			return s
		}
		if numbers[s] == "" {
			numbers[s] = fmt.Sprintf("public %d", len(numbers))
		}
		return numbers[s]
	})
}

// Who uses what is the same before and after.
func TestAnonymizeKeepsRelations(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]*awsdata.Snapshot{"acme": acme(t), "rich": rich(t),
		"synthetic": awstest.Synthetic(t, awstest.Size{
			Functions: 50, VPCs: 5, Subnets: 40, Groups: 20, RulesPerGroup: 4, Interfaces: 100, Placements: 10})} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := relations(s)
			if strings.Count(before, "\n") < 50 {
				t.Fatalf("hardly any relations:\n%s", before)
			}
			if diff := cmp.Diff(withoutAddresses(before), withoutAddresses(relations(anonymized(t, s)))); diff != "" {
				t.Errorf("relations changed:\n%s", diff)
			}
		})
	}
}

// Names keep their order, so lists read in the same order as before.
func TestAnonymizeKeepsOrder(t *testing.T) {
	t.Parallel()
	before, after := acme(t).Region("eu-west-1").Functions, anonymized(t, acme(t)).Region("eu-west-1").Functions
	for i := range before {
		if before[i].MemorySize != after[i].MemorySize || before[i].PackageType != after[i].PackageType ||
			before[i].Version != after[i].Version {
			t.Errorf("%s became %s", before[i].ID(), after[i].ID())
		}
	}
}

// A name that reads like a replacement is not mistaken for one.
func TestAnonymizeOfNamesThatLookReplaced(t *testing.T) {
	t.Parallel()
	s := anonymized(t, awstest.Parse(t,
		"function name-1\nfunction name-01\nfunction name-001\nfunction name-2\nfunction other\naccount 900000000001"))
	text := string(encode(t, s))
	for _, original := range []string{`"name-1"`, `"name-01"`, `"name-2"`, "900000000001", "other"} {
		if strings.Contains(text, original) {
			t.Errorf("%s stays", original)
		}
	}
	if len(awsdata.NewIndex(s).Region("us-east-1").Functions()) != 5 {
		t.Error("two names became one")
	}
}
