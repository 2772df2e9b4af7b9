package analysis_test

import (
	"slices"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata/demo"
)

func TestEarlyResults(t *testing.T) {
	snapshot, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	var early []*analysis.Result
	result, err := analysis.Run(t.Context(), snapshot,
		analysis.Options{OnStage: func(r *analysis.Result) { early = append(early, r) }})
	if err != nil {
		t.Fatal(err)
	}
	if result.Stage != analysis.Complete || len(early) != 2 || early[0].Stage != analysis.Listed ||
		early[1].Stage != analysis.Placed {
		t.Fatalf("the stages are wrong: %d early, the last %v", len(early), result.Stage)
	}
	for _, r := range early {
		if len(r.Findings) > 0 || len(r.Functions) != len(result.Functions) || r.Snapshot != snapshot ||
			r.Index != result.Index {
			t.Fatalf("stage %v: %d findings, %d functions, want 0 and %d", r.Stage, len(r.Findings), len(r.Functions),
				len(result.Functions))
		}
	}
	for i, f := range result.Functions {
		listed, placed := early[0].Functions[i], early[1].Functions[i]
		if listed.FunctionName != f.FunctionName || listed.Place.Region != f.Place.Region ||
			listed.VPCID != f.VPCID || listed.VPC != f.VPC || !slices.Equal(listed.Groups, f.Groups) {
			t.Errorf("%s is listed elsewhere than it is placed", f.FunctionName)
		}
		if listed.Class != reach.ClassUnknown || listed.Internet.Verdict != reach.Unknown ||
			listed.Internet.Posture != reach.PostureUnknown {
			t.Errorf("%s has a verdict before anything was judged", f.FunctionName)
		}
		if placed.Place != f.Place {
			t.Errorf("%s is placed twice", f.FunctionName)
		}
		// What was handed out early is not touched by what comes later.
		if len(placed.Findings) > 0 || placed.Headline != "" || len(listed.Findings) > 0 || listed.Headline != "" {
			t.Errorf("%s has findings before any check has run", f.FunctionName)
		}
	}
}

func TestStagesAreOrdered(t *testing.T) {
	order := []analysis.Stage{analysis.Listed, analysis.Placed, analysis.Reading, analysis.Complete}
	for i, a := range order {
		for j, b := range order {
			if a.Knows(b) != (i >= j) {
				t.Errorf("stage %v knows %v: %v", a, b, a.Knows(b))
			}
		}
	}
}
