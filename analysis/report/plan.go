package report

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/gate"
	"github.com/vpclens/vpclens/analysis/plan"
)

// PlanSchema names the form of the JSON that tells what follows from a plan.
const PlanSchema = "vpclens.plan/v1"

// Plan is what follows from a plan, to be written.
type Plan struct {
	*plan.Outcome
	File     string        // what people call the plan
	Gates    *gate.Answer  // nil where nobody named any
	Verified *Verification // of the account as it would be; nil where nobody asked
	Look     Look

	Version  string    // of the program
	At       time.Time // of the snapshot
	Accounts []string  // their ids
}

type planDocument struct {
	Schema    string              `json:"schema"`
	Form      plan.Form           `json:"form"`
	Resources map[plan.Action]int `json:"resources"` // how many are created, updated, ...
	Functions []planFunction      `json:"functions"` // that come, go, gain or lose something
	Zones     []planZones         `json:"zones"`     // that gain or lose the internet in some zones only
	Appeared  []planFinding       `json:"appeared"`
	Vanished  []planFinding       `json:"vanished"`
	Radius    []plan.Radius       `json:"blastRadius"` // what changes the reach of functions, and of which
	Left      []plan.Left         `json:"notUnderstood"`
	Assumed   []plan.Assumed      `json:"assumed"`
	Missing   []findMissing       `json:"missing"` // what the snapshot lacks, so that nothing can be said of it

	Gates *gatesDocument `json:"gates,omitempty"` // where gates are asked for
	// the account as it would be, where assertions are held against it
	Verified *verifyDocument `json:"verified,omitempty"`
}

type planFunction struct {
	diffFunction
	Causes []string     `json:"causes,omitempty"` // ids of what explains it
	In     []plan.Touch `json:"in"`               // where in the plan that is
}

type planZones struct {
	whatIfZones
	In []plan.Touch `json:"in"`
}

type planFinding struct {
	whatIfFinding
	In  []plan.Touch `json:"in"` // where in the plan it is mended
	Fix string       `json:"fix,omitempty"`
}

// WritePlanJSON writes what follows for programs.
func WritePlanJSON(w io.Writer, p *Plan) error {
	document := planDocument{Schema: PlanSchema, Form: p.Plan.Form, Resources: p.counts(), Functions: []planFunction{},
		Zones: []planZones{}, Appeared: p.findings(p.Changes.Appeared), Vanished: p.findings(p.Changes.Vanished),
		Radius: orEmpty(p.Radii()), Left: orEmpty(p.Outcome.Left), Assumed: orEmpty(p.Outcome.Assumed),
		Missing: []findMissing{}}
	for i := range p.Changes.Functions {
		f := &p.Changes.Functions[i]
		document.Functions = append(document.Functions, planFunction{diffFunctionOf(f), f.Causes,
			orEmpty(p.OfFunction(f))})
	}
	for i := range p.Changes.Zones {
		z := &p.Changes.Zones[i]
		document.Zones = append(document.Zones, planZones{
			whatIfZones{z.Account, z.Region, z.Name, orEmpty(z.Lost), orEmpty(z.Gained), orEmpty(z.Unclear)},
			orEmpty(p.Of(z.Causes...))})
	}
	for _, m := range p.Changes.Missing {
		document.Missing = append(document.Missing, findMissing{m.Account, m.Region, m.Call})
	}
	document.Gates = gatesDocumentOf(p.Gates)
	if p.Verified != nil {
		verified := p.Verified.document()
		document.Verified = &verified
	}
	return writeJSON(w, document)
}

// counts are how many resources of the file are created, updated and so on; those that stay are none.
func (p *Plan) counts() map[plan.Action]int {
	out := map[plan.Action]int{}
	seen := map[string]bool{}
	for i := range p.Plan.Resources {
		r := &p.Plan.Resources[i]
		if r.Action != plan.Keep && !seen[r.Address] {
			seen[r.Address] = true
			out[r.Action]++
		}
	}
	return out
}

func (p *Plan) findings(list []check.Finding) []planFinding {
	out := []planFinding{}
	short := whatIfFindings(list)
	for i := range list {
		out = append(out, planFinding{short[i], orEmpty(p.OfFinding(&list[i])), list[i].Fix.Summary})
	}
	return out
}

