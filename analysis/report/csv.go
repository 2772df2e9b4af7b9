package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// csvColumns are the names of the columns, in order. New ones come last: programs may count.
func csvColumns() []string {
	return []string{"status", "severity", "rule", "title", "account", "region", "resource", "kind", "name", "arn",
		"functions", "why", "evidence", "missing", "fix", "controls", "references", "waived_reason", "waived_owner",
		"waived_until", "address", "attribute", "file", "line", "id"}
}

// WriteCSV writes a row for each issue that did not pass, and one with the status "gap" for each call without an
// answer. Commands are not in it: a cell must be read as text by every spreadsheet, and is changed for that.
func WriteCSV(w io.Writer, s *Issues) error {
	out := csv.NewWriter(w)
	rows := [][]string{csvColumns()}
	for _, i := range s.told() {
		var evidence []string
		for _, e := range i.Evidence {
			evidence = append(evidence, evidenceLine(e))
		}
		reason, owner, until := "", "", ""
		if i.Waived != nil {
			reason, owner, until = i.Waived.Reason, i.Waived.Owner, i.Waived.Expires
		}
		line := ""
		if i.Line > 0 {
			line = strconv.Itoa(i.Line)
		}
		rows = append(rows, []string{string(i.Status), i.Severity.String(), i.Rule, i.Title, i.Account, i.Region,
			i.Resource, i.Kind, i.Name, i.ARN, strings.Join(i.Functions, " "), i.Why, strings.Join(evidence, " / "),
			strings.Join(i.Missing, " "), i.Fix.Summary, strings.Join(i.Controls, " / "),
			strings.Join(s.rule(i.Rule).References, " "), reason, owner, until, i.Address, i.Attribute, i.File, line,
			i.ID})
	}
	for _, g := range s.Gaps {
		row := make([]string, len(rows[0]))
		row[0], row[2], row[3], row[4], row[5], row[13] = "gap", ruleNotRead, gapText(g), g.Account, g.Region, g.Call
		rows = append(rows, row)
	}
	for _, row := range rows {
		for i := range row {
			row[i] = harmlessCell(row[i])
		}
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

// harmlessCell is a text that no spreadsheet takes for a formula, whichever character it believes to be between cells
// or around them: one that could begin a formula has an apostrophe before it, which says that text follows. Source:
// OWASP, CSV Injection.
func harmlessCell(text string) string {
	text = strings.NewReplacer("\r", " ", "\t", " ", "\n", " ").Replace(text)
	var b strings.Builder
	begins := true // a cell may begin here
	for _, r := range text {
		switch {
		case strings.ContainsRune("=+-@＝＋－＠", r):
			if begins {
				b.WriteByte('\'')
			}
			begins = false
		case strings.ContainsRune(`,;|"'`, r):
			begins = true
		case r != ' ':
			begins = false
		}
		b.WriteRune(r)
	}
	return b.String()
}
