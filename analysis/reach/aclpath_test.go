package reach_test

import (
	"net/netip"
	"testing"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
)

func TestACLs(t *testing.T) {
	e, _ := engine(t, `
		vpc prod 10.0.0.0/16
		acl app out 100 allow tcp 443 0.0.0.0/0
		acl app out 110 allow tcp 5432 10.0.0.0/16
		acl app in 100 allow all 10.0.0.0/16
		acl app in 110 allow tcp 32768-65535 0.0.0.0/0
		acl db in 90 deny tcp 5432 10.0.1.128/25
		acl db in 100 allow tcp 5432 10.0.0.0/16
		acl db out 100 allow tcp 1024-65535 10.0.1.0/24
		subnet app cidr=10.0.1.0/24 acl=app
		subnet db cidr=10.0.9.0/24 acl=db
		subnet other cidr=10.0.8.0/24`)
	for _, c := range []struct {
		from, to string
		port     uint16
		want     reach.Verdict
		why      string
	}{
		{"subnet-app", "10.0.1.9", 22, reach.Reachable, "its own subnet has no ACL in between"},
		{"subnet-app", "10.0.8.9", 5432, reach.Reachable, "allowed out, and the default ACL takes all"},
		{"subnet-app", "10.0.8.9", 22, reach.Blocked, "no rule lets 22 out"},
		{"subnet-app", "10.0.9.9", 5432, reach.Partial, "half of the subnet's addresses are denied there"},
		{"subnet-app", "10.0.9.9", 443, reach.Blocked, "the far ACL takes 5432 alone"},
		{"subnet-app", "198.51.100.7", 443, reach.Partial, "half of the reply ports are open"},
		{"subnet-app", "198.51.100.7", 80, reach.Blocked, "no rule lets 80 out"},
		{"subnet-other", "10.0.9.9", 5432, reach.Blocked, "the replies go to 10.0.1.0/24 alone"},
		{"subnet-gone", "10.0.9.9", 5432, reach.Unknown, "the subnet is not in the snapshot"},
	} {
		to := netset.FromAddr(netip.MustParseAddr(c.to),
			netset.Ports(netset.TCP, netset.PortRange{From: c.port, To: c.port}))
		if got := e.ACLs(region, c.from).Over(to); got != c.want {
			t.Errorf("%s to %s tcp %d is %s, want %s: %s", c.from, c.to, c.port, got, c.want, c.why)
		}
	}
}
