package screen

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
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

// Field implements [Subject].
func (r *changeRow) Field(key string) ([]string, bool) { return r.fields[key], true }

// changeKeys are the fields of the filter of changes.
func changeKeys() []string { return []string{"kind", "change", "function", "region", "sev", "check"} }

// columns are those of the row's section.
func (r *changeRow) columns() []widget.SheetColumn {
	if r.section == sectionAppeared || r.section == sectionVanished {
		return []widget.SheetColumn{column("", 1, 1, 9), prose("", 24, 8), column("", 10, 32, 2)}
	}
	return []widget.SheetColumn{column("", 1, 1, 9), column("", 10, 24, 8), prose("", 24, 7)}
}

const (
	sectionFunctions = "Functions"
	sectionAppeared  = "Appeared"
	sectionVanished  = "Vanished"
)

// counts are what the answer counts.
type counts struct{ lost, gained, unclear, cleared, came, went, resources, other int }

func (t counts) nothing() bool { return t == counts{} }

// tally counts each function once, by the worst that became of it.
func tally(c *diff.Changes) counts {
	t := counts{other: len(c.Appeared) + len(c.Vanished)}
	for i := range c.Functions {
		switch f := &c.Functions[i]; becameOf(f) {
		case wentAway:
			t.went++
		case lostSome:
			t.lost++
		case cannotTell:
			t.unclear++
		case gainedSome:
			t.gained++
		case canTell:
			t.cleared++
		case cameNew:
			t.came++
		}
	}
	for i := range c.Zones {
		if len(c.Zones[i].Lost) > 0 {
			t.lost++
		} else {
			t.gained++
		}
	}
	for i := range c.Resources {
		if !toldAsFunction(c, &c.Resources[i]) {
			t.resources++
		}
	}
	return t
}

// fate is what became of a function, worst first.
type fate uint8

const (
	lostSome fate = iota
	cannotTell
	gainedSome
	canTell
	cameNew
	wentAway
)

func becameOf(f *diff.Function) fate {
	switch {
	case f.Change == diff.Added:
		return cameNew
	case f.Change == diff.Removed:
		return wentAway
	case !f.Lost.IsEmpty():
		return lostSome
	case !f.Gained.IsEmpty():
		return gainedSome
	case !f.Unclear.IsEmpty():
		return cannotTell
	}
	return canTell
}

// toldAsFunction says whether a resource is a function that came or went: that is
// told with what it reaches.
func toldAsFunction(c *diff.Changes, r *diff.Resource) bool {
	return r.Kind == "function" && slices.ContainsFunc(c.Functions, func(f diff.Function) bool {
		return f.Region == r.Region && f.Name == r.ID && f.Change == r.Change
	})
}

// changeRows are the rows of all changes, in the order of what they mean.
func changeRows(env *Env, c *diff.Changes) []*changeRow {
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
		r.text = strings.Join(append(words, strings.ToLower(r.target.id), strings.ToLower(strings.Join(r.fields["function"], " "))), " ")
	}
	return m.rows
}

// changeMaker makes the rows.
type changeMaker struct {
	env     *Env
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
		fate fate
		row  *changeRow
	}
	var entries []entry
	add := func(region, name string, change diff.Kind, what fate, mark, words widget.Cell, causes []string) {
		for _, id := range causes {
			key := region + " " + id
			m.touched[key] = append(m.touched[key], strings.ToLower(name))
		}
		m.b.region = region
		r := &changeRow{key: "function:" + region + "/" + name, section: sectionFunctions, fault: what == lostSome || what == cannotTell,
			cells: []widget.Cell{mark, widget.Mark(theme.Strong, name), words}, more: m.because(region, causes),
			target: target{id: name, leads: true, to: Place{Screen: "function", Region: region, ID: name}},
			fields: map[string][]string{"kind": {"function", "fn"}, "change": {string(change)}, "function": {strings.ToLower(name)}, "region": {region}}}
		if what == wentAway {
			r.target.leads, r.target.why = false, name+" is gone: it was in the earlier snapshot only"
		}
		entries = append(entries, entry{what, r})
	}
	for i := range m.c.Functions {
		f := &m.c.Functions[i]
		what := becameOf(f)
		m.b.region = f.Region
		add(f.Region, f.Name, f.Change, what, m.fateMark(what), m.functionWords(f, what), f.Causes)
	}
	for i := range m.c.Zones {
		z := &m.c.Zones[i]
		what := gainedSome
		if len(z.Lost) > 0 {
			what = lostSome
		}
		add(z.Region, z.Name, diff.Changed, what, m.fateMark(what), zoneWords(z), z.Causes)
	}
	slices.SortStableFunc(entries, func(a, b entry) int {
		return cmp.Or(int(a.fate)-int(b.fate), cmp.Compare(a.row.key, b.row.key))
	})
	for _, e := range entries {
		m.add(e.row)
	}
}

