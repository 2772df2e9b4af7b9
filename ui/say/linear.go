package say

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// TextLines are lines that lead nowhere.
func TextLines(lines ...string) []widget.Line {
	var out []widget.Line
	for _, l := range lines {
		if l != "" {
			out = append(out, widget.Line{Text: l})
		}
	}
	return out
}

// LinearWayOut is the way out of a function in words that need no table.
func LinearWayOut(f *analysis.Function, v theme.Verdict, word string) string {
	e := f.Exit()
	ok, of := e.OK, e.Of
	switch {
	case v == theme.VerdictPending:
		return "still being read"
	case v == theme.VerdictPartial && ok > 0 && ok < of:
		return fmt.Sprintf("partial, from %d of %d subnets", ok, of)
	case v == theme.VerdictBlocked:
		return word
	case v == theme.VerdictUnknown && f.Class == reach.ClassElsewhere:
		return "unknown, routed elsewhere"
	case v == theme.VerdictUnknown:
		return "unknown"
	case e.Kind == analysis.ExitPrivate:
		return word + ", by design"
	case e.Kind == analysis.ExitClosed:
		return "closed by rules"
	case e.Kind == analysis.ExitLambda:
		return "open, not in a VPC"
	case e.Kind == analysis.ExitOpen:
		return word
	case word == "some":
		word = "some ports"
	}
	return map[theme.Verdict]string{theme.VerdictPartial: "partial", theme.VerdictFine: "open"}[v] + " on " + word
}
