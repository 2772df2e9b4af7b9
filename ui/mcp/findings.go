package mcp

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/report"
)

type findingsIn struct {
	List     string `json:"list,omitempty" jsonschema:"findings (the default), or causes: one thing to fix each, with the ids of the findings that follow from it, in the order in which to fix them."`
	Function string `json:"function,omitempty" jsonschema:"Only those that touch these functions: a name, an ARN or a glob."`
	Check    string `json:"check,omitempty" jsonschema:"Only those of this check, by its id; the resource vpclens://catalogue lists the checks."`
	ID       string `json:"id,omitempty" jsonschema:"Only the finding with this id."`
	Severity string `json:"severity,omitempty" jsonschema:"Only those of this severity or a worse one."`
	Status   string `json:"status,omitempty" jsonschema:"fail for what is wrong, unknown for what could not be checked because a fact is missing."`
	Waived   bool   `json:"waived,omitempty" jsonschema:"Also those that the team has accepted; they carry a member waived with the reason."`
	pageIn
}

func findings() tool {
	return asks(tool{name: "findings", title: "Findings",
		about: "Lists what is wrong in the account, worst first: what it is about, which functions it touches, why it matters, the " +
			"evidence, the fix for the AWS CLI and Terraform (text to show to a person; nothing is run). The elements are those of " +
			"`vpclens scan --format json`. With list=causes: what to fix first."},
		func(properties map[string]*jsonschema.Schema) {
			properties["list"].Enum = []any{"findings", "causes"}
			for s := check.High; s >= check.Info; s-- {
				properties["severity"].Enum = append(properties["severity"].Enum, s.String())
			}
			properties["status"].Enum = []any{string(check.Fail), string(check.Unknown)}
			pageIn{}.detail(properties)
		},
		func(_ context.Context, q *asked[findingsIn]) ([]document, error) {
			keep, err := keptBy(q)
			if err != nil {
				return nil, err
			}
			write := report.WriteFindingsJSON
			if q.In.List == "causes" {
				write = report.WriteCausesJSON
			}
			return q.In.page(q.Server.Limit, func(w io.Writer, p report.Page) error {
				return write(w, q.scan(), p, keep)
			})
		})
}

// keptBy is which findings are asked for.
func keptBy(q *asked[findingsIn]) (func(*check.Finding) bool, error) {
	in := q.In
	if in.Check != "" && check.Find(in.Check) == nil {
		return nil, noCheck(in.Check)
	}
	least := check.Info
	if in.Severity != "" {
		var err error
		if least, err = check.ParseSeverity(in.Severity); err != nil {
			return nil, err
		}
	}
	functions, err := chosen(q.Result, in.Function)
	if err != nil {
		return nil, err
	}
	touches := make(map[string]bool) // by account, region and name, as findings name functions
	for f := range functions {
		touches[f.FunctionName] = true
	}
	return func(f *check.Finding) bool {
		return (in.Check == "" || f.Check == in.Check) && (in.ID == "" || f.ID == in.ID) && f.Severity >= least &&
			(in.Status == "" || string(f.Status) == in.Status) && (in.Waived || f.Waived == nil) &&
			(functions == nil || slices.ContainsFunc(f.Functions, func(name string) bool { return touches[name] }))
	}, nil
}

// noCheck is the error for what is no check, with the nearest ones.
func noCheck(typed string) error {
	var ids []string
	for _, c := range check.Catalogue() {
		ids = append(ids, c.ID)
	}
	hint := "the resource vpclens://catalogue lists them"
	if near := ask.Nearest(slices.Values(ids), typed); len(near) > 0 {
		hint = "did you mean " + strings.Join(near, ", ") + "?"
	}
	return fmt.Errorf("there is no check %q: %s", clean(typed), hint)
}
