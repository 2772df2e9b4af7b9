package report

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis/fix"
	"github.com/vpclens/vpclens/analysis/reach"
)

// fixDocument is a set of changes for programs.
type fixDocument struct {
	Verdict reach.Verdict  `json:"verdict"` // of the same question afterwards
	Wider   bool           `json:"wider,omitempty"`
	Changes []editDocument `json:"changes"`
	Left    []hopDocument  `json:"left,omitempty"` // what no change in this account mends
}

type editDocument struct {
	Words     string `json:"words"`
	CLI       string `json:"cli"`
	Terraform string `json:"terraform"`
}

func fixDocuments(fixes []fix.Fix) []fixDocument {
	var out []fixDocument
	for _, f := range fixes {
		document := fixDocument{Verdict: f.Verdict, Wider: f.Wider, Changes: []editDocument{}, Left: hopDocuments(f.Left)}
		for i := range f.Edits {
			e := &f.Edits[i]
			document.Changes = append(document.Changes, editDocument{e.Words(), e.CLI(), e.Terraform()})
		}
		out = append(out, document)
	}
	return out
}

// fixes lists sets of changes under a heading, each with the commands that a person could run. named puts names for ids.
func (t *text) fixes(heading string, fixes []fix.Fix, wanted reach.Verdict, named func(string) string) {
	for i := range fixes {
		f := &fixes[i]
		if len(f.Edits) == 0 {
			continue
		}
		t.blank()
		title := heading
		if i > 0 {
			title = "or"
		}
		t.line(0, piece{Strong, title})
		for n := range f.Edits {
			e := &f.Edits[n]
			t.paragraph(2, label(fmt.Sprintf("%d ", n+1)), Plain, named(e.Words()))
			t.paragraph(4, nil, Dim, e.CLI())
		}
		if f.Wider {
			t.paragraph(2, nil, Dim, "This takes away more than the one destination.")
		}
		if f.Verdict != wanted {
			t.paragraph(2, nil, Warning, "After this it is still "+f.Verdict.String()+":")
			for i := range f.Left {
				t.hop(&f.Left[i], f.Left[i].Says())
			}
		}
	}
}
