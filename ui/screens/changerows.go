package screens

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// changeRow is one change: a function, a finding or a resource.
type changeRow struct {
	key     string
	section string
	cells   []widget.Cell
	more    []changeLine // below it
	target  target
	fault   bool
	text    string
	fields  map[string][]string
}

// changeLine is a line that belongs to a row: a fact of a resource, or the cause
// of what became of a function, which leads to it.
type changeLine struct {
	cells  []widget.Cell
	target target // with an id if it can be chosen
}

// Text implements [Subject].
func (r *changeRow) Text() string { return r.text }

// Names implements [Subject].
func (r *changeRow) Names() []string {
	names := append([]string{strings.ToLower(r.target.id)}, r.fields["function"]...)
	if c := r.cells[1]; c.Token == theme.Strong { // else it is a sentence
		names = append(names, strings.ToLower(c.Plain()))
	}
	return append(names, r.fields["check"]...)
}

// Field implements [Subject].
func (r *changeRow) Field(key string) ([]string, bool) { return r.fields[key], true }

// changeKeys are the fields of the filter of changes.
func changeKeys() []string {
	return []string{"kind", "change", "function", "region", "account", "sev", "check"}
}

// columns are those of the row's section.
func (r *changeRow) columns() []widget.SheetColumn {
	if r.section == sectionAppeared || r.section == sectionVanished {
		return findingColumns()
	}
	return []widget.SheetColumn{column("", 1, 1, 9), column("", 10, 24, 8), prose("", 24, 7)}
}

const (
	sectionFunctions = "Functions"
	sectionAppeared  = "Appeared"
	sectionVanished  = "Vanished"
)

// counts are what the answer counts.
type counts struct{ lost, gained, unclear, cleared, came, went, resources, appeared, vanished int }

func (t counts) isEmpty() bool { return t == counts{} }

// countChanges counts each function once, by the worst that became of it.
func countChanges(accounts []accountChanges) counts {
	var t counts
	for _, c := range accounts {
		t.add(c.Changes)
	}
	return t
}

func (t *counts) add(c *diff.Changes) {
	t.appeared += len(c.Appeared)
	t.vanished += len(c.Vanished)
	for i := range c.Functions {
		switch f := &c.Functions[i]; functionChangeOf(f) {
		case wentAway:
			t.went++
		case lostSome:
			t.lost++
		case cannotTell:
			t.unclear++
		case gainedSome:
			t.gained++
		case opensWider:
			if f.Change == diff.Added {
				t.came++
			} else {
				t.gained++
			}
		case canTell:
			t.cleared++
		case cameNew:
			t.came++
		}
	}
	for i := range c.Zones {
		switch zoneChange(&c.Zones[i]) {
		case lostSome:
			t.lost++
		case cannotTell:
			t.unclear++
		default:
			t.gained++
		}
	}
	for i := range c.Resources {
		if !shownAsFunction(c, &c.Resources[i]) {
			t.resources++
		}
	}
}

// functionChange is what became of a function, worst first.
type functionChange uint8

const (
	lostSome   functionChange = iota
	opensWider                // its access to the internet
	cannotTell
	gainedSome
	canTell
	cameNew
	wentAway
)

func functionChangeOf(f *diff.Function) functionChange {
	switch {
	case f.Change == diff.Added && f.After == reach.PostureOpen:
		return opensWider
	case f.Change == diff.Added:
		return cameNew
	case f.Change == diff.Removed:
		return wentAway
	case !f.Lost.IsEmpty(), !f.Partly.IsEmpty(), !f.Fewer.IsEmpty(), f.Zones != nil && len(f.Zones.Lost) > 0,
		f.Worse(reach.Blocked, reach.Partial):
		return lostSome
	case f.Opens():
		return opensWider
	case !f.Gained.IsEmpty(), !f.Wholly.IsEmpty(), f.Better():
		return gainedSome
	case !f.Unclear.IsEmpty(), f.Zones != nil, f.Worse(reach.Unknown):
		return cannotTell
	}
	return canTell
}

// shownAsFunction says whether a resource is a function that came or went: that is
// told with what it reaches.
func shownAsFunction(c *diff.Changes, r *diff.Resource) bool {
	return r.Kind == "function" && slices.ContainsFunc(c.Functions, func(f diff.Function) bool {
		return f.Region == r.Region && f.Name == r.ID && f.Change == r.Change
	})
}

// allChangeRows are the rows of all accounts, in the order of what they mean.
func allChangeRows(accounts []accountChanges) []*changeRow {
	var rows []*changeRow
	order := map[string]int{sectionFunctions: 0, sectionAppeared: 1, sectionVanished: 2}
	for _, of := range accounts {
		name := say.AccountName(of.env)
		for _, r := range changeRows(of.env, of.Changes) {
			if name != "" {
				r.ofAccount(of.env, name)
			}
			if _, known := order[r.section]; !known {
				order[r.section] = len(order)
			}
			rows = append(rows, r)
		}
	}
	slices.SortStableFunc(rows, func(a, b *changeRow) int { return order[a.section] - order[b.section] })
	return rows
}

