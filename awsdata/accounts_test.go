package awsdata_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// twoAccounts are the documents, by account and place, of a network account that shares a subnet with an application
// account, which peers with it.
var twoAccounts = map[string]map[string]string{
	"111111111111": {
		"global/get-caller-identity":              `{"Account": "111111111111"}`,
		"us-east-1/list-functions":                `{"Functions": [{"FunctionName": "f", "FunctionArn": "arn:aws:lambda:us-east-1:111111111111:function:f"}]}`,
		"us-east-1/describe-vpcs":                 `{"Vpcs": [{"VpcId": "vpc-app", "CidrBlock": "10.0.0.0/16", "OwnerId": "111111111111"}, {"VpcId": "vpc-shared", "CidrBlock": "10.0.0.0/16", "OwnerId": "222222222222"}]}`,
		"us-east-1/describe-subnets":              `{"Subnets": [{"SubnetId": "subnet-s", "VpcId": "vpc-shared", "CidrBlock": "10.0.1.0/24", "OwnerId": "222222222222"}, {"SubnetId": "subnet-a", "VpcId": "vpc-app", "CidrBlock": "10.0.1.0/24", "OwnerId": "111111111111"}]}`,
		"eu-west-1/list-functions":                `{"Functions": []}`,
		"global/list-hosted-zones-by-vpc.vpc-app": `{"HostedZoneSummaries": [{"HostedZoneId": "Z2", "Name": "corp.example.", "Owner": {"OwningAccount": "222222222222"}}]}`,
	},
	"222222222222": {
		"us-east-1/list-functions":            `{"Functions": []}`,
		"us-east-1/describe-vpcs":             `{"Vpcs": [{"VpcId": "vpc-shared", "CidrBlock": "10.0.0.0/16", "OwnerId": "222222222222"}]}`,
		"us-east-1/describe-subnets":          `{"Subnets": [{"SubnetId": "subnet-s", "VpcId": "vpc-shared", "CidrBlock": "10.0.1.0/24", "OwnerId": "222222222222"}, {"SubnetId": "subnet-a", "VpcId": "vpc-app", "CidrBlock": "10.0.2.0/24", "OwnerId": "111111111111"}]}`,
		"us-east-1/describe-security-groups":  `{"SecurityGroups": [{"GroupId": "sg-db", "VpcId": "vpc-shared", "IpPermissions": [], "IpPermissionsEgress": [], "OwnerId": "222222222222"}]}`,
		"global/list-resource-record-sets.Z2": `{"ResourceRecordSets": [{"Name": "db.corp.example.", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "10.9.0.5"}]}]}`,
	},
}