// fateMark is a sign and a colour for what became of a function.
func (m *changeMaker) fateMark(what fate) widget.Cell {
	switch what {
	case lostSome, wentAway:
		return widget.Mark(theme.Removed, "-")
	case cannotTell:
		return widget.Mark(theme.Unknown, m.env.Theme.Sym.Unknown)
	case canTell:
		return widget.Mark(theme.Dim, m.env.Theme.Sym.Changed)
	}
	return widget.Mark(theme.Added, "+")
}

// functionWords say what became of a function.
func (m *changeMaker) functionWords(f *diff.Function, what fate) widget.Cell {
	switch what {
	case cameNew:
		return widget.Spans(widget.Span{Text: "is new", Token: theme.Added}, widget.Span{Text: ": reaches " + m.setWords(f, f.Gained), Token: theme.Dim})
	case wentAway:
		return widget.Spans(widget.Span{Text: "is gone", Token: theme.Removed}, widget.Span{Text: ": reached " + m.setWords(f, f.Lost), Token: theme.Dim})
	}
	told := *f
	if what == gainedSome && f.Unclear.Intersect(netset.Internet()).IsEmpty() {
		// A rule that opens lets more through than anybody is known to be there for:
		// a list of empty addresses would hide what was gained.
		told.Unclear = netset.Set{}
	}
	cell := m.b.changeWords(&told, func(set netset.Set) string { return m.setWords(f, set) }, "nobody can tell any more:")
	if told.Unclear.IsEmpty() && !f.Unclear.IsEmpty() {
		cell.More = append(cell.More, widget.Span{Text: "; besides, private addresses that nobody is known to hold", Token: theme.Unknown})
	}
	return cell
}

// setWords name what is in a set by the snapshot that knows it: what was lost may
// be in the earlier one alone.
func (m *changeMaker) setWords(f *diff.Function, set netset.Set) string {
	index := m.env.Result.Index
	if set.Equal(f.Lost) {
		index = m.env.Before.Result.Index
	}
	rx, vpc := index.Region(f.Region), ""
	if rx != nil {
		if fn := rx.Function(f.Name); fn != nil {
			vpc = rx.FunctionVPC(fn)
		}
	}
	return setWords(rx, vpc, set)
}

// because are the causes of a change: the changed resources, and how they changed.
func (m *changeMaker) because(region string, causes []string) []changeLine {
	var out []changeLine
	for _, id := range causes {
		i := slices.IndexFunc(m.c.Resources, func(r diff.Resource) bool { return r.Region == region && r.ID == id })
		if i < 0 {
			continue
		}
		r := &m.c.Resources[i]
		out = append(out, changeLine{target: m.lead(r), cells: []widget.Cell{{}, {}, widget.Spans(
			widget.Span{Text: "because ", Token: theme.Dim}, widget.Span{Text: cmp.Or(r.Name, r.ID)}, widget.Span{Text: m.how(r), Token: theme.Dim})}})
	}
	return out
}

// lead is where a changed resource leads, or why one that is gone cannot be opened.
func (m *changeMaker) lead(r *diff.Resource) target {
	t := target{id: r.ID}
	if r.Change == diff.Removed {
		t.why = cmp.Or(r.Name, r.ID) + " is gone: it was in the earlier snapshot only"
		return t
	}
	if t.to, t.leads = placeOf(m.env.Result, r.Region, r.ID); !t.leads {
		t.why = r.ID + " is not in the snapshot"
	}
	return t
}

// how a resource changed, in a few words.
func (m *changeMaker) how(r *diff.Resource) string {
	switch r.Change {
	case diff.Added:
		return " is new"
	case diff.Removed:
		return " is gone"
	}
	var was, is []string
	for _, l := range r.Lines {
		text, _, _ := strings.Cut(l[2:], "  (") // a rule's description is not what it does
		if strings.HasPrefix(l, "- ") {
			was = append(was, text)
		} else {
			is = append(is, text)
		}
	}
	// What both sides have says most: "state available → deleted".
	for _, a := range was {
		label, old, _ := strings.Cut(a, ": ")
		for _, c := range is {
			other, now, _ := strings.Cut(c, ": ")
			switch {
			case other != label:
			case strings.ContainsAny(old+now, "→←"):
				return m.words(r.Region, ": "+strings.ToLower(label)+" "+now+" instead of "+old)
			default:
				return m.words(r.Region, ": "+strings.ToLower(label)+" "+old+" → "+now)
			}
		}
	}
	switch {
	case len(was) > 0:
		return m.words(r.Region, " has no more "+withoutColon(was[0]))
	case len(is) > 0:
		return m.words(r.Region, " has "+withoutColon(is[0]))
	}
	return " changed"
}

// withoutColon is a fact as a part of a sentence: "inbound tcp 443 ← sg-ledger".
func withoutColon(fact string) string {
	label, value, _ := strings.Cut(fact, ": ")
	return strings.ToLower(label) + " " + value
}

// words put names for ids, of either snapshot, and this terminal's arrows.
func (m *changeMaker) words(region, text string) string {
	for _, res := range []*awsdata.Index{m.env.Result.Index, m.env.Before.Result.Index} {
		if rx := res.Region(region); rx != nil {
			text = rx.Named(text)
		}
	}
	return arrows(m.env, text)
}

