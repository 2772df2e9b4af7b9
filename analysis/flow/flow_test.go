package flow_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/analysis/flow"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/flowrecords"
)

// account is a function that may go to the database on 5432 and nowhere else, and to 6379, where the database's group
// lets nobody in. What the group "far" lets in is not known.
const account = `
vpc shop 10.0.0.0/16
subnet app-a zone=a cidr=10.0.1.0/24
subnet data-a zone=a cidr=10.0.9.0/24
group worker out tcp 5432 10.0.9.0/24
group worker out tcp 6379 10.0.9.0/24
group db in tcp 5432 sg-worker
eni own subnet=app-a type=lambda ip=10.0.1.9 groups=worker
eni db subnet=data-a ip=10.0.9.4 groups=db
eni far subnet=data-a ip=10.0.9.5 groups=!gone
function worker subnets=app-a groups=worker
function other subnets=app-a groups=worker
gap describe-security-groups truncated`

// record reads "eni-own 10.0.1.9:40000 > 10.0.9.4:5432 5 reject".
func record(t *testing.T, line string) *flowrecords.Record {
	t.Helper()
	words := strings.Fields(line)
	r := &flowrecords.Record{Interface: words[0], Protocol: 6, Start: 100, End: 160}
	switch words[1] {
	case "nodata":
		r.Status = flowrecords.NoData
		return r
	case "skipdata":
		r.Status = flowrecords.SkipData
		return r
	}
	from, to := netip.MustParseAddrPort(words[1]), netip.MustParseAddrPort(words[3])
	r.Source, r.SourcePort, r.Destination, r.DestinationPort = from.Addr(), from.Port(), to.Addr(), to.Port()
	if _, err := fmt.Sscan(words[4], &r.Packets); err != nil {
		t.Fatal(err)
	}
	r.Action = flowrecords.Accept
	if words[5] == "reject" {
		r.Action = flowrecords.Reject
	}
	return r
}

func lay(t *testing.T, story string, lines ...string) (*flow.Answer, *reach.Engine, *awsdata.Function) {
	t.Helper()
	snapshot, err := awstest.Build(story)
	if err != nil {
		t.Fatal(err)
	}
	index := awsdata.NewIndex(snapshot)
	region := index.Region("us-east-1")
	f := region.Function("worker")
	tally := flow.NewTally(region, f)
	for _, line := range lines {
		tally.Add(record(t, line))
	}
	engine := reach.New(index)
	answer, err := tally.Lay(index, engine, "us-east-1", f)
	if err != nil {
		t.Fatal(err)
	}
	return answer, engine, f
}

