package screens

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// findingRow is a finding with the words of its row or, where several come from one
// cause, the one that says best what to mend, for all of them.
type findingRow struct {
	*check.Finding
	group     *analysis.Cause // nil for a single finding
	functions []string
	mark      theme.Severity
	what      string // the title, briefly
	about     string // the functions it touches
	resource  string // the name of what it is about
	cause     string // the name of what is to be mended
	tags      tagged // of the functions that it touches, or of what it is about
	text      string

	accountName string // "" where there is one account
}

// Text implements [Subject].
func (r *findingRow) Text() string { return r.text }

// findingKeys are the fields of the filter of findings.
func findingKeys() []string {
	return []string{"sev", "check", "family", "status", "waived", "missing", "function", "region", "account",
		"resource", "cause", "tag"}
}

// Names implements [Subject].
func (r *findingRow) Names() []string {
	return append(lowered(r.Functions), r.Check, strings.ToLower(r.Resource), strings.ToLower(r.resource),
		strings.ToLower(r.Cause), strings.ToLower(r.cause))
}

// Field implements [Subject].
func (r *findingRow) Field(key string) ([]string, bool) {
	switch key {
	case "sev":
		return []string{r.Severity.String()}, true
	case "check":
		return []string{r.Check}, true
	case "family":
		return []string{string(familyOf(r.Finding))}, true
	case "status":
		return []string{string(r.Status)}, true
	case "waived":
		return []string{map[bool]string{true: "yes", false: "no"}[r.Waived != nil]}, true
	case "missing":
		return missingCalls(r.Finding), true
	case "function":
		return lowered(r.Functions), true
	case "region":
		return []string{r.Region}, true
	case "account":
		return []string{r.Account, strings.ToLower(r.accountName)}, true
	case "resource":
		return []string{strings.ToLower(r.Resource), strings.ToLower(r.resource)}, true
	case "tag":
		return r.tags.words(), true
	case "cause":
		return []string{strings.ToLower(r.Cause), strings.ToLower(r.cause)}, true
	}
	return nil, false
}

// familyOf is the family of a finding's check, "" for a check that is no more.
func familyOf(f *check.Finding) check.Family {
	if c := check.Find(f.Check); c != nil {
		return c.Family
	}
	return ""
}

// missingCalls are the calls that would answer a finding that is unknown.
func missingCalls(f *check.Finding) []string {
	if f.Status != check.Unknown {
		return nil
	}
	var calls []string
	for _, e := range f.Evidence {
		if e.Rule != "" {
			calls = append(calls, strings.ToLower(e.Rule))
		}
	}
	return calls
}

func lowered(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = strings.ToLower(s)
	}
	return out
}

// Findings lists what was found, worst first: one row for each cause, with the
// functions that it touches, until somebody filters or wants them one by one.
type Findings struct {
	listing[*findingRow]
	all, causes []*findingRow
	oneByOne    bool
	several     bool   // there are rows of several accounts
	grouped     bool   // what the table shows now
	of          string // the cause that it was opened for, "" for none
	title       string
}

// findingDetail is the whole sentence, whom it touches, and what to do.
func findingDetail(r *findingRow, env *screen.Env) detail {
	token := theme.Text
	if r.Status != check.Fail {
		token = theme.Unknown
	}
	d := detail{token: token, text: r.what, more: strings.Join(r.functions, ", ")}
	if r.group == nil && r.Fix.Summary != "" {
		d.more = "fix: " + say.Arrows(env, r.Fix.Summary)
	}
	return d
}

// ofCause is the filter that shows what comes from one cause.
const ofCause = "cause:="

