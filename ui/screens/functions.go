package screens

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// Functions is the table of all functions.
type Functions struct {
	listing[*functionRow]
	zones []string // the letters of all zones, in their order
	since bool     // whether there is an earlier state, so that rows may bear the mark of a change

	several bool // there are rows of several accounts
	th      *theme.Theme
}

// NewFunctions makes the table of functions.
func NewFunctions(p screen.Place) *Functions {
	s := &Functions{}
	s.one, s.many, s.keys = "function", "functions", functionKeys()
	s.severity = severityOf
	s.open = func(r *functionRow, _ *screen.Env) screen.Intent {
		return screen.Push{To: functionPlace(r.Function)}
	}
	s.copyID = func(r *functionRow, _ *screen.Env) screen.Intent {
		return screen.Copy{Text: r.ARN(), What: "the ARN of " + r.FunctionName}
	}
	s.copyCall = func(r *functionRow, env *screen.Env) screen.Intent {
		return screen.Copy{Text: say.FunctionCommand(r.Function).Text(env.In(r.Account).Profile),
			What: "an AWS CLI command"}
	}
	s.emptyReason, s.detail = noFunctions, s.detailOf
	s.tagsOf = func(r *functionRow) tagged { return taggedBy(r.Tags, r.TagsKnown) }
	s.called = func(r *functionRow) string { return r.FunctionName }
	s.init(functionKey, s.columnsOf(nil, false, false))
	s.showAs(p)
	return s
}

// functionKey is a function's row among those of all accounts.
func functionKey(r *functionRow) string {
	return r.Account + "/" + r.Place.Region + "/" + r.FunctionName
}

// severityOf is that of the worst that is wrong with a function. What could not be decided may be high.
func severityOf(r *functionRow) check.Severity {
	switch r.mark {
	case theme.SeverityNone:
		return 0
	case theme.SeverityInfo:
		return check.Info
	case theme.SeverityLow:
		return check.Low
	case theme.SeverityMedium:
		return check.Medium
	}
	return check.High
}

// columnsOf are the columns where functions use these zones, with marks of change
// where there is an earlier state.
func (s *Functions) columnsOf(zones []string, since, several bool) []widget.Column[*functionRow] {
	s.zones, s.since, s.several = zones, since, several
	severity := widget.Extent{Min: 1, Max: 1, Priority: 90}
	if since {
		severity.Min, severity.Max = 3, 3
	}
	text := func(key, title string, e widget.Extent, value func(*functionRow) string,
		token theme.Token) widget.Column[*functionRow] {
		return widget.Column[*functionRow]{Key: key, Title: title, Extent: e,
			Cell:    func(r *functionRow) widget.Cell { return widget.Mark(token, value(r)) },
			Compare: func(a, b *functionRow) int { return say.CompareFold(value(a), value(b)) }}
	}
	zoneWidth := max(2*len(zones), 5)
	columns := []widget.Column[*functionRow]{
		{Key: "severity", Title: "", Signs: true, Extent: severity,
			Cell: func(r *functionRow) widget.Cell { return s.severityCell(r) },
			// Ascending is worst first: what does not work before what could be tighter.
			Compare: func(a, b *functionRow) int {
				return cmp.Or(analysis.Compare(a.Function, b.Function), severityOrder(b.mark)-severityOrder(a.mark))
			}},
		{Key: "function", Title: "FUNCTION", Extent: widget.Extent{Min: 17, Max: 36, Priority: 100},
			Cell:    func(r *functionRow) widget.Cell { return widget.Mark(theme.Strong, r.FunctionName) },
			Compare: func(a, b *functionRow) int { return cmp.Compare(a.FunctionName, b.FunctionName) }},
		{Key: "out", Title: "OUT", Linear: "Internet egress", Extent: widget.Extent{Min: 12, Max: 12, Priority: 80},
			Cell: func(r *functionRow) widget.Cell { return s.outCell(r) }, Compare: func(a, b *functionRow) int {
				return cmp.Or(int(b.out)-int(a.out), cmp.Compare(a.outWord, b.outWord))
			}},
		{Key: "zones", Title: "AZS", Linear: "AZs", Signs: true,
			Extent:  widget.Extent{Min: zoneWidth, Max: zoneWidth, Priority: 60},
			Cell:    func(r *functionRow) widget.Cell { return s.zoneCell(r) },
			Compare: func(a, b *functionRow) int { return len(a.Subnets) - len(b.Subnets) }},
		text("vpc", "VPC", widget.Extent{Min: 6, Max: 12, Priority: 50}, func(r *functionRow) string { return r.vpc },
			theme.Text),
		text("groups", "SECURITY GROUPS", widget.Extent{Min: 15, Max: 24, Priority: 20, Extra: true},
			func(r *functionRow) string { return r.groups }, theme.Dim),
		text("runtime", "RUNTIME", widget.Extent{Min: 8, Max: 12, Priority: 10, Extra: true},
			func(r *functionRow) string { return r.RuntimeText() }, theme.Dim),
		text("region", "REGION", widget.Extent{Min: 9, Max: 14, Priority: 5, Extra: true},
			func(r *functionRow) string { return r.Place.Region }, theme.Dim),
		{Key: "wrong", Title: "WHAT IS WRONG", Extent: widget.Extent{Min: 30, Max: 80, Flex: 3, Priority: 70},
			Cell: func(r *functionRow) widget.Cell { return s.headlineCell(r) },
			// Those with nothing wrong come last.
			Compare: func(a, b *functionRow) int {
				return cmp.Or(b2i(a.wrong == "")-b2i(b.wrong == ""), say.CompareFold(a.wrong, b.wrong))
			}},
	}
	if several {
		columns = slices.Insert(columns, 2, accountColumn(func(r *functionRow) string { return r.accountName }))
	}
	return columns
}

