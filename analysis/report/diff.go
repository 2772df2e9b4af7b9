package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/gate"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
)

// DiffSchema names the form of the JSON in which two snapshots are told apart.
const DiffSchema = "vpclens.diff/v1"

// Diff is what changed, to be written.
type Diff struct {
	*diff.Diff
	Changes       *diff.Changes // with the findings, nil where nobody asked for them
	Gates         *gate.Answer  // nil where nobody named any
	Before, After string        // what people call the two
	Look          Look

	Version string    // of the program
	At      time.Time // of the later snapshot; the time of the run, where it does not say its own
	Of      []string  // ids of the accounts of the later one
}

type diffDocument struct {
	Schema    string          `json:"schema"`
	Functions []diffFunction  `json:"functions"`
	Resources []diff.Resource `json:"resources"`
	// accounts, regions and calls that one of the two lacks, or both: nothing can be said of them
	Missing []diffMissing `json:"missing,omitempty"`

	// where gates are asked for
	Zones    []zonesDocument `json:"zones,omitempty"` // reach the internet from other AZs than before
	Findings *findingChanges `json:"findings,omitempty"`
	Gates    *gatesDocument  `json:"gates,omitempty"`
}

type diffMissing struct {
	Account string `json:"account,omitempty"`
	Region  string `json:"region,omitempty"` // "" for the whole account
	Call    string `json:"call,omitempty"`   // "" for the whole region
	Before  bool   `json:"before"`           // the earlier one lacks it
	After   bool   `json:"after"`
}

type diffFunction struct {
	Account string        `json:"account,omitempty"` // where there are several
	Region  string        `json:"region"`
	Name    string        `json:"name"`
	Change  diff.Kind     `json:"change"`
	Before  reach.Posture `json:"internetBefore,omitempty"`
	After   reach.Posture `json:"internetAfter,omitempty"`
	Gained  []setDocument `json:"gained"`
	Lost    []setDocument `json:"lost"`
	Unclear []setDocument `json:"unclear"`
	Cleared []setDocument `json:"cleared"`
	Shut    []setDocument `json:"shut"`   // was unknown, and certainly cannot be reached now
	Partly  []setDocument `json:"partly"` // reached always before, by some connections or from some subnets only now
	Wholly  []setDocument `json:"wholly"` // the other way round
	Fewer   []setDocument `json:"fewer"`  // reached from fewer subnets than before, or perhaps from fewer

	Services []diff.Service `json:"services"` // reached better or worse by their names
}

// WriteDiffJSON writes the change for programs.
func WriteDiffJSON(w io.Writer, d *Diff) error {
	document := diffDocument{Schema: DiffSchema, Functions: []diffFunction{}, Resources: orEmpty(d.Resources)}
	for i := range d.Functions {
		document.Functions = append(document.Functions, diffFunctionOf(&d.Functions[i]))
	}
	for _, m := range d.missing() {
		document.Missing = append(document.Missing, diffMissing{m.Account, m.Region, m.Call, m.Before, m.After})
	}
	if d.Changes != nil {
		document.Zones, document.Findings = zonesDocuments(d.Changes.Zones), findingChangesOf(d.Changes)
	}
	document.Gates = gatesDocumentOf(d.Gates)
	return writeJSON(w, document)
}

// missing is of what nothing can be said.
func (d *Diff) missing() []diff.Missing {
	if d.Changes != nil {
		return d.Changes.Missing
	}
	return d.Accounts
}

func diffFunctionOf(f *diff.Function) diffFunction {
	return diffFunction{Account: f.Account, Region: f.Region, Name: f.Name, Change: f.Change, Before: f.Before,
		After:  f.After,
		Gained: setDocuments(f.Gained), Lost: setDocuments(f.Lost), Unclear: setDocuments(f.Unclear),
		Cleared: setDocuments(f.Cleared), Shut: setDocuments(f.Shut), Partly: setDocuments(f.Partly),
		Wholly: setDocuments(f.Wholly), Fewer: setDocuments(f.Fewer), Services: orEmpty(f.Services)}
}

