package mcp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/analysis/whatif"
)

type whatIfIn struct {
	Edits    []map[string]any `json:"edits"`
	To       string           `json:"to,omitempty"`
	Port     int              `json:"port,omitempty" jsonschema:"The port of to. Without it: that of the destination, 443 for most."`
	Protocol string           `json:"protocol,omitempty" jsonschema:"tcp, the default, or udp."`
}

// mostEdits is how many edits are made at once.
const mostEdits = 200

func whatIf() tool {
	return asks(tool{name: "what_if", title: "What if it were changed",
		about: "Makes edits in a copy of the snapshot, one after the other, and tells what follows: what each function can reach that it could " +
			"not, or no longer; which findings appear and vanish; the commands that make the edits, for the AWS CLI, Terraform and " +
			"CloudFormation (text to show to a person). Nothing is run and nothing changes. The same as `vpclens whatif EDIT... --format json`. " +
			"trace offers edits that open or close a path."},
		func(properties map[string]*jsonschema.Schema) {
			destinationIn{}.detail(properties)
			properties["to"].MinLength = nil
			properties["to"].Description = "Ask every function for this destination before and after: " + toWords
			properties["edits"] = editsSchema()
		},
		func(ctx context.Context, q *asked[whatIfIn]) ([]document, error) {
			if q.In.To == "" && (q.In.Port != 0 || q.In.Protocol != "") {
				return nil, errors.New("port and protocol go with to: name a destination")
			}
			edits, err := editsOf(q.In.Edits)
			if err != nil {
				return nil, err
			}
			question := destinationIn{q.In.To, q.In.Port, q.In.Protocol}.question()
			if q.In.To != "" {
				if err := question.Nowhere(q.Index); err != nil {
					return nil, fmt.Errorf("to: %w", err)
				}
			}
			computing, err := q.Computing()
			if err != nil {
				return nil, err
			}
			c, err := ask.WhatIf(ctx, q.Result, edits, question, computing)
			if err != nil {
				return nil, err
			}
			c.Look = q.Look
			return []document{func(w io.Writer) error { return report.WriteWhatIfJSON(w, c) }}, nil
		})
}

// editsSchema is what a list of edits looks like: what else an edit takes depends on its kind.
func editsSchema() *jsonschema.Schema {
	kinds := whatif.Kinds()
	list := make([]any, len(kinds))
	for i, k := range kinds {
		list[i] = string(k)
	}
	return &jsonschema.Schema{Type: "array", MinItems: jsonschema.Ptr(1), MaxItems: jsonschema.Ptr(mostEdits),
		Description: `Edits as trace gives them with each change, made one after the other, such as {"action":"remove","kind":"nat",` +
			`"id":"nat-0e3afd2e58b553083"}, {"action":"add","kind":"rule","group":"sg-0ee6e4a4b8ca8bca3","direction":"out","protocol":"tcp",` +
			`"ports":"443","peer":"0.0.0.0/0"} or {"action":"add","kind":"route","table":"rtb-01a3bb41e60582280","destination":"0.0.0.0/0",` +
			`"target":"nat-03e4bad65d0d910ab","replace":true}. A member that a kind does not have is an error.`,
		Items: &jsonschema.Schema{Type: "object", Required: []string{"action", "kind"},
			Properties: map[string]*jsonschema.Schema{
				"action": {Type: "string", Enum: []any{string(whatif.Add), string(whatif.Remove), string(whatif.Set)}},
				"kind":   {Type: "string", Enum: list},
			}}}
}

// editsOf reads edits as they stand in arguments.
func editsOf(list []map[string]any) ([]whatif.Edit, error) {
	text, err := json.Marshal(map[string]any{"edits": list})
	if err != nil {
		return nil, fmt.Errorf("read edits: %w", err)
	}
	edits, err := whatif.ReadFile(text)
	if err != nil {
		return nil, fmt.Errorf("read edits: %w", err)
	}
	return edits, nil
}
