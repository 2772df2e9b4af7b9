package report

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/english"
)

// mostOfComment is how long a comment on GitHub may be, in characters; here in bytes, of which there are as many or
// more. GitLab and Bitbucket take more.
const mostOfComment = 65_536

// WriteComment writes issues as a comment for a pull request, in Markdown: what came of it in one line, then what was
// found, folded, rule by rule. It is never longer than a comment may be: where there is much, less is told of each, and
// what still has no room is counted.
func WriteComment(w io.Writer, s *Issues) error {
	head := fmt.Sprintf("## vpclens %s: %s\n", s.Asked, s.summary())
	var folds []*fold
	for d := detailAll; d >= detailLeast; d-- {
		folds = s.folds(d)
		size := len(head)
		for _, f := range folds {
			size += len(f.of(len(f.items)))
		}
		if size <= mostOfComment {
			break
		}
	}
	var b strings.Builder
	b.WriteString(head)
	for i, f := range folds {
		text, rest := f.of(len(f.items)), leftOut(s.Asked, len(folds)-i)
		if i == len(folds)-1 {
			rest = ""
		}
		if b.Len()+len(text)+len(rest) <= mostOfComment {
			b.WriteString(text)
			continue
		}
		left := len(folds) - i
		if short := f.shortened(mostOfComment - b.Len() - len(leftOut(s.Asked, left))); short != "" {
			b.WriteString(short)
			left--
		}
		if left > 0 {
			b.WriteString(leftOut(s.Asked, left))
		}
		break
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// leftOut says how many folds have no room.
func leftOut(command string, n int) string {
	return fmt.Sprintf("\nThere is no room for %s more: `vpclens %s` tells all.\n", english.Count(n, "rule"), command)
}

// detail is how much is told of each issue.
type detail int

const (
	detailLeast detail = iota // what it is about, and where
	detailSome                // why, with proof
	detailAll                 // what to paste as well
)

// summary is what came of all issues in a line.
func (s *Issues) summary() string {
	counts := map[check.Severity]int{}
	for i := range s.List {
		if s.List[i].Status == IssueFailed {
			counts[s.List[i].Severity]++
		}
	}
	var by []string
	for severity := check.High; severity >= check.Info; severity-- {
		if counts[severity] > 0 {
			by = append(by, fmt.Sprintf("%d %s", counts[severity], severity))
		}
	}
	parts := []string{"nothing failed"}
	if n := s.count(IssueFailed); n > 0 {
		parts[0] = fmt.Sprintf("%d failed (%s)", n, strings.Join(by, ", "))
	}
	if n := s.count(IssueUnknown); n > 0 {
		parts = append(parts, fmt.Sprintf("%d unknown", n))
	}
	if n := s.count(IssueWaived); n > 0 {
		parts = append(parts, fmt.Sprintf("%d waived", n))
	}
	if n := s.count(IssuePassed); n > 0 {
		parts = append(parts, fmt.Sprintf("%d passed", n))
	}
	if n := len(s.Gaps); n > 0 {
		parts = append(parts, english.Count(n, "call")+" not read")
	}
	return strings.Join(parts, ", ")
}

// fold is a part of a comment that is opened with a click.
type fold struct {
	head  string   // as HTML
	items []string // as Markdown, a paragraph each
}

// folds are what failed, worst first, then what is unknown, what was accepted and what was not read.
func (s *Issues) folds(d detail) []*fold {
	var out []*fold
	for _, status := range []IssueStatus{IssueFailed, IssueUnknown, IssueWaived} {
		for severity := check.High; ; severity-- {
			at := map[string]*fold{}
			count := map[string]int{}
			var order []string
			for _, i := range s.told() {
				if i.Status != status || i.Severity != severity {
					continue
				}
				if at[i.Rule] == nil {
					at[i.Rule], order = &fold{}, append(order, i.Rule)
				}
				at[i.Rule].items = append(at[i.Rule].items, i.markdown(d))
				count[i.Rule]++
			}
			for _, id := range order {
				word := map[IssueStatus]string{IssueUnknown: "Unknown", IssueWaived: "Waived"}[status]
				word = cmp.Or(word, strings.ToUpper(severity.String()[:1])+severity.String()[1:])
				title := s.rule(id).Title
				if title != id {
					title = id + ": " + title
				}
				at[id].head = fmt.Sprintf("<b>%s</b> %s (%d)", word, htmlText(title), count[id])
				out = append(out, at[id])
			}
			if severity == 0 {
				break
			}
		}
	}
	if len(s.Gaps) > 0 {
		gaps := &fold{head: fmt.Sprintf("<b>Not read</b> what depends on it is unknown (%d)", len(s.Gaps))}
		for _, g := range s.Gaps {
			gaps.items = append(gaps.items, "- "+Markdown(inAccount(g.Account, g.Region)+" "+gapText(g))+"\n")
		}
		out = append(out, gaps)
	}
	return out
}

// of is the fold with its first items, and how many are not told.
func (f *fold) of(n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n<details>\n<summary>%s</summary>\n\n", f.head)
	for _, item := range f.items[:n] {
		b.WriteString(item)
	}
	if more := len(f.items) - n; more > 0 {
		fmt.Fprintf(&b, "\nand %d more\n", more)
	}
	b.WriteString("\n</details>\n")
	return b.String()
}

// shortened is the fold with as many items as have room, "" where not one has.
func (f *fold) shortened(room int) string {
	size := len(f.of(0)) + 16
	n := 0
	for n < len(f.items) && size+len(f.items[n]) <= room {
		size += len(f.items[n])
		n++
	}
	if n == 0 {
		return ""
	}
	return f.of(n)
}

// evidenceInComment is how many lines of proof an issue has in a comment.
const evidenceInComment = 4

// markdown is an issue as an item of a list. What comes from elsewhere is escaped or fenced.
func (i *Issue) markdown(d detail) string {
	var b strings.Builder
	where := strings.TrimSpace(inAccount(i.Account, i.Region) + " " + i.about())
	fmt.Fprintf(&b, "- **%s**", Markdown(i.Title))
	if where != "" {
		b.WriteString(" — " + Markdown(where))
	}
	if i.File != "" {
		at := i.File
		if i.Line > 0 {
			at += fmt.Sprintf(":%d", i.Line)
		}
		b.WriteString(" — " + Markdown(at))
	}
	b.WriteString("\n")
	line := func(text string) {
		if text = Markdown(strings.Join(strings.Fields(text), " ")); text != "" {
			b.WriteString("  - " + text + "\n")
		}
	}
	if i.Status == IssueWaived && i.Waived != nil {
		line("waived" + waivedText(i.Waived))
	}
	if len(i.Functions) > 0 && i.about() != strings.Join(i.Functions, ", ") {
		line(english.Count(len(i.Functions), "function") + ": " + english.FirstOf(i.Functions, namesShown))
	}
	if d > detailLeast {
		line(i.Why)
	}
	if len(i.Missing) > 0 {
		line("not known without " + strings.Join(i.Missing, ", "))
	}
	for n, e := range i.Evidence {
		if d == detailLeast {
			break
		}
		if n == evidenceInComment {
			line(fmt.Sprintf("and %d more", len(i.Evidence)-n))
			break
		}
		line(evidenceLine(e))
	}
	if i.Fix.Summary != "" {
		line("Fix: " + i.Fix.Summary)
	}
	script := strings.TrimRight(cmp.Or(i.Fix.Terraform, i.Fix.CLI), "\n")
	if script != "" && i.Status == IssueFailed && d == detailAll {
		b.WriteString("\n" + indented(Fenced(script), "    ") + "\n")
	}
	return b.String()
}

// indented is a text with every line moved to the right.
func indented(text, by string) string {
	return by + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n"+by) + "\n"
}

// htmlText is a text within HTML: nothing of it is read as an element, a mention or a link.
func htmlText(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "@", "@&#8288;", "://", "&#58;//",
		"www.", "www&#46;").Replace(strings.Join(strings.Fields(text), " "))
}
