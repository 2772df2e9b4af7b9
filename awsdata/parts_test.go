package awsdata_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata"
)

// keyed are the parts of a snapshot, as a bucket has them.
func keyed(t *testing.T, s *awsdata.Snapshot) map[string][]byte {
	t.Helper()
	parts, err := s.Parts()
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string][]byte)
	for i := range parts {
		var b bytes.Buffer
		if err := parts[i].Encode(&b); err != nil {
			t.Fatal(err)
		}
		out[parts[i].Key()] = b.Bytes()
	}
	return out
}

// gather puts parts together, in an order of chance.
func gather(t *testing.T, parts map[string][]byte) *awsdata.Snapshot {
	t.Helper()
	var keys []string
	for key := range parts {
		keys = append(keys, key)
	}
	rand.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	g := awsdata.NewGathering()
	for _, key := range keys {
		account, region, ok := awsdata.ParsePartKey(key)
		if !ok {
			t.Fatalf("%s is no key of a part", key)
		}
		if err := g.Add(t.Context(), account, region, key, parts[key]); err != nil {
			t.Fatal(err)
		}
	}
	return g.Snapshot()
}

func TestPartsAreTheSnapshotAgain(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]*awsdata.Snapshot{"several accounts": several(t), "one account": rich(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			parts := keyed(t, s)
			again := gather(t, parts)
			if diff := cmp.Diff(string(encode(t, s)), string(encode(t, again))); diff != "" {
				t.Errorf("in one piece and in parts (-one +parts):\n%s", diff)
			}
			if diff := cmp.Diff(s.Gaps(), again.Gaps()); diff != "" {
				t.Errorf("gaps (-one +parts):\n%s", diff)
			}
			for key, part := range parts { // each is a snapshot file of its own
				if _, err := awsdata.Decode(t.Context(), part, key); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// What Route 53 says of a region's VPCs goes with the region: the next region's own run does not take it away.
func TestZonesGoWithTheirRegion(t *testing.T) {
	t.Parallel()
	parts := keyed(t, several(t))
	for key, want := range map[string][]string{
		"accounts/111111111111/us-east-1.json.gz": {"list-functions", "list-hosted-zones-by-vpc.vpc-app"},
		"accounts/111111111111/eu-west-1.json.gz": {"list-functions"},
		"accounts/111111111111/global.json.gz":    {"get-caller-identity"},
		"accounts/222222222222/global.json.gz":    {"list-resource-record-sets.Z2"}, // of a VPC of another account
	} {
		s, err := awsdata.Decode(t.Context(), parts[key], key)
		if err != nil {
			t.Fatalf("%s: %v", key, err)
		}
		text := string(encode(t, s))
		for _, call := range want {
			if !strings.Contains(text, fmt.Sprintf("%q:", call)) {
				t.Errorf("%s lacks %s", key, call)
			}
		}
	}
	s, err := awsdata.Decode(t.Context(), parts["accounts/111111111111/global.json.gz"], "global")
	if err != nil {
		t.Fatal(err)
	}
	if text := string(encode(t, s)); strings.Contains(text, "hosted-zones") {
		t.Errorf("the account's own part has a region's zones:\n%s", text)
	}
}

func partOf(at, account, region, documents, more string) []byte {
	return fmt.Appendf(nil,
		`{"schema": "vpclens.snapshot/v1", "capturedAt": %q, "accountId": %q, "regions": {%q: {%s}}%s}`, at, account,
		region, documents, more)
}

func TestPartsHaveTheirOwnTimes(t *testing.T) {
	t.Parallel()
	s := gather(t, map[string][]byte{
		"accounts/111111111111/us-east-1.json": partOf("2026-11-02T03:00:00Z", "111111111111", "us-east-1",
			`"list-functions": {"Functions": []}`,
			`, "global": {"list-resource-record-sets.Z": {"ResourceRecordSets": []}}`),
		"accounts/111111111111/eu-west-1.json": partOf("2026-11-01T03:00:00Z", "111111111111", "eu-west-1",
			`"list-functions": {"Functions": []}`,
			`, "gaps": [{"region": "global", "call": "list-resource-record-sets.Z", "cause": "denied"}]`),
		"accounts/222222222222/us-east-1.json": partOf("2026-11-03T03:00:00Z", "222222222222", "us-east-1", `"list-functions": {"Functions": []}`, ""),
	})
	if got := s.CapturedAt.Format(time.DateOnly); got != "2026-11-01" {
		t.Errorf("the snapshot is of %s, want that of its oldest part", got)
	}
	for _, tt := range []struct{ account, region, want string }{
		{"111111111111", "us-east-1", "2026-11-02"}, {"111111111111", "eu-west-1", "2026-11-01"},
		{"222222222222", "us-east-1", "2026-11-03"},
	} {
		if got := s.CapturedAtOf(s.RegionOf(tt.account, tt.region)).Format(time.DateOnly); got != tt.want {
			t.Errorf("%s %s is of %s, want %s", tt.account, tt.region, got, tt.want)
		}
	}
	if _, gap := s.Account.Gap("list-resource-record-sets.Z"); gap {
		t.Error("an older part's gap counts more than the later part's answer")
	}
}

func TestPartsOfSomethingElseAreRefused(t *testing.T) {
	t.Parallel()
	const at, account = "2026-11-01T03:00:00Z", "111111111111"
	for _, tt := range []struct {
		name string
		data []byte
		want string
	}{
		{"another account", partOf(at, "222222222222", "us-east-1", "", ""), "it says that it is of account 222222222222, and is kept as one of 111111111111"},
		{"another region", partOf(at, account, "eu-west-1", "", ""), `it holds the region "eu-west-1", and is kept as us-east-1`},
		{"several accounts", partOf(at, account, "us-east-1", "", `, "accounts": {"222222222222": {}}`), "it holds several accounts"},
		{"gaps of others", partOf(at, account, "us-east-1", "",
			`, "gaps": [{"account": "222222222222", "region": "us-east-1", "call": "x", "cause": "denied"}]`),
			`it tells of gaps in "222222222222 us-east-1"`},
		{"another schema", []byte(`{"schema": "other/v1"}`), "not a snapshot that this vpclens reads"},
		{"no JSON", []byte("key,value\n"), "damaged JSON"},
		{"a time that is none", partOf("yesterday", account, "us-east-1", "", ""), "not an RFC 3339 time"},
		{"a damaged document", partOf(at, account, "us-east-1", `"describe-vpcs": {"Vpcs": 7}`, ""), `us-east-1 describe-vpcs: line 1, column 154 (byte 154): the member "Vpcs" is of the kind number, want array`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			g := awsdata.NewGathering()
			err := g.Add(t.Context(), account, "us-east-1", "s3://b/k", tt.data)
			var damaged *awsdata.DataError
			if !errors.As(err, &damaged) || !strings.HasPrefix(err.Error(), "s3://b/k: ") ||
				!strings.Contains(err.Error(), tt.want) {
				t.Fatalf("the error is\n%v\nwant\n%s", err, tt.want)
			}
			g.Miss(account, "us-east-1", "s3://b/k", awsdata.CauseMalformed, err.Error())
			s := g.Snapshot()
			gap, missing := s.RegionOf(account, "us-east-1").Gap("list-functions")
			if !missing || gap.Cause != awsdata.CauseMalformed || len(s.Regions) != 1 {
				t.Errorf("what was missed is %+v in %d regions", gap, len(s.Regions))
			}
		})
	}
}

func TestPartsTogetherHaveALimit(t *testing.T) {
	t.Parallel()
	texts := strings.Repeat(`"`+strings.Repeat("a", 1<<19)+`", `, 120)
	data := partOf("2026-11-01T03:00:00Z", "111111111111", "us-east-1", `"no-document-of-ours": [`+texts+`""]`, "")
	g := awsdata.NewGathering()
	var err error
	for range 10 {
		if err = g.Add(t.Context(), "111111111111", "us-east-1", "part", data); err != nil {
			break
		}
	}
	if !errors.Is(err, awsdata.ErrGatheredTooMuch) {
		t.Errorf("the error is %v", err)
	}
}

func TestKeysOfParts(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]bool{
		"accounts/111111111111/us-east-1.json.gz": true, "accounts/111111111111/global.json": true,
		"accounts/111111111111/us-east-1.csv": false, "accounts/11111111111/us-east-1.json": false,
		"accounts/111111111111/x/us-east-1.json": false, "accounts/111111111111/somewhere.json": false,
		"us-east-1.json": false, "accounts/111111111111/": false, "accounts/111111111111/us-east-1.json.gz.gz": false,
	} {
		if _, _, ok := awsdata.ParsePartKey(key); ok != want {
			t.Errorf("%s: %v", key, ok)
		}
	}
	for prefix, want := range map[string][2]string{
		"org": {"org", "accounts/"}, "": {"", "accounts/"}, "accounts": {"", "accounts/"},
		"a/accounts": {"a", "accounts/"}, "a/accounts/111111111111": {"a", "accounts/111111111111/"},
		"accounts/x": {"accounts/x", "accounts/"},
	} {
		if root, within := awsdata.SplitPartPrefix(prefix); root != want[0] || within != want[1] {
			t.Errorf("%q is %q of %q", prefix, within, root)
		}
	}
}

// A snapshot has the same regions and gaps whichever of its accounts is asked about.
func TestAs(t *testing.T) {
	t.Parallel()
	s := several(t)
	as := s.As("222222222222")
	if as.AccountID != "222222222222" || as.Account != as.Accounts[0] || len(as.Regions) != 3 ||
		as.MainRegions()[0].AccountID != "222222222222" {
		t.Errorf("the main account is %s", as.AccountID)
	}
	if s.AccountID != "111111111111" || s.Regions[0].AccountID != "111111111111" || s.As("333333333333") != nil {
		t.Error("the snapshot itself changed, or an account is there that is not")
	}
	if got := awsdata.NewIndex(s).As("222222222222"); got.Region("us-east-1").Account != "222222222222" ||
		got.Region("eu-west-1") != nil || len(got.AllRegions()) != 3 {
		t.Error("the index asks about another account")
	}
}
