package collect

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
)

func TestPartialSnapshotsChangeNothing(t *testing.T) {
	awsreplay.WithKeys(t)
	server := awsreplay.New(t, accountFiles(t), 2)
	o := quick(server)
	want := mustCollect(t, o)

	var handed []*awsdata.Snapshot
	var then []string
	o.Partial = func(s *awsdata.Snapshot) {
		handed = append(handed, s)
		then = append(then, encoded(t, s))
	}
	same(t, "a snapshot with partial ones on the way", mustCollect(t, o), want)
	if len(handed) == 0 {
		t.Fatal("nothing was handed out")
	}
	for i, s := range handed {
		functions := 0
		for _, r := range s.Regions {
			functions += len(r.Functions)
		}
		if functions == 0 {
			t.Errorf("partial snapshot %d has no functions", i)
		}
		if encoded(t, s) != then[i] {
			t.Errorf("partial snapshot %d changed after it was handed out", i)
		}
	}
}

func TestPartialSnapshotsComeNowAndThen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var counts []int
		s := &session{builder: awsdata.NewBuilder(), partial: &partial{}}
		s.partial.report = func(p *awsdata.Snapshot) { counts = append(counts, len(p.Region("us-east-1").Functions)) }
		s.builder.AddRegion("us-east-1")

		s.showPartial(nil)
		if len(counts) != 0 {
			t.Fatal("a snapshot without functions was handed out")
		}
		s.showPartial(func() error { return errors.New("the page cannot be read") })
		if len(counts) != 0 {
			t.Fatal("a snapshot was handed out without the page that it was for")
		}
		s.showPartial(func() error { return s.builder.Put("us-east-1", functionsCall, pagesOf(t, 0)) })
		if len(counts) != 0 {
			t.Fatal("an empty list of functions was handed out")
		}
		for page := range 200 { // a page every tenth of a second, as Lambda answers
			s.showPartial(func() error { return s.builder.Put("us-east-1", functionsCall, pagesOf(t, page+1)) })
			time.Sleep(100 * time.Millisecond)
		}
		if len(counts) != 40 || counts[0] != 1 || counts[1] != 6 {
			t.Errorf("200 pages in 20 seconds gave %d snapshots: %v", len(counts), counts)
		}
	})
}

// pagesOf is the list of functions after so many pages of one each.
func pagesOf(t *testing.T, n int) []byte {
	t.Helper()
	var list []awsdata.Function
	for i := range n {
		list = append(list, awsdata.Function{FunctionName: fmt.Sprintf("f-%03d", i)})
	}
	text, err := json.Marshal(map[string]any{"Functions": list})
	if err != nil {
		t.Fatal(err)
	}
	return text
}