func several(t *testing.T) *awsdata.Snapshot {
	t.Helper()
	dir := t.TempDir()
	for account, documents := range twoAccounts {
		for place, text := range documents {
			write(t, filepath.Join(dir, "accounts", account, place+".json"), text)
		}
	}
	return load(t, dir)
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestSeveralAccountsAreReadSideBySide(t *testing.T) {
	t.Parallel()
	s := several(t)
	var places []string
	for _, r := range s.Regions {
		places = append(places, r.AccountID+" "+r.RegionName)
	}
	want := []string{"111111111111 eu-west-1", "111111111111 us-east-1", "222222222222 us-east-1"}
	if diff := cmp.Diff(want, places); diff != "" {
		t.Errorf("regions (-want +got):\n%s", diff)
	}
	if s.AccountID != "111111111111" || s.Account != s.Accounts[0] || len(s.Accounts) != 2 {
		t.Errorf("the main account is %s, of %d", s.AccountID, len(s.Accounts))
	}
	if got := s.Region("us-east-1"); got == nil || len(got.Functions) != 1 {
		t.Error("the region of that name is not the main account's")
	}
	if got := s.RegionOf("222222222222", "us-east-1"); got == nil || len(got.SecurityGroups) != 1 {
		t.Error("the other account's region is not found")
	}
	if s.RegionOf("222222222222", "eu-west-1") != nil || s.RegionOf("333333333333", "us-east-1") != nil {
		t.Error("a region that is not there is found")
	}
	if diff := cmp.Diff([]string{"eu-west-1", "us-east-1"}, s.RegionNames()); diff != "" {
		t.Errorf("names of the regions (-want +got):\n%s", diff)
	}
	if a := s.AccountOf("222222222222"); a == nil || len(a.ResourceRecordSets) != 1 ||
		s.AccountOf("333333333333") != nil {
		t.Error("what is account-wide is not by account")
	}
}

// Which account is the main one: the one that the head names, else the first by id.
func TestTheMainAccountIsTheOneThatIsNamed(t *testing.T) {
	t.Parallel()
	documents := func(account string) string {
		return fmt.Sprintf(`{"regions": {"us-east-1": {"describe-vpcs": {"Vpcs": [{"VpcId": "vpc-%s", "CidrBlock": "10.0.0.0/16"}]}}}}`, account)
	}
	for _, tt := range []struct {
		name, head, want string
	}{
		{"the head's", `"accountId": "222222222222",`, "222222222222"},
		{"the first by id", ``, "111111111111"},
		{"one that is not there", `"accountId": "333333333333",`, "111111111111"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			text := `{"schema": "vpclens.snapshot/v1", ` + tt.head + `"accounts": {"222222222222": ` + documents("2") +
				`, "111111111111": ` + documents("1") + `}}`
			s, err := awsdata.Decode(t.Context(), []byte(text), "test")
			if err != nil {
				t.Fatal(err)
			}
			if s.AccountID != tt.want || s.Regions[0].AccountID != tt.want || len(s.Regions) != 2 {
				t.Errorf("the main account is %q, and the first region is of %q; want %s", s.AccountID,
					s.Regions[0].AccountID, tt.want)
			}
			if vpc := s.Region("us-east-1").VPCs[0].VpcId; vpc != "vpc-"+tt.want[:1] {
				t.Errorf("its VPC is %s", vpc)
			}
		})
	}
}

func TestSeveralAccountsRoundTrip(t *testing.T) {
	t.Parallel()
	s := several(t)
	roundTrip(t, s)
	text := string(encode(t, s))
	for _, want := range []string{"\n \"accounts\": {\n  \"111111111111\": {\n   \"regions\": {",
		`"accountId": "111111111111"`} {
		if !strings.Contains(text, want) {
			t.Errorf("the file form lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "\n \"regions\"") {
		t.Error("the file form has regions at its top beside the accounts")
	}
	dir := filepath.Join(t.TempDir(), "copy")
	save(t, s, dir)
	if _, ok := tree(t, dir)["/accounts/222222222222/us-east-1/describe-security-groups.json"]; !ok {
		t.Error("the directory form has no folder for the other account")
	}
}

// One account in the form of several is the same as in the form of one.
func TestOneAccountAmongAccountsIsASingleOne(t *testing.T) {
	t.Parallel()
	single, among := t.TempDir(), t.TempDir()
	for place, text := range twoAccounts["111111111111"] {
		write(t, filepath.Join(single, place+".json"), text)
		write(t, filepath.Join(among, "accounts", "111111111111", place+".json"), text)
	}
	if diff := cmp.Diff(string(encode(t, load(t, single))), string(encode(t, load(t, among)))); diff != "" {
		t.Errorf("single and among accounts (-single +among):\n%s", diff)
	}
	if diff := cmp.Diff(load(t, single).Gaps(), load(t, among).Gaps()); diff != "" {
		t.Errorf("gaps (-single +among):\n%s", diff)
	}
}

// An account of its own beside the folder of others is one more account, and the main one.
func TestAnAccountAtTheTopIsTheMainOne(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for place, text := range twoAccounts["111111111111"] {
		write(t, filepath.Join(dir, place+".json"), text)
	}
	for place, text := range twoAccounts["222222222222"] {
		write(t, filepath.Join(dir, "accounts", "222222222222", place+".json"), text)
	}
	if diff := cmp.Diff(string(encode(t, several(t))), string(encode(t, load(t, dir)))); diff != "" {
		t.Errorf("both under accounts, and one at the top (-want +got):\n%s", diff)
	}
	for place, text := range twoAccounts["111111111111"] {
		write(t, filepath.Join(dir, "accounts", "111111111111", place+".json"), text)
	}
	if _, err := awsdata.Load(t.Context(), dir); err == nil ||
		!strings.Contains(err.Error(), "account 111111111111 is there twice") {
		t.Errorf("an account that is there twice: %v", err)
	}
}

func TestDamageInAnAccountIsNamed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "accounts", "222222222222", "us-east-1", "describe-vpcs.json"), `{"Vpcs": 7}`)
	_, err := awsdata.Load(t.Context(), dir)
	want := filepath.Join(dir, "accounts", "222222222222", "us-east-1", "describe-vpcs.json") +
		`: line 1, column 10 (byte 10): damaged document: the member "Vpcs" is of the kind number, want array`
	if err == nil || err.Error() != want {
		t.Errorf("the directory's error is\n%v\nwant\n%s", err, want)
	}
	file := filepath.Join(dir, "several.json")
	write(t, file, `{"schema": "vpclens.snapshot/v1",
 "accounts": {"222222222222": {"regions": {"us-east-1": {
  "describe-vpcs": {"Vpcs": 7}}}}}}`)
	_, err = awsdata.Load(t.Context(), file)
	want = file + `: 222222222222 us-east-1 describe-vpcs: line 3, column 29 (byte 121): the member "Vpcs" is of the kind number, want array`
	if err == nil || err.Error() != want {
		t.Errorf("the file's error is\n%v\nwant\n%s", err, want)
	}
}