// WritePlan writes what follows for people: the functions first, then findings, then what was not understood.
func WritePlan(w io.Writer, p *Plan) error { return p.answer().writeText(w, p.Look) }

func (p *Plan) answer() *answer {
	a := &answer{title: []piece{{Strong, p.File}, {Plain, "  " + p.summary()}}}
	if gates := gatesPart(p.Gates); len(gates.rows) > 0 {
		a.parts = append(a.parts, gates)
	}
	if verified := p.Verified.part(); len(verified.rows) > 0 {
		a.parts = append(a.parts, verified)
	}
	if functions := p.functions(); len(functions.rows) > 0 {
		a.parts = append(a.parts, functions)
	}
	for _, f := range []struct {
		heading string
		tone    Tone
		list    []check.Finding
		fixes   bool
	}{{"Findings that appear", Bad, p.Changes.Appeared, true}, {"Findings that vanish", Good, p.Changes.Vanished,
		false}} {
		if part := p.findingPart(f.heading, f.tone, f.list, f.fixes); len(part.rows) > 0 {
			a.parts = append(a.parts, part)
		}
	}
	if radius := p.radius(); len(radius.rows) > 0 {
		a.parts = append(a.parts, radius)
	}
	if left := p.left(); len(left.rows) > 0 {
		a.parts = append(a.parts, left)
	}
	if n := len(p.Outcome.Assumed); n > 0 {
		a.parts = append(a.parts, p.assumed())
	}
	return a
}

// summary is what follows in a line.
func (p *Plan) summary() string {
	var does []string
	counts := p.counts()
	for _, action := range []plan.Action{plan.Create, plan.Update, plan.Replace, plan.Delete} {
		if n := counts[action]; n > 0 {
			does = append(does, fmt.Sprintf("%s %d", action, n))
		}
	}
	out := "nothing that vpclens knows of changes"
	if len(does) > 0 {
		out = strings.Join(does, ", ")
	}
	out += "; " + countChanged(len(p.Changes.Functions)+len(p.Changes.Zones), "function")
	out += fmt.Sprintf("; findings +%d -%d", len(p.Changes.Appeared), len(p.Changes.Vanished))
	if n := len(p.Outcome.Left); n > 0 {
		out += "; " + english.Count(n, "thing") + " not understood"
	}
	return out
}

// functions are those that come, go, gain or lose something, with where in the plan that is.
func (p *Plan) functions() part {
	shown := &WhatIf{Changes: p.Changes}
	out := shown.functions()
	for i := range out.rows {
		var in []plan.Touch
		if i < len(p.Changes.Functions) {
			in = p.OfFunction(&p.Changes.Functions[i])
		} else {
			in = p.Of(p.Changes.Zones[i-len(p.Changes.Functions)].Causes...)
		}
		last := &out.rows[i].cells[len(out.rows[i].cells)-1]
		last.s = p.named(strings.TrimPrefix(last.s+inWords(in), "; "))
	}
	return out
}

// named puts addresses of the file in the place of the ids that stand for what AWS has not made yet.
func (p *Plan) named(sentence string) string {
	ids := slices.SortedFunc(maps.Keys(p.Made), func(a, b string) int { // of two that begin alike the longer first
		return cmp.Or(len(b)-len(a), strings.Compare(a, b))
	})
	for _, id := range ids {
		sentence = strings.ReplaceAll(sentence, id, p.Made[id])
	}
	return sentence
}

// inWords says where in the plan something is.
func inWords(list []plan.Touch) string {
	if len(list) == 0 {
		return ""
	}
	var says []string
	for i, t := range list {
		if i == 3 {
			says = append(says, fmt.Sprintf("%d more", len(list)-i))
			break
		}
		word := t.Address
		if len(t.Attributes) > 0 && len(t.Attributes) <= 3 {
			word += " (" + strings.Join(t.Attributes, ", ") + ")"
		}
		says = append(says, word)
	}
	return "; in " + strings.Join(says, ", ")
}

