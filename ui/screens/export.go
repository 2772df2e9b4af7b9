package screens

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/widget"
)

// tabular is a screen that is a list: every row that its filter lets through, and every column, whether there is room
// for it or not.
type tabular interface {
	exported(env *screen.Env) report.Table
}

// drawable is a screen that is a drawing: all of it can be had, whatever of it is seen.
type drawable interface {
	// drawing is the whole drawing, nil before it is drawn, and what a file of it is called.
	drawing(env *screen.Env) (d *report.Diagram, name string)
}

// ExportForm is a form in which what is seen can be had, and what it is.
type ExportForm struct{ Form, What string }

// clipboard is typed where else a file would be.
const clipboard = "clipboard"

// ExportForms are the forms of a screen that do not depend on who shows it.
func ExportForms(s screen.Screen, env *screen.Env) []ExportForm {
	if t, ok := s.(tabular); ok {
		table := t.exported(env)
		size := fmt.Sprintf("%d rows, %d columns", len(table.Rows), len(table.Columns))
		return []ExportForm{{screen.CSV, size + ", for a spreadsheet"}, {screen.Markdown, size + ", for a ticket"},
			{screen.JSON, size + ", for a program"}, {screen.YAML, size + ", for a program"}}
	}
	forms := []ExportForm{{screen.Markdown, "the whole screen, for a ticket"}}
	if d, ok := s.(drawable); ok {
		if whole, _ := d.drawing(env); whole != nil {
			forms = append([]ExportForm{{screen.DiagramSVG, "the network as a drawing, as vpclens diagram writes it"},
				{screen.Mermaid, "the network as a drawing for Markdown, which GitHub shows"}}, forms...)
		}
	}
	if len(subjects(s, env)) > 0 {
		forms = append(forms, ExportForm{screen.JSON, "the raw JSON"},
			ExportForm{screen.YAML, "the raw JSON, as YAML"})
	}
	return forms
}

// Export is a screen in one of its forms.
func Export(s screen.Screen, env *screen.Env, form string) (string, error) {
	t, isTable := s.(tabular)
	list := subjects(s, env)
	switch {
	case isTable && form == screen.CSV:
		table := tableOf(t, env)
		return table.CSV()
	case isTable && form == screen.JSON:
		table := tableOf(t, env)
		return table.JSON()
	case isTable && form == screen.YAML:
		table := tableOf(t, env)
		text, err := table.JSON()
		if err != nil {
			return "", err
		}
		asYAML, err := report.YAML([]byte(text))
		return string(asYAML), err
	case isTable && form == screen.Markdown:
		table := t.exported(env)
		return "## " + inMarkdown(s.Title()) + "\n\n" + draftMarkdown(env) + table.Markdown(), nil
	case form == screen.DiagramSVG || form == screen.Mermaid:
		return exportDrawing(s, env, form)
	case form == screen.Markdown:
		return markdownOf(s, env), nil
	case (form == screen.JSON || form == screen.YAML) && len(list) > 0:
		text, err := list[0].document(env.In(list[0].place.Account).Profile)
		if err == nil {
			text, err = report.SaysWhatIf(text, env.Draft.Lines())
		}
		if err == nil && form == screen.YAML {
			text, err = report.YAML(text)
		}
		return strings.TrimRight(string(text), "\n") + "\n", err
	}
	return "", noSuchForm(s, env, form)
}

func noSuchForm(s screen.Screen, env *screen.Env, form string) error {
	return fmt.Errorf("this screen cannot be had as %s: %s can", form, strings.Join(formNames(s, env), ", "))
}

// tableOf is a list with a column that says of each row that it is tried out, where it is: a line above the titles
// would be taken for them by whatever reads the file.
func tableOf(t tabular, env *screen.Env) report.Table {
	table := t.exported(env)
	if lines := env.Draft.Lines(); len(lines) > 0 {
		table.Columns = append(table.Columns, report.TableColumn{Key: report.WhatIfColumn, Title: "What if"})
		for i := range table.Rows {
			table.Rows[i] = append(table.Rows[i], strings.Join(lines, " "))
		}
	}
	return table
}

// exportDrawing is a drawing as the command line writes it.
func exportDrawing(s screen.Screen, env *screen.Env, form string) (string, error) {
	of, ok := s.(drawable)
	if !ok {
		return "", noSuchForm(s, env, form)
	}
	d, _ := of.drawing(env)
	if d == nil {
		return "", errors.New("nothing is drawn yet")
	}
	d.WhatIf = env.Draft.Lines()
	write := report.WriteDiagramSVG
	if form == screen.Mermaid {
		write = report.WriteDiagramMermaid
	}
	var b strings.Builder
	err := write(&b, d)
	return b.String(), err
}

func formNames(s screen.Screen, env *screen.Env) []string {
	var out []string
	for _, f := range ExportForms(s, env) {
		out = append(out, f.Form)
	}
	return out
}

