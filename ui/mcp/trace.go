package mcp

import (
	"context"
	"fmt"
	"io"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/report"
)

type traceIn struct {
	Function string `json:"function" jsonschema:"A name, an ARN or a glob such as orders-*; ACCOUNT/ before it names the account."`
	destinationIn
}

// destinationIn are the arguments that name a destination.
type destinationIn struct {
	To       string `json:"to"`
	Port     int    `json:"port,omitempty" jsonschema:"The destination's port. Without it: that of the destination, 443 for most."`
	Protocol string `json:"protocol,omitempty" jsonschema:"tcp, the default, or udp: functions send no other."`
}

// toWords say what a destination is: the same closed vocabulary as everywhere.
const toWords = "internet or anywhere; an address or a CIDR (10.0.3.4, 2001:db8::/32); an AWS service by the name of its " +
	"endpoint or what people call it (s3, secrets manager, sts) or by its host name; a database, cache, search domain, broker, file system " +
	"or load balancer by its name, host name or ARN; any other host name, as private hosted zones and Resolver rules lead it; the id of " +
	"a resource (eni-, i-, sg-, subnet-, vpce-, pl-, nat-) or the name under which it is shown; rds, all databases of the VPC. A port " +
	"may stand behind it. Nothing is guessed: any other word is an error that names the nearest."

func (destinationIn) detail(properties map[string]*jsonschema.Schema) {
	properties["to"].Description = toWords
	properties["to"].MinLength, properties["to"].MaxLength = jsonschema.Ptr(1), jsonschema.Ptr(2048)
	properties["port"].Minimum, properties["port"].Maximum = jsonschema.Ptr(1.0), jsonschema.Ptr(65535.0)
	properties["protocol"].Enum = []any{"tcp", "udp"}
}

// question is what is asked.
func (in destinationIn) question() ask.Question {
	q := ask.Question{To: in.To, Protocol: netset.TCP, Port: uint16(in.Port)}
	if in.Protocol == "udp" {
		q.Protocol = netset.UDP
	}
	return q
}

// fixesFor is whether what would open or close a path is looked for: each is tried on the whole account, for one
// answer.
func fixesFor(functions []ask.Function) bool { return len(functions) == 1 }

func trace() tool {
	return asks(tool{name: "trace", title: "Trace one connection",
		about: "Answers whether a function can open one connection, from each of its subnets, hop by hop, with all blockers named and, of " +
			"one function, with what would open or close the path. The verdict is reachable, partial (from some subnets, or some of the " +
			"time), blocked or unknown (missing says which AWS call would tell). The same as `vpclens trace FUNCTION --to DEST --format json`."},
		func(properties map[string]*jsonschema.Schema) { destinationIn{}.detail(properties) },
		func(ctx context.Context, q *asked[traceIn]) ([]document, error) {
			functions, err := named(q.Result, q.In.Function)
			if err != nil {
				return nil, err
			}
			queries := make([]reach.Query, len(functions))
			for i := range functions {
				if queries[i], err = q.In.question().Of(&functions[i]); err != nil {
					return nil, fmt.Errorf("to: %w", err)
				}
			}
			var out []document
			for i := range functions {
				if err := ctx.Err(); err != nil {
					return nil, context.Cause(ctx)
				}
				t, err := functions[i].Trace(ctx, queries[i], fixesFor(functions))
				if err != nil {
					return nil, err
				}
				t.Look = q.Look
				out = append(out, func(w io.Writer) error { return report.WriteTraceJSON(w, t) })
			}
			return out, nil
		})
}