func TestGapsTellTheAccount(t *testing.T) {
	t.Parallel()
	s := several(t)
	found := map[string]bool{}
	for _, g := range s.Gaps() {
		found[g.Account+" "+g.Region+" "+g.Call] = true
	}
	for _, want := range []string{"111111111111 us-east-1 describe-route-tables",
		"222222222222 us-east-1 describe-route-tables", "222222222222 global get-account-authorization-details",
		"111111111111 us-east-1 describe-vpc-attribute.vpc-app.enableDnsSupport"} {
		if !found[want] {
			t.Errorf("no gap %s", want)
		}
	}
	if found["222222222222 us-east-1 describe-security-groups"] ||
		!found["111111111111 us-east-1 describe-security-groups"] {
		t.Error("the gap of one account's call is the other's")
	}
	if g, gap := s.RegionOf("222222222222", "us-east-1").Gap("describe-nat-gateways"); !gap ||
		g.Account != "222222222222" {
		t.Errorf("the ledger's gap is %v, of account %q", gap, g.Account)
	}
	single := awstest.Parse(t, "vpc prod 10.0.0.0/16\ngap describe-flow-logs denied")
	if single.Gaps()[0].Account != "" {
		t.Error("the gap of a single account names the account")
	}

	// A recorded gap belongs to its account, before and after a round trip.
	b := awsdata.NewBuilder()
	b.AddRegionOf("111111111111", "us-east-1")
	b.AddRegionOf("222222222222", "us-east-1")
	b.Gap(awsdata.Gap{Account: "222222222222", Region: "us-east-1", Call: "describe-subnets",
		Cause: awsdata.CauseDenied})
	file := filepath.Join(t.TempDir(), "gaps.json")
	save(t, b.Snapshot(), file)
	for _, s := range []*awsdata.Snapshot{b.Snapshot(), load(t, file)} {
		cause := map[string]awsdata.Cause{}
		for _, g := range s.Gaps() {
			if g.Call == "describe-subnets" {
				cause[g.Account] = g.Cause
			}
		}
		want := map[string]awsdata.Cause{"111111111111": awsdata.CauseAbsent, "222222222222": awsdata.CauseDenied}
		if diff := cmp.Diff(want, cause); diff != "" {
			t.Errorf("causes (-want +got):\n%s", diff)
		}
	}
}

