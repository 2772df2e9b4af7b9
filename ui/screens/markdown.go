package screens

import (
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// marked is a screen that can say itself in Markdown.
type marked interface {
	markdown(env *screen.Env) string
}

// markdownOf is a screen in Markdown: headings and tables where it has them, else
// what it shows, as it stands.
func markdownOf(s screen.Screen, env *screen.Env) string {
	var body string
	if m, ok := s.(marked); ok {
		body = m.markdown(env)
	} else {
		body = report.Fenced(textOf(s, env))
	}
	return "## " + inMarkdown(s.Title()) + "\n\n" + draftMarkdown(env) + strings.TrimRight(body, "\n") + "\n"
}

// draftMarkdown says what is tried out in what a screen shows: who reads it elsewhere must not take it for the account.
func draftMarkdown(env *screen.Env) string {
	if env.Draft == nil {
		return ""
	}
	var b strings.Builder
	b.WriteString("**" + env.Draft.Whole() + ":**\n\n")
	for i, e := range env.Edits() {
		fmt.Fprintf(&b, "%d. %s\n", i+1, inMarkdown(e.Words()))
	}
	return b.String() + "\n"
}

// inMarkdown is a text within a cell or heading. Text from an account is hostile here
// as well: a name must not become a link, a picture or another row.
func inMarkdown(text string) string { return report.Markdown(widget.Plain(text)) }

// markdown of a page: its sections, with whole ids where the screen shortens them.
func (p *page) markdown(env *screen.Env) string {
	var b strings.Builder
	for _, s := range p.sheet.Sections() {
		if s.Heading != "" {
			b.WriteString("### " + inMarkdown(s.Heading) + "\n\n")
		}
		if note := s.Note.Plain(); strings.TrimSpace(note) != "" {
			b.WriteString(inMarkdown(note) + "\n\n")
		}
		b.WriteString(p.sectionMarkdown(env, s) + "\n")
	}
	return b.String()
}

func (p *page) sectionMarkdown(env *screen.Env, s widget.Section) string {
	if isCode(s) {
		lines := make([]string, len(s.Rows))
		for i, r := range s.Rows {
			lines[i] = r.Cells[0].Plain()
		}
		return report.Fenced(strings.Join(lines, "\n"))
	}
	n := 1
	titles := []string{""}
	if len(s.Columns) > 0 {
		n = len(s.Columns)
		titles = make([]string, n)
		for i, c := range s.Columns {
			titles[i] = inMarkdown(strings.ToLower(c.Title))
		}
	}
	rows := make([][]string, len(s.Rows))
	for i, r := range s.Rows {
		rows[i] = make([]string, n)
		for j := range min(n, len(r.Cells)) {
			rows[i][j] = inMarkdown(p.wholeID(env, r.ID, r.Cells[j].Plain()))
		}
	}
	if n == 1 {
		var b strings.Builder
		for _, r := range rows {
			b.WriteString("- " + r[0] + "\n")
		}
		return b.String()
	}
	return report.MarkdownTable(titles, rows)
}

// isCode says whether a section shows commands or a document as they are.
func isCode(s widget.Section) bool {
	for _, r := range s.Rows {
		if len(r.Cells) != 1 || r.Cells[0].Token != theme.Code {
			return false
		}
	}
	return len(s.Rows) > 0
}

// wholeID puts the whole id of a row in the place of the shortened one.
func (p *page) wholeID(env *screen.Env, row, text string) string {
	t, ok := p.targets[row]
	if !ok || t.id == "" {
		return text
	}
	short := say.ShortID(env, t.id)
	if short == t.id {
		return text
	}
	return strings.Replace(text, short, t.id, 1)
}

// markdown of a list: the columns that are seen, and the rows that the filter lets
// through.
func (l *listing[T]) markdown(*screen.Env) string {
	var titles []string
	var columns []widget.Column[T]
	shown := l.table.Shown()
	for _, c := range l.every() {
		for _, key := range shown {
			if c.Key == key {
				columns = append(columns, c)
				titles = append(titles, inMarkdown(strings.ToLower(c.Title)))
			}
		}
	}
	rows := make([][]string, 0, l.table.Len())
	for i := range l.table.Len() {
		if i == mostRows {
			break
		}
		cells := make([]string, len(columns))
		for j, c := range columns {
			cells[j] = inMarkdown(c.Cell(l.table.Row(i)).Plain())
		}
		rows = append(rows, cells)
	}
	text := report.MarkdownTable(titles, rows)
	if n := l.table.Len(); n > mostRows {
		text += "\nand " + say.Plural(n-mostRows, "row", "rows") + " more\n"
	}
	return text
}

// mostRows is how many rows of a list are copied: no ticket takes ten thousand.
const mostRows = 500
