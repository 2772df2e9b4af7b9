package report

import (
	"io"
)

// IssueForm is a form that every answer with [Issues] can be written in.
type IssueForm struct {
	Name  string
	About string // whom it is for, and what it follows
	Write func(io.Writer, *Issues) error
}

// IssueForms is the table of those forms.
func IssueForms() []IssueForm {
	return []IssueForm{
		{"sarif", "SARIF 2.1.0, for code scanning", WriteSARIF},
		{"junit", "JUnit's XML, for CI", WriteJUnit},
		{"csv", "a row for each finding, for spreadsheets", WriteCSV},
		{"markdown", "a comment for a pull request", WriteComment},
		{"asff", "AWS Security Finding Format, a line of JSON for each batch that Security Hub takes", WriteASFF},
		{"ocsf", "OCSF Compliance Findings, a line of JSON each", WriteOCSF},
	}
}
