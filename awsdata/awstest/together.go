package awstest

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
)

// Together is one snapshot of several accounts, each told by a story that names its own with an account line. What one
// refers to in another it marks as not there.
func Together(t testing.TB, stories ...string) *awsdata.Snapshot {
	t.Helper()
	g := awsdata.NewGathering()
	for _, story := range stories {
		parts, err := Parse(t, story).Parts()
		if err != nil {
			t.Fatalf("cut the account into parts: %v", err)
		}
		for i := range parts {
			p := &parts[i]
			var data bytes.Buffer
			if err := p.Encode(&data); err != nil {
				t.Fatalf("encode a part: %v", err)
			}
			if err := g.Add(t.Context(), p.Account, p.Region, p.Key(), data.Bytes()); err != nil {
				t.Fatalf("put the accounts together: %v", err)
			}
		}
	}
	return g.Snapshot()
}

// WithUnread is the snapshot with one more account, of which nothing could be read: with those regions, or none where
// not so much is known of it.
func WithUnread(t testing.TB, s *awsdata.Snapshot, account string, regions ...string) *awsdata.Snapshot {
	t.Helper()
	var b bytes.Buffer
	if err := s.Encode(&b); err != nil {
		t.Fatalf("encode the snapshot: %v", err)
	}
	var whole map[string]any
	if err := json.Unmarshal(b.Bytes(), &whole); err != nil {
		t.Fatalf("decode the snapshot: %v", err)
	}
	of := map[string]any{}
	for _, region := range regions {
		of[region] = map[string]any{}
	}
	accounts, _ := whole["accounts"].(map[string]any)
	if accounts == nil {
		accounts = map[string]any{}
	}
	accounts[account] = map[string]any{"regions": of}
	gaps, _ := whole["gaps"].([]any)
	whole["accounts"] = accounts
	whole["gaps"] = append(gaps, awsdata.Gap{Account: account, Region: awsdata.Global, Call: awsdata.CallAssumeRole,
		Cause: awsdata.CauseDenied, Message: "no such role"})
	data, err := json.Marshal(whole)
	if err != nil {
		t.Fatalf("encode the snapshot: %v", err)
	}
	with, err := awsdata.Decode(t.Context(), data, "with "+account)
	if err != nil {
		t.Fatalf("put account %s into the snapshot: %v", account, err)
	}
	return with
}

// Organization are three accounts of a team: production's functions reach a database in another account over a peering
// connection, which staging, built like it, does not have.
func Organization() []string {
	const shop = `vpc shop 10.1.0.0/16
subnet app cidr=10.1.1.0/24 table=app
table app
group api
group api out tcp 5432 10.2.0.0/16
function api subnets=app groups=api
function worker subnets=app groups=api
`
	const peered = `peering data from=shop to=!data to-owner=222222222222 to-cidrs=10.2.0.0/16
route app 10.2.0.0/16 pcx-data
`
	const data = `vpc data 10.2.0.0/16
subnet db cidr=10.2.1.0/24 table=db
table db
peering data from=!shop to=data from-owner=111111111111 from-cidrs=10.1.0.0/16
route db 10.1.0.0/16 pcx-data
group db
group db in tcp 5432 10.1.0.0/16
eni db subnet=db ip=10.2.1.10 groups=db
function nightly subnets=db groups=db
`
	staging := strings.NewReplacer("shop", "staging", "app", "stage", "group api", "group stage", "=api", "=stage").
		Replace(shop) // ids are of one account
	return []string{"account 111111111111\n" + shop + peered, "account 222222222222\n" + data,
		"account 333333333333\n" + staging}
}
