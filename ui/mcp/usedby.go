package mcp

import (
	"context"
	"io"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/report"
)

type usedByIn struct {
	Resource string `json:"resource" jsonschema:"The id or the name of a part of the network, or the ARN of a role: a VPC, subnet, route table, security group, network ACL, NAT or internet gateway, endpoint, prefix list, interface, peering connection or transit gateway."`
}

func usedBy() tool {
	return asks(tool{name: "used_by", title: "Who uses a resource",
		about: "Tells who uses a resource and what breaks if it is deleted: it is taken away in a copy and every function is asked what it " +
			"reaches then; and what AWS refuses to delete it for. Nothing is deleted. The same as `vpclens usedby RESOURCE --format json`."},
		func(properties map[string]*jsonschema.Schema) {
			properties["resource"].MinLength, properties["resource"].MaxLength = jsonschema.Ptr(1), jsonschema.Ptr(2048)
		},
		func(ctx context.Context, q *asked[usedByIn]) ([]document, error) {
			u, err := ask.UsedBy(ctx, q.Result, q.In.Resource)
			if err != nil {
				return nil, err
			}
			u.Look = q.Look
			return []document{func(w io.Writer) error { return report.WriteUsedByJSON(w, u) }}, nil
		})
}
