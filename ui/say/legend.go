package say

import (
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// LegendPart is the marks of one kind.
type LegendPart struct {
	Heading string
	Marks   []LegendMark
}

// LegendMark is a mark as rows show it, and what it means.
type LegendMark struct {
	Mark  widget.Cell
	Means string
}

// Legend says what the marks of all screens mean, as the theme draws them.
func Legend(th *theme.Theme) []LegendPart {
	verdict := func(v theme.Verdict, word, means string) LegendMark {
		text := th.Glyph(v)
		if word != "" {
			text += " " + word
		}
		return LegendMark{Mark: widget.Mark(v.Token(), text), Means: means}
	}
	severity := func(s theme.Severity, means string) LegendMark {
		return LegendMark{Mark: SeverityCell(s), Means: means}
	}
	mark := func(token theme.Token, text, means string) LegendMark {
		return LegendMark{Mark: widget.Mark(token, text), Means: means}
	}
	return []LegendPart{
		{"Verdicts", []LegendMark{
			verdict(theme.VerdictFine, "", "reachable from every subnet of the function"),
			verdict(theme.VerdictPartial, "", "reachable in part: from some subnets or to some addresses"),
			verdict(theme.VerdictBlocked, "", "blocked: no packet arrives, or no reply comes back"),
			verdict(theme.VerdictUnknown, "", "unknown: an API call that would tell is missing; never read it as safe"),
			verdict(theme.VerdictPending, "", "not computed yet"),
			verdict(theme.VerdictNone, "", "nothing to judge, or closed on purpose"),
		}},
		{"OUT (egress)", []LegendMark{
			verdict(theme.VerdictFine, "open", "reaches the whole internet"),
			verdict(theme.VerdictFine, "443", "reaches the internet on these ports only"),
			verdict(theme.VerdictFine, "some", "the same, with more ports than there is room for"),
			verdict(theme.VerdictPartial, "2 of 3 AZs", "reaches it from 2 of its 3 AZs: invocations in the third fail"),
			verdict(theme.VerdictNone, "isolated", "no route targets the internet, by design"),
			verdict(theme.VerdictNone, "vpc only", "the same, with routes to VPC endpoints"),
			verdict(theme.VerdictNone, "closed", "security groups or network ACLs close it"),
			verdict(theme.VerdictBlocked, "broken", "a route to the internet is there and does not work"),
			verdict(theme.VerdictNone, "no vpc", "not in a VPC: Lambda's own network leads to the internet"),
			verdict(theme.VerdictUnknown, "routed", "routed to a network that is not in the snapshot"),
		}},
		{"Findings", []LegendMark{
			severity(theme.SeverityHigh, "high severity"),
			severity(theme.SeverityMedium, "medium severity"),
			severity(theme.SeverityLow, "low severity"),
			severity(theme.SeverityInfo, "informational"),
			severity(theme.SeverityUnknown, "could not check: an API call is missing"),
		}},
		{"Changes", []LegendMark{
			mark(theme.Accent, th.Sym.Changed, "changed since the earlier snapshot"),
			mark(theme.Added, "+", "new, or reaches more than before"),
			mark(theme.Removed, "-", "deleted, or reaches less than before"),
			mark(theme.Warn, th.Sym.Differs, "the two answers differ"),
		}},
		{"Rows", []LegendMark{
			mark(theme.Accent, th.Sym.Marked, "marked by you"),
			mark(theme.Bad, th.Sym.Dead, "traffic stops here"),
			mark(theme.Warn, th.Sym.Alert, "API calls that failed or were not made (gaps)"),
		}},
	}
}
