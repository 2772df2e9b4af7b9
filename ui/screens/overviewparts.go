package screens

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/ledger"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// mostShort is how many VPCs and subnets that run short stand in the overview.
const mostShort = 5

// vpcHeadroom is the headroom of a VPC, and where that is.
type vpcHeadroom struct {
	ledger.Headroom
	env    *screen.Env // of its account
	region string
}

// roomsOf are the headrooms of all VPCs with Lambda interfaces, fullest first;
// unread are the regions whose interfaces are not in the snapshot.
func roomsOf(accounts []*screen.Env) (out []vpcHeadroom, unread []regionOf) {
	for _, env := range accounts {
		for _, r := range env.Result.Snapshot.MainRegions() {
			known := true
			for _, h := range ledger.HeadroomOf(env.Result.Index.Region(r.RegionName)) {
				if known = known && h.Known; h.Known {
					out = append(out, vpcHeadroom{h, env, r.RegionName})
				}
			}
			if !known {
				unread = append(unread, regionOf{env, r})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b vpcHeadroom) int {
		return cmp.Or(b.Percent()-a.Percent(), b.Used()-a.Used())
	})
	return out, unread
}

// roomMark is how near the limit is: the same steps as the check eni-quota has, which says nothing of AWS's default.
func roomMark(h *ledger.Headroom) theme.Severity {
	switch p := h.Percent(); {
	case p >= 95:
		return theme.SeverityHigh
	case p >= 80:
		return theme.SeverityMedium
	}
	return theme.SeverityNone
}

// limitWords say whose limit it is.
func limitWords(h *ledger.Headroom) string {
	if h.Applied {
		return "the account's limit"
	}
	return "AWS's default limit, the account's was not read"
}

// headroom is how many Lambda interfaces the VPCs may still have.
func (b *builder) headroom(list []vpcHeadroom, unread []regionOf) {
	b.section("Headroom", column("", 1, 1, 9), column("", 8, 24, 8), column("", 8, 14, 7),
		column("", gauge, gauge, 2), column("", 16, 70, 1))
	b.note(widget.Mark(theme.Dim, "Lambda interfaces by VPC"))
	if len(list)+len(unread) == 0 {
		b.row(widget.Cell{}, widget.Mark(theme.Dim, "none yet"))
	}
	for _, at := range unread {
		region := say.In(at.env, at.RegionName)
		text, _ := say.GapText(at.env.Result, at.RegionName, "describe-network-interfaces")
		b.goes("unread:"+region, target{leads: true, does: screen.Run{Command: screen.Gaps}},
			widget.Mark(theme.Unknown, b.env.Theme.Sym.Unknown), widget.Mark(theme.Unknown, region),
			widget.Mark(theme.Unknown, "unknown"), widget.Cell{}, widget.Mark(theme.Unknown, text))
	}
	for i := range list[:min(len(list), mostShort)] {
		h := &list[i]
		mark := roomMark(&h.Headroom)
		bar := theme.Dim
		if mark != theme.SeverityNone {
			bar = mark.Token()
		}
		words := limitWords(&h.Headroom)
		if h.EFS > 0 {
			words = fmt.Sprintf("%d of them EFS mount targets; %s", h.EFS, words)
		}
		b.linkOf(h.env, h.region, h.VPCID, say.SeverityCell(mark),
			widget.Say(strings.TrimSpace(say.AccountName(h.env)+" "+say.NameOf(h.env.Result, h.region, h.VPCID))),
			widget.Say(fmt.Sprintf("%d of %d", h.Used(), h.Limit)),
			widget.GaugeCell(b.env.Theme, bar, h.Used(), h.Limit, gauge), widget.Mark(theme.Dim, words))
	}
	if more := len(list) - mostShort; more > 0 {
		b.goes("rooms", leadsTo(screen.Place{Screen: "ledger"}), widget.Cell{},
			widget.Mark(theme.Dim, fmt.Sprintf("and %s", say.Plural(more, "more VPC", "more VPCs"))),
			widget.Mark(theme.Dim, fmt.Sprintf("%d or fewer", list[mostShort].Used())))
	}
}

// freeAddresses are the subnets that run short of addresses.
func (b *builder) freeAddresses(list, unread []*freeSubnet) {
	marks := map[string]theme.Severity{}
	for _, res := range b.env.Results() {
		for i := range res.Findings {
			if f := &res.Findings[i]; f.Check == "eni-subnet-addresses" && f.Status == check.Fail && f.Waived == nil {
				marks[f.Account+"/"+f.Region+"/"+f.Resource] = say.SeverityMark(f.Severity)
			}
		}
	}
	b.section("Addresses", column("", 1, 1, 9), column("", 8, 24, 8), column("", 6, 8, 7), column("", 12, 48, 5))
	b.beside(factsBeside)
	b.note(widget.Mark(theme.Dim, "free in subnets of functions, fewest first"))
	if len(list)+len(unread) == 0 {
		b.row(widget.Cell{}, widget.Mark(theme.Dim, "no function has a subnet"))
	}
	for _, s := range list[:min(len(list), mostShort)] {
		mark := marks[s.env.AccountID()+"/"+s.region+"/"+s.SubnetId]
		count := widget.Say(fmt.Sprintf("%d free", s.free))
		if mark != theme.SeverityNone {
			count.Token = mark.Token()
		}
		b.linkOf(s.env, s.region, s.SubnetId, say.SeverityCell(mark),
			widget.Say(s.word()), count,
			widget.Mark(theme.Dim, say.FunctionWords(s.functions, 3)))
	}
	for _, s := range unread[:min(len(unread), mostShort)] {
		why, gap := say.GapText(s.env.Result, s.region, "describe-subnets")
		if !gap {
			why = "not in the answer to describe-subnets"
		}
		b.goes("unread:"+say.In(s.env, s.region)+"/"+s.id,
			leadsTo(screen.Place{Screen: "functions", Filter: "subnet:" + strings.ToLower(s.id)}),
			widget.Mark(theme.Unknown, b.env.Theme.Sym.Unknown),
			widget.Mark(theme.Unknown, say.NameOf(s.env.Result, s.region, s.id)),
			widget.Mark(theme.Unknown, "unknown"), widget.Mark(theme.Unknown, why))
	}
	if more := len(unread) - mostShort; more > 0 {
		b.row(widget.Cell{}, widget.Mark(theme.Unknown, fmt.Sprintf("and %d more", more)),
			widget.Mark(theme.Unknown, "unknown"))
	}
	if more := len(list) - mostShort; more > 0 {
		b.goes("subnets", leadsTo(screen.Place{Screen: "resources", Kind: "subnet"}), widget.Cell{},
			widget.Mark(theme.Dim, fmt.Sprintf("and %d more", more)),
			widget.Mark(theme.Dim, fmt.Sprintf("%d+", list[mostShort].free)))
	}
}

// familyWords are the families of checks, in the order of the catalogue.
var familyWords = []struct {
	family check.Family
	words  string
}{{check.Egress, "Egress"}, {check.Placement, "Placement"}, {check.Endpoints, "DNS, endpoints"},
	{check.Interface, "Interfaces"}, {check.Identity, "Identity"}}

// families has one row for each family of checks.
func (b *builder) families() {
	by := tallyBy(b.env.Results(), familyOf)
	b.section("Checks", append(tallyColumns(column("FAMILY", 9, 16, 9)), column("WORST", 20, 60, 1))...)
	b.note(widget.Mark(theme.Dim, "findings by family"))
	for _, f := range familyWords {
		t := by[f.family]
		if t == nil {
			t = &tally{}
		}
		worst := widget.Mark(theme.Dim, say.Arrows(b.env, say.Briefly(t.worst)))
		cells := append(tallyCells(widget.Say(f.words), t), worst)
		if t.counted()+t.unknown+t.waived == 0 {
			b.row(cells...)
			continue
		}
		b.goes("family:"+string(f.family),
			leadsTo(screen.Place{Screen: "findings", Filter: "family:" + string(f.family)}), cells...)
	}
}

// tallyColumns are a column and the counts behind it.
func tallyColumns(first ...widget.SheetColumn) []widget.SheetColumn {
	return append(first, number("H", 8), number("M", 7), number("L", 6), number("?", 8))
}

// tallyCells are the counts of a tally, those that are not zero in their color.
func tallyCells(first widget.Cell, t *tally) []widget.Cell {
	cells := []widget.Cell{first}
	for _, sev := range []check.Severity{check.High, check.Medium, check.Low} {
		cells = append(cells, countCell(t.by[sev], say.SeverityMark(sev).Token()))
	}
	return append(cells, countCell(t.unknown, theme.Unknown))
}

func countCell(n int, token theme.Token) widget.Cell {
	if n == 0 {
		token = theme.Dim
	}
	return widget.Mark(token, strconv.Itoa(n))
}

// regions has one row for each region.
func (b *builder) regions() {
	res := b.env.Result
	by := tallyBy(b.env.Results(), func(f *check.Finding) string { return f.Region })
	functions := map[string]int{}
	for _, f := range res.Functions {
		functions[f.Place.Region]++
	}
	columns := tallyColumns(column("REGION", 9, 16, 9), number("FUNCTIONS", 5), number("VPCS", 4))
	columns[1].Max, columns[1].Min = 9, 9
	b.section("Regions", columns...)
	b.beside(factsBeside)
	for _, r := range res.Snapshot.MainRegions() {
		t := by[r.RegionName]
		if t == nil {
			t = &tally{}
		}
		known := func(n int, call string) widget.Cell {
			if !r.Has(call) {
				return widget.Mark(theme.Unknown, b.env.Theme.Sym.Unknown)
			}
			return widget.Say(strconv.Itoa(n))
		}
		cells := tallyCells(widget.Say(r.RegionName), t)
		cells = slices.Insert(cells, 1, known(functions[r.RegionName], "list-functions"),
			known(len(r.VPCs), "describe-vpcs"))
		to := screen.Place{Screen: "functions", Filter: "region:" + r.RegionName}
		if functions[r.RegionName] == 0 {
			to = screen.Place{Screen: "resources", Kind: "vpc", Filter: "region:" + r.RegionName}
		}
		b.goes("region:"+r.RegionName, leadsTo(to), cells...)
	}
}

// unread is what could not be read, and what is not known for that.
func (b *builder) unread() {
	groups := groupGaps(b.env)
	if len(groups) == 0 {
		return
	}
	b.section("Not read", column("", 1, 1, 9), column("", 14, 40, 8), column("", 10, 30, 6), column("", 10, 34, 2),
		column("", 20, 60, 7))
	for _, g := range groups {
		where := strings.Join(g.regions, ", ")
		if len(g.regions) > 3 {
			where = say.Plural(len(g.regions), "region", "regions")
		}
		if g.n > len(g.regions) {
			where += fmt.Sprintf(" (%d times)", g.n)
		}
		t, unknown := target{leads: true, does: screen.Run{Command: screen.Gaps}},
			widget.Mark(theme.Dim, "no finding waits for it")
		if g.undecided > 0 {
			t = leadsTo(screen.Place{Screen: "findings", Filter: "missing:" + g.call})
			unknown = widget.Mark(theme.Unknown, "leaves "+say.Plural(g.undecided, "finding", "findings")+" unknown")
		}
		b.goes("gap:"+g.call+string(g.cause), t, widget.Mark(theme.Unknown, b.env.Theme.Sym.Unknown),
			widget.Say(g.call), widget.Mark(theme.Warn, g.cause.Text()), widget.Mark(theme.Dim, where), unknown)
	}
}
