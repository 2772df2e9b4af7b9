package mcp

import (
	"context"
	"io"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/vpclens/vpclens/analysis/report"
)

type reachIn struct {
	Function string `json:"function" jsonschema:"A name, an ARN or a glob such as orders-*; ACCOUNT/ before it names the account."`
}

func reachable() tool {
	return asks(tool{name: "reach", title: "Everything a function can reach",
		about: "Computes everything that a function can open a connection to, as exact sets of addresses, protocols and ports: always (from " +
			"every subnet), sometimes (depends on the subnet, the source address or the ephemeral port), unknown (a fact is missing), and by " +
			"which way. Everything else is blocked. The same as `vpclens reach FUNCTION --format json`. For one destination ask trace."},
		func(map[string]*jsonschema.Schema) {},
		func(ctx context.Context, q *asked[reachIn]) ([]document, error) {
			functions, err := named(q.Result, q.In.Function)
			if err != nil {
				return nil, err
			}
			var out []document
			for i := range functions {
				if err := ctx.Err(); err != nil {
					return nil, context.Cause(ctx)
				}
				r := functions[i].Reach()
				out = append(out, func(w io.Writer) error { return report.WriteReachJSON(w, r) })
			}
			return out, nil
		})
}
