package widget

import (
	"regexp"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/ui/theme"
)

// Line is one line of a widget that is read out, or piped, instead of looked at.
// It stands alone: nothing in it depends on what is above it or beside it.
type Line struct {
	Text    string
	Heading bool
	ID      string // of what the line stands for, "" where it cannot be chosen
}

// Read is the cell in a text that is read out. Commands and configuration stay
// as they are; elsewhere what only aligns or decorates is left out.
func (c Cell) Read() string {
	switch {
	case c.Linear != "":
		return c.Linear
	case c.Token == theme.Code:
		return strings.TrimRight(c.Plain(), " ")
	}
	return tidy(c.Plain())
}

var (
	air     = regexp.MustCompile(` {2,}`)
	commas  = regexp.MustCompile(`(\s*,)+`)
	stutter = regexp.MustCompile(`(?i)^(blocked|partial|unknown|fine): (blocked|partial|unknown|fine)\b`)
)

// tidy makes a sentence part of a text that was laid out for the eye: air
// becomes a comma, and a mark before the word that says the same is dropped.
func tidy(text string) string {
	text = air.ReplaceAllString(strings.TrimSpace(text), ", ")
	text = strings.Trim(commas.ReplaceAllString(text, ","), ", ")
	if m := stutter.FindStringSubmatch(text); m != nil && strings.EqualFold(m[1], m[2]) {
		text = text[len(m[1])+2:]
	}
	return strings.TrimSuffix(text, ":")
}

// sentence puts parts together, each a pause after the one before; what is empty
// is left out.
func sentence(parts ...string) string {
	var b strings.Builder
	for _, part := range parts {
		if part == "" {
			continue
		}
		if b.Len() > 0 {
			if !strings.ContainsAny(b.String()[b.Len()-1:], ".:?!") {
				b.WriteByte('.')
			}
			b.WriteByte(' ')
		}
		b.WriteString(part)
	}
	return b.String()
}

// short are the words of titles that stay in capitals.
var short = []string{"VPC", "ID", "ARN", "CIDR", "DNS", "NAT", "IP", "IPS", "AZ", "TTL", "MTU", "ENI"}

// LinearTitle is a column's title as it is read out: "WHAT IS WRONG" is "What is
// wrong".
func LinearTitle(title string) string {
	if title == "" || title != strings.ToUpper(title) {
		return title
	}
	words := strings.Fields(title)
	for i, w := range words {
		if slices.Contains(short, w) {
			continue
		}
		words[i] = strings.ToLower(w)
		if i == 0 {
			words[i] = w[:1] + words[i][1:]
		}
	}
	return strings.Join(words, " ")
}

// Lines are the rows shown, each a line of its own: first what matters longest,
// which is its name, then the others with their titles. The line's ID is the key
// of its row.
func (t *Table[T]) Lines() []Line {
	first := 0
	for i, c := range t.columns {
		if c.Priority > t.columns[first].Priority {
			first = i
		}
	}
	lines := make([]Line, t.Len())
	for n := range lines {
		row := t.Row(n)
		parts := []string{t.columns[first].Cell(row).Read()}
		for i, c := range t.columns {
			text := c.Cell(row).Read()
			if i == first || text == "" {
				continue
			}
			if title := c.LinearTitle(); title != "" {
				text = title + ": " + text
			}
			parts = append(parts, text)
		}
		lines[n] = Line{Text: sentence(parts...), ID: t.key(row)}
	}
	return lines
}

// LinearTitle is the title of the column as it is read out, "" for none.
func (c Column[T]) LinearTitle() string {
	if c.Linear != "" {
		return c.Linear
	}
	return LinearTitle(c.Title)
}

// Lines are the sections with their headings, row by row.
func (s *Sheet) Lines() []Line {
	var lines []Line
	for _, sec := range s.sections {
		heading := sec.Heading
		if note := sec.Note.Read(); note != "" {
			heading = strings.TrimPrefix(heading+": "+note, ": ")
		}
		if heading != "" {
			lines = append(lines, Line{Text: heading, Heading: true})
		}
		for _, r := range sec.Rows {
			if text := sec.read(r); text != "" {
				lines = append(lines, Line{Text: text, ID: r.ID})
			}
		}
	}
	return lines
}

// Deselect takes the cursor from the rows; Select puts it on one again.
func (s *Sheet) Deselect() { s.row = -1 }

// read is a row as a sentence. A quiet first cell is the label of what follows.
func (s *Section) read(r SheetRow) string {
	if len(r.Cells) == 1 && r.Cells[0].Token == theme.Code {
		return r.Cells[0].Read() // no sentence: a colon at its end is its own
	}
	var parts []string
	for i, c := range r.Cells {
		text := c.Read()
		title := ""
		if i < len(s.Columns) {
			title = LinearTitle(s.Columns[i].Title)
		}
		if text == "" || (title == "" && i+1 < len(r.Cells) && text == r.Cells[i+1].Read()) {
			continue // nothing, or a mark beside the word that says it
		}
		switch {
		case title != "":
			text = title + ": " + text
		case i == 0 && c.Token == theme.Dim && len(r.Cells) > 1:
			text += ":"
		}
		parts = append(parts, text)
	}
	return strings.TrimSuffix(sentence(parts...), ":")
}

// Select puts the cursor on a cell.
func (m *Matrix) Select(row, column int) bool {
	if row < 0 || row >= len(m.rows) || column < 0 || column >= len(m.columns) {
		return false
	}
	m.win.GoTo(row)
	m.column = column
	return true
}
