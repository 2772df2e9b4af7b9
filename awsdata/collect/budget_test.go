package collect

import (
	"fmt"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
)

func TestBudgetZZ(t *testing.T) {
	awsreplay.WithKeys(t)
	dir := t.TempDir() + "/a"
	s := awstest.Synthetic(t, awstest.Size{Functions: 1000, VPCs: 5, Subnets: 150, Groups: 100, Interfaces: 1500, Placements: 60})
	if err := s.Save(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	r := s.Regions[0]
	t.Log(len(r.RouteTables), len(r.Subnets), len(r.PrefixLists), len(r.ManagedPrefixLists))
	server := awsreplay.New(t, os.DirFS(dir), 50)
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		o := Options{Regions: []string{"us-east-1"}, EndpointURL: server.URL, Transport: server.Transport(80 * time.Millisecond), Now: func() time.Time { return then }}
		got := mustCollect(t, o)
		t.Log(time.Since(began), len(got.Regions[0].Functions))
	})
	n := map[string]int{}
	for _, q := range server.Requests() {
		n[q.Operation]++
	}
	total := 0
	for op, c := range n {
		total += c
		fmt.Println(c, op)
	}
	fmt.Println(total)
}
