package ask

import (
	"cmp"
	"iter"
	"slices"
	"strings"
)

// Nearest returns up to three of the names that look like what was typed, the likest first.
func Nearest(names iter.Seq[string], typed string) []string {
	type candidate struct {
		name  string
		share float64
	}
	typed = strings.ToLower(typed)
	var near []candidate
	for name := range names {
		if share := likeness(typed, strings.ToLower(name)); share >= 0.4 {
			near = append(near, candidate{name, share})
		}
	}
	slices.SortFunc(near, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.share, a.share), cmp.Compare(a.name, b.name))
	})
	var out []string
	for _, c := range near[:min(3, len(near))] {
		out = append(out, c.name)
	}
	return out
}

// likeness is the share of letter pairs that two names have in common, from 0 to 1 (the Sørensen-Dice coefficient).
// Names of functions are words joined in any order, which an edit distance takes for strangers.
func likeness(a, b string) float64 {
	if len(a) < 2 || len(b) < 2 {
		return 0
	}
	pairs := make(map[string]int)
	for i := range len(a) - 1 {
		pairs[a[i:i+2]]++
	}
	common := 0
	for i := range len(b) - 1 {
		if pairs[b[i:i+2]] > 0 {
			pairs[b[i:i+2]]--
			common++
		}
	}
	return 2 * float64(common) / float64(len(a)+len(b)-2)
}
