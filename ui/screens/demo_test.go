package screens

import (
	"context"
	"sync"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/awsdata/demo"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
)

// demoResult is what the built-in account means, worked out once: nobody changes a result.
var demoResult = sync.OnceValues(func() (*analysis.Result, error) {
	snapshot, err := demo.Snapshot()
	if err != nil {
		return nil, err
	}
	return analysis.Run(context.Background(), snapshot, analysis.Options{})
})

// demoEnv is the built-in account, at the time that it was read.
func demoEnv(t *testing.T) *screen.Env {
	t.Helper()
	result, err := demoResult()
	if err != nil {
		t.Fatal(err)
	}
	return &screen.Env{Theme: theme.New(theme.Options{}), Result: result, Now: result.Snapshot.CapturedAt}
}