func (p *Plan) findingPart(heading string, tone Tone, list []check.Finding, fixes bool) part {
	out := part{heading: heading, titles: []string{"severity", "finding"}}
	unknown := 0
	var missing []string
	for i := range list {
		f := &list[i]
		if f.Status == check.Unknown {
			unknown++
			for _, m := range f.Missing {
				if !slices.Contains(missing, m) {
					missing = append(missing, m)
				}
			}
			continue
		}
		says := f.Title + inWords(p.OfFinding(f))
		if fixes && f.Fix.Summary != "" {
			says += ". " + f.Fix.Summary
		}
		out.rows = append(out.rows, row{mark: piece{tone, map[bool]string{true: "+", false: "-"}[fixes]},
			cells: []piece{{severityTone(f.Severity), f.Severity.String()}, {Plain, p.named(says)}}})
	}
	if unknown > 0 {
		says := english.Count(unknown, "check") + " not answered"
		if len(missing) > 3 {
			missing = append(missing[:3:3], fmt.Sprintf("%d more", len(missing)-3))
		}
		if len(missing) > 0 {
			says += ": " + p.named(strings.Join(missing, ", "))
		}
		out.rows = append(out.rows, row{mark: piece{Question, "?"}, cells: []piece{{Question, "unknown"}, {Plain,
			says}}})
	}
	return out
}

// radius are the resources that change what functions reach.
func (p *Plan) radius() part {
	out := part{heading: "Blast radius", titles: []string{"resource", "functions"}}
	for _, r := range p.Radii() {
		names := r.Functions
		more := ""
		if len(names) > 5 {
			names, more = names[:5], fmt.Sprintf(" and %d more", len(r.Functions)-5)
		}
		out.rows = append(out.rows, row{cells: []piece{{Strong, r.Address},
			{Plain, fmt.Sprintf("%s: %s: %s%s", r.Action, english.Count(len(r.Functions), "function"),
				strings.Join(names, ", "), more)}}})
	}
	return out
}

// whyLeft says why something was not understood.
var whyLeft = map[plan.Why]string{
	plan.UnknownType:     "this type is not looked at",
	plan.UnknownProperty: "this is not looked at",
	plan.KnownAfter:      "known only after apply: what depends on it is unknown",
	plan.NotInAccount:    "not in the snapshot: is it of another account, or older than the plan?",
	plan.NoValue:         "a parameter without a value: give it with --parameter",
	plan.UnknownFunction: "this intrinsic function is not computed",
	plan.OtherStack:      "another stack exports it: unknown",
	plan.Deferred:        "the plan puts it off",
	plan.OtherAccount:    "in another account than the snapshot's",
	plan.NotRead:         "this region was not read",
}

// left is what was not understood: a line for each reason and type, since a plan can have hundreds.
func (p *Plan) left() part {
	out := part{heading: "Not understood", titles: []string{"what", "why"}}
	type key struct {
		kind string
		why  plan.Why
	}
	at := map[key]int{}
	var order []key
	first := map[key]string{}
	for _, l := range p.Outcome.Left {
		k := key{l.Kind, l.Why}
		if l.Why != plan.UnknownType {
			k.kind = strings.TrimSpace(l.Address + " " + l.What)
		}
		if at[k]++; at[k] == 1 {
			order, first[k] = append(order, k), l.Address
		}
	}
	for _, k := range order {
		what := k.kind
		if n := at[k]; k.why == plan.UnknownType && n > 1 {
			what = fmt.Sprintf("%s, %d of them", k.kind, n)
		} else if k.why == plan.UnknownType {
			what = first[k]
		}
		out.rows = append(out.rows, row{mark: piece{Question, "?"}, cells: []piece{{Plain, what}, {Dim,
			whyLeft[k.why]}}})
	}
	return out
}

// assumed says how many references were read as the only thing they can well mean.
func (p *Plan) assumed() part {
	out := part{heading: "Assumed", titles: []string{"what", "means"}}
	out.notes = []piece{{Dim, "The plan does not spell these references out; --strict leaves them unknown."}}
	for i, a := range p.Outcome.Assumed {
		if i == 5 {
			out.rows = append(out.rows, row{cells: []piece{{Plain, fmt.Sprintf("and %d more",
				len(p.Outcome.Assumed)-i)},
				{Dim, "--format json lists them"}}})
			break
		}
		out.rows = append(out.rows, row{cells: []piece{{Plain, a.Address + "." + a.Attribute}, {Dim, "is " + a.Means}}})
	}
	return out
}
