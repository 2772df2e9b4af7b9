package report

import (
	"io"
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// answer is an answer made of lines and tables: the same rows are written as text and as Markdown.
type answer struct {
	title []piece
	notes []piece // a line each
	parts []part
}

// part is a heading with rows below it. The last cell of a row is words, which are broken into lines.
type part struct {
	heading string
	notes   []piece
	titles  []string
	rows    []row
	of      []string // ids of what the rows are about, as many as rows, for a screen; nil for none
	scripts []script
}

// script is a text to be pasted, in the language of a Markdown fence.
type script struct{ name, language, text string }

// widest is how wide a column of an answer gets before its cells stand out.
const widest = 44

// writeText writes the answer for people who read it on a terminal.
func (a *answer) writeText(w io.Writer, look Look) error {
	t := &text{look: look}
	t.b.WriteString(strings.TrimRight(t.painted(a.title), " ") + "\n")
	for _, n := range a.notes {
		t.paragraph(0, nil, n.tone, n.s)
	}
	for i := range a.parts {
		a.parts[i].writeText(t)
	}
	return t.writeTo(w)
}

// painted are pieces behind each other.
func (t *text) painted(pieces []piece) string {
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(t.look.paint(p.tone, p.s))
	}
	return b.String()
}

func (p *part) writeText(t *text) {
	t.blank()
	if p.heading != "" {
		t.line(0, piece{Strong, p.heading})
	}
	for _, n := range p.notes {
		t.paragraph(2, nil, n.tone, n.s)
	}
	widths := make([]int, len(p.titles))
	for _, r := range p.rows {
		for i, c := range r.cells[:len(r.cells)-1] {
			widths[i] = max(widths[i], min(displaywidth.String(c.s), widest))
		}
	}
	for _, r := range p.rows {
		label := []piece{}
		if r.mark.s != "" {
			label = append(label, r.mark, piece{Plain, " "})
		}
		for i, c := range r.cells[:len(r.cells)-1] {
			if widths[i] > 0 {
				label = append(label, piece{c.tone, pad(c.s, widths[i])}, piece{Plain, strings.Repeat(" ", columnGap)})
			}
		}
		last := r.cells[len(r.cells)-1]
		if last.s == "" {
			t.b.WriteString("  " + strings.TrimRight(t.painted(label), " ") + "\n")
			continue
		}
		t.paragraph(2, label, last.tone, last.s)
	}
	for _, s := range p.scripts {
		if s.name != "" {
			t.line(4, piece{Dim, s.name})
		}
		t.script(4, Dim, s.text)
	}
}

// writeMarkdown writes the answer for a ticket or a page.
func (a *answer) writeMarkdown(w io.Writer) error {
	var b strings.Builder
	b.WriteString("## " + Markdown(joined(a.title)) + "\n")
	for _, n := range a.notes {
		b.WriteString("\n" + Markdown(n.s) + "\n")
	}
	for i := range a.parts {
		p := &a.parts[i]
		b.WriteString("\n")
		if p.heading != "" {
			b.WriteString("### " + Markdown(p.heading) + "\n\n")
		}
		for _, n := range p.notes {
			b.WriteString(Markdown(n.s) + "\n\n")
		}
		b.WriteString(p.markdownTable())
		for _, s := range p.scripts {
			if s.name != "" {
				b.WriteString(Markdown(s.name) + "\n\n")
			}
			b.WriteString(strings.Replace(Fenced(strings.TrimRight(s.text, "\n")), "\n", s.language+"\n", 1) + "\n")
		}
	}
	_, err := io.WriteString(w, strings.TrimRight(b.String(), "\n")+"\n")
	return err
}

func (p *part) markdownTable() string {
	if len(p.rows) == 0 {
		return ""
	}
	titles := append([]string{""}, p.titles...)
	rows := make([][]string, len(p.rows))
	for i, r := range p.rows {
		rows[i] = []string{Markdown(r.mark.s)}
		for _, c := range r.cells {
			rows[i] = append(rows[i], Markdown(c.s))
		}
	}
	return MarkdownTable(titles, rows)
}

func joined(pieces []piece) string {
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(p.s)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
