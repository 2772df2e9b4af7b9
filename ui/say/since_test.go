package say

import (
	"net/netip"
	"testing"
	"time"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

func TestDayWords(t *testing.T) {
	now := time.Date(2026, 3, 1, 9, 5, 0, 0, time.UTC)
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{now.Add(-time.Hour), "08:05"},
		{now.Add(-24 * time.Hour), "yesterday 09:05"},
		{now.Add(-9*time.Hour - 6*time.Minute), "yesterday 23:59"},
		{now.AddDate(0, 0, -2), "27 February 09:05"},
		{now.AddDate(-1, 0, 0), "1 March 2025 09:05"},
	} {
		if got := dayWords(c.at, now); got != c.want {
			t.Errorf("%s is %q, want %q", c.at, got, c.want)
		}
	}
}

func TestSetWords(t *testing.T) {
	s := awstest.Parse(t, `
		vpc prod 10.0.0.0/16
		subnet app-a zone=a cidr=10.0.1.0/24
		subnet db-a zone=a cidr=10.0.9.0/24
		group db in tcp 5432 10.0.0.0/16
		eni db subnet=db-a ip=10.0.9.10 groups=db
		prefixlist s3 name=com.amazonaws.us-east-1.s3 cidrs=52.216.0.0/15,54.231.0.0/16 owner=AWS
	`)
	rx := awsdata.NewIndex(s).Region("us-east-1")
	tcp := func(port uint16) netset.PortSet {
		return netset.Ports(netset.TCP, netset.PortRange{From: port, To: port})
	}
	of := func(cidr string, port uint16) netset.Set {
		return netset.FromPrefix(netip.MustParsePrefix(cidr), tcp(port))
	}
	s3 := of("52.216.0.0/15", 443).Union(of("54.231.0.0/16", 443))
	for _, c := range []struct {
		name string
		set  netset.Set
		want string
	}{
		{"nothing", netset.Set{}, "nothing"},
		{"a service", s3, "s3 tcp 443"},
		{"a part of a service", of("52.216.0.0/15", 443), "52.216.0.0/15 tcp 443"},
		{"an interface", of("10.0.9.10/32", 5432), "eni-db tcp 5432"},
		{"nobody", of("10.0.1.0/24", 22), "addresses in prod that are unassigned, tcp 22"},
		{"the resolver", of("169.254.169.253/32", 53).Union(of("10.0.0.2/32", 53)), "the DNS resolver"},
		{"the internet, of which a service is a part", netset.InternetIPv4().RestrictPorts(tcp(443)), "all IPv4 internet, tcp 443"},
		{"all at once", s3.Union(of("10.0.9.10/32", 5432)).Union(of("198.51.100.0/24", 25)), "s3 tcp 443, eni-db tcp 5432, 198.51.100.0/24 tcp 25"},
	} {
		if got := SetWords(rx, "vpc-prod", c.set); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
