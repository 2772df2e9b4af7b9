package screens

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// functionsOf are the functions of all accounts that are looked at.
func functionsOf(env *screen.Env) []*analysis.Function {
	results := env.Results()
	if len(results) == 1 {
		return results[0].Functions
	}
	var out []*analysis.Function
	for _, res := range results {
		out = append(out, res.Functions...)
	}
	return out
}

// mostAccounts is how many accounts stand in the overview.
const mostAccounts = 20

// accounts has one row for each account, those with the worst findings first.
func (b *builder) accounts() {
	by := tallyBy(b.env.Results(), func(f *check.Finding) string { return f.Account })
	gaps := map[string]int{}
	for _, g := range b.env.Gaps() {
		gaps[g.Account]++
	}
	columns := tallyColumns(column("ACCOUNT", 12, 30, 9), number("FUNCTIONS", 5), number("REGIONS", 4))
	columns[1].Max, columns[1].Min = 9, 9
	columns[2].Max, columns[2].Min = 7, 7
	b.section("Accounts", append(columns, number("GAPS", 6), column("", 10, 60, 3))...)
	accounts := b.env.Accounts()
	b.note(widget.Mark(theme.Dim, say.Plural(len(accounts), "account", "accounts")))
	slices.SortStableFunc(accounts, func(a, b *screen.Env) int {
		return compareTallies(by[a.AccountID()], by[b.AccountID()])
	})
	for _, env := range accounts[:min(len(accounts), mostAccounts)] {
		id := env.AccountID()
		t := by[id]
		if t == nil {
			t = &tally{}
		}
		functions := widget.Say(strconv.Itoa(len(env.Result.Functions)))
		why, unread := unreadAccount(env)
		if unread && len(env.Result.Functions) == 0 {
			functions = widget.Mark(theme.Unknown, b.env.Theme.Sym.Unknown)
		}
		cells := tallyCells(widget.Say(say.AccountName(env)), t)
		cells = slices.Insert(cells, 1, functions, widget.Say(strconv.Itoa(len(env.Result.Snapshot.RegionNames()))))
		b.goes("account:"+id, leadsTo(screen.Place{Screen: "overview", Account: id}),
			append(cells, countCell(gaps[id], theme.Warn), widget.Mark(theme.Unknown, why))...)
	}
	if more := len(accounts) - mostAccounts; more > 0 {
		b.goes("accounts", leadsTo(screen.Place{Screen: "accounts"}),
			widget.Mark(theme.Dim, "and "+say.Plural(more, "more account", "more accounts")))
	}
}

// compareTallies orders what was found by how bad it is, worst first; nil is nothing.
func compareTallies(a, b *tally) int {
	if a == nil {
		a = &tally{}
	}
	if b == nil {
		b = &tally{}
	}
	for sev := check.High; sev > check.Info; sev-- {
		if n := b.by[sev] - a.by[sev]; n != 0 {
			return n
		}
	}
	return b.unknown - a.unknown
}

// unreadAccount says why the functions of an account are not known; unread is false
// where those of every region are.
func unreadAccount(env *screen.Env) (why string, unread bool) {
	s := env.Result.Snapshot
	if len(s.MainRegions()) == 0 {
		g, _ := s.Account.Gap("list-functions")
		if waitsForFunctions(env) {
			g.Cause = awsdata.CausePending
		}
		return cmp.Or(g.Message, g.Cause.Text()), true
	}
	for _, r := range s.MainRegions() {
		if g, gap := r.Gap("list-functions"); gap && g.Cause != awsdata.CausePending {
			return cmp.Or(g.Message, g.Cause.Text()), true
		} else if gap {
			return g.Cause.Text(), true
		}
	}
	return "", false
}
