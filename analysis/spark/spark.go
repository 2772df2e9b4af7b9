// Package spark draws numbers as a line of blocks, which fits in a cell of a table and needs no color.
package spark

import (
	"math"
	"strings"
)

// Missing is drawn where there is no number. It is not the lowest block: that is zero.
const Missing = '·'

// Blocks are those that are drawn, from nothing to the most.
const Blocks = "▁▂▃▄▅▆▇█"

// ASCII is a line for a terminal that has no blocks, with as many steps; what is missing stays.
func ASCII(line string) string {
	return strings.NewReplacer("▁", "_", "▂", ".", "▃", ":", "▄", "~", "▅", "=", "▆", "+", "▇", "*", "█",
		"#").Replace(line)
}

// Line draws numbers from zero to the greatest of them, in at most so many cells: of several numbers in a cell the
// greatest is drawn, as a peak must not vanish. NaN is no number.
func Line(values []float64, cells int) string {
	n := min(len(values), cells)
	most := 0.0
	for _, v := range values {
		if !math.IsNaN(v) {
			most = max(most, v)
		}
	}
	out := make([]rune, n)
	for i := range out {
		out[i] = block(values[i*len(values)/n:(i+1)*len(values)/n], most)
	}
	return string(out)
}

func block(values []float64, most float64) rune {
	v := math.NaN()
	for _, x := range values {
		if !math.IsNaN(x) && (math.IsNaN(v) || x > v) {
			v = x
		}
	}
	all := []rune(Blocks)
	switch {
	case math.IsNaN(v):
		return Missing
	case v <= 0:
		return all[0]
	}
	// What is more than nothing is seen to be.
	return all[max(1, min(len(all)-1, int(math.Round(v/most*float64(len(all)-1)))))]
}
