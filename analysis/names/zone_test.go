package names

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
)

// readZone reads a zone file of the form that resolvers read (RFC 1035, section 5), as far as the file here needs it,
// into the document that Route 53 prints of such a zone.
func readZone(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var origin, owner string
	full := func(name string) string {
		switch {
		case name == "@":
			return origin
		case strings.HasSuffix(name, "."):
			return name
		}
		return name + "." + origin
	}
	var sets []awsdata.ResourceRecordSet
	for line := range strings.Lines(string(data)) {
		fields := strings.Fields(line)
		switch {
		case len(fields) == 0 || strings.HasPrefix(fields[0], ";") || fields[0] == "$TTL":
			continue
		case fields[0] == "$ORIGIN":
			origin = fields[1]
			continue
		case line[0] != ' ':
			owner, fields = full(fields[0]), fields[1:]
		}
		kind, value := fields[1], strings.Join(fields[2:], " ")
		if kind == "CNAME" || kind == "NS" {
			value = full(value)
		}
		name := strings.ToLower(strings.ReplaceAll(owner, "*", `\052`)) // as Route 53 writes it
		if n := len(sets); n > 0 && sets[n-1].Name == name && sets[n-1].Type == kind {
			sets[n-1].ResourceRecords = append(sets[n-1].ResourceRecords, awsdata.ResourceRecord{Value: value})
			continue
		}
		sets = append(sets, awsdata.ResourceRecordSet{Name: name, Type: kind, TTL: 300,
			ResourceRecords: []awsdata.ResourceRecord{{Value: value}}})
	}
	out, err := json.Marshal(map[string]any{"ResourceRecordSets": sets})
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestZoneAsAResolverAnswers asks what a plain resolver with this zone answers: the expectations are those of RFC 1034
// and RFC 4592, written by hand.
func TestZoneAsAResolverAnswers(t *testing.T) {
	x, r := account(t, `
		vpc app 10.0.0.0/16
		subnet a cidr=10.0.1.0/24
		group g
		endpoint kms service=kms subnets=a groups=g ips=10.0.1.30 private-dns
		    dns=vpce-kms-abcd.kms.us-east-1.vpce.amazonaws.com,kms.us-east-1.amazonaws.com
		`+tier+`
		put list-hosted-zones-by-vpc.vpc-app {"HostedZoneSummaries":[{"HostedZoneId":"Z1","Name":"corp.internal.","Owner":{"OwningAccount":"123456789012"}}]}
		put list-resource-record-sets.Z1 `+readZone(t, "testdata/corp.zone"))
	for name, want := range map[string]string{
		"corp.internal":              "10.0.9.1",
		"ns1.corp.internal":          "10.0.9.2",
		"db.corp.internal":           "10.0.9.10 10.0.9.11 2001:db8:9::10",
		"DB.CORP.INTERNAL.":          "10.0.9.10 10.0.9.11 2001:db8:9::10",
		"reader.db.corp.internal":    "10.0.9.10 10.0.9.11 2001:db8:9::10",
		"upper.corp.internal":        "10.0.9.40",
		"six.corp.internal":          "2001:db8:9::6",
		"a.apps.corp.internal":       "10.0.9.20",
		"a.b.apps.corp.internal":     "10.0.9.20",
		"fixed.apps.corp.internal":   "10.0.9.21",
		"a.fixed.apps.corp.internal": "NXDOMAIN", // the name next to it exists: the wildcard is not asked
		"x.apps.corp.internal":       "NODATA",   // exists, since deep.x does
		"y.x.apps.corp.internal":     "NXDOMAIN",
		"deep.x.apps.corp.internal":  "10.0.9.22",
		"apps.corp.internal":         "NODATA",
		"nosuch.corp.internal":       "NXDOMAIN",
		"mail.corp.internal":         "NODATA",
		"note.corp.internal":         "NODATA",
		"loop-a.corp.internal":       "loop",
		"out.corp.internal":          "unknown www.example.org",
		"cache.corp.internal":        "unknown cache.c1a2b3.0001.use1.cache.amazonaws.com",
		"child.corp.internal":        "delegated",
		"ns.child.corp.internal":     "delegated",
		"kms.corp.internal":          "vpce-kms",
		"xcorp.internal":             "unknown xcorp.internal",
	} {
		d, err := Parse(r, name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := said(Resolve(x, r, "vpc-app", d)); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// said is an answer with one lead as a resolver would say it.
func said(a Answer) string {
	if len(a.Leads) != 1 {
		return describe(a)
	}
	switch l := a.Leads[0]; {
	case l.Kind == LeadAddresses:
		var out []string
		for _, a := range l.Addresses {
			out = append(out, a.String())
		}
		return strings.Join(out, " ")
	case l.Kind == LeadEndpoint:
		return l.Endpoint.VpcEndpointId
	case l.Kind == LeadNothing && l.Cause == CauseNoRecord && l.Record == "":
		return "NXDOMAIN"
	case l.Kind == LeadNothing && l.Cause == CauseNoRecord:
		return "NODATA"
	case l.Cause == CauseLoop:
		return "loop"
	case l.Cause == CausePrivateZone:
		return "delegated"
	case l.Cause == CauseNotKnown:
		return "unknown " + strings.TrimPrefix(l.Missing[0], "the address of ")
	}
	return describe(a)
}