// accountColumn is the column of a list that has rows of several accounts.
func accountColumn[T any](name func(T) string) widget.Column[T] {
	return widget.Column[T]{Key: "account", Title: "ACCOUNT", Extent: widget.Extent{Min: 12, Max: 16, Priority: 85},
		Cell:    func(r T) widget.Cell { return widget.Mark(theme.Dim, name(r)) },
		Compare: func(a, b T) int { return say.CompareFold(name(a), name(b)) }}
}

func severityOrder(s theme.Severity) int {
	if s == theme.SeverityUnknown { // worse than informational: nobody knows
		return int(theme.SeverityInfo)*2 + 1
	}
	return int(s) * 2
}

// outCell is the way out: a mark and a word.
func (s *Functions) outCell(r *functionRow) widget.Cell {
	if !r.stage.Knows(analysis.Placed) {
		return widget.Mark(theme.Dim, s.th.Sym.Ellipsis)
	}
	if s.th.Options().Words {
		return widget.Say(say.LinearWayOut(r.Function, r.out, r.outWord))
	}
	return widget.Mark(r.out.Token(), s.th.Glyph(r.out)+" "+r.outWord)
}

// zoneCell has the same cells for the same zone in every row.
func (s *Functions) zoneCell(r *functionRow) widget.Cell {
	if !r.stage.Knows(analysis.Placed) {
		return widget.Mark(theme.Dim, s.th.Sym.Ellipsis)
	}
	if len(r.Subnets) == 0 {
		return widget.Mark(theme.Dim, s.th.Sym.None)
	}
	if s.th.Options().Words {
		return widget.Say(r.linearZones())
	}
	spans := make([]widget.Span, 0, 2*len(r.zones))
	for _, z := range r.zones {
		if !z.used {
			spans = append(spans, widget.Span{Text: "  "})
			continue
		}
		spans = append(spans, widget.Span{Text: say.ZoneLetter(z.zone), Token: theme.Dim},
			widget.Span{Text: s.th.Glyph(z.verdict), Token: z.verdict.Token()})
	}
	return widget.Spans(spans...)
}

func (s *Functions) headlineCell(r *functionRow) widget.Cell {
	switch {
	case !r.stage.Knows(analysis.Reading):
		return widget.Mark(theme.Dim, s.pending+s.th.Sym.Ellipsis)
	case r.ChecksPending && r.Worst() <= check.Info: // what is wrong may be to come
		return widget.Mark(theme.Dim, s.pending+s.th.Sym.Ellipsis)
	}
	token := theme.Text
	switch r.mark {
	case theme.SeverityUnknown:
		token = theme.Unknown
	case theme.SeverityInfo, theme.SeverityLow, theme.SeverityNone:
		token = theme.Dim
	}
	text, aside := s.found(r)
	if aside {
		token = theme.Dim
	}
	return widget.Mark(token, say.WithSigns(s.th, text))
}

