package say

import (
	"fmt"
	"strings"
	"time"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// VerdictMark is how the theme marks a verdict of the analysis.
func VerdictMark(v reach.Verdict) theme.Verdict {
	switch v {
	case reach.Reachable:
		return theme.VerdictFine
	case reach.Partial:
		return theme.VerdictPartial
	case reach.Blocked:
		return theme.VerdictBlocked
	}
	return theme.VerdictUnknown
}

// SeverityMark is how the theme marks a severity of the analysis.
func SeverityMark(s check.Severity) theme.Severity {
	switch s {
	case check.High:
		return theme.SeverityHigh
	case check.Medium:
		return theme.SeverityMedium
	case check.Low:
		return theme.SeverityLow
	case check.Info:
		return theme.SeverityInfo
	}
	return theme.SeverityNone
}

// FindingMark is the severity of a finding, unknown when the check could not be
// answered.
func FindingMark(f *check.Finding) theme.Severity {
	if f.Status == check.Unknown {
		return theme.SeverityUnknown
	}
	return SeverityMark(f.Severity)
}

// FunctionMark is the letter beside a function: its worst finding, or a question
// mark when all that is known of it are questions.
func FunctionMark(f *analysis.Function) theme.Severity {
	if worst := f.Worst(); worst > 0 {
		return SeverityMark(worst)
	}
	if firstQuestion(f) != nil {
		return theme.SeverityUnknown
	}
	return theme.SeverityNone
}

// firstQuestion is the first check that could not be answered for a function.
func firstQuestion(f *analysis.Function) *check.Finding {
	for _, x := range f.Findings {
		if x.Status == check.Unknown {
			return x
		}
	}
	return nil
}

// WaivedWords are who accepted a finding, why and until when.
func WaivedWords(w *check.Waived) string {
	text := w.Reason
	if w.Owner != "" {
		text = w.Owner + ": " + text
	}
	if w.Expires != "" {
		text += " (until " + w.Expires + ")"
	}
	return text
}

// WrongWords are what is wrong with a function in a sentence or, when nothing is
// known to be, the first question about it.
func WrongWords(f *analysis.Function) string {
	if f.Headline != "" {
		return Briefly(f.Headline)
	}
	for _, x := range f.Findings {
		if x.Waived == nil {
			return Briefly(x.Title)
		}
	}
	return ""
}

// SeverityCell is the letter of a severity in its color.
func SeverityCell(s theme.Severity) widget.Cell {
	return widget.Cell{Text: s.Letter(), Token: s.Token(), Linear: s.Word()}
}

// OutWord is a function's access to the internet in one word: the same in columns, filters and counts. A part of the
// internet is told by its ports in a column, and some subnets by their number.
func OutWord(f *analysis.Function) string {
	switch k := f.Exit().Kind; k {
	case analysis.ExitLambda:
		return "no-vpc"
	case analysis.ExitSome:
		return "partial"
	case analysis.ExitPrivate:
		if f.Class == reach.ClassEndpointOnly {
			return "vpc-only"
		}
		return "isolated"
	default:
		return string(k)
	}
}

// WayOut is a function's access to the internet in a mark and a word or two.
func WayOut(f *analysis.Function) (theme.Verdict, string) {
	switch e := f.Exit(); e.Kind {
	case analysis.ExitLambda:
		return theme.VerdictNone, "no vpc"
	case analysis.ExitPending:
		return theme.VerdictPending, OutWord(f)
	case analysis.ExitUnknown:
		return theme.VerdictUnknown, OutWord(f)
	case analysis.ExitRouted:
		return theme.VerdictUnknown, OutWord(f)
	case analysis.ExitBroken:
		return theme.VerdictBlocked, OutWord(f)
	case analysis.ExitPrivate:
		if f.Class == reach.ClassEndpointOnly {
			return theme.VerdictNone, "vpc only"
		}
		return theme.VerdictNone, OutWord(f)
	case analysis.ExitClosed:
		return theme.VerdictNone, OutWord(f)
	case analysis.ExitSome:
		if e.AZs == e.Of {
			return theme.VerdictPartial, fmt.Sprintf("%d of %d AZs", e.OK, e.Of)
		}
		return theme.VerdictPartial, fmt.Sprintf("%d/%d subnets", e.OK, e.Of)
	case analysis.ExitRestricted:
		return VerdictMark(f.Internet.Verdict), portWords(f.Internet.Sets.Can())
	}
	return VerdictMark(f.Internet.Verdict), "open"
}

// WayOutCell is a function's way out as it stands in a row.
func WayOutCell(th *theme.Theme, f *analysis.Function) widget.Cell {
	verdict, word := WayOut(f)
	if th.Options().Words {
		return widget.Say(LinearWayOut(f, verdict, word))
	}
	return widget.Mark(verdict.Token(), th.Glyph(verdict)+" "+word)
}

// isTrouble says whether somebody meant a way out that does not work. Where
// there is none by design, or because groups and ACLs close it, nothing is
// broken: that is shown quietly.
func isTrouble(c reach.Class) bool {
	return c == reach.ClassPublic || c == reach.ClassBroken || c == reach.ClassMixed
}

// SubnetMark is how a subnet's way out is marked.
func SubnetMark(s *reach.SubnetPlace) theme.Verdict {
	mark := VerdictMark(s.Internet)
	if mark == theme.VerdictBlocked && s.Subnet != nil && !isTrouble(s.Class) {
		return theme.VerdictNone
	}
	return mark
}

// SubnetMarkOf is how the way out of one of a function's subnets is marked.
func SubnetMarkOf(f *analysis.Function, i int) theme.Verdict {
	s := &f.Subnets[i]
	if f.ExitPending && (s.Internet == reach.Unknown || s.Class == reach.ClassUnknown) {
		return theme.VerdictPending
	}
	return SubnetMark(s)
}

// portWords are the ports of a set in as little room as they need: "443",
// "80, 443", "some".
func portWords(set netset.Set) string {
	text := set.Ports().Human()
	text = strings.TrimPrefix(text, "tcp ")
	if len(text) > 9 {
		return "some"
	}
	return text
}

// ClassWords say what a class of subnet means.
func ClassWords(c reach.Class) string {
	switch c {
	case reach.ClassNotAttached:
		return "not in a VPC"
	case reach.ClassPublic:
		return "public"
	case reach.ClassNAT:
		return "private, NAT"
	case reach.ClassEndpointOnly:
		return "endpoints only"
	case reach.ClassElsewhere:
		return "routed elsewhere"
	case reach.ClassIsolated:
		return "isolated"
	case reach.ClassBroken:
		return "broken"
	case reach.ClassMixed:
		return "mixed"
	}
	return "unknown"
}

// Plural is "1 function", "2 functions".
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// Age says how long ago something was, in one unit: "12s", "4m", "3h", "2d".
func Age(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%ds", max(int(d/time.Second), 0))
	case d < time.Hour:
		return fmt.Sprintf("%dm", int(d/time.Minute))
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh", int(d/time.Hour))
	}
	return fmt.Sprintf("%dd", int(d/(24*time.Hour)))
}

