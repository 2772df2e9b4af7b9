package analysis_test

import (
	"context"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// BenchmarkCatalogue runs the whole catalogue on the account of 10,000 functions; places are computed before.
func BenchmarkCatalogue(b *testing.B) {
	snapshot := awstest.Synthetic(b, awstest.Size{})
	index := awsdata.NewIndex(snapshot)
	for b.Loop() {
		b.StopTimer()
		engine := reach.New(index)
		var places []*reach.Place
		for _, region := range snapshot.RegionNames() {
			for _, f := range index.Region(region).Functions() {
				places = append(places, engine.Place(region, f))
			}
		}
		b.StartTimer()
		check.Run(index, engine, places, check.Catalogue())
	}
}

// BenchmarkRun is everything from a decoded snapshot to the result: index, places, the whole catalogue.
func BenchmarkRun(b *testing.B) {
	snapshot := awstest.Synthetic(b, awstest.Size{})
	for b.Loop() {
		if _, err := analysis.Run(context.Background(), snapshot, analysis.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
