package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// namesShown is how many functions a finding names before "and 12 more".
const namesShown = 6

func writeScanTable(w io.Writer, s *Scan) error {
	t := &text{look: s.Look}
	r := s.Result
	t.scanHead(r)
	if s.Framework.Name != "" {
		t.scanFramework(r, s.Framework)
		t.scanGaps(r.Snapshot.Gaps())
		return t.writeTo(w)
	}
	t.scanCauses(r)
	t.scanFunctions(r)
	t.scanFindings(r.Findings)
	t.scanGaps(r.Snapshot.Gaps())
	return t.writeTo(w)
}

func (t *text) scanHead(r *analysis.Result) {
	pieces := []piece{{Strong, "vpclens"}}
	if id := r.Snapshot.AccountID; id != "" {
		pieces = append(pieces, piece{Plain, "  account " + id})
	}
	pieces = append(pieces, piece{Dim, "  " + strings.Join(r.Snapshot.RegionNames(), " ")})
	pieces = append(pieces, piece{Plain, fmt.Sprintf("  %s, %s", english.Count(len(r.Functions), "function"),
		english.Count(len(r.Findings), "finding"))})
	if !r.Snapshot.CapturedAt.IsZero() {
		pieces = append(pieces, piece{Dim, r.Snapshot.CapturedAt.UTC().Format("  2006-01-02 15:04 UTC")})
	}
	t.line(0, pieces...)
	if n := len(r.Snapshot.Gaps()); n > 0 {
		t.line(0, piece{Warning,
			fmt.Sprintf("! %s not read: what depends on them is unknown (listed at the end)", countWere(n, "call"))})
	}
}

// scanFunctions lists the functions, worst first: one line each, and the sentence of what is wrong stays longest.
func (t *text) scanFunctions(r *analysis.Result) {
	t.blank()
	if len(r.Functions) == 0 {
		t.line(0, piece{Plain, "No functions. "}, piece{Dim, noFunctions(r.Snapshot)})
		return
	}
	functions := slices.Clone(r.Functions)
	slices.SortStableFunc(functions, func(a, b *analysis.Function) int { return analysis.Compare(a, b) })

	columns := []column{
		{title: "FUNCTION", most: 40, least: 16},
		{title: "REGION", most: 16, dropped: len(r.Snapshot.Regions) < 2, leaves: 2},
		{title: "OUT", most: 10},
		{title: "PLACEMENT", most: 14, leaves: 1},
		{title: "WHAT IS WRONG", least: 32, last: true},
	}
	var rows []row
	for _, f := range functions {
		rows = append(rows, row{functionMark(f), []piece{
			{Plain, f.FunctionName},
			{Dim, f.Region},
			{postureTone(f.Internet.Posture), string(f.Internet.Posture)},
			{classTone(f.Class), string(f.Class)},
			{Plain, f.Headline},
		}})
	}
	t.table(columns, rows)
}

// noFunctions tells an account without functions from one whose functions were not read.
func noFunctions(s *awsdata.Snapshot) string {
	for _, g := range s.Gaps() {
		if strings.HasPrefix(g.Call, "list-functions") {
			return "They were not read: see the gaps."
		}
	}
	return ""
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
func (t *text) scanFindings(findings []check.Finding) {
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
		t.finding(f)
	}
}

func (t *text) finding(f *check.Finding) {
	if f.Waived != nil {
		t.paragraph(2, label("- "), Dim, f.Title+"  (waived"+waivedText(f.Waived)+")")
		return
	}
	t.paragraph(2, label("- "), Plain, f.Title)
	where := f.Region
	if f.Resource != "" {
		where = f.Resource + "  " + f.Region
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

func (t *text) scanGaps(gaps []awsdata.Gap) {
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
		c := cause{g.Region, g.Cause.Text()}
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
	unknown, waived := 0, 0
	for i := range findings {
		switch {
		case findings[i].Waived != nil:
			waived++
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