func TestLay(t *testing.T) {
	for _, tt := range []struct {
		name  string
		lines []string
		want  string // verdict, agreement, components of the hops
	}{
		{"answered as computed", []string{"eni-own 10.0.1.9:40000 > 10.0.9.4:5432 5 accept",
			"eni-own 10.0.9.4:5432 > 10.0.1.9:40000 4 accept"}, "reachable agrees-passed"},
		{"rejected as it leaves, though that is allowed", []string{"eni-own 10.0.1.9:40000 > 10.0.9.4:5432 5 reject"},
			"reachable rejected-though-reachable security-group-out network-acl-out"},
		{"the reply rejected, though that is allowed", []string{"eni-own 10.0.1.9:40000 > 10.0.9.4:5432 5 accept",
			"eni-own 10.0.9.4:5432 > 10.0.1.9:40000 4 reject"},
			"reachable rejected-though-reachable network-acl-back"},
		{"rejected as it leaves, as computed", []string{"eni-own 10.0.1.9:40000 > 10.0.9.4:22 5 reject"},
			"blocked agrees-rejected security-group-out"},
		{"left, though that is blocked", []string{"eni-own 10.0.1.9:40000 > 10.0.9.4:22 5 accept"},
			"blocked passed-though-blocked security-group-out"},
		{"lost behind the interface, as computed", []string{"eni-own 10.0.1.9:40000 > 10.0.9.4:6379 5 accept"},
			"blocked agrees-lost destination-security-group"},
		{"rejected at the other end, as computed", []string{"eni-own 10.0.1.9:40000 > 10.0.9.4:6379 5 accept",
			"eni-db 10.0.1.9:40000 > 10.0.9.4:6379 5 reject"}, "blocked agrees-rejected destination-security-group"},
		{"rejected before the hop that blocks", []string{"eni-own 10.0.1.9:40000 > 10.0.9.4:6379 5 reject"},
			"blocked rejected-elsewhere security-group-out network-acl-out"},
		{"answered, though that is blocked", []string{"eni-own 10.0.1.9:40000 > 10.0.9.4:6379 5 accept",
			"eni-own 10.0.9.4:6379 > 10.0.1.9:40000 4 accept"},
			"blocked passed-though-blocked destination-security-group"},
		{"no reply", []string{"eni-own 10.0.1.9:40000 > 10.0.9.4:5432 5 accept"}, "reachable unanswered"},
		{"what is unknown, answered", []string{"eni-own 10.0.1.9:40000 > 10.0.9.5:5432 5 accept",
			"eni-own 10.0.9.5:5432 > 10.0.1.9:40000 4 accept"}, "unknown settled-passed destination-security-group"},
		{"what is unknown, rejected", []string{"eni-far 10.0.1.9:40000 > 10.0.9.5:5432 5 reject"},
			"unknown settled-rejected destination-security-group"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, _, _ := lay(t, account, tt.lines...)
			if len(a.Flows) != 1 {
				t.Fatalf("%d flows: %+v", len(a.Flows), a.Flows)
			}
			f := a.Flows[0]
			got := fmt.Sprintf("%s %s", f.Verdict, f.Agreement)
			for _, h := range f.Hops {
				got += " " + string(h.Component)
			}
			if got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

// TestCounted: what is no connection of the function is counted by itself or not at all.
func TestCounted(t *testing.T) {
	a, engine, f := lay(t, account,
		"eni-own nodata", "eni-own skipdata", "eni-other skipdata",
		"eni-own 192.0.2.7:50000 > 10.0.1.9:22 3 reject",    // somebody looks for a server
		"eni-own 192.0.2.8:50000 > 10.0.1.9:40000 2 reject", // an answer to nothing
		"eni-db 10.0.1.77:40000 > 10.0.9.4:5432 9 reject",   // of another function
		"eni-other 10.0.1.9:40000 > 10.0.9.4:5432 9 reject", // at an interface on the way, which is nobody's here
		"eni-own 10.0.1.9:40000 > 10.0.9.4:5432 5 accept",   // one connection,
		"eni-own 10.0.1.9:40001 > 10.0.9.4:5432 6 accept",   // and the same again
		"eni-own 10.0.1.9:40000 > 203.0.113.9:443 5 reject", // another port
		"eni-own 10.0.1.9:40000 > 10.0.9.5:5432 5 accept",   // another address
	)
	got := fmt.Sprint(a.Interfaces, a.Shared, a.NoData, a.Skipped, a.Unsolicited, len(a.Flows), a.Later)
	if want := "1 1 1 1 5 3 false"; got != want {
		t.Errorf("interfaces, shared, windows, unsolicited, flows, later: %s, want %s", got, want)
	}
	to, err := names.Parse(nil, "10.0.9.4")
	if err != nil {
		t.Fatal(err)
	}
	trace, err := engine.Trace("us-east-1", f, reach.Query{To: to, Protocol: netset.TCP, Port: 5432})
	if err != nil {
		t.Fatal(err)
	}
	on := a.On(trace)
	if len(on) != 1 || on[0].Far.String() != "10.0.9.4" ||
		cmp.Diff(flow.Packets{Accepted: 11}, on[0].Packets(flow.RequestLeaves)) != "" {
		t.Errorf("of the question: %+v", on)
	}
}

// TestLater: whether the snapshot can know what was recorded.
func TestLater(t *testing.T) {
	line := "eni-own 10.0.1.9:40000 > 10.0.9.4:5432 5 reject"
	if a, _, _ := lay(t, "captured 2026-01-01T00:00:00Z\n"+account, line); a.Later {
		t.Error("records of 1970 are later than a snapshot of 2026")
	}
	if a, _, _ := lay(t, "captured 1970-01-01T00:00:01Z\n"+account, line); !a.Later {
		t.Error("records are not later than a snapshot that was made before them")
	}
}
