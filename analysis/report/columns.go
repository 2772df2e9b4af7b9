package report

import (
	"bytes"
	"io"
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// text gathers the lines of a report for people. Cells are padded before they are painted, because colors have no
// width.
type text struct {
	look Look
	b    bytes.Buffer
}

func (t *text) writeTo(w io.Writer) error {
	_, err := w.Write(t.b.Bytes())
	return err
}

// piece is text in one tone.
type piece struct {
	tone Tone
	s    string
}

// line writes pieces after an indent and cuts what does not fit.
func (t *text) line(indent int, pieces ...piece) {
	for len(pieces) > 0 && strings.TrimSpace(pieces[len(pieces)-1].s) == "" {
		pieces = pieces[:len(pieces)-1]
	}
	var out strings.Builder
	out.WriteString(strings.Repeat(" ", indent))
	used := indent
	for i, p := range pieces {
		s := p.s
		if i == len(pieces)-1 {
			s = strings.TrimRight(s, " ")
		}
		if room := t.look.Width - used; t.look.Width > 0 && displaywidth.String(s) > room {
			out.WriteString(t.look.paint(p.tone, cut(s, room)))
			break
		}
		used += displaywidth.String(s)
		out.WriteString(t.look.paint(p.tone, s))
	}
	t.b.WriteString(out.String())
	t.b.WriteByte('\n')
}

// blank writes an empty line.
func (t *text) blank() { t.b.WriteByte('\n') }

// paragraph writes words after a label, broken into lines where the width is known. Further lines start below the first
// word.
func (t *text) paragraph(indent int, label []piece, tone Tone, words string) {
	start := strings.Repeat(" ", indent)
	used := indent
	for _, p := range label {
		start += t.look.paint(p.tone, p.s)
		used += displaywidth.String(p.s)
	}
	line := ""
	flush := func() {
		t.b.WriteString(start + t.look.paint(tone, line) + "\n")
		start, line = strings.Repeat(" ", used), ""
	}
	for _, word := range strings.Fields(words) {
		if line != "" && t.look.Width > 0 && used+displaywidth.String(line)+1+displaywidth.String(word) > t.look.Width {
			flush()
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	if line != "" {
		flush()
	}
}

// script writes commands as they are: none is cut or broken, so that what is taken from a terminal is what was meant;
// the terminal breaks what it has no room for. Only comments are broken, and each line of one is a comment.
func (t *text) script(indent int, tone Tone, commands string) {
	for line := range strings.SplitSeq(strings.TrimRight(commands, "\n"), "\n") {
		if said, ok := strings.CutPrefix(line, "# "); ok {
			t.comment(indent, tone, said)
			continue
		}
		t.b.WriteString(strings.Repeat(" ", indent) + t.look.paint(tone, line) + "\n")
	}
}

// comment is a paragraph each line of which begins with "# ".
func (t *text) comment(indent int, tone Tone, words string) {
	narrow := &text{look: t.look}
	if narrow.look.Width > 0 {
		narrow.look.Width = max(narrow.look.Width-indent-2, 1)
	}
	narrow.look.Paint = nil
	narrow.paragraph(0, nil, Plain, words)
	for line := range strings.Lines(narrow.b.String()) {
		t.b.WriteString(strings.Repeat(" ", indent) + t.look.paint(tone, "# "+strings.TrimSuffix(line, "\n")) + "\n")
	}
}

// label is a paragraph's label in one tone.
func label(s string) []piece { return []piece{{Plain, s}} }

// pad fills s with spaces up to a width in cells.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-displaywidth.String(s)))
}

// cut shortens s to a width in cells and marks that something is missing.
func cut(s string, width int) string {
	if displaywidth.String(s) <= width {
		return s
	}
	if width < 1 {
		return ""
	}
	return displaywidth.TruncateString(s, width, "…")
}
