package report

import (
	"encoding/json"
	"fmt"

	"github.com/vpclens/vpclens/analysis/fix"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/whatif"
)

// fixDocument is a set of changes for programs.
type fixDocument struct {
	Verdict reach.Verdict    `json:"verdict"` // of the same question afterwards
	Wider   bool             `json:"wider,omitempty"`
	Better  []effectDocument `json:"better,omitempty"` // what else gets better
	Worse   []effectDocument `json:"worse,omitempty"`  // the price
	Changes []editDocument   `json:"changes"`
	Left    []hopDocument    `json:"left,omitempty"` // what no change in this account mends
}

type editDocument struct {
	Words     string `json:"words"`
	CLI       string `json:"cli"`
	Terraform string `json:"terraform"`

	CloudFormation string          `json:"cloudformation"`
	Edit           json.RawMessage `json:"edit"` // as --what-if takes it
}

func editDocumentOf(w *whatif.Written, profile string) (editDocument, error) {
	edit, err := whatif.JSON(w.Edit)
	return editDocument{w.Words, w.CLI.Text(profile), w.Terraform.Text(), w.CloudFormation.Text(), edit}, err
}

// effectDocument is what a fix does to others.
type effectDocument struct {
	Functions  []string       `json:"functions,omitempty"`
	Interfaces []string       `json:"interfaces,omitempty"`
	Region     string         `json:"region"`
	To         string         `json:"to,omitempty"`
	Was        *reach.Verdict `json:"was,omitempty"`
	Is         *reach.Verdict `json:"is,omitempty"`
	Lost       string         `json:"lost,omitempty"`
	Words      string         `json:"words"`
}

func effectDocuments(effects []fix.Effect) []effectDocument {
	var out []effectDocument
	for i := range effects {
		e := &effects[i]
		d := effectDocument{Functions: e.Functions, Interfaces: e.Interfaces, Region: e.Region, To: e.To,
			Words: e.Words()}
		if e.To != "" {
			d.Was, d.Is = &e.Was, &e.Is
		} else {
			d.Lost = e.Lost.Human()
		}
		out = append(out, d)
	}
	return out
}

func (t *Trace) fixDocuments(fixes []fix.Fix) ([]fixDocument, error) {
	var out []fixDocument
	for _, f := range fixes {
		document := fixDocument{Verdict: f.Verdict, Wider: f.Wider, Changes: []editDocument{},
			Left: hopDocuments(f.Left), Better: effectDocuments(f.Better), Worse: effectDocuments(f.Worse)}
		written, err := whatif.Write(t.Index.Snapshot, f.Edits)
		if err != nil {
			return nil, fmt.Errorf("write a fix: %w", err)
		}
		for i := range written {
			change, err := editDocumentOf(&written[i], t.Look.profileIn(t.Index))
			if err != nil {
				return nil, err
			}
			document.Changes = append(document.Changes, change)
		}
		out = append(out, document)
	}
	return out, nil
}

// fixes lists sets of changes under a heading, each with the commands that a person could run.
func (t *text) fixes(trace *Trace, heading string, fixes []fix.Fix, wanted reach.Verdict) error {
	named := trace.Index.Region(trace.Region).Named
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
		for _, line := range fix.Say("worse", f.Worse) {
			t.paragraph(2, label("! "), Warning, named(line))
		}
		written, err := whatif.Write(trace.Index.Snapshot, f.Edits)
		if err != nil {
			return fmt.Errorf("write a fix: %w", err)
		}
		for n := range written {
			t.paragraph(2, label(fmt.Sprintf("%d ", n+1)), Plain, named(written[n].Words))
			t.script(4, Dim, written[n].CLI.Text(trace.Look.profileIn(trace.Index)))
		}
		if f.Wider {
			t.paragraph(2, nil, Dim, "This changes more than the one destination.")
		}
		for _, line := range fix.Say("better", f.Better) {
			t.paragraph(2, nil, Dim, named(line))
		}
		if f.Verdict != wanted {
			t.paragraph(2, nil, Warning, "After this it is still "+f.Verdict.String()+":")
			for i := range f.Left {
				t.hop(&f.Left[i], f.Left[i].Says())
			}
		}
	}
	return nil
}

// stays tells what no change that was tried mends, where there is nothing else to offer.
func (t *text) stays(fixes *fix.Answer) {
	if len(fixes.Opens) > 0 || len(fixes.Left) == 0 {
		return
	}
	t.blank()
	t.line(0, piece{Strong, "No change of this account that was tried opens it"})
	for i := range fixes.Left {
		t.hop(&fixes.Left[i], fixes.Left[i].Says())
	}
}
