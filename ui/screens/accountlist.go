package screens

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// accountRow is an account with what was found in it.
type accountRow struct {
	env             *screen.Env // of the account
	id, name        string
	functions       int
	regions         string
	found           tally
	gaps            int
	unread, pending bool   // functions of it are not known, or not yet
	why             string // they are not
}

// Text implements [Subject].
func (r *accountRow) Text() string {
	return strings.ToLower(r.id + " " + r.name + " " + r.regions + " " + r.why)
}

// Names implements [Subject].
func (r *accountRow) Names() []string {
	return []string{r.id, strings.ToLower(r.name)}
}

// Field implements [Subject].
func (r *accountRow) Field(key string) ([]string, bool) {
	switch key {
	case "account":
		return []string{r.id, strings.ToLower(r.name)}, true
	case "region":
		return strings.Fields(r.regions), true
	}
	return nil, false
}

// AccountList is the list of all accounts, those with the worst findings first.
type AccountList struct {
	listing[*accountRow]
	th *theme.Theme
}

// NewAccountList makes the list of accounts.
func NewAccountList(p screen.Place) *AccountList {
	s := &AccountList{}
	s.one, s.many, s.keys = "account", "accounts", []string{"account", "region"}
	s.fault = func(r *accountRow) bool { return r.unread || r.gaps > 0 || r.found.counted() > r.found.by[check.Info] }
	s.open = func(r *accountRow, _ *screen.Env) screen.Intent {
		return screen.Push{To: screen.Place{Screen: "functions", Account: r.id}}
	}
	s.copyID = func(r *accountRow, _ *screen.Env) screen.Intent { return screen.Copy{Text: r.id, What: r.id} }
	s.init(func(r *accountRow) string { return r.id }, s.columns())
	s.showAs(p)
	return s
}

func (s *AccountList) columns() []widget.Column[*accountRow] {
	count := func(title string, token theme.Token, n func(*accountRow) int) widget.Column[*accountRow] {
		return widget.Column[*accountRow]{Key: strings.ToLower(title), Title: title, Align: widget.Right,
			Extent:  widget.Extent{Min: max(len(title), 4), Max: max(len(title), 5), Priority: 60},
			Cell:    func(r *accountRow) widget.Cell { return countCell(n(r), token) },
			Compare: func(a, b *accountRow) int { return n(b) - n(a) }}
	}
	found := func(sev check.Severity) widget.Column[*accountRow] {
		mark := say.SeverityMark(sev)
		return count(mark.Letter(), mark.Token(), func(r *accountRow) int { return r.found.by[sev] })
	}
	return []widget.Column[*accountRow]{
		{Key: "name", Title: "ACCOUNT", Extent: widget.Extent{Min: 12, Max: 30, Priority: 100},
			Cell:    func(r *accountRow) widget.Cell { return widget.Mark(theme.Strong, cmp.Or(r.name, r.id)) },
			Compare: func(a, b *accountRow) int { return say.CompareFold(cmp.Or(a.name, a.id), cmp.Or(b.name, b.id)) }},
		{Key: "id", Title: "ID", Extent: widget.Extent{Min: 12, Max: 12, Priority: 50},
			Cell:    func(r *accountRow) widget.Cell { return widget.Mark(theme.Dim, r.id) },
			Compare: func(a, b *accountRow) int { return cmp.Compare(a.id, b.id) }},
		{Key: "functions", Title: "FUNCTIONS", Align: widget.Right, Extent: widget.Extent{Min: 9, Max: 9, Priority: 90},
			Cell: func(r *accountRow) widget.Cell {
				switch {
				case r.pending && r.functions == 0:
					return widget.Mark(theme.Dim, s.th.Sym.Ellipsis)
				case r.unread && r.functions == 0:
					return widget.Mark(theme.Unknown, s.th.Sym.Unknown)
				}
				return widget.Say(strconv.Itoa(r.functions))
			},
			Compare: func(a, b *accountRow) int { return b.functions - a.functions }},
		found(check.High), found(check.Medium), found(check.Low),
		count("?", theme.Unknown, func(r *accountRow) int { return r.found.unknown }),
		count("GAPS", theme.Warn, func(r *accountRow) int { return r.gaps }),
		{Key: "why", Title: "", Linear: "Not read", Extent: widget.Extent{Min: 12, Flex: 1, Priority: 70},
			Cell: func(r *accountRow) widget.Cell {
				if r.why == "" {
					return widget.Mark(theme.Dim, r.regions)
				}
				if r.pending {
					return widget.Mark(theme.Dim, r.why)
				}
				return widget.Mark(theme.Unknown, r.why)
			}},
	}
}

// Load implements [Screen].
func (s *AccountList) Load(env *screen.Env) {
	s.th = env.Theme
	gaps := map[string]int{}
	for _, g := range env.Gaps() {
		gaps[g.Account]++
	}
	s.pending, s.checked = pendingWord(env), env.Result.Stage.Knows(analysis.Reading)
	var rows []*accountRow
	for _, env := range env.Accounts() {
		r := &accountRow{env: env, id: env.Result.Snapshot.AccountID, functions: len(env.Result.Functions),
			gaps: gaps[env.AccountID()], regions: strings.Join(env.Result.Snapshot.RegionNames(), " ")}
		r.name = env.Result.Snapshot.Account.Name
		r.why, r.unread = unreadAccount(env)
		r.pending = waitsForFunctions(env)
		for i := range env.Result.Findings {
			r.found.add(&env.Result.Findings[i])
		}
		rows = append(rows, r)
	}
	slices.SortStableFunc(rows, func(a, b *accountRow) int {
		return cmp.Or(compareTallies(&a.found, &b.found), b.functions-a.functions, cmp.Compare(a.id, b.id))
	})
	s.setRows(rows)
	s.refilter()
}

// waitsForFunctions says whether a list of functions of the account is still being
// read.
func waitsForFunctions(env *screen.Env) bool {
	s := env.Result.Snapshot
	if len(s.MainRegions()) == 0 {
		return slices.ContainsFunc(s.Pending(), func(g awsdata.Gap) bool { return g.Account == s.AccountID })
	}
	return slices.ContainsFunc(s.MainRegions(), func(r *awsdata.Region) bool {
		g, gap := r.Gap("list-functions")
		return gap && g.Cause == awsdata.CausePending
	})
}

// KnownFrom implements [Staged].
func (s *AccountList) KnownFrom() analysis.Stage { return analysis.Listed }

// Title implements [Screen].
func (s *AccountList) Title() string { return "accounts" }

// Keys implements [Screen].
func (s *AccountList) Keys() []screen.Command {
	return []screen.Command{screen.Open, screen.Filter, screen.SortNext, screen.GoOverview, screen.Faults}
}

// Update implements [Screen].
func (s *AccountList) Update(msg screen.Msg, env *screen.Env) (screen.Screen, screen.Intent) {
	return s, s.update(msg, env)
}

// View implements [Screen].
func (s *AccountList) View(env *screen.Env, w, h int) string {
	s.th = env.Theme
	return s.view(env, w, h)
}
