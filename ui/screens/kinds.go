package screens

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// kindRow is a kind of resource and how many there are.
type kindRow struct {
	awsdata.Kind
	count   int
	regions string
	gap     string // why it is not known somewhere
}

// Text implements [Subject].
func (r *kindRow) Text() string { return strings.ToLower(r.Code + " " + r.Plural) }

// Names implements [Subject].
func (r *kindRow) Names() []string { return []string{r.Code, strings.ToLower(r.Plural)} }

// Field implements [Subject].
func (r *kindRow) Field(string) ([]string, bool) { return nil, false }

// Kinds is the list of all kinds of resources.
type Kinds struct{ listing[*kindRow] }

// NewKinds makes the list of kinds.
func NewKinds(p screen.Place) *Kinds {
	s := &Kinds{}
	s.one, s.many = "kind", "kinds"
	s.open = func(r *kindRow, _ *screen.Env) screen.Intent {
		if r.Code == "fn" {
			return screen.Push{To: screen.Place{Screen: "functions"}}
		}
		return screen.Push{To: screen.Place{Screen: "resources", Kind: r.Code}}
	}
	s.init(func(r *kindRow) string { return r.Code }, []widget.Column[*kindRow]{
		{Key: "kind", Title: "KIND", Extent: widget.Extent{Min: 14, Max: 34, Priority: 9},
			Cell:    func(r *kindRow) widget.Cell { return widget.Mark(theme.Strong, r.Plural) },
			Compare: func(a, b *kindRow) int { return cmp.Compare(a.Plural, b.Plural) }},
		{Key: "short", Title: "SHORT", Extent: widget.Extent{Min: 5, Max: 10, Priority: 3},
			Cell:    func(r *kindRow) widget.Cell { return widget.Mark(theme.Dim, r.Code) },
			Compare: func(a, b *kindRow) int { return cmp.Compare(a.Code, b.Code) }},
		{Key: "count", Title: "COUNT", Align: widget.Right, Extent: widget.Extent{Min: 5, Max: 7, Priority: 8},
			Cell: func(r *kindRow) widget.Cell {
				if r.gap != "" && r.count == 0 {
					return widget.Mark(theme.Unknown, "?")
				}
				return widget.Say(fmt.Sprint(r.count))
			},
			Compare: func(a, b *kindRow) int { return b.count - a.count }},
		{Key: "where", Title: "WHERE", Extent: widget.Extent{Min: 12, Flex: 1, Priority: 4},
			Cell: func(r *kindRow) widget.Cell {
				if r.gap != "" {
					return widget.Spans(widget.Span{Text: r.regions + "   ", Token: theme.Dim},
						widget.Span{Text: r.gap, Token: theme.Unknown})
				}
				return widget.Mark(theme.Dim, r.regions)
			}},
	})
	s.showAs(p)
	return s
}

// Load implements [Screen].
func (s *Kinds) Load(env *screen.Env) {
	var rows []*kindRow
	most := mostOfAKind(env)
	for _, k := range awsdata.Kinds() {
		row := &kindRow{Kind: k}
		var where []string
		for i, at := range regionsOf(env) {
			r, n := at.Region, howMany(k, at.Region)
			row.count += n
			text, gap := say.GapText(at.env.Result, r.RegionName, k.Call)
			if gap {
				row.gap = cmp.Or(row.gap, text)
			}
			switch {
			case n > 0:
				where = append(where, fmt.Sprintf("%s %-*d", say.In(at.env, r.RegionName), most[i], n))
			case gap:
				where = append(where, fmt.Sprintf("%s %-*s", say.In(at.env, r.RegionName), most[i],
					env.Theme.Sym.Unknown))
			}
		}
		if env.Several() { // the list itself says which is where
			where = byAccount(env, k)
		}
		row.regions = strings.TrimRight(strings.Join(where, "   "), " ")
		rows = append(rows, row)
	}
	s.setRows(rows)
	s.refilter()
}

// howMany counts a kind in a region; versions of functions do not count.
func howMany(k awsdata.Kind, r *awsdata.Region) int {
	n := 0
	for _, x := range k.List(r) {
		if f, ok := x.(*awsdata.Function); !ok || !f.Published() {
			n++
		}
	}
	return n
}

// mostOfAKind is how many digits the largest count has in each region: what follows stands in one column.
func mostOfAKind(env *screen.Env) []int {
	var digits []int
	for _, at := range regionsOf(env) {
		most := 0
		for _, k := range awsdata.Kinds() {
			most = max(most, howMany(k, at.Region))
		}
		digits = append(digits, len(strconv.Itoa(most)))
	}
	return digits
}

// byAccount says how many of a kind there are in each account.
func byAccount(env *screen.Env, k awsdata.Kind) []string {
	var where []string
	for _, env := range env.Accounts() {
		n, unknown := 0, false
		for _, r := range env.Result.Snapshot.MainRegions() {
			n += len(k.List(r))
			_, gap := say.GapText(env.Result, r.RegionName, k.Call)
			unknown = unknown || gap
		}
		switch {
		case n > 0:
			where = append(where, fmt.Sprintf("%s %d", say.AccountName(env), n))
		case unknown:
			where = append(where, say.AccountName(env)+" "+env.Theme.Sym.Unknown)
		}
	}
	return where
}

// regionOf is a region, and what a screen may look at of its account.
type regionOf struct {
	env *screen.Env
	*awsdata.Region
}

// regionsOf are the regions of all accounts that are looked at.
func regionsOf(env *screen.Env) []regionOf {
	var out []regionOf
	for _, env := range env.Accounts() {
		for _, r := range env.Result.Snapshot.MainRegions() {
			out = append(out, regionOf{env, r})
		}
	}
	return out
}

// Title implements [Screen].
func (s *Kinds) Title() string { return "all kinds" }

// Keys implements [Screen].
func (s *Kinds) Keys() []screen.Command {
	return []screen.Command{screen.Open, screen.Filter, screen.SortNext, screen.GoFunctions, screen.GoFindings}
}

// Update implements [Screen].
func (s *Kinds) Update(msg screen.Msg, env *screen.Env) (screen.Screen, screen.Intent) {
	return s, s.update(msg, env)
}

// View implements [Screen].
func (s *Kinds) View(env *screen.Env, w, h int) string { return s.view(env, w, h) }

// KnownFrom implements [Staged].
func (s *Kinds) KnownFrom() analysis.Stage { return analysis.Placed }
