package fix_test

import (
	"testing"

	"github.com/vpclens/vpclens/analysis/fix"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
)

// after is the verdict of the question once the fix's edits are applied.
func after(t *testing.T, s *awsdata.Snapshot, fn *awsdata.Function, q reach.Query, f *fix.Fix) reach.Verdict {
	t.Helper()
	changed, err := whatif.Apply(s, f.Edits)
	if err != nil {
		t.Fatal(err)
	}
	index := awsdata.NewIndex(changed)
	trace, err := reach.New(index).Trace("us-east-1", index.Region("us-east-1").Function(fn.FunctionName), q)
	if err != nil {
		t.Fatal(err)
	}
	return trace.Verdict
}
