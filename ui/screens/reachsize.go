package screens

import (
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// sizeBar is how many cells the bar of a size has.
const sizeBar = 8

// sized is the width from which sizes are drawn; below it the room is for words.
const sized = 96

// withSize puts something before others if sizes are drawn.
func withSize[T any](s *Reach, size T, others ...T) []T {
	if !s.wide {
		return others
	}
	return append([]T{size}, others...)
}

// evenly makes a text as wide as its like in the other groups, where sizes are
// drawn: so that they compare.
func (s *Reach) evenly(text string, width int) string {
	if !s.wide {
		return text
	}
	return text + strings.Repeat(" ", max(width-widget.Width(text), 0))
}

func (s *Reach) longestWay() int {
	longest := 0
	for i := range s.reach.Parts {
		longest = max(longest, min(widget.Width(s.wayWords(s.reach.Parts[i].Way)), 26))
	}
	return longest
}

// sizeColumn is the column of sizes.
func sizeColumn() widget.SheetColumn { return column("", sizeBar+13, sizeBar+13, 3) }

// sizeCell draws how many addresses a set has, as a bar and in words. Each cell of
// the bar is sixteen times as many: one address and the whole IPv4 internet are
// both seen, and a subnet stands between them.
func (s *Reach) sizeCell(th *theme.Theme, v theme.Verdict, set netset.Set) widget.Cell {
	n := sizeOf(set)
	if n < 1 {
		return widget.Cell{}
	}
	full := max(min(int(math.Ceil(math.Log2(n)/32*sizeBar)), sizeBar), 1)
	return widget.Spans(
		widget.Span{Text: strings.Repeat(th.Sym.GaugeFull, full), Token: whyOrText(v)},
		widget.Span{Text: strings.Repeat(th.Sym.GaugeEmpty, sizeBar-full), Token: theme.Border},
		widget.Span{Text: " " + s.evenly(sizeWords(n), len("999 thousand")), Token: theme.Dim})
}

// sizeOf is how many addresses are in a set.
func sizeOf(set netset.Set) float64 {
	n := 0.0
	for r := range set.Intervals() {
		from, to := r.From.As16(), r.To.As16()
		size := 1.0
		for i := range from {
			size += (float64(to[i]) - float64(from[i])) * math.Exp2(float64(8*(15-i)))
		}
		n += size
	}
	return n
}

// sizeWords are a number of addresses, as a person would say it.
func sizeWords(n float64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%.0f", n)
	case n < 1e6:
		return fmt.Sprintf("%.0f thousand", n/1e3)
	case n < 1e9:
		return fmt.Sprintf("%.0f million", n/1e6)
	case n <= 1<<32:
		return fmt.Sprintf("%.1f billion", n/1e9)
	}
	return "IPv6"
}

// manyAddresses is from where the names of subnets say more than ranges.
const manyAddresses = 64

// partWords are what is reached by a way. In the VPC that is said by the names of
// its subnets: ranges with the holes between interfaces say nothing to a person.
func (s *Reach) partWords(p *reach.Part) string {
	ranges := rangesOf(p.Set)
	if p.Way.Kind != reach.WayLocal || sizeOf(p.Set) < manyAddresses {
		return s.setWords(p.Set)
	}
	var names []string
	for _, sub := range s.rx.VPCSubnets(s.fn.VPCID) {
		prefix, err := netip.ParsePrefix(sub.CidrBlock)
		if err == nil && slices.ContainsFunc(ranges, func(r setRange) bool {
			return prefix.Contains(r.from) || r.from.Compare(prefix.Addr()) <= 0 && prefix.Addr().Compare(r.to) <= 0
		}) {
			names = append(names, awsdata.NameOrID(sub))
		}
	}
	if len(names) == 0 {
		return s.setWords(p.Set)
	}
	ports := ranges[0].ports
	if slices.ContainsFunc(ranges, func(r setRange) bool { return r.ports != ports }) {
		ports = "some ports"
	}
	text := strings.Join(names[:min(len(names), 3)], ", ")
	if more := len(names) - 3; more > 0 {
		text += " and " + say.Plural(more, "more subnet", "more subnets")
	}
	return "addresses in " + text + ", " + ports
}
