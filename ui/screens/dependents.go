package screens

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/uses"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// routesTo are the routes that point at a resource: who depends on a NAT, a
// gateway, an endpoint, an interface.
func (b *builder) routesTo(id string) {
	rx := b.rx()
	if rx == nil {
		return
	}
	begun := false
	for i := range rx.Region.RouteTables {
		t := &rx.Region.RouteTables[i]
		for j := range t.Routes {
			r := &t.Routes[j]
			if r.Target() != id {
				continue
			}
			if !begun {
				begun = true
				b.section("Routes to it", column("", 8, 40, 9), column("", 9, 28, 8), prose("", 6, 5))
			}
			state, token := r.State, theme.Dim
			if !r.Active() {
				token = theme.Bad
			}
			b.link(t.RouteTableId, say.Label(b.env, b.region, t.RouteTableId), widget.Say(r.Destination()),
				widget.Mark(token, state))
		}
	}
}

// dependents are the functions that a resource has a part in, what is in trouble first.
func (b *builder) dependents(r awsdata.Resource) []*analysis.Function {
	var out []*analysis.Function
	for _, d := range uses.Dependents(b.env.Result, b.region, r) {
		out = append(out, d.Function)
	}
	slices.SortStableFunc(out, func(a, c *analysis.Function) int {
		return cmp.Or(severityOrder(say.FunctionMark(c))-severityOrder(say.FunctionMark(a)),
			cmp.Compare(a.FunctionName, c.FunctionName))
	})
	return out
}

// functionName is a function's name, with its account where that is not the one the screen is about.
func (b *builder) functionName(f *analysis.Function) widget.Cell {
	name := widget.Span{Text: f.FunctionName, Token: theme.Strong}
	if f.Account == b.env.AccountID() {
		return widget.Spans(name)
	}
	account := cmp.Or(b.env.Result.Snapshot.AccountName(f.Account), f.Account)
	return widget.Spans(name, widget.Span{Text: " " + account, Token: theme.Dim})
}

// functions are links to functions, with what is wrong with each.
func (b *builder) functions(list []*analysis.Function) {
	if len(list) == 0 {
		return
	}
	b.section("Functions", column("", 1, 1, 9), column("", 10, 36, 9), column("", 6, 12, 6), prose("", 12, 7))
	for _, f := range list {
		key := strings.TrimPrefix(f.Account+"/"+f.FunctionName, b.env.AccountID()+"/")
		b.goes(key, target{leads: true, id: f.FunctionArn, to: functionPlace(f)},
			say.SeverityCell(say.FunctionMark(f)), b.functionName(f),
			say.WayOutCell(b.env.Theme, f), widget.Mark(theme.Dim, headlineWords(b.env, f)))
	}
}
