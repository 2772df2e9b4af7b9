package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/reach"
)

// namesShown is how many functions a finding names before "and 12 more".
const namesShown = 6

func writeScanTable(w io.Writer, s *Scan) error {
	t := &text{look: s.Look}
	all := s.scanned()
	t.scanHead(all)
	if s.Framework.Name != "" {
		t.scanFramework(all, s.Framework)
		t.scanGaps(all)
		return t.writeTo(w)
	}
	t.scanCauses(all)
	t.scanAccounts(all)
	t.scanFunctions(all)
	t.scanFindings(all)
	t.scanGaps(all)
	return t.writeTo(w)
}

func (t *text) scanHead(s *scanned) {
	r := s.of
	pieces := []piece{{Strong, "vpclens"}}
	if id := r.Snapshot.AccountID; s.several() {
		pieces = append(pieces, piece{Plain, "  " + english.Count(len(s.results), "account")})
	} else if id != "" {
		pieces = append(pieces, piece{Plain, "  account " + id})
	}
	pieces = append(pieces, piece{Dim, "  " + strings.Join(s.regions(), " ")})
	pieces = append(pieces, piece{Plain, fmt.Sprintf("  %s, %s", english.Count(len(s.functions), "function"),
		english.Count(len(s.findings), "finding"))})
	if !r.Snapshot.CapturedAt.IsZero() {
		pieces = append(pieces, piece{Dim, r.Snapshot.CapturedAt.UTC().Format("  2006-01-02 15:04 UTC")})
	}
	t.line(0, pieces...)
	if n := len(r.Snapshot.Gaps()); n > 0 {
		t.line(0, piece{Warning,
			fmt.Sprintf("! %s not read: what depends on them is unknown (listed at the end)", countWere(n, "call"))})
	}
}

// scanAccounts lists the accounts, where there are several: those in which most is wrong first.
func (t *text) scanAccounts(s *scanned) {
	if !s.several() {
		return
	}
	t.blank()
	gaps := make(map[string]int)
	for _, g := range s.snapshot().Gaps() {
		gaps[g.Account]++
	}
	columns := []column{
		{title: "ACCOUNT", most: 30, least: 12},
		{title: "ID", most: 12, leaves: 2},
		{title: "FUNCTIONS", most: 9},
		{title: "GAPS", most: 6, leaves: 1},
		{title: "FINDINGS", least: 20, last: true},
	}
	results := slices.Clone(s.results)
	slices.SortStableFunc(results, func(a, b *analysis.Result) int {
		return worstOf(b.Findings).compare(worstOf(a.Findings))
	})
	var rows []row
	for _, r := range results {
		id := r.Snapshot.AccountID
		functions := piece{Plain, fmt.Sprint(len(r.Functions))}
		if len(r.Functions) == 0 && len(r.Unread()) > 0 {
			functions = piece{Question, "?"}
		}
		mark := piece{Plain, " "}
		if worst := worstOf(r.Findings); worst.severity > check.Info {
			mark = piece{severityTone(worst.severity), worst.severity.Letter()}
		} else if len(r.Unread()) > 0 {
			mark = piece{Question, "?"}
		}
		rows = append(rows, row{mark, []piece{{Plain, s.account(id)}, {Dim, id}, functions,
			{Dim, fmt.Sprint(gaps[id])}, {Plain, summary(r.Findings)}}})
	}
	t.table(columns, rows)
}

// worst is the severity of the worst findings that are facts, and how many there are.
type worst struct {
	severity check.Severity
	count    int
}

func worstOf(findings []check.Finding) worst {
	var w worst
	for i := range findings {
		switch f := &findings[i]; {
		case f.Waived != nil || f.Status != check.Fail || f.Severity < w.severity:
		case f.Severity > w.severity:
			w = worst{f.Severity, 1}
		default:
			w.count++
		}
	}
	return w
}

func (w worst) compare(other worst) int {
	return cmp.Or(int(w.severity)-int(other.severity), w.count-other.count)
}

// scanFunctions lists the functions, worst first: one line each, and the sentence of what is wrong stays longest.
func (t *text) scanFunctions(s *scanned) {
	t.blank()
	if len(s.functions) == 0 {
		words := ""
		if len(s.unread()) > 0 {
			words = "They were not read: see the gaps."
		}
		t.line(0, piece{Plain, "No functions. "}, piece{Dim, words})
		return
	}
	functions := slices.Clone(s.functions)
	slices.SortStableFunc(functions, func(a, b *analysis.Function) int { return analysis.Compare(a, b) })

	columns := []column{
		{title: "FUNCTION", most: 40, least: 16},
		{title: "ACCOUNT", most: 20, dropped: !s.several()},
		{title: "REGION", most: 16, dropped: len(s.regions()) < 2, leaves: 2},
		{title: "OUT", most: 10},
		{title: "PLACEMENT", most: 14, leaves: 1},
		{title: "WHAT IS WRONG", least: 32, last: true},
	}
	var rows []row
	for _, f := range functions {
		rows = append(rows, row{functionMark(f), []piece{
			{Plain, f.FunctionName},
			{Dim, s.account(f.Account)},
			{Dim, f.Region},
			{postureTone(f.Internet.Posture), string(f.Internet.Posture)},
			{classTone(f.Class), string(f.Class)},
			{Plain, f.Headline},
		}})
	}
	t.table(columns, rows)
}