// findings are those that appeared or vanished, worst first.
func (m *changeMaker) findings(section string, list []check.Finding, change diff.Kind) {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b check.Finding) int {
		return cmp.Or(severityOrder(findingMark(&b))-severityOrder(findingMark(&a)), len(b.Functions)-len(a.Functions))
	})
	for i := range list {
		f := &list[i]
		mark := findingMark(f)
		r := &changeRow{key: section + ":" + f.Region + "/" + f.ID, section: section,
			cells:  []widget.Cell{severityCell(mark), widget.Mark(theme.Text, briefly(f.Title)), widget.Mark(theme.Dim, f.Check)},
			target: target{id: f.ID, leads: true, to: Place{Screen: "finding", Region: f.Region, ID: f.ID}},
			fields: map[string][]string{"kind": {"finding"}, "change": {string(change)}, "function": lowered(f.Functions), "region": {f.Region},
				"sev": {f.Severity.String()}, "check": {f.Check}}}
		if change == diff.Removed {
			r.cells[0].Token, r.cells[1].Token = theme.Dim, theme.Dim
			r.target.leads, r.target.why = false, "this finding vanished: it is not found any more"
		} else {
			r.fault = f.Status == check.Fail && f.Severity > check.Info
		}
		m.add(r)
	}
}

// resources are grouped by kind, in the order in which people think of them, with
// the facts that came and went.
func (m *changeMaker) resources() {
	for _, kind := range awsdata.Kinds() {
		for i := range m.c.Resources {
			r := &m.c.Resources[i]
			if r.Kind != kind.Name || toldAsFunction(m.c, r) {
				continue
			}
			m.resource(kind, r)
		}
	}
}

func (m *changeMaker) resource(kind awsdata.Kind, r *diff.Resource) {
	name := cmp.Or(r.Name, shortARN(r.ID))
	cells := []widget.Cell{{}, widget.Mark(theme.Strong, name), {}}
	row := &changeRow{key: kind.Code + ":" + r.Region + "/" + r.ID, section: headingOf(kind), target: m.lead(r),
		fields: map[string][]string{"kind": {kind.Code, strings.ToLower(kind.Name)}, "change": {string(r.Change)}, "region": {r.Region},
			"function": m.touched[r.Region+" "+r.ID]}}
	switch r.Change {
	case diff.Added:
		cells[0], cells[2] = widget.Mark(theme.Added, "+"), m.facts("is new", theme.Added, r)
	case diff.Removed:
		cells[0], cells[2] = widget.Mark(theme.Removed, "-"), m.facts("is gone", theme.Removed, r)
	default:
		cells[0] = widget.Mark(theme.Text, m.env.Theme.Sym.Changed)
		for i, l := range r.Lines {
			token := theme.Added
			if strings.HasPrefix(l, "- ") {
				token = theme.Removed
			}
			line := widget.Mark(token, m.words(r.Region, l))
			if i == 0 {
				cells[2] = line
			} else {
				row.more = append(row.more, changeLine{cells: []widget.Cell{{}, {}, line}})
			}
		}
	}
	row.cells = cells
	m.add(row)
}

// headingOf is the heading of a kind beside its rows, where there is little room.
func headingOf(kind awsdata.Kind) string {
	words := strings.Fields(kind.Plural)
	if len(kind.Plural) <= 16 {
		return capital(kind.Plural)
	}
	return capital(words[len(words)-1])
}

// facts are what a resource that came or went is, in one line.
func (m *changeMaker) facts(word string, token theme.Token, r *diff.Resource) widget.Cell {
	var facts []string
	for _, l := range r.Lines {
		text := strings.TrimLeft(l, "+- ")
		if label, _, _ := strings.Cut(text, ": "); label != "Name" && label != "ARN" && len(facts) < 3 {
			facts = append(facts, m.words(r.Region, text))
		}
	}
	return widget.Spans(widget.Span{Text: word, Token: token},
		widget.Span{Text: fmt.Sprintf(" %s %s", m.env.Theme.Sym.Dot, strings.Join(facts, " "+m.env.Theme.Sym.Dot+" ")), Token: theme.Dim})
}

// missing are the regions and calls of which nothing can be said: those that one
// of the snapshots has, or those that neither has.
func (b *builder) missing(list []diff.Missing, before string, neither bool) {
	first := true
	for _, m := range list {
		if neither != (m.Before && m.After) {
			continue
		}
		if neither && first {
			b.section("Not told")
		}
		first = false
		what, lacks := m.Region, "the earlier snapshot"
		if m.Call != "" {
			what = m.Call + " of " + m.Region
		}
		if m.After {
			lacks = "what was read now"
		}
		token, text := theme.Unknown, what+" is not in "+lacks+": nothing can be said about it"
		if neither {
			token, text = theme.Dim, what+" was read neither then nor now: nothing can be said about it"
		}
		b.row(widget.Spans(widget.Span{Text: b.env.Theme.Sym.Unknown + " ", Token: token}, widget.Span{Text: text, Token: token}))
	}
}