// detailOf is what is wrong with a function in its whole sentence, and the titles of whatever else was found.
func (s *Functions) detailOf(r *functionRow, env *screen.Env) detail {
	if !r.stage.Knows(analysis.Reading) {
		return detail{}
	}
	d := detail{token: s.headlineCell(r).Token, text: r.wrong}
	if x := s.askedFor(r); x != nil && x.Waived == nil { // the same sentence as in the row
		d.text = say.Arrows(env, say.Briefly(x.Title))
	}
	var more []string
	for _, f := range r.Findings {
		if title := say.Arrows(env, say.Briefly(f.Title)); f.Waived == nil && title != d.text {
			more = append(more, title)
		}
	}
	if len(more) > 0 {
		d.more = fmt.Sprintf("+%d  %s", len(more), strings.Join(more, "  "+env.Theme.Sym.Dot+"  "))
	}
	return d
}

// Load implements [Screen].
func (s *Functions) Load(env *screen.Env) {
	s.th = env.Theme
	// The columns depend on the zones, and on whether there are marks of change.
	zones, since, several := zonesOf(env), env.Baseline != nil, env.Several()
	if since != s.since || several != s.several || !slices.Equal(zones, s.zones) {
		s.setColumns(s.columnsOf(zones, since, several))
	}
	s.pending, s.checked = pendingWord(env), env.Result.Stage.Knows(analysis.Reading)
	var rows []*functionRow
	shared := newSharedText()
	for _, env := range env.Accounts() {
		same, name := say.NewPlacementWords(env), say.AccountName(env)
		for _, f := range env.Result.Functions {
			r := s.row(env, f, same)
			r.shared = shared
			r.changed, r.accountName = changedSince(env.Baseline, f), name
			rows = append(rows, r)
		}
	}
	// Worst first, then by name: what needs a person is on the first screen.
	slices.SortFunc(rows, func(a, b *functionRow) int {
		return cmp.Or(analysis.Compare(a.Function, b.Function), severityOrder(b.mark)-severityOrder(a.mark),
			cmp.Compare(a.FunctionName, b.FunctionName), cmp.Compare(a.Place.Region, b.Place.Region),
			cmp.Compare(a.Account, b.Account))
	})
	s.setRows(rows)
	s.refilter()
}

// zonesOf are the letters of the zones that the functions of all accounts use, in
// order.
func zonesOf(env *screen.Env) []string {
	var zones []string
	for _, env := range env.Accounts() {
		zones = append(zones, say.ZonesOf(env.Result)...)
	}
	slices.Sort(zones)
	return slices.Compact(zones)
}

func (s *Functions) row(env *screen.Env, f *analysis.Function, same *say.PlacementWords) *functionRow {
	r := &functionRow{Function: f, stage: env.Result.Stage, mark: say.FunctionMark(f),
		wrong: say.Arrows(env, say.WrongWords(f))}
	r.rx = env.Result.Index.Region(f.Place.Region)
	if r.stage.Knows(analysis.Placed) {
		r.out, r.outWord = same.WayOut(f)
	}
	r.zones = make([]zoneMark, 0, len(s.zones))
	for _, zone := range s.zones {
		m := zoneMark{zone: zone}
		for i := range f.Subnets {
			if f.Subnets[i].Zone == zone {
				m.add(say.SubnetMarkOf(f, i))
			}
		}
		r.zones = append(r.zones, m)
	}
	switch {
	case f.VPC != nil && f.VPC.Name() != "":
		r.vpc = f.VPC.Name()
	case f.VPCID != "":
		r.vpc = f.VPCID
	case !r.stage.Knows(analysis.Placed) && f.Managed():
		r.vpc = env.Theme.Sym.Ellipsis // its capacity provider knows
	default:
		r.vpc = env.Theme.Sym.None
	}
	r.groups = same.GroupNames(f)
	return r
}