func functionMark(f *analysis.Function) piece {
	if worst := f.Worst(); worst > 0 {
		return piece{severityTone(worst), worst.Letter()}
	}
	if f.Internet.Posture == reach.PostureUnknown || f.Class == reach.ClassUnknown ||
		slices.ContainsFunc(f.Findings, func(g *check.Finding) bool { return g.Status == check.Unknown }) {
		return piece{Question, "?"}
	}
	return piece{Plain, " "}
}

// scanFindings lists the findings under the checks that found them, in the order in which people should read them.
func (t *text) scanFindings(s *scanned) {
	findings := s.findings
	if len(findings) == 0 {
		return
	}
	t.blank()
	t.line(0, piece{Strong, "Findings  "}, piece{Plain, summary(findings)})
	last := ""
	for i := range findings {
		f := &findings[i]
		mark := piece{severityTone(f.Severity), f.Severity.Letter()}
		if f.Status == check.Unknown {
			mark = piece{Question, "?"}
		}
		if group := mark.s + f.Check; group != last {
			last = group
			t.blank()
			t.line(0, mark, piece{Plain, " "}, piece{Strong, f.Check})
			t.paragraph(2, nil, Dim, f.Why)
		}
		t.finding(f, s.account(f.Account))
	}
}

func (t *text) finding(f *check.Finding, account string) {
	if f.Waived != nil {
		title := f.Title
		if account != "" {
			title = account + ": " + title
		}
		t.paragraph(2, label("- "), Dim, title+"  (waived"+waivedText(f.Waived)+")")
		return
	}
	title := f.Title
	if f.Known {
		title += "  (known)"
	}
	t.paragraph(2, label("- "), Plain, title)
	where := strings.TrimSpace(f.Region + "  " + account)
	if f.Resource != "" {
		where = f.Resource + "  " + where
	}
	t.line(4, piece{Dim, where})
	if len(f.Functions) > 0 {
		t.paragraph(4, label(english.Count(len(f.Functions), "function")+": "), Dim,
			english.FirstOf(f.Functions, namesShown))
	}
	if f.Fix.Summary != "" {
		t.paragraph(4, label("fix: "), Plain, f.Fix.Summary)
	}
}

func (t *text) scanGaps(s *scanned) {
	gaps := s.snapshot().Gaps()
	if len(gaps) == 0 {
		return
	}
	t.blank()
	t.line(0, piece{Strong, "Not read  "}, piece{Plain, "a gap is not an empty list: what depends on it is unknown"})
	// Gaps of one cause come together: a region that may not be read at all would fill the screen otherwise.
	type cause struct{ region, why string }
	var order []cause
	calls := make(map[cause][]string)
	for _, g := range gaps {
		c := cause{strings.TrimSpace(s.account(g.Account) + " " + g.Region), g.Cause.Text()}
		if g.Message != "" {
			c.why += " (" + g.Message + ")"
		}
		if calls[c] == nil {
			order = append(order, c)
		}
		calls[c] = append(calls[c], g.Call)
	}
	for _, c := range order {
		t.paragraph(2, label(c.region+": "), Plain, c.why+": "+strings.Join(calls[c], ", "))
	}
}

// summary counts the findings: "7 high, 12 medium, 3 unknown".
func summary(findings []check.Finding) string {
	counts := make(map[check.Severity]int)
	unknown, waived, known := 0, 0, 0
	for i := range findings {
		switch {
		case findings[i].Waived != nil:
			waived++
		case findings[i].Known:
			known++
		case findings[i].Status == check.Unknown:
			unknown++
		default:
			counts[findings[i].Severity]++
		}
	}
	var parts []string
	for severity := check.High; severity >= check.Info; severity-- {
		if n := counts[severity]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, severity))
		}
	}
	if unknown > 0 {
		parts = append(parts, fmt.Sprintf("%d unknown", unknown))
	}
	if waived > 0 {
		parts = append(parts, fmt.Sprintf("%d waived", waived))
	}
	if known > 0 {
		parts = append(parts, fmt.Sprintf("%d known", known))
	}
	return strings.Join(parts, ", ")
}

// waivedText says who accepted a finding, why and until when.
func waivedText(w *check.Waived) string {
	text := ": " + w.Reason
	if w.Owner != "" {
		text += ", " + w.Owner
	}
	if w.Expires != "" {
		text += ", until " + w.Expires
	}
	return text
}

func countWere(n int, word string) string {
	if n == 1 {
		return "1 " + word + " was"
	}
	return fmt.Sprintf("%d %ss were", n, word)
}

func severityTone(s check.Severity) Tone {
	switch s {
	case check.High:
		return Bad
	case check.Medium:
		return Warning
	case check.Info:
		return Dim
	}
	return Plain
}

func postureTone(p reach.Posture) Tone {
	switch p {
	case reach.PostureUnknown:
		return Question
	case reach.PostureOpen:
		return Warning
	case reach.PostureNone:
		return Dim
	}
	return Plain
}

func classTone(c reach.Class) Tone {
	switch c {
	case reach.ClassUnknown:
		return Question
	case reach.ClassBroken, reach.ClassPublic, reach.ClassMixed:
		return Warning
	}
	return Dim
}
