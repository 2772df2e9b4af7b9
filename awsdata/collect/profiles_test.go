package collect

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata/awstest/platform"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
	"github.com/vpclens/vpclens/awsdata/collect/signin/signintest"
)

// keysOf is a profile with keys of an account of a fleet.
func keysOf(profile, account string) string {
	return fmt.Sprintf("[profile %s]\nregion = eu-west-1\naws_access_key_id = AKIA%s\naws_secret_access_key = secret\n",
		profile, account)
}

// Each profile reads its own account, which is asked for once. Who cannot sign in is a gap under the profile's name,
// and who is of an account that is read already is told.
func TestProfilesAreReadAsOne(t *testing.T) {
	f, ids := fleetOf(t, 3)
	awsreplay.Isolate(t)
	platform.Home(t)
	configFile(t, keysOf("shop", ids[1])+keysOf("bank", ids[2])+"[profile none]\nregion = eu-west-1\n")
	o := quickFleet(f)
	var remarks []string
	o.Remark = func(text string) { remarks = append(remarks, text) }
	targets := []Target{{Profile: "none"}, {Profile: "shop"}, {Profile: "typo"}, {Profile: "bank"}, {Profile: "shop"}}
	s, err := CollectAccounts(t.Context(), o, targets)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"profile none global sign-in failed: no AWS credentials of profile none were found: run `aws sso login " +
			"--profile none`, or `aws configure --profile none` for keys",
		"profile typo global sign-in failed: no AWS profile \"typo\": `aws configure list-profiles` shows those " +
			"there are",
	}
	if diff := cmp.Diff(want, fleetGaps(s)); diff != "" {
		t.Errorf("gaps (-want +got):\n%s", diff)
	}
	want = []string{"account " + ids[1] + " is read already: it was left out by profile shop"}
	if !slices.Equal(remarks, want) {
		t.Errorf("remarks %q, want %q", remarks, want)
	}
	if s.AccountID != ids[1] || s.AccountName(ids[2]) != "bank" || s.RegionOf("profile typo", "us-east-1") == nil {
		t.Errorf("%s is asked about; %s is called %q", s.AccountID, ids[2], s.AccountName(ids[2]))
	}
	if n := f.Count("GetCallerIdentity"); n != 3 { // once for the account that came twice, too
		t.Errorf("asked %d times who that is", n)
	}
	if s.AccountOf(ids[1]).CallerIdentity == nil {
		t.Error("the answer to who that is is not in the snapshot")
	}
}

// Where no account can be read there is the error of the first, and where the credentials of all end, what was read
// before comes with it.
func TestNoAccountCouldBeRead(t *testing.T) {
	f, ids := fleetOf(t, 3)
	o := quickFleet(f)
	denied := awsreplay.Error(http.StatusForbidden, "AccessDenied", "not authorized to perform: sts:AssumeRole")
	for _, id := range ids {
		f.Accounts[id].Fault("AssumeRole", denied)
	}
	s, err := CollectAccounts(t.Context(), o, roles(ids)[1:])
	var credentials *CredentialsError
	if s != nil || !errors.As(err, &credentials) || !strings.HasPrefix(err.Error(),
		"AWS does not let the credentials assume the role arn:aws:iam::"+ids[1]+":role/reader") {
		t.Errorf("%v, %v", s, err)
	}
	expired := awsreplay.Error(http.StatusBadRequest, "RequestExpired", "Request has expired.")
	f.Accounts[ids[0]].Fault("ListResolverRules", expired)
	s, err = CollectAccounts(t.Context(), o, roles(ids)[:2])
	if s == nil || !errors.As(err, &credentials) || !strings.Contains(err.Error(), "have expired") {
		t.Errorf("%v, %v", s, err)
	}
	o.Regions = []string{"eu-wst-1"}
	o.EndpointURL = ""
	var region *RegionError
	o.lookup = func(context.Context, string) ([]string, error) { return nil, &net.DNSError{IsNotFound: true} }
	if s, err = CollectAccounts(t.Context(), o, roles(ids)); s != nil || !errors.As(err, &region) {
		t.Errorf("%v, %v", s, err)
	}
	o = quickFleet(f)
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("that is enough"))
	s, err = CollectAccounts(ctx, o, roles(ids))
	if s != nil || err == nil || err.Error() != "collect: that is enough" {
		t.Errorf("%v, %v", s, err)
	}
}

// All regions of an account are those that are enabled for it. Of one that cannot be read there is at least one, so
// that who asks for what was not read hears of it.
func TestAllRegionsOfAccounts(t *testing.T) {
	f, ids := fleetOf(t, 4)
	f.Accounts[ids[1]].Fault("DescribeRegions", awsreplay.Denied())
	f.Accounts[ids[2]].Fault("AssumeRole", awsreplay.Denied())
	o := quickFleet(f)
	o.Regions = []string{AllRegions}
	s, err := CollectAccounts(t.Context(), o, roles(ids))
	if err != nil {
		t.Fatal(err)
	}
	var regions []string
	for _, r := range s.Regions {
		g, _ := r.Gap("list-functions")
		regions = append(regions, strings.TrimSpace(r.AccountID[:1]+" "+r.RegionName+" "+string(g.Cause)))
	}
	if want := []string{"1 eu-west-1", "1 us-east-1", "2 us-east-1 denied", "3 us-east-1 denied", "4 eu-west-1",
		"4 us-east-1"}; !slices.Equal(regions, want) {
		t.Errorf("regions %q, want %q", regions, want)
	}
	if g := s.AccountOf(ids[1]); !g.IsUnread() {
		t.Errorf("%+v", fleetGaps(s))
	}
}

// One code is enough for the roles of all accounts: they are assumed with one profile's credentials.
func TestOneCodeForAllAccounts(t *testing.T) {
	ids := []string{"111111111111", "222222222222", "333333333333", "444444444444"}
	server, o := signInHere(t, withMFA())
	mfaRoles(server)
	server.Codes["471983"] = true
	for _, id := range ids {
		server.Roles["arn:aws:iam::"+id+":role/reader"] = signintest.Role{Trusts: role("shop"), ExternalID: "x1"}
	}
	person, asked := says("471983")
	o.Person = person
	targets := roles(ids)[1:]
	for i := range targets {
		targets[i].ExternalID = "x1"
	}
	o.EndpointURL, o.Regions = server.URL, []string{"eu-west-1"}
	if s, err := CollectAccounts(t.Context(), o, targets); err == nil || s != nil { // nothing but STS answers there
		t.Errorf("%v", err)
	}
	signedIn := ""
	for _, c := range server.Calls() {
		if c.Operation != "AssumeRole" && c.Operation != "GetSessionToken" {
			continue
		}
		signedIn += c.Operation + " "
		arn := c.Params.Get("RoleArn")
		if strings.HasSuffix(arn, "/reader") && server.Whose(c.Key) != role("shop") {
			t.Errorf("%s was assumed by %q", arn, server.Whose(c.Key))
		}
	}
	if want := "GetSessionToken AssumeRole AssumeRole AssumeRole AssumeRole "; signedIn != want || len(*asked) != 1 {
		t.Errorf("calls %s, want %s; asked %d times", signedIn, want, len(*asked))
	}
}
