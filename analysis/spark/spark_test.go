package spark_test

import (
	"math"
	"testing"

	"github.com/vpclens/vpclens/analysis/spark"
)

func TestLine(t *testing.T) {
	t.Parallel()
	no := math.NaN()
	for _, tt := range []struct {
		values []float64
		cells  int
		want   string
	}{
		{nil, 10, ""},
		{[]float64{1, 2}, 0, ""},
		{[]float64{0, 0, 0}, 10, "▁▁▁"},
		{[]float64{0, 1, 1000}, 10, "▁▂█"}, // what is not zero does not look like it
		{[]float64{no, 0, no, 7}, 10, "·▁·█"},
		{[]float64{0, 9, 0, 0, 0, 0}, 3, "█▁▁"}, // a peak stays
		{[]float64{no, no, 5, no}, 2, "·█"},
		{[]float64{-3, 1}, 10, "▁█"},
		{[]float64{no, no}, 10, "··"},
	} {
		if got := spark.Line(tt.values, tt.cells); got != tt.want {
			t.Errorf("%v in %d: %q, want %q", tt.values, tt.cells, got, tt.want)
		}
	}
}
