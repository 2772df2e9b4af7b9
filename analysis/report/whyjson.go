package report

import (
	"io"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/symptom"
	"github.com/vpclens/vpclens/analysis/why"
)

// WhySchema names the form of the JSON that tells what a symptom comes from.
const WhySchema = "vpclens.why/v1"

type whyDocument struct {
	Schema   string             `json:"schema"`
	Symptom  symptomDocument    `json:"symptom"`
	Others   []symptomDocument  `json:"others"` // what the text tells besides
	Function string             `json:"function,omitempty"`
	Account  string             `json:"account,omitempty"` // where there are several
	Region   string             `json:"region,omitempty"`
	To       *names.Destination `json:"to,omitempty"` // what was asked about
	Port     uint16             `json:"port,omitempty"`
	Verdict  *reach.Verdict     `json:"verdict,omitempty"` // of the path there
	Assumed  bool               `json:"assumed,omitempty"` // the internet was asked about in the place of the name
	Words    string             `json:"words"`             // the answer in a sentence
	Causes   []whyCause         `json:"causes"`
	More     int                `json:"more,omitempty"` // causes that are left out
	Excluded []whyPoint         `json:"excluded"`
	Unknown  []whyOpen          `json:"unknown"`
	Opens    []fixDocument      `json:"opens,omitempty"` // what would open the path
}

type symptomDocument struct {
	Kind        symptom.Kind  `json:"kind"`
	Shape       string        `json:"shape"`
	Code        string        `json:"code,omitempty"`
	Function    string        `json:"function,omitempty"`
	Destination string        `json:"destination,omitempty"`
	Address     string        `json:"address,omitempty"`
	Port        uint16        `json:"port,omitempty"`
	Protocol    string        `json:"protocol,omitempty"`
	Resource    string        `json:"resource,omitempty"`
	Action      string        `json:"action,omitempty"`
	Phase       symptom.Phase `json:"phase,omitempty"`
	Seconds     float64       `json:"seconds,omitempty"`
	Line        int           `json:"line"`
	Count       int           `json:"count"`
}

func symptomDocumentOf(s *symptom.Symptom) symptomDocument {
	return symptomDocument{s.Kind, s.Shape, s.Code, s.Function, s.Destination, s.Address, s.Port, s.Protocol,
		s.Resource, s.Action, s.Phase, s.After.Seconds(), s.Line, s.Count}
}

type whyPoint struct {
	Code  why.Code `json:"code"`
	Names []string `json:"names,omitempty"` // what the sentence names
	Words string   `json:"words"`
}

type whyCause struct {
	Code     why.Code      `json:"code"`
	Sure     why.Sure      `json:"sure"`
	Region   string        `json:"region,omitempty"`
	Resource string        `json:"resource,omitempty"` // what to change
	Names    []string      `json:"names,omitempty"`
	Words    string        `json:"words"`
	Subnets  []string      `json:"subnets,omitempty"` // from which it fails
	Hops     []hopDocument `json:"hops,omitempty"`
	Finding  *whyFinding   `json:"finding,omitempty"`
	Keeper   *whyKeeper    `json:"keeper,omitempty"`
	CLI      string        `json:"cli,omitempty"`
}

type whyFinding struct {
	ID       string           `json:"id"`
	Check    string           `json:"check"`
	Severity check.Severity   `json:"severity"`
	Title    string           `json:"title"`
	Evidence []check.Evidence `json:"evidence"`
}

type whyKeeper struct {
	Kind string   `json:"kind"`
	ID   string   `json:"id"`
	By   []string `json:"by,omitempty"` // functions and versions
	Says string   `json:"says"`
}

type whyOpen struct {
	whyPoint
	Missing []string `json:"missing,omitempty"`
	CLI     string   `json:"cli,omitempty"`
}

// WriteWhyJSON writes what a symptom comes from for programs.
func WriteWhyJSON(w io.Writer, y *Why) error {
	a := y.Answer
	_, words := y.First()
	document := whyDocument{Schema: WhySchema, Symptom: symptomDocumentOf(&a.Symptom), Others: []symptomDocument{},
		Account: accountOf(y.index()), Region: y.region(), Assumed: a.Assumed, Words: words, Causes: []whyCause{},
		More: a.More, Excluded: []whyPoint{}, Unknown: []whyOpen{}}
	for i := range y.Others {
		document.Others = append(document.Others, symptomDocumentOf(&y.Others[i]))
	}
	if a.Function != nil {
		document.Function = a.Function.FunctionName
	}
	if a.Trace != nil {
		document.To, document.Port, document.Verdict = &a.Query.To, a.Query.Port, &a.Trace.Verdict
	}
	profile := y.Look.profileIn(y.index())
	for i := range a.Causes {
		document.Causes = append(document.Causes, y.causeDocument(&a.Causes[i], profile))
	}
	for _, p := range a.Excluded {
		document.Excluded = append(document.Excluded, whyPoint{p.Code, p.Names, p.String()})
	}
	for _, o := range a.Open {
		d := whyOpen{whyPoint{o.Code, o.Names, o.String()}, o.Missing, ""}
		if len(o.Command) > 0 {
			d.CLI = o.Command.Text(profile)
		}
		document.Unknown = append(document.Unknown, d)
	}
	if a.Fixes != nil {
		t := &Trace{Trace: a.Trace, Index: y.index(), Look: y.Look}
		var err error
		if document.Opens, err = t.fixDocuments(a.Fixes.Opens); err != nil {
			return err
		}
	}
	return writeJSON(w, document)
}

func (y *Why) causeDocument(c *why.Cause, profile string) whyCause {
	d := whyCause{Code: c.Code, Sure: c.Sure, Region: c.Region, Resource: c.Resource, Names: c.Names, Words: c.Says(),
		Subnets: c.Subnets, Hops: hopDocuments(c.Hops)}
	if f := c.Finding; f != nil {
		d.Finding = &whyFinding{f.ID, f.Check, f.Severity, f.Title, orEmpty(f.Evidence)}
		if len(f.Fix.CLI) > 0 {
			d.CLI = f.Fix.CLI.Text(profile)
		}
	}
	if len(c.Fix) > 0 {
		d.CLI = c.Fix.Text(profile)
	}
	if k := c.Keeper; k != nil {
		d.Keeper = &whyKeeper{Kind: string(k.Kind), ID: k.ID, Says: k.Says}
		for _, h := range k.By {
			d.Keeper.By = append(d.Keeper.By, h.String())
		}
	}
	return d
}