// NewFindings makes the list of findings.
func NewFindings(p screen.Place) *Findings {
	s := &Findings{oneByOne: p.Filter != "", title: "findings"}
	if of, ok := strings.CutPrefix(p.Filter, ofCause); ok {
		s.of = of
	}
	s.one, s.many, s.keys = "finding", "findings", findingKeys()
	s.filterWords = s.causeWords
	s.severity = func(r *findingRow) check.Severity {
		if r.Status != check.Fail || r.Waived != nil {
			return 0
		}
		return r.Severity
	}
	s.emptyReason, s.detail = noFindings, findingDetail
	s.tagsOf = func(r *findingRow) tagged { return r.tags }
	s.open = func(r *findingRow, _ *screen.Env) screen.Intent {
		if r.group != nil {
			return screen.Push{To: screen.Place{Screen: "findings", Account: r.Account, Filter: causeFilter(r.group)}}
		}
		return screen.Push{To: findingPlace(r.Finding)}
	}
	s.copyID = func(r *findingRow, _ *screen.Env) screen.Intent {
		if r.group != nil {
			text := strings.Join(r.group.Resources(), " ")
			return screen.Copy{Text: text,
				What: text + ", the cause of " + say.Plural(len(r.group.Findings), "finding", "findings")}
		}
		return screen.Copy{Text: r.ID, What: "the id of the finding"}
	}
	s.copyCall = func(r *findingRow, env *screen.Env) screen.Intent {
		if len(r.Fix.CLI) == 0 {
			return screen.Status{Text: "this finding has no fix in commands; open it to see what to do"}
		}
		return screen.Copy{Text: r.Fix.CLI.Text(env.In(r.Account).Profile), What: "the fix; read it before you run it"}
	}
	s.init(func(r *findingRow) string {
		if r.group != nil {
			return r.Account + "/" + r.Region + "/cause " + r.group.Impact.String() + " " + string(r.group.Status) +
				" " +
				r.group.Resource
		}
		return r.Account + "/" + r.Region + "/" + r.ID
	}, findingsColumns(false))
	s.showAs(p)
	return s
}

// findingsColumns are the columns of the list, with the account where there are
// several.
func findingsColumns(several bool) []widget.Column[*findingRow] {
	columns := []widget.Column[*findingRow]{
		{Key: "severity", Signs: true, Extent: widget.Extent{Min: 1, Max: 1, Priority: 90},
			Cell: func(r *findingRow) widget.Cell {
				if r.Waived != nil {
					return widget.Mark(theme.Dim, r.mark.Letter())
				}
				return say.SeverityCell(r.mark)
			},
			Compare: worstFirst},
		{Key: "what", Title: "WHAT IS WRONG", Extent: widget.Extent{Min: 38, Max: 72, Flex: 3, Priority: 100},
			Cell: func(r *findingRow) widget.Cell {
				if r.Waived != nil {
					return widget.Mark(theme.Dim, "waived: "+say.Briefly(r.Title))
				}
				token := theme.Text // where all stands out, nothing does
				switch r.mark {
				case theme.SeverityUnknown:
					token = theme.Unknown
				case theme.SeverityHigh:
					token = theme.Strong
				}
				return widget.Mark(token, r.what)
			},
			Compare: func(a, b *findingRow) int { return cmp.Compare(a.Title, b.Title) }},
		{Key: "functions", Title: "FUNCTIONS", Linear: "Concerns",
			Extent: widget.Extent{Min: 18, Max: 26, Priority: 60}, Cell: func(r *findingRow) widget.Cell {
				return widget.Mark(theme.Dim, r.about)
			}, Compare: func(a, b *findingRow) int { return len(b.functions) - len(a.functions) }},
		{Key: "check", Title: "CHECK", Extent: widget.Extent{Min: 24, Max: 28, Priority: 20, Extra: true},
			Cell: func(r *findingRow) widget.Cell {
				if r.group != nil {
					return widget.Spans(widget.Span{Text: r.Check, Token: theme.Dim},
						widget.Span{Text: fmt.Sprintf(" +%d", len(r.group.Findings)-1), Token: theme.Dim})
				}
				return widget.Mark(theme.Dim, r.Check)
			},
			Compare: func(a, b *findingRow) int { return cmp.Compare(a.Check, b.Check) }},
		{Key: "region", Title: "REGION", Extent: widget.Extent{Min: 9, Max: 14, Priority: 10, Extra: true},
			Cell:    func(r *findingRow) widget.Cell { return widget.Mark(theme.Dim, r.Region) },
			Compare: func(a, b *findingRow) int { return cmp.Compare(a.Region, b.Region) }},
	}
	if several {
		columns = slices.Insert(columns, 1, accountColumn(func(r *findingRow) string { return r.accountName }))
	}
	return columns
}

// worstFirst is the one order of findings; a row of a cause stands where the worst of its findings does.
func worstFirst(a, b *findingRow) int { return check.Compare(a.worst(), b.worst()) }

func (r *findingRow) worst() *check.Finding {
	if r.group == nil {
		return r.Finding
	}
	return &check.Finding{Status: r.group.Status, Impact: r.group.Impact, Severity: r.group.Severity}
}

