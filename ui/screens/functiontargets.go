package screens

import (
	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/configured"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// functionTargets are what the function's environment names, where the account was read with --targets, each with
// whether it is reached. A row leads to the path.
func (b *builder) functionTargets(f *analysis.Function) {
	if len(f.VpclensTargets) == 0 {
		return
	}
	of := b.env.Result.Of(f.Account)
	b.section("Targets", column("", 12, 60, 9), column("", 8, 30, 3), prose("", 16, 8))
	for _, a := range configured.Of(of.Index, of.Engine, f.Place.Region, f.Function) {
		mark, words := say.VerdictMark(a.Verdict), a.Verdict.String()
		switch {
		case a.Lacks != configured.LacksNothing:
			words = "unknown: " + string(a.Lacks) + " is not said"
		case a.Trace.Cause() != nil && mark != theme.VerdictFine:
			words = say.Arrows(b.env, a.Trace.Cause().Says())
		}
		cells := []widget.Cell{widget.Mark(theme.Strong, a.Target.Text()), widget.Mark(theme.Dim, a.Target.Variable),
			widget.Spans(widget.Span{Text: b.env.Theme.Glyph(mark) + " ", Token: mark.Token()},
				widget.Span{Text: words, Token: whyToken(mark)})}
		if a.Trace == nil {
			b.row(cells...)
			continue
		}
		b.goes("target:"+a.Target.Variable+" "+a.Target.Text(), target{leads: true, id: a.Target.Text(),
			to: screen.Place{Screen: "path", Account: f.Account, Region: f.Place.Region, ID: f.FunctionName,
				To: a.Query.To.Text}}, cells...)
	}
}