// KnownFrom implements [Staged]: rows are shown as they arrive.
func (s *Functions) KnownFrom() analysis.Stage { return analysis.Listed }

// Title implements [Screen].
func (s *Functions) Title() string { return s.titled("functions") }

// Keys implements [Screen].
func (s *Functions) Keys() []screen.Command {
	if len(s.marks) > 0 {
		return []screen.Command{screen.Compare, screen.CopyID, screen.Mark, screen.Unmark, screen.Filter}
	}
	if s.since {
		return []screen.Command{screen.Open, screen.Filter, screen.GoChanges, screen.GoFindings, screen.Faults}
	}
	return []screen.Command{screen.Open, screen.Filter, screen.SortNext, screen.GoFindings, screen.Faults}
}

// Update implements [Screen].
func (s *Functions) Update(msg screen.Msg, env *screen.Env) (screen.Screen, screen.Intent) {
	if do, ok := msg.(screen.Do); ok && do.Command == screen.Compare {
		return s, s.compare(env)
	}
	return s, s.update(msg, env)
}

// Can implements [Screen].
func (s *Functions) Can(c screen.Command, env *screen.Env) (ok bool, why string) {
	if c == screen.Compare && !s.typing {
		return s.canCompare()
	}
	if c == screen.Open && !env.Result.Stage.Knows(analysis.Placed) {
		return false, pendingSentence(s.pending) + ": a function opens when its internet egress is known"
	}
	return s.listing.Can(c, env)
}

// Hint implements [Hinter].
func (s *Functions) Hint(c screen.Command) string {
	if c == screen.CopyID && len(s.marks) > 0 {
		return "copy " + say.Plural(len(s.marks), "id", "ids")
	}
	return s.listing.Hint(c)
}

// View implements [Screen].
func (s *Functions) View(env *screen.Env, w, h int) string {
	s.th = env.Theme
	if s.table.Total() == 0 {
		return say.Note(env, w, h, s.none(env)...)
	}
	return s.view(env, w, h)
}

// noFunctions says in lines why no function is there, and what to do.
func noFunctions(env *screen.Env) []string {
	var lines []string
	missing := false
	for _, env := range env.Accounts() {
		if s := env.Result.Snapshot; s.Account.IsUnread() && len(s.MainRegions()) == 0 {
			missing = true
			why, _ := unreadAccount(env)
			lines = append(lines, say.AccountName(env)+": "+why)
		}
		for _, r := range env.Result.Snapshot.MainRegions() {
			if text, gap := say.GapText(env.Result, r.RegionName, "list-functions"); gap {
				missing = true
				lines = append(lines, say.In(env, r.RegionName)+": "+text)
			}
		}
	}
	if missing {
		lines = append([]string{"No functions could be read. This does not mean that there are none.", ""}, lines...)
		lines = append(lines, "", env.Words("! shows everything that is missing, r reads again.",
			"Type gaps for everything that is missing, reload to read again."))
	} else {
		regions := strings.Join(say.Regions(env), ", ")
		if regions == "" {
			regions = "any region: the snapshot is empty"
		}
		lines = []string{"There are no functions in " + regions + ".", "",
			env.Words("@ looks at another region, or all; --region a,b does so from the start.",
				"Start with --region a,b or --region all to look elsewhere.")}
	}
	return lines
}

// linearZones are the AZs with the internet egress of each.
func (r *functionRow) linearZones() string {
	words := map[theme.Verdict]string{theme.VerdictFine: "fine", theme.VerdictPartial: "partial",
		theme.VerdictBlocked: "blocked", theme.VerdictUnknown: "unknown", theme.VerdictPending: "still being read",
		theme.VerdictNone: "none"}
	var zones []string
	for _, z := range r.zones {
		if z.used {
			zones = append(zones, say.ZoneLetter(z.zone)+" "+words[z.verdict])
		}
	}
	return strings.Join(slices.Compact(zones), ", ")
}

func (s *Functions) about(*screen.Env) []screen.Place {
	row, ok := s.table.Selected()
	if !ok {
		return nil
	}
	return []screen.Place{functionPlace(row.Function)}
}
