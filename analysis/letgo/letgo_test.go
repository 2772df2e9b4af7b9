package letgo_test

import (
	"strings"
	"testing"
	"time"

	"github.com/vpclens/vpclens/analysis/ledger"
	"github.com/vpclens/vpclens/analysis/letgo"
	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/demo"
	"github.com/vpclens/vpclens/awsdata/event"
)

var noon = time.Date(2026, time.October, 5, 12, 0, 0, 0, time.UTC)

// What must happen is told of every interface that Lambda keeps in the demo account.
func TestTheDemo(t *testing.T) {
	snapshot, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	x := awsdata.NewIndex(snapshot)
	rx, roles := x.Region("us-east-1"), role.NewIndex(x)
	book := ledger.Of(rx)
	seen, told := map[letgo.Must]int{}, 0
	for i := range rx.Region.NetworkInterfaces {
		n := &rx.Region.NetworkInterfaces[i]
		stays := letgo.Of(book, rx, roles, n.NetworkInterfaceId, nil)
		if (n.InterfaceType == "lambda") != (len(stays) == 1) {
			t.Fatalf("%s (%s): %+v", n.NetworkInterfaceId, n.InterfaceType, stays)
		}
		for j := range stays {
			s := &stays[j]
			seen[s.Must]++
			if (s.Must == letgo.Release) != (len(s.Holders) > 0) || s.Says() == "" || s.Since != nil {
				t.Errorf("%+v: %s", s, s.Says())
			}
			if fs := letgo.Functions(stays); len(fs) == 1 {
				told++
				deleted := event.Event{Name: "DeleteFunction", Time: noon,
					Resources: []string{"arn:x:function:" + fs[0]}}
				refused, other := deleted, deleted
				refused.Error, other.Resources = "Client.Denied", []string{"arn:x:function:other"}
				after := letgo.Of(book, rx, roles, n.NetworkInterfaceId, []event.Event{refused, other, deleted})
				since := after[0].Since
				if since == nil || since.Error != "" || since.Resources[0] == "arn:x:function:other" {
					t.Errorf("%s is left since %+v", s.ID, since)
				}
			}
			if s.Must == letgo.Release && !strings.Contains(s.Says(), s.Holders[0].String()) {
				t.Errorf("%s does not name %s", s.Says(), s.Holders[0])
			}
		}
	}
	if told == 0 {
		t.Error("no interface tells for whom it was made")
	}
	if seen[letgo.Release] == 0 || len(seen) < 2 {
		t.Errorf("the demo has %v", seen)
	}
}

// The time runs from the event that ended the last use; each time that is told is an estimate.
func TestLeft(t *testing.T) {
	s := letgo.Stay{Must: letgo.Wait}
	if got := s.Left(noon); !strings.Contains(got, "since when is unknown") {
		t.Error(got)
	}
	s.Since = &event.Event{Time: noon}
	for _, tt := range []struct {
		after time.Duration
		want  string
	}{
		{0, "usually gone in 20 minutes to 45 minutes, an estimate"},
		{19*time.Minute + 30*time.Second, "usually gone in 1 minute to 26 minutes, an estimate"},
		{20 * time.Minute, "usually gone within 25 minutes, an estimate"},
		{44*time.Minute + 59*time.Second, "usually gone within 1 minute, an estimate"},
		{45 * time.Minute, "later than usual: the last use ended 45 minutes ago"},
	} {
		if got := s.Left(noon.Add(tt.after)); got != tt.want {
			t.Errorf("after %s: %q, want %q", tt.after, got, tt.want)
		}
	}
	s.Must = letgo.ByHand
	if got := s.Left(noon.Add(time.Hour)); got != "the last use ended 60 minutes ago" {
		t.Error(got)
	}
	s.Holders = []ledger.Holder{{Function: "orders"}, {Function: "orders", Version: "3"}}
	s.Must = letgo.Release
	want := "orders must lose the VPC configuration, or go, and orders:3 must be deleted; then"
	if got := s.Says(); !strings.HasPrefix(got, want) {
		t.Error(got)
	}
	if got := s.Left(noon); got != "" {
		t.Errorf("the time does not run while somebody uses it: %q", got)
	}
}