func TestHomesPreferTheOwner(t *testing.T) {
	t.Parallel()
	x := awsdata.NewIndex(several(t))
	for _, tt := range []struct {
		what string
		home *awsdata.RegionIndex
		want string
	}{
		{"a VPC of the main account", x.VPCHome("vpc-app"), "111111111111"},
		{"a shared VPC", x.VPCHome("vpc-shared"), "222222222222"},
		{"a shared subnet", x.SubnetHome("subnet-s"), "222222222222"},
		{"a subnet of the main account", x.SubnetHome("subnet-a"), "111111111111"},
		{"a group that one account sees", x.GroupHome("sg-db"), "222222222222"},
		{"nothing", x.SubnetHome("subnet-x"), ""},
	} {
		got := ""
		if tt.home != nil {
			got = tt.home.Account
		}
		if got != tt.want {
			t.Errorf("%s is at home in account %q, want %q", tt.what, got, tt.want)
		}
	}
	if got := x.Region("us-east-1"); got != x.RegionOf("111111111111", "us-east-1") || got.Account != "111111111111" {
		t.Error("a region without an account is not the main one's")
	}
	if len(x.AllRegions()) != 3 || x.Region("us-west-2") != nil {
		t.Errorf("%d regions", len(x.AllRegions()))
	}
}

// A zone's records are with the account that owns it, its association with the account of the VPC.
func TestZonesAreJoinedOverAccounts(t *testing.T) {
	t.Parallel()
	s := several(t)
	zones := s.Region("us-east-1").HostedZones
	if len(zones) != 1 || !zones[0].RecordsKnown || zones[0].Records[0].Name != "db.corp.example." {
		t.Fatalf("the zones are %+v", zones)
	}
	if len(s.RegionOf("222222222222", "us-east-1").HostedZones) != 0 {
		t.Error("the zone is in a region whose VPCs do not have it")
	}
	if _, known := s.PrivateZones("vpc-shared"); known {
		t.Error("the zones of a VPC that nobody asked for are known")
	}
}

func TestSeveralAccountsAreAnonymizedTogether(t *testing.T) {
	t.Parallel()
	s := anonymized(t, several(t))
	if len(s.Accounts) != 2 || s.Accounts[0].AccountID == "111111111111" || s.Accounts[1].AccountID == "222222222222" {
		t.Fatalf("the accounts are %d, the first %s", len(s.Accounts), s.Accounts[0].AccountID)
	}
	app, network := s.Accounts[0].AccountID, s.Accounts[1].AccountID
	r := s.RegionOf(app, "us-east-1")
	if r == nil || len(r.Subnets) != 2 || r.HostedZones[0].Owner.OwningAccount != network ||
		!r.HostedZones[0].RecordsKnown {
		t.Errorf("what belongs together does not meet any more: %+v", r)
	}
	if text := string(encode(t, s)); strings.Contains(text, "1111111111") || strings.Contains(text, "2222222222") ||
		strings.Contains(text, "corp") {
		t.Errorf("names are left:\n%s", text)
	}
	for _, g := range s.Gaps() {
		if g.Account != app && g.Account != network {
			t.Errorf("a gap is of account %q", g.Account)
		}
	}
}

// A change is one of the main account, and leaves the others alone.
func TestChangeIsOfTheMainAccount(t *testing.T) {
	t.Parallel()
	s := several(t)
	changed := s.Change("us-east-1", func(r *awsdata.Region) { r.VPCs = r.VPCs[:1] })
	if len(changed.Region("us-east-1").VPCs) != 1 || len(s.Region("us-east-1").VPCs) != 2 {
		t.Error("the main account's region is not changed in the copy alone")
	}
	if changed.RegionOf("222222222222", "us-east-1") != s.RegionOf("222222222222", "us-east-1") {
		t.Error("the other account's region is another one")
	}
	if only := s.Only("us-east-1"); len(only.Regions) != 2 {
		t.Errorf("only us-east-1 is %d regions, want one of each account", len(only.Regions))
	}
}
