package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Table is a list as a person sees it, with all of its rows and all of its columns.
type Table struct {
	Columns []TableColumn
	Rows    [][]string
}

// TableColumn is a column: what programs call it, and what people do.
type TableColumn struct{ Key, Title string }

// CSV is the table as comma separated values (RFC 4180), for a spreadsheet: no cell of it is taken for a formula.
func (t *Table) CSV() (string, error) {
	var b strings.Builder
	w := csv.NewWriter(&b)
	titles := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		titles[i] = c.Key
	}
	w.Write(titles) // what goes wrong, Error tells
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = notFormula(cell)
		}
		w.Write(cells)
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return "", fmt.Errorf("write CSV: %w", err)
	}
	return b.String(), nil
}

// notFormula puts an apostrophe before what a spreadsheet would compute: a name in an account must not run on the
// machine of who opens the file. Numbers stay numbers.
func notFormula(cell string) string {
	if cell == "" || !strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(cell)[0]) {
		return cell
	}
	if _, err := strconv.ParseFloat(cell, 64); err == nil {
		return cell
	}
	return "'" + cell
}

// Markdown is the table in Markdown, with nothing in a cell that would be read as such.
func (t *Table) Markdown() string {
	titles := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		titles[i] = Markdown(c.Title)
	}
	rows := make([][]string, len(t.Rows))
	for i, row := range t.Rows {
		rows[i] = make([]string, len(row))
		for j, cell := range row {
			rows[i][j] = Markdown(cell)
		}
	}
	return MarkdownTable(titles, rows)
}

// JSON is an array with an object for each row, whose members stand in the order of the columns.
func (t *Table) JSON() (string, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	put := func(v string) error {
		err := enc.Encode(v)
		b.Truncate(b.Len() - 1) // the line break behind it
		return err
	}
	b.WriteByte('[')
	for i, row := range t.Rows {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("\n  {")
		for j, cell := range row {
			if j > 0 {
				b.WriteString(", ")
			}
			if err := put(t.Columns[j].Key); err != nil {
				return "", fmt.Errorf("write JSON: %w", err)
			}
			b.WriteString(": ")
			if err := put(cell); err != nil {
				return "", fmt.Errorf("write JSON: %w", err)
			}
		}
		b.WriteByte('}')
	}
	b.WriteString("\n]\n")
	return b.String(), nil
}

// WhatIfColumn is the column of a table, and the member of a document, that says that what it holds is tried out in a
// copy.
const WhatIfColumn = "what_if"

// SaysWhatIf is a JSON document whose first member says that it is of a copy in which something is tried out. Without
// lines it is the document as it was read.
func SaysWhatIf(document []byte, lines []string) ([]byte, error) {
	if len(lines) == 0 {
		return document, nil
	}
	said, err := json.Marshal(lines)
	if err != nil {
		return nil, fmt.Errorf("write JSON: %w", err)
	}
	member := []byte("{\n  \"" + WhatIfColumn + "\": " + string(said))
	inner, isObject := bytes.CutPrefix(bytes.TrimSpace(document), []byte("{"))
	switch {
	case !isObject: // a list keeps its form within
		return bytes.Join([][]byte{member, []byte(",\n  \"document\": "), bytes.TrimSpace(document), []byte("\n}")},
			nil), nil
	case bytes.Equal(bytes.TrimSpace(inner), []byte("}")):
		return append(member, "\n}"...), nil
	}
	return bytes.Join([][]byte{member, []byte(","), inner}, nil), nil
}
