package plain

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// What reading again brought is in the log: that it lists nothing means that nothing changed.
func TestTheLogOfAReload(t *testing.T) {
	states := []*awsdata.Snapshot{awstest.Parse(t, "vpc prod 10.0.0.0/16\nfunction checkout\n"),
		awstest.Parse(t, "vpc prod 10.0.0.0/16\nfunction checkout\nfunction extra\n")}
	var out bytes.Buffer
	o := options(t, "log\nreload\nlog\nquit\n", &out)
	reads := 0
	o.Load = func(context.Context, func(int, int)) (*awsdata.Snapshot, error) {
		reads++
		return states[reads-1], nil
	}
	if err := Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	before, after, _ := strings.Cut(out.String(), "Read again.")
	if !strings.Contains(before, "Nothing has changed since the session began.") {
		t.Errorf("before: %s", before)
	}
	if !strings.Contains(after, "extra") || strings.Contains(after, "Nothing has changed") {
		t.Errorf("after: %s", after)
	}
}
