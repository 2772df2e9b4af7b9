package cli

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis/analyzer"
	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/reach"
	found "github.com/vpclens/vpclens/awsdata/analyzer"
)

// readInsights reads results of Reachability Analyzer, none where no file is named.
func readInsights(path string) ([]found.Analysis, error) {
	if path == "" {
		return nil, nil
	}
	data, err := readInput(path)
	if err != nil {
		return nil, fmt.Errorf("read insights: %w", err)
	}
	list, err := found.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("read insights: %s: %w", path, err)
	}
	return list, nil
}

// insightsOf are results beside what is computed for the function. It is never nil: that none could be compared is
// said.
func insightsOf(f *ask.Function, t *reach.Trace, list []found.Analysis) []analyzer.Comparison {
	out := analyzer.Compare(f.Index.Region(f.Region), f.Function, t, f.Index.Snapshot.CapturedAt, list)
	if out == nil {
		out = []analyzer.Comparison{}
	}
	return out
}