// ofAccount says in a row which account it is of, where there are several.
func (r *changeRow) ofAccount(env *screen.Env, name string) {
	r.key = env.AccountID() + "/" + r.key
	r.text += " " + env.AccountID() + " " + strings.ToLower(name)
	r.fields["account"] = []string{env.AccountID(), strings.ToLower(name)}
	r.target.to = env.At(r.target.to)
	cell := &r.cells[1]
	if cell.Text != "" {
		cell.Text = name + " " + cell.Text
	} else if len(cell.More) > 0 {
		cell.Text = name + " "
	}
}

// changeRows are the rows of all changes, in the order of what they mean.
func changeRows(env *screen.Env, c *diff.Changes) []*changeRow {
	m := &changeMaker{env: env, b: newBuilder(env, ""), c: c, touched: map[string][]string{}}
	m.functions()
	m.findings(sectionAppeared, c.Appeared, diff.Added)
	m.findings(sectionVanished, c.Vanished, diff.Removed)
	m.resources()
	for _, r := range m.rows {
		var words []string
		for _, line := range append([]changeLine{{cells: r.cells}}, r.more...) {
			for _, cell := range line.cells {
				words = append(words, strings.ToLower(cell.Plain()))
			}
		}
		r.text = strings.Join(append(words, strings.ToLower(r.target.id),
			strings.ToLower(strings.Join(r.fields["function"], " "))), " ")
	}
	return m.rows
}

// changeMaker makes the rows.
type changeMaker struct {
	env     *screen.Env
	b       *builder
	c       *diff.Changes
	rows    []*changeRow
	touched map[string][]string // functions that a resource explains, by region and id
}

func (m *changeMaker) add(r *changeRow) { m.rows = append(m.rows, r) }

// functions are those that reach something else, worst first, then those that
// came and went.
func (m *changeMaker) functions() {
	type entry struct {
		change functionChange
		row    *changeRow
	}
	var entries []entry
	add := func(region, name string, change diff.Kind, what functionChange, mark, words widget.Cell, causes []string) {
		for _, id := range causes {
			key := region + " " + id
			m.touched[key] = append(m.touched[key], strings.ToLower(name))
		}
		m.b.region = region
		r := &changeRow{key: "function:" + region + "/" + name, section: sectionFunctions,
			fault: what == lostSome || what == cannotTell,
			cells: []widget.Cell{mark, widget.Mark(theme.Strong, name), words}, more: m.because(region, causes),
			target: target{id: name, leads: true, to: screen.Place{Screen: "function", Region: region, ID: name}},
			fields: map[string][]string{"kind": {"function", "fn"}, "change": {string(change)},
				"function": {strings.ToLower(name)}, "region": {region}}}
		if what == wentAway {
			r.target.leads, r.target.why = false, name+" no longer exists: it was in the earlier snapshot only"
		}
		entries = append(entries, entry{what, r})
	}
	for i := range m.c.Functions {
		f := &m.c.Functions[i]
		what := functionChangeOf(f)
		m.b.region = f.Region
		add(f.Region, f.Name, f.Change, what, m.changeMark(what), m.functionWords(f, what), f.Causes)
	}
	for i := range m.c.Zones {
		z := &m.c.Zones[i]
		what := zoneChange(z)
		add(z.Region, z.Name, diff.Changed, what, m.changeMark(what), zoneWords(z), z.Causes)
	}
	slices.SortStableFunc(entries, func(a, b entry) int {
		return cmp.Or(int(a.change)-int(b.change), cmp.Compare(a.row.key, b.row.key))
	})
	for _, e := range entries {
		m.add(e.row)
	}
}

// zoneChange is what became of a function in some zones.
func zoneChange(z *diff.Zones) functionChange {
	switch {
	case len(z.Lost) > 0:
		return lostSome
	case len(z.Unclear) > 0:
		return cannotTell
	}
	return gainedSome
}

// changeMark is a sign and a color for what became of a function.
func (m *changeMaker) changeMark(what functionChange) widget.Cell {
	switch what {
	case lostSome, wentAway:
		return widget.Cell{Text: "-", Token: theme.Removed,
			Linear: map[functionChange]string{lostSome: "less", wentAway: "gone"}[what]}
	case opensWider:
		return widget.Cell{Text: m.env.Theme.Sym.Alert, Token: theme.Bad, Linear: "wider internet access"}
	case cannotTell:
		return widget.Mark(theme.Unknown, m.env.Theme.Sym.Unknown)
	case canTell:
		return widget.Mark(theme.Dim, m.env.Theme.Sym.Changed)
	}
	return widget.Cell{Text: "+", Token: theme.Added,
		Linear: map[functionChange]string{gainedSome: "more", cameNew: "new"}[what]}
}

