package screens

import (
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// fewAddresses is from how many free addresses on a subnet is not nearly full.
const fewAddresses = 32

// mostNamed is how many of the subnets that are nearly full are named at a glance.
const mostNamed = 4

// glance answers in four lines what people come for: what fails, what is nearly full, what changed, what is unknown.
// Each leads to the view that lists it.
func (b *builder) glance(know *facts) {
	failing, unclear, changed := 0, 0, 0
	unlisted := unlistedFunctions(b.env)
	for _, env := range b.env.Accounts() {
		for _, f := range env.Result.Functions {
			switch fails, may := failsNow(f); {
			case fails:
				failing++
			case may:
				unclear++
			}
			if changedSince(env.Baseline, f) != unchanged {
				changed++
			}
		}
	}
	full := 0 // the subnets with the fewest come first
	for full < len(know.subnets) && know.subnets[full].free < fewAddresses {
		full++
	}
	b.section("Now", column("", 1, 1, 9), column("", 12, 12, 8), prose("", 20, 7))
	// None of n is good news only where nothing else may be one: unknown is never shown as none.
	line := func(to screen.Place, title string, n int, unknown bool, token theme.Token, text string) {
		mark := b.env.Theme.Sym.Alert
		switch {
		case n == 0 && unknown:
			mark, token = b.env.Theme.Sym.Unknown, theme.Unknown
		case n == 0:
			mark, token = b.env.Theme.Sym.None, theme.Dim
		}
		cells := []widget.Cell{widget.Mark(token, mark), widget.Say(title), widget.Mark(token, text)}
		if n == 0 && !unknown {
			b.row(cells...)
			return
		}
		b.goes("now:"+to.View, leadsTo(to), cells...)
	}
	wrong := 0
	for i := range know.causes {
		if know.causes[i].Status == check.Fail {
			wrong++
		}
	}
	text := say.Plural(failing, "function fails", "functions fail")
	if unclear > 0 {
		text += fmt.Sprintf(", %d unknown", unclear)
	}
	line(screen.Place{Screen: "functions", Filter: "impact:broken|partly", View: "broken"}, "Failing", failing,
		unclear > 0 || unlisted != "", theme.Bad,
		text+unlisted+fmt.Sprintf("; %s to fix", say.Plural(wrong, "cause", "causes")))
	text = fullest(know.subnets[:full])
	if n := len(know.subnetsUnread); n > 0 {
		text += fmt.Sprintf("; %d unknown", n)
	}
	line(screen.Place{Screen: "resources", Kind: "subnet", Filter: "free:<32", View: "nearly-full",
		Sort: "free ipv4 addresses"}, "Nearly full", full, len(know.subnetsUnread) > 0 || unlisted != "", theme.Warn,
		text+unlisted)
	since := screen.Place{Screen: "functions", Filter: "changed:yes", View: "changed"}
	switch {
	case b.env.Baseline == nil:
		line(since, "Changed", 0, false, theme.Dim,
			b.env.Words("unknown: there is no earlier snapshot; :diff takes one",
				"unknown: there is no earlier snapshot; against takes one"))
	default:
		line(since, "Changed", changed, false, theme.Accent,
			say.Plural(changed, "function", "functions")+" since "+b.env.Baseline.Name)
	}
	gaps := len(b.env.Gaps())
	text = fmt.Sprintf("%s; %s without an answer", say.Plural(know.all.unknown, "finding", "findings"),
		say.Plural(gaps, "call", "calls"))
	if b.env.Result.Stage != analysis.Complete {
		text += "; still reading"
	}
	line(screen.Place{Screen: "findings", Filter: "status:unknown", View: "unknown"}, "Unknown", know.all.unknown,
		false, theme.Unknown, text)
}

// fullest names the subnets of functions that are nearly full.
func fullest(list []*freeSubnet) string {
	if len(list) == 0 {
		return fmt.Sprintf("0 subnets of functions have fewer than %d free addresses", fewAddresses)
	}
	var named []string
	for i, s := range list[:min(len(list), mostNamed)] {
		word := s.word() + fmt.Sprintf(" %d", s.free)
		if i == 0 {
			word = s.word() + " has " + say.Plural(s.free, "free address", "free addresses")
		}
		named = append(named, word)
	}
	text := strings.Join(named, ", ")
	if more := len(list) - mostNamed; more > 0 {
		text += " and " + say.Plural(more, "more subnet", "more subnets")
	}
	return text
}

// failsNow says whether a function fails, in all subnets or in some, and if not, whether it may: a finding that would
// say so could not be decided.
func failsNow(f *analysis.Function) (fails, may bool) {
	for _, x := range f.Findings {
		if x.Waived != nil || x.Impact != check.Broken && x.Impact != check.Partly {
			continue
		}
		fails = fails || x.Status == check.Fail
		may = may || x.Status == check.Unknown
	}
	return fails, may
}

// unlistedFunctions says of how many regions the functions are unknown, "" where they were listed in all of them.
func unlistedFunctions(env *screen.Env) string {
	n := 0
	for _, env := range env.Accounts() {
		regions := env.Result.Snapshot.MainRegions()
		if len(regions) == 0 && env.Result.Snapshot.Account.IsUnread() {
			n++
		}
		for _, r := range regions {
			if _, gap := say.GapText(env.Result, r.RegionName, "list-functions"); gap {
				n++
			}
		}
	}
	if n == 0 {
		return ""
	}
	return "; the functions of " + say.Plural(n, "region are", "regions are") + " unknown"
}
