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
// found, folded, rule by rule. It is never longer than a comment may be: what has no room is counted.
func WriteComment(w io.Writer, s *Issues) error {
	var b strings.Builder
	fmt.Fprintf(&b, "## vpclens %s: %s\n", s.Asked, s.summary())
	folds := s.folds()
	for i, f := range folds {
		left := len(folds) - i
		more := fmt.Sprintf("\n%s more for which there is no room: `vpclens %s` tells all.\n",
			english.Count(left, "group"), s.Asked)
		text := f.String()
		reserve := 0
		if left > 1 {
			reserve = len(more)
		}
		if b.Len()+len(text)+reserve > mostOfComment {
			if short := f.shortened(mostOfComment - b.Len() - len(more)); short != "" {
				b.WriteString(short)
				if left--; left == 0 {
					break
				}
				more = strings.Replace(more, english.Count(left+1, "group"), english.Count(left, "group"), 1)
			}
			b.WriteString(more)
			break
		}
		b.WriteString(text)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

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
func (s *Issues) folds() []*fold {
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
				at[i.Rule].items = append(at[i.Rule].items, i.markdown())
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

// String is the fold as Markdown.
func (f *fold) String() string { return f.of(len(f.items)) }

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
func (i *Issue) markdown() string {
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
	line(i.Why)
	if len(i.Missing) > 0 {
		line("not known without " + strings.Join(i.Missing, ", "))
	}
	for n, e := range i.Evidence {
		if n == evidenceInComment {
			line(fmt.Sprintf("and %d more", len(i.Evidence)-n))
			break
		}
		line(evidenceLine(e))
	}
	if i.Fix.Summary != "" {
		line("Fix: " + i.Fix.Summary)
	}
	if script := strings.TrimRight(cmp.Or(i.Fix.Terraform, i.Fix.CLI), "\n"); script != "" && i.Status == IssueFailed {
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