// functionWords say what became of a function.
func (m *changeMaker) functionWords(f *diff.Function, what functionChange) widget.Cell {
	switch {
	case f.Change == diff.Added && what == opensWider:
		return widget.Spans(widget.Span{Text: "is new, with open internet access", Token: theme.Bad},
			widget.Span{Text: ": reaches " + m.setWords(f, f.Gained), Token: theme.Dim})
	case f.Change == diff.Added:
		return widget.Spans(widget.Span{Text: "is new", Token: theme.Added},
			widget.Span{Text: ": reaches " + m.setWords(f, f.Gained), Token: theme.Dim})
	case what == wentAway:
		return widget.Spans(widget.Span{Text: "no longer exists", Token: theme.Removed},
			widget.Span{Text: ": reached " + m.setWords(f, f.Lost), Token: theme.Dim})
	}
	told := *f
	if (what == gainedSome || what == opensWider) && f.Unclear.Intersect(netset.Internet()).IsEmpty() {
		// A rule that opens lets more through than anybody is known to be there for:
		// a list of empty addresses would hide what was gained.
		told.Unclear = netset.Set{}
	}
	cell := m.b.changeWords(&told, func(set netset.Set) string { return m.setWords(f, set) },
		"now unknown:")
	if told.Unclear.IsEmpty() && !f.Unclear.IsEmpty() {
		cell.More = append(cell.More,
			widget.Span{Text: "; besides, unassigned private addresses", Token: theme.Unknown})
	}
	return cell
}

// setWords name what is in a set by the snapshot that knows it: what was lost may
// be in the earlier one alone.
func (m *changeMaker) setWords(f *diff.Function, set netset.Set) string {
	index := m.env.Result.Index
	if set.Equal(f.Lost) {
		index = m.env.Baseline.Result.Index
	}
	rx, vpc := index.Region(f.Region), ""
	if rx != nil {
		if fn := rx.Function(f.Name); fn != nil {
			vpc = rx.FunctionVPC(fn)
		}
	}
	return say.SetWords(rx, vpc, set)
}

// findings are those that appeared or vanished, worst first.
func (m *changeMaker) findings(section string, list []check.Finding, change diff.Kind) {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b check.Finding) int {
		return cmp.Or(severityOrder(say.FindingMark(&b))-severityOrder(say.FindingMark(&a)),
			len(b.Functions)-len(a.Functions))
	})
	for i := range list {
		f := &list[i]
		mark := say.FindingMark(f)
		r := &changeRow{key: section + ":" + f.Region + "/" + f.ID, section: section,
			cells: []widget.Cell{say.SeverityCell(mark), widget.Mark(theme.Text, say.Briefly(f.Title)),
				widget.Mark(theme.Dim, f.Check)},
			target: target{id: f.ID, leads: true, to: findingPlace(f)},
			fields: map[string][]string{"kind": {"finding"}, "change": {string(change)},
				"function": lowered(f.Functions), "region": {f.Region}, "sev": {f.Severity.String()},
				"check": {f.Check}}}
		if change == diff.Removed {
			r.cells[0].Token, r.cells[1].Token = theme.Dim, theme.Dim
			r.target.leads, r.target.why = false, "this finding is resolved"
		} else {
			r.fault = f.Status == check.Fail && f.Severity > check.Info
		}
		m.add(r)
	}
}

// missing are the regions and calls of which nothing can be said: those that one
// of the snapshots has, or those that neither has.
func (b *builder) missing(accounts []accountChanges, neither bool) {
	first := true
	for _, of := range accounts {
		first = b.missingOf(of, neither, first)
	}
}

// missingOf is missing of one account; first says whether nothing stands below the heading yet.
func (b *builder) missingOf(of accountChanges, neither, first bool) bool {
	for _, m := range of.Missing {
		if neither != (m.Before && m.After) {
			continue
		}
		if neither && first {
			b.section("Unknown")
		}
		first = false
		what, lacks := say.In(of.env, m.Region), "the earlier snapshot"
		if m.Call != "" {
			what = m.Call + " of " + what
		}
		if m.After {
			lacks = "what was read now"
		}
		token, text := theme.Unknown, what+" is not in "+lacks+": nothing can be said about it"
		if neither {
			token, text = theme.Dim, what+" was read neither then nor now: nothing can be said about it"
		}
		b.row(widget.Spans(widget.Span{Text: b.env.Theme.Sym.Unknown + " ", Token: token},
			widget.Span{Text: text, Token: token}))
	}
	return first
}
