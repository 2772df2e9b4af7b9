// Package report writes answers for people and for programs: one file for each form. It computes nothing; it shows what
// the analysis found, in an order that does not change between runs.
package report

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata"
)

// Scan is what a scan reports on and how.
type Scan struct {
	Result    *analysis.Result // of the account that is asked about, which leads to the others
	Framework check.Framework  // whose controls findings are grouped by; the zero value for none
	Look      Look

	Version string    // of the program
	Now     time.Time // what counts as the time of a snapshot that does not say its own
}

// Look is how an answer looks. The zero value is plain text as wide as it needs to be.
type Look struct {
	Width int                              // of the terminal in cells; 0 for no limit
	Paint func(tone Tone, s string) string // colors a piece of text; nil for none

	Profile  string   // the profile of the AWS CLI that commands name, "" for none
	Together []string // those that several accounts were read with
}

// profileIn is the profile that commands for the account of an index name.
func (l Look) profileIn(x *awsdata.Index) string {
	if account := accountOf(x); account != "" {
		return x.Snapshot.CommandProfile(account, l.Together)
	}
	return l.Profile
}

// Tone is what a piece of text means; what color that is, if any, is not decided here.
type Tone int

// The tones.
const (
	Plain Tone = iota
	Strong
	Dim
	Good
	Warning
	Bad
	Question
	Drawn    // numbers drawn as blocks, see [spark.Line]
	DrawnBad // such that are a sign of trouble
	DrawnKey // what the signs of drawn numbers mean
)

// said is the tone of words that have the tone of a drawing.
func (t Tone) said() Tone {
	switch t {
	case Drawn, DrawnKey:
		return Dim
	case DrawnBad:
		return Bad
	}
	return t
}

func (l Look) paint(tone Tone, s string) string {
	if tone = tone.said(); l.Paint == nil || tone == Plain || s == "" {
		return s
	}
	return l.Paint(tone, s)
}

// Format is one form in which a scan can be written.
type Format struct {
	Name  string
	About string // whom it is for, and what it follows
	Write func(io.Writer, *Scan) error

	// Files, of a format that is files in folders where it is not written to stdout, are those; nil for all others.
	Files func(*Scan) ([]File, error)
}

// Formats is the table of forms, the default first.
func Formats() []Format {
	formats := []Format{
		{"table", "for people", writeScanTable, nil},
		{"json", "for programs, schema " + ScanSchema, writeScanJSON, nil},
		{"html", "one page to read, search, print and sign", writeScanHTML, nil},
		{"ocsf", "OCSF Compliance Findings of every account, a line of JSON each; with --output a lake in Parquet",
			writeOCSF, lakeFiles},
	}
	for _, f := range IssueForms() {
		if f.Name != "ocsf" { // a scan has its own
			formats = append(formats, Format{f.Name, f.About,
				func(w io.Writer, s *Scan) error { return f.Write(w, s.Issues()) }, nil})
		}
	}
	return formats
}

// writeJSON prints a document as people can read and compare it. Characters stay as they are; text from AWS was made
// harmless where the snapshot was decoded.
func writeJSON(w io.Writer, document any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(document); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}

// orEmpty makes a list that is nil an empty one: programs that read a report never meet null where a list belongs.
func orEmpty[E any](list []E) []E {
	if list == nil {
		return []E{}
	}
	return list
}