// ExportName is what a file of a screen is called where nobody says otherwise.
func ExportName(s screen.Screen, env *screen.Env, form string) string {
	title, end := s.Title(), form
	if d, ok := s.(drawable); ok && (form == screen.DiagramSVG || form == screen.Mermaid) {
		_, title = d.drawing(env)
		end = map[string]string{screen.DiagramSVG: "svg", screen.Mermaid: mermaidEnd}[form]
	}
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return '-'
	}, strings.ToLower(title))
	for strings.Contains(name, "--") {
		name = strings.ReplaceAll(name, "--", "-")
	}
	name = strings.Trim(name[:min(len(name), 60)], "-")
	if awsdata.IsDevice(name) {
		name = "screen-" + name
	}
	return cmp.Or(name, "screen") + "." + end
}

// mermaidEnd is how the names of files in Mermaid's language end.
const mermaidEnd = "mmd"

// ParseExport reads what is typed for an export: a form, a file, or both; "" is the menu.
func ParseExport(text string) (screen.Export, error) {
	text = strings.TrimSpace(text)
	first, rest, _ := strings.Cut(text, " ")
	form := formOf(first)
	file := strings.TrimSpace(rest)
	switch {
	case text == "":
		return screen.Export{}, nil
	case form == "":
		form, file = formOf(strings.TrimPrefix(filepath.Ext(text), ".")), text
	}
	if form == "" {
		return screen.Export{}, fmt.Errorf("%q is no form: want %s, or a file with such an end", first,
			strings.Join(screen.ExportForms(), ", "))
	}
	if file == clipboard {
		return screen.Export{Form: form, Clipboard: true}, nil
	}
	return screen.Export{Form: form, File: file}, nil
}

// parsedExport is [ParseExport] for a table of verbs.
func parsedExport(text string) (screen.Intent, error) {
	if text == "" {
		return screen.Run{Command: screen.ExportMenu}, nil
	}
	i, err := ParseExport(text)
	if err != nil {
		return nil, err
	}
	return i, nil
}

// formOf is the form that a word means, "" for none.
func formOf(word string) string {
	word = strings.ToLower(word)
	word = cmp.Or(map[string]string{"markdown": screen.Markdown, "text": screen.Text, "yml": screen.YAML,
		mermaidEnd: screen.Mermaid}[word], word)
	if slices.Contains(screen.ExportForms(), word) {
		return word
	}
	return ""
}

// exported implements [tabular].
func (l *listing[T]) exported(env *screen.Env) report.Table {
	var t report.Table
	columns := l.toExport()
	for _, c := range columns {
		t.Columns = append(t.Columns, report.TableColumn{Key: c.Key,
			Title: cmp.Or(widget.LinearTitle(c.Title), c.Key)})
	}
	ids := l.ids(env)
	if ids != nil {
		t.Columns = append(t.Columns, report.TableColumn{Key: "id", Title: "ID"})
	}
	for n := range l.table.Len() {
		row := l.table.Row(n)
		cells := make([]string, 0, len(t.Columns))
		for _, c := range columns {
			cells = append(cells, c.Cell(row).Read())
		}
		if ids != nil {
			cells = append(cells, ids[n])
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

// toExport are the columns of a file: all of the list's own, all tags in one, and those of single tags that the person
// has chosen.
func (l *listing[T]) toExport() []widget.Column[T] {
	columns := slices.Clone(l.columns)
	for _, c := range l.tagColumns {
		if c.Key == allTags || slices.Contains(l.chosen, c.Key) {
			columns = append(columns, c)
		}
	}
	return columns
}

// ids are the ids or ARNs of the rows shown, nil where a column has them already or rows have none.
func (l *listing[T]) ids(env *screen.Env) []string {
	if l.copyID == nil || slices.ContainsFunc(l.columns, func(c widget.Column[T]) bool { return c.Key == "id" }) {
		return nil
	}
	out := make([]string, l.table.Len())
	for n := range out {
		if c, ok := l.copyID(l.table.Row(n), env).(screen.Copy); ok {
			out[n] = c.Text
		}
	}
	return out
}

// exported implements [tabular]: how each function reaches each service.
func (s *Services) exported(env *screen.Env) report.Table {
	t := report.Table{Columns: []report.TableColumn{{Key: "function", Title: "Function"}}}
	if env.Several() {
		t.Columns = append(t.Columns, report.TableColumn{Key: "account", Title: "Account"})
	}
	for _, name := range s.services {
		t.Columns = append(t.Columns, report.TableColumn{Key: name, Title: name})
	}
	for row, f := range s.functions {
		cells := []string{f.FunctionName}
		if env.Several() {
			cells = append(cells, f.accountName)
		}
		for column := range s.services {
			text := "not known yet"
			if a := s.answer(row, column); a != nil {
				text = a.words()
				if a.why != "" {
					text += ": " + a.why
				}
			}
			cells = append(cells, text)
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

// exported implements [tabular]: a row for each change that the filter lets through.
func (s *Changes) exported(*screen.Env) report.Table {
	t := report.Table{Columns: []report.TableColumn{{Key: "section", Title: "Section"},
		{Key: "change", Title: "Change"}}}
	for n := range s.list.table.Len() {
		r := s.list.table.Row(n)
		var words []string
		for _, c := range r.cells {
			if text := c.Read(); text != "" {
				words = append(words, text)
			}
		}
		t.Rows = append(t.Rows, []string{r.section, strings.Join(words, ", ")})
	}
	return t
}