// FunctionWords are functions with their number, the first n by name.
func FunctionWords(names []string, n int) string {
	if len(names) < 2 || len(names) == 2 && n > 1 { // two names say that they are two
		return strings.Join(names, ", ")
	}
	count := Plural(len(names), "function", "functions")
	if n == 0 {
		return count
	}
	return count + ": " + english.FirstOf(names, n)
}

// JoinWords joins what is not empty with commas.
func JoinWords(words ...string) string {
	var out []string
	for _, w := range words {
		if w != "" {
			out = append(out, w)
		}
	}
	return strings.Join(out, ", ")
}

// Briefly leaves out the ids in brackets behind names: in a list they would push
// out what is wrong. The whole sentence is on the finding's own screen.
func Briefly(text string) string {
	var b strings.Builder
	for {
		from := strings.Index(text, " (")
		if from < 0 {
			break
		}
		length := strings.IndexByte(text[from:], ')')
		if length < 0 {
			break
		}
		if IsID(text[from+2 : from+length]) {
			b.WriteString(text[:from])
		} else {
			b.WriteString(text[:from+length+1])
		}
		text = text[from+length+1:]
	}
	b.WriteString(text)
	return b.String()
}

// IsID says whether a word is an id as AWS makes them: "subnet-0f86766748c31ad53".
func IsID(word string) bool {
	at := strings.LastIndexByte(word, '-')
	if at <= 0 || len(word)-at-1 < 8 {
		return false
	}
	return strings.Trim(word[at+1:], "0123456789abcdef") == "" &&
		strings.Trim(word[:at], "abcdefghijklmnopqrstuvwxyz-") == ""
}