// WriteDiff writes the change for people: first what functions lost and gained, then what was changed.
func WriteDiff(w io.Writer, d *Diff) error {
	t := &text{look: d.Look}
	t.line(0, piece{Strong, d.Before}, piece{Plain, " → "}, piece{Strong, d.After}, piece{Plain, fmt.Sprintf("  %s, %s",
		countChanged(d.changed(), "function"), countChanged(len(d.Resources), "resource"))})
	var zones []diff.Zones
	if d.Changes != nil {
		zones = d.Changes.Zones
	}
	if len(d.Functions)+len(zones) > 0 {
		t.blank()
		t.line(0, piece{Strong, "What functions can reach"})
	}
	for _, f := range d.Functions {
		t.diffFunction(&f)
	}
	t.diffZones(zones)
	if d.Changes != nil {
		t.diffFindings(d.Changes)
	}
	if len(d.Resources) > 0 {
		t.blank()
		t.line(0, piece{Strong, "What was changed"})
	}
	for _, r := range d.Resources {
		name := r.ID
		if r.Name != "" && r.Name != r.ID {
			name = r.Name + " (" + r.ID + ")"
		}
		t.line(2, piece{changeTone(r.Change), changeMark(r.Change)}, piece{Plain, " " + r.Kind + " " + name},
			piece{Dim, "  " + strings.TrimSpace(r.Region+"  "+r.Account)})
		if r.Change == diff.Changed {
			for _, l := range r.Lines {
				tone := Bad
				if l.Came {
					tone = Good
				}
				t.line(6, piece{tone, l.String()})
			}
		}
	}
	for _, m := range d.missing() {
		what, lacks := "account "+m.Account, d.Before
		switch {
		case m.Call != "":
			what = m.Call + " of " + inAccount(m.Account, m.Region)
		case m.Region != "":
			what = "region " + inAccount(m.Account, m.Region)
		}
		switch {
		case m.Before && m.After:
			lacks = d.Before + ", nor in " + d.After
		case m.After:
			lacks = d.After
		}
		t.paragraph(0, []piece{{Question, "? "}}, Plain, what+" is not in "+lacks+": nothing can be said about it")
	}
	return t.writeTo(w)
}

// changed is how many functions changed.
func (d *Diff) changed() int {
	n := len(d.Functions)
	if d.Changes != nil {
		n += len(d.Changes.Zones)
	}
	return n
}

func (t *text) diffFunction(f *diff.Function) {
	internet := ""
	if f.Before != f.After && f.Before != "" && f.After != "" {
		internet = fmt.Sprintf("  internet: %s → %s", f.Before, f.After)
	}
	t.line(2, piece{changeTone(f.Change), changeMark(f.Change)}, piece{Plain, " "}, piece{Strong, f.Name},
		piece{Dim, "  " + strings.TrimSpace(f.Region+"  "+f.Account)}, piece{Warning, internet})
	for _, part := range setChanges(f) {
		if !part.set.IsEmpty() {
			t.paragraph(6, []piece{{part.tone, part.word}, {Plain, " "}}, Plain, part.set.Human(netset.MaxRanges(6)))
		}
	}
	for _, s := range f.Services {
		tone := Good
		if s.Is < s.Was {
			tone = Bad
		}
		t.line(6, piece{tone, s.Name}, piece{Plain, fmt.Sprintf(" %s → %s", s.Was, s.Is)})
	}
}

// setChange is one way in which the reach of a function changed.
type setChange struct {
	word string // before the set; names of columns are as wide as each other
	tone Tone
	set  netset.Set
}

// setChanges are all ways in which the reach of a function can have changed, the empty ones too.
func setChanges(f *diff.Function) []setChange {
	return []setChange{{"gains  ", Warning, f.Gained}, {"loses  ", Bad, f.Lost}, {"unclear", Question, f.Unclear},
		{"cleared", Warning, f.Cleared}, {"blocked for certain now:", Bad, f.Shut},
		{"from always to sometimes:", Bad, f.Partly}, {"from sometimes to always:", Good, f.Wholly},
		{"from fewer subnets:", Bad, f.Fewer}}
}

func changeMark(k diff.Kind) string {
	return map[diff.Kind]string{diff.Added: "+", diff.Removed: "-", diff.Changed: "~"}[k]
}

func changeTone(k diff.Kind) Tone {
	return map[diff.Kind]Tone{diff.Added: Good, diff.Removed: Bad, diff.Changed: Warning}[k]
}

func countChanged(n int, word string) string {
	if n == 0 {
		return "no " + word + " changed"
	}
	return english.Count(n, word) + " changed"
}