// Load implements [Screen].
func (s *Findings) Load(env *screen.Env) {
	if several := env.Several(); several != s.several {
		s.several = several
		s.setColumns(findingsColumns(several))
	}
	s.all, s.causes = nil, nil
	of := make(map[*check.Finding]*findingRow)
	for _, env := range env.Accounts() {
		for i := range env.Result.Findings {
			f := &env.Result.Findings[i]
			of[f] = findingRowOf(env, f)
			s.all = append(s.all, of[f])
		}
	}
	if s.several { // each account's stand in the order of all
		slices.SortStableFunc(s.all, func(a, b *findingRow) int { return check.Compare(a.Finding, b.Finding) })
	}
	causes := analysis.CausesOf(env.Results())
	for i := range causes {
		c := &causes[i]
		if len(c.Findings) == 1 {
			s.causes = append(s.causes, of[c.Root])
			continue
		}
		s.causes = append(s.causes, causeRowOf(env.In(c.Account), c))
	}
	for _, r := range s.all {
		if r.Waived != nil { // what is accepted has no cause to mend
			s.causes = append(s.causes, r)
		}
	}
	if i := slices.IndexFunc(s.all, func(r *findingRow) bool { return r.Cause == s.of }); s.of != "" && i >= 0 {
		s.title = "because of " + s.all[i].cause
	}
	s.pending, s.checked = pendingWord(env), env.Result.Stage.Knows(analysis.Reading)
	s.show()
}

// markCause marks all findings of the cause under the cursor: what is marked
// stands one by one, where a cause has no row.
func (s *Findings) markCause() bool {
	row, ok := s.table.Selected()
	if !ok || row.group == nil {
		return false
	}
	for _, r := range s.all {
		if slices.Contains(row.group.Findings, r.Finding) {
			s.marks = append(s.marks, s.key(r))
		}
	}
	s.show()
	s.table.Select(s.marks[0])
	return true
}

func findingRowOf(env *screen.Env, f *check.Finding) *findingRow {
	r := &findingRow{Finding: f, functions: f.Functions, mark: say.FindingMark(f),
		what: say.Arrows(env, say.Briefly(f.Title)), resource: say.NameOf(env.Result, f.Region, f.Resource),
		cause: say.NameOf(env.Result, f.Region, f.Cause), accountName: say.AccountName(env)}
	r.about = say.FunctionWords(f.Functions, 6)
	waived := ""
	if f.Waived != nil {
		r.about = say.WaivedWords(f.Waived)
		waived = "waived: " + r.about
	}
	r.tags = taggedOf(env, f)
	r.text = strings.ToLower(strings.Join([]string{f.Title, waived, f.Check, f.Resource, r.resource, f.Region,
		f.Account, r.accountName, strings.Join(f.Functions, " "), strings.Join(r.tags.texts(), " ")}, " "))
	return r
}

// causeFilter shows the findings of a cause, and what else comes from the same things.
func causeFilter(c *analysis.Cause) string {
	if c.Status == check.Unknown && len(c.Root.Missing) > 0 {
		var terms []string
		for _, call := range c.Root.Missing {
			terms = append(terms, `missing:="`+call+`"`)
		}
		return strings.Join(append(terms, "status:unknown"), " ")
	}
	values := make([]string, 0, len(c.Others)+1)
	for _, id := range c.Resources() {
		if strings.ContainsAny(id, ` |"`) {
			id = `"` + strings.ReplaceAll(id, `"`, "") + `"`
		}
		values = append(values, "="+id)
	}
	return "cause:" + strings.Join(values, "|")
}

// causeWords names the causes of a filter that causeFilter made: ids say nothing to people.
func (s *Findings) causeWords(filter string) string {
	ids, ok := strings.CutPrefix(filter, ofCause)
	if !ok || strings.ContainsAny(ids, ` "`) {
		return filter
	}
	names := map[string]string{}
	for _, r := range s.all {
		names[r.Cause] = r.cause
	}
	list := strings.Split(ids, "|=")
	for i, id := range list {
		list[i] = cmp.Or(names[id], id)
	}
	return "because of " + english.FirstOf(list, 3)
}

// causeRowOf is one row for all that comes from a cause, with its title.
func causeRowOf(env *screen.Env, c *analysis.Cause) *findingRow {
	r := findingRowOf(env, c.Root)
	r.group, r.functions, r.mark = c, c.Functions, say.SeverityMark(c.Severity)
	r.what, r.about = say.Arrows(env, say.Briefly(c.Title)), say.FunctionWords(c.Functions, 6)
	return r
}

