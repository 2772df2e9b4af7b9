package law

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// To look wider than the test does: go test ./analysis/reach/law -run Random -accounts 1000 -first 500
var (
	accounts = flag.Int("accounts", 40, "how many random accounts are asked")
	first    = flag.Uint64("first", 0, "the seed of the first of them")
)

// TestRandom asks random accounts, and sees that nothing of the law is left out: a comparison with the engine shows
// nothing of what no account has.
func TestRandom(t *testing.T) {
	t.Parallel()
	seen := make(map[string]int)
	for seed := *first; seed < *first+uint64(*accounts); seed++ {
		documents := Random(seed)
		w, err := Read(documents)
		if err != nil {
			t.Fatalf("account %d: %v", seed, err)
		}
		for at := range documents {
			seen["region "+at.Region]++
			seen["account "+at.Account]++
		}
		for i, f := range w.Functions() {
			for _, q := range w.Questions(seed*100+uint64(i), 50) {
				a, err := w.Ask(f, q)
				if errors.Is(err, ErrRefused) {
					seen["refused"]++
					continue
				}
				if err != nil {
					t.Fatalf("account %d: %s to %s: %v", seed, f.FunctionName, q.To, err)
				}
				seen[a.Verdict.String()]++
				for _, list := range a.Hops {
					for _, h := range list {
						seen[h.Component+":"+h.Verdict.String()]++
					}
				}
			}
		}
	}
	for _, what := range strings.Split(everything, "\n") {
		if what = strings.TrimSpace(what); what != "" && seen[what] == 0 {
			t.Errorf("no question of %d accounts shows %s", *accounts, what)
		}
	}
	if testing.Verbose() {
		for _, what := range slices.Sorted(maps.Keys(seen)) {
			fmt.Println(seen[what], what)
		}
	}
}

// everything is what the questions must come across: places, verdicts, and verdicts of hops.
const everything = `
	region global
	region eu-west-1
	account 210987654321
	refused
	blocked
	unknown
	partial
	reachable
	appliance:blocked
	appliance:unknown
	block-public-access:blocked
	block-public-access:unknown
	destination-acl-back:blocked
	destination-acl-back:partial
	destination-acl-in:blocked
	destination-acl-in:unknown
	destination-security-group:blocked
	destination-security-group:unknown
	destination-security-group:reachable
	egress-only-internet-gateway:blocked
	egress-only-internet-gateway:reachable
	encryption-control:blocked
	gateway-endpoint:blocked
	gateway-endpoint:reachable
	handed-over:unknown
	igw-firewall:unknown
	internet-gateway:blocked
	internet-gateway:unknown
	internet-gateway:reachable
	lambda:blocked
	lambda:unknown
	lambda:reachable
	listener:blocked
	listener:reachable
	local:blocked
	local:reachable
	name:blocked
	name:unknown
	nat-acl-back:blocked
	nat-acl-in:blocked
	nat-acl-out:blocked
	nat-gateway:blocked
	nat-gateway:unknown
	nat-gateway:reachable
	nat-route:blocked
	nat-route:unknown
	nat-route:reachable
	nat64:reachable
	network-acl-back:blocked
	network-acl-back:partial
	network-acl-back:unknown
	network-acl-out:blocked
	network-acl-out:unknown
	own-address:blocked
	own-address:reachable
	own-address:unknown
	peering-route-back:blocked
	peering-route-back:unknown
	peering-route-back:reachable
	peering:blocked
	peering:unknown
	policy:blocked
	policy:unknown
	port-25:blocked
	port-25:unknown
	resolver:blocked
	resolver:reachable
	resolver:unknown
	route:blocked
	route:unknown
	security-group-out:blocked
	security-group-out:unknown
	transit-gateway-acl:blocked
	transit-gateway-back:blocked
	transit-gateway-back:reachable
	transit-gateway-back:unknown
	transit-gateway-route:blocked
	transit-gateway-route:unknown
	transit-gateway-route:reachable
	transit-gateway:blocked
	transit-gateway:reachable
`

// TestRandomTwice makes an account twice: the same seed gives the same documents.
func TestRandomTwice(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		x, y := Random(seed), Random(seed)
		if !maps.EqualFunc(x, y, func(x, y Documents) bool {
			return maps.EqualFunc(x, y, func(x, y json.RawMessage) bool { return string(x) == string(y) })
		}) {
			t.Errorf("account %d differs from itself", seed)
		}
	}
}
