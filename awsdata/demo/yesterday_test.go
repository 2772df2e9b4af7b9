package demo

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata"
)

func loadYesterday(t *testing.T) *awsdata.Snapshot {
	t.Helper()
	s, err := Yesterday()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestYesterdayIsADayEarlier(t *testing.T) {
	now, then := load(t), loadYesterday(t)
	if got := now.CapturedAt.Sub(then.CapturedAt); got != 24*time.Hour {
		t.Errorf("yesterday is %s earlier", got)
	}
	if then.AccountID != now.AccountID || !slices.Equal(then.RegionNames(), now.RegionNames()) {
		t.Errorf("yesterday is account %s in %v", then.AccountID, then.RegionNames())
	}
	if diff := cmp.Diff(now.Gaps(), then.Gaps()); diff != "" {
		t.Errorf("gaps (-today +yesterday):\n%s", diff)
	}
}

// The overlay holds every element and document that was different, in the canonical form, and no other.
func TestYesterdayHoldsWhatDiffers(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "yesterday")
	if err := loadYesterday(t).Save(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	saved, today := contents(t, os.DirFS(dir)), contents(t, os.DirFS("account"))
	want := map[string]string{}
	for name, text := range saved {
		if today[name] != text {
			want[name] = differing(t, today[name], text)
		}
	}
	for name := range today {
		if _, was := saved[name]; !was {
			want[name] = ""
		}
	}
	if diff := cmp.Diff(want, contents(t, os.DirFS("yesterday"))); diff != "" {
		t.Errorf("the overlay differs from what Save writes (-save +committed):\n%s", diff)
	}
}

// differing is what an overlay holds of a document: of a list its elements that were different or, by their ids, not
// there.
func differing(t *testing.T, today, then string) string {
	t.Helper()
	member, is, err := elements([]byte(today))
	if err != nil && today != "" {
		t.Fatal(err)
	}
	_, was, err := elements([]byte(then))
	if err != nil {
		t.Fatal(err)
	}
	if member == "" {
		return then
	}
	var list []json.RawMessage
	for _, e := range was {
		if !slices.ContainsFunc(is, func(o element) bool { return string(o.text) == string(e.text) }) {
			list = append(list, e.text)
		}
	}
	for _, e := range is {
		if !slices.ContainsFunc(was, func(o element) bool { return o.id == e.id }) {
			key := "FunctionArn"
			if !strings.HasPrefix(e.id, "arn:") {
				key = strings.Split(string(e.text), "\"")[1]
			}
			text, err := json.Marshal(map[string]any{key: e.id, "gone": true})
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, text)
		}
	}
	text, err := json.MarshalIndent(map[string][]json.RawMessage{member: list}, "", "    ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text) + "\n"
}

func TestReferencesOfYesterdayResolve(t *testing.T) {
	broken := dangling(loadYesterday(t))
	// Yesterday the subnet of invoice-archive was still there.
	want := slices.DeleteFunc(slices.Clone(danglingByIntent), func(s string) bool {
		return strings.HasPrefix(s, "function invoice-archive")
	})
	slices.Sort(want)
	if diff := cmp.Diff(want, broken); diff != "" {
		t.Errorf("references that lead nowhere (-intended +found):\n%s", diff)
	}
}

func TestAddressesOfYesterdayFit(t *testing.T) {
	addressesFit(t, loadYesterday(t))
	subnetsFit(t, loadYesterday(t))
	freeAddressesFit(t, loadYesterday(t))
}

// What README.md says under "Yesterday".
func TestStoriesOfYesterday(t *testing.T) {
	x := awsdata.NewIndex(loadYesterday(t))
	s := &shop{t, x, x.Region("us-east-1"), x.Region("eu-west-1")}
	nat := named(s, s.us.Region.NatGateways, "nat-c")
	s.want(nat.State == "available" && nat.Public() && len(nat.NatGatewayAddresses) == 1, "nat-c worked")
	table, _ := s.us.SubnetRouteTable(named(s, s.us.Region.Subnets, "app-c").SubnetId)
	s.want(slices.ContainsFunc(table.Routes,
		func(r awsdata.Route) bool { return r.NatGatewayId == nat.NatGatewayId && r.State == "active" }),
		"rtb-app-c led to it")
	s.want(s.us.Function("gift-cards") == nil && !slices.ContainsFunc(s.us.Region.SecurityGroups,
		func(g awsdata.SecurityGroup) bool { return g.GroupName == "sg-gift" }),
		"neither gift-cards nor its group was there")
	for call, keys := range map[string]bool{
		"get-function": hasKey(s.us.Region.FunctionDetails, "gift-cards"),
		"get-policy":   hasKey(s.us.Region.FunctionPolicies, "gift-cards"),
		"URLs":         hasKey(s.us.Region.FunctionURLs, "gift-cards"),
	} {
		s.want(!keys, "nothing was known of gift-cards: "+call)
	}
	report := s.group("sg-report").IpPermissionsEgress
	s.want(len(report) == 1 && report[0].IpProtocol == "tcp" && *report[0].FromPort == 443 && *report[0].ToPort == 443,
		"sg-report let out 443 alone")
	s.want(allows(s.group("sg-vpce-sqs").IpPermissions, 443, s.group("sg-ledger").GroupId),
		"the SQS endpoint let in ledger-sync")
	invoice := s.us.Function("invoice-archive")
	subnet := named(s, s.us.Region.Subnets, "invoice-c")
	s.want(slices.Contains(invoice.SubnetIDs(), subnet.SubnetId), "invoice-archive had its subnet invoice-c")
	s.want(s.detail(s.us, "invoice-archive").State == "Inactive" &&
		len(s.us.LambdaInterfaces(subnet.SubnetId, invoice.SecurityGroupIDs())) == 0,
		"it was idle and had no interface there, or the subnet could not have been deleted")
}

func hasKey[V any](m map[string]V, key string) bool {
	_, ok := m[key]
	return ok
}