// show puts the rows into the table that are wanted now: causes, or one by one for
// who looks for something or has marked some.
func (s *Findings) show() {
	s.grouped = !s.oneByOne && s.query.Empty() && len(s.marks) == 0
	if s.grouped {
		s.one, s.many = "cause", "causes"
		s.setRows(s.causes)
	} else {
		s.one, s.many = "finding", "findings"
		s.setRows(s.all)
	}
	s.refilter()
}

// KnownFrom implements [Staged].
func (s *Findings) KnownFrom() analysis.Stage { return analysis.Placed }

// Title implements [Screen].
func (s *Findings) Title() string { return s.titled(s.title) }

// Keys implements [Screen].
func (s *Findings) Keys() []screen.Command {
	return []screen.Command{screen.Open, screen.Filter, screen.NextPart, screen.GoFunctions, screen.CopyCommand}
}

// Hint implements [Hinter].
func (s *Findings) Hint(c screen.Command) string {
	switch {
	case c != screen.NextPart:
		return s.listing.Hint(c)
	case s.grouped:
		return "one by one"
	}
	return "by cause"
}

// Note implements [Screen].
func (s *Findings) Note() string {
	if s.grouped && len(s.all) > 0 {
		return say.Plural(len(s.all), "finding", "findings") + " by cause   " + s.listing.Note()
	}
	return s.listing.Note()
}

// Can implements [Screen].
func (s *Findings) Can(c screen.Command, env *screen.Env) (ok bool, why string) {
	switch {
	case c != screen.NextPart || s.typing:
		return s.listing.Can(c, env)
	case !s.query.Empty():
		return false, "what a filter lets through stands one by one; esc drops the filter"
	case len(s.marks) > 0:
		return false, "what is marked stands one by one; ctrl+space takes the marks away"
	}
	return len(s.all) > 0, "there is nothing to group"
}

// Update implements [Screen].
func (s *Findings) Update(msg screen.Msg, env *screen.Env) (screen.Screen, screen.Intent) {
	if do, ok := msg.(screen.Do); ok && do.Command == screen.NextPart {
		s.oneByOne = !s.oneByOne
		s.show()
		if s.grouped {
			return s, screen.Status{Text: "one row for each cause"}
		}
		return s, screen.Status{Text: "one row for each finding"}
	}
	if do, ok := msg.(screen.Do); ok && do.Command == screen.Mark && s.markCause() {
		return s, nil
	}
	intent := s.update(msg, env)
	if want := !s.oneByOne && s.query.Empty() && len(s.marks) == 0; want != s.grouped {
		s.show()
	}
	return s, intent
}

// View implements [Screen].
func (s *Findings) View(env *screen.Env, w, h int) string {
	if s.table.Total() > 0 {
		return s.view(env, w, h)
	}
	return say.Note(env, w, h, s.none(env)...)
}

// noFindings says whether that is good news.
func noFindings(env *screen.Env) []string {
	if word := pendingWord(env); word != "" {
		return []string{capital(pendingSentence(word)) + env.Theme.Sym.Ellipsis, "", "What they find comes here."}
	}
	if n := len(env.Gaps()); n > 0 {
		return []string{"Nothing was found, but not everything could be read.", "",
			env.Words("! shows the ", "Type gaps to see the ") + say.Plural(n, "gap", "gaps") + "."}
	}
	return []string{"Nothing was found."}
}

// about is the cause of the finding, and the functions it touches.
func (s *Findings) about(env *screen.Env) []screen.Place {
	r, ok := s.table.Selected()
	if !ok {
		return nil
	}
	var places []screen.Place
	if p, ok := say.PlaceOf(env.In(r.Account).Result, r.Region, r.Resource); ok {
		places = append(places, p)
	}
	for _, name := range r.Functions {
		places = append(places, screen.Place{Screen: "function", Account: r.Account, Region: r.Region, ID: name})
	}
	return places
}

// underCursor: the finding, then what it is about.
func (s *Findings) underCursor(env *screen.Env) []screen.Place {
	r, ok := s.table.Selected()
	if !ok {
		return nil
	}
	return append([]screen.Place{{Screen: "finding", Region: r.Region, ID: r.ID}}, s.about(env)...)
}
