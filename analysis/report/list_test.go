package report

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
)

// hostileCells are names that mean something to what reads an export.
var hostileCells = []string{"=HYPERLINK(\"http://x\")", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "＝1",
	"a,b", "two\nlines", `"quoted"`, "| pipe |", "[link](http://x)", "<script>", "plain", "-5", "+0.5", "",
	"ünï — 名"}

// Whatever a name is, it is one cell of one row again, and no formula, link or tag.
func TestTableForms(t *testing.T) {
	table := Table{Columns: []TableColumn{{"name", "Name"}, {"n", "#"}}}
	for _, cell := range hostileCells {
		table.Rows = append(table.Rows, []string{cell, "1"})
	}
	text, err := table.CSV()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) != len(hostileCells)+1 {
		t.Fatalf("%d rows, %v, of\n%s", len(rows), err, text)
	}
	for i, cell := range hostileCells {
		got := rows[i+1][0]
		if got != cell && got != "'"+cell {
			t.Errorf("%q is %q in CSV", cell, got)
		}
		if formula := strings.HasPrefix(got, "=") || strings.HasPrefix(got, "@") || strings.HasPrefix(got, "\t") ||
			strings.HasPrefix(got, "＝") || len(got) > 4 && strings.ContainsAny(got[:1], "+-"); formula {
			t.Errorf("%q is a formula in CSV", got)
		}
		if number := cell == "-5" || cell == "+0.5"; number && got != cell {
			t.Errorf("the number %s is %q in CSV", cell, got)
		}
	}
	text, err = table.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var read []map[string]string
	if err := json.Unmarshal([]byte(text), &read); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	for i, cell := range hostileCells {
		if read[i]["name"] != cell || read[i]["n"] != "1" {
			t.Errorf("%q is %q in JSON", cell, read[i])
		}
	}
	if empty, err := (&Table{}).JSON(); err != nil || strings.TrimSpace(strings.ReplaceAll(empty, "\n", "")) != "[]" {
		t.Errorf("no rows are %q, %v", empty, err)
	}
	markdown := table.Markdown()
	if strings.Contains(markdown, "[link](") || strings.Contains(markdown, "<script>") ||
		strings.Contains(markdown, "| | pipe") {
		t.Errorf("Markdown is read in\n%s", markdown)
	}
}
