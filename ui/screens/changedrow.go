package screens

import (
	"slices"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// changed is whether a function's row reads as it did in the earlier snapshot.
type changed uint8

const (
	unchanged changed = iota
	changedAnswer
	newFunction
)

// words are the values of the field "changed".
func (c changed) words() []string {
	switch c {
	case changedAnswer:
		return []string{"yes"}
	case newFunction:
		return []string{"yes", "new"}
	}
	return []string{"no"}
}

// changedSince compares what the list tells of a function with what it would have
// told of the earlier state: the way out, in sum and by subnet, and what is wrong.
func changedSince(b *screen.Baseline, f *analysis.Function) changed {
	if b == nil || f.ExitPending || f.ChecksPending {
		return unchanged
	}
	old := say.FunctionOf(b.Result, f.Place.Region, f.FunctionName)
	if old == nil {
		if rx := b.Result.Index.Region(f.Place.Region); rx == nil || !rx.Region.Has("list-functions") {
			return unchanged // nobody knows what was there
		}
		return newFunction
	}
	was, wasWord := say.WayOut(old)
	is, isWord := say.WayOut(f)
	if was != is || wasWord != isWord || say.WrongWords(old) != say.WrongWords(f) ||
		say.FunctionMark(old) != say.FunctionMark(f) || !slices.Equal(subnetMarks(old), subnetMarks(f)) {
		return changedAnswer
	}
	return unchanged
}

// subnetMarks are a function's subnets and how each leads out.
func subnetMarks(f *analysis.Function) []string {
	var out []string
	for i := range f.Subnets {
		out = append(out, f.Subnets[i].ID+" "+f.Subnets[i].Internet.String())
	}
	slices.Sort(out)
	return out
}

// severityCell is the letter of the row and, where there is an earlier state, the
// mark of a change beside the name.
func (s *Functions) severityCell(r *functionRow) widget.Cell {
	cell := say.SeverityCell(r.mark)
	if !s.since {
		return cell
	}
	mark := widget.Span{Text: "  "}
	switch r.changed {
	case changedAnswer:
		mark = widget.Span{Text: " " + s.th.Sym.Changed, Token: theme.Accent}
	case newFunction:
		mark = widget.Span{Text: " +", Token: theme.Added}
	}
	cell.More = []widget.Span{mark}
	return cell
}
