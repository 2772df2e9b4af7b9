package mcp

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/awsdata"
)

type functionsIn struct {
	Functions string `json:"functions,omitempty" jsonschema:"Only these: a name, an ARN or a glob such as orders-*; ACCOUNT/ before it names the account."`
	Internet  string `json:"internet,omitempty" jsonschema:"Only those with this access to the internet: open is nearly all of it, restricted some, unknown means that a fact is missing."`
	VPC       string `json:"vpc,omitempty" jsonschema:"Only those in the VPC with this id; none for functions outside any VPC."`
	pageIn
}

// pageIn are the arguments of a list.
type pageIn struct {
	Offset int `json:"offset,omitempty" jsonschema:"The first element that is told: the value of next in the answer before."`
	Limit  int `json:"limit,omitempty" jsonschema:"How many elements at most. Fewer are told where they would be too long; next says where to go on."`
}

// detail says what the offset and the limit may be.
func (pageIn) detail(properties map[string]*jsonschema.Schema) {
	properties["offset"].Minimum = jsonschema.Ptr(0.0)
	properties["limit"].Minimum = jsonschema.Ptr(1.0)
	properties["limit"].Maximum = jsonschema.Ptr(float64(mostElements))
}

// mostElements and usualElements are how many elements of a list one answer tells at most, and if nobody says.
const (
	mostElements  = 1000
	usualElements = 100
)

// page is the part of a list that is asked for, with as many elements as fit into an answer.
func (in pageIn) page(limit int, write func(io.Writer, report.Page) error) ([]document, error) {
	p := report.Page{Offset: in.Offset, Limit: in.Limit}
	if p.Limit == 0 {
		p.Limit = usualElements
	}
	for {
		var b bytes.Buffer
		if err := write(&b, p); err != nil {
			return nil, err
		}
		v, err := parse(b.Bytes())
		if err != nil {
			return nil, err
		}
		c := &cutter{cut: cut{whole, 0, whole, whole}}
		c.write(&v, "", 0)
		if c.b.Len() <= limit*9/10 || p.Limit == 1 {
			return []document{func(w io.Writer) error { _, err := w.Write(b.Bytes()); return err }}, nil
		}
		p.Limit = max(min(p.Limit, v.longest())*2/3, 1)
	}
}

// scan is what a scan of the account tells.
func (a *asked[In]) scan() *report.Scan {
	return &report.Scan{Result: a.Result, Look: a.Look, Version: a.Version}
}

func listFunctions() tool {
	return asks(tool{name: "list_functions", title: "List functions",
		about: "Lists the Lambda functions of the account: where each sits (VPC, subnets, security groups), what it reaches of the " +
			"internet, the ids of its findings, its tags. The elements are those of functions in `vpclens scan --format json`. " +
			"Regions whose functions could not be read are in unread."},
		func(properties map[string]*jsonschema.Schema) {
			properties["internet"].Enum = []any{string(reach.PostureNone), string(reach.PostureRestricted),
				string(reach.PostureOpen), string(reach.PostureUnknown)}
			pageIn{}.detail(properties)
		},
		func(_ context.Context, q *asked[functionsIn]) ([]document, error) {
			chosen, err := chosen(q.Result, q.In.Functions)
			if err != nil {
				return nil, err
			}
			keep := func(f *analysis.Function) bool {
				return (chosen == nil || chosen[f.Function]) &&
					(q.In.Internet == "" || string(f.Internet.Posture) == q.In.Internet) &&
					(q.In.VPC == "" || f.VPCID == q.In.VPC || q.In.VPC == "none" && f.VPCID == "")
			}
			return q.In.page(q.Server.Limit, func(w io.Writer, p report.Page) error {
				return report.WriteFunctionsJSON(w, q.scan(), p, keep)
			})
		})
}

// chosen are the functions that a pattern names, nil where there is none: then all are.
func chosen(result *analysis.Result, pattern string) (map[*awsdata.Function]bool, error) {
	if pattern == "" {
		return nil, nil
	}
	named, err := ask.FunctionsOf(result).Named(pattern)
	if err != nil {
		return nil, err
	}
	out := make(map[*awsdata.Function]bool, len(named))
	for _, f := range named {
		out[f.Function] = true
	}
	return out, nil
}

// mostAtOnce is how many functions one question is asked of.
const mostAtOnce = 50

// named are the functions that a pattern names, as far as one answer can tell of them.
func named(result *analysis.Result, pattern string) ([]ask.Function, error) {
	functions, err := ask.FunctionsOf(result).Named(pattern)
	if err == nil && len(functions) > mostAtOnce {
		err = fmt.Errorf("%q names %d functions: ask about %d at most, with a narrower pattern", clean(pattern),
			len(functions), mostAtOnce)
	}
	return functions, err
}

func clean(text string) string { return shortened(awsdata.Clean(text), 2000) }
