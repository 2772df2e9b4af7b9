package screens

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// fewAddresses is from how many free addresses on a subnet is not nearly full.
const fewAddresses = 32

// glance answers in four lines what people come for: what fails, what is nearly full, what changed, what is unknown.
// Each leads to the view that lists it.
func (b *builder) glance(know *facts) {
	failing, changed := 0, 0
	for _, env := range b.env.Accounts() {
		for _, f := range env.Result.Functions {
			for _, i := range f.Impacts() {
				if i == check.Broken || i == check.Partly {
					failing++
					break
				}
			}
			if changedSince(env.Baseline, f) != unchanged {
				changed++
			}
		}
	}
	full := 0
	for _, s := range know.subnets {
		if s.free < fewAddresses {
			full++
		}
	}
	b.section("Now", column("", 1, 1, 9), column("", 12, 12, 8), prose("", 20, 7))
	line := func(to screen.Place, title string, n int, token theme.Token, text string) {
		mark := b.env.Theme.Sym.None
		if n > 0 {
			mark = b.env.Theme.Sym.Alert
		} else {
			token = theme.Dim
		}
		cells := []widget.Cell{widget.Mark(token, mark), widget.Say(title), widget.Mark(token, text)}
		if n == 0 {
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
	line(screen.Place{Screen: "functions", Filter: "impact:broken|partly", View: "broken"}, "Failing", failing,
		theme.Bad,
		fmt.Sprintf("%s; %s to fix in all", say.Plural(failing, "function fails", "functions fail"),
			say.Plural(wrong, "cause", "causes")))
	text := say.Plural(full, "subnet of functions has", "subnets of functions have") +
		fmt.Sprintf(" fewer than %d free addresses", fewAddresses)
	if n := len(know.subnetsUnread); n > 0 {
		text += fmt.Sprintf("; %d unknown", n)
	}
	line(screen.Place{Screen: "resources", Kind: "subnet", Filter: "free:<32", View: "nearly-full",
		Sort: "free ipv4 addresses"}, "Nearly full", full, theme.Warn, text)
	since := screen.Place{Screen: "functions", Filter: "changed:yes", View: "changed"}
	switch {
	case b.env.Baseline == nil:
		line(since, "Changed", 0, theme.Dim,
			b.env.Words("unknown: there is no earlier snapshot; :diff takes one",
				"unknown: there is no earlier snapshot; against takes one"))
	default:
		line(since, "Changed", changed, theme.Accent,
			say.Plural(changed, "function", "functions")+" since "+b.env.Baseline.Name)
	}
	gaps := len(b.env.Gaps())
	text = fmt.Sprintf("%s; %s without an answer", say.Plural(know.all.unknown, "finding", "findings"),
		say.Plural(gaps, "call", "calls"))
	if b.env.Result.Stage != analysis.Complete {
		text += "; still reading"
	}
	line(screen.Place{Screen: "findings", Filter: "status:unknown", View: "unknown"}, "Unknown", know.all.unknown,
		theme.Unknown, text)
}
