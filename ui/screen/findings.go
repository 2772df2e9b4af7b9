package screen

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// findingRow is one cause: a finding, with the words of its row.
type findingRow struct {
	*check.Finding
	mark  theme.Severity
	what  string // the title, briefly
	about string // the functions it touches
	cause string // the name of what is to be mended
	text  string
}

// Text implements [Subject].
func (r *findingRow) Text() string { return r.text }

// findingKeys are the fields of the filter of findings.
func findingKeys() []string {
	return []string{"sev", "check", "family", "status", "waived", "missing", "function", "region", "resource"}
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
	case "resource":
		return []string{strings.ToLower(r.Resource), strings.ToLower(r.cause)}, true
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

// Findings lists what was found: one row for each cause, with the functions
// that it touches, worst first.
type Findings struct{ listing[*findingRow] }

// NewFindings makes the list of findings.
func NewFindings(p Place) *Findings {
	s := &Findings{}
	s.one, s.many, s.keys = "finding", "findings", findingKeys()
	s.fault = func(r *findingRow) bool {
		return r.Status == check.Fail && r.Severity > check.Info && r.Waived == nil
	}
	s.nothing = noFindings
	s.open = func(r *findingRow, _ *Env) Intent {
		return Push{Place{Screen: "finding", Region: r.Region, ID: r.ID}}
	}
	s.copyID = func(r *findingRow, _ *Env) Intent { return Copy{r.ID, "the id of the finding"} }
	s.copyCall = func(r *findingRow, _ *Env) Intent {
		if r.Fix.CLI == "" {
			return Status{"this finding has no fix in commands; open it to see what to do"}
		}
		return Copy{r.Fix.CLI, "the fix; read it before you run it"}
	}
	s.init(func(r *findingRow) string { return r.Region + "/" + r.ID }, []widget.Column[*findingRow]{
		{Key: "severity", Extent: widget.Extent{Min: 1, Max: 1, Priority: 90},
			Cell: func(r *findingRow) widget.Cell {
				if r.Waived != nil {
					return widget.Mark(theme.Dim, r.mark.Letter())
				}
				return severityCell(r.mark)
			},
			Compare: worstFirst},
		{Key: "what", Title: "WHAT IS WRONG", Extent: widget.Extent{Min: 38, Max: 60, Flex: 3, Priority: 100},
			Cell: func(r *findingRow) widget.Cell {
				if r.Waived != nil {
					return widget.Mark(theme.Dim, "waived: "+briefly(r.Title))
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
		{Key: "functions", Title: "FUNCTIONS", Spoken: "Concerns", Extent: widget.Extent{Min: 18, Flex: 2, Priority: 60},
			Cell:    func(r *findingRow) widget.Cell { return widget.Mark(theme.Dim, r.about) },
			Compare: func(a, b *findingRow) int { return len(b.Functions) - len(a.Functions) }},
		{Key: "check", Title: "CHECK", Extent: widget.Extent{Min: 24, Max: 28, Priority: 20},
			Cell:    func(r *findingRow) widget.Cell { return widget.Mark(theme.Dim, r.Check) },
			Compare: func(a, b *findingRow) int { return cmp.Compare(a.Check, b.Check) }},
		{Key: "region", Title: "REGION", Extent: widget.Extent{Min: 9, Max: 14, Priority: 10, Extra: true},
			Cell:    func(r *findingRow) widget.Cell { return widget.Mark(theme.Dim, r.Region) },
			Compare: func(a, b *findingRow) int { return cmp.Compare(a.Region, b.Region) }},
	})
	s.setFilter(p.Filter)
	return s
}

// worstFirst orders findings by severity; those that the team has accepted come last.
func worstFirst(a, b *findingRow) int {
	return cmp.Or(b2i(a.Waived != nil)-b2i(b.Waived != nil), severityOrder(b.mark)-severityOrder(a.mark))
}

// Load implements [Screen].
func (s *Findings) Load(env *Env) {
	rows := make([]*findingRow, len(env.Result.Findings))
	for i := range env.Result.Findings {
		f := &env.Result.Findings[i]
		r := &findingRow{Finding: f, mark: findingMark(f), what: arrows(env, briefly(f.Title)), cause: nameOf(env.Result, f.Region, f.Resource)}
		r.about = functionWords(f.Functions, 6)
		waived := ""
		if f.Waived != nil {
			waived = waivedWords(f.Waived)
			r.about = waived
		}
		r.text = strings.ToLower(strings.Join([]string{f.Title, waived, f.Check, f.Resource, r.cause, f.Region, strings.Join(f.Functions, " ")}, " "))
		rows[i] = r
	}
	// Worst first; of the same severity what touches most functions.
	slices.SortStableFunc(rows, func(a, b *findingRow) int {
		return cmp.Or(worstFirst(a, b), len(b.Functions)-len(a.Functions))
	})
	s.pending = pendingWord(env)
	s.setRows(rows)
	s.refilter()
}

// KnownFrom implements [Staged].
func (s *Findings) KnownFrom() analysis.Stage { return analysis.Placed }

// Title implements [Screen].
func (s *Findings) Title() string { return "findings" }

// Keys implements [Screen].
func (s *Findings) Keys() []Command {
	return []Command{Open, Filter, SortNext, GoFunctions, CopyCommand}
}

// Update implements [Screen].
func (s *Findings) Update(msg Msg, env *Env) (Screen, Intent) { return s, s.update(msg, env) }

// View implements [Screen].
func (s *Findings) View(env *Env, w, h int) string {
	if s.table.Total() > 0 {
		return s.view(env, w, h)
	}
	return note(env, w, h, s.none(env)...)
}

// noFindings says whether that is good news.
func noFindings(env *Env) []string {
	if word := pendingWord(env); word != "" {
		return []string{capital(pendingSentence(word)) + env.Theme.Sym.Ellipsis, "", "What they find comes here."}
	}
	if n := len(env.Result.Snapshot.Gaps()); n > 0 {
		return []string{"Nothing was found, but not everything could be read.", "",
			env.Words("! shows the ", "Type gaps to see the ") + plural(n, "gap", "gaps") + "."}
	}
	return []string{"Nothing was found."}
}
